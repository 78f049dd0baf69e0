// SPDX-License-Identifier: Apache-2.0

//! Servers and nodes that keep a worker waiting for what others have.

use super::{
	tests::{config, fetch, fetcher_with, serve_text},
	*,
};
use crate::content::store::StoreConfig;
use bourse_formats::blake2_256;
use std::{
	sync::atomic::{AtomicUsize, Ordering},
	time::Instant,
};
use tempfile::tempdir;

/// Attack 11, by a server that gives later workers a byte at a time, or sends them on and on.
#[test]
fn fetch_should_ask_other_nodes_when_the_server_keeps_it_waiting() {
	let drip = serve_text(|_, _, stream| {
		write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n").ok();
		while stream.write_all(b"x").is_ok() {
			thread::sleep(Duration::from_millis(50));
		}
	});
	let circle = serve_text(|_, _, stream| {
		thread::sleep(Duration::from_millis(200));
		let head = "HTTP/1.1 302 Go\r\nLocation: /again\r\nContent-Length: 0";
		write!(stream, "{head}\r\nConnection: close\r\n\r\n").ok();
	});
	for server in [drip, circle] {
		let peers: Box<Peers> =
			Box::new(|hash: &Hash| (*hash == blake2_256(b"content")).then(|| b"content".to_vec()));
		let (_folder, fetcher) = fetcher_with(config(), Some(peers));
		let (url, content) = (server.url(), Content::public(blake2_256(b"content")));
		let wanted = Wanted { multiaddr: &url, content, task: Hash([1; 32]) };
		let begin = Instant::now();
		let cancel = Cancel::fetching_until(begin + Duration::from_secs(2));
		let got = fetcher.fetch(&wanted, &cancel).expect("another node has it");
		assert_eq!(&*got, b"content");
		assert!(begin.elapsed() < Duration::from_millis(1_500), "{:?}", begin.elapsed());
	}
}

#[test]
fn fetch_should_go_on_when_no_other_node_has_what_comes_slowly() {
	let slow = serve_text(|_, _, stream| {
		write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: 350\r\n\r\n").ok();
		for _ in 0..7 {
			thread::sleep(Duration::from_millis(150));
			stream.write_all(&[b'c'; 50]).ok();
		}
	});
	let asked = Arc::new(AtomicUsize::new(0));
	let count = asked.clone();
	let peers: Box<Peers> = Box::new(move |_: &Hash| {
		count.fetch_add(1, Ordering::SeqCst);
		None::<Vec<u8>>
	});
	let (_folder, fetcher) = fetcher_with(config(), Some(peers));
	assert_eq!(fetch(&fetcher, &slow.url(), &[b'c'; 350]).unwrap(), [b'c'; 350]);
	assert_eq!((slow.asked(), asked.load(Ordering::SeqCst)), (1, 1));
}

/// A node that gives so many bytes of some content at a time, after a pause.
struct Giver {
	content: Vec<u8>,
	pause: Duration,
	part: usize,
}

struct Givers(Vec<Giver>);

impl OtherNodes for Givers {
	fn block(&self, _: &Hash) -> Option<Vec<u8>> {
		None
	}

	fn holders(&self, _: &Wanted) -> Vec<Holder> {
		let holder = |(at, giver): (usize, &Giver)| Holder {
			node: vec![at as u8],
			size: giver.content.len() as u64,
		};
		self.0.iter().enumerate().map(holder).collect()
	}

	fn piece(&self, holder: &Holder, _: &Wanted, offset: u64) -> Option<Vec<u8>> {
		let giver = self.0.get(usize::from(holder.node[0]))?;
		thread::sleep(giver.pause);
		let rest = giver.content.get(offset as usize..)?;
		rest.chunks(giver.part).next().map(<[u8]>::to_vec)
	}
}

#[test]
fn nodes_should_take_turns_when_some_are_slow_or_give_something_else() {
	let content = vec![7; 3 * PIECE + 1];
	let giver = |content: Vec<u8>, millis: u64, part: usize| Giver {
		content,
		pause: Duration::from_millis(millis),
		part,
	};
	let others = [
		("it gives a byte at a time", giver(content.clone(), 20, 1)),
		("it is slow", giver(content.clone(), 900, PIECE)),
		("it is slow, and tells another size", giver(vec![8; 20 * PIECE], 400, PIECE)),
	];
	for (name, other) in others {
		let folder = tempdir().unwrap();
		let store = StoreConfig { max_bytes: 64 << 20, sync: false };
		let store = Arc::new(Store::open(folder.path(), store).unwrap());
		let config = FetchConfig { max_bytes: 32 << 20, ..config() };
		let givers = Givers(vec![other, giver(content.clone(), 0, PIECE)]);
		let fetcher = Fetcher::new(config, store, Some(Box::new(givers)));
		let got = fetch(&fetcher, b"", &content);
		assert!(got.is_ok_and(|got| got == content), "{name}");
	}
}
