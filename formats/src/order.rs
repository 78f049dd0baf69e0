// SPDX-License-Identifier: Apache-2.0

//! The hashes that an order's owner signs (PROTOCOL 4; byte by byte in `docs/orders.md`).

use crate::Hash;
use codec::Encode;

/// Follows the genesis hash in the bytes that an order's hash is taken over. Encoded without a
/// length.
pub const ORDER_DOMAIN: [u8; 12] = *b"bourse order";
/// Follows the genesis hash in the bytes that an operation's hash is taken over. Encoded without a
/// length.
pub const OPERATION_DOMAIN: [u8; 22] = *b"bourse order operation";
/// Version of the orders' layout.
pub const ORDER_VERSION: u8 = 1;
/// Version of the layout of orders with bounds.
pub const BOUND_ORDER_VERSION: u8 = 2;

/// The hash that an order is signed and counted under: `blake2_256` of the genesis hash,
/// [`ORDER_DOMAIN`], [`ORDER_VERSION`], the byte of the order's kind and the SCALE-encoded order.
/// The genesis hash keeps an order from being valid on two chains.
///
/// `blake2_256` is given by the caller: a runtime has a faster one from its host.
pub fn order_hash(
	genesis: impl Encode,
	kind: u8,
	order: impl Encode,
	blake2_256: impl Fn(&[u8]) -> [u8; 32],
) -> Hash {
	(genesis, ORDER_DOMAIN, ORDER_VERSION, kind, order).using_encoded(blake2_256).into()
}

/// The hash that an order with bounds is signed and counted under: as [`order_hash`], with
/// [`BOUND_ORDER_VERSION`] and the SCALE-encoded bounds behind the order.
pub fn bound_order_hash(
	genesis: impl Encode,
	kind: u8,
	order: impl Encode,
	bounds: impl Encode,
	blake2_256: impl Fn(&[u8]) -> [u8; 32],
) -> Hash {
	(genesis, ORDER_DOMAIN, BOUND_ORDER_VERSION, kind, order, bounds)
		.using_encoded(blake2_256)
		.into()
}

/// The hash that an owner signs so that somebody else can presign or close its order for it:
/// `blake2_256` of the genesis hash, [`OPERATION_DOMAIN`], [`ORDER_VERSION`], the byte of the
/// operation (0 presign, 1 close) and the order's hash.
pub fn operation_hash(
	genesis: impl Encode,
	operation: impl Encode,
	order: Hash,
	blake2_256: impl Fn(&[u8]) -> [u8; 32],
) -> Hash {
	(genesis, OPERATION_DOMAIN, ORDER_VERSION, operation, order).using_encoded(blake2_256).into()
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::blake2_256;

	#[test]
	fn hashes_should_be_of_the_documented_bytes() {
		let genesis = Hash([7; 32]);
		let order = (1u32, 2u64);
		let bytes = [&[7; 32][..], b"bourse order", &[1, 3], &[1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0]];
		let hash = order_hash(genesis, 3, order, |bytes| blake2_256(bytes).0);
		assert_eq!(hash, blake2_256(&bytes.concat()));
		let bytes = [
			&[7; 32][..],
			b"bourse order",
			&[2, 7],
			&[1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0],
			&[1, 9],
		];
		let bound = bound_order_hash(genesis, 7, order, Some(9u8), |bytes| blake2_256(bytes).0);
		assert_eq!(bound, blake2_256(&bytes.concat()));
		let bytes = [&[7; 32][..], b"bourse order operation", &[1, 0], hash.as_bytes()];
		let operation = operation_hash(genesis, 0u8, hash, |bytes| blake2_256(bytes).0);
		assert_eq!(operation, blake2_256(&bytes.concat()));
	}
}
