/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * who.h - the subject of a rule: the users and groups that it is about.
 * Private to policy/.
 */
#ifndef VMTAP_POLICY_WHO_H
#define VMTAP_POLICY_WHO_H

#include <stdbool.h>

#include "common/peer.h"

struct parse;
struct place;

#define POLICY_WHO_MAX 127 /* bytes between the quotes of allow and deny */

/* The ladder, from the most to the least specific. */
enum who_kind {
	WHO_USER, /* "alice", "1000" */
	WHO_USER_RANGE, /* "1000-1999" */
	WHO_GROUP, /* "@kvm", "@36" */
	WHO_GROUP_RANGE, /* "@2000-2999" */
	WHO_ALL, /* "*" */
	WHO_UNKNOWN, /* a name that nobody has, see struct policy_names */
};

struct who {
	enum who_kind kind;
	id_t first, last; /* equal for one user or group; unused for all */
};

/*
 * Does who, the subject of a permission, fit peer?  A uid without a stable
 * owner is in no group that counts, and is not everybody: its groups may be
 * those of another user, who is refused.  Only its number fits.
 */
bool who_admits(const struct who *who, const struct peer *peer);

/* Could a permission for who fit peer, if peer were in other groups? */
bool who_could_admit(const struct who *who, const struct peer *peer);

/* Does who, the subject of a denial, fit peer?  A denial by number also fits
 * the uid that the kernel told. */
bool who_denies(const struct who *who, const struct peer *peer);

/* "user", "range of users", ... for messages.  Static. */
const char *who_kind_name(enum who_kind kind);

/* Below 0 if a is more specific.  The narrower of two ranges is more specific,
 * or the one that begins lower.  0 if both are the same. */
int who_compare(const struct who *a, const struct who *b);

/* Parse text, which follows keyword, and resolve names. */
int who_parse(struct parse *parse, struct place place, const char *keyword,
	      const char *text, struct who *ret_who);

#endif
