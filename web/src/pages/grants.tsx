// SPDX-License-Identifier: Apache-2.0

import { assetsOf, type Bourse, parseRlc, postedPrices, send } from '@bourse/sdk';
import { useState } from 'preact/hooks';
import { messageOf } from '../state.js';
import { useLive } from '../ui/hooks.js';
import { Empty, Field, Rlc, Section, Show, Table } from '../ui/parts.js';
import { Send } from '../ui/send.js';
import { clock } from '../ui/text.js';
import { audienceText } from './listing.js';
import { AssetName, catalogueOf } from './names.js';

interface Grant {
	kind: 'apps' | 'datasets';
	id: number;
	audience: unknown;
	price: bigint;
	until: bigint | undefined;
	holds: boolean;
}

/** An account, and whether it is the visitor's. */
interface Whose {
	who: string;
	isOwn: boolean;
}

/** Blocks between two looks at all own assets. */
const SLOWLY = 5;

async function grantsOf(bourse: Bourse, who: string): Promise<Grant[]> {
	const { apps, datasets } = await assetsOf(bourse, who, await catalogueOf(bourse));
	const own = [
		...apps.map(({ id }) => ({ id, kind: 'apps' as const })),
		...datasets.map(({ id }) => ({ id, kind: 'datasets' as const })),
	];
	const all = await Promise.all(
		own.map(async ({ kind, id }) => {
			const prices = await postedPrices(bourse, kind === 'apps' ? 'app' : 'dataset', id);
			return prices.map(({ audience, terms, holds }) => ({
				kind,
				id,
				audience,
				price: terms.price,
				until: terms.until,
				holds,
			}));
		}),
	);
	return all.flat();
}

/** Terms that the account posted, which it may revoke, and keys that may buy for it. */
export function Grants({ who, isOwn }: Whose) {
	return (
		<Section
			title="Grants given"
			note="Who may use the account's apps and datasets, and which keys may buy for it."
		>
			<Posted who={who} isOwn={isOwn} />
			<Allowances who={who} isOwn={isOwn} />
			{isOwn && <Allow />}
		</Section>
	);
}

function Posted({ who, isOwn }: Whose) {
	const grants = useLive((bourse) => grantsOf(bourse, who), [who], SLOWLY);
	return (
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
								cell: ({ until, holds }) =>
									!holds
										? 'over'
										: until === undefined
											? 'it is revoked'
											: clock(until),
							},
							...(isOwn
								? [
										{
											title: 'action',
											cell: (grant: Grant) => (
												<Send
													make={(bourse, { signer }) =>
														send(bourse, revoke(bourse, grant), signer)
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
	);
}

function Allowances({ who, isOwn }: Whose) {
	const allowances = useLive((bourse) => bourse.api.query.Book.Allowances.getEntries(who), [who]);
	return (
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
								cell: ({ keyArgs }) => <span class="id">{String(keyArgs[1])}</span>,
							},
							{
								title: 'a day',
								cell: ({ value }) => <Rlc of={value.per_day} />,
								isNumber: true,
							},
							...(isOwn
								? [
										{
											title: 'action',
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
	);
}

function revoke(bourse: Bourse, { kind, id, audience }: Grant) {
	const terms = undefined;
	return kind === 'apps'
		? bourse.api.tx.Book.post_app({ app: id, audience: audience as never, terms })
		: bourse.api.tx.Book.post_dataset({ dataset: id, audience: audience as never, terms });
}

/** Lets another key buy for the account, so much a day. */
function Allow() {
	const [key, setKey] = useState('');
	const [text, setText] = useState('');
	let amount: bigint | undefined;
	let error: string | undefined;
	try {
		amount = text ? parseRlc(text) : undefined;
	} catch (wrong) {
		error = messageOf(wrong);
	}
	const isKey = /^[1-9A-HJ-NP-Za-km-z]{47,48}$/.test(key);
	return (
		<details>
			<summary>Let a key buy for you</summary>
			<p class="note">
				A program with that key buys from your stake, up to the amount a day.
			</p>
			<div class="row">
				<Field
					label="Key"
					error={
						key === '' || isKey ? undefined : 'Give the address of an account, like 5F…'
					}
				>
					{(ids) => (
						<input
							{...ids}
							type="text"
							value={key}
							onInput={({ currentTarget }) => setKey(currentTarget.value.trim())}
						/>
					)}
				</Field>
				<Field label="RLC a day" error={error}>
					{(ids) => (
						<input
							{...ids}
							type="text"
							inputMode="decimal"
							value={text}
							onInput={({ currentTarget }) => setText(currentTarget.value)}
						/>
					)}
				</Field>
				<Send
					isDisabled={!isKey || !amount}
					make={(bourse, { signer }) =>
						send(
							bourse,
							bourse.api.tx.Book.set_allowance({ key, per_day: amount ?? 0n }),
							signer,
						)
					}
				>
					Allow
				</Send>
			</div>
		</details>
	);
}
