// SPDX-License-Identifier: Apache-2.0

//! What calls do, and what the other pallets ask for, by topic.

mod assignment;
mod bonds;
mod conditions;
mod halls;
mod keys;
mod liveness;
mod membership;
mod roster;
mod turns;

#[cfg(any(feature = "try-runtime", feature = "std"))]
pub(crate) use assignment::word_of;
#[cfg(feature = "runtime-benchmarks")]
pub(crate) use assignment::PUT_ASIDE;
#[cfg(feature = "runtime-benchmarks")]
pub(crate) use bonds::WARMED;
pub use conditions::Conditions;
#[cfg(feature = "runtime-benchmarks")]
pub(crate) use liveness::SWEEP;
pub use membership::hot_key_message;
