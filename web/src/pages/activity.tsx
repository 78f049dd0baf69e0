// SPDX-License-Identifier: Apache-2.0

import {
	type Bourse,
	type DealRow,
	type DealStatusInfo,
	type Deals,
	deals as dealsOf,
	type Income,
	incomes,
} from '@bourse/sdk';
import { href } from '../router.js';
import { signer$ } from '../state.js';
import { BarChart } from '../ui/charts.js';
import { useLive, useSubject } from '../ui/hooks.js';
import { Empty, Id, Rlc, Section, Show, Table, Title } from '../ui/parts.js';
import { clock, count } from '../ui/text.js';
import { AssetName } from './names.js';

interface Own {
	deal: DealRow;
	status: DealStatusInfo | undefined;
}

/** Most own deals whose state is asked for at every block. */
const MOST = 30;

/** The account's deals, running first, and what they cost. */
export function Activity() {
	const signer = useSubject(signer$);
	return (
		<>
			<Title text="Activity" />
			{signer ? (
				<Bought who={signer.address} />
			) : (
				<Empty>
					Your deals would be here. <a href={href(['account'])}>Choose an account</a>.
				</Empty>
			)}
		</>
	);
}

/** Whether tasks of a deal have not ended. */
const isRunning = ({ status }: Own) => status !== undefined && status.waiting + status.running > 0n;

/** Deals that an account is part of as a buyer, each once, the latest first. */
async function dealsFor(bourse: Bourse, who: string): Promise<Deals> {
	const all = await Promise.all([
		dealsOf(bourse, { requester: who }),
		dealsOf(bourse, { payer: who }),
		dealsOf(bourse, { beneficiary: who }),
	]);
	const rows = new Map(all.flatMap(({ items }) => items).map((deal) => [deal.id, deal]));
	return {
		items: [...rows.values()].sort((a, b) => b.time - a.time),
		isCut: all.some(({ isCut }) => isCut),
		since: all[0]?.since,
	};
}

function Bought({ who }: { who: string }) {
	const own = useLive(
		async (bourse) => {
			const { items, isCut, since } = await dealsFor(bourse, who);
			const status = await Promise.all(
				items
					.slice(0, MOST)
					.map(({ id }) => bourse.api.apis.BourseApi.deal_status(id, { at: 'best' })),
			);
			const all = items.map((deal, nth): Own => ({ deal, status: status[nth] }));
			return {
				isCut,
				since,
				rows: [...all.filter(isRunning), ...all.filter((one) => !isRunning(one))],
			};
		},
		[who],
	);
	return (
		<Show asked={own}>
			{({ rows, isCut, since }) =>
				rows.length === 0 ? (
					<Empty>
						You bought nothing {since === undefined ? 'in the last day' : 'yet'}. Buy a
						run: <a href={href(['run'])}>Run</a>.
					</Empty>
				) : (
					<>
						<Section
							title="Your deals"
							note={`Running first. ${since === undefined ? 'The chain forgets a deal a day after its end, and this node keeps no index.' : ''}${isCut ? ' There are more than these.' : ''}`}
						>
							<Table
								caption="Your deals"
								rows={rows}
								rowKey={({ deal }) => deal.id}
								columns={[
									{ title: 'deal', cell: ({ deal }) => <Id of={deal.id} /> },
									{
										title: 'app',
										cell: ({ deal }) => (
											<AssetName kind="apps" id={deal.app.id} />
										),
									},
									{
										title: 'matched',
										cell: ({ deal }) => clock(deal.time),
										by: ({ deal }) => deal.time,
									},
									{ title: 'tasks', cell: progressText, isNumber: true },
									{
										title: 'a task',
										cell: ({ deal }) => <Rlc of={deal.price} />,
										by: ({ deal }) => deal.price,
										isNumber: true,
									},
								]}
							/>
						</Section>
						<Spending
							who={who}
							deals={rows
								.map(({ deal }) => deal)
								.filter(({ payer }) => payer === who)}
						/>
					</>
				)
			}
		</Show>
	);
}

/** By the day from an index, else by the hour from the deals in the state. */
function Spending({ who, deals }: { who: string; deals: DealRow[] }) {
	const days = useLive(
		async (bourse) => ({ days: await incomes(bourse, { account: who }) }),
		[who],
		30,
	);
	return (
		<Show asked={days}>
			{({ days }) =>
				days ? (
					<Section title="Spending by day">
						<BarChart
							label="Spending by day, in RLC"
							bars={byDay(days, ({ spent }) => spent)}
						/>
					</Section>
				) : (
					<Section
						title="Spending by hour"
						note="Prices of all tasks by the hour of their match; of those that were given up the price came back."
					>
						<BarChart
							label="Spending by hour, in RLC"
							bars={byHour(deals, ({ price, tasks }) => price * tasks)}
						/>
					</Section>
				)
			}
		</Show>
	);
}

/** Bars of days, the earliest first. */
export function byDay(
	days: readonly Income[],
	of: (day: Income) => bigint,
): { text: string; value: bigint }[] {
	return [...days].reverse().map((day) => ({
		text: new Date(day.time * 1000).toISOString().slice(5, 10),
		value: of(day),
	}));
}

function progressText({ deal, status }: Own): string {
	if (!status) return count(deal.tasks);
	const ended = status.completed + status.failed + status.excused;
	return `${count(ended)} of ${count(status.tasks)} ended`;
}

/** Sums of the last 24 hours, by the hour of the match. */
export function byHour(
	deals: readonly DealRow[],
	of: (deal: DealRow) => bigint,
	now = Math.floor(Date.now() / 1000),
): { text: string; value: bigint }[] {
	const hour = Math.floor(now / 3600);
	return Array.from({ length: 24 }, (_, nth) => {
		const at = hour - 23 + nth;
		const value = deals
			.filter(({ time }) => Math.floor(time / 3600) === at)
			.reduce((sum, deal) => sum + of(deal), 0n);
		return { text: `${String(new Date(at * 3_600_000).getHours()).padStart(2, '0')} h`, value };
	});
}
