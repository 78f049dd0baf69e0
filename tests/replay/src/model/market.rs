// SPDX-License-Identifier: Apache-2.0

//! PROTOCOL 4: orders and matching.

use super::*;
use crate::trace::Terms;

impl Terms {
	/// How many tasks the order can serve in all.
	pub fn volume(&self) -> u64 {
		match self {
			Self::App { volume, .. }
			| Self::Dataset { volume, .. }
			| Self::Workerpool { volume, .. }
			| Self::Request { volume, .. } => *volume,
		}
	}
}

impl Model {
	pub(super) fn order(&self, name: &str) -> Result<&Order, Refusal> {
		self.orders.get(name).ok_or(None)
	}

	/// The owner of a registered asset of this kind.
	fn owner(&self, kind: Kind, name: Option<&str>) -> Option<String> {
		let asset = self.state.assets.get(name?)?;
		asset.owner.clone().filter(|_| asset.kind == kind)
	}

	/// Kind and signer of an order that `by` is about to sign or to close.
	pub(super) fn order_operation(
		&self,
		by: &str,
		order: &str,
		signed_by: Option<&str>,
	) -> Result<(&'static str, String), Refusal> {
		let (kind, owner) = match &self.order(order)?.terms {
			Terms::App { app, .. } => ("App", self.owner(Kind::App, app.as_deref())),
			Terms::Dataset { dataset, .. } => {
				("Dataset", self.owner(Kind::Dataset, dataset.as_deref()))
			},
			Terms::Workerpool { workerpool, .. } => {
				("Workerpool", self.owner(Kind::Workerpool, workerpool.as_deref()))
			},
			Terms::Request { requester, .. } => ("Request", requester.clone()),
		};
		let owner = owner.ok_or(None)?;
		if by != owner {
			let signer = signed_by.ok_or(NO_SIGNATURE)?;
			require(signer == owner, Some("invalid-sender-or-signature"))?;
		}
		Ok((kind, owner))
	}

	/// The order is its owner's, signed or presigned.
	fn authentic(&self, name: &str, owner: &str, code: &'static str) -> Done {
		if self.state.presigned.get(name).is_some_and(|who| who == owner) {
			return Ok(());
		}
		let signer = self.order(name)?.signed_by.as_deref().ok_or(NO_SIGNATURE)?;
		require(signer == owner, Some(code))
	}

	/// A restriction accepts somebody, or nobody.
	fn accepts(&self, restrict: &Option<String>, who: Option<&str>) -> bool {
		let Some(restrict) = restrict else { return true };
		let Some(who) = who else { return false };
		restrict == who
			|| self.groups.get(restrict).is_some_and(|members| members.iter().any(|m| m == who))
	}

	fn left(&self, name: &str) -> Result<u64, Refusal> {
		let consumed = self.state.consumed.get(name).copied().unwrap_or_default();
		Ok(self.order(name)?.terms.volume().saturating_sub(consumed))
	}

	pub(super) fn match_orders(
		&mut self,
		sponsor: Option<&str>,
		now: Seconds,
		app_order: &str,
		dataset_order: Option<&str>,
		workerpool_order: &str,
		request_order: &str,
	) -> Done {
		let Terms::App {
			app,
			price: app_price,
			tag: app_tag,
			dataset_restrict: app_dataset,
			workerpool_restrict: app_pool,
			requester_restrict: app_requester,
			..
		} = &self.order(app_order)?.terms
		else {
			return Err(None);
		};
		let dataset_terms = match dataset_order {
			None => None,
			Some(order) => match &self.order(order)?.terms {
				Terms::Dataset {
					dataset,
					price,
					tag,
					app_restrict,
					workerpool_restrict,
					requester_restrict,
					..
				} => {
					let restricts = (app_restrict, workerpool_restrict, requester_restrict);
					Some((dataset, *price, *tag, restricts))
				},
				_ => return Err(None),
			},
		};
		let Terms::Workerpool {
			workerpool,
			price: pool_price,
			tag: pool_tag,
			category: pool_category,
			trust: pool_trust,
			app_restrict: pool_app,
			dataset_restrict: pool_dataset,
			requester_restrict: pool_requester,
			..
		} = &self.order(workerpool_order)?.terms
		else {
			return Err(None);
		};
		let Terms::Request {
			app: wanted_app,
			app_max_price,
			dataset: wanted_dataset,
			dataset_max_price,
			workerpool: request_pool,
			workerpool_max_price,
			requester,
			tag: request_tag,
			category,
			trust,
			beneficiary,
			callback,
			params,
			..
		} = &self.order(request_order)?.terms
		else {
			return Err(None);
		};
		let dataset = dataset_terms.and_then(|(dataset, ..)| dataset.as_deref());
		let dataset_price = dataset_terms.map_or(0, |(_, price, ..)| price);
		let dataset_tag = dataset_terms.map_or(0, |(_, _, tag, _)| tag);
		let requester = requester.as_deref();

		let known = self.state.categories.len() as u64;
		require(category == pool_category, Some("iExecV5-matchOrders-0x00"))?;
		require(u64::from(*category) < known, Some("iExecV5-matchOrders-0x01"))?;
		require(trust <= pool_trust, Some("iExecV5-matchOrders-0x02"))?;
		require(app_price <= app_max_price, Some("iExecV5-matchOrders-0x03"))?;
		require(dataset_price <= *dataset_max_price, Some("iExecV5-matchOrders-0x04"))?;
		require(pool_price <= workerpool_max_price, Some("iExecV5-matchOrders-0x05"))?;
		let tag = app_tag | (dataset_tag & !0b1110) | request_tag;
		require(tag & !pool_tag == 0, Some("iExecV5-matchOrders-0x06"))?;
		require(tag & 1 == 0 || app_tag & 1 == 1, Some("iExecV5-matchOrders-0x07"))?;

		require(wanted_app == app, Some("iExecV5-matchOrders-0x10"))?;
		require(wanted_dataset.as_deref() == dataset, Some("iExecV5-matchOrders-0x11"))?;
		let (app, pool) = (app.as_deref(), workerpool.as_deref());
		let accepts = |restrict, who, code| require(self.accepts(restrict, who), Some(code));
		accepts(request_pool, pool, "iExecV5-matchOrders-0x12")?;
		accepts(app_dataset, dataset, "iExecV5-matchOrders-0x13")?;
		accepts(app_pool, pool, "iExecV5-matchOrders-0x14")?;
		accepts(app_requester, requester, "iExecV5-matchOrders-0x15")?;
		if let Some((_, _, _, (dataset_app, dataset_pool, dataset_requester))) = dataset_terms {
			accepts(dataset_app, app, "iExecV5-matchOrders-0x16")?;
			accepts(dataset_pool, pool, "iExecV5-matchOrders-0x17")?;
			accepts(dataset_requester, requester, "iExecV5-matchOrders-0x18")?;
		}
		accepts(pool_app, app, "iExecV5-matchOrders-0x19")?;
		accepts(pool_dataset, dataset, "iExecV5-matchOrders-0x1a")?;
		accepts(pool_requester, requester, "iExecV5-matchOrders-0x1b")?;

		let owner = |kind, name, code| self.owner(kind, name).ok_or(Some(code));
		let app_owner = owner(Kind::App, app, "iExecV5-matchOrders-0x20")?;
		self.authentic(app_order, &app_owner, "iExecV5-matchOrders-0x21")?;
		let dataset_share = match (dataset_order, dataset) {
			(Some(order), Some(dataset)) => {
				let owner = owner(Kind::Dataset, Some(dataset), "iExecV5-matchOrders-0x30")?;
				self.authentic(order, &owner, "iExecV5-matchOrders-0x31")?;
				Some((dataset.to_string(), owner, dataset_price))
			},
			_ => None,
		};
		let pool_owner = owner(Kind::Workerpool, pool, "iExecV5-matchOrders-0x40")?;
		self.authentic(workerpool_order, &pool_owner, "iExecV5-matchOrders-0x41")?;
		let requester = requester.unwrap_or_default();
		self.authentic(request_order, requester, "iExecV5-matchOrders-0x50")?;

		let used = [Some(app_order), dataset_order, Some(workerpool_order), Some(request_order)];
		let used: Vec<String> = used.into_iter().flatten().map(str::to_string).collect();
		let mut volume = u64::MAX;
		for order in &used {
			volume = volume.min(self.left(order)?);
		}
		require(volume >= 1, Some("iExecV5-matchOrders-0x60"))?;

		let (app, pool) = (app.unwrap_or_default(), pool.unwrap_or_default());
		let policy = self.state.assets.get(pool).map_or((0, 0), |pool| pool.policy);
		let deal = Deal {
			app: (app.to_string(), app_owner, *app_price),
			dataset: dataset_share,
			workerpool: (pool.to_string(), pool_owner, *pool_price),
			trust: (*trust).max(Trust::one()),
			category: *category,
			tag,
			requester: requester.to_string(),
			beneficiary: beneficiary.clone(),
			callback: callback.clone(),
			params: params.clone(),
			sponsor: sponsor.unwrap_or(requester).to_string(),
			start_time: now,
			bot_first: self.state.consumed.get(request_order).copied().unwrap_or_default(),
			bot_size: volume,
			worker_stake: pool_price * Balance::from(policy.0) / 100,
			reward_ratio: policy.1,
		};
		let name = format!("d{}", self.state.deals.len() + 1);
		for order in used {
			*self.state.consumed.entry(order).or_default() += volume;
		}
		let volume_balance = Balance::from(volume);
		self.lock(&deal.sponsor, deal.price() * volume_balance)?;
		self.lock(deal.scheduler(), deal.scheduler_stake() * volume_balance)?;
		let deal_name = || Json::text(&name);
		self.emit("SchedulerNotice", [Json::text(&deal.workerpool.0), deal_name()]);
		self.emit(
			"OrdersMatched",
			[
				deal_name(),
				Json::text(app_order),
				Json::optional_text(dataset_order),
				Json::text(workerpool_order),
				Json::text(request_order),
				Json::number(volume),
			],
		);
		if let Some(sponsor) = sponsor {
			self.emit("DealSponsored", [deal_name(), Json::text(sponsor)]);
		}
		self.state.deals.insert(name.clone(), deal);
		self.deal = Some(name);
		Ok(())
	}
}
