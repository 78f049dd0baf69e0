// SPDX-License-Identifier: Apache-2.0

//! What root keeps: the list of pools, and the tag classes.

use crate::pallet::*;
use bourse_primitives::{traits::Registry, Tag, WorkerpoolId};
use frame_support::{ensure, pallet_prelude::DispatchResult};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_list_pool(pool: WorkerpoolId, listed: bool) -> DispatchResult {
		match listed {
			true => {
				let exists = T::Registry::workerpool_owner(pool).is_some();
				ensure!(exists, Error::<T>::UnknownPool);
				Listed::<T>::insert(pool, ());
			},
			false => Listed::<T>::remove(pool),
		}
		Self::deposit_event(Event::PoolListed { pool, listed });
		Ok(())
	}

	pub(crate) fn do_add_class(tag: Tag) -> DispatchResult {
		let class = TagClasses::<T>::try_mutate(|classes| {
			ensure!(!classes.contains(&tag), Error::<T>::InvalidClass);
			// At most 8.
			let class = classes.len() as u8;
			classes.try_push(tag).map_err(|_| Error::<T>::InvalidClass)?;
			Ok::<_, Error<T>>(class)
		})?;
		Self::deposit_event(Event::ClassAdded { class, tag });
		Ok(())
	}
}
