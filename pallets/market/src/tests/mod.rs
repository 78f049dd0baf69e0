// SPDX-License-Identifier: Apache-2.0

//! One file per call or rule.

mod arithmetic;
mod bounds;
mod broker;
mod close;
mod conditions;
mod deals;
mod hashing;
mod held;
mod invariants;
mod locks;
mod matching;
mod operations;
mod presign;
mod restrictions;
mod rules;
mod signatures;
mod sponsor;
mod standing;
mod statements;
mod volumes;
mod weight;
