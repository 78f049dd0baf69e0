// SPDX-License-Identifier: Apache-2.0

//! Search by words.

use super::*;

fn found(scene: &Scene, text: &str) -> Vec<Subject> {
	let all = all(2, |page| scene.index.search(text, page));
	all.into_iter().map(|(asset, _)| asset).collect()
}

#[test]
fn search_should_find_assets_by_the_beginnings_of_all_words() {
	let scene = Scene::new();
	let (pi, table, data, pool) =
		(Subject::App(1), Subject::App(2), Subject::Dataset(1), Subject::Pool(1));
	scene.block(
		1,
		START,
		vec![
			asset(pi, "montecarlo", "Estimates pi, and prices options", &["pi", "monte-carlo"]),
			asset(table, "table", "Statistics and regression of a table", &["csv", "statistics"]),
			asset(data, "climate", "Monthly means, Größen", &["csv"]),
			asset(pool, "", "Home machines of Ann", &[]),
		],
	);
	assert_eq!(found(&scene, "monte"), [pi]);
	assert_eq!(found(&scene, "CSV"), [table, data]);
	assert_eq!(found(&scene, "stat tab"), [table]);
	assert!(found(&scene, "stat pi").is_empty());
	assert_eq!(found(&scene, "größe"), [data]);
	assert_eq!(found(&scene, "ann home"), [pool]);
	assert!(found(&scene, "").is_empty());
	assert!(found(&scene, "\u{202e}\0").is_empty());
	// "monte" and "montecarlo" both begin so, and yet the app comes once; "monthly" does, too.
	assert_eq!(found(&scene, "mont"), [pi, data]);
	// A word within another is none.
	assert!(found(&scene, "carlos").is_empty());
}

#[test]
fn search_should_forget_the_words_of_before_when_an_asset_changes() {
	let scene = Scene::new();
	let app = Subject::App(1);
	scene.block(1, START, vec![asset(app, "old", "", &[])]);
	scene.block(2, START, vec![asset(app, "new", "", &[])]);
	assert_eq!((found(&scene, "old"), found(&scene, "new")), (vec![], vec![app]));
	let row = scene.index.asset(&app).expect("read").expect("it is registered");
	assert_eq!(row.name, b"new");
}

#[test]
fn assets_should_be_listed_by_their_present_owner() {
	let scene = Scene::new();
	let all_of = |owner| {
		let list = all(2, |page| scene.index.assets_of(&who(owner), page));
		list.into_iter().map(|(asset, _)| asset).collect::<Vec<_>>()
	};
	let (app, other, pool) = (Subject::App(2), Subject::App(300), Subject::Pool(1));
	let named = [pool, other, app].map(|of| asset(of, "name", "", &[]));
	scene.block(1, START, named.into());
	assert_eq!((all_of(2), all_of(3)), (vec![app, other, pool], vec![]));
	let Record::Asset(mut sold) = asset(other, "name", "", &[]) else { panic!("an asset") };
	sold.owner = who(3);
	scene.block(2, START, vec![Record::Asset(sold)]);
	assert_eq!((all_of(2), all_of(3)), (vec![app, pool], vec![other]));
}

#[test]
fn search_should_look_at_so_many_rows_and_say_where_it_stopped() {
	let scene = Scene::new();
	let many = (0..2_500).map(|n| asset(Subject::App(n), "common", "", &[])).collect();
	scene.block(1, START, many);
	scene.block(2, START, vec![asset(Subject::App(2_400), "common", "rare", &[])]);
	let first = scene.index.search("common rar", &page(10)).expect("a page");
	assert!(first.entries.is_empty() && first.next.is_some());
	assert_eq!(found(&scene, "common rar"), [Subject::App(2_400)]);
}
