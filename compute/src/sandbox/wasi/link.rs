// SPDX-License-Identifier: Apache-2.0

//! The functions of `wasi_snapshot_preview1`, all of them, as programs import them.
//!
//! Each call costs fuel, by the prices of [`host`]: for itself; before its work for each buffer and
//! subscription and each byte of a path; and for the bytes that it moves. So a program can't keep the
//! host busy for longer than its fuel allows.

use super::{
	errno::*,
	guest::{Guest, MAX_BUFFERS},
	misc::{sizes, strings, MAX_SUBSCRIPTIONS},
	paths::{Open, MAX_PATH},
	Wasi, MODULE,
};
use crate::{failure::Failure, module::price::host, sandbox::limiter::Limiter};
use bourse_formats::FailureCode;
use wasmtime::{Caller, Extern, Global, Linker, Memory, Trap};

/// The host's data of one run.
pub(crate) struct RunData {
	pub wasi: Wasi,
	/// The program's memory, once it is known.
	pub memory: Option<Memory>,
	/// The global that holds the program's fuel.
	pub fuel: Option<Global>,
	pub limiter: Limiter,
}

fn memory(caller: &mut Caller<RunData>) -> wasmtime::Result<Memory> {
	if let Some(memory) = caller.data().memory {
		return Ok(memory);
	}
	let Some(Extern::Memory(memory)) = caller.get_export("memory") else {
		let message = "the module exports no memory";
		return Err(Failure::new(FailureCode::BadModule, message).into());
	};
	caller.data_mut().memory = Some(memory);
	Ok(memory)
}

/// Takes fuel from the program. Nothing must not be left: as everywhere, a run ends when it has
/// consumed what it may.
fn charge(caller: &mut Caller<RunData>, fuel: u64) -> wasmtime::Result<()> {
	let Some(global) = caller.data().fuel else {
		return Err(Failure::internal("a host call without fuel").into());
	};
	let left = global.get(&mut *caller).i64().unwrap_or(0);
	let rest = left.saturating_sub(i64::try_from(fuel).unwrap_or(i64::MAX)).max(0);
	global.set(&mut *caller, rest.into())?;
	if rest > 0 {
		Ok(())
	} else {
		Err(Trap::OutOfFuel.into())
	}
}

/// Fuel of the buffers of a call. More than there may be are refused without a look at them.
fn buffers(count: u32) -> u64 {
	items(count, MAX_BUFFERS, host::ITEM)
}

/// Fuel of the subscriptions of a call, likewise.
fn subscriptions(count: u32) -> u64 {
	items(count, MAX_SUBSCRIPTIONS, host::ITEM)
}

/// Fuel of a path, likewise.
fn path(size: u32) -> u64 {
	items(size, MAX_PATH, host::PATH)
}

fn items(count: u32, most: u32, each: u64) -> u64 {
	if count > most {
		return 0;
	}
	u64::from(count).saturating_mul(each)
}

/// Runs one host call, which costs `fuel` beside what it moves.
fn call(
	mut caller: Caller<RunData>,
	fuel: u64,
	body: impl FnOnce(&mut Wasi, &mut Guest) -> Reply,
) -> wasmtime::Result<i32> {
	charge(&mut caller, fuel)?;
	let memory = memory(&mut caller)?;
	let (bytes, data) = memory.data_and_store_mut(&mut caller);
	let result = body(&mut data.wasi, &mut Guest(bytes));
	let work = data.wasi.tree.take_work();
	if work > 0 {
		charge(&mut caller, work.saturating_mul(host::BYTE))?;
	}
	match result {
		Ok(()) => Ok(0),
		Err(Fault::Errno(errno)) => Ok(errno.raw().into()),
		Err(Fault::Failed(failure)) => Err(failure.into()),
	}
}

/// Defines functions in terms of `$w`, the run's state, and `$g`, its memory. In brackets is the
/// fuel beside [`host::CALL`].
macro_rules! functions {
	($linker:ident, $w:ident, $g:ident:
		$($name:ident($($arg:ident: $kind:ty),*) $([$fuel:expr])? => $body:expr;)*
	) => {
		$($linker.func_wrap(
			MODULE,
			stringify!($name),
			|caller: Caller<RunData>, $($arg: $kind),*| -> wasmtime::Result<i32> {
				call(caller, host::CALL $(+ $fuel)?, |$w: &mut Wasi, $g: &mut Guest| -> Reply {
					// Not every function needs both.
					let _ = (&$w, &$g);
					$body
				})
			},
		)?;)*
	};
}

/// Flags are 16 bits wide.
fn short(value: u32) -> Reply<u16> {
	Ok(u16::try_from(value).map_err(|_| ERRNO_INVAL)?)
}

/// Adds every function of WASI preview 1.
pub(crate) fn add_to_linker(linker: &mut Linker<RunData>) -> wasmtime::Result<()> {
	functions! { linker, w, g:
		args_get(p: u32, b: u32) => strings(&w.args, g, p, b);
		args_sizes_get(n: u32, s: u32) => sizes(&w.args, g, n, s);
		environ_get(p: u32, b: u32) => strings(&w.env, g, p, b);
		environ_sizes_get(n: u32, s: u32) => sizes(&w.env, g, n, s);
		clock_res_get(clock: u32, to: u32) => w.clock_res_get(g, clock, to);
		clock_time_get(clock: u32, _precision: u64, to: u32) => w.clock_time_get(g, clock, to);
		random_get(at: u32, n: u32) => w.random_get(g, at, n);
		poll_oneoff(subs: u32, events: u32, n: u32, to: u32) [subscriptions(n)] =>
			w.poll_oneoff(g, subs, events, n, to);
		sched_yield() => Ok(());
		proc_raise(_signal: u32) => Err(ERRNO_NOSYS.into());
	}
	functions! { linker, w, g:
		fd_advise(fd: u32, _at: u64, _n: u64, _advice: u32) =>
			w.fd_nothing(fd, RIGHTS_FD_ADVISE);
		fd_allocate(fd: u32, at: u64, n: u64) => w.fd_allocate(fd, at, n);
		fd_close(fd: u32) => w.fd_close(fd);
		fd_datasync(fd: u32) => w.fd_nothing(fd, RIGHTS_FD_DATASYNC);
		fd_sync(fd: u32) => w.fd_nothing(fd, RIGHTS_FD_SYNC);
		fd_fdstat_get(fd: u32, to: u32) => w.fd_fdstat_get(g, fd, to);
		fd_fdstat_set_flags(fd: u32, flags: u32) => w.fd_fdstat_set_flags(fd, short(flags)?);
		fd_fdstat_set_rights(fd: u32, base: u64, inheriting: u64) =>
			w.fd_fdstat_set_rights(fd, base, inheriting);
		fd_filestat_get(fd: u32, to: u32) => w.fd_filestat_get(g, fd, to);
		fd_filestat_set_size(fd: u32, n: u64) => w.fd_filestat_set_size(fd, n);
		fd_filestat_set_times(fd: u32, _atim: u64, _mtim: u64, flags: u32) =>
			w.fd_filestat_set_times(fd, short(flags)?);
		fd_pread(fd: u32, at: u32, n: u32, offset: u64, to: u32) [buffers(n)] =>
			w.fd_pread(g, fd, (at, n), offset, to);
		fd_prestat_get(fd: u32, to: u32) => w.fd_prestat_get(g, fd, to);
		fd_prestat_dir_name(fd: u32, to: u32, n: u32) => w.fd_prestat_dir_name(g, fd, to, n);
		fd_pwrite(fd: u32, at: u32, n: u32, offset: u64, to: u32) [buffers(n)] =>
			w.fd_pwrite(g, fd, (at, n), offset, to);
		fd_read(fd: u32, at: u32, n: u32, to: u32) [buffers(n)] => w.fd_read(g, fd, at, n, to);
		fd_readdir(fd: u32, at: u32, n: u32, cookie: u64, to: u32) =>
			w.fd_readdir(g, fd, (at, n), cookie, to);
		fd_renumber(from: u32, to: u32) => w.fd_renumber(from, to);
		fd_seek(fd: u32, offset: i64, whence: u32, to: u32) =>
			w.fd_seek(g, fd, offset, whence, to);
		fd_tell(fd: u32, to: u32) => w.fd_tell(g, fd, to);
		fd_write(fd: u32, at: u32, n: u32, to: u32) [buffers(n)] => w.fd_write(g, fd, at, n, to);
	}
	functions! { linker, w, g:
		path_create_directory(fd: u32, at: u32, n: u32) [path(n)] =>
			w.path_create_directory(g, fd, at, n);
		path_filestat_get(fd: u32, _lookup: u32, at: u32, n: u32, to: u32) [path(n)] =>
			w.path_filestat_get(g, fd, (at, n), to);
		path_filestat_set_times(
			fd: u32, _lookup: u32, at: u32, n: u32, _atim: u64, _mtim: u64, flags: u32
		) [path(n)] => w.path_filestat_set_times(g, fd, (at, n), short(flags)?);
		path_link(_fd: u32, _lookup: u32, _at: u32, _n: u32, _to: u32, _to_at: u32, _to_n: u32) =>
			Err(ERRNO_NOTSUP.into());
		path_open(
			fd: u32, _lookup: u32, at: u32, n: u32, oflags: u32, rights: u64, inheriting: u64,
			fdflags: u32, to: u32
		) [path(n)] => {
			let (oflags, fdflags) = (short(oflags)?, short(fdflags)?);
			w.path_open(g, fd, (at, n), Open { oflags, rights, inheriting, fdflags }, to)
		};
		path_readlink(fd: u32, at: u32, n: u32, _to: u32, _size: u32, _used: u32) [path(n)] =>
			w.path_readlink(g, fd, at, n);
		path_remove_directory(fd: u32, at: u32, n: u32) [path(n)] =>
			w.path_remove_directory(g, fd, at, n);
		path_rename(fd: u32, at: u32, n: u32, to_fd: u32, to_at: u32, to_n: u32)
			[path(n).saturating_add(path(to_n))] =>
			w.path_rename(g, (fd, at, n), (to_fd, to_at, to_n));
		path_symlink(_at: u32, _n: u32, _fd: u32, _to_at: u32, _to_n: u32) =>
			Err(ERRNO_NOTSUP.into());
		path_unlink_file(fd: u32, at: u32, n: u32) [path(n)] => w.path_unlink_file(g, fd, at, n);

		sock_accept(fd: u32, _flags: u32, _to: u32) => w.no_socket(fd);
		sock_recv(fd: u32, _at: u32, _n: u32, _flags: u32, _to: u32, _flags_to: u32) =>
			w.no_socket(fd);
		sock_send(fd: u32, _at: u32, _n: u32, _flags: u32, _to: u32) => w.no_socket(fd);
		sock_shutdown(fd: u32, _how: u32) => w.no_socket(fd);
	}
	linker.func_wrap(MODULE, "proc_exit", |status: i32| -> wasmtime::Result<()> {
		Err(Exit(status).into())
	})?;
	Ok(())
}
