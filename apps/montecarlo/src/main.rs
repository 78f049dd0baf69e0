// SPDX-License-Identifier: Apache-2.0

#![doc = include_str!("../README.md")]

mod arguments;
mod combine;
mod option;
mod pi;
mod random;
mod result;

use arguments::{Command, Request};
use bourse_app::{Stop, Task};
use result::{Estimate, Problem};
use std::{io::Write, process::ExitCode};

const USAGE: &str = "\
Monte-Carlo estimates, with their standard error.

Usage: montecarlo pi      --samples N [--seed S] [--callback]
       montecarlo option  --spot S --strike K --rate R --volatility V --years T --paths N
                          [--style european|asian] [--kind call|put] [--steps M]
                          [--seed S] [--callback]
       montecarlo combine [--callback] FILES or folders...

pi        the number pi, from the share of random points of a square that fall into its circle.
option    the price of a European or Asian option on an asset that follows a geometric Brownian
          motion, from random paths of its price.
combine   one estimate out of the result.json of several runs with different seeds, the tasks of a
          bag for instance. In a folder, and in its subfolders, all files of that name are read.

The result is printed and written to result.json in $BOURSE_OUT (default: the current folder).

Options:
  --samples N        number of points
  --spot S           price of the asset now
  --strike K         strike price
  --rate R           interest rate without risk, continuous, a year: 0.05 is 5 %
  --volatility V     standard deviation of the asset's yearly return: 0.2 is 20 %
  --years T          time to expiry
  --paths N          number of paths, even (each has a mirror image), at least 4
  --style STYLE      european: the last price counts; asian: the mean of the prices at the end of
                     each step (default: european)
  --kind KIND        call or put (default: call)
  --steps M          steps of an Asian option (default: 252)
  --seed S           which random numbers to take, from 0 (default: $BOURSE_TASK_INDEX, else 0)
  --callback         also write computed.json, whose callback-data is the estimate in units of 1e-9
                     as a signed integer of 8 bytes, the least significant first
  -h, --help         print this

Whole numbers may be written with _ between their digits.
Exit code: 0 when all was done, 1 on a failure, 2 when the arguments are wrong.
";

fn montecarlo(request: Request, task: &Task, out: &mut dyn Write) -> Result<(), Stop> {
	let estimate = match request.command {
		Command::Pi { samples } => {
			let seed = request.seed.unwrap_or(task.index);
			Estimate::of_pi(seed, samples, pi::estimate(seed, samples))
		},
		Command::Option { option, paths } => {
			let seed = request.seed.unwrap_or(task.index);
			let (mean, standard_error) = option::price(&option, seed, paths);
			Estimate {
				closed_form: option::closed_form(&option),
				problem: Problem::Option(option),
				seeds: vec![seed],
				samples: paths,
				estimate: mean,
				standard_error,
			}
		},
		Command::Combine { paths } => combine::combine(&paths)?,
	};
	estimate.publish(request.callback, task, out)
}

fn main() -> ExitCode {
	bourse_app::run("montecarlo", USAGE, |arguments, task, out| {
		montecarlo(Request::parse(arguments)?, task, out)
	})
}

#[cfg(test)]
mod tests;
