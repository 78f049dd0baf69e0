// SPDX-License-Identifier: Apache-2.0

/** Results are a stranger's: whatever is in them, the viewer's document shows it and does nothing else. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documentOf, imageType, kindOf, laidOut, parseRows, textOf } from '../ui/content.js';

const utf8 = (text: string) => new TextEncoder().encode(text);
const body = (path: string, content: Uint8Array) =>
	/<body>([\s\S]*)<\/body>/.exec(documentOf(path, content) ?? '')?.[1];

const HOSTILE =
	'<script>alert(1)</script><img src=x onerror=alert(1)>"\'&</pre><style>*{display:none}</style>';

test('documentOf should show hostile text, and make no element of it', () => {
	for (const path of ['stdout', 'a.html', 'a.json', 'a.csv', 'a.svg.txt', HOSTILE]) {
		const shown = documentOf(path, utf8(HOSTILE)) ?? '';
		const tags = [...shown.matchAll(/<\/?([a-z!]+)/gi)].map(([, tag]) => tag?.toLowerCase());
		const ours = [
			'!doctype',
			'html',
			'head',
			'meta',
			'title',
			'style',
			'body',
			'pre',
			'table',
			'thead',
			'tbody',
			'tr',
			'th',
			'td',
		];
		assert.deepEqual(
			tags.filter((tag) => !ours.includes(tag ?? '')),
			[],
			path,
		);
		assert.equal(shown.split('<style>').length, 2, path);
		assert.ok(shown.includes('&lt;script&gt;'), path);
	}
});

test('documentOf should show an SVG as an image alone', () => {
	const svg = utf8(
		'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>',
	);
	assert.equal(kindOf('plot.svg', svg), 'image');
	assert.match(
		body('plot.svg', svg) ?? '',
		/^<img alt="plot.svg" src="data:image\/svg\+xml;base64,[A-Za-z0-9+/=]+">$/,
	);
	// Not by its name alone, and not without its name.
	assert.equal(kindOf('plot.svg', utf8('<html>')), 'text');
	assert.equal(kindOf('plot', svg), 'text');
});

test('imageType should go by the first bytes, not by the name', () => {
	assert.equal(imageType('a.txt', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0])), 'image/png');
	assert.equal(imageType('a.png', utf8('<html>')), undefined);
	assert.equal(imageType('a', utf8('RIFF1234WEBPVP8 ')), 'image/webp');
});

test('documentOf should refuse what is neither text nor an image, and images that are too large', () => {
	assert.equal(documentOf('a.bin', new Uint8Array([0, 1, 2])), undefined);
	assert.equal(documentOf('a', new Uint8Array([0xff, 0xfe, 0xfd])), undefined);
	const large = new Uint8Array(8 * 1024 * 1024 + 1);
	large.set([0x89, 0x50, 0x4e, 0x47]);
	assert.equal(documentOf('a.png', large), undefined);
});

test('documentOf should cut long text, also in the middle of a character', () => {
	const shown = body('stdout', utf8('ä'.repeat(400_000))) ?? '';
	assert.ok(shown.length < 530_000 && shown.startsWith('<pre>ää'));
	assert.equal(textOf(utf8('ä').subarray(0, 1)), '');
});

test('documentOf should lay out JSON, and leave what is none as text', () => {
	assert.equal(
		body('a.json', utf8('{"b":[1]}')),
		'<pre>{\n  &quot;b&quot;: [\n    1\n  ]\n}</pre>',
	);
	assert.equal(body('a.json', utf8('{')), '<pre>{</pre>');
});

test('documentOf should show the numbers, keys and texts of JSON as they are', () => {
	const json = '[12345678901234567890, 1e400,-0, {"a":1,"a":2,"__proto__":{}}, [], "a,[\\"b"]';
	assert.equal(
		laidOut(json),
		`[
  12345678901234567890,
  1e400,
  -0,
  {
    "a": 1,
    "a": 2,
    "__proto__": {}
  },
  [],
  "a,[\\"b"
]`,
	);
	assert.deepEqual(JSON.parse(laidOut(json)), JSON.parse(json));
});

test('documentOf should leave JSON as text that its layout would make too long', () => {
	const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
	assert.equal(body('a.json', utf8(deep)), `<pre>${deep}</pre>`);
	const wide = `${'['.repeat(5000)}${'0,'.repeat(200_000)}0${']'.repeat(5000)}`;
	assert.equal(body('a.json', utf8(wide)), `<pre>${wide}</pre>`);
});

test('parseRows should read quotes, and be bounded', () => {
	const rows = parseRows('a,"b ""c"", d"\r\n"line\nbreak",2\n', ',');
	assert.deepEqual(rows, [
		['a', 'b "c", d'],
		['line\nbreak', '2'],
	]);
	assert.equal(parseRows('x\n'.repeat(10_000), ',').length, 500);
	assert.equal(parseRows(','.repeat(10_000), ',')[0]?.length, 50);
	assert.deepEqual(parseRows('', ','), []);
});
