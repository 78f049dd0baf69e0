// SPDX-License-Identifier: Apache-2.0

//! Content by hash: fetched, checked, kept, and given to a run.

pub(crate) mod archive;
pub(crate) mod blob;
pub mod cid;
pub mod fetch;
mod guard;
pub(crate) mod hex;
mod http;
pub(crate) mod keyed_lock;
mod nodes;
pub mod printable;
pub(crate) mod store;
mod wanted;
