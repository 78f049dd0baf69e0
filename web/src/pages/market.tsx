// SPDX-License-Identifier: Apache-2.0

import {
	bestPrices,
	categories,
	type Deals,
	deals as dealsOf,
	hourlyPrices,
	offersByTrust,
	ownersNeeded,
	requests as requestsOf,
	type TrustDepth,
} from '@bourse/sdk';
import { href, type Route, setQuery } from '../router.js';
import { DepthChart, PriceChart, type Trade } from '../ui/charts.js';
import { useAnswer, useBourse, useLive } from '../ui/hooks.js';
import { Empty, Id, Rlc, Section, Show, Table, Tabs, Title } from '../ui/parts.js';
import { clock, count, span } from '../ui/text.js';
import { AssetName } from './names.js';

const DAY = 86_400;
/** Blocks between two looks at what was. */
const SLOWLY = 5;

/** Best prices, depth, the day's price and volume, and deals as they are made. */
export function Market({ route }: { route: Route }) {
	const bourse = useBourse();
	const all = useAnswer(() => categories(bourse), [bourse]);
	const category = Number(route.query.get('category') ?? 0);
	const tag = BigInt(/^\d+$/.exec(route.query.get('tag') ?? '')?.[0] ?? 0);
	const depths = useLive((bourse) => offersByTrust(bourse, category, tag), [category, tag]);
	const trust = Number(route.query.get('trust') ?? 1);
	const deals = useLive((bourse) => dealsOf(bourse, { category }), [category], SLOWLY);
	const prices = useLive(
		async (bourse) => ({ candles: await hourlyPrices(bourse, { category, trust, tag }) }),
		[category, trust, tag],
		SLOWLY,
	);
	return (
		<>
			<Title text="Market" />
			<Show asked={all}>
				{(list) => (
					<Tabs
						label="Category"
						name="category"
						present={String(category)}
						choices={list.map(({ id, name, time }) => ({
							value: String(id),
							text: `${name} · ${span(time)}`,
						}))}
					/>
				)}
			</Show>
			<Tabs
				label="Features"
				name="tag"
				present={String(tag)}
				choices={[
					{ value: '0', text: 'any machine' },
					{ value: '256', text: 'GPU' },
				]}
			/>
			<Show asked={depths}>
				{(list) => <Prices depths={list} category={category} tag={tag} route={route} />}
			</Show>
			<Show asked={deals}>
				{(list) => (
					<Recent
						deals={list}
						trades={
							prices.value?.candles?.map(({ time, average, tasks }) => ({
								time: time + 1_800,
								price: average,
								tasks,
							})) ?? tradesOf(list)
						}
						trust={prices.value?.candles ? trust : undefined}
					/>
				)}
			</Show>
		</>
	);
}

function Prices(props: { depths: TrustDepth[]; category: number; tag: bigint; route: Route }) {
	const { depths, category, tag, route } = props;
	const best = bestPrices(depths);
	const isEmpty = best.every(({ price }) => price === undefined);
	const trust = Number(route.query.get('trust') ?? 1);
	const offers = depths.find((one) => one.trust === trust)?.offers ?? [];
	const asked = useLive(
		(bourse) => requestsOf(bourse, category, tag, trust),
		[category, tag, trust],
	);
	const requests = asked.value ?? [];
	return (
		<>
			<Section title="Best price of a task">
				<ul class="prices">
					{best.map((one) => (
						<li key={one.trust}>
							<button
								type="button"
								class="plain"
								aria-pressed={one.trust === trust}
								onClick={() => setQuery({ trust: one.trust })}
							>
								<span class="note">
									trust {one.trust} · {ownersNeeded(one.trust)}{' '}
									{ownersNeeded(one.trust) === 1 ? 'owner' : 'owners'}
								</span>
								<span class="large">
									{one.price === undefined ? '–' : <Rlc of={one.price} />}
								</span>
								<span class="note">{count(one.volume)} tasks on offer</span>
							</button>
						</li>
					))}
				</ul>
				{isEmpty ? (
					<Empty>
						No pool offers tasks of this kind. A pool's owner can:{' '}
						<a href={href(['earn'])}>Earn</a>.
					</Empty>
				) : (
					<p>
						<a
							class="button"
							href={href(['run'], { category, trust, tag: tag || undefined })}
						>
							Run a computation
						</a>
					</p>
				)}
			</Section>
			<Section title={`Depth at trust ${trust}`}>
				{offers.length + requests.length > 0 ? (
					<DepthChart offers={offers} requests={requests} />
				) : (
					<Empty>Nothing is on offer or asked for at this trust.</Empty>
				)}
			</Section>
		</>
	);
}

/** Trades of deals, where no index has prices. */
function tradesOf({ items }: Deals): Trade[] {
	return items.map(({ time, pool, tasks }) => ({
		time,
		price: pool.price,
		tasks: Number(tasks),
	}));
}

function Recent(props: { deals: Deals; trades: Trade[]; trust: number | undefined }) {
	const { items: deals, isCut, since } = props.deals;
	const now = Math.floor(Date.now() / 1000);
	const trades = props.trades.filter(({ time }) => time > now - DAY);
	const source =
		since === undefined
			? 'the state: what the chain has not forgotten'
			: `the node's index, since block ${since}`;
	return (
		<>
			<Section
				title="Last 24 hours"
				note={
					props.trust === undefined
						? `By deals of every trust, from ${source}.`
						: `Average by the hour at trust ${props.trust}, from ${source}.`
				}
			>
				{trades.length > 0 ? (
					<PriceChart trades={trades} from={now - DAY} to={now} />
				) : (
					<Empty>No deal of this category was made today.</Empty>
				)}
			</Section>
			<Section
				title="Recent deals"
				note={`From ${source}${isCut ? '; there are more' : ''}.`}
			>
				{deals.length > 0 ? (
					<Table
						caption="Recent deals"
						rows={deals}
						rowKey={({ id }) => id}
						most={20}
						columns={[
							{ title: 'deal', cell: ({ id }) => <Id of={id} /> },
							{
								title: 'time',
								cell: ({ time }) => clock(time),
								by: ({ time }) => time,
							},
							{
								title: 'app',
								cell: (deal) => <AssetName kind="apps" id={deal.app.id} />,
							},
							{
								title: 'pool',
								cell: (deal) => <AssetName kind="pools" id={deal.pool.id} />,
							},
							{
								title: 'trust',
								cell: (deal) => count(deal.trust),
								by: (deal) => deal.trust,
								isNumber: true,
							},
							{
								title: 'tasks',
								cell: (deal) => count(deal.tasks),
								by: (deal) => deal.tasks,
								isNumber: true,
							},
							{
								title: 'a task',
								cell: ({ price }) => <Rlc of={price} />,
								by: ({ price }) => price,
								isNumber: true,
							},
						]}
					/>
				) : (
					<Empty>
						Deals would be here, as they are made. Make one:{' '}
						<a href={href(['run'])}>Run</a>.
					</Empty>
				)}
			</Section>
		</>
	);
}
