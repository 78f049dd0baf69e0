// SPDX-License-Identifier: Apache-2.0

//! How the pallets are set up: `system` for what the SDK gives, `bourse` for our own. `database` has the
//! weights of reads and writes.

mod bourse;
mod database;
mod system;

pub use bourse::*;
pub use database::DbWeight;
pub use system::*;
