// SPDX-License-Identifier: Apache-2.0

import { type Bourse, BourseError } from '@bourse/sdk';
import { connectLight } from '@bourse/sdk/light';
import LightWorker from '@bourse/sdk/light-worker?worker';

/** Follows the chain whose raw spec is served beside the page as `chain.json`. Throws a sentence. */
export async function openLight(): Promise<Bourse> {
	const answer = await fetch('chain.json').catch(() => undefined);
	if (!answer?.ok) {
		throw new BourseError(
			"There is no chain.json beside this page: who serves the page has to put the chain's raw spec there",
		);
	}
	return connectLight(await answer.text(), new LightWorker());
}
