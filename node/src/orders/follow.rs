// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! Keeps the travelling orders up with the store and with the chain.

use super::{broker::Broker, Orders};
use crate::client::Handles;
use futures::{select, StreamExt};
use sc_client_api::BlockchainEvents;
use sc_statement_store::StatementStoreSubscriptionApi;
use sp_statement_store::{OptimizedTopicFilter, StatementEvent};

/// Orders that are looked at again in a block: all of 20,000 in 3 minutes.
const AGAIN: usize = 200;

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
	known.iter().for_each(|statement| orders.take(statement));
	let mut news = news.fuse();
	let mut blocks = handles.client.import_notification_stream().fuse();
	let mut broker = Broker::default();
	loop {
		select! {
			event = news.next() => {
				let Some(StatementEvent::NewStatements { statements, .. }) = event else { return };
				statements.iter().for_each(|statement| orders.take(statement));
			},
			block = blocks.next() => {
				let Some(block) = block else { return };
				if block.is_new_best {
					orders.look_again(AGAIN);
					if is_broker {
						broker.look(&orders, &handles, block.hash, block.header.number).await;
					}
				}
			},
		}
	}
}
