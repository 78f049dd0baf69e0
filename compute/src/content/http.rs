// SPDX-License-Identifier: Apache-2.0

//! One try to get content from a server, as browsers do: streamed into a file, continued where an
//! earlier try ended, through redirects, and decoded when the server has packed it unasked.

use super::{
	archive::{unpack_gzip, NotUnpacked},
	blob::Blob,
	guard::Guarded,
	hex::to_hex,
	nodes::Beside,
	store::{leave_room, Store, StoreError},
	wanted::{FetchConfig, FetchError, Wanted, PROGRESS},
};
use crate::{cancel::Cancel, failure::NO_TIME};
use bourse_formats::{Hash, Hasher};
use parking_lot::Mutex;
use std::{
	collections::VecDeque,
	io::{self, Read, Write},
	time::{Duration, Instant, SystemTime},
};
use tempfile::NamedTempFile;
use ureq::{
	http::{
		header::{
			HeaderMap, HeaderName, CONTENT_ENCODING, CONTENT_RANGE, CONTENT_TYPE, LOCATION, RANGE,
			RETRY_AFTER, TRANSFER_ENCODING,
		},
		Response, StatusCode,
	},
	unversioned::transport::DefaultConnector,
	Agent, Body,
};
use url::Url;

/// Most downloads whose beginnings wait to be continued.
const MAX_PARTIAL: usize = 16;
/// Most redirects that a try follows.
const MAX_REDIRECTS: usize = 20;
/// Longest part of a redirect's address that is shown, in characters.
const LONGEST_LOCATION: usize = 100;
/// Least bytes a second of an answer, over each [`FetchConfig::read_timeout`]: a server that only drips is
/// asked again, and may have recovered.
const LEAST_RATE: u128 = 100;
/// The longest pause that a server can ask for.
const LONGEST_PAUSE: Duration = Duration::from_secs(3600);

/// Why a try gave nothing.
pub(super) struct Fault {
	pub error: FetchError,
	/// Another try at once may do better.
	pub soon: bool,
}

impl Fault {
	fn soon(wanted: &Wanted, reason: impl ToString) -> Self {
		Self { error: FetchError::failed(wanted, reason, true), soon: true }
	}
}

impl From<FetchError> for Fault {
	fn from(error: FetchError) -> Self {
		Self { error, soon: false }
	}
}

impl From<StoreError> for Fault {
	fn from(error: StoreError) -> Self {
		FetchError::from(error).into()
	}
}

/// The beginning of a download.
struct Partial {
	file: NamedTempFile,
	hasher: Hasher,
	size: u64,
}

impl Partial {
	fn new(store: &Store) -> Result<Self, StoreError> {
		Ok(Self { file: store.temp_file()?, hasher: Hasher::new(), size: 0 })
	}

	fn add(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
		leave_room(&self.file, bytes.len())?;
		self.size += bytes.len() as u64;
		self.hasher.update(bytes);
		self.file.write_all(bytes).map_err(|error| StoreError::from_io(self.file.path(), error))
	}
}

/// Gets content from servers.
pub(super) struct Http {
	agent: Agent,
	/// Beginnings of downloads, the latest last: together no longer than the largest content.
	partial: Mutex<VecDeque<(Hash, Partial)>>,
}

impl Http {
	pub fn new(config: &FetchConfig) -> Self {
		let agent = Agent::config_builder()
			.timeout_global(Some(config.total_timeout))
			.timeout_resolve(Some(config.connect_timeout))
			.timeout_connect(Some(config.connect_timeout))
			.timeout_recv_response(Some(config.read_timeout))
			.timeout_per_read(Some(config.read_timeout))
			// They are followed here: servers write addresses that are none.
			.max_redirects(0)
			.max_redirects_will_error(false)
			.max_idle_connections(0)
			// A refusal's headers say when to come again.
			.http_status_as_error(false)
			.accept_encoding("identity")
			.user_agent(concat!("bourse/", env!("CARGO_PKG_VERSION")))
			// Where a worker fetches from is not left to an environment variable.
			.proxy(None)
			.build();
		let guarded = Guarded::new(config.allow_private);
		Self {
			agent: Agent::with_parts(agent, DefaultConnector::default(), guarded),
			partial: Mutex::default(),
		}
	}

	/// One try: streams the answer into the store. Ends when the nodes `beside` have given the content.
	pub fn get(
		&self,
		store: &Store,
		config: &FetchConfig,
		wanted: &Wanted,
		cancel: &Cancel,
		beside: &mut Beside,
	) -> Result<(), Fault> {
		let key = key_of(wanted);
		let mut part = match self.take(&key) {
			Some(part) => part,
			None => Partial::new(store)?,
		};
		let mut from = part.size;
		let (mut response, mut place) = match self.ask(config, wanted, from, cancel, beside) {
			Ok(answer) => answer,
			Err(fault) => {
				// The server may be there again later.
				self.put_back(key, part, config);
				return Err(fault);
			},
		};
		if from > 0 && !may_continue(&response, from) {
			(part, from) = (Partial::new(store)?, 0);
			(response, place) = self.ask(config, wanted, from, cancel, beside)?;
		}
		let total = total_of(&response);
		match response.status() {
			// Also from a proxy that says that it may have changed something: the checksum decides.
			StatusCode::OK | StatusCode::NON_AUTHORITATIVE_INFORMATION => {
				if from > 0 {
					part = Partial::new(store)?;
				}
			},
			StatusCode::PARTIAL_CONTENT if from > 0 => {},
			status => {
				self.put_back(key, part, config);
				return Err(refusal(wanted, status, response.headers(), &place));
			},
		}
		let begin = part.size;
		let headers = response.headers();
		let coding = text_of(headers, CONTENT_ENCODING).filter(|coding| coding != "identity");
		let kind = text_of(headers, CONTENT_TYPE).unwrap_or_else(|| "no type".into());
		let is_chunked = text_of(headers, TRANSFER_ENCODING).is_some();
		let body = response.into_body();
		let told = body.content_length();
		// A server may give less than what was asked for, and say so.
		let whole = total.or(told.map(|told| begin.saturating_add(told)));
		if whole.is_some_and(|size| size > config.max_bytes) {
			return Err(FetchError::too_large(wanted, config).into());
		}
		let read = read_into(&mut part, body, whole, config, wanted, (cancel, beside));
		let read = read.and_then(|()| match whole {
			Some(whole) if whole != part.size => Err(Fault::soon(wanted, "the answer ended early")),
			_ => Ok(()),
		});
		let hash = part.hasher.clone().finish();
		// Many servers end a good answer badly: when all is there, that does not matter.
		let came = read.as_ref().map_or_else(|fault| fault.soon, |()| true);
		if came && hash == wanted.content.hash {
			return Ok(store.put_file(part.file, &wanted.content)?);
		}
		if let Err(fault) = read {
			if fault.soon || matches!(fault.error, FetchError::Cancelled) {
				self.put_back(key, part, config);
			}
			return Err(fault);
		}
		let is_gzip = matches!(coding.as_deref(), Some("gzip" | "x-gzip"));
		if is_gzip && let Some(plain) = unpacked(&part, store, config, wanted)? {
			return Ok(store.put_file(plain.file, &wanted.content)?);
		}
		if begin > 0 {
			// Beginning and end may be of different contents.
			return Err(Fault::soon(wanted, "the continued download is of another content"));
		}
		if let Some(coding) = coding.filter(|_| !is_gzip) {
			let reason = format!("the server sends the content coding {coding}, unasked");
			return Err(FetchError::failed(wanted, reason, true).into());
		}
		let found = format!("{} bytes of {kind}{place} have {}", part.size, to_hex(&hash));
		let error = FetchError::mismatch(wanted, found);
		// An answer that ends with the connection may have been cut off.
		let soon = told.is_none() && !is_chunked;
		if soon {
			self.put_back(key, part, config);
		}
		Err(Fault { error, soon })
	}

	/// Bytes that wait to be continued.
	pub fn begun(&self, wanted: &Wanted) -> u64 {
		let key = key_of(wanted);
		let partial = self.partial.lock();
		partial.iter().find(|(other, _)| *other == key).map_or(0, |(_, part)| part.size)
	}

	/// The server's answer, from byte `from` on, behind redirects, and the words for where they led to.
	fn ask(
		&self,
		config: &FetchConfig,
		wanted: &Wanted,
		from: u64,
		cancel: &Cancel,
		beside: &mut Beside,
	) -> Result<(Response<Body>, String), Fault> {
		let never = |reason: String| Fault::from(FetchError::failed(wanted, reason, false));
		let later = |reason: String| Fault::from(FetchError::failed(wanted, reason, true));
		let address = String::from_utf8_lossy(wanted.multiaddr);
		let mut url = Url::parse(&address).map_err(|error| never(error.to_string()))?;
		let mut place = String::new();
		for _ in 0..=MAX_REDIRECTS {
			if cancel.is_set() || beside.gave()? {
				return Err(FetchError::Cancelled.into());
			}
			let time = cancel.time_to_fetch(config.total_timeout);
			if time.is_zero() {
				return Err(later(NO_TIME.into()));
			}
			url.set_fragment(None);
			let mut request = self.agent.get(url.as_str());
			if from > 0 {
				request = request.header(RANGE, format!("bytes={from}-"));
			}
			let request = request.config().timeout_global(Some(time)).build();
			let response = request.call().map_err(|error| {
				let reason = format!("{error}{place}");
				match soon_better(&error) {
					Some(true) => Fault::soon(wanted, reason),
					Some(false) => later(reason),
					None => never(reason),
				}
			})?;
			let location = response.headers().get(LOCATION).map(|value| value.as_bytes().to_vec());
			let Some(location) = location.filter(|_| response.status().is_redirection()) else {
				return Ok((response, place));
			};
			url = redirected(&url, &location).ok_or_else(|| {
				// Its begin suffices, and leaves room for what is wrong with it.
				let to = String::from_utf8_lossy(&location);
				let to = to.chars().take(LONGEST_LOCATION).collect::<String>();
				later(format!("a redirect to {to}, which is neither http://… nor https://…"))
			})?;
			// The host alone: what is behind it may be a secret, and logs are public.
			place = format!(" (redirected to {})", url.host_str().unwrap_or_default());
		}
		Err(later(format!("more than {MAX_REDIRECTS} redirects")))
	}

	fn take(&self, key: &Hash) -> Option<Partial> {
		let mut partial = self.partial.lock();
		let at = partial.iter().position(|(other, _)| other == key)?;
		partial.remove(at).map(|(_, part)| part)
	}

	fn put_back(&self, key: Hash, part: Partial, config: &FetchConfig) {
		if part.size == 0 {
			return;
		}
		let mut partial = self.partial.lock();
		partial.push_back((key, part));
		let bytes = |parts: &VecDeque<(Hash, Partial)>| {
			parts.iter().map(|(_, part)| part.size).sum::<u64>()
		};
		while partial.len() > MAX_PARTIAL || bytes(&partial) > config.max_bytes {
			partial.pop_front();
		}
	}
}

/// The same download: one content of one deal, from one address.
pub(super) fn key_of(wanted: &Wanted) -> Hash {
	let mut hasher = Hasher::new();
	hasher.update(wanted.content.id());
	hasher.update(wanted.multiaddr);
	hasher.finish()
}

/// The address that a redirect means: relative ones, blanks and letters that no address has are taken
/// as browsers take them.
fn redirected(from: &Url, location: &[u8]) -> Option<Url> {
	let location = match std::str::from_utf8(location) {
		Ok(text) => text.to_owned(),
		// Not UTF-8: each byte stands for itself.
		Err(_) => location
			.iter()
			.map(|byte| match byte.is_ascii() {
				true => char::from(*byte).to_string(),
				false => format!("%{byte:02X}"),
			})
			.collect(),
	};
	from.join(&location).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}

/// The text of a header in lower case. `None` when it is not there, or is no text.
fn text_of(headers: &HeaderMap, name: HeaderName) -> Option<String> {
	let text = headers.get(name)?.to_str().ok()?.trim().to_ascii_lowercase();
	(!text.is_empty()).then_some(text)
}

/// The content that a server has packed with gzip. `None` when it is not the content that is wanted.
fn unpacked(
	packed: &Partial,
	store: &Store,
	config: &FetchConfig,
	wanted: &Wanted,
) -> Result<Option<Partial>, Fault> {
	let mut plain = Partial::new(store)?;
	let io_error = |error| StoreError::from_io(packed.file.path(), error);
	let bytes = Blob::map(packed.file.as_file()).map_err(io_error)?;
	let mut is_large = false;
	let done = unpack_gzip(&bytes, &mut |bytes: &[u8]| {
		plain.size += bytes.len() as u64;
		if plain.size > config.max_bytes {
			is_large = true;
			return Err(io::ErrorKind::FileTooLarge.into());
		}
		leave_room(&plain.file, bytes.len()).map_err(|_| io::ErrorKind::StorageFull)?;
		plain.hasher.update(bytes);
		plain.file.write_all(bytes)
	});
	let hash = plain.hasher.clone().finish();
	match done {
		Ok(()) if hash == wanted.content.hash => Ok(Some(plain)),
		Ok(()) | Err(NotUnpacked::Bad(_)) => Ok(None),
		Err(NotUnpacked::Failed(_)) if is_large => {
			Err(FetchError::too_large(wanted, config).into())
		},
		Err(NotUnpacked::Failed(error)) => Err(io_error(error).into()),
	}
}

/// Reads an answer. `whole`: bytes of the whole content, when the server says it.
fn read_into(
	part: &mut Partial,
	body: Body,
	whole: Option<u64>,
	config: &FetchConfig,
	wanted: &Wanted,
	(cancel, beside): (&Cancel, &mut Beside),
) -> Result<(), Fault> {
	let mut reader = body.into_reader();
	let mut buffer = vec![0; 64 << 10];
	let mut shown = Instant::now();
	let (mut looked, mut before) = (Instant::now(), part.size);
	loop {
		if cancel.is_set() || beside.gave()? {
			return Err(FetchError::Cancelled.into());
		}
		let span = looked.elapsed();
		if span >= config.read_timeout {
			let came = u128::from(part.size - before);
			if came * 1000 < LEAST_RATE * span.as_millis() {
				let reason = format!("the server sends fewer than {LEAST_RATE} bytes a second");
				return Err(Fault::soon(wanted, reason));
			}
			(looked, before) = (Instant::now(), part.size);
		}
		if shown.elapsed() >= PROGRESS {
			shown = Instant::now();
			wanted.tell_progress(part.size, whole);
		}
		match reader.read(&mut buffer) {
			Ok(0) => return Ok(()),
			Ok(read) if part.size.saturating_add(read as u64) > config.max_bytes => {
				return Err(FetchError::too_large(wanted, config).into());
			},
			Ok(read) => part.add(&buffer[..read])?,
			Err(error) if error.kind() == io::ErrorKind::Interrupted => {},
			Err(error) => return Err(Fault::soon(wanted, error)),
		}
	}
}

/// Whether an answer to the question for what is behind the first bytes can be used: it begins at the byte
/// that was asked for, or is whole, or says nothing of the content.
fn may_continue(response: &Response<Body>, from: u64) -> bool {
	match response.status() {
		StatusCode::RANGE_NOT_SATISFIABLE => false,
		StatusCode::PARTIAL_CONTENT => is_continued(response, from),
		_ => true,
	}
}

/// Whether an answer begins at the byte that was asked for.
fn is_continued(response: &Response<Body>, from: u64) -> bool {
	let range = response.headers().get(CONTENT_RANGE).and_then(|range| range.to_str().ok());
	let begin = range.and_then(|range| range.strip_prefix("bytes ")?.split_once('-'));
	begin.is_some_and(|(begin, _)| begin.trim().parse::<u64>().is_ok_and(|begin| begin == from))
}

/// Bytes of the whole content, as an answer with a part of it says.
fn total_of(response: &Response<Body>) -> Option<u64> {
	let is_part = response.status() == StatusCode::PARTIAL_CONTENT;
	let range = response.headers().get(CONTENT_RANGE).filter(|_| is_part)?;
	range.to_str().ok()?.rsplit_once('/')?.1.trim().parse().ok()
}

/// Why a status is no content, and whether another try helps.
fn refusal(wanted: &Wanted, status: StatusCode, headers: &HeaderMap, place: &str) -> Fault {
	let soon = matches!(status.as_u16(), 408 | 425 | 429 | 500..=599);
	let after = headers.get(RETRY_AFTER).and_then(|value| retry_after(value.to_str().ok()?));
	let mut error = FetchError::failed(wanted, format!("http status {status}{place}"), true);
	if let FetchError::Failed { after: told, .. } = &mut error {
		*told = after;
	}
	Fault { error, soon }
}

/// Whether another try may do better: at once, later, or (`None`) never.
fn soon_better(error: &ureq::Error) -> Option<bool> {
	use ureq::Error::*;
	match error {
		// The guard's word, not the network's.
		Io(io) if io.kind() == io::ErrorKind::PermissionDenied => None,
		Io(_) | Timeout(_) | ConnectionFailed | HostNotFound | Protocol(_) => Some(true),
		Http(_) | BadUri(_) => None,
		_ => Some(false),
	}
}

/// The pause that a server asks for: seconds, or the time from which on to come again. An hour at
/// most.
fn retry_after(value: &str) -> Option<Duration> {
	let pause = match value.trim().parse::<u64>() {
		Ok(seconds) => Duration::from_secs(seconds),
		Err(_) => {
			let then = httpdate::parse_http_date(value).ok()?;
			then.duration_since(SystemTime::now()).unwrap_or_default()
		},
	};
	Some(pause.min(LONGEST_PAUSE))
}

/// The line for the log when a try failed.
pub(super) fn tell(fault: &Fault, pause: Duration) {
	log::debug!("{}; trying again in {pause:?}", fault.error);
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn retry_after_should_read_seconds_and_dates() {
		assert_eq!(retry_after("120"), Some(Duration::from_secs(120)));
		assert_eq!(retry_after(" 9999999 "), Some(LONGEST_PAUSE));
		let times = [
			("Sun, 06 Nov 1994 08:49:37 GMT", "Tue, 01 Jan 2999 00:00:00 GMT"),
			("Sunday, 06-Nov-94 08:49:37 GMT", "Thursday, 01-Jan-60 00:00:00 GMT"),
			("Sun Nov  6 08:49:37 1994", "Tue Jan  1 00:00:00 2999"),
		];
		for (before, later) in times {
			assert_eq!(retry_after(before), Some(Duration::ZERO), "{before}");
			assert_eq!(retry_after(&format!(" {later} ")), Some(LONGEST_PAUSE), "{later}");
		}
		for nonsense in ["", "-1", "soon", "Sun, 06 Nov 1994", "Sun, 06 Foo 1994 08:49:37 GMT", "é"]
		{
			assert_eq!(retry_after(nonsense), None, "{nonsense}");
		}
	}

	#[test]
	fn redirected_should_take_addresses_as_browsers_do() {
		let from = Url::parse("http://a/b/c?d").unwrap();
		let to = |location: &[u8]| redirected(&from, location).map(String::from);
		let cases: [(&[u8], &str); 7] = [
			(&b"https://x/y"[..], "https://x/y"),
			(b"//x:8/y", "http://x:8/y"),
			(b"/e", "http://a/e"),
			(b"../e?f", "http://a/e?f"),
			(b" /an album/1 2.jpg ", "http://a/an%20album/1%202.jpg"),
			("/\u{e9}t\u{e9}".as_bytes(), "http://a/%C3%A9t%C3%A9"),
			(b"/\xe9t\xe9", "http://a/%E9t%E9"),
		];
		for (location, expected) in cases {
			assert_eq!(to(location).as_deref(), Some(expected));
		}
		for refused in [&b"ftp://a/b"[..], b"file:///etc/passwd", b"data:,x", b"http://["] {
			assert_eq!(to(refused), None);
		}
	}
}
