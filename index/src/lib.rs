// SPDX-License-Identifier: Apache-2.0

#![doc = include_str!("../README.md")]

mod apply;
mod commit;
mod error;
mod key;
mod pending;
mod query;
mod rows;
mod store;
#[cfg(test)]
mod tests;
mod words;

pub use bourse_formats::record::{
	trust_step, AccountBytes, AssetRecord, AudienceRecord, BlockRecords, DealRecord, Ended, Moved,
	Part, PostedRecord, PresignedRecord, Record, Subject, TaskRecord, VersionedRecords, WorkerPart,
};
pub use error::Error;
pub use key::{Filter, Market, Resolution, Series};
pub use pending::{ImportedBlock, Pending};
pub use query::{Cursor, Earning, Offered, Page, Paged, MAX_LIMIT};
pub use rows::{
	AssetRow, Candle, DealRow, Flow, OrderRow, PostedRow, Reach, Statistics, TaskRow, Times,
};
pub use store::{Index, Settings};
