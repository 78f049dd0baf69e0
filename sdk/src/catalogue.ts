// SPDX-License-Identifier: Apache-2.0

/** Apps, datasets, pools and workers, and the terms that are posted for them. */

import { equal, shownText, utf8 } from './bytes.js';
import type {
	Account,
	AppListing,
	Asset,
	AssetListing,
	Audience,
	DatasetListing,
	Grantee,
	GrantListing,
	Listed,
	PoolListing,
	PoolRules,
	Terms,
	WorkerListing,
} from './chain.js';
import type { Bourse } from './client.js';
import { BourseError } from './errors.js';
import { BEST, type Cut, cutPagesOf, PAGE, pagesOf } from './pages.js';

/** An asset with its text for people, a stranger's; the stock name is root's. */
export interface Named {
	id: number;
	owner: Account;
	text: string;
	stock: string | undefined;
	/** What its owner says of it. A stranger's text, as it is. */
	profile: { description: Uint8Array; link: Uint8Array; tags: Uint8Array[] };
}

/** An app with its text for people. */
export interface NamedApp extends Named, Omit<AppListing, 'asset'> {}

/** A dataset with its text for people. */
export interface NamedDataset extends Named, Omit<DatasetListing, 'asset'> {}

/** A pool with what its workers and its owner are bound to. Its name is the first line of its description. */
export interface NamedPool extends Named {
	/** The other lines. */
	about: string;
	policy: { worker_stake_ratio: bigint; scheduler_reward_ratio: number };
	rules: PoolRules;
	workers: number;
	owners: number;
	isListed: boolean;
	freeSlots: bigint;
	/** Tasks that its resting offers have left. */
	onOffer: bigint;
	guarantee: PoolListing['guarantee'];
}

/** A worker with its account. */
export interface NamedWorker extends WorkerListing {
	id: Account;
}

function named(asset: AssetListing): Named {
	const { id, owner, description, link, tags } = asset;
	const [stock] = asset.stock_names;
	return {
		id,
		owner,
		text: shownText(asset.name, 64),
		stock: stock && shownText(stock, 24),
		profile: { description, link, tags },
	};
}

function namedApp({ asset, ...app }: AppListing): NamedApp {
	return { ...app, ...named(asset) };
}

function namedDataset({ asset, ...dataset }: DatasetListing): NamedDataset {
	return { ...dataset, ...named(asset) };
}

function namedPool({ asset, ...pool }: PoolListing): NamedPool {
	const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(asset.name);
	const [name = '', ...about] = text.split('\n').map((line) => line.replace(/^ +| +$/g, ''));
	return {
		...named(asset),
		text: shownText(utf8(name)),
		about: shownText(utf8(about.filter((line) => line !== '').join(' '))),
		policy: {
			worker_stake_ratio: pool.worker_stake_ratio,
			scheduler_reward_ratio: pool.scheduler_reward_ratio,
		},
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
		freeSlots: pool.free_slots,
		onOffer: pool.on_offer,
		guarantee: pool.guarantee,
	};
}

/** Ids of the assets of a kind that root gave a name. */
async function stockIds(bourse: Bourse, kind: Asset['type']): Promise<number[]> {
	const all = await bourse.api.query.Registry.StockNames.getValue(BEST);
	const ids = all.filter(({ asset }) => asset.type === kind).map(({ asset }) => asset.value);
	return [...new Set(ids)];
}

/**
 * Assets below id `from`, newest first, `count` of them. The first page begins with those that have a stock name:
 * these are the oldest, and no number of registrations puts them out of sight.
 */
async function newest<Entry extends { asset: AssetListing }>(
	bourse: Bourse,
	kind: Asset['type'],
	read: (before: number | undefined, limit: number) => Promise<Listed<Entry, number>>,
	count: number,
	from: number,
): Promise<Entry[]> {
	const first = Number.isFinite(from) ? from : undefined;
	let left = count;
	const all = await pagesOf<Entry, number>(async (before = first) => {
		const found = await read(before, Math.min(left, PAGE));
		left -= found.entries.length;
		return left > 0 ? found : { ...found, next: undefined };
	});
	if (first !== undefined) return all;
	const seen = new Set(all.map(({ asset }) => asset.id));
	const others = (await stockIds(bourse, kind)).filter((id) => !seen.has(id));
	const found = await Promise.all(others.map((id) => read(id + 1, 1)));
	const known = [...found.flatMap(({ entries }) => entries), ...all];
	const isStock = ({ asset }: Entry) => asset.stock_names.length > 0;
	return [
		...known.filter(isStock).sort((a, b) => a.asset.id - b.asset.id),
		...known.filter((entry) => !isStock(entry)),
	];
}

/** Apps below id `from`, newest first, `count` of them; before the first page those with a stock name. */
export async function apps(bourse: Bourse, count = 200, from = Infinity): Promise<NamedApp[]> {
	const { CatalogueApi } = bourse.api.apis;
	const read = (before: number | undefined, limit: number) =>
		CatalogueApi.apps(before, limit, BEST);
	return (await newest(bourse, 'App', read, count, from)).map(namedApp);
}

/** The number of the app that root named so, as `python`. Throws a sentence when there is none. */
export async function stockApp(bourse: Bourse, name: string): Promise<number> {
	const all = await bourse.api.query.Registry.StockNames.getValue(BEST);
	const bytes = utf8(name);
	const found = all.find(({ name, asset }) => asset.type === 'App' && equal(name, bytes));
	if (!found) {
		throw new BourseError(
			`No app of the chain's list is named "${name}": \`apps\` has all apps, each with its number`,
		);
	}
	return found.asset.value;
}

/** Datasets, as {@link apps}. */
export async function datasets(
	bourse: Bourse,
	count = 200,
	from = Infinity,
): Promise<NamedDataset[]> {
	const { CatalogueApi } = bourse.api.apis;
	const read = (before: number | undefined, limit: number) =>
		CatalogueApi.datasets(before, limit, BEST);
	return (await newest(bourse, 'Dataset', read, count, from)).map(namedDataset);
}

/** Pools, as {@link apps}. */
export async function pools(bourse: Bourse, count = 200, from = Infinity): Promise<NamedPool[]> {
	const { CatalogueApi } = bourse.api.apis;
	const read = (before: number | undefined, limit: number) =>
		CatalogueApi.pools(before, limit, BEST);
	return (await newest(bourse, 'Workerpool', read, count, from)).map(namedPool);
}

/** One app; undefined: nobody has registered it. */
export async function appOf(bourse: Bourse, id: number): Promise<NamedApp | undefined> {
	const found = await bourse.api.apis.CatalogueApi.app(id, BEST);
	return found && namedApp(found);
}

/** One dataset. */
export async function datasetOf(bourse: Bourse, id: number): Promise<NamedDataset | undefined> {
	const found = await bourse.api.apis.CatalogueApi.dataset(id, BEST);
	return found && namedDataset(found);
}

/** One pool. */
export async function poolOf(bourse: Bourse, id: number): Promise<NamedPool | undefined> {
	const found = await bourse.api.apis.CatalogueApi.pool(id, BEST);
	return found && namedPool(found);
}

/** Workers of all pools, in no particular order. */
export async function workers(bourse: Bourse): Promise<Cut<NamedWorker>> {
	const { CatalogueApi } = bourse.api.apis;
	const { items, isCut } = await cutPagesOf<WorkerListing, Account>((after) =>
		CatalogueApi.workers(undefined, after, PAGE, BEST),
	);
	return { items: items.map((worker) => ({ ...worker, id: worker.worker })), isCut };
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
