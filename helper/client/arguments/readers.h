/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * readers.h - who can read a file, by the modes of it, of the folders above it
 * and of the files that include it; and that as subjects of vmtapd.conf(5).
 */
#ifndef VMTAP_READERS_H
#define VMTAP_READERS_H

#include <stdbool.h>
#include <sys/types.h>

/* What one file or folder lets its three classes do. */
struct condition {
	uid_t uid;
	gid_t gid;
	bool owner, group, others;
	bool has_acl; /* acl(5): more than the mode says */
};

/* Those who meet all conditions.  Zeroed: everybody. */
struct readers {
	unsigned int n; /* different conditions that keep somebody out */
	struct condition last; /* if n > 0 */
};

/* Why vmtapd.conf(5) cannot say it. */
enum readers_gap {
	READERS_EXACT = 0,
	READERS_EXCEPT, /* a class is kept out, but the next is not */
	READERS_SEVERAL, /* more than one condition must be met */
	READERS_ACL,
};

/* Root, who reads everything, and these. */
struct subjects {
	enum readers_gap gap;
	bool has_everybody, has_user, has_group;
	/* Only of subjects_allow(): who must be denied. */
	bool has_no_user, has_no_group;
	uid_t uid;
	gid_t gid;
};

void readers_narrow(struct readers *readers, const struct condition *condition);

bool readers_equal(const struct readers *a, const struct readers *b);

/* Whom to allow what these readers may: all of them, or fewer. */
struct subjects subjects_allow(const struct readers *readers);

/* Whom to deny what these readers may not: all of them, or more. */
struct subjects subjects_deny(const struct readers *readers);

#endif
