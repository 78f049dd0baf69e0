// SPDX-License-Identifier: Apache-2.0

import {
	assetsOf,
	type DealRow,
	deals as dealsOf,
	incomes,
	type NamedPool,
	type NamedWorker,
	ordersOf,
	type Subject,
	send,
	workers,
} from '@bourse/sdk';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { href, type Route } from '../router.js';
import { signer$ } from '../state.js';
import { BarChart } from '../ui/charts.js';
import { useBourse, useEach, useLive, useSubject } from '../ui/hooks.js';
import { Empty, Facts, Field, Problem, Rlc, Section, Show, Table, Title } from '../ui/parts.js';
import { Send } from '../ui/send.js';
import { count } from '../ui/text.js';
import { byDay, byHour } from './activity.js';
import { AssetName, catalogueOf, PoolOptions } from './names.js';
import { Offer } from './offer.js';
import { Orders } from './orders.js';
import { PostPrice, Register } from './provide.js';
import { WorkerStatus } from './worker.js';

/** What the account earns in each role, and the step to become each. */
export function Earn({ route }: { route: Route }) {
	const signer = useSubject(signer$);
	return (
		<>
			<Title text="Earn" />
			{signer ? (
				<Roles who={signer.address} route={route} />
			) : (
				<Empty>
					Your earnings would be here. <a href={href(['account'])}>Choose an account</a>.
				</Empty>
			)}
		</>
	);
}

function Roles({ who, route }: { who: string; route: Route }) {
	const all = useLive(
		async (bourse) => {
			const catalogue = await catalogueOf(bourse);
			const [own, deals, crew, orders] = await Promise.all([
				assetsOf(bourse, who, catalogue),
				dealsOf(bourse, { owner: who }),
				workers(bourse),
				ordersOf(bourse, who),
			]);
			return { pools: catalogue.pools, own, deals: deals.items, crew: crew.items, orders };
		},
		[who],
		5,
	);
	return (
		<Show asked={all}>
			{({ pools, own, deals, crew, orders }) => (
				<>
					<Earnings who={who} />
					<Providers
						who={who}
						deals={deals}
						apps={own.apps.map(({ id }) => id)}
						datasets={own.datasets.map(({ id }) => id)}
					/>
					<Manager deals={deals} pools={own.pools} who={who} />
					{orders.some(({ pool }) => pool !== undefined) && (
						<Section title="Offers in the book">
							<Orders
								orders={orders.filter(({ pool }) => pool !== undefined)}
								isOwn
							/>
						</Section>
					)}
					<Working
						crew={crew.filter(({ id, owner }) => owner === who || id === who)}
						pools={pools}
						route={route}
					/>
				</>
			)}
		</Show>
	);
}

/** What came in and was lost by the day, of all roles, where the node has an index. */
function Earnings({ who }: { who: string }) {
	const asked = useLive(
		async (bourse) => ({ days: await incomes(bourse, { account: who }) }),
		[who],
	);
	const days = asked.value?.days;
	if (!days || days.length === 0) return <Problem text={asked.error} />;
	const sum = (of: 'earned' | 'lost') => days.reduce((all, day) => all + day[of], 0n);
	return (
		<Section title="Earnings by day">
			<Facts
				of={[
					['earned', <Rlc key="earned" of={sum('earned')} />],
					['lost stake', <Rlc key="lost" of={sum('lost')} />],
				]}
			/>
			<BarChart label="Earnings by day, in RLC" bars={byDay(days, ({ earned }) => earned)} />
		</Section>
	);
}

/** What each asset earned in the last 30 days, as a cell, where the node has an index. */
function useIncome(assets: Subject[]): (of: Subject) => ComponentChildren {
	const bourse = useBourse();
	const sums = useEach(
		assets.map((of) => JSON.stringify(of)),
		async (key) => {
			const days = await incomes(bourse, JSON.parse(key) as Subject);
			return days?.reduce((sum, { earned }) => sum + earned, 0n);
		},
		[bourse],
	);
	return (of) => {
		const sum = sums.get(JSON.stringify(of));
		return sum === undefined ? '–' : <Rlc of={sum} />;
	};
}

const DAY_NOTE =
	'By the deals that the node shows (of the last day where it keeps no index), each counted whole.';

function Providers(props: { who: string; deals: DealRow[]; apps: number[]; datasets: number[] }) {
	const { deals, apps, datasets } = props;
	const rows = [
		...apps.map((id) => ({
			kind: 'apps' as const,
			id,
			of: deals.filter(({ app }) => app.id === id),
			price: (deal: DealRow) => deal.app.price,
		})),
		...datasets.map((id) => ({
			kind: 'datasets' as const,
			id,
			of: deals.filter(({ dataset }) => dataset?.id === id),
			price: (deal: DealRow) => deal.dataset?.price ?? 0n,
		})),
	];
	const income = useIncome([
		...apps.map((app) => ({ app })),
		...datasets.map((dataset) => ({ dataset })),
	]);
	const earned = (row: (typeof rows)[number]) =>
		row.of.reduce((sum, deal) => sum + row.price(deal) * deal.tasks, 0n);
	return (
		<Section title="Provider of apps and datasets" note={rows.length ? DAY_NOTE : undefined}>
			{rows.length === 0 ? (
				<Empty>
					You own no app and no dataset. <code>bourse app publish</code> builds, tests,
					uploads, registers and offers one.
				</Empty>
			) : (
				<>
					<Table
						caption="Your apps and datasets"
						rows={rows}
						rowKey={({ kind, id }) => `${kind}${id}`}
						columns={[
							{
								title: 'asset',
								cell: ({ kind, id }) => <AssetName kind={kind} id={id} />,
							},
							{
								title: 'tasks',
								cell: ({ of }) =>
									count(of.reduce((sum, deal) => sum + deal.tasks, 0n)),
								isNumber: true,
							},
							{
								title: 'sold for',
								cell: (row) => <Rlc of={earned(row)} />,
								by: earned,
								isNumber: true,
							},
							{
								title: 'earned in 30 days',
								cell: ({ kind, id }) =>
									income(kind === 'apps' ? { app: id } : { dataset: id }),
								isNumber: true,
							},
						]}
					/>
					<BarChart
						label="Sales of apps and datasets by hour, in RLC"
						bars={byHour(
							rows.flatMap(({ of }) => of),
							(deal) =>
								(apps.includes(deal.app.id) ? deal.app.price * deal.tasks : 0n) +
								(deal.dataset && datasets.includes(deal.dataset.id)
									? deal.dataset.price * deal.tasks
									: 0n),
						)}
					/>
				</>
			)}
			<PostPrice assets={rows} />
			<Register who={props.who} />
		</Section>
	);
}

function Manager({ pools, deals, who }: { pools: NamedPool[]; deals: DealRow[]; who: string }) {
	const [text, setText] = useState('');
	const income = useIncome(pools.map(({ id }) => ({ pool: id })));
	const sold = (id: number) => deals.filter(({ pool }) => pool.id === id);
	const value = (id: number) =>
		sold(id).reduce((sum, { pool, tasks }) => sum + pool.price * tasks, 0n);
	return (
		<Section title="Owner of pools" note={pools.length ? DAY_NOTE : undefined}>
			{pools.length === 0 ? (
				<>
					<Empty>
						You own no pool. A pool offers tasks, and its workers compute them.
					</Empty>
					<div class="row">
						<Field label="Description of a new pool">
							{(ids) => (
								<input
									{...ids}
									type="text"
									maxLength={256}
									value={text}
									onInput={({ currentTarget }) => setText(currentTarget.value)}
								/>
							)}
						</Field>
						<Send
							isDisabled={text.trim() === ''}
							make={(bourse, { signer }) =>
								send(
									bourse,
									bourse.api.tx.Registry.register_workerpool({
										owner: who,
										description: new TextEncoder().encode(text.trim()),
									}),
									signer,
								)
							}
						>
							Register the pool
						</Send>
					</div>
				</>
			) : (
				<>
					<Table
						caption="Your pools"
						rows={pools}
						rowKey={({ id }) => id}
						columns={[
							{ title: 'pool', cell: ({ id }) => <AssetName kind="pools" id={id} /> },
							{
								title: 'listed',
								cell: ({ isListed }) =>
									isListed ? 'yes' : 'no: offers only to who names it',
							},
							{
								title: 'workers',
								cell: ({ workers }) => count(workers),
								isNumber: true,
							},
							{
								title: 'tasks sold',
								cell: ({ id }) =>
									count(sold(id).reduce((sum, deal) => sum + deal.tasks, 0n)),
								isNumber: true,
							},
							{
								title: 'sold for',
								cell: ({ id }) => <Rlc of={value(id)} />,
								isNumber: true,
							},
							{
								title: 'earned in 30 days',
								cell: ({ id }) => income({ pool: id }),
								isNumber: true,
							},
						]}
					/>
					<Offer pools={pools} />
				</>
			)}
		</Section>
	);
}

function Working({
	crew,
	pools,
	route,
}: {
	crew: NamedWorker[];
	pools: NamedPool[];
	route: Route;
}) {
	const chosen = Number(route.query.get('pool') ?? pools[0]?.id ?? 0);
	const [pool, setPool] = useState(chosen);
	const [slots, setSlots] = useState(1);
	if (crew.length > 0) {
		return (
			<Section title="Worker">
				{crew.map((worker) => (
					<WorkerStatus key={worker.id} id={worker.id} />
				))}
			</Section>
		);
	}
	return (
		<Section title="Worker">
			<Empty>
				You work for no pool. <code>bourse worker setup</code> makes a hot key, puts it into
				your node and applies; or apply here, and set the key later.
			</Empty>
			{pools.length > 0 && (
				<div class="row">
					<Field label="Pool">
						{(ids) => (
							<select
								{...ids}
								value={pool}
								onChange={({ currentTarget }) =>
									setPool(Number(currentTarget.value))
								}
							>
								<PoolOptions
									of={pools}
									note={({ rules }) =>
										rules.admission.type === 'Open'
											? ', open'
											: ', its owner accepts'
									}
								/>
							</select>
						)}
					</Field>
					<Field
						label="Slots"
						hint="Tasks at once: a core each. In an open pool each needs a bond of stake."
					>
						{(ids) => (
							<input
								{...ids}
								type="number"
								min="1"
								max="256"
								value={slots}
								onChange={({ currentTarget }) =>
									setSlots(Number(currentTarget.value))
								}
							/>
						)}
					</Field>
					<Send
						make={(bourse, { signer }) =>
							send(bourse, bourse.api.tx.Pools.apply({ pool, slots }), signer)
						}
					>
						Apply
					</Send>
				</div>
			)}
		</Section>
	);
}
