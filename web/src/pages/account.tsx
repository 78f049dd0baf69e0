// SPDX-License-Identifier: Apache-2.0

import {
	type Bourse,
	balances,
	formatRlc,
	type NamedOrder,
	ordersOf,
	parseRlc,
	postedPrices,
	RLC,
	type Signer,
	send,
	walletName,
	wallets,
} from '@bourse/sdk';
import { useState } from 'preact/hooks';
import { href, type Route } from '../router.js';
import {
	choose,
	devSigners,
	link$,
	messageOf,
	open,
	openOwn,
	signer$,
	signersOf,
} from '../state.js';
import { useBourse, useLive, useSubject } from '../ui/hooks.js';
import { Empty, Facts, Field, Problem, Rlc, Section, Show, Table, Title } from '../ui/parts.js';
import { Send } from '../ui/send.js';
import { clock, count } from '../ui/text.js';
import { audienceText } from './catalogue.js';
import { WorkerStatus } from './earn.js';
import { AssetName, catalogueOf } from './names.js';

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

/** Where the page gets the chain from. */
export function Source() {
	const { source } = useSubject(link$);
	const [address, setAddress] = useState(source.kind === 'node' ? source.address : '');
	return (
		<Section
			title="Connection"
			note="A light client checks headers and state itself, in this browser; results, logs and lists of keys it can't get. A node is believed in what it says of the chain; results are checked here in any case."
		>
			<form
				class="row"
				onSubmit={(event) => {
					event.preventDefault();
					void open({ kind: 'node', address: address.trim() });
				}}
			>
				<Field label="Node">
					{(ids) => (
						<input
							{...ids}
							type="text"
							inputMode="url"
							value={address}
							onInput={({ currentTarget }) => setAddress(currentTarget.value)}
						/>
					)}
				</Field>
				<button type="submit">Connect</button>
			</form>
			<p class="row">
				<button type="button" onClick={() => void openOwn()}>
					The node that serves this page
				</button>
				<button
					type="button"
					aria-pressed={source.kind === 'light'}
					onClick={() => void open({ kind: 'light' })}
				>
					Light client
				</button>
			</p>
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
							{isOwn && <Moves wallet={wallet} stake={stake} />}
						</>
					)}
				</Show>
			</Section>
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

/** Resting orders, which their owner may cancel. */
export function Orders({ orders, isOwn }: { orders: NamedOrder[]; isOwn: boolean }) {
	return (
		<Table
			caption="Resting orders"
			rows={orders}
			rowKey={({ id }) => String(id)}
			columns={[
				{ title: 'order', cell: ({ id }) => count(id), by: ({ id }) => id, isNumber: true },
				{
					title: 'kind',
					cell: ({ pool, book }) =>
						pool === undefined ? (
							book.side.type
						) : (
							<>
								Offer of <AssetName kind="pools" id={pool} />
							</>
						),
				},
				{ title: 'category', cell: ({ book }) => `#${book.section.category}` },
				{ title: 'trust', cell: ({ trust }) => trust, isNumber: true },
				{
					title: 'a task',
					cell: ({ price }) => <Rlc of={price} />,
					by: ({ price }) => price,
					isNumber: true,
				},
				{
					title: 'tasks left',
					cell: ({ volume }) => count(volume),
					by: ({ volume }) => volume,
					isNumber: true,
				},
				{
					title: 'locks',
					cell: ({ held, volume, deposit }) => <Rlc of={held * volume + deposit} />,
					isNumber: true,
				},
				{ title: 'ends', cell: ({ until }) => clock(until), by: ({ until }) => until },
				...(isOwn
					? [
							{
								title: '',
								cell: ({ id }: NamedOrder) => (
									<Send
										make={(bourse, { signer }) =>
											send(
												bourse,
												bourse.api.tx.Book.cancel({ order: id }),
												signer,
											)
										}
									>
										Cancel order {count(id)}
									</Send>
								),
							},
						]
					: []),
			]}
		/>
	);
}

interface Grant {
	kind: 'apps' | 'datasets';
	id: number;
	audience: unknown;
	price: bigint;
	until: bigint | undefined;
}

async function grantsOf(bourse: Bourse, who: string): Promise<Grant[]> {
	const { apps, datasets } = await catalogueOf(bourse);
	const own = [
		...apps.map((asset) => ({ ...asset, kind: 'apps' as const })),
		...datasets.map((asset) => ({ ...asset, kind: 'datasets' as const })),
	].filter(({ owner }) => owner === who);
	const all = await Promise.all(
		own.map(async ({ kind, id }) => {
			const prices = await postedPrices(bourse, kind === 'apps' ? 'app' : 'dataset', id);
			return prices.map(({ audience, posted }) => ({
				kind,
				id,
				audience,
				price: posted.terms.price,
				until: posted.terms.until,
			}));
		}),
	);
	return all.flat();
}

/** Terms that the account posted, which it may revoke, and keys that may buy for it. */
function Grants({ who, isOwn }: { who: string; isOwn: boolean }) {
	const grants = useLive((bourse) => grantsOf(bourse, who), [who]);
	const allowances = useLive((bourse) => bourse.api.query.Book.Allowances.getEntries(who), [who]);
	return (
		<Section
			title="Grants"
			note="Who may use the account's apps and datasets, and which keys may buy for it."
		>
			<Show asked={grants}>
				{(list) =>
					list.length === 0 ? (
						<Empty>No app or dataset of this account is on offer.</Empty>
					) : (
						<Table
							caption="Posted terms"
							rows={list}
							rowKey={({ kind, id, audience }) =>
								`${kind}${id}${JSON.stringify(audience)}`
							}
							columns={[
								{
									title: 'asset',
									cell: ({ kind, id }) => <AssetName kind={kind} id={id} />,
								},
								{ title: 'whom', cell: ({ audience }) => audienceText(audience) },
								{
									title: 'a task',
									cell: ({ price }) => <Rlc of={price} />,
									isNumber: true,
								},
								{
									title: 'until',
									cell: ({ until }) =>
										until === undefined ? 'revoked' : clock(until),
								},
								...(isOwn
									? [
											{
												title: '',
												cell: (grant: Grant) => (
													<Send
														make={(bourse, { signer }) =>
															send(
																bourse,
																revoke(bourse, grant),
																signer,
															)
														}
													>
														Revoke
													</Send>
												),
											},
										]
									: []),
							]}
						/>
					)
				}
			</Show>
			<Show asked={allowances}>
				{(list) =>
					list.length > 0 && (
						<Table
							caption="Allowances"
							rows={list}
							rowKey={({ keyArgs }) => String(keyArgs[1])}
							columns={[
								{
									title: 'key',
									cell: ({ keyArgs }) => (
										<span class="id">{String(keyArgs[1])}</span>
									),
								},
								{
									title: 'a day',
									cell: ({ value }) => <Rlc of={value.per_day} />,
									isNumber: true,
								},
								...(isOwn
									? [
											{
												title: '',
												cell: ({ keyArgs }: { keyArgs: unknown[] }) => (
													<Send
														make={(bourse, { signer }) =>
															send(
																bourse,
																bourse.api.tx.Book.set_allowance({
																	key: String(keyArgs[1]),
																	per_day: 0n,
																}),
																signer,
															)
														}
													>
														Revoke
													</Send>
												),
											},
										]
									: []),
							]}
						/>
					)
				}
			</Show>
		</Section>
	);
}

function revoke(bourse: Bourse, { kind, id, audience }: Grant) {
	const terms = undefined;
	return kind === 'apps'
		? bourse.api.tx.Book.post_app({ app: id, audience: audience as never, terms })
		: bourse.api.tx.Book.post_dataset({ dataset: id, audience: audience as never, terms });
}
