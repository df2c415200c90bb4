/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * readers.c - turns the modes of files into subjects of rules.  Pure.
 *
 * The kernel looks at one class only: the owner, else the group, else others.
 * So if a class may not read but a later one may, that class is an exception.
 * vmtapd.conf(5) has only "deny" for an exception, and "deny" says more: it
 * counts before all else.  Where the rules cannot say what a file says, they
 * grant less than the file did, never more.
 */
#include "client/arguments/readers.h"

static bool is_same(const struct condition *a, const struct condition *b)
{
	return a->uid == b->uid && a->gid == b->gid && a->owner == b->owner &&
	       a->group == b->group && a->others == b->others &&
	       a->has_acl == b->has_acl;
}

void readers_narrow(struct readers *readers, const struct condition *condition)
{
	const bool is_open = condition->owner && condition->group &&
			     condition->others && !condition->has_acl;

	if (is_open || (readers->n > 0 && is_same(&readers->last, condition)))
		return;
	readers->n++;
	readers->last = *condition;
}

bool readers_equal(const struct readers *a, const struct readers *b)
{
	return a->n == b->n && (a->n == 0 || is_same(&a->last, &b->last));
}

/* No mode keeps root out, so an exception for root means nothing. */
static bool is_owner_kept_out(const struct condition *condition)
{
	return !condition->owner && condition->uid != 0;
}

struct subjects subjects_allow(const struct readers *readers)
{
	const struct condition *last = &readers->last;
	struct subjects subjects = { .uid = last->uid, .gid = last->gid };

	if (readers->n == 0) {
		subjects.has_everybody = true;
		return subjects;
	}
	if (readers->n > 1) {
		subjects.gap = READERS_SEVERAL;
		return subjects;
	}
	subjects.has_user = last->owner;
	if (last->has_acl) {
		/* The kernel looks at the owner's class before all others. */
		subjects.gap = READERS_ACL;
		return subjects;
	}
	subjects.has_everybody = last->others;
	subjects.has_group = last->group;
	subjects.has_no_group = last->others && !last->group;
	subjects.has_no_user = (last->others || last->group) &&
			       is_owner_kept_out(last);
	if (subjects.has_no_user || subjects.has_no_group)
		subjects.gap = READERS_EXCEPT;
	return subjects;
}

struct subjects subjects_deny(const struct readers *readers)
{
	const struct condition *last = &readers->last;
	struct subjects subjects = { .uid = last->uid, .gid = last->gid };

	if (readers->n == 0) {
		subjects.has_everybody = true;
		return subjects;
	}
	subjects.has_everybody = last->others || last->has_acl;
	subjects.has_user = last->owner;
	subjects.has_group = last->group;
	if (readers->n > 1)
		subjects.gap = READERS_SEVERAL;
	else if (last->has_acl)
		subjects.gap = READERS_ACL;
	else if ((last->others && !last->group) ||
		 ((last->others || last->group) && is_owner_kept_out(last)))
		subjects.gap = READERS_EXCEPT;
	return subjects;
}
