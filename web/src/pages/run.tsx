// SPDX-License-Identifier: Apache-2.0

import { categories } from '@bourse/sdk';
import type { Route } from '../router.js';
import { useAnswer, useBourse } from '../ui/hooks.js';
import { Empty, Show, Title } from '../ui/parts.js';
import { catalogueOf } from './names.js';
import { Form } from './run/form.js';

/** Choose, see the price, sign, watch: one page. */
export function Run({ route }: { route: Route }) {
	const bourse = useBourse();
	const catalogue = useAnswer(() => catalogueOf(bourse), [bourse]);
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
