// SPDX-License-Identifier: Apache-2.0

//! Catalogues, grants, and what an index is told of a block.

use crate::chain::*;
use bourse_index::{Filter, ImportedBlock, Index, Page, Settings};
use bourse_primitives::{
	book::GuaranteeTerms,
	catalogue::{runtime_decl_for_catalogue_api::CatalogueApi, Grantee, GuaranteeListing},
	orders::runtime_decl_for_order_api::OrderApi,
	record::{Ended, Record, Subject, TaskRecord, VersionedRecords, WorkerPart},
	task_id,
	text::is_plain_text,
	AppId, DatasetId, GroupId, Party, WorkerpoolId,
};
use bourse_runtime::*;
use frame_support::assert_ok;
use pallet_book::{Audience, Terms};
use pallet_registry::{AppKind, Asset};
use sp_core::H256;
use sp_keyring::Sr25519Keyring::{self, *};
use sp_runtime::BoundedVec;

fn records() -> Vec<Record> {
	let VersionedRecords::V1(block) = Runtime::index_records();
	block.records
}

fn root(call: impl Into<RuntimeCall>) {
	use frame_support::traits::UnfilteredDispatchable;
	assert_ok!(call.into().dispatch_bypass_filter(RuntimeOrigin::root()));
}

fn bytes(who: Sr25519Keyring) -> [u8; 32] {
	who.to_account_id().into()
}

fn complete(market: &Marketplace, task: bourse_primitives::TaskId) {
	assert_eq!(assigned(market, task), vec![Eve]);
	assert_ok!(contribute(Eve, task, "result"));
	ok(Eve, pallet_poco::Call::reveal { task, digest: digest("result") });
}

#[test]
fn apps_should_be_listed_with_profile_stock_name_and_terms() {
	on_chain(|| {
		Marketplace::open(&[Eve]);
		let asset = Asset::App(AppId(0));
		ok(
			Bob,
			pallet_registry::Call::describe {
				asset,
				description: "Estimates π".into(),
				link: b"https://example.org".to_vec(),
				tags: vec![b"pi".to_vec()],
			},
		);
		root(pallet_registry::Call::set_stock_name { name: b"pi".to_vec(), asset: Some(asset) });
		deposit(Bob, DEPOSIT);
		let terms = Terms { price: 5, tag: Default::default(), pool: None, app: None, until: None };
		let (app, audience) = (AppId(0), Audience::Everybody);
		ok(Bob, pallet_book::Call::post_app { app, audience, terms: Some(terms) });

		let page = Runtime::apps(None, 10);
		assert_eq!((page.entries.len(), page.next), (1, None));
		let listing = &page.entries[0];
		assert_eq!(listing.asset.description, "Estimates π".as_bytes());
		assert_eq!(listing.asset.stock_names, [b"pi".to_vec()]);
		assert_eq!(listing.offer.as_ref().map(|offer| offer.price), Some(5));
		assert_eq!(Runtime::stock_name(b"pi".to_vec()), Some(Party::App(AppId(0))));
		assert_eq!(Runtime::stock_name(b"p".to_vec()), None);

		let pool = Runtime::pool(WorkerpoolId(0)).expect("it is registered");
		let slots = (pool.slots, pool.free_slots);
		assert_eq!((pool.workers, slots, pool.listed), (1, (8, 8), false));
		let workers = Runtime::workers(Some(WorkerpoolId(0)), None, 10).entries;
		assert_eq!(
			workers.iter().map(|of| of.worker.clone()).collect::<Vec<_>>(),
			[Eve.to_account_id()]
		);
		assert!(Runtime::workers(Some(WorkerpoolId(1)), None, 10).entries.is_empty());
		assert_eq!(Runtime::dataset(DatasetId(1)), None);
	});
}

#[test]
fn promise_of_a_pool_should_be_listed_with_its_terms() {
	on_chain(|| {
		let scheduler = Marketplace::open(&[Eve]).scheduler;
		let (owner, description) = (scheduler.to_account_id(), b"closed".to_vec());
		ok(scheduler, pallet_registry::Call::register_workerpool { owner, description });
		let pool = WorkerpoolId(1);
		let until = pallet_timestamp::Now::<Runtime>::get() / 1_000 + 3_600;
		let terms = GuaranteeTerms { rate: 5, slots: 4, until };
		ok(scheduler, pallet_book::Call::set_guarantee { pool, terms, add: 0 });
		let expected = GuaranteeListing { rate: 5, slots: 4, until, left: 0, paid: 0 };
		let listing = Runtime::pool(pool).expect("it is registered");
		assert_eq!(listing.guarantee, Some(expected));
	});
}

#[test]
fn names_of_strangers_should_leave_nothing_raw_in_json() {
	on_chain(|| {
		let hidden = (0..0x20u32).chain(0x7f..0xa0).chain(0x200b..0x2010).chain(0x2028..0x202f);
		let hidden = hidden.chain(0x2060..0x2070).chain([0xad, 0x61c, 0xfeff, 0x5d0, 0xe0041]);
		let hidden = hidden.filter_map(char::from_u32).collect::<Vec<_>>();
		let mut count = 0;
		for letters in hidden.chunks(2) {
			let letters = letters.iter().collect::<String>();
			for name in [letters.clone(), format!("pay{letters}pal"), letters.repeat(6)] {
				count += 1;
				ok(
					Bob,
					pallet_registry::Call::register_app {
						owner: Bob.to_account_id(),
						name: name.into_bytes(),
						kind: AppKind::Wasi,
						multiaddr: Vec::new(),
						checksum: H256::repeat_byte(1),
						mrenclave: Vec::new(),
					},
				);
			}
			next_block();
		}
		assert!(count >= 120, "{count}");
		let mut before = None;
		loop {
			let page = Runtime::apps(before, 100);
			let json = serde_json::to_string(&page).expect("it is JSON");
			assert!(is_plain_text(json.as_bytes()) && !json.contains('\u{5d0}'), "{json}");
			match page.next {
				Some(next) => before = Some(next),
				None => break,
			}
		}
	});
}

#[test]
fn grants_should_be_seen_and_void_after_revoke_all() {
	on_chain(|| {
		Marketplace::open(&[Eve]);
		deposit(Bob, DEPOSIT);
		let terms = Terms { price: 5, tag: Default::default(), pool: None, app: None, until: None };
		let dataset = DatasetId(0);
		let to = |who: Sr25519Keyring| Audience::Only(who.to_account_id());
		for audience in [to(Alice), to(Dave), to(Ferdie), Audience::Everybody] {
			let terms = Some(terms.clone());
			ok(Bob, pallet_book::Call::post_dataset { dataset, audience, terms });
		}
		let of = Party::Dataset(dataset);
		let grants = || {
			let (mut grants, mut after) = (Vec::new(), None);
			loop {
				let page = Runtime::grants(of.clone(), after, 1);
				grants.extend(page.entries);
				match page.next {
					Some(next) => after = Some(next),
					None => return grants,
				}
			}
		};
		let before = grants();
		assert_eq!((before.len(), before.iter().all(|grant| grant.holds)), (4, true));
		assert!(before.iter().any(|grant| grant.to == Grantee::Account(Dave.to_account_id())));

		// One by one, and all at once.
		let audience = to(Alice);
		ok(Bob, pallet_book::Call::post_dataset { dataset, audience, terms: None });
		assert_eq!(grants().len(), 3);
		ok(Bob, pallet_registry::Call::revoke_all { of: of.clone() });
		assert!(grants().iter().all(|grant| !grant.holds));
		assert!(Runtime::dataset(dataset).expect("it is registered").offer.is_none());
		let others = Party::App(AppId(0));
		assert_eq!((Runtime::epoch(of.clone()), Runtime::epoch(others)), (1, 0));
	});
}

#[test]
fn categories_should_be_listed_the_newest_first() {
	on_chain(|| {
		let page = Runtime::categories(None, 3);
		let found = page.entries.iter().map(|of| (of.id, &of.name[..], of.work_clock_time_ref));
		let expected = [(4, &b"XL"[..], 36_000), (3, &b"L"[..], 10_800), (2, &b"M"[..], 3_600)];
		assert_eq!(found.collect::<Vec<_>>(), expected);
		assert_eq!(page.next, Some(2));
		let rest = Runtime::categories(page.next, 100);
		assert_eq!(rest.entries.iter().map(|of| of.id).collect::<Vec<_>>(), [1, 0]);
		assert_eq!(rest.next, None);
	});
}

#[test]
fn members_of_a_group_should_be_listed_by_pages() {
	on_chain(|| {
		ok(Bob, pallet_registry::Call::create_group { name: b"friends".to_vec() });
		let all =
			[Alice, Charlie, Dave, Eve, Ferdie].map(|who| Party::Account(who.to_account_id()));
		let parties = BoundedVec::truncate_from(all.to_vec());
		ok(Bob, pallet_registry::Call::add_members { id: GroupId(0), parties });
		let (mut seen, mut after) = (Vec::new(), None);
		loop {
			let page = Runtime::members(GroupId(0), after, 2);
			assert!(page.entries.len() <= 2);
			seen.extend(page.entries);
			match page.next {
				Some(next) => after = Some(next),
				None => break,
			}
		}
		assert_eq!(seen.len(), 5);
		assert!(all.iter().all(|party| seen.contains(party)));
	});
}

#[test]
fn records_should_tell_of_assets_deals_tasks_and_money() {
	on_chain(|| {
		let market = Marketplace::open(&[Eve]);
		let assets = records().into_iter().filter_map(|record| match record {
			Record::Asset(asset) => Some((asset.asset, asset.owner, asset.name)),
			_ => None,
		});
		let expected = [
			(Subject::App(0), bytes(Bob), b"app".to_vec()),
			(Subject::Dataset(0), bytes(Bob), b"data".to_vec()),
			(Subject::Pool(0), bytes(Charlie), b"pool".to_vec()),
		];
		assert_eq!(assets.collect::<Vec<_>>(), expected);

		let id = market.buy(1, 1, true, 1);
		let deal = records().into_iter().find_map(|record| match record {
			Record::Deal(deal) => Some(deal),
			_ => None,
		});
		let deal = deal.expect("there is a deal");
		assert_eq!((deal.id, deal.volume, deal.trust), (id, 1, 1));
		assert_eq!((deal.requester, deal.payer), (bytes(Dave), bytes(Dave)));
		assert_eq!((deal.app.price, deal.pool.price), (APP_PRICE, POOL_PRICE));
		assert_eq!(deal.dataset.map(|part| part.owner), Some(bytes(Bob)));

		next_block();
		let task = task_id(id, 0);
		complete(&market, task);
		let ended = records().into_iter().find_map(|record| match record {
			Record::Task(task) => Some(*task),
			_ => None,
		});
		let TaskRecord { id, ended, failure, workers, moves } = ended.expect("it has ended");
		assert_eq!((id, ended, failure), (task, Ended::Completed, None));
		assert_eq!(workers, [WorkerPart { worker: bytes(Eve), owner: bytes(Eve), right: true }]);
		let price = APP_PRICE + DATASET_PRICE + POOL_PRICE;
		assert_eq!(moves.iter().map(|moved| moved.lost).sum::<u128>(), price);
		assert_eq!(moves.iter().map(|moved| moved.earned).sum::<u128>(), price);
		let payer = moves.iter().find(|moved| moved.who == bytes(Dave)).expect("it paid");
		assert_eq!((payer.earned, payer.lost), (0, price));
		next_block();
		assert!(records().is_empty());
	});
}

#[test]
fn index_should_tell_what_the_runtime_of_each_block_said() {
	on_chain(|| {
		let folder = tempfile::tempdir().expect("a folder");
		let settings = Settings { genesis: H256::zero(), days: 90 };
		let index = Index::open(&folder.path().join("index.redb"), settings).expect("an index");
		let commit = || {
			let VersionedRecords::V1(records) = Runtime::index_records();
			let number = System::block_number();
			let hash = H256::from_low_u64_be(number.into());
			index.commit(&[ImportedBlock { hash, number, records }]).expect("it follows");
			next_block();
		};
		let market = Marketplace::open(&[Eve]);
		let deal = market.buy(1, 2, true, 1);
		commit();
		complete(&market, task_id(deal, 0));
		commit();
		complete(&market, task_id(deal, 1));
		commit();

		let page = Page { after: None, limit: 10 };
		let deals = index.deals(&Filter::App(0), &page).expect("read").entries;
		assert_eq!(deals.len(), 1);
		assert_eq!((deals[0].deal.id, deals[0].ended), (deal, [2, 0, 0, 0, 0]));
		let worker = index.statistics(&Subject::Worker(bytes(Eve))).expect("read");
		assert_eq!(worker.map(|of| (of.tasks, of.done)), Some((2, 2)));
		let flows = index.flows(&Subject::App(0), &page).expect("read").entries;
		assert_eq!(flows.iter().map(|(_, flow)| flow.earned).sum::<u128>(), 2 * APP_PRICE);
		let found = index.search("app", &page).expect("read").entries;
		assert_eq!(found.iter().map(|(asset, _)| *asset).collect::<Vec<_>>(), [Subject::App(0)]);
	});
}
