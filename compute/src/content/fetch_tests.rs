// SPDX-License-Identifier: Apache-2.0

//! Against a server in this process.

use super::*;
use crate::{content::store::StoreConfig, failure::Failure};
use bourse_formats::{blake2_256, FailureCode};
use std::{
	io::Read,
	net::{SocketAddr, TcpListener, TcpStream},
	sync::atomic::{AtomicUsize, Ordering},
	time::Instant,
};
use tempfile::{tempdir, TempDir};

/// Serves `answer(n)` to the n-th connection.
pub(super) struct Server {
	address: SocketAddr,
	asked: Arc<AtomicUsize>,
}

fn serve(answer: impl Fn(usize, &mut TcpStream) + Send + 'static) -> Server {
	let listener = TcpListener::bind("127.0.0.1:0").unwrap();
	let address = listener.local_addr().unwrap();
	let asked = Arc::new(AtomicUsize::new(0));
	let count = asked.clone();
	thread::spawn(move || {
		for stream in listener.incoming() {
			let mut stream = stream.unwrap();
			let mut request = [0; 4096];
			// What is asked for does not matter, only that it has arrived.
			let _length = stream.read(&mut request);
			answer(count.fetch_add(1, Ordering::SeqCst), &mut stream);
		}
	});
	Server { address, asked }
}

pub(super) fn ok(stream: &mut TcpStream, body: &[u8]) {
	let size = body.len();
	write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {size}\r\nConnection: close\r\n\r\n").ok();
	stream.write_all(body).ok();
}

impl Server {
	pub(super) fn url(&self) -> Vec<u8> {
		format!("http://{}/file", self.address).into_bytes()
	}
	pub(super) fn asked(&self) -> usize {
		self.asked.load(Ordering::SeqCst)
	}
}

pub(super) fn config() -> FetchConfig {
	FetchConfig {
		max_bytes: 100_000,
		connect_timeout: Duration::from_millis(500),
		read_timeout: Duration::from_millis(300),
		total_timeout: Duration::from_secs(2),
		tries: 3,
		pause: Duration::from_millis(1),
		longest_pause: Duration::from_millis(1500),
		allow_private: true,
	}
}

pub(super) fn fetcher_with(config: FetchConfig, peers: Option<Box<Peers>>) -> (TempDir, Fetcher) {
	let folder = tempdir().unwrap();
	let store = StoreConfig { max_bytes: 1 << 20, sync: false };
	let store = Arc::new(Store::open(folder.path(), store).unwrap());
	(folder, Fetcher::new(config, store, peers))
}

pub(super) fn fetcher() -> (TempDir, Fetcher) {
	fetcher_with(config(), None)
}

pub(super) fn fetch(fetcher: &Fetcher, url: &[u8], content: &[u8]) -> Result<Vec<u8>, FetchError> {
	let content = Content::public(blake2_256(content));
	fetch_content(fetcher, url, content)
}

fn fetch_content(fetcher: &Fetcher, url: &[u8], content: Content) -> Result<Vec<u8>, FetchError> {
	let wanted = Wanted { multiaddr: url, content, task: Hash([1; 32]) };
	fetcher.fetch(&wanted, &Cancel::default()).map(|blob| blob.to_vec())
}

fn code(fetcher: &Fetcher, url: &[u8], content: &[u8]) -> FailureCode {
	Failure::from(fetch(fetcher, url, content).unwrap_err()).code
}

#[test]
fn fetch_should_ask_once_and_then_use_the_store() {
	let server = serve(|_, stream| ok(stream, b"content"));
	let (_folder, fetcher) = fetcher();
	for _ in 0..2 {
		assert_eq!(fetch(&fetcher, &server.url(), b"content").unwrap(), b"content");
	}
	// Whatever the address says.
	assert_eq!(fetch(&fetcher, b"nonsense", b"content").unwrap(), b"content");
	assert_eq!(server.asked(), 1);
	assert!(fetcher.fetching.is_idle());
}

#[test]
fn fetch_should_ask_once_when_several_want_the_same() {
	let server = serve(|_, stream| {
		thread::sleep(Duration::from_millis(100));
		ok(stream, b"content");
	});
	let (_folder, fetcher) = fetcher();
	thread::scope(|scope| {
		for _ in 0..4 {
			scope.spawn(|| fetch(&fetcher, &server.url(), b"content").unwrap());
		}
	});
	assert_eq!(server.asked(), 1);
	assert!(fetcher.fetching.is_idle());
}

#[test]
fn fetch_should_end_when_its_own_job_does_while_it_waits_for_another_s() {
	let silent = serve(|_, _| thread::sleep(Duration::from_secs(20)));
	let long = Duration::from_secs(3);
	let config = FetchConfig { read_timeout: long, total_timeout: long, tries: 1, ..config() };
	let (_folder, fetcher) = fetcher_with(config, None);
	let url = silent.url();
	let content = Content::public(blake2_256(b"content"));
	let wanted = Wanted { multiaddr: &url, content, task: Hash([1; 32]) };
	let cancel = Cancel::default();
	thread::scope(|scope| {
		let first = scope.spawn(|| fetcher.fetch(&wanted, &Cancel::default()));
		while silent.asked() == 0 {
			thread::sleep(Duration::from_millis(5));
		}
		let begin = Instant::now();
		let waiting = scope.spawn(|| fetcher.fetch(&wanted, &cancel));
		let late = Cancel::fetching_until(begin + Duration::from_millis(300));
		let error = fetcher.fetch(&wanted, &late).unwrap_err();
		assert!(error.passing() && error.to_string().ends_with(NO_TIME), "{error}");
		assert!(!waiting.is_finished());
		cancel.set();
		assert!(matches!(waiting.join().unwrap(), Err(FetchError::Cancelled)));
		assert!(!first.is_finished(), "{:?}", begin.elapsed());
		assert!(first.join().unwrap().is_err());
	});
	assert!(fetcher.fetching.is_idle());
}

#[test]
fn fetch_should_not_wait_for_the_server_of_another_address() {
	let silent = serve(|_, _| thread::sleep(Duration::from_secs(5)));
	let good = serve(|_, stream| ok(stream, b"content"));
	let second = Duration::from_secs(1);
	let config = FetchConfig { read_timeout: second, tries: 1, ..config() };
	let (_folder, fetcher) = fetcher_with(config, None);
	thread::scope(|scope| {
		let first = scope.spawn(|| fetch(&fetcher, &silent.url(), b"content"));
		while silent.asked() == 0 {
			thread::sleep(Duration::from_millis(5));
		}
		let begin = Instant::now();
		assert_eq!(fetch(&fetcher, &good.url(), b"content").unwrap(), b"content");
		assert!(begin.elapsed() < second, "{:?}", begin.elapsed());
		// What came meanwhile is as good.
		assert_eq!(first.join().unwrap().unwrap(), b"content");
	});
	assert!(fetcher.fetching.is_idle());
}

#[test]
fn fetch_should_refuse_another_content() {
	let server = serve(|_, stream| ok(stream, b"other"));
	let (_folder, fetcher) = fetcher();
	assert_eq!(code(&fetcher, &server.url(), b"content"), FailureCode::ChecksumMismatch);
	assert_eq!(server.asked(), 1);
	assert_eq!(fetcher.store.bytes(), 0);
}

#[test]
fn fetch_should_refuse_what_is_too_large_told_or_not() {
	let server = serve(|_, stream| ok(stream, &[0; 100_001]));
	let (_folder, fetcher) = fetcher();
	assert_eq!(code(&fetcher, &server.url(), b"x"), FailureCode::InputTooLarge);
	let server = serve(|_, stream| {
		write!(stream, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n").ok();
		while stream.write_all(&[0; 10_000]).is_ok() {}
	});
	assert_eq!(code(&fetcher, &server.url(), b"x"), FailureCode::InputTooLarge);
	let server = serve(|_, stream| {
		write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n").ok();
	});
	assert_eq!(code(&fetcher, &server.url(), b"x"), FailureCode::InputTooLarge);
}

#[test]
fn fetch_should_try_again_when_a_failure_may_pass() {
	let server = serve(|number, stream| match number {
		0 => drop(write!(stream, "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")),
		// Ends early.
		1 => drop(write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\ncont")),
		_ => ok(stream, b"content"),
	});
	let (_folder, fetcher) = fetcher();
	assert_eq!(fetch(&fetcher, &server.url(), b"content").unwrap(), b"content");
	assert_eq!(server.asked(), 3);
}

#[test]
fn fetch_should_not_try_again_when_it_is_no_use() {
	let server =
		serve(|_, stream| drop(write!(stream, "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")));
	let (_folder, fetcher) = fetcher();
	assert_eq!(code(&fetcher, &server.url(), b"content"), FailureCode::FetchFailed);
	assert_eq!(server.asked(), 1);
}

#[test]
fn fetch_should_give_up_when_nobody_listens() {
	let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
	let (_folder, fetcher) = fetcher();
	let url = format!("http://{address}/");
	assert_eq!(code(&fetcher, url.as_bytes(), b"content"), FailureCode::FetchFailed);
}

#[test]
fn fetch_should_give_up_when_the_server_is_silent_or_slow() {
	let silent = serve(|_, _| thread::sleep(Duration::from_secs(5)));
	let drip = serve(|_, stream| {
		write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n").ok();
		for _ in 0..100 {
			thread::sleep(Duration::from_millis(100));
			stream.write_all(b"x").ok();
		}
	});
	let config = FetchConfig { tries: 1, ..config() };
	let (_folder, fetcher) = fetcher_with(config, None);
	for server in [silent, drip] {
		let begin = Instant::now();
		assert_eq!(code(&fetcher, &server.url(), b"content"), FailureCode::FetchFailed);
		assert!(begin.elapsed() < Duration::from_secs(4), "{:?}", begin.elapsed());
	}
}

#[test]
fn fetch_should_follow_few_redirects_only() {
	let target = serve(|_, stream| ok(stream, b"content"));
	let to = String::from_utf8(target.url()).unwrap();
	let once = serve(move |_, stream| {
		write!(stream, "HTTP/1.1 302 Go\r\nLocation: {to}\r\nContent-Length: 0\r\n\r\n").ok();
	});
	let (_folder, fetcher) = fetcher();
	assert_eq!(fetch(&fetcher, &once.url(), b"content").unwrap(), b"content");
	let circle = serve(|_, stream| {
		write!(
			stream,
			"HTTP/1.1 302 Go\r\nLocation: /again\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
		)
		.ok();
	});
	assert_eq!(code(&fetcher, &circle.url(), b"other"), FailureCode::FetchFailed);
	assert_eq!(circle.asked(), 21);
}

#[test]
fn fetch_should_not_reach_private_addresses_unless_allowed() {
	let server = serve(|_, stream| ok(stream, b"content"));
	let config = FetchConfig { allow_private: false, ..config() };
	let (_folder, fetcher) = fetcher_with(config, None);
	let error = fetch(&fetcher, &server.url(), b"content").unwrap_err();
	assert!(error.to_string().contains("private network"), "{error}");
	let port = server.address.port();
	let localhost = format!("http://localhost:{port}/");
	assert!(fetch(&fetcher, localhost.as_bytes(), b"content").is_err());
	assert_eq!(server.asked(), 0);
}

#[test]
fn fetch_should_ask_other_nodes_when_no_server_gives_it() {
	let peers: Box<Peers> = Box::new(|hash: &Hash| {
		let known = [&b"content"[..], &[0; 100_001]];
		let found = known.into_iter().find(|content| blake2_256(content) == *hash);
		// What is not known is answered with a lie.
		Some(found.unwrap_or(b"lie").to_vec())
	});
	let (_folder, fetcher) = fetcher_with(config(), Some(peers));
	let cid = |content: &[u8]| format!("/ipfs/{}", cid::encode(&blake2_256(content))).into_bytes();
	assert_eq!(fetch(&fetcher, &cid(b"content"), b"content").unwrap(), b"content");
	assert!(fetcher.store.has(&blake2_256(b"content")));
	assert_eq!(code(&fetcher, &cid(b"other"), b"other"), FailureCode::FetchFailed);
	assert_eq!(code(&fetcher, b"", b"other"), FailureCode::FetchFailed);
	assert_eq!(code(&fetcher, b"", &[0; 100_001]), FailureCode::InputTooLarge);
	assert_eq!(code(&fetcher, &cid(b"content"), b"other"), FailureCode::ChecksumMismatch);
}

#[test]
fn fetch_should_refuse_addresses_of_another_kind() {
	let (_folder, fetcher) = fetcher();
	for url in [
		&b"/ipfs/QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG"[..],
		b"file:///etc/passwd",
		b"/etc/passwd",
		b"ftp://x/y",
		b"/result/",
		b"/result/0x00/stdout",
		b"http://",
		b"http://[",
		b"http://user@/x y",
		b"\xff\xfe",
		"httpé://x".as_bytes(),
	] {
		assert_eq!(code(&fetcher, url, b"content"), FailureCode::FetchFailed, "{url:?}");
	}
}

#[test]
fn fetch_should_stop_when_it_is_cancelled() {
	let server = serve(|_, stream| {
		drop(write!(stream, "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"));
	});
	let pause = Duration::from_secs(99);
	let config = FetchConfig { pause, longest_pause: pause, ..config() };
	let (_folder, fetcher) = fetcher_with(config, None);
	let cancel = Cancel::default();
	thread::scope(|scope| {
		let fetching = scope.spawn(|| {
			let (url, content) = (server.url(), Content::public(Hash::zero()));
			let wanted = Wanted { multiaddr: &url, content, task: Hash::zero() };
			fetcher.fetch(&wanted, &cancel).map(drop)
		});
		thread::sleep(Duration::from_millis(50));
		cancel.set();
		assert!(matches!(fetching.join().unwrap(), Err(FetchError::Cancelled)));
	});
}

/// The request's line of this name, or nothing.
pub(super) fn line<'a>(request: &'a str, name: &str) -> Option<&'a str> {
	let lines = request.lines().filter_map(|line| line.split_once(':'));
	let mut values = lines.filter(|(key, _)| key.eq_ignore_ascii_case(name));
	values.next().map(|(_, value)| value.trim())
}

/// Serves `answer(n, request)` to the n-th connection.
pub(super) fn serve_text(answer: impl Fn(usize, &str, &mut TcpStream) + Send + 'static) -> Server {
	let listener = TcpListener::bind("127.0.0.1:0").unwrap();
	let address = listener.local_addr().unwrap();
	let asked = Arc::new(AtomicUsize::new(0));
	let count = asked.clone();
	thread::spawn(move || {
		for stream in listener.incoming() {
			let mut stream = stream.unwrap();
			let mut request = [0; 4096];
			let length = stream.read(&mut request).unwrap_or(0);
			let text = String::from_utf8_lossy(&request[..length]).into_owned();
			answer(count.fetch_add(1, Ordering::SeqCst), &text, &mut stream);
		}
	});
	Server { address, asked }
}

fn begins(stream: &mut TcpStream) {
	write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\ncont").ok();
}

#[test]
fn fetch_should_go_on_where_it_stopped_when_the_server_can() {
	let server = serve_text(|number, request, stream| match number {
		0 => {
			assert_eq!(line(request, "range"), None);
			begins(stream);
		},
		1 => drop(write!(stream, "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")),
		_ => {
			assert_eq!(line(request, "range"), Some("bytes=4-"));
			let head = "HTTP/1.1 206 Part\r\nContent-Range: bytes 4-6/7\r\nContent-Length: 3";
			write!(stream, "{head}\r\nConnection: close\r\n\r\nent").ok();
		},
	});
	let config = FetchConfig { tries: 1, ..config() };
	let (_folder, fetcher) = fetcher_with(config, None);
	// Also from one fetch to the next.
	for _ in 0..2 {
		let error = fetch(&fetcher, &server.url(), b"content").unwrap_err();
		assert!(error.passing(), "{error}");
	}
	assert_eq!(fetch(&fetcher, &server.url(), b"content").unwrap(), b"content");
	assert_eq!(server.asked(), 3);
}

#[test]
fn fetch_should_go_on_when_the_server_gives_less_than_it_is_asked_for() {
	let server = serve_text(|number, request, stream| {
		let (range, head, body) = match number {
			0 => return begins(stream),
			1 => ("bytes=4-", "bytes 4-5/7\r\nContent-Length: 2", "en"),
			_ => ("bytes=6-", "bytes 6-6/7", "t"),
		};
		assert_eq!(line(request, "range"), Some(range));
		let head = format!("HTTP/1.1 206 Part\r\nContent-Range: {head}\r\nConnection: close");
		write!(stream, "{head}\r\n\r\n{body}").ok();
	});
	let (_folder, fetcher) = fetcher();
	assert_eq!(fetch(&fetcher, &server.url(), b"content").unwrap(), b"content");
	assert_eq!(server.asked(), 3);
}

#[test]
fn fetch_should_go_on_where_an_answer_without_a_length_was_cut_off() {
	let server = serve_text(|_, request, stream| {
		let (head, body) = match line(request, "range") {
			None => ("200 OK", "con"),
			Some("bytes=3-") => ("206 Part\r\nContent-Range: bytes 3-6/7", "ten"),
			_ => ("206 Part\r\nContent-Range: bytes 6-6/7", "t"),
		};
		write!(stream, "HTTP/1.1 {head}\r\nConnection: close\r\n\r\n{body}").ok();
	});
	let (_folder, fetcher) = fetcher();
	assert_eq!(fetch(&fetcher, &server.url(), b"content").unwrap(), b"content");
	assert_eq!(server.asked(), 3);
	// What was whole and wrong is asked for anew, in the same try.
	let wrong = serve_text(|_, request, stream| {
		let head = match line(request, "range") {
			None => "200 OK\r\nConnection: close\r\n\r\nother",
			_ => "416 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
		};
		write!(stream, "HTTP/1.1 {head}").ok();
	});
	assert_eq!(code(&fetcher, &wrong.url(), b"content 2"), FailureCode::ChecksumMismatch);
	assert_eq!(wrong.asked(), 5);
}

#[test]
fn fetch_should_begin_anew_when_the_server_cannot_go_on_or_goes_on_with_something_else() {
	let whole = serve_text(|number, _, stream| match number {
		0 => begins(stream),
		_ => ok(stream, b"content"),
	});
	let other = serve_text(|number, request, stream| match number {
		0 => begins(stream),
		1 => {
			let head = "HTTP/1.1 206 Part\r\nContent-Range: bytes 4-6/7\r\nContent-Length: 3";
			write!(stream, "{head}\r\nConnection: close\r\n\r\nFAR").ok();
		},
		_ => {
			assert_eq!(line(request, "range"), None);
			ok(stream, b"content");
		},
	});
	let nowhere = serve_text(|number, _, stream| match number {
		0 => begins(stream),
		1 => drop(write!(stream, "HTTP/1.1 416 No\r\nContent-Length: 0\r\n\r\n")),
		_ => ok(stream, b"content"),
	});
	for server in [whole, other, nowhere] {
		let (_folder, fetcher) = fetcher();
		assert_eq!(fetch(&fetcher, &server.url(), b"content").unwrap(), b"content");
	}
}

#[test]
fn fetch_should_wait_as_long_as_the_server_asks_or_tell_it() {
	let server = serve_text(|number, _, stream| match number {
		0 => {
			drop(write!(stream, "HTTP/1.1 429 Slow\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"))
		},
		_ => ok(stream, b"content"),
	});
	let (_folder, fetcher) = fetcher();
	let begin = Instant::now();
	assert_eq!(fetch(&fetcher, &server.url(), b"content").unwrap(), b"content");
	assert!(begin.elapsed() >= Duration::from_secs(1));
	let patient = serve_text(|_, _, stream| {
		drop(write!(stream, "HTTP/1.1 503 Busy\r\nRetry-After: 600\r\nContent-Length: 0\r\n\r\n"))
	});
	let error = fetch(&fetcher, &patient.url(), b"other").unwrap_err();
	assert_eq!((patient.asked(), error.passing()), (1, true));
	assert_eq!(error.after(), Some(Duration::from_secs(600)));
	assert_eq!(Failure::from(error).retry_after, Some(Duration::from_secs(600)));
}

#[test]
fn fetch_should_tell_whether_another_try_may_do_better() {
	let gone =
		serve(|_, stream| drop(write!(stream, "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n")));
	let other = serve(|_, stream| ok(stream, b"other"));
	let large = serve(|_, stream| ok(stream, &[0; 100_001]));
	let (_folder, fetcher) = fetcher();
	let passing = |url: &[u8]| fetch(&fetcher, url, b"content").unwrap_err().passing();
	assert!(passing(&gone.url()));
	assert!(passing(&other.url()));
	assert!(passing(b""));
	for never in [&large.url()[..], b"ftp://x/y", b"http://", b"/ipfs/Qm"] {
		assert!(!passing(never), "{}", String::from_utf8_lossy(never));
	}
	let config = FetchConfig { allow_private: false, ..config() };
	let (_folder, guarded) = fetcher_with(config, None);
	assert!(!fetch(&guarded, &gone.url(), b"content").unwrap_err().passing());
}

#[test]
fn fetch_should_ask_other_nodes_when_the_address_gives_something_else() {
	let server = serve(|_, stream| ok(stream, b"other"));
	let peers: Box<Peers> =
		Box::new(|hash: &Hash| (*hash == blake2_256(b"content")).then(|| b"content".to_vec()));
	let (_folder, fetcher) = fetcher_with(config(), Some(peers));
	assert_eq!(fetch(&fetcher, &server.url(), b"content").unwrap(), b"content");
	assert_eq!(code(&fetcher, &server.url(), b"third"), FailureCode::ChecksumMismatch);
}

#[test]
fn fetch_should_not_reach_this_machine_by_any_name() {
	let config = FetchConfig { allow_private: false, ..config() };
	let (_folder, fetcher) = fetcher_with(config, None);
	for url in [
		"http://127.0.0.1:9/",
		"http://[::1]:9/",
		"http://[::ffff:127.0.0.1]:9/",
		"http://169.254.169.254/latest/meta-data/",
		"http://2130706433/",
		"http://0x7f.1/",
		"http://localhost:9/",
	] {
		assert_eq!(code(&fetcher, url.as_bytes(), b"x"), FailureCode::FetchFailed, "{url}");
	}
}

#[test]
fn private_content_should_serve_its_own_deal_only() {
	let (deal, other) = (Hash([5; 32]), Hash([6; 32]));
	let server = serve(|_, stream| ok(stream, b"content"));
	let (_folder, fetcher) = fetcher();
	let content = |deal| Content::of_deal(deal, blake2_256(b"content"));
	let fetch = |url: &[u8], deal| fetch_content(&fetcher, url, content(deal));
	assert_eq!(fetch(&server.url(), deal).unwrap(), b"content");
	// Whatever the address says, for the same deal.
	assert_eq!(fetch(b"", deal).unwrap(), b"content");
	assert_eq!(server.asked(), 1);
	// Another deal that names the file has to get it by its own address.
	assert!(fetch(b"", other).is_err());
	assert!(!fetcher.store.has(&blake2_256(b"content")));
	assert_eq!(fetch(&server.url(), other).unwrap(), b"content");
	assert_eq!(server.asked(), 2);
}

#[test]
fn errors_should_be_fit_for_a_log() {
	let (_folder, fetcher) = fetcher();
	let error = fetch(&fetcher, b"ftp://x\nINFO forged\x1b[2J", b"x").unwrap_err().to_string();
	assert_eq!(
		error,
		"ftp://x\\nINFO forged\\u{1b}[2J: neither http(s)://… nor /ipfs/… nor /result/…"
	);
}
