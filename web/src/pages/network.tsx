// SPDX-License-Identifier: Apache-2.0

import { bestBlock$, troubles } from '@bourse/sdk';
import { scan } from '@bourse/sdk/rx';
import { useEffect, useState } from 'preact/hooks';
import { connection$, link$ } from '../state.js';
import { useBourse, useLive, useObservable, useSubject } from '../ui/hooks.js';
import { Facts, Problem, Rlc, Section, Show, Table, Title } from '../ui/parts.js';
import { count } from '../ui/text.js';
import { Validators } from './validators.js';

interface Fees {
	taskFee: string;
	payerLock: string;
}

interface NodeHealth {
	peers: number;
	isSyncing: boolean;
	shouldHavePeers: boolean;
}

/** Blocks, finality, validators, whether all is well, the node, and what a task costs on chain. */
export function Network() {
	const bourse = useBourse();
	const { source } = useSubject(link$);
	const connection = useSubject(connection$);
	const best = useObservable(
		() =>
			bestBlock$(bourse).pipe(
				scan<
					{ number: number; hash: string },
					{ number: number; hash: string; at: number }[]
				>(
					(all, { number, hash }) =>
						[{ number, hash, at: Date.now() }, ...all].slice(0, 12),
					[],
				),
			),
		[bourse],
	);
	const final = useObservable(() => bourse.client.finalizedBlock$, [bourse]);
	const chain = useLive(async (bourse) => {
		const [now, version, health, fees] = await Promise.all([
			bourse.api.query.Timestamp.Now.getValue({ at: 'best' }),
			bourse.request<string>('system_version').catch(() => undefined),
			bourse.request<NodeHealth>('system_health').catch(() => undefined),
			bourse.request<Fees>('bourse_quoteFees', 1, 1, '0').catch(() => undefined),
		]);
		return { now, version, health, fees };
	}, []);
	const newest = best.value?.[0];
	return (
		<>
			<Title text="Network" />
			<Section title={bourse.name}>
				<Facts
					of={[
						['best block', newest ? count(newest.number) : '…'],
						['final block', final.value ? count(final.value.number) : '…'],
						newest !== undefined &&
							final.value !== undefined && [
								'behind',
								`${count(Math.max(0, newest.number - final.value.number))} blocks`,
							],
						['age', <Age of={newest?.at} />],
						['genesis', <span class="hash">{bourse.genesis}</span>],
						[
							'asked',
							source.kind === 'node'
								? source.address
								: 'a light client in this browser',
						],
						['connection', connection],
					]}
				/>
			</Section>
			<Show asked={chain}>
				{({ now, version, health, fees }) => (
					<>
						{newest && (
							<Troubles
								best={newest.number}
								made={Number(now) / 1000}
								final={final.value?.number}
								health={health}
							/>
						)}
						<OwnNode version={version} health={health} fees={fees} />
					</>
				)}
			</Show>
			<Validators />
			<Section title="Blocks">
				<Table
					caption="The last blocks"
					rows={best.value ?? []}
					rowKey={({ hash }) => hash}
					columns={[
						{ title: 'block', cell: ({ number }) => count(number), isNumber: true },
						{ title: 'hash', cell: ({ hash }) => <span class="hash">{hash}</span> },
					]}
				/>
			</Section>
		</>
	);
}

/** The node that is asked, and the fee of a task. */
function OwnNode(props: {
	version: string | undefined;
	health: NodeHealth | undefined;
	fees: Fees | undefined;
}) {
	const { version, health, fees } = props;
	return (
		<>
			<Section title="Node">
				<Facts
					of={[
						['version', version ?? 'unknown'],
						['peers', health ? count(health.peers) : 'unknown'],
						[
							'in step',
							health
								? health.isSyncing
									? 'no: it fetches blocks'
									: 'yes'
								: 'unknown',
						],
					]}
				/>
			</Section>
			<Section
				title="What a task costs on chain"
				note="Besides the prices of app, dataset and pool; at trust 1."
			>
				<Facts
					of={[['locked at most', fees ? <Rlc of={BigInt(fees.taskFee)} /> : 'unknown']]}
				/>
			</Section>
		</>
	);
}

/** Whether the network is well; `made`: the time of the best block, in seconds. */
function Troubles(props: {
	best: number;
	made: number;
	final: number | undefined;
	health: NodeHealth | undefined;
}) {
	const { best, made, final, health } = props;
	const now = useClock();
	const found = troubles({
		best,
		age: now / 1000 - made,
		final,
		peers: health?.peers,
		needsPeers: health?.shouldHavePeers ?? false,
		isSyncing: health?.isSyncing ?? false,
	});
	if (found.length === 0) return <p class="good">Blocks are made and become final.</p>;
	return found.map((text) => <Problem key={text} text={text} />);
}

/** The time in milliseconds, each second. */
function useClock(): number {
	const [now, setNow] = useState(Date.now());
	useEffect(() => {
		const timer = setInterval(() => setNow(Date.now()), 1000);
		return () => clearInterval(timer);
	}, []);
	return now;
}

function Age({ of }: { of: number | undefined }) {
	const now = useClock();
	return (
		<span class="num">
			{of === undefined ? '…' : `${Math.max(0, Math.round((now - of) / 1000))} s`}
		</span>
	);
}
