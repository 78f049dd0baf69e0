// SPDX-License-Identifier: Apache-2.0

//! Reading the table: a file is read line by line, as often as needed, and never held as a whole.

use bourse_app::Stop;
use csv::{ReaderBuilder, StringRecord, Trim};
use std::{
	fs::File,
	io::{BufReader, Read, Seek, SeekFrom},
	path::Path,
};

/// Number of the row that names the columns.
const HEADER: u64 = 1;

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
	/// Nothing: empty, `NA`, `N/A`, `NaN` or `null`, in upper or lower case.
	Missing,
	/// A finite number.
	Number(f64),
	/// Anything else.
	Text(&'a str),
}

impl<'a> Cell<'a> {
	/// Reads a cell. Only finite decimal numbers are numbers: `inf` is a text, as is a number too
	/// large for a double.
	pub fn of(text: &'a str) -> Self {
		const MISSING: [&str; 5] = ["", "NA", "N/A", "NaN", "null"];
		if MISSING.iter().any(|missing| text.eq_ignore_ascii_case(missing)) {
			return Cell::Missing;
		}
		match text.parse::<f64>() {
			Ok(number) if number.is_finite() => Cell::Number(number),
			_ => Cell::Text(text),
		}
	}
}

/// What is known of a column after one look at all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
	/// Its name, from the first line.
	pub name: String,
	/// The first cell that is no number, with its row; `None` for a numeric column. A column
	/// without any value counts as numeric.
	pub first_text: Option<(String, u64)>,
}

/// A CSV file.
pub struct Source<'a> {
	path: &'a Path,
	delimiter: u8,
}

impl<'a> Source<'a> {
	/// The CSV file at this path.
	pub fn new(path: &'a Path, delimiter: u8) -> Self {
		Source { path, delimiter }
	}

	/// A failure about this file.
	pub fn problem(&self, what: impl std::fmt::Display) -> Stop {
		Stop::about(self.path, what)
	}

	fn open(&self) -> Result<csv::Reader<impl Read>, Stop> {
		let unreadable = |error| self.problem(format_args!("can't be read: {error}"));
		let mut file = File::open(self.path).map_err(unreadable)?;
		// Spreadsheets put a byte order mark first: it is no part of the first column's name.
		let mut start = Vec::new();
		file.by_ref().take(3).read_to_end(&mut start).map_err(unreadable)?;
		if start != b"\xef\xbb\xbf" {
			file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
		}
		Ok(ReaderBuilder::new()
			.delimiter(self.delimiter)
			.trim(Trim::All)
			.from_reader(BufReader::new(file)))
	}

	/// The names of the columns; there is at least one.
	pub fn names(&self) -> Result<Vec<String>, Stop> {
		let mut reader = self.open()?;
		let header = reader.headers().map_err(|error| self.malformed(error, HEADER))?;
		if header.is_empty() {
			return Err(self.problem("is empty: its first line must name the columns"));
		}
		Ok(header.iter().map(str::to_owned).collect())
	}

	/// Calls `each` with every row and its number, and counts the rows. Each row has as many cells
	/// as there are names. The header is row 1; empty lines are no rows.
	pub fn rows(&self, mut each: impl FnMut(&StringRecord, u64)) -> Result<u64, Stop> {
		let mut reader = self.open()?;
		let mut record = StringRecord::new();
		let mut rows = 0;
		loop {
			let row = HEADER + rows + 1;
			match reader.read_record(&mut record) {
				Ok(true) => each(&record, row),
				Ok(false) => return Ok(rows),
				Err(error) => return Err(self.malformed(error, row)),
			}
			rows += 1;
		}
	}

	/// The columns, which of them are numeric, and the number of rows.
	pub fn columns(&self) -> Result<(Vec<Column>, u64), Stop> {
		let named = |name| Column { name, first_text: None };
		let mut columns: Vec<Column> = self.names()?.into_iter().map(named).collect();
		let rows = self.rows(|record, row| {
			for (column, cell) in columns.iter_mut().zip(record) {
				if let (None, Cell::Text(text)) = (&column.first_text, Cell::of(cell)) {
					column.first_text = Some((text.to_owned(), row));
				}
			}
		})?;
		if rows == 0 {
			return Err(self.problem("has no rows below its header"));
		}
		Ok((columns, rows))
	}

	/// Says in words what the reader did not like about a row.
	fn malformed(&self, error: csv::Error, row: u64) -> Stop {
		match error.kind() {
			csv::ErrorKind::UnequalLengths { expected_len, len, .. } => self
				.problem(format_args!("row {row}: has {len} cells, the header has {expected_len}")),
			csv::ErrorKind::Utf8 { .. } => self
				.problem(format_args!("row {row}: is not UTF-8 text: convert the file to UTF-8")),
			csv::ErrorKind::Io(error) => self.problem(format_args!("can't be read: {error}")),
			_ => self.problem(format_args!("row {row}: can't be read: {error}")),
		}
	}
}
