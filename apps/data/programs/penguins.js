// SPDX-License-Identifier: Apache-2.0
// Statistics of the penguins as JSON, and a little of everything that JavaScript has.
import * as std from "qjs:std";

const [, path] = scriptArgs;
const [head, ...rows] = std.loadFile(path).trim().split("\n").map((line) => line.split(","));
const penguins = rows.map((cells) => Object.fromEntries(head.map((name, at) => [name, cells[at]])));

class Sample {
	#values = [];
	add(text) {
		if (/^-?\d+(\.\d+)?$/.test(text)) this.#values.push(Number(text));
		return this;
	}
	get summary() {
		const values = this.#values.toSorted((a, b) => a - b);
		const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
		const squares = values.map((value) => (value - mean) ** 2).reduce((a, b) => a + b, 0);
		return {
			n: values.length,
			mean,
			deviation: Math.sqrt(squares / (values.length - 1)),
			geometric: Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length),
			median: values[values.length >> 1],
		};
	}
}

const groups = new Map();
for (const { species, body_mass_g, bill_length_mm } of penguins) {
	const group = groups.get(species) ?? { mass: new Sample(), bill: new Sample() };
	groups.set(species, group);
	group.mass.add(body_mass_g);
	group.bill.add(bill_length_mm);
}

// A thousand digits of pi, in whole numbers (Gibbons' spigot).
function* digitsOfPi() {
	let [q, r, t, k, n, l] = [1n, 0n, 1n, 1n, 3n, 3n];
	for (;;) {
		if (4n * q + r - t < n * t) {
			yield n;
			[q, r, n] = [10n * q, 10n * (r - n * t), (10n * (3n * q + r)) / t - 10n * n];
		} else {
			[q, r, n] = [q * k, (2n * q + r) * l, (q * (7n * k) + 2n + r * l) / (t * l)];
			[t, k, l] = [t * l, k + 1n, l + 2n];
		}
	}
}

const result = {
	species: Object.fromEntries(
		[...groups].map(([name, { mass, bill }]) => [name, { mass: mass.summary, bill: bill.summary }]),
	),
	pi: digitsOfPi().take(300).map(String).toArray().join(""),
	text: "Ångström naïve ß".normalize("NFD").replace(/\p{M}/gu, "").toUpperCase(),
	dates: [new Date(Date.UTC(2024, 1, 29)).toISOString(), new Date(NaN).getTime()],
	numbers: [0.1 + 0.2, 1e21, 5e-324, -0, 1 / 3, 2 ** 53, Math.atan2(1, -2)],
	sorted: ["b10", "b9", "a"].sort(),
	bytes: [...new Uint8Array(new Float64Array([NaN, Math.PI]).buffer).slice(6)],
};
const settled = await Promise.allSettled([Promise.resolve(1), Promise.reject(new Error("no"))]);
result.settled = settled.map(({ status }) => status);
print(JSON.stringify(result, null, 1));
