// SPDX-License-Identifier: Apache-2.0

import type { PolkadotSigner } from 'polkadot-api';
import { concatMap, from, map, type Observable, of } from 'rxjs';
import { formatRlc } from './amounts.js';
import { shownText, utf8 } from './bytes.js';
import type { Account, Amount, Change, Hash, Job, PoolChoice, Quote } from './chain.js';
import type { Bourse } from './client.js';
import { BourseError } from './errors.js';
import { checkParams, MAX_PARAMS } from './params.js';
import { type Progress, send } from './transactions.js';

/** A price above every offer, of few digits: 1,000 million RLC. */
const ANY_PRICE = 10n ** 18n;
/** Who asks without an account: nobody has the key of 32 zeros. */
const NOBODY = '5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM';

/** What {@link jobOf} fills in. */
export interface Wish {
	app: number;
	dataset?: number | undefined;
	/** Number of tasks; 1. */
	volume?: number | bigint;
	category?: number;
	/** 1 to 128; 1. */
	trust?: number;
	tag?: bigint;
	/** Pools; those on the chain's list. */
	pools?: PoolChoice;
	/** Params as an object, in which nothing is left out; none. */
	params?: Params | undefined;
	beneficiary?: Account | undefined;
	group?: number | undefined;
}

/** Params of a request. */
export interface Params {
	args?: string[] | string;
	inputs?: { url: string; checksum: string | string[]; name: string }[];
	stdin?: string;
	tasks?: { args?: string[]; inputs?: { url: string; checksum: string; name: string }[] }[];
}

/** The job of a wish. Throws a sentence when the chain, or a worker, would refuse it. */
export function jobOf(wish: Wish): Job {
	const { params } = wish;
	const text = params && Object.keys(params).length > 0 ? JSON.stringify(params) : '';
	const bytes = utf8(text);
	if (bytes.length > MAX_PARAMS) {
		throw new BourseError(
			`The params have ${bytes.length} bytes, ${MAX_PARAMS} at most: put long arguments into a file`,
		);
	}
	const trust = wish.trust ?? 1;
	if (!Number.isInteger(trust) || trust < 1 || trust > 128) {
		throw new BourseError(`Trust ${trust} is not in the book: choose 1 to 128`);
	}
	const volume = BigInt(wish.volume ?? 1);
	if (volume < 1n) throw new BourseError('A job has one task at least');
	checkParams(text, volume, wish.dataset !== undefined);
	return {
		app: wish.app,
		dataset: wish.dataset,
		volume,
		category: wish.category ?? 0,
		trust,
		tag: wish.tag ?? 0n,
		pools: wish.pools ?? { type: 'Listed' },
		params: bytes,
		beneficiary: wish.beneficiary,
		callback: undefined,
		group: wish.group,
	};
}

/** What a job would cost now, whatever its price. Throws the chain's sentence when it can't be asked for. */
export async function quote(bourse: Bourse, job: Job, who: Account = NOBODY): Promise<Quote> {
	const request = {
		job,
		app_max_price: ANY_PRICE,
		dataset_max_price: ANY_PRICE,
		price: ANY_PRICE,
	};
	const answer = await bourse.api.apis.BookApi.quote(who, request, { at: 'best' });
	if (answer.success) return answer.value;
	// The error's name and its sentence.
	const text = shownText(answer.value);
	const [, name, sentence] = /^(\w+)(?:: (.*))?$/s.exec(text) ?? [];
	throw new BourseError(sentence ?? text, name);
}

/** The nearest changes of a job that would get offers, as half sentences for a list. */
export function changesInWords(changes: readonly Change[]): string[] {
	return changes.map((change) => {
		switch (change.type) {
			case 'RaisePrice':
				return `pay a pool ${formatRlc(change.value.to)} RLC a task`;
			case 'LowerTrust':
				return `ask for trust ${change.value.to}`;
			case 'LowerVolume':
				return `ask for ${change.value.to} tasks`;
			case 'AskElsewhere':
				return 'ask for another category, pool or tag';
		}
	});
}

/** A deal of a purchase. */
export interface Bought {
	deal: Hash;
	/** Index of its first task, inside the request. */
	first: bigint;
	/** Number of its tasks. */
	volume: bigint;
	/** Price of the pool, in nRLC per task. */
	price: Amount;
}

/** Where a purchase is; from `included` on with its deals. */
export type Purchase = Progress & { deals?: Bought[] };

/**
 * Buys a job: one signature. `maxTotal` is the most that prices and fees of all tasks may lock, in nRLC.
 * What the stake lacks comes from the wallet, unless `deposit` is false.
 */
export function buy(
	bourse: Bourse,
	signer: PolkadotSigner,
	job: Job,
	maxTotal: Amount,
	deposit = true,
): Observable<Purchase> {
	const transaction = bourse.api.tx.Book.run({ job, max_total: maxTotal, deposit });
	return send(bourse, transaction, signer).pipe(
		concatMap((progress): Observable<Purchase> => {
			if (progress.step !== 'included' && progress.step !== 'final') return of(progress);
			const at = progress.block.hash;
			const traded = progress.events.filter(
				({ pallet, name }) => pallet === 'Book' && name === 'Traded',
			);
			return from(Promise.all(traded.map(({ value }) => bought(bourse, value, at)))).pipe(
				map((deals) => ({ ...progress, deals })),
			);
		}),
	);
}

async function bought(
	bourse: Bourse,
	{ deal, price, volume }: { deal: Hash; price: Amount; volume: bigint },
	at: string,
): Promise<Bought> {
	const made = await bourse.api.apis.BourseApi.deal(deal, { at });
	return { deal, first: made?.bot_first ?? 0n, volume, price };
}
