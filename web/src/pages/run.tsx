// SPDX-License-Identifier: Apache-2.0

import { categories } from '@bourse/sdk';
import { useState } from 'preact/hooks';
import type { Route } from '../router.js';
import { useAnswer, useBourse } from '../ui/hooks.js';
import { Empty, Show, Title } from '../ui/parts.js';
import { catalogueWith } from './names.js';
import { choiceOf, Form } from './run/form.js';

/** Choose, see the price, sign, watch: one page. */
export function Run({ route }: { route: Route }) {
	const bourse = useBourse();
	// What the page's address named first: the lists have everything else to choose from.
	const [first] = useState(() => choiceOf(route));
	const catalogue = useAnswer(() => catalogueWith(bourse, first), [bourse]);
	const all = useAnswer(() => categories(bourse), [bourse]);
	return (
		<>
			<Title text="Run a computation" />
			<Show asked={catalogue}>
				{(list) => (
					<Show asked={all}>
						{(categories) =>
							list.apps.length === 0 ? (
								<Empty>
									No app is registered on this chain yet. A provider registers one
									with <code>bourse app publish</code>.
								</Empty>
							) : (
								<Form route={route} catalogue={list} categories={categories} />
							)
						}
					</Show>
				)}
			</Show>
		</>
	);
}
