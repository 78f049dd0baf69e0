// SPDX-License-Identifier: Apache-2.0

import {
	appOf,
	type Bourse,
	type Catalogue,
	catalogue,
	datasetOf,
	type NamedPool,
	poolOf,
} from '@bourse/sdk';
import { useEffect, useState } from 'preact/hooks';
import { href } from '../router.js';
import { useBourse } from '../ui/hooks.js';
import { ends } from '../ui/text.js';

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

/** The catalogue with these assets, which may be older than those that it has. */
export async function catalogueWith(
	bourse: Bourse,
	{ app, dataset, pool }: Partial<Record<'app' | 'dataset' | 'pool', number>>,
): Promise<Catalogue> {
	const known = await catalogueOf(bourse);
	const add = async <T extends { id: number }>(
		rows: T[],
		id: number | undefined,
		read: (bourse: Bourse, id: number) => Promise<T | undefined>,
	): Promise<T[]> => {
		if (id === undefined || rows.some((row) => row.id === id)) return rows;
		const found = await read(bourse, id);
		return found ? [found, ...rows] : rows;
	};
	const [apps, datasets, pools] = await Promise.all([
		add(known.apps, app, appOf),
		add(known.datasets, dataset, datasetOf),
		add(known.pools, pool, poolOf),
	]);
	return { apps, datasets, pools };
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

/** How a pool is told from others of its name: by who owns it, where it is not on the chain's list. */
export function poolLabel({ id, text, stock, owner, isListed }: NamedPool): string {
	const name = stock ?? (text.slice(0, 40) || 'pool');
	return `${name}${isListed ? '' : ` of ${ends(owner)}`} #${id}`;
}

/** Pools to choose from: those on the chain's list first. `note`: what a choice says besides. */
export function PoolOptions(props: { of: NamedPool[]; note?: (pool: NamedPool) => string }) {
	const groups: [string, NamedPool[]][] = [
		["On the chain's list", props.of.filter(({ isListed }) => isListed)],
		['Registered by anybody', props.of.filter(({ isListed }) => !isListed)],
	];
	return (
		<>
			{groups
				.filter(([, pools]) => pools.length > 0)
				.map(([label, pools]) => (
					<optgroup key={label} label={label}>
						{pools.map((pool) => (
							<option key={pool.id} value={pool.id}>
								{poolLabel(pool)}
								{props.note?.(pool)}
							</option>
						))}
					</optgroup>
				))}
		</>
	);
}
