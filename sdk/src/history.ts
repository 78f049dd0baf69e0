// SPDX-License-Identifier: Apache-2.0

/**
 * What was: from a node's index where the node keeps one, else what the chain's state still holds, the last
 * day. A node is believed in what its index says.
 */

import type { Account, Amount, Hash } from './chain.js';
import type { Bourse } from './client.js';
import { BourseError } from './errors.js';
import { amount, ask, BAD, type Json, list, number, object, text } from './json.js';
import { type NamedDeal, recentDeals } from './market.js';
import { type Cut, PAGE, pagesOf } from './pages.js';

/** An asset's part in a deal. */
export interface Part {
	id: number;
	owner: Account;
	/** nRLC per task. */
	price: Amount;
}

/** A deal, as lists show it. */
export interface DealRow {
	id: Hash;
	/** Of the match, in seconds of the Unix epoch. */
	time: number;
	category: number;
	trust: bigint;
	app: Part;
	dataset: Part | undefined;
	pool: Part;
	requester: Account;
	payer: Account;
	beneficiary: Account;
	/** Index of the first task. */
	first: bigint;
	/** Number of tasks. */
	tasks: bigint;
	/** Of one task, in nRLC. */
	price: Amount;
}

/** Deals, and how far back they go. */
export interface Deals extends Cut<DealRow> {
	/** First block that the index has; undefined: the state's, of the last day. */
	since: number | undefined;
}

/** Whose deals. */
export type DealFilter =
	| { requester: Account }
	| { payer: Account }
	| { beneficiary: Account }
	| { owner: Account }
	| { app: number }
	| { dataset: number }
	| { pool: number }
	| { category: number };

/** Whose record or income. */
export type Subject =
	| { app: number }
	| { dataset: number }
	| { pool: number }
	| { worker: Account }
	| { account: Account };

/** A deal of the state as a row. */
export function rowOf(deal: NamedDeal): DealRow {
	return {
		id: deal.id,
		time: Number(deal.start_time),
		category: deal.category,
		trust: deal.trust,
		app: deal.app,
		dataset: deal.dataset,
		pool: deal.workerpool,
		requester: deal.requester,
		payer: deal.sponsor,
		beneficiary: deal.beneficiary,
		first: deal.bot_first,
		tasks: deal.bot_size,
		price: deal.price,
	};
}

const indexed = new WeakSet<Bourse>();

/** Whether the node keeps an index. */
export async function hasIndex(bourse: Bourse): Promise<boolean> {
	if (indexed.has(bourse)) return true;
	if (!(await bourse.has('bourse_indexReach').catch(() => false))) return false;
	// A node that could keep one, and does not, says so.
	const reach = await bourse.request('bourse_indexReach').catch(() => null);
	if (reach !== null) indexed.add(bourse);
	return reach !== null;
}

/** Deals, the latest first: of the index, else of the state. */
export async function deals(bourse: Bourse, filter?: DealFilter, limit = 100): Promise<Deals> {
	if (!(await hasIndex(bourse))) {
		const { items, isCut } = await recentDeals(bourse);
		const rows = items.map(rowOf).filter((row) => !filter || isShown(row, filter));
		return {
			items: rows.slice(0, limit),
			isCut: isCut || rows.length > limit,
			since: undefined,
		};
	}
	const page = await ask(bourse, 'bourse_deals', filter ?? null, null, Math.min(limit, 100));
	return {
		items: page.entries.map(readDeal),
		isCut: page.next !== null,
		since: page.since,
	};
}

function isShown(row: DealRow, filter: DealFilter): boolean {
	const [[key, value] = ['', undefined]] = Object.entries(filter);
	switch (key) {
		case 'requester':
		case 'payer':
		case 'beneficiary':
		case 'category':
			return row[key] === value;
		case 'app':
		case 'dataset':
		case 'pool':
			return row[key]?.id === value;
		default:
			return [row.app, row.dataset, row.pool].some((part) => part?.owner === value);
	}
}

/** Prices of an hour. */
export interface Candle {
	/** Its beginning, in seconds of the Unix epoch. */
	time: number;
	low: Amount;
	high: Amount;
	/** Weighted by tasks. */
	average: Amount;
	tasks: number;
}

/** Prices of pools' tasks by the hour, the latest first; undefined where the node has no index. */
export async function hourlyPrices(
	bourse: Bourse,
	market: { category: number; trust: number; tag: bigint },
	hours = 24,
): Promise<Candle[] | undefined> {
	if (!(await hasIndex(bourse))) return undefined;
	const of = { ...market, tag: Number(market.tag) };
	const { entries } = await ask(bourse, 'bourse_prices', of, 'deals', 'hour', null, hours);
	return entries.map((entry) => ({
		time: number(entry, 'time'),
		low: amount(entry, 'low'),
		high: amount(entry, 'high'),
		average: amount(entry, 'average'),
		tasks: number(entry, 'tasks'),
	}));
}

/** How an asset or account has done so far. */
export interface TrackRecord {
	deals: number;
	tasks: number;
	/** Completed tasks. */
	done: number;
	/** Completed tasks that failed, by the failure. */
	failures: Record<string, number>;
	failed: number;
	unavailable: number;
	timedOut: number;
	/** Different requesters. */
	requesters: number;
	/** Of the time from match to result; undefined before the first. */
	medianSeconds: number | undefined;
}

/** The record of an asset, worker or account; undefined where the node has no index. */
export async function recordOf(bourse: Bourse, of: Subject): Promise<TrackRecord | undefined> {
	if (!(await hasIndex(bourse))) return undefined;
	const record = object(await bourse.request('bourse_record', of));
	const median = record['medianSeconds'];
	const failures = Object.entries(object(record['failures']));
	return {
		deals: number(record, 'deals'),
		tasks: number(record, 'tasks'),
		done: number(record, 'done'),
		failures: Object.fromEntries(failures.map(([name, count]) => [name, Number(count)])),
		failed: number(record, 'failed'),
		unavailable: number(record, 'unavailable'),
		timedOut: number(record, 'timedOut'),
		requesters: number(record, 'requesters'),
		medianSeconds: typeof median === 'number' ? median : undefined,
	};
}

/** What came and went on a day, in nRLC. */
export interface Income {
	/** Its beginning, in seconds of the Unix epoch. */
	time: number;
	tasks: number;
	earned: Amount;
	spent: Amount;
	lost: Amount;
}

/** Income by the day, the latest first; undefined where the node has no index. */
export async function incomes(
	bourse: Bourse,
	of: Subject,
	days = 30,
): Promise<Income[] | undefined> {
	if (!(await hasIndex(bourse))) return undefined;
	const { entries } = await ask(bourse, 'bourse_incomes', of, null, days);
	return entries.map((entry) => ({
		time: number(entry, 'time'),
		tasks: number(entry, 'tasks'),
		earned: amount(entry, 'earned'),
		spent: amount(entry, 'spent'),
		lost: amount(entry, 'lost'),
	}));
}

/** A task that has ended, as an index has it. */
export interface PastTask {
	id: Hash;
	block: number;
	/** Of its end, in seconds of the Unix epoch. */
	time: number;
	/** Completed, Failed, Unavailable, TimedOut or Withdrawn. */
	status: string;
	/** Why the program of a Completed task failed. */
	failure: string | undefined;
	workers: { worker: Account; right: boolean }[];
	/** What accounts got and paid, in nRLC. */
	moves: { account: Account; earned: Amount; paid: Amount }[];
}

/** Tasks of a deal that have ended, the first 2,000; undefined where the node has no index. */
export async function pastTasks(bourse: Bourse, deal: Hash): Promise<PastTask[] | undefined> {
	if (!(await hasIndex(bourse))) return undefined;
	const all = await pagesOf<Json, string>(async (after) => {
		const page = await ask(bourse, 'bourse_dealTasks', deal, after ?? null, PAGE);
		return { entries: page.entries, next: page.next ?? undefined };
	});
	return all.map((entry) => ({
		id: text(entry, 'task'),
		block: number(entry, 'block'),
		time: number(entry, 'time'),
		status: text(entry, 'status'),
		failure: typeof entry['failure'] === 'string' ? entry['failure'] : undefined,
		workers: list(entry, 'workers').map((part) => ({
			worker: text(part, 'worker'),
			right: part['right'] === true,
		})),
		moves: list(entry, 'moves').map((move) => ({
			account: text(move, 'account'),
			earned: amount(move, 'earned'),
			paid: amount(move, 'paid'),
		})),
	}));
}

function readPart(value: unknown): Part {
	const part = object(value);
	return { id: number(part, 'id'), owner: text(part, 'owner'), price: amount(part, 'price') };
}

function readDeal(entry: Json): DealRow {
	const [app, pool] = [readPart(entry['app']), readPart(entry['pool'])];
	const dataset = entry['dataset'] === null ? undefined : readPart(entry['dataset']);
	const id = text(entry, 'deal');
	if (!/^0x[0-9a-f]{64}$/.test(id)) throw new BourseError(BAD);
	return {
		id,
		time: number(entry, 'time'),
		category: number(entry, 'category'),
		trust: amount(entry, 'trust'),
		app,
		dataset,
		pool,
		requester: text(entry, 'requester'),
		payer: text(entry, 'payer'),
		beneficiary: text(entry, 'beneficiary'),
		first: BigInt(number(entry, 'botFirst')),
		tasks: BigInt(number(entry, 'botSize')),
		price: app.price + (dataset?.price ?? 0n) + pool.price,
	};
}
