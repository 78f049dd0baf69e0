// SPDX-License-Identifier: Apache-2.0

//! What a block did, for a node's index. The runtime reads its own events: an index need not know how
//! those of a later runtime look.

use crate::{catalogue, AccountId, Market, Runtime, RuntimeEvent, System, Timestamp};
use alloc::{boxed::Box, collections::BTreeMap, vec::Vec};
use bourse_primitives::{
	record::{
		AccountBytes, AssetRecord, AudienceRecord, BlockRecords, DealRecord, Ended, Moved, Part,
		PostedRecord, PresignedRecord, Record, Subject, TaskRecord, VersionedRecords, WorkerPart,
	},
	traits::{Deals, Move},
	AppId, DatasetId, Deal, DealId, OrderHash, Party, Share, TaskId, TaskStatus, WorkerpoolId,
};
use codec::Encode;
use frame_support::traits::UnixTime;
use pallet_book::{Audience, Terms};
use pallet_market::{AnyOrder, Bound};
use pallet_poco::ContributionStatus;
use pallet_registry::Asset;

/// Movements of a task, by account: earned and lost.
type Movements = BTreeMap<TaskId, BTreeMap<AccountId, (u128, u128)>>;

/// The records of this block. Called after it.
pub(crate) fn of_block() -> VersionedRecords {
	let mut moved = Movements::new();
	let mut assets = Vec::<Asset>::new();
	let mut records = Vec::new();
	for event in System::read_events_no_consensus() {
		match &event.event {
			RuntimeEvent::Escrow(pallet_escrow::Event::Settled { task, moves }) => {
				note_moves(moved.entry(*task).or_default(), moves);
			},
			RuntimeEvent::Market(event) => records.extend(of_market(event)),
			RuntimeEvent::Poco(event) => records.extend(of_poco(event)),
			RuntimeEvent::Pools(pallet_pools::Event::AssignmentWithdrawn { worker, .. }) => {
				records.push(Record::TakenBack { worker: bytes(worker) });
			},
			RuntimeEvent::Book(event) => records.extend(of_book(event)),
			RuntimeEvent::Registry(pallet_registry::Event::OrdersRevoked { of, epoch }) => {
				records.push(Record::Revoked { of: subject(of), epoch: *epoch });
			},
			RuntimeEvent::Registry(event) => {
				// As it is after the block, once.
				let changed = changed_asset(event).filter(|asset| !assets.contains(asset));
				assets.extend(changed);
			},
			_ => {},
		}
	}
	records.extend(assets.into_iter().filter_map(of_asset));
	// The money of a task moves before the event of its end.
	for record in &mut records {
		if let Record::Task(task) = record {
			let moves = moved.remove(&task.id).unwrap_or_default().into_iter();
			let moves = moves.map(|(who, (earned, lost))| Moved { who: bytes(&who), earned, lost });
			task.moves = moves.collect();
		}
	}
	let time = <Timestamp as UnixTime>::now().as_secs();
	VersionedRecords::V1(BlockRecords { time, records })
}

fn bytes(who: &AccountId) -> AccountBytes {
	let bytes: &AccountBytes = who.as_ref();
	*bytes
}

fn subject(of: &Party<AccountId>) -> Subject {
	match of {
		Party::Account(who) => Subject::Account(bytes(who)),
		Party::App(id) => Subject::App(id.0),
		Party::Dataset(id) => Subject::Dataset(id.0),
		Party::Workerpool(id) => Subject::Pool(id.0),
	}
}

/// What came back of a lock is neither earned nor lost.
fn note_moves(of_task: &mut BTreeMap<AccountId, (u128, u128)>, moves: &[Move<AccountId>]) {
	for step in moves {
		match step {
			Move::Rewarded { who, amount } => {
				let (earned, _) = of_task.entry(who.clone()).or_default();
				*earned = earned.saturating_add(*amount);
			},
			Move::Seized { who, amount } => {
				let (_, lost) = of_task.entry(who.clone()).or_default();
				*lost = lost.saturating_add(*amount);
			},
			Move::Unlocked { .. } | Move::KittyDrawn { .. } | Move::KittyFilled { .. } => {},
		}
	}
}

fn of_market(event: &pallet_market::Event<Runtime>) -> Option<Record> {
	use pallet_market::Event::*;
	Some(match event {
		OrdersMatched { deal, request_order, .. } => of_deal(*deal, *request_order)?,
		OrderPresigned { order_hash, owner, order } => {
			Record::Presigned(Box::new(PresignedRecord {
				hash: *order_hash,
				of: sold(order),
				by: bytes(owner),
				order: order.encode(),
			}))
		},
		OrderClosed { order_hash, .. } => Record::Closed { hash: *order_hash },
		_ => return None,
	})
}

/// What an order sells; of a request its requester.
fn sold(order: &AnyOrder<AccountId>) -> Subject {
	match order {
		AnyOrder::App(order) | AnyOrder::BoundApp(Bound { order, .. }) => Subject::App(order.app.0),
		AnyOrder::Dataset(order) | AnyOrder::BoundDataset(Bound { order, .. }) => {
			Subject::Dataset(order.dataset.0)
		},
		AnyOrder::Workerpool(order) | AnyOrder::BoundWorkerpool(Bound { order, .. }) => {
			Subject::Pool(order.workerpool.0)
		},
		AnyOrder::Request(order) | AnyOrder::BoundRequest(Bound { order, .. }) => {
			Subject::Account(bytes(&order.requester))
		},
	}
}

/// A deal is there as long as its tasks are, and so at the end of its block.
fn of_deal(id: DealId, request: OrderHash) -> Option<Record> {
	let deal: Deal<AccountId> = Market::deal(id)?;
	let part = |id, owner: &AccountId, price| Part { id, owner: bytes(owner), price };
	let of_app = |share: &Share<AppId, AccountId>| part(share.id.0, &share.owner, share.price);
	let of_dataset =
		|share: &Share<DatasetId, AccountId>| part(share.id.0, &share.owner, share.price);
	let of_pool =
		|share: &Share<WorkerpoolId, AccountId>| part(share.id.0, &share.owner, share.price);
	Some(Record::Deal(Box::new(DealRecord {
		id,
		request,
		app: of_app(&deal.app),
		dataset: deal.dataset.as_ref().map(of_dataset),
		pool: of_pool(&deal.workerpool),
		requester: bytes(&deal.requester),
		payer: bytes(&deal.sponsor),
		beneficiary: bytes(&deal.beneficiary),
		category: deal.category.0,
		tag: deal.tag.0,
		trust: u128::try_from(deal.trust).unwrap_or(u128::MAX),
		first: deal.bot_first,
		volume: deal.bot_size,
	})))
}

fn of_poco(event: &pallet_poco::Event<Runtime>) -> Option<Record> {
	use pallet_poco::Event::*;
	Some(match event {
		TaskFinalized { task, .. } => of_task(*task, Ended::Completed),
		TaskClaimed { task, status } => of_task(
			*task,
			match status {
				TaskStatus::Unavailable => Ended::Unavailable,
				TaskStatus::TimedOut => Ended::TimedOut,
				_ => Ended::Failed,
			},
		),
		DealClaimed { deal, count, unavailable } => Record::Unstarted {
			deal: *deal,
			count: *count,
			ended: if *unavailable { Ended::Unavailable } else { Ended::Failed },
		},
		TasksGivenUp { deal, count, .. } => {
			Record::Unstarted { deal: *deal, count: *count, ended: Ended::Withdrawn }
		},
		FailureReported { worker, code, .. } => {
			Record::Reported { worker: bytes(worker), code: *code }
		},
		_ => return None,
	})
}

/// A task that has just ended: its record stays for a day.
fn of_task(id: TaskId, ended: Ended) -> Record {
	let task = pallet_poco::Tasks::<Runtime>::get(id);
	let workers = task.as_ref().map(|task| {
		let parts = task.contributions().map(|(worker, contribution)| WorkerPart {
			worker: bytes(&worker.who),
			owner: bytes(worker.owner()),
			right: contribution.status == ContributionStatus::Proved,
		});
		parts.collect()
	});
	Record::Task(Box::new(TaskRecord {
		id,
		ended,
		failure: task.as_ref().and_then(|task| task.failure),
		workers: workers.unwrap_or_default(),
		moves: Vec::new(),
	}))
}

fn of_book(event: &pallet_book::Event<Runtime>) -> Option<Record> {
	use pallet_book::Event::*;
	Some(match event {
		AppPosted { app, audience, terms } => {
			let owner = pallet_registry::Apps::<Runtime>::get(app)?.owner;
			posted(Subject::App(app.0), &owner, audience, terms.as_ref())
		},
		DatasetPosted { dataset, audience, terms } => {
			let owner = pallet_registry::Datasets::<Runtime>::get(dataset)?.owner;
			posted(Subject::Dataset(dataset.0), &owner, audience, terms.as_ref())
		},
		_ => return None,
	})
}

fn posted(
	asset: Subject,
	by: &AccountId,
	audience: &Audience<AccountId>,
	terms: Option<&Terms>,
) -> Record {
	Record::Posted(Box::new(PostedRecord {
		asset,
		by: bytes(by),
		audience: match audience {
			Audience::Everybody => AudienceRecord::Everybody,
			Audience::Only(who) => AudienceRecord::Only(bytes(who)),
			Audience::Group(group) => AudienceRecord::Group(group.0),
		},
		price: terms.map(|terms| terms.price),
		until: terms.and_then(|terms| terms.until),
	}))
}

/// The asset that was registered, described or handed on.
fn changed_asset(event: &pallet_registry::Event<Runtime>) -> Option<Asset> {
	use pallet_registry::Event::*;
	Some(match event {
		AppRegistered { id, .. } | AppTransferred { id, .. } => Asset::App(*id),
		DatasetRegistered { id, .. } | DatasetTransferred { id, .. } => Asset::Dataset(*id),
		WorkerpoolRegistered { id, .. } | WorkerpoolTransferred { id, .. } => {
			Asset::Workerpool(*id)
		},
		AssetDescribed { asset } => *asset,
		_ => return None,
	})
}

fn of_asset(of: Asset) -> Option<Record> {
	let (asset, listing) = match of {
		Asset::App(id) => (Subject::App(id.0), catalogue::app(id)?.asset),
		Asset::Dataset(id) => (Subject::Dataset(id.0), catalogue::dataset(id)?.asset),
		Asset::Workerpool(id) => (Subject::Pool(id.0), catalogue::pool(id)?.asset),
	};
	Some(Record::Asset(Box::new(AssetRecord {
		asset,
		owner: bytes(&listing.owner),
		name: listing.name,
		description: listing.description,
		link: listing.link,
		tags: listing.tags,
	})))
}
