// SPDX-License-Identifier: Apache-2.0

//! A task, from the job that the chain hands over to the outcome.

pub(crate) mod job;
mod json;
pub mod params;
pub(crate) mod patience;
pub mod service;
pub(crate) mod task;
