// SPDX-License-Identifier: Apache-2.0

import {
	type App,
	apps,
	type Bourse,
	type Dataset,
	datasets,
	type Named,
	type NamedPool,
	pools,
} from '@bourse/sdk';
import { useEffect, useState } from 'preact/hooks';
import { href } from '../router.js';
import { useBourse } from '../ui/hooks.js';

/** Kinds of the catalogue. */
export type Kind = 'apps' | 'datasets' | 'pools' | 'workers';

/** Everything that is registered, as far as the pages list it. */
export interface Catalogue {
	apps: Named<App>[];
	datasets: Named<Dataset>[];
	pools: NamedPool[];
}

/** Time after which a catalogue is read again, in milliseconds. */
const FRESH = 30_000;
const known = new WeakMap<Bourse, { at: number; catalogue: Promise<Catalogue> }>();

/** The catalogue, read again when it is older than half a minute. */
export function catalogueOf(bourse: Bourse): Promise<Catalogue> {
	const before = known.get(bourse);
	if (before && Date.now() - before.at < FRESH) return before.catalogue;
	const catalogue = Promise.all([apps(bourse), datasets(bourse), pools(bourse)]).then(
		([apps, datasets, pools]) => ({ apps, datasets, pools }),
	);
	known.set(bourse, { at: Date.now(), catalogue });
	catalogue.catch(() => known.delete(bourse));
	return catalogue;
}

/** The name of an asset, linked into the catalogue. A name is a stranger's text, its number is not. */
export function AssetName({ kind, id }: { kind: 'apps' | 'datasets' | 'pools'; id: number }) {
	const bourse = useBourse();
	const [text, setText] = useState<string>();
	useEffect(() => {
		let isOver = false;
		catalogueOf(bourse).then(
			(catalogue) => {
				const asset = (catalogue[kind] as { id: number; text: string }[]).find(
					(one) => one.id === id,
				);
				if (!isOver) setText(asset?.text.slice(0, 40));
			},
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
