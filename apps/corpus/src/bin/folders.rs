// SPDX-License-Identifier: Apache-2.0

//! Does much with files and folders, and prints all that is told of them.

use std::{
	fs::{self, File, OpenOptions},
	io::{Read, Result, Seek, SeekFrom, Write},
};

fn list(folder: &str) -> Result<()> {
	for entry in fs::read_dir(folder)? {
		let entry = entry?;
		let data = entry.metadata()?;
		let times = (data.modified().ok(), data.accessed().ok(), data.created().ok());
		println!("{:?} {:?} {} {times:?}", entry.path(), data.file_type(), data.len());
	}
	Ok(())
}

fn main() -> Result<()> {
	for name in ["b", "a", "c/d", "c/b"] {
		fs::create_dir_all(format!("/out/{name}"))?;
		fs::write(format!("/out/{name}/file"), name.repeat(100))?;
	}
	list("/")?;
	list("/out")?;
	list("/out/c")?;
	fs::rename("/out/c", "/tmp/moved")?;
	fs::copy("/tmp/moved/d/file", "/out/copy")?;
	fs::remove_dir_all("/out/b")?;
	let mut file = OpenOptions::new().read(true).append(true).create(true).open("/out/log")?;
	for line in 0..100 {
		writeln!(file, "line {line}")?;
	}
	file.seek(SeekFrom::Start(95))?;
	let mut part = [0; 20];
	file.read_exact(&mut part)?;
	println!("{:?} {}", String::from_utf8_lossy(&part), file.stream_position()?);
	file.set_len(300)?;
	let holes = File::create("/out/holes")?;
	holes.set_len(10_000)?;
	println!("{:?}", fs::metadata("/out/holes")?.len());
	for problem in [
		fs::read("/in/none").map(drop),
		fs::write("/in/file", "x"),
		fs::remove_dir("/out/a"),
		fs::read_dir("/out/log").map(drop),
		File::open("/etc/passwd").map(drop),
		fs::rename("/out/log", "/in/log"),
	] {
		println!("{:?}", problem.map_err(|error| (error.kind(), error.raw_os_error())));
	}
	list("/out")
}
