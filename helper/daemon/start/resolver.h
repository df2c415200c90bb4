/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * resolver.h - a process that looks up users and groups for reader.c.
 *
 * Only this process loads the libraries that nsswitch.conf(5) names.  The
 * reader may have to be root, to open files that are root's alone; this process
 * need not be.  So it runs as nobody, and local sockets see nobody.
 */
#ifndef VMTAP_RESOLVER_H
#define VMTAP_RESOLVER_H

#include <stdbool.h>

#define RESOLVER_NAME_SIZE 64

/* Fork the resolver, before any right is given up.  It ends when *ret_socket is
 * closed. */
int resolver_start(int *ret_socket);

/* -ENOENT: there is no such name; -EPIPE: the resolver has ended. */
int resolver_ask(int socket, bool is_group, const char *text,
		 unsigned int *ret_number);

#endif
