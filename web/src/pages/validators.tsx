// SPDX-License-Identifier: Apache-2.0

import { type Slash, type Validator, type ValidatorSet, validators } from '@bourse/sdk';
import { useLive } from '../ui/hooks.js';
import { Account, Empty, Facts, Rlc, Section, Show, Table } from '../ui/parts.js';
import { clock, count, percent } from '../ui/text.js';

const STATES: Readonly<Record<Validator['state'], string>> = {
	active: 'makes blocks',
	leaves: 'until the era ends',
	keyless: 'has no session keys',
	candidate: 'stands for election',
};

/** Blocks after which the validators are asked for again. */
const EVERY = 5;

/** The validators of this era and the candidates for the next; slashes that wait. */
export function Validators() {
	const set = useLive(validators, [], EVERY);
	return (
		<Section title="Validators" note="They bond RLC; points are for blocks and divide the pay.">
			<Show asked={set}>{(set) => <Shown set={set} />}</Show>
		</Section>
	);
}

function Shown({ set: { era, points, validators, slashes } }: { set: ValidatorSet }) {
	const active = validators.filter(({ state }) => state === 'active' || state === 'leaves');
	const made = active.filter(({ points }) => points > 0);
	return (
		<>
			<Facts
				of={[
					['era', count(era.index)],
					era.start !== undefined && ['since', clock(era.start / 1000n)],
					['points', count(points)],
					['made blocks', `${made.length} of ${active.length}`],
				]}
			/>
			<Rows validators={validators} />
			<Slashes slashes={slashes} />
		</>
	);
}

function Rows({ validators }: { validators: Validator[] }) {
	return (
		<Table
			caption="Validators and candidates"
			rows={validators}
			rowKey={({ id }) => id}
			columns={[
				{ title: 'validator', cell: ({ id }) => <Account of={id} /> },
				{ title: 'state', cell: ({ state }) => STATES[state], by: ({ state }) => state },
				{
					title: 'points',
					cell: ({ points }) => count(points),
					by: ({ points }) => points,
					isNumber: true,
				},
				{
					title: 'stake',
					cell: ({ stake }) => (stake === undefined ? '–' : <Rlc of={stake} />),
					by: ({ stake }) => stake ?? 0n,
					isNumber: true,
				},
				{
					title: 'its own',
					cell: ({ own }) => (own === undefined ? '–' : <Rlc of={own} />),
					by: ({ own }) => own ?? 0n,
					isNumber: true,
				},
				{
					title: 'nominators',
					cell: ({ nominators, isClosed }) =>
						`${nominators ?? '–'}${isClosed ? ', takes no more' : ''}`,
					by: ({ nominators }) => nominators ?? 0,
					isNumber: true,
				},
				{
					title: 'commission',
					cell: ({ commission }) =>
						commission === undefined ? '–' : percent(commission),
					by: ({ commission }) => commission ?? 0,
					isNumber: true,
				},
			]}
		/>
	);
}

function Slashes({ slashes }: { slashes: Slash[] }) {
	return slashes.length === 0 ? (
		<Empty>No slash waits.</Empty>
	) : (
		<Table
			caption="Slashes that wait"
			rows={slashes}
			rowKey={({ era, validator, total }) => `${era} ${validator} ${total}`}
			columns={[
				{ title: 'slashed', cell: ({ validator }) => <Account of={validator} /> },
				{ title: 'of all bonds', cell: ({ total }) => <Rlc of={total} />, isNumber: true },
				{ title: 'when era begins', cell: ({ era }) => count(era), isNumber: true },
			]}
		/>
	);
}
