// SPDX-License-Identifier: Apache-2.0

//! What a run gave: its outputs, its digest, and its encrypted form.

pub mod computed;
pub mod encrypted;
