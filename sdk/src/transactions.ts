// SPDX-License-Identifier: Apache-2.0

import type { PolkadotSigner, Transaction, TxEvent } from 'polkadot-api';
import { catchError, concatMap, from, type Observable, of, throwError } from 'rxjs';
import type { Bourse } from './client.js';
import { explain } from './errors.js';

/** An event of a transaction. */
export interface ChainEvent {
	pallet: string;
	name: string;
	value: any;
}

/** Where a transaction is. */
export type Progress =
	| { step: 'signed'; hash: string }
	| { step: 'sent'; hash: string }
	| {
			step: 'included' | 'final';
			hash: string;
			block: { hash: string; number: number };
			events: ChainEvent[];
	  };

/**
 * Signs and sends a transaction. The first `included` is in a best block, `final` is for good and the
 * last. Fails with a {@link BourseError}, whose sentence is the chain's, when signing, pool or chain
 * refuse.
 */
export function send(
	bourse: Bourse,
	transaction: Transaction<any, any>,
	signer: PolkadotSigner,
): Observable<Progress> {
	return from(transaction.signSubmitAndWatch(signer)).pipe(
		concatMap((event) => progress(bourse, event)),
		catchError((error) =>
			from(explain(bourse.client, error)).pipe(concatMap((known) => throwError(() => known))),
		),
	);
}

function progress(bourse: Bourse, event: TxEvent): Observable<Progress> {
	switch (event.type) {
		case 'signed':
			return of({ step: 'signed', hash: event.txHash });
		case 'broadcasted':
			return of({ step: 'sent', hash: event.txHash });
		case 'txBestBlocksState': {
			if (!event.found) return of();
			break;
		}
		case 'finalized':
			break;
	}
	if (!event.ok) {
		const refused = from(explain(bourse.client, event.dispatchError));
		return refused.pipe(concatMap((known) => throwError(() => known)));
	}
	const { hash, number } = event.block;
	const events = event.events.map(({ type, value }) => ({
		pallet: type,
		name: value.type,
		value: value.value as unknown,
	}));
	const step = event.type === 'finalized' ? 'final' : 'included';
	return of({ step, hash: event.txHash, block: { hash, number }, events });
}
