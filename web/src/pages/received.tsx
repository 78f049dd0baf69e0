// SPDX-License-Identifier: Apache-2.0

import { allowancesTo, type Bourse, grantsTo } from '@bourse/sdk';
import { useAnswer, useBourse } from '../ui/hooks.js';
import { Account, Empty, Rlc, Section, Show, Table } from '../ui/parts.js';
import { clock } from '../ui/text.js';
import { audienceText } from './listing.js';
import { AssetName, catalogueOf } from './names.js';

async function receivedBy(bourse: Bourse, who: string) {
	const [grants, allowances] = await Promise.all([
		catalogueOf(bourse).then((catalogue) => grantsTo(bourse, who, catalogue)),
		// A light client has no lists of keys.
		allowancesTo(bourse, who).catch(() => []),
	]);
	return { grants, allowances };
}

/** What others let the account use, and whose stake it may buy from. Only they can revoke it. */
export function Received({ who }: { who: string }) {
	const bourse = useBourse();
	const asked = useAnswer(() => receivedBy(bourse, who), [bourse, who]);
	return (
		<Section
			title="Grants received"
			note="Terms for this account alone or for its groups, of the apps and datasets in the catalogue; and accounts whose stake it may buy from. Who gave them revokes them."
		>
			<Show asked={asked}>
				{({ grants, allowances }) => (
					<>
						{grants.length + allowances.length === 0 && (
							<Empty>
								Nobody has granted this account anything. What is on offer to
								everybody is in the catalogue.
							</Empty>
						)}
						{grants.length > 0 && (
							<Table
								caption="Received terms"
								rows={grants}
								rowKey={({ kind, id, audience }) =>
									`${kind}${id}${JSON.stringify(audience)}`
								}
								columns={[
									{
										title: 'asset',
										cell: ({ kind, id }) => (
											<AssetName
												kind={kind === 'app' ? 'apps' : 'datasets'}
												id={id}
											/>
										),
									},
									{ title: 'from', cell: ({ owner }) => <Account of={owner} /> },
									{
										title: 'whom',
										cell: ({ audience }) =>
											audience.type === 'Only'
												? 'this account'
												: audienceText(audience),
									},
									{
										title: 'a task',
										cell: ({ terms }) => <Rlc of={terms.price} />,
										isNumber: true,
									},
									{
										title: 'until',
										cell: ({ terms }) =>
											terms.until === undefined
												? 'it is revoked'
												: clock(terms.until),
									},
								]}
							/>
						)}
						{allowances.length > 0 && (
							<Table
								caption="Received allowances"
								rows={allowances}
								rowKey={({ owner }) => owner}
								columns={[
									{
										title: 'buys for',
										cell: ({ owner }) => <Account of={owner} />,
									},
									{
										title: 'a day',
										cell: ({ per_day }) => <Rlc of={per_day} />,
										isNumber: true,
									},
								]}
							/>
						)}
					</>
				)}
			</Show>
		</Section>
	);
}
