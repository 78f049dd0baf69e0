// SPDX-License-Identifier: Apache-2.0

/** What the chain's state says about the market. */

import { fromWords, shownText } from './bytes.js';
import type {
	Account,
	Amount,
	CategoryListing,
	Deal,
	DepthLevel,
	Hash,
	RestingOrder,
	Seconds,
} from './chain.js';
import type { Bourse } from './client.js';
import { BEST, type Cut, keys, lastBytes, PAGE, pagesOf } from './pages.js';

/** Trusts of the book. */
export const TRUSTS = [1, 2, 4, 8, 16, 32, 64, 128] as const;
/** Most deals of the state that are read at once. */
const MOST_DEALS = 256;

/** Owners whose answers have to agree at that trust. */
export function ownersNeeded(trust: number): number {
	return Math.max(1, Math.ceil(Math.log2(trust)));
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

/** Tags of the classes that books have: any machine, GPU. */
const CLASSES = [0n, 256n] as const;

/**
 * Tasks at better prices than a resting order's, in its book; undefined: the order is not among the best 64
 * prices. Which book it rests in is found by its price.
 */
export async function tasksAhead(
	bourse: Bourse,
	{ pool, category, trust, price }: RestingOrder,
): Promise<bigint | undefined> {
	const { depth } = bourse.api.apis.BookApi;
	const isOffer = pool !== undefined;
	for (const venue of isOffer ? [undefined, pool] : [undefined]) {
		for (const tag of CLASSES) {
			const levels = await depth(venue, category, tag, trust, isOffer, BEST);
			const at = levels.findIndex((level) => level.price === price);
			if (at >= 0) return levels.slice(0, at).reduce((sum, { volume }) => sum + volume, 0n);
		}
	}
	return undefined;
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
