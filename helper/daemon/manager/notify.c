/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * notify.c - sends lines to the service manager.  A missing manager is no
 * error.
 *
 * Each line is a datagram (sd_notify(3) promises that this will not change).
 * This file sends them itself, because libsystemd's system calls differ from
 * version to version: the filter would have to allow them all, or would kill
 * the daemon.
 */
#include "daemon/manager/notify.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "common/cleanup.h"
#include "common/clock.h"
#include "daemon/manager/announced.h"

#define LINE_SIZE 1024

/* Set once by notify_open(), then only read. */
static int manager = -EBADF;

void notify_open(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const char *path = getenv("NOTIFY_SOCKET");
	_cleanup_close_
	int fd = -EBADF;
	size_t length;

	if (!path || (path[0] != '/' && path[0] != '@'))
		return;
	length = strlen(path);
	if (length >= sizeof(address.sun_path))
		return;
	memcpy(address.sun_path, path, length);
	if (path[0] == '@')
		address.sun_path[0] = '\0';
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 ||
	    connect(fd, (const struct sockaddr *)&address,
		    (socklen_t)(offsetof(struct sockaddr_un, sun_path) +
				length)) < 0)
		return;
	manager = TAKE_FD(fd);
}

static void tell(const char *line)
{
	/* a send that fails is ignored */
	if (manager >= 0 && send(manager, line, strlen(line), MSG_NOSIGNAL) < 0)
		return;
}

void notify_ready(void)
{
	tell("READY=1");
}

void notify_stopping(void)
{
	tell("STOPPING=1");
}

/* Type=notify-reload (systemd 253) needs the time. */
void notify_reloading(void)
{
	char line[LINE_SIZE];

	(void)snprintf(line, sizeof(line), "RELOADING=1\nMONOTONIC_USEC=%llu",
		       (unsigned long long)clock_us());
	tell(line);
}

void notify_status(const char *status)
{
	char line[LINE_SIZE];

	(void)snprintf(line, sizeof(line), "STATUS=%s", status);
	tell(line);
}

void notify_alive(void)
{
	tell("WATCHDOG=1");
}

uint64_t notify_watchdog(void)
{
	return announced_watchdog() / 2;
}
