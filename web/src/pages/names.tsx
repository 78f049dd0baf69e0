// SPDX-License-Identifier: Apache-2.0

import { appOf, type Bourse, type Catalogue, catalogue, datasetOf, poolOf } from '@bourse/sdk';
import { useEffect, useState } from 'preact/hooks';
import { href } from '../router.js';
import { useBourse } from '../ui/hooks.js';

/** Kinds of the catalogue. */
export type Kind = 'apps' | 'datasets' | 'pools' | 'workers';

/** Time after which a catalogue is read again, in milliseconds. */
const FRESH = 30_000;
const known = new WeakMap<Bourse, { at: number; catalogue: Promise<Catalogue> }>();

/** The catalogue, read again when it is older than half a minute. */
export function catalogueOf(bourse: Bourse): Promise<Catalogue> {
	const before = known.get(bourse);
	if (before && Date.now() - before.at < FRESH) return before.catalogue;
	const read = catalogue(bourse);
	known.set(bourse, { at: Date.now(), catalogue: read });
	read.catch(() => known.delete(bourse));
	return read;
}

const ONE = { apps: appOf, datasets: datasetOf, pools: poolOf };

/** The name of an asset: of the catalogue, else by itself. */
async function nameOf(bourse: Bourse, kind: keyof typeof ONE, id: number) {
	const rows: { id: number; text: string }[] = (await catalogueOf(bourse))[kind];
	const known = rows.find((one) => one.id === id);
	return (known ?? (await ONE[kind](bourse, id)))?.text;
}

/** The name of an asset, linked into the catalogue. A name is a stranger's text, its number is not. */
export function AssetName({ kind, id }: { kind: 'apps' | 'datasets' | 'pools'; id: number }) {
	const bourse = useBourse();
	const [text, setText] = useState<string>();
	useEffect(() => {
		let isOver = false;
		nameOf(bourse, kind, id).then(
			(name) => isOver || setText(name?.slice(0, 40)),
			() => undefined,
		);
		return () => {
			isOver = true;
		};
	}, [bourse, kind, id]);
	return (
		<a href={href(['catalogue', kind], { open: id })}>
			{text || kind.slice(0, -1)} <small>#{id}</small>
		</a>
	);
}
