// SPDX-License-Identifier: Apache-2.0

//! SHA-256 (FIPS 180-4) of kibibytes of numbers, hashed anew with each result. `sha256 KIBIBYTES`

/// The first 32 bits of the fractional part of a root.
fn fraction(root: f64) -> u32 {
	((root - root.floor()) * 4_294_967_296.0) as u32
}

fn primes() -> impl Iterator<Item = u32> {
	(2..).filter(|n| (2..*n).take_while(|d| d * d <= *n).all(|d| n % d != 0))
}

fn block(state: &mut [u32; 8], constants: &[u32; 64], bytes: &[u8]) {
	let mut w = [0u32; 64];
	for (word, bytes) in w.iter_mut().zip(bytes.chunks_exact(4)) {
		*word = bytes.iter().fold(0, |word, byte| word << 8 | u32::from(*byte));
	}
	for at in 16..64 {
		let (x, y) = (w[at - 15], w[at - 2]);
		let s0 = x.rotate_right(7) ^ x.rotate_right(18) ^ x >> 3;
		let s1 = y.rotate_right(17) ^ y.rotate_right(19) ^ y >> 10;
		w[at] = w[at - 16].wrapping_add(s0).wrapping_add(w[at - 7]).wrapping_add(s1);
	}
	let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
	for (constant, word) in constants.iter().zip(&w) {
		let s1 = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
		let choice = (e & f) ^ (!e & g);
		let t1 = h.wrapping_add(s1).wrapping_add(choice).wrapping_add(*constant);
		let t1 = t1.wrapping_add(*word);
		let s0 = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
		let t2 = s0.wrapping_add((a & b) ^ (a & c) ^ (b & c));
		(h, g, f, e) = (g, f, e, d.wrapping_add(t1));
		(d, c, b, a) = (c, b, a, t1.wrapping_add(t2));
	}
	for (word, new) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
		*word = word.wrapping_add(new);
	}
}

fn main() {
	let mut constants = [0; 64];
	for (constant, prime) in constants.iter_mut().zip(primes()) {
		// Newton's method: libm's cbrt is not exactly rounded everywhere, what it is made of
		// here is.
		let n = f64::from(prime);
		let mut root = n / 4.0 + 1.5;
		for _ in 0..60 {
			root -= (root * root * root - n) / (3.0 * root * root);
		}
		*constant = fraction(root);
	}
	let mut initial = [0; 8];
	for (word, prime) in initial.iter_mut().zip(primes()) {
		*word = fraction(f64::from(prime).sqrt());
	}
	let mut message: Vec<u8> = (0..1024u32).map(|n| n as u8).collect();
	let mut state = initial;
	for _ in 0..bourse_bench::size(16) {
		message[..32].copy_from_slice(&state.map(u32::to_be_bytes).concat());
		state = initial;
		// Padding: a one, zeros, and the length in bits.
		let mut padding = [0u8; 64];
		padding[0] = 0x80;
		padding[56..].copy_from_slice(&(message.len() as u64 * 8).to_be_bytes());
		for bytes in message.chunks_exact(64).chain([&padding[..]]) {
			block(&mut state, &constants, bytes);
		}
	}
	println!("{}", state.map(|word| format!("{word:08x}")).concat());
}
