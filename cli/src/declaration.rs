// SPDX-License-Identifier: Apache-2.0

//! What an app says of itself: a custom section `bourse.app` of its module, with JSON.
//!
//! ```json
//! { "description": "Makes small pictures of large ones",
//!   "arguments": [{ "name": "--width", "type": "number", "default": "160", "help": "in pixels" }],
//!   "inputs": [{ "name": "photo.jpg", "help": "a JPEG or PNG file", "required": true }],
//!   "outputs": [{ "name": "photo-160.jpg", "help": "the small picture" }],
//!   "example": "bourse run thumbnail --file photo.jpg -- --width 160" }
//! ```

use crate::{
	chain::Chain,
	error::{Attempt, Error},
	params, printable,
};
use bourse_formats::Hash;
use serde::{Deserialize, Serialize};

/// Name of the section.
const SECTION: &str = "bourse.app";
/// Longest declaration, in bytes.
const MAX: usize = 16 << 10;
/// The first bytes of a module: magic and version.
const HEAD: usize = 8;

/// A declaration.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Declaration {
	/// One line for people.
	pub description: String,
	/// Arguments.
	#[serde(skip_serializing_if = "Vec::is_empty")]
	pub arguments: Vec<Argument>,
	/// Files that the program reads.
	#[serde(skip_serializing_if = "Vec::is_empty")]
	pub inputs: Vec<Named>,
	/// Files that the program writes.
	#[serde(skip_serializing_if = "Vec::is_empty")]
	pub outputs: Vec<Named>,
	/// A command to type.
	#[serde(skip_serializing_if = "String::is_empty")]
	pub example: String,
}

/// An argument.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Argument {
	/// The option, as `--width`; empty: an argument by its place.
	pub name: String,
	/// What it takes.
	#[serde(rename = "type")]
	pub kind: Kind,
	/// Its value where none is given.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub default: Option<String>,
	/// One line for people.
	pub help: String,
	/// Whether it must be there.
	#[serde(skip_serializing_if = "std::ops::Not::not")]
	pub required: bool,
	/// The values of a choice.
	#[serde(skip_serializing_if = "Vec::is_empty")]
	pub choices: Vec<String>,
}

/// What an argument takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
	/// Any text.
	#[default]
	Text,
	/// A number.
	Number,
	/// Nothing: it is there or not.
	Flag,
	/// One of `choices`.
	Choice,
	/// Path of a file below `/in`.
	File,
}

/// A file.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Named {
	/// Its name.
	pub name: String,
	/// One line for people.
	pub help: String,
	/// Whether it must be there.
	#[serde(skip_serializing_if = "std::ops::Not::not")]
	pub required: bool,
}

/// A number in LEB128, and the bytes behind it.
fn leb128(bytes: &[u8]) -> Option<(usize, &[u8])> {
	let mut value = 0usize;
	for (at, byte) in bytes.iter().take(5).enumerate() {
		value |= usize::from(byte & 0x7f).checked_shl(7 * at as u32)?;
		if byte & 0x80 == 0 {
			return Some((value, &bytes[at + 1..]));
		}
	}
	None
}

/// A number as LEB128.
fn to_leb128(mut value: usize) -> Vec<u8> {
	let mut bytes = Vec::new();
	loop {
		let low = (value & 0x7f) as u8;
		value >>= 7;
		if value == 0 {
			bytes.push(low);
			return bytes;
		}
		bytes.push(low | 0x80);
	}
}

/// The sections of a module, as far as they are whole: their numbers and contents.
fn sections(module: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
	let mut rest = module.get(HEAD..).unwrap_or_default();
	std::iter::from_fn(move || {
		let (id, behind) = rest.split_first()?;
		let (size, behind) = leb128(behind)?;
		let content = behind.get(..size)?;
		rest = behind.get(size..)?;
		Some((*id, content))
	})
}

/// The content of the custom section, if this is it.
fn named(content: &[u8]) -> Option<&[u8]> {
	let (length, behind) = leb128(content)?;
	(behind.get(..length)? == SECTION.as_bytes()).then(|| behind.get(length..)).flatten()
}

/// A whole module without its declaration.
fn others(module: &[u8]) -> Option<Vec<u8>> {
	let (head, mut rest) = module.split_at_checked(HEAD)?;
	let mut made = head.to_vec();
	while let Some((id, behind)) = rest.split_first() {
		let (size, behind) = leb128(behind)?;
		let (content, next) = behind.split_at_checked(size)?;
		if *id != 0 || named(content).is_none() {
			made.extend_from_slice(&rest[..rest.len() - next.len()]);
		}
		rest = next;
	}
	Some(made)
}

impl Declaration {
	/// What a module says of itself; nothing where it says nothing, or what can't be read.
	pub fn of_module(module: &[u8]) -> Option<Self> {
		let custom = sections(module).filter(|(id, _)| *id == 0);
		let json = custom.filter_map(|(_, content)| named(content)).next()?;
		Self::read(json).ok()
	}

	/// What an app says of itself, from a node that has its module; nothing where none has. Of a large
	/// module the node hands over the declaration alone, which nobody can check.
	pub async fn of_app(chain: &Chain, checksum: Hash) -> Option<Self> {
		if let Ok(module) = chain.content(checksum).await {
			return Self::of_module(&module);
		}
		Self::of_node(chain, checksum).await.ok().flatten()
	}

	async fn of_node(chain: &Chain, checksum: Hash) -> Attempt<Option<Self>> {
		let json = chain.ask::<Option<String>>("bourse_declaration", params![checksum]).await?;
		json.map(|json| Self::read(json.as_bytes())).transpose()
	}

	/// Reads a declaration.
	pub fn read(json: &[u8]) -> Attempt<Self> {
		if json.len() > MAX {
			return Err(Error::new(format!("the declaration has {} bytes", json.len()))
				.cure(format!("it has {MAX} at most")));
		}
		// A list would do for a record whose fields all have defaults.
		let read = serde_json::from_slice::<serde_json::Map<_, _>>(json)
			.and_then(|fields| serde_json::from_value::<Self>(fields.into()))
			.map_err(|error| Error::new(format!("the declaration can't be read: {error}")))?;
		for argument in &read.arguments {
			if (argument.kind == Kind::Choice) == argument.choices.is_empty() {
				let name = printable::line(&argument.name);
				return Err(Error::new(format!("the argument {name} has no choices, or is none"))
					.cure("type choice goes with choices"));
			}
		}
		Ok(read)
	}

	/// The module with this declaration, in the place of an earlier one.
	pub fn put_into(&self, module: &[u8]) -> Attempt<Vec<u8>> {
		let json = serde_json::to_vec(self).map_err(|error| Error::new(error.to_string()))?;
		let made = others(module);
		let mut made =
			made.ok_or_else(|| Error::new("the module is cut off").cure("compile it again"))?;
		let content = [to_leb128(SECTION.len()), SECTION.as_bytes().to_vec(), json].concat();
		made.push(0);
		made.extend(to_leb128(content.len()));
		made.extend(content);
		Ok(made)
	}

	/// In words.
	pub fn text(&self) -> String {
		let mut lines = vec![printable::line(self.description.trim_matches(' '))];
		let row = |name: &str, help: &str| {
			format!("  {:<20}{}", printable::line(name), printable::line(help.trim_matches(' ')))
		};
		if !self.arguments.is_empty() {
			lines.push("arguments".into());
			lines.extend(self.arguments.iter().map(|argument| {
				let mut help = argument.help.clone();
				if let Some(default) = &argument.default {
					help += &format!(" (default: {default})");
				}
				if !argument.choices.is_empty() {
					help += &format!(" ({})", argument.choices.join(", "));
				}
				row(&argument.name, &help)
			}));
		}
		for (title, files) in [("reads", &self.inputs), ("writes", &self.outputs)] {
			if !files.is_empty() {
				lines.push(title.into());
				lines.extend(files.iter().map(|file| row(&file.name, &file.help)));
			}
		}
		if !self.example.is_empty() {
			lines.push(format!("example: {}", printable::line(&self.example)));
		}
		lines.retain(|line| !line.is_empty());
		lines.join("\n")
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	/// Magic, version, a custom section `x`, and an empty type section.
	const MODULE: [u8; 15] = [0, b'a', b's', b'm', 1, 0, 0, 0, 0, 2, 1, b'x', 1, 1, 0];

	fn declaration() -> Declaration {
		let json = br#"{ "description": "Small pictures", "example": "bourse run thumbnail",
			"arguments": [{ "name": "--width", "type": "number", "default": "160", "help": "pixels" }],
			"inputs": [{ "name": "photo.jpg", "required": true }] }"#;
		Declaration::read(json).expect("it is right")
	}

	#[test]
	fn declarations_should_be_found_in_the_module_that_they_were_put_into() {
		assert_eq!(Declaration::of_module(&MODULE), None);
		let made = declaration().put_into(&MODULE).expect("it is a module");
		assert_eq!(made[..MODULE.len()], MODULE);
		assert_eq!(Declaration::of_module(&made), Some(declaration()));
		let other = Declaration { description: "other".into(), ..Declaration::default() };
		let again = other.put_into(&made).expect("it is a module");
		assert_eq!(Declaration::of_module(&again), Some(other));
		assert!(again.len() < made.len());
	}

	#[test]
	fn shipped_apps_should_have_declarations_that_are_read() {
		let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../apps/declarations");
		let files = std::fs::read_dir(folder).expect("it is there").flatten();
		let mut count = 0;
		for file in files {
			let json = std::fs::read(file.path()).expect("it is a file");
			let said = Declaration::read(&json).expect("it is right");
			let name = file.path().file_stem().map(|stem| stem.to_string_lossy().into_owned());
			let name = name.unwrap_or_default();
			assert!(said.example.split(' ').any(|word| word == name), "{name}: {}", said.example);
			// What the chain's profile of an app has room for.
			assert!(said.description.len() + said.example.len() + 2 <= 256, "{name}");
			count += 1;
		}
		assert!(count >= 11, "{count}");
		let module = concat!(env!("CARGO_MANIFEST_DIR"), "/../apps/built/thumbnail.wasm");
		let module = std::fs::read(module).expect("it is there");
		let said = Declaration::of_module(&module).expect("it says what it is");
		assert_eq!(said.arguments[0].name, "--size");
	}

	#[test]
	fn declarations_should_be_refused_when_they_are_wrong() {
		for wrong in [
			"",
			"[]",
			r#"{ "descripton": "x" }"#,
			r#"{ "arguments": [{ "type": "colour" }] }"#,
			r#"{ "arguments": [{ "type": "choice" }] }"#,
			r#"{ "arguments": [{ "choices": ["a"] }] }"#,
		] {
			assert!(Declaration::read(wrong.as_bytes()).is_err(), "{wrong}");
		}
		assert!(Declaration::read(&vec![b' '; MAX + 1]).is_err());
	}

	#[test]
	fn modules_should_be_read_without_trust() {
		for cut in 0..MODULE.len() {
			assert_eq!(Declaration::of_module(&MODULE[..cut]), None);
		}
		let huge = [&MODULE[..8], &[0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]].concat();
		assert_eq!(Declaration::of_module(&huge), None);
		assert!(declaration().put_into(b"\0as").is_err());
		assert!(declaration().put_into(&MODULE[..14]).is_err());
	}

	#[test]
	fn numbers_should_be_read_as_they_were_written() {
		for value in [0, 1, 127, 128, 300, 16_383, 16_384, 1 << 27] {
			assert_eq!(leb128(&to_leb128(value)), Some((value, &[][..])), "{value}");
		}
	}

	#[test]
	fn text_should_escape_what_a_terminal_would_obey() {
		let evil = Declaration { description: "a\x1b[2J".into(), ..declaration() };
		let text = evil.text();
		assert!(text.starts_with("a\\u{1b}[2J\narguments\n  --width"), "{text}");
		assert!(text.contains("pixels (default: 160)"), "{text}");
	}
}
