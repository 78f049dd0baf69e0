// SPDX-License-Identifier: Apache-2.0

/** The part of `ws` that this folder uses. */
declare module 'ws' {
	import type { EventEmitter } from 'node:events';

	export class WebSocket extends EventEmitter {
		static readonly OPEN: number;
		readonly readyState: number;
		constructor(address: string);
		send(data: string): void;
		send(data: string, options: { fin: boolean }, done?: (error?: Error) => void): void;
		close(): void;
		terminate(): void;
	}

	export class WebSocketServer extends EventEmitter {
		readonly clients: Set<WebSocket>;
		constructor(options: { host: string; port: number });
		close(done?: () => void): void;
	}
}
