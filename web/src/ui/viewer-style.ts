// SPDX-License-Identifier: Apache-2.0

/**
 * The one style of the viewer's frame. The page's policy allows it by its hash, so that no other style
 * gets into the frame.
 */
export const VIEWER_STYLE = [
	':root{color-scheme:light dark}',
	'body{margin:0.75rem;font:0.875rem/1.5 ui-monospace,monospace}',
	'pre{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}',
	'img{max-width:100%;height:auto}',
	'table{border-collapse:collapse}',
	'th,td{border:1px solid #8888;padding:0.1rem 0.5rem;text-align:left;white-space:nowrap}',
].join('\n');
