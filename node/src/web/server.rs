// SPDX-License-Identifier: GPL-3.0-or-later WITH Classpath-exception-2.0

//! A server of a page's files. It answers `GET` and `HEAD`, serves few browsers at once, and none for long.

use super::site::{Page, Site};
use http_body_util::Full;
use hyper::{
	body::{Bytes, Incoming},
	header::{
		HeaderValue, ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
		REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
	},
	server::conn::http1,
	service::service_fn,
	Method, Request, Response, StatusCode,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use serde::Serialize;
use std::{convert::Infallible, net::TcpListener as StdListener, sync::Arc, time::Duration};
use tokio::{net::TcpListener, sync::Semaphore};

/// Browsers that are served at once. Others wait.
const AT_ONCE: usize = 64;
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
}

impl Answers {
	fn new(site: Site, node: &NodeInfo) -> Self {
		let bytes = serde_json::to_vec(node).unwrap_or_default().into();
		Self { site, node: Page { bytes, kind: "application/json", cache: "no-store" } }
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

fn plain(status: StatusCode, text: &'static str) -> Response<Full<Bytes>> {
	let mut response = Response::new(Full::new(Bytes::from_static(text.as_bytes())));
	*response.status_mut() = status;
	response
		.headers_mut()
		.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
	guard(response)
}

/// Adds what a page can't say of itself: no other page may put it into a frame, nothing is taken for
/// another type, and no address of it is told to others. The rest of its policy is in its own head.
fn guard(mut response: Response<Full<Bytes>>) -> Response<Full<Bytes>> {
	let headers = response.headers_mut();
	let policy = HeaderValue::from_static("frame-ancestors 'none'");
	headers.insert(CONTENT_SECURITY_POLICY, policy);
	headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
	headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
	response
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
	let answers = Arc::new(Answers::new(site, &node));
	let places = Arc::new(Semaphore::new(AT_ONCE));
	// Nobody closes the semaphore.
	while let Ok(place) = places.clone().acquire_owned().await {
		let stream = match listener.accept().await {
			Ok((stream, _)) => stream,
			Err(error) => {
				log::debug!(target: "bourse", "A browser's connection failed: {error}");
				tokio::time::sleep(PAUSE).await;
				continue;
			},
		};
		let answers = answers.clone();
		tokio::spawn(async move {
			let service = service_fn(move |request: Request<Incoming>| {
				let response = answers.answer(request.method(), request.uri().path());
				async move { Ok::<_, Infallible>(response) }
			});
			let connection = http1::Builder::new()
				.timer(TokioTimer::new())
				.header_read_timeout(HEADER)
				.serve_connection(TokioIo::new(stream), service);
			if let Ok(Err(error)) = tokio::time::timeout(LIFE, connection).await {
				log::debug!(target: "bourse", "A browser's connection failed: {error}");
			}
			drop(place);
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
		let answers = Answers::new(site(), &node);
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
			ask(&format!("GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"))
		};
		let page = ask_for("/?a=b");
		assert!(page.starts_with("HTTP/1.1 200") && page.ends_with("<p>hello"), "{page}");
		assert!(ask_for("/node.json").contains(r#"{"rpcPort":null,"#));
		assert!(ask_for("/../../etc/passwd").starts_with("HTTP/1.1 404"));
	}
}
