/* SPDX-License-Identifier: Apache-2.0 */

/* The calls that C programs make and WASI has nothing for: owners and modes of files. There are
 * none in the sandbox, so that setting them changes nothing. */

#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

int chmod(const char *path, mode_t mode) { return 0; }
int fchmod(int fd, mode_t mode) { return 0; }
int fchown(int fd, uid_t owner, gid_t group) { return 0; }
