// SPDX-License-Identifier: Apache-2.0

//! Transactions: signed, sent, and followed into a block.

use super::{errors, Call, Chain};
use crate::{
	error::{fail, Attempt, Error},
	params,
	signer::Signer,
};
use std::time::Duration;
use subxt::{
	config::{DefaultExtrinsicParamsBuilder, SubstrateConfig},
	dynamic::Value,
	ext::{scale_decode::DecodeAsFields, scale_value::Composite},
	extrinsics::ExtrinsicEvents,
	tx::{DynamicPayload, TransactionStatus},
	utils::MultiSignature,
};

/// Blocks in which a transaction can come in before it is void.
const MORTALITY: u64 = 64;
/// The time that a transaction has to come into a block: longer than its life.
const PATIENCE: Duration = Duration::from_secs(180);

/// What a transaction brought about.
pub struct Events {
	events: ExtrinsicEvents<SubstrateConfig>,
}

impl Events {
	/// The events of that name, in their order.
	pub fn all<E: DecodeAsFields>(&self, pallet: &str, name: &str) -> Attempt<Vec<E>> {
		let mut found = Vec::new();
		for event in self.events.iter() {
			let event = event.map_err(|error| Error::new(error.to_string()))?;
			if event.pallet_name() == pallet && event.event_name() == name {
				let fields = event.decode_fields_unchecked_as::<E>();
				found.push(fields.map_err(|error| {
					Error::new(format!("the event {pallet}.{name} has another form: {error}"))
						.cure("`bourse` and the chain's runtime are of different versions")
				})?);
			}
		}
		Ok(found)
	}

	/// The first event of that name.
	pub fn first<E: DecodeAsFields>(&self, pallet: &str, name: &str) -> Attempt<E> {
		let missing = || Error::new(format!("the transaction made no event {pallet}.{name}"));
		self.all(pallet, name)?.into_iter().next().ok_or_else(missing)
	}
}

fn payload(call: &Call) -> DynamicPayload<Composite<()>> {
	let args = call.args.iter().map(|(name, arg)| (*name, arg.value()));
	subxt::dynamic::tx(call.pallet, call.name, Composite::named(args))
}

/// All calls in one transaction, which has all effects or none.
fn batch(calls: &[Call]) -> Option<DynamicPayload<Composite<()>>> {
	match calls {
		[] => None,
		[call] => Some(payload(call)),
		calls => {
			let calls = Value::unnamed_composite(calls.iter().map(Call::value));
			Some(subxt::dynamic::tx("Utility", "batch_all", Composite::named([("calls", calls)])))
		},
	}
}

/// The calls' names, for errors.
fn names(calls: &[Call]) -> String {
	calls.iter().map(Call::path).collect::<Vec<_>>().join(" + ")
}

impl Chain {
	/// The bytes of the calls, as one transaction has them: what polkadot.js decodes.
	pub async fn encode(&self, calls: &[Call]) -> Attempt<Vec<u8>> {
		let Some(payload) = batch(calls) else { return Ok(Vec::new()) };
		let data = self.best().await?.transactions().call_data(&payload);
		data.map_err(|error| errors::extrinsic(&names(calls), error))
	}

	/// Signs and sends the calls as one transaction, and waits until a block has it.
	pub async fn submit(&self, signer: &Signer, calls: &[Call]) -> Attempt<Events> {
		let Some(payload) = batch(calls) else { return fail("there is nothing to send") };
		let names = names(calls);
		// The pool's transactions of this account count, too.
		let account = signer.account();
		let address = account.to_string();
		let nonce = self.ask::<u64>("system_accountNextIndex", params![address]).await?;
		let params = DefaultExtrinsicParamsBuilder::<SubstrateConfig>::new()
			.nonce(nonce)
			.mortal(MORTALITY)
			.build();
		let at = self.best().await?;
		let refused = |error| errors::extrinsic(&names, error);
		let transaction = at.transactions().create_signable(&payload, &account, params).await;
		let mut transaction = transaction.map_err(refused)?;
		let bytes = transaction.signer_payload().map_err(refused)?;
		let signature = signer.sign(&format!("transaction {names}"), &bytes)?;
		let signature = MultiSignature::Sr25519(signature);
		let signed = transaction.sign_with_account_and_signature(&account, &signature);
		let mut progress = signed.map_err(refused)?.submit_and_watch().await.map_err(refused)?;
		let hash = progress.extrinsic_hash();
		let in_block = async {
			while let Some(status) = progress.next().await {
				let status = status.map_err(|error| Error::new(format!("{names}: {error}")))?;
				match status {
					TransactionStatus::InBestBlock(there)
					| TransactionStatus::InFinalizedBlock(there) => return Ok(there),
					TransactionStatus::Error { message }
					| TransactionStatus::Invalid { message }
					| TransactionStatus::Dropped { message } => {
						let what = format!("{names} did not come into a block: {message}");
						return Err(Error::new(what).cure("nothing was done; try again"));
					},
					_ => (),
				}
			}
			Err(Error::new(format!("{names}: the node stopped telling of transaction {hash:?}")))
		};
		let there = tokio::time::timeout(PATIENCE, in_block).await.map_err(|_| {
			let what = format!("{names} is in no block after {} s", PATIENCE.as_secs());
			Error::new(what).cure(format!(
				"it can't come any more: see whether the chain makes blocks (`bourse doctor`); the \
				 transaction was {hash:?}"
			))
		})??;
		let events = there.wait_for_success().await;
		Ok(Events { events: events.map_err(|error| errors::events(&names, error))? })
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn calls_should_be_one_transaction() {
		let call = |name| Call::new("Escrow", name, vec![("amount", 1u128.into())]);
		assert!(batch(&[]).is_none());
		let one = batch(&[call("deposit")]).expect("there is a call");
		assert_eq!((one.pallet_name(), one.call_name()), ("Escrow", "deposit"));
		let two = batch(&[call("deposit"), call("withdraw")]).expect("there are calls");
		assert_eq!((two.pallet_name(), two.call_name()), ("Utility", "batch_all"));
		assert_eq!(names(&[call("deposit"), call("withdraw")]), "escrow.deposit + escrow.withdraw");
	}
}
