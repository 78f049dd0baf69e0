// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Keeps the travelling orders up with the store and with the chain.

use super::{broker::Broker, Orders, Source};
use crate::client::Handles;
use futures::{select, StreamExt};
use sc_client_api::BlockchainEvents;
use sc_statement_store::StatementStoreSubscriptionApi;
use sp_statement_store::{OptimizedTopicFilter, StatementEvent};

/// Orders that are looked at again in a block: all of 20,000 in 3 minutes.
const AGAIN: usize = 200;
/// Blocks for which an order waits for its asset.
const PATIENCE: u8 = 3;
/// Most orders that wait so.
const MOST_EARLY: usize = 256;

/// Orders whose assets are not registered yet.
#[derive(Default)]
struct Early(Vec<Waiting>);

/// A statement with such an order.
struct Waiting {
	/// Blocks that it may still wait for.
	left: u8,
	statement: Vec<u8>,
	source: Source,
}

impl Early {
	/// Takes statements in, and keeps those that come early, as far as there is room.
	fn take(&mut self, orders: &Orders, statements: &[Vec<u8>], source: Source) {
		for statement in statements {
			if orders.take(statement, source, self.0.len() < MOST_EARLY) {
				let statement = statement.clone();
				self.0.push(Waiting { left: PATIENCE, statement, source });
			}
		}
	}

	/// A block has come: looks again at all of them.
	fn look_again(&mut self, orders: &Orders) {
		self.0.retain_mut(|Waiting { left, statement, source }| {
			*left = left.saturating_sub(1);
			orders.take(statement, *source, *left > 0)
		});
	}
}

/// Takes in what the store gets, looks again at some orders in each block, and matches for requesters who
/// want a broker, if the node is one.
pub async fn follow(orders: Orders, handles: Handles, is_broker: bool) {
	let topics = OptimizedTopicFilter::MatchAll([orders.topic].into());
	let (known, _sender, news) = match orders.store.subscribe_statement(topics) {
		Ok(subscribed) => subscribed,
		Err(error) => {
			log::error!(target: "bourse", "The node passes no orders on: {error}");
			return;
		},
	};
	let mut early = Early::default();
	early.take(&orders, &known, Source::Store);
	let mut news = news.fuse();
	let mut blocks = handles.client.import_notification_stream().fuse();
	let mut broker = Broker::default();
	loop {
		select! {
			event = news.next() => {
				let Some(StatementEvent::NewStatements { statements, .. }) = event else { return };
				let statements = statements.into_iter().map(|bytes| bytes.0).collect::<Vec<_>>();
				early.take(&orders, &statements, Source::News);
			},
			block = blocks.next() => {
				let Some(block) = block else { return };
				if block.is_new_best {
					early.look_again(&orders);
					orders.look_again(AGAIN);
					if is_broker {
						broker.look(&orders, &handles, block.hash, block.header.number).await;
					}
				}
			},
		}
	}
}
