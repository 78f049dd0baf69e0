// SPDX-License-Identifier: Apache-2.0

//! How the pallets are set up: `system` for what the SDK gives, `bourse` for our own.

mod bourse;
mod system;

pub use bourse::*;
pub use system::*;
