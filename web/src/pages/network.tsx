// SPDX-License-Identifier: Apache-2.0

import { bestBlock$ } from '@bourse/sdk';
import { scan } from '@bourse/sdk/rx';
import { useEffect, useState } from 'preact/hooks';
import { connection$, link$ } from '../state.js';
import { useBourse, useLive, useObservable, useSubject } from '../ui/hooks.js';
import { Account, Facts, Rlc, Section, Show, Table, Title } from '../ui/parts.js';
import { count } from '../ui/text.js';

interface Fees {
	taskFee: string;
	payerLock: string;
}

/** Blocks, finality, validators, the node, and what a task costs on chain. */
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
		const [validators, version, health, fees] = await Promise.all([
			bourse.api.query.Session.Validators.getValue(),
			bourse.request<string>('system_version').catch(() => undefined),
			bourse
				.request<{ peers: number; isSyncing: boolean }>('system_health')
				.catch(() => undefined),
			bourse.request<Fees>('bourse_quoteFees', 1, 1, '0').catch(() => undefined),
		]);
		return { validators, version, health, fees };
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
				{({ validators, version, health, fees }) => (
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
								of={[
									[
										'locked at most',
										fees ? <Rlc of={BigInt(fees.taskFee)} /> : 'unknown',
									],
								]}
							/>
						</Section>
						<Section
							title={`${validators.length} ${validators.length === 1 ? 'validator' : 'validators'}`}
						>
							<ul>
								{validators.map((who) => (
									<li key={who}>
										<Account of={who} />
									</li>
								))}
							</ul>
						</Section>
					</>
				)}
			</Show>
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

function Age({ of }: { of: number | undefined }) {
	const [now, setNow] = useState(Date.now());
	useEffect(() => {
		const timer = setInterval(() => setNow(Date.now()), 1000);
		return () => clearInterval(timer);
	}, []);
	return (
		<span class="num">
			{of === undefined ? '…' : `${Math.max(0, Math.round((now - of) / 1000))} s`}
		</span>
	);
}
