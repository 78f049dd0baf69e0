// SPDX-License-Identifier: Apache-2.0

//! The system calls of a sandbox process, once it is started: those that the engine needs, by
//! seccomp. Anything else fails as on a kernel that does not know the call. No process, no program,
//! no socket, no look at other processes.

#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
pub(super) use linux::{allow_few, are_restricted};

/// Nothing is known of this machine's calls.
#[cfg(not(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64"))))]
pub(super) fn are_restricted() -> bool {
	false
}

/// Nothing is known of this machine's calls.
#[cfg(not(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64"))))]
pub(super) fn allow_few() -> Result<(), std::io::Error> {
	Ok(())
}

#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
mod linux {
	use libc::c_long;
	use seccompiler::{
		apply_filter, BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp,
		SeccompCondition, SeccompFilter, SeccompRule,
	};
	use std::{collections::BTreeMap, error::Error};

	/// What any sandbox process may call, with any arguments.
	const ALLOWED: &[c_long] = &[
		// Requests and answers, inputs, compiled modules. Landlock says which files.
		libc::SYS_read,
		libc::SYS_readv,
		libc::SYS_pread64,
		libc::SYS_write,
		libc::SYS_writev,
		libc::SYS_lseek,
		libc::SYS_openat,
		libc::SYS_close,
		libc::SYS_fstat,
		libc::SYS_newfstatat,
		libc::SYS_statx,
		libc::SYS_fcntl,
		libc::SYS_ftruncate,
		libc::SYS_getdents64,
		libc::SYS_mkdirat,
		libc::SYS_unlinkat,
		libc::SYS_renameat,
		libc::SYS_renameat2,
		libc::SYS_utimensat,
		// Memory.
		libc::SYS_brk,
		libc::SYS_mmap,
		libc::SYS_munmap,
		libc::SYS_mremap,
		libc::SYS_mprotect,
		libc::SYS_madvise,
		libc::SYS_memfd_create,
		libc::SYS_membarrier,
		// Threads.
		libc::SYS_futex,
		libc::SYS_gettid,
		libc::SYS_getpid,
		libc::SYS_set_robust_list,
		libc::SYS_rseq,
		libc::SYS_sched_yield,
		libc::SYS_sched_getaffinity,
		libc::SYS_getcpu,
		libc::SYS_exit,
		libc::SYS_exit_group,
		// Signals, by which traps are noticed.
		libc::SYS_rt_sigaction,
		libc::SYS_rt_sigprocmask,
		libc::SYS_rt_sigreturn,
		libc::SYS_sigaltstack,
		libc::SYS_restart_syscall,
		// Time, randomness.
		libc::SYS_clock_gettime,
		libc::SYS_clock_nanosleep,
		libc::SYS_nanosleep,
		libc::SYS_getrandom,
		libc::SYS_ppoll,
	];

	/// The same under older names.
	#[cfg(target_arch = "x86_64")]
	const OLDER: &[c_long] = &[libc::SYS_mkdir, libc::SYS_unlink, libc::SYS_rename, libc::SYS_poll];
	#[cfg(not(target_arch = "x86_64"))]
	const OLDER: &[c_long] = &[];

	/// Whether the kernel has what [`allow_few`] asks for.
	pub(in super::super) fn are_restricted() -> bool {
		let action = libc::SECCOMP_RET_ERRNO;
		// SAFETY: asks whether the action is known, and reads nothing but its number.
		let answer = unsafe {
			libc::syscall(libc::SYS_seccomp, libc::SECCOMP_GET_ACTION_AVAIL, 0, &raw const action)
		};
		answer == 0
	}

	/// Leaves this thread, and those that it starts from now on, few system calls. Nothing happens on
	/// a kernel without seccomp.
	pub(in super::super) fn allow_few() -> Result<(), Box<dyn Error>> {
		if !are_restricted() {
			return Ok(());
		}
		Ok(apply_filter(&filter()?)?)
	}

	fn filter() -> Result<BpfProgram, BackendError> {
		let when = |argument, operator, value| {
			let length = SeccompCmpArgLen::Qword;
			let condition = SeccompCondition::new(argument, length, operator, value)?;
			Ok::<_, BackendError>(vec![SeccompRule::new(vec![condition])?])
		};
		let allowed = ALLOWED.iter().chain(OLDER).map(|call| (*call, Vec::new()));
		let mut rules = allowed.collect::<BTreeMap<c_long, Vec<SeccompRule>>>();
		// Threads, no processes. (Without `clone3`, whose arguments can't be seen, libc takes this.)
		let thread = libc::CLONE_THREAD as u64;
		rules.insert(libc::SYS_clone, when(0, SeccompCmpOp::MaskedEq(thread), thread)?);
		// Its own signals and limits only.
		rules.insert(libc::SYS_tgkill, when(0, SeccompCmpOp::Eq, std::process::id().into())?);
		rules.insert(libc::SYS_prlimit64, when(0, SeccompCmpOp::Eq, 0)?);
		rules.insert(libc::SYS_prctl, when(0, SeccompCmpOp::Eq, libc::PR_SET_NAME as u64)?);
		let unknown = SeccompAction::Errno(libc::ENOSYS as u32);
		let machine = std::env::consts::ARCH.try_into()?;
		SeccompFilter::new(rules, unknown, SeccompAction::Allow, machine)?.try_into()
	}

	#[cfg(test)]
	mod tests {
		use super::*;
		use std::{fs, io, net, process, thread};

		#[test]
		fn allow_few_should_leave_threads_and_files_and_nothing_else() {
			let folder = tempfile::tempdir().unwrap();
			let file = folder.path().join("file");
			fs::write(&file, b"content").unwrap();
			let listener = net::TcpListener::bind("127.0.0.1:0").unwrap();
			let address = listener.local_addr().unwrap();
			let confined = || {
				allow_few().unwrap();
				let unknown = |result: io::Result<()>| {
					assert_eq!(result.unwrap_err().raw_os_error(), Some(libc::ENOSYS));
				};
				unknown(net::TcpStream::connect(address).map(drop));
				unknown(process::Command::new("/bin/true").status().map(drop));
				let failed = |result: c_long| {
					assert_eq!(result, -1);
					unknown(Err(io::Error::last_os_error()));
				};
				// SAFETY: signal 0 only asks whether a process is there.
				failed(unsafe { libc::kill(process::id() as i32, 0) }.into());
				// SAFETY: likewise.
				failed(unsafe { libc::syscall(libc::SYS_tgkill, 1, 1, 0) });
				assert_eq!(fs::read(&file).unwrap(), b"content");
				thread::scope(|scope| scope.spawn(|| vec![1u8; 9 << 20]).join().unwrap());
				// What the cache of compiled modules does.
				let new = tempfile::NamedTempFile::new_in(folder.path()).unwrap();
				new.persist(&file).unwrap();
				assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
				let read = fs::File::open(&file).unwrap();
				read.set_modified(std::time::SystemTime::now()).unwrap();
				fs::remove_file(&file).unwrap();
			};
			thread::scope(|scope| scope.spawn(confined).join().unwrap());
			// Other threads are as they were.
			net::TcpStream::connect(address).unwrap();
		}
	}
}
