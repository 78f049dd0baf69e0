// SPDX-License-Identifier: Apache-2.0

import {
	fetchResult,
	formatRlc,
	type Hash,
	type ManifestFile,
	NotAuthentic,
	type Result,
	readFile,
} from '@bourse/sdk';
import { useEffect, useState } from 'preact/hooks';
import { messageOf } from '../state.js';
import { documentOf, MAX_IMAGE } from './content.js';
import { useAnswer, useBourse } from './hooks.js';
import { Facts, Problem, Show } from './parts.js';
import { bytes, count, savedName, shownPath } from './text.js';

/** The result of a completed task: checked here, shown in a frame without permissions, downloaded. */
export function ResultView({ task }: { task: Hash }) {
	const bourse = useBourse();
	const [round, setRound] = useState(0);
	const result = useAnswer(() => fetchResult(bourse, task), [bourse, task, round]);
	return (
		<>
			<Show asked={result}>{(value) => <Files result={value} />}</Show>
			{result.error !== undefined && (
				<button type="button" onClick={() => setRound(round + 1)}>
					Try again
				</button>
			)}
		</>
	);
}

function Files({ result }: { result: Result }) {
	const first =
		result.files.find(({ path }) => path === (result.failure ? 'stderr' : 'stdout')) ??
		result.files[0];
	const [path, setPath] = useState(first?.path);
	const file = result.files.find((one) => one.path === path);
	const { header } = result;
	return (
		<>
			<p class="good">
				<span aria-hidden="true">✓ </span>Checked in this browser: header and list of files
				are those of the digest on chain
				{result.isFinal ? '' : ' (of a block that is not final yet)'}. Every file is checked
				when it is read.
			</p>
			<Facts
				of={[
					result.failure
						? ['failure', `${result.failure}: stderr ends with the reason`]
						: ['exit status', header.exitStatus],
					['fuel', `${count(header.fuel)}, engine ${header.engine}`],
					['digest', <span class="hash">{result.digest}</span>],
				]}
			/>
			{result.files.length === 0 && <p class="empty">The program wrote nothing.</p>}
			{result.files.length > 1 && (
				<div class="tabs" role="group" aria-label="Files">
					{result.files.map((one) => (
						<button
							key={one.path}
							type="button"
							aria-pressed={one.path === path}
							onClick={() => setPath(one.path)}
						>
							{shownPath(one.path)} <small>{bytes(one.size)}</small>
						</button>
					))}
				</div>
			)}
			{file && <FileView key={file.path} file={file} />}
		</>
	);
}

type Read = { content?: Uint8Array; there: number; error?: string; isLie?: boolean };

function FileView({ file }: { file: ManifestFile }) {
	const bourse = useBourse();
	const [read, setRead] = useState<Read>({ there: 0 });
	const [isWanted, want] = useState(file.size <= MAX_IMAGE);
	useEffect(() => {
		if (!isWanted) return;
		let isOver = false;
		readFile(bourse, file, (there) => isOver || setRead({ there })).then(
			(content) => isOver || setRead({ content, there: content.length }),
			(error) =>
				isOver ||
				setRead({
					there: 0,
					error: messageOf(error),
					isLie: error instanceof NotAuthentic,
				}),
		);
		return () => {
			isOver = true;
		};
	}, [bourse, file, isWanted]);
	const { content, there, error, isLie } = read;
	if (!isWanted) {
		return (
			<button type="button" onClick={() => want(true)}>
				Fetch {shownPath(file.path)}, {bytes(file.size)}
			</button>
		);
	}
	if (error !== undefined) {
		const text = isLie ? `${error}. The node gave other bytes: ask another node.` : error;
		return <Problem text={text} />;
	}
	if (!content) {
		return (
			<p role="status">
				<progress
					max={file.size}
					value={there}
					aria-label={`Fetching ${shownPath(file.path)}`}
				/>
			</p>
		);
	}
	const document_ = documentOf(file.path, content);
	return (
		<>
			{document_ !== undefined ? (
				<iframe
					class="viewer"
					sandbox=""
					title={`Content of ${shownPath(file.path)}`}
					srcdoc={document_}
				/>
			) : (
				<p class="empty">{shownPath(file.path)} is no text and no image: download it.</p>
			)}
			<button type="button" onClick={() => download(file.path, content)}>
				Download {shownPath(file.path)}
			</button>
		</>
	);
}

/** Gives the bytes to the browser as a file of no known type, which is never opened as a page. */
export function download(path: string, content: Uint8Array): void {
	const blob = new Blob([content as Uint8Array<ArrayBuffer>], {
		type: 'application/octet-stream',
	});
	const url = URL.createObjectURL(blob);
	const link = document.createElement('a');
	link.href = url;
	link.download = savedName(path);
	link.click();
	setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** A table of what moved, whose last row is zero. */
export function Money({ rows }: { rows: { who: string; what: string; amount: bigint }[] }) {
	const sum = rows.reduce((all, { amount }) => all + amount, 0n);
	return (
		<table>
			<caption class="hidden">Money of a task</caption>
			<tbody>
				{rows.map(({ who, what, amount }) => (
					<tr key={who + what}>
						<th scope="row">{what}</th>
						<td>{who}</td>
						<td class="num">{formatRlc(amount)}</td>
					</tr>
				))}
			</tbody>
			<tfoot>
				<tr>
					<th scope="row">sum</th>
					<td />
					<td class="num">{formatRlc(sum)} RLC</td>
				</tr>
			</tfoot>
		</table>
	);
}
