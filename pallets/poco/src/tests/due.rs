// SPDX-License-Identifier: Apache-2.0

//! What is due for a task, second by second. That the chain does it then is tested at random on the
//! real runtime (`tests/runtime/src/answers.rs`).

use crate::{mock::*, types::*};
use bourse_primitives::api::NextStep;
use frame_support::assert_ok;

/// What is due so many seconds after the start.
fn due(id: bourse_primitives::TaskId, seconds: u64) -> Step {
	let deal = Poco::deal_and_index(id).unwrap().0;
	Poco::due(&task(id), &deal, START + seconds)
}

#[test]
fn due_should_follow_the_deadlines_of_a_task() {
	run(|| {
		let id = task_of(deal(3));
		let before = START + 7 * T;
		assert_eq!(due(id, 7 * T - 1), Step::Contribute { before });
		assert_eq!(due(id, 7 * T), Step::Expire);
		assert_eq!(due(id, 10 * T - 1), Step::Expire);
		assert_eq!(due(id, 10 * T), Step::Claim);

		assert_ok!(contribute(W1, id, "A"));
		assert_ok!(contribute(W2, id, "A"));
		let before = START + 2 * T;
		assert_eq!(due(id, 2 * T - 1), Step::Reveal { before });
		assert_eq!(due(id, 2 * T), Step::Reopen);
		assert_eq!(due(id, 10 * T), Step::Claim);

		assert_ok!(reveal(W1, id, "A"));
		assert_eq!(due(id, 2 * T - 1), Step::Reveal { before });
		assert_eq!(due(id, 2 * T), Step::Finalize);
		assert_ok!(reveal(W2, id, "A"));
		assert_eq!(due(id, 0), Step::Finalize);
		assert_eq!(due(id, 10 * T), Step::Claim);

		assert_ok!(finalize(SCHEDULER, id));
		assert_eq!(due(id, 10 * T), Step::Ended);
	});
}

#[test]
fn forecast_should_wait_for_the_end_of_a_bucket() {
	run_automated(|| {
		MockAssignments::join(W1, 1);
		let mut odd = deal(1);
		odd.start_time = START + 3;
		advance(3);
		let id = bourse_primitives::task_id(matched(odd.clone()), 0);
		idle();
		let late = START + 3 + T;
		let forecast = Poco::forecast(id, &task(id), &odd, now() + 2);
		let time = late.div_ceil(10) * 10;
		assert_eq!(forecast, Forecast { step: NextStep::Contributions { late }, time });
		// A block that comes late does then what it finds.
		let forecast = Poco::forecast(id, &task(id), &odd, time + 50);
		assert_eq!(forecast.time, time + 50);
	});
}
