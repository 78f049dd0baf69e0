// SPDX-License-Identifier: Apache-2.0

/** A network with everything that a story on it needs: who registers, joins, buys and waits. */

import { account } from './accounts.js';
import { Chain } from './chain.js';
import { ContentServer } from './content.js';
import { Network } from './network.js';
import { dealOf, match, order, sign, taskId } from './orders.js';
import { call, find, Sender } from './submit.js';
import { insertHotKey, joinCalls } from './worker.js';

/**
 * @typedef {import('@polkadot/keyring/types').KeyringPair} Pair
 * @typedef {import('./content.js').Offer} Offer
 * @typedef {import('./network.js').RemoteNode} Node
 *
 * @typedef {object} Asset an app or a dataset that is for sale
 * @property {number} id
 * @property {Pair} owner
 * @property {bigint} price nRLC per task
 *
 * @typedef {object} Pool a workerpool that is for sale
 * @property {number} id
 * @property {Pair} owner the scheduler
 * @property {bigint} price nRLC per task
 *
 * @typedef {object} Purchase what a requester asks for
 * @property {Pair} requester
 * @property {Asset} app
 * @property {Asset} [dataset]
 * @property {Pool} pool
 * @property {string} params
 * @property {number} [trust]
 * @property {number} [volume] number of tasks
 * @property {number} [category]
 *
 * @typedef {object} Ledger
 * @property {Map<string, { stake: bigint, locked: bigint }>} accounts by address, in nRLC
 * @property {bigint} kitty nRLC
 *
 * @typedef {object} Deal
 * @property {string} id hex
 * @property {number} block number of the block that holds the match
 * @property {string[]} tasks their ids, hex
 *
 * @typedef {object} Story what the chain's events tell of a task
 * @property {string} id the task, hex
 * @property {string[]} assigned addresses
 * @property {{ worker: string, resultHash: string, block: number }[]} contributions
 * @property {{ resultHash: string, block: number } | undefined} consensus the last one
 * @property {boolean} reopened nobody of a consensus revealed in time
 * @property {{ worker: string, block: number }[]} reveals
 * @property {{ worker: string, code: string, block: number }[]} failures
 * @property {'waiting' | 'active' | 'revealing' | 'completed' | 'failed'} status
 * @property {number | undefined} ended number of the block in which it ended
 * @property {string | undefined} digest hex, once completed
 */

/**
 * A network of workers, polkadot.js at its first node, and a content server.
 *
 * @template {{ nodes: Node[], stop: (options?: { keepLogs?: boolean }) => Promise<void> }} N
 */
export class Stage {
	/** Names by address, for people. */
	names = /** @type {Map<string, string>} */ (new Map());
	/** Which node works for which account, by address. */
	nodeOf = /** @type {Map<string, Node>} */ (new Map());

	/**
	 * @param {N} network
	 * @param {import('@polkadot/api').ApiPromise} api
	 * @param {Chain} chain
	 * @param {ContentServer} content
	 * @param {Sender} sender
	 */
	constructor(network, api, chain, content, sender = new Sender(api)) {
		this.network = network;
		this.api = api;
		this.chain = chain;
		this.content = content;
		this.sender = sender;
	}

	/**
	 * One validator and so many other nodes, running and connected.
	 *
	 * @param {number} others
	 * @param {string[]} [args] further arguments of each node
	 */
	static async open(others, args) {
		return Stage.on(await Network.ofWorkers(others, args));
	}

	/**
	 * On a network that was started, once its nodes are connected.
	 *
	 * @param {Network} network
	 * @param {{ finalized?: boolean, content?: ContentServer }} options `finalized`: waits for
	 *   what is sent to be final
	 */
	static async on(network, { finalized, content } = {}) {
		try {
			const api = await network.nodes[0].connect();
			const chain = await Chain.follow(api);
			await network.connected();
			const sender = new Sender(api, { finalized });
			return new Stage(network, api, chain, content ?? (await ContentServer.start()), sender);
		} catch (error) {
			await network.stop();
			throw error;
		}
	}

	/**
	 * Ends everything that was started.
	 *
	 * @param {{ keepLogs?: boolean }} options
	 */
	async close(options = {}) {
		this.chain.stop();
		await this.content.stop();
		await this.api.disconnect();
		await this.network.stop(options);
	}

	/**
	 * The account behind a name; remembers what it is called.
	 *
	 * @param {string} name
	 */
	account(name) {
		const pair = account(name);
		this.names.set(pair.address, name);
		return pair;
	}

	/** @param {string} address */
	name(address) {
		return this.names.get(address) ?? `${address.slice(0, 8)}…`;
	}

	/**
	 * Registers apps, all in one extrinsic.
	 *
	 * @param {Pair} owner
	 * @param {{ name: string, offer: Offer, price?: bigint }[]} apps
	 * @returns {Promise<Asset[]>}
	 */
	async registerApps(owner, apps) {
		const { events } = await this.sender.sendAll(
			owner,
			apps.map(({ name, offer }) =>
				call(this.api, 'registry.registerApp', {
					owner: owner.address,
					name,
					kind: 'Wasi',
					multiaddr: offer.multiaddr,
					checksum: offer.checksum,
					mrenclave: '',
				}),
			),
		);
		return events
			.filter((event) => event.name === 'registry.AppRegistered')
			.map((event, i) => ({
				id: event.data.id.toNumber(),
				owner,
				price: apps[i].price ?? 0n,
			}));
	}

	/**
	 * Registers a dataset.
	 *
	 * @param {Pair} owner
	 * @param {{ name: string, offer: Offer, price?: bigint }} dataset
	 * @returns {Promise<Asset>}
	 */
	async registerDataset(owner, { name, offer, price = 0n }) {
		const { events } = await this.sender.send(owner, 'registry.registerDataset', {
			owner: owner.address,
			name,
			multiaddr: offer.multiaddr,
			checksum: offer.checksum,
		});
		const { id } = find(events, 'registry.DatasetRegistered').data;
		return { id: id.toNumber(), owner, price };
	}

	/**
	 * Registers a workerpool, with a stake to offer its work with.
	 *
	 * @param {Pair} owner
	 * @param {{ description: string, stake: bigint, price?: bigint }} pool amounts in nRLC
	 * @returns {Promise<Pool>}
	 */
	async registerPool(owner, { description, stake, price = 0n }) {
		const { events } = await this.sender.sendAll(owner, [
			call(this.api, 'escrow.deposit', { amount: stake }),
			call(this.api, 'registry.registerWorkerpool', { owner: owner.address, description }),
		]);
		const { id } = find(events, 'registry.WorkerpoolRegistered').data;
		return { id: id.toNumber(), owner, price };
	}

	/**
	 * Gives wallets something to pay fees and deposits with.
	 *
	 * @param {Pair} from
	 * @param {Pair[]} accounts
	 * @param {bigint} amount nRLC each
	 */
	async fund(from, accounts, amount) {
		await this.sender.sendAll(
			from,
			accounts.map((to) =>
				call(this.api, 'balances.transferKeepAlive', { dest: to.address, value: amount }),
			),
		);
	}

	/**
	 * Lets accounts join a pool as workers: each puts a hot key into its node, applies and stakes;
	 * then the pool's owner accepts them all.
	 *
	 * @param {Pool} pool
	 * @param {{ worker: Pair, node: Node }[]} workers
	 * @param {{ slots?: number, stake: bigint }} terms
	 */
	async join(pool, workers, { slots = 4, stake }) {
		await Promise.all(
			workers.map(async ({ worker, node }) => {
				this.nodeOf.set(worker.address, node);
				const hotKey = await insertHotKey(node, worker);
				const terms = { pool: pool.id, slots, stake };
				await this.sender.sendAll(worker, joinCalls(this.api, worker, hotKey, terms));
			}),
		);
		await this.sender.sendAll(
			pool.owner,
			workers.map(({ worker }) => call(this.api, 'pools.accept', { worker: worker.address })),
		);
	}

	/**
	 * The four signed orders of a purchase: each owner offers exactly what is asked for.
	 *
	 * @param {Purchase} purchase
	 */
	orders({ requester, app, dataset, pool, params, trust = 1, volume = 1, category = 0 }) {
		return {
			app: sign(
				this.api,
				app.owner,
				'App',
				order('App', { app: app.id, price: app.price, volume }),
			),
			dataset:
				dataset &&
				sign(
					this.api,
					dataset.owner,
					'Dataset',
					order('Dataset', { dataset: dataset.id, price: dataset.price, volume }),
				),
			workerpool: sign(
				this.api,
				pool.owner,
				'Workerpool',
				order('Workerpool', {
					workerpool: pool.id,
					price: pool.price,
					volume,
					category,
					trust,
				}),
			),
			request: sign(
				this.api,
				requester,
				'Request',
				order('Request', {
					app: app.id,
					appMaxPrice: app.price,
					dataset: dataset ? dataset.id : null,
					datasetMaxPrice: dataset?.price ?? 0n,
					workerpoolMaxPrice: pool.price,
					requester: requester.address,
					beneficiary: requester.address,
					volume,
					category,
					trust,
					params,
				}),
			),
		};
	}

	/**
	 * Matches the orders of a purchase.
	 *
	 * @param {Purchase} purchase
	 * @returns {Promise<Deal>}
	 */
	async buy(purchase) {
		const tx = match(this.api, this.orders(purchase));
		const inclusion = await this.sender.sendTx(purchase.requester, tx);
		const id = dealOf(inclusion);
		const { block } = await this.chain.until(
			() => this.chain.events('market.OrdersMatched', (data) => data.deal.toHex() === id)[0],
			`deal ${id}`,
		);
		const tasks = Array.from({ length: purchase.volume ?? 1 }, (_, i) => taskId(id, i));
		return { id, block, tasks };
	}

	/**
	 * What has happened to a task so far.
	 *
	 * @param {string} task hex
	 * @returns {Story}
	 */
	story(task) {
		const of = (/** @type {string} */ name) =>
			this.chain.events(name, (data) => data.task.toHex() === task);
		const worker = (/** @type {any} */ { data, block }) => ({
			worker: data.worker.toString(),
			block,
		});
		const result = (/** @type {any} */ { data, block }) => ({
			resultHash: data.resultHash.toHex(),
			block,
		});

		const consensus = of('poco.ConsensusReached').map(result).pop();
		const reopened = of('poco.TaskReopened').pop();
		const revealing = consensus && !(reopened && reopened.block >= consensus.block);
		const [completed] = of('poco.TaskFinalized');
		const [failed] = of('poco.TaskClaimed');
		const active = of('poco.TaskInitialized').length > 0;
		return {
			id: task,
			assigned: of('pools.TaskAssigned').map(({ data }) => data.worker.toString()),
			contributions: of('poco.TaskContributed').map((e) => ({ ...worker(e), ...result(e) })),
			consensus,
			reopened: reopened !== undefined,
			reveals: of('poco.TaskRevealed').map(worker),
			failures: of('poco.FailureReported').map((e) => ({
				...worker(e),
				code: e.data.code.toString(),
			})),
			status:
				(completed && 'completed') ||
				(failed && 'failed') ||
				(revealing && 'revealing') ||
				(active ? 'active' : 'waiting'),
			ended: (completed ?? failed)?.block,
			digest: completed?.data.digest.toHex(),
		};
	}

	/**
	 * Waits until tasks have ended, well or not.
	 *
	 * @param {string[]} tasks hex
	 * @param {{ timeout?: number, progress?: (stories: Story[]) => void }} options
	 */
	async ended(tasks, { timeout = 180_000, progress } = {}) {
		return this.chain.until(
			() => {
				const stories = tasks.map((task) => this.story(task));
				progress?.(stories);
				return stories.every(({ ended }) => ended !== undefined) && stories;
			},
			`the end of ${tasks.length} tasks`,
			timeout,
		);
	}

	/**
	 * What every account has in the ledger, and the kitty.
	 *
	 * @returns {Promise<Ledger>}
	 */
	async ledger() {
		const [entries, kitty] = await Promise.all([
			this.api.query.escrow.accounts.entries(),
			this.api.query.escrow.kitty(),
		]);
		const accounts = entries.map(([key, value]) => {
			const { stake, locked } = /** @type {any} */ (value);
			return /** @type {const} */ ([
				key.args[0].toString(),
				{ stake: BigInt(stake.toString()), locked: BigInt(locked.toString()) },
			]);
		});
		return { accounts: new Map(accounts), kitty: BigInt(kitty.toString()) };
	}

	/**
	 * A worker's score.
	 *
	 * @param {Pair} worker
	 */
	async score(worker) {
		return Number(await this.api.query.poco.score(worker.address));
	}
}
