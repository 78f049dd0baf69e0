// SPDX-License-Identifier: Apache-2.0

//! The file tree that a program sees. It lives in memory, belongs to one run, and has no way out
//! to the machine's files. Inode numbers and the order of folders are those of creation, so they
//! are the same on every machine.

use super::errno::*;
use crate::{content::blob::Blob, failure::Failure};
use bourse_formats::{blake2_256, FailureCode, Hash, Hasher};
use std::collections::BTreeMap;

/// Number of a file or folder.
pub(crate) type Ino = u64;

/// Longest name of a file or folder, in bytes.
pub(crate) const MAX_NAME: usize = 255;
/// Deepest nesting of folders below `/`.
const MAX_DEPTH: usize = 64;

/// Work of a node that moves, in bytes: of the first ones, and of those behind, which miss caches.
const MOVED_WORK: u64 = 512;
const FAR_MOVED_WORK: u64 = 2048;
/// How many are the first ones.
const NEAR: usize = 1024;

/// The root, and the folders in it.
pub(crate) const ROOT: Ino = 1;
pub(crate) const IN: Ino = 2;
pub(crate) const OUT: Ino = 3;
pub(crate) const TMP: Ino = 4;
pub(crate) const DEV: Ino = 5;

#[derive(Default)]
struct Dir {
	by_name: BTreeMap<Box<str>, Ino>,
	/// Order of reading: by creation, so that a reading goes on rightly when entries vanish.
	by_ino: BTreeMap<Ino, Box<str>>,
}

impl Dir {
	fn insert(&mut self, name: &str, ino: Ino) {
		self.by_name.insert(name.into(), ino);
		self.by_ino.insert(ino, name.into());
	}

	/// Hash of the entries, sorted by the bytes of their names.
	fn entries_hash(&self) -> Hash {
		let mut hasher = Hasher::new();
		for (name, ino) in &self.by_name {
			hasher.update((name.len() as u32).to_le_bytes());
			hasher.update(name.as_bytes());
			hasher.update(ino.to_le_bytes());
		}
		hasher.finish()
	}
}

/// A file in `/dev`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Device {
	/// Reads as empty.
	Null,
	/// Reads as zeros without end.
	Zero,
	/// Reads as random bytes without end, which the run's seed gives.
	Random,
}

enum Kind {
	Dir(Dir),
	Input(Blob),
	Output(Vec<u8>),
	/// Takes all that is written, and keeps none of it.
	Device(Device),
}

struct Node {
	parent: Ino,
	depth: usize,
	writable: bool,
	/// Below `/tmp`, or `/tmp` itself.
	in_tmp: bool,
	/// Still has a name. Without one it goes when the last descriptor is closed.
	linked: bool,
	/// Descriptors open on it.
	open: u32,
	kind: Kind,
}

/// Type and size of a node.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stat {
	pub ino: Ino,
	pub file_type: Filetype,
	pub size: u64,
	pub linked: bool,
}

/// How many nodes there are, and may be.
#[derive(Default)]
struct Count {
	now: usize,
	most: usize,
}

/// The tree, with the limits of its writable part.
#[derive(Default)]
pub(crate) struct Tree {
	nodes: BTreeMap<Ino, Node>,
	next: Ino,
	/// Bytes of the writable part, and nodes in `/out` and in `/tmp`.
	bytes: u64,
	max_bytes: u64,
	out: Count,
	tmp: Count,
	/// Bytes moved since last asked: what host calls cost.
	work: u64,
}

fn too_large(message: String) -> Fault {
	Failure::new(FailureCode::OutputTooLarge, message).into()
}

impl Tree {
	/// `/in`, `/out` and `/tmp`, empty, and the files of `/dev`. `/out` and `/tmp` may hold `max_bytes`
	/// together, in at most `max_out` and `max_tmp` nodes.
	pub fn new(max_bytes: u64, max_out: usize, max_tmp: usize) -> Self {
		let count = |most| Count { now: 0, most };
		let (out, tmp) = (count(max_out), count(max_tmp));
		let mut tree = Self { next: ROOT, max_bytes, out, tmp, ..Self::default() };
		tree.add(ROOT, "/", false, Kind::Dir(Dir::default()));
		tree.add(ROOT, "in", false, Kind::Dir(Dir::default()));
		tree.add(ROOT, "out", true, Kind::Dir(Dir::default()));
		tree.add(ROOT, "tmp", true, Kind::Dir(Dir::default()));
		tree.add(ROOT, "dev", false, Kind::Dir(Dir::default()));
		for (name, device) in [
			("null", Device::Null),
			("zero", Device::Zero),
			("random", Device::Random),
			("urandom", Device::Random),
		] {
			tree.add(DEV, name, true, Kind::Device(device));
		}
		tree
	}

	/// Adds a node without asking for limits or rights.
	fn add(&mut self, parent: Ino, name: &str, writable: bool, kind: Kind) -> Ino {
		let ino = self.next;
		self.next += 1;
		let (mut depth, mut in_tmp) = (0, ino == TMP);
		// The root has no folder above.
		if let Some(above) = self.nodes.get_mut(&parent) {
			if let Kind::Dir(dir) = &mut above.kind {
				dir.insert(name, ino);
			}
			depth = above.depth + 1;
			in_tmp |= above.in_tmp;
		}
		let node = Node { parent, depth, writable, in_tmp, linked: true, open: 0, kind };
		self.nodes.insert(ino, node);
		ino
	}

	/// Where nodes in `/tmp`, or in `/out`, are counted.
	fn count(&mut self, in_tmp: bool) -> &mut Count {
		match in_tmp {
			true => &mut self.tmp,
			false => &mut self.out,
		}
	}

	/// Counts nodes that come into `/tmp`, or into `/out`.
	fn count_more(&mut self, in_tmp: bool, more: usize) -> Reply {
		let Count { now, most } = self.count(in_tmp);
		if now.saturating_add(more) > *most {
			let place = if in_tmp { " in /tmp" } else { "" };
			return Err(too_large(format!("more than {most} files and folders{place} at once")));
		}
		*now += more;
		Ok(())
	}

	/// Puts an input file below `/in`; its folders are made. `false` when the path is taken, has
	/// no sensible form, or is too deep.
	pub fn add_input(&mut self, path: &str, content: Blob) -> bool {
		let Some((folder, name)) = self.input_folder(path) else { return false };
		if self.child(folder, name).is_some() {
			return false;
		}
		self.add(folder, name, false, Kind::Input(content));
		true
	}

	/// Makes an input folder below `/in`. `false` as in [`Tree::add_input`].
	pub fn add_input_dir(&mut self, path: &str) -> bool {
		let Some((folder, name)) = self.input_folder(path) else { return false };
		match self.child(folder, name) {
			Some(ino) => self.dir(ino).is_ok(),
			None => {
				self.add(folder, name, false, Kind::Dir(Dir::default()));
				true
			},
		}
	}

	fn input_folder<'a>(&mut self, path: &'a str) -> Option<(Ino, &'a str)> {
		let mut parts = path.split('/').collect::<Vec<_>>();
		let sane = |part: &&str| {
			!matches!(*part, "" | "." | "..") && part.len() <= MAX_NAME && !part.contains('\0')
		};
		if parts.len() >= MAX_DEPTH || !parts.iter().all(sane) {
			return None;
		}
		let name = parts.pop()?;
		let mut folder = IN;
		for part in parts {
			folder = match self.child(folder, part) {
				Some(ino) if self.dir(ino).is_ok() => ino,
				Some(_) => return None,
				None => self.add(folder, part, false, Kind::Dir(Dir::default())),
			};
		}
		Some((folder, name))
	}

	fn node(&self, ino: Ino) -> Reply<&Node> {
		self.nodes.get(&ino).ok_or(ERRNO_BADF.into())
	}

	fn node_mut(&mut self, ino: Ino) -> Reply<&mut Node> {
		self.nodes.get_mut(&ino).ok_or(ERRNO_BADF.into())
	}

	pub fn is_dir(&self, ino: Ino) -> bool {
		self.dir(ino).is_ok()
	}

	fn dir(&self, ino: Ino) -> Reply<&Dir> {
		match &self.node(ino)?.kind {
			Kind::Dir(dir) => Ok(dir),
			_ => Err(ERRNO_NOTDIR.into()),
		}
	}

	/// A folder that may be changed.
	fn dir_mut(&mut self, ino: Ino) -> Reply<&mut Dir> {
		let node = self.node_mut(ino)?;
		match &mut node.kind {
			Kind::Dir(_) if !node.writable => Err(ERRNO_ROFS.into()),
			// It was removed while a descriptor was open on it.
			Kind::Dir(_) if !node.linked => Err(ERRNO_NOENT.into()),
			Kind::Dir(dir) => Ok(dir),
			_ => Err(ERRNO_NOTDIR.into()),
		}
	}

	/// An entry of a folder.
	pub fn child(&self, folder: Ino, name: &str) -> Option<Ino> {
		self.dir(folder).ok()?.by_name.get(name).copied()
	}

	/// The folder above.
	pub fn parent(&self, ino: Ino) -> Reply<Ino> {
		Ok(self.node(ino)?.parent)
	}

	/// Type and size of a node.
	pub fn stat(&self, ino: Ino) -> Reply<Stat> {
		let node = self.node(ino)?;
		let (file_type, size) = match &node.kind {
			Kind::Dir(_) => (FILETYPE_DIRECTORY, 0),
			Kind::Input(blob) => (FILETYPE_REGULAR_FILE, blob.len() as u64),
			Kind::Output(bytes) => (FILETYPE_REGULAR_FILE, bytes.len() as u64),
			Kind::Device(_) => (FILETYPE_CHARACTER_DEVICE, 0),
		};
		Ok(Stat { ino, file_type, size, linked: node.linked })
	}

	/// The input file of this path below `/in`.
	pub fn input(&self, path: &str) -> Option<Ino> {
		let ino = path.split('/').try_fold(IN, |folder, name| self.child(folder, name))?;
		(!self.is_dir(ino)).then_some(ino)
	}

	/// Whether a read gives random bytes.
	pub fn is_random(&self, ino: Ino) -> bool {
		matches!(self.nodes.get(&ino), Some(Node { kind: Kind::Device(Device::Random), .. }))
	}

	/// The node may be changed.
	pub fn is_writable(&self, ino: Ino) -> bool {
		self.nodes.get(&ino).is_some_and(|node| node.writable)
	}

	/// The entry of a folder that comes after `after` in the order of reading.
	pub fn entry_after(&self, folder: Ino, after: Ino) -> Reply<Option<(Ino, &str)>> {
		let mut rest = self.dir(folder)?.by_ino.range(after.saturating_add(1)..);
		Ok(rest.next().map(|(ino, name)| (*ino, &**name)))
	}

	/// Makes a file or a folder that is not there yet.
	pub fn create(&mut self, folder: Ino, name: &str, is_dir: bool) -> Reply<Ino> {
		// Also where nothing can be made: `mkdir -p` goes through what is there.
		if self.child(folder, name).is_some() {
			return Err(ERRNO_EXIST.into());
		}
		self.dir_mut(folder)?;
		if name.len() > MAX_NAME || self.node(folder)?.depth >= MAX_DEPTH {
			return Err(ERRNO_NAMETOOLONG.into());
		}
		self.count_more(self.node(folder)?.in_tmp, 1)?;
		let kind = if is_dir { Kind::Dir(Dir::default()) } else { Kind::Output(Vec::new()) };
		Ok(self.add(folder, name, true, kind))
	}

	/// Removes the name of a file (`is_dir` false) or of an empty folder.
	pub fn remove(&mut self, folder: Ino, name: &str, is_dir: bool) -> Reply {
		let ino = self.child(folder, name).ok_or(ERRNO_NOENT)?;
		match (&self.node(ino)?.kind, is_dir) {
			(Kind::Dir(_), false) => return Err(ERRNO_ISDIR.into()),
			(Kind::Dir(dir), true) if !dir.by_name.is_empty() => {
				// A folder that can't be changed says so first.
				self.dir_mut(folder)?;
				return Err(ERRNO_NOTEMPTY.into());
			},
			(Kind::Dir(_), true) => (),
			(_, true) => return Err(ERRNO_NOTDIR.into()),
			(_, false) => (),
		}
		self.detach(folder, name)?;
		self.node_mut(ino)?.linked = false;
		self.drop_if_unused(ino);
		Ok(())
	}

	/// Takes an entry out of its folder.
	fn detach(&mut self, folder: Ino, name: &str) -> Reply<Ino> {
		let dir = self.dir_mut(folder)?;
		let ino = dir.by_name.remove(name).ok_or(ERRNO_NOENT)?;
		dir.by_ino.remove(&ino);
		Ok(ino)
	}

	/// Moves an entry, over an existing one where POSIX allows it.
	pub fn rename(&mut self, from: Ino, old: &str, to: Ino, new: &str) -> Reply {
		let ino = self.child(from, old).ok_or(ERRNO_NOENT)?;
		self.dir_mut(from)?;
		self.dir_mut(to)?;
		if new.len() > MAX_NAME {
			return Err(ERRNO_NAMETOOLONG.into());
		}
		// Not into itself.
		let mut above = to;
		while above != ROOT {
			if above == ino {
				return Err(ERRNO_INVAL.into());
			}
			above = self.parent(above)?;
		}
		let depths = self.depths(ino, from == to, self.node(to)?.depth + 1);
		// Looking at what is below a folder is work, also when the folder may not move.
		let near = depths.len().min(NEAR);
		let far = depths.len() - near;
		self.work += MOVED_WORK * near as u64 + FAR_MOVED_WORK * far as u64;
		if depths.iter().any(|(_, depth)| *depth > MAX_DEPTH) {
			return Err(ERRNO_NAMETOOLONG.into());
		}
		let is_dir = self.dir(ino).is_ok();
		if let Some(target) = self.child(to, new) {
			if target == ino {
				return Ok(());
			}
			match (is_dir, self.dir(target).is_ok()) {
				(true, false) => return Err(ERRNO_NOTDIR.into()),
				(false, true) => return Err(ERRNO_ISDIR.into()),
				(both_dirs, _) => self.remove(to, new, both_dirs)?,
			}
		}
		let (was_in_tmp, in_tmp) = (self.node(ino)?.in_tmp, self.node(to)?.in_tmp);
		if was_in_tmp != in_tmp {
			self.count_more(in_tmp, depths.len())?;
			self.count(was_in_tmp).now -= depths.len();
		}
		self.detach(from, old)?;
		self.dir_mut(to)?.insert(new, ino);
		self.node_mut(ino)?.parent = to;
		for (at, depth) in depths {
			let node = self.node_mut(at)?;
			(node.depth, node.in_tmp) = (depth, in_tmp);
		}
		Ok(())
	}

	/// The new depths of a node and, unless it stays in its folder, of all below it; of the first
	/// only when one of them is too deep.
	fn depths(&self, ino: Ino, stays: bool, depth: usize) -> Vec<(Ino, usize)> {
		let mut depths = vec![(ino, depth)];
		let mut next = 0;
		while let Some(&(at, depth)) = depths.get(next) {
			next += 1;
			if depth > MAX_DEPTH {
				break;
			}
			if let (false, Ok(dir)) = (stays, self.dir(at)) {
				depths.extend(dir.by_name.values().map(|child| (*child, depth + 1)));
			}
		}
		depths
	}

	/// A descriptor was opened on the node.
	pub fn open(&mut self, ino: Ino) {
		if let Some(node) = self.nodes.get_mut(&ino) {
			node.open += 1;
		}
	}

	/// A descriptor on the node was closed.
	pub fn close(&mut self, ino: Ino) {
		if let Some(node) = self.nodes.get_mut(&ino) {
			node.open = node.open.saturating_sub(1);
		}
		self.drop_if_unused(ino);
	}

	fn drop_if_unused(&mut self, ino: Ino) {
		if self.nodes.get(&ino).is_some_and(|node| !node.linked && node.open == 0) {
			let Some(node) = self.nodes.remove(&ino) else { return };
			if let Kind::Output(bytes) = node.kind {
				self.bytes -= bytes.len() as u64;
			}
			self.count(node.in_tmp).now -= 1;
		}
	}

	/// Copies from the file at `at` into `to`; returns how many bytes there were.
	pub fn read(&mut self, ino: Ino, at: u64, to: &mut [u8]) -> Reply<usize> {
		if matches!(self.node(ino)?.kind, Kind::Device(Device::Zero)) {
			to.fill(0);
			self.work += to.len() as u64;
			return Ok(to.len());
		}
		let content: &[u8] = match &self.node(ino)?.kind {
			Kind::Dir(_) => return Err(ERRNO_ISDIR.into()),
			Kind::Input(blob) => blob,
			Kind::Output(bytes) => bytes,
			// Random bytes are read elsewhere: `Tree::is_random`.
			Kind::Device(_) => &[],
		};
		let rest = usize::try_from(at).ok().and_then(|at| content.get(at..)).unwrap_or(&[]);
		let size = rest.len().min(to.len());
		to[..size].copy_from_slice(&rest[..size]);
		self.work += size as u64;
		Ok(size)
	}

	/// Writes at `at`, filling a gap with zeros.
	pub fn write(&mut self, ino: Ino, at: u64, from: &[u8]) -> Reply {
		if from.is_empty() {
			return Ok(());
		}
		let end = at.checked_add(from.len() as u64).ok_or(ERRNO_FBIG)?;
		if let Kind::Device(_) = self.node(ino)?.kind {
			self.work += from.len() as u64;
			return Ok(());
		}
		if end > self.stat(ino)?.size {
			self.resize(ino, end)?;
		}
		let Kind::Output(bytes) = &mut self.node_mut(ino)?.kind else {
			return Err(ERRNO_ROFS.into());
		};
		// In range: the file was made to reach `end`, and `end` fits in memory.
		let range = at as usize..end as usize;
		bytes.get_mut(range).ok_or(ERRNO_FBIG)?.copy_from_slice(from);
		self.work += from.len() as u64;
		Ok(())
	}

	/// Cuts the file or fills it up with zeros.
	pub fn resize(&mut self, ino: Ino, size: u64) -> Reply {
		let (used, most) = (self.bytes, self.max_bytes);
		// No file system has such files (a size of -1, mostly), and the program is told.
		if i64::try_from(size).is_err() {
			return Err(ERRNO_FBIG.into());
		}
		if let Kind::Device(_) = self.node(ino)?.kind {
			return Ok(());
		}
		let Kind::Output(bytes) = &mut self.node_mut(ino)?.kind else {
			return Err(ERRNO_ROFS.into());
		};
		let old = bytes.len() as u64;
		let total = (used - old).saturating_add(size);
		if total > most {
			return Err(too_large(format!("more than {most} bytes in files at once")));
		}
		bytes.resize(size as usize, 0);
		if size < old / 2 {
			bytes.shrink_to_fit();
		}
		self.bytes = total;
		self.work += size.saturating_sub(old);
		Ok(())
	}

	/// The number of the next node, how many nodes there are, then each by its number.
	pub fn hash(&self, to: &mut Hasher) {
		to.update(self.next.to_le_bytes());
		to.update((self.nodes.len() as u32).to_le_bytes());
		for (ino, node) in &self.nodes {
			let (kind, size, content) = match &node.kind {
				Kind::Dir(dir) => (3u8, dir.by_name.len() as u64, dir.entries_hash()),
				// Inputs do not change: the size tells them apart well enough.
				Kind::Input(blob) => (4, blob.len() as u64, Hash::zero()),
				Kind::Output(bytes) => (5, bytes.len() as u64, blake2_256(bytes)),
				Kind::Device(_) => (6, 0, Hash::zero()),
			};
			to.update(ino.to_le_bytes());
			to.update(node.parent.to_le_bytes());
			to.update([kind, u8::from(node.linked)]);
			to.update(node.open.to_le_bytes());
			to.update(size.to_le_bytes());
			to.update(content);
		}
	}

	/// Counts work that a host call did beside this tree's own.
	pub fn add_work(&mut self, bytes: u64) {
		self.work = self.work.saturating_add(bytes);
	}

	/// Bytes moved since the last call.
	pub fn take_work(&mut self) -> u64 {
		std::mem::take(&mut self.work)
	}

	/// The files in `/out` with their paths below it, sorted by path.
	pub fn into_outputs(mut self) -> BTreeMap<String, Vec<u8>> {
		let mut outputs = BTreeMap::new();
		let mut folders = vec![(OUT, String::new())];
		while let Some((folder, path)) = folders.pop() {
			let Some(Node { kind: Kind::Dir(dir), .. }) = self.nodes.remove(&folder) else {
				continue;
			};
			for (name, ino) in dir.by_name {
				let path = format!("{path}{name}");
				match self.nodes.get_mut(&ino).map(|node| &mut node.kind) {
					Some(Kind::Dir(_)) => folders.push((ino, path + "/")),
					Some(Kind::Output(bytes)) => {
						outputs.insert(path, std::mem::take(bytes));
					},
					Some(Kind::Input(_) | Kind::Device(_)) | None => (),
				}
			}
		}
		outputs
	}
}

#[cfg(test)]
impl Tree {
	/// Panics unless what is counted is what is there, and every entry leads to a node that knows
	/// where it is.
	pub fn check(&self) {
		let (mut bytes, mut out, mut tmp) = (0, 0usize, 0usize);
		for (ino, node) in &self.nodes {
			if let Kind::Output(content) = &node.kind {
				bytes += content.len() as u64;
			}
			let is_device = matches!(node.kind, Kind::Device(_));
			if node.writable && !is_device && !matches!(*ino, OUT | TMP) {
				let count = if node.in_tmp { &mut tmp } else { &mut out };
				*count += 1;
			}
			assert!(node.linked || node.open > 0, "an unused node stays");
			if let Kind::Dir(dir) = &node.kind {
				assert_eq!(dir.by_name.len(), dir.by_ino.len());
				for (name, child) in &dir.by_name {
					assert_eq!(dir.by_ino.get(child), Some(name));
					let below = &self.nodes[child];
					assert!(below.linked && below.parent == *ino);
					assert_eq!(below.depth, node.depth + 1);
					assert_eq!(below.in_tmp, node.in_tmp || *child == TMP);
				}
			}
		}
		assert_eq!((bytes, out, tmp), (self.bytes, self.out.now, self.tmp.now));
	}
}
