// SPDX-License-Identifier: Apache-2.0

//! Prices of at most 4 significant digits, and their numbers.

/// Number of a price; the order of ticks is that of prices.
pub type Tick = u32;

/// The last tick: 18 bits.
pub const LAST_TICK: Tick = 0x3_ffff;
/// Prices below this are their own ticks.
const SMALL: u32 = 1_000;
/// Ticks of one power of ten.
const DECADE: u32 = 9_000;

/// The price of a tick, in nRLC. Ticks beyond the last one have its price.
pub fn price_of(tick: Tick) -> u128 {
	let Some(above) = tick.min(LAST_TICK).checked_sub(SMALL) else { return tick.into() };
	let mantissa = SMALL.saturating_add(above % DECADE);
	// At most 10^29.
	u128::from(mantissa).saturating_mul(10u128.saturating_pow(above / DECADE))
}

/// The tick of the highest price up to `price`.
pub fn tick_to(price: u128) -> Tick {
	let Some(digits) = price.checked_ilog10().filter(|digits| *digits >= 3) else {
		return price as Tick;
	};
	let power = digits.saturating_sub(3);
	let mantissa = price.checked_div(10u128.saturating_pow(power)).unwrap_or_default();
	// The mantissa is 1000..=9999, the power at most 35.
	let above = (mantissa as u32).saturating_sub(SMALL);
	SMALL.saturating_add(DECADE.saturating_mul(power)).saturating_add(above).min(LAST_TICK)
}

/// The tick of a price; none when the price has more than 4 significant digits, or is beyond the last.
pub fn tick_of(price: u128) -> Option<Tick> {
	Some(tick_to(price)).filter(|tick| price_of(*tick) == price)
}

/// The nearest valid prices: the highest up to `price`, and the lowest from it on. They are equal for
/// a valid price, and at the end.
pub fn around(price: u128) -> (u128, u128) {
	let below = tick_to(price);
	let above = match price_of(below) >= price {
		true => below,
		false => below.saturating_add(1).min(LAST_TICK),
	};
	(price_of(below), price_of(above))
}
