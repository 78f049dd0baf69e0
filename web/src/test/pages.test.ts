// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
	type Bourse,
	type DealRow,
	type NamedDeal,
	type NamedPool,
	type TaskInfo,
	utf8,
} from '@bourse/sdk';
import { byHour } from '../pages/activity.js';
import { matching } from '../pages/catalogue.js';
import { moneyOf } from '../pages/deal.js';
import { hindranceText } from '../pages/hindrances.js';
import { recordText } from '../pages/listing.js';
import { lockRows } from '../pages/locks.js';
import { catalogueWith, poolLabel } from '../pages/names.js';
import { appProblem, packingsOf } from '../pages/packing.js';
import { choiceOf, paramsOf } from '../pages/run/form.js';
import { target } from '../pages/search.js';
import { reached } from '../pages/task.js';
import { href, parseRoute } from '../router.js';
import { cumulate } from '../ui/charts.js';
import {
	bytes,
	features,
	percent,
	rlc,
	safeLink,
	savedName,
	short,
	shownPath,
	span,
} from '../ui/text.js';

test('href and parseRoute should undo each other', () => {
	const address = href(['catalogue', 'a/b ?#'], { q: 'x&y=ä', empty: '', none: undefined, n: 3 });
	const { path, query } = parseRoute(address);
	assert.deepEqual(path, ['catalogue', 'a/b ?#']);
	assert.deepEqual(Object.fromEntries(query), { q: 'x&y=ä', n: '3' });
	assert.deepEqual(parseRoute('').path, []);
	assert.deepEqual(parseRoute('#/%E0%A4%A').path, ['%E0%A4%A']);
});

test('pools of one name should be told apart by list, owner and number', () => {
	const pool = (of: Partial<NamedPool>) =>
		poolLabel({ id: 0, text: 'home', owner: `5${'x'.repeat(46)}y`, ...of } as NamedPool);
	assert.equal(pool({ isListed: true }), 'home #0');
	assert.equal(pool({ isListed: false, id: 3 }), 'home of 5xxxxx…xxxy #3');
	assert.equal(pool({ isListed: true, text: '', stock: 'stock' }), 'stock #0');
	assert.equal(pool({ isListed: true, text: '' }), 'pool #0');
});

test('safeLink should let https through alone', () => {
	assert.equal(safeLink('https://example.org/a'), 'https://example.org/a');
	for (const text of [
		'http://a.b',
		'javascript:alert(1)',
		'data:text/html,x',
		'https://a@b.c',
		'/ipfs/x',
		'',
		' javascript:x',
	]) {
		assert.equal(safeLink(text), undefined, text);
	}
});

test('paths of a result should show their letters in order, and name no folder', () => {
	assert.equal(shownPath('out/a b.png'), 'out/a b.png');
	assert.equal(shownPath('a\u202egnp.exe\n'), 'a\\u{202e}gnp.exe\\u{a}');
	assert.equal(savedName('out/a\u202egnp.exe'), 'a\ufffdgnp.exe');
	assert.equal(savedName('out/ '), 'file');
});

test('numbers should be readable', () => {
	assert.deepEqual([0n, 15_000_000n, 123_456_789n, 1n, 1_204_500_000_000n].map(rlc), [
		'0',
		'0.015',
		'0.1235',
		'0.000000001',
		'1,204.5',
	]);
	assert.deepEqual([5, 300, 4800, 36_000, 200_000].map(span), [
		'5 s',
		'5 min',
		'80 min',
		'10 h',
		'2 d',
	]);
	assert.deepEqual([3, 1500, 5 << 20].map(bytes), ['3 B', '1.5 KiB', '5.0 MiB']);
	assert.deepEqual([0, 25_000_000, 123_456_789, 1_000_000_000].map(percent), [
		'0 %',
		'2.5 %',
		'12.35 %',
		'100 %',
	]);
	assert.deepEqual([0n, 256n, 257n, 1n << 20n].map(features), [
		'none',
		'GPU',
		'TEE, GPU',
		'0x100000',
	]);
	assert.equal(short(`0x${'ab'.repeat(24)}${'ff'.repeat(8)}`), 'ababab');
	assert.equal(short(`0x${'ab'.repeat(24)}${'00'.repeat(7)}07`), 'ababab/7');
});

test('target should tell deals, tasks, accounts and words', () => {
	const deal = `0x${'ab'.repeat(24)}${'ff'.repeat(8)}`;
	assert.equal(target(` ${deal.toUpperCase().replace('0X', '0x')} `), `#/deal/${deal}`);
	assert.equal(target(`0x${'ab'.repeat(32)}`), `#/task/0x${'ab'.repeat(32)}`);
	const alice = '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY';
	assert.equal(target(alice), `#/account/${alice}`);
	assert.equal(target('word count'), '#/search?q=word+count');
});

test('matching should ask for all words, or the number', () => {
	const rows = [
		{ id: 1, text: 'Word count' },
		{ id: 12, text: 'Thumbnails' },
	];
	const found = (search: string) =>
		matching(rows, search, ({ text }) => text).map(({ id }) => id);
	assert.deepEqual(
		[found(''), found('COUNT word'), found('#12'), found('nothing')],
		[[1, 12], [1], [12], []],
	);
});

test('choiceOf should take nothing that is no number, and a trust of the book', () => {
	const choice = choiceOf(
		parseRoute('#/run?app=3&trust=5&volume=0&category=x&pool=-1&args=a%20b'),
	);
	assert.deepEqual(
		[choice.app, choice.trust, choice.volume, choice.category, choice.pool, choice.args],
		[3, 8, 1, 0, undefined, 'a b'],
	);
});

test('paramsOf should leave out what is empty', () => {
	assert.deepEqual(paramsOf(' ', [], '', 1), {});
	const input = { name: 'a', size: 1, checksum: '0x00', url: 'https://a.b/c' };
	assert.deepEqual(paramsOf('-x', [input], 'a', 1), {
		args: '-x',
		inputs: [{ url: 'https://a.b/c', checksum: '0x00', name: 'a' }],
		stdin: 'a',
	});
});

test('paramsOf should give a single task what was typed', () => {
	const code = `-c 'print(f"{index} {index:02}")'`;
	const escaped = `-c 'print(f"{{index}} {{index:02}}")'`;
	assert.deepEqual(paramsOf(code, [], '', 1), { args: escaped });
	assert.deepEqual(paramsOf(code, [], '', 2), { args: code });
	const input = { name: '{index}.csv', checksum: '0x00', url: '' };
	const { inputs, stdin } = paramsOf('', [input], input.name, 1);
	assert.deepEqual([inputs?.[0]?.name, stdin], ['{{index}}.csv', '{{index}}.csv']);
});

test('packingsOf should offer what workers can unpack, first what the name says', () => {
	const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
	const [gzip, zip, tar] = ['\x1f\x8b\x08', 'PK\x03\x04', `${'\0'.repeat(257)}ustar`].map(bytes);
	assert.ok(gzip && zip && tar);
	assert.deepEqual(packingsOf('a.TGZ', gzip), ['TarGz', 'File']);
	assert.deepEqual(packingsOf('a.csv.gz', gzip), ['File', 'TarGz']);
	assert.deepEqual(packingsOf('a.zip', zip), ['Zip', 'File']);
	assert.deepEqual(packingsOf('a.jar', zip), ['File', 'Zip']);
	assert.deepEqual(packingsOf('a', tar), ['Tar']);
	assert.deepEqual(packingsOf('a.tar', bytes('a,b')), ['File']);
	assert.equal(appProblem('a.wasm', bytes('\0asm\x01')), undefined);
	assert.match(appProblem('a.elf', bytes('\x7fELF')) ?? '', /a\.elf is no WebAssembly module/);
});

const DEAL = {
	price: 1_011n,
	app: { price: 10n },
	dataset: { price: 1n },
	workerpool: { price: 1_000n },
	scheduler_reward_ratio: 10,
	start_time: 7_200n,
	bot_size: 2n,
} as NamedDeal;
const ROW = { time: 7_200, tasks: 2n } as DealRow;

test('moneyOf should sum to zero', () => {
	for (const deal of [
		DEAL,
		{ ...DEAL, dataset: undefined, price: 1_010n },
		{ ...DEAL, scheduler_reward_ratio: 33 },
	]) {
		assert.equal(
			moneyOf(deal).reduce((sum, { amount }) => sum + amount, 0n),
			0n,
		);
	}
});

test('recordText should leave out what never happened', () => {
	const record = {
		deals: 1,
		tasks: 9,
		done: 1_204,
		failures: { Trap: 3 },
		failed: 0,
		unavailable: 2,
		timedOut: 0,
		requesters: 1,
		medianSeconds: 8,
	};
	assert.equal(recordText(record), '1,204 done · 3 Trap · 2 unavailable · half within 8 s');
	const none = { ...record, done: 0, failures: {}, unavailable: 0, medianSeconds: undefined };
	assert.equal(recordText(none), '0 done');
});

test('catalogueWith should have what an address names, however old', async () => {
	const app = (id: number) => ({
		asset: { id, owner: '5G', name: utf8(`${id}`), stock_names: [] },
	});
	const list = (...entries: unknown[]) => ({ entries, next: undefined });
	const bourse = {
		api: {
			query: { Registry: { StockNames: { getValue: async () => [] } } },
			apis: {
				CatalogueApi: {
					apps: async () => list(app(900), app(899)),
					datasets: async () => list(),
					pools: async () => list(),
					app: async (id: number) => (id < 901 ? app(id) : undefined),
				},
			},
		},
	} as unknown as Bourse;
	const ids = async (named: number | undefined) =>
		(await catalogueWith(bourse, { app: named })).apps.map(({ id }) => id);
	assert.deepEqual(await ids(undefined), [900, 899]);
	assert.deepEqual(await ids(899), [900, 899]);
	assert.deepEqual(await ids(5), [5, 900, 899]);
	assert.deepEqual(await ids(1_000), [900, 899]);
});

test('lockRows should sum up to the locked stake', () => {
	const locks = [
		{ by: 'orders', count: 2n, amount: 30n, until: 500n },
		{ by: 'bought', count: 5n, amount: 60n, until: 900n },
	] as const;
	const amounts = (locked: bigint) => lockRows(locks, locked).map(({ amount }) => amount);
	assert.deepEqual(amounts(100n), [30n, 60n, 10n]);
	assert.deepEqual(amounts(90n), [30n, 60n]);
	assert.deepEqual(lockRows([], 7n).length, 1);
});

test('byHour should put a deal into its hour, and others nowhere', () => {
	const at = (now: number) => byHour([ROW], ({ tasks }) => tasks, now).map(({ value }) => value);
	assert.equal(at(7_300).at(-1), 2n);
	assert.equal(at(7_200 + 23 * 3_600)[0], 2n);
	assert.equal(
		at(7_200 + 24 * 3_600).reduce((sum, value) => sum + value, 0n),
		0n,
	);
});

test('cumulate should add up levels', () => {
	const sums = cumulate([
		{ price: 1n, orders: 1, volume: 2n, free_slots: 1n },
		{ price: 2n, orders: 1, volume: 3n, free_slots: 1n },
	]);
	assert.deepEqual(
		sums.map(({ sum }) => sum),
		[2n, 5n],
	);
});

test('reached should count the steps behind a task', () => {
	const info = (type: string, count = 0, contributors: string[] = []) =>
		({
			status: { type },
			revealed: { of: 2, count },
			contributors,
			assigned: [],
		}) as unknown as TaskInfo;
	const steps = (info: TaskInfo | undefined) => reached({ info, status: undefined });
	assert.equal(steps(undefined), 1);
	assert.equal(steps(info('Active')), 1);
	assert.equal(steps(info('Active', 0, ['ann'])), 3);
	assert.equal(steps(info('Revealing')), 4);
	assert.equal(steps(info('Revealing', 1)), 5);
	assert.equal(steps(info('Completed')), 6);
});

test('hindranceText should have a sentence for every hindrance of the runtime', () => {
	const source = readFileSync(new URL('../../../primitives/src/api.rs', import.meta.url), 'utf8');
	const hindrances = /pub enum Hindrance \{([\s\S]*?)\n\}/.exec(source)?.[1] ?? '';
	const names = [...hindrances.matchAll(/^\t([A-Z]\w+)/gm)].map(([, name]) => name ?? '');
	assert.ok(names.length > 20);
	const value = new Proxy(
		{},
		{
			get: (_, name) => (name === 'deal' ? `0x${'ab'.repeat(32)}` : 1n),
		},
	);
	for (const type of names) {
		assert.doesNotMatch(
			hindranceText({ type, value }),
			/see the node's documentation|undefined/,
			type,
		);
	}
});

test('light client should know the addresses that a browser can reach', async () => {
	const { addressesOf, withAddresses } = await import('../light-spec.js');
	const node = { peer: '12D3', webSocketPorts: [30_334, 'x'] };
	assert.deepEqual(addressesOf(node, '127.0.0.1'), ['/ip4/127.0.0.1/tcp/30334/ws/p2p/12D3']);
	assert.deepEqual(addressesOf(node, 'a.org'), ['/dns/a.org/tcp/30334/ws/p2p/12D3']);
	assert.deepEqual(addressesOf(node, '[::1]'), ['/ip6/::1/tcp/30334/ws/p2p/12D3']);
	assert.deepEqual(addressesOf({}, 'a.org'), []);
	const spec = JSON.stringify({ bootNodes: ['/ip4/1.2.3.4/tcp/30333/p2p/12D3'] });
	assert.throws(() => withAddresses(spec, []), /--listen-addr/);
	const { bootNodes } = JSON.parse(withAddresses(spec, addressesOf(node, '127.0.0.1')));
	assert.equal(bootNodes.length, 2);
});
