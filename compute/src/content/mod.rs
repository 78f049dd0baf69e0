// SPDX-License-Identifier: Apache-2.0

//! Content by hash: fetched, checked, kept, and given to a run.

pub(crate) mod blob;
pub mod cid;
pub mod fetch;
pub(crate) mod gunzip;
pub(crate) mod hex;
pub(crate) mod keyed_lock;
pub(crate) mod store;
pub(crate) mod unpack;
