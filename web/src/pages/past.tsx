// SPDX-License-Identifier: Apache-2.0

import { pastTasks } from '@bourse/sdk';
import { useAnswer, useBourse } from '../ui/hooks.js';
import { Account, Empty, Id, Rlc, Section, Show, Table } from '../ui/parts.js';
import { clock, count } from '../ui/text.js';

/** What a node's index has of the tasks of a deal that the chain has forgotten, or of one of them. */
export function Past({ deal, task }: { deal: string; task?: string }) {
	const bourse = useBourse();
	const asked = useAnswer(async () => ({ tasks: await pastTasks(bourse, deal) }), [bourse, deal]);
	return (
		<Show asked={asked}>
			{({ tasks }) => {
				const rows = tasks?.filter(({ id }) => task === undefined || id === task) ?? [];
				if (rows.length === 0) {
					return (
						<Empty>
							The chain does not know this deal: it was never made, or its tasks ended
							a day ago. {tasks ? "Nor does this node's index." : ''}
						</Empty>
					);
				}
				return (
					<Section
						title="Ended tasks"
						note="The chain has forgotten the deal: this is what the node's index has."
					>
						<Table
							caption="Ended tasks"
							rows={rows}
							rowKey={({ id }) => id}
							columns={[
								{ title: 'task', cell: ({ id }) => <Id of={id} /> },
								{
									title: 'status',
									cell: ({ status, failure }) =>
										failure ? `${status}: ${failure}` : status,
									by: ({ status }) => status,
								},
								{
									title: 'ended',
									cell: ({ time }) => clock(time),
									by: ({ time }) => time,
								},
								{
									title: 'block',
									cell: ({ block }) => count(block),
									by: ({ block }) => block,
									isNumber: true,
								},
								{
									title: 'right',
									cell: ({ workers }) =>
										`${workers.filter(({ right }) => right).length} of ${workers.length}`,
									isNumber: true,
								},
							]}
						/>
						{task !== undefined && (
							<Table
								caption="Money of the task"
								rows={rows.flatMap(({ moves }) => moves)}
								rowKey={({ account }) => account}
								columns={[
									{
										title: 'who',
										cell: ({ account }) => <Account of={account} />,
									},
									{
										title: 'earned',
										cell: ({ earned }) => <Rlc of={earned} />,
										isNumber: true,
									},
									{
										title: 'paid',
										cell: ({ paid }) => <Rlc of={paid} />,
										isNumber: true,
									},
								]}
							/>
						)}
					</Section>
				);
			}}
		</Show>
	);
}
