// SPDX-License-Identifier: Apache-2.0

import {
	dealAndIndex,
	finalEvents$,
	followTask,
	hasEnded,
	type NextStep,
	named,
	readLog,
	type Step,
	send,
	shownLines,
	stepsOf,
	type TaskInfo,
	type TaskStatusInfo,
	type TaskView,
} from '@bourse/sdk';
import { scan } from '@bourse/sdk/rx';
import { useState } from 'preact/hooks';
import { signer$ } from '../state.js';
import { useAnswer, useBourse, useObservable, useSubject } from '../ui/hooks.js';
import {
	Account,
	Empty,
	Facts,
	Field,
	Id,
	Problem,
	Section,
	Show,
	Table,
	Title,
} from '../ui/parts.js';
import { Send } from '../ui/send.js';
import { clock, count, short, span } from '../ui/text.js';
import { Money, ResultView } from '../ui/viewer.js';
import { DealFacts, moneyOf } from './deal.js';
import { Past } from './past.js';

/** A task: where it is, why it waits, its result. */
export function TaskPage({ id }: { id: string }) {
	const bourse = useBourse();
	const { deal: dealId } = dealAndIndex(id);
	const view = useObservable(() => followTask(bourse, id), [bourse, id]);
	const deal = useAnswer(async () => {
		const found = await bourse.api.apis.BourseApi.deal(dealId, { at: 'best' });
		return { deal: found && named(dealId, found) };
	}, [bourse, dealId]);
	const steps = useObservable(
		() =>
			finalEvents$(bourse).pipe(
				scan<Parameters<typeof stepsOf>[1], Step[]>(
					(all, events) => [...all, ...stepsOf(id, events)],
					[],
				),
			),
		[bourse, id],
	);
	return (
		<>
			<Title text={`Task ${short(id)}`} />
			<p>
				of deal <Id of={dealId} /> <span class="hash">{id}</span>
			</p>
			<Show asked={view}>
				{(task) => (
					<>
						<Progress task={task} />
						{task.info?.status.type === 'Completed' && (
							<Section title="Result">
								{task.info.encrypted.length > 0 ? (
									<Empty>
										The result is encrypted for its beneficiary, who opens it
										with{' '}
										<code>
											bourse-compute open --key FILE --task {short(id)}
										</code>
										.
									</Empty>
								) : (
									<ResultView task={id} />
								)}
							</Section>
						)}
						<Timeline task={task} steps={steps.value ?? []} />
						{task.info && <Failures info={task.info} />}
						{task.info && <Actions id={id} info={task.info} status={task.status} />}
					</>
				)}
			</Show>
			<Show asked={deal}>
				{({ deal }) =>
					deal ? (
						<>
							<Section title="Money">
								<Money rows={moneyOf(deal)} />
							</Section>
							<Section title="Terms">
								<DealFacts deal={deal} />
							</Section>
						</>
					) : (
						<Past deal={dealId} task={id} />
					)
				}
			</Show>
		</>
	);
}

const STEPS = ['matched', 'assigned', 'computed', 'agreed', 'revealed', 'paid'] as const;

/** How many of {@link STEPS} a task has behind it. */
export function reached({ info, status }: Pick<TaskView, 'info' | 'status'>): number {
	if (!info) return 1;
	if (info.status.type === 'Completed') return STEPS.length;
	if (info.status.type === 'Revealing') return info.revealed.count > 0 ? 5 : 4;
	if (info.contributors.length > 0) return 3;
	return (status?.workers.length ?? info.assigned.length) > 0 ? 2 : 1;
}

function Progress({ task }: { task: TaskView }) {
	const { info, status } = task;
	const done = reached(task);
	const text = info?.status.type ?? 'Waiting';
	return (
		<Section title={text}>
			<ol class="steps">
				{STEPS.map((step, nth) => (
					<li key={step} class={nth < done ? 'done' : undefined}>
						<span aria-hidden="true">{nth < done ? '●' : '○'}</span> {step}
						{step === 'revealed' && info && info.revealed.of > 0
							? ` ${info.revealed.count} of ${info.revealed.of}`
							: ''}
						<span class="hidden">{nth < done ? ' (done)' : ' (to come)'}</span>
					</li>
				))}
			</ol>
			<p role="status">{whyText(info, status)}</p>
		</Section>
	);
}

/** Why a task waits, or how it ended. */
export function whyText(info: TaskInfo | undefined, status: TaskStatusInfo | undefined): string {
	if (!info) {
		return 'The task waits for its turn in its deal, or ended a day ago, and the chain has forgotten it.';
	}
	switch (info.status.type) {
		case 'Completed':
			return info.failure
				? `The program failed, and the workers agree on it: ${info.failure.type}. That is a result, and paid; stderr says why.`
				: 'The workers agreed, and everybody is paid.';
		case 'Failed':
			return 'Given up: no answer was agreed on in time. Prices came back to the payer.';
		case 'Unavailable':
			return 'Given up: nobody can tell whose fault it is that nobody computed it. Prices came back; payer and pool lost the same small sum.';
		case 'TimedOut':
			return "Given up: the time of its category is too short for it. A quarter of the pool's price went to those who tried.";
		default:
			return status ? nextText(status.next, status) : 'Under way.';
	}
}

function nextText(next: NextStep, status: TaskStatusInfo): string {
	const at = (time: bigint) =>
		`at ${clock(time + status.stood_still)} (in ${span(time - status.now)})`;
	const waiting = status.workers.filter(({ contributed }) => !contributed).length;
	switch (next.type) {
		case 'Contributions':
			return `${waiting} ${waiting === 1 ? 'worker computes' : 'workers compute'}. The chain replaces who is late ${at(next.value.late)}.`;
		case 'MoreWorkers':
			return `More workers are needed: the pool's are busy, or don't fit. The chain looks again ${at(next.value.at)}.`;
		case 'NobodyLeft':
			return `Every owner in the pool has had the task. The chain looks again ${at(next.value.at)}: a new owner may join.`;
		case 'Reveals':
			return `The workers agree, and reveal their results until ${clock(next.value.until + status.stood_still)}.`;
		case 'Finalizes':
			return 'Everybody is paid in one of the next blocks.';
		case 'CallbackData':
			return `The callback data is missing: anybody who has it can finalize until ${clock(next.value.until + status.stood_still)}.`;
		case 'Fails':
			return `Nobody is looked for any more: everybody is paid back ${at(next.value.at)}.`;
		case 'Answers':
			return `A challenged worker has to answer until ${clock(next.value.until + status.stood_still)}.`;
		case 'Forgotten':
			return `The chain forgets the task ${at(next.value.at)}.`;
	}
}

/** What happened, by blocks where this page saw them, by times where the state has them. */
function Timeline({ task, steps }: { task: TaskView; steps: Step[] }) {
	const { status, info } = task;
	const you = useSubject(signer$)?.address;
	if (!status || !info) return null;
	return (
		<Section
			title="Who worked on it"
			note="Blocks are those that went by while this page was open; earlier ones are in a node's index."
		>
			{status.workers.length > 0 ? (
				<Table
					caption="Workers"
					rows={status.workers}
					rowKey={({ worker }) => worker}
					columns={[
						{
							title: 'worker',
							cell: ({ worker }) => <Account of={worker} you={you} />,
						},
						{ title: 'since', cell: ({ since }) => clock(since + status.stood_still) },
						{
							title: 'has until',
							cell: ({ until }) => clock(until + status.stood_still),
						},
						{
							title: 'answered',
							cell: ({ contributed }) => (contributed ? 'yes' : 'not yet'),
						},
					]}
				/>
			) : (
				<Empty>
					{info.contributors.length > 0
						? `Answered by ${info.contributors.length}: ${info.contributors.join(', ')}`
						: 'Nobody has it yet.'}
				</Empty>
			)}
			{steps.length > 0 && (
				<ol class="timeline" aria-label="Steps by block">
					{steps.map(({ block, text, worker }, nth) => (
						<li key={nth}>
							<span class="num">{count(block)}</span> {text}
							{worker && (
								<>
									{' '}
									<Account of={worker} you={you} />
								</>
							)}
						</li>
					))}
				</ol>
			)}
		</Section>
	);
}

function Failures({ info }: { info: TaskInfo }) {
	const bourse = useBourse();
	const [log, setLog] = useState<{ text?: string; error?: string }>({});
	if (info.failures.length === 0) return null;
	return (
		<Section title="Reports of workers that could not compute it">
			<Table
				caption="Failure reports"
				rows={info.failures}
				rowKey={({ worker }) => worker}
				columns={[
					{ title: 'worker', cell: ({ worker }) => <Account of={worker} /> },
					{ title: 'why', cell: ({ code }) => code.type },
					{
						title: 'log',
						cell: ({ log }) => (
							<button
								type="button"
								onClick={() =>
									readLog(bourse, log).then(
										(text) => setLog({ text }),
										(error: Error) => setLog({ error: error.message }),
									)
								}
							>
								Show log
							</button>
						),
					},
				]}
			/>
			<Problem text={log.error} />
			{log.text !== undefined && (
				<pre class="log">{shownLines(log.text.slice(0, 100_000))}</pre>
			)}
		</Section>
	);
}

function Actions(props: { id: string; info: TaskInfo; status: TaskStatusInfo | undefined }) {
	const { id, info, status } = props;
	const you = useSubject(signer$)?.address;
	const [block, setBlock] = useState(0);
	const canClaim = status && !hasEnded(info.status.type) && status.now >= info.final_deadline;
	const canChallenge = info.status.type === 'Completed' && you !== undefined;
	if (!canClaim && !canChallenge) return null;
	return (
		<Section title="What can be done">
			{canClaim && (
				<Send
					make={(bourse, { signer }) =>
						send(bourse, bourse.api.tx.Poco.claim({ task: id }), signer)
					}
				>
					Claim: its time is over
				</Send>
			)}
			{canChallenge && (
				<details>
					<summary>Nobody serves the result: challenge a worker</summary>
					<p class="note">
						The deal's requester or beneficiary has the chain ask a worker for one block
						of the result, within a day, for a price and a toll (0.2 RLC each by
						default); a worker that does not answer loses its stake.
					</p>
					<Facts of={[['workers', info.contributors.length]]} />
					<Field
						label="Block"
						hint="0 the header, 1 the list of files, 2 and up the pieces."
					>
						{(ids) => (
							<input
								{...ids}
								type="number"
								min="0"
								value={block}
								onChange={({ currentTarget }) =>
									setBlock(Number(currentTarget.value))
								}
							/>
						)}
					</Field>
					{info.contributors.map((worker) => (
						<Send
							key={worker}
							make={(bourse, { signer }) =>
								send(
									bourse,
									bourse.api.tx.Poco.challenge_result({
										task: id,
										worker,
										block,
									}),
									signer,
								)
							}
						>
							Challenge {worker.slice(0, 6)}…{worker.slice(-4)}
						</Send>
					))}
				</details>
			)}
		</Section>
	);
}
