// SPDX-License-Identifier: Apache-2.0

//! Host calls, made as a program makes them but without one.

use super::{
	errno::*,
	fds::{MAX_FDS, PREOPENS},
	guest::Guest,
	misc::{sizes, strings},
	paths::Open,
	tree::{Ino, OUT, TMP},
	*,
};
use crate::content::blob::Blob;
use bourse_formats::FailureCode;
use proptest::prelude::*;

/// Descriptors that a program finds open.
const ROOT_FD: u32 = 3;
const IN_FD: u32 = 4;
const OUT_FD: u32 = 5;
const DOT_FD: u32 = 7;
/// Where answers go in the test's memory, and where paths and data are put.
const ANSWER: u32 = 8;
const TEXT: u32 = 4096;

/// A run with a program's memory.
struct Program {
	wasi: Wasi,
	memory: Vec<u8>,
}

fn program() -> Program {
	let mut tree = Tree::new(1000, 10, 20);
	assert!(tree.add_input("a.txt", Blob::from(b"hello".to_vec())));
	assert!(tree.add_input("dir/b.txt", Blob::from(b"b".to_vec())));
	let strings = |list: &[&str]| list.iter().map(|text| text.to_string()).collect();
	Program {
		wasi: Wasi::new(
			tree,
			strings(&["app", "x y"]),
			strings(&["A=1"]),
			bourse_formats::Hash([7; 32]),
			Streams::new(100),
		),
		memory: vec![0; 65536],
	}
}

type Answer<T = u32> = std::result::Result<T, Errno>;

impl Program {
	fn put(&mut self, at: u32, bytes: &[u8]) -> (u32, u32) {
		self.memory[at as usize..at as usize + bytes.len()].copy_from_slice(bytes);
		(at, bytes.len() as u32)
	}

	fn call(&mut self, body: impl FnOnce(&mut Wasi, &mut Guest) -> Reply) -> Answer<u32> {
		match body(&mut self.wasi, &mut Guest(&mut self.memory)) {
			Ok(()) => Ok(self.u32(ANSWER)),
			Err(Fault::Errno(errno)) => Err(errno),
			Err(Fault::Failed(failure)) => panic!("{failure}"),
		}
	}

	fn u32(&self, at: u32) -> u32 {
		u32::from_le_bytes(self.memory[at as usize..][..4].try_into().unwrap())
	}

	fn u64(&self, at: u32) -> u64 {
		u64::from_le_bytes(self.memory[at as usize..][..8].try_into().unwrap())
	}

	fn open_with(
		&mut self,
		dir: u32,
		path: &str,
		oflags: u16,
		rights: u64,
		fdflags: u16,
	) -> Answer {
		let path = self.put(TEXT, path.as_bytes());
		let open = Open { oflags, rights, inheriting: u64::MAX, fdflags };
		self.call(|w, g| w.path_open(g, dir, path, open, ANSWER))
	}

	fn open(&mut self, dir: u32, path: &str) -> Answer {
		self.open_with(dir, path, 0, !RIGHTS_CHANGE_FILE, 0)
	}

	fn create(&mut self, dir: u32, path: &str) -> Answer {
		self.open_with(dir, path, OFLAGS_CREAT, RIGHTS_FILE, 0)
	}

	fn mkdir(&mut self, path: &str) -> Answer<()> {
		let (at, size) = self.put(TEXT, path.as_bytes());
		self.call(|w, g| w.path_create_directory(g, OUT_FD, at, size)).map(drop)
	}

	fn unlink(&mut self, path: &str) -> Answer<()> {
		let (at, size) = self.put(TEXT, path.as_bytes());
		self.call(|w, g| w.path_unlink_file(g, OUT_FD, at, size)).map(drop)
	}

	fn rmdir(&mut self, path: &str) -> Answer<()> {
		let (at, size) = self.put(TEXT, path.as_bytes());
		self.call(|w, g| w.path_remove_directory(g, OUT_FD, at, size)).map(drop)
	}

	fn rename(&mut self, from: &str, to: &str) -> Answer<()> {
		let from = self.put(TEXT, from.as_bytes());
		let to = self.put(TEXT + 2048, to.as_bytes());
		let (from, to) = ((OUT_FD, from.0, from.1), (OUT_FD, to.0, to.1));
		self.call(|w, g| w.path_rename(g, from, to)).map(drop)
	}

	/// One buffer at `TEXT`, listed at 16.
	fn buffer(&mut self, size: u32) {
		let list = [TEXT.to_le_bytes(), size.to_le_bytes()].concat();
		self.put(16, &list);
	}

	fn write(&mut self, fd: u32, bytes: &[u8]) -> Answer {
		let (_, size) = self.put(TEXT, bytes);
		self.buffer(size);
		self.call(|w, g| w.fd_write(g, fd, 16, 1, ANSWER))
	}

	fn read(&mut self, fd: u32, size: u32) -> Answer<Vec<u8>> {
		self.buffer(size);
		let read = self.call(|w, g| w.fd_read(g, fd, 16, 1, ANSWER))?;
		Ok(self.memory[TEXT as usize..][..read as usize].to_vec())
	}

	fn seek(&mut self, fd: u32, offset: i64, whence: u32) -> Answer<u64> {
		self.call(|w, g| w.fd_seek(g, fd, offset, whence, ANSWER))?;
		Ok(self.u64(ANSWER))
	}

	/// Names in a folder, asked for in pieces of `size` bytes.
	fn list(&mut self, fd: u32, size: u32) -> Vec<String> {
		let (mut names, mut cookie) = (Vec::new(), 0);
		loop {
			let used = self.call(|w, g| w.fd_readdir(g, fd, (TEXT, size), cookie, ANSWER)).unwrap();
			let (mut at, end) = (TEXT, TEXT + used);
			while at + 24 <= end && at + 24 + self.u32(at + 16) <= end {
				let length = self.u32(at + 16);
				let name = &self.memory[at as usize + 24..][..length as usize];
				names.push(String::from_utf8(name.to_vec()).unwrap());
				cookie = self.u64(at);
				at += 24 + length;
			}
			if used < size {
				return names;
			}
			assert!(at > TEXT, "a buffer too small for one entry");
		}
	}

	fn outputs(self) -> Vec<(String, Vec<u8>)> {
		self.wasi.into_outputs().into_iter().collect()
	}
}

#[test]
fn input_should_be_read_and_not_changed() {
	let mut p = program();
	let fd = p.open(IN_FD, "a.txt").unwrap();
	assert_eq!(fd, 9);
	assert_eq!(p.read(fd, 3).unwrap(), b"hel");
	assert_eq!(p.read(fd, 99).unwrap(), b"lo");
	assert_eq!(p.read(fd, 99).unwrap(), b"");
	assert_eq!(p.seek(fd, -4, 2), Ok(1));
	assert_eq!(p.read(fd, 1).unwrap(), b"e");
	assert_eq!(p.seek(fd, 1 << 40, 0), Ok(1 << 40));
	assert_eq!(p.read(fd, 1).unwrap(), b"");
	assert_eq!(p.seek(fd, -1, 0), Err(ERRNO_INVAL));
	assert_eq!(p.seek(fd, i64::MIN, 1), Err(ERRNO_INVAL));
	assert_eq!(p.seek(fd, 0, 3), Err(ERRNO_INVAL));
	assert_eq!(p.write(fd, b"x"), Err(ERRNO_NOTCAPABLE));
	assert_eq!(p.create(IN_FD, "a.txt"), Err(ERRNO_ROFS));
	assert_eq!(p.create(IN_FD, "new"), Err(ERRNO_ROFS));
	assert_eq!(p.open_with(IN_FD, "a.txt", OFLAGS_TRUNC, 0, 0), Err(ERRNO_ROFS));
	assert_eq!(p.rename("../in/a.txt", "x"), Err(ERRNO_NOTCAPABLE));
	assert_eq!(p.open(ROOT_FD, "in/dir/b.txt"), Ok(10));
	// As Go opens what it only reads.
	let rights = RIGHTS_FD_READ | RIGHTS_FD_ALLOCATE | RIGHTS_FD_FILESTAT_SET_SIZE;
	assert_eq!(p.open_with(ROOT_FD, "in/a.txt", 0, rights, 0), Ok(11));
	assert_eq!(p.read(11, 3).unwrap(), b"hel");
	assert_eq!(p.call(|w, _| w.fd_filestat_set_size(11, 1)), Err(ERRNO_NOTCAPABLE));
	assert_eq!(p.call(|w, _| w.fd_allocate(11, 0, 100)), Err(ERRNO_NOTCAPABLE));
	assert_eq!(p.open_with(ROOT_FD, "in", 0, rights, 0), Ok(12));
}

#[test]
fn output_should_be_what_was_written() {
	let mut p = program();
	let fd = p.create(OUT_FD, "a").unwrap();
	assert_eq!(p.write(fd, b"12345"), Ok(5));
	assert_eq!(p.seek(fd, 1, 0), Ok(1));
	assert_eq!(p.write(fd, b"xy"), Ok(2));
	p.put(TEXT, b"Z");
	p.buffer(1);
	assert_eq!(p.call(|w, g| w.fd_pwrite(g, fd, (16, 1), 6, ANSWER)), Ok(1));
	assert_eq!(p.read(fd, 99).unwrap(), b"45\0Z");
	let appended = p.open_with(OUT_FD, "a", 0, RIGHTS_FILE, FDFLAGS_APPEND).unwrap();
	assert_eq!(p.write(appended, b"!"), Ok(1));
	p.mkdir("sub").unwrap();
	p.create(DOT_FD, "sub/./../sub/b").unwrap();
	p.mkdir("empty").unwrap();
	let outputs = p.outputs();
	assert_eq!(outputs, [("a".into(), b"1xy45\0Z!".to_vec()), ("sub/b".into(), vec![])]);
}

#[test]
fn stdout_should_be_a_file_and_stderr_the_log() {
	let mut p = program();
	assert_eq!(p.write(1, b""), Ok(0));
	assert_eq!(p.write(1, b"one "), Ok(4));
	assert_eq!(p.write(2, &[b'e'; 90]), Ok(90));
	assert_eq!(p.write(2, &[b'f'; 90]), Ok(90));
	assert_eq!(p.write(1, b"two"), Ok(3));
	assert_eq!(p.read(0, 10).unwrap(), b"");
	assert_eq!(p.read(1, 10), Err(ERRNO_NOTCAPABLE));
	assert_eq!(p.write(0, b"x"), Err(ERRNO_NOTCAPABLE));
	assert_eq!(p.seek(1, 0, 1), Err(ERRNO_SPIPE));
	let expected = [&[b'e'; 50][..], b"\n[80 bytes cut]\n", &[b'f'; 50]].concat();
	assert_eq!(p.wasi.log_text(), expected);
	assert_eq!(p.wasi.streams.stdout.lock().text(), b"one two");
	assert_eq!(p.outputs(), [("stdout".into(), b"one two".to_vec())]);
}

#[test]
fn paths_should_not_leave_their_folder() {
	let mut p = program();
	for path in ["..", "../in/a.txt", "dir/../../out", "dir/../..", "/in/a.txt", "/", "./.."] {
		assert_eq!(p.open(IN_FD, path), Err(ERRNO_NOTCAPABLE), "{path}");
	}
	for path in ["etc/passwd", "../etc/passwd", "proc/self/mem", "nothing"] {
		assert!(p.open(ROOT_FD, path).is_err(), "{path}");
	}
	assert_eq!(p.open(IN_FD, ""), Err(ERRNO_NOENT));
	assert_eq!(p.open(IN_FD, "a.txt/"), Err(ERRNO_NOTDIR));
	assert_eq!(p.open(IN_FD, "a.txt/x"), Err(ERRNO_NOTDIR));
	assert_eq!(p.open(IN_FD, "a.txt/.."), Err(ERRNO_NOTDIR));
	assert_eq!(p.open(IN_FD, "none/x"), Err(ERRNO_NOENT));
	assert_eq!(p.open(IN_FD, "a\0b"), Err(ERRNO_ILSEQ));
	let bad = p.put(TEXT, &[0xff, 0xfe]);
	let open = Open { oflags: 0, rights: 0, inheriting: 0, fdflags: 0 };
	assert_eq!(p.call(|w, g| w.path_open(g, IN_FD, bad, open, ANSWER)), Err(ERRNO_ILSEQ));
	assert_eq!(p.open(IN_FD, &"a/".repeat(3000)), Err(ERRNO_NAMETOOLONG));
	assert_eq!(p.create(OUT_FD, &"a".repeat(256)), Err(ERRNO_NAMETOOLONG));
	assert!(p.open(IN_FD, "./dir//../a.txt").is_ok());
	assert!(p.open(IN_FD, "dir/").is_ok());
}

#[test]
fn open_should_follow_its_flags() {
	let mut p = program();
	assert_eq!(p.open(OUT_FD, "a"), Err(ERRNO_NOENT));
	let fd = p.create(OUT_FD, "a").unwrap();
	p.write(fd, b"text").unwrap();
	let exclusive = OFLAGS_CREAT | OFLAGS_EXCL;
	assert_eq!(p.open_with(OUT_FD, "a", exclusive, 0, 0), Err(ERRNO_EXIST));
	assert_eq!(p.open_with(OUT_FD, "a", OFLAGS_DIRECTORY, 0, 0), Err(ERRNO_NOTDIR));
	assert_eq!(p.open_with(OUT_FD, ".", 0, RIGHTS_FD_WRITE, 0), Err(ERRNO_ISDIR));
	assert_eq!(p.open_with(OUT_FD, "b/", OFLAGS_CREAT, 0, 0), Err(ERRNO_INVAL));
	assert_eq!(p.open_with(OUT_FD, "a", 0, 0, 1 << 8), Err(ERRNO_INVAL));
	let truncated = p.open_with(OUT_FD, "a", OFLAGS_TRUNC, RIGHTS_FD_READ, 0).unwrap();
	assert_eq!(p.read(truncated, 9).unwrap(), b"");
	let narrow = p.open_with(OUT_FD, "a", 0, RIGHTS_FD_READ, 0).unwrap();
	assert_eq!(p.write(narrow, b"x"), Err(ERRNO_NOTCAPABLE));
	assert_eq!(p.seek(narrow, 0, 0), Err(ERRNO_NOTCAPABLE));
	let set = |p: &mut Program, base| p.call(|w, _| w.fd_fdstat_set_rights(narrow, base, 0));
	assert_eq!(set(&mut p, RIGHTS_FD_WRITE), Err(ERRNO_NOTCAPABLE));
	assert!(set(&mut p, 0).is_ok());
	assert_eq!(p.read(narrow, 1), Err(ERRNO_NOTCAPABLE));
}

#[test]
fn devices_should_read_and_take_as_elsewhere() {
	let mut p = program();
	let both = RIGHTS_FD_READ | RIGHTS_FD_WRITE;
	let open = |p: &mut Program, name: &str| {
		let path = format!("dev/{name}");
		p.open_with(ROOT_FD, &path, OFLAGS_CREAT | OFLAGS_TRUNC, both, 0).unwrap()
	};
	let [null, zero, first, second] =
		["null", "zero", "urandom", "random"].map(|name| open(&mut p, name));
	for fd in [null, zero, first] {
		assert_eq!(p.write(fd, b"anything").unwrap(), 8);
	}
	assert_eq!(p.read(null, 9).unwrap(), b"");
	assert_eq!(p.read(zero, 3).unwrap(), [0; 3]);
	// Both read the one stream that `random_get` reads.
	let mut stream = [p.read(first, 5).unwrap(), p.read(second, 59).unwrap()].concat();
	let seed = Hash([7; 32]);
	let block = |n: u64| blake2_256(&[seed.as_bytes(), &n.to_le_bytes()].concat());
	assert_eq!(stream.split_off(32), block(1).as_bytes());
	assert_eq!(stream, block(0).as_bytes());
	// Nothing in `/dev` can be changed.
	assert_eq!(p.open_with(ROOT_FD, "dev/new", OFLAGS_CREAT, both, 0), Err(ERRNO_ROFS));
	let kept = p.wasi.into_outputs();
	assert!(kept.is_empty(), "{kept:?}");
}

#[test]
fn streams_in_dev_should_be_the_programs_own() {
	let mut p = program();
	let both = RIGHTS_FD_READ | RIGHTS_FD_WRITE;
	let open = |p: &mut Program, name: &str, oflags| {
		p.open_with(ROOT_FD, &format!("dev/{name}"), oflags, both, 0)
	};
	let out = open(&mut p, "stdout", OFLAGS_CREAT | OFLAGS_TRUNC).unwrap();
	assert_eq!(p.write(1, b"one "), Ok(4));
	assert_eq!(p.write(out, b"two"), Ok(3));
	assert_eq!(p.read(out, 1), Err(ERRNO_NOTCAPABLE));
	let err = open(&mut p, "stderr", 0).unwrap();
	assert_eq!(p.write(err, b"said"), Ok(4));
	let empty = open(&mut p, "stdin", 0).unwrap();
	assert_eq!(p.read(empty, 9).unwrap(), b"");
	assert!(p.wasi.read_stdin_from("a.txt"));
	assert_eq!(p.read(0, 2).unwrap(), b"he");
	// As on Linux: from the file's begin.
	let stdin = open(&mut p, "stdin", 0).unwrap();
	assert_eq!(p.read(stdin, 9).unwrap(), b"hello");
	assert_eq!(p.read(0, 9).unwrap(), b"llo");
	let path = p.put(TEXT, b"dev/stdin");
	p.call(|w, g| w.path_filestat_get(g, ROOT_FD, path, 512)).unwrap();
	assert_eq!((p.u64(520), p.u64(544)), (10, 5));
	assert_eq!(open(&mut p, "stdout", OFLAGS_CREAT | OFLAGS_EXCL), Err(ERRNO_EXIST));
	assert_eq!(open(&mut p, "stdout", OFLAGS_DIRECTORY), Err(ERRNO_NOTDIR));
	assert_eq!(open(&mut p, "stdout/", 0), Err(ERRNO_NOENT));
	p.call(|w, _| w.fd_close(stdin)).unwrap();
	p.call(|w, _| w.fd_close(out)).unwrap();
	assert_eq!(p.write(1, b"!"), Ok(1));
	p.wasi.tree.check();
	assert_eq!(p.wasi.log_text(), b"said");
	assert_eq!(p.outputs(), [("stdout".into(), b"one two!".to_vec())]);
}

#[test]
fn stdin_should_read_the_file_that_is_named() {
	let mut p = program();
	assert!(!p.wasi.read_stdin_from("none") && !p.wasi.read_stdin_from("dir"));
	assert_eq!(p.read(0, 9).unwrap(), b"");
	assert!(p.wasi.read_stdin_from("dir/b.txt"));
	assert_eq!(p.read(0, 9).unwrap(), b"b");
	assert_eq!(p.read(0, 9).unwrap(), b"");
	assert_eq!(p.seek(0, 0, 0).unwrap(), 0);
	assert_eq!(p.read(0, 9).unwrap(), b"b");
	assert_eq!(p.write(0, b"x"), Err(ERRNO_NOTCAPABLE));
}

#[test]
fn descriptors_should_be_bounded_and_reused() {
	let mut p = program();
	for expected in 9..MAX_FDS {
		assert_eq!(p.open(IN_FD, "a.txt"), Ok(expected));
	}
	assert_eq!(p.open(IN_FD, "a.txt"), Err(ERRNO_MFILE));
	assert!(p.call(|w, _| w.fd_close(20)).is_ok());
	assert_eq!(p.call(|w, _| w.fd_close(20)), Err(ERRNO_BADF));
	assert_eq!(p.open(IN_FD, "a.txt"), Ok(20));
	assert_eq!(p.call(|w, _| w.fd_renumber(20, 99)).map(drop), Ok(()));
	assert_eq!(p.read(20, 1), Err(ERRNO_BADF));
	assert_eq!(p.read(99, 1).unwrap(), b"h");
	assert_eq!(p.call(|w, _| w.fd_renumber(99, 4000)), Err(ERRNO_BADF));
	assert_eq!(p.read(u32::MAX, 1), Err(ERRNO_BADF));
}

#[test]
fn removing_should_follow_posix() {
	let mut p = program();
	let fd = p.create(OUT_FD, "a").unwrap();
	p.write(fd, b"text").unwrap();
	p.unlink("a").unwrap();
	assert_eq!(p.unlink("a"), Err(ERRNO_NOENT));
	// Still there for who has it open.
	assert_eq!(p.seek(fd, 0, 0), Ok(0));
	assert_eq!(p.read(fd, 9).unwrap(), b"text");
	p.call(|w, _| w.fd_close(fd)).unwrap();
	p.mkdir("d").unwrap();
	p.create(OUT_FD, "d/f").unwrap();
	assert_eq!(p.mkdir("d"), Err(ERRNO_EXIST));
	assert_eq!(p.unlink("d"), Err(ERRNO_ISDIR));
	assert_eq!(p.rmdir("d/f"), Err(ERRNO_NOTDIR));
	assert_eq!(p.rmdir("d"), Err(ERRNO_NOTEMPTY));
	p.unlink("d/f").unwrap();
	let dir = p.open(OUT_FD, "d").unwrap();
	p.rmdir("d").unwrap();
	assert_eq!(p.create(dir, "late"), Err(ERRNO_NOENT));
	assert_eq!(p.rmdir("."), Err(ERRNO_INVAL));
	assert_eq!(p.outputs(), []);
}

#[test]
fn space_should_come_back_when_files_go() {
	let mut p = program();
	for _ in 0..50 {
		let fd = p.create(OUT_FD, "a").unwrap();
		p.write(fd, &[1; 900]).unwrap();
		p.unlink("a").unwrap();
		p.call(|w, _| w.fd_close(fd)).unwrap();
	}
	let fd = p.create(OUT_FD, "a").unwrap();
	p.write(fd, &[1; 1000]).unwrap();
	p.memory[TEXT as usize] = 1;
	p.buffer(1);
	let memory = &mut Guest(&mut p.memory);
	let Err(Fault::Failed(failure)) = p.wasi.fd_write(memory, fd, 16, 1, ANSWER) else {
		panic!("written above the limit");
	};
	assert_eq!(failure.code, FailureCode::OutputTooLarge);
}

#[test]
fn tmp_should_hold_more_files_than_out_and_each_count_its_own() {
	let names = ["a", "b", "c", "d", "e"];
	let more_than = |done: Reply<Ino>, most: &str| match done {
		Err(Fault::Failed(failure)) => {
			let expected = format!("OutputTooLarge: more than {most} at once");
			assert_eq!(failure.to_string(), expected);
		},
		_ => panic!("not refused: more than {most}"),
	};
	let mut tree = Tree::new(1000, 3, 5);
	let folder = tree.create(TMP, "folder", true).unwrap();
	for name in &names[..4] {
		assert!(tree.create(folder, name, false).is_ok());
	}
	more_than(tree.create(TMP, "f", false), "5 files and folders in /tmp");
	// What moves is counted where it is then, with all that is below it.
	assert!(tree.rename(folder, "a", OUT, "a").is_ok());
	assert!(tree.create(TMP, "f", false).is_ok());
	more_than(tree.create(TMP, "g", false), "5 files and folders in /tmp");
	let whole = tree.rename(TMP, "folder", OUT, "folder").map(|()| folder);
	more_than(whole, "3 files and folders");
	assert!(tree.remove(folder, "b", false).is_ok());
	assert!(tree.remove(folder, "c", false).is_ok());
	assert!(tree.rename(TMP, "folder", OUT, "folder").is_ok());
	tree.check();
	more_than(tree.create(folder, "e", false), "3 files and folders");
	// And back, over an open file that stays while it is open.
	let open = tree.child(TMP, "f").unwrap();
	tree.open(open);
	assert!(tree.rename(OUT, "a", TMP, "f").is_ok());
	tree.check();
	for name in &names[..3] {
		assert!(tree.create(TMP, name, false).is_ok());
	}
	more_than(tree.create(TMP, "g", false), "5 files and folders in /tmp");
	tree.close(open);
	assert!(tree.create(TMP, "g", false).is_ok());
	tree.check();
}

#[test]
fn sizes_beyond_those_of_files_should_be_told_to_the_program() {
	let mut p = program();
	let fd = p.create(OUT_FD, "a").unwrap();
	assert_eq!(p.call(|w, _| w.fd_filestat_set_size(fd, u64::MAX)), Err(ERRNO_FBIG));
	assert_eq!(p.call(|w, _| w.fd_allocate(fd, 0, 1 << 63)), Err(ERRNO_FBIG));
	assert_eq!(p.seek(fd, i64::MAX, 0), Ok(i64::MAX as u64));
	assert_eq!(p.write(fd, b"x"), Err(ERRNO_FBIG));
	let at_minus_two = p.call(|w, g| w.fd_pwrite(g, fd, (16, 1), u64::MAX - 1, ANSWER));
	assert_eq!(at_minus_two, Err(ERRNO_FBIG));
	assert_eq!(p.outputs(), [("a".into(), vec![])]);
}

#[test]
fn mkdir_should_tell_what_is_there_also_where_nothing_can_be_made() {
	let mut p = program();
	let mut mkdir = |fd: u32, path: &str| {
		let (at, size) = p.put(TEXT, path.as_bytes());
		p.call(|w, g| w.path_create_directory(g, fd, at, size)).map(drop)
	};
	for (fd, path) in [(ROOT_FD, "in"), (ROOT_FD, "out"), (ROOT_FD, "in/dir"), (IN_FD, "a.txt")] {
		assert_eq!(mkdir(fd, path), Err(ERRNO_EXIST), "{path}");
	}
	assert_eq!(mkdir(IN_FD, "new"), Err(ERRNO_ROFS));
}

#[test]
fn rename_should_follow_posix() {
	let mut p = program();
	let fd = p.create(OUT_FD, "a").unwrap();
	p.write(fd, b"a").unwrap();
	p.create(OUT_FD, "b").unwrap();
	p.rename("a", "b").unwrap();
	assert_eq!(p.rename("a", "c"), Err(ERRNO_NOENT));
	p.rename("b", "b").unwrap();
	p.mkdir("d").unwrap();
	p.mkdir("d/e").unwrap();
	p.mkdir("g").unwrap();
	assert_eq!(p.rename("b", "d"), Err(ERRNO_ISDIR));
	assert_eq!(p.rename("d", "b"), Err(ERRNO_NOTDIR));
	assert_eq!(p.rename("g", "d"), Err(ERRNO_NOTEMPTY));
	assert_eq!(p.rename("d", "d/e/f"), Err(ERRNO_INVAL));
	assert_eq!(p.rename("b", "new/"), Err(ERRNO_NOTDIR));
	p.rename("d", "g").unwrap();
	p.rename("b", "g/e/b").unwrap();
	assert_eq!(p.outputs(), [("g/e/b".into(), b"a".to_vec())]);
}

#[test]
fn folders_should_not_nest_without_end() {
	let mut p = program();
	p.wasi.tree = Tree::new(1000, 1000, 1000);
	let mut path = String::from("d");
	while p.mkdir(&path).is_ok() {
		path += "/d";
	}
	assert_eq!(path.split('/').count(), 64);
	assert_eq!(p.mkdir(&path), Err(ERRNO_NAMETOOLONG));
	p.mkdir("e").unwrap();
	p.mkdir("e/f").unwrap();
	assert_eq!(p.rename("e", &path), Err(ERRNO_NAMETOOLONG));
	let above = path[..path.len() - 4].to_owned();
	assert_eq!(p.rename("e", &(above + "/e")), Err(ERRNO_NAMETOOLONG));
}

#[test]
fn readdir_should_give_every_entry_once_whatever_the_buffer() {
	let mut p = program();
	let all = [".", "..", "in", "out", "tmp", "dev"];
	for size in [27, 30, 60, 1000] {
		assert_eq!(p.list(ROOT_FD, size), all);
	}
	for name in ["z", "y", "x"] {
		p.create(OUT_FD, name).unwrap();
	}
	assert_eq!(p.list(OUT_FD, 1000), [".", "..", "z", "y", "x"]);
	// Goes on rightly when what was read is removed.
	p.call(|w, g| w.fd_readdir(g, OUT_FD, (TEXT, 76), 0, ANSWER)).unwrap();
	let cookie = p.u64(TEXT + 24 + 1 + 24 + 2);
	assert_eq!(p.memory[TEXT as usize + 75], b'z');
	p.unlink("z").unwrap();
	p.call(|w, g| w.fd_readdir(g, OUT_FD, (TEXT, 25), cookie, ANSWER)).unwrap();
	assert_eq!(p.memory[TEXT as usize + 24], b'y');
	assert_eq!(p.list(IN_FD, 1000), [".", "..", "a.txt", "dir"]);
	let fd = p.open(IN_FD, "a.txt").unwrap();
	let answer = p.call(|w, g| w.fd_readdir(g, fd, (TEXT, 100), 0, ANSWER));
	assert_eq!(answer, Err(ERRNO_NOTDIR));
	let end = p.call(|w, g| w.fd_readdir(g, OUT_FD, (TEXT, 100), u64::MAX, ANSWER));
	assert_eq!(end, Ok(0));
}

#[test]
fn stat_should_be_the_same_everywhere() {
	let mut p = program();
	let path = p.put(TEXT, b"a.txt");
	p.call(|w, g| w.path_filestat_get(g, IN_FD, path, 512)).unwrap();
	assert_eq!((p.u64(512), p.u64(520), p.memory[528]), (1, 10, 4));
	assert_eq!((p.u64(536), p.u64(544)), (1, 5));
	for time in [552, 560, 568] {
		assert_eq!(p.u64(time), 1_767_225_600_000_000_000);
	}
	p.call(|w, g| w.fd_filestat_get(g, OUT_FD, 512)).unwrap();
	assert_eq!((p.u64(520), p.memory[528]), (3, 3));
	p.call(|w, g| w.fd_filestat_get(g, 1, 512)).unwrap();
	assert_eq!(p.memory[528], 0);
}

#[test]
fn preopens_should_be_named_in_order() {
	let mut p = program();
	for (fd, (name, _)) in (3..).zip(PREOPENS) {
		p.call(|w, g| w.fd_prestat_get(g, fd, 512)).unwrap();
		assert_eq!((p.u32(512), p.u32(516) as usize), (0, name.len()));
		p.call(|w, g| w.fd_prestat_dir_name(g, fd, 512, 10)).unwrap();
		assert_eq!(&p.memory[512..512 + name.len()], name.as_bytes());
	}
	assert_eq!(p.call(|w, g| w.fd_prestat_get(g, 9, 512)), Err(ERRNO_BADF));
	let short = p.call(|w, g| w.fd_prestat_dir_name(g, IN_FD, 512, 1));
	assert_eq!(short, Err(ERRNO_NAMETOOLONG));
}

#[test]
fn args_and_environment_should_be_given() {
	let mut p = program();
	p.call(|w, g| sizes(&w.args, g, 512, 516)).unwrap();
	assert_eq!((p.u32(512), p.u32(516)), (2, 8));
	p.call(|w, g| strings(&w.args, g, 512, 600)).unwrap();
	assert_eq!((p.u32(512), p.u32(516)), (600, 604));
	assert_eq!(&p.memory[600..608], b"app\0x y\0");
	p.call(|w, g| strings(&w.env, g, 512, 600)).unwrap();
	assert_eq!(&p.memory[600..604], b"A=1\0");
	assert_eq!(p.call(|w, g| strings(&w.args, g, 512, 65535)), Err(ERRNO_FAULT));
	assert_eq!(p.call(|w, g| strings(&w.args, g, u32::MAX, 512)), Err(ERRNO_FAULT));
}

#[test]
fn clock_should_move_by_looking_and_sleeping_only() {
	let mut p = program();
	let look = |p: &mut Program| {
		p.call(|w, g| w.clock_time_get(g, 1, 512)).unwrap();
		p.u64(512)
	};
	let first = look(&mut p);
	assert_eq!(first, 3_600_000_001_000);
	assert_eq!(look(&mut p), first + 1000);
	assert_eq!(p.call(|w, g| w.clock_time_get(g, 4, 512)), Err(ERRNO_INVAL));
	// Two sleeps: the shorter one is over.
	let mut subscription = [0; 48];
	subscription[0] = 9;
	subscription[16] = 1;
	subscription[24..32].copy_from_slice(&5_000_000_000u64.to_le_bytes());
	p.put(1024, &subscription);
	subscription[0] = 8;
	subscription[24..32].copy_from_slice(&7_000_000_000u64.to_le_bytes());
	p.put(1024 + 48, &subscription);
	assert_eq!(p.call(|w, g| w.poll_oneoff(g, 1024, 2048, 2, ANSWER)), Ok(1));
	assert_eq!((p.u64(2048), p.memory[2058]), (9, 0));
	assert_eq!(look(&mut p), first + 2000 + 5_000_000_000);
	// Stdin is ready at once, so nobody sleeps.
	subscription[8] = 1;
	subscription[16] = 0;
	p.put(1024 + 48, &subscription);
	assert_eq!(p.call(|w, g| w.poll_oneoff(g, 1024, 2048, 2, ANSWER)), Ok(1));
	assert_eq!((p.u64(2048), p.memory[2058]), (8, 1));
	assert_eq!(look(&mut p), first + 3000 + 5_000_000_000);
	assert_eq!(p.call(|w, g| w.poll_oneoff(g, 1024, 2048, 0, ANSWER)), Err(ERRNO_INVAL));
	let far = p.call(|w, g| w.poll_oneoff(g, 65500, 2048, 2, ANSWER));
	assert_eq!(far, Err(ERRNO_FAULT));
	let many = p.call(|w, g| w.poll_oneoff(g, 1024, 2048, u32::MAX, ANSWER));
	assert_eq!(many, Err(ERRNO_INVAL));
}

#[test]
fn setting_times_should_be_checked_and_change_nothing() {
	let mut p = program();
	let (at, size) = p.put(TEXT, b"a.txt");
	let fd = p.create(OUT_FD, "a").unwrap();
	for (which, expected) in [
		(0, Ok(())),
		(FSTFLAGS_ATIM | FSTFLAGS_MTIM_NOW, Ok(())),
		(FSTFLAGS_ATIM | FSTFLAGS_ATIM_NOW, Err(ERRNO_INVAL)),
		(FSTFLAGS_MTIM | FSTFLAGS_MTIM_NOW, Err(ERRNO_INVAL)),
		(16, Err(ERRNO_INVAL)),
	] {
		let (at, size) = p.put(TEXT, b"a");
		let of_fd = p.call(|w, _| w.fd_filestat_set_times(fd, which)).map(drop);
		let of_path = p.call(|w, g| w.path_filestat_set_times(g, OUT_FD, (at, size), which));
		assert_eq!((of_fd, of_path.map(drop)), (expected, expected), "{which}");
	}
	p.put(TEXT, b"a.txt");
	p.call(|w, g| w.path_filestat_get(g, IN_FD, (at, size), 512)).unwrap();
	assert_eq!(p.u64(560), 1_767_225_600_000_000_000);
	let closed = p.call(|w, _| w.fd_filestat_set_times(99, FSTFLAGS_ATIM));
	assert_eq!(closed, Err(ERRNO_BADF));
}

#[test]
fn sockets_should_not_be() {
	let mut p = program();
	let fd = p.open(IN_FD, "a.txt").unwrap();
	for open in [0, 1, IN_FD, fd] {
		assert_eq!(p.call(|w, _| w.no_socket(open)), Err(ERRNO_NOTSOCK));
	}
	assert_eq!(p.call(|w, _| w.no_socket(99)), Err(ERRNO_BADF));
}

#[test]
fn random_should_be_the_documented_stream() {
	let mut p = program();
	p.call(|w, g| w.random_get(g, 512, 40)).unwrap();
	p.call(|w, g| w.random_get(g, 552, 24)).unwrap();
	let block = |counter: u64| {
		bourse_formats::blake2_256(&[&[7; 32][..], &counter.to_le_bytes()].concat()).0
	};
	assert_eq!(p.memory[512..576], [block(0), block(1)].concat());
	assert_eq!(p.call(|w, g| w.random_get(g, 65530, 7)), Err(ERRNO_FAULT));
}

#[test]
fn links_should_not_be() {
	let mut p = program();
	let (at, size) = p.put(TEXT, b"a.txt");
	assert_eq!(p.call(|w, g| w.path_readlink(g, IN_FD, at, size)), Err(ERRNO_INVAL));
	assert_eq!(p.call(|w, g| w.path_readlink(g, OUT_FD, at, size)), Err(ERRNO_NOENT));
}

#[test]
fn rename_should_count_everything_that_moves() {
	let mut p = program();
	for path in ["a", "a/b", "a/b/c", "to"] {
		p.mkdir(path).unwrap();
	}
	let mut work = |from: &str, to: &str| {
		p.wasi.tree.take_work();
		p.rename(from, to).unwrap();
		p.wasi.tree.take_work()
	};
	assert_eq!(work("a", "x"), 512);
	assert_eq!(work("x", "to/x"), 3 * 512);
	assert_eq!(work("to/x/b/c", "c"), 512);
	let mut tree = Tree::new(0, 0, 2000);
	let [from, to] = ["from", "to"].map(|name| tree.create(TMP, name, true).unwrap());
	for number in 0..1999 - 2 {
		tree.create(from, &number.to_string(), true).unwrap();
	}
	tree.rename(TMP, "from", to, "from").unwrap();
	assert_eq!(tree.take_work(), 1024 * 512 + (1998 - 1024) * 2048);
}

#[test]
fn buffers_should_be_inside_the_memory() {
	let mut p = program();
	let fd = p.open(IN_FD, "a.txt").unwrap();
	let mut read = |list: [u32; 2], count| {
		let list = list.map(u32::to_le_bytes).concat();
		p.put(16, &list);
		p.call(|w, g| w.fd_read(g, fd, 16, count, ANSWER))
	};
	assert_eq!(read([65535, 1], 1), Ok(1));
	assert_eq!(read([65535, 2], 1), Err(ERRNO_FAULT));
	assert_eq!(read([u32::MAX, u32::MAX], 1), Err(ERRNO_FAULT));
	assert_eq!(read([0, 0], 1025), Err(ERRNO_INVAL));
	assert_eq!(read([0, 0], 0), Ok(0));
	let at_end = p.call(|w, g| w.fd_read(g, fd, 65532, 1, ANSWER));
	assert_eq!(at_end, Err(ERRNO_FAULT));
	p.buffer(1);
	assert_eq!(p.call(|w, g| w.fd_read(g, fd, 16, 1, 65533)), Err(ERRNO_FAULT));
}

#[derive(Clone, Debug)]
enum Step {
	Create(u32, String),
	Mkdir(String),
	Unlink(String),
	Rmdir(String),
	Rename(String, String),
	Write(u32, usize),
	Seek(u32, i64, u32),
	SetSize(u32, u64),
	Close(u32),
	Renumber(u32, u32),
	List(u32),
}

fn step() -> impl Strategy<Value = Step> {
	let path = || "(\\.\\./|\\./)?[ab](/[ab.]{1,2}){0,2}/?";
	let fd = || 0u32..14;
	prop_oneof![
		(fd(), path()).prop_map(|(fd, path)| Step::Create(fd, path)),
		path().prop_map(Step::Mkdir),
		path().prop_map(Step::Unlink),
		path().prop_map(Step::Rmdir),
		(path(), path()).prop_map(|(from, to)| Step::Rename(from, to)),
		(fd(), 0..40usize).prop_map(|(fd, size)| Step::Write(fd, size)),
		(fd(), any::<i64>(), 0..4u32).prop_map(|(fd, to, from)| Step::Seek(fd, to, from)),
		(fd(), 0..90u64).prop_map(|(fd, size)| Step::SetSize(fd, size)),
		fd().prop_map(Step::Close),
		(fd(), fd()).prop_map(|(from, to)| Step::Renumber(from, to)),
		fd().prop_map(Step::List),
	]
}

proptest! {
	#[test]
	fn any_calls_should_keep_the_books(steps in proptest::collection::vec(step(), 0..60)) {
		let mut p = program();
		p.wasi.tree = Tree::new(u64::MAX, 1000, 1000);
		for step in steps {
			match step {
				Step::Create(fd, path) => drop(p.create(fd, &path)),
				Step::Mkdir(path) => drop(p.mkdir(&path)),
				Step::Unlink(path) => drop(p.unlink(&path)),
				Step::Rmdir(path) => drop(p.rmdir(&path)),
				Step::Rename(from, to) => drop(p.rename(&from, &to)),
				Step::Write(fd, size) => drop(p.write(fd, &vec![1; size])),
				// Far seeks would make far writes.
				Step::Seek(fd, to, from) => drop(p.seek(fd, to % 99, from)),
				Step::SetSize(fd, size) => drop(p.call(|w, _| w.fd_filestat_set_size(fd, size))),
				Step::Close(fd) => drop(p.call(|w, _| w.fd_close(fd))),
				Step::Renumber(from, to) => drop(p.call(|w, _| w.fd_renumber(from, to))),
				Step::List(fd) => drop(p.call(|w, g| w.fd_readdir(g, fd, (TEXT, 99), 0, ANSWER))),
			}
		}
		p.wasi.tree.check();
	}
}
