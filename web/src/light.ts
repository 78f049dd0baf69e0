// SPDX-License-Identifier: Apache-2.0

import { type Bourse, BourseError } from '@bourse/sdk';
import { connectLight } from '@bourse/sdk/light';
import LightWorker from '@bourse/sdk/light-worker?worker';
import { addressesOf, withAddresses } from './light-spec.js';

async function read(name: string): Promise<string | undefined> {
	const answer = await fetch(name).catch(() => undefined);
	return answer?.ok ? answer.text() : undefined;
}

/** Follows the chain whose raw spec is served beside the page as `chain.json`. Throws a sentence. */
export async function openLight(): Promise<Bourse> {
	const [spec, node] = await Promise.all([read('chain.json'), read('node.json')]);
	if (spec === undefined) {
		throw new BourseError(
			"There is no chain.json beside this page: start the node that serves it with --listen-addr /ip4/0.0.0.0/tcp/30334/ws, or put the chain's raw spec there",
		);
	}
	const more = addressesOf(JSON.parse(node ?? '{}'), location.hostname);
	return connectLight(withAddresses(spec, more), new LightWorker());
}
