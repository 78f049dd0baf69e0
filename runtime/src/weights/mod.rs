// SPDX-License-Identifier: Apache-2.0

//! Weights as measured by `scripts/weights` (docs/weights.md).

pub mod pallet_escrow;
pub mod pallet_market;
pub mod pallet_poco;
pub mod pallet_pools;
pub mod pallet_registry;
