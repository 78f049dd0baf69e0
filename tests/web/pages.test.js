// SPDX-License-Identifier: Apache-2.0

/** Every page with canned answers in the place of a chain: how it looks, for whom, and what it lets through. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { launch, open } from './lib.js';
import { serve } from './serve.js';

const at = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
const DEAL = `0x${'ab'.repeat(24)}${'ff'.repeat(8)}`;
const TASK = `0x${'ab'.repeat(24)}${'00'.repeat(8)}`;

/** @type {import('playwright-core').Browser} */
let browser;
/** @type {{ address: string, close: () => void }} */
let server;

before(async () => {
	execFileSync('npx', ['vite', 'build', '-l', 'error', '-c', at('fake/vite.config.ts')], {
		cwd: at('../../web'),
	});
	server = await serve(at('fake/dist'));
	browser = await launch();
});
after(async () => {
	await browser?.close();
	server?.close();
});

const PAGES = [
	['market', '#/market?trust=2', 'Market'],
	['apps', '#/catalogue/apps?open=0', 'Catalogue'],
	['datasets', '#/catalogue/datasets?open=0', 'Catalogue'],
	['pools', '#/catalogue/pools?open=0', 'Catalogue'],
	['workers', '#/catalogue/workers', 'Catalogue'],
	['run', '#/run?app=0&args=pi', 'Run a computation'],
	['run-short', '#/run?app=0&trust=128', 'Run a computation'],
	['deal', `#/deal/${DEAL}`, 'Deal ababab'],
	['task', `#/task/${TASK}`, 'Task ababab/0'],
	['activity', '#/activity', 'Activity'],
	['earn', '#/earn', 'Earn'],
	['account', '#/account', 'Alice'],
	['network', '#/network', 'Network'],
	['search', '#/search?q=e', 'Search: e'],
	['nowhere', '#/nowhere', 'No such page'],
];

/** A window in which Alice signs. */
async function alice(/** @type {object} */ look = {}) {
	const window = await open(browser, server.address, look);
	await window.go('#/account', 'Account');
	await window.page
		.getByLabel('Account', { exact: true })
		.selectOption({ label: 'Alice (development)' });
	// There is no node.json: the page asks all the same.
	window.problems.splice(0);
	return window;
}

for (const [name, look] of Object.entries({
	screen: {},
	phone: { isPhone: true },
	dark: { isDark: true },
})) {
	test(`pages should have no violation of axe, and their place: ${name}`, async () => {
		const window = await alice(look);
		for (const [page, fragment, heading] of PAGES) {
			await window.go(fragment, heading);
			await window.shoot(`${page}-${name}`);
			await window.check();
		}
		await window.close();
	});
}

test('task should show its checked result in a frame without permissions', async () => {
	const window = await alice();
	await window.go(`#/task/${TASK}`, 'Task ababab/0');
	await window.see('Checked in this browser');
	const frame = window.page.locator('iframe.viewer');
	assert.equal(await frame.getAttribute('sandbox'), '');
	assert.match((await frame.getAttribute('srcdoc')) ?? '', /<pre>pi = 3\.140972/);
	await window.close();
});

test('names of strangers should be text, and their links https alone', async () => {
	const window = await alice();
	await window.go('#/catalogue/apps?open=2', 'Catalogue');
	await window.see('evil \\u{202e}<script>');
	await window.go('#/catalogue/datasets?open=0', 'Catalogue');
	await window.see('javascript:alert(1)');
	const links = await window.page
		.locator('main a')
		.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
	assert.ok(
		links.every((link) => /^(#\/|https:\/\/)/.test(link)),
		links.join(' '),
	);
	await window.close();
});

test('catalogue should show price and record in its rows', async () => {
	for (const look of [{}, { isPhone: true }]) {
		const window = await alice(look);
		for (const kind of ['apps', 'datasets', 'pools']) {
			await window.go(`#/catalogue/${kind}`, 'Catalogue');
			await window.see('1,204 done · 3 Trap · 2 given up · 1 timed out · half within 8 s');
			await window.see(kind === 'pools' ? '0.5 RLC' : '0.01 RLC');
		}
		await window.close();
	}
});

test('account should show what is locked, until when, and what others granted', async () => {
	const window = await alice();
	await window.go('#/account', 'Alice');
	await window.see('resting orders: 2');
	await window.see('or cancelled');
	await window.see('for group #7');
	await window.see('buys for');
	await window.close();
});

test("page's address should hold its state", async () => {
	const window = await alice();
	const { page } = window;
	await window.go('#/run?app=0&trust=2&args=pi', 'Run a computation');
	const pools = page.getByLabel('Pools', { exact: true }).locator('option');
	assert.deepEqual(await pools.allTextContents(), [
		"any on the chain's list",
		'two nodes under a desk #0',
	]);
	await page.getByLabel('Arguments').fill('pi --seed 7');
	await page.getByLabel('Tasks').fill('3');
	await page.getByLabel('Tasks').press('Tab');
	await page.getByRole('button', { name: /^Buy 3 runs for / }).waitFor();
	const { hash } = new URL(page.url());
	assert.deepEqual(Object.fromEntries(new URLSearchParams(hash.split('?')[1])), {
		app: '0',
		trust: '2',
		args: 'pi --seed 7',
		volume: '3',
	});
	await window.close();
});

test('price should be of the job that is shown, or none', async () => {
	const window = await alice();
	const { page } = window;
	await window.go('#/run?app=0&trust=1', 'Run a computation');
	await page.getByRole('button', { name: 'Buy one run for 0.519 RLC' }).waitFor();
	await page.getByLabel('Trust 1').press('End');
	assert.equal(await page.getByRole('button', { name: /^Buy/ }).count(), 0);
	await window.see('Nobody serves this now.');
	await window.see('Nearest: ask for trust 8.');
	await window.close();
});

test('application should be below 1 MB, packed, without the light client', () => {
	const folder = at('../../web/dist/assets/');
	const files = readdirSync(folder).filter((name) => !name.startsWith('light-'));
	const size = files.reduce((sum, name) => sum + gzipSync(readFileSync(folder + name)).length, 0);
	assert.ok(size > 0 && size < 1_000_000, `${size} bytes`);
});
