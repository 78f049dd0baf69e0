// SPDX-License-Identifier: Apache-2.0

//! `bourse app`, and `bourse upload`.

use super::terms;
use crate::{
	amount::Rlc,
	args,
	chain::{
		state::{self, name_of},
		Arg, Call,
	},
	config::write_whole,
	declaration::Declaration,
	error::{Attempt, Error, While},
	files,
	names::Names,
	output::{span, table, Terminal},
	printable,
	session::Session,
};
use bourse_formats::{Hash, Hasher};
use scale_decode::DecodeAsType;
use serde_json::json;
use std::{
	env, fs,
	fs::File,
	io::{self, Read},
	path::{Path, PathBuf},
	process::Command,
};

/// The files of a new app.
const TEMPLATE: [(&str, &str); 4] = [
	("Cargo.toml", include_str!("../../../apps/template/Cargo.toml")),
	("Cargo.lock", include_str!("../../../apps/template/Cargo.lock")),
	("src/main.rs", include_str!("../../../apps/template/src/main.rs")),
	(SAID, include_str!("../../../apps/template/bourse.json")),
];
/// What an app says of itself, in its folder.
const SAID: &str = "bourse.json";
/// Where apps are compiled to.
const TARGET: &str = "wasm32-wasip1";
/// The first bytes of a WebAssembly module, and its version.
const MAGIC: [u8; 8] = *b"\0asm\x01\0\0\0";

/// Number of a thing that was registered.
#[derive(DecodeAsType)]
pub struct Registered {
	/// The number.
	pub id: u32,
}

/// `bourse app …`.
pub async fn run(session: &Session, command: args::App) -> Attempt<u8> {
	match command {
		// Without a node: see `super::run`.
		args::App::New { .. }
		| args::App::Build { .. }
		| args::App::Declare { .. }
		| args::App::Test { .. } => (),
		args::App::List { text } => list(session, text.as_deref()).await?,
		args::App::Count => {
			let count = state::count(&session.chain.best().await?, "apps").await?;
			session.terminal().answer(json!(count), || count.to_string())?;
		},
		args::App::Show { app } => show(session, &app).await?,
		args::App::Publish { module, name, address, offer, private } => {
			publish(session, &module, name, address, &offer, private).await?;
		},
		args::App::Price { app, offer } => post(session, &app, &offer, true).await?,
		args::App::Unpublish { app, offer } => post(session, &app, &offer, false).await?,
		args::App::Revoke { app } => {
			let at = session.chain.best().await?;
			let names = Names::new(session.config(), &at, session.for_development);
			let app = names.app(&app).await?;
			let question = format!("Void all terms and orders of app {} ({})?", app.id, app.shown);
			session.act(&[terms::revoke_all("App", app.id)], &question).await?;
		},
		args::App::Transfer { app, to } => {
			let at = session.chain.best().await?;
			let names = Names::new(session.config(), &at, session.for_development);
			let app = names.app(&app).await?;
			let to = session.account(Some(&to))?;
			let call = Call::new(
				"Registry",
				"transfer_app",
				vec![("id", app.id.into()), ("to", to.into())],
			);
			let question =
				format!("Give app {} ({}) to {}?", app.id, app.shown, session.shown(&to));
			session.act(&[call], &question).await?;
		},
	}
	Ok(0)
}

/// Whether a thing is among those that are asked for.
pub fn matches(text: Option<&str>, in_these: &[&str]) -> bool {
	let text = text.unwrap_or_default().to_lowercase();
	in_these.iter().any(|one| one.to_lowercase().contains(&text))
}

async fn list(session: &Session, text: Option<&str>) -> Attempt {
	let at = session.chain.best().await?;
	let (mut rows, mut all) = (Vec::new(), Vec::new());
	for app in state::apps(&at).await? {
		let (id, price, asset) = (app.asset.id, app.price(), &app.asset);
		let (name, owner) = (name_of(&asset.name), session.shown(&asset.owner));
		let stock = asset.stock_names.first().map(|name| name_of(name));
		if !matches(text, &[&name, &owner, stock.as_deref().unwrap_or_default()]) {
			continue;
		}
		all.push(json!({
			"app": id, "name": name, "owner": asset.owner.to_string(), "stock": stock,
			"price": price.map(|price| price.0.to_string()), "checksum": format!("{:?}", app.checksum),
			"description": name_of(&asset.description),
		}));
		let shown = stock.unwrap_or_else(|| format!("{owner}/{name}"));
		let price = price.map_or_else(|| "not for everybody".into(), |price| price.to_string());
		rows.push([id.to_string(), shown, price, name_of(&asset.description)]);
	}
	session.terminal().answer(json!(all), || match rows.is_empty() {
		true => "no app: `bourse app publish MODULE` registers one".into(),
		false => table([" app", "name", " price", "what it does: how it is run"], rows),
	})
}

async fn show(session: &Session, name: &str) -> Attempt {
	let at = session.chain.best().await?;
	let app = Names::new(session.config(), &at, session.for_development).app(name).await?;
	let (price, checksum, asset) = (app.of.price(), app.of.checksum, &app.of.asset);
	let about = about(asset);
	let said = Declaration::of_app(&session.chain, checksum).await;
	let (terms, whom) = terms::posted(session, &at, "App", app.id).await?;
	let json = json!({
		"app": app.id, "name": name_of(&asset.name), "owner": asset.owner.to_string(),
		"description": name_of(&asset.description), "link": name_of(&asset.link),
		"checksum": format!("{checksum:?}"),
		"price": price.map(|price| price.0.to_string()), "terms": terms, "declaration": said,
	});
	session.terminal().answer(json, || {
		let said = said.map_or_else(String::new, |said| format!("\n\n{}", said.text()));
		let price = price.map_or_else(|| "not for everybody".into(), |price| price.to_string());
		format!(
			"app       {} ({})\nowner     {}\nprice     {price}{whom}\nchecksum  {checksum:?}{about}{said}",
			app.id,
			app.shown,
			session.shown(&asset.owner)
		)
	})
}

/// What an asset's owner says of it, as lines below others.
pub fn about(asset: &state::Common) -> String {
	let line = |title: &str, text: &[u8]| match text {
		[] => String::new(),
		text => format!("\n{title:<10}{}", name_of(text)),
	};
	line("about", &asset.description) + &line("page", &asset.link)
}

/// Checksum and size of a file of any size, and its first bytes.
pub fn checksum(path: &Path) -> Attempt<(Hash, u64, Vec<u8>)> {
	let shown = path.display();
	let mut file = File::open(path).during(&shown)?;
	let mut first = vec![0; MAGIC.len()];
	let read = file.read(&mut first).during(&shown)?;
	first.truncate(read);
	let mut hasher = Hasher::new();
	hasher.update(&first);
	let rest = io::copy(&mut file, &mut hasher).during(&shown)?;
	Ok((hasher.finish(), rest + read as u64, first))
}

/// Where workers get a file: an address whose content was compared, or the node's store.
pub async fn place(
	session: &Session,
	path: &Path,
	hash: Hash,
	size: u64,
	address: Option<String>,
) -> Attempt<String> {
	if let Some(address) = address {
		let url = address.clone();
		if !url.starts_with("http") {
			return Ok(address);
		}
		session.terminal().say(format!(
			"comparing {} with {}",
			printable::line(&url),
			path.display()
		));
		let fetched = tokio::task::spawn_blocking(move || files::checksum_of(&url)).await;
		let (found, bytes) = fetched.during("the download")??;
		return match found == hash {
			true => Ok(address),
			false => Err(Error::new(format!(
				"{} has {bytes} other bytes than {}",
				printable::line(&address),
				path.display()
			))
			.cure("put the same file there")),
		};
	}
	files::check_size(path, size)?;
	if !session.is_dry() {
		let kept = session.chain.upload(&*session.signer()?, &files::read(path)?).await?;
		let left = kept.until.saturating_sub(super::buy::now());
		session
			.terminal()
			.say(format!("in the node's store for {}; give an --address for good", span(left)));
	}
	// Nodes find it by its checksum.
	Ok(String::new())
}

/// A name, from the file's without one.
pub fn name_for(path: &Path, name: Option<String>) -> Attempt<String> {
	let name = name.or_else(|| path.file_stem().map(|stem| stem.to_string_lossy().into_owned()));
	let name = name.unwrap_or_default();
	if name.is_empty() || name.len() > 64 || printable::line(&name) != name || name.contains('/') {
		return Err(Error::new(format!("{} is no name", printable::line(&name)))
			.cure("--name takes 1 to 64 bytes of plain text without /"));
	}
	Ok(name)
}

async fn publish(
	session: &Session,
	module: &Path,
	name: Option<String>,
	address: Option<String>,
	offer: &args::Offer,
	private: bool,
) -> Attempt {
	let name = name_for(module, name)?;
	let (hash, size, first) = checksum(module)?;
	if first != MAGIC {
		return Err(Error::new(format!("{} is no WebAssembly module", module.display()))
			.cure(format!("compile the program for {TARGET}: `bourse app new` has an example")));
	}
	inspect(session, module)?;
	if address.is_none() {
		files::check_size(module, size)?;
		session.chain.takes_files().await?;
	}
	let who = session.account(None)?;
	let at = session.chain.best().await?;
	let names = Names::new(session.config(), &at, session.for_development);
	let (audience, terms) =
		(terms::audience(session, offer, private)?, terms::terms(&names, offer, None).await?);
	let needed = state::resting_deposit(&at).await?;
	let question =
		format!("Register {name} and offer it at {} a task ({needed} are locked)?", offer.price);
	if !session.is_dry() {
		session.terminal().confirm(&question)?;
	}
	let for_files = if address.is_none() { files::stake_for([size]) } else { Rlc(0) };
	let deposit = terms::deposit(&at, &who, needed.max(for_files)).await?;
	if let (Some(deposit), false, None) = (&deposit, session.is_dry(), &address) {
		// The node keeps files of who has a stake.
		session.send_as(&*session.signer()?, std::slice::from_ref(deposit)).await?;
	}
	let is_paid = deposit.is_some() && address.is_none() && !session.is_dry();
	let address = place(session, module, hash, size, address).await?;
	// The number is known only if nobody comes first; then the whole transaction is refused.
	let id = state::count(&session.chain.best().await?, "apps").await?;
	let mut calls = deposit.filter(|_| !is_paid).into_iter().collect::<Vec<_>>();
	calls.push(Call::new(
		"Registry",
		"register_app",
		vec![
			("owner", who.into()),
			("name", Arg::Text(name.clone())),
			("kind", Arg::Unit("Wasi")),
			("multiaddr", Arg::Text(address)),
			("checksum", hash.0.into()),
			("mrenclave", Vec::<u8>::new().into()),
		],
	));
	calls.push(terms::post("app", id, audience, Some(terms)));
	let Some(events) = session.send_agreed(&calls).await? else { return Ok(()) };
	let Registered { id } = events.first("Registry", "AppRegistered")?;
	session
		.terminal()
		.answer(json!({ "app": id, "checksum": format!("{hash:?}") }), || format!("app {id}"))?;
	session.terminal().say(format!("Run it: bourse run {id} -- ARGUMENTS"));
	Ok(())
}

async fn post(session: &Session, app: &str, offer: &args::Offer, offered: bool) -> Attempt {
	let at = session.chain.best().await?;
	let names = Names::new(session.config(), &at, session.for_development);
	let app = names.app(app).await?;
	let audience = terms::audience(session, offer, false)?;
	let terms = match offered {
		true => Some(terms::terms(&names, offer, None).await?),
		false => None,
	};
	let mut calls = Vec::new();
	if offered {
		let needed = state::resting_deposit(&at).await?;
		calls.extend(terms::deposit(&at, &session.account(None)?, needed).await?);
	}
	calls.push(terms::post("app", app.id, audience, terms));
	let question = match offered {
		true => format!("Offer app {} ({}) at {} a task?", app.id, app.shown, offer.price),
		false => format!("Sell no more of app {} ({})?", app.id, app.shown),
	};
	session.act(&calls, &question).await.map(drop)
}

/// The sandbox as a command, beside this one or in the path.
fn sandbox() -> Option<PathBuf> {
	let name = "bourse-compute";
	let beside = env::current_exe().ok().and_then(|exe| Some(exe.parent()?.join(name)));
	let in_path = env::var_os("PATH").into_iter().flat_map(|path| {
		env::split_paths(&path).map(|folder| folder.join(name)).collect::<Vec<_>>()
	});
	beside.into_iter().chain(in_path).find(|file| file.is_file())
}

/// Whether workers would run the module, where the sandbox is here to say.
fn inspect(session: &Session, module: &Path) -> Attempt {
	let Some(sandbox) = sandbox() else {
		session
			.terminal()
			.say("bourse-compute is not here: workers will say whether they run the module");
		return Ok(());
	};
	let told =
		Command::new(sandbox).arg("inspect").arg(module).output().during("bourse-compute")?;
	match told.status.success() {
		true => Ok(()),
		false => {
			let why = printable::lines(&told.stderr);
			let why = why.lines().last().unwrap_or("bourse-compute inspect says no").to_owned();
			Err(Error::new(format!("workers would not run {}: {why}", module.display())))
		},
	}
}

/// `bourse app new`.
pub fn new(terminal: &Terminal, folder: &Path) -> Attempt {
	let name =
		folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
	let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
	if !name.starts_with(|letter: char| letter.is_ascii_alphabetic()) || !name.chars().all(fits) {
		return Err(Error::new(format!("{} is no name for a program", printable::line(&name)))
			.cure("letters, digits, - and _ make one"));
	}
	fs::create_dir(folder).map_err(|error| {
		Error::new(format!("{} can't be made: {error}", folder.display()))
			.cure("take another folder")
	})?;
	fs::create_dir(folder.join("src")).during(folder.display())?;
	for (path, content) in TEMPLATE {
		let content = match path {
			SAID => content.replace("my-app", &name),
			path if path.starts_with("Cargo") => {
				content.replace("name = \"my-app\"", &format!("name = \"{name}\""))
			},
			_ => content.to_owned(),
		};
		fs::write(folder.join(path), content).during(folder.join(path).display())?;
	}
	terminal.say(format!("Edit {0}/src/main.rs, then: bourse app build {0}", folder.display()));
	terminal.answer(json!({ "folder": folder.display().to_string() }), String::new)
}

/// `bourse app build`.
pub fn build(terminal: &Terminal, folder: &Path) -> Attempt {
	if !folder.join("Cargo.toml").is_file() {
		return Err(Error::new(format!("{} has no Cargo.toml", folder.display()))
			.cure("`bourse app new` makes a folder that can be built"));
	}
	let root = folder.canonicalize().during(folder.display())?;
	// No path of this machine gets into the module, so that it is the same anywhere.
	let flags = format!("--remap-path-prefix={}=/app", root.display());
	let target = root.join("target");
	let status = Command::new("cargo")
		.args(["build", "--release", "--target", TARGET])
		.env("RUSTFLAGS", flags)
		.env("CARGO_TARGET_DIR", &target)
		.current_dir(&root)
		.status()
		.map_err(|error| {
			Error::new(format!("cargo can't be started: {error}"))
				.cure("install Rust: https://rustup.rs")
		})?;
	if !status.success() {
		return Err(Error::new("the app did not compile")
			.cure(format!("if the target is missing: rustup target add {TARGET}")));
	}
	let built = target.join(TARGET).join("release");
	let is_module = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "wasm");
	let entries = fs::read_dir(&built).during(built.display())?;
	let mut modules = entries.flatten().map(|entry| entry.path()).filter(is_module);
	let module = modules.next().ok_or_else(|| Error::new("cargo made no module"))?;
	let said = root.join(SAID);
	if said.is_file() {
		let said = Declaration::read(&fs::read(&said).during(said.display())?)?;
		write_whole(&module, &said.put_into(&fs::read(&module).during(module.display())?)?)?;
	}
	terminal.answer(json!({ "module": module }), || module.display().to_string())
}

/// `bourse app declare`.
pub fn declare(terminal: &Terminal, module: &Path, declaration: Option<&Path>) -> Attempt {
	let content = fs::read(module).during(module.display())?;
	if !content.starts_with(&MAGIC) {
		return Err(Error::new(format!("{} is no WebAssembly module", module.display())));
	}
	let Some(file) = declaration else {
		let found = Declaration::of_module(&content);
		let found = found.ok_or_else(|| Error::new("the module says nothing of itself"))?;
		return terminal.answer(json!(found), || found.text());
	};
	let said = Declaration::read(&fs::read(file).during(file.display())?)?;
	write_whole(module, &said.put_into(&content)?)?;
	terminal.say("The module has another checksum now: publish it anew.");
	terminal.answer(json!({ "module": module.display().to_string() }), String::new)
}

/// `bourse app test`.
pub fn test(module: &Path, args: &[String]) -> Attempt<u8> {
	let Some(sandbox) = sandbox() else {
		return Err(Error::new("bourse-compute, the sandbox, is not here")
			.cure("it comes with the release; put it beside `bourse` or into the PATH"));
	};
	let args = args.iter().map(|arg| format!("--arg={arg}"));
	let status = Command::new(sandbox).arg("run").arg(module).args(args).status();
	let status = status.during("bourse-compute")?;
	Ok(crate::error::status_of_program(status.code().unwrap_or(1)))
}

/// `bourse upload`.
pub async fn upload(session: &Session, args: args::Upload) -> Attempt {
	let upload = files::read(&args.file)?;
	session.chain.takes_files().await?;
	let kept = session.chain.upload(&*session.signer()?, &upload).await?;
	let left = kept.until.saturating_sub(super::buy::now());
	let json = json!({
		"hash": format!("{:?}", kept.hash), "address": format!("/ipfs/{}", kept.cid), "until": kept.until,
	});
	session.terminal().answer(json, || format!("{:?}\n/ipfs/{}", kept.hash, kept.cid))?;
	session.terminal().say(format!("kept for {}", span(left)));
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn names_should_come_from_files_when_none_is_given() {
		assert_eq!(name_for(Path::new("a/solve.wasm"), None), Ok("solve".into()));
		assert_eq!(name_for(Path::new("a/solve.wasm"), Some("x".into())), Ok("x".into()));
		for bad in ["", "a/b", "a\u{202e}b", &"x".repeat(65)] {
			assert!(name_for(Path::new("x"), Some(bad.into())).is_err(), "{bad}");
		}
	}

	#[test]
	fn about_should_be_silent_where_the_owner_is() {
		let owner = subxt::utils::AccountId32([1; 32]);
		let (name, stock_names) = (b"x".to_vec(), Vec::new());
		let (description, link) = (Vec::new(), Vec::new());
		let silent = state::Common { id: 0, owner, name, stock_names, description, link };
		assert_eq!(about(&silent), "");
		let said =
			state::Common { description: b"a\nb".to_vec(), link: b"/ipfs/x".to_vec(), ..silent };
		assert_eq!(about(&said), "\nabout     a\\u{a}b\npage      /ipfs/x");
	}

	#[test]
	fn template_should_say_what_it_is() {
		let (_, said) = TEMPLATE.iter().find(|(path, _)| *path == SAID).expect("it is there");
		let said = Declaration::read(said.as_bytes()).expect("it is right");
		assert!(said.example.contains("my-app") && said.arguments.len() == 1);
	}

	#[test]
	fn template_should_have_a_name_to_replace() {
		for (path, content) in TEMPLATE.iter().filter(|(path, _)| path.starts_with("Cargo")) {
			assert!(content.contains("name = \"my-app\""), "{path}");
		}
	}

	#[test]
	fn lists_should_be_searched_without_regard_to_case() {
		assert!(matches(None, &["Python"]) && matches(Some("py"), &["Python", "ann"]));
		assert!(!matches(Some("rust"), &["Python", "ann"]));
	}
}
