// SPDX-License-Identifier: Apache-2.0

import { isDeal } from '@bourse/sdk';
import { href, type Route } from '../router.js';
import { useAnswer, useBourse } from '../ui/hooks.js';
import { Empty, Section, Show, Title } from '../ui/parts.js';
import { matching } from './catalogue.js';
import { catalogueOf } from './names.js';

/** The page that a search leads to at once; else that of the search itself. */
export function target(text: string): string {
	const search = text.trim();
	if (/^0x[0-9a-fA-F]{64}$/.test(search)) {
		const id = search.toLowerCase();
		return href([isDeal(id) ? 'deal' : 'task', id]);
	}
	// An SS58 address of this chain: 48 characters of base 58.
	if (/^[1-9A-HJ-NP-Za-km-z]{47,48}$/.test(search)) return href(['account', search]);
	return href(['search'], { q: search });
}

/** What a search looks through. */
function words(of: { text: string; stock: string | undefined; owner: string }): string {
	return `${of.text} ${of.stock ?? ''} ${of.owner}`;
}

/** What has the words of a search, of each kind. */
export function Search({ route }: { route: Route }) {
	const bourse = useBourse();
	const search = route.query.get('q') ?? '';
	const found = useAnswer(() => catalogueOf(bourse), [bourse]);
	return (
		<>
			<Title text={`Search: ${search}`} />
			<Show asked={found}>
				{({ apps, datasets, pools }) => {
					const kinds = [
						['apps', matching(apps, search, words)],
						['datasets', matching(datasets, search, words)],
						['pools', matching(pools, search, words)],
					] as const;
					const isNothing = kinds.every(([, rows]) => rows.length === 0);
					return isNothing ? (
						<Empty>
							Nothing has these words. Deals and tasks are found by their whole id,
							accounts by their address.
						</Empty>
					) : (
						kinds.map(
							([kind, rows]) =>
								rows.length > 0 && (
									<Section key={kind} title={kind}>
										<ul>
											{rows.slice(0, 20).map(({ id, text, stock }) => (
												<li key={id}>
													<a
														href={href(['catalogue', kind], {
															open: id,
														})}
													>
														{text.slice(0, 60) || kind}{' '}
														<small>#{id}</small>
													</a>
													{stock !== undefined && ` stock name: ${stock}`}
												</li>
											))}
										</ul>
									</Section>
								),
						)
					);
				}}
			</Show>
		</>
	);
}
