// SPDX-License-Identifier: Apache-2.0

//! The books as data: ticks, a bitmap of two levels, first-come lists, and the best of each cell.
//!
//! Nothing here knows of money, accounts or the chain. Each operation touches a fixed number of items
//! of its [`Store`], whatever the number of orders.

mod bits;
mod books;
mod cross;
mod tick;
mod walk;

#[cfg(test)]
mod tests;

pub use bits::Bits;
pub use books::{
	append, best_for, grow, next_tick, remove, shrink, Book, Cell, Grid, Header, Level, Link, Side,
	Store, Top,
};
pub use cross::{cross, Crossing, Desk, End, Limits, Meeting, Taker};
pub use tick::{around, price_of, tick_of, tick_to, Tick, LAST_TICK};
pub use walk::Walk;

/// Number of an order of the book, in the order of placing.
pub type OrderId = u64;
