// SPDX-License-Identifier: Apache-2.0

use super::*;
use std::{fs, io::ErrorKind};
use tempfile::tempdir;

fn written(answer: Result<Reply, Failure>) -> Vec<u8> {
	let mut bytes = Vec::new();
	write_answer(&mut bytes, answer).unwrap();
	bytes
}

fn run() -> Reply {
	let files = |list: &[(&str, &[u8])]| {
		list.iter().map(|(path, content)| ((*path).into(), content.to_vec())).collect()
	};
	Reply::Ran(Box::new(Run {
		header: ResultHeader { fuel: 7, exit_status: -1, ..ResultHeader::default() },
		files: files(&[("a", b"first\n"), ("b/c", b"")]),
		others: files(&[("stdout", b"printed")]),
		callback_data: Some(vec![0, 255]),
		log: b"said".to_vec(),
	}))
}

#[test]
fn read_answer_should_give_what_was_written() {
	let remains = || Remains { exit_status: 1, fuel: u64::MAX, memory_hash: Hash([7; 32]) };
	let failure = || Failure {
		log: b"log".to_vec(),
		stdout: b"printed".to_vec(),
		remains: remains(),
		..Failure::new(FailureCode::Trap, "it\n")
	};
	let short = [Reply::Compiled, Reply::Missing, Reply::Unpacked].map(Ok);
	for answer in short.into_iter().chain([Ok(run()), Err(failure())]) {
		// The next answer is left alone.
		let bytes = [written(answer.clone()), b"next".to_vec()].concat();
		let mut from = &*bytes;
		assert_eq!(read_answer(&mut from, &mut none).unwrap(), answer);
		assert_eq!(from, b"next");
	}
}

#[test]
fn read_answer_should_fail_when_the_process_ends_early() {
	let bytes = written(Ok(run()));
	for end in 0..bytes.len() {
		let error = read_answer(&bytes[..end], &mut none).unwrap_err();
		assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
	}
}

#[test]
fn read_answer_should_refuse_more_than_an_answer_can_hold() {
	let remains = serde_json::to_string(&Remains::default()).unwrap();
	let huge = format!(
		r#"{{"Failed":{{"code":"Trap","message":"","log":9,"stdout":99999999999999,"remains":{remains}}}}}"#
	);
	let error = read_answer(format!("{huge}\nsaid log!").as_bytes(), &mut none).unwrap_err();
	assert_eq!(error.to_string(), "a huge answer");
	let endless = vec![b' '; MAX_LINE as usize + 1];
	let mut from = &*endless;
	let error = read_answer(&mut from, &mut none).unwrap_err();
	assert_eq!(error.to_string(), "an endless answer");
	assert_eq!(from.len(), 1);
}

#[test]
fn read_answer_should_give_the_pieces_before_it_when_they_are_asked_for() {
	let whole = (0..MAX_PIECE * 2 + 5).map(|byte| byte as u8).collect::<Vec<_>>();
	let written = |answer| {
		let mut bytes = Vec::new();
		let made = write_pieces(&mut bytes, |take| take(&whole).and_then(|()| take(b"end")));
		made.unwrap().unwrap();
		write_answer(&mut bytes, answer).unwrap();
		bytes
	};
	for answer in [Ok(Reply::Unpacked), Err(Failure::new(FailureCode::BadArchive, "why"))] {
		let bytes = written(answer.clone());
		let mut found = Vec::new();
		let mut take = |piece: &[u8]| {
			found.extend_from_slice(piece);
			Ok(())
		};
		assert_eq!(read_answer(&bytes[..], &mut take).unwrap(), answer);
		assert!(found == [&whole[..], b"end"].concat());
		let error = read_answer(&bytes[..], &mut none).unwrap_err();
		assert_eq!(error.to_string(), "pieces that were not asked for");
		assert!(read_answer(&bytes[..MAX_PIECE], &mut |_: &[u8]| Ok(())).is_err());
	}
	let huge = [&b"\"Pieces\"\n"[..], &(MAX_PIECE as u32 + 1).to_le_bytes()].concat();
	assert_eq!(read_answer(&huge[..], &mut none).unwrap_err().to_string(), "a huge piece");
}

#[test]
fn request_should_name_inputs_by_their_place() {
	let folder = tempdir().unwrap();
	let file = folder.path().join("file");
	fs::write(&file, b"0123456789").unwrap();
	let part = Blob::open(&file).unwrap().slice(2..6).unwrap();
	let archive = Some(Archive { content: part.clone(), unpacked: part.slice(1..2).unwrap() });
	let inputs = Inputs { files: [("x".into(), part)].into(), ..Inputs::default() };
	let limits = Limits::for_time_ref(1);
	let request = serde_json::to_string(&RunRequest { inputs, archive, limits });
	let read: RunRequest = serde_json::from_str(request.as_ref().unwrap()).unwrap();
	assert_eq!(&*read.inputs.files["x"], b"2345");
	assert_eq!(&*read.archive.unwrap().unpacked, b"3");
	// A file that has become shorter is refused.
	fs::write(&file, b"0123").unwrap();
	assert!(serde_json::from_str::<RunRequest>(&request.unwrap()).is_err());
	let inputs = Inputs { files: [("x".into(), vec![1].into())].into(), ..Inputs::default() };
	let nowhere = RunRequest { inputs, archive: None, limits: Limits::for_time_ref(1) };
	assert_eq!(serde_json::to_vec(&nowhere).unwrap_err().to_string(), "an input is in no file");
}
