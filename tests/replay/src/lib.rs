// SPDX-License-Identifier: Apache-2.0

#![doc = include_str!("../README.md")]

pub mod calls;
pub mod derived;
pub mod events;
pub mod folder;
pub mod json;
pub mod model;
pub mod names;
pub mod orders;
pub mod random;
pub mod refusals;
pub mod replay;
pub mod state;
pub mod trace;
