// SPDX-License-Identifier: Apache-2.0

/** Metrics, as Prometheus reads them. */

/** How long a node may take to list its metrics, in milliseconds. */
const TIMEOUT = 10_000;

/**
 * The metrics of a node: values by name and labels, such as `bourse_score{worker="5G…"}`.
 *
 * @param {string} url
 * @returns {Promise<Map<string, number>>}
 */
export async function readMetrics(url) {
	const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT) });
	if (!response.ok) {
		throw new Error(`${url}: HTTP status ${response.status}`);
	}
	const lines = (await response.text()).split('\n');
	return new Map(lines.filter((text) => text && !text.startsWith('#')).map(parse));
}

/**
 * @param {string} text a line
 * @returns {[string, number]}
 */
function parse(text) {
	const [, name, labels = '', value] = /^(\w+)(?:\{(.*)\})? (.*)$/.exec(text) ?? [];
	if (name === undefined) {
		throw new Error(`not a metric: ${text}`);
	}
	// All nodes have their chain's name on everything.
	const own = labels.split(',').filter((label) => label && !label.startsWith('chain='));
	return [own.length > 0 ? `${name}{${own.join(',')}}` : name, Number(value)];
}
