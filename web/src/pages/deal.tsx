// SPDX-License-Identifier: Apache-2.0

import {
	type DealStatusInfo,
	type DealStep,
	followDeal,
	followTasks,
	hasEnded,
	type NamedDeal,
	named,
	send,
	shownLines,
	type TaskView,
} from '@bourse/sdk';
import { signer$ } from '../state.js';
import { useAnswer, useBourse, useObservable, useSubject } from '../ui/hooks.js';
import { Account, Facts, Id, Rlc, Section, Show, Table, Title } from '../ui/parts.js';
import { Send } from '../ui/send.js';
import { clock, count, features, short } from '../ui/text.js';
import { Money } from '../ui/viewer.js';
import { AssetName } from './names.js';
import { Past } from './past.js';

/** Most tasks of a deal that are followed at once. */
const MOST = 50;

/** A deal: its terms, its tasks, its money. */
export function DealPage({ id }: { id: string }) {
	const bourse = useBourse();
	const deal = useAnswer(async () => {
		const found = await bourse.api.apis.BourseApi.deal(id, { at: 'best' });
		return { deal: found && named(id, found) };
	}, [bourse, id]);
	const status = useObservable(() => followDeal(bourse, id), [bourse, id]);
	return (
		<>
			<Title text={`Deal ${short(id)}`} />
			<p class="hash">{id}</p>
			<Show asked={deal}>
				{({ deal }) =>
					deal ? (
						<>
							{status.value && <Status status={status.value} deal={deal} />}
							<Tasks deal={deal} />
							<Section title="Terms">
								<DealFacts deal={deal} />
							</Section>
							<Section title="Money of a task">
								<TaskMoney deal={deal} />
							</Section>
						</>
					) : (
						<Past deal={id} />
					)
				}
			</Show>
		</>
	);
}

function stepText(step: DealStep, free: number): string {
	switch (step.type) {
		case 'Starts':
			return 'Waiting tasks start in one of the next blocks.';
		case 'WaitsForWorkers':
			return `Waiting tasks need free workers that fit: ${free} of the pool are free. The chain looks again once slots are free${step.value.at ? `, and at ${clock(step.value.at)}` : ''}.`;
		case 'Tries':
			return `Workers reported failures, and no task was completed: the chain tries one task at ${clock(step.value.at)}.`;
		case 'ByHand':
			return "The pool's scheduler starts the tasks.";
		case 'Nothing':
			return 'All tasks have started or ended.';
	}
}

function Status({ status, deal }: { status: DealStatusInfo; deal: NamedDeal }) {
	const you = useSubject(signer$)?.address;
	const { waiting, free_from, final_deadline, now, next } = status;
	const isOver = now >= final_deadline;
	const isFree = now >= free_from && next.type !== 'Tries';
	return (
		<Section title="Tasks" note={stepText(next, status.free_workers)}>
			<progress
				max={Number(status.tasks)}
				value={Number(status.tasks - waiting - status.running)}
				aria-label="Ended tasks"
			/>
			<Facts
				of={[
					['completed', `${count(status.completed)} of ${count(status.tasks)}`],
					['running', count(status.running)],
					['waiting', count(waiting)],
					status.failed > 0n && ['failed', count(status.failed)],
					status.excused > 0n && ['unavailable or timed out', count(status.excused)],
					['gives up at', clock(final_deadline + status.stood_still)],
				]}
			/>
			{waiting > 0n && isOver && (
				<Send
					make={(bourse, { signer }) =>
						send(bourse, bourse.api.tx.Poco.claim_deal({ deal: deal.id }), signer)
					}
				>
					Claim what never started
				</Send>
			)}
			{waiting > 0n && !isOver && you === deal.sponsor && (
				<>
					<Send
						make={(bourse, { signer }) =>
							send(bourse, bourse.api.tx.Poco.give_up({ deal: deal.id }), signer)
						}
					>
						Give up {count(waiting)} waiting tasks
					</Send>
					<p class="note">
						{isFree
							? 'All of their price and fees comes back.'
							: `Costs a tenth of the pool's price for each; free from ${clock(free_from + status.stood_still)} on.`}
					</p>
				</>
			)}
		</Section>
	);
}

function Tasks({ deal }: { deal: NamedDeal }) {
	const bourse = useBourse();
	const amount = Number(deal.bot_size < BigInt(MOST) ? deal.bot_size : BigInt(MOST));
	const tasks = useObservable(
		() => followTasks(bourse, deal.id, deal.bot_first, amount),
		[bourse, deal.id],
	);
	return (
		<Show asked={tasks}>
			{(list) => (
				<Table
					caption="Tasks of the deal"
					rows={list}
					rowKey={({ id }) => id}
					most={MOST}
					columns={[
						{ title: 'task', cell: ({ id }) => <Id of={id} /> },
						{ title: 'status', cell: statusText },
						{
							title: 'agreed',
							cell: ({ info, status }) =>
								info ? `${status?.contributions ?? info.contributors.length}` : '–',
							isNumber: true,
						},
					]}
				/>
			)}
		</Show>
	);
}

function statusText({ info }: TaskView): string {
	if (!info) return 'waits for its turn, or forgotten';
	const { type } = info.status;
	return info.failure ? `${type}: ${info.failure.type}` : hasEnded(type) ? type : `${type}…`;
}

/** The terms of a deal. */
export function DealFacts({ deal }: { deal: NamedDeal }) {
	const you = useSubject(signer$)?.address;
	const params = shownLines(new TextDecoder().decode(deal.params).slice(0, 16_384));
	return (
		<Facts
			of={[
				[
					'app',
					<>
						<AssetName kind="apps" id={deal.app.id} /> of{' '}
						<Account of={deal.app.owner} you={you} />
					</>,
				],
				deal.dataset && [
					'dataset',
					<>
						<AssetName kind="datasets" id={deal.dataset.id} /> of{' '}
						<Account of={deal.dataset.owner} you={you} />
					</>,
				],
				[
					'pool',
					<>
						<AssetName kind="pools" id={deal.workerpool.id} /> of{' '}
						<Account of={deal.workerpool.owner} you={you} />
					</>,
				],
				['requester', <Account of={deal.requester} you={you} />],
				deal.sponsor !== deal.requester && [
					'payer',
					<Account of={deal.sponsor} you={you} />,
				],
				deal.beneficiary !== deal.requester && [
					'beneficiary',
					<Account of={deal.beneficiary} you={you} />,
				],
				['trust', count(deal.trust)],
				['features', features(deal.tag)],
				['tasks', `${count(deal.bot_size)}, from index ${count(deal.bot_first)} on`],
				['matched', clock(deal.start_time)],
				params !== '' && ['params', <code>{params}</code>],
			]}
		/>
	);
}

/** What a completed task moves, by the deal's terms. */
export function moneyOf(deal: NamedDeal): { who: string; what: string; amount: bigint }[] {
	const scheduler = (deal.workerpool.price * BigInt(deal.scheduler_reward_ratio)) / 100n;
	return [
		{ who: 'payer', what: 'price', amount: -deal.price },
		{ who: 'owner of the app', what: 'app', amount: deal.app.price },
		...(deal.dataset
			? [{ who: 'owner of the dataset', what: 'dataset', amount: deal.dataset.price }]
			: []),
		{
			who: 'owner of the pool',
			what: `${deal.scheduler_reward_ratio} % of the pool's price`,
			amount: scheduler,
		},
		{ who: 'workers that agreed', what: 'the rest', amount: deal.workerpool.price - scheduler },
	];
}

function TaskMoney({ deal }: { deal: NamedDeal }) {
	const { terms } = deal;
	return (
		<>
			<Money rows={moneyOf(deal)} />
			{terms && (
				<p class="note">
					Besides, a task takes <Rlc of={terms.start_fee} /> when it starts and{' '}
					<Rlc of={terms.worker_fee} /> for each assignment. Workers that were wrong lose{' '}
					<Rlc of={deal.worker_stake} /> each, to those that were right.
				</p>
			)}
		</>
	);
}
