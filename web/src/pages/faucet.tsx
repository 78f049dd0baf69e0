// SPDX-License-Identifier: Apache-2.0

import { askFaucet, faucetAmount } from '@bourse/sdk';
import { useState } from 'preact/hooks';
import { messageOf } from '../state.js';
import { useAnswer, useBourse } from '../ui/hooks.js';
import { Problem, Rlc, Section } from '../ui/parts.js';

/** RLC for nothing: shown where the node of a test network has a faucet. */
export function Faucet({ who }: { who: string }) {
	const bourse = useBourse();
	const asked = useAnswer(async () => ({ each: await faucetAmount(bourse) }), [bourse]);
	const amount = asked.value?.each;
	const [state, set] = useState<{ isBusy?: boolean; given?: bigint; error?: string }>({});
	if (amount === undefined) return null;
	const ask = () => {
		set({ isBusy: true });
		askFaucet(bourse, who).then(
			({ amount }) => set({ given: amount }),
			(error) => set({ error: messageOf(error) }),
		);
	};
	return (
		<Section title="Faucet" note="RLC of a test network, once in 24 hours.">
			<button type="button" disabled={state.isBusy === true} onClick={ask}>
				Get <Rlc of={amount} />
			</button>
			<p role="status" class="note">
				{state.given !== undefined && (
					<>
						<Rlc of={state.given} /> are on their way: they are here in a block or two.
					</>
				)}
			</p>
			<Problem text={state.error} />
		</Section>
	);
}
