// SPDX-License-Identifier: Apache-2.0

//! A task, from the job that the chain hands over to the outcome.

pub mod cancel;
pub mod job;
pub mod params;
pub mod service;
