/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * journal.c - the journal's native protocol: a datagram of lines KEY=VALUE
 * (systemd.io/JOURNAL_NATIVE_PROTOCOL promises that it will not change).  It
 * is written here, as in notify.c, because libsystemd may open sockets and
 * memory files at any time.
 */
#include "daemon/log/journal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/cleanup.h"

#define FACILITY_DAEMON 3

/* Set once by journal_open(), then only read, by all threads. */
static int journal = -EBADF;

/* A child of a service inherits the variable, but perhaps not the stream. */
bool journal_is_stderr(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	unsigned long long device, inode;
	struct stat st;
	int end = 0;

	if (!stream ||
	    sscanf(stream, "%llu:%llu%n", &device, &inode, &end) != 2)
		return false;
	return stream[end] == '\0' && fstat(STDERR_FILENO, &st) == 0 &&
	       st.st_dev == device && st.st_ino == inode;
}

void journal_open(void)
{
	static const struct sockaddr_un address = {
		.sun_family = AF_UNIX,
		.sun_path = "/run/systemd/journal/socket",
	};
	_cleanup_close_
	int fd = -EBADF;

	if (!journal_is_stderr())
		return;
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 ||
	    connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
		return;
	journal = TAKE_FD(fd);
}

int journal_send(const struct record *record)
{
	char datagram[RECORD_LINE_SIZE + RECORD_FIELDS_SIZE + 128];
	int n;

	if (journal < 0)
		return -EBADF;
	n = snprintf(
		datagram, sizeof(datagram),
		"PRIORITY=%d\nSYSLOG_FACILITY=%d\nSYSLOG_IDENTIFIER=vmtapd\nMESSAGE=%s\n%s",
		record->level, FACILITY_DAEMON, record->line, record->fields);
	return send(journal, datagram, (size_t)n, MSG_NOSIGNAL | MSG_DONTWAIT) <
			       0
		       ? -errno
		       : 0;
}
