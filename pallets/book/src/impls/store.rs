// SPDX-License-Identifier: Apache-2.0

//! The books of the engine, in the chain's storage.

use crate::{
	engine::{Bits, Header, Level, Link, OrderId, Side, Store, Tick, Top},
	pallet::*,
	Section, SectionBook, Tops,
};
use alloc::vec::Vec;
use core::marker::PhantomData;

/// The chain's storage of books.
pub(crate) struct Storage<T>(PhantomData<T>);

impl<T> Storage<T> {
	/// The storage: it has no state of its own.
	pub fn new() -> Self {
		Self(PhantomData)
	}
}

impl<T: Config> Store for Storage<T> {
	type Section = Section;

	fn header(&self, book: SectionBook) -> Header {
		Headers::<T>::get(book)
	}

	fn set_header(&mut self, book: SectionBook, header: Header) {
		match header.orders {
			0 => Headers::<T>::remove(book),
			_ => Headers::<T>::insert(book, header),
		}
	}

	fn leaf(&self, book: SectionBook, leaf: u16) -> Bits {
		Leaves::<T>::get(book, leaf)
	}

	fn set_leaf(&mut self, book: SectionBook, leaf: u16, bits: Bits) {
		match bits.is_empty() {
			true => Leaves::<T>::remove(book, leaf),
			false => Leaves::<T>::insert(book, leaf, bits),
		}
	}

	fn level(&self, book: SectionBook, tick: Tick) -> Option<Level> {
		Levels::<T>::get(book, tick)
	}

	fn set_level(&mut self, book: SectionBook, tick: Tick, level: Option<Level>) {
		Levels::<T>::set(book, tick, level);
	}

	fn link(&self, order: OrderId) -> Option<Link> {
		Orders::<T>::get(order).map(|resting| resting.link)
	}

	fn set_link(&mut self, order: OrderId, link: Link) {
		Orders::<T>::mutate_extant(order, |resting| resting.link = link);
	}

	fn tops(&self, section: Section, side: Side) -> Vec<Top> {
		FirstOrders::<T>::get(section, side).into_inner()
	}

	fn set_tops(&mut self, section: Section, side: Side, tops: Vec<Top>) {
		match tops.is_empty() {
			true => FirstOrders::<T>::remove(section, side),
			// A section has 64 cells at most.
			false => FirstOrders::<T>::insert(section, side, Tops::truncate_from(tops)),
		}
	}
}
