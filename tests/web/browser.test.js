// SPDX-License-Identifier: Apache-2.0

/** The web application as people use it: from the market to a verified result by a wallet's signature. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { freePort } from '../e2e/lib/ports.js';
import { webArgs } from '../e2e/lib/web.js';
import { launch, open } from './lib.js';
import { openStage } from './stage.js';

/** @type {Awaited<ReturnType<typeof openStage>>['stage']} */
let stage;
/** @type {import('playwright-core').Browser} */
let browser;
/** @type {string} */
let address;
/** @type {{ id: number }} */
let app;

before(async () => {
	const port = await freePort();
	address = `http://127.0.0.1:${port}/`;
	({ stage, app } = await openStage(webArgs(port)));
	browser = await launch();
});
after(async () => {
	await browser?.close();
	await stage?.close();
});

/** A window whose wallet signs for ferdie. */
function ferdie() {
	const pair = stage.account('ferdie');
	return open(browser, address, {
		account: { address: pair.address, name: 'Ferdie' },
		async sign(payload) {
			if (payload.data) return { signature: toHex(pair.sign(payload.data)) };
			const { registry } = stage.api;
			registry.setSignedExtensions(payload.signedExtensions, {
				AuthorizeCall: { extrinsic: {}, payload: {} },
				ShareBlock: { extrinsic: {}, payload: {} },
				WeightReclaim: { extrinsic: {}, payload: {} },
			});
			const extrinsic = registry.createType('ExtrinsicPayload', payload, {
				version: payload.version,
			});
			return extrinsic.sign(pair);
		},
	});
}

/**
 * Takes Ferdie of the wallet, on the page of accounts.
 *
 * @param {import('playwright-core').Page} page
 */
async function signAsFerdie(page) {
	await page.getByRole('button', { name: 'polkadot{.js}' }).click();
	await page
		.getByLabel('Account', { exact: true })
		.selectOption({ label: 'Ferdie (polkadot{.js})' });
}

/** @param {Uint8Array} bytes */
function toHex(bytes) {
	return `0x${Buffer.from(bytes).toString('hex')}`;
}

const PAGES = [
	['market', '#/market', 'Market'],
	['apps', '#/catalogue/apps?open=0', 'Catalogue'],
	['pools', '#/catalogue/pools?open=0', 'Catalogue'],
	['workers', '#/catalogue/workers', 'Catalogue'],
	['run', '#/run?app=0', 'Run a computation'],
	['activity', '#/activity', 'Activity'],
	['earn', '#/earn', 'Earn'],
	['account', '#/account', 'Account'],
	['network', '#/network', 'Network'],
	['search', '#/search?q=monte', 'Search: monte'],
];

test('pages should have no violation of axe, on a screen, a phone and in the dark', async () => {
	for (const look of [{}, { isPhone: true }, { isDark: true }]) {
		const window = await open(browser, address, look);
		for (const [name, fragment, heading] of PAGES) {
			await window.go(fragment, heading);
			await window.check();
			if (!look.isDark || name === 'market') {
				await window.shoot(
					`${name}${look.isPhone ? '-phone' : look.isDark ? '-dark' : ''}`,
				);
			}
		}
		await window.close();
	}
});

test('first view should come within a second, from this node alone', async () => {
	const window = await open(browser, address);
	await window.go('#/market', 'Market');
	const paint = await window.page.evaluate(
		() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
	);
	assert.ok(paint !== undefined && paint < 1_000, `${paint} ms`);
	const foreign = window.requests.filter((url) => !url.startsWith(address));
	assert.deepEqual(foreign, []);
	await window.close();
});

test('wallet should buy a run, watch it, and verify its result in five clicks', async () => {
	const window = await ferdie();
	const { page } = window;
	await window.go('#/account', 'Account');
	await signAsFerdie(page);
	await window.go('#/market', 'Market');
	await window.see('tasks on offer');
	await page.getByRole('link', { name: 'Run a computation' }).click();
	await page.getByLabel('App', { exact: true }).selectOption(`${app.id}`);
	await page.getByLabel('Arguments').fill('pi --samples 1_000_000');
	await page.getByRole('button', { name: /^Buy one run for/ }).click();
	await page.getByRole('heading', { level: 1, name: /^Task / }).waitFor();
	await window.see('Checked in this browser');
	const viewer = page.frameLocator('iframe.viewer');
	await viewer.getByText(/pi = 3\.1\d+/).waitFor();
	await window.see('agreed');
	await window.check();
	await window.shoot('task');
	await page
		.getByRole('link', { name: /^[0-9a-f]{6}$/ })
		.first()
		.click();
	await page.getByRole('heading', { level: 1, name: /^Deal / }).waitFor();
	await window.see('1 of 1');
	await window.check();
	await window.shoot('deal');
	await window.go('#/activity', 'Activity');
	await window.see('1 of 1 ended');
	await window.check();
	await window.go('#/market', 'Market');
	await window.see('Recent deals');
	await window.shoot('market-after');
	await window.close();
});

test('order should wait in the book when nothing is on offer, and be cancelled', async () => {
	const window = await ferdie();
	const { page } = window;
	await window.go('#/account', 'Account');
	await signAsFerdie(page);
	await window.go(`#/run?app=${app.id}&trust=128`, 'Run a computation');
	await window.see('Nobody serves this now.');
	const price = page.getByLabel('Highest price of the pool, RLC a task');
	await price.fill('0.12345');
	await window.see('A price has four digits at most: take 0.1234 or 0.1235');
	await window.check();
	await price.fill('0.1234');
	await page.getByRole('button', { name: 'Place the order' }).click();
	await page.getByRole('heading', { level: 1, name: 'Ferdie' }).waitFor();
	const cancel = page.getByRole('button', { name: /^Cancel order / });
	await cancel.waitFor();
	await window.check();
	await window.shoot('orders');
	await cancel.click();
	await window.see('No order rests in the book.');
	await window.close();
});

test("errors should be the chain's sentences, beside what caused them", async () => {
	const window = await ferdie();
	const { page } = window;
	await window.go('#/account', 'Account');
	await signAsFerdie(page);
	const amount = page.getByLabel('Amount in RLC');
	await amount.fill('much');
	await window.see('"much" is no amount: write RLC with a point, like 0.015');
	await amount.fill('1000000');
	await page.getByRole('button', { name: 'Withdraw' }).click();
	await window.see(
		'The free stake is below this amount: take less, or wait until what is locked is free.',
	);
	await window.go('#/deal/0x12', 'No such page');
	await window.go(`#/deal/0x${'00'.repeat(24)}${'ff'.repeat(8)}`, 'Deal 000000');
	await window.see('The chain does not know this deal');
	await window.go(`#/task/0x${'00'.repeat(32)}`, 'Task 000000/0');
	await window.see('waits for its turn');
	await window.go('#/catalogue/apps?q=nothing', 'Catalogue');
	await window.see('No app matches "nothing".');
	await window.close();
});

test('page should say that no node answers, and connect to another', async () => {
	const window = await open(browser, address);
	const { page } = window;
	await window.go('#/account', 'Account');
	const [{ ws }] = stage.network.nodes;
	await page.getByLabel('Node').fill('ws://127.0.0.1:9');
	await page.getByRole('button', { name: 'Connect' }).click();
	await window.see('ws://127.0.0.1:9 does not answer');
	await window.check();
	await page.getByLabel('Node').fill(ws);
	await page.getByRole('button', { name: 'Connect' }).click();
	await page.getByRole('heading', { level: 1, name: 'Account' }).waitFor();
	// The browser itself complains of the node that was not there.
	window.problems.splice(0);
	await window.close();
});

test('keys should do what a mouse does', async () => {
	const window = await open(browser, address);
	const { page } = window;
	await window.go('#/market', 'Market');
	await page.keyboard.press('/');
	await page.keyboard.type('montecarlo');
	await page.keyboard.press('Enter');
	await page.getByRole('heading', { level: 1, name: 'Search: montecarlo' }).waitFor();
	await page.getByRole('link', { name: /montecarlo/ }).press('Enter');
	await page.getByRole('button', { name: /montecarlo/ }).waitFor();
	await page.keyboard.press('Tab');
	assert.equal(await page.evaluate(() => document.activeElement?.tagName !== 'BODY'), true);
	await window.close();
});

test('server should give files alone, and let no other page frame them', async () => {
	const index = await fetch(address);
	assert.equal(index.headers.get('content-security-policy'), "frame-ancestors 'none'");
	assert.match(await index.text(), /Content-Security-Policy/);
	for (const path of ['..%2f..%2fetc/passwd', '.git', 'assets/']) {
		assert.equal((await fetch(address + path)).status, 404, path);
	}
	assert.equal((await fetch(address, { method: 'POST' })).status, 405);
	const node = await (await fetch(`${address}node.json`)).json();
	assert.equal(node.rpcPort, stage.network.nodes[0].ports.rpc);
});
