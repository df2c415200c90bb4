/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * listener.h - the socket that clients connect to.
 */
#ifndef VMTAP_LISTENER_H
#define VMTAP_LISTENER_H

#include <stdbool.h>
#include <sys/un.h>

#include "common/error.h"

struct discard;

struct listener {
	int fd;
	struct discard *discard; /* closes what may hang */
	/* the path to remove at the end; "" if systemd owns the socket */
	char path[sizeof(((struct sockaddr_un *)0)->sun_path)];
	dev_t dev; /* of the file at path that vmtapd made */
	ino_t ino;
	/* a number by which two daemons of one host tell their links apart */
	uint32_t instance;
};

/*
 * Take the socket that systemd passed (sd_listen_fds(3)), or make one at path.
 * Any user may connect: the policy decides.  A socket file on which nobody
 * listens is replaced; -EADDRINUSE: another program listens.
 */
int listener_open(const char *path, struct listener *ret_listener,
		  struct error *err);
void listener_close(struct listener *listener);

/* Start the process of discard.h before any right is given up; end it last. */
int listener_prepare(struct listener *listener);
void listener_end(struct listener *listener);

/*
 * Accept a client.  *ret_may_carry: its messages may have descriptors.  -EBUSY:
 * connections wait for their close (discard_flush()).  -EAGAIN: no client
 * waits.  Else as accept4(2).
 */
int listener_accept(struct listener *listener, bool *ret_may_carry);

/* Close a client's connection, whose unread messages may have descriptors. */
void listener_drop(struct listener *listener, int fd_taken, bool may_carry);

#endif
