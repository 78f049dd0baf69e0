// SPDX-License-Identifier: Apache-2.0

import { type Packing, parseRlc, send, type Terms, utf8 } from '@bourse/sdk';
import { useState } from 'preact/hooks';
import { messageOf } from '../state.js';
import { Field, Problem } from '../ui/parts.js';
import { Send } from '../ui/send.js';
import { appProblem, PACKINGS, packingsOf } from './packing.js';
import { type Input, Inputs } from './run/inputs.js';

/** Registers an app or a dataset: its file, its name. */
export function Register({ who }: { who: string }) {
	const [files, setFiles] = useState<Input[]>([]);
	const [kind, setKind] = useState<'app' | 'dataset'>('app');
	const [name, setName] = useState('');
	const [chosen, setChosen] = useState<Packing>();
	const [file] = files;
	const packings: readonly [Packing, ...Packing[]] = file
		? packingsOf(file.name, file.content)
		: ['File'];
	const packing = packings.find((one) => one === chosen) ?? packings[0];
	const problem = file && kind === 'app' ? appProblem(file.name, file.content) : undefined;
	const isFetchable =
		file !== undefined && (file.isUploaded || /^https?:\/\/\S+$|^\/ipfs\/\S+$/.test(file.url));
	return (
		<details>
			<summary>Register an app or a dataset</summary>
			<p class="note">
				An app is a WebAssembly program for WASI, a dataset any file or archive. Its content
				never changes: a new version is a new registration.
			</p>
			<Inputs inputs={files} onChange={(all) => setFiles(all.slice(-1))} />
			<Problem text={problem} />
			<div class="row">
				<Field label="Kind">
					{(ids) => (
						<select
							{...ids}
							value={kind}
							onChange={({ currentTarget: { value } }) =>
								setKind(value === 'app' ? 'app' : 'dataset')
							}
						>
							<option value="app">app</option>
							<option value="dataset">dataset</option>
						</select>
					)}
				</Field>
				{kind === 'dataset' && (packings.length > 1 || packing !== 'File') && (
					<Field label="Programs find it as">
						{(ids) => (
							<select
								{...ids}
								value={packing}
								onChange={({ currentTarget: { value } }) =>
									setChosen(packings.find((one) => one === value))
								}
							>
								{packings.map((one) => (
									<option key={one} value={one}>
										{PACKINGS[one]}
									</option>
								))}
							</select>
						)}
					</Field>
				)}
				<Field label="Name">
					{(ids) => (
						<input
							{...ids}
							type="text"
							maxLength={64}
							value={name}
							onInput={({ currentTarget }) => setName(currentTarget.value)}
						/>
					)}
				</Field>
			</div>
			<Send
				isDisabled={!isFetchable || name.trim() === '' || problem !== undefined}
				make={(bourse, { signer }) => {
					if (!file) throw new Error('Choose the file first.');
					const { Registry } = bourse.api.tx;
					const common = {
						owner: who,
						name: utf8(name.trim()),
						multiaddr: utf8(file.isUploaded ? '' : file.url),
						checksum: file.checksum,
					};
					const transaction =
						kind === 'app'
							? Registry.register_app({
									...common,
									kind: { type: 'Wasi' },
									mrenclave: new Uint8Array(),
								})
							: Registry.register_dataset_with({
									...common,
									packing: { type: packing },
									restricted: false,
								});
					return send(bourse, transaction, signer);
				}}
			>
				Register the {kind}
			</Send>
		</details>
	);
}

/** Posts the price of an app or a dataset, for everybody. */
export function PostPrice(props: { assets: { kind: 'apps' | 'datasets'; id: number }[] }) {
	const { assets } = props;
	const [chosen, setChosen] = useState(0);
	const [text, setText] = useState('');
	const asset = assets[chosen] ?? assets[0];
	let price: bigint | undefined;
	let error: string | undefined;
	try {
		price = text ? parseRlc(text) : undefined;
	} catch (wrong) {
		error = messageOf(wrong);
	}
	if (!asset) return null;
	return (
		<div class="row">
			<Field label="Offer to everybody">
				{(ids) => (
					<select
						{...ids}
						value={chosen}
						onChange={({ currentTarget }) => setChosen(Number(currentTarget.value))}
					>
						{assets.map(({ kind, id }, nth) => (
							<option key={`${kind}${id}`} value={nth}>
								{kind === 'apps' ? 'app' : 'dataset'} #{id}
							</option>
						))}
					</select>
				)}
			</Field>
			<Field
				label="RLC a task"
				error={error}
				hint="0 is a price, too. Posted terms lock a deposit."
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
				isDisabled={price === undefined}
				make={(bourse, { signer }) => {
					const { Book } = bourse.api.tx;
					const terms: Terms = {
						price: price ?? 0n,
						tag: 0n,
						pool: undefined,
						app: undefined,
						until: undefined,
					};
					const audience = { type: 'Everybody' } as const;
					const { kind, id } = asset;
					const transaction =
						kind === 'apps'
							? Book.post_app({ app: id, audience, terms })
							: Book.post_dataset({ dataset: id, audience, terms });
					return send(bourse, transaction, signer);
				}}
			>
				Post the price
			</Send>
		</div>
	);
}
