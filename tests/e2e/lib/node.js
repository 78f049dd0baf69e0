// SPDX-License-Identifier: Apache-2.0

/** A node on this machine: a process with a folder, ports and a log of its own. */

import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { base58Encode, ed25519PairFromSeed } from '@polkadot/util-crypto';
import { binary } from './binary.js';
import { atExit } from './cleanup.js';
import { readMetrics } from './prometheus.js';
import { RemoteNode } from './remote-node.js';
import { memory, usage } from './usage.js';
import { poll } from './waiting.js';

/**
 * @typedef {import('node:child_process').ChildProcess} ChildProcess
 * @typedef {import('./disk.js').SmallDisk} SmallDisk
 *
 * @typedef {object} Place a part of this machine that a node runs in
 * @property {string} host its IPv4 address
 * @property {string[]} enter the command that runs another one there
 *
 * @typedef {object} Ports
 * @property {number} rpc
 * @property {number} p2p
 * @property {number} [metrics] for Prometheus
 */

/** How long a node may take to answer its RPC after its start, in milliseconds. */
const START_TIMEOUT = 120_000;
/** How long a node may take to end when it is asked to, in milliseconds. */
const STOP_TIMEOUT = 15_000;

/** Ends with this process however this one ends, where util-linux can arrange for that. */
const LEASH =
	spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true']).status === 0
		? ['setpriv', '--pdeathsig', 'KILL', '--']
		: [];

/** What lets this process use the RPC of a node that runs elsewhere. */
const OPEN_RPC = ['--unsafe-rpc-external', '--rpc-methods', 'unsafe', '--rpc-cors', 'all'];

/** @type {Place} */
const HERE = { host: '127.0.0.1', enter: [] };

/** A node on this machine. */
export class Node extends RemoteNode {
	/** @type {ChildProcess | undefined} */
	#child;
	#nodeKey = randomBytes(32);

	/**
	 * @param {string} folder
	 * @param {string} name
	 * @param {Ports} ports
	 * @param {string[]} args
	 * @param {Place} place
	 */
	constructor(folder, name, ports, args, place = HERE) {
		super(name, `ws://${place.host}:${ports.rpc}`);
		this.ports = ports;
		this.args = args;
		this.place = place;
		/** Where other nodes find this one. */
		this.address = `/ip4/${place.host}/tcp/${ports.p2p}/p2p/${peerId(this.#nodeKey)}`;
		this.basePath = join(folder, name);
		/** @type {SmallDisk | undefined} what `basePath` is on, when it has one of its own */
		this.disk = undefined;
		/** @type {string | undefined} its binary, when that is another one */
		this.program = undefined;
		this.logFile = join(folder, `${name}.log`);
	}

	/** Its process, while that runs. */
	get pid() {
		return this.#child?.pid;
	}

	/** Starts the process, or starts it again, and waits until its RPC answers. */
	async start() {
		if (this.#child) {
			throw new Error(`${this.name} runs already`);
		}
		const log = openSync(this.logFile, 'a');
		const [program, ...args] = this.#command();
		const env = { ...process.env, RUST_LOG: '' };
		const child = spawn(program, args, { stdio: ['ignore', log, log], env });
		closeSync(log);
		this.#child = child;
		const end = atExit(() => child.kill('SIGKILL'));
		/** @type {string | undefined} */
		let problem;
		child.once('error', (error) => {
			problem = error.message;
		});
		child.once('close', (code, signal) => {
			end.forget();
			problem ??= `ended with ${signal ?? `exit code ${code}`}`;
			if (this.#child === child) {
				this.#child = undefined;
			}
		});
		let answer = '';
		const answers = async () => {
			if (problem) {
				throw new Error(`${this.name} did not start: ${problem}\n${this.logTail()}`);
			}
			try {
				await this.rpc('system_health');
				return true;
			} catch (error) {
				// Not yet: the message of a time-out has the last one.
				answer = `${error}`;
				return false;
			}
		};
		await poll(answers, `an answer of ${this.name}`, {
			timeout: START_TIMEOUT,
			state: () => `${answer}\n${this.logTail()}`,
		});
	}

	/** The command line of the process. */
	#command() {
		const { host, enter } = this.place;
		const { rpc, p2p, metrics } = this.ports;
		return [
			...LEASH,
			...enter,
			this.program ?? binary(),
			...['--name', this.name, '--base-path', this.basePath],
			...['--node-key', this.#nodeKey.toString('hex')],
			...['--listen-addr', `/ip4/${host}/tcp/${p2p}`],
			...['--rpc-port', `${rpc}`],
			...(host === HERE.host ? [] : OPEN_RPC),
			...(metrics ? ['--prometheus-port', `${metrics}`] : ['--no-prometheus']),
			...['--no-telemetry', '--no-mdns'],
			'--disable-log-color',
			...this.args,
		];
	}

	/** Kills the process without a warning, as a power cut would, and waits until it is gone. */
	async kill() {
		await this.#end('SIGKILL');
	}

	/** Stops the process in its tracks. */
	pause() {
		this.#child?.kill('SIGSTOP');
	}

	/** Lets a process go on that was paused. */
	resume() {
		this.#child?.kill('SIGCONT');
	}

	/** Asks the process to end, and waits until it has. */
	async stop() {
		await this.#end('SIGTERM');
	}

	/** @param {NodeJS.Signals} signal */
	async #end(signal) {
		const child = this.#child;
		if (!child) {
			return;
		}
		this.#child = undefined;
		let late = false;
		const ended = once(child, 'close');
		child.kill(signal);
		const timer = setTimeout(() => {
			late = true;
			child.kill('SIGKILL');
		}, STOP_TIMEOUT);
		await ended;
		clearTimeout(timer);
		if (late) {
			throw new Error(
				`${this.name} had not ended ${STOP_TIMEOUT / 1000} s after ${signal} and was killed\n${this.logTail()}`,
			);
		}
	}

	/** Its metrics: values by name and labels, such as `bourse_score{worker="5G…"}`. */
	async metrics() {
		return readMetrics(`http://${this.place.host}:${this.ports.metrics}/metrics`);
	}

	/** The last lines of its log. */
	logTail(lines = 30) {
		if (!existsSync(this.logFile)) {
			return '(no log)';
		}
		return readFileSync(this.logFile, 'utf8').split('\n').slice(-lines).join('\n');
	}

	/** What the process has used so far. Tasks are computed in processes of their own: they count. */
	usage() {
		return usage(this.#running());
	}

	/** What the process has in memory now. */
	memory() {
		return memory(this.#running());
	}

	#running() {
		if (this.pid === undefined) {
			throw new Error(`${this.name} does not run`);
		}
		return this.pid;
	}
}

/**
 * The identity of a node in the peer-to-peer network.
 *
 * @param {Uint8Array} nodeKey
 */
function peerId(nodeKey) {
	const { publicKey } = ed25519PairFromSeed(nodeKey);
	// A multihash (identity, 36 bytes) of a protobuf: key type 1 (Ed25519), 32 bytes.
	return base58Encode(Uint8Array.of(0, 36, 8, 1, 18, 32, ...publicKey));
}
