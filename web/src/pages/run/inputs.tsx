// SPDX-License-Identifier: Apache-2.0

import { blake2Hex, MAX_UPLOAD, type Signer, takesUploads, upload } from '@bourse/sdk';
import { useState } from 'preact/hooks';
import { href } from '../../router.js';
import { messageOf, signer$ } from '../../state.js';
import { useAnswer, useBourse, useSubject } from '../../ui/hooks.js';
import { Field, Problem } from '../../ui/parts.js';
import { bytes } from '../../ui/text.js';

/** Most bytes of a file that is dropped: the whole is read to hash it. */
const MAX_FILE = 64 << 20;

/** Most input files of a task. */
const MAX_INPUTS = 16;

/** A file for the program, by its hash and where workers fetch it. */
export interface Input {
	name: string;
	size: number;
	checksum: string;
	/** Where workers fetch the file; empty when a node has it. */
	url: string;
	content: Uint8Array;
	/** Whether a node keeps the file, from where workers get it by its hash. */
	isUploaded: boolean;
}

export function Inputs({
	inputs,
	onChange,
}: {
	inputs: Input[];
	onChange: (inputs: Input[]) => void;
}) {
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
