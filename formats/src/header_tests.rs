// SPDX-License-Identifier: Apache-2.0

//! Vectors that another program computed (Python's `hashlib.blake2b`), and the refusals.

use super::*;

fn hash(digits: &str) -> H256 {
	let mut hash = H256::zero();
	hex::decode_to_slice(digits, &mut hash.0).unwrap();
	hash
}

const EMPTY_ROOT: &str = "f94801cf67cd797bcc6f69ba46fb4c98b48a227ad9f1abcf7f00a44dd529471a";
const STDOUT_ROOT: &str = "867519941992364cd1eea55df306d5b586e5791b7be75b6cc6a141b758f7d7cb";
const MEMORY: &str = "9b71df95d55655b3d0561323574355fd915ddb2751d33f50d3a2ff1bb6e2f7e9";
const NO_MEMORY: &str = "11da6d1f761ddf9bdb4c9d6e5303ebd41f61858d0a5647a1a7bfe089bf921be9";

#[test]
fn header_should_encode_to_the_documented_bytes_and_digest() {
	let header = ResultHeader {
		engine: 2,
		fuel: 1000,
		output_root: hash(STDOUT_ROOT),
		memory_hash: hash(MEMORY),
		..ResultHeader::default()
	};
	let bytes = header.encode();
	assert_eq!(bytes.len(), 116);
	assert_eq!(ResultHeader::SIZE, 116);
	assert_eq!(ResultHeader::max_encoded_len(), 116);
	assert_eq!(hex::encode(&bytes[..20]), "425253520202000000000000e803000000000000");
	let digest = "754d4100477a6b09c29a38b60abd5785e5e808034a681096a1f7442365c3d531";
	assert_eq!(header.digest(), hash(digest));

	let other = ResultHeader {
		exit_status: -1,
		fuel: 1 << 63,
		output_root: hash(EMPTY_ROOT),
		memory_hash: hash(NO_MEMORY),
		callback_hash: blake2_256(&[0x12, 0x34]),
		..header
	};
	let digest = "0c9a7e2c835a146b76d6dda36dd39e8e92f73094d0adfd38feb455974c3796ee";
	assert_eq!(other.digest(), hash(digest));
	assert_eq!(ResultHeader::read(&other.encode()), Ok(other));

	let failed =
		ResultHeader { failure: ResultHeader::failure_field(Some(FailureCode::Trap)), ..header };
	let digest = "9aec3ba57916f05a13b55f5ecd0960a74ddc7c5f38cb8b9979fc30306f013331";
	assert_eq!((failed.failure, failed.digest()), (6, hash(digest)));
	assert_eq!(ResultHeader::read(&failed.encode()), Ok(failed));
}

#[test]
fn read_should_refuse_other_versions_and_lengths() {
	let header = ResultHeader {
		engine: 1,
		output_root: H256([1; 32]),
		memory_hash: H256([2; 32]),
		callback_hash: H256([3; 32]),
		..ResultHeader::default()
	};
	let bytes = header.encode();
	assert!(ResultHeader::read(&bytes[..115]).is_err());
	assert!(ResultHeader::read(&[&bytes[..], &[0]].concat()).is_err());
	for at in 0..5 {
		let mut other = bytes.clone();
		other[at] ^= 1;
		assert!(ResultHeader::read(&other).is_err());
		// Of another version, or no header at all.
		assert_eq!(ResultHeader::looks_like(&other), at == 4);
	}
}

#[test]
fn is_of_should_check_magic_version_failure_and_engine() {
	let header = ResultHeader { engine: 3, ..ResultHeader::default() };
	assert!(header.is_of(3));
	assert!(!header.is_of(2));
	assert!(!ResultHeader { version: 1, ..header }.is_of(3));
	assert!(!ResultHeader { failure: 1, ..header }.is_of(3));
	assert!(!ResultHeader { magic: *b"BRSM", ..header }.is_of(3));
}

#[test]
fn failure_should_be_read_when_a_result_can_be_it() {
	use FailureCode::*;
	let read = |failure| {
		let header = ResultHeader { failure, ..ResultHeader::default() };
		let read = ResultHeader::read(&header.encode()).map(|header| header.failure());
		assert_eq!((read.is_ok(), read.unwrap_or(None)), (header.is_of(0), header.failure()));
		read
	};
	assert_eq!(read(0), Ok(None));
	for (number, code) in [
		(4, BadParams),
		(5, BadModule),
		(6, Trap),
		(7, OutOfFuel),
		(8, OutOfMemory),
		(9, OutputTooLarge),
		(13, BadArchive),
		(14, NoCallbackData),
	] {
		assert_eq!(read(number), Ok(Some(code)));
		assert_eq!(ResultHeader::failure_field(Some(code)), number);
	}
	assert_eq!(ResultHeader::failure_field(None), 0);
	// Failures that are no results, and numbers of nothing.
	for number in [1, 2, 3, 10, 11, 12, 15, 99, 255] {
		assert_eq!(read(number), Err(BadFormat("unknown failure")));
	}
}
