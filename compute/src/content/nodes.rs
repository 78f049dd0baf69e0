// SPDX-License-Identifier: Apache-2.0

//! Content from other nodes: small blocks at once, anything else in pieces that are asked for one
//! after the other, so that a download goes on at another node where it stopped. Nodes take turns, so
//! that one which is slow, or gives something else, keeps nobody from what the others have.

use super::{
	store::{leave_room, Store, StoreError},
	wanted::{FetchConfig, FetchError, Wanted, PROGRESS},
};
use crate::cancel::Cancel;
use bourse_formats::{blake2_256, limits::CHUNK, Hash, Hasher};
use std::{
	collections::VecDeque,
	io::Write,
	time::{Duration, Instant},
};
use tempfile::NamedTempFile;

/// Most bytes of a piece.
pub const PIECE: usize = CHUNK;
/// Most nodes that content is fetched from in pieces.
pub const MAX_HOLDERS: usize = 4;
/// Most time that a node has before it is another one's turn.
const LONGEST_TURN: Duration = Duration::from_secs(5);
/// The same, as a part of all time.
const TURNS: u32 = 32;

/// A node that says that it has content.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Holder {
	/// The node, by the name that the asker knows.
	pub node: Vec<u8>,
	/// Bytes of the content, as the node says.
	pub size: u64,
}

/// Other nodes, as a source of content. Nothing that they say is trusted. A function that gives
/// blocks by their hashes is one without pieces.
pub trait OtherNodes: Send + Sync {
	/// A block that everybody may have, of at most some MiB.
	fn block(&self, hash: &Hash) -> Option<Vec<u8>>;

	/// At most [`MAX_HOLDERS`] nodes that say that they have the content.
	fn holders(&self, wanted: &Wanted) -> Vec<Holder> {
		let _ = wanted;
		Vec::new()
	}

	/// The next bytes from `offset` on, from a holder: [`PIECE`], or all that are left. A holder that gives
	/// other numbers is asked no more.
	fn piece(&self, holder: &Holder, wanted: &Wanted, offset: u64) -> Option<Vec<u8>> {
		let _ = (holder, wanted, offset);
		None
	}

	/// The holder alone gave all of some content, and it was other content.
	fn lied(&self, holder: &Holder) {
		let _ = holder;
	}
}

impl<F: Fn(&Hash) -> Option<Vec<u8>> + Send + Sync> OtherNodes for F {
	fn block(&self, hash: &Hash) -> Option<Vec<u8>> {
		self(hash)
	}
}

/// Fetches content from other nodes into the store. `false` when nobody had it.
pub(super) fn from_others(
	nodes: &dyn OtherNodes,
	store: &Store,
	config: &FetchConfig,
	wanted: &Wanted,
	cancel: &Cancel,
) -> Result<bool, FetchError> {
	let hash = wanted.content.hash;
	// Also of private content: its owner may serve it so.
	if let Some(block) = nodes.block(&hash)
		&& blake2_256(&block) == hash
	{
		if block.len() as u64 > config.max_bytes {
			return Err(FetchError::too_large(wanted, config));
		}
		store.put_content(&block, &wanted.content)?;
		return Ok(true);
	}
	if cancel.is_set() {
		return Err(FetchError::Cancelled);
	}
	let mut holders = nodes.holders(wanted);
	holders.truncate(MAX_HOLDERS);
	holders.retain(|holder| holder.size <= config.max_bytes);
	let (now, time) = (Instant::now(), cancel.time_to_fetch(config.total_timeout));
	let mut download = Download {
		nodes,
		store,
		wanted,
		cancel,
		end: now + time,
		turn: LONGEST_TURN.min(time / TURNS),
		begun: Vec::new(),
		turns: VecDeque::new(),
		shown: now,
	};
	download.begin_by_size(holders)?;
	download.run()
}

/// The content, as nodes give it that tell the same size.
struct Begun {
	size: u64,
	file: NamedTempFile,
	hasher: Hasher,
	done: u64,
	/// Those who are asked for it, whatever they gave.
	holders: Vec<Holder>,
}

/// A node that waits for its turn.
struct Turn {
	holder: Holder,
	/// Which of [`Download::begun`] it gives.
	of: usize,
	/// Whether its last turn was over with one piece. Others come first.
	is_slow: bool,
}

struct Download<'a> {
	nodes: &'a dyn OtherNodes,
	store: &'a Store,
	wanted: &'a Wanted<'a>,
	cancel: &'a Cancel,
	end: Instant,
	/// How long a turn is. One piece is asked for in any case.
	turn: Duration,
	/// `None`: over.
	begun: Vec<Option<Begun>>,
	turns: VecDeque<Turn>,
	/// When the log said last how far it is.
	shown: Instant,
}

impl Download<'_> {
	/// Begins with nodes: together where they tell the same size.
	fn begin_by_size(&mut self, mut holders: Vec<Holder>) -> Result<(), FetchError> {
		while let Some(size) = holders.first().map(|holder| holder.size) {
			let (same, others) = holders.into_iter().partition(|holder| holder.size == size);
			self.begin(size, same)?;
			holders = others;
		}
		Ok(())
	}

	/// Begins with nodes that tell this size: what one does not give, the next one is asked for.
	fn begin(&mut self, size: u64, holders: Vec<Holder>) -> Result<(), FetchError> {
		let of = self.begun.len();
		let turn = |holder: &Holder| Turn { holder: holder.clone(), of, is_slow: false };
		self.turns.extend(holders.iter().map(turn));
		let (file, hasher) = (self.store.temp_file()?, Hasher::new());
		self.begun.push(Some(Begun { size, file, hasher, done: 0, holders }));
		Ok(())
	}

	/// When one of several lies, that is known at the end only: then each alone.
	fn begin_each_alone(&mut self, holders: Vec<Holder>) -> Result<(), FetchError> {
		if holders.len() > 1 {
			for holder in holders {
				self.begin(holder.size, vec![holder])?;
			}
		}
		Ok(())
	}

	/// Whether the content came.
	fn run(&mut self) -> Result<bool, FetchError> {
		while let Some(Turn { holder, of, .. }) = self.next_turn() {
			let Some(mut begun) = self.begun.get_mut(of).and_then(Option::take) else { continue };
			let gave = self.take_turn(&mut begun, &holder)?;
			if begun.done >= begun.size {
				if self.finish(begun)? {
					return Ok(true);
				}
				continue;
			}
			if Instant::now() > self.end {
				return Ok(false);
			}
			if let Some(is_slow) = gave {
				self.turns.push_back(Turn { holder, of, is_slow });
			}
			if self.turns.iter().any(|turn| turn.of == of) {
				if let Some(place) = self.begun.get_mut(of) {
					*place = Some(begun);
				}
			} else {
				self.begin_each_alone(begun.holders)?;
			}
		}
		Ok(false)
	}

	fn next_turn(&mut self) -> Option<Turn> {
		let quick = self.turns.iter().position(|turn| !turn.is_slow);
		self.turns.remove(quick.unwrap_or_default())
	}

	/// Fetches what comes next from a holder, a piece at least. Gives whether the holder is slow; `None`
	/// when it gives no more.
	fn take_turn(
		&mut self,
		begun: &mut Begun,
		holder: &Holder,
	) -> Result<Option<bool>, FetchError> {
		let begin = Instant::now();
		let mut pieces = 0u32;
		while begun.done < begun.size {
			if self.cancel.is_set() {
				return Err(FetchError::Cancelled);
			}
			let is_over = pieces > 0 && begin.elapsed() >= self.turn;
			if is_over || Instant::now() > self.end {
				break;
			}
			let due = (PIECE as u64).min(begun.size - begun.done);
			let piece = self.nodes.piece(holder, self.wanted, begun.done);
			let Some(piece) = piece.filter(|piece| piece.len() as u64 == due) else {
				return Ok(None);
			};
			leave_room(&begun.file, piece.len())?;
			begun.hasher.update(&piece);
			let written = begun.file.write_all(&piece);
			written.map_err(|error| StoreError::from_io(begun.file.path(), error))?;
			begun.done += due;
			pieces += 1;
			if self.shown.elapsed() >= PROGRESS {
				self.shown = Instant::now();
				self.wanted.tell_progress(begun.done, Some(begun.size));
			}
		}
		Ok(Some(pieces <= 1 && begin.elapsed() >= self.turn))
	}

	/// Keeps the content, if it is what came.
	fn finish(&mut self, begun: Begun) -> Result<bool, FetchError> {
		let Begun { file, hasher, holders, .. } = begun;
		let content = self.wanted.content;
		if hasher.finish() == content.hash {
			self.store.put_file(file, &content)?;
			return Ok(true);
		}
		if let [holder] = &holders[..] {
			self.nodes.lied(holder);
		}
		self.begin_each_alone(holders)?;
		Ok(false)
	}
}

/// Asks other nodes. Gives whether somebody had the content.
type Ask<'a> = Box<dyn FnOnce() -> Result<bool, FetchError> + 'a>;

/// Other nodes, which are asked once while an address takes its time.
pub(super) struct Beside<'a> {
	/// From when on.
	at: Instant,
	/// `None`: they were asked.
	ask: Option<Ask<'a>>,
	found: bool,
}

impl<'a> Beside<'a> {
	/// Others, to be asked by `ask` after some time.
	pub fn new(after: Duration, ask: impl FnOnce() -> Result<bool, FetchError> + 'a) -> Self {
		let ask: Ask<'a> = Box::new(ask);
		Self { at: Instant::now() + after, ask: Some(ask), found: false }
	}

	/// Whether they gave the content. Asks them when it is time.
	pub fn gave(&mut self) -> Result<bool, FetchError> {
		if Instant::now() >= self.at
			&& let Some(ask) = self.ask.take()
		{
			self.found = ask()?;
		}
		Ok(self.found)
	}
}
