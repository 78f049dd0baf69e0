// SPDX-License-Identifier: Apache-2.0

import {
	argumentsOf,
	type Bourse,
	blake2Hex,
	buy,
	categories,
	changesInWords,
	fetchDeclaration,
	formatRlc,
	type Job,
	jobOf,
	MAX_UPLOAD,
	type NamedCategory,
	ownersNeeded,
	type Params,
	type PoolChoice,
	type Purchase,
	parseRlc,
	type Quote,
	quote,
	type Signer,
	send as sendTransaction,
	shownText,
	TRUSTS,
	takesUploads,
	taskId,
	upload,
	utf8,
	validPrices,
	wrongValue,
} from '@bourse/sdk';
import { useMemo, useState } from 'preact/hooks';
import { go, href, type Route, setQuery } from '../router.js';
import { messageOf, signer$ } from '../state.js';
import { useAnswer, useBourse, useLive, useSettled, useSubject } from '../ui/hooks.js';
import { Empty, Facts, Field, Id, Problem, Rlc, Section, Show, Table, Title } from '../ui/parts.js';
import { Send } from '../ui/send.js';
import { bytes, count, span } from '../ui/text.js';
import { AssetName, type Catalogue, catalogueOf } from './names.js';

/** Most bytes of a file that is dropped: the whole is read to hash it. */
const MAX_FILE = 64 << 20;
/** Most input files of a task. */
const MAX_INPUTS = 16;

/** A file for the program, by its hash and where workers fetch it. */
interface Input {
	name: string;
	size: number;
	checksum: string;
	/** Where workers fetch the file; empty when a node has it. */
	url: string;
	content: Uint8Array;
	/** Whether a node keeps the file, from where workers get it by its hash. */
	isUploaded: boolean;
}

/** What the page's address says. */
interface Choice {
	app: number | undefined;
	dataset: number | undefined;
	pool: number | undefined;
	category: number;
	trust: number;
	tag: bigint;
	volume: number;
	args: string;
}

function numberOf(route: Route, name: string): number | undefined {
	const text = route.query.get(name) ?? '';
	return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** The choice that an address holds. */
export function choiceOf(route: Route): Choice {
	const trust = numberOf(route, 'trust') ?? 1;
	return {
		app: numberOf(route, 'app'),
		dataset: numberOf(route, 'dataset'),
		pool: numberOf(route, 'pool'),
		category: numberOf(route, 'category') ?? 0,
		trust: TRUSTS.find((one) => one >= trust) ?? 128,
		tag: BigInt(numberOf(route, 'tag') ?? 0),
		volume: Math.max(1, numberOf(route, 'volume') ?? 1),
		args: route.query.get('args') ?? '',
	};
}

/** Params of arguments and files. */
export function paramsOf(
	args: string,
	inputs: readonly Pick<Input, 'url' | 'checksum' | 'name'>[],
	stdin: string,
): Params {
	return {
		...(args.trim() ? { args } : {}),
		...(inputs.length > 0
			? { inputs: inputs.map(({ url, checksum, name }) => ({ url, checksum, name })) }
			: {}),
		...(stdin ? { stdin } : {}),
	};
}

/** Choose, see the price, sign, watch: one page. */
export function Run({ route }: { route: Route }) {
	const bourse = useBourse();
	const catalogue = useAnswer(() => catalogueOf(bourse), [bourse]);
	const all = useAnswer(() => categories(bourse), [bourse]);
	return (
		<>
			<Title text="Run a computation" />
			<Show asked={catalogue}>
				{(list) => (
					<Show asked={all}>
						{(categories) =>
							list.apps.length === 0 ? (
								<Empty>
									No app is registered on this chain yet. A provider registers one
									with <code>bourse app publish</code>.
								</Empty>
							) : (
								<Form route={route} catalogue={list} categories={categories} />
							)
						}
					</Show>
				)}
			</Show>
		</>
	);
}

function Form(props: { route: Route; catalogue: Catalogue; categories: NamedCategory[] }) {
	const { route, catalogue, categories } = props;
	const choice = choiceOf(route);
	const [inputs, setInputs] = useState<Input[]>([]);
	const [stdin, setStdin] = useState('');
	const app = catalogue.apps.find(({ id }) => id === choice.app);
	const select = (name: string) => ({
		onChange: ({ currentTarget: { value } }: { currentTarget: HTMLSelectElement }) =>
			setQuery({ [name]: value }),
	});
	const pools: PoolChoice =
		choice.pool === undefined ? { type: 'Listed' } : { type: 'These', value: [choice.pool] };
	const isAddressed = inputs.every(
		({ url, isUploaded }) => isUploaded || /^(https?:\/\/|\/ipfs\/|\/result\/)\S+$/.test(url),
	);
	const wish = useMemo(() => {
		if (choice.app === undefined) return {};
		if (!isAddressed)
			return { error: 'Upload each file, or give an address from which workers fetch it.' };
		try {
			return {
				job: jobOf({
					...choice,
					app: choice.app,
					pools,
					params: paramsOf(choice.args, inputs, stdin),
				}),
			};
		} catch (error) {
			return { error: messageOf(error) };
		}
	}, [route, inputs, stdin]);
	return (
		<>
			<Section title="1 Program">
				<Field label="App">
					{(ids) => (
						<select {...ids} value={choice.app ?? ''} {...select('app')}>
							<option value="">Choose an app</option>
							{catalogue.apps.map(({ id, text }) => (
								<option key={id} value={id}>
									{text || 'app'} #{id}
								</option>
							))}
						</select>
					)}
				</Field>
				{app && <Declared key={app.id} checksum={app.checksum} />}
				<Field
					label="Arguments"
					hint="Split at blanks as a shell does; quotes keep words together."
				>
					{(ids) => (
						<textarea
							{...ids}
							rows={3}
							spellcheck={false}
							value={choice.args}
							onInput={({ currentTarget: { value } }) => setQuery({ args: value })}
						/>
					)}
				</Field>
				<Field label="Dataset">
					{(ids) => (
						<select {...ids} value={choice.dataset ?? ''} {...select('dataset')}>
							<option value="">none</option>
							{catalogue.datasets.map(({ id, text }) => (
								<option key={id} value={id}>
									{text || 'dataset'} #{id}
								</option>
							))}
						</select>
					)}
				</Field>
			</Section>
			<Section title="2 Files">
				<Inputs inputs={inputs} onChange={setInputs} />
				{inputs.length > 0 && (
					<Field label="Standard input">
						{(ids) => (
							<select
								{...ids}
								value={stdin}
								onChange={({ currentTarget }) => setStdin(currentTarget.value)}
							>
								<option value="">empty</option>
								{inputs.map(({ name }) => (
									<option key={name}>{name}</option>
								))}
							</select>
						)}
					</Field>
				)}
			</Section>
			<Section title="3 Trust and price">
				<div class="row">
					<Field label="Category">
						{(ids) => (
							<select {...ids} value={choice.category} {...select('category')}>
								{categories.map(({ id, name, time }) => (
									<option key={id} value={id}>
										{name}: {span(time)} a task
									</option>
								))}
							</select>
						)}
					</Field>
					<Field label="Pools">
						{(ids) => (
							<select {...ids} value={choice.pool ?? ''} {...select('pool')}>
								<option value="">any on the chain's list</option>
								{catalogue.pools.map(({ id, text, isListed }) => (
									<option key={id} value={id}>
										{text.slice(0, 40) || 'pool'} #{id}
										{isListed ? '' : ' (not listed)'}
									</option>
								))}
							</select>
						)}
					</Field>
					<Field label="Tasks">
						{(ids) => (
							<input
								{...ids}
								type="number"
								min="1"
								max="10000"
								value={choice.volume}
								onChange={({ currentTarget: { value } }) =>
									setQuery({ volume: value })
								}
							/>
						)}
					</Field>
				</div>
				<Field
					label={`Trust ${choice.trust}`}
					hint={`${ownersNeeded(choice.trust)} ${ownersNeeded(choice.trust) === 1 ? 'owner computes' : 'owners have to agree'}: a wrong result is accepted with a chance below 1 in ${choice.trust}.`}
				>
					{(ids) => (
						<input
							{...ids}
							type="range"
							min="0"
							max={TRUSTS.length - 1}
							value={TRUSTS.indexOf(choice.trust as never)}
							aria-valuetext={`trust ${choice.trust}`}
							onInput={({ currentTarget: { value } }) =>
								setQuery({ trust: TRUSTS[Number(value)] })
							}
						/>
					)}
				</Field>
				{app === undefined ? (
					<Empty>Choose an app to see what a run costs now.</Empty>
				) : wish.job ? (
					<Priced job={wish.job} />
				) : (
					<Problem text={wish.error} />
				)}
			</Section>
		</>
	);
}

/** The form of what the app says of itself, which fills in the arguments. */
function Declared({ checksum }: { checksum: string }) {
	const bourse = useBourse();
	const [values, setValues] = useState<string[]>([]);
	const asked = useAnswer(
		async () => ({ said: await fetchDeclaration(bourse, checksum) }),
		[bourse, checksum],
	);
	const said = asked.value?.said;
	if (!said) return null;
	const set = (nth: number, value: string) => {
		const all = said.arguments.map(
			({ default: usual = '' }, at) => (at === nth ? value : values[at]) ?? usual,
		);
		setValues(all);
		setQuery({ args: argumentsOf(said, all) });
	};
	return (
		<>
			<p>{clean(said.description)}</p>
			{said.arguments.map((argument, nth) => {
				const { name, type, help, choices, default: usual = '' } = argument;
				const value = values[nth] ?? usual;
				return (
					<Field
						key={`${nth} ${name}`}
						label={clean(name) || `Argument ${nth + 1}`}
						hint={clean(help)}
						error={values[nth] === undefined ? undefined : wrongValue(argument, value)}
					>
						{(ids) =>
							type === 'choice' ? (
								<select
									{...ids}
									value={value}
									onChange={({ currentTarget }) => set(nth, currentTarget.value)}
								>
									<option value="">as usual</option>
									{choices.map((choice) => (
										<option key={choice} value={choice}>
											{clean(choice)}
										</option>
									))}
								</select>
							) : type === 'flag' ? (
								<input
									{...ids}
									type="checkbox"
									checked={value === 'true'}
									onChange={({ currentTarget }) =>
										set(nth, String(currentTarget.checked))
									}
								/>
							) : (
								<input
									{...ids}
									type="text"
									inputMode={type === 'number' ? 'decimal' : 'text'}
									placeholder={type === 'file' ? '/in/NAME' : usual}
									value={value}
									onInput={({ currentTarget }) => set(nth, currentTarget.value)}
								/>
							)
						}
					</Field>
				);
			})}
			{said.inputs.length > 0 && (
				<p class="note">
					Reads{' '}
					{said.inputs
						.map(({ name, help }) => clean(help ? `${name} (${help})` : name))
						.join(', ')}
					.
				</p>
			)}
		</>
	);
}

/** A stranger's text, shown without what hides or turns it. */
const clean = (text: string) => shownText(utf8(text), 300);

function Inputs({ inputs, onChange }: { inputs: Input[]; onChange: (inputs: Input[]) => void }) {
	const [error, setError] = useState<string>();
	const add = async (files: Iterable<File>) => {
		setError(undefined);
		const added: Input[] = [];
		for (const file of files) {
			if (file.size > MAX_FILE) {
				setError(`${file.name} has ${bytes(file.size)}: 64 MiB at most here`);
				continue;
			}
			const content = new Uint8Array(await file.arrayBuffer());
			added.push({
				name: file.name,
				size: file.size,
				checksum: blake2Hex(content),
				url: '',
				content,
				isUploaded: false,
			});
		}
		const others = inputs.filter(({ name }) => !added.some((one) => one.name === name));
		const all = [...others, ...added];
		if (all.length > MAX_INPUTS) setError(`A task has ${MAX_INPUTS} files at most`);
		onChange(all.slice(0, MAX_INPUTS));
	};
	return (
		<>
			<div
				class="drop"
				role="group"
				aria-label="Files for the program"
				onDragOver={(event) => event.preventDefault()}
				onDrop={(event) => {
					event.preventDefault();
					void add(event.dataTransfer?.files ?? []);
				}}
			>
				<label>
					Drop files here, or choose them{' '}
					<input
						type="file"
						multiple
						onChange={({ currentTarget }) => void add(currentTarget.files ?? [])}
					/>
				</label>
			</div>
			<Problem text={error} />
			{inputs.map((input) => (
				<InputRow
					key={input.name}
					input={input}
					onChange={(changed) =>
						onChange(
							inputs.flatMap((one) =>
								one.name !== input.name ? [one] : changed ? [changed] : [],
							),
						)
					}
				/>
			))}
		</>
	);
}

/** A file: put into the node's store, or fetched by workers from an address. */
function InputRow(props: { input: Input; onChange: (input: Input | undefined) => void }) {
	const { input, onChange } = props;
	const bourse = useBourse();
	const signer = useSubject(signer$);
	const takes = useAnswer(() => takesUploads(bourse), [bourse]);
	const [error, setError] = useState<string>();
	const [isBusy, setBusy] = useState(false);
	const canUpload = takes.value === true && input.size <= MAX_UPLOAD && !input.isUploaded;
	const put = async (signer: Signer) => {
		setError(undefined);
		setBusy(true);
		try {
			await upload(bourse, signer, input.content);
			onChange({ ...input, url: '', isUploaded: true });
		} catch (wrong) {
			setError(messageOf(wrong));
		}
		setBusy(false);
	};
	return (
		<div class="input">
			{input.isUploaded ? (
				<p>
					/in/{input.name}, {bytes(input.size)}: in the node's store for a day, from where
					workers get it by its hash.
				</p>
			) : (
				<Field
					label={`/in/${input.name}, ${bytes(input.size)}`}
					hint="The address from which workers fetch the file: https://… or /ipfs/… Only these bytes are accepted."
					error={error}
				>
					{(ids) => (
						<input
							{...ids}
							type="text"
							inputMode="url"
							placeholder="https://"
							value={input.url}
							onInput={({ currentTarget: { value } }) =>
								onChange({ ...input, url: value.trim() })
							}
						/>
					)}
				</Field>
			)}
			<p class="row">
				{canUpload && signer && (
					<button type="button" disabled={isBusy} onClick={() => void put(signer)}>
						Upload {input.name} to the node
					</button>
				)}
				{canUpload && !signer && (
					<a href={href(['account'])}>Choose an account to upload with</a>
				)}
				<button type="button" onClick={() => onChange(undefined)}>
					Remove {input.name}
				</button>
			</p>
		</div>
	);
}

/** The quote, as it changes, and the button with the price in it. */
function Priced({ job }: { job: Job }) {
	const who = useSubject(signer$)?.address;
	const settled = useSettled(job);
	const asked = useLive((bourse) => quote(bourse, settled, who), [settled, who]);
	// What is being bought stays as it was signed, however the book changes meanwhile.
	const [frozen, freeze] = useState<Quote>();
	return (
		<Show asked={frozen ? { value: frozen } : asked}>
			{(offer) =>
				offer.volume < settled.volume ? (
					<Short offer={offer} job={settled} />
				) : (
					<Buy
						offer={offer}
						job={settled}
						onBusy={(isBusy) => freeze(isBusy ? offer : undefined)}
					/>
				)
			}
		</Show>
	);
}

/** The parts of a quote. */
function Parts({ offer }: { offer: Quote }) {
	const unlisted = offer.offers.some(({ listed }) => !listed);
	const waiting = offer.offers.some(({ volume, free_workers }) => volume > BigInt(free_workers));
	return (
		<>
			<Table
				caption="Offers that serve this"
				rows={offer.offers}
				rowKey={({ order }) => String(order)}
				columns={[
					{
						title: 'pool',
						cell: ({ pool, listed }) => (
							<>
								<AssetName kind="pools" id={pool} />
								{listed ? '' : ' not listed'}
							</>
						),
					},
					{ title: 'tasks', cell: ({ volume }) => count(volume), isNumber: true },
					{
						title: 'free workers',
						cell: ({ free_workers }) => count(free_workers),
						isNumber: true,
					},
					{ title: 'a task', cell: ({ price }) => <Rlc of={price} />, isNumber: true },
				]}
			/>
			<Facts
				of={[
					[
						'app',
						<>
							<Rlc of={offer.app_price} /> a task
						</>,
					],
					offer.dataset_price > 0n && [
						'dataset',
						<>
							<Rlc of={offer.dataset_price} /> a task
						</>,
					],
					[
						'task fee',
						<>
							<Rlc of={offer.task_fee} /> a task, a part of which comes back
						</>,
					],
					offer.transaction_fee !== undefined && [
						'transaction',
						<Rlc of={offer.transaction_fee} />,
					],
				]}
			/>
			{unlisted && (
				<p class="note">
					Nobody vouches for the workers of a pool that is not on the chain's list.
				</p>
			)}
			{waiting && (
				<p class="note">More tasks than free workers: some wait for a free slot.</p>
			)}
		</>
	);
}

function Buy(props: { offer: Quote; job: Job; onBusy: (isBusy: boolean) => void }) {
	const { offer, job } = props;
	const [percent, setPercent] = useState(100);
	const [bought, setBought] = useState<Purchase>();
	const limit = (offer.total * BigInt(percent)) / 100n;
	const isOne = job.volume === 1n;
	return (
		<>
			<Parts offer={offer} />
			<Field
				label={`Limit ${formatRlc(limit)} RLC`}
				hint="The most that prices and fees may lock, should the book change before your transaction is in a block."
			>
				{(ids) => (
					<input
						{...ids}
						type="range"
						min="100"
						max="200"
						step="5"
						value={percent}
						aria-valuetext={`${formatRlc(limit)} RLC`}
						onInput={({ currentTarget: { value } }) => setPercent(Number(value))}
					/>
				)}
			</Field>
			<Send<Purchase>
				isMain
				make={(bourse, { signer }) => buy(bourse, signer, job, limit)}
				onBusy={props.onBusy}
				onIncluded={(purchase) => {
					setBought(purchase);
					const deal = purchase.deals?.[0];
					if (deal && isOne && purchase.deals?.length === 1) {
						go(href(['task', taskId(deal.deal, deal.first)]));
					}
				}}
			>
				Buy {isOne ? 'one run' : `${count(job.volume)} runs`} for {formatRlc(offer.total)}{' '}
				RLC
			</Send>
			{bought?.deals && (
				<p role="status">
					Bought:{' '}
					{bought.deals.map(({ deal }) => (
						<>
							<Id of={deal} />{' '}
						</>
					))}
				</p>
			)}
		</>
	);
}

const HOURS = [1, 6, 24, 168];

/** Too little is on offer: what would help, and an order that waits. */
function Short({ offer, job }: { offer: Quote; job: Job }) {
	const [price, setPrice] = useState('');
	const [hours, setHours] = useState(24);
	const words = changesInWords(offer.changes);
	let amount: bigint | undefined;
	let error: string | undefined;
	try {
		amount = price ? parseRlc(price) : undefined;
		const [below, above] = validPrices(amount ?? 0n);
		if (below !== above) {
			error = `A price has four digits at most: take ${formatRlc(below)} or ${formatRlc(above)}`;
		}
	} catch (wrong) {
		error = messageOf(wrong);
	}
	return (
		<>
			<p class="problem" role="status">
				{offer.volume === 0n
					? 'Nobody serves this now.'
					: `${count(offer.volume)} of ${count(job.volume)} tasks are on offer.`}
				{words.length > 0 && ` Nearest: ${words.join(', or ')}.`}
			</p>
			{offer.ruled_out.length > 0 && (
				<Facts
					of={offer.ruled_out.map(({ condition, offers }) => [
						new TextDecoder().decode(condition),
						`${count(offers)} ${offers === 1 ? 'offer' : 'offers'} at least`,
					])}
				/>
			)}
			{offer.volume > 0n && <Parts offer={offer} />}
			<Section
				title="Or wait in the book"
				note="An order takes the first offers that fit, at their prices, until it ends. What it locks comes back."
			>
				<div class="row">
					<Field label="Highest price of the pool, RLC a task" error={error}>
						{(ids) => (
							<input
								{...ids}
								type="text"
								inputMode="decimal"
								value={price}
								onInput={({ currentTarget: { value } }) => setPrice(value)}
							/>
						)}
					</Field>
					<Field label="Ends in">
						{(ids) => (
							<select
								{...ids}
								value={hours}
								onChange={({ currentTarget }) =>
									setHours(Number(currentTarget.value))
								}
							>
								{HOURS.map((one) => (
									<option key={one} value={one}>
										{span(one * 3600)}
									</option>
								))}
							</select>
						)}
					</Field>
				</div>
				<Send
					isDisabled={amount === undefined || error !== undefined}
					make={(bourse: Bourse, { signer }) => {
						const until = BigInt(Math.floor(Date.now() / 1000) + hours * 3600);
						const request = {
							job,
							app_max_price: offer.app_price,
							dataset_max_price: offer.dataset_price,
							price: amount ?? 0n,
						};
						const transaction = bourse.api.tx.Book.place({
							order: { type: 'Request', value: request },
							lifetime: { type: 'GoodTill', value: until },
						});
						return sendTransaction(bourse, transaction, signer);
					}}
					onIncluded={() => go(href(['account']))}
				>
					Place the order
				</Send>
			</Section>
		</>
	);
}
