// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The worker's side of the node: jobs, answers to challenges, metrics.

mod challenged_blocks;
mod hindrance;
mod jobs;
mod mailbox;
mod metrics;
mod rounds;
mod standing;
mod start;

pub use rounds::Rounds;
pub use start::{start, Surroundings};
