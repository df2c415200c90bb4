/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * listener.c - makes or inherits the listening socket.
 */
#include "daemon/socket/listener.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <nettle/sha2.h>

#include "common/cleanup.h"
#include "daemon/manager/announced.h"
#include "daemon/socket/discard.h"
#include "daemon/socket/passrights.h"
#include "daemon/socket/peername.h"

#define BACKLOG 256

/* A folder below /run is lost at each boot: make it, one level. */
static int make_folder(const char *path, struct error *err)
{
	char folder[sizeof(((struct sockaddr_un *)0)->sun_path)];
	mode_t old;
	char *slash;
	int r;

	(void)snprintf(folder, sizeof(folder), "%s", path);
	slash = strrchr(folder, '/');
	if (!slash || slash == folder)
		return 0;
	*slash = '\0';
	old = umask(022); /* else users could not reach the socket in it */
	r = mkdir(folder, 0755) < 0 ? -errno : 0;
	(void)umask(old);
	if (r < 0 && r != -EEXIST)
		return error_set(
			err, VMTAP_E_HOST, -r,
			"%s cannot be made: %s; make it, or choose another --socket",
			folder, strerror(-r));
	return 0;
}

/* 0: nobody listens, so the file may be removed. */
static int check_stale(const struct sockaddr_un *address, struct error *err)
{
	_cleanup_close_
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK,
			0);
	struct stat st;

	if (fd < 0)
		return error_set(err, VMTAP_E_HOST, errno, "socket: %s",
				 strerror(errno));
	if (lstat(address->sun_path, &st) < 0)
		return 0;
	if (!S_ISSOCK(st.st_mode))
		return error_set(
			err, VMTAP_E_HOST, EEXIST,
			"%s exists and is not a socket; remove it, or choose another --socket",
			address->sun_path);
	if (connect(fd, (const struct sockaddr *)address, sizeof(*address)) ==
		    0 ||
	    errno != ECONNREFUSED)
		return error_set(
			err, VMTAP_E_HOST, EADDRINUSE,
			"another program listens on %s; stop it, or choose another --socket",
			address->sun_path);
	return 0;
}

static int bind_path(int fd, const struct sockaddr_un *address,
		     struct error *err)
{
	mode_t old;
	int r;

	r = make_folder(address->sun_path, err);
	if (r == 0)
		r = check_stale(address, err);
	if (r < 0)
		return r;
	(void)unlink(address->sun_path);
	(void)passrights_refuse(fd); /* before the first client can connect */
	old = umask(0);
	r = bind(fd, (const struct sockaddr *)address, sizeof(*address)) < 0
		    ? -errno
		    : 0;
	(void)umask(old);
	if (r == 0 && listen(fd, BACKLOG) < 0)
		r = -errno;
	return r == 0 ? 0
		      : error_set(err, VMTAP_E_HOST, -r,
				  "vmtapd cannot listen on %s: %s",
				  address->sun_path, strerror(-r));
}

static uint32_t instance_of(const char *path)
{
	struct sha256_ctx context;
	uint8_t digest[4];

	sha256_init(&context);
	sha256_update(&context, strlen(path), (const uint8_t *)path);
	sha256_digest(&context, sizeof(digest), digest);
	return (uint32_t)digest[0] << 24 | (uint32_t)digest[1] << 16 |
	       (uint32_t)digest[2] << 8 | digest[3];
}

static int open_path(const char *path, struct listener *ret_listener,
		     struct error *err)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	_cleanup_close_
	int fd = -EBADF;
	struct stat st;
	int r;

	if (path[0] != '/' || strlen(path) >= sizeof(address.sun_path))
		return error_set(
			err, VMTAP_E_HOST, EINVAL,
			"--socket needs an absolute path of less than %zu bytes, not '%s'",
			sizeof(address.sun_path), path);
	memcpy(address.sun_path, path, strlen(path) + 1);
	fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return error_set(err, VMTAP_E_HOST, errno, "socket: %s",
				 strerror(errno));
	r = bind_path(fd, &address, err);
	if (r < 0)
		return r;
	if (lstat(path, &st) < 0)
		return error_set(err, VMTAP_E_HOST, errno, "%s: %s", path,
				 strerror(errno));
	memcpy(ret_listener->path, address.sun_path, sizeof(address.sun_path));
	ret_listener->dev = st.st_dev;
	ret_listener->ino = st.st_ino;
	ret_listener->instance = instance_of(path);
	ret_listener->fd = TAKE_FD(fd);
	return 0;
}

/* Has the socket this option, with this value? */
static bool has_option(int fd, int option, int value)
{
	int found;
	socklen_t size = sizeof(found);

	return getsockopt(fd, SOL_SOCKET, option, &found, &size) == 0 &&
	       found == value;
}

static int inherit(unsigned int n, struct listener *ret_listener,
		   struct error *err)
{
	const int fd = ANNOUNCED_FDS_START;
	struct sockaddr_un address = { 0 };
	socklen_t size = sizeof(address) - 1;

	if (n != 1 || !has_option(fd, SO_DOMAIN, AF_UNIX) ||
	    !has_option(fd, SO_TYPE, SOCK_SEQPACKET) ||
	    !has_option(fd, SO_ACCEPTCONN, 1))
		return error_set(
			err, VMTAP_E_HOST, EINVAL,
			"systemd passed %u descriptor%s; vmtapd needs one listening unix socket: ListenSequentialPacket=",
			n, n == 1 ? "" : "s");
	if (getsockname(fd, (struct sockaddr *)&address, &size) < 0)
		return error_set(err, VMTAP_E_HOST, errno, "getsockname: %s",
				 strerror(errno));
	/* systemd clears the flag, unless the unit has NonBlocking=yes */
	if (fcntl(fd, F_SETFL, O_NONBLOCK) < 0)
		return error_set(err, VMTAP_E_HOST, errno, "F_SETFL: %s",
				 strerror(errno));
	(void)passrights_refuse(fd); /* for clients that connect from now on */
	ret_listener->fd = fd;
	ret_listener->path[0] = '\0';
	ret_listener->instance = instance_of(address.sun_path);
	return 0;
}

static int open_any(const char *path, struct listener *ret_listener,
		    struct error *err)
{
	const unsigned int n = announced_fds();

	return n > 0 ? inherit(n, ret_listener, err)
		     : open_path(path, ret_listener, err);
}

int listener_open(const char *path, struct listener *ret_listener,
		  struct error *err)
{
	int r = open_any(path, ret_listener, err);

	peername_open();
	return r;
}

int listener_prepare(struct listener *listener)
{
	return discard_start(&listener->discard);
}

int listener_accept(struct listener *listener, bool *ret_may_carry)
{
	int fd;

	if (!discard_flush(listener->discard))
		return -EBUSY;
	fd = accept4(listener->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd < 0)
		return -errno;
	*ret_may_carry = !passrights_refuse(fd);
	return fd;
}

void listener_drop(struct listener *listener, int fd_taken, bool may_carry)
{
	if (!may_carry) {
		(void)close(fd_taken);
		return;
	}
	(void)shutdown(fd_taken, SHUT_RDWR); /* the client sees the end now */
	discard_close(listener->discard, fd_taken);
}

/* systemd, or another vmtapd, may have put its own socket at the path. */
static bool is_own(const struct listener *listener)
{
	struct stat st;

	return listener->path[0] && lstat(listener->path, &st) == 0 &&
	       st.st_dev == listener->dev && st.st_ino == listener->ino;
}

/* Clients that were not accepted lose their connection. */
void listener_close(struct listener *listener)
{
	if (is_own(listener))
		(void)unlink(listener->path);
	if (listener->fd >= 0)
		discard_close(listener->discard, listener->fd);
	listener->fd = -EBADF;
}

void listener_end(struct listener *listener)
{
	discard_stop(listener->discard);
}
