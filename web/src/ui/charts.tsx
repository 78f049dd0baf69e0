// SPDX-License-Identifier: Apache-2.0

/** Charts as SVG, with the table of their numbers behind them. */

import { type DepthLevel, formatRlc } from '@bourse/sdk';
import { clock, count, rlc } from './text.js';

const WIDTH = 640;
const HEIGHT = 180;
const LEFT = 56;
const BOTTOM = 22;
const TOP = 8;

interface Scale {
	(value: number): number;
	ticks: number[];
}

/** A linear scale from `0` or `low` to `high`, with few round ticks. */
function scale(low: number, high: number, from: number, to: number): Scale {
	const range = high - low || Math.abs(high) || 1;
	const rough = range / 4;
	const power = 10 ** Math.floor(Math.log10(rough));
	const step = [1, 2, 5, 10].map((nice) => nice * power).find((nice) => nice >= rough) ?? rough;
	const ticks: number[] = [];
	for (let tick = Math.ceil(low / step) * step; tick <= low + range * 1.0001; tick += step) {
		ticks.push(Number(tick.toPrecision(12)));
	}
	const at = (value: number) => from + ((value - low) / range) * (to - from);
	return Object.assign(at, { ticks });
}

function Axes(props: {
	x: Scale;
	y: Scale;
	xText: (x: number) => string;
	yText: (y: number) => string;
}) {
	return (
		<g class="axes">
			{props.y.ticks.map((tick) => (
				<g key={tick}>
					<line x1={LEFT} x2={WIDTH} y1={props.y(tick)} y2={props.y(tick)} />
					<text x={LEFT - 6} y={props.y(tick) + 4} text-anchor="end">
						{props.yText(tick)}
					</text>
				</g>
			))}
			{props.x.ticks.map((tick) => (
				<text key={tick} x={props.x(tick)} y={HEIGHT - 6} text-anchor="middle">
					{props.xText(tick)}
				</text>
			))}
		</g>
	);
}

/** The numbers of a chart as a table. */
function Numbers({ head, rows }: { head: string[]; rows: string[][] }) {
	return (
		<details>
			<summary>Numbers of the chart</summary>
			<div class="scroll" tabIndex={0} role="group" aria-label="Numbers of the chart">
				<table>
					<thead>
						<tr>
							{head.map((title) => (
								<th key={title} scope="col" class="num">
									{title}
								</th>
							))}
						</tr>
					</thead>
					<tbody>
						{rows.slice(0, 200).map((row, nth) => (
							<tr key={nth}>
								{row.map((cell, at) => (
									<td key={at} class="num" data-title={head[at]}>
										{cell}
									</td>
								))}
							</tr>
						))}
					</tbody>
				</table>
			</div>
		</details>
	);
}

/** RLC as a number, exact enough to draw. */
const toNumber = (amount: bigint) => Number(amount) / 1e9;

/** Levels as running sums, from the best price on. */
export function cumulate(levels: readonly DepthLevel[]): { price: bigint; sum: bigint }[] {
	let sum = 0n;
	return levels.map(({ price, volume }) => {
		sum += volume;
		return { price, sum };
	});
}

/** Depth of a book: price across, tasks up. `offers` cheapest first, `requests` dearest first. */
export function DepthChart(props: { offers: DepthLevel[]; requests: DepthLevel[] }) {
	const offers = cumulate(props.offers);
	const requests = cumulate(props.requests);
	const all = [...offers, ...requests];
	const prices = all.map(({ price }) => toNumber(price));
	const [low, high] = [Math.min(...prices), Math.max(...prices)];
	const margin = (high - low || high || 1) * 0.05;
	const x = scale(Math.max(0, low - margin), high + margin, LEFT, WIDTH);
	const most = Math.max(...all.map(({ sum }) => Number(sum)));
	const y = scale(0, most, HEIGHT - BOTTOM, TOP);
	const steps = (points: typeof all, end: number) => {
		let path = '';
		let level = 0;
		for (const { price, sum } of points) {
			path += `${path ? 'L' : 'M'}${x(toNumber(price))} ${y(level)}V${y(Number(sum))}`;
			level = Number(sum);
		}
		return path && `${path}H${end}V${y(0)}Z`;
	};
	const text =
		`Depth of the book: ${count(offers.at(-1)?.sum ?? 0n)} tasks on offer` +
		(offers[0] ? ` from ${formatRlc(offers[0].price)} RLC` : '') +
		`, ${count(requests.at(-1)?.sum ?? 0n)} asked for` +
		(requests[0] ? ` at up to ${formatRlc(requests[0].price)} RLC` : '');
	return (
		<figure>
			<svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={text}>
				<Axes x={x} y={y} xText={(tick) => String(tick)} yText={(tick) => count(tick)} />
				<path class="requests" d={steps(requests, LEFT)} />
				<path class="offers" d={steps(offers, WIDTH)} />
			</svg>
			<figcaption>
				<span class="key offers">offers</span> <span class="key requests">requests</span>{' '}
				tasks by RLC a task
			</figcaption>
			<Numbers
				head={['side', 'RLC a task', 'orders', 'tasks']}
				rows={[
					...props.offers.map((level) => ['offer', ...levelText(level)]),
					...props.requests.map((level) => ['request', ...levelText(level)]),
				]}
			/>
		</figure>
	);
}

function levelText({ price, orders, volume }: DepthLevel): string[] {
	return [formatRlc(price), count(orders), count(volume)];
}

/** A trade of a chart. */
export interface Trade {
	/** Seconds of the Unix epoch. */
	time: number;
	/** nRLC per task. */
	price: bigint;
	tasks: number;
}

/** Prices and volumes over time. */
export function PriceChart({ trades, from, to }: { trades: Trade[]; from: number; to: number }) {
	const BINS = 48;
	const width = (to - from) / BINS;
	const volumes = new Array<number>(BINS).fill(0);
	for (const { time, tasks } of trades) {
		const bin = Math.min(BINS - 1, Math.max(0, Math.floor((time - from) / width)));
		volumes[bin] = (volumes[bin] ?? 0) + tasks;
	}
	const prices = trades.map(({ price }) => toNumber(price));
	const x = scale(from, to, LEFT, WIDTH);
	const hours = Array.from({ length: 5 }, (_, nth) => from + ((to - from) * (nth + 0.5)) / 5);
	const y = scale(0, Math.max(...prices), HEIGHT - BOTTOM, TOP);
	const bars = scale(0, Math.max(...volumes) * 3 || 1, HEIGHT - BOTTOM, TOP);
	const sum = trades.reduce((all, { tasks }) => all + tasks, 0);
	const last = trades[0];
	const text = `Price and volume: ${count(sum)} tasks${last ? `, last at ${formatRlc(last.price)} RLC` : ''}`;
	return (
		<figure>
			<svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={text}>
				<Axes
					x={Object.assign((value: number) => x(value), { ticks: hours })}
					y={y}
					xText={(time) => clock(Math.round(time)).slice(-8, -3)}
					yText={(tick) => String(tick)}
				/>
				{volumes.map((volume, nth) =>
					volume ? (
						<rect
							key={nth}
							class="volume"
							x={x(from + nth * width) + 0.5}
							width={(WIDTH - LEFT) / BINS - 1}
							y={bars(volume)}
							height={HEIGHT - BOTTOM - bars(volume)}
						/>
					) : null,
				)}
				{trades.map(({ time, price }, nth) => (
					<circle key={nth} class="trade" cx={x(time)} cy={y(toNumber(price))} r="2.5" />
				))}
			</svg>
			<figcaption>
				<span class="key trade">RLC a task</span> <span class="key volume">tasks</span>
			</figcaption>
			<Numbers
				head={['time', 'RLC a task', 'tasks']}
				rows={trades.map(({ time, price, tasks }) => [
					clock(time),
					formatRlc(price),
					count(tasks),
				])}
			/>
		</figure>
	);
}

/** Amounts by day or hour, as bars. */
export function BarChart({
	bars,
	label,
}: {
	bars: { text: string; value: bigint }[];
	label: string;
}) {
	const y = scale(0, Math.max(...bars.map(({ value }) => toNumber(value))), HEIGHT - BOTTOM, TOP);
	const width = (WIDTH - LEFT) / bars.length;
	const none = Object.assign((value: number) => value, { ticks: [] as number[] });
	return (
		<figure>
			<svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
				<Axes x={none} y={y} xText={String} yText={String} />
				{bars.map(({ text, value }, nth) => (
					<g key={text}>
						<rect
							class="volume"
							x={LEFT + nth * width + 1}
							width={Math.max(1, width - 2)}
							y={y(toNumber(value))}
							height={HEIGHT - BOTTOM - y(toNumber(value))}
						/>
						{(bars.length <= 12 || nth % 6 === 0) && (
							<text
								class="tick"
								x={LEFT + (nth + 0.5) * width}
								y={HEIGHT - 6}
								text-anchor="middle"
							>
								{text}
							</text>
						)}
					</g>
				))}
			</svg>
			<Numbers
				head={['when', 'RLC']}
				rows={bars.map(({ text, value }) => [text, rlc(value)])}
			/>
		</figure>
	);
}
