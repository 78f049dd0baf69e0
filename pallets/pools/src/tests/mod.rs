// SPDX-License-Identifier: Apache-2.0

//! One file per call or rule.

mod accept;
mod apply;
mod assign;
mod bonds;
mod capacity;
mod conditions;
mod duties;
mod exclusion;
mod expel;
mod halls;
mod heartbeat;
mod hot_key;
mod invariants;
mod keys;
mod leave;
mod machines;
mod marks;
mod parameters;
mod queries;
mod randomness;
mod reject;
mod release;
mod rules;
mod set_open;
mod set_slots;
mod suspension;
mod withdraw;
