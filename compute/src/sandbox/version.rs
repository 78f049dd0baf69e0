// SPDX-License-Identifier: Apache-2.0

//! The version of the sandbox.

/// Version of the sandbox: of its fuel, its memory, and what host calls do. Part of every digest,
/// so results of different versions never agree by chance. `docs/digest.md` says when it grows.
pub const ENGINE_VERSION: u16 = 2;
