// SPDX-License-Identifier: Apache-2.0

//! Works on text of many scripts.

fn main() {
	let text = "Straße, naïve Ångström, ΟΔΥΣΣΕΥΣ, İstanbul, 日本語のテキスト, العربية, 👩‍🚀 e\u{301}";
	println!("{}\n{}", text.to_uppercase(), text.to_lowercase());
	println!("{:?}", text.char_indices().filter(|(_, c)| !c.is_alphanumeric()).collect::<Vec<_>>());
	println!("{:>20}|{:^20}|{:<20}|", "right", "middle", "left");
	println!("{:#x} {:#b} {:+} {:08.3}", 255u8, 5, 7, -1.5);
	println!("{:?}", text.split(", ").map(str::len).collect::<Vec<_>>());
	println!(
		"{:?}",
		text.bytes().fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
			(hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
		})
	);
	for number in ["12", "-0", "1e3", "0x10", "", "340282366920938463463374607431768211455"] {
		println!("{:?} {:?}", number.parse::<u128>(), number.parse::<f32>());
	}
	println!("{:?}", String::from_utf8(vec![0x66, 0xff]).map_err(|error| error.to_string()));
}
