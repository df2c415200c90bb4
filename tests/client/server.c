/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * server.c - starts and ends a fake daemon.
 */
#include "tests/client/server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dirent.h>
#include <poll.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/client/fake.h"

void server_start(struct server *server, const char *const *steps)
{
	int listening;

	strcpy(server->folder, "/tmp/vmtap-test-XXXXXX");
	assert_non_null(mkdtemp(server->folder));
	(void)snprintf(server->path, sizeof(server->path), "%s/socket",
		       server->folder);
	listening = fake_listen(server->path);
	assert_true(listening >= 0);
	server->pid = fork();
	assert_true(server->pid >= 0);
	if (server->pid == 0)
		_exit(fake_serve(listening, steps) < 0);
	(void)close(listening);
}

void server_finish(struct server *server)
{
	int status;

	assert_int_equal(waitpid(server->pid, &status, 0), server->pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_int_equal(unlink(server->path), 0);
	assert_int_equal(rmdir(server->folder), 0);
}

void server_wait_hangup(int socket)
{
	struct pollfd pollfd = { .fd = socket };

	/* poll(2) reports POLLHUP without being asked. */
	assert_int_equal(poll(&pollfd, 1, 10000), 1);
	assert_true(pollfd.revents & POLLHUP);
}

size_t server_count_fds(void)
{
	DIR *folder = opendir("/proc/self/fd");
	size_t n = 0;

	assert_non_null(folder);
	while (readdir(folder))
		n++;
	(void)closedir(folder);
	return n;
}
