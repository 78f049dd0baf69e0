// SPDX-License-Identifier: Apache-2.0

//! `bourse group`.

use super::app::Registered;
use crate::{
	args,
	chain::{variant, Arg, Call},
	error::Attempt,
	session::Session,
};
use serde_json::json;

/// `bourse group …`.
pub async fn run(session: &Session, command: args::Group) -> Attempt {
	match command {
		args::Group::Create { name } => {
			let question = format!("Make the group {}?", crate::printable::line(&name));
			let call = Call::new("Registry", "create_group", vec![("name", Arg::Text(name))]);
			let Some(events) = session.send(&[call], &question).await? else { return Ok(()) };
			let Registered { id } = events.first("Registry", "GroupCreated")?;
			session.terminal().answer(json!({ "group": id }), || format!("group {id}"))
		},
		args::Group::Add { group, members } => {
			change(session, "add_to_group", group, &members).await
		},
		args::Group::Remove { group, members } => {
			change(session, "remove_from_group", group, &members).await
		},
		args::Group::Transfer { group, to } => {
			let to = session.account(Some(&to))?;
			let args = vec![("id", group.into()), ("to", to.into())];
			let question = format!("Give group {group} to {}?", session.shown(&to));
			let call = Call::new("Registry", "transfer_group", args);
			session.send(&[call], &question).await.map(drop)
		},
	}
}

/// `app 3`, `dataset 1`, `pool 0`, or an account.
fn party(session: &Session, text: &str) -> Attempt<Arg> {
	let asset = text.split_once(' ').and_then(|(kind, id)| Some((kind, id.parse::<u32>().ok()?)));
	Ok(match asset {
		Some(("app", id)) => variant("App", id),
		Some(("dataset", id)) => variant("Dataset", id),
		Some(("pool", id)) => variant("Workerpool", id),
		_ => variant("Account", session.account(Some(text))?),
	})
}

async fn change(session: &Session, call: &'static str, group: u32, members: &[String]) -> Attempt {
	let of = |member: &String| {
		let party = party(session, member)?;
		Ok(Call::new("Registry", call, vec![("id", group.into()), ("party", party)]))
	};
	let calls = members.iter().map(of).collect::<Attempt<Vec<_>>>()?;
	let verb = if call == "add_to_group" { "Add" } else { "Remove" };
	let question = format!("{verb} {} members of group {group}?", calls.len());
	session.send(&calls, &question).await.map(drop)
}
