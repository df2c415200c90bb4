/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * account.c - whose is a uid?  A user can take on each of their subordinate
 * uids, and keep their groups in them.  So such a uid is its owner; and a uid
 * that may be somebody else's has no account.
 */
#include <stdio.h>
#include <stdlib.h>

#include "policy/model.h"

/*
 * Uids that are nobody's for long, unless passwd(5), "logins" or a range of
 * subordinate uids says whose they are.  A range that a user got after the
 * policy was read lies here, too.
 */
static const struct {
	uid_t first, last;
} transient[] = {
	{ 61184, 65519 }, /* systemd: services with DynamicUser= */
	{ 100000, 600100000 }, /* shadow: SUB_UID_MIN to SUB_UID_MAX */
	{ 524288, 1879048191 }, /* systemd: containers, and nsresourced */
	{ 2147352576, 4294967294 }, /* systemd: foreign images; FreeIPA's
				     * subordinate uids */
};

/* If ranges are missing, each uid may be a subordinate one. */
static bool is_transient(const struct policy *policy, uid_t uid)
{
	if (policy->is_partial)
		return true;
	for (size_t i = 0; i < sizeof(transient) / sizeof(transient[0]); i++)
		if (uid >= transient[i].first && uid <= transient[i].last)
			return true;
	return false;
}

static int compare_uid(const void *key, const void *element)
{
	const uid_t x = *(const uid_t *)key, y = *(const uid_t *)element;

	return (x > y) - (x < y);
}

static int compare_segment(const void *key, const void *element)
{
	const uid_t uid = *(const uid_t *)key;
	const struct segment *segment = element;

	return (uid > segment->last) - (uid < segment->first);
}

static const struct segment *find_segment(const struct policy *policy,
					  uid_t uid)
{
	return policy->n_segments == 0
		       ? NULL
		       : bsearch(&uid, policy->segments, policy->n_segments,
				 sizeof(policy->segments[0]), compare_segment);
}

static bool is_login(const struct policy *policy, uid_t uid)
{
	for (size_t i = 0; i < policy->n_login_ranges; i++)
		if (uid >= policy->login_ranges[i].first &&
		    uid <= policy->login_ranges[i].last)
			return true;
	return policy->n_logins > 0 &&
	       bsearch(&uid, policy->logins, policy->n_logins,
		       sizeof(policy->logins[0]), compare_uid);
}

/* Can another user become the owner of the segment? */
static bool has_owner_in_range(const struct policy *policy,
			       const struct segment *segment)
{
	const struct segment *other = find_segment(policy, segment->owner);

	return segment->owner != 0 && other &&
	       (other->is_disputed || other->owner != segment->owner);
}

/* A range of root's is for containers, and who is in them only root knows.  It
 * must not become root. */
static enum peer_standing find_standing(const struct policy *policy, uid_t uid,
					uid_t *ret_account)
{
	const struct segment *segment = find_segment(policy, uid);

	*ret_account = uid;
	if (uid == 0)
		return PEER_USER;
	if (!segment)
		return is_transient(policy, uid) && !is_login(policy, uid)
			       ? PEER_TRANSIENT
			       : PEER_USER;
	if (segment->is_disputed)
		return PEER_DISPUTED;
	if (segment->owner == uid)
		return PEER_USER;
	if (is_login(policy, uid) || has_owner_in_range(policy, segment))
		return PEER_DISPUTED;
	if (segment->owner == POLICY_NO_UID || segment->owner == 0)
		return PEER_TRANSIENT;
	*ret_account = segment->owner;
	return PEER_SUBORDINATE;
}

void policy_identify(const struct policy *policy, struct peer *peer)
{
	peer->standing = find_standing(policy, peer->kernel_uid, &peer->uid);
}

/* ---- mistakes --------------------------------------------------------- */

#define COMPLAINT_SIZE 256

/* Does "logins" speak of uids that are subordinate? */
static bool has_logins(const struct policy *policy,
		       const struct segment *segment)
{
	for (size_t i = 0; i < policy->n_login_ranges; i++)
		if (policy->login_ranges[i].first <= segment->last &&
		    policy->login_ranges[i].last >= segment->first)
			return true;
	return false;
}

/* "" if the segment is in order. */
static void judge_segment(const struct policy *policy,
			  const struct segment *segment,
			  char text[COMPLAINT_SIZE])
{
	text[0] = '\0';
	if (segment->is_disputed)
		(void)snprintf(
			text, COMPLAINT_SIZE,
			"subordinate uids %u-%u have several owners, so no rule allows them; give each owner a range of their own",
			segment->first, segment->last);
	else if (segment->owner == POLICY_NO_UID)
		(void)snprintf(
			text, COMPLAINT_SIZE,
			"subordinate uids %u-%u have an owner whom vmtapd cannot find, so only rules about numbers allow them; remove the range if nothing uses it",
			segment->first, segment->last);
	else if (has_owner_in_range(policy, segment))
		(void)snprintf(
			text, COMPLAINT_SIZE,
			"subordinate uids %u-%u belong to user %u, who is a subordinate uid of another user, so no rule allows them; move that user's range",
			segment->first, segment->last, segment->owner);
	else if (has_logins(policy, segment))
		(void)snprintf(
			text, COMPLAINT_SIZE,
			"\"logins\" has some of the subordinate uids %u-%u, so no rule allows these; narrow it, or move the range",
			segment->first, segment->last);
}

/* "" if the login is in order. */
static void judge_login(const struct policy *policy, uid_t uid,
			char text[COMPLAINT_SIZE])
{
	const struct segment *segment = find_segment(policy, uid);

	text[0] = '\0';
	if (segment && (segment->is_disputed || segment->owner != uid))
		(void)snprintf(
			text, COMPLAINT_SIZE,
			"uid %u is a login, and lies in a range of subordinate uids, %u-%u, so no rule allows it; move the range",
			uid, segment->first, segment->last);
}

size_t policy_complain(const struct policy *policy, size_t max,
		       void (*say)(const char *text))
{
	char text[COMPLAINT_SIZE];
	size_t n = lacking_complain(&policy->lacking, max, say);

	if (policy->is_partial && n++ < max)
		say("nsswitch.conf does not take subordinate uids from files, so vmtapd does not know their owners; only rules about numbers allow a uid that neither /etc/passwd nor \"logins\" has");
	for (size_t i = 0; i < policy->n_segments; i++) {
		judge_segment(policy, &policy->segments[i], text);
		if (text[0] != '\0' && n++ < max)
			say(text);
	}
	for (size_t i = 0; i < policy->n_logins; i++) {
		judge_login(policy, policy->logins[i], text);
		if (text[0] != '\0' && n++ < max)
			say(text);
	}
	return n;
}
