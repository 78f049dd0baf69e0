// SPDX-License-Identifier: Apache-2.0

//! Orders are made, signed, matched, presigned and closed.

use crate::{
	actors::{
		account, actor, who_is, Who, BROKER, COUNT, PENNILESS, PROVIDERS, REQUESTERS, WHALES,
	},
	input::Input,
	make::{registry::id, somebody},
	world::{Bundle, Step, World},
};
use bourse_primitives::{traits::Rules as _, *};
use bourse_runtime::*;
use pallet_market::{
	AnyOrder, AppOrder, Call, DatasetOrder, OrderBounds, OrderOperation, RequestOrder, Signed,
	WorkerpoolOrder,
};
use sp_core::{Pair, H256, U256};

/// The pool of the whales.
pub const RICH_POOL: WorkerpoolId = WorkerpoolId(2);

/// Signs a hash as programs do, or as wallets do.
pub fn sign(who: Who, hash: H256, wrapped: bool) -> Signature {
	let pair = &actor(who).pair;
	if wrapped {
		pair.sign(&signing::wrapped(&hash)).into()
	} else {
		pair.sign(hash.as_bytes()).into()
	}
}

/// The account that owns what an order sells.
fn signer(order: &AnyOrder<AccountId>) -> Option<Who> {
	Market::signer_of(order).ok().and_then(|owner| who_is(&owner))
}

/// Signed by the owner, or now and then not, or by somebody else.
fn signature(
	world: &mut World,
	order: &AnyOrder<AccountId>,
	input: &mut Input,
) -> Option<Signature> {
	let hash = world.note_order(order);
	let owner = signer(order).filter(|_| !input.chance(3)).unwrap_or(BROKER);
	(!input.chance(3)).then(|| sign(owner, hash, input.chance(16)))
}

fn trust(input: &mut Input) -> Trust {
	match input.below(16) {
		0..=6 => U256::one(),
		7 => U256::zero(),
		8 | 9 => 2.into(),
		10 | 11 => 3.into(),
		12 => 5.into(),
		13 => (1u64 << input.below(16)).into(),
		14 => U256::one() << (64 + input.below(180)),
		_ if input.chance(64) => U256::MAX,
		_ => 4.into(),
	}
}

fn volume(input: &mut Input) -> u64 {
	match input.byte() {
		0 | 1 => 0,
		2..=6 => u64::MAX,
		7..=15 => 1 + input.below(40) as u64,
		_ => 1 + input.below(4) as u64,
	}
}

/// Mostly nobody is refused.
fn restrict(party: Party<AccountId>, groups: u32, input: &mut Input) -> Restrict<AccountId> {
	match input.byte() {
		0 => Restrict::Only(Party::Account(account(PENNILESS))),
		1 => Restrict::Group(GroupId(id(groups, input))),
		2 => Restrict::Only(Party::App(AppId(77))),
		3..=20 => Restrict::Only(party),
		_ => Restrict::Anybody,
	}
}

fn tag(input: &mut Input) -> Tag {
	match input.below(16) {
		0 => Tag(1 << input.below(10)),
		1 => Tag(1),
		_ => Tag(0),
	}
}

/// Blanks; where the market's rules hold, between the braces of an object.
pub(super) fn params(input: &mut Input) -> Params {
	let length = if input.chance(8) { 4_096 } else { input.below(8) };
	let mut params = vec![b' '; length];
	if let ([first, .., last], true) = (&mut params[..], Rules::hold()) {
		(*first, *last) = (b'{', b'}');
	}
	params.try_into().expect("no longer than the longest params")
}

/// New orders that fit each other, unless one of them gets a defect.
fn orders(world: &mut World, input: &mut Input) -> Bundle {
	world.salt += 1;
	let salt = H256::from_low_u64_be(world.salt);
	let rich = input.chance(40);
	let apps = pallet_registry::NextAppId::<Runtime>::get();
	let datasets = pallet_registry::NextDatasetId::<Runtime>::get();
	let pools = pallet_registry::NextWorkerpoolId::<Runtime>::get();
	let groups = pallet_registry::NextGroupId::<Runtime>::get();
	let categories = pallet_registry::NextCategoryId::<Runtime>::get();
	let app = AppId(id(apps, input));
	let dataset = input.chance(96).then(|| DatasetId(id(datasets, input)));
	let workerpool = if rich { RICH_POOL } else { WorkerpoolId(id(pools.min(3), input)) };
	let requester = if rich {
		account(WHALES.start + input.below(2))
	} else {
		account(somebody(REQUESTERS, input))
	};
	// The shortest one mostly, so that deadlines come.
	let category = if input.chance(200) {
		CategoryId(input.pick(&[0, 0, 5, 5, 6]))
	} else {
		CategoryId(id(categories, input))
	};
	let price = |input: &mut Input| if rich { input.vast() >> 4 } else { input.price() };
	let (app_price, dataset_price, pool_price) = (price(input), price(input), price(input));
	let trust = trust(input);
	let demanded = tag(input);
	let (the_app, the_pool) = (Party::App(app), Party::Workerpool(workerpool));
	let the_requester = Party::Account(requester.clone());
	let the_dataset = Party::Dataset(dataset.unwrap_or_default());
	let app = AppOrder {
		app,
		price: app_price,
		volume: volume(input),
		tag: demanded,
		dataset_restrict: match dataset {
			Some(_) => restrict(the_dataset.clone(), groups, input),
			None => Restrict::Anybody,
		},
		workerpool_restrict: restrict(the_pool.clone(), groups, input),
		requester_restrict: restrict(the_requester.clone(), groups, input),
		salt,
	};
	let dataset_order = dataset.map(|dataset| DatasetOrder {
		dataset,
		price: dataset_price,
		volume: volume(input),
		tag: if input.chance(8) { Tag(0b1110) } else { Tag(0) },
		app_restrict: restrict(the_app.clone(), groups, input),
		workerpool_restrict: restrict(the_pool.clone(), groups, input),
		requester_restrict: restrict(the_requester.clone(), groups, input),
		salt,
	});
	let workerpool = WorkerpoolOrder {
		workerpool,
		price: pool_price,
		// A deal has at most this many tasks: whoever asks for more gets several deals.
		volume: volume(input).min(40),
		tag: Tag(demanded.0 | 0b1111),
		category,
		trust: trust.max(U256::from(4)),
		app_restrict: restrict(the_app, groups, input),
		dataset_restrict: match dataset {
			Some(_) => restrict(the_dataset, groups, input),
			None => Restrict::Anybody,
		},
		requester_restrict: restrict(the_requester, groups, input),
		salt,
	};
	let request = RequestOrder {
		app: app.app,
		app_max_price: app_price,
		dataset,
		dataset_max_price: dataset_price.saturating_add(input.price()),
		workerpool_restrict: restrict(the_pool, groups, input),
		workerpool_max_price: pool_price,
		requester,
		volume: volume(input),
		tag: if input.chance(8) { tag(input) } else { Tag(0) },
		category,
		trust,
		beneficiary: account(input.below(COUNT)),
		callback: input.chance(64).then(|| account(input.below(COUNT))),
		params: params(input),
		salt,
	};
	let mut bundle = Bundle {
		app: Signed { order: app, bounds: None, signature: None },
		dataset: dataset_order.map(|order| Signed { order, bounds: None, signature: None }),
		workerpool: Signed { order: workerpool, bounds: None, signature: None },
		request: Signed { order: request, bounds: None, signature: None },
	};
	if input.chance(56) {
		spoil(&mut bundle, input);
	}
	resign(world, &mut bundle, input);
	bundle
}

/// One defect, such as each condition of PROTOCOL 4 refuses.
fn spoil(bundle: &mut Bundle, input: &mut Input) {
	let nobody = Restrict::Only(Party::Account(account(PENNILESS)));
	let Bundle { app, dataset, workerpool, request } = bundle;
	let (app, workerpool) = (&mut app.order, &mut workerpool.order);
	let request = &mut request.order;
	let dataset = dataset.as_mut().map(|dataset| &mut dataset.order);
	match input.below(26) {
		0 => workerpool.category = CategoryId(1),
		1 => (request.category, workerpool.category) = (CategoryId(99), CategoryId(99)),
		2 => workerpool.trust = request.trust.saturating_sub(U256::one()),
		3 => request.app_max_price = app.price.saturating_sub(1),
		4 => request.workerpool_max_price = workerpool.price.saturating_sub(1),
		5 => workerpool.tag = Tag(0),
		6 => request.tag = Tag::TEE,
		7 => request.app = AppId(request.app.0 + 1),
		8 => request.dataset = Some(DatasetId(99)),
		9 => request.workerpool_restrict = nobody,
		10 => app.dataset_restrict = nobody,
		11 => app.workerpool_restrict = nobody,
		12 => app.requester_restrict = nobody,
		13 => workerpool.app_restrict = nobody,
		14 => workerpool.dataset_restrict = nobody,
		15 => workerpool.requester_restrict = nobody,
		16 => (app.app, request.app) = (AppId(99), AppId(99)),
		17 => workerpool.workerpool = WorkerpoolId(99),
		18 => (app.price, request.app_max_price) = (Balance::MAX, Balance::MAX),
		19 => {
			(workerpool.price, request.workerpool_max_price) = (Balance::MAX, Balance::MAX);
		},
		_ => {
			let Some(dataset) = dataset else { return };
			match input.below(6) {
				0 => (dataset.price, request.dataset_max_price) = (2, 1),
				1 => dataset.app_restrict = nobody,
				2 => dataset.workerpool_restrict = nobody,
				3 => dataset.requester_restrict = nobody,
				4 => {
					(dataset.dataset, request.dataset) = (DatasetId(99), Some(DatasetId(99)));
				},
				_ => (dataset.tag, workerpool.tag) = (Tag::TEE, Tag::TEE),
			}
		},
	}
}

/// Bounds of the present epoch; in the first one mostly none.
fn bounds(of: Party<AccountId>, input: &mut Input) -> Option<OrderBounds<AccountId>> {
	let epoch = pallet_registry::Epochs::<Runtime>::get(of);
	if epoch == 0 && input.chance(216) {
		return None;
	}
	let now = Timestamp::get() / 1_000;
	Some(OrderBounds {
		until: input.chance(64).then(|| now.saturating_add(input.below(120) as u64)),
		epoch: if input.chance(16) { epoch.saturating_sub(1) } else { epoch },
		payer: input.chance(16).then(|| account(input.below(COUNT))),
		broker: input.chance(64),
	})
}

/// Has the present owners sign.
fn resign(world: &mut World, bundle: &mut Bundle, input: &mut Input) {
	let Bundle { app, dataset, workerpool, request } = bundle;
	app.bounds = bounds(Party::App(app.order.app), input);
	app.signature = signature(world, &app.any(), input);
	if let Some(dataset) = dataset {
		dataset.bounds = bounds(Party::Dataset(dataset.order.dataset), input);
		dataset.signature = signature(world, &dataset.any(), input);
	}
	workerpool.bounds = bounds(Party::Workerpool(workerpool.order.workerpool), input);
	workerpool.signature = signature(world, &workerpool.any(), input);
	request.bounds = bounds(Party::Account(request.order.requester.clone()), input);
	request.signature = signature(world, &request.any(), input);
}

/// A match of these orders, by anybody; now and then somebody else pays, or a node matches, if the request
/// lets it.
fn matching(bundle: Bundle, input: &mut Input) -> Step {
	let app = Box::new(bundle.app);
	let dataset = bundle.dataset.map(Box::new);
	let workerpool = Box::new(bundle.workerpool);
	let request = Box::new(bundle.request);
	if request.bounds.as_ref().is_some_and(|bounds| bounds.broker) && input.chance(128) {
		let call = match input.chance(128) {
			true => Call::broker_buy { request },
			false => Call::broker_match { app, dataset, workerpool, request },
		};
		return Step::Batch(call.into());
	}
	if input.chance(48) {
		let sponsor = somebody(REQUESTERS, input);
		let call = Call::sponsor_match_orders { app, dataset, workerpool, request };
		Step::Signed(sponsor, call.into())
	} else {
		let sender = somebody(PROVIDERS, input);
		Step::Signed(sender, Call::match_orders { app, dataset, workerpool, request }.into())
	}
}

/// New orders, and their match.
pub fn offer(world: &mut World, input: &mut Input) -> Vec<Step> {
	let bundle = orders(world, input);
	world.bundles.push(bundle.clone());
	vec![matching(bundle, input)]
}

/// Orders that were offered before are matched again, or with those of others.
pub fn again(world: &mut World, input: &mut Input) -> Vec<Step> {
	let Some(mut bundle) = input.recent(&world.bundles) else { return Vec::new() };
	if input.chance(64) {
		let Some(other) = input.recent(&world.bundles) else { return Vec::new() };
		match input.below(3) {
			0 => bundle.app = other.app,
			1 => bundle.workerpool = other.workerpool,
			_ => bundle.request = other.request,
		}
	}
	if input.chance(32) {
		// Those who own the assets now may be others than those who signed.
		resign(world, &mut bundle, input);
	}
	if input.chance(16) {
		bundle.app.signature = None;
	}
	vec![matching(bundle, input)]
}

/// Room for statements is bought, or given up.
pub fn statements(_: &mut World, input: &mut Input) -> Vec<Step> {
	let who = input.below(COUNT);
	let call = match input.below(3) {
		0 => Call::release_statements {},
		_ => Call::hold_statements {
			key: account(input.below(COUNT)),
			units: input.pick(&[0, 1, 2, 64, 65]),
		},
	};
	vec![Step::Signed(who, call.into())]
}

/// An order is presigned or closed, by its owner or with the owner's signature; then it may be
/// matched.
pub fn presign_or_close(world: &mut World, input: &mut Input) -> Vec<Step> {
	let mut bundle = match input.recent(&world.bundles).filter(|_| input.chance(160)) {
		Some(bundle) => bundle,
		None => orders(world, input),
	};
	let order = match (input.below(4), &bundle.dataset) {
		(0, _) => bundle.app.any(),
		(1, Some(dataset)) => dataset.any(),
		(2, _) => bundle.workerpool.any(),
		_ => bundle.request.any(),
	};
	let hash = world.note_order(&order);
	let owner = signer(&order).unwrap_or(BROKER);
	let sender = if input.chance(200) { owner } else { input.below(COUNT) };
	let order = Box::new(order);
	let operation = |operation, input: &mut Input| {
		let who = if input.chance(224) { owner } else { BROKER };
		sign(who, Market::operation_hash(hash, operation), input.chance(32))
	};
	let call = match input.below(8) {
		0..=3 => Call::presign { order },
		4 | 5 => Call::presign_for { order, signature: operation(OrderOperation::Presign, input) },
		6 => Call::close { order },
		_ => Call::close_for { order, signature: operation(OrderOperation::Close, input) },
	};
	let sender = match &call {
		Call::presign_for { .. } | Call::close_for { .. } => input.below(COUNT),
		_ => sender,
	};
	let mut steps = vec![Step::Signed(sender, call.into())];
	if input.chance(128) {
		bundle.request.signature = None;
		bundle.app.signature = None;
		world.bundles.push(bundle.clone());
		steps.push(matching(bundle, input));
	}
	steps
}
