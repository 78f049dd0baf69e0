// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! The travelling orders that stand, within bounds.

use super::{strikes::Signer, Travelling};
use bourse_primitives::{
	orders::{AnyOrder, Bound, OrderStanding},
	Balance, CategoryId, Party,
};
use bourse_runtime::{AccountId, Signature};
use codec::Encode;
use sp_core::H256;
use std::{
	collections::{BTreeMap, BTreeSet},
	ops::Bound as Limit,
};

/// Most orders.
const MOST: usize = 20_000;
/// Most orders of one owner.
const MOST_OF_OWNER: usize = 64;

/// A travelling order.
#[derive(Clone)]
pub struct OpenOrder {
	/// The order.
	pub order: AnyOrder<AccountId>,
	/// Its owner's signature.
	pub signature: Signature,
	/// What the runtime said of it last.
	pub standing: OrderStanding<AccountId>,
	/// The statement that it came in.
	pub carrier: Carrier,
}

/// A statement with an order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Carrier {
	/// Its hash.
	pub statement: [u8; 32],
	/// The account whose key signed it.
	pub signer: Signer,
}

/// The orders, by hash, by what they sell, by price.
#[derive(Default)]
pub struct OrderPool {
	orders: BTreeMap<H256, OpenOrder>,
	of: BTreeSet<(Vec<u8>, H256)>,
	offers: BTreeSet<(CategoryId, Balance, H256)>,
	brokered: BTreeSet<H256>,
	owners: BTreeMap<AccountId, usize>,
	carried: BTreeSet<(Signer, H256)>,
	/// The last one that was looked at again.
	seen: Option<H256>,
}

/// Category and price of a workerpool's offer.
fn offer(order: &AnyOrder<AccountId>) -> Option<(CategoryId, Balance)> {
	match order {
		AnyOrder::Workerpool(order) | AnyOrder::BoundWorkerpool(Bound { order, .. }) => {
			Some((order.category, order.price))
		},
		_ => None,
	}
}

fn wants_broker(order: &AnyOrder<AccountId>) -> bool {
	matches!(order, AnyOrder::BoundRequest(bound) if bound.bounds.broker)
}

impl OrderPool {
	/// Notes an order, or what is new of it. Gives whether there is room.
	pub fn insert(&mut self, order: OpenOrder) -> bool {
		let hash = order.standing.hash;
		if !self.has_room(&order.standing) {
			return false;
		}
		let signer = order.carrier.signer;
		if let Some(known) = self.orders.get_mut(&hash) {
			self.carried.remove(&(known.carrier.signer, hash));
			self.carried.insert((signer, hash));
			*known = order;
			return true;
		}
		self.carried.insert((signer, hash));
		*self.owners.entry(order.standing.owner.clone()).or_default() += 1;
		self.of.insert((order.standing.of.encode(), hash));
		if let Some((category, price)) = offer(&order.order) {
			self.offers.insert((category, price, hash));
		}
		if wants_broker(&order.order) {
			self.brokered.insert(hash);
		}
		self.orders.insert(hash, order);
		true
	}

	/// Whether there is room for an order, or it is known.
	pub fn has_room(&self, order: &OrderStanding<AccountId>) -> bool {
		let of_owner = self.owners.get(&order.owner).copied().unwrap_or_default();
		self.orders.contains_key(&order.hash)
			|| (self.orders.len() < MOST && of_owner < MOST_OF_OWNER)
	}

	/// The statement that a known order came in.
	pub fn carrier(&self, hash: &H256) -> Option<Carrier> {
		self.orders.get(hash).map(|order| order.carrier)
	}

	/// The owner of a known order.
	pub fn owner(&self, hash: &H256) -> Option<AccountId> {
		self.orders.get(hash).map(|order| order.standing.owner.clone())
	}

	/// Orders whose statements that account's key signed, with these, by hash.
	pub fn carried_by(&self, signer: Signer) -> Vec<(H256, [u8; 32])> {
		let all = (signer, H256::zero())..=(signer, H256::repeat_byte(0xff));
		let orders = self.carried.range(all).filter_map(|(_, hash)| self.orders.get(hash));
		orders.map(|order| (order.standing.hash, order.carrier.statement)).collect()
	}

	/// Forgets an order.
	pub fn remove(&mut self, hash: &H256) {
		let Some(order) = self.orders.remove(hash) else { return };
		self.of.remove(&(order.standing.of.encode(), *hash));
		if let Some((category, price)) = offer(&order.order) {
			self.offers.remove(&(category, price, *hash));
		}
		self.brokered.remove(hash);
		self.carried.remove(&(order.carrier.signer, *hash));
		if let Some(count) = self.owners.get_mut(&order.standing.owner) {
			*count -= 1;
			if *count == 0 {
				self.owners.remove(&order.standing.owner);
			}
		}
	}

	/// Orders behind `after`, by hash: all, or those of an asset or a requester.
	pub fn page(
		&self,
		of: Option<&Party<AccountId>>,
		after: Option<H256>,
		limit: usize,
	) -> Vec<&OpenOrder> {
		let behind = |from: Option<H256>| from.map_or(Limit::Unbounded, Limit::Excluded);
		match of {
			None => {
				let range = (behind(after), Limit::Unbounded);
				self.orders.range(range).map(|(_, order)| order).take(limit).collect()
			},
			Some(of) => {
				let of = of.encode();
				let first = match after {
					Some(after) => Limit::Excluded((of.clone(), after)),
					None => Limit::Included((of.clone(), H256::zero())),
				};
				let all = self.of.range((first, Limit::Unbounded));
				let all = all.take_while(|(other, _)| *other == of).take(limit);
				all.filter_map(|(_, hash)| self.orders.get(hash)).collect()
			},
		}
	}

	/// Offers of workerpools in a category, the cheapest first.
	pub fn offers(
		&self,
		category: CategoryId,
		highest: Balance,
	) -> impl Iterator<Item = &OpenOrder> {
		let first = (category, 0, H256::zero());
		let last = (category, highest, H256::repeat_byte(0xff));
		self.offers.range(first..=last).filter_map(|(_, _, hash)| self.orders.get(hash))
	}

	/// Requests that any node may match: all of them once, from the one behind `after` on.
	pub fn brokered(&self, after: Option<H256>) -> impl Iterator<Item = &OpenOrder> {
		let from = after.map_or(Limit::Unbounded, Limit::Excluded);
		let behind = self.brokered.range((from, Limit::Unbounded));
		let before = after.into_iter().flat_map(|after| self.brokered.range(..=after));
		behind.chain(before).filter_map(|hash| self.orders.get(hash))
	}

	/// Whether a request that any node may match is there.
	pub fn is_brokered(&self, hash: &H256) -> bool {
		self.brokered.contains(hash)
	}

	/// The next orders of the round over all of them: their hashes, their statements, and themselves.
	pub fn next(&mut self, count: usize) -> Vec<(H256, Carrier, Travelling)> {
		let from = self.seen.map_or(Limit::Unbounded, Limit::Excluded);
		let next = self.orders.range((from, Limit::Unbounded)).take(count);
		let next = next.map(|(hash, open)| {
			(*hash, open.carrier, (open.order.clone(), open.signature.clone()))
		});
		let next = next.collect::<Vec<_>>();
		// At the end it begins anew.
		self.seen = next.last().map(|(hash, ..)| *hash).filter(|_| next.len() == count);
		next
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use bourse_primitives::{orders::*, AppId, Restrict, Tag, WorkerpoolId};

	fn open(n: u8, owner: u8, order: AnyOrder<AccountId>) -> OpenOrder {
		let standing = OrderStanding {
			hash: H256::repeat_byte(n),
			of: order.of(),
			owner: AccountId::from([owner; 32]),
			left: 1,
			until: None,
		};
		let signature = Signature::Sr25519(sp_core::sr25519::Signature::from_raw([n; 64]));
		let carrier = Carrier { statement: [n; 32], signer: [owner; 32] };
		OpenOrder { order, signature, standing, carrier }
	}

	fn app(id: u32) -> AnyOrder<AccountId> {
		AnyOrder::App(AppOrder {
			app: AppId(id),
			price: 1,
			volume: 1,
			tag: Tag(0),
			dataset_restrict: Restrict::Anybody,
			workerpool_restrict: Restrict::Anybody,
			requester_restrict: Restrict::Anybody,
			salt: H256::zero(),
		})
	}

	/// One that any node may match.
	fn request() -> AnyOrder<AccountId> {
		let somebody = AccountId::from([1; 32]);
		let order = RequestOrder {
			app: AppId(1),
			app_max_price: 1,
			dataset: None,
			dataset_max_price: 0,
			workerpool_restrict: Restrict::Anybody,
			workerpool_max_price: 9,
			requester: somebody.clone(),
			volume: 1,
			tag: Tag(0),
			category: CategoryId(0),
			trust: 1.into(),
			beneficiary: somebody,
			callback: None,
			params: Default::default(),
			salt: H256::zero(),
		};
		let bounds = OrderBounds { broker: true, ..Default::default() };
		AnyOrder::BoundRequest(Bound { order, bounds })
	}

	fn pool(price: Balance) -> AnyOrder<AccountId> {
		AnyOrder::Workerpool(WorkerpoolOrder {
			workerpool: WorkerpoolId(1),
			price,
			volume: 1,
			tag: Tag(0),
			category: CategoryId(2),
			trust: 1.into(),
			app_restrict: Restrict::Anybody,
			dataset_restrict: Restrict::Anybody,
			requester_restrict: Restrict::Anybody,
			salt: H256::zero(),
		})
	}

	fn hashes<'a>(orders: impl IntoIterator<Item = &'a OpenOrder>) -> Vec<u8> {
		orders.into_iter().map(|open| open.standing.hash.0[0]).collect()
	}

	#[test]
	fn pool_should_list_orders_by_what_they_sell_and_forget_them() {
		let mut orders = OrderPool::default();
		for (n, order) in [(3, app(7)), (1, app(7)), (2, app(8)), (4, pool(5))] {
			assert!(orders.insert(open(n, 1, order)));
		}
		let of = Party::App(AppId(7));
		assert_eq!(hashes(orders.page(Some(&of), None, 10)), [1, 3]);
		assert_eq!(hashes(orders.page(Some(&of), Some(H256::repeat_byte(1)), 10)), [3]);
		assert_eq!(hashes(orders.page(None, Some(H256::repeat_byte(1)), 2)), [2, 3]);
		orders.remove(&H256::repeat_byte(3));
		assert_eq!(hashes(orders.page(Some(&of), None, 10)), [1]);
		assert_eq!(orders.orders.len(), 3);
	}

	#[test]
	fn pool_should_list_offers_by_price() {
		let mut orders = OrderPool::default();
		for (n, price) in [(1, 30), (2, 10), (3, 20)] {
			orders.insert(open(n, n, pool(price)));
		}
		assert_eq!(hashes(orders.offers(CategoryId(2), 20)), [2, 3]);
		assert!(hashes(orders.offers(CategoryId(3), 20)).is_empty());
	}

	#[test]
	fn pool_should_list_orders_by_who_published_them() {
		let mut orders = OrderPool::default();
		for (n, signer) in [(1, 1), (2, 1), (3, 2)] {
			orders.insert(open(n, signer, app(1)));
		}
		let hash = H256::repeat_byte;
		assert_eq!(orders.carried_by([1; 32]), [(hash(1), [1; 32]), (hash(2), [2; 32])]);
		// Somebody else publishes it, too.
		let carrier = Carrier { statement: [9; 32], signer: [2; 32] };
		orders.insert(OpenOrder { carrier, ..open(1, 1, app(1)) });
		assert_eq!(orders.carrier(&hash(1)), Some(carrier));
		assert_eq!(orders.carried_by([1; 32]), [(hash(2), [2; 32])]);
		orders.remove(&hash(3));
		assert_eq!(orders.carried_by([2; 32]), [(hash(1), [9; 32])]);
		orders.remove(&hash(1));
		assert!(orders.carried_by([2; 32]).is_empty());
	}

	#[test]
	fn pool_should_take_so_many_orders_of_an_owner() {
		let mut orders = OrderPool::default();
		for n in 0..MOST_OF_OWNER as u8 {
			assert!(orders.insert(open(n, 1, app(1))));
		}
		assert!(!orders.insert(open(200, 1, app(1))));
		assert!(orders.insert(open(200, 2, app(1))));
		// One that is known is no more.
		assert!(orders.insert(open(0, 1, app(1))));
		orders.remove(&H256::repeat_byte(0));
		assert!(orders.insert(open(201, 1, app(1))));
	}

	#[test]
	fn pool_should_go_round_all_requests_for_brokers() {
		let mut orders = OrderPool::default();
		for n in 1..=4 {
			orders.insert(open(n, n, request()));
		}
		orders.insert(open(5, 5, app(1)));
		let after = |after: Option<u8>| hashes(orders.brokered(after.map(H256::repeat_byte)));
		assert_eq!(after(None), [1, 2, 3, 4]);
		assert_eq!(after(Some(2)), [3, 4, 1, 2]);
		assert_eq!(after(Some(4)), [1, 2, 3, 4]);
		assert_eq!(after(Some(9)), [1, 2, 3, 4]);
	}

	#[test]
	fn pool_should_go_round_all_orders() {
		let mut orders = OrderPool::default();
		for n in 1..=5 {
			orders.insert(open(n, n, app(1)));
		}
		let mut next = || orders.next(2).iter().map(|(hash, ..)| hash.0[0]).collect::<Vec<_>>();
		assert_eq!([next(), next(), next(), next()].concat(), [1, 2, 3, 4, 5, 1, 2]);
	}
}
