// SPDX-License-Identifier: Apache-2.0

//! One estimate out of several of the same thing, each weighted with its number of samples.

use crate::result::{Estimate, FILE};
use bourse_app::Stop;
use std::{
	collections::BTreeMap,
	fs, io,
	path::{Path, PathBuf},
};

/// How deep in folders results are looked for.
const DEPTH: usize = 8;

/// Reads the results and pools them. They must be of one problem, and no two may share a seed: the
/// same random numbers twice say nothing new.
pub fn combine(paths: &[PathBuf]) -> Result<Estimate, Stop> {
	let mut files = Vec::new();
	for path in paths {
		let unreadable = |error| Stop::about(path, format_args!("can't be read: {error}"));
		if fs::metadata(path).map_err(unreadable)?.is_dir() {
			results_of_folder(path, DEPTH, &mut files).map_err(unreadable)?;
		} else {
			files.push(path.clone());
		}
	}
	files.sort();
	files.dedup();

	let mut results = Vec::with_capacity(files.len());
	let mut seeds = BTreeMap::new();
	for file in &files {
		let result = read(file)?;
		for seed in &result.seeds {
			if let Some(other) = seeds.insert(*seed, file) {
				let other = other.display();
				return Err(Stop::about(file, format_args!("has seed {seed}, as has {other}")));
			}
		}
		results.push(result);
	}
	let Some(first) = results.first() else {
		let paths: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
		return Err(Stop::Failure(format!("no {FILE} in {}", paths.join(", "))));
	};
	if let Some(index) = results.iter().position(|result| result.problem != first.problem) {
		let other = files[0].display();
		return Err(Stop::about(&files[index], format_args!("is of another problem than {other}")));
	}
	pool(&results, seeds.into_keys().collect())
}

fn results_of_folder(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> io::Result<()> {
	for entry in fs::read_dir(folder)? {
		let path = entry?.path();
		if fs::metadata(&path)?.is_dir() {
			if depth > 0 {
				results_of_folder(&path, depth - 1, files)?;
			}
		} else if path.file_name().is_some_and(|name| name == FILE) {
			files.push(path);
		}
	}
	Ok(())
}

fn read(file: &Path) -> Result<Estimate, Stop> {
	let bytes = fs::read(file)
		.map_err(|error| Stop::about(file, format_args!("can't be read: {error}")))?;
	let result: Estimate = serde_json::from_slice(&bytes)
		.map_err(|error| Stop::about(file, format_args!("is not a result: {error}")))?;
	if result.samples == 0 {
		return Err(Stop::about(file, "is not a result: it has no samples"));
	}
	Ok(result)
}

fn pool(results: &[Estimate], seeds: Vec<u64>) -> Result<Estimate, Stop> {
	let samples = results
		.iter()
		.try_fold(0u64, |sum, result| sum.checked_add(result.samples))
		.ok_or_else(|| Stop::Failure("the results have more samples than can be counted".into()))?;
	let (mut estimate, mut variance) = (0.0, 0.0);
	for result in results {
		let weight = result.samples as f64 / samples as f64;
		estimate += weight * result.estimate;
		variance += weight * weight * result.standard_error * result.standard_error;
	}
	Ok(Estimate {
		problem: results[0].problem,
		seeds,
		samples,
		estimate,
		standard_error: libm::sqrt(variance),
		closed_form: results[0].closed_form,
	})
}
