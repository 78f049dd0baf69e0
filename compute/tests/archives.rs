// SPDX-License-Identifier: Apache-2.0

//! Archives that other programs make of random trees: unpacked, they are what the program itself
//! unpacks. A program that is not installed, or that refuses a tree itself, is skipped, loudly; but
//! GNU tar's ways have to run.

use bourse_compute::{Blob, Inputs, Packing};
use std::{
	collections::{BTreeMap, BTreeSet},
	fs,
	os::unix::fs::{symlink, FileExt},
	path::{Path, PathBuf},
	process::{Command, Stdio},
};
use tempfile::tempdir;

/// Trees for each way to make an archive.
const TREES: u64 = 20;

/// Ways to make an archive `../archive` of the current folder, and to unpack it into the current
/// folder: the programs, both as shell commands, and how the archive is packed.
const WAYS: [(&str, &str, &str, Packing); 16] = [
	("tar", "tar --format=v7 -cf ../archive .", "tar -xf ../archive", Packing::Tar),
	("tar", "tar --format=ustar -cf ../archive .", "tar -xf ../archive", Packing::Tar),
	("tar", "tar --format=oldgnu -Scf ../archive .", "tar -xf ../archive", Packing::Tar),
	("tar", "tar --format=gnu -Scf ../archive -V label .", "tar -xf ../archive", Packing::Tar),
	("tar", "tar --format=posix -Szcf ../archive .", "tar -xzf ../archive", Packing::TarGz),
	(
		"tar",
		"tar --format=posix --sparse-version=0.0 -Scf ../archive .",
		"tar -xf ../archive",
		Packing::Tar,
	),
	(
		"tar",
		"tar --format=posix --sparse-version=0.1 -Scf ../archive .",
		"tar -xf ../archive",
		Packing::Tar,
	),
	("bsdtar", "bsdtar --format=pax -cf ../archive .", "bsdtar -xf ../archive", Packing::Tar),
	("bsdtar", "bsdtar --format=gnutar -czf ../archive .", "bsdtar -xf ../archive", Packing::TarGz),
	("bsdtar", "bsdtar --format=zip -cf ../archive .", "bsdtar -xf ../archive", Packing::Zip),
	(
		"python3",
		"python3 -c \"import tarfile; t = tarfile.open('../archive', 'w'); t.add('.'); t.close()\"",
		"python3 -c \"import tarfile; tarfile.open('../archive').extractall()\"",
		Packing::Tar,
	),
	(
		"python3",
		"python3 -c \"import tarfile; t = tarfile.open('../archive', 'w:gz', format=tarfile.GNU_FORMAT); t.add('.'); t.close()\"",
		"python3 -c \"import tarfile; tarfile.open('../archive').extractall()\"",
		Packing::TarGz,
	),
	(
		"python3",
		"python3 -m zipfile -c ../archive.zip . && mv ../archive.zip ../archive",
		"python3 -m zipfile -e ../archive .",
		Packing::Zip,
	),
	(
		"zip unzip",
		"zip -qry ../archive.zip . && mv ../archive.zip ../archive",
		"unzip -qo ../archive",
		Packing::Zip,
	),
	(
		"7z",
		"7z a -bd -tzip ../archive.zip . && mv ../archive.zip ../archive",
		"7z x -bd -y ../archive",
		Packing::Zip,
	),
	(
		"7z",
		"7z a -bd -ttar ../archive.tar . && mv ../archive.tar ../archive",
		"7z x -bd -y ../archive",
		Packing::Tar,
	),
];

/// A sequence of numbers that looks like chance (xorshift).
struct Chance(u64);

impl Chance {
	/// A number below `end`.
	fn below(&mut self, end: u64) -> u64 {
		self.0 ^= self.0 << 13;
		self.0 ^= self.0 >> 7;
		self.0 ^= self.0 << 17;
		self.0 % end
	}
}

/// What a way to make an archive can hold.
struct Holds {
	/// Names that are long, or not ASCII: the old formats don't hold them.
	any_names: bool,
	/// Symbolic links: a newer 7-Zip refuses to unpack those that go up, as dangerous.
	symlinks: bool,
}

impl Holds {
	/// What a way holds, by its command.
	fn of(pack: &str) -> Self {
		Self {
			any_names: !pack.contains("v7") && !pack.contains("ustar"),
			symlinks: !pack.starts_with("7z"),
		}
	}
}

/// Makes a tree of files, folders and links, as the way to pack it holds them, in `folder`.
fn make_tree(folder: &Path, chance: &mut Chance, holds: &Holds) {
	let mut folders = vec![folder.to_path_buf()];
	let mut files = Vec::new();
	let mut content = vec![0; 70_000];
	for number in 0..4 + chance.below(20) {
		let nth = chance.below(folders.len() as u64) as usize;
		let within = folders[nth].clone();
		let up = "../".repeat(within.strip_prefix(folder).unwrap().components().count());
		let name = match chance.below(6) {
			0 | 1 if !holds.any_names => format!("{number}"),
			0 => format!("{number} with blanks"),
			1 => format!("{number}-{}", "long".repeat(40)),
			2 => format!(".{number}é日"),
			_ => format!("{number}"),
		};
		let path = within.join(name);
		match chance.below(8) {
			0 | 1 if folders.len() < 8 => {
				fs::create_dir(&path).unwrap();
				folders.push(path);
			},
			2 if !files.is_empty() => {
				let target: &PathBuf = &files[chance.below(files.len() as u64) as usize];
				fs::hard_link(target, &path).unwrap();
			},
			3 if holds.symlinks && !files.is_empty() => {
				let target: &PathBuf = &files[chance.below(files.len() as u64) as usize];
				let target = target.strip_prefix(folder).unwrap();
				symlink(format!("{up}{}", target.display()), &path).unwrap();
			},
			4 if holds.symlinks => {
				// To a later folder, so that none holds itself; or to nothing.
				let later = &folders[nth + 1..];
				let target = match later.get(chance.below(8) as usize) {
					Some(later) => later.strip_prefix(folder).unwrap().display().to_string(),
					None => format!("nothing-{number}"),
				};
				symlink(format!("{up}{target}"), &path).unwrap();
			},
			5 => {
				// Holes, and a few bytes.
				let file = fs::File::create(&path).unwrap();
				file.set_len(200_000 + chance.below(100_000)).unwrap();
				let at = chance.below(200_000);
				file.write_all_at(b"bytes", at).unwrap();
				files.push(path);
			},
			_ => {
				let most = [10, 1000, 70_000][chance.below(3) as usize];
				let size = chance.below(most) as usize;
				content[..size].iter_mut().for_each(|byte| *byte = chance.below(7) as u8);
				fs::write(&path, &content[..size]).unwrap();
				files.push(path);
			},
		}
	}
}

/// The files in a folder and the folders, links followed; without links that lead nowhere.
fn tree(folder: &Path) -> (BTreeMap<String, Vec<u8>>, BTreeSet<String>) {
	fn add(
		folder: &Path,
		place: &str,
		files: &mut BTreeMap<String, Vec<u8>>,
		folders: &mut BTreeSet<String>,
	) {
		folders.insert(place.to_owned());
		for entry in fs::read_dir(folder).unwrap() {
			let path = entry.unwrap().path();
			let below = format!("{place}/{}", path.file_name().unwrap().to_str().unwrap());
			// A link that leads nowhere.
			let Ok(metadata) = fs::metadata(&path) else { continue };
			match metadata.is_dir() {
				true => add(&path, &below, files, folders),
				false => drop(files.insert(below, fs::read(&path).unwrap())),
			}
		}
	}
	let (mut files, mut folders) = Default::default();
	add(folder, "dataset", &mut files, &mut folders);
	(files, folders)
}

/// Runs a shell command in a folder. What it wrote, when it fails.
fn run(command: &str, folder: &Path) -> Result<(), String> {
	let mut shell = Command::new("sh");
	shell.args(["-c", command]).current_dir(folder).env("LC_ALL", "C.UTF-8");
	let output = shell.stdin(Stdio::null()).output().unwrap();
	if output.status.success() {
		return Ok(());
	}
	let [stdout, stderr] = [output.stdout, output.stderr]
		.map(|written| String::from_utf8_lossy(&written).into_owned());
	Err(format!("`{command}` ends with {}: {stdout}{stderr}", output.status))
}

#[test]
fn archives_of_other_programs_should_be_unpacked_as_they_unpack_them() {
	let mut equal = 0;
	for (number, (program, pack, unpack, packing)) in WAYS.into_iter().enumerate() {
		let mut equal_of_way = 0;
		let place = tempdir().unwrap();
		let is_installed = |name: &str| run(&format!("command -v {name}"), place.path()).is_ok();
		if !program.split(' ').all(is_installed) {
			assert_ne!(program, "tar", "GNU tar is what this test needs at least");
			eprintln!("SKIPPED, {program} is not installed: {pack}");
			continue;
		}
		for seed in 0..TREES {
			let place = tempdir().unwrap();
			let [from, to] = ["from", "to"].map(|name| place.path().join(name));
			fs::create_dir(&from).unwrap();
			fs::create_dir(&to).unwrap();
			let mut chance = Chance(1 + seed + 1000 * number as u64);
			make_tree(&from, &mut chance, &Holds::of(pack));
			// What the other program can't do itself is not our fault.
			if let Err(reason) = run(pack, &from).and_then(|()| run(unpack, &to)) {
				assert_ne!(program, "tar", "tree {seed}: {reason}");
				eprintln!("SKIPPED, {program} fails itself, tree {seed}: {reason}");
				continue;
			}
			let mut inputs = Inputs::default();
			let archive = Blob::open(&place.path().join("archive")).unwrap();
			inputs.add_dataset(archive, packing).unwrap_or_else(|failure| {
				panic!("{pack}, tree {seed}: {failure}");
			});
			let (files, folders) = tree(&to);
			let found = inputs.files.iter().map(|(path, content)| (path.clone(), content.to_vec()));
			assert!(found.collect::<BTreeMap<_, _>>() == files, "{pack}, tree {seed}");
			// Folders with something in them are not named.
			let above = |path: &String| path.rsplit_once('/').map(|(above, _)| above.to_owned());
			let mut found = inputs.folders.iter().cloned().collect::<BTreeSet<_>>();
			let mut next = inputs.files.keys().chain(&inputs.folders).cloned().collect::<Vec<_>>();
			while let Some(path) = next.pop() {
				if let Some(above) = above(&path) {
					found.insert(above.clone());
					next.push(above);
				}
			}
			assert_eq!(found, folders, "{pack}, tree {seed}");
			equal_of_way += 1;
		}
		eprintln!("{equal_of_way} of {TREES} trees are equal: {pack}");
		equal += equal_of_way;
	}
	println!("{equal} archives are unpacked as their programs unpack them");
}
