// SPDX-License-Identifier: Apache-2.0

import { type Bourse, postedPrices, send } from '@bourse/sdk';
import { useLive } from '../ui/hooks.js';
import { Empty, Rlc, Section, Show, Table } from '../ui/parts.js';
import { Send } from '../ui/send.js';
import { clock } from '../ui/text.js';
import { audienceText } from './catalogue.js';
import { AssetName, catalogueOf } from './names.js';

interface Grant {
	kind: 'apps' | 'datasets';
	id: number;
	audience: unknown;
	price: bigint;
	until: bigint | undefined;
}

async function grantsOf(bourse: Bourse, who: string): Promise<Grant[]> {
	const { apps, datasets } = await catalogueOf(bourse);
	const own = [
		...apps.map((asset) => ({ ...asset, kind: 'apps' as const })),
		...datasets.map((asset) => ({ ...asset, kind: 'datasets' as const })),
	].filter(({ owner }) => owner === who);
	const all = await Promise.all(
		own.map(async ({ kind, id }) => {
			const prices = await postedPrices(bourse, kind === 'apps' ? 'app' : 'dataset', id);
			return prices.map(({ audience, posted }) => ({
				kind,
				id,
				audience,
				price: posted.terms.price,
				until: posted.terms.until,
			}));
		}),
	);
	return all.flat();
}

/** Terms that the account posted, which it may revoke, and keys that may buy for it. */
export function Grants({ who, isOwn }: { who: string; isOwn: boolean }) {
	const grants = useLive((bourse) => grantsOf(bourse, who), [who]);
	const allowances = useLive((bourse) => bourse.api.query.Book.Allowances.getEntries(who), [who]);
	return (
		<Section
			title="Grants"
			note="Who may use the account's apps and datasets, and which keys may buy for it."
		>
			<Show asked={grants}>
				{(list) =>
					list.length === 0 ? (
						<Empty>No app or dataset of this account is on offer.</Empty>
					) : (
						<Table
							caption="Posted terms"
							rows={list}
							rowKey={({ kind, id, audience }) =>
								`${kind}${id}${JSON.stringify(audience)}`
							}
							columns={[
								{
									title: 'asset',
									cell: ({ kind, id }) => <AssetName kind={kind} id={id} />,
								},
								{ title: 'whom', cell: ({ audience }) => audienceText(audience) },
								{
									title: 'a task',
									cell: ({ price }) => <Rlc of={price} />,
									isNumber: true,
								},
								{
									title: 'until',
									cell: ({ until }) =>
										until === undefined ? 'revoked' : clock(until),
								},
								...(isOwn
									? [
											{
												title: '',
												cell: (grant: Grant) => (
													<Send
														make={(bourse, { signer }) =>
															send(
																bourse,
																revoke(bourse, grant),
																signer,
															)
														}
													>
														Revoke
													</Send>
												),
											},
										]
									: []),
							]}
						/>
					)
				}
			</Show>
			<Show asked={allowances}>
				{(list) =>
					list.length > 0 && (
						<Table
							caption="Allowances"
							rows={list}
							rowKey={({ keyArgs }) => String(keyArgs[1])}
							columns={[
								{
									title: 'key',
									cell: ({ keyArgs }) => (
										<span class="id">{String(keyArgs[1])}</span>
									),
								},
								{
									title: 'a day',
									cell: ({ value }) => <Rlc of={value.per_day} />,
									isNumber: true,
								},
								...(isOwn
									? [
											{
												title: '',
												cell: ({ keyArgs }: { keyArgs: unknown[] }) => (
													<Send
														make={(bourse, { signer }) =>
															send(
																bourse,
																bourse.api.tx.Book.set_allowance({
																	key: String(keyArgs[1]),
																	per_day: 0n,
																}),
																signer,
															)
														}
													>
														Revoke
													</Send>
												),
											},
										]
									: []),
							]}
						/>
					)
				}
			</Show>
		</Section>
	);
}

function revoke(bourse: Bourse, { kind, id, audience }: Grant) {
	const terms = undefined;
	return kind === 'apps'
		? bourse.api.tx.Book.post_app({ app: id, audience: audience as never, terms })
		: bourse.api.tx.Book.post_dataset({ dataset: id, audience: audience as never, terms });
}
