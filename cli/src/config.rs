// SPDX-License-Identifier: Apache-2.0

//! The config file: node, account, and the user's own names.
//!
//! ```toml
//! url = "ws://127.0.0.1:9944"
//! account = "ann"
//! signer = "subkey sign --hex --suri /media/key/ann"
//!
//! [names]
//! python = "app 0"
//! ```

use crate::error::{Attempt, Error, While};
use serde::{Deserialize, Serialize};
use std::{
	collections::BTreeMap,
	env, fs,
	path::{Path, PathBuf},
};

/// The node where none is named.
pub const URL: &str = "ws://127.0.0.1:9944";
/// The variable with the folder of config, accounts and history.
const FOLDER: &str = "BOURSE_HOME";

/// What the config file holds, and what the command line changed of it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
	/// Address of the node.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub url: Option<String>,
	/// Name of the account that signs.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub account: Option<String>,
	/// Command that signs for it, in the place of keys of this machine.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub signer: Option<String>,
	/// The user's own names: `app 3`, `dataset 1`, `pool 0`, or an address.
	#[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
	pub names: BTreeMap<String, String>,
	/// The folder of config, accounts and history.
	#[serde(skip)]
	pub folder: PathBuf,
}

impl Config {
	/// The file's content; the defaults without a file.
	pub fn load() -> Attempt<Self> {
		Self::of_folder(folder()?)
	}

	fn of_folder(folder: PathBuf) -> Attempt<Self> {
		let file = folder.join("config.toml");
		let text = match fs::read_to_string(&file) {
			Ok(text) => text,
			Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
			Err(error) => return Err(error).during(file.display()),
		};
		let read = toml::from_str::<Self>(&text).map_err(|error| {
			let what = format!("{} can't be read: {}", file.display(), error.message());
			Error::new(what).cure("mend or remove that line")
		})?;
		Ok(Self { folder, ..read })
	}

	/// Writes the file, whole or not at all.
	pub fn save(&self) -> Attempt {
		let text = toml::to_string(self).during("the config")?;
		fs::create_dir_all(&self.folder).during(self.folder.display())?;
		write_whole(&self.folder.join("config.toml"), text.as_bytes())
	}

	/// Address of the node.
	pub fn url(&self) -> &str {
		self.url.as_deref().unwrap_or(URL)
	}

	/// The folder of the accounts' files.
	pub fn keys(&self) -> PathBuf {
		self.folder.join("accounts")
	}
}

/// Writes a file beside it, then renames it.
pub fn write_whole(file: &Path, content: &[u8]) -> Attempt {
	let beside = file.with_extension("new");
	fs::write(&beside, content).during(beside.display())?;
	fs::rename(&beside, file).during(file.display())
}

fn folder() -> Attempt<PathBuf> {
	let of = |name: &str| env::var_os(name).filter(|path| !path.is_empty()).map(PathBuf::from);
	of(FOLDER)
		.or_else(|| of("XDG_CONFIG_HOME").map(|folder| folder.join("bourse")))
		.or_else(|| of("HOME").map(|home| home.join(".config").join("bourse")))
		.ok_or_else(|| Error::new("there is no home folder").cure(format!("set {FOLDER}")))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn config_should_be_read_as_it_was_saved() {
		let folder = tempfile::tempdir().expect("a folder");
		let path = folder.path().to_path_buf();
		let empty = Config::of_folder(path.clone()).expect("no file is no error");
		assert_eq!((empty.url(), &empty.account), (URL, &None));
		let names = BTreeMap::from([("python".to_owned(), "app 0".to_owned())]);
		let (account, signer) = (Some("ann".to_owned()), Some("sign --hex".to_owned()));
		let url = Some("ws://there:1".into());
		let config = Config { url, account, signer, names, folder: path.clone() };
		config.save().expect("it is saved");
		assert_eq!(Config::of_folder(path).expect("it is read"), config);
	}

	#[test]
	fn config_should_be_refused_when_a_key_is_unknown() {
		let folder = tempfile::tempdir().expect("a folder");
		fs::write(folder.path().join("config.toml"), "ulr = \"x\"\n").expect("it is written");
		let told = Config::of_folder(folder.path().into()).unwrap_err().to_string();
		assert!(told.contains("ulr") && told.ends_with("mend or remove that line"), "{told}");
	}
}
