// SPDX-License-Identifier: Apache-2.0

/** What the rows of the catalogue are made of. */

import {
	hasIndex,
	type Named,
	postedPrices,
	recordOf,
	type Subject,
	shownText,
	type Terms,
	type TrackRecord,
} from '@bourse/sdk';
import type { ComponentChildren } from 'preact';
import { useAnswer, useBourse, useEach } from '../ui/hooks.js';
import { type Column, Rlc, Show } from '../ui/parts.js';
import { clock, count, safeLink, span } from '../ui/text.js';

/** A stranger's address: a link where it is https. */
export function address(multiaddr: Uint8Array): ComponentChildren {
	const link = safeLink(new TextDecoder().decode(multiaddr));
	const text = shownText(multiaddr);
	if (multiaddr.length === 0) return 'by checksum alone';
	return link ? (
		<a href={link} rel="noreferrer noopener" target="_blank">
			{link}
		</a>
	) : (
		<code>{text}</code>
	);
}

/** Terms that hold for an app or a dataset, by whom they are for. */
export function Posted({ kind, id }: { kind: 'app' | 'dataset'; id: number }) {
	const bourse = useBourse();
	const prices = useAnswer(
		async () => (await postedPrices(bourse, kind, id)).filter(({ holds }) => holds),
		[bourse, kind, id],
	);
	return (
		<Show asked={prices}>
			{(list) =>
				list.length === 0 ? (
					<>not on offer in the book</>
				) : (
					<ul>
						{list.map(({ terms, audience }, nth) => (
							<li key={nth}>
								<Rlc of={terms.price} /> a task, {audienceText(audience)}
								{terms.pool !== undefined && `, on pool #${terms.pool} only`}
								{terms.app !== undefined && `, with app #${terms.app} only`}
								{terms.until !== undefined && `, until ${clock(terms.until)}`}
							</li>
						))}
					</ul>
				)
			}
		</Show>
	);
}

/** What its owner says of an asset. */
export function About({ of }: { of: Named['profile'] }) {
	const tags = of.tags.map((tag) => shownText(tag, 24)).join(' · ');
	return (
		<>
			{of.description.length > 0 && <p>{shownText(of.description, 256)}</p>}
			{(tags !== '' || of.link.length > 0) && (
				<p class="note">
					{tags} {of.link.length > 0 && address(of.link)}
				</p>
			)}
		</>
	);
}

/** Where an asset is fetched from, which the lists of the chain leave out. */
export function Address({ kind, id }: { kind: 'app' | 'dataset'; id: number }) {
	const bourse = useBourse();
	const asked = useAnswer(async () => {
		const { Apps, Datasets } = bourse.api.query.Registry;
		const asset = await (kind === 'app' ? Apps : Datasets).getValue(id, { at: 'best' });
		return { multiaddr: asset?.multiaddr ?? new Uint8Array() };
	}, [bourse, kind, id]);
	return <Show asked={asked}>{({ multiaddr }) => address(multiaddr)}</Show>;
}

/** How an asset or account has done, where the node has an index. */
export function Done({ of }: { of: Subject }) {
	const bourse = useBourse();
	const record = useAnswer(
		async () => ({ record: await recordOf(bourse, of) }),
		[bourse, JSON.stringify(of)],
	);
	return (
		<Show asked={record}>
			{({ record }) =>
				record === undefined ? (
					<>this node keeps no index of what was</>
				) : (
					<>
						{recordText(record)}, for {count(record.requesters)} requesters
					</>
				)
			}
		</Show>
	);
}

/** A record in a line: tasks done, those that failed by reason, the time that half of them took at most. */
export function recordText(record: TrackRecord): string {
	const { done, failures, failed, unavailable, timedOut, medianSeconds } = record;
	const others: [string, number][] = [
		...Object.entries(failures),
		['given up', failed],
		['unavailable', unavailable],
		['timed out', timedOut],
	];
	return [
		`${count(done)} done`,
		...others.filter(([, times]) => times > 0).map(([why, times]) => `${count(times)} ${why}`),
		...(medianSeconds === undefined ? [] : [`half within ${span(medianSeconds)}`]),
	].join(' · ');
}

/** Most rows whose records are asked for. */
const MOST = 300;

/** The column of the records, where the node has an index; none elsewhere. */
export function useRecords<T extends { id: number | string }>(
	rows: readonly T[],
	subject: (id: T['id']) => Subject,
): Column<T>[] {
	const bourse = useBourse();
	const index = useAnswer(async () => ({ isKept: await hasIndex(bourse) }), [bourse]);
	const isKept = index.value?.isKept ?? false;
	const records = useEach<T['id'], TrackRecord>(
		isKept ? rows.slice(0, MOST).map(({ id }) => id) : [],
		(id) => recordOf(bourse, subject(id)),
		[bourse],
	);
	if (!isKept) return [];
	return [
		{
			title: 'record',
			cell: ({ id }) => {
				const record = records.get(id);
				return record ? recordText(record) : '–';
			},
			by: ({ id }) => records.get(id)?.done ?? -1,
		},
	];
}

/** The column of what everybody pays for a task. */
export const PRICE: Column<{ offer?: Terms | undefined }> = {
	title: 'price',
	cell: ({ offer }) => (offer ? <Rlc of={offer.price} /> : '–'),
	by: ({ offer }) => offer?.price ?? -1n,
	isNumber: true,
};

/** An owner's description of an asset, as a line of a list. */
export function aboutLine({ profile }: Pick<Named, 'profile'>): string {
	return profile.description.length > 0 ? shownText(profile.description, 120) : '';
}

/** Whom terms are for, in words. */
export function audienceText(audience: unknown): string {
	const { type, value } = audience as { type: string; value?: unknown };
	if (type === 'Group') return `for group #${value}`;
	return type === 'Only' ? `for ${value}` : 'for everybody';
}

/** The name that root gave an asset: names are anybody's, this one is not. */
export const STOCK = {
	title: 'stock name',
	cell: ({ stock }: { stock: string | undefined }) => stock ?? '–',
	by: ({ stock }: { stock: string | undefined }) => stock ?? '',
};
