// SPDX-License-Identifier: Apache-2.0

import { formatRlc } from '@bourse/sdk';
import { clock, features, short } from '../ui/text.js';

/** A hindrance of the chain, as polkadot-api decodes it. */
export interface Hindrance {
	type: string;
	value?: Record<string, unknown> | undefined;
}

/** Why a worker gets no tasks, with the cure. */
export function hindranceText({ type, value = {} }: Hindrance): string {
	const amount = (name: string) => `${formatRlc(value[name] as bigint)} RLC`;
	const time = (name: string) => clock(value[name] as bigint);
	const deal = () => short(value['deal'] as string);
	switch (type) {
		case 'NotAccepted':
			return "The pool's owner has not accepted the application: ask the owner.";
		case 'Leaving':
			return 'The worker leaves its pool, or was dismissed: apply again, or to another.';
		case 'Late':
			return `Suspended: ${value['missed']} assignments in a row passed without an answer. The node's next heartbeat ends it: look at the node's log.`;
		case 'Silent':
			return `The node is silent since ${time('since')}: start it.`;
		case 'NoHotKey':
			return "The node can't contribute: set a hot key (bourse worker setup).";
		case 'Paused':
			return 'The slots are 0: set more.';
		case 'NoFreeSlot':
			return 'All slots are busy: that is work.';
		case 'NodeNotReady':
			return `The node takes ${value['ready']} tasks at once now: its store or its disk is full.`;
		case 'StakeBelowRule':
			return `The pool demands ${amount('needed')} of stake, there are ${amount('has')}: deposit more.`;
		case 'ScoreBelowRule':
			return `The pool demands a score of ${value['needed']}, there is ${value['has']}: work elsewhere first.`;
		case 'TagBelowRule':
			return `The pool demands features that the worker does not offer: ${features(value['missing'] as bigint)}.`;
		case 'AssignedByScheduler':
			return "The pool's scheduler assigns, not the chain: ask the scheduler.";
		case 'NothingQueued':
			return "No deal of the pool waits for workers: wait, or lower the pool's price.";
		case 'StakeShort':
			return `Deal ${deal()} locks ${amount('needed')}, ${amount('free')} are free: deposit more.`;
		case 'FeaturesMissing':
			return `Deal ${deal()} demands features that the worker does not offer: ${features(value['missing'] as bigint)}.`;
		case 'CategoryNotTaken':
			return `Deal ${deal()} is of category ${value['category']}, which the worker does not take.`;
		case 'Excluded':
			return `The requester of deal ${deal()} excludes the worker.`;
		case 'MoreWorkersNeeded':
			return `Deal ${deal()} suits the worker, but too few others can take it.`;
		case 'SlotsNotBacked':
			return `${value['counting']} slots count: all need ${amount('needed')} of stake, there are ${amount('has')}. Deposit more.`;
		case 'WarmingUp':
			return `New slots of an open pool wait: ${value['warm']} are drawn already, all from ${time('until')} on.`;
		case 'NotBackBefore':
			return `Suspended until ${time('at')} after a missed assignment.`;
		case 'Unfit':
			return `Set aside: ${amount('needed')} of free stake are needed, there are ${amount('free')}. Deposit more; the next heartbeat ends it.`;
		case 'MaxStakeTooLow':
			return `Deal ${deal()} locks ${amount('needed')}, and a task may lock ${amount('max_stake')} at most: raise it (pools.setMaxStake).`;
		case 'AcceptedLate':
			return `The tasks of deal ${deal()} had a contribution before the worker was accepted.`;
		default:
			return `${type}: see the node's documentation.`;
	}
}
