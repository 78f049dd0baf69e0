// SPDX-License-Identifier: Apache-2.0

use super::*;
use serde_json::Value;
use std::{fs, path::Path};

fn parse(arguments: &[&str]) -> Result<Request, Stop> {
	Request::parse(Parser::from_args(arguments))
}

fn penguins() -> PathBuf {
	Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/penguins.csv")
}

/// Runs the program on a dataset, as a task does: its report as JSON and as text.
fn run(arguments: &[&str], dataset: &Path) -> Result<(Value, String), Stop> {
	let folder = tempfile::tempdir().unwrap();
	let task =
		Task { input: None, output: folder.path().into(), dataset: Some(dataset.into()), index: 0 };
	let mut out = Vec::new();
	parse(arguments).and_then(|request| table(request, &task, &mut out))?;
	let text = fs::read_to_string(folder.path().join("report.md")).unwrap();
	assert_eq!(text.as_bytes(), out);
	let json = fs::read(folder.path().join("report.json")).unwrap();
	Ok((serde_json::from_slice(&json).unwrap(), text))
}

/// The same on a table that is given by its text; a failure without the name of its file.
fn run_on(arguments: &[&str], content: &[u8]) -> Result<(Value, String), Stop> {
	let folder = tempfile::tempdir().unwrap();
	let path = folder.path().join("t.csv");
	fs::write(&path, content).unwrap();
	run(arguments, &path).map_err(|stop| match stop {
		Stop::Failure(what) => {
			let start = format!("{}: ", path.display());
			Stop::Failure(what.strip_prefix(&start).expect("names its file").to_owned())
		},
		other => other,
	})
}

fn failure(arguments: &[&str], content: &[u8]) -> String {
	match run_on(arguments, content) {
		Err(Stop::Failure(what)) => what,
		other => panic!("{other:?}"),
	}
}

fn close(got: &Value, wanted: f64) {
	let got = got.as_f64().unwrap();
	assert!(((got - wanted) / wanted).abs() < 1e-12, "{got} is not {wanted}");
}

#[test]
fn arguments_should_be_taken_when_right() {
	let stats = Request { command: Command::Stats, file: None, delimiter: b',' };
	assert_eq!(parse(&["stats"]), Ok(stats));
	let regress = Request {
		command: Command::Regress { y: "a".into(), x: vec!["b,c".into(), "d".into()] },
		file: Some("t.csv".into()),
		delimiter: b';',
	};
	let all = ["--delimiter=;", "regress", "--y", "a", "t.csv", "--x", "b,c", "--x", "d"];
	assert_eq!(parse(&all), Ok(regress));
	assert_eq!(parse(&["stats", "--delimiter", "tab"]).unwrap().delimiter, b'\t');
	assert_eq!(parse(&["-h"]), Err(Stop::Help));
}

#[test]
fn arguments_should_be_refused_when_wrong() {
	for (arguments, problem) in [
		(&[][..], "no command: use stats or regress"),
		(&["plot"], "\"plot\" is not a command: use stats or regress"),
		(&["stats", "--y", "a"], "--y and --x go with regress, not with stats"),
		(&["regress", "--y", "a"], "regress needs --y COLUMN and --x COLUMN[,COLUMN...]"),
		(&["regress", "--x", "a"], "regress needs --y COLUMN and --x COLUMN[,COLUMN...]"),
		(&["stats", "a.csv", "b.csv"], "unexpected argument \"b.csv\""),
		(
			&["stats", "--delimiter", ";;"],
			"--delimiter is \";;\": it must be one ASCII character, not a quote, or tab",
		),
	] {
		assert_eq!(parse(arguments), Err(Stop::Usage(problem.into())));
	}
	let task = Task { input: None, output: ".".into(), dataset: None, index: 0 };
	let problem = "no table: name a CSV file, or set BOURSE_DATASET to one";
	let done = table(parse(&["stats"]).unwrap(), &task, &mut Vec::new());
	assert_eq!(done, Err(Stop::Usage(problem.into())));
}

/// Expected values: numpy 2.4 over the same file.
#[test]
fn stats_should_be_those_of_numpy_when_taken_of_the_penguins() {
	let (json, text) = run(&["stats"], &penguins()).unwrap();
	assert_eq!(json["rows"], 344);
	let columns = json["columns"].as_array().unwrap();
	assert_eq!(columns.len(), 8);

	let mass = &columns[5];
	assert_eq!((&mass["name"], &mass["kind"]), (&"body_mass_g".into(), &"numeric".into()));
	assert_eq!((&mass["count"], &mass["missing"]), (&342.into(), &2.into()));
	close(&mass["mean"], 4201.754385964912);
	close(&mass["standard_deviation"], 801.9545356980955);
	let names = ["minimum", "lower_quartile", "median", "upper_quartile", "maximum"];
	for (name, wanted) in names.into_iter().zip([2700.0, 3550.0, 4050.0, 4750.0, 6300.0]) {
		assert_eq!(mass[name], wanted);
	}
	close(&columns[2]["mean"], 43.9219298245614);
	close(&columns[2]["standard_deviation"], 5.4595837139265315);
	assert_eq!(columns[2]["lower_quartile"], 39.225);

	let species = &columns[0];
	assert_eq!((&species["kind"], &species["distinct"]), (&"text".into(), &3.into()));
	let values = serde_json::json!([
		{ "value": "Adelie", "count": 152 },
		{ "value": "Gentoo", "count": 124 },
		{ "value": "Chinstrap", "count": 68 },
	]);
	assert_eq!(species["values"], values);
	assert_eq!((&columns[6]["count"], &columns[6]["missing"]), (&333.into(), &11.into()));
	assert!(text.starts_with("# Statistics of 344 rows\n"), "{text}");
	assert!(text.contains("333 values, 11 missing, 2 distinct."), "{text}");
}

/// Expected values: exact fractions of whole numbers (Python), rounded once; numpy 2.4 agrees.
#[test]
fn regress_should_be_exact_when_mass_is_explained_by_flipper_length() {
	let arguments = ["regress", "--y", "body_mass_g", "--x", "flipper_length_mm"];
	let (json, text) = run(&arguments, &penguins()).unwrap();
	assert_eq!((&json["n"], &json["left_out"]), (&342.into(), &2.into()));
	assert_eq!(json["degrees_of_freedom"], 340);
	close(&json["r_squared"], 0.7589925193571178);
	close(&json["adjusted_r_squared"], 0.7582836738258151);
	close(&json["residual_standard_error"], 394.27817750906166);
	close(&json["f_statistic"], 1070.7445922137242);
	let constant = &json["coefficients"][0];
	assert_eq!(constant["name"], "(constant)");
	close(&constant["estimate"], -5780.831358077062);
	close(&constant["standard_error"], 305.8145036611251);
	close(&constant["t"], -18.90306472999343);
	let slope = &json["coefficients"][1];
	assert_eq!(slope["name"], "flipper_length_mm");
	close(&slope["estimate"], 49.68556640610009);
	close(&slope["standard_error"], 1.5184038638439938);
	close(&slope["t"], 32.72223391233741);
	assert!(
		text.contains("| (constant)        | -5780.83 |        305.815 | -18.9031 |"),
		"{text}"
	);
	assert!(text.contains("R² = 0.758993, "), "{text}");
}

/// Expected values as above.
#[test]
fn regress_should_be_exact_when_a_column_holds_groups() {
	let arguments =
		["regress", "--y=body_mass_g", "--x=flipper_length_mm,bill_length_mm", "--x=species"];
	let (json, _) = run(&arguments, &penguins()).unwrap();
	let expected = [
		("(constant)", -3904.386797241485, 529.2567645870648),
		("flipper_length_mm", 27.428831277651746, 3.175541894039711),
		("bill_length_mm", 61.73644709288591, 7.125505896375804),
		("species=Chinstrap", -748.5622785608222, 81.53435170654609),
		("species=Gentoo", 90.4353113908314, 88.64734559152491),
	];
	let coefficients = json["coefficients"].as_array().unwrap();
	assert_eq!(coefficients.len(), expected.len());
	for (got, (name, estimate, standard_error)) in coefficients.iter().zip(expected) {
		assert_eq!(got["name"], name);
		close(&got["estimate"], estimate);
		close(&got["standard_error"], standard_error);
	}
	close(&json["r_squared"], 0.8222435399327279);
	close(&json["f_statistic"], 389.7130839189502);

	let sex = ["regress", "--y=body_mass_g", "--x=flipper_length_mm,sex"];
	let (json, _) = run(&sex, &penguins()).unwrap();
	assert_eq!((&json["n"], &json["left_out"]), (&333.into(), &11.into()));
	close(&json["coefficients"][2]["estimate"], 347.8502537275248);
}

#[test]
fn cells_should_be_read_when_quoted_and_spaced_and_behind_a_byte_order_mark() {
	let content =
		b"\xef\xbb\xbfname,\"weight, kg\"\r\n\"a \"\"b\"\"\", 1.5\r\n\"c\nd\",2e0\r\n,n/a\r\n";
	let (json, _) = run_on(&["stats"], content).unwrap();
	assert_eq!(json["rows"], 3);
	assert_eq!(json["columns"][0]["name"], "name");
	assert_eq!(json["columns"][0]["values"][0]["value"], "a \"b\"");
	assert_eq!(json["columns"][1]["name"], "weight, kg");
	assert_eq!(json["columns"][1]["mean"], 1.75);
	assert_eq!(json["columns"][1]["missing"], 1);
}

#[test]
fn stats_should_say_so_when_a_column_is_empty_or_mixed() {
	let (json, text) = run_on(&["stats", "--delimiter=;"], b"a;b\nNA;1\n;inf\n").unwrap();
	assert_eq!(json["columns"][0]["kind"], "empty");
	assert_eq!(json["columns"][1]["kind"], "text");
	assert_eq!(json["columns"][1]["distinct"], 2);
	assert!(text.contains("## a\n\nNo value at all, 2 missing.\n"), "{text}");
}

#[test]
fn table_should_fail_with_the_reason_when_the_file_is_bad() {
	let missing = run(&["stats"], Path::new("/no/such/file")).unwrap_err();
	assert!(matches!(missing, Stop::Failure(what) if what.starts_with("/no/such/file: can't be")));
	let folder = run(&["stats"], Path::new("/")).unwrap_err();
	assert!(matches!(folder, Stop::Failure(what) if what.starts_with("/: can't be read: ")));
	let empty = "is empty: its first line must name the columns";
	assert_eq!(failure(&["stats"], b""), empty);
	assert_eq!(failure(&["stats"], b"a,b\n"), "has no rows below its header");
	let short = "row 3: has 1 cells, the header has 2";
	assert_eq!(failure(&["stats"], b"a,b\r\n1,2\r\n3\r\n"), short);
	let latin = "row 2: is not UTF-8 text: convert the file to UTF-8";
	assert_eq!(failure(&["stats"], b"a,b\n\xe9,2\n"), latin);
}

#[test]
fn regress_should_fail_with_the_reason_when_columns_do_not_fit() {
	let table = b"y,x,x2,k,t,t\n1,1,2,5,a,b\n2,2,4,5,a,c\n4,3,6,5,b,d\n4,4,8,5,b,e\n";
	let regress = |y, x| failure(&["regress", "--y", y, "--x", x], table);
	assert_eq!(regress("z", "x"), "no column is named \"z\"; there are: y, x, x2, k, t, t");
	assert_eq!(regress("y", "x,"), "no column is named \"\"; there are: y, x, x2, k, t, t");
	assert_eq!(regress("y", "t"), "two columns have the name \"t\": rename one");
	let dependent = |name: &str| {
		format!(
			"column {name:?} can't be told from the constant and the columns before it: leave it out"
		)
	};
	assert_eq!(regress("y", "x,x2"), dependent("x2"));
	assert_eq!(regress("y", "k"), dependent("k"));
	let twice = run_on(&["regress", "--y=y", "--x=x,y"], table).unwrap_err();
	assert_eq!(twice, Stop::Usage("column \"y\" is named twice".into()));

	let texts = b"y,x\nlow,1\nhigh,2\n";
	let problem = "row 2: column \"y\" is to be explained and must be numeric, but holds \"low\"";
	assert_eq!(failure(&["regress", "--y=y", "--x=x"], texts), problem);
	let few = b"y,x\n1,2\nNA,3\n4,\n2,4\n";
	let problem =
		"2 complete rows are too few for 2 coefficients: one more than these is the least";
	assert_eq!(failure(&["regress", "--y=y", "--x=x"], few), problem);
	let large = b"y,x\n1,1e200\n2,2\n3,4\n2,4\n";
	let problem = "holds numbers beyond 1e150: use other units";
	assert_eq!(failure(&["regress", "--y=y", "--x=x"], large), problem);
	let names: String = (0..60).map(|i| format!("{i},n{i}\n")).collect();
	let names = format!("y,x\n{names}");
	let problem =
		"column \"x\" is not numeric and has 60 distinct values: at most 50 can be told apart";
	assert_eq!(failure(&["regress", "--y=y", "--x=x"], names.as_bytes()), problem);
}

#[test]
fn regress_should_report_no_ratios_when_they_are_not_numbers() {
	let (json, text) = run_on(&["regress", "--y=y", "--x=x"], b"y,x\n3,1\n3,2\n3,4\n").unwrap();
	assert_eq!(json["r_squared"], Value::Null);
	assert!(text.contains("R² = -, adjusted R² = -, "), "{text}");
}
