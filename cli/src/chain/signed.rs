// SPDX-License-Identifier: Apache-2.0

//! Signed orders (docs/orders.md): their bytes by the chain's metadata, their hashes, and matches of them.

use super::{variant, Arg, At, Call, Chain};
use crate::{
	error::{Attempt, Error, While},
	params,
	signer::Signer,
};
use bourse_formats::{
	blake2_256,
	order::{bound_order_hash, order_hash},
	Hash,
};
use serde::{Deserialize, Serialize};
use subxt::ext::{
	codec::{Encode, Output},
	scale_value::{scale::decode_as_type, At as _, ValueDef},
};

/// Kinds of orders without bounds; those with bounds follow.
const KINDS: u8 = 4;
/// Variants of a signature, by their numbers.
const SIGNATURES: [&str; 3] = ["Ed25519", "Sr25519", "Ecdsa"];
/// The variant of the signatures that are made here.
const SR25519: u8 = 1;

/// An order with its signature, as nodes pass it on. Bytes are `0x` hex.
#[derive(Deserialize, Serialize, Clone, PartialEq, Eq, Debug)]
pub struct SignedOrder {
	/// The hash that it is signed, counted and closed under.
	pub hash: Hash,
	/// The SCALE bytes of `market.presign`'s argument.
	pub order: String,
	/// The SCALE bytes of the signature.
	pub signature: String,
}

/// A page of travelling orders.
#[derive(Deserialize)]
struct Open {
	entries: Vec<SignedOrder>,
}

/// Bytes that are SCALE already.
struct Raw<'a>(&'a [u8]);

impl Encode for Raw<'_> {
	fn encode_to<T: Output + ?Sized>(&self, dest: &mut T) {
		dest.write(self.0);
	}
}

/// The bytes of `0x…`.
fn bytes_of(text: &str) -> Attempt<Vec<u8>> {
	hex::decode(text.strip_prefix("0x").unwrap_or(text)).during("the order is no hex")
}

/// The hash that an order of these bytes is signed under.
fn hash_of(genesis: Hash, order: &[u8]) -> Attempt<Hash> {
	let Some((kind, rest)) = order.split_first() else {
		return Err(Error::new("the order is empty"));
	};
	let blake2 = |bytes: &[u8]| blake2_256(bytes).0;
	Ok(match *kind < KINDS {
		true => order_hash(genesis, *kind, Raw(rest), blake2),
		// The bounds are the last of these bytes.
		false => bound_order_hash(genesis, *kind, Raw(rest), (), blake2),
	})
}

/// The hash before, in the order of their bytes.
fn before(mut hash: Hash) -> Option<Hash> {
	for at in (0..hash.0.len()).rev() {
		let (less, borrows) = hash.0[at].overflowing_sub(1);
		hash.0[at] = less;
		if !borrows {
			return Some(hash);
		}
	}
	None
}

impl SignedOrder {
	/// Whether its hash is that of its bytes on the chain of this genesis.
	pub fn check(&self, genesis: Hash) -> Attempt {
		match hash_of(genesis, &bytes_of(&self.order)?)? == self.hash {
			true => Ok(()),
			false => Err(Error::new(format!("{:?} is not the hash of this order", self.hash))
				.cure("it was changed, or signed for another chain: have it signed anew")),
		}
	}

	/// Its kind, the order, and its bounds, by the chain's metadata.
	fn parts(&self, at: &At) -> Attempt<(String, Arg, Option<Arg>)> {
		let other = || {
			Error::new(format!("the order {:?} has another form", self.hash))
				.cure("it is of another chain or version: have it signed anew")
		};
		let metadata = at.metadata_ref();
		let market = metadata.pallet_by_name("Market").ok_or_else(other)?;
		let call = market.call_variant_by_name("presign").ok_or_else(other)?;
		let id = call.fields.first().ok_or_else(other)?.ty.id;
		let bytes = bytes_of(&self.order)?;
		let mut rest = &bytes[..];
		let decoded = decode_as_type(&mut rest, id, metadata.types()).map_err(|_| other())?;
		let ValueDef::Variant(order) = decoded.remove_context().value else { return Err(other()) };
		let (name, inner) = (order.name, order.values.into_values().next());
		let inner = inner.filter(|_| rest.is_empty()).ok_or_else(other)?;
		Ok(match name.strip_prefix("Bound") {
			None => (name, Arg::Decoded(inner), None),
			Some(kind) => {
				let part = |field: &str| inner.at(field).cloned().map(Arg::Decoded);
				let (of, bounds) = (part("order").ok_or_else(other)?, part("bounds"));
				(kind.to_owned(), of, Some(bounds.ok_or_else(other)?))
			},
		})
	}

	/// As an argument of a match, which takes an order of that kind.
	fn signed(&self, at: &At, expected: &str) -> Attempt<Arg> {
		let (kind, order, bounds) = self.parts(at)?;
		if kind != expected {
			let what = format!("{:?} is an order of kind {kind}, not {expected}", self.hash);
			return Err(
				Error::new(what).cure("give those of app, pool and requester in this order")
			);
		}
		let signature = bytes_of(&self.signature)?;
		let known = signature.split_first().and_then(|(kind, bytes)| {
			SIGNATURES.get(usize::from(*kind)).map(|name| variant(name, bytes.to_vec()))
		});
		let known = known.ok_or_else(|| Error::new("the signature is of an unknown kind"))?;
		Ok(Arg::Record(vec![
			("order", order),
			("bounds", bounds.into()),
			("signature", Some(known).into()),
		]))
	}

	/// The call that closes it.
	pub fn close(&self, at: &At) -> Attempt<Call> {
		let (kind, order, bounds) = self.parts(at)?;
		let names = [
			("App", "BoundApp"),
			("Dataset", "BoundDataset"),
			("Workerpool", "BoundWorkerpool"),
			("Request", "BoundRequest"),
		];
		let (plain, bound) = names
			.into_iter()
			.find(|(plain, _)| *plain == kind)
			.ok_or_else(|| Error::new(format!("an order of kind {kind} is not known")))?;
		let any = match bounds {
			None => variant(plain, order),
			Some(bounds) => variant(bound, Arg::Record(vec![("order", order), ("bounds", bounds)])),
		};
		Ok(Call::new("Market", "close", vec![("order", any)]))
	}
}

/// Orders that make a deal.
pub struct Orders {
	/// The app's.
	pub app: SignedOrder,
	/// The dataset's, when the request names one.
	pub dataset: Option<SignedOrder>,
	/// The pool's.
	pub pool: SignedOrder,
	/// The requester's.
	pub request: SignedOrder,
}

impl Orders {
	/// The call that matches them; `pay`: at the sender's expense.
	pub fn call(&self, at: &At, pay: bool) -> Attempt<Call> {
		let dataset = self.dataset.as_ref().map(|one| one.signed(at, "Dataset")).transpose()?;
		let args = vec![
			("app", self.app.signed(at, "App")?),
			("dataset", dataset.into()),
			("workerpool", self.pool.signed(at, "Workerpool")?),
			("request", self.request.signed(at, "Request")?),
		];
		let name = if pay { "sponsor_match_orders" } else { "match_orders" };
		Ok(Call::new("Market", name, args))
	}
}

impl Chain {
	/// Signs an order with bounds: `kind` is its variant, as `BoundApp`.
	pub async fn sign_order(
		&self,
		signer: &Signer,
		kind: &'static str,
		order: Arg,
		bounds: Arg,
	) -> Attempt<SignedOrder> {
		let any = variant(kind, Arg::Record(vec![("order", order), ("bounds", bounds)]));
		let data = self.encode(&[Call::new("Market", "presign", vec![("order", any)])]).await?;
		// The numbers of pallet and call come first.
		let order = data.get(2..).unwrap_or_default();
		let hash = hash_of(self.genesis(), order)?;
		let signature = signer.sign(&format!("order {kind}"), hash.as_bytes())?;
		let signature = [&[SR25519][..], &signature].concat();
		Ok(SignedOrder {
			hash,
			order: format!("0x{}", hex::encode(order)),
			signature: format!("0x{}", hex::encode(signature)),
		})
	}

	/// Sends an order to all nodes.
	pub async fn publish_order(&self, signed: &SignedOrder) -> Attempt<Hash> {
		let bytes = [bytes_of(&signed.order)?, bytes_of(&signed.signature)?].concat();
		self.ask("bourse_publishOrder", params![format!("0x{}", hex::encode(bytes))]).await
	}

	/// A travelling order by its hash.
	pub async fn travelling_order(&self, hash: Hash) -> Attempt<SignedOrder> {
		// The first behind the hash before.
		let params = params![None::<String>, before(hash), 1u32];
		let page = self.ask::<Open>("bourse_openOrders", params).await?;
		page.entries.into_iter().find(|one| one.hash == hash).ok_or_else(|| {
			Error::new(format!("no order {hash:?} travels, as far as {} knows", self.url))
				.cure("it may be used up, closed or over: give a file of `bourse order sign`")
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	/// Orders of docs/orders.md, for the chain whose genesis hash is 32 times `11`.
	const APP: &str =
		"000700000000ca9a3b000000000000000000000000050000000000000001000000000000000001030300\
		000002090000002222222222222222222222222222222222222222222222222222222222222222";
	const HASH: &str = "bbcdff33613b12de26d469b34384f1d391c0a504010b874405c25ae007346b6a";
	const BOUNDS: &str = "0100d2496b00000000010000000000";
	const BOUND_HASH: &str = "b9b7bf8884770e026be91081c27cd14e8e56b13cc712d87cd7cf71cd5c8bb0f7";

	fn order(bytes: &str, hash: &str) -> SignedOrder {
		let hash = Hash::from_slice(&hex::decode(hash).expect("it is hex"));
		SignedOrder { hash, order: format!("0x{bytes}"), signature: "0x".into() }
	}

	#[test]
	fn hashes_should_be_the_documented_ones() {
		let genesis = Hash([0x11; 32]);
		assert_eq!(order(APP, HASH).check(genesis), Ok(()));
		let bound = format!("04{}{BOUNDS}", &APP[2..]);
		assert_eq!(order(&bound, BOUND_HASH).check(genesis), Ok(()));
		assert!(order(APP, HASH).check(Hash([0x12; 32])).is_err());
		assert!(
			order("", HASH).check(genesis).is_err() && order("x", HASH).check(genesis).is_err()
		);
	}

	#[test]
	fn before_should_be_the_hash_before() {
		let mut hash = Hash::zero();
		assert_eq!(before(hash), None);
		hash.0[30] = 1;
		let mut expected = Hash::zero();
		expected.0[31] = 255;
		assert_eq!(before(hash), Some(expected));
	}

	#[test]
	fn orders_should_be_read_as_they_are_written() {
		let order = order(APP, HASH);
		let text = serde_json::to_string(&order).expect("it is JSON");
		assert!(text.contains(HASH), "{text}");
		assert_eq!(serde_json::from_str::<SignedOrder>(&text).expect("it is read"), order);
	}
}
