// SPDX-License-Identifier: Apache-2.0

//! Nothing: this crate only has its dependencies fetched, for the sources inside them.
