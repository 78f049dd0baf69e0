// SPDX-License-Identifier: Apache-2.0

/**
 * Buys one run of an app, follows its task, verifies the result, prints its standard output.
 *
 *     npx tsx examples/run.ts APP [ARGUMENT…]
 *
 * APP is a number, or a name of the chain's list: `npx tsx examples/run.ts python -c 'print(6 * 7)'`.
 * `BOURSE_NODE`: a node of a development chain; ws://127.0.0.1:9944.
 */

import { lastValueFrom, tap } from 'rxjs';
import {
	buy,
	connect,
	devAccount,
	fetchResult,
	followTask,
	formatRlc,
	jobOf,
	quote,
	readFile,
	stockApp,
	taskId,
} from '../src/index.js';

const [app, ...args] = process.argv.slice(2);
if (app === undefined) {
	console.error(
		"Give an app and its arguments: npx tsx examples/run.ts python -c 'print(6 * 7)'",
	);
	process.exit(2);
}
const bourse = await connect(process.env['BOURSE_NODE'] ?? 'ws://127.0.0.1:9944');
try {
	const alice = devAccount('Alice');
	const job = jobOf({
		app: /^\d+$/.test(app) ? Number(app) : await stockApp(bourse, app),
		params: { args: args[0] === '--' ? args.slice(1) : args },
	});
	const offer = await quote(bourse, job, alice.address);
	if (offer.volume < job.volume) throw new Error('nobody serves this now');
	console.error(`at most ${formatRlc(offer.total)} RLC`);

	const { deals } = await lastValueFrom(
		buy(bourse, alice.signer, job, offer.total).pipe(tap(({ step }) => console.error(step))),
	);
	const deal = deals?.[0];
	if (!deal) throw new Error('the job made no deal');
	const id = taskId(deal.deal, deal.first);
	const { info } = await lastValueFrom(
		followTask(bourse, id).pipe(
			tap(({ block, info }) => console.error(block.number, info?.status.type ?? 'waiting')),
		),
	);
	if (info?.status.type !== 'Completed') throw new Error(`given up: ${info?.status.type}`);

	const result = await fetchResult(bourse, id);
	for (const file of result.files) {
		const content = await readFile(bourse, file);
		if (file.path === 'stdout') process.stdout.write(content);
		else console.error(`${file.path}: ${file.size} bytes`);
	}
	process.exitCode = result.failure ? 125 : result.header.exitStatus;
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 125;
} finally {
	bourse.close();
}
