// SPDX-License-Identifier: Apache-2.0

//! Benchmarks Game: the orbits of the Jovian planets. `nbody STEPS`

use std::f64::consts::PI;

const SOLAR_MASS: f64 = 4.0 * PI * PI;
const YEAR: f64 = 365.24;

#[derive(Clone, Copy)]
struct Body {
	at: [f64; 3],
	speed: [f64; 3],
	mass: f64,
}

fn bodies() -> [Body; 5] {
	let planet = |at, speed: [f64; 3], mass: f64| Body {
		at,
		speed: speed.map(|part| part * YEAR),
		mass: mass * SOLAR_MASS,
	};
	[
		Body { at: [0.0; 3], speed: [0.0; 3], mass: SOLAR_MASS },
		planet(
			[4.84143144246472090e0, -1.16032004402742839e0, -1.03622044471123109e-1],
			[1.66007664274403694e-3, 7.69901118419740425e-3, -6.90460016972063023e-5],
			9.54791938424326609e-4,
		),
		planet(
			[8.34336671824457987e0, 4.12479856412430479e0, -4.03523417114321381e-1],
			[-2.76742510726411862e-3, 4.99852801234917238e-3, 2.30417297573763929e-5],
			2.85885980666130812e-4,
		),
		planet(
			[1.28943695621391310e1, -1.51111514016986312e1, -2.23307578892655734e-1],
			[2.96460137564761618e-3, 2.37847173959480950e-3, -2.96589568540237556e-5],
			4.36624404335156298e-5,
		),
		planet(
			[1.53796971148509165e1, -2.59193146099879641e1, 1.79258772950371181e-1],
			[2.68067772490389322e-3, 1.62824170038242295e-3, -9.51592254519715870e-5],
			5.15138902046611451e-5,
		),
	]
}

fn offset_momentum(bodies: &mut [Body; 5]) {
	for axis in 0..3 {
		let momentum: f64 = bodies.iter().map(|body| body.speed[axis] * body.mass).sum();
		bodies[0].speed[axis] = -momentum / SOLAR_MASS;
	}
}

fn energy(bodies: &[Body; 5]) -> f64 {
	let mut energy = 0.0;
	for (index, body) in bodies.iter().enumerate() {
		energy += 0.5 * body.mass * body.speed.iter().map(|part| part * part).sum::<f64>();
		for other in &bodies[index + 1..] {
			let distance: f64 = (0..3).map(|axis| (body.at[axis] - other.at[axis]).powi(2)).sum();
			energy -= body.mass * other.mass / distance.sqrt();
		}
	}
	energy
}

fn advance(bodies: &mut [Body; 5], step: f64) {
	for first in 0..5 {
		for second in first + 1..5 {
			let (a, b) = (bodies[first], bodies[second]);
			let apart = [a.at[0] - b.at[0], a.at[1] - b.at[1], a.at[2] - b.at[2]];
			let square = apart[0] * apart[0] + apart[1] * apart[1] + apart[2] * apart[2];
			let pull = step / (square * square.sqrt());
			for axis in 0..3 {
				bodies[first].speed[axis] -= apart[axis] * b.mass * pull;
				bodies[second].speed[axis] += apart[axis] * a.mass * pull;
			}
		}
	}
	for body in bodies {
		for axis in 0..3 {
			body.at[axis] += step * body.speed[axis];
		}
	}
}

fn main() {
	let mut bodies = bodies();
	offset_momentum(&mut bodies);
	println!("{:.9}", energy(&bodies));
	for _ in 0..bourse_bench::size(50_000) {
		advance(&mut bodies, 0.01);
	}
	println!("{:.9}", energy(&bodies));
}
