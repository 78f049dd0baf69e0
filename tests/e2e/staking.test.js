// SPDX-License-Identifier: Apache-2.0

/**
 * The way into the validators and out of it, each step signed and seen as wallets see it
 * (`api.derive.staking`); and the council's way to root. What takes an era or a day is scripts/zombienet's.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { blake2AsHex } from '@polkadot/util-crypto';
import { RLC } from './lib/accounts.js';
import { call } from './lib/calls.js';
import { decide, mandate } from './lib/council.js';
import { find } from './lib/events.js';
import { Network } from './lib/network.js';
import { reader, validator } from './lib/roles.js';
import { Stage } from './lib/stage.js';
import { newKeys } from './lib/validators.js';

const BOND = 20_000n * RLC;
/** What the record of session keys holds of the wallet. */
const KEY_DEPOSIT = RLC / 10n;
/** Eras from unbonding to withdrawal. */
const BONDING = 28;
/** Blocks of a day. */
const DAY = 43_200;

/** @type {Stage<Network>} */
let stage;
/** @type {Record<'alice' | 'bob' | 'charlie' | 'eve' | 'newcomer', import('./lib/stage.js').Pair>} */
let people;

before(async () => {
	stage = await Stage.on(
		await Network.start('local', [
			validator('alice', { key: 'alice' }),
			validator('bob', { key: 'bob' }),
			reader('newcomer', { args: ['--validator'] }),
		]),
	);
	people = {
		alice: stage.account('alice'),
		bob: stage.account('bob'),
		charlie: stage.account('charlie'),
		eve: stage.account('eve'),
		newcomer: stage.account('newcomer'),
	};
	await stage.fund(people.alice, [people.newcomer], BOND + 5_000n * RLC);
});
after(() => stage?.close());

/** What wallets show of an account. */
function staking(/** @type {import('./lib/stage.js').Pair} */ { address }) {
	return stage.api.derive.staking.account(address);
}

/** Those who stand for the next election without being elected now. */
async function waiting() {
	const { waiting } = await stage.api.derive.staking.waitingInfo();
	return waiting.map(String);
}

test('validators of genesis are elected, and earn points', async () => {
	const { derive } = stage.api;
	const { alice, bob } = people;
	const genesis = [alice.address, bob.address].sort();
	const overview = await derive.staking.overview();
	assert.equal(overview.activeEra.toNumber(), 0);
	assert.equal(overview.validatorCount.toNumber(), 2);
	assert.deepEqual(overview.validators.map(String).sort(), genesis);
	assert.deepEqual(overview.nextElected.map(String).sort(), genesis);
	assert.deepEqual(await waiting(), []);
	const { individual, total } = await derive.staking.currentPoints();
	assert.ok(total.toNumber() >= 20, 'a block gives 20 points');
	assert.ok([...individual.keys()].every((who) => genesis.includes(who.toString())));
	const { stakingLedger, validatorPrefs } = await staking(alice);
	assert.equal(stakingLedger.active.toBigInt(), 10_000n * RLC);
	assert.equal(validatorPrefs.commission.toNumber(), 0);
});

test('newcomer bonds, which holds its wallet', async () => {
	const { newcomer, alice } = people;
	await stage.sender.send(newcomer, 'staking.bond', { value: BOND, payee: 'Stash' });
	const { stakingLedger, rewardDestination } = await staking(newcomer);
	assert.equal(stakingLedger.total.toBigInt(), BOND);
	assert.equal(rewardDestination?.type, 'Stash');
	// No RLC serves both, bond and stake for work.
	await assert.rejects(stage.sender.send(newcomer, 'escrow.deposit', { amount: 10_000n * RLC }), {
		name: 'Escrow.InsufficientBalance',
	});
	await assert.rejects(
		stage.sender.send(newcomer, 'balances.transferKeepAlive', {
			dest: alice.address,
			value: 10_000n * RLC,
		}),
		{ name: 'Token.FundsUnavailable' },
	);
});

test('session keys need the proof that their owner has them', async () => {
	const { newcomer, eve } = people;
	const { network, sender } = stage;
	const node = network.nodes[2];
	const others = await newKeys(node, eve);
	await assert.rejects(sender.send(newcomer, 'session.setKeys', others), {
		name: 'Session.InvalidProof',
	});
	const own = await newKeys(node, newcomer);
	await sender.send(newcomer, 'session.setKeys', own);
	const { nextSessionIds } = await staking(newcomer);
	const keys = nextSessionIds.map((key) => key.toHex().slice(2)).join('');
	assert.equal(`0x${keys}`, own.keys);
	assert.equal(await node.rpc('author_hasSessionKeys', [own.keys]), true);
	const { data } = await stage.api.query.system.account(newcomer.address);
	assert.equal(data.reserved.toBigInt(), BOND + KEY_DEPOSIT);
});

test('newcomer stands for election', async () => {
	const { newcomer } = people;
	const prefs = { commission: 25_000_000, blocked: false };
	await stage.sender.send(newcomer, 'staking.validate', { prefs });
	assert.deepEqual(await waiting(), [newcomer.address]);
	const { validatorPrefs } = await staking(newcomer);
	assert.equal(validatorPrefs.commission.toNumber(), 25_000_000);
});

test('nominator puts its bond behind the newcomer, and can not validate with so little', async () => {
	const { newcomer, eve } = people;
	await stage.sender.sendAll(eve, [
		call(stage.api, 'staking.bond', { value: 100n * RLC, payee: 'Staked' }),
		call(stage.api, 'staking.nominate', { targets: [newcomer.address] }),
	]);
	const { nominators, rewardDestination } = await staking(eve);
	assert.deepEqual(nominators.map(String), [newcomer.address]);
	assert.equal(rewardDestination?.type, 'Staked');
	await assert.rejects(
		stage.sender.send(eve, 'staking.validate', { prefs: { commission: 0, blocked: false } }),
		{ name: 'Staking.InsufficientBond' },
	);
	await stage.sender.send(eve, 'staking.chill');
	assert.deepEqual((await staking(eve)).nominators.map(String), []);
});

test('newcomer leaves, and its bond stays until the eras are over', async () => {
	const { newcomer } = people;
	await assert.rejects(stage.sender.send(newcomer, 'staking.unbond', { value: BOND - RLC }), {
		name: 'Staking.InsufficientBond',
	});
	await stage.sender.send(newcomer, 'staking.chill');
	assert.deepEqual(await waiting(), []);
	await stage.sender.send(newcomer, 'staking.unbond', { value: BOND });
	await stage.sender.send(newcomer, 'staking.withdrawUnbonded', { numSlashingSpans: 0 });
	const { redeemable, stakingLedger, unlocking = [] } = await staking(newcomer);
	assert.equal(stakingLedger.active.toBigInt(), 0n);
	assert.equal(stakingLedger.total.toBigInt(), BOND);
	assert.equal(redeemable?.toBigInt(), 0n);
	assert.deepEqual(
		unlocking.map(({ remainingEras, value }) => [remainingEras.toNumber(), value.toBigInt()]),
		[[BONDING, BOND]],
	);
});

test('two thirds of the council become root in a day, and half of it take that back', async () => {
	const { alice, bob, charlie, eve } = people;
	const { api, sender } = stage;
	await sender.sudo(alice, 'council.setMembers', {
		newMembers: [alice, bob, charlie].map(({ address }) => address),
		prime: null,
		oldCount: 0,
	});
	const bytes = call(api, 'sudo.removeKey').method.toHex();
	const schedule = mandate(stage, bytes);
	await assert.rejects(decide(stage, [alice, bob], schedule), { name: 'Mandate.UnknownCall' });
	await sender.send(charlie, 'preimage.notePreimage', { bytes });
	await assert.rejects(decide(stage, [eve], schedule), { name: 'Council.NotMember' });
	await assert.rejects(decide(stage, [alice], schedule), { name: 'BadOrigin' });

	const { block, events } = await decide(stage, [alice, bob], schedule);
	const { call: scheduled, at } = find(events, 'mandate.Scheduled').data;
	assert.equal(scheduled.toHex(), blake2AsHex(bytes));
	const { number } = await api.rpc.chain.getHeader(block);
	assert.equal(at.toNumber(), number.toNumber() + DAY + 1);
	const agenda = async () => {
		const entries = /** @type {any[]} */ (
			/** @type {unknown} */ (await api.query.scheduler.agenda(at))
		);
		return entries.filter((one) => one.isSome).map((one) => one.unwrap().origin.toJSON());
	};
	assert.deepEqual(await agenda(), [{ system: { root: null } }]);
	await assert.rejects(decide(stage, [alice, bob], schedule), {
		name: 'Mandate.AlreadyScheduled',
	});

	const cancel = call(api, 'mandate.cancel', { call: blake2AsHex(bytes) });
	await assert.rejects(decide(stage, [charlie], cancel), { name: 'BadOrigin' });
	await decide(stage, [bob, charlie], cancel);
	assert.deepEqual(await agenda(), []);
	await assert.rejects(decide(stage, [bob, charlie], cancel), { name: 'Mandate.NotScheduled' });
	assert.ok((await api.query.sudo.key()).isSome);
});
