// SPDX-License-Identifier: Apache-2.0

import {
	createClient,
	type JsonRpcProvider,
	type PolkadotClient,
	type TypedApi,
} from 'polkadot-api';
import { getWsProvider } from 'polkadot-api/ws';
import { BehaviorSubject, type Observable } from 'rxjs';
import type { Chain } from './chain.js';
import { BourseError, explainRpc } from './errors.js';

/** Whether a connection stands. */
export type Connection = 'connecting' | 'connected' | 'lost';

/** A connection to a chain, and what to ask it. */
export interface Bourse {
	/** polkadot-api's client. */
	client: PolkadotClient;
	/** State, calls, events and runtime APIs, typed. */
	api: TypedApi<Chain, false>;
	/** Hash of the first block, which orders are signed for. */
	genesis: string;
	/** The chain's name. */
	name: string;
	/** Whether the chain is one for development, whose accounts everybody can sign for. */
	isDevelopment: boolean;
	/** State of the connection. */
	connection$: Observable<Connection>;
	/** Asks the node by a method of its own. Throws a sentence. */
	request<T = unknown>(method: string, ...params: unknown[]): Promise<T>;
	/** Whether the node has this JSON-RPC method. */
	has(method: string): Promise<boolean>;
	/** Ends the connection. */
	close(): void;
}

/** How to connect. */
export interface ConnectOptions {
	/** Time in which the node has to answer first, in milliseconds; 10 seconds. */
	patience?: number;
	/**
	 * Keeps a runtime's metadata by the hash of its code, for a faster start. Metadata say what is signed:
	 * never hand those of one node to another.
	 */
	getMetadata?: (codeHash: string) => Promise<Uint8Array | null>;
	setMetadata?: (codeHash: string, metadata: Uint8Array) => void;
}

/** Time in which a node has to answer first, in milliseconds. */
const PATIENCE = 10_000;

/** Connects to a node by its WebSocket address: `ws://127.0.0.1:9944`. Throws a sentence. */
export async function connect(endpoint: string, options: ConnectOptions = {}): Promise<Bourse> {
	if (!/^wss?:\/\/[^/]/.test(endpoint)) {
		throw new BourseError(
			`"${endpoint}" is no address of a node: write ws:// or wss:// and a host`,
		);
	}
	const connection$ = new BehaviorSubject<Connection>('connecting');
	// Node.js has one of its own from version 22 on.
	const websocketClass = globalThis.WebSocket ?? (await import('ws')).WebSocket;
	const provider = getWsProvider(endpoint, {
		websocketClass,
		onStatusChanged: ({ type }) => {
			const type_ = String(type).toLowerCase();
			const lost = type_ === 'error' || type_ === 'close';
			connection$.next(type_ === 'connected' ? 'connected' : lost ? 'lost' : 'connecting');
		},
	});
	return connectBy(provider, connection$, endpoint, options);
}

/** Connects by another provider, such as smoldot's. Throws a sentence. */
export async function connectBy(
	provider: JsonRpcProvider,
	connection$: Observable<Connection> = new BehaviorSubject<Connection>('connected'),
	endpoint = 'the node',
	options: ConnectOptions = {},
): Promise<Bourse> {
	const { patience = PATIENCE, getMetadata, setMetadata } = options;
	const client = createClient(provider, { getMetadata, setMetadata });
	const request = async <T>(method: string, ...params: unknown[]): Promise<T> => {
		try {
			return await client._request<T>(method, params);
		} catch (error) {
			throw explainRpc(error);
		}
	};
	let methods: Promise<Set<string>> | undefined;
	const has = async (method: string) => {
		methods ??= request<{ methods: string[] }>('rpc_methods').then(
			(all) => new Set(all.methods),
		);
		return (await methods).has(method);
	};
	try {
		const spec = await within(client.getChainSpecData(), patience, endpoint);
		const type = await request<unknown>('system_chainType').catch(() => undefined);
		return {
			client,
			api: client.getUnsafeApi<Chain>(),
			genesis: spec.genesisHash,
			name: spec.name,
			isDevelopment: type === 'Development' || type === 'Local',
			connection$,
			request,
			has,
			close: () => client.destroy(),
		};
	} catch (error) {
		client.destroy();
		throw error;
	}
}

async function within<T>(answer: Promise<T>, patience: number, endpoint: string): Promise<T> {
	let timer: ReturnType<typeof setTimeout> | undefined;
	const late = new Promise<never>((_, reject) => {
		const message = `${endpoint} does not answer: start a node there, or choose another address`;
		timer = setTimeout(() => reject(new BourseError(message)), patience);
	});
	try {
		return await Promise.race([answer, late]);
	} finally {
		clearTimeout(timer);
	}
}
