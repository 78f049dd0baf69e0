// SPDX-License-Identifier: Apache-2.0

/** nRLC in an RLC. */
export const RLC = 1_000_000_000n;
const DECIMALS = 9;
/** Most digits in front of the point: that of 128 bits. */
const MAX_DIGITS = 29;

/**
 * nRLC of an amount in RLC, as a person writes it: `12`, `0.015`, `1,204.5 RLC`. Throws a sentence for
 * anything else, and for more than nine decimals.
 */
export function parseRlc(text: string): bigint {
	const plain = text.trim().replace(/\s*RLC$/i, '');
	const match = /^(\d{1,3}(?:,\d{3})+|\d*)(?:\.(\d*))?$/.exec(plain);
	const whole = match?.[1]?.replaceAll(',', '') ?? '';
	const decimals = match?.[2] ?? '';
	if (!match || (whole === '' && decimals === '')) {
		throw new RangeError(`"${text}" is no amount: write RLC with a point, like 0.015`);
	}
	if (decimals.length > DECIMALS) {
		throw new RangeError(
			`"${text}" has more than ${DECIMALS} decimals: 0.000000001 RLC is the least`,
		);
	}
	if (whole.length > MAX_DIGITS) {
		throw new RangeError(`"${text}" is more RLC than there can be`);
	}
	return BigInt(whole || '0') * RLC + BigInt(decimals.padEnd(DECIMALS, '0'));
}

/** An amount of nRLC as RLC, exactly: `1,204.5`. */
export function formatRlc(amount: bigint): string {
	const sign = amount < 0n ? '-' : '';
	const all = (amount < 0n ? -amount : amount).toString().padStart(DECIMALS + 1, '0');
	const whole = all.slice(0, -DECIMALS).replace(/\B(?=(\d{3})+$)/g, ',');
	const decimals = all.slice(-DECIMALS).replace(/0+$/, '');
	return sign + whole + (decimals && `.${decimals}`);
}

/** The price of a tick of the book, in nRLC: ticks count the prices of at most 4 significant digits. */
export function priceOfTick(tick: number): bigint {
	if (tick < 1_000) return BigInt(tick);
	const above = tick - 1_000;
	return BigInt(1_000 + (above % 9_000)) * 10n ** BigInt(Math.floor(above / 9_000));
}

/** Most significant digits of a price in the book. */
const SIGNIFICANT = 4;

/** The two prices of at most 4 significant digits that are nearest: one at most, one at least as high. */
export function validPrices(price: bigint): [bigint, bigint] {
	const digits = price.toString().length;
	if (digits <= SIGNIFICANT) return [price, price];
	const unit = 10n ** BigInt(digits - SIGNIFICANT);
	const below = (price / unit) * unit;
	return [below, below === price ? price : below + unit];
}
