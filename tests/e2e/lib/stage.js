// SPDX-License-Identifier: Apache-2.0

/** A network with everything that a story on it needs: who registers, joins, buys and waits. */

import { account, POT } from './accounts.js';
import { dealsOf, quoteJob, runCall } from './book.js';
import { call } from './calls.js';
import { Chain } from './chain.js';
import { ContentServer } from './content.js';
import { find } from './events.js';
import { readLedger } from './ledger.js';
import { Network } from './network.js';
import { dealOf, match, order, requestOf, sign } from './orders.js';
import { validator, worker } from './roles.js';
import { outline, tellStory } from './story.js';
import { Sender } from './submit.js';
import { taskId } from './task-id.js';
import { insertHotKey, joinCalls } from './worker.js';

/**
 * @typedef {import('@polkadot/keyring/types').KeyringPair} Pair
 * @typedef {import('./content.js').Offer} Offer
 * @typedef {import('./orders.js').Asset} Asset
 * @typedef {import('./orders.js').Pool} Pool
 * @typedef {import('./orders.js').Purchase} Purchase
 * @typedef {import('./remote-node.js').RemoteNode} Node
 * @typedef {import('./story.js').Story} Story
 * @typedef {{ nodes: Node[], stop: (options?: { keepLogs?: boolean }) => Promise<void> }} Nodes
 * @typedef {{ worker: Pair, node: Node }} Worker an account, and the node that works for it
 *
 * @typedef {object} Deal
 * @property {string} id hex
 * @property {number} block number of the block that holds the match
 * @property {string[]} tasks their ids, hex
 */

/**
 * A network of workers, polkadot.js at its first node, and a content server.
 *
 * @template {Nodes} N
 */
export class Stage {
	/** Names by address, for people. */
	names = new Map([[POT, 'pot']]);
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
	 * One validator and so many other nodes, all able to work, running and connected.
	 *
	 * @param {number} others
	 * @param {string[]} [args] further arguments of each node
	 */
	static async open(others, args) {
		const more = Array.from({ length: others }, (_, i) => worker(`worker-${i + 2}`, { args }));
		const first = validator('validator', { works: true, args });
		return Stage.on(await Network.start('dev', [first, ...more]));
	}

	/**
	 * On a network that was started, once its nodes are connected.
	 *
	 * @param {Network} network
	 * @param {{ finalized?: boolean, content?: ContentServer }} options `finalized`: waits for
	 *   what is sent to be final
	 */
	static async on(network, { finalized, content } = {}) {
		/** @type {import('@polkadot/api').ApiPromise | undefined} */
		let api;
		try {
			api = await network.nodes[0].connect();
			const chain = await Chain.follow(api);
			await network.connected();
			const sender = new Sender(api, { finalized });
			return new Stage(network, api, chain, content ?? (await ContentServer.start()), sender);
		} catch (error) {
			await api?.disconnect();
			// The first error matters more than what follows from it.
			await network.stop().catch(console.error);
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
		try {
			await this.content.stop();
			await this.api.disconnect();
		} finally {
			await this.network.stop(options);
		}
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
	 * An account for each node to work for: worker-1, worker-2 and so on.
	 *
	 * @template {Node} W
	 * @param {W[]} nodes
	 * @returns {{ worker: Pair, node: W }[]}
	 */
	crew(nodes) {
		return nodes.map((node, i) => ({ worker: this.account(`worker-${i + 1}`), node }));
	}

	/**
	 * A category of tasks that end soon.
	 *
	 * @param {number} timeRef its time reference in seconds: a task is given up after ten times that
	 * @returns {Promise<number>} its id
	 */
	async createCategory(timeRef) {
		const { events } = await this.sender.sudo(
			this.account('alice'),
			'registry.createCategory',
			{
				name: 'hasty',
				description: 'for tests',
				workClockTimeRef: timeRef,
			},
		);
		return find(events, 'registry.CategoryCreated').data.id.toNumber();
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
	 * @param {Worker[]} workers
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
	orders(purchase) {
		const { requester, app, dataset, pool, trust = 1, volume = 1, category = 0 } = purchase;
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
			request: sign(this.api, requester, 'Request', requestOf(purchase)),
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
		const tasks = Array.from({ length: purchase.volume ?? 1 }, (_, i) => taskId(id, i));
		return { id, block: await this.#blockOf(id), tasks };
	}

	/**
	 * Buys a job from the book: by one call, which deposits what the requester's stake lacks.
	 *
	 * @param {Omit<Purchase, 'pool'>} purchase
	 * @returns {Promise<Deal & { quote: import('./book.js').Quote }>}
	 */
	async run({ requester, app, dataset, params, trust = 1, volume = 1, category = 0 }) {
		const job = {
			app: app.id,
			dataset: dataset?.id,
			params,
			trust: Number(trust),
			volume,
			category,
		};
		const quote = await quoteJob(this.network.nodes[0], job, requester.address);
		const call = runCall(this.api, job, quote.total);
		const [{ id, tasks }] = dealsOf((await this.sender.sendTx(requester, call)).events);
		return { id, block: await this.#blockOf(id), tasks, quote };
	}

	/**
	 * Number of the block that holds the match of a deal.
	 *
	 * @param {string} id
	 */
	async #blockOf(id) {
		const matched = (/** @type {import('./events.js').Fields} */ data) =>
			data.deal.toHex() === id;
		const { block } = await this.chain.until(
			() => this.chain.events('market.OrdersMatched', matched)[0],
			`deal ${id}`,
		);
		return block;
	}

	/**
	 * What has happened to a task so far.
	 *
	 * @param {string} task hex
	 */
	story(task) {
		return tellStory(this.chain, task);
	}

	/**
	 * Waits until tasks have ended, well or not.
	 *
	 * @param {string[]} tasks hex
	 * @param {{ timeout?: number, progress?: (stories: Story[]) => void }} options
	 */
	async ended(tasks, { timeout = 180_000, progress } = {}) {
		/** @type {Story[]} */
		let stories = [];
		const look = () => {
			stories = tasks.map((task) => this.story(task));
			progress?.(stories);
			return stories.every(({ ended }) => ended !== undefined) && stories;
		};
		return this.chain.until(look, `the end of ${tasks.length} tasks`, {
			timeout,
			state: () => openTasks(stories),
		});
	}

	/** What every account has in the ledger, and the kitty. */
	ledger() {
		return readLedger(this.api);
	}

	/**
	 * A worker's score.
	 *
	 * @param {Pair} worker
	 */
	async score(worker) {
		return (await this.api.query.poco.score(worker.address)).toNumber();
	}
}

/**
 * The tasks that have not ended, for people.
 *
 * @param {Story[]} stories
 */
function openTasks(stories) {
	const open = stories.filter(({ ended }) => ended === undefined);
	return ['', ...open.map((story) => `${story.id.slice(0, 10)}…  ${outline(story)}`)].join(
		'\n  ',
	);
}
