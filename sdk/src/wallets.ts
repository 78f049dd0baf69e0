// SPDX-License-Identifier: Apache-2.0

import { sr25519CreateDerive } from '@polkadot-labs/hdkd';
import { DEV_MINI_SECRET, ss58Address } from '@polkadot-labs/hdkd-helpers';
import type { PolkadotSigner } from 'polkadot-api';
import { connectInjectedExtension, getInjectedExtensions } from 'polkadot-api/pjs-signer';
import { getPolkadotSigner } from 'polkadot-api/signer';
import type { Account, Hash } from './chain.js';
import { forWallet } from './orders.js';

/** An account that can sign. */
export interface Signer {
	address: Account;
	/** For people. */
	name: string;
	/** The wallet, `dev` for a development account. */
	wallet: string;
	signer: PolkadotSigner;
	/** Signs a hash (of an order, of an upload) as chain and nodes accept it: a signature of this kind, as hex. */
	signHash(hash: Hash): Promise<{ type: 'Sr25519' | 'Ed25519' | 'Ecdsa'; value: string }>;
}

const NAMES: Readonly<Record<string, string>> = {
	'polkadot-js': 'polkadot{.js}',
	talisman: 'Talisman',
	'subwallet-js': 'SubWallet',
	'nova-wallet': 'Nova',
};

/** Name of an injected wallet for people. */
export function walletName(id: string): string {
	return NAMES[id] ?? id;
}

/** The wallets that the page's browser has. */
export function wallets(): string[] {
	return typeof window === 'undefined' ? [] : getInjectedExtensions();
}

/** Asks a wallet for its accounts. The wallet asks its owner. */
export async function walletAccounts(wallet: string, page: string): Promise<Signer[]> {
	const extension = await connectInjectedExtension(wallet, page);
	const injected = await window.injectedWeb3?.[wallet]?.enable(page);
	return extension.getAccounts().map((account) => ({
		address: account.address,
		name: account.name ?? account.address.slice(0, 8),
		wallet,
		signer: account.polkadotSigner,
		async signHash(hash) {
			if (!injected)
				throw new Error(`${walletName(wallet)} is gone: connect the wallet again`);
			const { signature } = await injected.signer.signRaw({
				address: account.address,
				data: forWallet(hash),
				type: 'bytes',
			});
			return { type: kindOf(account.type), value: signature };
		},
	}));
}

function kindOf(type: string | undefined): 'Sr25519' | 'Ed25519' | 'Ecdsa' {
	return type === 'ed25519' ? 'Ed25519' : type === 'ecdsa' ? 'Ecdsa' : 'Sr25519';
}

/** Names of the development accounts. */
export const DEV_NAMES = ['Alice', 'Bob', 'Charlie', 'Dave', 'Eve', 'Ferdie'] as const;

/**
 * A development account, whose key everybody knows: for development chains only. `name` is one of
 * {@link DEV_NAMES}, or a path like `//Alice//1`.
 */
export function devAccount(name: string): Signer {
	const pair = sr25519CreateDerive(DEV_MINI_SECRET)(name.startsWith('//') ? name : `//${name}`);
	return {
		address: ss58Address(pair.publicKey, 42),
		name,
		wallet: 'dev',
		signer: getPolkadotSigner(pair.publicKey, 'Sr25519', pair.sign),
		async signHash(hash) {
			const bytes = pair.sign(hash.slice(2));
			return {
				type: 'Sr25519',
				value: `0x${[...bytes].map((b) => b.toString(16).padStart(2, '0')).join('')}`,
			};
		},
	};
}
