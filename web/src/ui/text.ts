// SPDX-License-Identifier: Apache-2.0

/** Numbers, times and links for people. */

import { formatRlc, shownText, utf8 } from '@bourse/sdk';

/** RLC with at most four decimals, rounded to the nearest; the exact amount belongs into a title. */
export function rlc(amount: bigint): string {
	const unit = 100_000n;
	const half = amount < 0n ? -unit / 2n : unit / 2n;
	const rounded = ((amount + half) / unit) * unit;
	// Small amounts would be rounded to nothing.
	return formatRlc(rounded === 0n ? amount : rounded);
}

/** A whole number with separators. */
export function count(value: number | bigint): string {
	return value.toString().replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A share in billionths, as percent with at most two decimals: `2.5 %`. */
export function percent(billionths: number): string {
	return `${Number((billionths / 10_000_000).toFixed(2))} %`;
}

/** A span of seconds: `12 s`, `5 min`, `3 h 20 min`, `2 d`. */
export function span(seconds: number | bigint): string {
	const s = Math.max(0, Math.round(Number(seconds)));
	if (s < 120) return `${s} s`;
	const minutes = Math.round(s / 60);
	if (minutes < 120) return `${minutes} min`;
	const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
	if (hours < 48) return rest && hours < 10 ? `${hours} h ${rest} min` : `${hours} h`;
	return `${Math.round(hours / 24)} d`;
}

/** A time of day, with the date when it is another day. */
export function clock(seconds: number | bigint): string {
	const date = new Date(Number(seconds) * 1000);
	const time = date.toLocaleTimeString([], { hour12: false });
	return date.toDateString() === new Date().toDateString()
		? time
		: `${date.toLocaleDateString()} ${time}`;
}

/** Bytes: `812 B`, `1.4 MiB`. */
export function bytes(size: number | bigint): string {
	let value = Number(size);
	for (const unit of ['B', 'KiB', 'MiB', 'GiB']) {
		if (value < 1024 || unit === 'GiB') {
			return `${value < 10 && unit !== 'B' ? value.toFixed(1) : Math.round(value)} ${unit}`;
		}
		value /= 1024;
	}
	return '';
}

/** The first digits of an id: `3f2a91`; of a task with its index: `3f2a91/7`. */
export function short(id: string): string {
	const index = id.slice(50);
	const start = id.slice(2, 8);
	return index === 'ffffffffffffffff' ? start : `${start}/${count(BigInt(`0x${index || '0'}`))}`;
}

/** The ends of an address. */
export function ends(address: string): string {
	return address.length <= 13 ? address : `${address.slice(0, 6)}…${address.slice(-4)}`;
}

/** A path of a result, whose program named it, without what hides or turns its letters. */
export function shownPath(path: string): string {
	return shownText(utf8(path), 512);
}

/** The name under which a file of a result is saved: an escape has letters that a name may not have. */
export function savedName(path: string): string {
	const name = shownPath((path.split('/').at(-1) ?? '').trim()).replaceAll('\\u{20}', ' ');
	return name.replace(/\\u\{[0-9a-f]+\}|\\\\/g, '\u{fffd}') || 'file';
}

/** The link of a stranger's text: https alone, without a name and password in it; else none. */
export function safeLink(text: string): string | undefined {
	try {
		const url = new URL(text);
		return url.protocol === 'https:' && !url.username && !url.password ? url.href : undefined;
	} catch {
		return undefined;
	}
}

const FEATURES: readonly [number, string][] = [
	[0, 'TEE'],
	[1, 'SCONE'],
	[2, 'Gramine'],
	[3, 'TDX'],
	[8, 'GPU'],
];

/** The features of a tag in words. */
export function features(tag: bigint): string {
	if (tag === 0n) return 'none';
	const known = FEATURES.filter(([bit]) => (tag >> BigInt(bit)) & 1n).map(([, name]) => name);
	const rest = FEATURES.reduce((left, [bit]) => left & ~(1n << BigInt(bit)), tag);
	return [...known, ...(rest ? [`0x${rest.toString(16)}`] : [])].join(', ');
}
