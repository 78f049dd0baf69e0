// SPDX-License-Identifier: Apache-2.0

//! Tells what kind of file each file is, with the model of Google's Magika and the inference
//! engine RTen: `magika MODEL CONFIG FILE...`, the config being the model's `config.min.json`.
//!
//! For each file a line "NAME: LABEL SCORE": the label that Magika prints, and how sure the model
//! is, from 0 to 1. A folder stands for the files in it. What a model of this kind is shown, and
//! when its answer is not trusted, is done as in Magika's own library (crate `magika`, `input.rs`
//! and `file.rs`), which can't be used here: it is tied to an inference engine of native code.

use rten::Model;
use rten_tensor::{prelude::*, NdTensor};
use serde_json::Value;
use std::{
	collections::BTreeMap,
	env,
	error::Error,
	fs,
	path::{Path, PathBuf},
	process::ExitCode,
};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// What the model's config says.
struct Config {
	beginning: usize,
	end: usize,
	least: usize,
	padding: i32,
	block: usize,
	/// How sure the model has to be when `thresholds` says nothing else.
	threshold: f32,
	thresholds: BTreeMap<String, f32>,
	labels: Vec<String>,
	/// Labels that are shown as another one.
	shown_as: BTreeMap<String, String>,
}

impl Config {
	fn read(path: &Path) -> Result<Self> {
		let json: Value = serde_json::from_slice(&read(path)?)?;
		let number = |key: &str| json[key].as_u64().ok_or(format!("no number at {key:?}"));
		let pairs = |key: &str| json[key].as_object().cloned().unwrap_or_default().into_iter();
		let labels = json["target_labels_space"].as_array().ok_or("no labels")?;
		Ok(Self {
			beginning: number("beg_size")? as usize,
			end: number("end_size")? as usize,
			least: number("min_file_size_for_dl")? as usize,
			padding: number("padding_token")? as i32,
			block: number("block_size")? as usize,
			threshold: json["medium_confidence_threshold"].as_f64().ok_or("no threshold")? as f32,
			thresholds: pairs("thresholds")
				.filter_map(|(label, value)| Some((label, value.as_f64()? as f32)))
				.collect(),
			labels: labels.iter().filter_map(|label| Some(label.as_str()?.to_owned())).collect(),
			shown_as: pairs("overwrite_map")
				.filter_map(|(label, value)| Some((label, value.as_str()?.to_owned())))
				.collect(),
		})
	}

	/// What the model is shown of a file: its beginning and its end, without white space around
	/// them, filled up with padding.
	fn features(&self, content: &[u8]) -> Vec<i32> {
		let size = self.block.min(content.len());
		let space = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0x0b;
		let first = &content[..size];
		let first = &first[first.iter().position(|byte| !space(byte)).unwrap_or(size)..];
		let last = &content[content.len() - size..];
		let last = &last[..last.iter().rposition(|byte| !space(byte)).map_or(0, |at| at + 1)];
		let first = &first[..first.len().min(self.beginning)];
		let last = &last[last.len() - last.len().min(self.end)..];
		let mut features = vec![self.padding; self.beginning + self.end];
		let end = features.len();
		for (to, from) in features.iter_mut().zip(first) {
			*to = (*from).into();
		}
		for (to, from) in features[end - last.len()..].iter_mut().zip(last) {
			*to = (*from).into();
		}
		features
	}

	/// The label to show, from the model's scores. Magika's library knows which labels are of text;
	/// here the content tells it.
	fn label(&self, scores: &[f32], is_text: bool) -> (&str, f32) {
		let mut best = 0;
		for (at, score) in scores.iter().enumerate() {
			if *score >= scores[best] {
				best = at;
			}
		}
		let label = &self.labels[best];
		if scores[best] < *self.thresholds.get(label).unwrap_or(&self.threshold) {
			return (if is_text { "txt" } else { "unknown" }, scores[best]);
		}
		(self.shown_as.get(label).unwrap_or(label), scores[best])
	}
}

fn read(path: &Path) -> Result<Vec<u8>> {
	Ok(fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?)
}

/// The files that the arguments name, those of folders among them, in order.
fn files(names: &[String]) -> Result<Vec<PathBuf>> {
	let mut files = Vec::new();
	for name in names.iter().map(PathBuf::from) {
		if name.is_dir() {
			let entries = fs::read_dir(&name)?.map(|entry| Ok(entry?.path()));
			let mut entries = entries.collect::<Result<Vec<_>>>()?;
			entries.sort();
			files.extend(entries.into_iter().filter(|path| path.is_file()));
		} else {
			files.push(name);
		}
	}
	Ok(files)
}

fn identify(model: &Path, config: &Path, names: &[String]) -> Result<()> {
	let config = Config::read(config)?;
	let width = config.beginning + config.end;
	let model = Model::load(read(model)?)?;
	for path in files(names)? {
		let content = read(&path)?;
		let features = config.features(&content);
		let (label, score) = if content.is_empty() {
			("empty", 1.0)
		} else if features[config.least - 1] == config.padding {
			// Too short for the model.
			let text = std::str::from_utf8(&content[..config.block.min(content.len())]).is_ok();
			(if text { "txt" } else { "unknown" }, 1.0)
		} else {
			let input = NdTensor::from_data([1, width], features);
			let output: NdTensor<f32, 2> = model.run_one(input.view().into(), None)?.try_into()?;
			let scores = output.to_vec();
			if scores.len() != config.labels.len() {
				return Err("the config is not this model's".into());
			}
			config.label(&scores, std::str::from_utf8(&content).is_ok())
		};
		let name = path.file_name().unwrap_or_default().to_string_lossy();
		println!("{name}: {label} {score:.4}");
	}
	Ok(())
}

fn main() -> ExitCode {
	let args: Vec<String> = env::args().skip(1).collect();
	let [model, config, names @ ..] = args.as_slice() else {
		eprintln!("usage: magika MODEL CONFIG FILE...");
		return ExitCode::from(2);
	};
	match identify(Path::new(model), Path::new(config), names) {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("magika: {error}");
			ExitCode::FAILURE
		},
	}
}
