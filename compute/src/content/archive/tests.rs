// SPDX-License-Identifier: Apache-2.0

use super::*;
use proptest::prelude::*;

const BLOCK: usize = 512;
const POSIX: &[u8] = b"ustar\x0000";
const GNU: &[u8] = b"ustar  \0";

/// Puts bytes into others.
fn put(into: &mut [u8], at: usize, bytes: &[u8]) {
	into[at..at + bytes.len()].copy_from_slice(bytes);
}

/// Content, filled up to whole blocks.
fn padded(content: &[u8]) -> Vec<u8> {
	let mut padded = content.to_vec();
	padded.resize(content.len().next_multiple_of(BLOCK), 0);
	padded
}

/// A header with fields put at places.
fn header(magic: &[u8], name: &[u8], kind: u8, size: usize, fields: &[(usize, &[u8])]) -> Vec<u8> {
	let mut block = vec![0; BLOCK];
	put(&mut block, 0, name);
	put(&mut block, 124, format!("{size:011o}").as_bytes());
	block[156] = kind;
	put(&mut block, 257, magic);
	for (at, bytes) in fields {
		put(&mut block, *at, bytes);
	}
	put(&mut block, 148, b"        ");
	let sum = block.iter().map(|byte| u32::from(*byte)).sum::<u32>();
	put(&mut block, 148, format!("{sum:06o}\0 ").as_bytes());
	block
}

fn entry(name: &str, kind: u8, content: &[u8]) -> Vec<u8> {
	[header(POSIX, name.as_bytes(), kind, content.len(), &[]), padded(content)].concat()
}

fn link(name: &str, kind: u8, target: &str) -> Vec<u8> {
	header(POSIX, name.as_bytes(), kind, 0, &[(157, target.as_bytes())])
}

/// Records of pax.
fn records(kind: u8, records: &[(&str, &str)]) -> Vec<u8> {
	let mut text = Vec::new();
	for (key, value) in records {
		let bare = key.len() + value.len() + 3;
		let size = (bare..).find(|size| bare + size.to_string().len() == *size).unwrap();
		text.extend_from_slice(format!("{size} {key}={value}\n").as_bytes());
	}
	entry("records", kind, &text)
}

/// An archive of such parts.
fn tar(parts: &[Vec<u8>]) -> Vec<u8> {
	[parts.concat(), vec![0; 2 * BLOCK]].concat()
}

/// A gzip file, not compressed.
fn gzip(content: &[u8]) -> Vec<u8> {
	let mut file = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
	for piece in content.chunks(usize::from(u16::MAX)) {
		let size = piece.len() as u16;
		file.push(0);
		file.extend([size.to_le_bytes(), (!size).to_le_bytes()].concat());
		file.extend_from_slice(piece);
	}
	file.extend([1, 0, 0, 0xff, 0xff]);
	file.extend(crc32fast::hash(content).to_le_bytes());
	file.extend((content.len() as u32).to_le_bytes());
	file
}

/// 1 + 258 × `count` zeros, deflated.
fn zeros(count: usize) -> Vec<u8> {
	let (mut bytes, mut free) = (Vec::new(), 0);
	let mut push = |bits: &str| {
		for bit in bits.bytes() {
			if free == 0 {
				bytes.push(0);
				free = 8;
			}
			*bytes.last_mut().unwrap() |= (bit - b'0') << (8 - free);
			free -= 1;
		}
	};
	// The last block, with fixed codes: a zero, then 258 times what is one before, then the end.
	push("110");
	push("00110000");
	(0..count).for_each(|_| push("1100010100000"));
	push("0000000");
	bytes
}

type Found = (BTreeMap<String, Vec<u8>>, Vec<String>);

fn try_unpack(content: &[u8], packing: Packing) -> Result<Found, String> {
	match Archive::in_memory(content.to_vec().into(), packing) {
		Ok(archive) => {
			let (files, folders) = archive.files().unwrap();
			let files = files.into_iter().map(|(path, content)| (path, content.to_vec()));
			Ok((files.collect(), folders.into_iter().collect()))
		},
		Err(NotUnpacked::Bad(why)) => Err(why),
		Err(NotUnpacked::Failed(error)) => panic!("{error}"),
	}
}

/// The files of a tar archive, the same whether compressed or not, as `path=content`, and its empty
/// folders as `path/`.
fn untarred(parts: &[Vec<u8>]) -> Result<Vec<String>, String> {
	let content = tar(parts);
	let found = shown(try_unpack(&content, Packing::Tar));
	assert_eq!(found, shown(try_unpack(&gzip(&content), Packing::TarGz)));
	assert_eq!(found, shown(try_unpack(&content, Packing::File)));
	found
}

fn shown(found: Result<Found, String>) -> Result<Vec<String>, String> {
	let (files, folders) = found?;
	assert_eq!(folders[0], DATASET);
	let short = |path: &str| path.strip_prefix("dataset/").map(str::to_owned);
	let files = files.into_iter().map(|(path, content)| {
		format!("{}={}", short(&path).unwrap(), String::from_utf8(content).unwrap())
	});
	let folders = folders.iter().filter_map(|path| Some(format!("{}/", short(path)?)));
	Ok(files.chain(folders).collect())
}

fn refusal(parts: &[Vec<u8>]) -> String {
	untarred(parts).unwrap_err()
}

#[test]
fn unpack_should_give_the_files_of_every_kind_of_tar() {
	let all = untarred(&[
		records(b'g', &[("comment", "of all")]),
		header(GNU, b"my disk", b'V', 0, &[]),
		entry("./", b'5', b""),
		entry("./b/two", b'0', b"2"),
		entry("/one", b'7', b"1"),
		entry("empty/", b'5', b""),
		// v7: no kind, no magic, a folder by its name.
		header(b"", b"old/", 0, 0, &[]),
		[header(b"", b"old/file", 0, 1, &[]), padded(b"7")].concat(),
		// Incremental: a folder with a list of what was in it.
		[header(GNU, b"dump", b'D', 7, &[]), padded(b"Yfile\0\0")].concat(),
	]);
	assert_eq!(all.unwrap(), ["b/two=2", "old/file=7", "one=1", "dump/", "empty/"]);
	// Who may read a file, on Solaris; kinds that nobody knows are files.
	let unknown = untarred(&[
		records(b'x', &[("path", "name")]),
		entry("acl", b'A', b"01000000user::rw-"),
		entry("cut", b'0', b"1"),
		entry("z", b'Z', b"2"),
		entry("nine", b'9', b"3"),
		entry("folder/", b'Z', b"skipped"),
	]);
	assert_eq!(unknown.unwrap(), ["name=1", "nine=3", "z=2", "folder/"]);
	let alone = tar(&[entry("acl", b'A', b"")]);
	assert_eq!(
		try_unpack(&alone, Packing::Tar).unwrap_err(),
		"the archive is cut off: it has no end"
	);
	assert_eq!(untarred(&[]).unwrap(), [""; 0]);

	let (folder, name) = ("f".repeat(150), "n".repeat(150));
	let long = format!("{folder}/{name}");
	let expected = [format!("{long}=1")];
	let file = || entry("short", b'0', b"1");
	assert_eq!(untarred(&[records(b'x', &[("path", &long)]), file()]).unwrap(), expected);
	assert_eq!(untarred(&[records(b'X', &[("path", &long)]), file()]).unwrap(), expected);
	let gnu = entry("././@LongLink", b'L', format!("{long}\0").as_bytes());
	assert_eq!(untarred(&[gnu.clone(), file()]).unwrap(), expected);
	let target = entry("././@LongLink", b'K', format!("{long}\0").as_bytes());
	let links =
		[gnu, file(), target.clone(), link("h", b'1', "cut"), target, link("s", b'2', "cut")];
	let [long] = expected;
	assert_eq!(untarred(&links).unwrap(), [long, "h=1".into(), "s=1".into()]);
	let prefix = (345, &b"a/prefix"[..]);
	let split = |magic| [header(magic, b"name", b'0', 1, &[prefix]), padded(b"1")].concat();
	assert_eq!(untarred(&[split(POSIX)]).unwrap(), ["a/prefix/name=1"]);
	assert_eq!(untarred(&[split(GNU)]).unwrap(), ["name=1"]);
	// star has times where the prefix ends.
	let times = (476, &b"00000000000 "[..]);
	let whole = "p".repeat(131);
	let fields = [(345, whole.as_bytes()), times, (508, &b"tar\0"[..])];
	let star = header(POSIX, b"name", b'0', 1, &fields);
	assert_eq!(untarred(&[star, padded(b"1")]).unwrap(), [format!("{whole}/name=1")]);
	// Sizes: of a record, binary.
	let sized = [records(b'x', &[("size", "2")]), entry("a", b'0', b""), padded(b"12")];
	assert_eq!(untarred(&sized).unwrap(), ["a=12"]);
	let binary = header(GNU, b"a", b'0', 0, &[(124, &[0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2])]);
	assert_eq!(untarred(&[binary, padded(b"12")]).unwrap(), ["a=12"]);
	// What is said of all, of one, and taken back.
	let of_all = [
		records(b'g', &[("path", "all")]),
		entry("a", b'0', b"1"),
		records(b'x', &[("path", "own")]),
		entry("b", b'0', b"2"),
		records(b'g', &[("path", "")]),
		entry("c", b'0', b"3"),
	];
	assert_eq!(untarred(&of_all).unwrap(), ["all=1", "c=3", "own=2"]);
}

#[test]
fn unpack_should_give_the_last_of_several_and_what_links_lead_to() {
	let twice = [
		entry("a", b'0', b"1"),
		link("h", b'1', "./a"),
		entry("a", b'0', b"2"),
		entry("file", b'0', b""),
		entry("file/", b'5', b""),
		entry("folder/", b'5', b""),
		entry("folder", b'0', b"3"),
	];
	assert_eq!(untarred(&twice).unwrap(), ["a=2", "folder=3", "h=1", "file/"]);
	let links = [
		link("d/up", b'2', "../e/f"),
		link("tree", b'2', "./d/"),
		link("again", b'2', "tree/up"),
		entry("e/f", b'0', b"1"),
		entry("d/g/h", b'0', b"2"),
		link("hard", b'1', "d/up"),
		link("hard", b'2', "e"),
	];
	let expected = ["again=1", "d/g/h=2", "d/up=1", "e/f=1", "hard/f=1", "tree/g/h=2", "tree/up=1"];
	assert_eq!(untarred(&links).unwrap(), expected);

	let one = |target| refusal(&[entry("d/f", b'0', b""), link("d/l", b'2', target)]);
	for (target, why) in [
		("/etc/passwd", "leads out of the archive"),
		("../../x", "leads out of the archive"),
		(".", "leads in a circle"),
		("..", "leads in a circle"),
	] {
		let refused = one(target);
		assert!(refused.starts_with("the link \"dataset/") && refused.ends_with(why), "{refused}");
	}
	let hard = r#""h" is a link to "x", which is no file before it"#;
	assert_eq!(refusal(&[link("h", b'1', "x"), entry("x", b'0', b"")]), hard);
	assert_eq!(refusal(&[link("l", b'2', "")]), r#""l" is a link that says nothing"#);
	// Each folder holds the next one twice.
	let mut bomb = vec![entry("d20/f", b'0', b"")];
	for depth in 0..20 {
		let target = format!("../d{}", depth + 1);
		bomb.extend(["a", "b"].map(|name| link(&format!("d{depth}/{name}"), b'2', &target)));
	}
	assert_eq!(refusal(&bomb), "the archive has more than 131072 files and folders");
}

#[test]
fn unpack_should_leave_out_links_that_can_not_be_opened() {
	let file = || entry("d/f", b'0', b"1");
	for target in ["nothing", "nothing/..", "f/", "f/x", "l", "m", "l/x"] {
		let links = [file(), link("d/l", b'2', target), link("d/m", b'2', "l")];
		assert_eq!(untarred(&links).unwrap(), ["d/f=1"], "{target}");
	}
	// Whatever comes later counts; a hard link is the link itself, in its new place.
	let later = [link("l", b'2', "d/f"), link("d/h", b'1', "l"), file()];
	assert_eq!(untarred(&later).unwrap(), ["d/f=1", "l=1"]);
	let only = [link("e/l", b'2', "x"), link("tree", b'2', "e")];
	assert_eq!(untarred(&only).unwrap(), ["e/", "tree/"]);
	// As many links as Linux follows, and one more.
	let chain = |count: usize| {
		let mut parts = vec![entry("0", b'0', b"1")];
		parts.extend((1..=count).map(|at| link(&at.to_string(), b'2', &(at - 1).to_string())));
		untarred(&parts).unwrap().len()
	};
	assert_eq!((chain(40), chain(41), chain(99)), (41, 41, 41));
}

#[test]
fn unpack_should_put_entries_below_a_link_to_where_the_link_leads() {
	let through = [
		entry("d/f", b'0', b"1"),
		link("l", b'2', "./d"),
		link("up/l", b'2', "../l/"),
		entry("l/x", b'0', b"2"),
		entry("up/l/y/z", b'0', b"3"),
		entry("l/e", b'5', b""),
		link("h", b'1', "up/l/y/z"),
	];
	let found = untarred(&through).unwrap();
	let real = ["d/f=1", "d/x=2", "d/y/z=3", "h=3"];
	let linked = ["l/f=1", "l/x=2", "l/y/z=3", "up/l/f=1", "up/l/x=2", "up/l/y/z=3"];
	assert_eq!(found, [&real[..], &linked, &["d/e/", "l/e/", "up/l/e/"]].concat());
	// The folder comes later, as when names are sorted.
	let early =
		[link("lib", b'2', "usr/lib"), entry("lib/x", b'0', b"1"), entry("usr/y", b'0', b"2")];
	assert_eq!(untarred(&early).unwrap(), ["lib/x=1", "usr/lib/x=1", "usr/y=2"]);
	// An entry in the link's own place takes it.
	let instead = [entry("d/f", b'0', b"1"), link("l", b'2', "d"), entry("l", b'0', b"2")];
	assert_eq!(untarred(&instead).unwrap(), ["d/f=1", "l=2"]);

	let below = |target: &str| {
		refusal(&[entry("f", b'0', b""), link("l", b'2', target), entry("l/x", b'0', b"")])
	};
	for target in ["/", "/etc", "..", "d/../.."] {
		assert_eq!(below(target), r#""l/x" leads out of the archive"#);
	}
	assert_eq!(below("f"), r#""l/x" is below a file"#);
	assert_eq!(below("l"), r#""l/x" leads through more than 40 links"#);
	let long = entry("././@LongLink", b'K', &[b'n'; 256]);
	let why = refusal(&[long, link("l", b'2', "cut"), entry("l/x", b'0', b"")]);
	assert_eq!(why, r#""l/x" has a name of more than 255 bytes"#);
	// Each link is twice the next one: a path through the first has no end in a lifetime.
	let mut bomb = vec![entry("39/f", b'0', b"")];
	bomb.extend((0..39).map(|at| link(&at.to_string(), b'2', &format!("{0}/../{0}", at + 1))));
	bomb.push(entry("0/x", b'0', b""));
	let why = try_unpack(&tar(&bomb), Packing::Tar).unwrap_err();
	assert_eq!(why, r#""0/x" is one of too many long links"#);
}

#[test]
fn unpack_should_give_files_with_holes() {
	let holes = |before: usize| {
		let mut content = vec![0; before + 3000];
		put(&mut content, before, b"one");
		put(&mut content, before + 1000, b"two");
		content
	};
	let whole = holes(1024);
	let data = padded(b"onetwo");
	let map = [(1024, 3), (2024, 3), (4024, 0)];
	let only = |parts: &[Vec<u8>]| {
		let (content, mut files) = (tar(parts), Vec::new());
		for (content, packing) in [(&content, Packing::Tar), (&gzip(&content), Packing::TarGz)] {
			let (found, _) = try_unpack(content, packing).unwrap();
			assert_eq!(found.keys().collect::<Vec<_>>(), ["dataset/a", "dataset/b"]);
			assert_eq!(found["dataset/b"], b"next");
			files.push(found["dataset/a"].clone());
		}
		assert!(files[0] == files[1]);
		files.swap_remove(0)
	};
	let next = || entry("b", b'0', b"next");
	let part = |(at, size)| format!("{at:011o}\0{size:011o}\0").into_bytes();

	// Old: in the header.
	let parts = map.map(part).concat();
	let real_size = (483, &b"00000007670\0"[..]);
	let fields = [(386, &parts[..]), real_size];
	assert_eq!(0o7670, whole.len());
	let old = header(GNU, b"a", b'S', 6, &fields);
	assert!(only(&[old, data.clone(), next()]) == whole);
	// And in blocks behind it: parts without a byte, then those two.
	let none = part((0, 0)).repeat(4);
	let fields = [(386, &none[..]), (482, &[1][..]), real_size];
	let first = [part((0, 0)).repeat(21), vec![1; 8]].concat();
	let old = [header(GNU, b"a", b'S', 6, &fields), first, padded(&parts)].concat();
	assert!(only(&[old, data.clone(), next()]) == whole);

	let file = |name: &str, content: &[u8]| entry(name, b'0', content);
	let size = ("GNU.sparse.size", "4024");
	let of_0_0 = records(
		b'x',
		&[
			size,
			("GNU.sparse.numblocks", "2"),
			("GNU.sparse.offset", "1024"),
			("GNU.sparse.numbytes", "3"),
			("GNU.sparse.offset", "2024"),
			("GNU.sparse.numbytes", "3"),
		],
	);
	assert!(only(&[of_0_0, file("a", b"onetwo"), next()]) == whole);
	let name = ("GNU.sparse.name", "a");
	let of_0_1 = records(b'x', &[size, ("GNU.sparse.map", "1024,3,2024,3,4024,0"), name]);
	assert!(only(&[of_0_1, file("GNUSparseFile.1/a", b"onetwo"), next()]) == whole);
	let of_1_0 = |size| {
		let version = [("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0")];
		records(b'x', &[version[0], version[1], name, ("GNU.sparse.realsize", size)])
	};
	let mut content = padded(b"3\n1024\n3\n2024\n3\n4024\n0\n");
	content.extend_from_slice(b"onetwo");
	let packed = file("GNUSparseFile.1/a", &content);
	assert!(only(&[of_1_0("4024"), packed.clone(), next()]) == whole);
	// A map over several blocks.
	let many = format!("1002\n1024\n3\n2024\n3\n{}", "4024\n0\n".repeat(1000));
	let many = [padded(many.as_bytes()), b"onetwo".to_vec()].concat();
	assert!(only(&[of_1_0("4024"), file("x", &many), next()]) == whole);
	// Nothing but a hole.
	let empty = file("x", &padded(b"0\n"));
	assert!(only(&[of_1_0("4024"), empty, next()]) == vec![0; 4024]);

	let wrong = r#"the parts of "a" are not where they can be"#;
	assert_eq!(refusal(&[of_1_0("2000"), packed.clone()]), wrong);
	let much = padded(b"1\n0\n3\n");
	assert_eq!(refusal(&[of_1_0("10"), file("x", &[&much[..], b"four"].concat())]), wrong);
	let back = [&padded(b"2\n2\n3\n0\n3\n")[..], b"onetwo"].concat();
	assert_eq!(refusal(&[of_1_0("10"), file("x", &back)]), wrong);
	let too_large = of_1_0("8796093022208");
	assert_eq!(refusal(&[too_large, packed]), TOO_LARGE);
	let endless = file("x", &padded(b"99999999\n"));
	assert_eq!(refusal(&[of_1_0("10"), endless]), "header 1 of the archive is too long");
	let new = records(b'x', &[("GNU.sparse.major", "2"), name]);
	let unknown = r#""a" has holes that are told in an unknown way"#;
	assert_eq!(refusal(&[new, file("x", b"")]), unknown);
	// Of star and of Solaris: what is there without the holes is not the file.
	let star = |size: &str| records(b'x', &[("SCHILY.realsize", size)]);
	assert_eq!(refusal(&[star("4024"), file("a", b"one")]), unknown);
	assert_eq!(untarred(&[star("3"), file("a", b"one")]).unwrap(), ["a=one"]);
	let solaris = records(b'x', &[("SUN.holesdata", " 0 3 4021")]);
	let why = "header 0 of the archive tells of a file's holes in an unknown way";
	assert_eq!(refusal(&[solaris, file("a", b"one")]), why);
}

#[test]
fn unpack_should_say_why_an_archive_is_refused() {
	let device = |kind| refusal(&[entry("d", kind, b"")]);
	for kind in [b'3', b'4', b'6'] {
		assert_eq!(device(kind), r#""d" is a device"#);
	}
	assert_eq!(device(b'M'), "the archive is one of several volumes");
	let volumes = records(b'g', &[("GNU.volume.filename", "a"), ("GNU.volume.size", "9")]);
	let why = "header 0 of the archive belongs to a file in several volumes";
	assert_eq!(refusal(&[volumes]), why);
	let file = |name: &str| refusal(&[entry(name, b'0', b"1")]);
	assert_eq!(file("../a"), r#""../a" leads out of the archive"#);
	assert_eq!(file("."), r#""." can't be a file"#);
	let zero = records(b'x', &[("path", "a\0b")]);
	assert_eq!(refusal(&[zero, entry("a", b'0', b"1")]), r#""a\0b" holds a zero byte"#);
	let both = [entry("a", b'0', b"1"), entry("a/b", b'0', b"2")];
	assert_eq!(refusal(&both), r#""a/b" is below a file"#);
	let both = [entry("a/b", b'0', b"1"), entry("a", b'0', b"2")];
	assert_eq!(refusal(&both), r#""a" is a file and a folder"#);
	let latin = header(POSIX, b"caf\xe9", b'0', 0, &[]);
	assert_eq!(refusal(&[entry("a", b'0', b""), latin]), "the path of entry 1 is not UTF-8");
	let latin = header(POSIX, b"l", b'2', 0, &[(157, b"caf\xe9")]);
	assert_eq!(refusal(&[latin]), r#"what the link "l" leads to is not UTF-8"#);
	let bad = "header 0 of the archive has records that can't be read";
	for text in [&b"hello"[..], b"5 a=b", b"99 a=b\n", b"6 a=b\n\n", b"5 ab\n", b"-6 a=b\n"] {
		assert_eq!(refusal(&[entry("x", b'x', text)]), bad);
	}
}

#[test]
fn failures_should_show_their_reason_when_a_path_is_long() {
	let deep = records(b'x', &[("path", &"long/".repeat(3000))]);
	let why = refusal(&[deep, entry("a", b'0', b"1")]);
	let failure = Failure::from(NotUnpacked::Bad(why));
	let expected = format!("\"{}long…", "long/".repeat(29));
	assert!(failure.message.starts_with(&expected), "{failure}");
	assert!(failure.message.ends_with("long/\" has more than 58 parts"), "{failure}");
	assert!(failure.message.len() < 400);
}

#[test]
fn packing_of_should_tell_archives_from_files() {
	let archive = tar(&[entry("a", b'0', b"1")]);
	assert_eq!(packing_of(&archive), Packing::Tar);
	assert_eq!(packing_of(&gzip(&archive)), Packing::TarGz);
	assert_eq!(packing_of(b"PK\x03\x04"), Packing::Zip);
	for file in [&b""[..], b"a,b", b"\x1f\x8b", &gzip(b"a,b"), &gzip(&[b','; 1024])] {
		assert_eq!(packing_of(file), Packing::File);
	}
}

#[test]
fn unpack_should_say_what_content_is_that_is_registered_as_something_else() {
	let refusal = |content: &[u8], packing| try_unpack(content, packing).unwrap_err();
	let (no_tar, no_gzip) = ("header 0 of the archive can't be read", "not a gzip file");
	let no_zip = "not a zip archive, or cut off: it has no end";
	let whole = tar(&[entry("a", b'0', b"1")]);
	let begin = |magic: &[u8]| [magic, &[7; 1024]].concat();
	let (gzip, xz, zip) = (begin(b"\x1f\x8b"), begin(b"\xfd7zXZ\0"), begin(b"PK\x03\x04"));
	let is_gzip = "it is compressed with gzip: register it as TarGz";
	let is_xz = "it is compressed with xz: pack it anew, with gzip";
	let is_zip = "it is a zip archive: register it as Zip";
	for (content, packing, expected) in [
		(&gzip, Packing::Tar, format!("{no_tar}: {is_gzip}")),
		(&xz, Packing::Tar, format!("{no_tar}: {is_xz}")),
		(&zip, Packing::Tar, format!("{no_tar}: {is_zip}")),
		(&xz, Packing::TarGz, format!("{no_gzip}: {is_xz}")),
		(&zip, Packing::TarGz, format!("{no_gzip}: {is_zip}")),
		(&gzip, Packing::TarGz, no_gzip.into()),
		(&gzip, Packing::Zip, format!("{no_zip}: {is_gzip}")),
		(&zip, Packing::Zip, no_zip.into()),
	] {
		assert_eq!(refusal(content, packing), expected);
	}
	let kinds: [(&[u8], &str); 4] = [
		(b"\x1f\x9d", "compressed with compress: pack it anew, with gzip"),
		(b"070701", "a cpio archive: pack it anew, as tar"),
		(
			b"version https://git-lfs.github.com/spec/v1",
			"Git LFS's word for a file: register the file itself",
		),
		(b"<!DOCTYPE html>", "a page: is its address that of the archive?"),
	];
	for (magic, kind) in kinds {
		assert_eq!(refusal(&begin(magic), Packing::Tar), format!("{no_tar}: it is {kind}"));
		assert_eq!(refusal(&begin(magic), Packing::Zip), format!("{no_zip}: it is {kind}"));
	}
	let plain = "it is a tar archive that is not compressed: register it as Tar";
	assert_eq!(refusal(&whole, Packing::TarGz), format!("{no_gzip}: {plain}"));
	let is_tar = "it is a tar archive: register it as Tar";
	assert_eq!(refusal(&whole, Packing::Zip), format!("{no_zip}: {is_tar}"));
}

#[test]
fn unpack_should_refuse_an_archive_that_is_damaged_or_cut_off() {
	let no_end = "the archive is cut off: it has no end";
	let refusal = |content: &[u8]| try_unpack(content, Packing::Tar).unwrap_err();
	assert_eq!(refusal(b""), no_end);
	assert_eq!(refusal(b"a,b\n1,2\n"), "header 0 of the archive can't be read");
	assert_eq!(refusal(&[1; 1024]), "header 0 of the archive can't be read");
	let whole = tar(&[entry("a", b'0', &[1; 2000])]);
	// Inside the content, behind the content, inside the end.
	assert_eq!(refusal(&whole[..1000]), no_end);
	assert_eq!(refusal(&whole[..512 + 2048]), no_end);
	let in_end = &whole[..512 + 2048 + 511];
	assert_eq!(refusal(in_end), "header 1 of the archive can't be read");
	assert!(try_unpack(&whole[..512 + 2048 + 512], Packing::Tar).is_ok());
	let mut other = whole.clone();
	other[0] ^= 1;
	assert_eq!(refusal(&other), "header 0 of the archive can't be read");
	// A header that says something of an entry that is not there.
	assert_eq!(refusal(&tar(&[records(b'x', &[("path", "a")])])), no_end);

	// Two with `cat`, of which tar itself gives the first alone; and what is no archive.
	let another = "another archive follows the archive's end: join them with tar -A";
	let two = [&whole[..], &[0; 10_240], &whole].concat();
	assert_eq!(refusal(&two), another);
	for two in [gzip(&two), [gzip(&whole), gzip(&whole)].concat()] {
		assert_eq!(try_unpack(&two, Packing::TarGz).unwrap_err(), another);
	}
	let behind = [&whole[..], &[7; 2000], &whole].concat();
	for (content, packing) in [(&behind, Packing::Tar), (&gzip(&behind), Packing::TarGz)] {
		assert!(try_unpack(content, packing).is_ok());
	}

	let mut zipped = gzip(&whole);
	assert!(try_unpack(&zipped, Packing::TarGz).is_ok());
	// Behind the archive's end.
	let checksum = zipped.len() - 8;
	zipped[checksum] ^= 1;
	let damaged = try_unpack(&zipped, Packing::TarGz).unwrap_err();
	assert_eq!(damaged, "the gzip file is damaged");
	let cut = try_unpack(&zipped[..zipped.len() - 600], Packing::TarGz).unwrap_err();
	assert_eq!(cut, "the gzip file is damaged");
	assert_eq!(try_unpack(b"a,b", Packing::TarGz).unwrap_err(), "not a gzip file");
}

#[test]
fn unpack_should_refuse_what_passes_a_limit_and_not_read_it() {
	// Names of 256 MiB.
	for kind in [b'L', b'K', b'x', b'g'] {
		let header = header(POSIX, b"x", kind, 256 << 20, &[]);
		let mut content = vec![0; BLOCK + (256 << 20)];
		put(&mut content, 0, &header);
		let content = Blob::from(content);
		let Err(NotUnpacked::Bad(why)) = Archive::in_memory(content, Packing::Tar) else {
			panic!()
		};
		assert_eq!(why, "header 0 of the archive is too long");
		// Of a gzip file nothing behind the header is unpacked.
		assert_eq!(try_unpack(&gzip(&header), Packing::TarGz).unwrap_err(), why);
	}
	let long = records(b'x', &[("path", &"a/".repeat(9000))]);
	let why = "header 0 of the archive has a path of more than 16384 bytes";
	assert_eq!(refusal(&[long, entry("a", b'0', b"")]), why);
	let name = "x".repeat(256);
	let why = format!("{name:?} has a name of more than 255 bytes");
	assert_eq!(refusal(&[records(b'x', &[("path", &name)]), entry("a", b'0', b"")]), why);
	let (deep, deeper) = (["a"; 58].join("/"), ["a"; 59].join("/"));
	let nested = |path: &str| untarred(&[records(b'x', &[("path", path)]), entry("a", b'0', b"1")]);
	assert_eq!(nested(&deep).unwrap(), [format!("{deep}=1")]);
	assert_eq!(nested(&deeper).unwrap_err(), format!("{deeper:?} has more than 58 parts"));

	// A gzip file of 6 MiB, in members that unpack to a mebibyte each.
	let head = gzip(&header(POSIX, b"x", b'V', 1 << 31, &[]));
	let member = |count: usize| {
		let size = 1 + 258 * count;
		let checksum = crc32fast::hash(&vec![0; size]);
		let ends = [checksum.to_le_bytes(), (size as u32).to_le_bytes()].concat();
		[vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255], zeros(count), ends].concat()
	};
	let bomb = [head, member(4096).repeat(1024)].concat();
	assert!(bomb.len() < 8 << 20);
	let why = "the gzip file unpacks to more than 1073741824 bytes";
	assert_eq!(try_unpack(&bomb, Packing::TarGz).unwrap_err(), why);
	let large = gzip(&header(POSIX, b"x", b'0', 1 << 31, &[]));
	assert_eq!(try_unpack(&large, Packing::TarGz).unwrap_err(), TOO_LARGE);
	// Tens of thousands of files.
	let many = (0..30_000).map(|number| entry(&format!("f/{number}"), b'0', b"1"));
	let (files, _) = try_unpack(&tar(&many.collect::<Vec<_>>()), Packing::Tar).unwrap();
	assert_eq!(files.len(), 30_000);
}

#[test]
fn is_archive_should_be_true_of_tar_archives_and_of_what_is_registered_as_one() {
	let old = tar(&[header(b"", b"a", 0, 0, &[])]);
	let zip = zip(&[Zipped::stored("a", b"1")]);
	assert!(is_archive(&old, Packing::File));
	assert!(is_archive(&tar(&[entry("a", b'0', b"")]), Packing::File));
	for file in [&b""[..], b"a,b\n1,2\n", &[0; 1024], &gzip(&old), &zip] {
		assert!(!is_archive(file, Packing::File));
		for packing in [Packing::Tar, Packing::TarGz, Packing::Zip] {
			assert!(is_archive(file, packing));
		}
	}
}

/// An entry of a zip archive.
#[derive(Clone)]
struct Zipped {
	name: Vec<u8>,
	flags: u16,
	method: u16,
	system: u8,
	mode: u32,
	packed: Vec<u8>,
	size: u32,
	checksum: u32,
	extra: Vec<u8>,
}

impl Zipped {
	fn stored(name: &str, content: &[u8]) -> Self {
		Self {
			name: name.into(),
			flags: 1 << 11,
			method: 0,
			system: 3,
			mode: 0o100644,
			packed: content.to_vec(),
			size: content.len() as u32,
			checksum: crc32fast::hash(content),
			extra: Vec::new(),
		}
	}

	/// As many zeros as [`zeros`] gives.
	fn zeros(name: &str, count: usize) -> Self {
		let stored = Self::stored(name, &vec![0; 1 + 258 * count]);
		Self { method: 8, packed: zeros(count), ..stored }
	}

	fn link(name: &str, target: &str) -> Self {
		Self { mode: 0o120777, ..Self::stored(name, target.as_bytes()) }
	}

	/// What the entry's own header has, too.
	fn common(&self, extra: &[u8]) -> Vec<u8> {
		let shorts = [20, self.flags, self.method, 0, 0].map(u16::to_le_bytes).concat();
		let sizes = [self.checksum, self.packed.len() as u32, self.size];
		let sizes = sizes.map(u32::to_le_bytes).concat();
		let lengths = [self.name.len(), extra.len()].map(|size| (size as u16).to_le_bytes());
		[shorts, sizes, lengths.concat()].concat()
	}

	fn local(&self) -> Vec<u8> {
		// An extra field that the directory does not have.
		let extra = [1, 2, 1, 0, 9];
		[&b"PK\x03\x04"[..], &self.common(&extra), &self.name, &extra, &self.packed].concat()
	}

	fn central(&self, offset: u32) -> Vec<u8> {
		let behind = [[0; 6].to_vec(), (self.mode << 16).to_le_bytes().to_vec()];
		let begin = [&b"PK\x01\x02"[..], &[20, self.system], &self.common(&self.extra)].concat();
		let place = offset.to_le_bytes();
		[&begin[..], &behind.concat(), &place, &self.name, &self.extra].concat()
	}
}

/// The end of a zip archive.
fn zip_end(count: u16, size: u32, offset: u32, comment: &[u8]) -> Vec<u8> {
	let counts = [0, 0, count, count].map(u16::to_le_bytes).concat();
	let places = [size, offset].map(u32::to_le_bytes).concat();
	let length = (comment.len() as u16).to_le_bytes();
	[&b"PK\x05\x06"[..], &counts, &places, &length, comment].concat()
}

/// The entries of a zip archive, then its directory.
fn zip_parts(entries: &[Zipped]) -> (Vec<u8>, Vec<u8>) {
	let (mut locals, mut directory) = (Vec::new(), Vec::new());
	for entry in entries {
		directory.extend(entry.central(locals.len() as u32));
		locals.extend(entry.local());
	}
	(locals, directory)
}

fn zip(entries: &[Zipped]) -> Vec<u8> {
	let (locals, directory) = zip_parts(entries);
	let count = entries.len() as u16;
	let end = zip_end(count, directory.len() as u32, locals.len() as u32, b"");
	[locals, directory, end].concat()
}

fn unzipped(entries: &[Zipped]) -> Result<Vec<String>, String> {
	shown(try_unpack(&zip(entries), Packing::Zip))
}

#[test]
fn unpack_should_give_the_files_of_a_zip_archive() {
	let hello = Zipped { method: 8, ..Zipped::stored("deflated", b"hello") };
	let hello = Zipped { packed: hex::decode("cb48cdc9c90700").unwrap(), ..hello };
	let streamed = Zipped { name: b"streamed".to_vec(), flags: 8, ..hello.clone() };
	let all = unzipped(&[
		Zipped::stored("d/", b""),
		Zipped::stored("d/\u{e9}", b"1"),
		Zipped::stored("empty/", b""),
		Zipped { method: 8, ..Zipped::stored("nothing", b"") },
		Zipped::stored("twice", b"1"),
		Zipped::stored("twice", b"2"),
		Zipped::link("l", "d"),
		hello,
		streamed,
		Zipped { system: 0, mode: 0, ..Zipped::stored("back\\slash", b"3") },
	]);
	let expected = [
		"back/slash=3",
		"d/\u{e9}=1",
		"deflated=hello",
		"l/\u{e9}=1",
		"nothing=",
		"streamed=hello",
		"twice=2",
		"empty/",
	];
	assert_eq!(all.unwrap(), expected);
	assert_eq!(unzipped(&[]).unwrap(), [""; 0]);
	let (files, _) = try_unpack(&zip(&[Zipped::zeros("z", 1000)]), Packing::Zip).unwrap();
	assert!(files["dataset/z"] == vec![0; 258_001]);
	let many = (0..30_000).map(|number| Zipped::stored(&format!("f/{number}"), b"1"));
	assert_eq!(unzipped(&many.collect::<Vec<_>>()).unwrap().len(), 30_000);

	// Names: in bytes of Unix, in a field of their own, one that was changed since.
	let plain = Zipped { flags: 0, ..Zipped::stored("\u{e9}", b"1") };
	assert_eq!(unzipped(std::slice::from_ref(&plain)).unwrap(), ["\u{e9}=1"]);
	let field = |name: &[u8]| {
		let size = (5 + "\u{e9}".len()) as u16;
		let checksum = crc32fast::hash(name).to_le_bytes();
		let field = [0x7075u16.to_le_bytes(), size.to_le_bytes()].concat();
		[&field[..], &[1], &checksum, "\u{e9}".as_bytes()].concat()
	};
	let dos = Zipped { system: 0, name: vec![0x82], ..plain };
	let told = Zipped { extra: field(&[0x82]), ..dos.clone() };
	assert_eq!(unzipped(&[told]).unwrap(), ["\u{e9}=1"]);
	let not_utf8 = "the path of entry 0 is not UTF-8";
	let changed = Zipped { extra: field(b"other"), ..dos.clone() };
	for entry in [dos.clone(), changed, Zipped { flags: 1 << 11, ..dos }] {
		assert_eq!(unzipped(&[entry]).unwrap_err(), not_utf8);
	}
}

#[test]
fn unpack_should_find_the_directory_of_a_zip_archive() {
	let entries = [Zipped::stored("a", b"1"), Zipped::stored("b", b"2")];
	let (locals, directory) = zip_parts(&entries);
	let [size, offset] = [&directory, &locals].map(|part| part.len() as u32);
	let unzip = |content: &[u8]| shown(try_unpack(content, Packing::Zip));
	let expected = Ok(vec!["a=1".to_owned(), "b=2".to_owned()]);
	let body = [&locals[..], &directory].concat();
	// A comment that looks like an end; something before and behind.
	let comment = [&zip_end(9, 9, 9, b"")[..], b"x"].concat();
	let end = zip_end(2, size, offset, &comment);
	assert_eq!(unzip(&[&body[..], &end].concat()), expected);
	let end = zip_end(2, size, offset, b"");
	let before = b"#!/bin/sh\n";
	assert_eq!(unzip(&[&before[..], &body, &end].concat()), expected);
	assert_eq!(unzip(&[&body[..], &end, b"behind"].concat()), expected);
	// Two with `cat`, of which unzip itself gives the second alone.
	let another = "another archive stands before the archive: pack them as one";
	assert_eq!(unzip(&[&body[..], &end, &body, &end].concat()).unwrap_err(), another);

	// zip64: what is large in a field, the directory's place in a record.
	let field = |numbers: &[u64]| {
		let numbers = numbers.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<_>>();
		[&[1, 0][..], &(numbers.len() as u16).to_le_bytes(), &numbers].concat()
	};
	let offset_of_b = entries[0].local().len() as u64;
	let b = Zipped { size: u32::MAX, extra: field(&[1, offset_of_b]), ..entries[1].clone() };
	let directory = [entries[0].central(0), b.central(u32::MAX)].concat();
	let numbers = [2, 2, directory.len() as u64, locals.len() as u64];
	let record = [
		&b"PK\x06\x06"[..],
		&44u64.to_le_bytes(),
		&[45, 3, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0],
		&numbers.map(u64::to_le_bytes).concat(),
	]
	.concat();
	let place = ((locals.len() + directory.len()) as u64).to_le_bytes();
	let locator = |disks: u8| [&b"PK\x06\x07\0\0\0\0"[..], &place, &[disks, 0, 0, 0]].concat();
	let end = zip_end(u16::MAX, u32::MAX, u32::MAX, b"");
	let whole = |disks| [&locals[..], &directory, &record, &locator(disks), &end].concat();
	assert_eq!(unzip(&whole(1)), expected);
	assert_eq!(unzip(&[&before[..], &whole(1)].concat()), expected);
	let volumes = "the archive is one of several volumes";
	assert_eq!(unzip(&whole(2)).unwrap_err(), volumes);
	let mut split = [&body[..], &zip_end(2, size, offset, b"")].concat();
	let end = split.len() - 22;
	split[end + 4] = 1;
	assert_eq!(unzip(&split).unwrap_err(), volumes);

	let none = "not a zip archive, or cut off: it has no end";
	for content in [&b""[..], b"PK\x05\x06", &body, &body[..10]] {
		assert_eq!(unzip(content).unwrap_err(), none);
	}
	let damaged = "the zip archive's directory can't be read";
	for (count, size, offset) in [(3, size, offset), (2, size + 1, offset), (2, size, offset + 1)] {
		let content = [&body[..], &zip_end(count, size, offset, b"")].concat();
		assert_eq!(unzip(&content).unwrap_err(), damaged);
	}
}

#[test]
fn unpack_should_say_why_a_zip_archive_is_refused() {
	let refusal = |entry: Zipped| unzipped(&[entry]).unwrap_err();
	let file = Zipped::stored("a", b"1");
	let with = |flags| refusal(Zipped { flags, ..file.clone() });
	for flags in [1, 0x41, 1 << 13] {
		assert_eq!(with(flags), r#""a" is encrypted"#);
	}
	assert_eq!(refusal(Zipped { method: 99, ..file.clone() }), r#""a" is encrypted"#);
	let why = r#""a" is compressed in the way 14: use deflate, which everybody reads"#;
	assert_eq!(refusal(Zipped { method: 14, ..file.clone() }), why);
	for mode in [0o010644, 0o020644, 0o060644, 0o140644] {
		assert_eq!(refusal(Zipped { mode, ..file.clone() }), r#""a" is a device"#);
	}
	assert_eq!(refusal(Zipped::stored("../a", b"")), r#""../a" leads out of the archive"#);
	assert_eq!(unzipped(&[Zipped::link("l", "nothing"), file.clone()]).unwrap(), ["a=1"]);
	let through = [Zipped::link("l", "d"), Zipped::stored("l/x", b"1")];
	assert_eq!(unzipped(&through).unwrap(), ["d/x=1", "l/x=1"]);
	let out = refusal(Zipped::link("l", "/etc"));
	assert_eq!(out, r#"the link "dataset/l" leads out of the archive"#);
	assert_eq!(refusal(Zipped::stored("a/", b"1")), r#""a/" is a file and a folder"#);
	let damaged = r#""a" is damaged"#;
	assert_eq!(refusal(Zipped { checksum: 1, ..file.clone() }), damaged);
	assert_eq!(refusal(Zipped { size: 2, ..file.clone() }), damaged);
	assert_eq!(refusal(Zipped { method: 8, ..file.clone() }), damaged);
	let zeros = Zipped::zeros("a", 10);
	// More and less than there is, something behind, a checksum.
	assert_eq!(refusal(Zipped { size: 2580, ..zeros.clone() }), damaged);
	assert_eq!(refusal(Zipped { size: 2582, ..zeros.clone() }), damaged);
	let behind = [&zeros.packed[..], &[0]].concat();
	assert_eq!(refusal(Zipped { packed: behind, ..zeros.clone() }), damaged);
	assert_eq!(refusal(Zipped { checksum: 1, ..zeros.clone() }), damaged);
	assert_eq!(refusal(Zipped { size: (1 << 30) + 1, ..zeros }), TOO_LARGE);
	let long = refusal(Zipped::link("l", &"a".repeat(4097)));
	assert_eq!(long, r#"the link "l" is too long"#);

	// Two entries with the same bytes.
	let large = Zipped::stored("a", &[1; 1000]);
	let twice = [large.central(0), large.central(0)].concat();
	let local = large.local();
	let end = zip_end(2, twice.len() as u32, local.len() as u32, b"");
	let why = "entries of the archive share their bytes, or it is cut off";
	let shared = try_unpack(&[&local[..], &twice, &end].concat(), Packing::Zip);
	assert_eq!(shared.unwrap_err(), why);
	let nowhere = [&file.central(1000)[..], &zip_end(1, 47, 0, b"")].concat();
	let why = r#""a" is not where the archive says"#;
	assert_eq!(try_unpack(&nowhere, Packing::Zip).unwrap_err(), why);
}

/// Some of every kind.
fn samples() -> Vec<(Vec<u8>, Packing)> {
	let sparse = [("GNU.sparse.size", "100"), ("GNU.sparse.map", "0,1,99,1")];
	let old = [(386, &b"00000000001\x0000000000002\0"[..]), (483, &b"00000000005\0"[..])];
	let tar = tar(&[
		records(b'g', &[("comment", "x")]),
		records(b'x', &sparse),
		entry("s", b'0', b"12"),
		header(GNU, b"o", b'S', 2, &old),
		padded(b"34"),
		entry("././@LongLink", b'L', b"long\0"),
		entry("cut", b'0', b"5"),
		link("d/l", b'2', "../long"),
		link("h", b'1', "s"),
	]);
	let zip = zip(&[Zipped::stored("a/b", b"1"), Zipped::zeros("z", 9), Zipped::link("l", "a")]);
	vec![(gzip(&tar), Packing::TarGz), (tar, Packing::Tar), (zip, Packing::Zip)]
}

proptest! {
	#[test]
	fn unpack_should_end_with_files_or_a_reason_whatever_it_is_given(
		which in 0..3usize,
		changes in proptest::collection::vec((any::<usize>(), any::<u8>()), 0..8),
		cut in any::<usize>(),
		is_cut in any::<bool>(),
	) {
		let (mut content, packing) = samples().swap_remove(which);
		for (at, byte) in &changes {
			let at = at % content.len();
			content[at] = *byte;
		}
		if is_cut {
			content.truncate(cut % content.len());
		}
		let once = try_unpack(&content, packing);
		if changes.is_empty() && !is_cut {
			prop_assert!(once.is_ok());
		}
		prop_assert!(once.is_ok() || !once.as_ref().unwrap_err().is_empty());
		prop_assert!(once == try_unpack(&content, packing));
	}
}
