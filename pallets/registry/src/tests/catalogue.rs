// SPDX-License-Identifier: Apache-2.0

//! Calls `describe` and `set_stock_name`.

use crate::{mock::*, Asset, Error, Event, Profiles, StockNames};
use bourse_primitives::{AppId, DatasetId, WorkerpoolId};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, DispatchResult};

fn describe(asset: Asset, description: &str, link: &str, tags: &[&str]) -> DispatchResult {
	let tags = tags.iter().map(|tag| tag.as_bytes().to_vec()).collect();
	Registry::describe(signed(OWNER), asset, description.into(), link.into(), tags)
}

fn name(name: &str, asset: Option<Asset>) -> DispatchResult {
	Registry::set_stock_name(RuntimeOrigin::root(), name.into(), asset)
}

/// The stock names, and what they stand for.
fn names() -> Vec<(String, Asset)> {
	let shown = |name: Vec<u8>| String::from_utf8(name).unwrap();
	let names = StockNames::<Test>::get().into_iter();
	names.map(|stock| (shown(stock.name.into_inner()), stock.asset)).collect()
}

#[test]
fn describe_should_keep_the_profile_and_withdraw_it_when_all_is_empty() {
	build_and_execute(|| {
		let assets = [
			Asset::App(app("a")),
			Asset::Dataset(dataset("d")),
			Asset::Workerpool(workerpool("w")),
		];
		take_events();
		for asset in assets {
			assert_ok!(describe(
				asset,
				"Estimates π",
				"https://example.org",
				&["pi", "monte-carlo"]
			));
			let profile = Profiles::<Test>::get(asset).unwrap();
			assert_eq!(profile.description.into_inner(), "Estimates π".as_bytes());
			assert_eq!(profile.link.into_inner(), b"https://example.org");
			let tags = profile.tags.into_iter().map(|tag| tag.into_inner()).collect::<Vec<_>>();
			assert_eq!(tags, [b"pi".to_vec(), b"monte-carlo".to_vec()]);
			assert_eq!(take_events(), vec![Event::AssetDescribed { asset }]);

			assert_ok!(describe(asset, "", "", &[]));
			assert_eq!(Profiles::<Test>::get(asset), None);
			take_events();
		}
	});
}

#[test]
fn describe_should_be_refused_when_unknown_or_not_the_owners() {
	build_and_execute(|| {
		let to = |asset| describe(asset, "x", "", &[]);
		assert_noop!(to(Asset::App(AppId(0))), Error::<Test>::UnknownApp);
		assert_noop!(to(Asset::Dataset(DatasetId(0))), Error::<Test>::UnknownDataset);
		assert_noop!(to(Asset::Workerpool(WorkerpoolId(0))), Error::<Test>::UnknownWorkerpool);
		let asset = Asset::App(app("a"));
		let by_other = Registry::describe(signed(OTHER), asset, vec![], vec![], vec![]);
		assert_noop!(by_other, Error::<Test>::NotOwner);
	});
}

#[test]
fn describe_should_be_refused_when_a_text_is_too_long_or_can_not_be_read() {
	build_and_execute(|| {
		let asset = Asset::App(app("a"));
		let refused = |description: &str, link: &str, tags: &[&str], error: Error<Test>| {
			assert_noop!(describe(asset, description, link, tags), error);
		};
		for hidden in ["a\0", "a\nb", "\u{202e}txt", "a\u{200b}b", "\u{feff}", "\u{1b}[2J"] {
			refused(hidden, "", &[], Error::UnreadableText);
		}
		let invalid = Registry::describe(signed(OWNER), asset, vec![0xff], vec![], vec![]);
		assert_noop!(invalid, Error::<Test>::UnreadableText);
		refused(&"x".repeat(257), "", &[], Error::ProfileTooLong);
		refused("", &format!("https://{}", "x".repeat(249)), &[], Error::ProfileTooLong);
		for link in ["https://", "javascript:alert(1)", "https://a b", "https://\u{440}aypal.com"] {
			refused("", link, &[], Error::InvalidLink);
		}
		for tag in ["", "Big", "two words", "-a", "\u{430}pp", "abcdefghijklmnopqrstuvwxy"] {
			refused("", "", &[tag], Error::InvalidLabel);
		}
		refused("", "", &["a", "b", "a"], Error::TooManyTags);
		refused("", "", &["a", "b", "c", "d", "e", "f", "g", "h", "i"], Error::TooManyTags);
		assert_ok!(describe(
			asset,
			&"x".repeat(256),
			"",
			&["a", "b", "c", "d", "e", "f", "g", "h"]
		));
	});
}

#[test]
fn set_stock_name_should_keep_names_in_order_each_for_one_asset() {
	build_and_execute(|| {
		let (a, b) = (Asset::App(app("a")), Asset::App(app("b")));
		take_events();
		assert_ok!(name("sqlite", Some(a)));
		assert_ok!(name("python", Some(a)));
		assert_ok!(name("quickjs", Some(b)));
		assert_ok!(name("python", Some(b)));
		let expected =
			[("python", b), ("quickjs", b), ("sqlite", a)].map(|(name, of)| (name.to_string(), of));
		assert_eq!(names(), expected);
		let last = take_events().pop();
		let label = b"python".to_vec().try_into().unwrap();
		assert_eq!(last, Some(Event::StockNameSet { name: label, asset: Some(b) }));

		assert_ok!(name("quickjs", None));
		assert_eq!(names().len(), 2);
		assert_noop!(name("quickjs", None), Error::<Test>::UnknownStockName);
	});
}

#[test]
fn set_stock_name_should_be_refused_when_it_is_no_word_too_many_or_not_roots() {
	build_and_execute(|| {
		let a = Asset::App(app("a"));
		assert_noop!(name("Python", Some(a)), Error::<Test>::InvalidLabel);
		assert_noop!(name("p\u{443}thon", Some(a)), Error::<Test>::InvalidLabel);
		assert_noop!(name("python", Some(Asset::App(AppId(9)))), Error::<Test>::UnknownApp);
		let signed = Registry::set_stock_name(signed(OWNER), b"python".to_vec(), Some(a));
		assert_noop!(signed, DispatchError::BadOrigin);
		for n in 0..64 {
			assert_ok!(name(&format!("n{n}"), Some(a)));
		}
		assert_noop!(name("more", Some(a)), Error::<Test>::TooManyStockNames);
		// One that is there gets another asset all the same.
		assert_ok!(name("n7", Some(Asset::Dataset(dataset("d")))));
	});
}
