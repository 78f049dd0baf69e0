// SPDX-License-Identifier: Apache-2.0

/** The demo's network, left up with offers for anybody to buy from. */

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rlc } from '../lib/accounts.js';
import { programs } from '../lib/binary.js';
import { untilInterrupted } from '../lib/cleanup.js';
import { feeOf, paidAssignments } from '../lib/fees.js';
import { writeOffers, writeRequest } from '../lib/offers.js';
import { headline, line } from '../lib/report.js';
import { PARAMS } from './story.js';

/** Buys through polkadot.js. */
const HELPER = fileURLToPath(new URL('../guides/polkadot.js', import.meta.url));
/** Two workers have to agree. */
const TRUST = 3;
/** How often the nodes are looked after, in milliseconds. */
const LOOK = 1_000;

/**
 * Leaves offers, prints how to buy, and waits until the user has had enough of it.
 *
 * @param {import('./story.js').Stage} stage
 * @param {import('./story.js').Played} played
 * @param {string} folder
 * @param {number} [webPort] where the first node serves the web application
 */
export async function keep(stage, { offered }, folder, webPort) {
	const { api, network } = stage;
	const { thumbnail, table, montecarlo, penguins, pool } = offered;
	// Nobody reads what it would collect from here on.
	stage.chain.stop();
	const offers = join(folder, 'offers');
	await writeOffers(api, offers, {
		apps: { thumbnail, table, montecarlo },
		datasets: { penguins },
		pools: { pool },
		trust: TRUST,
	});
	const requester = stage.account('ferdie');
	const common = { requester, pool, trust: TRUST };
	const pi = { ...common, app: montecarlo, params: PARAMS.pi };
	const regression = { ...common, app: table, dataset: penguins, params: PARAMS.regression };
	writeRequest(join(offers, 'pi.json'), pi);
	writeRequest(join(offers, 'regression.json'), regression);

	const [{ ws }] = network.nodes;
	headline('The network stays up until Ctrl-C');
	if (webPort !== undefined) {
		line(`web       http://127.0.0.1:${webPort}/`);
	}
	line(`explorer  https://polkadot.js.org/apps/?rpc=${encodeURIComponent(ws)}#/explorer`);
	line(`RPC       ${ws}`);
	line('accounts  //Alice //Bob //Charlie //Dave //Eve //Ferdie');
	line(`offers    ${offers}`);
	line(`logs      ${network.folder}`);
	const fee = feeOf(paidAssignments(BigInt(TRUST)));
	headline('Buy in another terminal, as often as you like:');
	console.log(`
# by the command line (scripts/build-cli), from the book
export PATH=${quoted(programs())}:$PATH
bourse --url ${ws} --account ferdie run ${montecarlo.id} --pool ${pool.id} -- pi --samples 1_000_000

# through polkadot.js, by orders that are files
cd ${quoted(offers)}
export BOURSE_WS=${ws}
# pi, for at most ${rlc(montecarlo.price + pool.price + fee)} RLC
node ${quoted(HELPER)} buy //Ferdie montecarlo.json - pool.json pi.json bought/pi
# a regression over dave's dataset, for at most ${rlc(table.price + penguins.price + pool.price + fee)} RLC
node ${quoted(HELPER)} buy //Ferdie table.json penguins.json pool.json regression.json bought/regression
`);
	await Promise.race([untilInterrupted(), untilDead(network)]);
}

/**
 * A path as a shell takes it.
 *
 * @param {string} path
 */
function quoted(path) {
	return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

/**
 * Fails as soon as a node ends by itself.
 *
 * @param {import('../lib/network.js').Network} network
 * @returns {Promise<never>}
 */
function untilDead({ nodes }) {
	return new Promise((_, reject) => {
		const timer = setInterval(() => {
			const dead = nodes.find(({ pid }) => pid === undefined);
			if (dead) {
				clearInterval(timer);
				reject(new Error(`${dead.name} has ended by itself\n${dead.logTail()}`));
			}
		}, LOOK);
	});
}
