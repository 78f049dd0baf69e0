// SPDX-License-Identifier: Apache-2.0

//! Which modules the sandbox takes, and where compiled ones are kept.

use crate::{blake2_256, wasi, Failure, FailureCode, Hash};
use parking_lot::Mutex;
use std::{
	fs,
	hash::{Hash as _, Hasher as _},
	io::Write,
	path::{Path, PathBuf},
	time::SystemTime,
};
use wasmparser::{
	BinaryReaderError, Encoding, ExternalKind, FunctionBody, Operator, Parser, Payload,
};
use wasmtime::{Engine, Module};

/// Largest module, in bytes.
pub(crate) const MAX_MODULE: usize = 64 << 20;
/// Largest function body, in bytes. This and the next three bound the time and the memory that
/// compiling takes, which can't be interrupted; programs of compilers stay far below.
const MAX_BODY: usize = 1 << 19;
/// Deepest nesting of blocks in a function.
const MAX_NESTING: usize = 1024;
/// Most loops in a function.
const MAX_LOOPS: usize = 4096;
/// Most branches and calls in a function.
const MAX_BRANCHES: usize = 65_536;
/// Most that the branches of each function times its deepest nesting may come to in a module:
/// what the time of compiling grows with at the worst (a minute, at this value).
const MAX_TANGLE: usize = 1 << 26;
/// Most functions.
const MAX_FUNCTIONS: u32 = 200_000;
/// Most tables.
const MAX_TABLES: u32 = 16;
/// Compiled modules that are kept in memory.
const IN_MEMORY: usize = 8;

pub(crate) fn bad(message: impl Into<String>) -> Failure {
	Failure::new(FailureCode::BadModule, message)
}

/// What can be told before compiling: a core module, that imports only from WASI and exports
/// `_start` and `memory`, of bounded size.
pub(crate) fn check(bytes: &[u8]) -> Result<(), Failure> {
	if bytes.len() > MAX_MODULE {
		return Err(bad(format!("the module is longer than {MAX_MODULE} bytes")));
	}
	if !bytes.starts_with(b"\0asm") {
		return Err(bad("not WebAssembly: it does not begin with \\0asm"));
	}
	let (mut start, mut memory, mut tangle) = (false, false, 0);
	for payload in Parser::new(0).parse_all(bytes) {
		let payload = payload.map_err(|error| bad(format!("not valid WebAssembly: {error}")))?;
		match payload {
			Payload::Version { encoding: Encoding::Component, .. } => {
				return Err(bad("a component; build for the target wasm32-wasip1 instead"));
			},
			Payload::ImportSection(imports) => {
				for import in imports {
					let import = import.map_err(|error| bad(error.to_string()))?;
					if import.module != wasi::MODULE {
						let (module, name) = (import.module, import.name);
						return Err(bad(format!(
							"it imports {name:?} from {module:?}; there is only {}",
							wasi::MODULE
						)));
					}
				}
			},
			Payload::ExportSection(exports) => {
				for export in exports {
					let export = export.map_err(|error| bad(error.to_string()))?;
					start |= export.name == "_start" && export.kind == ExternalKind::Func;
					memory |= export.name == "memory" && export.kind == ExternalKind::Memory;
				}
			},
			Payload::TableSection(tables) if tables.count() > MAX_TABLES => {
				return Err(bad(format!("more than {MAX_TABLES} tables")));
			},
			Payload::CodeSectionStart { count, .. } if count > MAX_FUNCTIONS => {
				return Err(bad(format!("more than {MAX_FUNCTIONS} functions")));
			},
			Payload::CodeSectionEntry(body) => {
				tangle += check_body(&body)?;
				if tangle > MAX_TANGLE {
					return Err(bad("too many branches out of deeply nested blocks"));
				}
			},
			_ => (),
		}
	}
	if !start {
		return Err(bad("it exports no function _start: not a WASI command"));
	}
	if !memory {
		return Err(bad("it exports no memory"));
	}
	Ok(())
}

/// Returns branches times deepest nesting.
fn check_body(body: &FunctionBody) -> Result<usize, Failure> {
	if body.range().len() > MAX_BODY {
		return Err(bad(format!("a function longer than {MAX_BODY} bytes")));
	}
	let invalid = |error: BinaryReaderError| bad(format!("not valid WebAssembly: {error}"));
	let (mut nesting, mut deepest, mut loops, mut branches) = (0usize, 0, 0usize, 0usize);
	for operator in body.get_operators_reader().map_err(invalid)? {
		match operator.map_err(invalid)? {
			Operator::Block { .. } => nesting += 1,
			Operator::If { .. } => {
				nesting += 1;
				branches += 1;
			},
			Operator::Loop { .. } => {
				nesting += 1;
				loops += 1;
			},
			Operator::Br { .. }
			| Operator::BrIf { .. }
			| Operator::BrTable { .. }
			| Operator::Call { .. }
			| Operator::CallIndirect { .. } => branches += 1,
			Operator::End => nesting = nesting.saturating_sub(1),
			_ => (),
		}
		deepest = nesting.max(deepest);
		for (found, most, what) in [
			(nesting, MAX_NESTING, "blocks inside each other"),
			(loops, MAX_LOOPS, "loops"),
			(branches, MAX_BRANCHES, "branches and calls"),
		] {
			if found > most {
				return Err(bad(format!("a function with more than {most} {what}")));
			}
		}
	}
	// Both are bounded above.
	Ok(branches * deepest)
}

/// Compiled modules, on disk and the latest also in memory.
///
/// A file is named by the hash of the module and of everything that compiling depends on. It begins with the
/// hash of the rest, which is checked before the rest is believed: a damaged file is compiled
/// anew. (A file made on purpose by somebody who may write to the folder is not defended against: such
/// a person could as well replace the program that reads it.)
pub(crate) struct ModuleCache {
	folder: Option<PathBuf>,
	max_bytes: u64,
	recent: Mutex<Vec<(Hash, Module)>>,
}

impl ModuleCache {
	/// A cache in `folder` (none: in memory only) that holds at most `max_bytes` on disk.
	pub fn new(folder: Option<PathBuf>, max_bytes: u64) -> Self {
		if let Some(folder) = &folder {
			if let Err(error) = fs::create_dir_all(folder) {
				log::warn!("compiled modules are not kept: {}: {error}", folder.display());
			}
		}
		Self { folder, max_bytes, recent: Mutex::default() }
	}

	/// The compiled module of these bytes.
	pub fn get(&self, engine: &Engine, bytes: &[u8]) -> Result<Module, Failure> {
		let key = key(engine, bytes);
		if let Some(module) = self.recall(&key) {
			return Ok(module);
		}
		let module = match self.load(engine, &key) {
			Some(module) => module,
			None => {
				check(bytes)?;
				let module = Module::from_binary(engine, bytes)
					.map_err(|error| bad(format!("it does not compile: {error:#}")))?;
				self.save(&key, &module);
				module
			},
		};
		let mut recent = self.recent.lock();
		recent.truncate(IN_MEMORY - 1);
		recent.insert(0, (key, module.clone()));
		Ok(module)
	}

	fn recall(&self, key: &Hash) -> Option<Module> {
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
		let artifact = bytes
			.split_at_checked(32)
			.and_then(|(sum, artifact)| (blake2_256(artifact) == *sum).then_some(artifact));
		// SAFETY: the bytes are what `save` wrote, from this engine's own `serialize`: their hash
		// and the name, which holds everything that compiling depends on, say so.
		let module = artifact.and_then(|bytes| unsafe { Module::deserialize(engine, bytes) }.ok());
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
			if artifact.len() as u64 <= self.max_bytes {
				self.make_room(artifact.len() as u64);
				write(&path, &artifact).map_err(|error| error.to_string())?;
			}
			Ok(())
		});
		if let Err(error) = result {
			log::warn!("a compiled module is not kept: {}: {error}", path.display());
		}
	}

	/// Removes those longest unused until `size` bytes fit.
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

/// Hash of the module and of all that its compiled form depends on.
fn key(engine: &Engine, bytes: &[u8]) -> Hash {
	// Not a strong hash, and it need not be: wasmtime checks the same facts in the artifact.
	let mut compatibility = std::hash::DefaultHasher::new();
	engine.precompile_compatibility_hash().hash(&mut compatibility);
	let mut input = blake2_256(bytes).to_vec();
	input.extend_from_slice(&crate::ENGINE_VERSION.to_le_bytes());
	input.extend_from_slice(&compatibility.finish().to_le_bytes());
	blake2_256(&input)
}

fn write(path: &Path, artifact: &[u8]) -> std::io::Result<()> {
	let folder = path.parent().unwrap_or(Path::new("."));
	let mut file = tempfile::NamedTempFile::new_in(folder)?;
	file.write_all(&blake2_256(artifact))?;
	file.write_all(artifact)?;
	file.persist(path)?;
	Ok(())
}
