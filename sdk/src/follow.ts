// SPDX-License-Identifier: Apache-2.0

import type { BlockInfo } from 'polkadot-api';
import {
	concatMap,
	distinctUntilChanged,
	exhaustMap,
	filter,
	finalize,
	from,
	type MonoTypeOperatorFunction,
	map,
	type Observable,
	retry,
	shareReplay,
	takeWhile,
} from 'rxjs';
import type {
	Account,
	DealStatusInfo,
	Hash,
	TaskInfo,
	TaskStatus,
	TaskStatusInfo,
} from './chain.js';
import type { Bourse } from './client.js';
import { dealAndIndex, taskId } from './ids.js';
import type { ChainEvent } from './transactions.js';

/** A task at a block. */
export interface TaskView {
	id: Hash;
	block: BlockInfo;
	/** None while the task waits for its turn, and when its record is gone. */
	info: TaskInfo | undefined;
	/** Its workers, and what comes next. */
	status: TaskStatusInfo | undefined;
}

/** Whether a task in this state has ended. */
export function hasEnded(status: TaskStatus): boolean {
	return status !== 'Active' && status !== 'Revealing';
}

/** Every new best block. */
export function bestBlock$(bourse: Bourse): Observable<BlockInfo> {
	return bourse.client.bestBlocks$.pipe(
		map(([best]) => best),
		filter((best) => best !== undefined),
		distinctUntilChanged((a, b) => a.hash === b.hash),
	);
}

/** Goes on after an error, which a lost connection is; five in a row are final. */
function again<T>(): MonoTypeOperatorFunction<T> {
	return retry({ count: 5, delay: 2_000, resetOnSuccess: true });
}

/** A task now. */
export async function task(bourse: Bourse, id: Hash, block: BlockInfo): Promise<TaskView> {
	const at = block.hash;
	const [info, status] = await Promise.all([
		bourse.api.apis.BourseApi.task(id, { at }),
		bourse.api.apis.BourseApi.task_status(id, { at }),
	]);
	return { id, block, info, status };
}

/** A deal's tasks, counted by state, at every new best block; undefined once the deal is forgotten. */
export function followDeal(bourse: Bourse, id: Hash): Observable<DealStatusInfo | undefined> {
	return bestBlock$(bourse).pipe(
		exhaustMap(({ hash }) => bourse.api.apis.BourseApi.deal_status(id, { at: hash })),
		again(),
	);
}

/** A task at every new best block, until it has ended. */
export function followTask(bourse: Bourse, id: Hash): Observable<TaskView> {
	return bestBlock$(bourse).pipe(
		// A slow node gets no second question before it has answered the first.
		exhaustMap((block) => task(bourse, id, block)),
		again(),
		takeWhile(({ info }) => !info || !hasEnded(info.status.type), true),
	);
}

/** Tasks `first` to `first + count` (inside the request) of a deal at every new best block. */
export function followTasks(
	bourse: Bourse,
	deal: Hash,
	first: bigint,
	count: number,
): Observable<TaskView[]> {
	const ids = Array.from({ length: count }, (_, nth) => taskId(deal, first + BigInt(nth)));
	return bestBlock$(bourse).pipe(
		exhaustMap((block) => Promise.all(ids.map((id) => task(bourse, id, block)))),
		again(),
		takeWhile((tasks) => !tasks.every(({ info }) => info && hasEnded(info.status.type)), true),
	);
}

/** The events of every final block from now on. */
export interface FinalEvents {
	block: BlockInfo;
	events: ChainEvent[];
}

const streams = new WeakMap<Bourse, Observable<FinalEvents>>();

/** The events of every final block from now on, shared by all who listen. */
export function finalEvents$(bourse: Bourse): Observable<FinalEvents> {
	let stream = streams.get(bourse);
	if (!stream) {
		stream = bourse.client.finalizedBlock$.pipe(
			// The node keeps the block until its events were read.
			map((block) => ({ block, release: bourse.client.hodlBlock(block.hash) })),
			concatMap(({ block, release }) =>
				from(eventsAt(bourse, block.hash)).pipe(
					map((events) => ({ block, events })),
					finalize(release),
				),
			),
			again(),
			shareReplay({ bufferSize: 1, refCount: true }),
		);
		streams.set(bourse, stream);
	}
	return stream;
}

/** The events of a block, which has to be one of the last. */
export async function eventsAt(bourse: Bourse, block: string): Promise<ChainEvent[]> {
	const records = await bourse.api.query.System.Events.getValue({ at: block });
	return records.map(({ event }) => ({
		pallet: event.type,
		name: event.value.type,
		value: event.value.value as unknown,
	}));
}

/** A step in the life of a task, as an event tells it. */
export interface Step {
	block: number;
	text: string;
	worker?: Account;
}

/** The steps of a task that the events of a block tell. */
export function stepsOf(id: Hash, { block, events }: FinalEvents): Step[] {
	const { deal, index } = dealAndIndex(id);
	return events.flatMap(({ pallet, name, value }) => {
		if (pallet === 'Book' && name === 'Traded' && value.deal === deal) {
			return [{ block: block.number, text: 'matched' }];
		}
		if (pallet !== 'Poco') return [];
		const step = (text: string): Step[] => [
			{ block: block.number, text, worker: value.worker },
		];
		if (name === 'TasksAssigned' && value.deal === deal) {
			const given = value.assigned as { index: bigint; worker: Account }[];
			const mine = given.filter((one) => one.index === index);
			return mine.map(({ worker }) => ({ block: block.number, text: 'assigned', worker }));
		}
		if (value?.task !== id) return [];
		switch (name) {
			case 'TaskContributed':
				return step(value.consensus ? 'computed, and enough agree' : 'computed');
			case 'TaskRevealed':
				return step('revealed');
			case 'FailureReported':
				return step(`reported ${value.code?.type}`);
			case 'TaskReopened':
				return step('nobody revealed: opened again');
			case 'TaskFinalized':
				return step('paid');
			case 'TaskClaimed':
				return step(`given up: ${value.status?.type}`);
			case 'ResultChallenged':
				return step('challenged');
			case 'ChallengeAnswered':
				return step('answered the challenge');
			case 'ChallengeFailed':
				return step('did not answer, and lost its stake');
			default:
				return [];
		}
	});
}
