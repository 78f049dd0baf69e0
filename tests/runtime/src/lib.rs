// SPDX-License-Identifier: Apache-2.0

//! The real runtime, extrinsic by extrinsic: blocks with BABE digests and inherents, signed and
//! authorised transactions through the executive, `try_state` of our pallets after every block.

pub mod actor;
pub mod chain;
pub mod invariants;

#[cfg(test)]
mod answers;
#[cfg(test)]
mod authorised;
#[cfg(test)]
mod bounded;
#[cfg(test)]
mod catalogue;
#[cfg(test)]
mod genesis;
#[cfg(test)]
mod governance;
#[cfg(test)]
mod migrations;
#[cfg(test)]
mod node;
#[cfg(test)]
mod offchain;
#[cfg(test)]
mod open_market;
#[cfg(test)]
mod pace;
#[cfg(test)]
mod roots;
#[cfg(test)]
mod shares;
#[cfg(test)]
mod status;
#[cfg(test)]
mod stock;
#[cfg(test)]
mod story;
#[cfg(test)]
mod termination;
#[cfg(test)]
mod validators;
#[cfg(test)]
mod weights;
#[cfg(test)]
mod workers;
