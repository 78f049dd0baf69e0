// SPDX-License-Identifier: Apache-2.0

//! Scenarios about tasks and settlement (PROTOCOL 5 and 6).

use super::{Scenario, ASSETS, MATCH, STAKES};

/// Orders like [`super::ORDERS`], of trust 3 and volume 2.
const ORDERS_OF_TRUST_3: &str = r#"
	{"order": "ao1", "kind": "app"}
	{"order": "wo1", "kind": "workerpool", "trust": 100}
	{"order": "ro1", "kind": "request", "trust": 3, "volume": 2}
"#;

/// The first task of the deal, a second after the match.
const INITIALIZE: &str = r#"
	{"op": "initialize", "by": "outsider", "deal": "d1", "idx": 0, "task": "d1.0"}
"#;

/// See [`super::scenarios`].
pub fn scenarios() -> Vec<Scenario> {
	vec![
		Scenario::new(
			"initialize_rules",
			"A task is initialized once, by anybody, at any time, even after its final deadline; only tasks of a deal are.",
			&[STAKES, ASSETS, ORDERS_OF_TRUST_3, r#"
			{"op": "initialize", "by": "outsider", "deal": "d1", "idx": 0, "task": "d1.0", "refused": null}
			"#, MATCH, r#"
			{"op": "initialize", "by": "outsider", "deal": "d2", "idx": 0, "task": "d2.0", "refused": null}
			{"op": "initialize", "by": "outsider", "deal": "d1", "idx": 2, "task": "d1.2", "refused": null}
			{"op": "initialize", "by": "outsider", "deal": "d1", "idx": 18446744073709551615, "task": "d1.18446744073709551615", "refused": null}
			{"op": "initialize", "by": "outsider", "deal": "d1", "idx": 1, "task": "d1.1"}
			{"op": "initialize", "by": "scheduler1", "deal": "d1", "idx": 1, "task": "d1.1", "refused": null}
			{"op": "initialize", "by": "w1", "deal": "d1", "idx": 0, "task": "d1.0", "at": 5000}
			{"op": "contribute", "by": "w1", "task": "d1.0", "digest": "A", "auth_by": "scheduler1", "refused": null}
			{"op": "claim_array", "by": "outsider", "tasks": ["d1.0", "d1.1"]}
			{"op": "initialize", "by": "w1", "deal": "d1", "idx": 0, "task": "d1.0", "refused": null}
			{"op": "initialize_array", "by": "w1", "tasks": ["d1.0"], "refused": null}
			{"op": "initialize_and_claim_array", "by": "w1", "tasks": ["d1.1"], "refused": null}
			"#],
		),
		Scenario::new(
			"bad_worker",
			"A wrong digest costs the stake, which the others share, and a third of the score.",
			&[STAKES, ASSETS, ORDERS_OF_TRUST_3, MATCH, INITIALIZE, r#"
			{"op": "contribute", "by": "w1", "task": "d1.0", "digest": "A", "auth_by": "scheduler1"}
			{"op": "contribute", "by": "w2", "task": "d1.0", "digest": "B", "auth_by": "scheduler1"}
			{"op": "contribute", "by": "w3", "task": "d1.0", "digest": "A", "auth_by": "scheduler1"}
			{"op": "contribute", "by": "w4", "task": "d1.0", "digest": "A", "auth_by": "scheduler1"}
			{"op": "reveal", "by": "w2", "task": "d1.0", "digest": "A", "refused": null}
			{"op": "reveal", "by": "w2", "task": "d1.0", "digest": "B", "refused": null}
			{"op": "reveal", "by": "w1", "task": "d1.0", "digest": "A"}
			{"op": "reveal", "by": "w3", "task": "d1.0", "digest": "A"}
			{"op": "finalize", "by": "scheduler1", "task": "d1.0", "results": "r", "results_callback": null, "refused": null}
			{"op": "reveal", "by": "w4", "task": "d1.0", "digest": "A"}
			{"op": "finalize", "by": "scheduler1", "task": "d1.0", "results": "r", "results_callback": null}
			"#],
		)
		.scores(&[("w1", 5), ("w2", 5), ("w3", 0)]),
		Scenario::new(
			"bad_worker_among_winners",
			"Faulty contributors before, between and after the accurate ones.",
			&[STAKES, r#"
			{"op": "deposit", "by": "w5", "amount": "1000000000000"}
			{"op": "deposit", "by": "w6", "amount": "1000000000000"}
			"#, ASSETS, r#"
			{"order": "ao1", "kind": "app"}
			{"order": "wo1", "kind": "workerpool", "trust": 100, "price": "10000000001"}
			{"order": "ro1", "kind": "request", "trust": 2, "workerpool_max_price": "10000000001"}
			"#, MATCH, INITIALIZE, r#"
			{"op": "contribute", "by": "w1", "task": "d1.0", "digest": "B", "auth_by": "scheduler1"}
			{"op": "reopen", "by": "scheduler1", "task": "d1.0", "at": 700}
			{"op": "contribute", "by": "w2", "task": "d1.0", "digest": "A", "auth_by": "scheduler1"}
			{"op": "reopen", "by": "scheduler1", "task": "d1.0", "at": 1400}
			{"op": "contribute", "by": "w3", "task": "d1.0", "digest": "A", "auth_by": "scheduler1"}
			{"op": "reveal", "by": "w2", "task": "d1.0", "digest": "A", "refused": null}
			{"op": "reveal", "by": "w3", "task": "d1.0", "digest": "A"}
			{"op": "reopen", "by": "scheduler1", "task": "d1.0", "at": 2100, "refused": null}
			{"op": "finalize", "by": "scheduler1", "task": "d1.0", "results": "", "results_callback": null}
			"#],
		)
		.scores(&[("w1", 1), ("w2", 2), ("w3", 11)]),
		Scenario::new(
			"reopen_same_digest",
			"A digest whose consensus was reopened may win with other workers: its group restarts from 0, its first workers stay rejected.",
			&[STAKES, ASSETS, ORDERS_OF_TRUST_3, MATCH, INITIALIZE, r#"
			{"op": "contribute", "by": "w1", "task": "d1.0", "digest": "A", "auth_by": "scheduler1"}
			{"op": "contribute", "by": "w2", "task": "d1.0", "digest": "A", "auth_by": "scheduler1"}
			{"op": "reopen", "by": "scheduler1", "task": "d1.0", "at": 611, "refused": null}
			{"op": "reopen", "by": "scheduler1", "task": "d1.0", "at": 613}
			{"op": "contribute", "by": "w1", "task": "d1.0", "digest": "A", "auth_by": "scheduler1", "refused": null}
			{"op": "reveal", "by": "w1", "task": "d1.0", "digest": "A", "refused": null}
			{"op": "contribute", "by": "w3", "task": "d1.0", "digest": "A", "auth_by": "scheduler1"}
			{"op": "contribute", "by": "w4", "task": "d1.0", "digest": "A", "auth_by": "scheduler1"}
			{"op": "reveal", "by": "w1", "task": "d1.0", "digest": "A", "refused": null}
			{"op": "reveal", "by": "w3", "task": "d1.0", "digest": "A"}
			{"op": "reveal", "by": "w3", "task": "d1.0", "digest": "A", "refused": null}
			{"op": "reveal", "by": "w4", "task": "d1.0", "digest": "A"}
			{"op": "finalize", "by": "scheduler1", "task": "d1.0", "results": "r", "results_callback": null}
			"#],
		)
		.scores(&[("w1", 3), ("w2", 4)]),
		Scenario::new(
			"consensus_beyond_128_bits",
			"Weights of 60 bits: products beyond 128 bits decide like any other.",
			&[STAKES, ASSETS, r#"
			{"order": "ao1", "kind": "app"}
			{"order": "wo1", "kind": "workerpool", "trust": 2305843009213693952}
			{"order": "ro1", "kind": "request", "trust": 2305843009213693952}
			"#, MATCH, INITIALIZE, r#"
			{"op": "contribute", "by": "w1", "task": "d1.0", "digest": "A", "auth_by": "scheduler1"}
			{"op": "contribute", "by": "w2", "task": "d1.0", "digest": "B", "auth_by": "scheduler1"}
			{"op": "contribute", "by": "w3", "task": "d1.0", "digest": "B", "auth_by": "scheduler1"}
			{"op": "contribute", "by": "w4", "task": "d1.0", "digest": "B", "auth_by": "scheduler1"}
			{"op": "reveal", "by": "w2", "task": "d1.0", "digest": "B"}
			{"op": "reveal", "by": "w4", "task": "d1.0", "digest": "B"}
			{"op": "finalize", "by": "scheduler1", "task": "d1.0", "results": "r", "results_callback": null, "at": 700}
			"#],
		)
		.scores(&[
			("w1", 3_000_000_000_000_000_000),
			("w2", 3_000_000_000_000_000_003),
			("w3", 3_000_000_000_000_000_000),
			("w4", 3_000_000_000_000_000_000),
		]),
		Scenario::new(
			"consensus_beyond_256_bits",
			"A trust close to 2^256 overflows with any contribution: all are refused, the task can only be claimed.",
			&[STAKES, ASSETS, r#"
			{"order": "ao1", "kind": "app"}
			{"order": "wo1", "kind": "workerpool", "trust": 115792089237316195423570985008687907853269984665640564039457584007913129639935}
			{"order": "ro1", "kind": "request", "trust": 115792089237316195423570985008687907853269984665640564039457584007913129639935}
			"#, MATCH, INITIALIZE, r#"
			{"op": "contribute", "by": "w1", "task": "d1.0", "digest": "A", "auth_by": "scheduler1", "refused": "Panic(0x11)"}
			{"op": "contribute", "by": "w2", "task": "d1.0", "digest": "B", "auth_by": "scheduler1", "refused": "Panic(0x11)"}
			{"op": "contribute", "by": "w1", "task": "d1.0", "digest": "A", "auth_by": null, "refused": "invalid-signature-format"}
			{"op": "claim", "by": "outsider", "task": "d1.0", "at": 3010}
			"#],
		)
		.scores(&[("w2", 1000)]),
		Scenario::new(
			"consensus_beyond_256_bits_later",
			"A trust of 2^254: the first contribution just fits, all others overflow.",
			&[STAKES, ASSETS, r#"
			{"order": "ao1", "kind": "app"}
			{"order": "wo1", "kind": "workerpool", "trust": 28948022309329048855892746252171976963317496166410141009864396001978282409984}
			{"order": "ro1", "kind": "request", "trust": 28948022309329048855892746252171976963317496166410141009864396001978282409984}
			"#, MATCH, INITIALIZE, r#"
			{"op": "contribute", "by": "w1", "task": "d1.0", "digest": "A", "auth_by": "scheduler1"}
			{"op": "contribute", "by": "w2", "task": "d1.0", "digest": "A", "auth_by": "scheduler1", "refused": "Panic(0x11)"}
			{"op": "contribute", "by": "w2", "task": "d1.0", "digest": "B", "auth_by": "scheduler1", "refused": "Panic(0x11)"}
			{"op": "claim", "by": "outsider", "task": "d1.0", "at": 3010}
			"#],
		),
		Scenario::new(
			"contribute_refusals_in_order",
			"What is wrong first decides: the state, the deadline, the authorization, the enclave, and the stake at last.",
			&[ASSETS, ORDERS_OF_TRUST_3, r#"
			{"op": "deposit", "by": "requester1", "amount": "1000000000000"}
			{"op": "deposit", "by": "scheduler1", "amount": "1000000000000"}
			{"op": "deposit", "by": "w1", "amount": "2999999999"}
			{"op": "deposit", "by": "w2", "amount": "1000000000000"}
			"#, MATCH, INITIALIZE, r#"
			{"op": "contribute", "by": "w1", "task": "d1.1", "digest": "A", "auth_by": null, "refused": null}
			{"op": "contribute", "by": "w1", "task": "d1.0", "digest": "A", "auth_by": null, "refused": "invalid-signature-format"}
			{"op": "contribute", "by": "w1", "task": "d1.0", "digest": "A", "auth_by": "w1", "refused": null}
			{"op": "contribute", "by": "w1", "task": "d1.0", "digest": "A", "auth_by": "scheduler1", "auth_task": "d1.1", "refused": null}
			{"op": "contribute", "by": "w1", "task": "d1.0", "digest": "A", "auth_by": "scheduler1", "auth_worker": "w2", "refused": null}
			{"op": "contribute", "by": "w1", "task": "d1.0", "digest": "A", "auth_by": "scheduler1", "auth_enclave": "enclave1", "refused": null}
			{"op": "contribute", "by": "w1", "task": "d1.0", "digest": "A", "auth_by": "scheduler1", "enclave": "enclave1", "auth_enclave": null, "refused": null}
			{"op": "contribute", "by": "w1", "task": "d1.0", "digest": "A", "auth_by": "scheduler1", "enclave": "enclave1", "enclave_sign_by": null, "refused": "invalid-signature-format"}
			{"op": "contribute", "by": "w1", "task": "d1.0", "digest": "A", "auth_by": "scheduler1", "enclave": "enclave1", "enclave_sign_by": "enclave2", "refused": null}
			{"op": "contribute", "by": "w1", "task": "d1.0", "digest": "A", "auth_by": "scheduler1", "enclave": "enclave1", "refused": "IexecEscrow: Transfer amount exceeds balance"}
			{"op": "contribute", "by": "w2", "task": "d1.0", "digest": "A", "auth_by": "scheduler1", "enclave": "enclave2"}
			{"op": "contribute", "by": "w2", "task": "d1.0", "digest": "A", "auth_by": null, "refused": null}
			{"op": "deposit", "by": "w1", "amount": "1"}
			{"op": "contribute", "by": "w1", "task": "d1.0", "digest": "A", "auth_by": null, "at": 2108, "refused": null}
			"#],
		),
		Scenario::new(
			"tee_rules",
			"A TEE deal needs an enclave; a broker, while it is set, authorizes enclaves in place of the scheduler, also in contribute-and-finalize.",
			&[STAKES, ASSETS, r#"
			{"order": "ao1", "kind": "app", "tag": 1}
			{"order": "wo1", "kind": "workerpool", "tag": 1, "trust": 10}
			{"order": "ro1", "kind": "request", "tag": 1, "volume": 3}
			"#, MATCH, r#"
			{"op": "initialize_array", "by": "outsider", "tasks": ["d1.0", "d1.1", "d1.2"]}
			{"op": "contribute", "by": "w1", "task": "d1.0", "digest": "A", "auth_by": "scheduler1", "refused": null}
			{"op": "contribute_and_finalize", "by": "w1", "task": "d1.0", "digest": "A", "results": "", "results_callback": null, "auth_by": "scheduler1", "refused": null}
			{"op": "contribute", "by": "w1", "task": "d1.0", "digest": "A", "auth_by": "tee_broker", "enclave": "enclave1", "refused": null}
			{"op": "contribute", "by": "w1", "task": "d1.0", "digest": "A", "auth_by": "scheduler1", "enclave": "enclave1"}
			{"op": "set_tee_broker", "by": "owner", "broker": "tee_broker"}
			{"op": "contribute_and_finalize", "by": "w1", "task": "d1.1", "digest": "A", "results": "", "results_callback": null, "auth_by": "scheduler1", "enclave": "enclave1", "refused": null}
			{"op": "contribute_and_finalize", "by": "w1", "task": "d1.1", "digest": "A", "results": "", "results_callback": null, "auth_by": "tee_broker", "enclave": "enclave1", "enclave_sign_by": "w1", "refused": null}
			{"op": "contribute_and_finalize", "by": "w1", "task": "d1.1", "digest": "A", "results": "", "results_callback": null, "auth_by": "tee_broker", "enclave": "enclave1", "enclave_sign_by": null, "refused": "invalid-signature-format"}
			{"op": "contribute_and_finalize", "by": "w1", "task": "d1.1", "digest": "A", "results": "", "results_callback": null, "auth_by": "tee_broker", "enclave": "enclave1"}
			{"op": "set_tee_broker", "by": "owner", "broker": null}
			{"op": "contribute", "by": "w2", "task": "d1.2", "digest": "A", "auth_by": "tee_broker", "enclave": "enclave2", "refused": null}
			{"op": "contribute", "by": "w2", "task": "d1.2", "digest": "A", "auth_by": "scheduler1", "enclave": "enclave2"}
			"#],
		),
		Scenario::new(
			"contribute_and_finalize_rules",
			"Contribute-and-finalize: before the contribution deadline, of trust 1, before anybody else, authorized, with callback data where there is a callback.",
			&[STAKES, ASSETS, r#"
			{"order": "ao1", "kind": "app"}
			{"order": "wo1", "kind": "workerpool", "trust": 2}
			{"order": "ro1", "kind": "request", "trust": 0, "volume": 4}
			{"order": "ro2", "kind": "request", "trust": 2}
			{"order": "ro3", "kind": "request", "callback": "callback_eoa", "volume": 2}
			"#, MATCH, r#"
			{"op": "match_orders", "by": "outsider", "app_order": "ao1", "dataset_order": null, "workerpool_order": "wo1", "request_order": "ro2"}
			{"op": "match_orders", "by": "outsider", "app_order": "ao1", "dataset_order": null, "workerpool_order": "wo1", "request_order": "ro3"}
			{"op": "contribute_and_finalize", "by": "w8", "task": "d1.0", "digest": "A", "results": "r", "results_callback": null, "auth_by": "scheduler1", "refused": null}
			{"op": "initialize_array", "by": "outsider", "tasks": ["d1.0", "d1.1", "d1.2", "d1.3", "d2.0", "d3.0", "d3.1"]}
			{"op": "contribute_and_finalize", "by": "w8", "task": "d2.0", "digest": "A", "results": "r", "results_callback": null, "auth_by": "scheduler1", "refused": null}
			{"op": "contribute_and_finalize", "by": "w8", "task": "d1.0", "digest": "A", "results": "r", "results_callback": null, "auth_by": null, "refused": "invalid-signature-format"}
			{"op": "contribute_and_finalize", "by": "w8", "task": "d1.0", "digest": "A", "results": "r", "results_callback": null, "auth_by": "w8", "refused": null}
			{"op": "contribute_and_finalize", "by": "w8", "task": "d1.0", "digest": "A", "results": "r", "results_callback": "B", "auth_by": "scheduler1", "refused": null}
			{"op": "contribute_and_finalize", "by": "w8", "task": "d1.0", "digest": "A", "results": "r", "results_callback": "A", "auth_by": "scheduler1"}
			{"op": "contribute", "by": "w1", "task": "d1.1", "digest": "A", "auth_by": "scheduler1"}
			{"op": "contribute_and_finalize", "by": "w8", "task": "d1.1", "digest": "A", "results": "r", "results_callback": null, "auth_by": "scheduler1", "refused": null}
			{"op": "reopen", "by": "scheduler1", "task": "d1.1", "at": 700}
			{"op": "contribute_and_finalize", "by": "w8", "task": "d1.1", "digest": "A", "results": "r", "results_callback": null, "auth_by": "scheduler1", "refused": null}
			{"op": "contribute_and_finalize", "by": "w8", "task": "d3.0", "digest": "A", "results": "r", "results_callback": null, "auth_by": "scheduler1", "refused": null}
			{"op": "contribute_and_finalize", "by": "w8", "task": "d3.0", "digest": "A", "results": "r", "results_callback": "B", "auth_by": "scheduler1", "refused": null}
			{"op": "contribute_and_finalize", "by": "w8", "task": "d3.0", "digest": "A", "results": "r", "results_callback": "A", "auth_by": "scheduler1"}
			{"op": "contribute_and_finalize", "by": "scheduler1", "task": "d1.2", "digest": "A", "results": "r", "results_callback": null, "auth_by": "scheduler1"}
			{"op": "contribute_and_finalize", "by": "w8", "task": "d1.3", "digest": "A", "results": "r", "results_callback": null, "auth_by": "scheduler1", "at": 2110, "refused": null}
			"#],
		),
		Scenario::new(
			"finalize_callback_targets",
			"A callback to an account without code or to one that fails changes nothing; data is demanded for either.",
			&[STAKES, ASSETS, r#"
			{"order": "ao1", "kind": "app"}
			{"order": "wo1", "kind": "workerpool"}
			{"order": "ro1", "kind": "request", "callback": "callback_gas_waster"}
			{"order": "ro2", "kind": "request", "callback": "callback_eoa"}
			{"order": "ro3", "kind": "request", "callback": "callback_contract"}
			"#, MATCH, r#"
			{"op": "match_orders", "by": "outsider", "app_order": "ao1", "dataset_order": null, "workerpool_order": "wo1", "request_order": "ro2"}
			{"op": "match_orders", "by": "outsider", "app_order": "ao1", "dataset_order": null, "workerpool_order": "wo1", "request_order": "ro3"}
			{"op": "initialize_array", "by": "outsider", "tasks": ["d1.0", "d2.0", "d3.0"]}
			{"op": "contribute", "by": "w1", "task": "d1.0", "digest": "A", "auth_by": "scheduler1"}
			{"op": "contribute", "by": "w1", "task": "d2.0", "digest": "A", "auth_by": "scheduler1"}
			{"op": "contribute", "by": "w1", "task": "d3.0", "digest": "A", "auth_by": "scheduler1"}
			{"op": "reveal", "by": "w1", "task": "d1.0", "digest": "A"}
			{"op": "reveal", "by": "w1", "task": "d2.0", "digest": "A"}
			{"op": "reveal", "by": "w1", "task": "d3.0", "digest": "A"}
			{"op": "finalize", "by": "scheduler1", "task": "d1.0", "results": "r", "results_callback": null, "refused": null}
			{"op": "finalize", "by": "scheduler1", "task": "d1.0", "results": "r", "results_callback": "B", "refused": null}
			{"op": "finalize", "by": "scheduler1", "task": "d1.0", "results": "r", "results_callback": "A"}
			{"op": "finalize", "by": "scheduler1", "task": "d2.0", "results": "r", "results_callback": "A"}
			{"op": "finalize", "by": "scheduler1", "task": "d3.0", "results": "r", "results_callback": "A"}
			"#],
		),
		Scenario::new(
			"category_4_deadlines",
			"Deadlines of category 4: contribution 7, final 10 time references after the deal, reveal 2 after the consensus.",
			&[STAKES, ASSETS, r#"
			{"order": "ao1", "kind": "app"}
			{"order": "wo1", "kind": "workerpool", "category": 4}
			{"order": "ro1", "kind": "request", "category": 4, "volume": 2}
			"#, MATCH, r#"
			{"op": "initialize_array", "by": "outsider", "tasks": ["d1.0", "d1.1"]}
			{"op": "contribute", "by": "w1", "task": "d1.0", "digest": "A", "auth_by": "scheduler1", "at": 252009}
			{"op": "contribute", "by": "w1", "task": "d1.1", "digest": "A", "auth_by": "scheduler1", "refused": null}
			{"op": "reveal", "by": "w1", "task": "d1.0", "digest": "A", "at": 324008}
			{"op": "finalize", "by": "scheduler1", "task": "d1.0", "results": "r", "results_callback": null, "at": 360009}
			{"op": "claim", "by": "outsider", "task": "d1.1"}
			"#],
		),
		Scenario::new(
			"ratios_at_their_ends",
			"Worker stake ratio 0 and scheduler reward ratio 0, then 1000 and 100: nothing to lose or to keep, and everything.",
			&[STAKES, ASSETS, r#"
			{"order": "ao1", "kind": "app"}
			{"order": "wo1", "kind": "workerpool", "trust": 3, "price": "7"}
			{"order": "ro1", "kind": "request", "trust": 3}
			{"order": "ro2", "kind": "request", "trust": 3}
			{"op": "change_workerpool_policy", "by": "scheduler1", "workerpool": "pool1", "worker_stake_ratio": 0, "scheduler_reward_ratio": 0}
			"#, MATCH, r#"
			{"op": "change_workerpool_policy", "by": "scheduler1", "workerpool": "pool1", "worker_stake_ratio": 1000, "scheduler_reward_ratio": 100}
			{"op": "match_orders", "by": "outsider", "app_order": "ao1", "dataset_order": null, "workerpool_order": "wo1", "request_order": "ro2"}
			{"op": "initialize_array", "by": "outsider", "tasks": ["d1.0", "d2.0"]}
			{"op": "contribute", "by": "w1", "task": "d1.0", "digest": "B", "auth_by": "scheduler1"}
			{"op": "contribute", "by": "w2", "task": "d1.0", "digest": "A", "auth_by": "scheduler1"}
			{"op": "contribute", "by": "w3", "task": "d1.0", "digest": "A", "auth_by": "scheduler1"}
			{"op": "contribute", "by": "w4", "task": "d1.0", "digest": "A", "auth_by": "scheduler1"}
			{"op": "contribute", "by": "w1", "task": "d2.0", "digest": "A", "auth_by": "scheduler1"}
			{"op": "contribute", "by": "w2", "task": "d2.0", "digest": "B", "auth_by": "scheduler1"}
			{"op": "contribute", "by": "w3", "task": "d2.0", "digest": "B", "auth_by": "scheduler1"}
			{"op": "contribute", "by": "w4", "task": "d2.0", "digest": "B", "auth_by": "scheduler1"}
			{"op": "reveal", "by": "w2", "task": "d1.0", "digest": "A"}
			{"op": "reveal", "by": "w3", "task": "d1.0", "digest": "A"}
			{"op": "reveal", "by": "w4", "task": "d1.0", "digest": "A"}
			{"op": "finalize", "by": "scheduler1", "task": "d1.0", "results": "r", "results_callback": null}
			{"op": "reveal", "by": "w2", "task": "d2.0", "digest": "B"}
			{"op": "finalize", "by": "scheduler1", "task": "d2.0", "results": "r", "results_callback": null, "at": 700}
			"#],
		),
		Scenario::new(
			"kitty_boundaries",
			"The kitty pays all it has up to 1 RLC, 1 RLC up to 10 RLC, and a tenth beyond.",
			&[STAKES, ASSETS, r#"
			{"order": "ao1", "kind": "app", "price": "0"}
			{"order": "wo1", "kind": "workerpool", "price": "40000000001", "volume": 1}
			{"order": "wo2", "kind": "workerpool", "price": "1"}
			{"order": "ro1", "kind": "request", "app_max_price": "0", "workerpool_max_price": "40000000001", "volume": 1}
			{"order": "ro2", "kind": "request", "app_max_price": "0", "volume": 14, "workerpool_max_price": "1"}
			"#, MATCH, r#"
			{"op": "initialize_and_claim_array", "by": "outsider", "tasks": ["d1.0"], "at": 3010}
			{"op": "match_orders", "by": "outsider", "app_order": "ao1", "dataset_order": null, "workerpool_order": "wo2", "request_order": "ro2"}
			{"op": "initialize_array", "by": "outsider", "tasks": ["d2.0", "d2.1", "d2.2", "d2.3", "d2.4", "d2.5", "d2.6", "d2.7", "d2.8", "d2.9", "d2.10", "d2.11", "d2.12", "d2.13"]}
			{"op": "contribute_and_finalize", "by": "w1", "task": "d2.0", "digest": "A", "results": "", "results_callback": null, "auth_by": "scheduler1"}
			{"op": "contribute_and_finalize", "by": "w1", "task": "d2.1", "digest": "A", "results": "", "results_callback": null, "auth_by": "scheduler1"}
			{"op": "contribute_and_finalize", "by": "w1", "task": "d2.2", "digest": "A", "results": "", "results_callback": null, "auth_by": "scheduler1"}
			{"op": "contribute_and_finalize", "by": "w1", "task": "d2.3", "digest": "A", "results": "", "results_callback": null, "auth_by": "scheduler1"}
			{"op": "contribute_and_finalize", "by": "w1", "task": "d2.4", "digest": "A", "results": "", "results_callback": null, "auth_by": "scheduler1"}
			{"op": "contribute_and_finalize", "by": "w1", "task": "d2.5", "digest": "A", "results": "", "results_callback": null, "auth_by": "scheduler1"}
			{"op": "contribute_and_finalize", "by": "w1", "task": "d2.6", "digest": "A", "results": "", "results_callback": null, "auth_by": "scheduler1"}
			{"op": "contribute_and_finalize", "by": "w1", "task": "d2.7", "digest": "A", "results": "", "results_callback": null, "auth_by": "scheduler1"}
			{"op": "contribute_and_finalize", "by": "w1", "task": "d2.8", "digest": "A", "results": "", "results_callback": null, "auth_by": "scheduler1"}
			{"op": "contribute_and_finalize", "by": "w1", "task": "d2.9", "digest": "A", "results": "", "results_callback": null, "auth_by": "scheduler1"}
			{"op": "contribute_and_finalize", "by": "w1", "task": "d2.10", "digest": "A", "results": "", "results_callback": null, "auth_by": "scheduler1"}
			{"op": "contribute_and_finalize", "by": "w1", "task": "d2.11", "digest": "A", "results": "", "results_callback": null, "auth_by": "scheduler1"}
			{"op": "contribute_and_finalize", "by": "w1", "task": "d2.12", "digest": "A", "results": "", "results_callback": null, "auth_by": "scheduler1"}
			{"op": "contribute_and_finalize", "by": "w1", "task": "d2.13", "digest": "A", "results": "", "results_callback": null, "auth_by": "scheduler1"}
			"#],
		),
		Scenario::new(
			"seal_of_another",
			"Seals made for another worker or another digest count for the consensus, and can't be revealed.",
			&[STAKES, ASSETS, ORDERS_OF_TRUST_3, MATCH, INITIALIZE, r#"
			{"op": "contribute", "by": "w1", "task": "d1.0", "digest": "A", "auth_by": "scheduler1", "seal_worker": "w2"}
			{"op": "contribute", "by": "w2", "task": "d1.0", "digest": "A", "auth_by": "scheduler1", "seal_digest": "B"}
			{"op": "reveal", "by": "w1", "task": "d1.0", "digest": "A", "refused": null}
			{"op": "reveal", "by": "w2", "task": "d1.0", "digest": "A", "refused": null}
			{"op": "reveal", "by": "w2", "task": "d1.0", "digest": "B", "refused": null}
			{"op": "reveal", "by": "w3", "task": "d1.0", "digest": "A", "refused": null}
			{"op": "finalize", "by": "scheduler1", "task": "d1.0", "results": "r", "results_callback": null, "at": 700, "refused": null}
			{"op": "reopen", "by": "outsider", "task": "d1.0", "refused": null}
			{"op": "reopen", "by": "scheduler1", "task": "d1.0"}
			{"op": "claim", "by": "outsider", "task": "d1.0", "at": 3010}
			"#],
		),
		Scenario::new(
			"arrays_of_many_deals",
			"Arrays over several deals, with unknown ones and repetitions: all or nothing.",
			&[STAKES, ASSETS, r#"
			{"order": "ao1", "kind": "app"}
			{"order": "wo1", "kind": "workerpool"}
			{"order": "ro1", "kind": "request", "volume": 2}
			{"order": "ro2", "kind": "request", "volume": 2}
			"#, MATCH, r#"
			{"op": "match_orders", "by": "outsider", "app_order": "ao1", "dataset_order": null, "workerpool_order": "wo1", "request_order": "ro2"}
			{"op": "initialize_array", "by": "outsider", "tasks": ["d1.0", "d2.0", "d3.0"], "refused": null}
			{"op": "initialize_array", "by": "outsider", "tasks": ["d2.0", "d2.0"], "refused": null}
			{"op": "initialize_array", "by": "outsider", "tasks": ["d2.0", "d1.0"]}
			{"op": "initialize_and_claim_array", "by": "outsider", "tasks": []}
			{"op": "claim_array", "by": "outsider", "tasks": ["d1.0", "d1.1"], "at": 3010, "refused": null}
			{"op": "claim_array", "by": "outsider", "tasks": ["d1.0", "d2.0"]}
			"#],
		),
	]
}
