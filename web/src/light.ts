// SPDX-License-Identifier: Apache-2.0

/** The light client, in a worker of its own: loaded only when it is switched on. */

import { type Bourse, BourseError, connectBy } from '@bourse/sdk';
import { getSmProvider } from 'polkadot-api/sm-provider';
import { startFromWorker } from 'polkadot-api/smoldot/from-worker';
import SmoldotWorker from 'polkadot-api/smoldot/worker?worker';

/** Time in which the light client has to know the chain, in milliseconds. */
const PATIENCE = 120_000;

/**
 * Follows the chain by its chain spec, which is served beside the page as `chain.json`: raw, with
 * addresses of nodes that listen on WebSocket. Content (results, logs) is no part of the chain: a light
 * client has none.
 */
export async function connectLight(): Promise<Bourse> {
	const answer = await fetch('chain.json').catch(() => undefined);
	if (!answer?.ok) {
		throw new BourseError('There is no chain.json beside this page: whoever serves the page has to put the chain\'s raw spec there');
	}
	const chainSpec = await answer.text();
	const smoldot = startFromWorker(new SmoldotWorker());
	try {
		const chain = smoldot.addChain({ chainSpec });
		const bourse = await connectBy(getSmProvider(() => chain), undefined, 'The network', PATIENCE);
		const { close } = bourse;
		return {
			...bourse,
			close() {
				close();
				void smoldot.terminate();
			},
		};
	} catch (error) {
		void smoldot.terminate();
		throw error;
	}
}
