// SPDX-License-Identifier: Apache-2.0

import { type Bourse, bestBlock$ } from '@bourse/sdk';
import { type BehaviorSubject, exhaustMap, filter, type Observable } from '@bourse/sdk/rx';
import { createContext } from 'preact';
import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import { messageOf } from '../state.js';

/** The connected chain. Pages are shown only when there is one. */
export const BourseContext = createContext<Bourse | undefined>(undefined);

/** The connected chain. */
export function useBourse(): Bourse {
	const bourse = useContext(BourseContext);
	if (!bourse) throw new Error('a page is shown without a chain');
	return bourse;
}

/** The present value of a subject. */
export function useSubject<T>(subject: BehaviorSubject<T>): T {
	const [value, set] = useState(subject.value);
	useEffect(() => {
		const subscription = subject.subscribe((next) => set(() => next));
		return () => subscription.unsubscribe();
	}, [subject]);
	return value;
}

/** Something that is asked for: there, on its way, or refused. */
export interface Asked<T> {
	value?: T | undefined;
	error?: string | undefined;
}

/** The last value of an observable that `make` makes; anew when `deps` change. */
export function useObservable<T>(make: () => Observable<T> | undefined, deps: unknown[]): Asked<T> {
	const [state, set] = useState<Asked<T>>({});
	useEffect(() => {
		set({});
		const subscription = make()?.subscribe({
			next: (value) => set({ value }),
			error: (error) => set((before) => ({ ...before, error: messageOf(error) })),
		});
		return () => subscription?.unsubscribe();
	}, deps);
	return state;
}

/** An answer, asked for once, and anew when `deps` change. */
export function useAnswer<T>(ask: () => Promise<T> | undefined, deps: unknown[]): Asked<T> {
	const [state, set] = useState<Asked<T>>({});
	useEffect(() => {
		let isOver = false;
		set({});
		ask()?.then(
			(value) => isOver || set({ value }),
			(error) => isOver || set({ error: messageOf(error) }),
		);
		return () => {
			isOver = true;
		};
	}, deps);
	return state;
}

/**
 * An answer that is asked for anew at every block (or once in `every` blocks), and when `deps` change. A slow node is asked again
 * only when it has answered; an error stands until an answer comes.
 */
export function useLive<T>(
	ask: (bourse: Bourse) => Promise<T>,
	deps: unknown[],
	every = 1,
): Asked<T> {
	const bourse = useBourse();
	const [state, set] = useState<Asked<T>>({});
	const latest = useRef(ask);
	latest.current = ask;
	useEffect(() => {
		set({});
		const subscription = bestBlock$(bourse)
			.pipe(
				filter((_, nth) => nth % every === 0),
				exhaustMap(() =>
					latest.current(bourse).then(
						(value): Asked<T> => ({ value }),
						(error): Asked<T> => ({ error: messageOf(error) }),
					),
				),
			)
			.subscribe({
				next: (next) => set((before) => (next.error ? { ...before, ...next } : next)),
				error: (error) => set((before) => ({ ...before, error: messageOf(error) })),
			});
		return () => subscription.unsubscribe();
	}, [bourse, ...deps]);
	return state;
}

/** Questions of {@link useEach} that are asked at once. */
const AT_ONCE = 4;

/**
 * Answers for many keys, a few asked for at a time: those that came. What fails, or has no answer, is left out.
 */
export function useEach<K extends string | number, T>(
	keys: readonly K[],
	ask: (key: K) => Promise<T | undefined>,
	deps: unknown[],
): ReadonlyMap<K, T> {
	const [answers, set] = useState<ReadonlyMap<K, T>>(new Map());
	useEffect(() => {
		let isOver = false;
		const left = [...keys];
		set(new Map());
		const work = async () => {
			for (let key = left.shift(); key !== undefined && !isOver; key = left.shift()) {
				const of = key;
				const answer = await ask(of).catch(() => undefined);
				if (answer !== undefined && !isOver) set((all) => new Map(all).set(of, answer));
			}
		};
		for (let nth = 0; nth < AT_ONCE; nth += 1) void work();
		return () => {
			isOver = true;
		};
	}, [keys.join(), ...deps]);
	return answers;
}

/** A value that has not changed for `wait` milliseconds, for what is asked while somebody types. */
export function useSettled<T>(value: T, wait = 250): T {
	const [settled, set] = useState(value);
	useEffect(() => {
		const timer = setTimeout(() => set(() => value), wait);
		return () => clearTimeout(timer);
	}, [value, wait]);
	return settled;
}
