// SPDX-License-Identifier: Apache-2.0

//! A web server that misbehaves in more than twenty ways: what passes ends in success, what does not
//! has a reason.

use super::{
	tests::{config, fetch, fetcher, fetcher_with, line, ok, serve_text, Server},
	*,
};
use crate::{content::store::StoreConfig, failure::Failure};
use bourse_formats::{blake2_256, FailureCode, Manifest, ResultHeader};
use std::{collections::BTreeMap, net::TcpStream, time::Instant};
use tempfile::tempdir;

/// The content `content`, packed by `printf content | gzip -n`.
const GZIPPED: [u8; 27] = [
	0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0x4b, 0xce, 0xcf, 0x2b, 0x49, 0xcd,
	0x2b, 0x01, 0x00, 0xa9, 0x30, 0xc5, 0xfe, 0x07, 0x00, 0x00, 0x00,
];

/// Writes a head, and what comes behind it. Whoever asked may be gone.
fn answer(stream: &mut TcpStream, head: &str, body: &[u8]) {
	write!(stream, "HTTP/1.1 {head}\r\nConnection: close\r\n\r\n").ok();
	stream.write_all(body).ok();
}

/// Keeps the connection open for some seconds.
fn hold(stream: &mut TcpStream) {
	let held = stream.try_clone().unwrap();
	thread::spawn(move || {
		thread::sleep(Duration::from_secs(3));
		drop(held);
	});
}

/// Sends a byte now and then, for some seconds.
fn drip(stream: &mut TcpStream) {
	let mut dripping = stream.try_clone().unwrap();
	thread::spawn(move || {
		for _ in 0..30 {
			thread::sleep(Duration::from_millis(100));
			dripping.write_all(b"x").ok();
		}
	});
}

/// Misbehaves the first `times` times, and serves `content` then.
fn recovers(times: usize, fault: impl Fn(&mut TcpStream) + Send + 'static) -> Server {
	serve_text(move |number, _, stream| match number < times {
		true => fault(stream),
		false => ok(stream, b"content"),
	})
}

/// Fetches `content` in one go, and gives how often the server was asked.
fn succeeds(server: &Server) -> usize {
	let (_folder, fetcher) = fetcher();
	let fetched = fetch(&fetcher, &server.url(), b"content");
	assert_eq!(fetched.unwrap_or_else(|error| panic!("{error}")), b"content");
	server.asked()
}

/// The failure of one go.
fn fails(server: &Server) -> Failure {
	let (_folder, fetcher) = fetcher();
	fetch(&fetcher, &server.url(), b"content").unwrap_err().into()
}

#[test]
fn fetch_should_succeed_when_the_server_recovers_at_once() {
	let statuses = [
		"500 Internal Server Error",
		"502 Bad Gateway",
		"503 Service Unavailable",
		"504 Gateway Timeout",
		"408 Request Timeout",
		"425 Too Early",
		"429 Too Many Requests",
	];
	for status in statuses {
		let server = recovers(2, move |stream| answer(stream, status, b"a page"));
		assert_eq!(succeeds(&server), 3, "{status}");
	}
	let faults: [(&str, fn(&mut TcpStream)); 9] = [
		("closes without a word", |_| ()),
		("speaks another protocol", |stream| drop(stream.write_all(b"220 ftp ready\r\n"))),
		("is silent", hold),
		("stops in the head", |stream| drop(stream.write_all(b"HTTP/1.1 200 OK\r\nCont"))),
		("ends early without a length", |stream| answer(stream, "200 OK", b"cont")),
		("ends early in a chunk", |stream| {
			answer(stream, "200 OK\r\nTransfer-Encoding: chunked", b"7\r\ncont")
		}),
		("stops in the body", |stream| {
			answer(stream, "200 OK\r\nContent-Length: 7", b"cont");
			hold(stream);
		}),
		("drips with a length", |stream| {
			answer(stream, "200 OK\r\nContent-Length: 1000", b"");
			drip(stream);
		}),
		("drips without a length", |stream| {
			answer(stream, "200 OK", b"");
			drip(stream);
		}),
	];
	for (name, fault) in faults {
		let server = recovers(1, fault);
		assert_eq!(succeeds(&server), 2, "{name}");
	}
}

#[test]
fn fetch_should_succeed_when_all_of_the_content_came_however_the_answer_ends() {
	let faults: [(&str, fn(&mut TcpStream)); 4] = [
		("comes by a proxy", |stream| {
			answer(stream, "203 Changed\r\nContent-Length: 7", b"content")
		}),
		("promises more", |stream| answer(stream, "200 OK\r\nContent-Length: 9", b"content")),
		("has no last chunk", |stream| {
			answer(stream, "200 OK\r\nTransfer-Encoding: chunked", b"7\r\ncontent\r\n")
		}),
		("falls silent", |stream| {
			answer(stream, "200 OK\r\nContent-Length: 8", b"content");
			hold(stream);
		}),
	];
	for (name, fault) in faults {
		let server = serve_text(move |_, _, stream| fault(stream));
		assert_eq!(succeeds(&server), 1, "{name}");
	}
}

#[test]
fn fetch_should_succeed_when_the_server_asks_to_come_again() {
	for after in ["1", "Thu, 01 Jan 1970 00:00:00 GMT"] {
		let server = recovers(1, move |stream| {
			answer(stream, &format!("503 Busy\r\nRetry-After: {after}\r\nContent-Length: 0"), b"");
		});
		assert_eq!(succeeds(&server), 2, "{after}");
	}
}

#[test]
fn fetch_should_end_with_success_however_often_the_server_cuts_off_what_goes_on() {
	let content = (0..1_000_000u32).map(|byte| byte as u8).collect::<Vec<_>>();
	let whole = content.clone();
	// 100 kB at a time.
	let server = serve_text(move |_, request, stream| {
		let range = line(request, "range").and_then(|range| range.strip_prefix("bytes="));
		let from = range.and_then(|range| range.strip_suffix('-')?.parse::<usize>().ok());
		let from = from.unwrap_or(0);
		let rest = &whole[from..];
		let head = match from {
			0 => "200 OK".to_owned(),
			from => format!("206 Part\r\nContent-Range: bytes {from}-999999/1000000"),
		};
		let part = &rest[..rest.len().min(100_000)];
		answer(stream, &format!("{head}\r\nContent-Length: {}", rest.len()), part);
	});
	let config = FetchConfig { max_bytes: 1 << 20, ..config() };
	let (_folder, fetcher) = fetcher_with(config, None);
	assert_eq!(fetch(&fetcher, &server.url(), &content).unwrap(), content);
	assert_eq!(server.asked(), 10);
}

#[test]
fn fetch_should_follow_redirects_as_browsers_do() {
	let cases: [(&[u8], &str); 4] = [
		(&b"/an album/1 2.jpg"[..], "GET /an%20album/1%202.jpg HTTP"),
		("/\u{e9}t\u{e9}?q=\u{fc}".as_bytes(), "GET /%C3%A9t%C3%A9?q=%C3%BC HTTP"),
		(b"/\xe9t\xe9", "GET /%E9t%E9 HTTP"),
		(b"other#part", "GET /other HTTP"),
	];
	for (location, expected) in cases {
		let server = serve_text(move |number, request, stream| match number {
			0 => {
				write!(stream, "HTTP/1.1 302 Go\r\nContent-Length: 0\r\nLocation: ").ok();
				stream.write_all(location).ok();
				write!(stream, "\r\nConnection: close\r\n\r\n").ok();
			},
			_ if request.starts_with(expected) => ok(stream, b"content"),
			_ => answer(stream, "404 Not Found\r\nContent-Length: 0", b""),
		});
		assert_eq!(succeeds(&server), 2, "{expected}");
	}
}

#[test]
fn fetch_should_take_content_as_the_server_packs_it_unasked() {
	for coding in ["gzip", "x-gzip", "GZIP"] {
		let server = serve_text(move |_, request, stream| {
			assert_eq!(line(request, "accept-encoding"), Some("identity"));
			let head = format!("200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: 27");
			answer(stream, &head, &GZIPPED);
		});
		assert_eq!(succeeds(&server), 1, "{coding}");
	}
	// A file that is a gzip file, of which a server says so.
	let server = serve_text(|_, _, stream| {
		answer(stream, "200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 27", &GZIPPED)
	});
	let (_folder, fetcher) = fetcher();
	assert_eq!(fetch(&fetcher, &server.url(), &GZIPPED).unwrap(), GZIPPED);
}

#[test]
fn fetch_should_name_the_reason_when_it_fails() {
	use FailureCode::*;
	let page = "200 OK\r\nContent-Type: text/html\r\nContent-Length: 5";
	let page_hash = format!("{:#x}", blake2_256(b"login"));
	let long = format!("302 Found\r\nLocation: data:{}\r\nContent-Length: 0", "a".repeat(900));
	let cases: [(FailureCode, &str, &[u8], &str); 10] = [
		(FetchFailed, "404 Not Found\r\nContent-Length: 0", b"", "http status 404 Not Found"),
		(FetchFailed, "403 Forbidden\r\nContent-Length: 0", b"", "http status 403 Forbidden"),
		(FetchFailed, "302 Found\r\nContent-Length: 0", b"", "http status 302 Found"),
		(
			FetchFailed,
			"302 Found\r\nLocation: ftp://x/y\r\nContent-Length: 0",
			b"",
			"a redirect to ftp://x/y, which is neither http://… nor https://…",
		),
		(FetchFailed, &long, b"", "aaa, which is neither http://… nor https://…"),
		(
			FetchFailed,
			"301 Moved\r\nLocation: /again\r\nContent-Length: 0",
			b"",
			"more than 20 redirects",
		),
		(
			FetchFailed,
			"200 OK\r\nContent-Encoding: br\r\nContent-Length: 3",
			b"xyz",
			"the server sends the content coding br, unasked",
		),
		(InputTooLarge, "200 OK\r\nContent-Length: 100001", b"", "larger than 100000 bytes"),
		(ChecksumMismatch, page, b"login", &page_hash),
		(ChecksumMismatch, page, b"login", "5 bytes of text/html have"),
	];
	for (code, head, body, reason) in cases {
		let (head, body) = (head.to_owned(), body.to_vec());
		let failure = fails(&serve_text(move |_, _, stream| answer(stream, &head, &body)));
		assert_eq!(failure.code, code, "{failure}");
		assert!(failure.message.contains(reason), "{failure}");
		// The log that is kept says it in its last line.
		assert!(String::from_utf8(failure.log_text()).unwrap().contains(reason), "{failure}");
	}
}

#[test]
fn fetch_should_name_the_host_that_a_redirect_led_to_and_no_more_of_it() {
	let server = serve_text(|_, request, stream| match request.starts_with("GET /gone?secret ") {
		true => answer(stream, "404 Not Found\r\nContent-Length: 0", b""),
		false => answer(stream, "302 Found\r\nLocation: /gone?secret\r\nContent-Length: 0", b""),
	});
	let failure = fails(&server);
	let expected = "/file: http status 404 Not Found (redirected to 127.0.0.1)";
	assert!(failure.message.ends_with(expected), "{failure}");
}

#[test]
fn fetch_should_stop_when_its_time_is_over_and_say_why_it_failed() {
	let server = serve_text(|_, _, stream| {
		// A drip that never stalls for long.
		write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n").ok();
		for _ in 0..100 {
			thread::sleep(Duration::from_millis(50));
			stream.write_all(b"x").ok();
		}
	});
	let (_folder, fetcher) = fetcher();
	let url = server.url();
	let begin = Instant::now();
	let cancel = Cancel::fetching_until(begin + Duration::from_millis(500));
	let content = Content::public(blake2_256(b"content"));
	let wanted = Wanted { multiaddr: &url, content, task: Hash([1; 32]) };
	let failure = Failure::from(fetcher.fetch(&wanted, &cancel).unwrap_err());
	assert_eq!(failure.code, FailureCode::FetchFailed);
	assert!(begin.elapsed() < Duration::from_millis(1_500), "{:?}", begin.elapsed());
	// What came stays for the next assignment.
	assert!(fetcher.http.begun(&wanted) > 0);
	let again = Failure::from(fetcher.fetch(&wanted, &cancel).unwrap_err());
	assert!(again.message.contains("the time for fetching is over"), "{again}");
}

#[test]
fn fetch_should_take_a_file_of_a_result_that_other_nodes_have() {
	let files = [("a".to_owned(), vec![7u8; 3 << 20]), ("b/c".to_owned(), b"content".to_vec())];
	let files = BTreeMap::from(files);
	let manifest = Manifest::of(&files);
	let header = ResultHeader { output_root: manifest.root(), ..ResultHeader::default() };
	let pieces = files.values().flat_map(|file| file.chunks(CHUNK)).map(<[u8]>::to_vec);
	let blocks = pieces.chain([manifest.encode(), header.encode()]).collect::<Vec<_>>();
	let peers: Box<Peers> = Box::new(move |hash: &Hash| {
		blocks.iter().find(|block| blake2_256(block) == *hash).cloned()
	});
	let config = FetchConfig { max_bytes: 8 << 20, ..config() };
	let folder = tempdir().unwrap();
	let store = StoreConfig { max_bytes: 64 << 20, sync: false };
	let store = Arc::new(Store::open(folder.path(), store).unwrap());
	let fetcher = Fetcher::new(config, store, Some(peers));
	let digest = to_hex(&header.digest());
	for (path, content) in &files {
		let url = format!("/result/{digest}/{path}");
		assert_eq!(&fetch(&fetcher, url.as_bytes(), content).unwrap(), content);
	}
	let failure = |url: String, content: &[u8]| {
		Failure::from(fetch(&fetcher, url.as_bytes(), content).unwrap_err())
	};
	let none = failure(format!("/result/{digest}/d"), b"other");
	assert!(none.message.contains("the result has no such file"), "{none}");
	let other = failure(format!("/result/{digest}/b/c"), b"other");
	assert_eq!(other.code, FailureCode::ChecksumMismatch);
	let unknown = failure(format!("/result/{}/a", to_hex(&Hash([9; 32]))), b"other");
	assert!(unknown.message.contains("is nowhere to be found"), "{unknown}");
}
