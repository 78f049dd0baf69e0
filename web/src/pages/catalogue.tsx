// SPDX-License-Identifier: Apache-2.0

import {
	type DealRow,
	deals as dealsOf,
	type NamedApp,
	type NamedDataset,
	type NamedPool,
	type NamedWorker,
	offersByTrust,
	ordersOf,
	workers,
} from '@bourse/sdk';
import { useState } from 'preact/hooks';
import { go, href, type Route, setQuery } from '../router.js';
import { signer$ } from '../state.js';
import { DepthChart } from '../ui/charts.js';
import { useAnswer, useBourse, useEach, useLive, useSubject } from '../ui/hooks.js';
import { Account, Empty, Facts, Field, Problem, Rlc, Show, Table, Title } from '../ui/parts.js';
import { bytes, clock, count, features } from '../ui/text.js';
import { About, Address, aboutLine, Done, Posted, PRICE, STOCK, useRecords } from './listing.js';
import { catalogueWith, type Kind } from './names.js';

const KINDS: Kind[] = ['apps', 'datasets', 'pools', 'workers'];

/** Apps, datasets, pools and workers, with search; a row opens in place. */
export function CataloguePage({ route }: { route: Route }) {
	const bourse = useBourse();
	const kind = KINDS.find((one) => one === route.path[1]) ?? 'apps';
	const search = route.query.get('q') ?? '';
	const open = route.query.get('open') ?? undefined;
	const [first] = useState(/^\d{1,9}$/.test(open ?? '') ? Number(open) : undefined);
	const catalogue = useAnswer(
		() => catalogueWith(bourse, { [kind.slice(0, -1)]: first }),
		[bourse],
	);
	const crew = useAnswer(
		() => (kind === 'workers' ? workers(bourse) : undefined),
		[bourse, kind],
	);
	const deals = useAnswer(() => dealsOf(bourse), [bourse]);
	const used = deals.value?.items ?? [];
	const common = {
		search,
		open,
		onOpen: (key: string | number | undefined) => setQuery({ open: key }),
	};
	return (
		<>
			<Title text={`Catalogue: ${kind}`}>Catalogue</Title>
			<nav class="tabs" aria-label="Kind">
				{KINDS.map((one) => (
					<a
						key={one}
						href={href(['catalogue', one], { q: search })}
						aria-current={one === kind ? 'page' : undefined}
					>
						{one}
					</a>
				))}
			</nav>
			<Field label={`Search ${kind}`}>
				{(ids) => (
					<input
						{...ids}
						type="search"
						value={search}
						onInput={({ currentTarget: { value } }) =>
							setQuery({ q: value, open: undefined })
						}
					/>
				)}
			</Field>
			{kind === 'workers' ? (
				<Show asked={crew}>
					{({ items, isCut }) => <Workers workers={items} isCut={isCut} {...common} />}
				</Show>
			) : (
				<Show asked={catalogue}>
					{({ apps, datasets, pools }) =>
						kind === 'apps' ? (
							<Apps apps={apps} deals={used} {...common} />
						) : kind === 'datasets' ? (
							<Datasets datasets={datasets} deals={used} {...common} />
						) : (
							<Pools pools={pools} deals={used} {...common} />
						)
					}
				</Show>
			)}
		</>
	);
}

interface Common {
	search: string;
	open: string | undefined;
	onOpen: (key: string | number | undefined) => void;
}

/** Rows that have all words of a search in their text, or its number as their id. */
export function matching<T extends { id: number | string }>(
	rows: T[],
	search: string,
	text: (row: T) => string,
): T[] {
	const words = search.toLowerCase().split(/\s+/).filter(Boolean);
	return rows.filter((row) => {
		const all = `${text(row)} #${row.id}`.toLowerCase();
		return words.every((word) => all.includes(word));
	});
}

/** Tasks of the last day's deals that an asset is part of. */
function tasksOf(deals: DealRow[], of: (deal: DealRow) => number | undefined, id: number): bigint {
	return deals.reduce((sum, deal) => (of(deal) === id ? sum + deal.tasks : sum), 0n);
}

function Nothing({ search, what }: { search: string; what: string }) {
	return (
		<Empty>
			{search
				? `No ${what} matches "${search}".`
				: `No ${what} is registered on this chain yet.`}
		</Empty>
	);
}

function Apps({
	apps,
	deals,
	search,
	open,
	onOpen,
}: Common & { apps: NamedApp[]; deals: DealRow[] }) {
	const record = useRecords(apps, (app) => ({ app }));
	const rows = matching(
		apps,
		search,
		(app) => `${app.text} ${app.stock ?? ''} ${app.owner} ${aboutLine(app)}`,
	);
	if (rows.length === 0) return <Nothing search={search} what="app" />;
	const used = (id: number) => tasksOf(deals, (deal) => deal.app.id, id);
	return (
		<Table
			caption="Apps"
			rows={rows}
			rowKey={({ id }) => id}
			open={open}
			onOpen={onOpen}
			columns={[
				{
					title: 'app',
					cell: ({ text, id }) => (
						<>
							{text || 'app'} <small>#{id}</small>
						</>
					),
					note: aboutLine,
					by: ({ text }) => text,
				},
				STOCK,
				{
					title: 'owner',
					cell: ({ owner }) => <Account of={owner} />,
					by: ({ owner }) => owner,
				},
				PRICE,
				...record,
				{
					title: 'tasks lately',
					cell: ({ id }) => count(used(id)),
					by: ({ id }) => used(id),
					isNumber: true,
				},
			]}
			details={(app) => (
				<>
					<About of={app.profile} />
					<Facts
						of={[
							['price', <Posted kind="app" id={app.id} />],
							['record', <Done of={{ app: app.id }} />],
							['address', <Address kind="app" id={app.id} />],
							['checksum', <span class="hash">{app.checksum}</span>],
						]}
					/>
					<a class="button" href={href(['run'], { app: app.id })}>
						Run {app.text || `app #${app.id}`}
					</a>
				</>
			)}
		/>
	);
}

function Datasets(props: Common & { datasets: NamedDataset[]; deals: DealRow[] }) {
	const record = useRecords(props.datasets, (dataset) => ({ dataset }));
	const { search, open, onOpen } = props;
	const rows = matching(
		props.datasets,
		search,
		(dataset) =>
			`${dataset.text} ${dataset.stock ?? ''} ${dataset.owner} ${aboutLine(dataset)}`,
	);
	if (rows.length === 0) return <Nothing search={search} what="dataset" />;
	const used = (id: number) => tasksOf(props.deals, (deal) => deal.dataset?.id, id);
	return (
		<Table
			caption="Datasets"
			rows={rows}
			rowKey={({ id }) => id}
			open={open}
			onOpen={onOpen}
			columns={[
				{
					title: 'dataset',
					cell: ({ text, id }) => (
						<>
							{text || 'dataset'} <small>#{id}</small>
						</>
					),
					note: aboutLine,
					by: ({ text }) => text,
				},
				STOCK,
				{
					title: 'owner',
					cell: ({ owner }) => <Account of={owner} />,
					by: ({ owner }) => owner,
				},
				PRICE,
				...record,
				{
					title: 'packing',
					cell: ({ packing }) => packing.type,
					by: ({ packing }) => packing.type,
				},
				{
					title: 'tasks lately',
					cell: ({ id }) => count(used(id)),
					by: ({ id }) => used(id),
					isNumber: true,
				},
			]}
			details={(dataset) => (
				<>
					<About of={dataset.profile} />
					<Facts
						of={[
							['price', <Posted kind="dataset" id={dataset.id} />],
							['record', <Done of={{ dataset: dataset.id }} />],
							[
								'content',
								dataset.restricted
									? 'restricted: workers pass it on to workers of the same deal only'
									: 'public',
							],
							['address', <Address kind="dataset" id={dataset.id} />],
							['checksum', <span class="hash">{dataset.checksum}</span>],
						]}
					/>
				</>
			)}
		/>
	);
}

const ADMISSION = {
	Open: 'everybody',
	Closed: 'whom its owner accepts',
	ByInvitation: 'who is invited',
};

function Pools({
	pools,
	deals,
	search,
	open,
	onOpen,
}: Common & { pools: NamedPool[]; deals: DealRow[] }) {
	const bourse = useBourse();
	const record = useRecords(pools, (pool) => ({ pool }));
	const cheapest = useEach(
		pools.filter(({ onOffer }) => onOffer > 0n).map(({ id }) => id),
		async (id) => {
			const owner = pools.find((pool) => pool.id === id)?.owner ?? '';
			const offers = (await ordersOf(bourse, owner)).filter(({ pool }) => pool === id);
			return offers.map(({ price }) => price).sort((a, b) => (a < b ? -1 : 1))[0];
		},
		[bourse],
	);
	const priceOf = (id: number) => cheapest.get(id);
	const rows = matching(
		pools,
		search,
		({ text, about, owner, profile }) => `${text} ${about} ${owner} ${aboutLine({ profile })}`,
	);
	if (rows.length === 0) return <Nothing search={search} what="pool" />;
	const used = (id: number) => tasksOf(deals, (deal) => deal.pool.id, id);
	return (
		<Table
			caption="Pools"
			rows={rows}
			rowKey={({ id }) => id}
			open={open}
			onOpen={onOpen}
			columns={[
				{
					title: 'pool',
					cell: ({ text, id }) => (
						<>
							{text.slice(0, 60) || 'pool'} <small>#{id}</small>
						</>
					),
					note: (pool) => aboutLine(pool) || pool.about.slice(0, 120),
					by: ({ text }) => text,
				},
				{
					title: 'owner',
					cell: ({ owner }) => <Account of={owner} />,
					by: ({ owner }) => owner,
				},
				{
					title: 'price from',
					cell: ({ id, onOffer }) => {
						const price = priceOf(id);
						return price === undefined ? onOffer > 0n ? '…' : '–' : <Rlc of={price} />;
					},
					by: ({ id }) => priceOf(id) ?? -1n,
					isNumber: true,
				},
				{
					title: 'on offer',
					cell: ({ onOffer }) => `${count(onOffer)} tasks`,
					by: ({ onOffer }) => onOffer,
					isNumber: true,
				},
				...record,
				{
					title: 'listed',
					cell: ({ isListed }) => (isListed ? 'yes' : 'no'),
					by: ({ isListed }) => Number(isListed),
				},
				{
					title: 'workers',
					cell: ({ workers }) => count(workers),
					by: ({ workers }) => workers,
					isNumber: true,
				},
				{
					title: 'owners',
					cell: ({ owners }) => count(owners),
					by: ({ owners }) => owners,
					isNumber: true,
				},
				{
					title: 'tasks lately',
					cell: ({ id }) => count(used(id)),
					by: ({ id }) => used(id),
					isNumber: true,
				},
			]}
			details={(pool) => <PoolDetails pool={pool} />}
		/>
	);
}

function PoolDetails({ pool }: { pool: NamedPool }) {
	const { rules, policy } = pool;
	const category = 0;
	const depths = useLive((bourse) => offersByTrust(bourse, category, 0n, pool.id), [pool.id]);
	const offers = depths.value?.[0]?.offers ?? [];
	return (
		<>
			<p>{pool.text}</p>
			{pool.about !== '' && <p class="note">{pool.about}</p>}
			<About of={pool.profile} />
			<Facts
				of={[
					['record', <Done of={{ pool: pool.id }} />],
					[
						"on the chain's list",
						pool.isListed ? 'yes' : 'no: nobody vouches for its workers',
					],
					['takes', ADMISSION[rules.admission.type]],
					[
						'assigns tasks',
						rules.assigned_by.type === 'Chain' ? 'the chain, at random' : 'the owner',
					],
					[
						'demands',
						<>
							<Rlc of={rules.min_stake} /> stake, score {count(rules.min_score)},
							features: {features(rules.tag)}
						</>,
					],
					[
						'shares',
						`owner ${policy.scheduler_reward_ratio} % of the pot, workers the rest`,
					],
					['a contribution locks', `${policy.worker_stake_ratio} % of the price`],
				]}
			/>
			<Problem text={depths.error} />
			{offers.length > 0 && <DepthChart offers={offers} requests={[]} />}
			<p class="row">
				<a class="button" href={href(['run'], { pool: pool.id })}>
					Run on this pool
				</a>
				<a class="button" href={href(['earn'], { pool: pool.id })}>
					Work for it
				</a>
			</p>
		</>
	);
}

function Workers(props: Common & { workers: NamedWorker[]; isCut: boolean }) {
	const { search, open, onOpen } = props;
	const you = useSubject(signer$)?.address;
	const record = useRecords(props.workers, (worker) => ({ worker }));
	const rows = matching(
		props.workers,
		search,
		({ id, owner, active }) => `${id} ${owner} ${active ? 'active' : ''}`,
	);
	if (rows.length === 0) return <Nothing search={search} what="worker" />;
	return (
		<>
			{props.isCut && <p class="note">There are more workers than are read here.</p>}
			<Table
				caption="Workers"
				rows={rows}
				rowKey={({ id }) => id}
				open={open}
				onOpen={onOpen}
				columns={[
					{
						title: 'worker',
						cell: ({ id }) => (
							<span class="id">
								{id.slice(0, 6)}…{id.slice(-4)}
							</span>
						),
						by: ({ id }) => id,
					},
					{
						title: 'owner',
						cell: ({ owner }) => <Account of={owner} you={you} />,
						by: ({ owner }) => owner,
					},
					{
						title: 'pool',
						cell: ({ pool }) => `#${pool}`,
						by: ({ pool }) => pool,
						isNumber: true,
					},
					{
						title: 'active',
						cell: ({ active }) => (active ? 'yes' : 'no'),
						by: ({ active }) => Number(active),
					},
					{
						title: 'free slots',
						cell: ({ free_slots, slots }) => `${free_slots} of ${slots}`,
						by: ({ free_slots }) => free_slots,
						isNumber: true,
					},
					{
						title: 'score',
						cell: ({ score }) => count(score),
						by: ({ score }) => score,
						isNumber: true,
					},
					...record,
				]}
				details={(worker) => <WorkerDetails worker={worker} />}
			/>
		</>
	);
}

function WorkerDetails({ worker }: { worker: NamedWorker }) {
	const bourse = useBourse();
	const more = useAnswer(
		async () => ({
			of: await bourse.api.query.Pools.Workers.getValue(worker.id, { at: 'best' }),
		}),
		[bourse, worker.id],
	);
	return (
		<>
			<Show asked={more}>
				{({ of }) => (
					<Facts
						of={[
							of && ['status', of.status.type],
							['record', <Done of={{ worker: worker.id }} />],
							['features', features(worker.tag)],
							of && [
								'categories',
								of.capacity.categories.length
									? of.capacity.categories.join(', ')
									: 'all',
							],
							of && [
								'memory a task',
								of.capacity.memory ? bytes(of.capacity.memory) : '1.0 GiB',
							],
							['last sign of life', clock(worker.last_seen)],
							of && ['missed in a row', of.missed],
							of && ['a task may lock', <Rlc of={of.max_stake} />],
						]}
					/>
				)}
			</Show>
			<button type="button" onClick={() => go(href(['account', worker.id]))}>
				Why it gets work or none
			</button>
		</>
	);
}
