/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * peername.h - what the process at the other end of a socket calls itself
 * (/proc/PID/comm).  For the log only: a process chooses that name.
 *
 * Not the path of its program: to read /proc/PID/exe of another user's process
 * takes CAP_SYS_PTRACE, which opens all their memory, too.
 */
#ifndef VMTAP_PEERNAME_H
#define VMTAP_PEERNAME_H

#include <sys/types.h>

#include "common/peer.h"

/* At the start.  Without /proc, or with that of another pid namespace, no name
 * is ever known. */
void peername_open(void);

/* pid is that of SO_PEERCRED.  Writes "" if the name is not known.  Never waits. */
void peername_get(int socket, pid_t pid, char ret_comm[PEER_COMM_SIZE]);

#endif
