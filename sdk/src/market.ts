// SPDX-License-Identifier: Apache-2.0

/** What the chain's state says about market and catalogues. */

import { AccountId } from 'polkadot-api';
import { fromHex, fromWords, shownText, utf8 } from './bytes.js';
import type {
	Account,
	Amount,
	App,
	Asset,
	Audience,
	CategoryListing,
	Dataset,
	Deal,
	DepthLevel,
	Grantee,
	GrantListing,
	Hash,
	Listed,
	PoolListing,
	PoolRules,
	RestingOrder,
	Seconds,
	Terms,
	Worker,
	Workerpool,
} from './chain.js';
import type { Bourse } from './client.js';

/** Trusts of the book. */
export const TRUSTS = [1, 2, 4, 8, 16, 32, 64, 128] as const;
/** Most deals and workers of the state that are read at once. */
const MOST_DEALS = 256;
const MOST_WORKERS = 999;
/** Entries of a page of a runtime API, and most pages of a list that are read. */
const PAGE = 100;
const MOST_PAGES = 20;
/** What is asked for is the state after the best block, not after the last final one. */
const BEST = { at: 'best' } as const;

/** Owners whose answers have to agree at that trust. */
export function ownersNeeded(trust: number): number {
	return Math.max(1, Math.ceil(Math.log2(trust)));
}

/** All entries of a list that the runtime pages, as far as its first pages go. */
async function pagesOf<Entry, Key>(
	read: (after: Key | undefined) => Promise<Listed<Entry, Key>>,
): Promise<Entry[]> {
	const all: Entry[] = [];
	let after: Key | undefined;
	for (let page = 0; page < MOST_PAGES; page += 1) {
		const { entries, next } = await read(after);
		all.push(...entries);
		if (next === undefined) break;
		after = next;
	}
	return all;
}

/** A category with its id. */
export interface NamedCategory {
	id: number;
	name: string;
	/** Time reference T, in seconds. */
	time: Seconds;
}

/** All categories, by id. */
export async function categories(bourse: Bourse): Promise<NamedCategory[]> {
	const { CatalogueApi } = bourse.api.apis;
	const all = await pagesOf<CategoryListing, number>((before) =>
		CatalogueApi.categories(before, PAGE, BEST),
	);
	return all
		.map(({ id, name, work_clock_time_ref: time }) => ({
			id,
			name: shownText(name, 64),
			time,
		}))
		.sort((a, b) => a.id - b.id);
}

/** Offers that serve requests of a trust, best first. */
export interface TrustDepth {
	trust: number;
	offers: DepthLevel[];
}

/** The offers of a category's book by trust: of the open venue, or of a pool's own. */
export async function offersByTrust(
	bourse: Bourse,
	category: number,
	tag = 0n,
	pool?: number,
): Promise<TrustDepth[]> {
	const { depth } = bourse.api.apis.BookApi;
	return Promise.all(
		TRUSTS.map(async (trust) => ({
			trust,
			offers: await depth(pool, category, tag, trust, true, BEST),
		})),
	);
}

/** Requests of the open venue that offers of that trust serve, the one that pays most first. */
export function requests(
	bourse: Bourse,
	category: number,
	tag: bigint,
	trust: number,
): Promise<DepthLevel[]> {
	return bourse.api.apis.BookApi.depth(undefined, category, tag, trust, false, BEST);
}

/** The best offer for a request of some trust, and the tasks on offer for such requests. */
export interface Best {
	trust: number;
	price: Amount | undefined;
	volume: bigint;
}

/** Best prices by trust. */
export function bestPrices(depths: readonly TrustDepth[]): Best[] {
	return depths.map(({ trust, offers }) => ({
		trust,
		price: offers[0]?.price,
		volume: offers.reduce((sum, { volume }) => sum + volume, 0n),
	}));
}

/** A deal with its id, in numbers for people. */
export interface NamedDeal extends Omit<Deal, 'trust'> {
	id: Hash;
	trust: bigint;
	/** Price of one task, in nRLC. */
	price: Amount;
}

/** A deal of the chain's state with its id. */
export function named(id: Hash, deal: Deal): NamedDeal {
	const price = deal.app.price + (deal.dataset?.price ?? 0n) + deal.workerpool.price;
	return { ...deal, id, trust: fromWords(deal.trust), price };
}

/** A list that may be cut off. */
export interface Cut<T> {
	items: T[];
	/** Whether there are more than were read. */
	isCut: boolean;
}

/** Keys below a prefix, `most` of them: the node says which come first, and gives 1,000 at most. */
async function keys(bourse: Bourse, prefix: string, most: number): Promise<Cut<string>> {
	const items = await bourse.request<string[]>('state_getKeysPaged', prefix, most + 1);
	return { items: items.slice(0, most), isCut: items.length > most };
}

/** The last 32 bytes of a storage key: the map's key, where a hasher keeps it. */
const lastBytes = (key: string): string => `0x${key.slice(-64)}`;

/** The deals in the chain's state, newest first: those of the last day. */
export async function recentDeals(bourse: Bourse): Promise<Cut<NamedDeal>> {
	const { Deals } = bourse.api.query.Market;
	const { items, isCut } = await keys(bourse, await Deals.getKey(), MOST_DEALS);
	const ids = items.map(lastBytes);
	const values = await Deals.getValues(
		ids.map((id) => [id] as [Hash]),
		BEST,
	);
	const deals = values.flatMap((deal, nth) => (deal ? [named(ids[nth] as Hash, deal)] : []));
	deals.sort((a, b) => (a.start_time < b.start_time ? 1 : a.start_time > b.start_time ? -1 : 0));
	return { items: deals, isCut };
}

/** A worker with its account. */
export interface NamedWorker extends Worker {
	id: Account;
}

/** Workers of all pools. */
export async function workers(bourse: Bourse): Promise<Cut<NamedWorker>> {
	const { Workers } = bourse.api.query.Pools;
	const { items, isCut } = await keys(bourse, await Workers.getKey(), MOST_WORKERS);
	const ids = items.map((key) => AccountId().dec(fromHex(lastBytes(key))));
	const values = await Workers.getValues(
		ids.map((id) => [id] as [Account]),
		BEST,
	);
	return {
		items: values.flatMap((worker, nth) =>
			worker ? [{ ...worker, id: ids[nth] as Account }] : [],
		),
		isCut,
	};
}

/** The ids of a page, newest first. */
function page(next: number, from: number, count: number): [number][] {
	const first = Math.min(next, from) - 1;
	const last = Math.max(0, first - count + 1);
	return Array.from({ length: Math.max(0, first - last + 1) }, (_, nth) => [first - nth]);
}

/**
 * The ids of a page. The first begins with the assets that have a stock name: these are the oldest, and no
 * number of registrations puts them out of sight.
 */
export function withStock(
	next: number,
	from: number,
	count: number,
	stock: ReadonlyMap<number, string>,
): [number][] {
	const newest = page(next, from, count);
	if (from < next) return newest;
	const first = [...stock.keys()].sort((a, b) => a - b).map((id): [number] => [id]);
	return [...first, ...newest.filter(([id]) => !stock.has(id))];
}

/** The names that root gave to assets of a kind, by their ids; of several the first. */
export async function stockNames(
	bourse: Bourse,
	kind: Asset['type'],
): Promise<Map<number, string>> {
	const all = await bourse.api.query.Registry.StockNames.getValue(BEST);
	const ours = all.filter(({ asset }) => asset.type === kind).reverse();
	return new Map(ours.map(({ name, asset }) => [asset.value, shownText(name, 24)]));
}

/** An asset with its id and its text for people, a stranger's; the stock name is root's. */
export type Named<T> = T & { id: number; text: string; stock: string | undefined };

/** Apps below id `from`, newest first, `count` of them; before the first page those with a stock name. */
export async function apps(bourse: Bourse, count = 200, from = Infinity): Promise<Named<App>[]> {
	const { Apps, NextAppId } = bourse.api.query.Registry;
	const stock = await stockNames(bourse, 'App');
	const ids = withStock(await NextAppId.getValue(BEST), from, count, stock);
	const values = await Apps.getValues(ids, BEST);
	return values.flatMap((app, nth) => {
		const id = ids[nth]?.[0] ?? 0;
		if (!app) return [];
		return [{ ...app, id, text: shownText(app.name, 64), stock: stock.get(id) }];
	});
}

/** Datasets, as {@link apps}. */
export async function datasets(
	bourse: Bourse,
	count = 200,
	from = Infinity,
): Promise<Named<Dataset>[]> {
	const { Datasets, NextDatasetId } = bourse.api.query.Registry;
	const stock = await stockNames(bourse, 'Dataset');
	const ids = withStock(await NextDatasetId.getValue(BEST), from, count, stock);
	const values = await Datasets.getValues(ids, BEST);
	return values.flatMap((dataset, nth) => {
		const id = ids[nth]?.[0] ?? 0;
		if (!dataset) return [];
		return [{ ...dataset, id, text: shownText(dataset.name, 64), stock: stock.get(id) }];
	});
}

/** A pool with what its workers and its owner are bound to. Its name is the first line of its description. */
export type NamedPool = Named<Workerpool> & {
	/** The other lines. */
	about: string;
	rules: PoolRules;
	workers: number;
	owners: number;
	isListed: boolean;
};

/** Pools, as {@link apps}. */
export async function pools(bourse: Bourse, count = 200, from = Infinity): Promise<NamedPool[]> {
	const { CatalogueApi } = bourse.api.apis;
	const first = Number.isFinite(from) ? from : undefined;
	let left = count;
	const all = await pagesOf<PoolListing, number>(async (before = first) => {
		const found = await CatalogueApi.pools(before, Math.min(left, PAGE), BEST);
		left -= found.entries.length;
		return left > 0 ? found : { ...found, next: undefined };
	});
	const stock = await stockNames(bourse, 'Workerpool');
	if (first === undefined) {
		const seen = new Set(all.map(({ asset }) => asset.id));
		const others = [...stock.keys()].filter((id) => !seen.has(id)).sort((a, b) => a - b);
		const found = await Promise.all(others.map((id) => CatalogueApi.pools(id + 1, 1, BEST)));
		all.unshift(...found.flatMap(({ entries }) => entries));
	}
	return all.map(({ asset, ...pool }) => {
		const [name = '', ...about] = new TextDecoder().decode(asset.name).split('\n');
		return {
			owner: asset.owner,
			description: asset.name,
			policy: {
				worker_stake_ratio: pool.worker_stake_ratio,
				scheduler_reward_ratio: pool.scheduler_reward_ratio,
			},
			id: asset.id,
			text: shownText(utf8(name)),
			about: shownText(utf8(about.join(' '))),
			stock: stock.get(asset.id),
			rules: {
				admission: pool.admission,
				min_stake: pool.min_stake,
				min_score: pool.min_score,
				tag: pool.tag,
				assigned_by: pool.assigned_by,
			},
			workers: pool.workers,
			owners: pool.owners,
			isListed: pool.listed,
		};
	});
}

/** Terms that an owner has posted for an audience. */
export interface PostedPrice {
	audience: Audience;
	terms: Terms;
	/** Whether they hold now: the asset has the owner of then, who has not revoked all. */
	holds: boolean;
}

/** The audience by the name that calls have for it. */
function audienceOf(to: Grantee): Audience {
	return to.type === 'Account' ? { type: 'Only', value: to.value } : to;
}

/** Posted prices of an app, or of a dataset. */
export async function postedPrices(
	bourse: Bourse,
	kind: 'app' | 'dataset',
	id: number,
): Promise<PostedPrice[]> {
	const { CatalogueApi } = bourse.api.apis;
	const asset = { type: kind === 'app' ? ('App' as const) : ('Dataset' as const), value: id };
	const grants = await pagesOf<GrantListing, Grantee>((after) =>
		CatalogueApi.grants(asset, after, PAGE, BEST),
	);
	return grants.map(({ to, terms, holds }) => ({ audience: audienceOf(to), terms, holds }));
}

/** An order of an account in the book. */
export interface NamedOrder extends RestingOrder {
	id: bigint;
	volume: bigint;
}

/** The resting orders of an account, newest first. */
export async function ordersOf(bourse: Bourse, who: Account): Promise<NamedOrder[]> {
	const { BookApi } = bourse.api.apis;
	const all = await pagesOf<RestingOrder, bigint>((after) =>
		BookApi.orders_of(who, after, PAGE, BEST),
	);
	return all
		.map((order) => ({ ...order, id: order.order, volume: order.left }))
		.sort((a, b) => (a.id < b.id ? 1 : -1));
}

/** What an account has, in nRLC. */
export interface Balances {
	/** In the wallet, to spend. */
	wallet: Amount;
	/** Free stake. */
	stake: Amount;
	/** Stake locked by deals, orders and contributions. */
	locked: Amount;
}

/** What an account has. */
export async function balances(bourse: Bourse, who: Account): Promise<Balances> {
	const [account, stake] = await Promise.all([
		bourse.api.query.System.Account.getValue(who, BEST),
		bourse.api.query.Escrow.Accounts.getValue(who, BEST),
	]);
	const { free, frozen, reserved } = account.data;
	const held = frozen > reserved ? frozen - reserved : 0n;
	return { wallet: free > held ? free - held : 0n, stake: stake.stake, locked: stake.locked };
}
