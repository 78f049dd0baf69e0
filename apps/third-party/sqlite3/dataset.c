/* SPDX-License-Identifier: Apache-2.0 */

/* How SQLite's shell opens files in the sandbox, where nobody else has them open and nothing below
 * /in changes: without locks, and a database below /in as an immutable one, so that it needs neither
 * a journal nor shared memory beside it. One with a write-ahead log beside it is read together with
 * the log. SQLite itself is unchanged: it is built with SQLITE_EXTRA_INIT=bourse_init and
 * SQLITE_DEFAULT_LOCKING_MODE=1, which keeps the log's index in memory. */

#include <stdio.h>
#include <string.h>

#include "sqlite3.h"

static sqlite3_vfs ours;
static sqlite3_vfs *theirs;
static sqlite3_io_methods immutable;
static int (*their_characteristics)(sqlite3_file *);

static int characteristics(sqlite3_file *file) {
	return their_characteristics(file) | SQLITE_IOCAP_IMMUTABLE;
}

/* Whether there is something in the write-ahead log of the database. */
static int has_log(const char *path) {
	char log[600];
	int exists = 0;
	if (snprintf(log, sizeof log, "%s-wal", path) >= (int)sizeof log) return 0;
	return theirs->xAccess(theirs, log, SQLITE_ACCESS_EXISTS, &exists) == SQLITE_OK && exists;
}

static int open_file(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *given) {
	int code = theirs->xOpen(theirs, path, file, flags, given);
	int is_input = path && strncmp(path, "/in/", 4) == 0 && (flags & SQLITE_OPEN_MAIN_DB);
	(void)vfs;
	if (code == SQLITE_OK && is_input && file->pMethods && !has_log(path)) {
		immutable = *file->pMethods;
		their_characteristics = immutable.xDeviceCharacteristics;
		immutable.xDeviceCharacteristics = characteristics;
		file->pMethods = &immutable;
	}
	return code;
}

int bourse_init(const char *unused) {
	(void)unused;
	theirs = sqlite3_vfs_find("unix-none");
	if (!theirs) return SQLITE_OK;
	ours = *theirs;
	ours.zName = "bourse";
	ours.xOpen = open_file;
	return sqlite3_vfs_register(&ours, 1);
}
