// SPDX-License-Identifier: Apache-2.0

//! Who decides: the council's way to root, what it stops at once, what proxies may do (decision 13).

use crate::chain::*;
use bourse_primitives::{TaskStatus, WorkerpoolId};
use bourse_runtime::{
	configs::{ProxyType, Trades},
	*,
};
use codec::Encode;
use frame_support::{
	assert_ok,
	dispatch::GetDispatchInfo,
	traits::{Get, InstanceFilter},
	BoundedVec,
};
use pallet_collective::{Instance1, RawOrigin};
use sp_core::H256;
use sp_keyring::Sr25519Keyring::{self, *};
use sp_runtime::{
	traits::{BlakeTwo256, Dispatchable, Hash},
	DispatchError,
};

const COUNCIL: [Sr25519Keyring; 3] = [Alice, Bob, Charlie];

/// A chain with that council, in its first block.
fn with_council(test: impl FnOnce()) {
	let members = COUNCIL.map(|who| who.to_account_id());
	let changes = serde_json::json!({
		"council": { "members": members },
		"rules": { "hold": false },
	});
	test_ext_with(changes).execute_with(|| in_blocks(test));
}

/// So many of so many members of the council.
fn council(members: u32, of: u32) -> RuntimeOrigin {
	RawOrigin::<AccountId, Instance1>::Members(members, of).into()
}

fn does(origin: RuntimeOrigin, call: impl Into<RuntimeCall>) -> Result<(), DispatchError> {
	let call: RuntimeCall = call.into();
	call.dispatch(origin).map(|_| ()).map_err(|refused| refused.error)
}

fn filtered<T>() -> Result<T, DispatchError> {
	Err(frame_system::Error::<Runtime>::CallFiltered.into())
}

/// Puts a call on chain, as Dave. Gives its hash.
fn noted(call: impl Into<RuntimeCall>) -> H256 {
	let call: RuntimeCall = call.into();
	let bytes = call.encode();
	let hash = BlakeTwo256::hash(&bytes);
	ok(Dave, pallet_preimage::Call::<Runtime>::note_preimage { bytes });
	hash
}

/// Goes to a block, leaving those before it out.
fn jump_to(block: BlockNumber) {
	let seconds = u64::from(block - System::block_number()) * 2;
	let slot = u64::from(pallet_babe::CurrentSlot::<Runtime>::get()) + seconds / 2;
	end_block();
	System::set_block_number(block - 1);
	open_block(block, slot * SLOT_DURATION);
}

#[test]
fn council_should_end_sudo_by_motion_vote_and_a_day_s_wait() {
	with_council(|| {
		stay_in_session();
		assert!(pallet_sudo::Key::<Runtime>::get().is_some());
		let call = noted(pallet_sudo::Call::remove_key {});
		let motion =
			RuntimeCall::from(pallet_mandate::Call::<Runtime>::schedule { call, delay: 0 });
		let (weight, length) = (motion.get_dispatch_info().call_weight, motion.encoded_size());
		let hash = BlakeTwo256::hash_of(&motion);
		let length_bound = length as u32;
		ok(
			Alice,
			pallet_collective::Call::<Runtime, Instance1>::propose {
				threshold: 2,
				proposal: Box::new(motion),
				length_bound,
			},
		);
		for who in [Alice, Charlie] {
			ok(
				who,
				pallet_collective::Call::<Runtime, Instance1>::vote {
					proposal: hash,
					index: 0,
					approve: true,
				},
			);
		}
		ok(
			Bob,
			pallet_collective::Call::<Runtime, Instance1>::close {
				proposal_hash: hash,
				index: 0,
				proposal_weight_bound: weight,
				length_bound,
			},
		);
		let at = System::block_number() + COUNCIL_DELAY + 1;
		// The scheduler looks at each block that was left out, in more than one block.
		jump_to(at - 9);
		(0..8).for_each(|_| drop(next_block()));
		assert!(pallet_sudo::Key::<Runtime>::get().is_some());
		next_block();
		assert_eq!(System::block_number(), at);
		assert!(pallet_sudo::Key::<Runtime>::get().is_none());
	});
}

#[test]
fn mandate_should_need_two_thirds_and_half_should_take_it_back() {
	with_council(|| {
		let call = noted(pallet_sudo::Call::remove_key {});
		let schedule = || pallet_mandate::Call::<Runtime>::schedule { call, delay: 0 };
		for too_few in [council(1, 3), council(5, 9), RuntimeOrigin::root()] {
			assert_eq!(does(too_few, schedule()), Err(DispatchError::BadOrigin));
		}
		assert_ok!(does(council(6, 9), schedule()));
		let cancel = || pallet_mandate::Call::<Runtime>::cancel { call };
		assert_eq!(does(council(4, 9), cancel()), Err(DispatchError::BadOrigin));
		assert_ok!(does(council(5, 9), cancel()));
	});
}

#[test]
fn safe_mode_should_stop_money_and_let_work_go_on() {
	with_council(|| {
		stay_in_session();
		let market = Marketplace::open(&[Eve]);
		let deal = market.buy(1, 1, false, 1);
		next_block();
		let task = bourse_primitives::task_id(deal, 0);
		ok(Dave, add_proxy(Ferdie, ProxyType::Any));
		let enter = || pallet_safe_mode::Call::<Runtime>::force_enter {};
		assert_eq!(does(council(4, 9), enter()), Err(DispatchError::BadOrigin));
		assert_ok!(does(council(5, 9), enter()));

		let transfer = pallet_balances::Call::<Runtime>::transfer_all {
			dest: Bob.to_account_id().into(),
			keep_alive: true,
		};
		assert_eq!(send(Dave, transfer.clone()), filtered());
		// A proxy may act, but no more than its account.
		ok(Ferdie, proxied(Dave, transfer.clone()));
		let refused = pallet_proxy::Event::<Runtime>::ProxyExecuted { result: filtered() };
		System::assert_has_event(refused.into());
		assert_eq!(send(Dave, pallet_escrow::Call::withdraw { amount: 1 }), filtered());
		assert_eq!(send(Dave, market.orders(1, 1, false, 2)), filtered());
		// Nor is what a batch has in it.
		let batch = |call| pallet_utility::Call::<Runtime>::batch_all { calls: vec![call] };
		assert_eq!(send(Dave, batch(transfer.into())), filtered());
		assert!(!Trades::get());

		assert_ok!(contribute(Eve, task, "result"));
		let reveal = pallet_poco::Call::<Runtime>::reveal { task, digest: digest("result") };
		ok(Eve, batch(reveal.into()));
		assert_eq!(status(task), TaskStatus::Completed);
		ok(Eve, pallet_pools::Call::set_slots { slots: 0 });
		let worker = Eve.to_account_id();
		ok(Dave, pallet_poco::Call::challenge_result { task, worker, block: 0 });

		assert_ok!(does(council(5, 9), pallet_safe_mode::Call::<Runtime>::force_exit {}));
		ok(Dave, pallet_escrow::Call::withdraw { amount: 1 });
		assert!(Trades::get());
	});
}

#[test]
fn safe_mode_should_need_two_thirds_to_last() {
	with_council(|| {
		use pallet_safe_mode::Call;
		stay_in_session();
		let (enter, exit) = (Call::<Runtime>::force_enter {}, Call::<Runtime>::force_exit {});
		let extend = Call::<Runtime>::force_extend {};
		assert_ok!(does(council(5, 9), enter.clone()));
		assert_eq!(does(council(5, 9), extend.clone()), Err(DispatchError::BadOrigin));
		assert_ok!(does(council(6, 9), extend));
		assert_eq!(does(council(3, 9), exit.clone()), Err(DispatchError::BadOrigin));
		assert_ok!(does(council(4, 9), exit.clone()));
		// Half has to rest for a day.
		let ended = System::block_number();
		assert_eq!(does(council(5, 9), enter.clone()), Err(DispatchError::BadOrigin));
		assert_ok!(does(council(6, 9), enter.clone()));
		assert_ok!(does(RuntimeOrigin::root(), exit));
		jump_to(ended + DAYS - 1);
		assert_eq!(does(council(5, 9), enter.clone()), Err(DispatchError::BadOrigin));
		jump_to(ended + DAYS);
		assert_ok!(does(council(5, 9), enter));
	});
}

/// A motion to execute that call.
fn motion(
	threshold: u32,
	call: impl Into<RuntimeCall>,
) -> pallet_collective::Call<Runtime, Instance1> {
	let proposal: Box<RuntimeCall> = Box::new(call.into());
	let length_bound = proposal.encoded_size() as u32;
	pallet_collective::Call::propose { threshold, proposal, length_bound }
}

fn remark(number: u8) -> frame_system::Call<Runtime> {
	frame_system::Call::remark { remark: vec![number] }
}

#[test]
fn member_should_not_fill_the_list_of_motions() {
	with_council(|| {
		let held = || Balances::reserved_balance(Alice.to_account_id());
		let before = held();
		for (number, deposit) in [(0, 0), (1, 0), (2, 0), (3, 0), (4, RLC), (5, 3 * RLC)] {
			ok(Alice, motion(3, remark(number)));
			assert_eq!(held() - before, deposit, "{number}");
		}
		// One vote against a motion that all have to agree on closes it.
		let proposal_hash = BlakeTwo256::hash_of(&RuntimeCall::from(remark(5)));
		let vote = pallet_collective::Call::<Runtime, Instance1>::vote {
			proposal: proposal_hash,
			index: 5,
			approve: false,
		};
		ok(Bob, vote);
		let close = pallet_collective::Call::<Runtime, Instance1>::close {
			proposal_hash,
			index: 5,
			proposal_weight_bound: Default::default(),
			length_bound: 0,
		};
		ok(Bob, close);
		let release =
			pallet_collective::Call::<Runtime, Instance1>::release_proposal_cost { proposal_hash };
		ok(Bob, release);
		assert_eq!(held() - before, RLC);
	});
}

#[test]
fn silence_should_be_no_consent_whatever_the_prime_member_votes() {
	with_council(|| {
		stay_in_session();
		let members = COUNCIL.map(|who| who.to_account_id()).to_vec();
		let prime = Some(Alice.to_account_id());
		let appoint = pallet_collective::Call::<Runtime, Instance1>::set_members {
			new_members: members,
			prime,
			old_count: 3,
		};
		assert_ok!(does(RuntimeOrigin::root(), appoint));
		ok(Alice, motion(2, remark(0)));
		let proposal_hash = BlakeTwo256::hash_of(&RuntimeCall::from(remark(0)));
		let vote = pallet_collective::Call::<Runtime, Instance1>::vote {
			proposal: proposal_hash,
			index: 0,
			approve: true,
		};
		ok(Alice, vote);
		jump_to(System::block_number() + 7 * DAYS);
		let close = pallet_collective::Call::<Runtime, Instance1>::close {
			proposal_hash,
			index: 0,
			proposal_weight_bound: Default::default(),
			length_bound: 1_000,
		};
		ok(Bob, close);
		let refused = pallet_collective::Event::<Runtime, Instance1>::Disapproved { proposal_hash };
		System::assert_has_event(refused.into());
	});
}

#[test]
fn safe_mode_should_end_by_itself_after_a_day() {
	with_council(|| {
		stay_in_session();
		assert_ok!(does(council(1, 2), pallet_safe_mode::Call::<Runtime>::force_enter {}));
		let entered = System::block_number();
		jump_to(entered + DAYS);
		let withdraw = || pallet_escrow::Call::deposit { amount: 1 };
		assert_eq!(send(Dave, withdraw()), filtered());
		jump_to(entered + DAYS + 1);
		ok(Dave, withdraw());
	});
}

/// Lets an account act for the sender.
fn add_proxy(delegate: Sr25519Keyring, proxy_type: ProxyType) -> pallet_proxy::Call<Runtime> {
	let delegate = delegate.to_account_id().into();
	pallet_proxy::Call::add_proxy { delegate, proxy_type, delay: 0 }
}

/// A call of another account's.
fn proxied(real: Sr25519Keyring, call: impl Into<RuntimeCall>) -> pallet_proxy::Call<Runtime> {
	pallet_proxy::Call::proxy {
		real: real.to_account_id().into(),
		force_proxy_type: None,
		call: Box::new(call.into()),
	}
}

/// A call's name, as the pause takes it.
fn name(pallet: &str, call: &str) -> pallet_tx_pause::RuntimeCallNameOf<Runtime> {
	let bounded = |text: &str| BoundedVec::try_from(text.as_bytes().to_vec()).expect("it is short");
	(bounded(pallet), bounded(call))
}

#[test]
fn pause_should_stop_a_call_and_none_that_work_needs() {
	with_council(|| {
		let pause = |pallet, call| pallet_tx_pause::Call::<Runtime>::pause {
			full_name: name(pallet, call),
		};
		assert_ok!(does(council(1, 2), pause("Escrow", "deposit")));
		assert_eq!(send(Dave, pallet_escrow::Call::deposit { amount: 1 }), filtered());
		for (pallet, call) in [
			("Poco", "contribute_batch"),
			("Poco", "reveal"),
			("Poco", "answer_challenge_unsigned"),
			("Timestamp", "set"),
			("Council", "vote"),
			("Mandate", "cancel"),
			("Preimage", "note_preimage"),
			("Pools", "heartbeat_unsigned"),
			("Pools", "set_hot_key"),
			("Session", "set_keys"),
			// Else half of the council could shut out those with cold keys.
			("Multisig", "as_multi"),
			("Proxy", "proxy"),
			("Utility", "as_derivative"),
			("TxPause", "unpause"),
		] {
			let refused = pallet_tx_pause::Error::<Runtime>::Unpausable;
			assert_eq!(does(council(1, 2), pause(pallet, call)), Err(refused.into()), "{pallet}");
		}
		let unpause =
			pallet_tx_pause::Call::<Runtime>::unpause { ident: name("Escrow", "deposit") };
		assert_eq!(does(council(1, 3), unpause.clone()), Err(DispatchError::BadOrigin));
		assert_ok!(does(council(4, 9), unpause));
		ok(Dave, pallet_escrow::Call::deposit { amount: 1 });
		assert_ok!(does(council(1, 2), pause("Book", "refresh_supply")));
		assert!(!Trades::get());
	});
}

#[test]
fn proxies_should_do_a_worker_s_or_a_pool_s_day_and_move_no_money() {
	with_council(|| {
		let market = Marketplace::open(&[]);
		let pool = WorkerpoolId(0);
		let pallet_market::Call::match_orders { request, workerpool, .. } =
			market.orders(1, 1, false, 1)
		else {
			panic!("it is a match")
		};
		let (request, workerpool) = (request.order, workerpool.order);
		let presign = |order: pallet_market::AnyOrder<AccountId>| -> RuntimeCall {
			pallet_market::Call::<Runtime>::presign { order: Box::new(order) }.into()
		};
		let calls: Vec<(RuntimeCall, [bool; 5])> = vec![
			// Any, Work, Pool, Staking, Council
			(pallet_pools::Call::set_slots { slots: 1 }.into(), [true, true, false, false, false]),
			(
				pallet_pools::Call::set_rules { pool, rules: Default::default() }.into(),
				[true, false, true, false, false],
			),
			(
				presign(pallet_market::AnyOrder::Workerpool(workerpool)),
				[true, false, true, false, false],
			),
			(
				presign(pallet_market::AnyOrder::Request(request)),
				[true, false, false, false, false],
			),
			(
				pallet_book::Call::set_supply { pool, number: 0, rule: None }.into(),
				[true, false, true, false, false],
			),
			(pallet_book::Call::claim_income {}.into(), [true, true, false, false, false]),
			(
				pallet_poco::Call::give_up { deal: Default::default() }.into(),
				[true, false, false, false, false],
			),
			(
				pallet_escrow::Call::withdraw { amount: 1 }.into(),
				[true, false, false, false, false],
			),
			(
				pallet_registry::Call::transfer_workerpool { id: pool, to: Dave.to_account_id() }
					.into(),
				[true, false, false, false, false],
			),
			(pallet_staking::Call::<Runtime>::chill {}.into(), [true, false, false, true, false]),
		];
		let kinds = [
			ProxyType::Any,
			ProxyType::Work,
			ProxyType::Pool,
			ProxyType::Staking,
			ProxyType::Council,
		];
		for (call, may) in calls {
			assert_eq!(kinds.map(|kind| kind.filter(&call)), may, "{call:?}");
		}
		// A lesser proxy can't make itself a greater one.
		ok(Dave, add_proxy(Eve, ProxyType::Work));
		ok(Eve, proxied(Dave, add_proxy(Ferdie, ProxyType::Any)));
		let (proxies, _) = pallet_proxy::Proxies::<Runtime>::get(Dave.to_account_id());
		assert_eq!(proxies.len(), 1);
	});
}
