// SPDX-License-Identifier: Apache-2.0

//! Does nothing: what is left is what starting a program costs.

fn main() {}
