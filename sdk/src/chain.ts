// SPDX-License-Identifier: Apache-2.0

/**
 * The chain's types as polkadot-api decodes them: `u64` and larger are `bigint`, `H256` is hex text,
 * `Vec<u8>` is `Uint8Array`, accounts are SS58 text, newtypes are what they hold.
 *
 * Descriptors that `scripts/descriptors` generates from the runtime have the same shape: {@link Chain}
 * is the one type to replace by them.
 */

import type {
	ApisTypedef,
	ChainDefinition,
	DescriptorValues,
	PalletsTypedef,
	PlainDescriptor,
	RuntimeDescriptor,
	StorageDescriptor,
	TxDescriptor,
} from 'polkadot-api';

/** An account, as SS58 text. */
export type Account = string;
/** `0x` and 64 hex digits. */
export type Hash = string;
/** nRLC: 1 RLC is 1,000,000,000. */
export type Amount = bigint;
/** Seconds of the Unix epoch, or a span in seconds. */
export type Seconds = bigint;
/** A 256-bit number, as its four words of 64 bits, lowest first. */
export type Words = bigint[];

/** A variant of an enum without a value. */
export type Unit<T extends string> = { type: T; value?: undefined };
/** A variant of an enum with a value. */
export type Of<T extends string, V> = { type: T; value: V };

/** An account or an asset. */
export type Party =
	| Of<'Account', Account>
	| Of<'App', number>
	| Of<'Dataset', number>
	| Of<'Workerpool', number>;
/** A restriction of an order. */
export type Restrict = Unit<'Anybody'> | Of<'Only', Party> | Of<'Group', number>;

/** A registered application. */
export interface App {
	owner: Account;
	name: Uint8Array;
	kind: Unit<'Wasi'>;
	multiaddr: Uint8Array;
	checksum: Hash;
	mrenclave: Uint8Array;
}

/** As what a dataset's content is given to programs. */
export type Packing = 'File' | 'Tar' | 'TarGz' | 'Zip';

/** A registered dataset. */
export interface Dataset {
	owner: Account;
	name: Uint8Array;
	multiaddr: Uint8Array;
	checksum: Hash;
	packing: Unit<string>;
	restricted: boolean;
}

/** A registered workerpool. */
export interface Workerpool {
	owner: Account;
	description: Uint8Array;
	policy: { worker_stake_ratio: bigint; scheduler_reward_ratio: number };
}

/** An asset of any kind. */
export type Asset = Of<'App' | 'Dataset' | 'Workerpool', number>;

/** A name that root gave an asset. */
export interface StockName {
	name: Uint8Array;
	asset: Asset;
}

/** A group of accounts and assets. */
export interface Group {
	owner: Account;
	name: Uint8Array;
	members: number;
}

/** Free and locked stake. */
export interface Stake {
	stake: Amount;
	locked: Amount;
}

/** An asset's share in a deal. */
export interface Share {
	id: number;
	owner: Account;
	price: Amount;
}

/** Rules of a pool for its workers. */
export interface PoolRules {
	admission: Unit<'Closed' | 'Open' | 'ByInvitation'>;
	min_stake: Amount;
	min_score: bigint;
	tag: bigint;
	assigned_by: Unit<'Chain' | 'Scheduler'>;
}

/** A deal. */
export interface Deal {
	app: Share;
	dataset?: Share | undefined;
	workerpool: Share;
	trust: Words;
	category: number;
	work_clock_time_ref: Seconds;
	tag: bigint;
	requester: Account;
	beneficiary: Account;
	callback?: Account | undefined;
	params: Uint8Array;
	start_time: Seconds;
	bot_first: bigint;
	bot_size: bigint;
	worker_stake: Amount;
	scheduler_reward_ratio: number;
	sponsor: Account;
	terms?: { start_fee: Amount; worker_fee: Amount; owners: number; pool: PoolRules } | undefined;
}

/** A worker of a pool. */
export interface Worker {
	pool: number;
	owner: Account;
	machine?: number | undefined;
	status: Unit<'Applied' | 'Active' | 'Leaving' | 'Suspended' | 'Expelled'>;
	capacity: { slots: number; tag: bigint; categories: number[]; memory: bigint };
	ready?: number | undefined;
	busy: number;
	hot_key?: string | undefined;
	last_seen: Seconds;
	missed: number;
	max_stake: Amount;
}

/** State of a task. */
export type TaskStatus =
	| 'Active'
	| 'Revealing'
	| 'Completed'
	| 'Failed'
	| 'Unavailable'
	| 'TimedOut';

/** Why a program gave no output, or a worker no answer. */
export type FailureCode =
	| 'FetchFailed'
	| 'ChecksumMismatch'
	| 'InputTooLarge'
	| 'BadParams'
	| 'BadModule'
	| 'Trap'
	| 'OutOfFuel'
	| 'OutOfMemory'
	| 'OutputTooLarge'
	| 'Timeout'
	| 'Refused'
	| 'Internal'
	| 'BadArchive'
	| 'NoCallbackData';

/** A task, as the runtime API `BourseApi.task` shows it. */
export interface TaskInfo {
	deal: Hash;
	index: bigint;
	status: Unit<TaskStatus>;
	digest?: Hash | undefined;
	failure?: Unit<FailureCode> | undefined;
	revealed: { of: number; count: number };
	contribution_deadline: Seconds;
	reveal_deadline?: Seconds | undefined;
	final_deadline: Seconds;
	contributors: Account[];
	assigned: { worker: Account; until: Seconds }[];
	failures: { worker: Account; code: Unit<FailureCode>; log: Hash }[];
	encrypted: { worker: Account; index: Hash }[];
	challenges: { worker: Account; block: number; until: Seconds }[];
}

/** The next step of a task. */
export type NextStep =
	| Of<'Contributions', { late: Seconds }>
	| Of<'MoreWorkers' | 'Fails' | 'Forgotten' | 'NobodyLeft', { at: Seconds }>
	| Of<'Reveals' | 'CallbackData' | 'Answers', { until: Seconds }>
	| Unit<'Finalizes'>;

/** State of a task and its next step, as `BourseApi.task_status` shows them. */
export interface TaskStatusInfo {
	deal: Hash;
	index: bigint;
	status: Unit<TaskStatus>;
	workers: { worker: Account; since: Seconds; until: Seconds; contributed: boolean }[];
	contributions: number;
	block: number;
	now: Seconds;
	stood_still: Seconds;
	next: NextStep;
	next_block: number;
}

/** The next step of a deal's tasks that have not started. */
export type DealStep =
	| Unit<'Starts' | 'ByHand' | 'Nothing'>
	| Of<'WaitsForWorkers', { at?: Seconds | undefined }>
	| Of<'Tries', { at: Seconds }>;

/** State of a deal's tasks, from the match on, as `BourseApi.deal_status` shows it. */
export interface DealStatusInfo {
	pool: number;
	tasks: bigint;
	waiting: bigint;
	running: bigint;
	completed: bigint;
	failed: bigint;
	excused: bigint;
	free_workers: number;
	next: DealStep;
	free_from: Seconds;
	final_deadline: Seconds;
	block: number;
	now: Seconds;
	stood_still: Seconds;
}

/** A worker, and why it gets tasks or none, as `BourseApi.worker_status` shows it. */
export interface WorkerStatusInfo {
	info: {
		worker: Account;
		pool: number;
		accepted: boolean;
		score: bigint;
		slots: number;
		tasks: Hash[];
	};
	owner: Account;
	stake: Amount;
	locked: Amount;
	free_slots: number;
	last_seen: Seconds;
	engine: number;
	hindrances: { type: string; value?: Record<string, unknown> | undefined }[];
}

/** Pools that may compute a job. */
export type PoolChoice =
	| Unit<'Listed'>
	| Of<'These', number[]>
	| Of<'Group', { group: number; pools: number[] }>;

/** Executions of an app, as the book is asked for them. */
export interface Job {
	app: number;
	dataset: number | undefined;
	/** Number of tasks. */
	volume: bigint;
	category: number;
	/** 1 to 128. */
	trust: number;
	tag: bigint;
	pools: PoolChoice;
	/** UTF-8 of nothing, or of a JSON object. */
	params: Uint8Array;
	beneficiary: Account | undefined;
	callback: Account | undefined;
	group: number | undefined;
}

/** A job, and the highest prices for it, in nRLC per task. */
export interface NewRequest {
	job: Job;
	app_max_price: Amount;
	dataset_max_price: Amount;
	price: Amount;
}

/** Tasks that one offer would serve. */
export interface QuotedOffer {
	order: bigint;
	pool: number;
	listed: boolean;
	price: Amount;
	volume: bigint;
	/** Of the pool. A task takes one for each owner whose answer it needs. */
	free_slots: bigint;
	/** Tasks of the pool that wait before these, at least. */
	queue: bigint;
	/** Within which all of these tasks start, at most; none: no slot of the pool takes tasks. */
	starts_within?: Seconds | undefined;
}

/** The nearest change of a request that would get offers. */
export type Change =
	| Of<'RaisePrice', { to: Amount }>
	| Of<'LowerTrust', { to: number }>
	| Of<'LowerVolume', { to: bigint }>
	| Unit<'AskElsewhere'>;

/** What a request would cost now. */
export interface Quote {
	offers: QuotedOffer[];
	volume: bigint;
	app_price: Amount;
	dataset_price: Amount;
	task_fee: Amount;
	/** What `book.run` locks. */
	total: Amount;
	/** Fee of that transaction. */
	transaction_fee: Amount;
	deposit: Amount;
	ruled_out: { condition: Uint8Array; offers: number }[];
	changes: Change[];
}

/** Orders at one price. */
export interface DepthLevel {
	price: Amount;
	orders: number;
	volume: bigint;
	/** Of the pools that offer at this price; 0 for requests. */
	free_slots: bigint;
}

/** A pool's offer to the book. */
export interface NewOffer {
	pool: number;
	open: boolean;
	category: number;
	class: number;
	trust: number;
	price: Amount;
	volume: bigint;
}

/** What a new order does besides trading at once. */
export type Lifetime =
	| Of<'GoodTill' | 'PostOnly', Seconds>
	| Unit<'FillOrKill'>
	| Unit<'ImmediateOrCancel'>;

/** An order that rests in the book, as the runtime API `BookApi.orders_of` shows it. */
export interface RestingOrder {
	order: bigint;
	/** The pool that offers; none for a request. */
	pool?: number | undefined;
	category: number;
	/** A power of two: an offer's is rounded down, a request's up. */
	trust: number;
	price: Amount;
	/** Tasks that are left, each of which has locked `held`. */
	left: bigint;
	held: Amount;
	deposit: Amount;
	until: Seconds;
}

/** Whom a posted price is for. */
export type Audience = Unit<'Everybody'> | Of<'Only', Account> | Of<'Group', number>;

/** Terms by which an app or a dataset may be used. */
export interface Terms {
	price: Amount;
	tag: bigint;
	pool: number | undefined;
	app: number | undefined;
	until: Seconds | undefined;
}

/** A page of a list, and where the next one begins. */
export interface Listed<Entry, Key> {
	entries: Entry[];
	next?: Key | undefined;
}

/** Whom posted terms are for, as the runtime API `CatalogueApi.grants` shows it. */
export type Grantee = Unit<'Everybody'> | Of<'Account', Account> | Of<'Group', number>;

/** Posted terms. */
export interface GrantListing {
	to: Grantee;
	terms: Terms;
	/** Whether they hold now. */
	holds: boolean;
}

/** A category of tasks, as the runtime API `CatalogueApi.categories` shows it. */
export interface CategoryListing {
	id: number;
	name: Uint8Array;
	work_clock_time_ref: Seconds;
}

/** What every asset has, as the runtime API `CatalogueApi` shows it. Its texts are a stranger's. */
export interface AssetListing {
	id: number;
	owner: Account;
	/** A pool's is its description. */
	name: Uint8Array;
	/** Names that root gave it. */
	stock_names: Uint8Array[];
	description: Uint8Array;
	link: Uint8Array;
	tags: Uint8Array[];
}

/** An app, as `CatalogueApi.apps` shows it. */
export interface AppListing {
	asset: AssetListing;
	checksum: Hash;
	/** Terms for everybody, if it has such. */
	offer?: Terms | undefined;
}

/** A dataset, as `CatalogueApi.datasets` shows it. */
export interface DatasetListing {
	asset: AssetListing;
	checksum: Hash;
	packing: Unit<string>;
	restricted: boolean;
	/** Terms for everybody, if it has such. */
	offer?: Terms | undefined;
}

/** A workerpool, as `CatalogueApi.pools` shows it. */
export interface PoolListing extends PoolRules {
	asset: AssetListing;
	listed: boolean;
	worker_stake_ratio: bigint;
	scheduler_reward_ratio: number;
	owners: number;
	workers: number;
	free_slots: bigint;
	/** Tasks that its resting offers have left. */
	on_offer: bigint;
	/** Its promise of an income, which locks what is left of it. */
	guarantee?: { until: Seconds; left: Amount } | undefined;
}

/** A worker, as `CatalogueApi.workers` shows it. */
export interface WorkerListing {
	worker: Account;
	/** The account whose stake answers for it, and who is paid. */
	owner: Account;
	pool: number;
	/** Whether the chain gives it tasks, as far as its status goes. */
	active: boolean;
	slots: number;
	free_slots: number;
	tag: bigint;
	score: bigint;
	last_seen: Seconds;
}

/** A key's allowance to buy for an owner. */
export interface Allowance {
	per_day: Amount;
	day: bigint;
	spent: Amount;
	deposit: Amount;
}

/** Wallet of an account. */
export interface SystemAccount {
	nonce: number;
	data: { free: Amount; reserved: Amount; frozen: Amount; flags: bigint };
}

/** An event of a block. */
export interface EventRecord {
	event: Of<string, Of<string, any>>;
}

/** An era: the time for which validators are elected and paid. */
export interface Era {
	index: number;
	/** Milliseconds of the Unix epoch; undefined in the era's first block. */
	start: bigint | undefined;
}

/** What an era's pay is divided by: 20 points for a block. */
export interface EraPoints {
	total: number;
	individual: [Account, number][];
}

/** What stands behind a validator in an era. */
export interface Exposure {
	total: Amount;
	own: Amount;
	nominator_count: number;
	page_count: number;
}

/** Terms of who stands for election: commission in billionths. */
export interface ValidatorTerms {
	commission: number;
	blocked: boolean;
}

/** A slash that waits. */
export interface WaitingSlash {
	validator: Account;
	own: Amount;
	others: [Account, Amount][];
}

/** How an account is named in calls of the SDK's pallets. */
export type MultiAddress = Of<'Id', Account>;

type Map<K extends unknown[], V> = StorageDescriptor<K, V, true, never>;
type MapOr<K extends unknown[], V> = StorageDescriptor<K, V, false, never>;
type Value<V> = StorageDescriptor<[], V, false, never>;

type Storage = {
	System: {
		Account: MapOr<[Account], SystemAccount>;
		Number: Value<number>;
		Events: Value<EventRecord[]>;
	};
	Timestamp: { Now: Value<bigint> };
	Session: { Validators: Value<Account[]> };
	Staking: {
		ActiveEra: Map<[], Era>;
		ErasRewardPoints: MapOr<[number], EraPoints>;
		ErasStakersOverview: Map<[number, Account], Exposure>;
		Validators: MapOr<[Account], ValidatorTerms>;
		UnappliedSlashes: MapOr<[number], WaitingSlash[]>;
	};
	Escrow: { Accounts: MapOr<[Account], Stake>; Kitty: Value<Amount>; Total: Value<Amount> };
	Registry: {
		Apps: Map<[number], App>;
		Datasets: Map<[number], Dataset>;
		Groups: Map<[number], Group>;
		StockNames: Value<StockName[]>;
	};
	Market: { Deals: Map<[Hash], Deal>; Consumed: MapOr<[Hash], bigint> };
	Pools: {
		Workers: Map<[Account], Worker>;
	};
	Poco: { Score: MapOr<[Account], bigint> };
	Book: {
		Allowances: Map<[Account, Account], Allowance>;
	};
};

type Calls = {
	Balances: { transfer_keep_alive: TxDescriptor<{ dest: MultiAddress; value: Amount }> };
	Escrow: {
		deposit: TxDescriptor<{ amount: Amount }>;
		withdraw: TxDescriptor<{ amount: Amount }>;
	};
	Registry: {
		register_app: TxDescriptor<{
			owner: Account;
			name: Uint8Array;
			kind: Unit<'Wasi'>;
			multiaddr: Uint8Array;
			checksum: Hash;
			mrenclave: Uint8Array;
		}>;
		register_dataset: TxDescriptor<{
			owner: Account;
			name: Uint8Array;
			multiaddr: Uint8Array;
			checksum: Hash;
		}>;
		register_dataset_with: TxDescriptor<{
			owner: Account;
			name: Uint8Array;
			multiaddr: Uint8Array;
			checksum: Hash;
			packing: Unit<Packing>;
			restricted: boolean;
		}>;
		register_workerpool: TxDescriptor<{ owner: Account; description: Uint8Array }>;
	};
	Market: {
		presign: TxDescriptor<{ order: unknown }>;
		close: TxDescriptor<{ order: unknown }>;
	};
	Pools: {
		apply: TxDescriptor<{ pool: number; slots: number }>;
		set_slots: TxDescriptor<{ slots: number }>;
		leave: TxDescriptor<undefined>;
	};
	Poco: {
		claim: TxDescriptor<{ task: Hash }>;
		claim_deal: TxDescriptor<{ deal: Hash }>;
		give_up: TxDescriptor<{ deal: Hash }>;
		challenge_result: TxDescriptor<{ task: Hash; worker: Account; block: number }>;
	};
	Book: {
		place: TxDescriptor<{
			order: Of<'Offer', NewOffer> | Of<'Request', NewRequest>;
			lifetime: Lifetime;
		}>;
		amend: TxDescriptor<{ order: bigint; volume: bigint; until: Seconds }>;
		cancel: TxDescriptor<{ order: bigint }>;
		post_app: TxDescriptor<{ app: number; audience: Audience; terms: Terms | undefined }>;
		post_dataset: TxDescriptor<{
			dataset: number;
			audience: Audience;
			terms: Terms | undefined;
		}>;
		run: TxDescriptor<{ job: Job; max_total: Amount; deposit: boolean }>;
		run_for: TxDescriptor<{ owner: Account; job: Job; max_total: Amount }>;
		set_allowance: TxDescriptor<{ key: Account; per_day: Amount }>;
	};
};

type Apis = {
	BourseApi: {
		task: RuntimeDescriptor<[id: Hash], TaskInfo | undefined>;
		deal: RuntimeDescriptor<[id: Hash], Deal | undefined>;
		worker_status: RuntimeDescriptor<[who: Account], WorkerStatusInfo | undefined>;
		task_status: RuntimeDescriptor<[id: Hash], TaskStatusInfo | undefined>;
		deal_status: RuntimeDescriptor<[id: Hash], DealStatusInfo | undefined>;
	};
	BookApi: {
		quote: RuntimeDescriptor<
			[who: Account, request: NewRequest],
			{ success: true; value: Quote } | { success: false; value: Uint8Array }
		>;
		depth: RuntimeDescriptor<
			[
				pool: number | undefined,
				category: number,
				tag: bigint,
				trust: number,
				offers: boolean,
			],
			DepthLevel[]
		>;
		valid_prices: RuntimeDescriptor<[price: Amount], { below: Amount; above: Amount }>;
		orders_of: RuntimeDescriptor<
			[who: Account, after: bigint | undefined, limit: number],
			Listed<RestingOrder, bigint>
		>;
	};
	CatalogueApi: {
		categories: RuntimeDescriptor<
			[before: number | undefined, limit: number],
			Listed<CategoryListing, number>
		>;
		apps: RuntimeDescriptor<
			[before: number | undefined, limit: number],
			Listed<AppListing, number>
		>;
		datasets: RuntimeDescriptor<
			[before: number | undefined, limit: number],
			Listed<DatasetListing, number>
		>;
		pools: RuntimeDescriptor<
			[before: number | undefined, limit: number],
			Listed<PoolListing, number>
		>;
		app: RuntimeDescriptor<[id: number], AppListing | undefined>;
		dataset: RuntimeDescriptor<[id: number], DatasetListing | undefined>;
		pool: RuntimeDescriptor<[id: number], PoolListing | undefined>;
		workers: RuntimeDescriptor<
			[pool: number | undefined, after: Account | undefined, limit: number],
			Listed<WorkerListing, Account>
		>;
		grants: RuntimeDescriptor<
			[asset: Asset, after: Grantee | undefined, limit: number],
			Listed<GrantListing, Grantee>
		>;
		members: RuntimeDescriptor<
			[group: number, after: Party | undefined, limit: number],
			Listed<Party, Party>
		>;
	};
};

type None = Record<string, Record<string, PlainDescriptor<any>>>;

/** The chain, as `getUnsafeApi` and `getTypedApi` of polkadot-api take it. */
export type Chain = Omit<ChainDefinition, 'descriptors' | 'asset'> & {
	descriptors: Promise<DescriptorValues> & {
		pallets: PalletsTypedef<
			Storage,
			Calls,
			None,
			None,
			None,
			Record<string, Record<string, RuntimeDescriptor<any, any>>>
		>;
		apis: ApisTypedef<Apis>;
	};
	asset: PlainDescriptor<void>;
};
