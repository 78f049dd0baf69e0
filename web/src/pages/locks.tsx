// SPDX-License-Identifier: Apache-2.0

import { assetsOf, type Lock, locksOf } from '@bourse/sdk';
import { useLive } from '../ui/hooks.js';
import { Rlc, Show, Table } from '../ui/parts.js';
import { clock, count } from '../ui/text.js';
import { catalogueOf } from './names.js';

const BY: Record<Lock['by'], (number: string) => string> = {
	orders: (number) => `resting orders: ${number}`,
	bought: (number) => `prices of bought tasks that have not ended: ${number}`,
	sold: (number) => `the pool's security for sold tasks that have not ended: ${number}`,
	guarantees: (number) => `promises of an income to workers: ${number}`,
};
const UNTIL: Record<Lock['by'], string> = {
	orders: ', or cancelled',
	bought: ', or their end',
	sold: ', or their end',
	guarantees: '',
};

/** A row of the table: a part of the locked stake, and its end in words. */
export interface LockRow {
	what: string;
	amount: bigint;
	until: string;
}

/** Parts that sum up to the locked stake, as far as they are not of another block than it. */
export function lockRows(locks: readonly Lock[], locked: bigint): LockRow[] {
	const rows = locks.map(({ by, count: number, amount, until }) => ({
		what: BY[by](count(number)),
		amount,
		until: `${clock(until)} at the latest${UNTIL[by]}`,
	}));
	const rest = locked - locks.reduce((sum, { amount }) => sum + amount, 0n);
	if (rest <= 0n) return rows;
	return [
		...rows,
		{
			what: "fees and contributions of running tasks, bonds of workers' slots, deposits of posted terms and keys",
			amount: rest,
			until: 'the task ends, the worker leaves, the terms are revoked',
		},
	];
}

/** What locks the stake, and until when. */
export function Locks({ who, locked }: { who: string; locked: bigint }) {
	const asked = useLive(
		async (bourse) => {
			const { pools } = await assetsOf(bourse, who, await catalogueOf(bourse));
			return locksOf(bourse, who, pools);
		},
		[who],
		5,
	);
	if (locked === 0n) return null;
	return (
		<Show asked={asked}>
			{(locks) => (
				<Table
					caption="What is locked, and until when"
					rows={lockRows(locks, locked)}
					rowKey={({ what }) => what}
					columns={[
						{ title: 'locked by', cell: ({ what }) => what },
						{
							title: 'amount',
							cell: ({ amount }) => <Rlc of={amount} />,
							isNumber: true,
						},
						{ title: 'until', cell: ({ until }) => until },
					]}
				/>
			)}
		</Show>
	);
}
