// SPDX-License-Identifier: Apache-2.0

//! The form of a request's params, as far as the chain looks at it. What they may say is the
//! sandbox's to judge (`BadParams`).

/// Most objects and lists inside each other, the outermost object included.
pub const MAX_LEVELS: u32 = 32;

/// Whether params are nothing (but blanks), or a JSON object (RFC 8259) of at most
/// [`MAX_LEVELS`] levels; the text says why not.
pub fn check(params: &[u8]) -> Result<(), &'static str> {
	let text = core::str::from_utf8(params).map_err(|_| "params are not UTF-8")?;
	let mut scan = Scan { rest: text.as_bytes(), objects: 0, levels: 0 };
	scan.skip_blanks();
	match scan.rest.first() {
		None => Ok(()),
		Some(b'{') => scan.document(),
		Some(_) => Err("params are not a JSON object"),
	}
}

const NOT_JSON: &str = "params are not JSON";

/// JSON, read from front to back without recursion.
struct Scan<'a> {
	rest: &'a [u8],
	/// A bit for each level that is open, the innermost the lowest: 1 an object, 0 a list.
	objects: u32,
	levels: u32,
}

impl Scan<'_> {
	/// A value, and nothing but blanks behind it.
	fn document(&mut self) -> Result<(), &'static str> {
		loop {
			if self.begin_value()? {
				continue;
			}
			// A value has ended, and with it perhaps those around it.
			loop {
				self.skip_blanks();
				if self.levels == 0 {
					return if self.rest.is_empty() { Ok(()) } else { Err(NOT_JSON) };
				}
				let in_object = self.objects & 1 == 1;
				match (self.next()?, in_object) {
					(b',', true) => {
						self.key()?;
						break;
					},
					(b',', false) => break,
					(b'}', true) | (b']', false) => self.leave(),
					_ => return Err(NOT_JSON),
				}
			}
		}
	}

	/// Reads a value, of an object or list its beginning. Whether another value must follow.
	fn begin_value(&mut self) -> Result<bool, &'static str> {
		self.skip_blanks();
		match self.next()? {
			b'{' => {
				self.enter(true)?;
				self.skip_blanks();
				if self.take(b'}') {
					self.leave();
					return Ok(false);
				}
				self.key()?;
				return Ok(true);
			},
			b'[' => {
				self.enter(false)?;
				self.skip_blanks();
				if self.take(b']') {
					self.leave();
					return Ok(false);
				}
				return Ok(true);
			},
			b'"' => self.string()?,
			b't' => self.word(b"rue")?,
			b'f' => self.word(b"alse")?,
			b'n' => self.word(b"ull")?,
			b'-' => {
				let first = self.next()?;
				self.number(first)?;
			},
			first => self.number(first)?,
		}
		Ok(false)
	}

	/// The name of a member, and the colon behind it.
	fn key(&mut self) -> Result<(), &'static str> {
		self.skip_blanks();
		self.expect(b'"')?;
		self.string()?;
		self.skip_blanks();
		self.expect(b':')
	}

	/// A string from behind its first quote on. The text is known to be UTF-8.
	fn string(&mut self) -> Result<(), &'static str> {
		loop {
			match self.next()? {
				b'"' => return Ok(()),
				b'\\' => match self.next()? {
					b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => (),
					b'u' => {
						for _ in 0..4 {
							if !self.next()?.is_ascii_hexdigit() {
								return Err(NOT_JSON);
							}
						}
					},
					_ => return Err(NOT_JSON),
				},
				0..=0x1f => return Err(NOT_JSON),
				_ => (),
			}
		}
	}

	/// A number whose first digit was read.
	fn number(&mut self, first: u8) -> Result<(), &'static str> {
		match first {
			b'0' => (),
			b'1'..=b'9' => self.skip_digits(),
			_ => return Err(NOT_JSON),
		}
		if self.take(b'.') {
			self.digits()?;
		}
		if self.take(b'e') || self.take(b'E') {
			let _ = self.take(b'+') || self.take(b'-');
			self.digits()?;
		}
		Ok(())
	}

	/// At least one digit.
	fn digits(&mut self) -> Result<(), &'static str> {
		if !self.next()?.is_ascii_digit() {
			return Err(NOT_JSON);
		}
		self.skip_digits();
		Ok(())
	}

	fn skip_digits(&mut self) {
		self.skip(|byte| byte.is_ascii_digit());
	}

	fn skip_blanks(&mut self) {
		self.skip(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
	}

	fn skip(&mut self, is: impl Fn(&u8) -> bool) {
		while let Some((first, rest)) = self.rest.split_first().filter(|(first, _)| is(first)) {
			let _ = first;
			self.rest = rest;
		}
	}

	fn word(&mut self, rest: &[u8]) -> Result<(), &'static str> {
		self.rest = self.rest.strip_prefix(rest).ok_or(NOT_JSON)?;
		Ok(())
	}

	fn expect(&mut self, byte: u8) -> Result<(), &'static str> {
		self.take(byte).then_some(()).ok_or(NOT_JSON)
	}

	/// Takes a byte if it comes next.
	fn take(&mut self, byte: u8) -> bool {
		match self.rest.split_first() {
			Some((first, rest)) if *first == byte => {
				self.rest = rest;
				true
			},
			_ => false,
		}
	}

	fn next(&mut self) -> Result<u8, &'static str> {
		let (first, rest) = self.rest.split_first().ok_or(NOT_JSON)?;
		self.rest = rest;
		Ok(*first)
	}

	fn enter(&mut self, object: bool) -> Result<(), &'static str> {
		if self.levels >= MAX_LEVELS {
			return Err("params have more than 32 levels");
		}
		self.levels = self.levels.saturating_add(1);
		// The bit that goes is of a level that was never open.
		self.objects = self.objects.wrapping_shl(1) | u32::from(object);
		Ok(())
	}

	fn leave(&mut self) {
		self.levels = self.levels.saturating_sub(1);
		self.objects = self.objects.wrapping_shr(1);
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use alloc::{format, string::String};
	use proptest::prelude::*;

	#[test]
	fn check_should_accept_nothing_and_objects() {
		for good in [
			"",
			" \t\r\n",
			"{}",
			" { } \n",
			r#"{"a":1}"#,
			r#"{"args":["--width","128","a photo.jpg"],"inputs":[{"url":"u"},{}]}"#,
			r#"{"a":[],"b":[[],[1,[2]]],"c":{"d":{}},"":null}"#,
			r#"{"a":0,"b":-0,"c":-12.50e+3,"d":1E-9,"e":0.0e0,"f":1e999}"#,
			r#"{"a":true,"b":false,"c":null , "d" : "\"\\\/\b\f\n\r\t\u00aF\ud800é"}"#,
			r#"{"a":1,"a":2}"#,
		] {
			assert_eq!(check(good.as_bytes()), Ok(()), "{good}");
		}
	}

	#[test]
	fn check_should_refuse_when_params_are_no_json_object() {
		for other in ["[]", "1", "\"a\"", "null", "true", "x{}", "\u{feff}{}", "\u{a0}"] {
			assert_eq!(check(other.as_bytes()), Err("params are not a JSON object"), "{other}");
		}
		for bad in [
			"{",
			"}",
			"{}}",
			"{}{}",
			"{} x",
			"{,}",
			"{\"a\"}",
			"{\"a\":}",
			"{\"a\":1,}",
			"{\"a\":1 2}",
			"{\"a\" 1}",
			"{a:1}",
			"{'a':1}",
			"{1:1}",
			"{\"a\":[1,]}",
			"{\"a\":[,1]}",
			"{\"a\":[1 2]}",
			"{\"a\":[1}",
			"{\"a\":[1}]",
			"{\"a\":{\"b\":1]}",
			"{\"a\":1]",
			"{\"a\":01}",
			"{\"a\":-}",
			"{\"a\":-a}",
			"{\"a\":+1}",
			"{\"a\":.5}",
			"{\"a\":1.}",
			"{\"a\":1.e1}",
			"{\"a\":1e}",
			"{\"a\":1e+}",
			"{\"a\":0x1}",
			"{\"a\":NaN}",
			"{\"a\":tru}",
			"{\"a\":True}",
			"{\"a\":nullx}",
			"{\"a\":\"",
			"{\"a\":\"\\\"}",
			"{\"a\":\"\\x\"}",
			"{\"a\":\"\\u12g4\"}",
			"{\"a\":\"\\u12\"}",
			"{\"a\":\"\n\"}",
			"{\"a\":\"\0\"}",
			"{\"a\t\":1}",
			"{\"a\":1}//",
			"{/**/}",
			"{\"a\":1\u{a0}}",
		] {
			let told = check(bad.as_bytes());
			let begins = bad.starts_with('{');
			let expected = if begins { NOT_JSON } else { "params are not a JSON object" };
			assert_eq!(told, Err(expected), "{bad}");
		}
		assert_eq!(check(b"\xff"), Err("params are not UTF-8"));
		assert_eq!(check(b"{\"a\":\"\xc3\"}"), Err("params are not UTF-8"));
	}

	fn nested(levels: usize, object: impl Fn(usize) -> bool) -> String {
		let open = |level| if object(level) { "{\"a\":" } else { "[" };
		let close = |level| if object(level) { '}' } else { ']' };
		let opened = (0..levels).map(open).collect::<String>();
		let closed = (0..levels).rev().map(close).collect::<String>();
		format!("{opened}1{closed}")
	}

	#[test]
	fn check_should_refuse_when_there_are_more_than_32_levels() {
		let patterns: [fn(usize) -> bool; 3] =
			[|_| true, |level| level == 0, |level| level % 2 == 0];
		for object in patterns {
			assert_eq!(check(nested(32, object).as_bytes()), Ok(()));
			let told = check(nested(33, object).as_bytes());
			assert_eq!(told, Err("params have more than 32 levels"));
			// A bracket of the other kind closes nothing.
			for level in 0..32 {
				let open = nested(32, object);
				let mut bytes = open.into_bytes();
				let last = bytes.len() - 1 - level;
				bytes[last] = if bytes[last] == b'}' { b']' } else { b'}' };
				assert_eq!(check(&bytes), Err(NOT_JSON));
			}
		}
		// Levels that are closed don't count.
		let wide = format!("{{\"a\":[{}{{}}]}}", "[[]],".repeat(1000));
		assert_eq!(check(wide.as_bytes()), Ok(()));
	}

	proptest! {
		#[test]
		fn check_should_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
			let _ = check(&bytes);
		}

		#[test]
		fn check_should_never_panic_when_bytes_are_of_json(text in "[{}\\[\\]\",:0-9eE+.\\\\untrf -]{0,80}") {
			let _ = check(format!("{{{text}").as_bytes());
		}
	}
}
