// SPDX-License-Identifier: Apache-2.0

//! The files of an archive while it is read: which paths are possible, which of several entries with
//! one name counts, and what links lead to.
//!
//! A program has no links in its files. A hard link is the file, as it is when the link is made. A
//! symbolic link is what it leads to when all is unpacked, a folder with all that is in it. A link that
//! can't be opened on Linux, because it leads nowhere or through too many links, is not there. An entry
//! below a link goes to where the link leads when the entry is read.

use super::{List, Place, DATASET};
use std::collections::BTreeMap;

/// Most files and folders of an archive, links followed.
const MAX_ENTRIES: usize = 1 << 17;
const TOO_MANY: &str = "the archive has more than 131072 files and folders";
/// Most bytes of all paths and of what links say.
const MAX_PATHS: usize = 16 << 20;
const TOO_LONG: &str = "the paths in the archive have more than 16777216 bytes";
/// Longest name of a file or folder, in bytes.
const MAX_NAME: usize = 255;
/// Most parts of a path: as deep as a program may nest folders, with some to spare.
const MAX_DEPTH: usize = 58;
/// Most links that a path leads through, as on Linux.
const MAX_LINKS: usize = 40;
/// Most parts of paths that are looked at for all links together.
const MAX_STEPS: usize = 1 << 24;

const ROOT: usize = 0;

enum Kind {
	Folder(BTreeMap<String, usize>),
	File(Place),
	/// A symbolic link, and what it says.
	Link(String),
}

struct Node {
	parent: usize,
	kind: Kind,
}

/// The files, folders and links of an archive.
pub(super) struct Tree {
	/// Named by their places here.
	nodes: Vec<Node>,
	/// Bytes of names and of what links say.
	bytes: usize,
	/// Parts of paths that were looked at behind links.
	steps: usize,
}

/// Refuses a part of a path that no file or folder can have as its name.
fn check_name(path: &str, part: &str) -> Result<(), String> {
	if part.len() > MAX_NAME {
		return Err(format!("{path:?} has a name of more than {MAX_NAME} bytes"));
	}
	match part.contains('\0') {
		true => Err(format!("{path:?} holds a zero byte")),
		false => Ok(()),
	}
}

/// Counts a part of a path that is looked at behind links.
fn step(steps: &mut usize) -> Result<(), &'static str> {
	*steps += 1;
	match *steps <= MAX_STEPS {
		true => Ok(()),
		false => Err("is one of too many long links"),
	}
}

/// The parts of an entry's path, without a leading `/` and `./`.
fn parts(path: &str) -> Result<Vec<&str>, String> {
	let mut parts = Vec::new();
	for part in path.split('/').filter(|part| !matches!(*part, "" | ".")) {
		if part == ".." {
			return Err(format!("{path:?} leads out of the archive"));
		}
		check_name(path, part)?;
		if parts.len() == MAX_DEPTH {
			return Err(format!("{path:?} has more than {MAX_DEPTH} parts"));
		}
		parts.push(part);
	}
	Ok(parts)
}

impl Tree {
	pub fn new() -> Self {
		let root = Node { parent: ROOT, kind: Kind::Folder(BTreeMap::new()) };
		Self { nodes: vec![root], bytes: 0, steps: 0 }
	}

	fn child(&self, folder: usize, name: &str) -> Option<usize> {
		match &self.nodes[folder].kind {
			Kind::Folder(children) => children.get(name).copied(),
			_ => None,
		}
	}

	fn is_folder(&self, node: usize) -> bool {
		matches!(self.nodes[node].kind, Kind::Folder(_))
	}

	fn count(&mut self, text: &str) -> Result<(), String> {
		self.bytes += text.len();
		match self.bytes <= MAX_PATHS {
			true => Ok(()),
			false => Err(TOO_LONG.into()),
		}
	}

	fn insert(&mut self, parent: usize, name: &str, kind: Kind) -> Result<usize, String> {
		let number = self.nodes.len();
		// The root does not count.
		if number > MAX_ENTRIES {
			return Err(TOO_MANY.into());
		}
		self.count(name)?;
		self.nodes.push(Node { parent, kind });
		if let Kind::Folder(children) = &mut self.nodes[parent].kind {
			children.insert(name.to_owned(), number);
		}
		Ok(number)
	}

	/// The folder that a path is in, made when it is not there, and the path's last part: none of the
	/// archive's root.
	fn open<'a>(&mut self, path: &'a str) -> Result<(usize, Option<&'a str>), String> {
		let mut parts = parts(path)?;
		let name = parts.pop();
		let mut folder = ROOT;
		for part in parts {
			folder = self.enter(path, folder, part, 0)?;
		}
		Ok((folder, name))
	}

	/// The folder of this name in another one, or the one that a link of this name leads to: made when
	/// it is not there. `path` is the entry that is in it.
	fn enter(
		&mut self,
		path: &str,
		folder: usize,
		name: &str,
		links: usize,
	) -> Result<usize, String> {
		let Some(child) = self.child(folder, name) else {
			check_name(path, name)?;
			return self.insert(folder, name, Kind::Folder(BTreeMap::new()));
		};
		let says = match &self.nodes[child].kind {
			Kind::Folder(_) => return Ok(child),
			Kind::File(_) => return Err(format!("{path:?} is below a file")),
			Kind::Link(_) if links == MAX_LINKS => {
				return Err(format!("{path:?} leads through more than {MAX_LINKS} links"));
			},
			Kind::Link(says) => says.clone(),
		};
		let outside = || format!("{path:?} leads out of the archive");
		if says.starts_with('/') {
			return Err(outside());
		}
		let mut at = folder;
		for part in says.split('/') {
			step(&mut self.steps).map_err(|why| format!("{path:?} {why}"))?;
			at = match part {
				"" | "." => at,
				".." if at == ROOT => return Err(outside()),
				".." => self.nodes[at].parent,
				name => self.enter(path, at, name, links + 1)?,
			};
		}
		Ok(at)
	}

	/// Adds a folder. One that is there stays; anything else gives way to it.
	pub fn add_folder(&mut self, path: &str) -> Result<(), String> {
		let (folder, Some(name)) = self.open(path)? else { return Ok(()) };
		match self.child(folder, name) {
			Some(node) if self.is_folder(node) => (),
			Some(node) => self.nodes[node].kind = Kind::Folder(BTreeMap::new()),
			None => drop(self.insert(folder, name, Kind::Folder(BTreeMap::new()))?),
		}
		Ok(())
	}

	/// Adds a file in the place of a former one, as when tar unpacks.
	pub fn add_file(&mut self, path: &str, place: Place) -> Result<(), String> {
		self.put(path, Kind::File(place))
	}

	/// Adds a symbolic link, likewise.
	pub fn add_link(&mut self, path: &str, target: &str) -> Result<(), String> {
		if target.is_empty() {
			return Err(format!("{path:?} is a link that says nothing"));
		}
		self.count(target)?;
		self.put(path, Kind::Link(target.to_owned()))
	}

	/// Adds a hard link to what is there already, likewise.
	pub fn add_hard_link(&mut self, path: &str, target: &str) -> Result<(), String> {
		let (folder, name) = self.open(target)?;
		let found = name.and_then(|name| self.child(folder, name));
		match found.map(|node| &self.nodes[node].kind) {
			Some(Kind::File(place)) => {
				let place = *place;
				self.add_file(path, place)
			},
			Some(Kind::Link(says)) => {
				let says = says.clone();
				self.add_link(path, &says)
			},
			_ => Err(format!("{path:?} is a link to {target:?}, which is no file before it")),
		}
	}

	fn put(&mut self, path: &str, kind: Kind) -> Result<(), String> {
		let (folder, name) = self.open(path)?;
		let name = name.ok_or_else(|| format!("{path:?} can't be a file"))?;
		match self.child(folder, name) {
			None => self.insert(folder, name, kind).map(drop),
			Some(node) => match &self.nodes[node].kind {
				Kind::Folder(children) if !children.is_empty() => {
					Err(format!("{path:?} is a file and a folder"))
				},
				_ => {
					self.nodes[node].kind = kind;
					Ok(())
				},
			},
		}
	}

	/// Where a link leads to from its folder: a file or a folder. `None` when it can't be opened.
	fn follow(
		&self,
		folder: usize,
		target: &str,
		links: usize,
		steps: &mut usize,
	) -> Result<Option<usize>, &'static str> {
		if links == MAX_LINKS {
			return Ok(None);
		}
		if target.starts_with('/') {
			return Err("leads out of the archive");
		}
		let mut at = folder;
		for part in target.split('/') {
			step(steps)?;
			if !self.is_folder(at) {
				return Ok(None);
			}
			at = match part {
				"" | "." => at,
				".." if at == ROOT => return Err("leads out of the archive"),
				".." => self.nodes[at].parent,
				name => {
					let Some(child) = self.child(at, name) else { return Ok(None) };
					match &self.nodes[child].kind {
						Kind::Link(target) => match self.follow(at, target, links + 1, steps)? {
							Some(found) => found,
							None => return Ok(None),
						},
						_ => child,
					}
				},
			};
		}
		Ok(Some(at))
	}

	/// All files and empty folders, links followed. Links that can't be opened are left out.
	pub fn list(&self) -> Result<List, String> {
		let mut listing = Listing {
			tree: self,
			list: List { folders: [DATASET.to_owned()].into(), ..List::default() },
			folders: Vec::new(),
			entries: 0,
			bytes: 0,
			steps: self.steps,
		};
		listing.add(ROOT, DATASET.to_owned())?;
		Ok(listing.list)
	}
}

/// A list that is being made.
struct Listing<'a> {
	tree: &'a Tree,
	list: List,
	/// The folder that is being listed, behind those that it is in.
	folders: Vec<usize>,
	entries: usize,
	bytes: usize,
	steps: usize,
}

impl Listing<'_> {
	/// Adds a node with all that is below it. Returns whether anything was there.
	fn add(&mut self, node: usize, path: String) -> Result<bool, String> {
		// The root does not count.
		if self.entries > MAX_ENTRIES {
			return Err(TOO_MANY.into());
		}
		self.entries += 1;
		self.bytes += path.len();
		if self.bytes > MAX_PATHS {
			return Err(TOO_LONG.into());
		}
		let tree = self.tree;
		let target = match &tree.nodes[node].kind {
			Kind::Link(says) => {
				let folder = tree.nodes[node].parent;
				let found = tree
					.follow(folder, says, 0, &mut self.steps)
					.map_err(|why| format!("the link {path:?} {why}"))?;
				match found {
					Some(target) => target,
					None => return Ok(false),
				}
			},
			_ => node,
		};
		match &tree.nodes[target].kind {
			// Following gives none.
			Kind::Link(_) => return Ok(false),
			Kind::File(place) => {
				self.list.files.insert(path, *place);
			},
			Kind::Folder(children) => {
				if self.folders.contains(&target) {
					return Err(format!("the link {path:?} leads in a circle"));
				}
				if self.folders.len() > MAX_DEPTH {
					return Err(format!("{path:?} has more than {MAX_DEPTH} parts"));
				}
				self.folders.push(target);
				let mut is_empty = true;
				for (name, child) in children {
					is_empty &= !self.add(*child, format!("{path}/{name}"))?;
				}
				self.folders.pop();
				if is_empty {
					self.list.folders.insert(path);
				}
			},
		}
		Ok(true)
	}
}
