// SPDX-License-Identifier: Apache-2.0

//! Attack 2: requests that nobody can compute, against an open order of a hundred tasks.

use super::*;

/// Volume of the order.
const VOLUME: u64 = 100;
/// Owners and trust of the smallest open pools.
const SMALL: [(u32, u64); 3] = [(3, 1), (5, 3), (6, 8)];

/// What is wrong with the request.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Flaw {
	/// The params are an object, but none that a program could be started with.
	BadParams,
	/// The program traps.
	Traps,
	/// The run leaves no data for the deal's callback.
	NoCallbackData,
	/// Nobody has content of that checksum.
	NoContent,
	/// The program never ends in time.
	NeverEnds,
}

/// What the requester's accomplice among the pool's owners does, if there is one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Accomplice {
	/// There is none.
	None,
	/// Contributes garbage and reveals it.
	Garbage,
	/// Contributes garbage and never reveals it.
	Silent,
	/// Does nothing.
	Idle,
}

/// What the attack costs, in nRLC; negative: gained.
#[derive(Debug)]
struct Costs {
	manager: i128,
	/// The requester alone.
	payer: i128,
	/// The requester, the app's owner and the accomplice.
	attacker: i128,
	/// The honest owner that lost most.
	honest: i128,
	ends: [u64; 5],
}

fn attack(owners: u32, trust: u64, flaw: Flaw, accomplice: Accomplice) -> Costs {
	let mut costs = None;
	on_open_market(|| {
		let pool = Pool::open("pool", owners, 8);
		let (volume, callback) = (VOLUME, flaw == Flaw::NoCallbackData);
		let deal = pool.buy(Purchase { trust, volume, callback, ..Default::default() });
		let say = |place: usize, task| {
			let lie = || header(task, "garbage");
			match (place, accomplice) {
				(0, Accomplice::Idle) => return Word::Nothing,
				(0, Accomplice::Silent) => return Word::Hidden(lie()),
				(0, Accomplice::Garbage) if callback => {
					let callback_hash = digest("data");
					let header = ResultHeader { callback_hash, ..lie() };
					return Word::Result(header, b"data".to_vec());
				},
				(0, Accomplice::Garbage) => return Word::Result(lie(), Vec::new()),
				_ => {},
			}
			let result = |code| Word::Result(failed(task, code), Vec::new());
			match flaw {
				Flaw::BadParams => result(FailureCode::BadParams),
				Flaw::Traps => result(FailureCode::Trap),
				Flaw::NoCallbackData => result(FailureCode::NoCallbackData),
				Flaw::NoContent => Word::Report(FailureCode::ChecksumMismatch),
				Flaw::NeverEnds => Word::Report(FailureCode::Timeout),
			}
		};
		until_ended(&[deal], 20, || work(&pool.owners, say));
		// And then 64 tasks at price 0 in a pool of its own.
		let kitty = Escrow::kitty();
		let own = Pool::open("own", 1, 64);
		let free = own.buy(Purchase { price: 0, volume: 64, ..Default::default() });
		until_ended(&[free], 2, || own.work());
		assert_eq!(count(free, TaskStatus::Completed), 64);
		let fees = 64 * (START_FEE + WORKER_FEE);
		assert_eq!(Escrow::kitty(), kitty + fees / 2);
		let own_lost = own.requester.lost() + own.manager.lost() + own.owners[0].lost();
		assert_eq!(own_lost, fees as i128);

		let has_accomplice = accomplice != Accomplice::None;
		let of_accomplice = if has_accomplice { pool.owners[0].lost() } else { 0 };
		use TaskStatus::*;
		let honest = pool.losses().into_iter().skip(has_accomplice.into());
		costs = Some(Costs {
			manager: pool.manager.lost(),
			payer: pool.requester.lost(),
			attacker: pool.requester.lost() + pool.provider.lost() + of_accomplice,
			honest: honest.max().unwrap_or_default(),
			ends: [Completed, Failed, Unavailable, TimedOut, Active].map(|end| count(deal, end)),
		});
	});
	costs.expect("the test has run")
}

/// The bounds of attack 2, in every pool, with every accomplice.
fn check(flaw: Flaw, owners: u32, trust: u64) {
	let mut broken = Vec::new();
	for accomplice in [Accomplice::None, Accomplice::Garbage, Accomplice::Silent, Accomplice::Idle]
	{
		let costs = attack(owners, trust, flaw, accomplice);
		println!("{flaw:?}, {owners} owners, trust {trust}, accomplice {accomplice:?}: {costs:?}");
		// Who answers to a `Timeout` that a contribution contradicts loses a miss; who was not needed
		// beyond 2 k assignments loses its fee, but not with another report in time, nor when the task
		// ends before it had the time to report.
		let miss = (3 * RLC / 100) as i128;
		let most_honest = match (flaw, accomplice) {
			(Flaw::NeverEnds, Accomplice::Garbage) => miss * VOLUME as i128,
			(Flaw::NoContent, _) => 0,
			_ => (2 * WORKER_FEE * Balance::from(VOLUME)) as i128,
		};
		let fits = costs.manager <= costs.payer
			&& costs.attacker >= 0
			&& costs.honest <= most_honest
			&& costs.ends.iter().sum::<u64>() == VOLUME;
		if !fits {
			broken.push(format!("{accomplice:?}: {costs:?}"));
		}
	}
	assert!(broken.is_empty(), "{flaw:?}, {owners} owners, trust {trust}: {broken:#?}");
}

#[test]
fn attack_02_should_refuse_params_that_nobody_reads_at_the_match() {
	on_open_market(|| {
		let pool = Pool::open("pool", 3, 8);
		for params in [&b"["[..], b"{\"args\": ", b"\xff", b"42", b"{} {}"] {
			let call = pool.orders(&Purchase { volume: 100, params, ..Default::default() });
			let refused = Err(pallet_market::Error::<Runtime>::BadParams.into());
			assert_eq!(pool.requester.tries(call), refused);
		}
		assert_eq!((pool.requester.lost(), pool.manager.lost()), (0, 0));
	});
}

#[test]
fn attack_02_should_cost_the_requester_more_when_no_program_takes_the_params() {
	for (owners, trust) in [(3, 1), (20, 1), (20, 3)] {
		check(Flaw::BadParams, owners, trust);
	}
}

#[test]
fn attack_02_should_cost_the_requester_more_when_the_app_traps() {
	for (owners, trust) in [(3, 1), (20, 1), (5, 3), (20, 3)] {
		check(Flaw::Traps, owners, trust);
	}
}

#[test]
fn attack_02_should_cost_the_requester_more_when_nobody_fills_the_callback() {
	for (owners, trust) in [(3, 1), (20, 1), (20, 3)] {
		check(Flaw::NoCallbackData, owners, trust);
	}
}

#[test]
fn attack_02_should_cost_the_requester_more_when_nobody_has_the_content() {
	for (owners, trust) in [(20, 1), (20, 3)] {
		check(Flaw::NoContent, owners, trust);
	}
}

#[test]
fn attack_02_should_cost_the_requester_more_when_few_have_not_the_content() {
	for (owners, trust) in [(3, 1), (5, 3)] {
		check(Flaw::NoContent, owners, trust);
	}
}

#[test]
fn attack_02_should_cost_the_requester_more_when_six_have_not_the_content() {
	check(Flaw::NoContent, 6, 8);
}

/// The accomplice is half of the pool.
#[test]
fn attack_02_should_cost_the_requester_more_when_one_other_has_not_the_content() {
	let costs = attack(2, 1, Flaw::NoContent, Accomplice::Idle);
	assert_eq!(costs.ends, [0, 0, VOLUME, 0, 0], "{costs:?}");
	assert!(costs.manager <= costs.attacker && costs.honest == 0, "{costs:?}");
}

#[test]
fn attack_02_should_cost_the_requester_more_when_the_program_never_ends() {
	for (owners, trust) in [(20, 1), (20, 3)] {
		check(Flaw::NeverEnds, owners, trust);
	}
}

#[test]
fn attack_02_should_cost_the_requester_more_when_few_wait_for_its_end() {
	for (owners, trust) in SMALL {
		check(Flaw::NeverEnds, owners, trust);
	}
}

/// A task that the program's start costs nothing of: app and dataset get nothing, the pool its price.
#[test]
fn attack_02_should_pay_the_pool_and_not_the_app_when_the_module_is_none() {
	on_open_market(|| {
		let pool = Pool::open("pool", 3, 8);
		let deal = pool.buy(Purchase { app_price: 5 * RLC, volume: 10, ..Default::default() });
		let say = |_, task| Word::Result(failed(task, FailureCode::BadModule), Vec::new());
		until_ended(&[deal], 2, || work(&pool.owners, say));
		assert_eq!(count(deal, TaskStatus::Completed), 10);
		let failures = (0..10).map(|index| record(task_id(deal, index)).failure);
		assert!(failures.into_iter().all(|failure| failure == Some(FailureCode::BadModule)));
		assert_eq!(pool.provider.lost(), 0);
		let fees = 10 * (START_FEE + WORKER_FEE);
		assert_eq!(pool.requester.lost(), (10 * RLC + fees) as i128);
		assert_eq!(pool.manager.lost(), -(RLC as i128));
		assert_eq!(pool.losses().iter().sum::<i128>(), -(9 * RLC as i128));
	});
}
