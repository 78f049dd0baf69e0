// SPDX-License-Identifier: Apache-2.0

/**
 * The node's `bourse_*` methods (docs/rpc.md) for polkadot.js: `ApiPromise.create({ provider, rpc, types })`
 * has them as `api.rpc.bourse.*`, whose answers `toJSON()` gives as the node wrote them. Runtime APIs need
 * no definitions: polkadot.js reads them from the metadata, and has them as `api.call.*`.
 *
 * @module
 */

/**
 * @typedef {{ name: string, type: string, isOptional: boolean }} Param
 * @typedef {{ description: string, params: Param[], type: string }} Method
 * @typedef {Method & { pubsub: [string, string, string] }} Subscription
 */

/** JSON, as it is. */
class BourseJson {
	/**
	 * @param {unknown} registry
	 * @param {unknown} value
	 */
	constructor(registry, value) {
		this.registry = registry;
		this.value = value ?? null;
	}

	toJSON() {
		return this.value;
	}

	toHuman() {
		return this.value;
	}

	toString() {
		return JSON.stringify(this.value);
	}
}

/**
 * Parameters: their names and types; a name with a question mark may be left out.
 *
 * @param {Record<string, string>} params
 * @returns {Param[]}
 */
function list(params) {
	return Object.entries(params).map(([name, type]) => ({
		name: name.replace('?', ''),
		type,
		isOptional: name.endsWith('?'),
	}));
}

/**
 * @param {string} description
 * @param {Record<string, string>} params
 * @param {string} type of the answer
 * @returns {Method}
 */
function method(description, params, type = 'BourseJson') {
	return { description, params: list(params), type };
}

/**
 * @param {[string, string, string]} pubsub what a message, the subscription and its end are called
 * @param {string} description
 * @param {Record<string, string>} params
 * @returns {Subscription}
 */
function subscription(pubsub, description, params) {
	return { pubsub, ...method(description, params) };
}

const LIMIT = { 'limit?': 'Option<u32>' };
/** Of lists by id, and of lists whose pages say where the next one begins. */
const ASSETS = { 'before?': 'Option<u32>', ...LIMIT, 'filter?': 'BourseJson' };
const AFTER = { 'after?': 'BourseJson', ...LIMIT };

/** Definitions by section and method. */
export const rpc = {
	bourse: {
		// What there is.
		task: method('A task', { task: 'H256' }),
		taskId: method("The id of a deal's task", { deal: 'H256', index: 'u64' }, 'H256'),
		taskStatus: method('Who works on a task, and what happens next', { task: 'H256' }),
		taskResult: method('The result of a completed task', { task: 'H256' }),
		taskLog: method('Why a worker could not compute a task', { log: 'H256' }, 'Text'),
		content: method('A block of content', { hash: 'H256' }, 'Bytes'),
		declaration: method('What an app says of itself', { checksum: 'H256' }),
		deal: method('The terms of a deal', { deal: 'H256' }),
		dealStatus: method("Where a deal's tasks are", { deal: 'H256' }),
		worker: method('A worker of a pool', { account: 'AccountId' }),
		workerStatus: method('Why a worker gets tasks or none', { account: 'AccountId' }),

		// What it costs.
		quoteFees: method('The cost of a match', {
			trust: 'Text',
			volume: 'u64',
			poolPrice: 'Text',
			'appPrice?': 'BourseJson',
			'datasetPrice?': 'BourseJson',
			'pool?': 'Option<u32>',
		}),
		quote: method('What a job costs in the book now', { request: 'BourseJson' }),
		dryRunMatch: method('Whether orders fit', { orders: 'Bytes' }),
		depth: method('Orders of the book by price', {
			category: 'u32',
			trust: 'u32',
			'tag?': 'BourseJson',
			'pool?': 'Option<u32>',
		}),
		bestPrices: method('The best orders of a category by cell', {
			category: 'u32',
			'pool?': 'Option<u32>',
		}),
		subscribeBestPrices: subscription(
			['bestPricesChanged', 'subscribeBestPrices', 'unsubscribeBestPrices'],
			'The best orders of a category, whenever they change',
			{ category: 'u32', 'pool?': 'Option<u32>' },
		),
		subscribeDepth: subscription(
			['depthChanged', 'subscribeDepth', 'unsubscribeDepth'],
			'Orders of the book by price, whenever they change',
			{
				category: 'u32',
				trust: 'u32',
				'tag?': 'BourseJson',
				'pool?': 'Option<u32>',
			},
		),
		subscribeCatalogue: subscription(
			['catalogueChanged', 'subscribeCatalogue', 'unsubscribeCatalogue'],
			'The newest apps, datasets or pools, or workers, whenever they change',
			{ kind: 'Text', ...LIMIT, 'filter?': 'BourseJson' },
		),

		// What is on offer.
		apps: method('Apps, the newest first', ASSETS),
		datasets: method('Datasets, the newest first', ASSETS),
		pools: method('Workerpools, the newest first', ASSETS),
		asset: method('An app, a dataset or a pool', { asset: 'BourseJson' }),
		workers: method('Workers of a pool, or of all', { 'pool?': 'Option<u32>', ...AFTER }),
		members: method('Members of a group', { group: 'u32', ...AFTER }),
		grants: method('Terms posted for an app or a dataset', { asset: 'BourseJson', ...AFTER }),

		// What was.
		indexReach: method('The blocks that the index has', {}),
		deals: method('Deals, the latest first', { 'filter?': 'BourseJson', ...AFTER }),
		subscribeDeals: subscription(
			['newDeal', 'subscribeDeals', 'unsubscribeDeals'],
			'Deals, as they become final',
			{ 'filter?': 'BourseJson' },
		),
		dealTasks: method('Tasks of a deal that have ended', { deal: 'H256', ...AFTER }),
		workerTasks: method('Tasks that a worker contributed to', {
			worker: 'AccountId',
			...AFTER,
		}),
		record: method('The record of an asset, a worker or an account', { of: 'BourseJson' }),
		incomes: method('What it earned, paid and lost by the day', { of: 'BourseJson', ...AFTER }),
		prices: method('Prices of a market', {
			market: 'BourseJson',
			series: 'Text',
			span: 'Text',
			...AFTER,
		}),
		lastDay: method('Prices of the last 24 hours', { market: 'BourseJson' }),
		wouldHaveEarned: method('What an offer would have earned in 24 hours, at most', {
			market: 'BourseJson',
			price: 'Text',
		}),
		search: method('Apps, datasets and pools by words', { text: 'Text', ...AFTER }),
		assetsOf: method('Apps, datasets and pools of an owner', { owner: 'AccountId', ...AFTER }),
		orders: method('Orders that were put on chain', { of: 'BourseJson', ...AFTER }),
		postedTerms: method('Terms that were ever posted', { asset: 'BourseJson', ...AFTER }),

		// What is kept.
		upload: method('Keeps a file of an account that has a stake', {
			account: 'AccountId',
			file: 'Bytes',
			signature: 'Bytes',
		}),

		faucet: method('Gives an account RLC, on test networks', { 'account?': 'BourseJson' }),

		// What travels.
		publishOrder: method('Sends a signed order to all nodes', { order: 'Bytes' }, 'H256'),
		openOrders: method('Orders that travel and stand', { 'of?': 'BourseJson', ...AFTER }),
	},
};

/** Types that the definitions name, and that polkadot.js does not know. */
export const types = { BourseJson: /** @type {any} */ (BourseJson) };
