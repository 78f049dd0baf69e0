// SPDX-License-Identifier: Apache-2.0

import { type DealStatusInfo, type NamedDeal, recentDeals } from '@bourse/sdk';
import { href } from '../router.js';
import { signer$ } from '../state.js';
import { BarChart } from '../ui/charts.js';
import { useLive, useSubject } from '../ui/hooks.js';
import { Empty, Id, Rlc, Section, Show, Table, Title } from '../ui/parts.js';
import { clock, count } from '../ui/text.js';
import { AssetName } from './names.js';

interface Own {
	deal: NamedDeal;
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
				<Deals who={signer.address} />
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

function Deals({ who }: { who: string }) {
	const own = useLive(
		async (bourse) => {
			const { items, isCut } = await recentDeals(bourse);
			const deals = items.filter((deal) =>
				[deal.requester, deal.beneficiary, deal.sponsor].includes(who),
			);
			const status = await Promise.all(
				deals
					.slice(0, MOST)
					.map(({ id }) => bourse.api.apis.BourseApi.deal_status(id, { at: 'best' })),
			);
			const all = deals.map((deal, nth): Own => ({ deal, status: status[nth] }));
			return {
				isCut,
				rows: [...all.filter(isRunning), ...all.filter((one) => !isRunning(one))],
			};
		},
		[who],
	);
	return (
		<Show asked={own}>
			{({ rows, isCut }) =>
				rows.length === 0 ? (
					<Empty>
						You bought nothing in the last day. Buy a run:{' '}
						<a href={href(['run'])}>Run</a>.
					</Empty>
				) : (
					<>
						<Section
							title="Deals of the last day"
							note={`Running first. The chain forgets a deal a day after its end${isCut ? ', and holds more deals than are read here' : ''}.`}
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
										cell: ({ deal }) => clock(deal.start_time),
										by: ({ deal }) => deal.start_time,
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
						<Section
							title="Spending by hour"
							note="Prices of all tasks by the hour of their match; of those that were given up the price came back."
						>
							<BarChart
								label="Spending by hour, in RLC"
								bars={byHour(
									rows
										.filter(({ deal }) => deal.sponsor === who)
										.map(({ deal }) => deal),
									(deal) => deal.price * deal.bot_size,
								)}
							/>
						</Section>
					</>
				)
			}
		</Show>
	);
}

function progressText({ deal, status }: Own): string {
	if (!status) return count(deal.bot_size);
	const ended = status.completed + status.failed + status.excused;
	return `${count(ended)} of ${count(status.tasks)} ended`;
}

/** Sums of the last 24 hours, by the hour of the match. */
export function byHour(
	deals: readonly NamedDeal[],
	of: (deal: NamedDeal) => bigint,
	now = Math.floor(Date.now() / 1000),
): { text: string; value: bigint }[] {
	const hour = Math.floor(now / 3600);
	return Array.from({ length: 24 }, (_, nth) => {
		const at = hour - 23 + nth;
		const value = deals
			.filter(({ start_time }) => Math.floor(Number(start_time) / 3600) === at)
			.reduce((sum, deal) => sum + of(deal), 0n);
		return { text: `${String(new Date(at * 3_600_000).getHours()).padStart(2, '0')} h`, value };
	});
}
