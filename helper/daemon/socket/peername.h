/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * peername.h - the name of a client's process (/proc/PID/comm).  It is for the
 * log only: a process chooses its own name.
 *
 * The path of the program is not read: /proc/PID/exe of another user's process
 * needs CAP_SYS_PTRACE, which would also open that process's memory.
 */
#ifndef VMTAP_PEERNAME_H
#define VMTAP_PEERNAME_H

#include <sys/types.h>

#include "common/peer.h"

/* Call it at the start.  Without /proc, or with the /proc of another pid
 * namespace, no name is ever known. */
void peername_open(void);

/* pid: from SO_PEERCRED.  Writes "" if the name is not known.  Never waits. */
void peername_get(int socket, pid_t pid, char ret_comm[PEER_COMM_SIZE]);

#endif
