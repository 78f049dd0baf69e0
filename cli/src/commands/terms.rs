// SPDX-License-Identifier: Apache-2.0

//! What apps and datasets have in common when they are sold: audiences, terms, the stake that they lock.

use crate::{
	amount::Rlc,
	args::Offer,
	chain::{state, variant, Arg, At, Call},
	error::Attempt,
	names::Names,
	session::Session,
};
use subxt::utils::AccountId32;

/// Whom an offer is for.
pub fn audience(session: &Session, offer: &Offer, private: bool) -> Attempt<Arg> {
	Ok(match (&offer.only, offer.group) {
		_ if private => variant("Only", session.account(None)?),
		(Some(only), _) => variant("Only", session.account(Some(only))?),
		(None, Some(group)) => variant("Group", group),
		(None, None) => Arg::Unit("Everybody"),
	})
}

/// The terms of an offer; `app`: the only app that may read a dataset.
pub async fn terms(names: &Names<'_>, offer: &Offer, app: Option<&str>) -> Attempt<Arg> {
	let pool = match &offer.pool {
		Some(pool) => Some(names.pool(pool).await?.id),
		None => None,
	};
	let app = match app {
		Some(app) => Some(names.app(app).await?.id),
		None => None,
	};
	Ok(Arg::Record(vec![
		("price", offer.price.0.into()),
		("tag", 0u64.into()),
		("pool", pool.into()),
		("app", app.into()),
		("until", None::<u64>.into()),
	]))
}

/// The call that posts terms, or revokes them.
pub fn post(kind: &'static str, id: u32, audience: Arg, terms: Option<Arg>) -> Call {
	let name = if kind == "app" { "post_app" } else { "post_dataset" };
	Call::new(
		"Book",
		name,
		vec![(kind, id.into()), ("audience", audience), ("terms", terms.into())],
	)
}

/// The call that voids all terms and signed orders of an asset. Deposits of terms stay until they are revoked.
pub fn revoke_all(kind: &'static str, id: u32) -> Call {
	Call::new("Registry", "revoke_all", vec![("of", variant(kind, id))])
}

/// A deposit of what the free stake lacks of `needed`, if anything.
pub async fn deposit(at: &At, who: &AccountId32, needed: Rlc) -> Attempt<Option<Call>> {
	let (stake, _) = state::stake(at, who).await?;
	let lacks = needed.0.saturating_sub(stake.0);
	Ok((lacks > 0).then(|| Call::new("Escrow", "deposit", vec![("amount", lacks.into())])))
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	#[test]
	fn posts_should_be_of_their_kind() {
		let everybody = || Arg::Unit("Everybody");
		let call = post("app", 3, everybody(), None);
		let args = json!({ "app": 3, "audience": "Everybody", "terms": null });
		assert_eq!(call.json(), json!({ "call": "book.postApp", "args": args }));
		assert_eq!(post("dataset", 3, everybody(), None).path(), "book.postDataset");
		let args = json!({ "of": { "Dataset": 3 } });
		let expected = json!({ "call": "registry.revokeAll", "args": args });
		assert_eq!(revoke_all("Dataset", 3).json(), expected);
	}
}
