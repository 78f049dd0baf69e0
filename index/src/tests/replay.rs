// SPDX-License-Identifier: Apache-2.0

//! The index against a plain replay of the final blocks: with branches that die, restarts in the middle,
//! finality that comes in strides, and rows that have become too old.

use super::*;
use crate::key::{DAY, HOUR};
use bourse_formats::record::trust_step;
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use std::collections::{BTreeMap, BTreeSet};

/// What a block does.
#[derive(Clone, Debug)]
enum Act {
	Deal { app: u8, pool: u8, requester: u8, price: u16, volume: u8, trust: u8 },
	Task { deal: prop::sample::Index, end: u8, failure: bool, worker: u8 },
	Unstarted { deal: prop::sample::Index, count: u8 },
	Name { app: u8, word: u8 },
}

/// What happens.
#[derive(Clone, Debug)]
enum Step {
	/// A block is imported on one of the blocks that are not behind the last final one.
	Import { parent: prop::sample::Index, acts: Vec<Act>, seconds: u16 },
	/// One of these blocks becomes final, with its branch.
	Finalize(prop::sample::Index),
	/// The node ends, and starts again.
	Restart,
}

fn acts() -> impl Strategy<Value = Act> {
	let deal = any::<prop::sample::Index>;
	prop_oneof![
		(0u8..3, 0u8..3, 1u8..4, 0u16..2_000, 1u8..9, 0u8..6).prop_map(
			|(app, pool, requester, price, volume, trust)| Act::Deal {
				app,
				pool,
				requester,
				price,
				volume,
				trust
			}
		),
		(deal(), 0u8..4, any::<bool>(), 10u8..13)
			.prop_map(|(deal, end, failure, worker)| Act::Task { deal, end, failure, worker }),
		(deal(), 1u8..5).prop_map(|(deal, count)| Act::Unstarted { deal, count }),
		(0u8..3, 0u8..4).prop_map(|(app, word)| Act::Name { app, word }),
	]
}

fn steps() -> impl Strategy<Value = Step> {
	let block = any::<prop::sample::Index>;
	prop_oneof![
		6 => (block(), prop::collection::vec(acts(), 0..6), 1u16..40_000)
			.prop_map(|(parent, acts, seconds)| Step::Import { parent, acts, seconds }),
		3 => block().prop_map(Step::Finalize),
		1 => Just(Step::Restart),
	]
}

/// A block of the tree.
struct Node {
	parent: Option<usize>,
	block: ImportedBlock,
}

/// Makes deals and tasks with ids of their own.
#[derive(Default)]
struct Names {
	deals: u16,
	tasks: BTreeMap<u16, u64>,
}

impl Names {
	fn record(&mut self, act: &Act) -> Option<Record> {
		Some(match act {
			Act::Deal { app, pool, requester, price, volume, trust } => {
				self.deals += 1;
				let price = u128::from(*price);
				dealt(DealRecord {
					app: Part { id: (*app).into(), owner: who(1), price: price / 7 },
					pool: Part { id: (*pool).into(), owner: who(2), price },
					requester: who(*requester),
					payer: who(*requester),
					volume: (*volume).into(),
					trust: (*trust).into(),
					..deal(self.deals)
				})
			},
			Act::Task { deal, end, failure, worker } => {
				let n = self.one(deal)?;
				let index = self.tasks.entry(n).or_default();
				*index += 1;
				let end = [Ended::Completed, Ended::Failed, Ended::Unavailable, Ended::TimedOut]
					[usize::from(*end)];
				let failure = (*failure && end == Ended::Completed).then_some(TRAP);
				let workers =
					vec![WorkerPart { worker: who(*worker), owner: who(*worker), right: true }];
				ended(TaskRecord { ended: end, failure, workers, ..completed(n, *index) })
			},
			Act::Unstarted { deal, count } => Record::Unstarted {
				deal: deal_id(self.one(deal)?),
				count: (*count).into(),
				ended: Ended::Failed,
			},
			Act::Name { app, word } => {
				asset(Subject::App((*app).into()), &format!("word{word}"), "", &[])
			},
		})
	}

	fn one(&self, index: &prop::sample::Index) -> Option<u16> {
		(self.deals > 0).then(|| index.index(self.deals.into()) as u16 + 1)
	}
}

/// The records of all blocks with their times, in order: what the answers follow from.
struct Replayed {
	records: Vec<(u64, Record)>,
	/// Time of the last block.
	last: u64,
	/// Seconds that the index keeps.
	kept: u64,
}

impl Replayed {
	fn new<'a>(blocks: impl Iterator<Item = &'a ImportedBlock>, days: u32) -> Self {
		let (mut records, mut last) = (Vec::new(), 0);
		for block in blocks {
			last = block.records.time;
			records.extend(block.records.records.iter().map(|record| (last, record.clone())));
		}
		Self { records, last, kept: u64::from(days) * DAY }
	}

	/// Whether what is of that time is still there at another.
	fn keeps(&self, time: u64, now: u64) -> bool {
		time >= now.saturating_sub(self.kept)
	}
}

/// The last second of a time's span.
fn end_of(span: u64, time: u64) -> u64 {
	time - time % span + span - 1
}

fn deals_of(replayed: &Replayed) -> Vec<(u64, DealRecord)> {
	let deals = replayed.records.iter().filter_map(|(time, record)| match record {
		Record::Deal(deal) => Some((*time, (**deal).clone())),
		_ => None,
	});
	deals.collect()
}

/// Tasks with the times of their ends, and with their deals, if the index has those when they end.
fn tasks_of(replayed: &Replayed) -> Vec<(u64, TaskRecord, Option<(u64, DealRecord)>)> {
	let mut known = BTreeMap::new();
	let mut tasks = Vec::new();
	for (time, record) in &replayed.records {
		match record {
			Record::Deal(deal) => drop(known.insert(deal.id, (*time, (**deal).clone()))),
			Record::Task(task) => {
				let mut id = task.id;
				id.0[24..].fill(0xff);
				let deal = known.get(&id).filter(|(made, _)| replayed.keeps(*made, *time));
				tasks.push((*time, (**task).clone(), deal.cloned()));
			},
			_ => {},
		}
	}
	tasks
}

fn check_deals(index: &Index, replayed: &Replayed) {
	let mut deals = deals_of(replayed);
	deals.retain(|(time, _)| replayed.keeps(*time, replayed.last));
	let expected = |fits: &dyn Fn(&DealRecord) -> bool| {
		let fitting = deals.iter().rev().map(|(_, deal)| deal).filter(|deal| fits(deal));
		fitting.map(|deal| deal.id).collect::<Vec<_>>()
	};
	let listed = |filter: Filter| {
		let rows = all(3, |page| index.deals(&filter, page));
		rows.into_iter().map(|row| row.deal.id).collect::<Vec<_>>()
	};
	assert_eq!(listed(Filter::All), expected(&|_| true));
	for n in 0..4u8 {
		let id = u32::from(n);
		assert_eq!(listed(Filter::App(id)), expected(&|deal| deal.app.id == id));
		assert_eq!(listed(Filter::Pool(id)), expected(&|deal| deal.pool.id == id));
		assert_eq!(listed(Filter::Requester(who(n))), expected(&|deal| deal.requester == who(n)));
		let owns = |deal: &DealRecord| deal.app.owner == who(n) || deal.pool.owner == who(n);
		assert_eq!(listed(Filter::Owner(who(n))), expected(&owns));
	}
}

fn check_statistics(index: &Index, replayed: &Replayed) {
	let (deals, tasks) = (deals_of(replayed), tasks_of(replayed));
	let unstarted = |app: u32| {
		let mut known = BTreeMap::new();
		let mut sum = 0;
		for (time, record) in &replayed.records {
			match record {
				Record::Deal(deal) if deal.app.id == app => {
					known.insert(deal.id, *time);
				},
				Record::Unstarted { deal, count, .. } => {
					let made = known.get(deal);
					sum += made.filter(|made| replayed.keeps(**made, *time)).map_or(0, |_| *count);
				},
				_ => {},
			}
		}
		sum
	};
	for app in 0..3u32 {
		let of_app = |deal: &&(u64, DealRecord)| deal.1.app.id == app;
		let ends = |fits: &dyn Fn(&TaskRecord) -> bool| {
			let of = |deal: &Option<(u64, DealRecord)>| deal.as_ref().is_some_and(|d| of_app(&d));
			tasks.iter().filter(|(_, task, deal)| of(deal) && fits(task)).count() as u64
		};
		let is_there = |time: u64| replayed.keeps(end_of(DAY, time), replayed.last);
		let requesters = deals.iter().filter(of_app).filter(|(time, _)| is_there(*time));
		let requesters = requesters.map(|(_, deal)| deal.requester);
		let requesters = requesters.filter(|who| *who != super::who(1)).collect::<BTreeSet<_>>();
		let found = index.statistics(&Subject::App(app)).expect("read").unwrap_or_default();
		assert_eq!(found.deals, deals.iter().filter(of_app).count() as u64);
		let bought = deals.iter().filter(of_app).map(|(_, deal)| deal.volume).sum::<u64>();
		assert_eq!(found.tasks, bought);
		assert_eq!(found.requesters, requesters.len() as u64);
		let is_completed = |task: &TaskRecord| task.ended == Ended::Completed;
		assert_eq!(found.done, ends(&|task| is_completed(task) && task.failure.is_none()));
		let failures = found.failures.values().sum::<u64>();
		assert_eq!(failures, ends(&|task| task.failure.is_some()));
		let given_up = [Ended::Failed, Ended::Unavailable, Ended::TimedOut]
			.map(|end| ends(&|task| task.ended == end));
		assert_eq!(found.given_up, [given_up[0] + unstarted(app), given_up[1], given_up[2], 0]);
	}
}

/// Counters of workers begin anew when nothing was heard of them for so long.
fn check_workers(index: &Index, replayed: &Replayed) {
	let all = tasks_of(replayed);
	for n in 10..13 {
		let (mut tasks, mut seen) = (0, None);
		for (time, ..) in all.iter().filter(|(_, task, _)| task.workers[0].worker == who(n)) {
			if seen.is_some_and(|seen| !replayed.keeps(end_of(DAY, seen), *time)) {
				tasks = 0;
			}
			(tasks, seen) = (tasks + 1, Some(*time));
		}
		let stays = seen.is_some_and(|seen| replayed.keeps(end_of(DAY, seen), replayed.last));
		let found = index.statistics(&Subject::Worker(who(n))).expect("read");
		assert_eq!(found.map(|of| of.tasks), stays.then_some(tasks));
	}
}

fn check_money(index: &Index, replayed: &Replayed) {
	let mut flows = BTreeMap::<(AccountBytes, u32), Flow>::new();
	for (time, task, deal) in tasks_of(replayed) {
		for moved in task.moves {
			let flow = flows.entry((moved.who, (time / 86_400) as u32)).or_default();
			flow.tasks += 1;
			flow.earned += moved.earned;
			match deal.as_ref().is_some_and(|(_, deal)| deal.payer == moved.who) {
				true => flow.spent += moved.lost,
				false => flow.lost += moved.lost,
			}
		}
	}
	for n in 0..6 {
		let found = all(2, |page| index.flows(&Subject::Account(who(n)), page));
		let is_kept = |day: u32| replayed.keeps(end_of(DAY, u64::from(day) * DAY), replayed.last);
		let expected = flows.iter().rev().filter(|((of, day), _)| *of == who(n) && is_kept(*day));
		let expected = expected.map(|((_, day), flow)| (*day, *flow)).collect::<Vec<_>>();
		assert_eq!(found, expected);
	}

	let is_there = |span, time| replayed.keeps(end_of(span, time), replayed.last);
	let mut trades = BTreeMap::<(u8, u64), Vec<(u128, u64)>>::new();
	for (time, deal) in deals_of(replayed) {
		if deal.requester != who(2) && is_there(HOUR, time) {
			let hour = time - time % 3_600;
			let of = trades.entry((trust_step(deal.trust), hour)).or_default();
			of.push((deal.pool.price, deal.volume));
		}
	}
	for step in 0..4 {
		let market = Market::Pool { category: 0, tag: 0, step };
		let found = all(2, |page| index.candles(&market, Series::Deals, Resolution::Hour, page));
		let expected = trades.iter().rev().filter(|((of, _), _)| *of == step);
		let expected = expected.map(|((_, hour), trades)| {
			let prices = || trades.iter().map(|(price, _)| *price);
			let candle = Candle {
				open: prices().next().expect("there is a trade"),
				high: prices().max().expect("there is a trade"),
				low: prices().min().expect("there is a trade"),
				close: prices().next_back().expect("there is a trade"),
				tasks: trades.iter().map(|(_, tasks)| tasks).sum(),
				value: trades.iter().map(|(price, tasks)| price * u128::from(*tasks)).sum(),
			};
			(*hour, candle)
		});
		assert_eq!(found, expected.collect::<Vec<_>>());
	}
}

fn check_words(index: &Index, replayed: &Replayed) {
	let mut names = BTreeMap::new();
	for (_, record) in &replayed.records {
		if let Record::Asset(asset) = record {
			names.insert(asset.asset, asset.name.clone());
		}
	}
	for word in 0..4 {
		let word = format!("word{word}");
		let found = all(1, |page| index.search(&word, page));
		let found = found.into_iter().map(|(asset, _)| asset).collect::<Vec<_>>();
		let named = names.iter().filter(|(_, name)| name[..] == *word.as_bytes());
		assert_eq!(found, named.map(|(asset, _)| *asset).collect::<Vec<_>>());
	}
}

/// What pools would have earned in the last 24 hours.
fn check_demand(index: &Index, replayed: &Replayed) {
	let (deals, last) = (deals_of(replayed), replayed.last / HOUR);
	for (step, price) in [(0u8, 0u128), (1, 250), (2, 1_000), (u8::MAX, 1_999)] {
		let fits = |(time, deal): &&(u64, DealRecord)| {
			let is_recent = time / HOUR + 23 >= last;
			let is_dear = crate::key::tick(deal.pool.price) >= crate::key::tick(price);
			is_recent && is_dear && trust_step(deal.trust) <= step && !deal.is_own(&deal.pool)
		};
		let tasks = deals.iter().filter(fits).map(|(_, deal)| deal.volume).sum::<u64>();
		let offered = Offered::Pool { category: 0, tag: 0, step };
		let found = index.would_have_earned(&offered, price).expect("read");
		assert_eq!((found.tasks, found.at_most), (tasks, price * u128::from(tasks)));
	}
}

/// A day of blocks, finality in strides, rivals that die, a restart at noon, and a second index that is
/// built anew.
#[test]
fn index_should_answer_as_a_plain_replay_after_a_day_of_blocks() {
	/// Blocks of a day, those between two finalities, and those between two rivals.
	const BLOCKS: u32 = 43_200;
	const STRIDE: u32 = 64;
	const RIVALS: u32 = 50;
	let mut runner = TestRunner::deterministic();
	let some = prop::collection::vec(acts(), 0..4);
	let (mut scene, mut names) = (Scene::new(), Names::default());
	let mut pending = Pending::new(10_000);
	let (mut blocks, mut waiting) = (Vec::new(), Vec::<ImportedBlock>::new());
	for number in 1..=BLOCKS {
		let time = START + 2 * u64::from(number);
		let acts = some.new_tree(&mut runner).expect("acts").current();
		let records = acts.iter().filter_map(|act| names.record(act)).collect();
		let made = block(number, time, records);
		if number % RIVALS == 0 {
			let mut rival = block(number, time, vec![dealt(deal(u16::MAX))]);
			rival.hash.0[31] = 1;
			pending.add(rival);
		}
		pending.add(made.clone());
		waiting.push(made.clone());
		blocks.push(made);
		if number == BLOCKS / 2 {
			scene = scene.again(3_650);
			pending = Pending::new(10_000);
			waiting.iter().for_each(|block| pending.add(block.clone()));
		}
		if number % STRIDE == 0 || number == BLOCKS {
			let branch = waiting.drain(..).map(|block| pending.take(&block.hash));
			let branch = branch.collect::<Option<Vec<_>>>().expect("all were imported");
			scene.index.commit(&branch).expect("they follow");
			pending.forget(number);
		}
	}
	assert!(names.deals > 10_000, "{}", names.deals);

	let anew = Scene::new();
	for some in blocks.chunks(1_000) {
		anew.index.commit(some).expect("they follow");
	}
	assert!(anew.index.all_rows() == scene.index.all_rows(), "the rebuilt index has other rows");
	let replayed = Replayed::new(blocks.iter(), 3_650);
	check_deals(&scene.index, &replayed);
	check_statistics(&scene.index, &replayed);
	check_workers(&scene.index, &replayed);
	check_money(&scene.index, &replayed);
	check_demand(&scene.index, &replayed);
	check_words(&scene.index, &replayed);
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	#[test]
	fn index_should_answer_as_a_plain_replay_of_the_final_blocks(
		steps in prop::collection::vec(steps(), 1..60),
		days in 1u32..4,
	) {
		let mut scene = Scene::new().again(days);
		let mut pending = Pending::new(10_000);
		let genesis = Node { parent: None, block: block(0, START, vec![]) };
		let (mut nodes, mut names) = (vec![genesis], Names::default());
		let mut final_branch = vec![0usize];
		scene.index.commit(&[nodes[0].block.clone()]).expect("the first block");

		for step in steps {
			let last_final = *final_branch.last().expect("genesis is final");
			// Blocks on branches that can still become final.
			let descends = |mut at: usize, nodes: &[Node]| loop {
				if at == last_final {
					return true;
				}
				match nodes[at].parent {
					Some(parent) => at = parent,
					None => return false,
				}
			};
			let alive = (0..nodes.len()).filter(|at| descends(*at, &nodes)).collect::<Vec<_>>();
			match step {
				Step::Import { parent, acts, seconds } => {
					let parent = alive[parent.index(alive.len())];
					let records = acts.iter().filter_map(|act| names.record(act)).collect();
					let time = nodes[parent].block.records.time + u64::from(seconds);
					let number = nodes[parent].block.number + 1;
					let mut block = block(number, time, records);
					// Blocks of one height have hashes of their own.
					block.hash.0[8..16].copy_from_slice(&(nodes.len() as u64).to_be_bytes());
					pending.add(block.clone());
					nodes.push(Node { parent: Some(parent), block });
				},
				Step::Finalize(which) => {
					let mut at = alive[which.index(alive.len())];
					let mut branch = Vec::new();
					while at != last_final {
						branch.push(at);
						at = nodes[at].parent.expect("it descends from the last final block");
					}
					branch.reverse();
					let blocks = branch.iter().map(|at| pending.take(&nodes[*at].block.hash));
					let blocks = blocks.collect::<Option<Vec<_>>>().expect("all were imported");
					scene.index.commit(&blocks).expect("they follow");
					if let Some(block) = blocks.last() {
						pending.forget(block.number);
					}
					final_branch.extend(branch);
				},
				Step::Restart => {
					scene = scene.again(days);
					pending = Pending::new(10_000);
					// Their states are still there.
					let height = nodes[last_final].block.number;
					let later = nodes.iter().filter(|node| node.block.number > height);
					later.for_each(|node| pending.add(node.block.clone()));
				},
			}
		}

		let replayed = Replayed::new(final_branch.iter().map(|at| &nodes[*at].block), days);
		check_deals(&scene.index, &replayed);
		check_statistics(&scene.index, &replayed);
		check_workers(&scene.index, &replayed);
		check_money(&scene.index, &replayed);
		check_demand(&scene.index, &replayed);
		check_words(&scene.index, &replayed);
		// Built anew from these blocks, one by one, the index has the same rows.
		let anew = Scene::new().again(days);
		for at in &final_branch {
			anew.index.commit(&[nodes[*at].block.clone()]).expect("they follow");
		}
		prop_assert_eq!(anew.index.all_rows(), scene.index.all_rows());
	}
}
