// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! A server of a page's files. It answers `GET` and `HEAD`, serves few browsers at once, few of them from
//! one address, and none for long. On this machine's own interface it answers by this machine's names
//! alone: a page whose name was made to lead here learns nothing.

use super::site::{Page, Site};
use http_body_util::Full;
use hyper::{
	body::{Bytes, Incoming},
	header::{
		HeaderMap, HeaderValue, ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY,
		CONTENT_TYPE, HOST, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
	},
	server::conn::http1,
	service::service_fn,
	Method, Request, Response, StatusCode,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use parking_lot::Mutex;
use serde::Serialize;
use std::{
	collections::HashMap,
	convert::Infallible,
	net::{IpAddr, TcpListener as StdListener},
	sync::Arc,
	time::Duration,
};
use tokio::{net::TcpListener, sync::Semaphore};

/// Browsers that are served at once. Others wait.
const AT_ONCE: usize = 64;
/// Connections at once from one address of another machine. A browser opens six.
const OF_ONE: usize = 16;
/// Most bytes of a request's header.
const MAX_HEADER: usize = 16 << 10;
/// The time in which a request's header has to come.
const HEADER: Duration = Duration::from_secs(10);
/// The longest time of a connection.
const LIFE: Duration = Duration::from_secs(120);
/// The pause after a connection that the system would not take.
const PAUSE: Duration = Duration::from_millis(100);
/// Path of what the page has to know of the node.
const NODE: &str = "/node.json";

/// What the page has to know of the node that serves it.
#[derive(Serialize, Clone, PartialEq, Eq, Debug, Default)]
#[serde(rename_all = "camelCase")]
pub struct NodeInfo {
	/// TCP port of RPC; none when no RPC is served.
	pub rpc_port: Option<u16>,
	/// The node's name among nodes.
	pub peer: String,
	/// TCP ports on which the node listens on WebSocket to other nodes, light clients in browsers too.
	pub web_socket_ports: Vec<u16>,
}

/// The answers of a server.
struct Answers {
	site: Site,
	node: Page,
	/// The server listens on this machine's own interface.
	is_private: bool,
}

impl Answers {
	fn new(site: Site, node: &NodeInfo, is_private: bool) -> Self {
		let bytes = serde_json::to_vec(node).unwrap_or_default().into();
		let node = Page { bytes, kind: "application/json", cache: "no-store" };
		Self { site, node, is_private }
	}

	fn respond(&self, request: &Request<Incoming>) -> Response<Full<Bytes>> {
		if self.is_private && !is_own_name(request.headers()) {
			let why = "Here only localhost and 127.0.0.1 are served: see --web-external.\n";
			return plain(StatusCode::MISDIRECTED_REQUEST, why);
		}
		self.answer(request.method(), request.uri().path())
	}

	fn answer(&self, method: &Method, path: &str) -> Response<Full<Bytes>> {
		if !matches!(*method, Method::GET | Method::HEAD) {
			let mut refused = plain(StatusCode::METHOD_NOT_ALLOWED, "Only GET and HEAD.\n");
			refused.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
			return refused;
		}
		let found = match path {
			NODE => Some(&self.node),
			_ => self.site.get(path),
		};
		let Some(page) = found else {
			return plain(StatusCode::NOT_FOUND, "No such file.\n");
		};
		let body = if *method == Method::HEAD { Bytes::new() } else { page.bytes.clone() };
		let mut response = Response::new(Full::new(body));
		let headers = response.headers_mut();
		headers.insert(CONTENT_TYPE, HeaderValue::from_static(page.kind));
		headers.insert(CACHE_CONTROL, HeaderValue::from_static(page.cache));
		headers.insert(CONTENT_LENGTH, HeaderValue::from(page.bytes.len()));
		guard(response)
	}
}

/// Whether a request names this machine as browsers do that run on it, by any port: one may be forwarded.
fn is_own_name(headers: &HeaderMap) -> bool {
	let Some(host) = headers.get(HOST) else { return true };
	let host = host.to_str().unwrap_or_default();
	let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
	name == "127.0.0.1" || name.eq_ignore_ascii_case("localhost")
}

fn plain(status: StatusCode, text: &'static str) -> Response<Full<Bytes>> {
	let mut response = Response::new(Full::new(Bytes::from_static(text.as_bytes())));
	*response.status_mut() = status;
	response
		.headers_mut()
		.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
	guard(response)
}

/// Adds what a page can't say of itself: no other page may put it into a frame, nothing is taken for
/// another type, no address of it is told to others, and no other page loads its files. The rest of its
/// policy is in its own head.
fn guard(mut response: Response<Full<Bytes>>) -> Response<Full<Bytes>> {
	let headers = response.headers_mut();
	let policy = HeaderValue::from_static("frame-ancestors 'none'");
	headers.insert(CONTENT_SECURITY_POLICY, policy);
	headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
	headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
	headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
	response
}

/// The numbers of connections by their addresses.
#[derive(Clone, Default)]
struct Guests(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// A connection's place among those of its address, given back at the end.
struct Seat {
	guests: Guests,
	address: IpAddr,
}

impl Guests {
	/// A place for another connection from there; none when there are enough. This machine's own have no
	/// bound: a proxy's are everybody's.
	fn seat(&self, address: IpAddr) -> Option<Seat> {
		let mut numbers = self.0.lock();
		let number = numbers.entry(address).or_default();
		if *number >= OF_ONE && !address.is_loopback() {
			return None;
		}
		*number += 1;
		Some(Seat { guests: self.clone(), address })
	}
}

impl Drop for Seat {
	fn drop(&mut self) {
		let mut numbers = self.guests.0.lock();
		if let Some(number) = numbers.get_mut(&self.address) {
			*number = number.saturating_sub(1);
			if *number == 0 {
				numbers.remove(&self.address);
			}
		}
	}
}

/// Serves the files of a page to those who connect to `listener`, for ever.
pub async fn serve(listener: StdListener, site: Site, node: NodeInfo) {
	let listener = listener.set_nonblocking(true).and_then(|()| TcpListener::from_std(listener));
	let listener = match listener {
		Ok(listener) => listener,
		Err(error) => {
			log::error!(target: "bourse", "The web application is not served: {error}");
			return;
		},
	};
	let is_private = listener.local_addr().is_ok_and(|address| address.ip().is_loopback());
	let answers = Arc::new(Answers::new(site, &node, is_private));
	let places = Arc::new(Semaphore::new(AT_ONCE));
	let guests = Guests::default();
	// Nobody closes the semaphore.
	while let Ok(place) = places.clone().acquire_owned().await {
		let (stream, address) = match listener.accept().await {
			Ok(accepted) => accepted,
			Err(error) => {
				log::debug!(target: "bourse", "A browser's connection failed: {error}");
				tokio::time::sleep(PAUSE).await;
				continue;
			},
		};
		let Some(seat) = guests.seat(address.ip()) else { continue };
		let answers = answers.clone();
		tokio::spawn(async move {
			let service = service_fn(move |request: Request<Incoming>| {
				let response = answers.respond(&request);
				async move { Ok::<_, Infallible>(response) }
			});
			let connection = http1::Builder::new()
				.timer(TokioTimer::new())
				.header_read_timeout(HEADER)
				.max_header_size(MAX_HEADER)
				.serve_connection(TokioIo::new(stream), service);
			if let Ok(Err(error)) = tokio::time::timeout(LIFE, connection).await {
				log::debug!(target: "bourse", "A browser's connection failed: {error}");
			}
			drop((seat, place));
		});
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::{
		fs,
		io::{Read, Write},
		net::TcpStream,
	};
	use tempfile::TempDir;

	fn site() -> Site {
		let folder = TempDir::new().expect("a folder");
		fs::write(folder.path().join("index.html"), "<p>hello").expect("a file");
		Site::read(folder.path()).expect("it is a page")
	}

	fn status(answers: &Answers, method: Method, path: &str) -> u16 {
		let response = answers.answer(&method, path);
		let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
		assert_eq!(header(CONTENT_SECURITY_POLICY), Some("frame-ancestors 'none'"));
		assert_eq!(header(X_CONTENT_TYPE_OPTIONS), Some("nosniff"));
		response.status().as_u16()
	}

	#[test]
	fn answers_should_be_files_for_get_and_head_alone() {
		let node =
			NodeInfo { rpc_port: Some(9944), peer: "12D3".into(), web_socket_ports: vec![30334] };
		let answers = Answers::new(site(), &node, true);
		assert_eq!(status(&answers, Method::GET, "/"), 200);
		assert_eq!(status(&answers, Method::HEAD, "/index.html"), 200);
		assert_eq!(status(&answers, Method::GET, "/nothing"), 404);
		assert_eq!(status(&answers, Method::POST, "/"), 405);
		let expected = br#"{"rpcPort":9944,"peer":"12D3","webSocketPorts":[30334]}"#;
		assert_eq!(&answers.node.bytes[..], expected);
	}

	#[test]
	fn server_should_answer_a_browser_and_outlive_nonsense() {
		let listener = StdListener::bind("127.0.0.1:0").expect("there are free ports");
		let address = listener.local_addr().expect("it is bound");
		let runtime = tokio::runtime::Builder::new_multi_thread()
			.worker_threads(1)
			.enable_all()
			.build()
			.expect("a runtime");
		runtime.spawn(serve(listener, site(), NodeInfo::default()));
		let ask = |request: &str| {
			let mut stream = TcpStream::connect(address).expect("it listens");
			stream.write_all(request.as_bytes()).expect("it is sent");
			let mut answer = String::new();
			stream.read_to_string(&mut answer).expect("it is text");
			answer
		};
		assert!(ask("nonsense\r\n\r\n").starts_with("HTTP/1.1 400"));
		let ask_for = |path: &str| {
			ask(&format!("GET {path} HTTP/1.1\r\nhost: localhost:1\r\nconnection: close\r\n\r\n"))
		};
		let page = ask_for("/?a=b");
		assert!(page.starts_with("HTTP/1.1 200") && page.ends_with("<p>hello"), "{page}");
		assert!(ask_for("/node.json").contains(r#"{"rpcPort":null,"#));
		assert!(ask_for("/../../etc/passwd").starts_with("HTTP/1.1 404"));
		let other = "GET /node.json HTTP/1.1\r\nhost: evil.example:1\r\nconnection: close\r\n\r\n";
		assert!(ask(other).starts_with("HTTP/1.1 421"));
		let long = format!("GET / HTTP/1.1\r\nx: {}\r\n\r\n", "a".repeat(MAX_HEADER));
		assert!(ask(&long).starts_with("HTTP/1.1 431"));
	}

	#[test]
	fn names_of_this_machine_should_be_its_own_alone() {
		let is_own = |host: &'static str| {
			let mut headers = HeaderMap::new();
			headers.insert(HOST, HeaderValue::from_static(host));
			is_own_name(&headers)
		};
		assert!(is_own_name(&HeaderMap::new()));
		for host in ["localhost", "LocalHost:8080", "127.0.0.1", "127.0.0.1:8080"] {
			assert!(is_own(host), "{host}");
		}
		for host in ["", "evil.example", "localhost.evil.example:8080", "127.0.0.1.evil.example"] {
			assert!(!is_own(host), "{host}");
		}
	}

	#[test]
	fn guests_of_one_address_should_leave_room_for_others() {
		let guests = Guests::default();
		let [one, other, own] = [[10u8, 0, 0, 1], [10, 0, 0, 2], [127, 0, 0, 1]].map(IpAddr::from);
		let mut seats = (0..OF_ONE).map(|_| guests.seat(one)).collect::<Vec<_>>();
		assert!(seats.iter().all(Option::is_some));
		assert!(guests.seat(one).is_none());
		assert!(guests.seat(other).is_some());
		let own = (0..AT_ONCE).map(|_| guests.seat(own)).collect::<Vec<_>>();
		assert!(own.iter().all(Option::is_some));
		drop(own);
		seats.pop();
		assert!(guests.seat(one).is_some());
		seats.clear();
		assert!(guests.0.lock().is_empty());
	}
}
