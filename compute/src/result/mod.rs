// SPDX-License-Identifier: Apache-2.0

//! Results: which outputs count, what a failure gives, how a result is kept, put together again, and
//! encrypted.

pub(crate) mod assemble;
pub(crate) mod computed;
pub mod encrypted;
mod failed;
pub(crate) mod kept;
