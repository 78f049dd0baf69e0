// SPDX-License-Identifier: Apache-2.0

/**
 * `bourse`, the command line, as a user types it: against one node with `--dev --worker`, in a pipe and in a
 * terminal. Skipped, loudly, where the command line was not built (`cargo build --release` in cli/).
 */

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { hostileNode, LIES, poured } from './lib/hostile-node.js';
import { Node } from './lib/node.js';
import { freePort } from './lib/ports.js';
import { poll } from './lib/waiting.js';

const target = process.env.CARGO_TARGET_DIR || join(homedir(), '.cache/bourse-target');
const CLI = process.env.BOURSE_CLI || join(target, 'release/bourse');
const skip = existsSync(CLI) ? false : `there is no ${CLI}: build cli/, or set BOURSE_CLI`;
if (skip) {
	console.error(`SKIPPED cli.test.js: ${skip}`);
}

/** How long the node may take to become a worker, in milliseconds. */
const READY_TIMEOUT = 120_000;

const folder = mkdtempSync(join(tmpdir(), 'bourse-cli-'));
const stock = join(folder, 'stock');
/** @type {Node} */
let node;

/** @param {Record<string, string>} env */
function environment(env) {
	return {
		...process.env,
		BOURSE_HOME: join(folder, 'home'),
		BOURSE_URL: node?.ws ?? 'ws://127.0.0.1:9',
		BOURSE_ACCOUNT: 'ferdie',
		...env,
	};
}

/**
 * Starts `bourse` against another node, which may be of this process.
 *
 * @param {string[]} args
 * @param {string} url
 */
function start(args, url) {
	const child = spawn(CLI, args, { env: environment({ BOURSE_URL: url }), cwd: folder });
	const told = { stdout: '', stderr: '' };
	child.stdin.end();
	child.stdout.on('data', (text) => {
		told.stdout += text;
	});
	child.stderr.on('data', (text) => {
		told.stderr += text;
	});
	return { child, told };
}

/**
 * Runs `bourse`, as a pipe sees it.
 *
 * @param {string[]} args
 * @param {Record<string, string>} [env]
 */
function bourse(args, env = {}) {
	const all = environment(env);
	const { status, stdout, stderr } = spawnSync(CLI, args, {
		env: all,
		cwd: folder,
		encoding: 'utf8',
		timeout: 120_000,
	});
	return { status, stdout, stderr };
}

/**
 * Runs `bourse` in a terminal, in which somebody types.
 *
 * @param {string} line
 * @param {string} typed
 */
function typed(line, typed) {
	const env = { ...process.env, BOURSE_HOME: join(folder, 'home'), BOURSE_URL: node.ws };
	return spawnSync('script', ['-qec', `${CLI} ${line}`, '/dev/null'], {
		env: { ...env, BOURSE_ACCOUNT: 'ferdie' },
		cwd: folder,
		input: typed,
		encoding: 'utf8',
		timeout: 120_000,
	});
}

before(async () => {
	if (skip) {
		return;
	}
	mkdirSync(stock);
	for (const app of ['montecarlo', 'thumbnail', 'third-party/qjs']) {
		const module = fileURLToPath(new URL(`../../apps/built/${app}.wasm`, import.meta.url));
		copyFileSync(module, join(stock, `${app.split('/').pop()}.wasm`));
	}
	const ports = { rpc: await freePort(), p2p: await freePort() };
	node = new Node(folder, 'worker', ports, ['--dev', '--worker', '--stock', stock]);
	await node.start();
	const offers = async () => {
		const { status, stdout } = bourse(['quote', 'montecarlo', '--json']);
		return status === 0 && JSON.parse(stdout).volume > 0;
	};
	await poll(offers, 'an offer of the stock pool', {
		timeout: READY_TIMEOUT,
		state: () => node.logTail(),
	});
});

after(async () => {
	await node?.stop();
	rmSync(folder, { recursive: true, force: true });
});

test('a run prints what the program printed, and nothing else, and has its exit status', {
	skip,
}, () => {
	const { status, stdout, stderr } = bourse([
		'run',
		'qjs',
		'--yes',
		'--',
		'-e',
		'console.log(6 * 7)',
	]);
	assert.equal(stdout, '42\n', stderr);
	assert.equal(status, 0);
	assert.match(stderr, /checked: the bytes match the digest on chain/);
	const quiet = bourse(['run', 'qjs', '--yes', '--quiet', '--', '-e', 'throw new Error("no")']);
	assert.equal(quiet.status, 1);
	assert.equal(quiet.stderr, '');
});

test('a run that fails shows the end of its log at once', { skip }, () => {
	const { status, stderr } = bourse(['run', 'qjs', '--yes', '--', '-e', 'throw new Error("so")']);
	assert.equal(status, 1);
	assert.match(stderr, /exit status 1, paid since it ran/);
	assert.match(stderr, /Error: so/);
});

test('a file of this machine needs no web server', { skip }, () => {
	writeFileSync(join(folder, 'script.js'), 'console.log("from a file")');
	const run = bourse(['run', 'qjs', '--yes', '--file', 'script.js', '--', '/in/script.js']);
	assert.equal(run.stdout, 'from a file\n', run.stderr);
});

test("a task's output file is another task's input", { skip }, () => {
	const code = 'console.log("console.log(6 * 7)")';
	const first = bourse(['run', 'qjs', '--yes', '--json', '--', '-e', code]);
	const { digest } = JSON.parse(first.stdout);
	const next = (/** @type {string} */ path) =>
		bourse([
			'run',
			'qjs',
			'--yes',
			'--file',
			`a.js=/result/${digest}/${path}`,
			'--',
			'/in/a.js',
		]);
	const second = next('stdout');
	assert.equal(second.stdout, '42\n', second.stderr);
	const none = next('stdin');
	assert.equal(none.status, 125);
	assert.match(none.stderr, /the result has no file stdin: it has stdout/);
});

test('without a terminal nothing is bought that was not agreed to', { skip }, () => {
	const { status, stderr } = bourse(['run', 'qjs', '--', '-e', '1']);
	assert.equal(status, 125);
	assert.match(stderr, /--yes answers it/);
});

test('in a terminal the quote is shown and a question asked', { skip }, () => {
	const no = typed("run qjs -- -e 'console.log(1)'", 'n\n');
	assert.match(no.stdout, /task fee/);
	assert.match(no.stdout, /Buy\?/);
	assert.match(no.stdout, /nothing was done/);
	const yes = typed("run qjs -- -e 'console.log(40 + 2)'", 'y\n');
	assert.match(yes.stdout, /42/);
	assert.equal(yes.status, 0);
});

test('a dry run shows the call as polkadot.js would, and sends nothing', { skip }, () => {
	const { status, stdout } = bourse(['run', 'qjs', '--dry-run', '--json', '--', '-e', '1']);
	assert.equal(status, 0);
	const shown = JSON.parse(stdout);
	assert.equal(shown.sent, false);
	assert.equal(shown.calls[0].call, 'book.run');
	assert.equal(shown.calls[0].args.job.params, '{"args":["-e","1"]}');
	assert.match(shown.data, /^0x[0-9a-f]+$/);
});

test('a map gives every file a task, and buys nothing twice', { skip }, () => {
	mkdirSync(join(folder, 'js'), { recursive: true });
	for (const i of [1, 2, 3]) {
		writeFileSync(join(folder, 'js', `s${i}.js`), `console.log(${i} * ${i})`);
	}
	const args = ['map', 'qjs', '--each', 'js/*.js', '--yes', '--download', 'out', '--', '{}'];
	const { status, stderr } = bourse(args);
	assert.equal(status, 0, stderr);
	for (const i of [1, 2, 3]) {
		assert.equal(readFileSync(join(folder, 'out', `s${i}`, 'stdout'), 'utf8'), `${i * i}\n`);
	}
	const again = bourse(args);
	assert.equal(again.status, 125);
	assert.match(again.stderr, /--resume goes on with them/);
	const resumed = bourse([...args.slice(0, 4), '--resume', '--force', ...args.slice(4)]);
	assert.equal(resumed.status, 0, resumed.stderr);
});

test('deals, tasks and results have short names', { skip }, () => {
	const deals = JSON.parse(bourse(['deal', 'list', '--json']).stdout);
	const { name } = deals.find((/** @type {{ tasks: number }} */ deal) => deal.tasks === 1);
	assert.match(name, /^[0-9a-f]{6,}$/);
	assert.match(bourse(['deal', 'show', name]).stdout, /trust {7}1/);
	assert.match(bourse(['task', 'why', name]).stdout, /it has ended \(Completed\)/);
	assert.match(bourse(['result', 'show', name]).stdout, /stdout/);
	assert.equal(bourse(['result', 'check', name]).status, 0);
	assert.match(bourse(['task', 'why', 'ffffff']).stderr, /no deal of yours begins with ffffff/);
});

test('stock apps have a line and an example, and say which arguments they take', {
	skip,
}, async () => {
	const list = bourse(['app', 'list', 'thumbnail']).stdout;
	assert.match(list, /thumbnail .*Makes thumbnails of PNG and JPEG photos: bourse run thumbnail/);
	const shown = bourse(['app', 'show', 'qjs']).stdout;
	assert.match(shown, /QuickJS, a JavaScript interpreter\narguments\n {2}-e /);
	const [{ checksum }] = JSON.parse(bourse(['app', 'list', 'qjs', '--json']).stdout);
	const said = JSON.parse(await node.rpc('bourse_declaration', [checksum]));
	assert.equal(said.description, 'QuickJS, a JavaScript interpreter');
});

test('an app goes from a file to the market by one command', { skip }, () => {
	const module = join(stock, 'montecarlo.wasm');
	const publish = [
		'app',
		'publish',
		module,
		'--name',
		'mine',
		'--price',
		'0.002',
		'--yes',
		'--json',
	];
	const published = bourse(publish, { BOURSE_ACCOUNT: 'eve' });
	assert.equal(published.status, 0, published.stderr);
	const { app } = JSON.parse(published.stdout);
	assert.match(bourse(['app', 'list']).stdout, /eve\/mine +0\.002 RLC/);
	const run = bourse(['run', `${app}`, '--yes', '--', 'pi', '--samples', '1_000']);
	assert.match(run.stdout, /pi = 3\./, run.stderr);
	// Anybody may give any name: a stranger's needs its owner.
	const bare = bourse(['quote', 'mine']);
	assert.equal(bare.status, 125);
	assert.match(bare.stderr, /nor one of yours, but of app \d+ of 5.*take OWNER\/mine/);
	assert.equal(bourse(['quote', 'eve/mine', '--', 'pi']).status, 0);
	assert.equal(bourse(['quote', 'mine', '--', 'pi'], { BOURSE_ACCOUNT: 'eve' }).status, 0);
});

test('a pool goes live by one command, which brings the stake along', { skip }, () => {
	const dave = { BOURSE_ACCOUNT: 'dave' };
	const publish = ['pool', 'publish', 'mine', '--open', '--price', '1'];
	const { calls } = JSON.parse(bourse([...publish, '--dry-run', '--json'], dave).stdout);
	assert.deepEqual(
		calls.map((/** @type {{ call: string }} */ { call }) => call),
		['escrow.deposit', 'registry.registerWorkerpool', 'pools.setOpen', 'book.setSupply'],
	);
	// 30 % of 100 tasks' price, what an order locks, and a day's looks.
	assert.equal(calls[0].args.amount, 30_298_000_000);
	const made = bourse([...publish, '--yes', '--json'], dave);
	assert.equal(made.status, 0, made.stderr);
	const { pool } = JSON.parse(made.stdout);
	assert.match(made.stderr, /on offer as soon as it has workers/);
	assert.match(bourse(['pool', 'show', `${pool}`]).stdout, /not on the chain's list/);
	// Another price, and the end.
	const offer = ['pool', 'offer', `${pool}`, '--yes'];
	const dearer = bourse([...offer, '--price', '2'], dave);
	assert.equal(dearer.status, 0, dearer.stderr);
	assert.match(dearer.stderr, /The pool has no worker/);
	assert.equal(bourse([...offer, '--end'], dave).status, 0);
	const bare = bourse(['pool', 'create', 'another', '--yes', '--json'], dave);
	assert.equal(JSON.parse(bare.stdout).pool, pool + 1, bare.stderr);
});

test('an account is made, gets RLC, and signs with its password', { skip }, () => {
	const env = { BOURSE_PASSWORD: 'correct horse', BOURSE_ACCOUNT: 'ann' };
	const made = bourse(['wallet', 'create', 'ann', '--json'], env);
	assert.equal(made.status, 0, made.stderr);
	const { address, file } = JSON.parse(made.stdout);
	assert.match(readFileSync(file, 'utf8'), /"xsalsa20-poly1305"/);
	const sent = bourse(['wallet', 'send', address, '10', '--yes', '--json']);
	assert.equal(sent.status, 0, sent.stderr);
	assert.equal(JSON.parse(sent.stdout).calls[0].call, 'balances.transferKeepAlive');
	const dry = bourse(['run', 'qjs', '--dry-run', '--json'], { BOURSE_ACCOUNT: 'ann' });
	assert.equal(dry.status, 0, `a dry run needs no password: ${dry.stderr}`);
	const run = bourse(['run', 'qjs', '--yes', '--', '-e', 'console.log("ann")'], env);
	assert.equal(run.stdout, 'ann\n', run.stderr);
	const wrong = bourse(['account', 'deposit', '1', '--yes'], { ...env, BOURSE_PASSWORD: 'x' });
	assert.equal(wrong.status, 125);
	assert.match(wrong.stderr, /the password may be wrong/);
});

test('a command signs transactions, orders and uploads, and its failures have cures', {
	skip,
}, () => {
	const signer = fileURLToPath(new URL('lib/signer.js', import.meta.url));
	const env = {
		BOURSE_ACCOUNT: '5HGjWAeFDfFCWPsjFQdVV2Msvz2XtMktvgocEZcCj68kUMaw',
		BOURSE_SIGNER: `${process.execPath} ${signer} eve`,
	};
	const deposit = ['account', 'deposit', '1', '--yes'];
	const deposited = bourse(deposit, env);
	assert.equal(deposited.status, 0, deposited.stderr);
	const request = ['order', 'sign', 'request', 'qjs', '--max-price', '1', '--yes', '--json'];
	const signed = bourse(request, env);
	assert.match(JSON.parse(signed.stdout).signature, /^0x01[0-9a-f]{128}$/, signed.stderr);
	writeFileSync(join(folder, 'signed.txt'), 'by a command');
	const uploaded = bourse(['upload', 'signed.txt'], env);
	assert.equal(uploaded.status, 0, uploaded.stderr);
	/** @type {[Record<string, string>, RegExp][]} */
	const mistakes = [
		[{ BOURSE_ACCOUNT: 'dave' }, /a signature that is not of 5.*--account/],
		[{ BOURSE_SIGNER: '/nothing x' }, /`\/nothing` can't be started: .*`none` ends that/],
		[{ BOURSE_SIGNER: 'false' }, /did not sign \(exit status: 1\): it said nothing/],
		[{ BOURSE_SIGNER: 'echo hello' }, /printed no signature: it has to print/],
		[{ BOURSE_SIGNER: 'none' }, /there is no account 5HGj.*--signer has a command sign/],
	];
	for (const [wrong, message] of mistakes) {
		const { status, stderr } = bourse(deposit, { ...env, ...wrong });
		assert.match(stderr, message);
		assert.equal(status, 125);
	}
	// A setting; what the environment says for once is none.
	assert.equal(bourse(['config', 'set', 'signer', 'false']).status, 0);
	const config = JSON.parse(bourse(['config', 'show', '--json'], { BOURSE_ACCOUNT: 'x' }).stdout);
	assert.deepEqual([config.signer, config.account], ['false', 'x']);
	assert.equal(bourse(['config', 'set', 'signer', 'none']).status, 0);
	assert.doesNotMatch(readFileSync(join(folder, 'home/config.toml'), 'utf8'), /signer|account/);
});

test('errors name the value and the cure, and end with 125', { skip }, () => {
	/** @type {[string[], RegExp][]} */
	const mistakes = [
		[['run', 'nothing', '--yes'], /there is no app nothing: `bourse app list` shows them/],
		[['run', 'qjs', '--category', 'XXL'], /there is no category XXL: there are XS, S, M/],
		[['quote', 'qjs', '--trust', '64'], /nobody serves this/],
		[['run', 'qjs', '--max-total', '0.000001', '--yes'], /more than --max-total/],
		[['deal', 'follow', 'zz'], /zz is no deal/],
		[['wallet', 'send', 'nobody', '1', '--yes'], /nobody is no account/],
		[['--url', 'http://x', 'chain', 'info'], /it begins with ws:\/\/ or wss:\/\//],
		[
			['--url', 'ws://127.0.0.1:9', 'chain', 'info'],
			/no node answers at ws:\/\/127\.0\.0\.1:9/,
		],
		[['run', './stock/qjs.wasm', '--yes'], /is a file, and no registered app/],
	];
	for (const [args, message] of mistakes) {
		const { status, stdout, stderr } = bourse(args);
		assert.match(stderr, message, args.join(' '));
		assert.equal(status, 125, args.join(' '));
		assert.equal(stdout, '', args.join(' '));
	}
});

test('a bond, session keys and candidacy are a command each, and so is the way out', {
	skip,
}, () => {
	const done = (/** @type {string[]} */ ...args) => {
		const { status, stdout, stderr } = bourse(['validator', ...args, '--yes']);
		assert.equal(status, 0, stderr);
		return stdout;
	};
	const early = bourse(['validator', 'validate', '--yes']);
	assert.equal(early.status, 125);
	assert.match(early.stderr, /ferdie has no session keys: `bourse validator keys`/);
	assert.match(done('bond', '1000'), /bond +1,000 RLC/);
	assert.match(done('bond', '500', '--compound'), /bond +1,500 RLC/);
	assert.match(
		done('keys'),
		/two sessions from now.*\nbabe {2}0x[0-9a-f]{64}\ngran {2}0x[0-9a-f]{64}/s,
	);
	assert.match(
		done('validate', '--commission', '2.5'),
		/stands for election[\s\S]*terms +2\.5 %/,
	);
	const { validators } = JSON.parse(done('list', '--json'));
	const states = validators.map((/** @type {{ state: string }} */ one) => one.state);
	assert.deepEqual(states, ['active', 'candidate']);
	assert.ok(validators[0].points > 0);
	assert.equal(validators[1].commission, 25_000_000);
	assert.match(done('nominate', 'alice'), /nominates 1 validators[\s\S]*nominates +alice/);
	assert.match(done('chill'), /neither validates nor nominates/);
	assert.match(done('unbond', '1500'), /1,500 RLC get free in era 28/);
	const soon = bourse(['validator', 'withdraw', '--yes']);
	assert.match(soon.stderr, /nothing of the bond is free before era 28/);
	assert.match(done('payout', 'alice'), /nothing of alice is unpaid/);
	const mistake = bourse(['validator', 'nominate', 'bob', '--yes']);
	assert.match(mistake.stderr, /bob does not stand for election/);
	assert.match(
		bourse(['chain', 'health']).stdout,
		/validators +1 of 1 have made blocks in era 0/,
	);
});

test('doctor, market, book, pools and the worker answer', { skip }, () => {
	assert.match(bourse(['doctor']).stdout, /ok +node /);
	assert.match(bourse(['market']).stdout, /XS .* 0\.01 RLC .* \d+ at 0\.0/);
	assert.match(bourse(['book']).stdout, /offer +0\.01 RLC/);
	assert.match(bourse(['pool', 'list']).stdout, /home .* listed/);
	assert.match(bourse(['chain', 'info']).stdout, /Bourse Development/);
	assert.match(bourse(['wallet', 'show']).stdout, /ann|alice/);
	assert.match(bourse(['account', 'result-key', '0x07', '--yes']).stderr, /64 hex digits/);
	const key = ['account', 'result-key', '07'.repeat(32), '--dry-run', '--json'];
	assert.equal(JSON.parse(bourse(key).stdout).calls[0].call, 'registry.setResultKey');
});

/** Whether text has control characters, or such as turn it around. */
function isObeyed(/** @type {string} */ text) {
	return [...text].some((letter) => letter !== '\n' && /[\p{Cc}\p{Bidi_Control}]/u.test(letter));
}

test('a node that lies is neither obeyed nor waited for', { skip }, async () => {
	const deals = JSON.parse(bourse(['deal', 'list', '--json']).stdout);
	const { name } = deals.find((/** @type {{ tasks: number }} */ deal) => deal.tasks === 1);
	const { silence, ...lies } = LIES;
	const cases = Object.entries(lies).flatMap(([way, lie]) => [
		{ way, lie, methods: /^bourse_/, command: ['task', 'show', name] },
		{ way, lie, methods: /^state_/, command: ['app', 'list'] },
		{ way, lie, methods: /^(chain|system)_/, command: ['chain', 'info'] },
	]);
	// Elsewhere, an answer may take a minute.
	const command = ['chain', 'info'];
	cases.push({ way: 'silence', lie: silence, methods: /^chain_/, command });
	for (const { way, lie, methods, command } of cases) {
		const port = await freePort();
		const door = await hostileNode(port, node.ws, (method) =>
			methods.test(method) ? lie : undefined,
		);
		const { child, told } = start(command, `ws://127.0.0.1:${port}`);
		const timer = setTimeout(() => child.kill(), 60_000);
		const [status] = await once(child, 'close');
		clearTimeout(timer);
		await door.close();
		const what = `${way} of ${methods} to ${command.join(' ')}: ${JSON.stringify(told)}`;
		assert.ok(
			door.asked.some((method) => methods.test(method)),
			what,
		);
		assert.equal(status, 125, what);
		assert.match(told.stderr, /^error: \S/m, what);
		assert.equal(told.stdout, '', what);
		assert.ok(!isObeyed(told.stderr), what);
		assert.ok(way !== 'endless' || poured < 64, `${poured} MiB were taken: ${what}`);
	}
});

test('a watch outlives its node, and says so once', { skip }, async () => {
	const port = await freePort();
	const url = `ws://127.0.0.1:${port}`;
	const first = await hostileNode(port, node.ws);
	const { child, told } = start(['watch', '--json'], url);
	const patience = { timeout: 60_000, state: () => JSON.stringify(told) };
	await poll(() => first.asked.includes('bourse_task'), 'a look of the watch', patience);
	// What happened before the second look is no news.
	await sleep(3_000);
	await first.close();
	const run = bourse(['run', 'qjs', '--yes', '--', '-e', 'console.log("unseen")']);
	assert.equal(run.stdout, 'unseen\n', run.stderr);
	await poll(() => told.stderr.includes('does not answer'), 'the loss', patience);
	// Some tries in vain.
	await sleep(4_000);
	const second = await hostileNode(port, node.ws);
	await poll(() => told.stdout.includes('"completed"'), 'news', patience);
	child.kill();
	await once(child, 'close');
	await second.close();
	assert.match(told.stderr, /^[^\n]*does not answer[^\n]*\n[^\n]*answers again\n$/);
	assert.equal(JSON.parse(told.stdout.split('\n')[0] ?? '').event, 'completed');
});
