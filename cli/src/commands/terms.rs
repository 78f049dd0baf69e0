// SPDX-License-Identifier: Apache-2.0

//! What apps and datasets have in common when they are sold: audiences, terms, the stake that they lock.

use crate::{
	amount::Rlc,
	args::Offer,
	chain::{
		state::{self, Grant, Grantee, Terms},
		variant, Arg, At, Call,
	},
	error::{Attempt, Error},
	names::Names,
	session::Session,
};
use serde_json::{json, Value as Json};
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
	if lacks == 0 {
		return Ok(None);
	}
	let wallet = state::wallet(at, who).await?;
	if wallet.0 < lacks {
		let what = format!("this takes a deposit of {}, and the wallet has {wallet}", Rlc(lacks));
		return Err(Error::new(what).cure("send it RLC (`bourse wallet show`), or offer less"));
	}
	Ok(Some(Call::new("Escrow", "deposit", vec![("amount", lacks.into())])))
}

/// The terms that hold for an asset, each with whom it is for, as JSON and as lines below others; `kind`: App,
/// Dataset.
pub async fn posted(
	session: &Session,
	at: &At,
	kind: &'static str,
	id: u32,
) -> Attempt<(Vec<Json>, String)> {
	let grants = state::grants(at, kind, id).await?;
	let holding = grants.iter().filter(|grant| grant.holds).collect::<Vec<_>>();
	let lines = holding.iter().map(|grant| format!("\nfor       {}", in_words(session, grant)));
	Ok((holding.iter().map(|grant| as_json(grant)).collect(), lines.collect()))
}

fn as_json(Grant { to, terms, .. }: &Grant) -> Json {
	let to = match to {
		Grantee::Everybody => json!("everybody"),
		Grantee::Account(who) => json!({ "account": who.to_string() }),
		Grantee::Group(group) => json!({ "group": group }),
	};
	let Terms { price, pool, app, until } = terms;
	json!({ "to": to, "price": price.to_string(), "pool": pool, "app": app, "until": until })
}

fn in_words(session: &Session, Grant { to, terms, .. }: &Grant) -> String {
	let to = match to {
		Grantee::Everybody => "everybody".into(),
		Grantee::Account(who) => session.shown(who),
		Grantee::Group(group) => format!("group {group}"),
	};
	let only = |kind: &str, id: Option<u32>| id.map(|id| format!(", with {kind} {id} only"));
	let (pool, app) = (only("pool", terms.pool), only("app", terms.app));
	format!("{to}: {}{}{}", Rlc(terms.price), pool.unwrap_or_default(), app.unwrap_or_default())
}

#[cfg(test)]
mod tests {
	use super::*;

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

	#[test]
	fn grants_should_say_whom_they_are_for() {
		let terms = Terms { price: 5, pool: Some(3), app: None, until: Some(7) };
		let of = |to| as_json(&Grant { to, terms: terms.clone(), holds: true });
		let expected = json!({
			"to": { "group": 9 }, "price": "5", "pool": 3, "app": null, "until": 7
		});
		assert_eq!(of(Grantee::Group(9)), expected);
		assert_eq!(of(Grantee::Everybody)["to"], "everybody");
		let who = AccountId32([1; 32]);
		assert_eq!(of(Grantee::Account(who))["to"]["account"], who.to_string());
		// The argument of the page behind it.
		assert_eq!(Arg::from(Some(Grantee::Group(9))).json(), json!({ "Group": 9 }));
	}
}
