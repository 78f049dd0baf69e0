// SPDX-License-Identifier: Apache-2.0

//! `bourse config`.

use crate::{
	args,
	config::Config,
	error::{Attempt, Error},
	session::Local,
};
use serde_json::json;

/// `bourse config …`.
pub fn run(local: Local, command: args::Config) -> Attempt {
	match command {
		args::Config::Show => {
			let config = &local.config;
			let json = json!({
				"url": config.url(), "account": config.account, "signer": config.signer,
				"names": config.names, "folder": config.folder,
			});
			local.terminal.answer(json, || {
				let account = config.account.as_deref().unwrap_or("none");
				let signer = config.signer.as_deref().unwrap_or("none: keys of this machine");
				let names = config.names.iter().map(|(name, of)| format!("\n{name} = {of}"));
				format!(
					"url      {}\naccount  {account}\nsigner   {signer}\nfolder   {}{}",
					config.url(),
					config.folder.display(),
					names.collect::<String>()
				)
			})
		},
		args::Config::Set { setting, value } => {
			// Not what the command line and the environment say for this once.
			let mut config = Config::load()?;
			let is_url = value.starts_with("ws://") || value.starts_with("wss://");
			match setting.as_str() {
				"url" if !is_url => {
					return Err(Error::new(format!("{value} is no address of a node"))
						.cure("it begins with ws:// or wss://"));
				},
				"url" => config.url = Some(value),
				"signer" => config.signer = Some(value).filter(|value| value != "none"),
				_ => config.account = Some(value),
			}
			config.save()
		},
		args::Config::Name { name, of } => {
			let kind = of.as_deref().and_then(|of| of.split_once(' '));
			let is_asset = kind.is_some_and(|(kind, id)| {
				matches!(kind, "app" | "dataset" | "pool") && id.parse::<u32>().is_ok()
			});
			let is_account = |of: &String| of.parse::<subxt::utils::AccountId32>().is_ok();
			if name.contains('/') || name.parse::<u32>().is_ok() || name.is_empty() {
				return Err(Error::new(format!("{name:?} can't be a name"))
					.cure("it has letters, and no /"));
			}
			let mut config = Config::load()?;
			match of {
				None => drop(config.names.remove(&name)),
				Some(of) if is_asset || is_account(&of) => {
					config.names.insert(name, of);
				},
				Some(of) => {
					return Err(Error::new(format!("{of} can't be named"))
						.cure("write 'app 3', 'dataset 1', 'pool 0', or an address"));
				},
			}
			config.save()
		},
	}
}
