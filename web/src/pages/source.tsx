// SPDX-License-Identifier: Apache-2.0

import { useState } from 'preact/hooks';
import { link$, open, openOwn } from '../state.js';
import { useSubject } from '../ui/hooks.js';
import { Field, Section } from '../ui/parts.js';

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
