// SPDX-License-Identifier: Apache-2.0

//! `bourse-compute inspect`.

use crate::{app::open, CommandResult};
use bourse_compute::{
	cid,
	inspect::{lacks, ModuleSummary},
	to_hex, Engine, ENGINE_VERSION,
};
use std::path::Path;

/// Whether workers would run the module.
pub fn inspect(path: &Path) -> CommandResult<bool> {
	let module = open(path)?;
	let checksum = bourse_formats::blake2_256(&module);
	println!("size         {} bytes", module.len());
	println!("checksum     {}", to_hex(&checksum));
	println!("multiaddr    /ipfs/{}", cid::encode(&checksum));
	if let Some(contents) = ModuleSummary::read(&module) {
		print(&contents);
	}
	let lacks = lacks(&module);
	if !lacks.is_empty() {
		println!("accepted     no: {}", lacks.join("\n             "));
		return Ok(false);
	}
	match Engine::new(None, 0)?.compile(&module) {
		Ok(()) => {
			println!("accepted     yes, by version {ENGINE_VERSION} of the sandbox");
			Ok(true)
		},
		Err(failure) => {
			println!("accepted     no: {}", failure.message);
			Ok(false)
		},
	}
}

fn print(contents: &ModuleSummary) {
	println!("functions    {}", contents.functions);
	println!("tables       {}", contents.tables);
	match contents.memory {
		Some((initial, Some(most))) => {
			println!("memory       {initial} pages of 65,536 bytes at first, at most {most}");
		},
		Some((initial, None)) => println!("memory       {initial} pages of 65,536 bytes at first"),
		None => println!("memory       none"),
	}
	println!("data         {} bytes", contents.data);
	for (module, name) in &contents.imports {
		println!("import       {module} {name}");
	}
	for (name, kind) in &contents.exports {
		println!("export       {name} ({kind})");
	}
}
