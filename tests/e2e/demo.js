// SPDX-License-Identifier: Apache-2.0

/**
 * The whole story on a real network: providers register, workers join, a requester buys, workers
 * compute and agree, one of them lies, everybody is paid. Started by scripts/demo.
 */

import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Broken } from './demo/broken.js';
import { keep } from './demo/keep.js';
import { play } from './demo/story.js';
import { summarize } from './demo/summary.js';
import { Network } from './lib/network.js';
import { readOptions } from './lib/options.js';
import { freePort } from './lib/ports.js';
import { headline, line } from './lib/report.js';
import { validator, worker } from './lib/roles.js';
import { Stage } from './lib/stage.js';
import { isWebBuilt, webArgs } from './lib/web.js';

const USAGE = `\
usage: scripts/demo [--help] [--keep] [--output FOLDER]

  --keep            leaves the network running until Ctrl-C, with offers to buy from
  --output FOLDER   where the results are saved (default: demo-output)`;

const options = readOptions(USAGE, {
	keep: { type: 'boolean' },
	output: {
		type: 'string',
		default: fileURLToPath(new URL('../../demo-output', import.meta.url)),
	},
});
const folder = resolve(options.output);

const began = performance.now();
const broken = new Broken();
const webPort = options.keep && isWebBuilt() ? await freePort() : undefined;
const args = webPort === undefined ? [] : webArgs(webPort);
const nodes = [
	validator('validator', { works: true, args }),
	worker('worker-2'),
	worker('worker-3'),
];
const network = Network.start('dev', nodes);
const stage = await network
	.then((started) => Stage.on(started))
	.catch((error) => {
		console.error(`error: ${error.message}`);
		process.exit(1);
	});
let failed = false;
try {
	const played = await play(stage, broken);
	await summarize(stage, broken, played, folder);
	broken.report();
	line(`Done in ${Math.round((performance.now() - began) / 1000)} seconds. Files: ${folder}`);
	if (options.keep) {
		await keep(stage, played, folder, webPort);
	}
} catch (error) {
	console.error(error);
	failed = true;
}
if (failed) {
	headline(`The nodes' logs are in ${stage.network.folder}`);
}
await stage.close({ keepLogs: failed });
process.exit(failed || broken.any ? 1 : 0);
