// SPDX-License-Identifier: Apache-2.0

//! Jobs and the service that computes them, each in a sandbox process as on a node.

#[path = "../common/mod.rs"]
mod common;
mod job;
mod quota;
mod service;
