/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * listener.h - the socket that clients connect to.
 */
#ifndef VMTAP_LISTENER_H
#define VMTAP_LISTENER_H

#include <sys/un.h>

#include "common/error.h"

struct listener {
	int fd;
	/* the path to remove at the end; "" if systemd owns the socket */
	char path[sizeof(((struct sockaddr_un *)0)->sun_path)];
	/* by which two daemons of one host tell their links apart */
	uint32_t instance;
};

/*
 * The socket that systemd passed (sd_listen_fds(3)), else a new one at path,
 * open to everybody: the policy says who gets what.  A socket file that nobody
 * listens on is replaced; -EADDRINUSE if somebody does.
 */
int listener_open(const char *path, struct listener *ret_listener,
		  struct error *err);
void listener_close(struct listener *listener);

#endif
