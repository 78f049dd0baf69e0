// SPDX-License-Identifier: Apache-2.0

//! One file per call or rule.

mod accept;
mod apply;
mod assign;
mod expel;
mod hot_key;
mod invariants;
mod leave;
mod queries;
mod randomness;
mod reject;
mod release;
mod set_open;
mod set_slots;
mod withdraw;
