// SPDX-License-Identifier: Apache-2.0

//! PROTOCOL 5 and 6: tasks and settlement.

use super::*;
use crate::trace::Authority;

/// The callback target that tells of what it is given.
const CALLBACK_CONTRACT: &str = "callback_contract";

impl Model {
	/// A task and its deal, if the task is initialized.
	fn task(&self, name: &TaskName) -> Result<(Task, Deal), Refusal> {
		let task = self.state.tasks.get(&name.to_string()).ok_or(None)?;
		let deal = self.state.deals.get(&name.deal).ok_or(None)?;
		Ok((task.clone(), deal.clone()))
	}

	fn put(&mut self, name: &TaskName, task: Task) {
		self.state.tasks.insert(name.to_string(), task);
	}

	fn time_reference(&self, deal: &Deal) -> Seconds {
		self.state.categories[deal.category as usize]
	}

	pub(super) fn initialize(&mut self, name: &TaskName) -> Done {
		let deal = self.state.deals.get(&name.deal).ok_or(None)?.clone();
		require(name.index >= deal.bot_first && name.index - deal.bot_first < deal.bot_size, None)?;
		require(!self.state.tasks.contains_key(&name.to_string()), None)?;
		let time = self.time_reference(&deal);
		let task = Task {
			status: "ACTIVE",
			consensus: None,
			contribution_deadline: deal.start_time + 7 * time,
			reveal_deadline: None,
			final_deadline: deal.start_time + 10 * time,
			reveal_counter: 0,
			winner_counter: 0,
			contributors: Vec::new(),
			contributions: BTreeMap::new(),
			result_digest: None,
			results: String::new(),
			results_callback: String::new(),
			total: Trust::one(),
			groups: BTreeMap::new(),
		};
		self.put(name, task);
		self.emit("TaskInitialize", [Json::text(name), Json::text(&deal.workerpool.0)]);
		Ok(())
	}

	/// An enclave where one is needed, who authorizes, and the enclave's signature.
	fn authorized(&self, by: &str, name: &TaskName, deal: &Deal, authority: &Authority) -> Done {
		let Authority { auth_by, auth_worker, auth_task, auth_enclave, enclave, enclave_sign_by } =
			authority;
		require(deal.tag & 1 == 0 || enclave.is_some(), None)?;
		let broker = self.state.broker.as_deref().filter(|_| enclave.is_some());
		let signer = auth_by.as_deref().ok_or(NO_SIGNATURE)?;
		let fits = signer == broker.unwrap_or(deal.scheduler())
			&& auth_worker.as_ref().is_none_or(|worker| worker.as_deref() == Some(by))
			&& auth_task.as_ref().is_none_or(|task| task == name)
			&& auth_enclave.as_ref().is_none_or(|other| other == enclave);
		require(fits, None)?;
		if let (Some(enclave), Some(signer)) = (enclave, enclave_sign_by) {
			let signer = signer.as_ref().ok_or(NO_SIGNATURE)?;
			require(signer == enclave, None)?;
		}
		Ok(())
	}

	pub(super) fn contribute(
		&mut self,
		by: &str,
		now: Seconds,
		name: &TaskName,
		digest: &str,
		honest_seal: bool,
		authority: &Authority,
	) -> Done {
		let (mut task, deal) = self.task(name)?;
		require(task.status == "ACTIVE", None)?;
		require(now < task.contribution_deadline, None)?;
		require(!task.contributions.contains_key(by), None)?;
		self.authorized(by, name, &deal, authority)?;
		self.lock(by, deal.worker_stake)?;

		let score = self.state.scores.get(by).copied().unwrap_or_default();
		let weight = (score / 3).max(3) - 1;
		const OVERFLOW: Refusal = Some("Panic(0x11)");
		let group = task.groups.get(digest).copied().unwrap_or_default();
		let product = group.max(Trust::one()).checked_mul(weight.into()).ok_or(OVERFLOW)?;
		task.total = task.total.checked_add(product - group).ok_or(OVERFLOW)?;
		task.groups.insert(digest.to_string(), product);
		task.contributors.push(by.to_string());
		let contribution = Contribution {
			status: "CONTRIBUTED",
			digest: digest.to_string(),
			honest_seal,
			weight: weight.ilog2(),
			enclave: authority.enclave.clone(),
		};
		task.contributions.insert(by.to_string(), contribution);
		self.emit("TaskContribute", [Json::text(name), Json::text(by), Json::text(digest)]);

		let mine = product.checked_mul(deal.trust).ok_or(OVERFLOW)?;
		let all = task.total.checked_mul(deal.trust - Trust::one()).ok_or(OVERFLOW)?;
		if mine > all {
			task.status = "REVEALING";
			task.consensus = Some(digest.to_string());
			task.reveal_deadline = Some(now + 2 * self.time_reference(&deal));
			let standing = |c: &&Contribution| c.status == "CONTRIBUTED" && c.digest == digest;
			task.winner_counter = task.contributions.values().filter(standing).count();
			self.emit("TaskConsensus", [Json::text(name), Json::text(digest)]);
		}
		self.put(name, task);
		Ok(())
	}

	pub(super) fn reveal(&mut self, by: &str, now: Seconds, name: &TaskName, digest: &str) -> Done {
		let (mut task, _) = self.task(name)?;
		require(task.status == "REVEALING", None)?;
		require(task.reveal_deadline.is_some_and(|deadline| now < deadline), None)?;
		let consensus = task.consensus.clone();
		let contribution = task.contributions.get_mut(by).ok_or(None)?;
		require(contribution.status == "CONTRIBUTED", None)?;
		require(consensus.as_ref() == Some(&contribution.digest), None)?;
		require(contribution.digest == digest && contribution.honest_seal, None)?;
		contribution.status = "PROVED";
		task.reveal_counter += 1;
		task.result_digest = Some(digest.to_string());
		self.put(name, task);
		self.emit("TaskReveal", [Json::text(name), Json::text(by), Json::text(digest)]);
		Ok(())
	}

	pub(super) fn reopen(&mut self, by: &str, now: Seconds, name: &TaskName) -> Done {
		let (mut task, deal) = self.task(name)?;
		require(by == deal.scheduler(), None)?;
		require(task.status == "REVEALING", None)?;
		require(now < task.final_deadline, None)?;
		require(task.reveal_deadline.is_some_and(|deadline| now >= deadline), None)?;
		require(task.reveal_counter == 0, None)?;
		let failed = task.consensus.take().ok_or(None)?;
		for contribution in task.contributions.values_mut() {
			if contribution.digest == failed {
				contribution.status = "REJECTED";
			}
		}
		let group = task.groups.insert(failed, Trust::zero()).unwrap_or_default();
		task.total -= group;
		task.status = "ACTIVE";
		task.reveal_deadline = None;
		task.winner_counter = 0;
		self.put(name, task);
		self.emit("TaskReopen", [Json::text(name)]);
		Ok(())
	}

	/// Callback data is demanded with a callback, and fits whenever there is some.
	fn callback_fits(deal: &Deal, data: Option<&str>, digest: Option<&str>) -> Done {
		let data = data.unwrap_or_default();
		let may_be_empty = deal.callback.is_none() && data.is_empty();
		require(may_be_empty || (!data.is_empty() && Some(data) == digest), None)
	}

	pub(super) fn finalize(
		&mut self,
		by: &str,
		now: Seconds,
		name: &TaskName,
		results: &str,
		callback: Option<&str>,
	) -> Done {
		let (mut task, deal) = self.task(name)?;
		require(by == deal.scheduler(), None)?;
		require(task.status == "REVEALING", None)?;
		require(now < task.final_deadline, None)?;
		let late = task.reveal_deadline.is_some_and(|deadline| now >= deadline);
		let revealed = task.reveal_counter;
		require(revealed == task.winner_counter || (revealed > 0 && late), None)?;
		Self::callback_fits(&deal, callback, task.result_digest.as_deref())?;

		self.settle_price(name, &deal);
		let proved = |task: &Task, worker: &String| {
			let contribution = &task.contributions[worker];
			(contribution.status == "PROVED").then_some(Balance::from(contribution.weight))
		};
		let mut pot = deal.workerpool.2;
		let mut weights = 0;
		for worker in &task.contributors {
			match proved(&task, worker) {
				Some(weight) => weights += weight,
				None => pot += deal.worker_stake,
			}
		}
		let workers_part = pot * Balance::from(100 - deal.reward_ratio) / 100;
		for worker in &task.contributors {
			match proved(&task, worker) {
				Some(weight) => {
					let reward = workers_part * weight / weights;
					pot -= reward;
					self.unlock(worker, deal.worker_stake);
					self.reward(worker, reward, name);
					if task.contributors.len() > 1 {
						*self.state.scores.entry(worker.clone()).or_default() += 1;
						self.emit("AccurateContribution", [Json::text(worker), Json::text(name)]);
					}
				},
				None => {
					self.seize(worker, deal.worker_stake, name);
					let score = self.state.scores.entry(worker.clone()).or_default();
					*score = *score * 2 / 3;
					self.emit("FaultyContribution", [Json::text(worker), Json::text(name)]);
				},
			}
		}
		self.reward(deal.scheduler(), pot, name);
		let digest = task.result_digest.clone();
		self.complete(name, &deal, &mut task, results, callback, digest.as_deref());
		self.put(name, task);
		Ok(())
	}

	/// The price, app and dataset, the scheduler's stake and its part of the kitty.
	fn settle_price(&mut self, name: &TaskName, deal: &Deal) {
		self.seize(&deal.sponsor, deal.price(), name);
		for (_, owner, price) in [Some(&deal.app), deal.dataset.as_ref()].into_iter().flatten() {
			if *price > 0 {
				self.reward(owner, *price, name);
			}
		}
		self.unlock(deal.scheduler(), deal.scheduler_stake());
		let kitty = self.state.kitty;
		if kitty > 0 {
			let share = (kitty * 10 / 100).max(1_000_000_000).min(kitty);
			self.state.kitty -= share;
			self.emit("Seize", [Json::text("kitty"), Json::text(share), Json::text(name)]);
			self.reward(deal.scheduler(), share, name);
		}
	}

	fn complete(
		&mut self,
		name: &TaskName,
		deal: &Deal,
		task: &mut Task,
		results: &str,
		callback: Option<&str>,
		digest: Option<&str>,
	) {
		task.status = "COMPLETED";
		task.results = results.to_string();
		task.results_callback = callback.unwrap_or_default().to_string();
		self.emit("TaskFinalize", [Json::text(name), Json::text(results)]);
		if deal.callback.as_deref() == Some(CALLBACK_CONTRACT) {
			let data = Json::optional_text(digest);
			self.emit("CallbackReceived", [Json::text(CALLBACK_CONTRACT), Json::text(name), data]);
		}
	}

	#[allow(clippy::too_many_arguments)]
	pub(super) fn contribute_and_finalize(
		&mut self,
		by: &str,
		now: Seconds,
		name: &TaskName,
		digest: &str,
		results: &str,
		callback: Option<&str>,
		authority: &Authority,
	) -> Done {
		let (mut task, deal) = self.task(name)?;
		require(task.status == "ACTIVE", None)?;
		require(now < task.contribution_deadline, None)?;
		require(task.contributors.is_empty(), None)?;
		require(deal.trust == Trust::one(), None)?;
		Self::callback_fits(&deal, callback, Some(digest))?;
		self.authorized(by, name, &deal, authority)?;

		self.settle_price(name, &deal);
		let pot = deal.workerpool.2;
		let reward = pot * Balance::from(100 - deal.reward_ratio) / 100;
		self.reward(by, reward, name);
		self.reward(deal.scheduler(), pot - reward, name);
		self.emit("TaskContribute", [Json::text(name), Json::text(by), Json::text(digest)]);
		self.emit("TaskConsensus", [Json::text(name), Json::text(digest)]);
		self.emit("TaskReveal", [Json::text(name), Json::text(by), Json::text(digest)]);
		let contribution = Contribution {
			status: "PROVED",
			digest: digest.to_string(),
			honest_seal: true,
			weight: 0,
			enclave: authority.enclave.clone(),
		};
		task.contributions.insert(by.to_string(), contribution);
		task.contributors.push(by.to_string());
		task.consensus = Some(digest.to_string());
		task.reveal_deadline = Some(now + 2 * self.time_reference(&deal));
		task.reveal_counter = 1;
		task.winner_counter = 1;
		task.result_digest = Some(digest.to_string());
		self.complete(name, &deal, &mut task, results, callback, Some(digest));
		self.put(name, task);
		Ok(())
	}

	pub(super) fn claim(&mut self, now: Seconds, name: &TaskName) -> Done {
		let (mut task, deal) = self.task(name)?;
		require(task.status == "ACTIVE" || task.status == "REVEALING", None)?;
		require(now >= task.final_deadline, None)?;
		let stake = deal.scheduler_stake();
		self.unlock(&deal.sponsor, deal.price());
		self.seize(deal.scheduler(), stake, name);
		self.state.kitty += stake;
		self.emit("Reward", [Json::text("kitty"), Json::text(stake), Json::text(name)]);
		self.emit("Lock", [Json::text("kitty"), Json::text(stake)]);
		for worker in &task.contributors {
			self.unlock(worker, deal.worker_stake);
		}
		task.status = "FAILED";
		self.put(name, task);
		self.emit("TaskClaimed", [Json::text(name)]);
		Ok(())
	}
}
