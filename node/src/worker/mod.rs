// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The worker's side of the node: jobs, answers to challenges, metrics.

mod challenged_blocks;
mod jobs;
pub mod metrics;

pub use jobs::*;
