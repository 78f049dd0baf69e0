// SPDX-License-Identifier: Apache-2.0

//! What a command works with: the settings, the terminal, the chain.

use crate::{
	args::Options,
	chain::{state, Call, Chain, Events},
	config::Config,
	error::{Attempt, Error},
	history::History,
	keys, names,
	output::Terminal,
	signer::Signer,
};
use serde_json::json;
use std::sync::{Arc, OnceLock};
use subxt::utils::AccountId32;

/// Everything but the chain.
pub struct Local {
	/// The settings, changed by the command line.
	pub config: Config,
	/// The terminal.
	pub terminal: Terminal,
	/// Nothing is sent.
	pub dry_run: bool,
}

impl Local {
	/// Reads the settings.
	pub fn new(options: &Options) -> Attempt<Self> {
		let mut config = Config::load()?;
		config.url = options.url.clone().or(config.url);
		config.account = options.account.clone().or(config.account);
		config.signer = options.signer.clone().or(config.signer).filter(|signer| signer != "none");
		let terminal = Terminal { json: options.json, quiet: options.quiet, yes: options.yes };
		Ok(Self { config, terminal, dry_run: options.dry_run })
	}

	/// Connects to the node.
	pub async fn connect(self) -> Attempt<Session> {
		let chain = Chain::connect(self.config.url()).await?;
		let for_development = chain.is_for_development().await?;
		Ok(Session { local: self, chain, for_development, signer: OnceLock::new() })
	}
}

/// A connected command.
pub struct Session {
	local: Local,
	/// The chain.
	pub chain: Chain,
	/// Whether the chain is one for development.
	pub for_development: bool,
	signer: OnceLock<Arc<Signer>>,
}

impl Session {
	/// The settings.
	pub fn config(&self) -> &Config {
		&self.local.config
	}

	/// The terminal.
	pub fn terminal(&self) -> &Terminal {
		&self.local.terminal
	}

	/// Nothing is sent.
	pub fn is_dry(&self) -> bool {
		self.local.dry_run
	}

	/// The user's own deals.
	pub fn history(&self) -> Attempt<History> {
		History::load(self.config(), self.chain.genesis())
	}

	/// Signs, perhaps after asking for a password, once; or by the user's command.
	pub fn signer(&self) -> Attempt<Arc<Signer>> {
		if let Some(signer) = self.signer.get() {
			return Ok(signer.clone());
		}
		let new = Arc::new(self.new_signer()?);
		Ok(self.signer.get_or_init(|| new).clone())
	}

	fn new_signer(&self) -> Attempt<Signer> {
		let Some(command) = &self.config().signer else {
			return keys::signer(self.config(), self.terminal(), self.for_development);
		};
		match &self.config().account {
			Some(_) => Ok(Signer::of_command(command, self.account(None)?)),
			None => Err(Error::new(format!("the signer `{command}` has no account to sign for"))
				.cure("name it: --account ADDRESS, or `bourse config set account ADDRESS`")),
		}
	}

	/// The account of a name; without one, that which would sign. Asks for no password.
	pub fn account(&self, name: Option<&str>) -> Attempt<AccountId32> {
		match name.or(self.config().account.as_deref()) {
			Some(name) => names::account(self.config(), name, self.for_development),
			None => Ok(self.signer()?.account()),
		}
	}

	/// An account as people should read it.
	pub fn shown(&self, account: &AccountId32) -> String {
		names::shown(self.config(), account, self.for_development)
	}

	/// So many hours from now, by the chain's time, in seconds of the Unix epoch.
	pub async fn until(&self, hours: u32) -> Attempt<u64> {
		let at = self.chain.best().await?;
		Ok(state::now(&at).await?.saturating_add(u64::from(hours) * 3_600))
	}

	/// Asks, then sends the calls as one transaction, and says when a block has it. A dry run shows them, and
	/// sends nothing: `None`.
	pub async fn send(&self, calls: &[Call], question: &str) -> Attempt<Option<Events>> {
		if self.is_dry() {
			self.show(calls).await?;
			return Ok(None);
		}
		self.terminal().confirm(question)?;
		let signer = self.signer()?;
		let events = self.send_as(&signer, calls).await?;
		self.terminal().say("done: a block has it");
		Ok(events)
	}

	/// As [`Self::send`], of calls without an answer of their own: in JSON they are one. Whether they were sent.
	pub async fn act(&self, calls: &[Call], question: &str) -> Attempt<bool> {
		if self.send(calls, question).await?.is_none() {
			return Ok(false);
		}
		let shown = calls.iter().map(Call::json).collect::<Vec<_>>();
		self.terminal().answer(json!({ "calls": shown, "sent": true }), String::new)?;
		Ok(true)
	}

	/// Says why there is nothing to send.
	pub fn need_nothing(&self, why: &str) -> Attempt {
		self.terminal().say(why);
		self.terminal().answer(json!({ "calls": [], "sent": false }), String::new)
	}

	/// As [`Self::send`], without a question, which was asked before.
	pub async fn send_agreed(&self, calls: &[Call]) -> Attempt<Option<Events>> {
		if self.is_dry() {
			self.show(calls).await?;
			return Ok(None);
		}
		self.send_as(&*self.signer()?, calls).await
	}

	/// As [`Self::send_agreed`], by a signer that is there already.
	pub async fn send_as(&self, signer: &Signer, calls: &[Call]) -> Attempt<Option<Events>> {
		if self.is_dry() {
			self.show(calls).await?;
			return Ok(None);
		}
		let mut progress = self.terminal().progress();
		progress.step(match signer.command() {
			Some(command) => format!("waiting for `{command}` to sign, and for a block"),
			None => "waiting for a block".to_owned(),
		});
		let sent = self.chain.submit(signer, calls).await;
		progress.end("");
		sent.map(Some)
	}

	/// The transaction, as polkadot.js would show it.
	async fn show(&self, calls: &[Call]) -> Attempt {
		let data = format!("0x{}", hex::encode(self.chain.encode(calls).await?));
		let shown = calls.iter().map(Call::json).collect::<Vec<_>>();
		let json = json!({ "calls": shown, "data": data, "sent": false });
		self.terminal().answer(json.clone(), || {
			let calls = shown.iter().map(|call| format!("{call:#}")).collect::<Vec<_>>().join("\n");
			format!("{calls}\ndata: {data}")
		})?;
		self.terminal().say("A dry run: nothing was sent.");
		Ok(())
	}
}
