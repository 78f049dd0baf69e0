// SPDX-License-Identifier: Apache-2.0

//! Names in the place of numbers and addresses.
//!
//! A name is the user's own (`bourse config name`), else a stock name of the chain, else `OWNER/NAME`, else that of
//! an asset of the account that signs, or of a pool of the chain's list. Another name is refused with the list of
//! who has it, and so is an ambiguous one. A number always names one.

use crate::{
	chain::{
		state::{self, name_of, Asset, Category, Common},
		At,
	},
	config::Config,
	error::{Attempt, Error},
	keys, printable,
};
use subxt::utils::AccountId32;

/// Features by their names: bits of a tag.
const FEATURES: [(&str, u64); 2] = [("tee", 1), ("gpu", 1 << 8)];

/// Knows the names at one block.
pub struct Names<'a> {
	config: &'a Config,
	at: &'a At,
	for_development: bool,
}

/// A thing that was named.
#[derive(Clone, Debug)]
pub struct Found<T> {
	/// Its number.
	pub id: u32,
	/// What the chain has of it.
	pub of: T,
	/// How people should read it.
	pub shown: String,
}

/// The kinds of assets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
	App,
	Dataset,
	Pool,
}

impl Kind {
	fn word(self) -> &'static str {
		match self {
			Self::App => "app",
			Self::Dataset => "dataset",
			Self::Pool => "pool",
		}
	}

	fn id_of(self, asset: Asset) -> Option<u32> {
		match (self, asset) {
			(Self::App, Asset::App(id))
			| (Self::Dataset, Asset::Dataset(id))
			| (Self::Pool, Asset::Workerpool(id)) => Some(id),
			_ => None,
		}
	}

	/// The number in `3`, `#3` or `app 3`.
	fn number(self, text: &str) -> Option<u32> {
		let rest = text.strip_prefix(self.word()).unwrap_or(text).trim_start();
		rest.strip_prefix('#').unwrap_or(rest).parse().ok()
	}
}

/// A thing of a list.
struct Owned {
	id: u32,
	owner: AccountId32,
	name: String,
	/// Whether it is on the chain's list.
	listed: bool,
}

fn owned(asset: &Common) -> Owned {
	Owned { id: asset.id, owner: asset.owner, name: name_of(&asset.name), listed: false }
}

/// Which of the things has the name: its number, or why none. `owner`: that of OWNER/NAME; without one the name
/// has to be that of a thing of `own`, or of the chain's list, since everybody may give any name.
fn pick(
	kind: Kind,
	text: &str,
	owner: Option<AccountId32>,
	own: Option<AccountId32>,
	all: &[Owned],
) -> Attempt<u32> {
	let name = text.rsplit_once('/').map_or(text, |(_, name)| name);
	let fits = |one: &&Owned| one.name == name && owner.is_none_or(|owner| owner == one.owner);
	let found = all.iter().filter(fits).collect::<Vec<_>>();
	let is_known = |one: &&Owned| owner.is_some() || own == Some(one.owner) || one.listed;
	let known = found.iter().copied().filter(is_known).collect::<Vec<_>>();
	let word = kind.word();
	let list = |of: &[&Owned]| {
		let shown = of.iter().take(10).map(|one| format!("{word} {} of {}", one.id, one.owner));
		shown.collect::<Vec<_>>().join(", ")
	};
	let pin = format!("or name it: `bourse config name {name} '{word} N'`");
	match (known.as_slice(), found.as_slice()) {
		([one], _) => Ok(one.id),
		(_, []) => Err(Error::new(format!("there is no {word} {}", printable::line(text)))
			.cure(format!("`bourse {word} list` shows them"))),
		([], found) => Err(Error::new(format!(
			"{name} is no name of the chain's list, nor one of yours, but of {}",
			list(found)
		))
		.cure(format!("take OWNER/{name} or the number, {pin}"))),
		(several, _) => {
			let what = format!("{} {word}s are named {name}: {}", several.len(), list(several));
			Err(Error::new(what).cure(format!("take one by its number, {pin}")))
		},
	}
}

impl<'a> Names<'a> {
	/// Names at a block of a chain, which may be one for development.
	pub fn new(config: &'a Config, at: &'a At, for_development: bool) -> Self {
		Self { config, at, for_development }
	}

	/// The account of a name or an address.
	pub fn account(&self, text: &str) -> Attempt<AccountId32> {
		account(self.config, text, self.for_development)
	}

	/// An account as people should read it.
	pub fn shown(&self, account: &AccountId32) -> String {
		shown(self.config, account, self.for_development)
	}

	/// A number that needs no look at names: a number itself, an own name, or a stock name.
	async fn direct(&self, kind: Kind, text: &str) -> Attempt<Option<u32>> {
		if let Some(id) = kind.number(text) {
			return Ok(Some(id));
		}
		if let Some(own) = self.config.names.get(text) {
			return match kind.number(own) {
				Some(id) => Ok(Some(id)),
				None => Err(Error::new(format!("your name {text} stands for {own}"))
					.cure(format!("a {} is meant here", kind.word()))),
			};
		}
		if text.contains('/') {
			return Ok(None);
		}
		let stock = state::stock_name(self.at, text).await?;
		Ok(stock.and_then(|asset| kind.id_of(asset)))
	}

	/// The account that signs, as far as it is named: on a chain for development that is alice where none is.
	fn own(&self) -> Option<AccountId32> {
		self.account(self.config.account.as_deref().unwrap_or(keys::FIRST)).ok()
	}

	/// The owner in `OWNER/NAME`.
	fn owner_in(&self, text: &str) -> Attempt<Option<AccountId32>> {
		text.rsplit_once('/').map(|(owner, _)| self.account(owner)).transpose()
	}

	fn label(&self, text: &str, asset: &Common, direct: bool) -> String {
		match direct && Kind::App.number(text).is_none() && Kind::Dataset.number(text).is_none() {
			true => printable::line(text),
			false => format!("{}/{}", self.shown(&asset.owner), name_of(&asset.name)),
		}
	}

	/// An app.
	pub async fn app(&self, text: &str) -> Attempt<Found<state::App>> {
		let direct = self.direct(Kind::App, text).await?;
		let id = match direct {
			Some(id) => id,
			None => {
				let all = state::apps(self.at).await?;
				let all = all.iter().map(|app| owned(&app.asset)).collect::<Vec<_>>();
				pick(Kind::App, text, self.owner_in(text)?, self.own(), &all)?
			},
		};
		let of = state::app(self.at, id).await?;
		let shown = self.label(text, &of.asset, direct.is_some());
		Ok(Found { id, of, shown })
	}

	/// A dataset.
	pub async fn dataset(&self, text: &str) -> Attempt<Found<state::Dataset>> {
		let direct = self.direct(Kind::Dataset, text).await?;
		let id = match direct {
			Some(id) => id,
			None => {
				let all = state::datasets(self.at).await?;
				let all = all.iter().map(|one| owned(&one.asset)).collect::<Vec<_>>();
				pick(Kind::Dataset, text, self.owner_in(text)?, self.own(), &all)?
			},
		};
		let of = state::dataset(self.at, id).await?;
		let shown = self.label(text, &of.asset, direct.is_some());
		Ok(Found { id, of, shown })
	}

	/// A pool: its name is the first line of its description.
	pub async fn pool(&self, text: &str) -> Attempt<Found<state::Pool>> {
		let id = match self.direct(Kind::Pool, text).await? {
			Some(id) => id,
			None => {
				let all = state::pools(self.at).await?.into_iter().map(|pool| Owned {
					id: pool.asset.id,
					owner: pool.asset.owner,
					name: pool_name(&pool.asset.name),
					listed: pool.listed,
				});
				let all = all.collect::<Vec<_>>();
				pick(Kind::Pool, text, self.owner_in(text)?, self.own(), &all)?
			},
		};
		let of = state::pool(self.at, id).await?;
		let name = pool_name(&of.asset.name);
		let shown = match name.is_empty() {
			true => format!("pool {id}"),
			false => format!("{name} (pool {id})"),
		};
		Ok(Found { id, of, shown })
	}

	/// A category, by its name or number.
	pub async fn category(&self, text: &str) -> Attempt<Category> {
		let all = state::categories(self.at).await?;
		let is = |one: &&Category| {
			one.id.to_string() == text || name_of(&one.name).eq_ignore_ascii_case(text)
		};
		if let Some(found) = all.iter().find(is) {
			return Ok(found.clone());
		}
		let names = all.iter().map(|one| name_of(&one.name)).collect::<Vec<_>>();
		Err(Error::new(format!("there is no category {}", printable::line(text)))
			.cure(format!("there are {}", names.join(", "))))
	}
}

/// The name of a pool: the first line of its description, as far as it is short.
pub fn pool_name(description: &[u8]) -> String {
	let text = String::from_utf8_lossy(description);
	let first = text.lines().next().unwrap_or_default();
	let short = first.chars().take(40).collect::<String>();
	printable::line(short.trim_matches(' '))
}

/// The account of a name or an address. Development accounts have names only on such chains: elsewhere
/// everybody could take what is sent to them.
pub fn account(config: &Config, text: &str, for_development: bool) -> Attempt<AccountId32> {
	if let Ok(account) = text.parse() {
		return Ok(account);
	}
	if let Some(Ok(account)) = config.names.get(text).map(|own| own.parse()) {
		return Ok(account);
	}
	if let Some((_, account)) = keys::stored(config).into_iter().find(|(name, _)| name == text) {
		return Ok(account);
	}
	match keys::development(text).filter(|_| for_development) {
		Some(pair) => Ok(pair.public_key().to_account_id()),
		None => Err(Error::new(format!("{} is no account", printable::line(text))).cure(
			"give an address, the name of an account of yours, or one of `bourse config name`",
		)),
	}
}

/// An account as people should read it: by a name that is known here, else by its address.
pub fn shown(config: &Config, account: &AccountId32, for_development: bool) -> String {
	let address = account.to_string();
	if let Some((name, _)) = config.names.iter().find(|(_, of)| **of == address) {
		return name.clone();
	}
	if let Some((name, _)) = keys::stored(config).into_iter().find(|(_, one)| one == account) {
		return name;
	}
	let is = |name: &&str| {
		keys::development(name).is_some_and(|pair| pair.public_key().to_account_id() == *account)
	};
	match keys::DEVELOPMENT.iter().find(|name| for_development && is(name)) {
		Some(name) => (*name).to_owned(),
		None => address,
	}
}

/// The tag of features: `tee`, `gpu`, or bits as `0x100`.
pub fn tag(features: &[String]) -> Attempt<u64> {
	let mut tag = 0;
	for feature in features {
		let known = FEATURES.iter().find(|(name, _)| feature.eq_ignore_ascii_case(name));
		let bits = known.map(|(_, bits)| *bits).or_else(|| {
			feature.strip_prefix("0x").and_then(|digits| u64::from_str_radix(digits, 16).ok())
		});
		tag |= bits.ok_or_else(|| {
			Error::new(format!("there is no feature {}", printable::line(feature)))
				.cure("there are tee, gpu, and bits as 0x100")
		})?;
	}
	Ok(tag)
}

/// A tag in words: what [`tag`] reads.
pub fn features(tag: u64) -> String {
	let named = FEATURES.iter().filter(|(_, bits)| tag & bits == *bits);
	let rest = FEATURES.iter().fold(tag, |rest, (_, bits)| rest & !bits);
	let names = named.map(|(name, _)| (*name).to_owned());
	let rest = (rest > 0).then(|| format!("{rest:#x}"));
	names.chain(rest).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::collections::BTreeMap;

	fn who(byte: u8) -> AccountId32 {
		AccountId32([byte; 32])
	}

	#[test]
	fn numbers_should_be_read_in_all_forms() {
		let read = ["3", "#3", "app 3", "app #3", "app", "x", "dataset 3"];
		let expected = [Some(3), Some(3), Some(3), Some(3), None, None, None];
		assert_eq!(read.map(|text| Kind::App.number(text)), expected);
	}

	#[test]
	fn names_should_be_refused_with_the_list_when_several_have_them() {
		let of = |id, owner, name: &str| Owned { id, owner, name: name.into(), listed: false };
		let all = [of(0, who(1), "python"), of(1, who(1), "python"), of(2, who(1), "rg")];
		let pick = |text, owner| pick(Kind::App, text, owner, Some(who(1)), &all);
		assert_eq!(pick("rg", None), Ok(2));
		for (text, owner) in [("python", None), ("x/python", Some(who(1)))] {
			let told = pick(text, owner).unwrap_err().to_string();
			assert!(told.starts_with("2 apps are named python: app 0 of 5"), "{told}");
		}
		let told = pick("x/rg", Some(who(2))).unwrap_err().to_string();
		assert_eq!(told, "there is no app x/rg: `bourse app list` shows them");
	}

	#[test]
	fn names_of_strangers_should_need_their_owners() {
		let pool = |id, owner, listed| Owned { id, owner, name: "home".into(), listed };
		let all = [pool(0, who(1), true), pool(1, who(2), false), pool(2, who(3), false)];
		let pick = |owner, own, all: &[Owned]| pick(Kind::Pool, "home", owner, own, all);
		assert_eq!(pick(None, None, &all), Ok(0));
		assert_eq!(pick(None, Some(who(2)), &all[1..]), Ok(1));
		assert_eq!(pick(Some(who(3)), None, &all), Ok(2));
		for of in [&all[1..], &all[1..2]] {
			let told = pick(None, Some(who(9)), of).unwrap_err().to_string();
			assert!(told.contains("but of pool 1 of 5") && told.contains("OWNER/home"), "{told}");
		}
		// An own one beside one of the list is two.
		let told = pick(None, Some(who(2)), &all).unwrap_err().to_string();
		assert!(told.starts_with("2 pools are named home: "), "{told}");
	}

	#[test]
	fn accounts_should_have_names_where_these_are_safe() {
		let names = BTreeMap::from([("shop".to_owned(), who(7).to_string())]);
		let config = Config { names, folder: "/nonexistent".into(), ..Config::default() };
		assert_eq!(account(&config, "shop", false), Ok(who(7)));
		assert_eq!(account(&config, &who(9).to_string(), false), Ok(who(9)));
		let alice = account(&config, "alice", true).expect("she is one");
		assert!(account(&config, "alice", false).is_err());
		assert_eq!(shown(&config, &who(7), false), "shop");
		assert_eq!(shown(&config, &alice, true), "alice");
		assert_eq!(shown(&config, &alice, false), alice.to_string());
	}

	#[test]
	fn tags_should_be_named_or_bits() {
		let tag = |text: &str| tag(&text.split(',').map(str::to_owned).collect::<Vec<_>>());
		assert_eq!(tag("tee,GPU"), Ok(0x101));
		assert_eq!(tag("0x200"), Ok(0x200));
		assert!(tag("tpu").unwrap_err().to_string().contains("there are tee, gpu"));
		assert_eq!([0, 1, 0x101, 0x300].map(features), ["", "tee", "tee,gpu", "gpu,0x200"]);
	}

	#[test]
	fn pools_should_be_named_by_their_first_line() {
		assert_eq!(pool_name(b"home\nsome machines"), "home");
		assert_eq!(pool_name(b" a\x1bb "), "a\\u{1b}b");
		assert_eq!(pool_name(&[b'x'; 100]).len(), 40);
	}
}
