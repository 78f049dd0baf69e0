// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	argumentsOf,
	concat,
	type Declaration,
	declarationOf,
	readDeclaration,
	shellWord,
	utf8,
	wrongValue,
} from '../src/index.js';

/** Magic, version, a custom section `x`, and an empty type section. */
const MODULE = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 0, 2, 1, 120, 1, 1, 0]);
const JSON_TEXT = `{ "description": "Small pictures", "example": "bourse run thumbnail",
	"arguments": [
		{ "name": "--width", "type": "number", "default": "160", "help": "pixels" },
		{ "name": "--gray", "type": "flag" },
		{ "type": "file", "required": true }
	],
	"inputs": [{ "name": "photo.jpg", "required": true }] }`;

function withSection(json: string): Uint8Array {
	const content = concat(new Uint8Array([10]), utf8('bourse.app'), utf8(json));
	const size = new Uint8Array([0, (content.length & 0x7f) | 0x80, content.length >> 7]);
	return concat(MODULE, size, content);
}

test('declaration should be found in a module', () => {
	assert.equal(declarationOf(MODULE), undefined);
	const found = declarationOf(withSection(JSON_TEXT));
	assert.equal(found?.description, 'Small pictures');
	assert.deepEqual(
		found?.arguments.map(({ type }) => type),
		['number', 'flag', 'file'],
	);
	assert.deepEqual(found?.inputs, [{ name: 'photo.jpg', help: '', required: true }]);
});

test('modules should be read without trust', () => {
	const whole = withSection(JSON_TEXT);
	for (let cut = 0; cut < whole.length; cut++) {
		assert.equal(declarationOf(whole.subarray(0, cut)), undefined);
	}
	const huge = concat(MODULE.subarray(0, 8), new Uint8Array([0, 255, 255, 255, 255, 255, 255]));
	assert.equal(declarationOf(huge), undefined);
	// Half a million sections without a name come first.
	const many = new Uint8Array(1_500_000).map((_, at) => (at % 3 === 1 ? 1 : 0));
	const [head, rest] = [whole.subarray(0, 8), whole.subarray(8)];
	const begin = performance.now();
	assert.equal(declarationOf(concat(head, many, rest))?.description, 'Small pictures');
	assert.ok(performance.now() - begin < 1000);
});

test('declarations should be refused when they are wrong', () => {
	for (const wrong of [
		'',
		'[]',
		'null',
		'{ "descripton": "x" }',
		'{ "description": 5 }',
		'{ "arguments": {} }',
		'{ "arguments": [null] }',
		'{ "arguments": [{ "type": "colour" }] }',
		'{ "arguments": [{ "type": "choice" }] }',
		'{ "arguments": [{ "choices": ["a"] }] }',
	]) {
		assert.equal(readDeclaration(utf8(wrong)), undefined, wrong);
	}
	assert.equal(readDeclaration(utf8(`{}${' '.repeat(16 << 10)}`)), undefined);
	assert.deepEqual(readDeclaration(utf8('{}'))?.arguments, []);
});

test('arguments should be words that a shell takes apart again', () => {
	const declaration = declarationOf(withSection(JSON_TEXT)) as Declaration;
	assert.equal(argumentsOf(declaration, []), '');
	assert.equal(argumentsOf(declaration, ['160', 'false', '/in/a b.jpg']), "'/in/a b.jpg'");
	assert.equal(argumentsOf(declaration, ['80', 'true', 'x']), '--width 80 --gray x');
	assert.equal(shellWord("it's $HOME"), "'it'\\''s $HOME'");
	assert.equal(shellWord(''), "''");
});

test('wrongValue should name what is wrong', () => {
	const [width, gray, photo] = (declarationOf(withSection(JSON_TEXT)) as Declaration).arguments;
	assert.ok(width && gray && photo);
	assert.equal(wrongValue(width, 'much'), '--width is a number');
	assert.equal(wrongValue(width, '1_000'), undefined);
	assert.equal(wrongValue(photo, ''), 'The program needs this argument');
	assert.equal(wrongValue(gray, ''), undefined);
});
