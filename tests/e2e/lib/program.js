// SPDX-License-Identifier: Apache-2.0

/** Programs of the node whose output and end are what is tested. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { binary } from './binary.js';
import { atExit } from './cleanup.js';
import { freePort } from './ports.js';
import { poll } from './waiting.js';

/** How long a node may take to do what is waited for, in milliseconds. */
const TIMEOUT = 120_000;

/** A development chain, whose log is plain text. */
export const DEV = ['--dev', '--no-telemetry', '--disable-log-color'];

/** @typedef {ReturnType<typeof run>} Program */

/**
 * Starts a program of the node.
 *
 * @param {string[]} args
 */
export function run(args) {
	const child = spawn(binary(), args, {
		stdio: ['ignore', 'pipe', 'pipe'],
		env: { ...process.env, RUST_LOG: '' },
	});
	const end = atExit(() => child.kill('SIGKILL'));
	const program = {
		child,
		/** Whether it has not ended. */
		runs: true,
		/** What it wrote so far, to stdout and to stderr. */
		output: '',
		/** Resolves to its exit code, or to the signal that ended it. */
		ended: once(child, 'close').then(([code, signal]) => {
			end.forget();
			program.runs = false;
			return /** @type {number | NodeJS.Signals} */ (code ?? signal);
		}),
		/** Asks it to end, which it has to do cleanly. */
		stop: async () => {
			child.kill('SIGTERM');
			assert.equal(await program.ended, 0, program.output);
		},
		/**
		 * The line of an error that ends it.
		 *
		 * @returns {Promise<string>}
		 */
		error: async () => {
			assert.equal(await program.ended, 1, program.output);
			const lines = program.output.split('\n');
			return lines.find((line) => line.startsWith('bourse-node: ')) ?? program.output;
		},
	};
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding('utf8').on('data', (text) => {
			program.output += text;
		});
	}
	return program;
}

/** Ports of its own for a node. */
export async function ports() {
	const [rpc, p2p] = [await freePort(), await freePort()];
	return { rpc, p2p, args: ['--rpc-port', `${rpc}`, '--port', `${p2p}`, '--no-prometheus'] };
}

/**
 * Asks a node by JSON-RPC.
 *
 * @param {number} port
 * @param {string} method
 * @param {unknown} params
 */
export async function ask(port, method, params = []) {
	const response = await fetch(`http://127.0.0.1:${port}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
	});
	/** @type {{ result?: any, error?: { code: number, message: string } }} */
	const answer = JSON.parse(await response.text());
	return answer;
}

/**
 * Waits until something holds of a running node.
 *
 * @param {Program} node
 * @param {string} what for the message of a time-out
 * @param {() => boolean | Promise<boolean>} look an error of it counts as not yet
 */
export async function awaitThat(node, what, look) {
	const holds = async () => {
		assert.ok(node.runs, `the node has ended:\n${node.output}`);
		try {
			return await look();
		} catch {
			// Not listening yet.
			return false;
		}
	};
	await poll(holds, what, { timeout: TIMEOUT, pause: 200, state: () => node.output });
}

/**
 * Waits until a node has a block.
 *
 * @param {Program} node
 * @param {number} port of its RPC
 */
export async function awaitBlock(node, port) {
	await awaitThat(node, 'a block', async () => {
		const { result } = await ask(port, 'chain_getHeader');
		return Number(result.number) > 0;
	});
}
