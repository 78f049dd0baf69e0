// SPDX-License-Identifier: Apache-2.0

/** Catalogues, and what an account has, by a chain with 450 apps. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AccountId } from 'polkadot-api';
import {
	allowancesTo,
	apps,
	assetsOf,
	type Bourse,
	datasets,
	devAccount,
	grantsTo,
	locksOf,
	stockApp,
	tasksAhead,
	toHex,
	utf8,
	workers,
} from '../src/index.js';

const [ALICE, BOB, CHARLIE] = (['Alice', 'Bob', 'Charlie'] as const).map(
	(name) => devAccount(name).address,
) as [string, string, string];
const COUNT = 450;
const STOCK = new Map([
	[3, 'python'],
	[0, 'qjs'],
]);

const app = (id: number) => ({
	asset: {
		id,
		owner: id % 100 === 5 ? BOB : ALICE,
		name: utf8(`app ${id}`),
		stock_names: STOCK.has(id) ? [utf8(STOCK.get(id) ?? '')] : [],
		description: utf8('of a stranger'),
		link: new Uint8Array(),
		tags: [],
	},
	checksum: `0x${'77'.repeat(32)}`,
	offer: undefined,
});

/** A page of ids below `before`, as the runtime gives it. */
function page<T>(count: number, entry: (id: number) => T, before = count, limit = 100) {
	const end = Math.min(before, count);
	const ids = Array.from({ length: Math.min(end, limit) }, (_, nth) => end - 1 - nth);
	const last = ids.at(-1) ?? 0;
	return { entries: ids.map(entry), next: last > 0 ? last : undefined };
}

const terms = { price: 7n, tag: 0n, pool: undefined, app: undefined, until: undefined };
const to = (type: string, value?: unknown, holds = true) => ({ to: { type, value }, terms, holds });
const grants: Record<number, unknown[]> = {
	449: [to('Everybody'), to('Account', BOB)],
	448: [to('Group', 1)],
	447: [to('Group', 2), to('Account', BOB, false), to('Account', CHARLIE)],
};
const members: Record<number, unknown[]> = {
	1: [
		{ type: 'App', value: 3 },
		{ type: 'Account', value: BOB },
	],
	2: [{ type: 'Account', value: CHARLIE }],
};
const order = { order: 1n, held: 10n, left: 3n, deposit: 2n, until: 500n, price: 10n };
const status = { waiting: 1n, running: 1n, final_deadline: 900n, stood_still: 9n };

/** Its node, with these JSON-RPC methods. */
function chain(answers: Record<string, (...params: any[]) => unknown> = {}): Bourse {
	const none = { entries: [], next: undefined };
	return {
		api: {
			query: {
				Registry: {
					StockNames: {
						getValue: async () =>
							[...STOCK].map(([id, name]) => ({
								name: utf8(name),
								asset: { type: 'App', value: id },
							})),
					},
				},
				Book: {
					Allowances: {
						getKey: async () => '0x',
						getValues: async (keys: unknown[]) =>
							keys.map(() => ({ per_day: 5n, day: 0n, spent: 0n, deposit: 1n })),
					},
				},
			},
			apis: {
				CatalogueApi: {
					apps: async (before: number | undefined, limit: number) =>
						page(COUNT, app, before, limit),
					app: async (id: number) => app(id),
					datasets: async () => none,
					pools: async () => none,
					grants: async ({ type, value }: { type: string; value: number }) => ({
						entries: type === 'App' ? (grants[value] ?? []) : [],
						next: undefined,
					}),
					members: async (group: number) => ({
						entries: members[group] ?? [],
						next: undefined,
					}),
					workers: async (_: undefined, after: string | undefined) => ({
						entries: [{ worker: after ? BOB : ALICE, owner: ALICE, pool: 0 }],
						next: after ? undefined : ALICE,
					}),
				},
				BookApi: { orders_of: async () => ({ entries: [order], next: undefined }) },
				BourseApi: { deal_status: async () => status },
			},
		},
		has: async (method: string) => method in answers,
		request: async (method: string, ...params: unknown[]) => answers[method]?.(...params),
	} as unknown as Bourse;
}

test('first page should begin with stock names, whatever was registered since', async () => {
	const ids = (rows: { id: number }[]) => rows.map(({ id }) => id);
	const found = await apps(chain(), 3);
	assert.deepEqual(ids(found), [0, 3, 449, 448, 447]);
	assert.deepEqual(
		found.map(({ stock }) => stock),
		['qjs', 'python', undefined, undefined, undefined],
	);
	assert.deepEqual(ids(await apps(chain(), 3, 447)), [446, 445, 444]);
	const all = ids(await apps(chain(), 1_000));
	assert.equal(all.length, COUNT);
	assert.deepEqual(all.slice(0, 4), [0, 3, 449, 448]);
	assert.deepEqual(await datasets(chain()), []);
});

test('stock names should stand for apps, and others for none', async () => {
	assert.equal(await stockApp(chain(), 'python'), 3);
	await assert.rejects(stockApp(chain(), 'app 7'), /^BourseError: No app .* is named "app 7"/);
});

test('workers should be those of all pages', async () => {
	const { items, isCut } = await workers(chain());
	assert.deepEqual([items.map(({ id }) => id), isCut], [[ALICE, BOB], false]);
});

test('assets of an owner should be all of them, by an index or by pages of the node', async () => {
	const own = async (answers: Parameters<typeof chain>[0]) =>
		(await assetsOf(chain(answers), BOB)).apps.map(({ id }) => id);
	// Without either, those of the newest 200 alone.
	assert.deepEqual(await own({}), [405, 305]);
	const filtered = (before: number | null, limit: number, { owner }: { owner: string }) => {
		const { entries, next } = page(COUNT, app, before ?? undefined, limit);
		const ours = entries.filter(({ asset }) => asset.owner === owner);
		return { entries: ours.map(({ asset }) => ({ id: asset.id })), next: next ?? null };
	};
	assert.deepEqual(await own({ bourse_apps: filtered }), [405, 305, 205, 105, 5]);
	const indexed = {
		bourse_indexReach: () => ({ since: 1 }),
		// 4 was BOB's once.
		bourse_assetsOf: (_: string, after: string | null) => ({
			entries: after ? [{ app: 105 }, { pool: 1 }] : [{ app: 4 }, { app: 5 }],
			next: after ? null : '0x01',
			reach: { since: 1 },
		}),
	};
	const broken = chain({ ...indexed, bourse_assetsOf: () => ({ entries: [{ app: 'x' }] }) });
	await assert.rejects(assetsOf(broken, BOB), /another form/);
	const pools = { pool: async () => undefined };
	const whole = chain(indexed);
	Object.assign(whole.api.apis.CatalogueApi, pools);
	const found = await assetsOf(whole, BOB);
	assert.deepEqual([found.apps.map(({ id }) => id), found.pools], [[405, 305, 5, 105], []]);
});

test('grants to an account should be its own and those of its groups, while they hold', async () => {
	const received = await grantsTo(chain(), BOB);
	assert.deepEqual(
		received.map(({ id, audience }) => [id, audience.type]),
		[
			[449, 'Only'],
			[448, 'Group'],
		],
	);
	// Of the owner of all that is posted, none is received.
	assert.deepEqual(await grantsTo(chain(), ALICE), []);
});

test('allowances to a key should be found by the end of their storage keys', async () => {
	const hex = (address: string) => toHex(AccountId().enc(address)).slice(2);
	const key = (owner: string, key: string) =>
		`0x${'00'.repeat(32)}${'11'.repeat(16)}${hex(owner)}${'22'.repeat(16)}${hex(key)}`;
	const node = chain({
		state_getKeysPaged: () => [key(ALICE, BOB), key(BOB, ALICE), key(CHARLIE, BOB)],
	});
	const found = await allowancesTo(node, BOB);
	assert.deepEqual(
		found.map(({ owner, per_day }) => [owner, per_day]),
		[
			[ALICE, 5n],
			[CHARLIE, 5n],
		],
	);
});

test('locks should be of orders and of tasks that have not ended, until the latest end', async () => {
	const part = { id: 1, owner: BOB, price: '100' };
	const deal = {
		deal: `0x${'ab'.repeat(24)}${'ff'.repeat(8)}`,
		time: 1,
		app: { ...part, owner: ALICE, price: '1' },
		dataset: null,
		pool: part,
		requester: BOB,
		payer: BOB,
		beneficiary: BOB,
		category: 0,
		trust: '1',
		botFirst: 0,
		botSize: 2,
	};
	const node = chain({
		bourse_indexReach: () => ({ since: 1 }),
		bourse_deals: () => ({ entries: [deal], next: null, reach: { since: 1 } }),
	});
	const guarantee = { left: 4n, until: 77n };
	assert.deepEqual(await locksOf(node, BOB, [{ guarantee }, { guarantee: undefined }]), [
		{ by: 'orders', count: 1n, amount: 32n, until: 500n },
		{ by: 'bought', count: 2n, amount: 202n, until: 909n },
		{ by: 'sold', count: 2n, amount: 60n, until: 909n },
		{ by: 'guarantees', count: 1n, amount: 4n, until: 77n },
	]);
});

test('tasks ahead should be those at better prices in the book that the order rests in', async () => {
	const level = (price: bigint, volume: bigint) => ({ price, volume, orders: 1, free_slots: 0n });
	const bourse = chain();
	Object.assign(bourse.api.apis.BookApi, {
		depth: async (venue: unknown, _: number, tag: bigint, _trust: number, offers: boolean) =>
			offers && venue === 3 && tag === 256n
				? [level(8n, 4n), level(9n, 5n), level(10n, 6n)]
				: [level(9n, 1n)],
	});
	const resting = { ...order, category: 0, trust: 1 };
	assert.equal(await tasksAhead(bourse, { ...resting, pool: 3 }), 9n);
	assert.equal(await tasksAhead(bourse, resting), undefined);
});
