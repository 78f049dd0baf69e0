// SPDX-License-Identifier: Apache-2.0

import {
	type Catalogue,
	escapeIndex,
	jobOf,
	type NamedCategory,
	ownersNeeded,
	type Params,
	type PoolChoice,
	TRUSTS,
} from '@bourse/sdk';
import { useMemo, useState } from 'preact/hooks';
import { type Route, setQuery } from '../../router.js';
import { messageOf } from '../../state.js';
import { Empty, Field, Problem, Section } from '../../ui/parts.js';
import { ends, span } from '../../ui/text.js';
import { PoolOptions } from '../names.js';
import { Declared } from './declared.js';
import { type Input, Inputs } from './inputs.js';
import { Priced } from './priced.js';

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

/** Params of arguments and files. A single task gets them as they were typed: `{index}` means nothing there. */
export function paramsOf(
	args: string,
	inputs: readonly Pick<Input, 'url' | 'checksum' | 'name'>[],
	stdin: string,
	volume: number,
): Params {
	const told = (text: string) => (volume === 1 ? escapeIndex(text) : text);
	const files = inputs.map(({ url, checksum, name }) => ({
		url: told(url),
		checksum,
		name: told(name),
	}));
	return {
		...(args.trim() ? { args: told(args) } : {}),
		...(files.length > 0 ? { inputs: files } : {}),
		...(stdin ? { stdin: told(stdin) } : {}),
	};
}

/** What keeps a choice from a list in the page's address. */
const select = (name: string) => ({
	onChange: ({ currentTarget: { value } }: { currentTarget: HTMLSelectElement }) =>
		setQuery({ [name]: value }),
});

export function Form(props: { route: Route; catalogue: Catalogue; categories: NamedCategory[] }) {
	const { route, catalogue, categories } = props;
	const choice = choiceOf(route);
	const [inputs, setInputs] = useState<Input[]>([]);
	const [stdin, setStdin] = useState('');
	const app = catalogue.apps.find(({ id }) => id === choice.app);
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
					params: paramsOf(choice.args, inputs, stdin, choice.volume),
				}),
			};
		} catch (error) {
			return { error: messageOf(error) };
		}
	}, [route, inputs, stdin]);
	return (
		<>
			<Program choice={choice} catalogue={catalogue} />
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
				<Terms choice={choice} catalogue={catalogue} categories={categories} />
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

/** The app, its arguments and its dataset. */
function Program({ choice, catalogue }: { choice: Choice; catalogue: Catalogue }) {
	const app = catalogue.apps.find(({ id }) => id === choice.app);
	return (
		<Section title="1 Program">
			<Field label="App">
				{(ids) => (
					<select {...ids} value={choice.app ?? ''} {...select('app')}>
						<option value="">Choose an app</option>
						<Choices of={catalogue.apps} kind="app" />
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
						<Choices of={catalogue.datasets} kind="dataset" />
					</select>
				)}
			</Field>
		</Section>
	);
}

/** Category, pools, number of tasks, and trust. */
function Terms(props: { choice: Choice; catalogue: Catalogue; categories: NamedCategory[] }) {
	const { choice, catalogue, categories } = props;
	return (
		<>
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
							<PoolOptions of={catalogue.pools} />
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
							onChange={({ currentTarget: { value } }) => setQuery({ volume: value })}
						/>
					)}
				</Field>
			</div>
			<Field label={`Trust ${choice.trust}`} hint={trustText(choice.trust)}>
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
		</>
	);
}

/** Assets to choose from: those that root named, and those that anybody did, with their owners. */
function Choices(props: {
	of: { id: number; text: string; stock: string | undefined; owner: string }[];
	kind: string;
}) {
	const stock = props.of.filter((one) => one.stock !== undefined);
	const others = props.of.filter((one) => one.stock === undefined);
	return (
		<>
			{stock.length > 0 && (
				<optgroup label="Stock">
					{stock.map(({ id, stock }) => (
						<option key={id} value={id}>
							{stock} #{id}
						</option>
					))}
				</optgroup>
			)}
			{others.length > 0 && (
				<optgroup label="Registered by anybody">
					{others.map(({ id, text, owner }) => (
						<option key={id} value={id}>
							{text || props.kind} of {ends(owner)} #{id}
						</option>
					))}
				</optgroup>
			)}
		</>
	);
}

function trustText(trust: number): string {
	const owners = ownersNeeded(trust);
	return owners === 1
		? 'One owner computes, and nobody compares: for results that you check yourself.'
		: `${owners} owners have to agree: a wrong result is accepted with a chance below 1 in ${trust}.`;
}
