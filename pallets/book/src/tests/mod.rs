// SPDX-License-Identifier: Apache-2.0

//! One file per call or rule.

mod allowance;
mod amend;
mod attacks;
mod cancel;
mod evict;
mod expiry;
mod given_up;
mod guarantee;
mod invariants;
mod lifetime;
mod matching;
mod offers;
mod posted;
mod quote;
mod requests;
mod root;
mod run;
mod supply;
mod venues;
