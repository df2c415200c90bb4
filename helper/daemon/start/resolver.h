/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * resolver.h - a process that looks up users and groups for reader.c.
 *
 * What nsswitch.conf(5) names is loaded here and nowhere else.  So it need not
 * be root where the reader has to be, to open files that are root's alone: it is
 * nobody, to local sockets, too.
 */
#ifndef VMTAP_RESOLVER_H
#define VMTAP_RESOLVER_H

#include <stdbool.h>

#define RESOLVER_NAME_SIZE 64

/* Fork it, before any right is given up.  It ends when *ret_socket is closed. */
int resolver_start(int *ret_socket);

/* -ENOENT: there is none; -EPIPE: there is no resolver any more. */
int resolver_ask(int socket, bool is_group, const char *text,
		 unsigned int *ret_number);

#endif
