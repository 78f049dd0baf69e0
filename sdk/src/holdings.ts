// SPDX-License-Identifier: Apache-2.0

/** What an account owns, may use, and has locked. */

import { AccountId } from 'polkadot-api';
import { fromHex, toHex } from './bytes.js';
import {
	appOf,
	apps,
	datasetOf,
	datasets,
	type NamedApp,
	type NamedDataset,
	type NamedPool,
	poolOf,
	pools,
	postedPrices,
} from './catalogue.js';
import type { Account, Allowance, Amount, Audience, Party, Seconds, Terms } from './chain.js';
import type { Bourse } from './client.js';
import { type DealRow, deals, hasIndex } from './history.js';
import { ask, type Json, number, object } from './json.js';
import { ordersOf } from './market.js';
import { BEST, each, keys, lastBytes, PAGE, pagesOf } from './pages.js';

/** Most allowances that are looked through: the node gives no more keys at once. */
const MOST_ALLOWANCES = 999;
/** Percent of its price that a pool's owner locks for each task (PROTOCOL 9.1). */
const SCHEDULER_STAKE_PERCENT = 30n;

/** Assets of all kinds. */
export interface Catalogue {
	apps: NamedApp[];
	datasets: NamedDataset[];
	pools: NamedPool[];
}

/** The newest assets, and those with a stock name. */
export async function catalogue(bourse: Bourse): Promise<Catalogue> {
	const [ours, data, crews] = await Promise.all([apps(bourse), datasets(bourse), pools(bourse)]);
	return { apps: ours, datasets: data, pools: crews };
}

type Kind = 'app' | 'dataset' | 'pool';
const KINDS = { app: 'bourse_apps', dataset: 'bourse_datasets', pool: 'bourse_pools' } as const;

/** Ids of an owner's assets: by the index, else by the node's pages of all assets, the newest 2,000 of a kind. */
async function idsOf(bourse: Bourse, owner: Account): Promise<Record<Kind, number[]>> {
	const ids: Record<Kind, number[]> = { app: [], dataset: [], pool: [] };
	if (await hasIndex(bourse)) {
		const all = await pagesOf<Json, string>(async (after) => {
			const page = await ask(bourse, 'bourse_assetsOf', owner, after ?? null, PAGE);
			return { entries: page.entries, next: page.next ?? undefined };
		});
		for (const entry of all) {
			for (const kind of ['app', 'dataset', 'pool'] as const) {
				if (kind in entry) ids[kind].push(number(entry, kind));
			}
		}
		return ids;
	}
	for (const [kind, method] of Object.entries(KINDS) as [Kind, string][]) {
		if (!(await bourse.has(method).catch(() => false))) continue;
		const all = await pagesOf<Json, number>(async (before) => {
			const page = object(await bourse.request(method, before ?? null, PAGE, { owner }));
			const { next, entries } = page;
			return {
				entries: Array.isArray(entries) ? entries.map(object) : [],
				next: typeof next === 'number' ? next : undefined,
			};
		});
		ids[kind] = all.map((entry) => number(entry, 'id'));
	}
	return ids;
}

/** All assets of an owner. `known`: a catalogue, as far as it was read before. */
export async function assetsOf(
	bourse: Bourse,
	owner: Account,
	known?: Catalogue,
): Promise<Catalogue> {
	const [near, ids] = await Promise.all([known ?? catalogue(bourse), idsOf(bourse, owner)]);
	const all = async <T extends { id: number; owner: Account }>(
		rows: T[],
		others: number[],
		read: (bourse: Bourse, id: number) => Promise<T | undefined>,
	): Promise<T[]> => {
		const seen = new Set(rows.map(({ id }) => id));
		const far = others.filter((id) => !seen.has(id));
		const found = await each(far, (id) => read(bourse, id));
		// The index may be behind: an asset may have another owner meanwhile.
		return [...rows, ...found].filter((row): row is T => row?.owner === owner);
	};
	const [ours, data, crews] = await Promise.all([
		all(near.apps, ids.app, appOf),
		all(near.datasets, ids.dataset, datasetOf),
		all(near.pools, ids.pool, poolOf),
	]);
	return { apps: ours, datasets: data, pools: crews };
}

/** Terms that were posted for an account, or for a group that it belongs to. */
export interface ReceivedGrant {
	kind: 'app' | 'dataset';
	id: number;
	owner: Account;
	audience: Audience;
	terms: Terms;
}

async function isMember(bourse: Bourse, group: number, who: Account): Promise<boolean> {
	const { CatalogueApi } = bourse.api.apis;
	const all = await pagesOf<Party, Party>((after) =>
		CatalogueApi.members(group, after, PAGE, BEST),
	);
	return all.some(({ type, value }) => type === 'Account' && value === who);
}

/** Terms of a catalogue's apps and datasets that hold now for an account alone, or for its groups. */
export async function grantsTo(
	bourse: Bourse,
	who: Account,
	known?: Catalogue,
): Promise<ReceivedGrant[]> {
	const { apps, datasets } = known ?? (await catalogue(bourse));
	const groups = new Map<number, Promise<boolean>>();
	const isFor = async (audience: Audience): Promise<boolean> => {
		if (audience.type === 'Only') return audience.value === who;
		if (audience.type === 'Everybody') return false;
		const { value: group } = audience;
		const before = groups.get(group) ?? isMember(bourse, group, who);
		groups.set(group, before);
		return before;
	};
	const assets = [
		...apps.map(({ id, owner }) => ({ kind: 'app' as const, id, owner })),
		...datasets.map(({ id, owner }) => ({ kind: 'dataset' as const, id, owner })),
	].filter(({ owner }) => owner !== who);
	const all = await each(assets, async (asset) => {
		const posted = await postedPrices(bourse, asset.kind, asset.id);
		const received: ReceivedGrant[] = [];
		for (const { audience, terms, holds } of posted) {
			if (holds && (await isFor(audience))) received.push({ ...asset, audience, terms });
		}
		return received;
	});
	return all.flat();
}

/** An account whose stake a key may buy from. */
export interface ReceivedAllowance extends Allowance {
	owner: Account;
}

/** Accounts that a key may buy for, of the first 999 allowances. No runtime API lists them by key. */
export async function allowancesTo(bourse: Bourse, key: Account): Promise<ReceivedAllowance[]> {
	const { Allowances } = bourse.api.query.Book;
	const { items } = await keys(bourse, await Allowances.getKey(), MOST_ALLOWANCES);
	const own = toHex(AccountId().enc(key));
	// 32 bytes of prefix, then two accounts, each behind a hash of 16 bytes.
	const owners = items
		.filter((item) => lastBytes(item) === own)
		.map((item) => AccountId().dec(fromHex(`0x${item.slice(2 + 96, 2 + 160)}`)));
	const values = await Allowances.getValues(
		owners.map((owner) => [owner, key] as [Account, Account]),
		BEST,
	);
	return values.flatMap((value, nth) =>
		value ? [{ ...value, owner: owners[nth] as Account }] : [],
	);
}

/** A part of an account's locked stake. */
export interface Lock {
	/** What locks it: resting orders, tasks bought or sold that have not ended, promises to workers. */
	by: 'orders' | 'bought' | 'sold' | 'guarantees';
	/** Number of orders, tasks or promises. */
	count: bigint;
	/** nRLC. */
	amount: Amount;
	/** When the last of it is free at the latest, in seconds of the Unix epoch. */
	until: Seconds;
}

/** What locks an account's stake, and until when, as far as it has an end. `own`: its pools. */
export async function locksOf(
	bourse: Bourse,
	who: Account,
	own: readonly Pick<NamedPool, 'guarantee'>[],
): Promise<Lock[]> {
	const [orders, bought, sold] = await Promise.all([
		ordersOf(bourse, who),
		deals(bourse, { payer: who }),
		deals(bourse, { owner: who }),
	]);
	const later = (a: Seconds, b: Seconds) => (a > b ? a : b);
	const add = (by: Lock['by'], all: Omit<Lock, 'by'>[]): Lock =>
		all.reduce<Lock>(
			(sum, { count, amount, until }) => ({
				by,
				count: sum.count + count,
				amount: sum.amount + amount,
				until: later(sum.until, until),
			}),
			{ by, count: 0n, amount: 0n, until: 0n },
		);
	const open = async (rows: DealRow[], of: (deal: DealRow) => Amount) => {
		const all = await each(rows, async (deal) => {
			const status = await bourse.api.apis.BourseApi.deal_status(deal.id, BEST);
			if (!status) return [];
			const count = status.waiting + status.running;
			const until = status.final_deadline + status.stood_still;
			return count > 0n ? [{ count, amount: of(deal) * count, until }] : [];
		});
		return all.flat();
	};
	const promises = own.flatMap(({ guarantee }) => (guarantee ? [guarantee] : []));
	return [
		add(
			'orders',
			orders.map(({ held, left, deposit, until }) => ({
				count: 1n,
				amount: held * left + deposit,
				until,
			})),
		),
		add('bought', await open(bought.items, ({ price }) => price)),
		add(
			'sold',
			await open(
				sold.items.filter(({ pool }) => pool.owner === who),
				({ pool }) => (pool.price * SCHEDULER_STAKE_PERCENT) / 100n,
			),
		),
		add(
			'guarantees',
			promises.map(({ left, until }) => ({ count: 1n, amount: left, until })),
		),
	].filter(({ amount }) => amount > 0n);
}
