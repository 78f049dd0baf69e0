// SPDX-License-Identifier: Apache-2.0

//! The cache of compiled modules.

use super::{
	bad,
	check::check,
	price::{Prices, PRICES},
	rewrite::{self, rewrite},
};
use crate::{
	content::{hex::parse_hash, keyed_lock::KeyedLock},
	failure::Failure,
};
use bourse_formats::{blake2_256, Hash};
use parking_lot::Mutex;
use std::{
	fs,
	hash::{Hash as _, Hasher as _},
	io::Write,
	ops::Range,
	path::{Path, PathBuf},
	sync::Arc,
	time::SystemTime,
};
use wasmparser::{DataKind, Operator, Parser, Payload};
use wasmtime::{Engine, InstancePre, Linker, Module};

/// Most bytes of compiled modules that are kept in memory.
const IN_MEMORY: usize = 24 << 20;

/// A module that is ready to run. `T` is what the host keeps for a run.
pub(crate) struct Program<T: 'static> {
	/// The module with all imports resolved.
	pub pre: InstancePre<T>,
	/// Whether the module had a start function, which is now an export.
	pub has_start: bool,
	/// Names of the exports that are mutable globals, in their order.
	pub globals: Vec<String>,
	/// Ranges of initial data in memory. The rest is zero while it was never touched.
	pub data: Vec<Range<usize>>,
	/// Bytes of machine code and what belongs to it.
	size: usize,
}

impl<T: 'static> Program<T> {
	fn new(linker: &Linker<T>, module: &Module, bytes: &[u8]) -> Result<Arc<Self>, Failure> {
		let globals = module
			.exports()
			.map(|export| export.name())
			.filter(|name| name.starts_with(rewrite::GLOBAL))
			.map(String::from)
			.collect();
		let image = module.image_range();
		Ok(Arc::new(Self {
			pre: linker.instantiate_pre(module).map_err(|error| bad(format!("{error:#}")))?,
			has_start: module.get_export(rewrite::START).is_some(),
			globals,
			data: data(bytes),
			size: (image.end as usize).saturating_sub(image.start as usize),
		}))
	}
}

/// Ranges of the initial data of a valid module; the whole memory when the place can't be told.
fn data(bytes: &[u8]) -> Vec<Range<usize>> {
	let mut ranges = Vec::new();
	for payload in Parser::new(0).parse_all(bytes).flatten() {
		let Payload::DataSection(segments) = payload else { continue };
		for segment in segments.into_iter().flatten() {
			let DataKind::Active { offset_expr, .. } = &segment.kind else { continue };
			let mut operators = offset_expr.get_operators_reader();
			let (Ok(Operator::I32Const { value }), Ok(Operator::End)) =
				(operators.read(), operators.read())
			else {
				ranges.push(0..usize::MAX);
				continue;
			};
			// The number is unsigned as an address.
			let start = value as u32 as usize;
			ranges.push(start..start.saturating_add(segment.data.len()));
		}
	}
	ranges
}

/// Compiled modules, on disk and the latest also in memory.
///
/// A file is named by the hash of the module and of everything that compiling depends on. It begins
/// with the hash of the rest, which is checked before the rest is believed: a damaged file is
/// compiled anew. (A file made on purpose by somebody who may write to the folder is not defended
/// against: such a person could as well replace the program that reads the file.)
pub(crate) struct ModuleCache<T: 'static> {
	folder: Option<PathBuf>,
	max_bytes: u64,
	engine_version: u16,
	/// Nothing on disk is changed.
	read_only: bool,
	/// What code is charged by.
	prices: &'static Prices,
	recent: Mutex<Vec<(Hash, Arc<Program<T>>)>>,
	/// Several jobs of one new app compile it once.
	compiling: KeyedLock,
}

impl<T: 'static> ModuleCache<T> {
	/// A cache in `folder` (none: in memory only) that holds at most `max_bytes` on disk.
	/// `engine_version` is part of the names of files.
	pub fn new(folder: Option<PathBuf>, max_bytes: u64, engine_version: u16) -> Self {
		if let Some(folder) = &folder
			&& let Err(error) = fs::create_dir_all(folder)
		{
			log::warn!("compiled modules are not kept: {}: {error}", folder.display());
		}
		let (recent, compiling) = (Mutex::default(), KeyedLock::default());
		let prices = &PRICES;
		Self { folder, max_bytes, engine_version, read_only: false, prices, recent, compiling }
	}

	/// Charges code by other prices. Nothing may have been compiled yet.
	#[cfg(test)]
	pub fn at(self, prices: &'static Prices) -> Self {
		Self { prices, ..self }
	}

	/// Leaves the folder as it is: what it lacks is compiled for this process alone.
	pub fn read_only(self) -> Self {
		Self { read_only: true, ..self }
	}

	/// The compiled module of these bytes, whose hash is `checksum`.
	pub fn get(
		&self,
		engine: &Engine,
		linker: &Linker<T>,
		bytes: &[u8],
		checksum: &Hash,
	) -> Result<Arc<Program<T>>, Failure> {
		let key = self.key(engine, checksum);
		self.compiling.with(&key, || match self.find_by(&key, engine, linker, bytes)? {
			Some(program) => Ok(program),
			None => {
				let module = self.compile(engine, bytes, &key)?;
				let program = Program::new(linker, &module, bytes)?;
				self.remember(key, program.clone());
				Ok(program)
			},
		})
	}

	/// As [`ModuleCache::get`], but `None` when the module would have to be compiled.
	pub fn find(
		&self,
		engine: &Engine,
		linker: &Linker<T>,
		bytes: &[u8],
		checksum: &Hash,
	) -> Result<Option<Arc<Program<T>>>, Failure> {
		let key = self.key(engine, checksum);
		self.compiling.with(&key, || self.find_by(&key, engine, linker, bytes))
	}

	fn find_by(
		&self,
		key: &Hash,
		engine: &Engine,
		linker: &Linker<T>,
		bytes: &[u8],
	) -> Result<Option<Arc<Program<T>>>, Failure> {
		if let Some(program) = self.recall(key) {
			return Ok(Some(program));
		}
		let Some(module) = self.load(engine, key) else { return Ok(None) };
		let program = Program::new(linker, &module, bytes)?;
		self.remember(*key, program.clone());
		Ok(Some(program))
	}

	/// Hash of the module and of all that its compiled form depends on.
	fn key(&self, engine: &Engine, checksum: &Hash) -> Hash {
		// Not a strong hash, and it need not be: wasmtime checks the same facts in the artifact.
		let mut compatibility = std::hash::DefaultHasher::new();
		engine.precompile_compatibility_hash().hash(&mut compatibility);
		let mut input = checksum.as_bytes().to_vec();
		input.extend_from_slice(&self.engine_version.to_le_bytes());
		input.extend_from_slice(&compatibility.finish().to_le_bytes());
		// Rewriting is part of compiling, and may change while no digest does.
		input.extend_from_slice(&rewrite::VERSION.to_le_bytes());
		blake2_256(&input)
	}

	fn compile(&self, engine: &Engine, bytes: &[u8], key: &Hash) -> Result<Module, Failure> {
		let rewritten = rewrite(bytes, check(bytes)?.as_ref(), self.prices)?;
		let module = Module::from_binary(engine, &rewritten).map_err(not_compiled)?;
		if !self.read_only {
			self.save(key, &module);
		}
		Ok(module)
	}

	/// Keeps a program in memory, and of the others those used last, as many as there is room for.
	fn remember(&self, key: Hash, program: Arc<Program<T>>) {
		let mut recent = self.recent.lock();
		recent.insert(0, (key, program));
		let mut total = 0usize;
		recent.retain(|(_, program)| {
			total = total.saturating_add(program.size);
			total <= IN_MEMORY
		});
	}

	fn recall(&self, key: &Hash) -> Option<Arc<Program<T>>> {
		let mut recent = self.recent.lock();
		let at = recent.iter().position(|(found, _)| found == key)?;
		recent[..=at].rotate_right(1);
		Some(recent[0].1.clone())
	}

	fn path(&self, key: &Hash) -> Option<PathBuf> {
		Some(self.folder.as_ref()?.join(hex::encode(key)))
	}

	fn load(&self, engine: &Engine, key: &Hash) -> Option<Module> {
		let path = self.path(key)?;
		let bytes = fs::read(&path).ok()?;
		let artifact = bytes.split_at_checked(32).and_then(|(sum, artifact)| {
			(blake2_256(artifact).as_bytes() == sum).then_some(artifact)
		});
		// SAFETY: `deserialize` wants bytes from `serialize` of the same engine. `save` wrote them:
		// their hash and the name, which holds everything that compiling depends on, say so.
		let module = artifact.and_then(|bytes| unsafe { Module::deserialize(engine, bytes) }.ok());
		if module.is_none() && self.read_only {
			return None;
		}
		if module.is_none() {
			log::warn!("compiled module {} is damaged: compiling it again", path.display());
			fs::remove_file(&path).ok();
		} else if let Ok(file) = fs::File::open(&path) {
			// The time of last use decides what goes first.
			file.set_modified(SystemTime::now()).ok();
		}
		module
	}

	fn save(&self, key: &Hash, module: &Module) {
		let Some(path) = self.path(key) else { return };
		let result = module.serialize().map_err(|error| error.to_string()).and_then(|artifact| {
			let size = artifact.len() as u64 + 32;
			if size <= self.max_bytes {
				self.make_room(size);
				write(&path, &artifact).map_err(|error| error.to_string())?;
			}
			Ok(())
		});
		if let Err(error) = result {
			log::warn!("a compiled module is not kept: {}: {error}", path.display());
		}
	}

	/// Removes the files longest unused until `size` bytes fit.
	fn make_room(&self, size: u64) {
		let Some(entries) = self.folder.as_ref().and_then(|folder| fs::read_dir(folder).ok())
		else {
			return;
		};
		let mut files = entries
			.filter_map(|entry| {
				let entry = entry.ok()?;
				let data = entry.metadata().ok()?;
				Some((data.modified().ok()?, data.len(), entry.path()))
			})
			.collect::<Vec<_>>();
		files.sort();
		let mut total = files.iter().map(|(_, size, _)| size).sum::<u64>() + size;
		for (_, size, path) in files {
			if total <= self.max_bytes {
				break;
			}
			if fs::remove_file(path).is_ok() {
				total -= size;
			}
		}
	}
}

/// Why a module that was checked does not compile: the module, or this machine, which has no memory
/// left. The machine's failure must not become a result.
fn not_compiled(error: wasmtime::Error) -> Failure {
	let of_machine = |cause: &(dyn std::error::Error + 'static)| {
		cause.is::<std::io::Error>() || cause.is::<rustix::io::Errno>()
	};
	match error.chain().any(of_machine) {
		true => Failure::internal(format!("a module does not compile here: {error:#}")),
		false => bad(format!("it does not compile: {error:#}")),
	}
}

/// Removes temporary files of processes that were killed while they wrote. Nobody may be writing.
pub(crate) fn remove_leftovers(folder: &Path) {
	for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
		let is_module = entry.file_name().to_str().and_then(parse_hash).is_some();
		if !is_module && entry.file_type().is_ok_and(|kind| kind.is_file()) {
			fs::remove_file(entry.path()).ok();
		}
	}
}

fn write(path: &Path, artifact: &[u8]) -> std::io::Result<()> {
	let folder = path.parent().unwrap_or(Path::new("."));
	let mut file = tempfile::NamedTempFile::new_in(folder)?;
	file.write_all(blake2_256(artifact).as_bytes())?;
	file.write_all(artifact)?;
	file.persist(path)?;
	Ok(())
}
