// SPDX-License-Identifier: Apache-2.0

import {
	type App,
	type Asset,
	type Dataset,
	type DealRow,
	deals as dealsOf,
	type Named,
	type NamedPool,
	type NamedWorker,
	offersByTrust,
	postedPrices,
	recordOf,
	type Subject,
	shownText,
	workers,
} from '@bourse/sdk';
import type { ComponentChildren } from 'preact';
import { go, href, type Route, setQuery } from '../router.js';
import { signer$ } from '../state.js';
import { DepthChart } from '../ui/charts.js';
import { useAnswer, useBourse, useLive, useSubject } from '../ui/hooks.js';
import { Account, Empty, Facts, Field, Problem, Rlc, Show, Table, Title } from '../ui/parts.js';
import { bytes, clock, count, features, safeLink, span } from '../ui/text.js';
import { catalogueOf, type Kind } from './names.js';

const KINDS: Kind[] = ['apps', 'datasets', 'pools', 'workers'];

/** Apps, datasets, pools and workers, with search; a row opens in place. */
export function CataloguePage({ route }: { route: Route }) {
	const bourse = useBourse();
	const kind = KINDS.find((one) => one === route.path[1]) ?? 'apps';
	const search = route.query.get('q') ?? '';
	const open = route.query.get('open') ?? undefined;
	const catalogue = useAnswer(() => catalogueOf(bourse), [bourse]);
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

function address(multiaddr: Uint8Array): ComponentChildren {
	const link = safeLink(new TextDecoder().decode(multiaddr));
	const text = shownText(multiaddr);
	if (multiaddr.length === 0) return 'by checksum alone';
	return link ? (
		<a href={link} rel="noreferrer noopener" target="_blank">
			{link}
		</a>
	) : (
		<code>{text}</code>
	);
}

function Posted({ kind, id }: { kind: 'app' | 'dataset'; id: number }) {
	const bourse = useBourse();
	const prices = useAnswer(
		async () => (await postedPrices(bourse, kind, id)).filter(({ holds }) => holds),
		[bourse, kind, id],
	);
	return (
		<Show asked={prices}>
			{(list) =>
				list.length === 0 ? (
					<>not on offer in the book</>
				) : (
					<ul>
						{list.map(({ terms, audience }, nth) => (
							<li key={nth}>
								<Rlc of={terms.price} /> a task, {audienceText(audience)}
								{terms.pool !== undefined && `, on pool #${terms.pool} only`}
								{terms.app !== undefined && `, with app #${terms.app} only`}
								{terms.until !== undefined && `, until ${clock(terms.until)}`}
							</li>
						))}
					</ul>
				)
			}
		</Show>
	);
}

/** What its owner says of an asset. */
function About({ asset }: { asset: Asset }) {
	const bourse = useBourse();
	const { type, value } = asset;
	const profile = useAnswer(
		async () => ({ said: await bourse.api.query.Registry.Profiles.getValue(asset) }),
		[bourse, type, value],
	).value?.said;
	if (!profile) return null;
	const tags = profile.tags.map((tag) => shownText(tag, 24)).join(' · ');
	return (
		<>
			<p>{shownText(profile.description, 256)}</p>
			<p class="note">
				{tags} {profile.link.length > 0 && address(profile.link)}
			</p>
		</>
	);
}

/** How an asset or account has done, where the node has an index. */
function Done({ of }: { of: Subject }) {
	const bourse = useBourse();
	const record = useAnswer(
		async () => ({ record: await recordOf(bourse, of) }),
		[bourse, JSON.stringify(of)],
	);
	return (
		<Show asked={record}>
			{({ record }) =>
				record === undefined ? (
					<>this node keeps no index of what was</>
				) : (
					<>
						{count(record.done)} tasks done for {count(record.requesters)} requesters
						{record.medianSeconds !== undefined &&
							`, half of them within ${span(record.medianSeconds)}`}
						{Object.entries(record.failures).map(
							([name, times]) => `; ${count(times)} ended with ${name}`,
						)}
						{record.failed > 0 && `; ${count(record.failed)} failed`}
						{record.unavailable > 0 && `; ${count(record.unavailable)} unavailable`}
						{record.timedOut > 0 && `; ${count(record.timedOut)} timed out`}
					</>
				)
			}
		</Show>
	);
}

/** Whom terms are for, in words. */
export function audienceText(audience: unknown): string {
	const { type, value } = audience as { type: string; value?: unknown };
	if (type === 'Group') return `for group #${value}`;
	return type === 'Only' ? `for ${value}` : 'for everybody';
}

/** The name that root gave an asset: names are anybody's, this one is not. */
const STOCK = {
	title: 'stock name',
	cell: ({ stock }: { stock: string | undefined }) => stock ?? '–',
	by: ({ stock }: { stock: string | undefined }) => stock ?? '',
};

function Apps({
	apps,
	deals,
	search,
	open,
	onOpen,
}: Common & { apps: Named<App>[]; deals: DealRow[] }) {
	const rows = matching(
		apps,
		search,
		({ text, stock, owner }) => `${text} ${stock ?? ''} ${owner}`,
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
					by: ({ text }) => text,
				},
				STOCK,
				{
					title: 'owner',
					cell: ({ owner }) => <Account of={owner} />,
					by: ({ owner }) => owner,
				},
				{
					title: 'tasks lately',
					cell: ({ id }) => count(used(id)),
					by: ({ id }) => used(id),
					isNumber: true,
				},
			]}
			details={(app) => (
				<>
					<About asset={{ type: 'App', value: app.id }} />
					<Facts
						of={[
							['price', <Posted kind="app" id={app.id} />],
							['record', <Done of={{ app: app.id }} />],
							['address', address(app.multiaddr)],
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

function Datasets(props: Common & { datasets: Named<Dataset>[]; deals: DealRow[] }) {
	const { search, open, onOpen } = props;
	const rows = matching(props.datasets, search, ({ text, owner }) => `${text} ${owner}`);
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
					by: ({ text }) => text,
				},
				STOCK,
				{
					title: 'owner',
					cell: ({ owner }) => <Account of={owner} />,
					by: ({ owner }) => owner,
				},
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
					<About asset={{ type: 'Dataset', value: dataset.id }} />
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
							['address', address(dataset.multiaddr)],
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
	const rows = matching(pools, search, ({ text, about, owner }) => `${text} ${about} ${owner}`);
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
					by: ({ text }) => text,
				},
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
			<About asset={{ type: 'Workerpool', value: pool.id }} />
			<Facts
				of={[
					['owner', <Account of={pool.owner} />],
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
	const rows = matching(
		props.workers,
		search,
		({ id, owner, status }) => `${id} ${owner} ${status.type}`,
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
						title: 'status',
						cell: ({ status }) => status.type,
						by: ({ status }) => status.type,
					},
					{
						title: 'busy',
						cell: ({ busy, capacity }) => `${busy} of ${capacity.slots}`,
						by: ({ busy }) => busy,
						isNumber: true,
					},
				]}
				details={(worker) => (
					<>
						<Facts
							of={[
								['features', features(worker.capacity.tag)],
								[
									'categories',
									worker.capacity.categories.length
										? worker.capacity.categories.join(', ')
										: 'all',
								],
								[
									'memory a task',
									worker.capacity.memory
										? bytes(worker.capacity.memory)
										: '1.0 GiB',
								],
								['last sign of life', clock(worker.last_seen)],
								['missed in a row', worker.missed],
								['a task may lock', <Rlc of={worker.max_stake} />],
							]}
						/>
						<button type="button" onClick={() => go(href(['account', worker.id]))}>
							Why it gets work or none
						</button>
					</>
				)}
			/>
		</>
	);
}
