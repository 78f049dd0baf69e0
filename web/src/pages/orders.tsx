// SPDX-License-Identifier: Apache-2.0

import { type NamedOrder, send, tasksAhead } from '@bourse/sdk';
import { useLive } from '../ui/hooks.js';
import { Rlc, Table } from '../ui/parts.js';
import { Send } from '../ui/send.js';
import { clock, count } from '../ui/text.js';
import { AssetName } from './names.js';

/** Most orders whose place in the book is asked for. */
const MOST = 30;

/** Resting orders, with their place in the book, which their owner may cancel. */
export function Orders({ orders, isOwn }: { orders: NamedOrder[]; isOwn: boolean }) {
	const ids = orders.slice(0, MOST).map(({ id }) => id);
	const ahead = useLive(
		async (bourse) => {
			const all = orders.slice(0, MOST);
			const counts = await Promise.all(all.map((order) => tasksAhead(bourse, order)));
			return new Map(all.map(({ id }, nth) => [id, counts[nth]]));
		},
		[ids.join()],
		5,
	);
	const aheadOf = (id: bigint) => ahead.value?.get(id);
	return (
		<Table
			caption="Resting orders"
			rows={orders}
			rowKey={({ id }) => String(id)}
			columns={[
				{ title: 'order', cell: ({ id }) => count(id), by: ({ id }) => id, isNumber: true },
				{
					title: 'kind',
					cell: ({ pool }) =>
						pool === undefined ? (
							'Request'
						) : (
							<>
								Offer of <AssetName kind="pools" id={pool} />
							</>
						),
				},
				{ title: 'category', cell: ({ category }) => `#${category}` },
				{ title: 'trust', cell: ({ trust }) => trust, isNumber: true },
				{
					title: 'a task',
					cell: ({ price }) => <Rlc of={price} />,
					by: ({ price }) => price,
					isNumber: true,
				},
				{
					title: 'tasks left',
					cell: ({ volume }) => count(volume),
					by: ({ volume }) => volume,
					isNumber: true,
				},
				{
					title: 'ahead',
					cell: ({ id }) => {
						const tasks = aheadOf(id);
						return tasks === undefined ? '–' : `${count(tasks)} tasks`;
					},
					by: ({ id }) => aheadOf(id) ?? -1n,
					isNumber: true,
				},
				{
					title: 'locks',
					cell: ({ held, volume, deposit }) => <Rlc of={held * volume + deposit} />,
					isNumber: true,
				},
				{ title: 'ends', cell: ({ until }) => clock(until), by: ({ until }) => until },
				...(isOwn
					? [
							{
								title: 'action',
								cell: ({ id }: NamedOrder) => (
									<Send
										make={(bourse, { signer }) =>
											send(
												bourse,
												bourse.api.tx.Book.cancel({ order: id }),
												signer,
											)
										}
									>
										Cancel order {count(id)}
									</Send>
								),
							},
						]
					: []),
			]}
		/>
	);
}
