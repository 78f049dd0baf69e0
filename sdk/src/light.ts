// SPDX-License-Identifier: Apache-2.0

/** The light client, in a worker of its own: an entry of its own, as it is large. */

import { startFromWorker } from '@polkadot-api/smoldot/from-worker';
import { getSmProvider } from 'polkadot-api/sm-provider';
import { type Bourse, connectBy } from './client.js';

/** Time in which the light client has to know the chain, in milliseconds. */
const PATIENCE = 120_000;

/**
 * Follows a chain by its raw chain spec, whose bootnodes listen on WebSocket. `worker` runs
 * `@bourse/sdk/light-worker`. Content (results, logs) is no part of the chain: a light client has none.
 */
export async function connectLight(chainSpec: string, worker: Worker): Promise<Bourse> {
	const smoldot = startFromWorker(worker);
	const end = () =>
		void smoldot
			.terminate()
			.catch(() => undefined)
			.finally(() => worker.terminate());
	try {
		const chain = smoldot.addChain({ chainSpec });
		const bourse = await connectBy(
			getSmProvider(() => chain),
			undefined,
			'The network',
			{ patience: PATIENCE },
		);
		return {
			...bourse,
			close() {
				bourse.close();
				end();
			},
		};
	} catch (error) {
		end();
		throw error;
	}
}
