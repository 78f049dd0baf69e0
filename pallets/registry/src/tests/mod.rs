// SPDX-License-Identifier: Apache-2.0

//! One file per subject; `invariants` holds the property tests.

mod apps;
mod catalogue;
mod categories;
mod datasets;
mod epochs;
mod groups;
mod invariants;
mod multiaddr;
mod result_keys;
mod transfer;
mod workerpools;
