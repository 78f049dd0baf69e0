// SPDX-License-Identifier: Apache-2.0

/**
 * Prints the best price of each category and trust, at every new block.
 *
 *     npx tsx examples/market.ts
 */

import { exhaustMap } from 'rxjs';
import {
	bestBlock$,
	bestPrices,
	categories,
	connect,
	formatRlc,
	offersByTrust,
} from '../src/index.js';

const bourse = await connect(process.env['BOURSE_NODE'] ?? 'ws://127.0.0.1:9944');
const all = await categories(bourse);
bestBlock$(bourse)
	.pipe(
		exhaustMap(
			async ({ number }) =>
				[
					number,
					await Promise.all(all.map(({ id }) => offersByTrust(bourse, id))),
				] as const,
		),
	)
	.subscribe(([number, depths]) => {
		console.log(`block ${number}`);
		depths.forEach((offers, nth) => {
			const best = bestPrices(offers).filter(({ price }) => price !== undefined);
			const prices = best.map(
				({ trust, price, volume }) =>
					`trust ${trust}: ${formatRlc(price ?? 0n)} (${volume})`,
			);
			console.log(`  ${all[nth]?.name ?? nth}: ${prices.join(', ') || 'nothing on offer'}`);
		});
	});
