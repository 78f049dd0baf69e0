// SPDX-License-Identifier: Apache-2.0

//! What the database costs, to be measured by `scripts/weights --database`. Not to be edited.
//!
//! The SDK's constants for ParityDB.

use frame_support::{
	parameter_types,
	weights::{constants::WEIGHT_REF_TIME_PER_NANOS, RuntimeDbWeight},
};

parameter_types! {
	/// Weight of a read and of a write of one key.
	pub const DbWeight: RuntimeDbWeight = RuntimeDbWeight {
		read: 8000 * WEIGHT_REF_TIME_PER_NANOS,
		write: 50000 * WEIGHT_REF_TIME_PER_NANOS,
	};
}
