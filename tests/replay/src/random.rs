// SPDX-License-Identifier: Apache-2.0

//! Random scenarios: several deals and tasks interleaved, operations that are mostly sensible and
//! sometimes not, times that are often just before or after a deadline. The same seed makes the
//! same trace.

use crate::{json::Json, model::record::Recorder};
use anyhow::Result;
use bourse_primitives::Seconds;

/// Operations of a scenario after its beginning.
const OPERATIONS: u32 = 120;

const WORKERS: [&str; 6] = ["w1", "w2", "w3", "w4", "w5", "w6"];
const REQUESTERS: [&str; 3] = ["requester1", "requester2", "w6"];
const SCHEDULERS: [&str; 2] = ["scheduler1", "scheduler2"];
const APPS: [&str; 2] = ["app1", "app2"];
const DATASETS: [&str; 2] = ["ds1", "ds2"];
const POOLS: [&str; 2] = ["pool1", "pool2"];
const DIGESTS: [&str; 5] = ["A", "A", "A", "B", "C"];
const SCORES: [u64; 10] = [0, 0, 0, 1, 5, 12, 15, 33, 100, 3_000_000_000_000_000_000];
const TRUSTS: [&str; 12] = ["0", "1", "1", "1", "2", "2", "3", "3", "5", "10", "200", TOO_HIGH];
/// Its weights overflow with the second contribution.
const TOO_HIGH: &str =
	"28948022309329048855892746252171976963317496166410141009864396001978282409984";

/// SplitMix64.
struct Dice(u64);

impl Dice {
	fn roll(&mut self) -> u64 {
		self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
		let mut z = self.0;
		z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
		z ^ (z >> 31)
	}

	fn below(&mut self, limit: u64) -> u64 {
		self.roll() % limit.max(1)
	}

	fn chance(&mut self, percent: u64) -> bool {
		self.below(100) < percent
	}

	fn pick<T: Copy>(&mut self, of: &[T]) -> T {
		of[self.below(of.len() as u64) as usize]
	}
}

struct Generator {
	dice: Dice,
	recorder: Recorder,
	orders: u32,
}

/// A field of an operation or an order.
type Field = (&'static str, Json);

/// The trace of a seed.
pub fn scenario(seed: u64) -> Result<Json> {
	let mut dice = Dice(seed);
	let scores: Vec<(&str, u64)> =
		WORKERS.iter().map(|worker| (*worker, dice.pick(&SCORES))).collect();
	let members: &[&str] =
		if dice.chance(50) { &["requester1", "app1"] } else { &["pool1", "ds1", "w6"] };
	let recorder = Recorder::new(&scores, &[("group1", members)]);
	let mut generator = Generator { dice, recorder, orders: 0 };
	generator.open()?;
	for _ in 0..OPERATIONS {
		generator.advance()?;
	}
	let name = format!("random_{seed}");
	Ok(generator.recorder.finish(&name, Some(seed), "A random scenario."))
}

impl Generator {
	fn act(&mut self, op: &str, by: &str, arguments: Vec<Field>) -> Result<()> {
		let after = self.pause();
		let head = [("op", Json::text(op)), ("by", Json::text(by))];
		let step = Json::object(head.into_iter().chain(arguments));
		self.recorder.step(after, step)?.ok();
		Ok(())
	}

	/// Seconds to the next step: one, or up to a deadline or so.
	fn pause(&mut self) -> Seconds {
		if !self.dice.chance(4) {
			return 1;
		}
		let now = self.recorder.time();
		let mut times = Vec::new();
		for (_, task) in self.recorder.state().at(&["tasks"]).fields() {
			for deadline in ["contribution_deadline", "reveal_deadline", "final_deadline"] {
				times.extend(task.at(&[deadline]).as_number::<Seconds>());
			}
		}
		times.retain(|time| *time > now + 2);
		if times.is_empty() {
			return 1 + self.dice.below(100);
		}
		// Rather a near one.
		let time = self.dice.pick(&times).min(self.dice.pick(&times));
		time - 1 + self.dice.below(3) - now
	}

	fn open(&mut self) -> Result<()> {
		for who in WORKERS.into_iter().chain(REQUESTERS).chain(SCHEDULERS).chain(["sponsor"]) {
			let amount = self.dice.pick(&[40u64, 1_000, 1_000, 100_000]) * 1_000_000_007;
			self.act("deposit", who, vec![("amount", Json::text(amount))])?;
		}
		for (op, assets, owners) in [
			("create_app", APPS, ["app_owner", "scheduler1"]),
			("create_dataset", DATASETS, ["dataset_owner", "w1"]),
			("create_workerpool", POOLS, SCHEDULERS),
		] {
			for (asset, owner) in assets.into_iter().zip(owners) {
				if asset == "app2" && self.dice.chance(10) {
					continue;
				}
				let content = Json::text(asset);
				let owner = Json::text(owner);
				let fields =
					vec![("asset", Json::text(asset)), ("owner", owner), ("content", content)];
				self.act(op, "outsider", fields)?;
			}
		}
		if self.dice.chance(60) {
			self.change_policy("pool1")?;
		}
		for _ in 0..2 {
			self.make_deal()?;
		}
		Ok(())
	}

	fn owner_of(&self, asset: &str) -> Json {
		self.recorder.state().at(&["assets", asset, "owner"]).clone()
	}

	/// The owner of an asset, or now and then somebody else.
	fn somebody(&mut self, likely: &str) -> String {
		if self.dice.chance(92) {
			likely.to_string()
		} else {
			self.dice.pick(&["outsider", "w1", "scheduler2", "requester1"]).to_string()
		}
	}

	fn change_policy(&mut self, pool: &str) -> Result<()> {
		let owner = self.owner_of(pool).as_text().unwrap_or("scheduler1").to_string();
		let by = self.somebody(&owner);
		let stake = self.dice.pick(&[0, 30, 33, 100, 250]);
		let reward = self.dice.pick(&[0, 1, 7, 50, 100, 101]);
		let fields = vec![
			("workerpool", Json::text(pool)),
			("worker_stake_ratio", Json::number(stake)),
			("scheduler_reward_ratio", Json::number(reward)),
		];
		self.act("change_workerpool_policy", &by, fields)
	}

	/// Mostly none, mostly one that accepts `likely`.
	fn restrict(&mut self, likely: Option<&str>, others: &[&str]) -> Json {
		match self.dice.below(60) {
			0 => Json::text("group1"),
			1 => Json::text(self.dice.pick(others)),
			2 if self.dice.chance(50) => Json::text("outsider"),
			2 => Json::text("unregistered"),
			3..=9 => Json::optional_text(likely),
			_ => Json::Null,
		}
	}

	fn new_order(&mut self, kind: &str, signer: Json, fields: Vec<Field>) -> Result<String> {
		self.orders += 1;
		let name = format!("{}o{}", &kind[..1], self.orders);
		let signer = match self.dice.below(60) {
			0 => Json::Null,
			1 => Json::text("outsider"),
			_ => signer,
		};
		let head = [("kind", Json::text(kind)), ("signed_by", signer)];
		self.recorder.order(&name, Json::object(head.into_iter().chain(fields)))?;
		Ok(name)
	}

	/// Four orders that may match, and their match.
	fn make_deal(&mut self) -> Result<()> {
		let dice = &mut self.dice;
		let (app, pool) = (dice.pick(&["app1", "app1", "app2"]), dice.pick(&POOLS));
		let dataset = dice.chance(40).then(|| dice.pick(&DATASETS));
		let requester = dice.pick(&REQUESTERS);
		let category = dice.pick(&[0, 0, 0, 0, 0, 0, 1, 1, 1, 5]);
		let trust = dice.pick(&TRUSTS);
		let offered = if dice.chance(98) { trust } else { dice.pick(&TRUSTS) };
		let tee = u64::from(dice.chance(12));
		let gpu = if dice.chance(10) { 256 } else { 0 };
		let (app_price, dataset_price) =
			(dice.pick(&[0, 1, 3_000_000_000u64]), dice.pick(&[0, 5, 999_999_999u64]));
		let pool_price = dice.pick(&[0, 1, 3, 99, 10_000_000_001u64]);
		let volume = 1 + dice.below(3);
		let callback =
			dice.pick(&[None, None, None, Some("callback_contract"), Some("callback_eoa")]);
		let beneficiary = dice.pick(&[None, Some("beneficiary"), Some("requester1")]);
		let max = |price: u64, dice: &mut Dice| match dice.below(60) {
			0 => Json::text(price.saturating_sub(1)),
			1..=5 => Json::text(price + 1),
			_ => Json::text(price),
		};
		let (app_max, dataset_max, pool_max) =
			(max(app_price, dice), max(dataset_price, dice), max(pool_price, dice));
		let app_tee = if dice.chance(97) { tee } else { 0 };

		let fields = vec![
			("app", Json::text(app)),
			("price", Json::text(app_price)),
			("volume", Json::number(1 + self.dice.below(6))),
			("tag", Json::number(app_tee)),
			("dataset_restrict", self.restrict(dataset, &DATASETS)),
			("workerpool_restrict", self.restrict(Some(pool), &POOLS)),
			("requester_restrict", self.restrict(Some(requester), &REQUESTERS)),
		];
		let app_order = self.new_order("app", self.owner_of(app), fields)?;
		let dataset_order = match dataset {
			Some(dataset) if self.dice.chance(98) => {
				let fields = vec![
					("dataset", Json::text(dataset)),
					("price", Json::text(dataset_price)),
					("volume", Json::number(1 + self.dice.below(6))),
					("tag", Json::number(self.dice.pick(&[0, 0, 2, 14, tee]))),
					("app_restrict", self.restrict(Some(app), &APPS)),
					("workerpool_restrict", self.restrict(Some(pool), &POOLS)),
					("requester_restrict", self.restrict(Some(requester), &REQUESTERS)),
				];
				Json::text(self.new_order("dataset", self.owner_of(dataset), fields)?)
			},
			_ => Json::Null,
		};
		let fields = vec![
			("workerpool", Json::text(pool)),
			("price", Json::text(pool_price)),
			("volume", Json::number(1 + self.dice.below(6))),
			("tag", Json::number(self.dice.pick(&[tee, 257, 257, 257, 257, 257]))),
			("category", Json::number(category)),
			("trust", Json::number(offered)),
			("app_restrict", self.restrict(Some(app), &APPS)),
			("dataset_restrict", self.restrict(dataset, &DATASETS)),
			("requester_restrict", self.restrict(Some(requester), &REQUESTERS)),
		];
		let pool_order = self.new_order("workerpool", self.owner_of(pool), fields)?;
		let fields = vec![
			("app", Json::text(app)),
			("app_max_price", app_max),
			("dataset", Json::optional_text(dataset)),
			("dataset_max_price", dataset_max),
			("workerpool", self.restrict(Some(pool), &POOLS)),
			("workerpool_max_price", pool_max),
			("requester", Json::text(requester)),
			("volume", Json::number(volume)),
			("tag", Json::number(tee | gpu)),
			("category", Json::number(category)),
			("trust", Json::number(trust)),
			("beneficiary", Json::optional_text(beneficiary)),
			("callback", Json::optional_text(callback)),
			("params", Json::text("{}")),
		];
		let request_order = self.new_order("request", Json::text(requester), fields)?;
		let (op, by) = if self.dice.chance(20) {
			("sponsor_match_orders", "sponsor")
		} else {
			("match_orders", "outsider")
		};
		for _ in 0..=u32::from(self.dice.chance(20)) {
			let fields = vec![
				("app_order", Json::text(&app_order)),
				("dataset_order", dataset_order.clone()),
				("workerpool_order", Json::text(&pool_order)),
				("request_order", Json::text(&request_order)),
			];
			self.act(op, by, fields)?;
		}
		Ok(())
	}

	/// A task of a deal, or sometimes just outside.
	fn some_task(&mut self) -> (String, u64) {
		let deals: Vec<_> = self.recorder.state().at(&["deals"]).fields().collect();
		if deals.is_empty() || self.dice.chance(1) {
			return (format!("d{}", deals.len() + 1), 0);
		}
		let (name, deal) = deals[self.dice.below(deals.len() as u64) as usize];
		let number = |key| deal.at(&[key]).as_number::<u64>().unwrap_or_default();
		let (first, size) = (number("bot_first"), number("bot_size"));
		let beyond = u64::from(self.dice.chance(3));
		(name.clone(), first + self.dice.below(size + beyond))
	}

	fn task_names(&mut self) -> Json {
		let count = self.dice.below(4);
		let names = (0..count).map(|_| {
			let (deal, index) = self.some_task();
			Json::text(format!("{deal}.{index}"))
		});
		Json::List(names.collect())
	}

	fn authority(&mut self, deal: &str, by: &str) -> Vec<Field> {
		let state = self.recorder.state();
		let scheduler = state.at(&["deals", deal, "workerpool_owner"]).clone();
		let tee = state.at(&["deals", deal, "tag"]).as_number::<u64>().unwrap_or_default() & 1 == 1;
		let mut fields = vec![("auth_by", scheduler)];
		if tee == self.dice.chance(95) {
			fields.push(("enclave", Json::text(self.dice.pick(&["enclave1", "enclave2"]))));
			match self.dice.below(20) {
				0 => fields.push(("enclave_sign_by", Json::Null)),
				1 => fields.push(("enclave_sign_by", Json::text(by))),
				2 => fields.push(("auth_enclave", Json::Null)),
				_ => {},
			}
		}
		match self.dice.below(40) {
			0 => fields[0].1 = Json::Null,
			1 => fields[0].1 = Json::text(by),
			2 => fields.push(("auth_worker", Json::text("w3"))),
			3 => fields.push(("auth_task", Json::text("d1.0"))),
			_ => {},
		}
		fields
	}

	/// A task of a deal, mostly one that has not ended.
	fn open_task(&mut self) -> (String, u64) {
		let mut chosen = self.some_task();
		for _ in 0..6 {
			let name = format!("{}.{}", chosen.0, chosen.1);
			let status = self.recorder.state().at(&["tasks", &name, "status"]).as_text();
			if !matches!(status, Some("COMPLETED" | "FAILED")) {
				break;
			}
			chosen = self.some_task();
		}
		chosen
	}

	/// What the state of a task suggests to do, mostly.
	fn suggest(&mut self, task: &Json) -> &'static str {
		let now = self.recorder.time();
		let over =
			|deadline| task.at(&[deadline]).as_number::<Seconds>().is_some_and(|time| now >= time);
		let all_revealed = task.at(&["reveal_counter"]) == task.at(&["winner_counter"]);
		let likely: &[&'static str] = match task.at(&["status"]).as_text() {
			None => &["initialize"],
			Some(_) if over("final_deadline") => &["claim"],
			Some("ACTIVE") if over("contribution_deadline") => &["contribute", "claim"],
			Some("ACTIVE") => {
				&["contribute", "contribute", "contribute", "contribute", "contribute_and_finalize"]
			},
			Some("REVEALING") if all_revealed => &["finalize"],
			Some("REVEALING") if over("reveal_deadline") => &["reopen", "finalize", "reveal"],
			_ => &["reveal"],
		};
		if self.dice.chance(93) {
			return self.dice.pick(likely);
		}
		self.dice.pick(&["initialize", "claim", "contribute", "reveal", "finalize", "reopen"])
	}

	/// Does something to a task.
	fn work(&mut self) -> Result<()> {
		let (deal, index) = self.open_task();
		let name = format!("{deal}.{index}");
		let task = self.recorder.state().at(&["tasks", &name]).clone();
		let ended = matches!(task.at(&["status"]).as_text(), Some("COMPLETED" | "FAILED"));
		let nothing = ended || self.recorder.state().at(&["deals", &deal]).is_null();
		if nothing && self.dice.chance(80) {
			return self.make_deal();
		}
		let scheduler = self.recorder.state().at(&["deals", &deal, "workerpool_owner"]).clone();
		let scheduler = scheduler.as_text().unwrap_or("scheduler1").to_string();
		let named = || ("task", Json::text(&name));
		let chosen = self.suggest(&task);
		let digest = Json::text(self.dice.pick(&DIGESTS));
		match chosen {
			"initialize" => {
				let fields =
					vec![("deal", Json::text(&deal)), ("idx", Json::number(index)), named()];
				self.act("initialize", "outsider", fields)
			},
			"contribute" => {
				// Mostly one that has not contributed yet.
				let contributions = self.recorder.state().at(&["contributions", &name]);
				let new = |worker: &&str| contributions.at(&[worker]).is_null();
				let mut workers: Vec<&str> = WORKERS.into_iter().filter(new).collect();
				if workers.is_empty() || self.dice.chance(5) {
					workers = WORKERS.to_vec();
				}
				let worker = self.dice.pick(&workers);
				let mut fields = vec![named(), ("digest", digest)];
				match self.dice.below(30) {
					0 => fields.push(("seal_worker", Json::text("w1"))),
					1 => fields.push(("seal_digest", Json::text("C"))),
					_ => {},
				}
				fields.extend(self.authority(&deal, worker));
				self.act("contribute", worker, fields)
			},
			"contribute_and_finalize" => {
				let worker = self.dice.pick(&WORKERS);
				let callback = self.callback(&deal, &digest);
				let mut fields = vec![named(), ("digest", digest), ("results", Json::text("link"))];
				fields.push(("results_callback", callback));
				fields.extend(self.authority(&deal, worker));
				self.act("contribute_and_finalize", worker, fields)
			},
			"reveal" => {
				let contributions = self.recorder.state().at(&["contributions", &name]);
				let workers: Vec<_> =
					contributions.fields().map(|(who, c)| (who, c.at(&["digest"]))).collect();
				let (worker, digest) = match self.dice.below(workers.len() as u64) as usize {
					place if place < workers.len() => {
						(workers[place].0.clone(), workers[place].1.clone())
					},
					_ => ("w1".to_string(), digest),
				};
				let digest = if self.dice.chance(95) { digest } else { Json::text("B") };
				self.act("reveal", &worker, vec![named(), ("digest", digest)])
			},
			"finalize" => {
				let by = self.somebody(&scheduler);
				let digest = task.at(&["result_digest"]).clone();
				let callback = self.callback(&deal, &digest);
				let fields =
					vec![named(), ("results", Json::text("")), ("results_callback", callback)];
				self.act("finalize", &by, fields)
			},
			"reopen" => {
				let by = self.somebody(&scheduler);
				self.act("reopen", &by, vec![named()])
			},
			_ => self.act("claim", "outsider", vec![named()]),
		}
	}

	/// The callback data that a deal wants, mostly.
	fn callback(&mut self, deal: &str, digest: &Json) -> Json {
		let wanted = !self.recorder.state().at(&["deals", deal, "callback"]).is_null();
		match self.dice.below(20) {
			0 => Json::text("B"),
			1 => Json::Null,
			2 => digest.clone(),
			_ if wanted => digest.clone(),
			_ => Json::Null,
		}
	}

	/// One more operation.
	fn advance(&mut self) -> Result<()> {
		match self.dice.below(100) {
			0..=74 => self.work(),
			75..=80 => self.make_deal(),
			81..=86 => {
				let ops = ["initialize_array", "claim_array", "initialize_and_claim_array"];
				let (op, tasks) = (self.dice.pick(&ops), self.task_names());
				self.act(op, "outsider", vec![("tasks", tasks)])
			},
			87..=89 => {
				let who = self.dice.pick(&["w1", "w2", "scheduler1", "requester1", "app_owner"]);
				let stake = self.recorder.state().at(&["balances", who, "stake"]).clone();
				let stake = stake.as_number::<u64>().unwrap_or_default();
				let amount = [stake / 2, stake, stake + 1][self.dice.below(3) as usize];
				let op = self.dice.pick(&["withdraw", "withdraw", "deposit"]);
				self.act(op, who, vec![("amount", Json::text(amount))])
			},
			90 | 91 => {
				let asset = self.dice.pick(&["app1", "ds1", "ds2", "pool2"]);
				let owner = self.owner_of(asset).as_text().unwrap_or("outsider").to_string();
				let by = self.somebody(&owner);
				let to = self.dice.pick(&["app_owner", "w1", "scheduler1", "scheduler2"]);
				let fields = vec![("asset", Json::text(asset)), ("to", Json::text(to))];
				self.act("transfer_asset", &by, fields)
			},
			92 | 93 => {
				let pool = self.dice.pick(&POOLS);
				self.change_policy(pool)
			},
			94..=96 => self.order_operation(),
			97 => {
				let by = self.somebody("owner");
				let broker = self.dice.pick(&[None, Some("tee_broker")]);
				self.act("set_tee_broker", &by, vec![("broker", Json::optional_text(broker))])
			},
			98 => {
				let by = self.somebody("owner");
				let time = self.dice.pick(&[0, 1, 60]);
				let name = Json::text("more");
				let fields = vec![("name", name), ("work_clock_time_ref_s", Json::number(time))];
				self.act("create_category", &by, fields)
			},
			_ => {
				let fields = vec![
					("asset", Json::text("app_again")),
					("owner", Json::text("app_owner")),
					("content", Json::text("app1")),
				];
				self.act("create_app", "w1", fields)
			},
		}
	}

	/// Signs or closes the app order of some match.
	fn order_operation(&mut self) -> Result<()> {
		let op = self.dice.pick(&["sign_order", "close_order"]);
		let consumed: Vec<_> = self.recorder.state().at(&["consumed"]).fields().collect();
		if consumed.is_empty() {
			return Ok(());
		}
		let order = consumed[self.dice.below(consumed.len() as u64) as usize].0.clone();
		let people = [
			"app_owner",
			"scheduler1",
			"scheduler2",
			"dataset_owner",
			"requester1",
			"requester2",
			"w1",
			"w6",
		];
		let by = self.dice.pick(&people);
		let mut fields = vec![("order", Json::text(order))];
		if self.dice.chance(50) {
			fields.push(("operation_signed_by", Json::text(self.dice.pick(&people))));
		}
		self.act(op, by, fields)
	}
}
