// SPDX-License-Identifier: Apache-2.0

/** What all pages share: the connection, the account that signs. */

import {
	type Bourse,
	type Connection,
	type ConnectOptions,
	connect,
	DEV_NAMES,
	devAccount,
	type Signer,
	walletAccounts,
} from '@bourse/sdk';
import { BehaviorSubject, type Subscription } from '@bourse/sdk/rx';

/** Where the page gets the chain from. */
export type Source = { kind: 'node'; address: string } | { kind: 'light' };

/** The chain, as far as it is reached. */
export type Link =
	| { state: 'connecting'; source: Source }
	| { state: 'ready'; source: Source; bourse: Bourse }
	| { state: 'failed'; source: Source; error: string };

export const link$ = new BehaviorSubject<Link>({
	state: 'connecting',
	source: { kind: 'node', address: '' },
});

/** Whether the connection stands, once there was one. */
export const connection$ = new BehaviorSubject<Connection>('connecting');

const SOURCE = 'bourse.source';
const SIGNER = 'bourse.account';
const PAGE = 'Bourse';

/** What the page remembers in this browser. Nothing, where the browser keeps nothing. */
function remembered<T>(name: string): T | undefined {
	try {
		return JSON.parse(localStorage.getItem(name) ?? 'null') ?? undefined;
	} catch {
		return undefined;
	}
}

function remember(name: string, value: unknown): void {
	try {
		if (value === undefined) localStorage.removeItem(name);
		else localStorage.setItem(name, JSON.stringify(value));
	} catch {
		// Private windows keep nothing.
	}
}

/** Address of the node that serves the page: `node.json` beside the page says its port. */
async function ownNode(): Promise<string> {
	const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
	const host = location.hostname || '127.0.0.1';
	const port = await fetch('node.json')
		.then((answer) => (answer.ok ? answer.json() : undefined))
		.then((node: { rpcPort?: unknown } | undefined) => node?.rpcPort)
		.catch(() => undefined);
	return `${scheme}://${host}:${typeof port === 'number' ? port : 9944}`;
}

/** Most runtimes whose metadata the browser keeps for a node. */
const KEPT = 4;

/**
 * Metadata of runtimes, kept in the browser for each node: they say what is signed, so that no node's are
 * used with another.
 */
function metadataOf(address: string): ConnectOptions {
	const cache = `bourse.metadata ${address}`;
	const name = (codeHash: string) => `/metadata/${encodeURIComponent(codeHash)}`;
	return {
		async getMetadata(codeHash) {
			try {
				const found = await (await caches.open(cache)).match(name(codeHash));
				return found ? new Uint8Array(await found.arrayBuffer()) : null;
			} catch {
				// Some windows keep nothing.
				return null;
			}
		},
		async setMetadata(codeHash, metadata) {
			try {
				const open = await caches.open(cache);
				const keys = await open.keys();
				for (const old of keys.slice(0, Math.max(0, keys.length - KEPT + 1))) {
					await open.delete(old);
				}
				await open.put(name(codeHash), new Response(metadata.slice()));
			} catch {
				// The next start asks the node again.
			}
		},
	};
}

let subscription: Subscription | undefined;

/** Connects to the chain anew. Remembers the source when the user chose one. */
export async function open(chosen?: Source): Promise<void> {
	if (chosen) remember(SOURCE, chosen);
	const source = chosen ??
		remembered<Source>(SOURCE) ?? { kind: 'node' as const, address: await ownNode() };
	const before = link$.value;
	subscription?.unsubscribe();
	link$.next({ state: 'connecting', source });
	if (before.state === 'ready') before.bourse.close();
	try {
		const bourse =
			source.kind === 'light'
				? await (await import('./light.js')).openLight()
				: await connect(source.address, metadataOf(source.address));
		subscription = bourse.connection$.subscribe((state) => connection$.next(state));
		link$.next({ state: 'ready', source, bourse });
		await restoreSigner(bourse);
	} catch (error) {
		link$.next({ state: 'failed', source, error: messageOf(error) });
	}
}

/** Forgets the chosen source, and connects to the node that serves the page. */
export async function openOwn(): Promise<void> {
	remember(SOURCE, undefined);
	await open();
}

/** The account that signs and whose things the pages show. */
export const signer$ = new BehaviorSubject<Signer | undefined>(undefined);

/** Chooses the account; undefined: none. */
export function choose(signer: Signer | undefined): void {
	remember(SIGNER, signer && { wallet: signer.wallet, address: signer.address });
	signer$.next(signer);
}

/** The development accounts, on a chain for development alone: everybody has their keys. */
export function devSigners(bourse: Bourse): Signer[] {
	return bourse.isDevelopment ? DEV_NAMES.map(devAccount) : [];
}

/** Accounts of a wallet, whose owner the wallet asks. */
export function signersOf(wallet: string): Promise<Signer[]> {
	return walletAccounts(wallet, PAGE);
}

async function restoreSigner(bourse: Bourse): Promise<void> {
	const saved = remembered<{ wallet: string; address: string }>(SIGNER);
	if (!saved) {
		// No development account is left over on another chain.
		if (signer$.value?.wallet === 'dev' && !bourse.isDevelopment) signer$.next(undefined);
		return;
	}
	const signers =
		saved.wallet === 'dev' ? devSigners(bourse) : await signersOf(saved.wallet).catch(() => []);
	signer$.next(signers.find(({ address }) => address === saved.address));
}

/** An error as a sentence. */
export function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
