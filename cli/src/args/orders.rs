// SPDX-License-Identifier: Apache-2.0

//! Orders: those that rest in the book, and signed ones.

use super::{JobArgs, Offer};
use crate::amount::Rlc;
use clap::{Args, Subcommand};

/// Orders.
#[derive(Subcommand, Debug)]
pub enum Order {
	/// Your orders that rest in the book
	#[command(alias = "show")]
	List {
		/// Account: a name or an address
		#[arg(id = "whose", value_name = "ACCOUNT")]
		account: Option<String>,
	},
	/// Place a request that waits until somebody serves it
	Request {
		#[command(flatten)]
		job: Box<JobArgs>,
		/// Hours after which it ends
		#[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u32).range(1..=720))]
		hours: u32,
		/// Let the price rise while it waits: TO/TIME, as 2.5/10m
		#[arg(long, value_name = "TO/TIME", requires = "max_price")]
		rise: Option<String>,
	},
	/// Change what is left of an order
	Amend {
		/// Number
		order: u64,
		/// Tasks
		tasks: u64,
		/// Hours after which it ends
		#[arg(long, default_value_t = 24)]
		hours: u32,
	},
	/// Cancel an order; without a number all of them, 16 at once
	Cancel {
		/// Number
		order: Option<u64>,
	},
	/// Sign an order, which rests nowhere: it is printed as JSON, for `bourse order match`
	#[command(subcommand)]
	Sign(Signed),
	/// Make a deal of signed orders
	#[command(alias = "fill")]
	Match {
		/// Order of the app: a file of `bourse order sign`, or the hash of one that travels between nodes
		app: String,
		/// Order of the pool
		pool: String,
		/// Order of the requester
		request: String,
		/// Order of the dataset
		#[arg(long, value_name = "ORDER")]
		dataset: Option<String>,
		/// Pay in the place of the requester
		#[arg(long)]
		pay: bool,
	},
	/// Close a signed order, which serves no further task
	Close {
		/// Order: a file, or the hash of one that travels
		order: String,
	},
}

/// How long a signed order stands, and where it goes.
#[derive(Args, Debug, Clone)]
pub struct Stand {
	/// Hours after which it ends; without, closing ends it
	#[arg(long, value_parser = clap::value_parser!(u32).range(1..=87_600))]
	pub hours: Option<u32>,
	/// Send it from node to node, too, by a node with --orders
	#[arg(long)]
	pub publish: bool,
}

/// Orders to sign.
#[derive(Subcommand, Debug)]
pub enum Signed {
	/// Offer an app
	App {
		/// App
		app: String,
		#[command(flatten)]
		offer: Offer,
		/// Tasks that it serves in all
		#[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(1..))]
		tasks: u64,
		#[command(flatten)]
		stand: Stand,
	},
	/// Offer a dataset
	Dataset {
		/// Dataset
		dataset: String,
		#[command(flatten)]
		offer: Offer,
		/// Only for this app
		#[arg(long, value_name = "APP")]
		app: Option<String>,
		/// Tasks that it serves in all
		#[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u64).range(1..))]
		tasks: u64,
		#[command(flatten)]
		stand: Stand,
	},
	/// Offer the computing of a pool
	Pool {
		/// Pool
		pool: String,
		/// Price of a task
		#[arg(long, value_name = "RLC", default_value = "0.01")]
		price: Rlc,
		/// Tasks that it serves in all
		#[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u64).range(1..))]
		tasks: u64,
		/// Category
		#[arg(long, default_value = "XS")]
		category: String,
		/// Highest trust
		#[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
		trust: u64,
		/// Features that the pool offers: tee, gpu, or bits as 0x100
		#[arg(long, value_name = "FEATURES", value_delimiter = ',')]
		tag: Vec<String>,
		/// Only for this account
		#[arg(long, value_name = "ACCOUNT")]
		only: Option<String>,
		#[command(flatten)]
		stand: Stand,
	},
	/// Ask for computing, at --max-price for the pool
	Request {
		#[command(flatten)]
		job: Box<JobArgs>,
		/// Most for the app; what it costs everybody without
		#[arg(long, value_name = "RLC")]
		app_max_price: Option<Rlc>,
		/// Most for the dataset; what it costs everybody without
		#[arg(long, value_name = "RLC")]
		dataset_max_price: Option<Rlc>,
		/// Only this account may pay
		#[arg(long, value_name = "ACCOUNT")]
		payer: Option<String>,
		/// Let any node match it, for a fee
		#[arg(long)]
		broker: bool,
		#[command(flatten)]
		stand: Stand,
	},
}
