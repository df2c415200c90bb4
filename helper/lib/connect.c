/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * connect.c - finds vmtapd's socket and connects, or says why it cannot.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include "common/cleanup.h"
#include "common/clock.h"
#include "lib/connection.h"

#define HINT                                                                   \
	"is the service running? ('systemctl status vmtapd', or --socket/VMTAP_SOCKET for another path)"

void connection_drop(struct vmtap *client)
{
	if (client->fd >= 0)
		(void)close(client->fd);
	client->fd = -EBADF;
}

int connection_timed_out(const struct vmtap *client, struct error *err)
{
	return error_set(
		err, VMTAP_E_TIMEOUT, ETIMEDOUT,
		"vmtapd at %s did not answer within %g seconds; 'journalctl -u vmtapd' may say why",
		client->address.sun_path, client->timeout_ms / 1000.0);
}

/* error: the errno of connect(2) */
static int cannot_connect(const struct vmtap *client, int error,
			  struct error *err)
{
	const char *path = client->address.sun_path;

	switch (error) {
	case ENOENT:
		return error_set(
			err, VMTAP_E_CONNECT, error,
			"cannot reach vmtapd at %s: no such socket; " HINT,
			path);
	case ECONNREFUSED:
		return error_set(
			err, VMTAP_E_CONNECT, error,
			"cannot reach vmtapd at %s: nobody listens there; " HINT,
			path);
	case EACCES:
		return error_set(
			err, VMTAP_E_CONNECT, error,
			"cannot reach vmtapd at %s: permission denied; ask the administrator for write permission on that socket",
			path);
	case EPROTOTYPE:
		return error_set(
			err, VMTAP_E_CONNECT, error,
			"cannot reach vmtapd at %s: that socket is another program's",
			path);
	case EAGAIN: /* the socket's queue stayed full until the timeout */
	case EINTR:
		return connection_timed_out(client, err);
	}
	errno = error;
	return error_set(err, VMTAP_E_CONNECT, error,
			 "cannot reach vmtapd at %s: %m", path);
}

/* Signals that keep coming must not make the caller wait for ever. */
static int connect_until(int fd, const struct sockaddr_un *address,
			 long long deadline)
{
	while (connect(fd, (const struct sockaddr *)address, sizeof(*address)) <
	       0)
		if (errno != EINTR || (long long)clock_ms() >= deadline)
			return -errno;
	return 0;
}

int connection_open(struct vmtap *client, struct error *err)
{
	const struct timeval timeout = {
		.tv_sec = client->timeout_ms / 1000,
		.tv_usec = (client->timeout_ms % 1000) * 1000,
	};
	_cleanup_close_
	int fd = -EBADF;
	int r;

	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return error_set(err, VMTAP_E_CONNECT, errno,
				 "cannot make a unix socket: %m");
	/* Limits how long connect(2) waits on a full queue, and send(2). */
	if (setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof(timeout)) <
	    0)
		return error_set(err, VMTAP_E_CONNECT, errno,
				 "cannot set the socket's timeout: %m");
	r = connect_until(fd, &client->address,
			  (long long)clock_ms() + client->timeout_ms);
	if (r < 0)
		return cannot_connect(client, -r, err);
	client->fd = TAKE_FD(fd);
	return 0;
}

static int set_path(struct sockaddr_un *address, const char *path,
		    struct error *err)
{
	if (!path)
		path = secure_getenv("VMTAP_SOCKET");
	if (!path || path[0] == '\0')
		path = VMTAP_SOCKET_DEFAULT;
	if (strlen(path) >= sizeof(address->sun_path))
		return error_set(
			err, VMTAP_E_CONNECT, ENAMETOOLONG,
			"the path of vmtapd's socket has %zu bytes; a unix socket's has at most %zu",
			strlen(path), sizeof(address->sun_path) - 1);
	address->sun_family = AF_UNIX;
	strcpy(address->sun_path, path);
	return 0;
}

int vmtap_connect(const char *path, struct vmtap **ret_client,
		  struct vmtap_error *err)
{
	_cleanup_free_
	struct vmtap *client = NULL;
	struct error error;
	int r;

	client = calloc(1, sizeof(*client));
	if (!client) {
		r = error_set(&error, VMTAP_E_INTERNAL, ENOMEM,
			      "out of memory");
		return connection_report(err, &error, r);
	}
	client->fd = -EBADF;
	client->timeout_ms = CONNECTION_TIMEOUT_MS;
	r = set_path(&client->address, path, &error);
	if (r >= 0)
		r = connection_open(client, &error);
	if (r < 0)
		return connection_report(err, &error, r);
	*ret_client = TAKE_PTR(client);
	return 0;
}

void vmtap_close(struct vmtap *client)
{
	if (client)
		connection_drop(client);
	free(client);
}
