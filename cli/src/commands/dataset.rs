// SPDX-License-Identifier: Apache-2.0

//! `bourse dataset`.

use super::{
	app::{self, Registered},
	terms,
};
use crate::{
	amount::Rlc,
	args,
	chain::{
		state::{self, name_of},
		Arg, Call,
	},
	error::{Attempt, Error},
	files,
	names::Names,
	output::table,
	session::Session,
};
use serde_json::json;
use std::path::Path;

/// `bourse dataset …`.
pub async fn run(session: &Session, command: args::Dataset) -> Attempt {
	let at = session.chain.best().await?;
	let names = Names::new(session.config(), &at, session.for_development);
	match command {
		args::Dataset::List { text } => list(session, text.as_deref()).await,
		args::Dataset::Count => {
			let count = state::count(&at, "datasets").await?;
			session.terminal().answer(json!(count), || count.to_string())
		},
		args::Dataset::Show { dataset } => show(session, &dataset).await,
		args::Dataset::Publish { file, name, address, offer, app, restricted } => {
			let publish = Publish { name, address, app, restricted };
			publish.publish(session, &file, &offer).await
		},
		args::Dataset::Price { dataset, offer, app } => {
			let dataset = names.dataset(&dataset).await?;
			let audience = terms::audience(session, &offer, false)?;
			let terms = terms::terms(&names, &offer, app.as_deref()).await?;
			let needed = state::resting_deposit(&at).await?;
			let deposit = terms::deposit(&at, &session.account(None)?, needed).await?;
			let mut calls = deposit.into_iter().collect::<Vec<_>>();
			calls.push(terms::post("dataset", dataset.id, audience, Some(terms)));
			let (id, shown, price) = (dataset.id, dataset.shown, offer.price);
			let question = format!("Offer dataset {id} ({shown}) at {price} a task?");
			session.act(&calls, &question).await.map(drop)
		},
		args::Dataset::Unpublish { dataset, offer } => {
			let dataset = names.dataset(&dataset).await?;
			let audience = terms::audience(session, &offer, false)?;
			let call = terms::post("dataset", dataset.id, audience, None);
			let question = format!("Sell no more of dataset {} ({})?", dataset.id, dataset.shown);
			session.act(&[call], &question).await.map(drop)
		},
		args::Dataset::Revoke { dataset } => {
			let dataset = names.dataset(&dataset).await?;
			let (id, shown) = (dataset.id, dataset.shown);
			let question = format!("Void all terms and orders of dataset {id} ({shown})?");
			session.act(&[terms::revoke_all("Dataset", id)], &question).await.map(drop)
		},
		args::Dataset::Transfer { dataset, to } => {
			let dataset = names.dataset(&dataset).await?;
			let to = session.account(Some(&to))?;
			let args = vec![("id", dataset.id.into()), ("to", to.into())];
			let (id, shown) = (dataset.id, dataset.shown);
			let question = format!("Give dataset {id} ({shown}) to {}?", session.shown(&to));
			let call = Call::new("Registry", "transfer_dataset", args);
			session.act(&[call], &question).await.map(drop)
		},
	}
}

async fn list(session: &Session, text: Option<&str>) -> Attempt {
	let at = session.chain.best().await?;
	let (mut rows, mut all) = (Vec::new(), Vec::new());
	for dataset in state::datasets(&at).await? {
		let (id, price, asset) = (dataset.asset.id, dataset.price(), &dataset.asset);
		let (name, owner) = (name_of(&asset.name), session.shown(&asset.owner));
		if !app::matches(text, &[&name, &owner]) {
			continue;
		}
		all.push(json!({
			"dataset": id, "name": name, "owner": asset.owner.to_string(),
			"price": price.map(|price| price.0.to_string()), "restricted": dataset.restricted,
		}));
		let price = price.map_or_else(|| "not for everybody".into(), |price| price.to_string());
		rows.push([id.to_string(), format!("{owner}/{name}"), price]);
	}
	session.terminal().answer(json!(all), || match rows.is_empty() {
		true => "no dataset: `bourse dataset publish FILE` registers one".into(),
		false => table([" dataset", "name", " price"], rows),
	})
}

async fn show(session: &Session, name: &str) -> Attempt {
	let at = session.chain.best().await?;
	let names = Names::new(session.config(), &at, session.for_development);
	let found = names.dataset(name).await?;
	let (price, checksum, asset) = (found.of.price(), found.of.checksum, &found.of.asset);
	let (terms, whom) = terms::posted(session, &at, "Dataset", found.id).await?;
	let json = json!({
		"dataset": found.id, "name": name_of(&asset.name), "owner": asset.owner.to_string(),
		"description": name_of(&asset.description), "link": name_of(&asset.link),
		"checksum": format!("{checksum:?}"), "restricted": found.of.restricted,
		"price": price.map(|price| price.0.to_string()), "terms": terms,
	});
	session.terminal().answer(json, || {
		let price = price.map_or_else(|| "not for everybody".into(), |price| price.to_string());
		let for_whom = match found.of.restricted {
			true => "passed on to workers of the same deal only",
			false => "passed on to everybody",
		};
		format!(
			"dataset   {} ({})\nowner     {}\nprice     {price}{whom}\ncontent   {for_whom}\nchecksum  {checksum:?}{}",
			found.id,
			found.shown,
			session.shown(&asset.owner),
			app::about(asset)
		)
	})
}

/// What a dataset is registered with.
struct Publish {
	name: Option<String>,
	address: Option<String>,
	app: Option<String>,
	restricted: bool,
}

/// How a file is packed, by its name.
fn packing(file: &Path) -> &'static str {
	let name = file.to_string_lossy().to_lowercase();
	let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
	if ends(&[".tar.gz", ".tgz"]) {
		"TarGz"
	} else if ends(&[".tar"]) {
		"Tar"
	} else if ends(&[".zip"]) {
		"Zip"
	} else {
		"File"
	}
}

/// What files begin with that hold others, as what each can be registered, and what it is.
const KINDS: [(&[u8], &str, &str); 7] = [
	(b"\x1f\x8b", "TarGz", "compressed with gzip"),
	(b"PK\x03\x04", "Zip", "a zip archive"),
	(b"BZh", "", "compressed with bzip2"),
	(b"\xfd7zXZ\0", "", "compressed with xz"),
	(b"\x28\xb5\x2f\xfd", "", "compressed with zstd"),
	(b"7z\xbc\xaf\x27\x1c", "", "a 7z archive"),
	(b"Rar!", "", "a rar archive"),
];

/// Refuses an archive that its name takes for one of another kind: workers would not unpack it. Gives a
/// note where an archive stays one file.
fn check_packing(file: &Path, begin: &[u8]) -> Attempt<Option<String>> {
	let (packing, shown) = (packing(file), file.display());
	// A tar archive begins with a name, which may be any text.
	let may_be = |magic: &[u8]| packing != "Tar" || !magic.iter().all(u8::is_ascii_graphic);
	let found = KINDS.into_iter().find(|(magic, ..)| begin.starts_with(magic) && may_be(magic));
	let cure = "pack it as its name says, or give it another name: .tar, .tar.gz or .zip";
	match found {
		Some((_, own, kind)) if packing != "File" && own != packing => {
			Err(Error::new(format!("{shown} is {kind}")).cure(cure))
		},
		None if packing == "TarGz" => {
			Err(Error::new(format!("{shown} is not compressed with gzip")).cure(cure))
		},
		Some((_, own, kind)) if packing == "File" && own != "TarGz" && own != "Zip" => {
			Ok(Some(format!(
				"{shown} is {kind} and stays one file: as .tar.gz or .zip it would be unpacked"
			)))
		},
		_ => Ok(None),
	}
}

impl Publish {
	async fn publish(self, session: &Session, file: &Path, offer: &args::Offer) -> Attempt {
		let name = app::name_for(file, self.name)?;
		let (hash, size, begin) = app::checksum(file)?;
		if let Some(note) = check_packing(file, &begin)? {
			session.terminal().say(note);
		}
		let mut for_files = Rlc(0);
		if self.address.is_none() {
			files::check_size(file, size)?;
			session.chain.takes_files().await?;
			for_files = files::stake_for([size]);
		}
		let who = session.account(None)?;
		let at = session.chain.best().await?;
		let names = Names::new(session.config(), &at, session.for_development);
		let audience = terms::audience(session, offer, false)?;
		let terms = terms::terms(&names, offer, self.app.as_deref()).await?;
		let needed = state::resting_deposit(&at).await?;
		if !session.is_dry() {
			let question = format!(
				"Register {name} and offer it at {} a task ({needed} are locked)?",
				offer.price
			);
			session.terminal().confirm(&question)?;
		}
		let deposit = terms::deposit(&at, &who, needed.max(for_files)).await?;
		let first = deposit.is_some() && self.address.is_none() && !session.is_dry();
		if let (Some(deposit), true) = (&deposit, first) {
			session.send_as(&*session.signer()?, std::slice::from_ref(deposit)).await?;
		}
		let address = app::place(session, file, hash, size, self.address).await?;
		let id = state::count(&session.chain.best().await?, "datasets").await?;
		let mut calls = deposit.filter(|_| !first).into_iter().collect::<Vec<_>>();
		calls.push(Call::new(
			"Registry",
			"register_dataset_with",
			vec![
				("owner", who.into()),
				("name", Arg::Text(name)),
				("multiaddr", Arg::Text(address)),
				("checksum", hash.0.into()),
				("packing", Arg::Unit(packing(file))),
				("restricted", self.restricted.into()),
			],
		));
		calls.push(terms::post("dataset", id, audience, Some(terms)));
		let Some(events) = session.send_agreed(&calls).await? else {
			return Ok(());
		};
		let Registered { id } = events.first("Registry", "DatasetRegistered")?;
		session.terminal().answer(json!({ "dataset": id, "checksum": format!("{hash:?}") }), || {
			format!("dataset {id}")
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn packing_should_follow_from_the_name() {
		let of =
			["a.tar", "a.TGZ", "a.tar.gz", "a.zip", "a.csv", "tar"].map(Path::new).map(packing);
		assert_eq!(of, ["Tar", "TarGz", "TarGz", "Zip", "File", "File"]);
	}

	#[test]
	fn packing_should_be_refused_when_the_content_is_of_another_kind() {
		let check = |name: &str, begin: &[u8]| check_packing(Path::new(name), begin);
		let (gzip, zip) = (&b"\x1f\x8b\x08\0"[..], &b"PK\x03\x04"[..]);
		let xz = b"\xfd7zXZ\0";
		let good: [(&str, &[u8]); 8] = [
			("a.tar.gz", gzip),
			("a.zip", zip),
			("a.csv", b"a,b,"),
			("a.jar", zip),
			("a.csv.gz", gzip),
			("a.tar", b"Rar!"),
			("a.tar", b"PKGBUILD"),
			("a.zip", b"MZ\x90\0"),
		];
		for (name, begin) in good {
			assert_eq!(check(name, begin), Ok(None), "{name}");
		}
		let told = |name: &str, begin: &[u8]| check(name, begin).unwrap_err().what().to_owned();
		assert_eq!(told("a.tar", gzip), "a.tar is compressed with gzip");
		assert_eq!(told("a.tgz", zip), "a.tgz is a zip archive");
		assert_eq!(told("a.tgz", b"a/\0\0"), "a.tgz is not compressed with gzip");
		assert_eq!(told("a.zip", xz), "a.zip is compressed with xz");
		let note = check("a.tar.xz", xz).expect("a file can be anything").expect("there is a note");
		assert!(note.starts_with("a.tar.xz is compressed with xz and stays one file"), "{note}");
	}
}
