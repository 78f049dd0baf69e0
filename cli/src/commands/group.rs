// SPDX-License-Identifier: Apache-2.0

//! `bourse group`.

use super::app::Registered;
use crate::{
	args,
	chain::{
		state::{self, Party},
		variant, Arg, Call,
	},
	error::Attempt,
	session::Session,
};
use serde_json::json;

/// Most members of a call.
const AT_ONCE: usize = 256;

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
		args::Group::Show { group } => show(session, group).await,
		args::Group::Add { group, members } => {
			change(session, "Add", ["add_to_group", "add_members"], group, &members).await
		},
		args::Group::Remove { group, members } => {
			let calls = ["remove_from_group", "remove_members"];
			change(session, "Remove", calls, group, &members).await
		},
		args::Group::Transfer { group, to } => {
			let to = session.account(Some(&to))?;
			let args = vec![("id", group.into()), ("to", to.into())];
			let question = format!("Give group {group} to {}?", session.shown(&to));
			let call = Call::new("Registry", "transfer_group", args);
			session.act(&[call], &question).await.map(drop)
		},
	}
}

async fn show(session: &Session, group: u32) -> Attempt {
	let members = state::members(&session.chain.best().await?, group).await?;
	let shown = members.iter().map(|party| match party {
		Party::Account(who) => who.to_string(),
		Party::App(id) => format!("app {id}"),
		Party::Dataset(id) => format!("dataset {id}"),
		Party::Workerpool(id) => format!("pool {id}"),
	});
	let shown = shown.collect::<Vec<_>>();
	let json = json!({ "group": group, "members": shown });
	session.terminal().answer(json, || match shown.is_empty() {
		true => format!("group {group} has no members: `bourse group add` adds some"),
		false => shown.join("\n"),
	})
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

/// Changes members by the calls for one, and for several.
async fn change(
	session: &Session,
	verb: &str,
	[for_one, for_several]: [&'static str; 2],
	group: u32,
	members: &[String],
) -> Attempt {
	let parties = members.iter().map(|member| party(session, member));
	let parties = parties.collect::<Attempt<Vec<_>>>()?;
	let of = |some: &[Arg]| match some {
		[one] => Call::new("Registry", for_one, vec![("id", group.into()), ("party", one.clone())]),
		all => {
			let args = vec![("id", group.into()), ("parties", Arg::List(all.to_vec()))];
			Call::new("Registry", for_several, args)
		},
	};
	let calls = parties.chunks(AT_ONCE).map(of).collect::<Vec<_>>();
	let question = format!("{verb} {} members of group {group}?", parties.len());
	session.act(&calls, &question).await.map(drop)
}
