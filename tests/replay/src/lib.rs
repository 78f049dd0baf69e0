// SPDX-License-Identifier: Apache-2.0

#![doc = include_str!("../README.md")]
//!
//! ## How a step is done
//!
//! Each operation is one call of this chain, signed by its sender and applied by the executive in
//! a block of its own, at the time of the trace ([`calls`]). All pallets' `try_state` hold after
//! every block. Each step compares ([`replay`]):
//!
//! - **accepted or refused**;
//! - **the reason**: [`refusals`] has one table of the contracts' codes and this chain's errors. A
//!   test refuses two codes for one error unless the table says why. Where the contracts give no
//!   reason, the operation must be able to have this chain's error, and the error's claim must be
//!   true in the trace: `RevealDeadlinePassed` only if that deadline has passed;
//! - **the events**, in their order ([`events`] lists what is left out, and why);
//! - **the whole state** ([`state`]): the trace's changes make an expected state, which must equal
//!   the pallets' whole storage.
//!
//! A field, operation or code that the format does not name is an error, never skipped.
//!
//! ## What is set up
//!
//! - **The chain does nothing by itself**: the genesis switches all `automation` off, as
//!   `poco.setAutomation` does. So only the scheduler finalizes and reopens, and nothing is
//!   pruned.
//! - The traces' `owner` is the key of `sudo`. Members join the group before the first step
//!   (assets: at their registration). Initial scores are written to the storage. Wallets are
//!   filled.
//! - Blocks come at the times of the trace. Sessions don't end: their first block has no room for
//!   transactions.
//!
//! ## Limits of this chain
//!
//! The contracts' numbers have 256 bits and their lists no end. Here trust and weights have 256
//! bits, and overflow where the contracts' do; an amount has 128 bits, a volume, a tag, a score
//! and the stake ratio 64, a category 32, and lists have bounds (`docs/parameters.md`). A trace
//! beyond a limit is unreadable, not skipped. Only a maximal price and a task's index stand for
//! all larger ones when they are the largest that fit.
//!
//! ## The model
//!
//! [`model`] is the protocol a second time, in a thousand lines without anything of the pallets.
//! The model agrees with every recorded trace and makes new ones, on which chain and model have to
//! agree: those of [`derived`], and random ones ([`random`]).

pub mod calls;
pub mod derived;
pub mod events;
pub mod folder;
pub mod json;
pub mod model;
pub mod names;
pub mod orders;
pub mod random;
pub mod refusals;
pub mod replay;
pub mod state;
pub mod trace;
