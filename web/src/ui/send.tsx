// SPDX-License-Identifier: Apache-2.0

import type { Bourse, Progress, Signer } from '@bourse/sdk';
import type { Observable, Subscription } from '@bourse/sdk/rx';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { href } from '../router.js';
import { messageOf, signer$ } from '../state.js';
import { useBourse, useSubject } from './hooks.js';
import { Problem } from './parts.js';

/** Where a transaction of a button is. */
type State = { step: 'idle' | 'wallet' | Progress['step']; block?: number; error?: string };

const WORDS: Readonly<Record<State['step'], string>> = {
	idle: '',
	wallet: 'Sign in your wallet…',
	signed: 'Signed. Sending…',
	sent: 'Sent. Waiting for a block…',
	included: 'In block',
	final: 'Final, in block',
};

interface SendProps<T extends Progress> {
	/** What the button says. */
	children: ComponentChildren;
	/** Begins; signs with the account. Throws a sentence when what was typed does not do. */
	make: (bourse: Bourse, signer: Signer) => Observable<T>;
	/** The first block with the transaction. */
	onIncluded?: (progress: T & { step: 'included' | 'final' }) => void;
	/** Whether a transaction is under way, whenever that changes. */
	onBusy?: (isBusy: boolean) => void;
	isMain?: boolean;
	isDisabled?: boolean;
}

/** A button that signs and sends a transaction, and says where it is. */
export function Send<T extends Progress>(props: SendProps<T>) {
	const bourse = useBourse();
	const signer = useSubject(signer$);
	const [state, set] = useState<State>({ step: 'idle' });
	const subscription = useRef<Subscription>(undefined);
	const isTold = useRef(false);
	useEffect(() => () => subscription.current?.unsubscribe(), []);
	if (!signer) {
		return (
			<p>
				<a href={href(['account'])}>Choose an account</a> to sign with.
			</p>
		);
	}
	const isBusy = ['wallet', 'signed', 'sent'].includes(state.step);
	const begin = () => {
		subscription.current?.unsubscribe();
		isTold.current = false;
		set({ step: 'wallet' });
		props.onBusy?.(true);
		try {
			subscription.current = props.make(bourse, signer).subscribe({
				next(progress) {
					const isIn = progress.step === 'included' || progress.step === 'final';
					set({ step: progress.step, block: isIn ? progress.block.number : undefined });
					if (isIn && !isTold.current) {
						isTold.current = true;
						props.onIncluded?.(progress as T & { step: 'included' | 'final' });
					}
				},
				error: (error) => {
					set({ step: 'idle', error: messageOf(error) });
					props.onBusy?.(false);
				},
				complete: () => props.onBusy?.(false),
			});
		} catch (error) {
			set({ step: 'idle', error: messageOf(error) });
			props.onBusy?.(false);
		}
	};
	return (
		<div class="send">
			<button
				type="button"
				class={props.isMain ? 'main' : undefined}
				disabled={isBusy || props.isDisabled}
				onClick={begin}
			>
				{props.children}
			</button>
			<span role="status" class="note">
				{WORDS[state.step]} {state.block}
			</span>
			<Problem text={state.error} />
		</div>
	);
}
