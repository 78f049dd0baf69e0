// SPDX-License-Identifier: Apache-2.0

/** A network of real nodes on this machine: processes of their own, connected by TCP. */

import { execFile, spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
	closeSync,
	existsSync,
	openSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
} from 'node:fs';
import { mkdtemp, rename, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ApiPromise, WsProvider } from '@polkadot/api';
import { Keyring } from '@polkadot/keyring';
import { base58Encode, cryptoWaitReady, ed25519PairFromSeed } from '@polkadot/util-crypto';
import { account, secret } from './accounts.js';
import { SmallDisk } from './isolation.js';

/** How long a node may take to answer its RPC after its start, in milliseconds. */
const START_TIMEOUT = 120_000;
/** How long a node may take to end when it is asked to, in milliseconds. */
const STOP_TIMEOUT = 15_000;

/** Ends with this process however this one ends, where util-linux can arrange for that. */
const LEASH =
	spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true']).status === 0
		? ['setpriv', '--pdeathsig', 'KILL', '--']
		: [];

/** Every node process that was started and has not ended. */
const running = /** @type {Set<import('node:child_process').ChildProcess>} */ (new Set());

/** Every folder of a network that was not stopped. */
const folders = /** @type {Set<string>} */ (new Set());

process.once('exit', () => {
	running.forEach((child) => child.kill('SIGKILL'));
	folders.forEach((folder) => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
	process.once(signal, () => process.exit(130));
}

/** The node's binary. */
export function binary() {
	const target = process.env.CARGO_TARGET_DIR || join(homedir(), '.cache/bourse-target');
	return process.env.BOURSE_NODE || join(target, 'release/bourse-node');
}

const taken = new Set();

/** A port that nothing listens on. Below the range that outgoing connections get theirs from. */
async function freePort() {
	for (;;) {
		const port = 20_000 + Math.floor(Math.random() * 12_000);
		if (taken.has(port)) {
			continue;
		}
		const free = await new Promise((resolve) => {
			const server = createServer();
			server.once('error', () => resolve(false));
			server.listen(port, () => server.close(() => resolve(true)));
		});
		if (free) {
			taken.add(port);
			return port;
		}
	}
}

/**
 * A chain's genesis, in a file. A node that gets it by the chain's name has to compile and run the
 * runtime several times to build it; so it is done once for all nodes, and kept for later networks
 * of the same binary.
 *
 * @param {string} chain its name
 * @param {string[]} [validators] development accounts that validate instead of the chain's own
 * @returns {Promise<string>} the file
 */
async function rawSpec(chain, validators = []) {
	const { mtimeMs, size } = statSync(binary());
	const what = `${binary()} ${mtimeMs} ${size} ${chain} ${validators}`;
	const key = createHash('sha256').update(what).digest('hex');
	const file = join(tmpdir(), `bourse-${chain}-${key.slice(0, 16)}.json`);
	if (!existsSync(file)) {
		// Another test may be at it, too.
		const draft = `${file}.${process.pid}`;
		if (validators.length > 0) {
			const spec = JSON.parse(await exportSpec(chain));
			spec.genesis.runtimeGenesis.patch.session.keys = validators.map(sessionKeys);
			await writeFile(draft, JSON.stringify(spec));
			await writeFile(draft, await exportSpec(draft, '--raw'));
		} else {
			await writeFile(draft, await exportSpec(chain, '--raw'));
		}
		await rename(draft, file);
	}
	return file;
}

/**
 * @param {string} chain a name or a file
 * @param {string[]} options
 */
async function exportSpec(chain, ...options) {
	const args = ['export-chain-spec', '--chain', chain, ...options];
	const { stdout } = await promisify(execFile)(binary(), args, { maxBuffer: 1 << 28 });
	return stdout;
}

/**
 * A validator of genesis, as the session pallet takes it.
 *
 * @param {string} name of a development account
 */
function sessionKeys(name) {
	const { address } = account(name);
	const grandpa = new Keyring({ type: 'ed25519', ss58Format: 42 }).addFromUri(secret(name));
	return [address, address, { babe: address, grandpa: grandpa.address }];
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

/**
 * @typedef {object} Options
 * @property {string} name for people
 * @property {string[]} [args] further arguments
 * @property {boolean} [metrics] serves metrics for Prometheus
 * @property {Place} [place] where it runs, if not simply on this machine
 * @property {number} [disk] megabytes of a disk of its own; as much as there is without
 *
 * @typedef {object} Place a part of this machine that a node runs in
 * @property {string} host its IPv4 address
 * @property {string[]} enter the command that runs another one there
 */

/** What lets this process use the RPC of a node that runs elsewhere. */
const OPEN_RPC = ['--unsafe-rpc-external', '--rpc-methods', 'unsafe', '--rpc-cors', 'all'];

/** @type {Place} */
const HERE = { host: '127.0.0.1', enter: [] };

/** A node that runs somewhere. */
export class RemoteNode {
	/**
	 * @param {string} name
	 * @param {string} ws its RPC address
	 */
	constructor(name, ws) {
		this.name = name;
		this.ws = ws;
		this.http = ws.replace(/^ws/, 'http');
	}

	/**
	 * Asks this node by JSON-RPC.
	 *
	 * @param {string} method
	 * @param {any[]} params
	 * @returns {Promise<any>} the result
	 */
	async rpc(method, params = []) {
		const response = await fetch(this.http, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
			signal: AbortSignal.timeout(60_000),
		});
		const { result, error } = await response.json();
		if (error) {
			const data = error.data === undefined ? '' : `: ${JSON.stringify(error.data)}`;
			throw new Error(`${method}: ${error.message}${data}`);
		}
		return result;
	}

	/** Connects polkadot.js to this node. */
	async connect() {
		return ApiPromise.create({
			provider: new WsProvider(this.ws, 500),
			// A transaction extension that adds nothing to what is signed.
			signedExtensions: { AuthorizeCall: { extrinsic: {}, payload: {} } },
			noInitWarn: true,
		});
	}
}

/** A node on this machine: a process with a folder, ports and a log of its own. */
export class Node extends RemoteNode {
	/** @type {import('node:child_process').ChildProcess | undefined} */
	#child;
	#nodeKey = randomBytes(32);

	/**
	 * @param {string} folder
	 * @param {string} name
	 * @param {{ rpc: number, p2p: number, metrics?: number }} ports
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
		this.logFile = join(folder, `${name}.log`);
	}

	/** Its process, while it runs. */
	get pid() {
		return this.#child?.pid;
	}

	/** Starts the process, or starts it again, and waits until its RPC answers. */
	async start() {
		if (this.#child) {
			throw new Error(`${this.name} runs already`);
		}
		const { host, enter } = this.place;
		const command = [
			...LEASH,
			...enter,
			binary(),
			...[
				'--name',
				this.name,
				'--base-path',
				this.basePath,
				'--node-key',
				this.#nodeKey.toString('hex'),
			],
			...['--listen-addr', `/ip4/${host}/tcp/${this.ports.p2p}`],
			...['--rpc-port', `${this.ports.rpc}`],
			...(host === HERE.host ? [] : OPEN_RPC),
			...(this.ports.metrics
				? ['--prometheus-port', `${this.ports.metrics}`]
				: ['--no-prometheus']),
			...['--no-telemetry', '--no-mdns'],
			'--disable-log-color',
			...this.args,
		];
		const log = openSync(this.logFile, 'a');
		const env = { ...process.env, RUST_LOG: '' };
		const child = spawn(command[0], command.slice(1), { stdio: ['ignore', log, log], env });
		closeSync(log);
		this.#child = child;
		running.add(child);
		/** @type {Error | undefined} */
		let problem;
		child.once('error', (error) => (problem = error));
		child.once('close', (code, signal) => {
			running.delete(child);
			problem ??= new Error(`ended with ${signal ?? `exit code ${code}`}`);
			if (this.#child === child) {
				this.#child = undefined;
			}
		});

		const deadline = Date.now() + START_TIMEOUT;
		for (;;) {
			if (problem) {
				throw new Error(
					`${this.name} did not start: ${problem.message}\n${this.logTail()}`,
				);
			}
			try {
				await this.rpc('system_health');
				return;
			} catch (error) {
				if (Date.now() > deadline) {
					throw new Error(`${this.name}: no answer: ${error}\n${this.logTail()}`);
				}
			}
			await sleep(100);
		}
	}

	/** Kills the process without a warning, as a power cut would, and waits until it is gone. */
	async kill() {
		await this.#end('SIGKILL');
	}

	/** Stops the process in its tracks, or lets it go on. */
	pause() {
		this.#child?.kill('SIGSTOP');
	}

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
		const ended = new Promise((resolve) => child.once('close', resolve));
		child.kill(signal);
		const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT);
		await ended;
		clearTimeout(timer);
	}

	/**
	 * What it tells Prometheus: values by name and labels, such as `bourse_score{worker="5G…"}`.
	 *
	 * @returns {Promise<Map<string, number>>}
	 */
	async metrics() {
		const response = await fetch(`http://127.0.0.1:${this.ports.metrics}/metrics`);
		const lines = (await response.text()).split('\n').filter((l) => l && !l.startsWith('#'));
		return new Map(
			lines.map((text) => {
				const [, name, labels, value] = /^(\w+)(?:\{(.*)\})? (.*)$/.exec(text) ?? [];
				// All nodes have their chain's name on everything.
				const own = (labels ?? '')
					.split(',')
					.filter((label) => label && !label.startsWith('chain='));
				return [own.length > 0 ? `${name}{${own.join(',')}}` : name, Number(value)];
			}),
		);
	}

	/** The last lines of its log. */
	logTail(lines = 30) {
		try {
			return readFileSync(this.logFile, 'utf8').split('\n').slice(-lines).join('\n');
		} catch {
			return '(no log)';
		}
	}

	/**
	 * What the process has used so far.
	 *
	 * @returns {{ peakMemory: number, cpu: number, at: number }} bytes of memory at the most, seconds
	 *   of processor time, and the time of the measurement in seconds
	 */
	usage() {
		const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
		const peak = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
		// Tasks are computed in processes of their own.
		const ticks = [this.pid, ...children(this.pid)].reduce((sum, pid) => sum + ticksOf(pid), 0);
		// Linux shows clock ticks of 1/100 s to programs on every architecture.
		return { peakMemory: peak, cpu: ticks / 100, at: performance.now() / 1000 };
	}
}

/**
 * The processes that a process has started and that run now.
 *
 * @param {number} pid
 */
function children(pid) {
	return readdirSync(`/proc/${pid}/task`).flatMap((thread) => {
		const list = readOr(`/proc/${pid}/task/${thread}/children`);
		return list.split(' ').filter(Boolean).map(Number);
	});
}

/**
 * The processor time of a process, and of the children that it has waited for, in clock ticks.
 *
 * @param {number} pid
 */
function ticksOf(pid) {
	// The second field is the program's name in brackets and may hold blanks.
	const fields = readOr(`/proc/${pid}/stat`).split(') ')[1]?.split(' ') ?? [];
	return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0);
}

/**
 * A file's text, or nothing when the process or thread that it tells of has ended.
 *
 * @param {string} path
 */
function readOr(path) {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return '';
	}
}

/** Nodes that know each other. */
export class Network {
	/** @type {Node[]} */
	nodes = [];

	/** @param {string} folder */
	constructor(folder) {
		this.folder = folder;
	}

	/**
	 * Starts nodes on a chain; each is told where the others are.
	 *
	 * @param {string} chain its name
	 * @param {Options[]} options
	 * @param {string[]} [validators] development accounts that validate instead of the chain's own
	 */
	static async start(chain, options, validators) {
		await cryptoWaitReady();
		const spec = await rawSpec(chain, validators);
		const network = new Network(await mkdtemp(join(tmpdir(), 'bourse-')));
		folders.add(network.folder);
		const { nodes, folder } = network;
		for (const { name, args = [], metrics = false, place, disk } of options) {
			const ports = {
				rpc: await freePort(),
				p2p: await freePort(),
				metrics: metrics ? await freePort() : undefined,
			};
			const bootnodes = nodes.flatMap(({ address }) => ['--bootnodes', address]);
			const node = new Node(
				folder,
				name,
				ports,
				['--chain', spec, ...args, ...bootnodes],
				place,
			);
			if (disk !== undefined) {
				node.disk = new SmallDisk(node.basePath, disk);
			}
			nodes.push(node);
		}
		const started = await Promise.allSettled(nodes.map((node) => node.start()));
		const failed = started.find((result) => result.status === 'rejected');
		if (failed) {
			await network.stop();
			throw failed.reason;
		}
		return network;
	}

	/**
	 * One validator (Alice, chain `dev`) and further nodes beside it, all able to work. Not
	 * `--dev`, which would make the transaction pool forgive what it does not forgive elsewhere.
	 *
	 * @param {number} others
	 * @param {string[]} args further arguments of each node
	 */
	static async ofWorkers(others, args = []) {
		// Providers and workers share this machine.
		const worker = ['--offchain-worker', 'always', '--allow-private-addresses', ...args];
		const names = Array.from({ length: others }, (_, i) => `worker-${i + 2}`);
		return Network.start('dev', [
			{ name: 'validator', args: [...worker, '--alice', '--validator'] },
			...names.map((name) => ({ name, args: worker })),
		]);
	}

	/** Waits until every node is connected to others, all of a few, and follows the chain. */
	async connected(timeout = 60_000) {
		const deadline = Date.now() + timeout;
		for (const node of this.nodes) {
			for (;;) {
				const { peers, isSyncing } = await node.rpc('system_health');
				const { number } = await node.rpc('chain_getHeader');
				if (
					peers >= Math.min(this.nodes.length - 1, 4) &&
					!isSyncing &&
					Number(number) > 0
				) {
					break;
				}
				if (Date.now() > deadline) {
					const state = `${peers} peers, block ${Number(number)}`;
					throw new Error(`${node.name}: ${state}\n${node.logTail()}`);
				}
				await sleep(100);
			}
		}
	}

	/**
	 * Ends every process and removes what they kept.
	 *
	 * @param {{ keepLogs?: boolean }} options
	 */
	async stop({ keepLogs = false } = {}) {
		await Promise.all(this.nodes.map((node) => node.stop()));
		this.nodes.forEach(({ disk }) => disk?.remove());
		folders.delete(this.folder);
		if (keepLogs) {
			this.nodes.forEach((node) => rmSync(node.basePath, { recursive: true, force: true }));
		} else {
			rmSync(this.folder, { recursive: true, force: true });
		}
	}
}
