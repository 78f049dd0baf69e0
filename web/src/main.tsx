// SPDX-License-Identifier: Apache-2.0

import { Component, type ComponentChildren, render } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { AccountPage } from './pages/account.js';
import { Activity } from './pages/activity.js';
import { CataloguePage } from './pages/catalogue.js';
import { DealPage } from './pages/deal.js';
import { Earn } from './pages/earn.js';
import { Market } from './pages/market.js';
import { Network } from './pages/network.js';
import { Run } from './pages/run.js';
import { Search, target } from './pages/search.js';
import { Source } from './pages/source.js';
import { TaskPage } from './pages/task.js';
import { go, href, type Route, route$ } from './router.js';
import { connection$, link$, open, signer$ } from './state.js';
import { BourseContext, useSubject } from './ui/hooks.js';
import { Empty, Problem, Title } from './ui/parts.js';

const PAGES = [
	['market', 'Market'],
	['catalogue', 'Catalogue'],
	['run', 'Run'],
	['activity', 'Activity'],
	['earn', 'Earn'],
	['network', 'Network'],
] as const;

const HASH = /^0x[0-9a-f]{64}$/i;

function Page({ route }: { route: Route }) {
	const [page = 'market', id = ''] = route.path;
	switch (page) {
		case 'market':
			return <Market route={route} />;
		case 'catalogue':
			return <CataloguePage route={route} />;
		case 'run':
			return <Run route={route} />;
		case 'deal':
		case 'task':
			if (!HASH.test(id)) break;
			return page === 'deal' ? (
				<DealPage key={id} id={id.toLowerCase()} />
			) : (
				<TaskPage key={id} id={id.toLowerCase()} />
			);
		case 'activity':
			return <Activity />;
		case 'earn':
			return <Earn route={route} />;
		case 'account':
			return <AccountPage route={route} />;
		case 'network':
			return <Network />;
		case 'search':
			return <Search route={route} />;
	}
	return (
		<>
			<Title text="No such page" />
			<Empty>
				The address is not complete. Begin at the <a href={href(['market'])}>market</a>.
			</Empty>
		</>
	);
}

/** A page that fails says so, and leaves the others alone. */
class Fence extends Component<{ children: ComponentChildren }, { error?: string }> {
	override state: { error?: string } = {};
	static getDerivedStateFromError(error: unknown) {
		return { error: error instanceof Error ? error.message : String(error) };
	}
	render() {
		return this.state.error === undefined ? (
			this.props.children
		) : (
			<>
				<Title text="This page failed" />
				<Problem
					text={`${this.state.error}. Reload the page; the chain is not concerned.`}
				/>
			</>
		);
	}
}

function Bar({ route }: { route: Route }) {
	const signer = useSubject(signer$);
	const [page = 'market'] = route.path;
	const search = useRef<HTMLInputElement>(null);
	useEffect(() => {
		const onKey = (event: KeyboardEvent) => {
			const { target: at } = event;
			const isTyping =
				at instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName);
			if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey)
				return;
			event.preventDefault();
			search.current?.focus();
		};
		window.addEventListener('keydown', onKey);
		return () => window.removeEventListener('keydown', onKey);
	}, []);
	return (
		<header>
			<button
				type="button"
				class="skip"
				onClick={() => document.getElementById('main')?.focus()}
			>
				Skip to the page
			</button>
			<nav aria-label="Pages">
				{PAGES.map(([name, text]) => (
					<a
						key={name}
						href={href([name])}
						aria-current={page === name ? 'page' : undefined}
					>
						{text}
					</a>
				))}
				<a
					class="account"
					href={href(['account'])}
					aria-current={page === 'account' ? 'page' : undefined}
				>
					{signer?.name ?? 'Account'}
				</a>
			</nav>
			<form
				role="search"
				onSubmit={(event) => {
					event.preventDefault();
					const text = search.current?.value ?? '';
					if (text.trim()) go(target(text));
				}}
			>
				<input ref={search} type="search" aria-label="Search" placeholder="Search ( / )" />
			</form>
		</header>
	);
}

function App() {
	const route = useSubject(route$);
	const link = useSubject(link$);
	const connection = useSubject(connection$);
	const path = route.path.join('/');
	const isFirst = useRef(true);
	useEffect(() => {
		// The focus follows the page, but not its first view.
		if (!isFirst.current) document.querySelector<HTMLElement>('h1')?.focus();
		isFirst.current = false;
		window.scrollTo(0, 0);
	}, [path]);
	return (
		<>
			<Bar route={route} />
			<main id="main" tabIndex={-1}>
				{connection !== 'connected' && link.state === 'ready' && (
					<p class="problem" role="status">
						The connection is lost: what you see is of a while ago. Connecting again…
					</p>
				)}
				{link.state === 'ready' ? (
					<BourseContext.Provider value={link.bourse}>
						<Fence key={path}>
							<Page route={route} />
						</Fence>
					</BourseContext.Provider>
				) : link.state === 'failed' ? (
					<>
						<Title text="No connection" />
						<Problem text={link.error} />
						<Source key={JSON.stringify(link.source)} />
					</>
				) : (
					<p class="empty" role="status">
						Connecting to{' '}
						{link.source.kind === 'node'
							? link.source.address || 'the node'
							: 'the network'}
						…
					</p>
				)}
			</main>
		</>
	);
}

const root = document.getElementById('app');
if (root) render(<App />, root);
void open();
