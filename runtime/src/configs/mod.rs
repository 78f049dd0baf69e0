// SPDX-License-Identifier: Apache-2.0

//! How the pallets are set up: `system` for blocks and fees, `staking` for validators, `governance` for the
//! council, `accounts` for proxies and migrations, `bourse` for the market. `database` has the weights of
//! reads and writes.

mod accounts;
mod bourse;
mod database;
mod extensions;
mod governance;
mod staking;
mod system;

pub use accounts::*;
pub use bourse::*;
pub use database::DbWeight;
pub use governance::*;
pub use staking::*;
pub use system::*;
