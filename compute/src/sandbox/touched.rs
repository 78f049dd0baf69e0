// SPDX-License-Identifier: Apache-2.0

//! The pages of a linear memory that were ever touched, as the kernel knows them. The others are
//! zeros; a look at them would only make the machine provide them.

use super::memory::PAGE;
use std::{fs::File, ops::Range, os::unix::fs::FileExt, sync::OnceLock};

/// Bits of an entry of `/proc/self/pagemap`: the page is in memory, or swapped out.
const PRESENT: u64 = 1 << 63;
const SWAPPED: u64 = 1 << 62;
/// Below this size looking at everything is as fast as asking.
const SMALL: usize = 4 * PAGE;

/// The pages of a memory that may hold something else than zeros.
pub(crate) struct Touched(Option<Vec<bool>>);

impl Touched {
	/// Asks the kernel about `memory`, whose initial data is at `data`. When the kernel does not
	/// tell, every page counts as touched.
	pub fn of(memory: &[u8], data: &[Range<usize>]) -> Self {
		if memory.len() <= SMALL {
			return Self(None);
		}
		let mut pages = ask(memory);
		// What the module brought along is there without having been touched.
		for range in data.iter().filter(|range| !range.is_empty()) {
			let (first, end) = (range.start / PAGE, range.end.div_ceil(PAGE));
			let pages = pages.iter_mut().flatten().take(end).skip(first);
			pages.for_each(|page| *page = true);
		}
		Self(pages)
	}

	/// Whether the page of this number may hold something else than zeros.
	pub fn may_hold(&self, page: usize) -> bool {
		self.0.as_ref().is_none_or(|pages| pages.get(page).copied().unwrap_or(true))
	}
}

/// The kernel's list of this process's pages.
struct PageMap {
	file: File,
	/// Bytes of one of the kernel's pages.
	page: usize,
}

/// The list, opened once: later the process may not be allowed to open a file, nor to look up the
/// size of a page.
fn map() -> Option<&'static PageMap> {
	static MAP: OnceLock<Option<PageMap>> = OnceLock::new();
	let open = || {
		let file = File::open("/proc/self/pagemap").ok()?;
		Some(PageMap { file, page: rustix::param::page_size() })
	};
	MAP.get_or_init(open).as_ref()
}

/// Opens the kernel's list, before the process is confined.
pub(crate) fn prepare() {
	map();
}

#[cfg(target_os = "linux")]
fn ask(memory: &[u8]) -> Option<Vec<bool>> {
	let PageMap { file, page: size } = map()?;
	let (size, start) = (*size, memory.as_ptr() as usize);
	if size == 0 || !PAGE.is_multiple_of(size) || !start.is_multiple_of(size) {
		return None;
	}
	let each = PAGE / size;
	// 256 pages of a program's memory at a time.
	let mut entries = vec![0u8; 256 * each * 8];
	let mut pages = Vec::with_capacity(memory.len() / PAGE);
	let mut at = (start / size) as u64 * 8;
	let count = memory.len() / PAGE;
	while pages.len() < count {
		let wanted = (count - pages.len()).min(256) * each * 8;
		let part = entries.get_mut(..wanted)?;
		file.read_exact_at(part, at).ok()?;
		at += wanted as u64;
		pages.extend(part.chunks_exact(each * 8).map(|page| {
			page.chunks_exact(8).any(|entry| {
				let entry = entry.try_into().map_or(PRESENT, u64::from_ne_bytes);
				entry & (PRESENT | SWAPPED) != 0
			})
		}));
	}
	Some(pages)
}

#[cfg(not(target_os = "linux"))]
fn ask(_: &[u8]) -> Option<Vec<bool>> {
	None
}

#[cfg(test)]
mod tests {
	use super::*;
	use memmap2::MmapMut;

	#[test]
	#[cfg(target_os = "linux")]
	fn of_should_find_what_was_written_and_nothing_else() {
		let mut map = MmapMut::map_anon(100 * PAGE).unwrap();
		for at in [3 * PAGE, 50 * PAGE + 65_535, 99 * PAGE] {
			map[at] = 1;
		}
		let data =
			[0..0, 10 * PAGE..10 * PAGE + 1, 21 * PAGE - 1..22 * PAGE, 99 * PAGE..usize::MAX];
		let touched = Touched::of(&map, &data);
		let found = (0..100).filter(|page| touched.may_hold(*page)).collect::<Vec<_>>();
		// Large pages of the machine may take neighbours along.
		for page in [3, 10, 20, 21, 50, 99] {
			assert!(found.contains(&page), "{found:?}");
		}
		assert!(touched.may_hold(100));
	}

	#[test]
	fn of_should_count_everything_as_touched_when_it_can_not_tell() {
		let bytes = vec![0u8; 10 * PAGE + 8];
		let touched = Touched::of(&bytes[8..], &[]);
		assert!(
			bytes.as_ptr() as usize % 4096 == 4088 || (0..10).all(|page| touched.may_hold(page))
		);
		assert!(Touched::of(&bytes[..PAGE], &[]).may_hold(0));
	}
}
