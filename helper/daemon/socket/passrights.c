/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * passrights.c - turns a socket's option SO_PASSRIGHTS off.
 */
#include "daemon/socket/passrights.h"

#include <sys/socket.h>

#ifndef SO_PASSRIGHTS /* asm-generic's number */
#define SO_PASSRIGHTS 83
#endif

bool passrights_refuse(int socket)
{
	const int no = 0;
	int is_on = 1;
	socklen_t size = sizeof(is_on);

	if (getsockopt(socket, SOL_SOCKET, SO_PASSRIGHTS, &is_on, &size) == 0 &&
	    !is_on)
		return true;
	(void)setsockopt(socket, SOL_SOCKET, SO_PASSRIGHTS, &no, sizeof(no));
	return false;
}
