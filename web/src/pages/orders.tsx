// SPDX-License-Identifier: Apache-2.0

import { type NamedOrder, send } from '@bourse/sdk';
import { Rlc, Table } from '../ui/parts.js';
import { Send } from '../ui/send.js';
import { clock, count } from '../ui/text.js';
import { AssetName } from './names.js';

/** Resting orders, which their owner may cancel. */
export function Orders({ orders, isOwn }: { orders: NamedOrder[]; isOwn: boolean }) {
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
