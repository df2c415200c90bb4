/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * connect.c - see connect.h.
 */
#include "client/vmm/connect.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "client/vmm/failed.h"
#include "client/vmm/interrupt.h"
#include "common/cleanup.h"

#define AGAIN_MS 50

static const char *remedy(int error)
{
	switch (error) {
	case ENOENT:
		return "start QEMU with -qmp unix:PATH,server=on,wait=off";
	case ECONNREFUSED:
		return "nobody listens there; has its VM ended?";
	case EACCES:
		return "the VM may be another user's";
	case EPROTOTYPE:
		return "it is the socket of another program";
	}
	return "is it the socket of a VM?";
}

static int give_up(const char *name, int r, struct vmtap_error *err)
{
	if (r == -EINTR)
		return failed(err, r, "interrupted, while %s was busy", name);
	if (r == -ETIMEDOUT)
		return failed(
			err, -EBUSY,
			"%s is busy: other clients wait for it; end them, or give the VM one more monitor",
			name);
	errno = -r;
	return failed(err, r, "cannot connect to %s: %m; %s", name, remedy(-r));
}

int connect_to(const char *path, const char *name, uint64_t deadline,
	       int *ret_fd, struct vmtap_error *err)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	_cleanup_close_
	int fd = -EBADF;
	int r;

	if (strlen(path) >= sizeof(address.sun_path))
		return failed(
			err, -ENAMETOOLONG,
			"the path of %s is too long: a socket has at most %zu bytes",
			name, sizeof(address.sun_path) - 1);
	memcpy(address.sun_path, path, strlen(path));
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return give_up(name, -errno, err);
	while (connect(fd, (const struct sockaddr *)&address, sizeof(address)) <
	       0) {
		r = -errno;
		if (r == -EAGAIN)
			r = interrupt_pause(AGAIN_MS, deadline);
		if (r < 0)
			return give_up(name, r, err);
	}
	*ret_fd = TAKE_FD(fd);
	return 0;
}
