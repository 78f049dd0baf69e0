// SPDX-License-Identifier: Apache-2.0

import {
	type Bourse,
	categories,
	formatRlc,
	type NamedPool,
	parseRlc,
	send,
	TRUSTS,
	validPrices,
} from '@bourse/sdk';
import { useState } from 'preact/hooks';
import { messageOf } from '../state.js';
import { useAnswer, useBourse } from '../ui/hooks.js';
import { Field } from '../ui/parts.js';
import { Send } from '../ui/send.js';
import { span } from '../ui/text.js';
import { PoolOptions } from './names.js';

/** What an offer says, as it is typed. */
interface Terms {
	pool: number;
	category: number;
	trust: number;
	price: string;
	volume: string;
	days: number;
}

/** The call that places an offer. */
function place(bourse: Bourse, form: Terms, price: bigint, open: boolean) {
	return bourse.api.tx.Book.place({
		order: {
			type: 'Offer',
			value: {
				pool: form.pool,
				open,
				category: form.category,
				class: 0,
				trust: form.trust,
				price,
				volume: BigInt(form.volume),
			},
		},
		lifetime: {
			type: 'GoodTill',
			value: BigInt(Math.floor(Date.now() / 1000) + form.days * 86_400),
		},
	});
}

/** Places an offer of a pool in the book. */
export function Offer({ pools }: { pools: NamedPool[] }) {
	const [form, setForm] = useState<Terms>({
		pool: pools[0]?.id ?? 0,
		category: 0,
		trust: 1,
		price: '',
		volume: '100',
		days: 1,
	});
	const set = (change: Partial<Terms>) => setForm({ ...form, ...change });
	const pool = pools.find(({ id }) => id === form.pool);
	let price = 0n;
	let error: string | undefined;
	try {
		if (form.price) price = parseRlc(form.price);
		const [below, above] = validPrices(price);
		if (below !== above)
			error = `A price has four digits at most: take ${formatRlc(below)} or ${formatRlc(above)}`;
	} catch (wrong) {
		error = messageOf(wrong);
	}
	return (
		<details>
			<summary>Offer tasks</summary>
			<p class="note">
				An offer locks 30 % of its price for each task, and a deposit, until it is bought,
				ends, or is cancelled.
			</p>
			<Fields form={form} pools={pools} error={error} onChange={set} />
			<Send
				isMain
				isDisabled={price === 0n || error !== undefined || !/^[1-9]\d*$/.test(form.volume)}
				make={(bourse, { signer }) =>
					send(bourse, place(bourse, form, price, pool?.isListed ?? false), signer)
				}
			>
				Place the offer
			</Send>
		</details>
	);
}

function Fields(props: {
	form: Terms;
	pools: NamedPool[];
	error: string | undefined;
	onChange: (change: Partial<Terms>) => void;
}) {
	const { form, pools, error, onChange: set } = props;
	const bourse = useBourse();
	const kinds = useAnswer(() => categories(bourse), [bourse]);
	return (
		<div class="row">
			<Field label="Pool">
				{(ids) => (
					<select
						{...ids}
						value={form.pool}
						onChange={({ currentTarget }) => set({ pool: Number(currentTarget.value) })}
					>
						<PoolOptions of={pools} />
					</select>
				)}
			</Field>
			<Field label="Category">
				{(ids) => (
					<select
						{...ids}
						value={form.category}
						onChange={({ currentTarget }) =>
							set({ category: Number(currentTarget.value) })
						}
					>
						{(kinds.value ?? []).map(({ id, name, time }) => (
							<option key={id} value={id}>
								{name}: {span(time)}
							</option>
						))}
					</select>
				)}
			</Field>
			<Field label="Highest trust">
				{(ids) => (
					<select
						{...ids}
						value={form.trust}
						onChange={({ currentTarget }) =>
							set({ trust: Number(currentTarget.value) })
						}
					>
						{TRUSTS.map((trust) => (
							<option key={trust}>{trust}</option>
						))}
					</select>
				)}
			</Field>
			<Field label="RLC a task" error={error}>
				{(ids) => (
					<input
						{...ids}
						type="text"
						inputMode="decimal"
						value={form.price}
						onInput={({ currentTarget }) => set({ price: currentTarget.value })}
					/>
				)}
			</Field>
			<Field label="Tasks">
				{(ids) => (
					<input
						{...ids}
						type="number"
						min="1"
						value={form.volume}
						onInput={({ currentTarget }) => set({ volume: currentTarget.value })}
					/>
				)}
			</Field>
			<Field label="Days">
				{(ids) => (
					<input
						{...ids}
						type="number"
						min="1"
						max="30"
						value={form.days}
						onInput={({ currentTarget }) => set({ days: Number(currentTarget.value) })}
					/>
				)}
			</Field>
		</div>
	);
}
