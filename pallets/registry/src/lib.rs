// SPDX-License-Identifier: Apache-2.0

#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
// The macro of the benchmarks writes public items without docs.
#![cfg_attr(feature = "runtime-benchmarks", allow(missing_docs))]
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod catalogue;
mod impls;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "try-runtime", feature = "std"))]
mod try_state;
mod types;
pub mod weights;

pub use pallet::*;
pub use types::*;
pub use weights::WeightInfo;

#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::{
		string::{String, ToString},
		vec::Vec,
	};
	use bourse_primitives::{
		protocol,
		traits::{self, Rules},
		AppId, CategoryId, CategoryLimits, DatasetId, GroupId, Multiaddr, Packing, Party,
		ResultKey, Seconds, WorkerpoolId,
	};
	use frame_support::pallet_prelude::*;
	use frame_system::pallet_prelude::*;
	use sp_core::H256;

	/// Version of the storage.
	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The registries (PROTOCOL 3).
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// Origin that may create categories.
		type AdminOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Whether the market's rules hold.
		type Rules: Rules;

		/// Receiver of the news that a workerpool was registered, or got another policy.
		type OnPoolChange: traits::OnPoolChange;

		/// Most members of one group.
		#[pallet::constant]
		type MaxGroupMembers: Get<u32>;

		/// Weights of the calls.
		type WeightInfo: WeightInfo;
	}

	/// The applications.
	#[pallet::storage]
	pub type Apps<T: Config> = StorageMap<_, Twox64Concat, AppId, App<T::AccountId>>;

	/// The datasets.
	#[pallet::storage]
	pub type Datasets<T: Config> = StorageMap<_, Twox64Concat, DatasetId, Dataset<T::AccountId>>;

	/// The workerpools.
	#[pallet::storage]
	pub type Workerpools<T: Config> =
		StorageMap<_, Twox64Concat, WorkerpoolId, Workerpool<T::AccountId>>;

	/// The categories.
	#[pallet::storage]
	pub type Categories<T: Config> = StorageMap<_, Twox64Concat, CategoryId, Category>;

	/// The groups.
	#[pallet::storage]
	pub type Groups<T: Config> = StorageMap<_, Twox64Concat, GroupId, Group<T::AccountId>>;

	/// The members of the groups.
	#[pallet::storage]
	pub type GroupMembers<T: Config> =
		StorageDoubleMap<_, Twox64Concat, GroupId, Blake2_128Concat, Party<T::AccountId>, ()>;

	/// The X25519 keys that workers encrypt results with, by beneficiary.
	#[pallet::storage]
	pub type ResultKeys<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, ResultKey>;

	/// Assets by the hash of kind, first owner and content as registered. Keeps an owner from
	/// registering the same content twice.
	#[pallet::storage]
	pub type ContentIndex<T: Config> = StorageMap<_, Identity, H256, Asset>;

	/// Descriptions of assets, by their owners, for catalogues.
	#[pallet::storage]
	pub type Profiles<T: Config> = StorageMap<_, Twox64Concat, Asset, Profile>;

	/// The stock names, in alphabetical order: each stands for one asset, which may have several.
	#[pallet::storage]
	pub type StockNames<T: Config> =
		StorageValue<_, BoundedVec<StockName, MaxStockNames>, ValueQuery>;

	/// Epochs of assets, and of requesters. Orders of an earlier epoch are void.
	#[pallet::storage]
	pub type Epochs<T: Config> =
		StorageMap<_, Blake2_128Concat, Party<T::AccountId>, u32, ValueQuery>;

	/// Number of applications, and the id of the next.
	#[pallet::storage]
	pub type NextAppId<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// Number of datasets, and the id of the next.
	#[pallet::storage]
	pub type NextDatasetId<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// Number of workerpools, and the id of the next.
	#[pallet::storage]
	pub type NextWorkerpoolId<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// Number of categories, and the id of the next.
	#[pallet::storage]
	pub type NextCategoryId<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// Number of groups, and the id of the next.
	#[pallet::storage]
	pub type NextGroupId<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// The categories that exist from the start; by default the five standard ones.
	#[pallet::genesis_config]
	pub struct GenesisConfig<T: Config> {
		/// Name, description, time reference T in seconds. The first has id 0.
		pub categories: Vec<(String, String, Seconds)>,
		/// Nothing to configure.
		#[serde(skip)]
		pub _config: PhantomData<T>,
	}

	impl<T: Config> Default for GenesisConfig<T> {
		fn default() -> Self {
			let descriptions = [
				"Extra small: 5 minutes",
				"Small: 20 minutes",
				"Medium: 1 hour",
				"Large: 3 hours",
				"Extra large: 10 hours",
			];
			let categories = protocol::CATEGORIES.iter().zip(descriptions);
			let categories = categories.map(|((name, time), description)| {
				(name.to_string(), description.to_string(), *time)
			});
			Self { categories: categories.collect(), _config: PhantomData }
		}
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		fn build(&self) {
			for (name, description, time) in &self.categories {
				// Whether the market's rules hold is not known yet.
				assert!(is_time_ref(*time), "a category of a genesis has time for its tasks");
				Pallet::<T>::do_create_category(
					name.clone().into_bytes(),
					description.clone().into_bytes(),
					*time,
					CategoryLimits::default(),
				)
				.expect("the categories of a valid genesis can be created")
			}
		}
	}

	#[pallet::event]
	#[pallet::generate_deposit(pub(super) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An application was registered.
		AppRegistered {
			/// The application.
			id: AppId,
			/// Its owner, who may be another account than the signer.
			owner: T::AccountId,
		},
		/// An application has a new address.
		AppUpdated {
			/// The application.
			id: AppId,
			/// The address of its module from now on.
			multiaddr: Multiaddr,
		},
		/// An application has a new owner.
		AppTransferred {
			/// The application.
			id: AppId,
			/// Its former owner.
			from: T::AccountId,
			/// Its owner from now on.
			to: T::AccountId,
		},
		/// A dataset was registered.
		DatasetRegistered {
			/// The dataset.
			id: DatasetId,
			/// Its owner, who may be another account than the signer.
			owner: T::AccountId,
		},
		/// A dataset has a new address.
		DatasetUpdated {
			/// The dataset.
			id: DatasetId,
			/// The address of its file or archive from now on.
			multiaddr: Multiaddr,
		},
		/// A dataset has a new owner.
		DatasetTransferred {
			/// The dataset.
			id: DatasetId,
			/// Its former owner.
			from: T::AccountId,
			/// Its owner from now on.
			to: T::AccountId,
		},
		/// A workerpool was registered.
		WorkerpoolRegistered {
			/// The workerpool.
			id: WorkerpoolId,
			/// Its owner, who may be another account than the signer.
			owner: T::AccountId,
		},
		/// A workerpool has new terms, for the deals to come.
		WorkerpoolPolicyChanged {
			/// The workerpool.
			id: WorkerpoolId,
			/// Its former terms.
			old: Policy,
			/// Its terms from now on.
			new: Policy,
		},
		/// A workerpool has a new owner.
		WorkerpoolTransferred {
			/// The workerpool.
			id: WorkerpoolId,
			/// Its former owner.
			from: T::AccountId,
			/// Its owner from now on.
			to: T::AccountId,
		},
		/// A category was created.
		CategoryCreated {
			/// The category.
			id: CategoryId,
			/// Its name.
			name: Name,
			/// Its time reference T, in seconds.
			work_clock_time_ref: Seconds,
		},
		/// A group was created.
		GroupCreated {
			/// The group.
			id: GroupId,
			/// Its owner.
			owner: T::AccountId,
		},
		/// A member was added to a group.
		GroupMemberAdded {
			/// The group.
			id: GroupId,
			/// The new member.
			party: Party<T::AccountId>,
		},
		/// A member was removed from a group.
		GroupMemberRemoved {
			/// The group.
			id: GroupId,
			/// The former member.
			party: Party<T::AccountId>,
		},
		/// A group has a new owner.
		GroupTransferred {
			/// The group.
			id: GroupId,
			/// Its former owner.
			from: T::AccountId,
			/// Its owner from now on.
			to: T::AccountId,
		},
		/// A beneficiary published a key. Results for the beneficiary are encrypted from now on.
		ResultKeySet {
			/// The beneficiary.
			who: T::AccountId,
			/// Its X25519 public key.
			key: ResultKey,
		},
		/// A beneficiary withdrew its key. Results for the beneficiary are public from now on.
		ResultKeyRemoved {
			/// The beneficiary.
			who: T::AccountId,
		},
		/// Members were added to a group.
		GroupMembersAdded {
			/// The group.
			id: GroupId,
			/// The new members.
			parties: BoundedVec<Party<T::AccountId>, MaxMembersAtOnce>,
		},
		/// Members were removed from a group.
		GroupMembersRemoved {
			/// The group.
			id: GroupId,
			/// The former members.
			parties: BoundedVec<Party<T::AccountId>, MaxMembersAtOnce>,
		},
		/// An owner described an asset for catalogues, or withdrew the description.
		AssetDescribed {
			/// The asset.
			asset: Asset,
		},
		/// Root gave a name to an asset, or withdrew the name.
		StockNameSet {
			/// The name.
			name: Label,
			/// The asset that the name stands for from now on; `None`: no asset.
			asset: Option<Asset>,
		},
		/// All orders of an earlier epoch are void.
		OrdersRevoked {
			/// The asset whose owner signed them, or the requester.
			of: Party<T::AccountId>,
			/// The epoch from now on.
			epoch: u32,
		},
	}

	#[pallet::error]
	pub enum Error<T> {
		/// No app has this id: look the id up in the event `AppRegistered`.
		UnknownApp,
		/// No dataset has this id: look the id up in the event `DatasetRegistered`.
		UnknownDataset,
		/// No workerpool has this id: look the id up in the event `WorkerpoolRegistered`.
		UnknownWorkerpool,
		/// No group has this id: look the id up in the event `GroupCreated`.
		UnknownGroup,
		/// Another account owns this: sign with the owner's account.
		NotOwner,
		/// This owner has registered the same content before: use the existing asset, or change
		/// the name.
		AlreadyRegistered,
		/// The name is longer than 64 bytes: shorten the name.
		NameTooLong,
		/// The description is longer than 1024 bytes: shorten the description.
		DescriptionTooLong,
		/// The measurement of the enclave is longer than 512 bytes: give the measurement only.
		MrenclaveTooLong,
		/// The multiaddr is not usable: give an empty one, or at most 512 bytes of text without
		/// blanks that begin with `http://` or `https://` and a host, or with `/ipfs/` and the CID
		/// of a raw block (version 1, BLAKE2b-256, base32). For another CID (`Qm…`, sha2-256, a
		/// folder) give the `https://` address of a gateway.
		InvalidMultiaddr,
		/// The checksum is zero: give the `blake2_256` hash of the content.
		MissingChecksum,
		/// The reward ratio is above 100 percent: give a ratio between 0 and 100.
		InvalidRewardRatio,
		/// The party is a member of the group already: nothing to add.
		AlreadyMember,
		/// The party is no member of the group: nothing to remove.
		NotMember,
		/// The group has as many members as a group can have: remove one, or use a second group.
		GroupFull,
		/// With this key results would be open to everybody: give the X25519 public key that
		/// `bourse-compute keygen` printed.
		InvalidResultKey,
		/// The account has no result key: nothing to remove.
		NoResultKey,
		/// No task can have this time reference: give 1 to 36,000 seconds.
		InvalidTimeRef,
		/// No run can have these limits: give 1 to 2^30 bytes of memory, and 1 to 2^28 bytes of
		/// output.
		InvalidLimits,
		/// The text has control characters, such that hide or turn text, or is not UTF-8: write it
		/// without these.
		UnreadableText,
		/// The description or the link is longer than 256 bytes: shorten the text.
		ProfileTooLong,
		/// The link is not one that people can read: give an empty one, or visible ASCII that begins with
		/// `https://`, `http://` or `/ipfs/`.
		InvalidLink,
		/// A tag or stock name is not 1 to 24 lower-case letters, digits and hyphens, with a letter or
		/// digit at both ends: write it so.
		InvalidLabel,
		/// There are more than 8 tags, or one comes twice: give at most 8 different ones.
		TooManyTags,
		/// There are 64 stock names already: withdraw one.
		TooManyStockNames,
		/// No asset has this stock name: nothing to withdraw.
		UnknownStockName,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Registers an application for `owner` (PROTOCOL 3). By anybody: the owner gains an asset
		/// and owes nothing.
		///
		/// - `name`: for people, at most 64 bytes ([`Error::NameTooLong`]).
		/// - `multiaddr`: address of the module; empty: found by checksum alone
		///   ([`Error::InvalidMultiaddr`]).
		/// - `checksum`: `blake2_256` of the module ([`Error::MissingChecksum`] when zero).
		/// - `mrenclave`: measurement of an enclave, or empty ([`Error::MrenclaveTooLong`]).
		///
		/// The same owner can register the same content once ([`Error::AlreadyRegistered`]).
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::register_app())]
		pub fn register_app(
			origin: OriginFor<T>,
			owner: T::AccountId,
			name: Vec<u8>,
			kind: AppKind,
			multiaddr: Vec<u8>,
			checksum: H256,
			mrenclave: Vec<u8>,
		) -> DispatchResult {
			ensure_signed(origin)?;
			let name = Self::bounded(name, Error::<T>::NameTooLong)?;
			let multiaddr = Self::multiaddr(multiaddr)?;
			let mrenclave = Self::bounded(mrenclave, Error::<T>::MrenclaveTooLong)?;
			Self::do_register_app(App { owner, name, kind, multiaddr, checksum, mrenclave })
		}

		/// Changes the address of an application's module, also for running deals. The checksum,
		/// which orders were signed for, stays.
		///
		/// By its owner only ([`Error::UnknownApp`], [`Error::NotOwner`],
		/// [`Error::InvalidMultiaddr`]).
		#[pallet::call_index(1)]
		#[pallet::weight(T::WeightInfo::update_app())]
		pub fn update_app(origin: OriginFor<T>, id: AppId, multiaddr: Vec<u8>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_update_app(&who, id, multiaddr)
		}

		/// Passes an application to `to`. Orders signed by the former owner are void from now on;
		/// existing deals pay the former owner (PROTOCOL 3).
		///
		/// By its owner only ([`Error::UnknownApp`], [`Error::NotOwner`]).
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::transfer_app())]
		pub fn transfer_app(origin: OriginFor<T>, id: AppId, to: T::AccountId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_transfer_app(who, id, to)
		}

		/// Registers a dataset for `owner` (PROTOCOL 3). By anybody.
		///
		/// - `name`: for people, at most 64 bytes ([`Error::NameTooLong`]).
		/// - `multiaddr`: address of the file or archive; empty: found by checksum alone
		///   ([`Error::InvalidMultiaddr`]).
		/// - `checksum`: `blake2_256` of the file or archive ([`Error::MissingChecksum`] when
		///   zero).
		///
		/// The same owner can register the same content once ([`Error::AlreadyRegistered`]).
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::register_dataset())]
		pub fn register_dataset(
			origin: OriginFor<T>,
			owner: T::AccountId,
			name: Vec<u8>,
			multiaddr: Vec<u8>,
			checksum: H256,
		) -> DispatchResult {
			ensure_signed(origin)?;
			let name = Self::bounded(name, Error::<T>::NameTooLong)?;
			let multiaddr = Self::multiaddr(multiaddr)?;
			let (packing, restricted) = (Packing::File, false);
			let dataset = Dataset { owner, name, multiaddr, checksum, packing, restricted };
			Self::do_register_dataset(dataset)
		}

		/// Changes the address of a dataset's file or archive, also for running deals. The
		/// checksum, which orders were signed for, stays.
		///
		/// By its owner only ([`Error::UnknownDataset`], [`Error::NotOwner`],
		/// [`Error::InvalidMultiaddr`]).
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::update_dataset())]
		pub fn update_dataset(
			origin: OriginFor<T>,
			id: DatasetId,
			multiaddr: Vec<u8>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_update_dataset(&who, id, multiaddr)
		}

		/// Passes a dataset to `to`, as [`Pallet::transfer_app`] passes an application.
		///
		/// By its owner only ([`Error::UnknownDataset`], [`Error::NotOwner`]).
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::transfer_dataset())]
		pub fn transfer_dataset(
			origin: OriginFor<T>,
			id: DatasetId,
			to: T::AccountId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_transfer_dataset(who, id, to)
		}

		/// Registers a workerpool for `owner` (PROTOCOL 3). By anybody. A contribution locks 30
		/// percent of the pool price and the scheduler keeps 1 percent of the pot (10 by the
		/// market's rules, PROTOCOL 9.1), until [`Pallet::set_workerpool_policy`] changes both.
		///
		/// `description` has at most 1024 bytes ([`Error::DescriptionTooLong`]). The same owner
		/// can register the same description once ([`Error::AlreadyRegistered`]).
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::register_workerpool())]
		pub fn register_workerpool(
			origin: OriginFor<T>,
			owner: T::AccountId,
			description: Vec<u8>,
		) -> DispatchResult {
			ensure_signed(origin)?;
			let description = Self::bounded(description, Error::<T>::DescriptionTooLong)?;
			Self::do_register_workerpool(owner, description)
		}

		/// Changes the terms of a workerpool for later deals. Existing deals keep their terms
		/// (PROTOCOL 3). Matches wait as after `pools.setRules`.
		///
		/// `worker_stake_ratio` is the percentage of the pool price that a contribution locks,
		/// without upper bound. `scheduler_reward_ratio` is the percentage of the pot that the
		/// scheduler keeps, at most 100 ([`Error::InvalidRewardRatio`]). By its owner only
		/// ([`Error::UnknownWorkerpool`], [`Error::NotOwner`]).
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::set_workerpool_policy())]
		pub fn set_workerpool_policy(
			origin: OriginFor<T>,
			id: WorkerpoolId,
			worker_stake_ratio: u64,
			scheduler_reward_ratio: u8,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			let new = Policy { worker_stake_ratio, scheduler_reward_ratio };
			Self::do_set_workerpool_policy(&who, id, new)
		}

		/// Passes a workerpool to `to`, as [`Pallet::transfer_app`] passes an application.
		///
		/// By its owner only ([`Error::UnknownWorkerpool`], [`Error::NotOwner`]).
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::transfer_workerpool())]
		pub fn transfer_workerpool(
			origin: OriginFor<T>,
			id: WorkerpoolId,
			to: T::AccountId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_transfer_workerpool(who, id, to)
		}

		/// Creates a category with the time reference `work_clock_time_ref` in seconds, and the
		/// most memory and output that any category gives (PROTOCOL 3). Categories never change.
		///
		/// By `AdminOrigin` only. The market's rules refuse other time references than 1 to 36,000
		/// seconds ([`Error::InvalidTimeRef`]).
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::create_category())]
		pub fn create_category(
			origin: OriginFor<T>,
			name: Vec<u8>,
			description: Vec<u8>,
			work_clock_time_ref: Seconds,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			let limits = CategoryLimits::default();
			Self::do_create_category(name, description, work_clock_time_ref, limits)
		}

		/// Creates a group without members, owned by the signer (PROTOCOL 3). Names need not be
		/// unique ([`Error::NameTooLong`] above 64 bytes).
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::create_group())]
		pub fn create_group(origin: OriginFor<T>, name: Vec<u8>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_create_group(who, name)
		}

		/// Adds an account or a registered asset to a group. Orders restricted to the group accept
		/// the new member from now on.
		///
		/// By the group's owner only ([`Error::UnknownGroup`], [`Error::NotOwner`]). Refused
		/// with [`Error::UnknownApp`], [`Error::UnknownDataset`] or
		/// [`Error::UnknownWorkerpool`] for an id that is not registered, which anybody could
		/// register later; with [`Error::AlreadyMember`], or [`Error::GroupFull`].
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::add_to_group())]
		pub fn add_to_group(
			origin: OriginFor<T>,
			id: GroupId,
			party: Party<T::AccountId>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_add_to_group(&who, id, party)
		}

		/// Removes a member from a group. Orders restricted to the group refuse the former member
		/// from now on; existing deals stay.
		///
		/// By the group's owner only ([`Error::UnknownGroup`], [`Error::NotOwner`]); refused
		/// with [`Error::NotMember`].
		#[pallet::call_index(12)]
		#[pallet::weight(T::WeightInfo::remove_from_group())]
		pub fn remove_from_group(
			origin: OriginFor<T>,
			id: GroupId,
			party: Party<T::AccountId>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_remove_from_group(&who, id, party)
		}

		/// Passes a group to `to`. Its members stay.
		///
		/// By its owner only ([`Error::UnknownGroup`], [`Error::NotOwner`]).
		#[pallet::call_index(13)]
		#[pallet::weight(T::WeightInfo::transfer_group())]
		pub fn transfer_group(
			origin: OriginFor<T>,
			id: GroupId,
			to: T::AccountId,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_transfer_group(who, id, to)
		}

		/// Publishes the X25519 public key that workers encrypt the signer's results with, in
		/// place of an earlier one (PROTOCOL 8.4).
		///
		/// Workers use the key that is published when they take a task up; existing results stay
		/// as they are. Refused with [`Error::InvalidResultKey`] for keys of small order, which
		/// give everybody the same secret.
		#[pallet::call_index(14)]
		#[pallet::weight(T::WeightInfo::set_result_key())]
		pub fn set_result_key(origin: OriginFor<T>, key: ResultKey) -> DispatchResult {
			let who = ensure_signed(origin)?;
			ensure!(is_result_key(&key), Error::<T>::InvalidResultKey);
			ResultKeys::<T>::insert(&who, key);
			Self::deposit_event(Event::ResultKeySet { who, key });
			Ok(())
		}

		/// Withdraws the signer's result key: everybody can read the results of tasks that workers
		/// take up from now on (PROTOCOL 8.4). Refused with [`Error::NoResultKey`].
		#[pallet::call_index(15)]
		#[pallet::weight(T::WeightInfo::remove_result_key())]
		pub fn remove_result_key(origin: OriginFor<T>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			ensure!(ResultKeys::<T>::take(&who).is_some(), Error::<T>::NoResultKey);
			Self::deposit_event(Event::ResultKeyRemoved { who });
			Ok(())
		}

		/// Registers a dataset as [`Pallet::register_dataset`] does, and says how its content is
		/// packed and who gets it.
		///
		/// - `packing`: as an archive the content must unpack exactly, else each of its tasks ends
		///   with the failure `BadArchive`.
		/// - `restricted`: workers pass the content on to nobody but workers of the same deal, and
		///   the dataset's orders must name a workerpool that is not open (PROTOCOL 9.1).
		///
		/// Both are for good. Refused as [`Pallet::register_dataset`] is.
		#[pallet::call_index(16)]
		#[pallet::weight(T::WeightInfo::register_dataset_with())]
		pub fn register_dataset_with(
			origin: OriginFor<T>,
			owner: T::AccountId,
			name: Vec<u8>,
			multiaddr: Vec<u8>,
			checksum: H256,
			packing: Packing,
			restricted: bool,
		) -> DispatchResult {
			ensure_signed(origin)?;
			let name = Self::bounded(name, Error::<T>::NameTooLong)?;
			let multiaddr = Self::multiaddr(multiaddr)?;
			let dataset = Dataset { owner, name, multiaddr, checksum, packing, restricted };
			Self::do_register_dataset(dataset)
		}

		/// Creates a category as [`Pallet::create_category`] does, with limits of its own on memory
		/// and output, in bytes.
		///
		/// Refused as [`Pallet::create_category`] is, and with [`Error::InvalidLimits`] when no run
		/// can have the limits.
		#[pallet::call_index(17)]
		#[pallet::weight(T::WeightInfo::create_category_with())]
		pub fn create_category_with(
			origin: OriginFor<T>,
			name: Vec<u8>,
			description: Vec<u8>,
			work_clock_time_ref: Seconds,
			limits: CategoryLimits,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_create_category(name, description, work_clock_time_ref, limits)
		}

		/// Describes an asset for catalogues, in place of an earlier description. All empty: withdraws the
		/// description.
		///
		/// - `description`: for people, at most 256 bytes of plain UTF-8 ([`Error::ProfileTooLong`],
		///   [`Error::UnreadableText`]).
		/// - `link`: address of a page, or empty ([`Error::ProfileTooLong`], [`Error::InvalidLink`]).
		/// - `tags`: at most 8 different words to search by ([`Error::TooManyTags`],
		///   [`Error::InvalidLabel`]).
		///
		/// By its owner only ([`Error::UnknownApp`], [`Error::UnknownDataset`],
		/// [`Error::UnknownWorkerpool`], [`Error::NotOwner`]). A transfer leaves the description.
		#[pallet::call_index(18)]
		#[pallet::weight(T::WeightInfo::describe())]
		pub fn describe(
			origin: OriginFor<T>,
			asset: Asset,
			description: Vec<u8>,
			link: Vec<u8>,
			tags: Vec<Vec<u8>>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_describe(&who, asset, description, link, tags)
		}

		/// Lets a name stand for an asset, in place of an earlier one; without an asset, withdraws the
		/// name. People see other assets as owner and name, since names are not unique.
		///
		/// By `AdminOrigin` only. Refused with [`Error::InvalidLabel`], [`Error::UnknownApp`],
		/// [`Error::UnknownDataset`], [`Error::UnknownWorkerpool`], [`Error::TooManyStockNames`], or
		/// [`Error::UnknownStockName`].
		#[pallet::call_index(19)]
		#[pallet::weight(T::WeightInfo::set_stock_name())]
		pub fn set_stock_name(
			origin: OriginFor<T>,
			name: Vec<u8>,
			asset: Option<Asset>,
		) -> DispatchResult {
			T::AdminOrigin::ensure_origin(origin)?;
			Self::do_set_stock_name(name, asset)
		}

		/// Makes void every order that was signed, presigned or placed in the book so far for an asset (an
		/// account: every request of that account), whatever its version. Deals go on, and so do supplies. Orders of the new epoch name it
		/// (`docs/orders.md`); orders of version 1 are void for good.
		///
		/// By the asset's owner, or by the account itself ([`Error::UnknownApp`],
		/// [`Error::UnknownDataset`], [`Error::UnknownWorkerpool`], [`Error::NotOwner`]).
		#[pallet::call_index(20)]
		#[pallet::weight(T::WeightInfo::revoke_all())]
		pub fn revoke_all(origin: OriginFor<T>, of: Party<T::AccountId>) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_revoke_all(&who, of)
		}

		/// Adds up to 256 members to a group, as [`Pallet::add_to_group`] adds one. Those that are members
		/// already are passed over.
		///
		/// By the group's owner only ([`Error::UnknownGroup`], [`Error::NotOwner`]). Refused as a whole
		/// with [`Error::UnknownApp`], [`Error::UnknownDataset`], [`Error::UnknownWorkerpool`] or
		/// [`Error::GroupFull`].
		#[pallet::call_index(21)]
		#[pallet::weight(T::WeightInfo::add_members(count(parties)))]
		pub fn add_members(
			origin: OriginFor<T>,
			id: GroupId,
			parties: BoundedVec<Party<T::AccountId>, MaxMembersAtOnce>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_add_members(&who, id, parties)
		}

		/// Removes up to 256 members from a group, as [`Pallet::remove_from_group`] removes one. Those
		/// that are no members are passed over.
		///
		/// By the group's owner only ([`Error::UnknownGroup`], [`Error::NotOwner`]).
		#[pallet::call_index(22)]
		#[pallet::weight(T::WeightInfo::remove_members(count(parties)))]
		pub fn remove_members(
			origin: OriginFor<T>,
			id: GroupId,
			parties: BoundedVec<Party<T::AccountId>, MaxMembersAtOnce>,
		) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_remove_members(&who, id, parties)
		}
	}

	/// Number of members, for weights. They are bounded, so the number never saturates.
	fn count<AccountId>(parties: &[Party<AccountId>]) -> u32 {
		parties.len().try_into().unwrap_or(u32::MAX)
	}
}
