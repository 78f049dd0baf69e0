// SPDX-License-Identifier: Apache-2.0

//! Tests, one file per call or rule.

mod agenda;
mod at_once;
mod automation;
mod batches;
mod challenges;
mod claim;
mod contribute;
mod contribute_and_finalize;
mod due;
mod engine;
mod failures;
mod finalize;
mod initialize;
mod invariants;
mod lanes;
mod limits;
mod machines;
mod open_market;
mod pruning;
mod reopen;
mod reveal;
mod scores;
mod settlement;
mod tee;
mod try_state;
mod unstarted;
mod waiting;

pub(crate) type Error = crate::Error<crate::mock::Test>;
pub(crate) type Event = crate::Event<crate::mock::Test>;
