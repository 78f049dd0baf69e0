// SPDX-License-Identifier: Apache-2.0

/** A browser with a wallet in it, at pages of the web application. */

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');
const SHOTS = fileURLToPath(new URL('shots/', import.meta.url));
/** A phone's screen. */
const PHONE = { width: 390, height: 844 };
const SCREEN = { width: 1280, height: 900 };

/** How long a page may take to show something, in milliseconds. */
const PATIENCE = 60_000;

/** Starts a browser. */
export function launch() {
	return chromium.launch({
		executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
		// Root has no sandbox of its own in a container.
		args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
	});
}

/**
 * A window of the browser. Its wallet holds one account, and signs what `sign` signs.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {string} address of the page, without a fragment
 * @param {object} options
 * @param {{ address: string, name: string }} [options.account]
 * @param {(payload: any) => Promise<{ signature: string }>} [options.sign]
 * @param {boolean} [options.isPhone]
 * @param {boolean} [options.isDark]
 */
export async function open(browser, address, { account, sign, isPhone, isDark } = {}) {
	const context = await browser.newContext({
		viewport: isPhone ? PHONE : SCREEN,
		colorScheme: isDark ? 'dark' : 'light',
	});
	const page = await context.newPage();
	page.setDefaultTimeout(PATIENCE);
	/** @type {string[]} */
	const problems = [];
	page.on('pageerror', (error) => problems.push(`${error}`));
	page.on('console', (message) => {
		if (message.type() === 'error') problems.push(message.text());
	});
	/** @type {string[]} */
	const requests = [];
	page.on('request', (request) => requests.push(request.url()));
	if (account && sign) {
		await page.exposeFunction('testSign', sign);
		await page.addInitScript((account) => {
			const accounts = [{ ...account, type: 'sr25519' }];
			const extension = {
				accounts: {
					get: async () => accounts,
					subscribe: (/** @type {(accounts: object[]) => void} */ tell) => {
						tell(accounts);
						return () => {};
					},
				},
				signer: {
					// @ts-expect-error exposed above
					signPayload: (payload) => window.testSign(payload),
					// @ts-expect-error exposed above
					signRaw: (payload) => window.testSign(payload),
				},
			};
			Object.assign(window, {
				injectedWeb3: { 'polkadot-js': { version: '1', enable: async () => extension } },
			});
		}, account);
	}
	return new Window(page, address, problems, requests);
}

/** A window of the browser. */
export class Window {
	/**
	 * @param {import('playwright-core').Page} page
	 * @param {string} address
	 * @param {string[]} problems what the page complained of
	 * @param {string[]} requests everything that it asked for
	 */
	constructor(page, address, problems, requests) {
		this.page = page;
		this.address = address;
		this.problems = problems;
		this.requests = requests;
	}

	/**
	 * Goes to a page, and waits until it shows its heading and nothing is on its way.
	 *
	 * @param {string} fragment `#/market`
	 * @param {string} heading
	 */
	async go(fragment, heading) {
		await this.page.goto(this.address + fragment);
		await this.page.getByRole('heading', { level: 1, name: heading }).waitFor();
		await this.page.getByText('Asking the chain…').first().waitFor({ state: 'detached' });
	}

	/** @param {string} text */
	see(text) {
		return this.page.getByText(text).first().waitFor();
	}

	/** @param {string} name of a file */
	async shoot(name) {
		mkdirSync(SHOTS, { recursive: true });
		await this.page.screenshot({ path: `${SHOTS}${name}.png`, fullPage: true });
	}

	/** Holds the page against axe's rules, and against its own width. */
	async check() {
		// By the protocol, which the page's policy does not bind.
		await this.page.evaluate(AXE);
		const found = await this.page.evaluate(async () => {
			// @ts-expect-error it was just loaded
			const { violations } = await window.axe.run(document);
			return violations.map((/** @type {any} */ violation) => ({
				id: violation.id,
				nodes: violation.nodes.map(
					(/** @type {any} */ node) => `${node.html} ${node.failureSummary}`,
				),
			}));
		});
		assert.deepEqual(found, [], this.page.url());
		const [width, screen] = await this.page.evaluate(() => [
			document.documentElement.scrollWidth,
			document.documentElement.clientWidth,
		]);
		assert.ok(width <= screen, `${this.page.url()} is ${width} wide on a screen of ${screen}`);
	}

	/** Ends it. Nothing that the page could have complained of is passed over. */
	async close() {
		await this.page.context().close();
		assert.deepEqual(this.problems, []);
	}
}
