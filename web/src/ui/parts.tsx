// SPDX-License-Identifier: Apache-2.0

/** The parts that all pages are made of. */

import { formatRlc } from '@bourse/sdk';
import { type ComponentChildren, Fragment } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { href, setQuery } from '../router.js';
import type { Asked } from './hooks.js';
import { ends, rlc, short } from './text.js';

/** An amount in RLC, exact in its title. */
export function Rlc({ of }: { of: bigint }) {
	return (
		<span class="num" title={`${formatRlc(of)} RLC`}>
			{rlc(of)} <small>RLC</small>
		</span>
	);
}

/** An account, linked to its page. */
export function Account({ of, you }: { of: string; you?: string | undefined }) {
	return (
		<a class="id" href={href(['account', of])} title={of}>
			{of === you ? 'you' : ends(of)}
		</a>
	);
}

/** A deal or task, linked to its page. */
export function Id({ of }: { of: string }) {
	const isDeal = of.endsWith('ffffffffffffffff');
	return (
		<a class="id" href={href([isDeal ? 'deal' : 'task', of])} title={of}>
			{short(of)}
		</a>
	);
}

/** A heading, the page's title, and the place of the focus after navigation. */
export function Title({ children, text }: { children?: ComponentChildren; text: string }) {
	const heading = useRef<HTMLHeadingElement>(null);
	useEffect(() => {
		document.title = `${text} · Bourse`;
	}, [text]);
	return (
		<h1 ref={heading} tabIndex={-1}>
			{children ?? text}
		</h1>
	);
}

/** A part of a page with a heading. */
export function Section(props: {
	title: string;
	note?: ComponentChildren;
	children: ComponentChildren;
}) {
	const id = useId();
	return (
		<section aria-labelledby={id}>
			<h2 id={id}>{props.title}</h2>
			{props.note && <p class="note">{props.note}</p>}
			{props.children}
		</section>
	);
}

/** What would be here, and the one step that fills it. */
export function Empty({ children }: { children: ComponentChildren }) {
	return <p class="empty">{children}</p>;
}

/** A sentence about something that failed. */
export function Problem({ text }: { text: string | undefined }) {
	return <div role="alert">{text !== undefined && <p class="problem">{text}</p>}</div>;
}

/** Shows an answer when it is there, what keeps it away until then. */
export function Show<T>(props: { asked: Asked<T>; children: (value: T) => ComponentChildren }) {
	const { value, error } = props.asked;
	return (
		<>
			{error !== undefined && <Problem text={error} />}
			{value !== undefined && props.children(value)}
			{value === undefined && error === undefined && (
				<p class="empty" role="status">
					Asking the chain…
				</p>
			)}
		</>
	);
}

/** A column of a table. */
export interface Column<T> {
	title: string;
	cell: (row: T) => ComponentChildren;
	/** A line below it. */
	note?: (row: T) => string;
	/** By what the column sorts; without it not at all. */
	by?: (row: T) => string | number | bigint;
	isNumber?: boolean;
}

interface TableProps<T> {
	/** What the table lists, for who can't see it. */
	caption: string;
	columns: Column<T>[];
	rows: T[];
	rowKey: (row: T) => string | number;
	/** A row's details, opened in place. */
	details?: (row: T) => ComponentChildren;
	/** The row whose details are open, and what opens another. */
	open?: string | number | undefined;
	onOpen?: (key: string | number | undefined) => void;
	/** Rows shown at first. */
	most?: number;
}

/** The column by which a table is sorted. */
interface Sort {
	column: number;
	isDown: boolean;
}

function Head<T>(props: {
	columns: Column<T>[];
	sort: Sort | undefined;
	onSort: (sort: Sort) => void;
}) {
	const { columns, sort, onSort } = props;
	return (
		<thead>
			<tr>
				{columns.map((column, nth) => (
					<th
						key={column.title}
						scope="col"
						class={column.isNumber ? 'num' : undefined}
						aria-sort={
							sort?.column === nth
								? sort.isDown
									? 'descending'
									: 'ascending'
								: undefined
						}
					>
						{column.by ? (
							<button
								type="button"
								class="plain"
								onClick={() =>
									onSort({
										column: nth,
										isDown:
											sort?.column === nth ? !sort.isDown : !!column.isNumber,
									})
								}
							>
								{column.title}
								<span aria-hidden="true">
									{sort?.column === nth ? (sort.isDown ? ' ↓' : ' ↑') : ''}
								</span>
							</button>
						) : (
							column.title
						)}
					</th>
				))}
			</tr>
		</thead>
	);
}

/** A table that sorts by a click on a column, and wraps to one column on a phone. */
export function Table<T>(props: TableProps<T>) {
	const [sort, setSort] = useState<Sort | undefined>();
	const [most, setMost] = useState(props.most ?? 50);
	const by = sort && props.columns[sort.column]?.by;
	const rows = by
		? [...props.rows].sort((a, b) => {
				const [left, right] = [by(a), by(b)];
				const order = left < right ? -1 : left > right ? 1 : 0;
				return sort.isDown ? -order : order;
			})
		: props.rows;
	const hasDetails = props.details !== undefined;
	// A link to a row shows it, wherever it stands.
	const openAt = rows.findIndex((row) => String(props.rowKey(row)) === String(props.open));
	const shown = Math.max(most, openAt + 1);
	return (
		<>
			<div class="scroll" tabIndex={0} role="group" aria-label={props.caption}>
				<table>
					<caption class="hidden">{props.caption}</caption>
					<Head columns={props.columns} sort={sort} onSort={setSort} />
					<tbody>
						{rows.slice(0, shown).map((row) => {
							const key = props.rowKey(row);
							const isOpen = hasDetails && String(props.open) === String(key);
							return (
								<Fragment key={key}>
									<tr class={isOpen ? 'open' : undefined}>
										{props.columns.map((column, nth) => (
											<td
												key={column.title}
												class={column.isNumber ? 'num' : undefined}
												data-title={column.title}
											>
												{hasDetails && nth === 0 ? (
													<div>
														<button
															type="button"
															class="plain"
															aria-expanded={isOpen}
															onClick={() =>
																props.onOpen?.(
																	isOpen ? undefined : key,
																)
															}
														>
															{column.cell(row)}
														</button>
														{column.note?.(row) && (
															<p class="line">{column.note(row)}</p>
														)}
													</div>
												) : (
													column.cell(row)
												)}
											</td>
										))}
									</tr>
									{isOpen && (
										<tr class="details">
											<td colSpan={props.columns.length}>
												{props.details?.(row)}
											</td>
										</tr>
									)}
								</Fragment>
							);
						})}
					</tbody>
				</table>
			</div>
			{rows.length > shown && (
				<button type="button" onClick={() => setMost(shown * 2)}>
					Show more of {rows.length}
				</button>
			)}
		</>
	);
}

/** Choices of which one holds, in the page's address under `name`. */
export function Tabs(props: {
	label: string;
	name: string;
	choices: { value: string; text: string }[];
	present: string;
}) {
	return (
		<div class="tabs" role="group" aria-label={props.label}>
			{props.choices.map(({ value, text }) => (
				<button
					key={value}
					type="button"
					aria-pressed={value === props.present}
					onClick={() => setQuery({ [props.name]: value })}
				>
					{text}
				</button>
			))}
		</div>
	);
}

/** A field with its label, a hint, and the error it caused. */
export function Field(props: {
	label: string;
	hint?: ComponentChildren;
	error?: string | undefined;
	children: (ids: {
		id: string;
		'aria-describedby': string;
		'aria-invalid': boolean;
	}) => ComponentChildren;
}) {
	const id = useId();
	return (
		<div class="field">
			<label for={id}>{props.label}</label>
			{props.children({
				id,
				'aria-describedby': `${id}-hint`,
				'aria-invalid': props.error !== undefined,
			})}
			<div id={`${id}-hint`}>
				{props.error !== undefined ? (
					<p class="problem" role="alert">
						{props.error}
					</p>
				) : (
					props.hint && <p class="note">{props.hint}</p>
				)}
			</div>
		</div>
	);
}

/** Facts: a name and a value each. */
export function Facts({ of }: { of: (false | undefined | [string, ComponentChildren])[] }) {
	return (
		<dl>
			{of.map(
				(fact) =>
					fact && (
						<div key={fact[0]}>
							<dt>{fact[0]}</dt>
							<dd>{fact[1]}</dd>
						</div>
					),
			)}
		</dl>
	);
}
