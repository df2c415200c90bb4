/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * readers.h - which users can read a file, by the modes of the file, of the
 * folders above it and of the files that include it; and the same users as
 * subjects of vmtapd.conf(5).
 */
#ifndef VMTAP_READERS_H
#define VMTAP_READERS_H

#include <stdbool.h>
#include <sys/types.h>

/* What one file or folder permits its three classes. */
struct condition {
	uid_t uid;
	gid_t gid;
	bool owner, group, others;
	bool has_acl; /* acl(5): more than the mode says */
};

/* The users who meet all conditions.  Zeroed: everybody. */
struct readers {
	unsigned int n; /* different conditions that keep some user out */
	struct condition last; /* if n > 0 */
};

/* Why vmtapd.conf(5) cannot name exactly these users. */
enum readers_gap {
	READERS_EXACT = 0,
	READERS_EXCEPT, /* a class may not read, but a later one may */
	READERS_SEVERAL, /* more than one condition must be met */
	READERS_ACL,
};

/* Subjects of rules; root, which reads everything, is always one besides. */
struct subjects {
	enum readers_gap gap;
	bool has_everybody, has_user, has_group;
	/* Set by subjects_allow() only: subjects that need a deny. */
	bool has_no_user, has_no_group;
	uid_t uid;
	gid_t gid;
};

void readers_narrow(struct readers *readers, const struct condition *condition);

bool readers_equal(const struct readers *a, const struct readers *b);

/* The subjects to allow: all these readers, or fewer. */
struct subjects subjects_allow(const struct readers *readers);

/* The subjects to deny: all these readers, or more. */
struct subjects subjects_deny(const struct readers *readers);

#endif
