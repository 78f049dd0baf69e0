// SPDX-License-Identifier: Apache-2.0

//! Scenarios about stakes, registries, orders and matching (PROTOCOL 2 to 4).

use super::{Scenario, ASSETS, MATCH, ORDERS, STAKES};

/// See [`super::scenarios`].
pub fn scenarios() -> Vec<Scenario> {
	vec![
		Scenario::new(
			"escrow_edges",
			"Nothing can be deposited and withdrawn, and the whole stake, but not a unit more.",
			&[r#"
			{"op": "deposit", "by": "w1", "amount": "0"}
			{"op": "withdraw", "by": "w1", "amount": "0"}
			{"op": "withdraw", "by": "w1", "amount": "1", "refused": null}
			{"op": "deposit", "by": "w1", "amount": "7"}
			{"op": "withdraw", "by": "w1", "amount": "8", "refused": null}
			{"op": "withdraw", "by": "w1", "amount": "7"}
			{"op": "withdraw", "by": "outsider", "amount": "1", "refused": null}
			{"op": "advance", "seconds": 100, "at": 107}
			"#],
		),
		Scenario::new(
			"assets_strangers",
			"Only the present owner transfers an asset or changes a policy: neither strangers nor former owners.",
			&[ASSETS, r#"
			{"op": "transfer_asset", "by": "outsider", "asset": "app1", "to": "outsider", "refused": "ERC721: transfer caller is not owner nor approved"}
			{"op": "transfer_asset", "by": "app_owner", "asset": "ds1", "to": "app_owner", "refused": "ERC721: transfer caller is not owner nor approved"}
			{"op": "transfer_asset", "by": "app_owner", "asset": "pool1", "to": "app_owner", "refused": "ERC721: transfer caller is not owner nor approved"}
			{"op": "change_workerpool_policy", "by": "app_owner", "workerpool": "pool1", "worker_stake_ratio": 1, "scheduler_reward_ratio": 1, "refused": "caller is not the owner"}
			{"op": "transfer_asset", "by": "scheduler1", "asset": "pool1", "to": "scheduler2"}
			{"op": "transfer_asset", "by": "scheduler1", "asset": "pool1", "to": "scheduler1", "refused": "ERC721: transfer caller is not owner nor approved"}
			{"op": "change_workerpool_policy", "by": "scheduler1", "workerpool": "pool1", "worker_stake_ratio": 1, "scheduler_reward_ratio": 1, "refused": "caller is not the owner"}
			{"op": "change_workerpool_policy", "by": "scheduler1", "workerpool": "pool1", "worker_stake_ratio": 1, "scheduler_reward_ratio": 101, "refused": "caller is not the owner"}
			{"op": "change_workerpool_policy", "by": "scheduler2", "workerpool": "pool1", "worker_stake_ratio": 0, "scheduler_reward_ratio": 0}
			{"op": "change_workerpool_policy", "by": "scheduler2", "workerpool": "pool1", "worker_stake_ratio": 4294967296, "scheduler_reward_ratio": 100}
			{"op": "change_workerpool_policy", "by": "scheduler2", "workerpool": "pool1", "worker_stake_ratio": 0, "scheduler_reward_ratio": 256, "refused": null}
			{"op": "transfer_asset", "by": "scheduler2", "asset": "pool1", "to": "scheduler2"}
			{"op": "create_workerpool", "by": "outsider", "asset": "pool1bis", "owner": "scheduler1", "content": "pool1", "refused": "Create2: Failed on deploy"}
			{"op": "create_workerpool", "by": "outsider", "asset": "pool2", "owner": "scheduler2", "content": "pool1"}
			"#],
		),
		Scenario::new(
			"administration",
			"Categories and the TEE broker are the owner's affair.",
			&[r#"
			{"op": "create_category", "by": "scheduler1", "name": "NEW", "work_clock_time_ref_s": 10, "refused": "Ownable: caller is not the owner"}
			{"op": "create_category", "by": "owner", "name": "NEW", "work_clock_time_ref_s": 10}
			{"op": "create_category", "by": "owner", "name": "NEW", "work_clock_time_ref_s": 10}
			{"op": "create_category", "by": "owner", "name": "", "work_clock_time_ref_s": 1000000000}
			{"op": "set_tee_broker", "by": "tee_broker", "broker": "tee_broker", "refused": "Ownable: caller is not the owner"}
			{"op": "set_tee_broker", "by": "owner", "broker": "tee_broker"}
			{"op": "set_tee_broker", "by": "owner", "broker": null}
			"#],
		),
		Scenario::new(
			"match_0x12",
			"The request's restriction refuses the workerpool; one that names it accepts.",
			&[STAKES, ASSETS, ORDERS, r#"
			{"op": "create_workerpool", "by": "scheduler2", "asset": "pool2", "owner": "scheduler2", "content": "pool2"}
			{"order": "ro_actor", "kind": "request", "workerpool": "outsider"}
			{"order": "ro_pool2", "kind": "request", "workerpool": "pool2"}
			{"order": "ro_app", "kind": "request", "workerpool": "app1"}
			{"order": "ro_unregistered", "kind": "request", "workerpool": "unregistered"}
			{"order": "ro_pool1", "kind": "request", "workerpool": "pool1"}
			{"op": "match_orders", "by": "outsider", "app_order": "ao1", "dataset_order": null, "workerpool_order": "wo1", "request_order": "ro_actor", "refused": "iExecV5-matchOrders-0x12"}
			{"op": "match_orders", "by": "outsider", "app_order": "ao1", "dataset_order": null, "workerpool_order": "wo1", "request_order": "ro_pool2", "refused": "iExecV5-matchOrders-0x12"}
			{"op": "match_orders", "by": "outsider", "app_order": "ao1", "dataset_order": null, "workerpool_order": "wo1", "request_order": "ro_app", "refused": "iExecV5-matchOrders-0x12"}
			{"op": "match_orders", "by": "outsider", "app_order": "ao1", "dataset_order": null, "workerpool_order": "wo1", "request_order": "ro_unregistered", "refused": "iExecV5-matchOrders-0x12"}
			{"op": "match_orders", "by": "outsider", "app_order": "ao1", "dataset_order": null, "workerpool_order": "wo1", "request_order": "ro_pool1"}
			"#],
		),
		Scenario::new(
			"match_0x14",
			"The app order's restriction refuses the workerpool; one that names it accepts.",
			&[STAKES, ASSETS, ORDERS, r#"
			{"order": "ao_actor", "kind": "app", "workerpool_restrict": "scheduler1"}
			{"order": "ao_unregistered", "kind": "app", "workerpool_restrict": "unregistered"}
			{"order": "ao_pool1", "kind": "app", "workerpool_restrict": "pool1"}
			{"op": "match_orders", "by": "outsider", "app_order": "ao_actor", "dataset_order": null, "workerpool_order": "wo1", "request_order": "ro1", "refused": "iExecV5-matchOrders-0x14"}
			{"op": "match_orders", "by": "outsider", "app_order": "ao_unregistered", "dataset_order": null, "workerpool_order": "wo1", "request_order": "ro1", "refused": "iExecV5-matchOrders-0x14"}
			{"op": "match_orders", "by": "outsider", "app_order": "ao_pool1", "dataset_order": null, "workerpool_order": "wo1", "request_order": "ro1"}
			"#],
		),
		Scenario::new(
			"match_restrict_group_assets",
			"A group holds assets of any kind as well as accounts, and satisfies every restriction that it is in.",
			&[STAKES, ASSETS, r#"
			{"op": "create_app", "by": "outsider", "asset": "app2", "owner": "app_owner", "content": "app2"}
			{"op": "create_workerpool", "by": "scheduler2", "asset": "pool2", "owner": "scheduler2", "content": "pool2"}
			{"op": "deposit", "by": "requester2", "amount": "1000000000000"}
			{"order": "ao1", "kind": "app", "dataset_restrict": "group1", "workerpool_restrict": "group1", "requester_restrict": "group1"}
			{"order": "ao2", "kind": "app", "app": "app2"}
			{"order": "do1", "kind": "dataset", "app_restrict": "group1", "workerpool_restrict": "group1", "requester_restrict": "group1"}
			{"order": "wo1", "kind": "workerpool", "app_restrict": "group1", "dataset_restrict": "group1", "requester_restrict": "group1"}
			{"order": "wo2", "kind": "workerpool", "workerpool": "pool2", "signed_by": "scheduler2"}
			{"order": "ro1", "kind": "request", "dataset": "ds1", "dataset_max_price": "5000000000", "workerpool": "group1", "volume": 2}
			{"order": "ro2", "kind": "request", "requester": "requester2", "signed_by": "requester2", "dataset": "ds1", "dataset_max_price": "5000000000", "workerpool": "group1"}
			{"order": "ro3", "kind": "request", "workerpool": "group1"}
			{"order": "ro4", "kind": "request", "app": "app2", "dataset": "ds1", "dataset_max_price": "5000000000", "workerpool": "group1"}
			{"op": "match_orders", "by": "outsider", "app_order": "ao1", "dataset_order": "do1", "workerpool_order": "wo1", "request_order": "ro1"}
			{"op": "match_orders", "by": "outsider", "app_order": "ao1", "dataset_order": "do1", "workerpool_order": "wo1", "request_order": "ro2", "refused": "iExecV5-matchOrders-0x15"}
			{"op": "match_orders", "by": "outsider", "app_order": "ao1", "dataset_order": null, "workerpool_order": "wo1", "request_order": "ro3", "refused": "iExecV5-matchOrders-0x13"}
			{"op": "match_orders", "by": "outsider", "app_order": "ao2", "dataset_order": "do1", "workerpool_order": "wo1", "request_order": "ro4", "refused": "iExecV5-matchOrders-0x16"}
			{"op": "match_orders", "by": "outsider", "app_order": "ao1", "dataset_order": "do1", "workerpool_order": "wo2", "request_order": "ro3", "refused": "iExecV5-matchOrders-0x04"}
			{"op": "match_orders", "by": "outsider", "app_order": "ao2", "dataset_order": null, "workerpool_order": "wo2", "request_order": "ro4", "refused": "iExecV5-matchOrders-0x11"}
			"#],
		)
		.groups(&[("group1", &["requester1", "app1", "ds1", "pool1"])]),
		Scenario::new(
			"match_restrict_empty_group",
			"A group without members accepts nobody, and one that does not exist neither.",
			&[STAKES, ASSETS, ORDERS, r#"
			{"order": "ao2", "kind": "app", "requester_restrict": "group1"}
			{"op": "match_orders", "by": "requester1", "app_order": "ao2", "dataset_order": null, "workerpool_order": "wo1", "request_order": "ro1", "refused": "iExecV5-matchOrders-0x15"}
			"#],
		),
		Scenario::new(
			"match_unregistered",
			"Assets that are in no registry, each in its turn: whatever else is right, they can't be matched.",
			&[STAKES, ASSETS, ORDERS, r#"
			{"order": "ao2", "kind": "app", "app": "unregistered", "signed_by": "outsider"}
			{"order": "ro2", "kind": "request", "app": "unregistered"}
			{"order": "do2", "kind": "dataset", "dataset": "unregistered", "signed_by": "outsider"}
			{"order": "ro3", "kind": "request", "dataset": "unregistered", "dataset_max_price": "5000000000"}
			{"order": "wo2", "kind": "workerpool", "workerpool": "unregistered", "signed_by": "outsider"}
			{"order": "ro4", "kind": "request", "workerpool": "unregistered"}
			{"op": "match_orders", "by": "outsider", "app_order": "ao2", "dataset_order": null, "workerpool_order": "wo1", "request_order": "ro2", "refused": "iExecV5-matchOrders-0x20"}
			{"op": "match_orders", "by": "outsider", "app_order": "ao1", "dataset_order": "do2", "workerpool_order": "wo1", "request_order": "ro3", "refused": "iExecV5-matchOrders-0x30"}
			{"op": "match_orders", "by": "outsider", "app_order": "ao1", "dataset_order": null, "workerpool_order": "wo2", "request_order": "ro4", "refused": "iExecV5-matchOrders-0x40"}
			{"op": "match_orders", "by": "outsider", "app_order": "ao2", "dataset_order": null, "workerpool_order": "wo1", "request_order": "ro1", "refused": "iExecV5-matchOrders-0x10"}
			"#],
		),
		Scenario::new(
			"order_closed",
			"A closed order of any kind serves nothing more, its consumed volume is its volume; signing it on chain does not reopen it; running deals go on.",
			&[STAKES, ASSETS, r#"
			{"order": "ao1", "kind": "app"}
			{"order": "ao2", "kind": "app"}
			{"order": "do1", "kind": "dataset"}
			{"order": "do2", "kind": "dataset"}
			{"order": "wo1", "kind": "workerpool"}
			{"order": "wo2", "kind": "workerpool"}
			{"order": "ro1", "kind": "request", "dataset": "ds1", "dataset_max_price": "5000000000", "volume": 200}
			{"order": "ro2", "kind": "request", "dataset": "ds1", "dataset_max_price": "5000000000", "volume": 1}
			{"order": "ro3", "kind": "request", "dataset": "ds1", "dataset_max_price": "5000000000", "volume": 1}
			{"op": "match_orders", "by": "outsider", "app_order": "ao1", "dataset_order": "do1", "workerpool_order": "wo1", "request_order": "ro2"}
			{"op": "close_order", "by": "app_owner", "order": "ao1"}
			{"op": "match_orders", "by": "outsider", "app_order": "ao1", "dataset_order": "do1", "workerpool_order": "wo1", "request_order": "ro3", "refused": "iExecV5-matchOrders-0x60"}
			{"op": "sign_order", "by": "app_owner", "order": "ao1"}
			{"op": "match_orders", "by": "outsider", "app_order": "ao1", "dataset_order": "do1", "workerpool_order": "wo1", "request_order": "ro3", "refused": "iExecV5-matchOrders-0x60"}
			{"op": "close_order", "by": "dataset_owner", "order": "do1"}
			{"op": "match_orders", "by": "outsider", "app_order": "ao2", "dataset_order": "do1", "workerpool_order": "wo1", "request_order": "ro3", "refused": "iExecV5-matchOrders-0x60"}
			{"op": "close_order", "by": "scheduler1", "order": "wo1"}
			{"op": "match_orders", "by": "outsider", "app_order": "ao2", "dataset_order": "do2", "workerpool_order": "wo1", "request_order": "ro3", "refused": "iExecV5-matchOrders-0x60"}
			{"op": "close_order", "by": "requester1", "order": "ro1"}
			{"op": "match_orders", "by": "outsider", "app_order": "ao2", "dataset_order": "do2", "workerpool_order": "wo2", "request_order": "ro1", "refused": "iExecV5-matchOrders-0x60"}
			{"op": "close_order", "by": "requester1", "order": "ro1"}
			{"op": "match_orders", "by": "outsider", "app_order": "ao2", "dataset_order": "do2", "workerpool_order": "wo2", "request_order": "ro3"}
			{"op": "initialize", "by": "outsider", "deal": "d1", "idx": 0, "task": "d1.0"}
			{"op": "contribute", "by": "w1", "task": "d1.0", "digest": "A", "auth_by": "scheduler1"}
			{"op": "reveal", "by": "w1", "task": "d1.0", "digest": "A"}
			{"op": "finalize", "by": "scheduler1", "task": "d1.0", "results": "", "results_callback": null}
			"#],
		),
		Scenario::new(
			"order_closed_by_whom",
			"Orders are closed and signed by their present owner, or with its signature; nobody else's will do.",
			&[STAKES, ASSETS, ORDERS, r#"
			{"order": "do1", "kind": "dataset"}
			{"op": "close_order", "by": "outsider", "order": "ao1", "refused": "invalid-signature-format"}
			{"op": "close_order", "by": "outsider", "order": "ao1", "operation_signed_by": "outsider", "refused": "invalid-sender-or-signature"}
			{"op": "close_order", "by": "app_owner", "order": "do1", "operation_signed_by": "app_owner", "refused": "invalid-sender-or-signature"}
			{"op": "close_order", "by": "requester1", "order": "wo1", "refused": "invalid-signature-format"}
			{"op": "close_order", "by": "scheduler1", "order": "ro1", "refused": "invalid-signature-format"}
			{"op": "sign_order", "by": "outsider", "order": "ro1", "refused": "invalid-signature-format"}
			{"op": "sign_order", "by": "outsider", "order": "ro1", "operation_signed_by": "requester1"}
			{"op": "sign_order", "by": "outsider", "order": "do1", "operation_signed_by": "dataset_owner"}
			{"op": "sign_order", "by": "outsider", "order": "wo1", "operation_signed_by": "scheduler1"}
			{"op": "sign_order", "by": "app_owner", "order": "ao1", "operation_signed_by": "outsider"}
			{"op": "transfer_asset", "by": "app_owner", "asset": "app1", "to": "outsider"}
			{"op": "close_order", "by": "app_owner", "order": "ao1", "refused": "invalid-signature-format"}
			{"op": "close_order", "by": "w1", "order": "ao1", "operation_signed_by": "app_owner", "refused": "invalid-sender-or-signature"}
			{"op": "close_order", "by": "w1", "order": "ao1", "operation_signed_by": "outsider"}
			{"op": "close_order", "by": "w1", "order": "do1", "operation_signed_by": "dataset_owner"}
			{"op": "close_order", "by": "w1", "order": "wo1", "operation_signed_by": "scheduler1"}
			{"op": "close_order", "by": "w1", "order": "ro1", "operation_signed_by": "requester1"}
			"#],
		),
		Scenario::new(
			"order_presigned_by_new_owner",
			"A presignature is void after a transfer, also beside a signature of the former owner; the new owner signs anew.",
			&[STAKES, ASSETS, r#"
			{"order": "ao1", "kind": "app", "signed_by": null}
			{"order": "ao2", "kind": "app"}
			{"order": "wo1", "kind": "workerpool"}
			{"order": "ro1", "kind": "request"}
			{"op": "match_orders", "by": "outsider", "app_order": "ao1", "dataset_order": null, "workerpool_order": "wo1", "request_order": "ro1", "refused": "invalid-signature-format"}
			{"op": "sign_order", "by": "app_owner", "order": "ao1"}
			{"op": "transfer_asset", "by": "app_owner", "asset": "app1", "to": "outsider"}
			{"op": "match_orders", "by": "outsider", "app_order": "ao1", "dataset_order": null, "workerpool_order": "wo1", "request_order": "ro1", "refused": "invalid-signature-format"}
			{"op": "match_orders", "by": "outsider", "app_order": "ao2", "dataset_order": null, "workerpool_order": "wo1", "request_order": "ro1", "refused": "iExecV5-matchOrders-0x21"}
			{"op": "sign_order", "by": "outsider", "order": "ao1"}
			{"op": "match_orders", "by": "outsider", "app_order": "ao1", "dataset_order": null, "workerpool_order": "wo1", "request_order": "ro1"}
			"#],
		),
		Scenario::new(
			"sponsor_pays",
			"The sponsor pays for a requester without any stake, and is the one that is seized.",
			&[ASSETS, ORDERS, r#"
			{"op": "deposit", "by": "scheduler1", "amount": "3000000000"}
			{"op": "deposit", "by": "w1", "amount": "3000000000"}
			{"op": "match_orders", "by": "sponsor", "app_order": "ao1", "dataset_order": null, "workerpool_order": "wo1", "request_order": "ro1", "refused": "IexecEscrow: Transfer amount exceeds balance"}
			{"op": "sponsor_match_orders", "by": "sponsor", "app_order": "ao1", "dataset_order": null, "workerpool_order": "wo1", "request_order": "ro1", "refused": "IexecEscrow: Transfer amount exceeds balance"}
			{"op": "deposit", "by": "sponsor", "amount": "12999999999"}
			{"op": "sponsor_match_orders", "by": "sponsor", "app_order": "ao1", "dataset_order": null, "workerpool_order": "wo1", "request_order": "ro1", "refused": "IexecEscrow: Transfer amount exceeds balance"}
			{"op": "deposit", "by": "sponsor", "amount": "1"}
			{"op": "sponsor_match_orders", "by": "sponsor", "app_order": "ao1", "dataset_order": null, "workerpool_order": "wo1", "request_order": "ro1"}
			{"op": "withdraw", "by": "sponsor", "amount": "1", "refused": null}
			{"op": "initialize", "by": "outsider", "deal": "d1", "idx": 0, "task": "d1.0"}
			{"op": "contribute", "by": "w1", "task": "d1.0", "digest": "A", "auth_by": "scheduler1"}
			{"op": "reveal", "by": "w1", "task": "d1.0", "digest": "A"}
			{"op": "finalize", "by": "sponsor", "task": "d1.0", "results": "r", "results_callback": null, "refused": null}
			{"op": "finalize", "by": "scheduler1", "task": "d1.0", "results": "r", "results_callback": null}
			"#],
		),
		Scenario::new(
			"sponsor_is_requester",
			"A requester that sponsors itself; another that is sponsored by the scheduler; both claimed.",
			&[STAKES, ASSETS, ORDERS, r#"
			{"order": "ro2", "kind": "request", "requester": "requester2", "signed_by": "requester2"}
			{"op": "sponsor_match_orders", "by": "requester1", "app_order": "ao1", "dataset_order": null, "workerpool_order": "wo1", "request_order": "ro1"}
			{"op": "sponsor_match_orders", "by": "scheduler1", "app_order": "ao1", "dataset_order": null, "workerpool_order": "wo1", "request_order": "ro2"}
			{"op": "initialize_and_claim_array", "by": "outsider", "tasks": ["d2.0"], "at": 3010, "refused": null}
			{"op": "initialize_and_claim_array", "by": "outsider", "tasks": ["d2.0", "d1.0"]}
			"#],
		),
		Scenario::new(
			"volume_successive_deals",
			"A request of volume 5 in three deals of two pools: bot_first goes on, indices of other deals are refused.",
			&[STAKES, ASSETS, r#"
			{"op": "create_workerpool", "by": "scheduler2", "asset": "pool2", "owner": "scheduler2", "content": "pool2"}
			{"op": "deposit", "by": "scheduler2", "amount": "1000000000000"}
			{"order": "ao1", "kind": "app", "volume": 4}
			{"order": "ao2", "kind": "app"}
			{"order": "wo1", "kind": "workerpool", "volume": 2}
			{"order": "wo2", "kind": "workerpool", "workerpool": "pool2", "signed_by": "scheduler2"}
			{"order": "ro1", "kind": "request", "volume": 5}
			{"op": "match_orders", "by": "outsider", "app_order": "ao1", "dataset_order": null, "workerpool_order": "wo1", "request_order": "ro1"}
			{"op": "match_orders", "by": "outsider", "app_order": "ao1", "dataset_order": null, "workerpool_order": "wo1", "request_order": "ro1", "refused": "iExecV5-matchOrders-0x60"}
			{"op": "match_orders", "by": "outsider", "app_order": "ao1", "dataset_order": null, "workerpool_order": "wo2", "request_order": "ro1"}
			{"op": "match_orders", "by": "outsider", "app_order": "ao2", "dataset_order": null, "workerpool_order": "wo2", "request_order": "ro1"}
			{"op": "match_orders", "by": "outsider", "app_order": "ao2", "dataset_order": null, "workerpool_order": "wo2", "request_order": "ro1", "refused": "iExecV5-matchOrders-0x60"}
			{"op": "initialize_array", "by": "outsider", "tasks": ["d1.0", "d1.1", "d2.2", "d2.3", "d3.4"]}
			{"op": "initialize", "by": "outsider", "deal": "d1", "idx": 2, "task": "d1.2", "refused": null}
			{"op": "initialize", "by": "outsider", "deal": "d2", "idx": 1, "task": "d2.1", "refused": null}
			{"op": "initialize", "by": "outsider", "deal": "d2", "idx": 4, "task": "d2.4", "refused": null}
			{"op": "initialize", "by": "outsider", "deal": "d3", "idx": 0, "task": "d3.0", "refused": null}
			{"op": "contribute", "by": "w1", "task": "d3.4", "digest": "A", "auth_by": "scheduler1", "refused": null}
			{"op": "contribute", "by": "w1", "task": "d3.4", "digest": "A", "auth_by": "scheduler2"}
			"#],
		),
		Scenario::new(
			"tag_bits",
			"Tags: every bit that app, dataset or request demands has to be offered; frameworks in a dataset order don't count; the TEE bit has to be the app's.",
			&[STAKES, ASSETS, r#"
			{"order": "ao1", "kind": "app"}
			{"order": "ao_tee", "kind": "app", "tag": 1}
			{"order": "ao_gpu", "kind": "app", "tag": 256}
			{"order": "ao_high", "kind": "app", "tag": 9223372036854775808}
			{"order": "do_tee", "kind": "dataset", "tag": 1}
			{"order": "do_tdx", "kind": "dataset", "tag": 14}
			{"order": "wo1", "kind": "workerpool"}
			{"order": "wo_tee", "kind": "workerpool", "tag": 1}
			{"order": "wo_gpu", "kind": "workerpool", "tag": 256}
			{"order": "wo_high", "kind": "workerpool", "tag": 9223372036854775808}
			{"order": "ro1", "kind": "request"}
			{"order": "ro_tee", "kind": "request", "tag": 1}
			{"order": "ro_scone", "kind": "request", "tag": 2}
			{"order": "ro_data", "kind": "request", "dataset": "ds1", "dataset_max_price": "5000000000"}
			{"order": "ro_data2", "kind": "request", "dataset": "ds1", "dataset_max_price": "5000000000"}
			{"op": "match_orders", "by": "w1", "app_order": "ao_gpu", "dataset_order": null, "workerpool_order": "wo_tee", "request_order": "ro1", "refused": "iExecV5-matchOrders-0x06"}
			{"op": "match_orders", "by": "w1", "app_order": "ao_high", "dataset_order": null, "workerpool_order": "wo_tee", "request_order": "ro1", "refused": "iExecV5-matchOrders-0x06"}
			{"op": "match_orders", "by": "w1", "app_order": "ao1", "dataset_order": null, "workerpool_order": "wo_tee", "request_order": "ro_scone", "refused": "iExecV5-matchOrders-0x06"}
			{"op": "match_orders", "by": "w1", "app_order": "ao1", "dataset_order": null, "workerpool_order": "wo_tee", "request_order": "ro_tee", "refused": "iExecV5-matchOrders-0x07"}
			{"op": "match_orders", "by": "w1", "app_order": "ao1", "dataset_order": "do_tee", "workerpool_order": "wo_tee", "request_order": "ro_data", "refused": "iExecV5-matchOrders-0x07"}
			{"op": "match_orders", "by": "w1", "app_order": "ao1", "dataset_order": "do_tdx", "workerpool_order": "wo1", "request_order": "ro_data"}
			{"op": "match_orders", "by": "w1", "app_order": "ao_tee", "dataset_order": "do_tee", "workerpool_order": "wo_tee", "request_order": "ro_data2"}
			{"op": "match_orders", "by": "w1", "app_order": "ao_tee", "dataset_order": null, "workerpool_order": "wo_tee", "request_order": "ro_tee"}
			{"op": "match_orders", "by": "w1", "app_order": "ao_high", "dataset_order": null, "workerpool_order": "wo_high", "request_order": "ro1"}
			"#],
		),
		Scenario::new(
			"nobody_benefits",
			"A request without beneficiary, and with the largest trust that a pool can offer.",
			&[STAKES, ASSETS, r#"
			{"order": "ao1", "kind": "app"}
			{"order": "wo1", "kind": "workerpool", "trust": 115792089237316195423570985008687907853269984665640564039457584007913129639934}
			{"order": "ro1", "kind": "request", "beneficiary": null, "trust": 115792089237316195423570985008687907853269984665640564039457584007913129639935}
			{"order": "ro2", "kind": "request", "beneficiary": null, "trust": 115792089237316195423570985008687907853269984665640564039457584007913129639934}
			{"op": "match_orders", "by": "outsider", "app_order": "ao1", "dataset_order": null, "workerpool_order": "wo1", "request_order": "ro1", "refused": "iExecV5-matchOrders-0x02"}
			{"op": "match_orders", "by": "outsider", "app_order": "ao1", "dataset_order": null, "workerpool_order": "wo1", "request_order": "ro2"}
			"#],
		),
		Scenario::new(
			"match_again_after_failure",
			"A refused match consumes nothing: the same orders match once the reason is gone.",
			&[ASSETS, ORDERS, MATCH_REFUSED, r#"
			{"op": "deposit", "by": "requester1", "amount": "13000000000"}
			"#, MATCH_REFUSED, r#"
			{"op": "deposit", "by": "scheduler1", "amount": "3000000000"}
			"#, MATCH],
		),
	]
}

/// The match of [`super::ORDERS`] while somebody's stake is short.
const MATCH_REFUSED: &str = r#"
	{"op": "match_orders", "by": "requester1", "app_order": "ao1", "dataset_order": null, "workerpool_order": "wo1", "request_order": "ro1", "refused": "IexecEscrow: Transfer amount exceeds balance"}
"#;
