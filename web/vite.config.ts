// SPDX-License-Identifier: Apache-2.0

import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import { VIEWER_STYLE } from './src/ui/viewer-style.js';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * What the page may do. Scripts and styles are its own files; the viewer's frame, which inherits the
 * policy, has one style by its hash, and images as data. Nodes are reached by WebSocket alone.
 */
const POLICY = [
	"default-src 'none'",
	// WebAssembly: the light client.
	"script-src 'self' 'wasm-unsafe-eval'",
	`style-src 'self' 'sha256-${createHash('sha256').update(VIEWER_STYLE).digest('base64')}'`,
	"img-src 'self' data:",
	"connect-src 'self' ws: wss:",
	"worker-src 'self'",
	"base-uri 'none'",
	"form-action 'none'",
].join('; ');

/** Puts the policy in front of everything else of the page. Vite's own server needs more than it allows. */
const policy: Plugin = {
	name: 'policy',
	apply: 'build',
	transformIndexHtml: () => [
		{
			tag: 'meta',
			attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY },
			injectTo: 'head-prepend',
		},
	],
};

export default defineConfig({
	base: './',
	plugins: [policy],
	resolve: {
		alias: [
			{ find: /^@bourse\/sdk$/, replacement: at('../sdk/src/index.ts') },
			{
				find: /^@bourse\/sdk\/(light|light-worker|rx)(?=$|\?)/,
				replacement: `${at('../sdk/src/')}$1.ts`,
			},
		],
	},
	worker: { format: 'es' },
	build: {
		target: 'es2022',
		assetsInlineLimit: 0,
		modulePreload: { polyfill: false },
		chunkSizeWarningLimit: 4000,
		rolldownOptions: {
			treeshake: {
				// The light client's WebAssembly is in its worker alone.
				moduleSideEffects: (id) => !/\/smoldot\/dist\/mjs\/.*bytecode/.test(id),
			},
		},
	},
	server: { fs: { allow: ['..'] } },
});
