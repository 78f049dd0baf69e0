/* SPDX-License-Identifier: Apache-2.0 */

/* Upstream's runner gives a program the folder with the fixtures as its current one, with a folder
 * `writeable` in it. Here fixtures are input files of the task, and what is written is its output. */

#include <sys/stat.h>
#include <unistd.h>

__attribute__((constructor)) static void prepare(void)
{
#ifdef READS
	chdir("/in");
#else
	mkdir("writeable", 0777);
#endif
}
