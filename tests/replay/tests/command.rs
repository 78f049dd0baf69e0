// SPDX-License-Identifier: Apache-2.0

//! The command `replay-traces`.

use std::{fs, path::Path, process::Command};

/// Output and exit code.
fn run(arguments: &[&Path]) -> (String, Option<i32>) {
	let output = Command::new(env!("CARGO_BIN_EXE_replay-traces"))
		.args(arguments)
		.output()
		.expect("the command is there");
	let text = [output.stdout, output.stderr].concat();
	(String::from_utf8(text).expect("it prints text"), output.status.code())
}

fn trace() -> String {
	let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("traces/handwritten/policy_rejects.json");
	fs::read_to_string(path).expect("it can be read")
}

#[test]
fn command_should_succeed_when_all_traces_are_the_same() {
	let folder = tempfile::tempdir().expect("a folder");
	fs::create_dir(folder.path().join("below")).expect("a folder");
	fs::write(folder.path().join("a.json"), trace()).expect("a file");
	fs::write(folder.path().join("below/b.json"), trace()).expect("a file");
	fs::write(folder.path().join("README.md"), "not a trace").expect("a file");
	let (text, code) = run(&[folder.path()]);
	assert_eq!(code, Some(0));
	assert_eq!(
		text,
		"same        a.json: 8 steps\n\
		 same        below/b.json: 8 steps\n\
		 2 scenarios, 16 steps: 2 the same, 0 different, 0 unreadable\n"
	);
}

#[test]
fn command_should_fail_and_show_the_first_difference_when_there_is_one() {
	let folder = tempfile::tempdir().expect("a folder");
	let wrong = trace().replace(r#"["PolicyUpdate","pool1",30,"#, r#"["PolicyUpdate","pool1",31,"#);
	assert_ne!(wrong, trace());
	fs::write(folder.path().join("a.json"), wrong).expect("a file");
	fs::write(folder.path().join("b.json"), trace()).expect("a file");
	let (text, code) = run(&[folder.path()]);
	assert_eq!(code, Some(1));
	assert_eq!(
		text,
		"DIFFERENT   a.json: step 7: {\"by\": \"scheduler1\", \"ok\": true, \
		 \"op\": \"change_workerpool_policy\", \"scheduler_reward_ratio\": 100, \"time\": 8, \
		 \"worker_stake_ratio\": 1000, \"workerpool\": \"pool1\"}\n              \
		 event 0: the trace has [\"PolicyUpdate\", \"pool1\", 31, 1000, 1, 100], \
		 the chain [\"PolicyUpdate\", \"pool1\", 30, 1000, 1, 100]\n\
		 same        b.json: 8 steps\n\
		 2 scenarios, 16 steps: 1 the same, 1 different, 0 unreadable\n"
	);
}

#[test]
fn command_should_fail_and_say_why_when_a_file_is_no_trace() {
	let folder = tempfile::tempdir().expect("a folder");
	fs::write(folder.path().join("a.json"), "{\"name\": ").expect("a file");
	fs::write(folder.path().join("b.json"), "[]").expect("a file");
	fs::write(folder.path().join("c.json"), [0xff, 0xfe]).expect("a file");
	let unknown = trace().replace(r#""op":"deposit""#, r#""op":"donate""#);
	fs::write(folder.path().join("d.json"), unknown).expect("a file");
	let (text, code) = run(&[folder.path()]);
	assert_eq!(code, Some(1));
	assert_eq!(
		text,
		"UNREADABLE  a.json: EOF while parsing a value at line 1 column 9\n\
		 UNREADABLE  b.json: an object is expected, not []\n\
		 UNREADABLE  c.json: stream did not contain valid UTF-8\n\
		 UNREADABLE  d.json: step 0: unknown operation `donate`\n\
		 4 scenarios, 0 steps: 0 the same, 0 different, 4 unreadable\n"
	);
}

#[test]
fn command_should_fail_when_there_is_nothing_to_replay() {
	let folder = tempfile::tempdir().expect("a folder");
	let (text, code) = run(&[folder.path()]);
	assert_eq!(code, Some(1));
	assert_eq!(text, format!("error: no *.json below {}\n", folder.path().display()));
	let gone = folder.path().join("gone");
	assert_eq!(run(&[&gone]).1, Some(1));
	assert_eq!(run(&[]).1, Some(2));
}

#[test]
fn command_should_replay_random_scenarios() {
	let (text, code) = run(&[Path::new("--random"), Path::new("2"), Path::new("7")]);
	assert_eq!(code, Some(0));
	let lines: Vec<&str> = text.lines().collect();
	assert_eq!(lines.len(), 3);
	assert!(lines[0].starts_with("same        seed 7: "));
	assert!(lines[2].ends_with("2 the same, 0 different, 0 unreadable"));
}
