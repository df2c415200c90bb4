/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * server.h - runs the daemon of fake.h in a child process and a folder of its
 * own, for cmocka programs.
 */
#ifndef TESTS_SERVER_H
#define TESTS_SERVER_H

#include <stddef.h>
#include <sys/types.h>

struct server {
	char folder[32];
	char path[64];
	pid_t pid;
};

/* Play steps, which end in NULL; returns when the socket listens. */
void server_start(struct server *server, const char *const *steps);
#define SERVER_START(server, ...)                                              \
	server_start(server, (const char *const[]){ __VA_ARGS__, NULL })

/* The daemon must have played its script to the end. */
void server_finish(struct server *server);

/* Waits until the other end of socket is closed. */
void server_wait_hangup(int socket);

size_t server_count_fds(void); /* of this process */

#endif
