import { useLive } from '../ui/hooks.js';
import { Empty, Facts, Rlc, Show } from '../ui/parts.js';
import { clock, count } from '../ui/text.js';
import { hindranceText } from './hindrances.js';
import { AssetName } from './names.js';

/** A worker, and everything that keeps it from work. */
export function WorkerStatus({ id }: { id: string }) {
	const status = useLive(
		async (bourse) => ({
			status: await bourse.api.apis.BourseApi.worker_status(id, { at: 'best' }),
		}),
		[id],
	);
	return (
		<Show asked={status}>
			{({ status }) =>
				status ? (
					<>
						<Facts
							of={[
								['worker', <span class="id">{id}</span>],
								['pool', <AssetName kind="pools" id={status.info.pool} />],
								[
									'tasks now',
									`${status.info.tasks.length}, ${status.free_slots} more at once`,
								],
								['score', count(status.info.score)],
								[
									'stake',
									<>
										<Rlc of={status.stake} /> free, <Rlc of={status.locked} />{' '}
										locked
									</>,
								],
								['last sign of life', clock(status.last_seen)],
							]}
						/>
						{status.hindrances.length === 0 ? (
							<p class="good">
								Nothing is missing: only the draw is between the worker and a task.
							</p>
						) : (
							<ul class="hindrances">
								{status.hindrances.map((hindrance, nth) => (
									<li key={nth}>{hindranceText(hindrance)}</li>
								))}
							</ul>
						)}
					</>
				) : (
					<Empty>This account works for no pool.</Empty>
				)
			}
		</Show>
	);
}
