// SPDX-License-Identifier: Apache-2.0

//! Attack 6: a pool's owner who changes the rules in the middle of tasks.

use super::*;
use bourse_primitives::{deal_and_index, Admission, AssignedBy, PoolRules};
use pallet_poco::{AnswerPayload, Authorization, Challenges};

/// Number of honest owners. The pool's owner has two of its own besides.
const HONEST: usize = 5;

/// What a pool's owner does, with a requester of its own.
struct Crook {
	pool: Pool,
	sybils: [Actor; 2],
	deal: DealId,
	state: u64,
}

impl Crook {
	fn begin(seed: u64) -> Self {
		let pool = Pool::open("pool", HONEST as u32, 4);
		let deal = pool.buy(Purchase { trust: 3, volume: 6, ..Default::default() });
		let sybils = [0, 1].map(|number| Actor::new("sybil", number));
		Self { pool, sybils, deal, state: seed }
	}

	/// A number below `below`.
	fn number(&mut self, below: u64) -> u64 {
		self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
		(self.state >> 33) % below
	}

	fn task(&mut self) -> TaskId {
		task_id(self.deal, self.number(6))
	}

	/// One change, of whatever kind. Many are refused.
	fn acts(&mut self) {
		let (id, ratio) = (self.pool.id, 1_000);
		let sybil = self.sybils[self.number(2) as usize].clone();
		let some_owner = self.number(HONEST as u64) as usize;
		let task = self.task();
		let manager = self.pool.manager.clone();
		let set_rules = |rules| {
			manager.does(pallet_pools::Call::set_rules { pool: id, rules });
		};
		match self.number(9) {
			0 => manager.does(pallet_registry::Call::set_workerpool_policy {
				id,
				worker_stake_ratio: ratio,
				scheduler_reward_ratio: 100,
			}),
			1 => set_rules(PoolRules { assigned_by: AssignedBy::Scheduler, ..Default::default() }),
			2 => set_rules(PoolRules::default()),
			3 => set_rules(PoolRules { min_stake: 1_000_000 * RLC, ..Default::default() }),
			4 => set_rules(PoolRules { admission: Admission::Open, ..Default::default() }),
			5 => {
				let worker = self.pool.owners[some_owner].id();
				let _ = manager.tries(pallet_pools::Call::expel { worker });
			},
			6 => {
				let joined = sybil.tries(pallet_pools::Call::apply { pool: id, slots: 1 }).is_ok();
				let _ = manager.tries(pallet_pools::Call::accept { worker: sybil.id() });
				if joined {
					sybil.set_hot_key();
				}
			},
			7 => {
				let worker = self.pool.owners[some_owner].id();
				let challenge = pallet_poco::Call::challenge_result { task, worker, block: 0 };
				let _ = self.pool.requester.tries(challenge);
			},
			_ => self.signs_for(&sybil, task),
		}
	}

	/// The owner authorizes its own worker, which was not drawn.
	fn signs_for(&self, sybil: &Actor, task: TaskId) {
		let known = Tasks::<Runtime>::get(task);
		if known.is_none_or(|task| task.worker(&sybil.id()).is_some()) {
			return;
		}
		let (who, digest) = (sybil.id(), header(task, "a lie").digest());
		let hash = Poco::authorization_hash(&who, task, None);
		let signature = self.pool.manager.pair.sign(hash.as_bytes()).into();
		let contribution = pallet_poco::Call::contribute {
			task,
			result_hash: result_hash(task, digest),
			seal: seal(&who, task, digest),
			enclave: None,
			authorization: Authorization::Signed(Some(signature)),
		};
		assert!(sybil.tries(contribution).is_err(), "a signature authorizes nobody");
	}

	/// Everybody's node does what it is to do; answers to challenges included.
	fn nodes_act(&self) {
		self.pool.work();
		let lie = |_, task| Word::Result(header(task, "a lie"), Vec::new());
		work(&self.sybils, lie);
		for (task, who, open) in Challenges::<Runtime>::iter().collect::<Vec<_>>() {
			let worker = self.pool.owners.iter().find(|owner| owner.id() == who);
			if let Some(worker) = worker {
				answer(worker, task, open.until);
			}
		}
	}
}

/// A worker shows the header of the right result.
fn answer(worker: &Actor, task: TaskId, until: u64) {
	let block = BoundedVec::truncate_from(header(task, "result").encode());
	let path = BoundedVec::truncate_from(vec![block]);
	let payload = AnswerPayload::<Runtime> { worker: worker.id(), task, until, attempt: 0, path };
	let signature = worker.hot.sign(payload.hash().as_bytes());
	free(pallet_poco::Call::answer_challenge_unsigned { payload, signature }).expect("it may");
}

#[test]
fn attack_06_should_cost_no_honest_worker_its_stake_whatever_the_owner_changes() {
	let (mut ends, mut challenged) = (Vec::new(), 0);
	for seed in 0..24 {
		on_open_market(|| {
			let mut crook = Crook::begin(seed);
			until_ended(&[crook.deal], 10, || {
				crook.acts();
				challenged += Challenges::<Runtime>::iter().count();
				crook.nodes_act();
			});
			for _ in 0..20 {
				advance(10);
				crook.acts();
				challenged += Challenges::<Runtime>::iter().count();
				crook.nodes_act();
			}
			let losses = crook.pool.losses();
			assert!(losses.iter().all(|lost| *lost <= 0), "seed {seed}: {losses:?}");
			ends.push(count(crook.deal, TaskStatus::Completed));
		});
	}
	println!("completed of 6, for each order of changes: {ends:?}; {challenged} challenges");
	assert!(ends.iter().sum::<u64>() > 0 && challenged > 0);
}

#[test]
fn attack_06_should_not_lock_more_than_a_worker_agreed_to() {
	on_open_market(|| {
		let pool = Pool::open("pool", 3, 4);
		pool.set_policy(1_001, 100);
		// 10.01 RLC; a worker agrees to 10 unless it says otherwise.
		let deal = pool.buy(Purchase::default());
		assert_eq!(deal_of(deal).worker_stake, 10_010_000_000);
		for _ in 0..20 {
			advance(10);
			pool.work();
		}
		assert_eq!(progress(deal).initialized, 0);
		let agree = pallet_pools::Call::set_max_stake { max_stake: 20 * RLC };
		pool.owners[1].does(agree);
		for _ in 0..60 {
			advance(10);
			pool.work();
		}
		assert_eq!(status(deal, 0), Some(TaskStatus::Completed));
		assert!(record(task_id(deal, 0)).contribution(&pool.owners[1].id()).is_some());
	});
}

#[test]
fn attack_06_should_give_the_owner_nothing_of_the_stakes_that_liars_lose() {
	on_open_market(|| {
		let pool = Pool::open("pool", 6, 1);
		pool.set_policy(1_000, 100);
		let deal = pool.buy(Purchase { trust: 3, ..Default::default() });
		let task = task_id(deal, 0);
		advance(2);
		let liar = computing(&pool.owners, task)[0];
		let say = |place: usize, task| match place == liar {
			true => Word::Result(header(task, "a lie"), Vec::new()),
			false => right(task),
		};
		until_ended(&[deal], 2, || work(&pool.owners, say));
		assert_eq!(record(task).status, TaskStatus::Completed);
		assert_eq!(pool.owners[liar].lost(), 10 * RLC as i128);
		// All of the price, and nothing besides.
		assert_eq!(pool.manager.lost(), -(RLC as i128));
		// Three against one, in thirds.
		let won = pool.losses().into_iter().filter(|lost| *lost < 0);
		assert_eq!(won.collect::<Vec<_>>(), vec![-3_333_333_333; 3]);
		assert_eq!(Escrow::kitty(), (START_FEE + 4 * WORKER_FEE) / 2 + 1);
	});
}

#[test]
fn attack_06_should_let_no_match_take_a_pool_that_was_changed_within_a_warm_up() {
	on_market_with(json!({ "warmUp": 3_600 }), || {
		let pool = Pool::open("pool", 5, 4);
		let (id, what) = (pool.id, Purchase::default());
		let tries = || pool.requester.tries(pool.orders(&what));
		let lately = Err(pallet_market::Error::<Runtime>::PoolChangedLately.into());
		let open = PoolRules { admission: Admission::Open, ..Default::default() };
		let strict = PoolRules { tag: Tag(1 << 63), ..open };
		let set_rules = |rules| pallet_pools::Call::<Runtime>::set_rules { pool: id, rules };
		let changes: [(&str, &dyn Fn()); 4] = [
			("it is new", &|| ()),
			("it was opened", &|| {
				pool.manager.does(pallet_pools::Call::set_open { pool: id, open: true });
			}),
			("its rules were set", &|| pool.manager.does(set_rules(open))),
			("its policy was set", &|| pool.set_policy(30, 10)),
		];
		for (why, change) in changes {
			change();
			assert_eq!(tries(), lately, "{why}");
			// Who misses its task does not count.
			for_seconds(3_598, || pool.work());
			assert_eq!(tries(), lately, "{why}");
			advance(2);
			// The slots are warm in the next block.
			advance(2);
			assert_eq!(tries(), Ok(()), "{why}");
		}
		// The owner can't pick a jury in one transaction with the match.
		let calls: Vec<RuntimeCall> =
			vec![set_rules(strict).into(), pool.orders(&what).into(), set_rules(open).into()];
		assert_eq!(pool.manager.tries(pallet_utility::Call::batch_all { calls }), lately);
		assert_eq!(tries(), Ok(()));
		// Where the owner assigns, it needs no trick.
		let by_owner = PoolRules { assigned_by: AssignedBy::Scheduler, ..Default::default() };
		pool.manager.does(set_rules(by_owner));
		assert_eq!(tries(), Ok(()));
	});
}

/// The owner's own workers would be all that is left to draw.
#[test]
fn attack_06_should_let_no_match_take_a_pool_whose_owner_expelled_others_before() {
	on_market_with(json!({ "warmUp": 3_600 }), || {
		let pool = Pool::open("pool", 10, 4);
		for_seconds(3_600, || {});
		advance(2);
		let what = Purchase { trust: 3, ..Default::default() };
		let tries = || pool.requester.tries(pool.orders(&what));
		let expel = |who: &Actor| -> RuntimeCall {
			pallet_pools::Call::<Runtime>::expel { worker: who.id() }.into()
		};
		let mut calls: Vec<_> = pool.owners[..5].iter().map(expel).collect();
		calls.push(pool.orders(&what).into());
		let lately = Err(pallet_market::Error::<Runtime>::PoolChangedLately.into());
		assert_eq!(pool.manager.tries(pallet_utility::Call::batch_all { calls }), lately);
		assert_eq!(tries(), Ok(()));

		pool.manager.does(expel(&pool.owners[0]));
		// Whoever comes back is drawn for the next match.
		pool.owners[0].does(pallet_pools::Call::leave {});
		advance(2);
		pool.owners[0].does(pallet_pools::Call::apply { pool: pool.id, slots: 4 });
		for_seconds(7_196, || pool.work());
		assert_eq!(tries(), lately);
		let back = pallet_pools::Workers::<Runtime>::get(pool.owners[0].id());
		assert_eq!(back.map(|worker| worker.free_slots()), Some(4));
		for_seconds(4, || {});
		assert_eq!(tries(), Ok(()));
	});
}

/// The other way round: the owner matches a request, and then expels everybody but its own.
#[test]
fn attack_06_should_draw_those_whom_the_owner_expelled_after_the_match() {
	on_open_market(|| {
		let pool = Pool::open("pool", 10, 4);
		let honest = &pool.owners[..5];
		let deal = pool.buy_now(Purchase { trust: 3, volume: 10, ..Default::default() });
		for owner in honest {
			pool.manager.does(pallet_pools::Call::expel { worker: owner.id() });
		}
		advance(2);
		advance(2);
		assert_eq!(progress(deal).initialized, 10);
		let seats = |owner: &Actor| Pools::tasks_of(&owner.id()).len();
		// Of twenty.
		let theirs: usize = honest.iter().map(seats).sum();
		assert!((4..=16).contains(&theirs), "{theirs}");
		until_ended(&[deal], 10, || pool.work());
		assert_eq!(count(deal, TaskStatus::Completed), 10);
		// For later deals they are gone.
		let few = pallet_market::Error::<Runtime>::PoolCantServe { needed: 6, there: 5 };
		let later =
			|trust| pool.requester.tries(pool.orders(&Purchase { trust, ..Default::default() }));
		assert_eq!(later(8), Err(few.into()));
		let deal = pool.buy(Purchase { trust: 3, volume: 2, ..Default::default() });
		advance(2);
		assert_eq!((progress(deal).initialized, honest.iter().map(seats).sum::<usize>()), (2, 0));
	});
}

#[test]
fn attack_06_should_not_draw_who_was_admitted_after_the_first_contribution() {
	on_open_market(|| {
		let pool = Pool::open("pool", 5, 1);
		let task = task_id(pool.buy(Purchase { trust: 3, ..Default::default() }), 0);
		advance(2);
		let first = computing(&pool.owners, task);
		let lie = header(task, "a lie").digest();
		pool.owners[first[0]].contributes(&[(task, lie)]).expect("the worker may");
		// A hundred more, of whom the draw would take one nearly always.
		let sybils: Vec<_> = (0..25).map(|number| Actor::new("sybil", number)).collect();
		sybils.iter().for_each(|sybil| sybil.join(pool.id, 16));
		until_ended(&[deal_and_index(task).0], 2, || {
			work(&pool.owners, |place, task| match place == first[0] {
				true => Word::Nothing,
				false => right(task),
			});
			work(&sybils, |_, task| Word::Result(header(task, "a lie"), Vec::new()));
		});
		assert_eq!(record(task).status, TaskStatus::Completed);
		assert_eq!(record(task).digest, Some(header(task, "result").digest()));
		assert!(sybils.iter().all(|sybil| sybil.lost() == 0));
		assert_eq!(pool.owners[first[0]].lost(), (30 * RLC / 100) as i128);
	});
}
