// SPDX-License-Identifier: Apache-2.0

//! One file per call or rule; `invariants` holds the property tests.

mod deposit;
mod genesis;
mod invariants;
mod kitty;
mod ledger;
mod settlement;
mod withdraw;
