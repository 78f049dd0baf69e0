// SPDX-License-Identifier: Apache-2.0

//! A task, from the job that the chain hands over to the outcome.

pub(crate) mod job;
pub(crate) mod params;
pub(crate) mod service;
pub(crate) mod task;
