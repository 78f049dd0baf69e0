// SPDX-License-Identifier: Apache-2.0

//! Assets are registered, changed and handed on; groups are kept.

use crate::{
	actors::{account, actor, who_is, Who, COUNT, PROVIDERS, SCHEDULERS},
	input::Input,
	make::somebody,
	world::{Step, World},
};
use bourse_primitives::*;
use bourse_runtime::*;
use frame_support::BoundedVec;
use pallet_registry::{Asset, Call};
use sp_core::{Pair, H256};

/// An id of a kind of which there are `count`: of one that exists, mostly.
pub fn id(count: u32, input: &mut Input) -> u32 {
	let known = count.min(64) as usize;
	if input.chance(8) {
		count.saturating_add(input.byte().into())
	} else {
		input.below(known.max(1)) as u32
	}
}

/// The number of apps, datasets, workerpools and groups.
fn counts() -> [u32; 4] {
	[
		pallet_registry::NextAppId::<Runtime>::get(),
		pallet_registry::NextDatasetId::<Runtime>::get(),
		pallet_registry::NextWorkerpoolId::<Runtime>::get(),
		pallet_registry::NextGroupId::<Runtime>::get(),
	]
}

/// The owner, mostly.
fn owner(owner: Option<AccountId>, input: &mut Input) -> Who {
	let owner = owner.and_then(|owner| who_is(&owner)).filter(|_| input.chance(216));
	owner.unwrap_or_else(|| input.below(COUNT))
}

fn multiaddr(input: &mut Input) -> Vec<u8> {
	match input.below(8) {
		0 => Vec::new(),
		1 => b"ftp://example.org".to_vec(),
		2 => vec![b'x'; 513],
		3 => b"/ipfs/cid".to_vec(),
		_ => format!("https://example.org/{}", input.byte()).into_bytes(),
	}
}

fn text(limit: usize, input: &mut Input) -> Vec<u8> {
	let length = if input.chance(16) { limit + 1 } else { input.below(6) };
	vec![b'a' + input.byte() % 4; length]
}

fn checksum(input: &mut Input) -> H256 {
	H256::repeat_byte(input.byte() % 32)
}

fn party(input: &mut Input) -> Party<AccountId> {
	let [apps, datasets, pools, _] = counts();
	match input.below(5) {
		0 => Party::App(AppId(id(apps, input))),
		1 => Party::Dataset(DatasetId(id(datasets, input))),
		2 => Party::Workerpool(WorkerpoolId(id(pools, input))),
		_ => Party::Account(account(input.below(COUNT))),
	}
}

fn result_key(who: Who, input: &mut Input) -> ResultKey {
	match input.below(4) {
		0 => [0; 32],
		// Not a key of that curve, but as good as one here.
		_ => actor(who).pair.public().0,
	}
}

/// Any call of the registry.
pub fn any(_: &mut World, input: &mut Input) -> Vec<Step> {
	let [apps, datasets, pools, groups] = counts();
	let (app, dataset) = (AppId(id(apps, input)), DatasetId(id(datasets, input)));
	let (pool, group) = (WorkerpoolId(id(pools, input)), GroupId(id(groups, input)));
	let app_owner = pallet_registry::Apps::<Runtime>::get(app).map(|app| app.owner);
	let dataset_owner = pallet_registry::Datasets::<Runtime>::get(dataset).map(|of| of.owner);
	let pool_owner = pallet_registry::Workerpools::<Runtime>::get(pool).map(|pool| pool.owner);
	let group_owner = pallet_registry::Groups::<Runtime>::get(group).map(|group| group.owner);
	let provider = account(somebody(PROVIDERS, input));
	let scheduler = account(somebody(SCHEDULERS, input));
	let (who, call) = match input.below(30) {
		0 => (
			input.below(COUNT),
			Call::register_app {
				owner: provider,
				name: text(64, input),
				kind: Default::default(),
				multiaddr: multiaddr(input),
				checksum: checksum(input),
				mrenclave: text(512, input),
			},
		),
		1 => (
			input.below(COUNT),
			Call::register_dataset {
				owner: provider,
				name: text(64, input),
				multiaddr: multiaddr(input),
				checksum: checksum(input),
			},
		),
		2 => (
			input.below(COUNT),
			Call::register_workerpool { owner: scheduler, description: text(1024, input) },
		),
		3 => (owner(app_owner, input), Call::update_app { id: app, multiaddr: multiaddr(input) }),
		4 => (
			owner(dataset_owner, input),
			Call::update_dataset { id: dataset, multiaddr: multiaddr(input) },
		),
		5 => (owner(app_owner, input), Call::transfer_app { id: app, to: provider }),
		6 => (owner(dataset_owner, input), Call::transfer_dataset { id: dataset, to: provider }),
		7 => (owner(pool_owner, input), Call::transfer_workerpool { id: pool, to: scheduler }),
		8 => (
			owner(group_owner, input),
			Call::transfer_group { id: group, to: account(input.below(COUNT)) },
		),
		9..=12 => (
			owner(pool_owner, input),
			Call::set_workerpool_policy {
				id: pool,
				worker_stake_ratio: match input.below(8) {
					0 => 0,
					1 => 100,
					2 => 100_000,
					3 => u64::MAX,
					_ => 30,
				},
				scheduler_reward_ratio: input.pick(&[0, 1, 1, 50, 99, 100, 101, 255]),
			},
		),
		13 => {
			let (name, description) = (text(64, input), text(1024, input));
			let work_clock_time_ref = input.pick(&[0, 1, 7, 60, 86_400]);
			let call = match input.chance(64) {
				true => Call::create_category_with {
					name,
					description,
					work_clock_time_ref,
					limits: CategoryLimits {
						memory: input.pick(&[0, 1, 1 << 30, u64::MAX]),
						output: input.pick(&[0, 1, 256 << 20, u64::MAX]),
					},
				},
				false => Call::create_category { name, description, work_clock_time_ref },
			};
			// Time references of zero end the tasks in the block of their match.
			return vec![match input.chance(96) {
				true => Step::Root(call.into()),
				false => Step::Signed(input.below(COUNT), call.into()),
			}];
		},
		14 => (input.below(COUNT), Call::create_group { name: text(64, input) }),
		15..=17 => {
			(owner(group_owner, input), Call::add_to_group { id: group, party: party(input) })
		},
		18 | 19 => {
			let member = pallet_registry::GroupMembers::<Runtime>::iter_key_prefix(group).next();
			let party = member.filter(|_| input.chance(160)).unwrap_or_else(|| party(input));
			(owner(group_owner, input), Call::remove_from_group { id: group, party })
		},
		20 | 21 => {
			let who = input.below(COUNT);
			(who, Call::set_result_key { key: result_key(who, input) })
		},
		22 => {
			let keyed = pallet_registry::ResultKeys::<Runtime>::iter_keys().next();
			(owner(keyed, input), Call::remove_result_key {})
		},
		23 => (
			input.below(COUNT),
			Call::register_dataset_with {
				owner: provider,
				name: text(64, input),
				multiaddr: multiaddr(input),
				checksum: checksum(input),
				packing: if input.chance(64) { Packing::Tar } else { Packing::File },
				restricted: input.chance(64),
			},
		),
		24 => {
			let asset =
				input.pick(&[Asset::App(app), Asset::Dataset(dataset), Asset::Workerpool(pool)]);
			let description = if input.chance(32) { vec![7] } else { text(256, input) };
			let tags = (0..input.below(10)).map(|_| text(24, input)).collect();
			let call = Call::describe { asset, description, link: multiaddr(input), tags };
			let owners = [app_owner, dataset_owner, pool_owner];
			let of = owners.into_iter().flatten().find(|_| input.chance(128));
			(owner(of, input), call)
		},
		25 => {
			let asset = input.chance(192).then_some(Asset::App(app));
			let call = Call::set_stock_name { name: text(24, input), asset };
			return vec![match input.chance(192) {
				true => Step::Root(call.into()),
				false => Step::Signed(input.below(COUNT), call.into()),
			}];
		},
		26 => {
			// Seldom, since what was signed before is void for good.
			if !input.chance(48) {
				return Vec::new();
			}
			let of = party(input);
			let who = match &of {
				Party::Account(who) => Some(who.clone()),
				Party::App(id) => pallet_registry::Apps::<Runtime>::get(id).map(|of| of.owner),
				Party::Dataset(id) => {
					pallet_registry::Datasets::<Runtime>::get(id).map(|of| of.owner)
				},
				Party::Workerpool(id) => {
					pallet_registry::Workerpools::<Runtime>::get(id).map(|of| of.owner)
				},
			};
			(owner(who, input), Call::revoke_all { of })
		},
		27 => {
			let parties = (0..input.below(8)).map(|_| party(input)).collect();
			let parties = BoundedVec::truncate_from(parties);
			(owner(group_owner, input), Call::add_members { id: group, parties })
		},
		28 => {
			let members = pallet_registry::GroupMembers::<Runtime>::iter_key_prefix(group);
			let parties = members.take(input.below(4)).chain([party(input)]).collect();
			let parties = BoundedVec::truncate_from(parties);
			(owner(group_owner, input), Call::remove_members { id: group, parties })
		},
		_ => (input.below(COUNT), Call::create_group { name: Vec::new() }),
	};
	vec![Step::Signed(who, call.into())]
}
