// SPDX-License-Identifier: Apache-2.0

import {
	balances,
	formatRlc,
	ordersOf,
	parseRlc,
	RLC,
	type Signer,
	send,
	walletName,
	wallets,
} from '@bourse/sdk';
import { useState } from 'preact/hooks';
import { href, type Route } from '../router.js';
import { choose, devSigners, messageOf, signer$, signersOf } from '../state.js';
import { useBourse, useLive, useSubject } from '../ui/hooks.js';
import { Empty, Facts, Field, Problem, Rlc, Section, Show, Title } from '../ui/parts.js';
import { Send } from '../ui/send.js';
import { Faucet } from './faucet.js';
import { Grants } from './grants.js';
import { Locks } from './locks.js';
import { Orders } from './orders.js';
import { Received } from './received.js';
import { Source } from './source.js';
import { WorkerStatus } from './worker.js';

/** An account: the one that signs, or anybody's. */
export function AccountPage({ route }: { route: Route }) {
	const signer = useSubject(signer$);
	const who = route.path[1] ?? signer?.address;
	const isOwn = who !== undefined && who === signer?.address;
	return (
		<>
			<Title text="Account">{isOwn ? (signer?.name ?? 'Account') : 'Account'}</Title>
			{who !== undefined && <p class="hash">{who}</p>}
			{who !== undefined && <Holdings who={who} isOwn={isOwn} />}
			{!route.path[1] && <Chooser />}
			{!route.path[1] && <Source />}
		</>
	);
}

function Chooser() {
	const bourse = useBourse();
	const signer = useSubject(signer$);
	const [found, setFound] = useState<Signer[]>([]);
	const [error, setError] = useState<string>();
	const names = wallets();
	const all = [...found, ...devSigners(bourse)];
	const ask = (wallet: string) =>
		signersOf(wallet).then(
			(signers) => {
				setFound(signers);
				setError(
					signers.length
						? undefined
						: `${walletName(wallet)} shows this page no account: allow one there`,
				);
			},
			(error) => setError(`${walletName(wallet)} says: ${messageOf(error)}`),
		);
	return (
		<Section title="Sign with">
			{names.length > 0 ? (
				<p class="row">
					{names.map((wallet) => (
						<button key={wallet} type="button" onClick={() => void ask(wallet)}>
							{walletName(wallet)}
						</button>
					))}
				</p>
			) : (
				<Empty>
					This browser has no wallet. Install one: polkadot&#123;.js&#125;, Talisman or
					SubWallet
					{bourse.isDevelopment
						? '; or take a development account, which everybody can sign for'
						: ''}
					.
				</Empty>
			)}
			<Problem text={error} />
			{all.length > 0 && (
				<Field label="Account">
					{(ids) => (
						<select
							{...ids}
							value={signer ? `${signer.wallet} ${signer.address}` : ''}
							onChange={({ currentTarget: { value } }) =>
								choose(
									all.find(
										({ wallet, address }) => `${wallet} ${address}` === value,
									),
								)
							}
						>
							<option value="">none</option>
							{all.map(({ wallet, address, name }) => (
								<option key={wallet + address} value={`${wallet} ${address}`}>
									{name} ({wallet === 'dev' ? 'development' : walletName(wallet)})
								</option>
							))}
						</select>
					)}
				</Field>
			)}
		</Section>
	);
}

function Holdings({ who, isOwn }: { who: string; isOwn: boolean }) {
	const have = useLive((bourse) => balances(bourse, who), [who]);
	const orders = useLive((bourse) => ordersOf(bourse, who), [who]);
	return (
		<>
			<Section title="Balance">
				<Show asked={have}>
					{({ wallet, stake, locked }) => (
						<>
							<Facts
								of={[
									['wallet', <Rlc of={wallet} />],
									['free stake', <Rlc of={stake} />],
									['locked stake', <Rlc of={locked} />],
								]}
							/>
							<Locks who={who} locked={locked} />
							{isOwn && <Moves wallet={wallet} stake={stake} />}
						</>
					)}
				</Show>
			</Section>
			{isOwn && <Faucet who={who} />}
			<Section
				title="Orders in the book"
				note="What they lock is free again when they are cancelled or end."
			>
				<Show asked={orders}>
					{(list) =>
						list.length === 0 ? (
							<Empty>
								No order rests in the book.{' '}
								{isOwn && <a href={href(['run'])}>Place one</a>}
							</Empty>
						) : (
							<Orders orders={list} isOwn={isOwn} />
						)
					}
				</Show>
			</Section>
			<Grants who={who} isOwn={isOwn} />
			<Received who={who} />
			<Section title="As a worker">
				<WorkerStatus id={who} />
			</Section>
		</>
	);
}

/** Deposit and withdrawal. */
function Moves({ wallet, stake }: { wallet: bigint; stake: bigint }) {
	const [text, setText] = useState('');
	let amount: bigint | undefined;
	let error: string | undefined;
	try {
		amount = text ? parseRlc(text) : undefined;
	} catch (wrong) {
		error = messageOf(wrong);
	}
	// The wallet keeps its existential deposit and a fee.
	const spare = wallet > RLC / 100n ? wallet - RLC / 100n : 0n;
	return (
		<div class="row">
			<Field
				label="Amount in RLC"
				error={error}
				hint={`Wallet to stake: up to about ${formatRlc(spare)}. Stake to wallet: up to ${formatRlc(stake)}.`}
			>
				{(ids) => (
					<input
						{...ids}
						type="text"
						inputMode="decimal"
						value={text}
						onInput={({ currentTarget }) => setText(currentTarget.value)}
					/>
				)}
			</Field>
			<Send
				isDisabled={!amount}
				make={(bourse, { signer }) =>
					send(bourse, bourse.api.tx.Escrow.deposit({ amount: amount ?? 0n }), signer)
				}
			>
				Deposit
			</Send>
			<Send
				isDisabled={!amount}
				make={(bourse, { signer }) =>
					send(bourse, bourse.api.tx.Escrow.withdraw({ amount: amount ?? 0n }), signer)
				}
			>
				Withdraw
			</Send>
		</div>
	);
}
