// SPDX-License-Identifier: Apache-2.0

import {
	type Bourse,
	buy,
	changesInWords,
	formatRlc,
	type Job,
	type Purchase,
	parseRlc,
	type Quote,
	quote,
	send as sendTransaction,
	shownText,
	taskId,
	validPrices,
} from '@bourse/sdk';
import { useState } from 'preact/hooks';
import { go, href } from '../../router.js';
import { messageOf, signer$ } from '../../state.js';
import { useLive, useSettled, useSubject } from '../../ui/hooks.js';
import { Facts, Field, Id, Rlc, Section, Show, Table } from '../../ui/parts.js';
import { Send } from '../../ui/send.js';
import { count, span } from '../../ui/text.js';
import { AssetName } from '../names.js';

/** The quote, as it changes, and the button with the price in it. */
export function Priced({ job }: { job: Job }) {
	const who = useSubject(signer$)?.address;
	const settled = useSettled(job);
	const asked = useLive(
		async (bourse) => ({ of: settled, offer: await quote(bourse, settled, who) }),
		[settled, who],
	);
	// What is being bought stays as it was signed, however the book changes meanwhile.
	const [frozen, freeze] = useState<{ of: Job; offer: Quote }>();
	// The price of another job is no price of this one.
	const present = asked.value && asked.value.of !== job ? {} : asked;
	return (
		<Show asked={frozen ? { value: frozen } : present}>
			{({ of, offer }) =>
				offer.volume < of.volume ? (
					<Short offer={offer} job={of} />
				) : (
					<Buy
						offer={offer}
						job={of}
						onBusy={(isBusy) => freeze(isBusy ? { of, offer } : undefined)}
					/>
				)
			}
		</Show>
	);
}

/** When all tasks of an offer have started. */
function startText(within: bigint | undefined): string {
	if (within === undefined) return 'the pool has no slot';
	return within === 0n ? 'now' : `within ${span(within)}`;
}

/** The parts of a quote. */
function Parts({ offer }: { offer: Quote }) {
	const unlisted = offer.offers.some(({ listed }) => !listed);
	const waiting = offer.offers.some(({ starts_within }) => starts_within !== 0n);
	return (
		<>
			<Table
				caption="Offers that serve this"
				rows={offer.offers}
				rowKey={({ order }) => String(order)}
				columns={[
					{
						title: 'pool',
						cell: ({ pool, listed }) => (
							<>
								<AssetName kind="pools" id={pool} />
								{listed ? '' : ' not listed'}
							</>
						),
					},
					{ title: 'tasks', cell: ({ volume }) => count(volume), isNumber: true },
					{
						title: 'start',
						cell: ({ starts_within }) => startText(starts_within),
					},
					{ title: 'a task', cell: ({ price }) => <Rlc of={price} />, isNumber: true },
				]}
			/>
			<Facts
				of={[
					[
						'app',
						<>
							<Rlc of={offer.app_price} /> a task
						</>,
					],
					offer.dataset_price > 0n && [
						'dataset',
						<>
							<Rlc of={offer.dataset_price} /> a task
						</>,
					],
					[
						'task fee',
						<>
							<Rlc of={offer.task_fee} /> a task, a part of which comes back
						</>,
					],
					offer.transaction_fee !== undefined && [
						'transaction',
						<Rlc of={offer.transaction_fee} />,
					],
				]}
			/>
			{unlisted && (
				<p class="note">
					Nobody vouches for the workers of a pool that is not on the chain's list.
				</p>
			)}
			{waiting && <p class="note">More tasks than free slots: some wait for a free slot.</p>}
		</>
	);
}

function Buy(props: { offer: Quote; job: Job; onBusy: (isBusy: boolean) => void }) {
	const { offer, job } = props;
	const [percent, setPercent] = useState(100);
	const [bought, setBought] = useState<Purchase>();
	const limit = (offer.total * BigInt(percent)) / 100n;
	const isOne = job.volume === 1n;
	return (
		<>
			<Parts offer={offer} />
			<Field
				label={`Limit ${formatRlc(limit)} RLC`}
				hint="The most that prices and fees may lock, should the book change before your transaction is in a block."
			>
				{(ids) => (
					<input
						{...ids}
						type="range"
						min="100"
						max="200"
						step="5"
						value={percent}
						aria-valuetext={`${formatRlc(limit)} RLC`}
						onInput={({ currentTarget: { value } }) => setPercent(Number(value))}
					/>
				)}
			</Field>
			<Send<Purchase>
				isMain
				make={(bourse, { signer }) => buy(bourse, signer, job, limit)}
				onBusy={props.onBusy}
				onIncluded={(purchase) => {
					setBought(purchase);
					const deal = purchase.deals?.[0];
					if (deal && isOne && purchase.deals?.length === 1) {
						go(href(['task', taskId(deal.deal, deal.first)]));
					}
				}}
			>
				Buy {isOne ? 'one run' : `${count(job.volume)} runs`} for {formatRlc(offer.total)}{' '}
				RLC
			</Send>
			{bought?.deals && (
				<p role="status">
					Bought:{' '}
					{bought.deals.map(({ deal }) => (
						<>
							<Id of={deal} />{' '}
						</>
					))}
				</p>
			)}
		</>
	);
}

const HOURS = [1, 6, 24, 168];

/** Too little is on offer: what would help, and an order that waits. */
function Short({ offer, job }: { offer: Quote; job: Job }) {
	const [price, setPrice] = useState('');
	const [hours, setHours] = useState(24);
	const words = changesInWords(offer.changes);
	let amount: bigint | undefined;
	let error: string | undefined;
	try {
		amount = price ? parseRlc(price) : undefined;
		const [below, above] = validPrices(amount ?? 0n);
		if (below !== above) {
			error = `A price has four digits at most: take ${formatRlc(below)} or ${formatRlc(above)}`;
		}
	} catch (wrong) {
		error = messageOf(wrong);
	}
	return (
		<>
			<p class="problem" role="status">
				{offer.volume === 0n
					? 'Nobody serves this now.'
					: `${count(offer.volume)} of ${count(job.volume)} tasks are on offer.`}
				{words.length > 0 && ` Nearest: ${words.join(', or ')}.`}
			</p>
			{offer.ruled_out.length > 0 && (
				<Facts
					of={offer.ruled_out.map(({ condition, offers }) => [
						shownText(condition, 64),
						`${count(offers)} ${offers === 1 ? 'offer' : 'offers'} at least`,
					])}
				/>
			)}
			{offer.volume > 0n && <Parts offer={offer} />}
			<Section
				title="Or wait in the book"
				note="An order takes the first offers that fit, at their prices, until it ends. What it locks comes back."
			>
				<div class="row">
					<Field label="Highest price of the pool, RLC a task" error={error}>
						{(ids) => (
							<input
								{...ids}
								type="text"
								inputMode="decimal"
								value={price}
								onInput={({ currentTarget: { value } }) => setPrice(value)}
							/>
						)}
					</Field>
					<Field label="Ends in">
						{(ids) => (
							<select
								{...ids}
								value={hours}
								onChange={({ currentTarget }) =>
									setHours(Number(currentTarget.value))
								}
							>
								{HOURS.map((one) => (
									<option key={one} value={one}>
										{span(one * 3600)}
									</option>
								))}
							</select>
						)}
					</Field>
				</div>
				<Send
					isDisabled={amount === undefined || error !== undefined}
					make={(bourse: Bourse, { signer }) => {
						const until = BigInt(Math.floor(Date.now() / 1000) + hours * 3600);
						const request = {
							job,
							app_max_price: offer.app_price,
							dataset_max_price: offer.dataset_price,
							price: amount ?? 0n,
						};
						const transaction = bourse.api.tx.Book.place({
							order: { type: 'Request', value: request },
							lifetime: { type: 'GoodTill', value: until },
						});
						return sendTransaction(bourse, transaction, signer);
					}}
					onIncluded={() => go(href(['account']))}
				>
					Place the order
				</Send>
			</Section>
		</>
	);
}
