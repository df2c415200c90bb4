/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * uids.h - reads which uids belong to which users: subordinate uids (subuid(5))
 * and the logins of passwd(5).  policy/account.c says what they mean.
 *
 * Only newuidmap(1) and root can give a process a subordinate uid, so these
 * files say which uids a user can take on.
 */
#ifndef VMTAP_UIDS_H
#define VMTAP_UIDS_H

#include "policy/policy.h"

#define UIDS_RANGES_MAX 16384
#define UIDS_LOGINS_MAX 65536
#define UIDS_NAMES_SIZE (1 << 18) /* those of some ten thousand users */

struct uids {
	bool is_elsewhere; /* nsswitch.conf(5) has the ranges from elsewhere */
	unsigned int n_ranges, n_logins;
	struct policy_subuids ranges[UIDS_RANGES_MAX];
	uid_t logins[UIDS_LOGINS_MAX];
	char names[UIDS_NAMES_SIZE]; /* lines "1000:alice", for the log */
};

/*
 * Read /etc/subuid and /etc/passwd; either may be missing.  If nsswitch.conf(5)
 * has ranges from another source, /etc/subuid is not read, for newuidmap does
 * not read it either, and the ranges are not known.  names->user finds the
 * owners that /etc/passwd does not have, or all of them if nsswitch.conf(5)
 * asks another source first.  On failure *err names the file: it cannot be
 * read, has more than the most, or is read differently by different versions of
 * newuidmap.
 */
int uids_read(const struct policy_names *names, struct uids *ret_uids,
	      struct error *err);

/* Copy what is used of *from into *to.  Another process may write to *from
 * meanwhile: *to is within its bounds in any case. */
void uids_copy(struct uids *to, const struct uids *from);

/* Call say() for each line of uids->names. */
void uids_each_name(const struct uids *uids,
		    void (*say)(uid_t uid, const char *name));

struct policy_uids uids_view(const struct uids *uids);

/*
 * Take a line of subuid(5) apart, as newuidmap does: "owner:first:count".  line
 * is overwritten, *ret_owner points into it, and ret_range has no owner yet.
 * 0: newuidmap skips this line, too.  -EINVAL: a number begins with a zero;
 * shadow before 4.14 takes that for octal or hexadecimal, and later ones do
 * not.
 */
int uids_parse_line(char *line, const char **ret_owner,
		    struct policy_subuids *ret_range);

/* Does this line of nsswitch.conf(5) take the ranges from another source than
 * files? */
bool uids_is_elsewhere(const char *line);

#endif
