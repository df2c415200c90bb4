/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * peer.h - who is asking, as plain values.  daemon/socket/peercred.c fills it from the
 * kernel; policy/ decides on it; nobody fills it from what the client says.
 */
#ifndef VMTAP_PEER_H
#define VMTAP_PEER_H

#include <sys/types.h>

#define PEER_COMM_SIZE 16 /* TASK_COMM_LEN of the kernel */

struct peer {
	uid_t uid; /* effective, when it called connect(2) */
	gid_t gid;
	pid_t pid; /* for the log only: it may be reused */
	char comm[PEER_COMM_SIZE]; /* so, too; "" if it is not known */
	const gid_t *groups; /* supplementary, the lowest first (policy/ looks
			      * for them by halves); owned by the filler */
	size_t n_groups;
};

/*
 * The most of them: what is kept of each connection, and what the one who sorts
 * does, has an end.  The kernel's limit is 65536, and who has a range of
 * subgid(5) can have them all; a directory gives some hundreds, Kerberos' ticket
 * of Active Directory 1015.
 */
#define PEER_GROUPS_MAX 4096

/* As struct peer wants them. */
void peer_sort_groups(gid_t *groups, size_t n);

#endif
