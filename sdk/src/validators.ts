// SPDX-License-Identifier: Apache-2.0

/** Who makes blocks, with what at stake, and whether the network is well. */

import type { Account, Amount, Era, EraPoints, Exposure, ValidatorTerms } from './chain.js';
import type { Bourse } from './client.js';

const BEST = { at: 'best' } as const;

/** Age of the best block from which something is wrong, in seconds. */
const OLD = 30;
/** Distance of best and final block from which finality is stuck. */
const UNFINAL = 50;

/** A validator of this session, or a candidate for the next era. */
export interface Validator {
	id: Account;
	/** `leaves`: it validates until the era ends; `keyless`: it is elected, but has no session keys. */
	state: 'active' | 'leaves' | 'keyless' | 'candidate';
	/** Points of this era: 20 for a block. */
	points: number;
	/** What stands behind it in this era, in nRLC; undefined: it was not elected. */
	stake: Amount | undefined;
	/** Of that, its own. */
	own: Amount | undefined;
	nominators: number | undefined;
	/** Share that it keeps before its nominators get theirs, in billionths. */
	commission: number | undefined;
	/** Whether it takes no new nominators. */
	isClosed: boolean;
}

/** A slash that waits. */
export interface Slash {
	/** Era with whose begin it is applied. */
	era: number;
	validator: Account;
	/** Of all bonds, in nRLC. */
	total: Amount;
}

/** The validators of an era. */
export interface ValidatorSet {
	era: Era;
	/** Of all validators. */
	points: number;
	validators: Validator[];
	slashes: Slash[];
}

/** Active validators first, by points; then the others. */
export function rowsOf(
	active: readonly Account[],
	points: EraPoints,
	exposures: ReadonlyMap<Account, Exposure>,
	candidates: ReadonlyMap<Account, ValidatorTerms>,
): Validator[] {
	const pointsOf = new Map(points.individual);
	const isActive = new Set(active);
	const all = new Set([...active, ...exposures.keys(), ...candidates.keys()]);
	const rows = [...all].map((id): Validator => {
		const [exposure, terms] = [exposures.get(id), candidates.get(id)];
		return {
			id,
			state: isActive.has(id)
				? terms
					? 'active'
					: 'leaves'
				: exposure
					? 'keyless'
					: 'candidate',
			points: pointsOf.get(id) ?? 0,
			stake: exposure?.total,
			own: exposure?.own,
			nominators: exposure?.nominator_count,
			commission: terms?.commission,
			isClosed: terms?.blocked ?? false,
		};
	});
	const rank = ({ id }: Validator) => (isActive.has(id) ? 0 : 1);
	return rows.sort((a, b) => rank(a) - rank(b) || b.points - a.points);
}

/** The validators and candidates of now, after the best block. */
export async function validators(bourse: Bourse): Promise<ValidatorSet> {
	const { Session, Staking } = bourse.api.query;
	const era = (await Staking.ActiveEra.getValue(BEST)) ?? { index: 0, start: undefined };
	const [active, points, exposures, candidates, slashes] = await Promise.all([
		Session.Validators.getValue(BEST),
		Staking.ErasRewardPoints.getValue(era.index, BEST),
		Staking.ErasStakersOverview.getEntries(era.index, BEST),
		Staking.Validators.getEntries(BEST),
		Staking.UnappliedSlashes.getEntries(BEST),
	]);
	return {
		era,
		points: points.total,
		validators: rowsOf(
			active,
			points,
			new Map(exposures.map(({ keyArgs, value }) => [keyArgs[1], value])),
			new Map(candidates.map(({ keyArgs, value }) => [keyArgs[0], value])),
		),
		slashes: slashes.flatMap(({ keyArgs: [era], value }) =>
			value.map(({ validator, own, others }) => ({
				era,
				validator,
				total: others.reduce((sum, [, amount]) => sum + amount, own),
			})),
		),
	};
}

/** What tells whether a network is well. What is not known is undefined. */
export interface Health {
	/** Number of the best block. */
	best: number;
	/** Its age, in seconds. */
	age: number;
	/** Number of the last final block. */
	final: number | undefined;
	peers: number | undefined;
	/** Whether the node should have peers: one of a development chain need not. */
	needsPeers: boolean;
	isSyncing: boolean;
}

/** What is wrong with a network, a sentence each; none: it is well. */
export function troubles({ best, age, final, peers, needsPeers, isSyncing }: Health): string[] {
	const found: string[] = [];
	if (isSyncing) found.push('The node still fetches blocks: what it shows is of a while ago.');
	else if (age > OLD) found.push(`No block for ${Math.round(age)} s: no validator makes any.`);
	if (final !== undefined && best - final > UNFINAL)
		found.push(
			`Finality is ${best - final} blocks behind: more than a third of the validators are away.`,
		);
	if (peers === 0 && needsPeers)
		found.push('The node has no peers: open its port, or name bootnodes.');
	return found;
}
