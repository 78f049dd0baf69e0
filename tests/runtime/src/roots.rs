// SPDX-License-Identifier: Apache-2.0

//! A block leads every node to the same state, whatever else that node has and does.

use crate::{chain::*, invariants::leftovers, node::on_node_of_worker};
use bourse_primitives::{
	mailbox::{self, Outcome},
	traits::Assignments,
	ResultHeader, WorkerpoolId,
};
use bourse_runtime::*;
use codec::Decode;
use parking_lot::RwLock;
use sp_core::{offchain::testing::PoolState, H256};
use sp_keyring::Sr25519Keyring::*;
use sp_runtime::offchain::storage::StorageValueRef;

/// Closes the present block, and opens one that is `seconds` later. Gives the closed one as others
/// get it.
fn author(seconds: u64) -> Block {
	let bytes = (0..).map(System::extrinsic_data).take_while(|bytes| !bytes.is_empty());
	let decode = |bytes: Vec<u8>| UncheckedExtrinsic::decode(&mut &bytes[..]).expect("it decodes");
	let extrinsics = bytes.map(decode).collect();
	let slot = u64::from(Babe::current_slot()) + seconds.div_ceil(2);
	let header = end_block();
	open_block(header.number + 1, slot * SLOT_DURATION);
	Block { header, extrinsics }
}

/// Eve's node computes what it is to, and brings what that gives.
fn work_as_node(sent: &RwLock<PoolState>) {
	let header = ResultHeader {
		magic: ResultHeader::MAGIC,
		version: ResultHeader::VERSION,
		engine: 2,
		failure: 0,
		exit_status: 0,
		fuel: 7,
		output_root: H256::zero(),
		memory_hash: H256::zero(),
		callback_hash: H256::zero(),
	};
	for task in Pools::tasks_of(&Eve.to_account_id()) {
		let outcome = Outcome::Done { header, callback_data: None, encrypted: None };
		StorageValueRef::persistent(&mailbox::outcome_key(&task)).set(&outcome);
	}
	run_offchain_worker();
	for bytes in sent.write().transactions.drain(..) {
		let transaction = UncheckedExtrinsic::decode(&mut &bytes[..]).expect("it decodes");
		apply_extrinsic(transaction).expect("it is valid").expect("it is applied");
	}
}

/// Deals at trust 1, 2 and 3, in which the node's worker and three others take part, who disagree
/// with it; one more with which nobody does anything. Until all of them are forgotten.
fn story() -> Vec<Block> {
	let mut blocks = Vec::new();
	on_node_of_worker(|market, sent| {
		let others = Marketplace { workers: vec![Ferdie, AliceStash, BobStash], ..market };
		for worker in &others.workers {
			deposit(*worker, DEPOSIT);
			ok(*worker, pallet_pools::Call::apply { pool: WorkerpoolId(0), slots: 8 });
		}
		for (trust, volume) in [(1, 8), (2, 8), (3, 5)] {
			others.buy(trust, volume, trust == 2, trust as u8);
		}
		for _ in 0..10 {
			blocks.push(author(2));
			work_as_node(&sent);
			work(&others);
		}
		let ended = |status| {
			pallet_poco::Tasks::<Runtime>::iter_values().filter(|t| t.status == status).count()
		};
		assert_eq!(ended(bourse_primitives::TaskStatus::Completed), 21);
		let score = pallet_poco::Score::<Runtime>::get(Ferdie.to_account_id());
		assert!(score > 0, "somebody disagreed");
		others.buy(1, 20, false, 4);
		blocks.extend([2, 310, 3_000, 20, 20].map(author));
		assert_eq!(ended(bourse_primitives::TaskStatus::Failed), 20);
		blocks.extend([86_400, 20, 20, 20, 20].map(author));
		assert!(leftovers().iter().all(|(_, count)| *count == 0), "{:?}", leftovers());
	});
	blocks
}

#[test]
fn blocks_should_lead_a_node_without_keys_and_mailbox_to_the_same_state() {
	let blocks = story();
	assert!(blocks.iter().any(|block| block.extrinsics.len() > 20));
	for commits in [false, true] {
		let mut node = new_test_ext();
		for block in &blocks {
			// Checks the header: the state's root, too.
			node.execute_with(|| Executive::execute_block(block.clone().into()));
			if commits {
				node.commit_all().expect("the changes fit the trie");
				assert_eq!(*node.backend.root(), block.header.state_root);
			}
		}
	}
}
