/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * caller.c - reads /proc of the parent.
 */
#include "client/bridge/caller.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/bridge/qemu.h"
#include "client/bridge/slurp.h"
#include "client/bridge/watcher.h"
#include "common/cleanup.h"

#define ARGS_MAX (128 * 1024) /* a command line that is longer tells nothing */
#define PATH_SIZE 256

/* /proc/PPID/NAME; free it.  -ENOENT: it cannot be read, or is too long. */
static int read_parent(const char *name, size_t max, char **ret_text,
		       size_t *ret_size)
{
	char path[PATH_SIZE];

	(void)snprintf(path, sizeof(path), "/proc/%d/%s", getppid(), name);
	return slurp(AT_FDCWD, path, max, ret_text, ret_size);
}

/*
 * A QEMU that begins makes its cards before its processors, and has the main
 * thread and that of RCU.  Later a card comes by the monitor, and the command
 * line is about others.
 */
#define THREADS_AT_FIRST 2

static bool is_beginning(void)
{
	char path[PATH_SIZE];
	unsigned int n = 0;
	DIR *tasks;

	(void)snprintf(path, sizeof(path), "/proc/%d/task", getppid());
	tasks = opendir(path);
	if (!tasks)
		return false;
	while (n <= THREADS_AT_FIRST + 2 && readdir(tasks))
		n++; /* also "." and ".." */
	(void)closedir(tasks);
	return n > 2 && n <= THREADS_AT_FIRST + 2;
}

int caller_guest(const char *bridge, struct guest *ret_guest)
{
	char *args = NULL;
	size_t size = 0;
	int r;

	if (!is_beginning())
		return -ENOENT;
	r = read_parent("cmdline", ARGS_MAX, &args, &size);
	if (r == 0)
		r = qemu_find(args, size, bridge, ret_guest);
	free(args);
	return r;
}

bool caller_is_libvirt(void)
{
	char *comm = NULL;
	size_t size = 0;
	bool is_libvirt;

	if (getuid() == 0 || read_parent("comm", 64, &comm, &size) < 0)
		return false;
	is_libvirt = strcmp(comm, "libvirtd\n") == 0 ||
		     strcmp(comm, "virtqemud\n") == 0;
	free(comm);
	return is_libvirt && watcher_can();
}

/* The child has a login of its own, so that no terminal ends it. */
void caller_watch(const char *ifname, const char *socket)
{
	const pid_t pid = fork();

	if (pid != 0)
		return;
	(void)setsid();
	(void)close_range(0, ~0U, 0);
	for (int fd = 0; fd <= 2; fd++)
		if (open("/dev/null", O_RDWR) != fd)
			_exit(EXIT_FAILURE);
	watcher_run(ifname, socket, CALLER_SECONDS);
	_exit(EXIT_SUCCESS);
}
