// SPDX-License-Identifier: Apache-2.0

/**
 * A chain that is none: canned answers in the place of `sdk/src/client.ts`, so that pages can be looked at
 * without a node. What it says has the shapes of `sdk/src/chain.ts`; whether the chain has them is
 * library.test.js' to say.
 */

import { BehaviorSubject, interval, map, of, shareReplay, startWith } from 'rxjs';
import { blake2, blake2Hex, concat, toHex, utf8 } from '../../../sdk/src/bytes.js';
import { BourseError } from '../../../sdk/src/errors.js';
import { taskId } from '../../../sdk/src/ids.js';

export type Connection = 'connecting' | 'connected' | 'lost';
export type ConnectOptions = object;
export type Bourse = any;

const RLC = 1_000_000_000n;
const [ALICE, BOB] = [
	'5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY',
	'5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty',
];
const ALICE_KEY = 'd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d';
const BOB_KEY = '8eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a48';
const hash = (digit: string) => `0x${digit.repeat(64)}`;
const DEAL = `0x${'ab'.repeat(24)}${'ff'.repeat(8)}`;
const now = () => BigInt(Math.floor(Date.now() / 1000));
const unit = (type: string) => ({ type });

const content = utf8('pi = 3.140972 +- 0.000367\n');
const u32 = (value: number) => new Uint8Array(new Uint32Array([value]).buffer);
const manifest = concat(
	utf8('BRSM\u0001'),
	u32(1),
	u32(6),
	utf8('stdout'),
	new Uint8Array(new BigUint64Array([BigInt(content.length)]).buffer),
	u32(1),
	blake2(content),
);
const header = concat(
	utf8('BRSR'),
	new Uint8Array([2, 2, 0, 0, 0, 0, 0, 0]),
	new Uint8Array(8),
	blake2(manifest),
	new Uint8Array(64),
);

const deal = (nth: number) => ({
	app: { id: 0, owner: ALICE, price: RLC / 100n },
	dataset: undefined,
	workerpool: { id: 0, owner: BOB, price: (RLC / 2n) * BigInt(nth + 1) },
	trust: [3n, 0n, 0n, 0n],
	category: 0,
	work_clock_time_ref: 300n,
	tag: 0n,
	requester: ALICE,
	beneficiary: ALICE,
	callback: undefined,
	params: utf8('{"args":"pi --samples 1_000_000"}'),
	start_time: now() - BigInt(nth * 3_000),
	bot_first: 0n,
	bot_size: 20n,
	worker_stake: RLC / 5n,
	scheduler_reward_ratio: 10,
	sponsor: ALICE,
	terms: { start_fee: RLC / 1000n, worker_fee: RLC / 500n, owners: 5, pool: {} },
});

const rules = {
	admission: unit('Open'),
	min_stake: RLC,
	min_score: 0n,
	tag: 0n,
	assigned_by: unit('Chain'),
};
const worker = {
	pool: 0,
	owner: ALICE,
	status: unit('Active'),
	capacity: { slots: 4, tag: 256n, categories: [], memory: 0n },
	busy: 1,
	last_seen: now(),
	missed: 0,
	max_stake: 10n * RLC,
};
const order = {
	order: 41n,
	pool: undefined,
	category: 0,
	trust: 8,
	price: RLC,
	left: 7n,
	held: RLC,
	deposit: RLC / 100n,
	until: now() + 3_600n,
};

const terms = { price: RLC / 100n, tag: 0n, pool: undefined, app: undefined, until: undefined };
const asset = (id: number, owner: string, name: string, description = '') => ({
	id,
	owner,
	name: utf8(name),
	stock_names: [] as Uint8Array[],
	description: utf8(description),
	link: new Uint8Array(),
	tags: [],
});
const app = (id: number) => ({
	asset: {
		...asset(
			id,
			ALICE,
			['montecarlo', 'a name that is as long as names can be, which is 64 bytes, so: 64'][
				id
			] ?? 'evil \u202e<script>',
			id === 0 ? 'Estimates by random numbers' : 'javascript: \u202e<b>',
		),
		stock_names: id === 0 ? [utf8('montecarlo')] : [],
	},
	checksum: hash('7'),
	offer: id === 1 ? undefined : terms,
});
const dataset = {
	asset: asset(0, BOB, 'penguins'),
	checksum: hash('8'),
	packing: unit('File'),
	restricted: false,
	offer: terms,
};
const pool = {
	...rules,
	asset: asset(0, ALICE, 'two nodes under a desk'),
	listed: true,
	worker_stake_ratio: 30n,
	scheduler_reward_ratio: 10,
	owners: 3,
	workers: 5,
	free_slots: 2n,
	on_offer: 204n,
	guarantee: { until: now() + 7_200n, left: RLC / 4n },
};

const names = ['XS', 'S', 'M', 'L', 'XL'];
const values: Record<string, (...keys: any[]) => unknown> = {
	'Registry.Apps': () => ({ multiaddr: utf8('https://example.org/app.wasm') }),
	'Registry.Datasets': () => ({ multiaddr: utf8('javascript:alert(1)') }),
	'Registry.StockNames': () => [{ name: utf8('montecarlo'), asset: { type: 'App', value: 0 } }],
	'Pools.Workers': () => worker,
	'Book.Allowances': () => ({ per_day: RLC, day: 0n, spent: 0n, deposit: RLC / 100n }),
	'Session.Validators': () => [ALICE, BOB],
	'Staking.ActiveEra': () => ({ index: 12, start: (now() - 7_000n) * 1_000n }),
	'Staking.ErasRewardPoints': () => ({
		total: 3_480,
		individual: [
			[ALICE, 1_760],
			[BOB, 1_720],
		],
	}),
	'Timestamp.Now': () => now() * 1_000n,
	'System.Account': () => ({
		nonce: 0,
		data: { free: 1_204n * RLC, reserved: 0n, frozen: 0n, flags: 0n },
	}),
	'System.Events': () => [],
	'Escrow.Accounts': () => ({ stake: 12n * RLC + 345_678_901n, locked: 30n * RLC }),
};
const entries: Record<string, { keyArgs: unknown[]; value: unknown }[]> = {
	'Staking.ErasStakersOverview': [ALICE, BOB].map((who, nth) => ({
		keyArgs: [12, who],
		value: {
			total: (12_345n + BigInt(nth)) * RLC,
			own: 10_000n * RLC,
			nominator_count: 17,
			page_count: 1,
		},
	})),
	'Staking.Validators': [
		{ keyArgs: [ALICE], value: { commission: 25_000_000, blocked: false } },
		{ keyArgs: [BOB], value: { commission: 1_000_000_000, blocked: true } },
	],
	'Staking.UnappliedSlashes': [
		{ keyArgs: [17], value: [{ validator: BOB, own: 56n * RLC, others: [] }] },
	],
	'Book.Allowances': [
		{ keyArgs: [ALICE, BOB], value: { per_day: RLC, day: 0n, spent: 0n, deposit: RLC / 100n } },
	],
};

const entry = (name: string) => ({
	getValue: async (...keys: unknown[]) => values[name]?.(...keys),
	getValues: async (keys: unknown[][]) => keys.map((key) => values[name]?.(...key)),
	getEntries: async () => entries[name] ?? [],
	getKey: async () => `0x${name}`,
});
const deep = (make: (path: string) => unknown) =>
	new Proxy(
		{},
		{
			get: (_, pallet) =>
				new Proxy({}, { get: (_, name) => make(`${String(pallet)}.${String(name)}`) }),
		},
	);

const taskStatus = () => ({
	deal: DEAL,
	index: 0n,
	status: unit('Completed'),
	workers: [{ worker: ALICE, since: now() - 9n, until: now() + 99n, contributed: true }],
	contributions: 1,
	block: 9,
	now: now(),
	stood_still: 0n,
	next: { type: 'Forgotten', value: { at: now() + 86_400n } },
	next_block: 12,
});
const past = (...entries: unknown[]) => ({ entries, next: null, reach: { since: 1 } });
const listed = (...entries: unknown[]) => ({ entries, next: undefined });
const apis: Record<string, (...args: any[]) => unknown> = {
	'CatalogueApi.categories': () =>
		listed(
			...names.map((name, id) => ({
				id,
				name: utf8(name),
				work_clock_time_ref: [300n, 1_200n, 3_600n, 10_800n, 36_000n][id],
			})),
		),
	'CatalogueApi.apps': () => listed(app(2), app(1), app(0)),
	'CatalogueApi.app': app,
	'CatalogueApi.datasets': () => listed(dataset),
	'CatalogueApi.dataset': () => dataset,
	'CatalogueApi.pools': () => listed(pool),
	'CatalogueApi.pool': () => pool,
	'CatalogueApi.workers': () =>
		listed({
			worker: BOB,
			owner: ALICE,
			pool: 0,
			active: true,
			slots: 4,
			free_slots: 3,
			tag: 256n,
			score: 41n,
			last_seen: now(),
		}),
	'CatalogueApi.grants': ({ type }) =>
		type === 'App'
			? listed({ to: unit('Everybody'), terms, holds: true })
			: listed({ to: { type: 'Group', value: 7 }, terms, holds: true }),
	'CatalogueApi.members': () => listed({ type: 'Account', value: ALICE }),
	'BookApi.orders_of': () => listed(order, { ...order, order: 42n, pool: 0, price: RLC / 2n }),
	'BourseApi.deal': (id) => (id === DEAL ? deal(0) : undefined),
	'BourseApi.deal_status': (id) =>
		id === DEAL
			? {
					pool: 0,
					tasks: 20n,
					waiting: 5n,
					running: 3n,
					completed: 12n,
					failed: 0n,
					excused: 0n,
					free_workers: 0,
					next: { type: 'WaitsForWorkers', value: { at: now() + 40n } },
					free_from: now() + 300n,
					final_deadline: now() + 3_000n,
					block: 9,
					now: now(),
					stood_still: 0n,
				}
			: undefined,
	'BourseApi.task': (id) =>
		id === taskId(DEAL, 0n)
			? {
					deal: DEAL,
					index: 0n,
					status: unit('Completed'),
					digest: blake2Hex(header),
					revealed: { of: 1, count: 1 },
					contribution_deadline: now(),
					final_deadline: now(),
					contributors: [ALICE],
					assigned: [],
					failures: [{ worker: BOB, code: unit('FetchFailed'), log: hash('5') }],
					encrypted: [],
					challenges: [],
				}
			: undefined,
	'BourseApi.task_status': (id) => (id === taskId(DEAL, 0n) ? taskStatus() : undefined),
	'BourseApi.worker_status': () => ({
		info: { worker: ALICE, pool: 0, accepted: true, score: 3n, slots: 4, tasks: [] },
		owner: ALICE,
		stake: RLC,
		locked: 0n,
		free_slots: 4,
		last_seen: now(),
		engine: 2,
		hindrances: [
			unit('NothingQueued'),
			{ type: 'StakeShort', value: { deal: DEAL, needed: RLC, free: 0n } },
		],
	}),
	'BookApi.quote': (_, { job }) => ({
		success: true,
		value: {
			offers:
				job.trust > 8
					? []
					: [
							{
								order: 7n,
								pool: 0,
								listed: false,
								price: RLC / 2n,
								volume: job.volume,
								free_slots: 0n,
								queue: 3n,
								starts_within: 600n,
							},
						],
			volume: job.trust > 8 ? 0n : job.volume,
			app_price: RLC / 100n,
			dataset_price: 0n,
			task_fee: 9_000_000n,
			total: (RLC / 2n + 19_000_000n) * job.volume,
			transaction_fee: 4_000_000n,
			deposit: RLC / 100n,
			ruled_out: job.trust > 8 ? [{ condition: utf8('TrustTooHigh'), offers: 4 }] : [],
			changes: job.trust > 8 ? [{ type: 'LowerTrust', value: { to: 8 } }] : [],
		},
	}),
	'BookApi.depth': (_pool, _category, _tag, trust, offers) =>
		trust > 8
			? []
			: Array.from({ length: 6 }, (_, nth) => ({
					price: (RLC / 100n) * BigInt(offers ? 50 + nth * 3 * trust : 45 - nth * 4),
					orders: nth + 1,
					volume: BigInt(20 + nth * 37),
					free_slots: offers ? 2n : 0n,
				})),
};

const blocks$ = interval(2_000).pipe(
	startWith(-1),
	map((nth) => ({ hash: hash(((nth + 2) % 10).toString()), number: 4_711 + nth, parent: '' })),
	shareReplay({ bufferSize: 1, refCount: true }),
);

const answers: Record<string, (...params: any[]) => unknown> = {
	// The key of Bob's allowance for Alice.
	state_getKeysPaged: () => [`0x${'0'.repeat(96)}${BOB_KEY}${'0'.repeat(32)}${ALICE_KEY}`],
	bourse_indexReach: () => ({ since: 1, last: 4_711 }),
	bourse_deals: () =>
		past({
			deal: DEAL,
			time: Number(now()) - 600,
			category: 0,
			trust: '3',
			app: { id: 0, owner: ALICE, price: '10000000' },
			dataset: null,
			pool: { id: 0, owner: BOB, price: '500000000' },
			requester: ALICE,
			payer: ALICE,
			beneficiary: ALICE,
			botFirst: 0,
			botSize: 20,
		}),
	bourse_prices: () =>
		past(
			...[1, 2, 5].map((hours) => ({
				time: Number(now()) - hours * 3_600,
				low: '400000000',
				high: '600000000',
				average: '500000000',
				tasks: 20 * hours,
			})),
		),
	bourse_incomes: () =>
		past(
			...[0, 1, 2].map((days) => ({
				time: Number(now()) - days * 86_400,
				tasks: 20,
				earned: '1500000000',
				spent: '2500000000',
				lost: '0',
			})),
		),
	bourse_assetsOf: () => past({ app: 0 }, { app: 1 }, { app: 2 }, { pool: 0 }),
	bourse_record: () => ({
		deals: 70,
		tasks: 1_220,
		done: 1_204,
		failures: { Trap: 3 },
		failed: 2,
		unavailable: 0,
		timedOut: 1,
		requesters: 12,
		medianSeconds: 8,
	}),
	system_version: () => '0.2.0-fake',
	system_health: () => ({ peers: 3, isSyncing: false, shouldHavePeers: true }),
	bourse_quoteFees: () => ({ taskFee: '9000000', payerLock: '9000000' }),
	bourse_taskResult: () => ({
		headerHex: toHex(header),
		manifestHex: toHex(manifest),
		files: [{ data: toHex(content) }],
	}),
};

export async function connect(endpoint: string): Promise<Bourse> {
	if (endpoint.endsWith(':9'))
		throw new BourseError(
			`${endpoint} does not answer: start a node there, or choose another address`,
		);
	return {
		client: {
			bestBlocks$: blocks$.pipe(map((block) => [block])),
			finalizedBlock$: blocks$,
			hodlBlock: () => () => undefined,
		},
		api: {
			query: deep(entry),
			apis: deep(
				(path) =>
					async (...args: unknown[]) =>
						apis[path]?.(...args),
			),
			tx: deep(() => () => ({
				signSubmitAndWatch: () => of({ type: 'signed', txHash: '0x' }),
			})),
		},
		genesis: hash('1'),
		name: 'Fake',
		isDevelopment: true,
		connection$: new BehaviorSubject<Connection>('connected'),
		async request(method: string, ...params: unknown[]) {
			const answer = answers[method];
			if (!answer) throw new BourseError(`Method not found: ${method}`);
			return answer(...params);
		},
		has: async (method: string) => method in answers,
		close: () => undefined,
	};
}

export const connectBy = () => connect('');
