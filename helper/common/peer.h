/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * peer.h - the process at the other end of a connection, as plain values.
 * daemon/socket/peercred.c fills them from what the kernel says, and never from
 * what the client says.  policy/ decides on them.
 */
#ifndef VMTAP_PEER_H
#define VMTAP_PEER_H

#include <stdbool.h>
#include <sys/types.h>

#define PEER_COMM_SIZE 16 /* TASK_COMM_LEN of the kernel */

/* What is known of a uid that the kernel told. */
enum peer_standing {
	PEER_USER, /* a user */
	PEER_SUBORDINATE, /* a subordinate uid (subuid(5)) of a user */
	PEER_TRANSIENT, /* nobody knows whose it is, or whose it is next */
	PEER_DISPUTED, /* several users can have it */
};

struct peer {
	/* The account: policy_identify() makes it of kernel_uid.  A subordinate
	 * uid has its owner's.  Rules, limits, leases and the log's shares go
	 * by it. */
	uid_t uid;
	uid_t kernel_uid; /* the effective uid at connect(2) */
	enum peer_standing standing;
	gid_t gid;
	pid_t pid; /* for the log only: another process may have it by now */
	char comm[PEER_COMM_SIZE]; /* for the log only; "" if unknown */
	const gid_t *groups; /* supplementary groups in ascending order (policy/
			      * uses binary search); the function that filled
			      * this owns them */
	size_t n_groups;
};

/*
 * The most groups of a peer.  This bounds the memory of a connection and the
 * time that sorting takes.
 *
 * The kernel allows 65536, and a user with a range in subgid(5) can have them
 * all.  A directory gives some hundreds; a Kerberos ticket of Active Directory
 * has at most 1015.
 */
#define PEER_GROUPS_MAX 4096

/* Sort groups as struct peer needs them. */
void peer_sort_groups(gid_t *groups, size_t n);

/* May peer end and see the devices of its uid?  The next user of a transient
 * uid must not have those of the user before. */
static inline bool peer_has_account(const struct peer *peer)
{
	return peer->standing == PEER_USER ||
	       peer->standing == PEER_SUBORDINATE;
}

#define PEER_TEXT_SIZE 128

/* What the standing of peer means, in words.  "" for an ordinary user. */
void peer_describe(const struct peer *peer, char text[PEER_TEXT_SIZE]);

#endif
