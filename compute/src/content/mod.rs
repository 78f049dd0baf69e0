// SPDX-License-Identifier: Apache-2.0

//! Content by hash: fetched, checked, kept, and given to a run.

pub mod blob;
pub mod cid;
pub mod fetch;
pub mod hex;
pub mod keyed_lock;
pub mod store;
pub mod unpack;
