// SPDX-License-Identifier: Apache-2.0

//! The work behind the calls, by topic.

mod best;
mod given_up;
mod guarantee;
mod holds;
mod leave;
mod money;
mod newcomer;
mod place;
mod posted;
mod quote;
mod root;
mod run;
mod store;
mod supply;
mod trade;
mod weight;

#[cfg(feature = "runtime-benchmarks")]
pub(crate) use store::Storage;
