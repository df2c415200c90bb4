/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * who.c - the subject of a rule: how it is read, and the ladder of
 * vmtapd.conf(5), PRECEDENCE.  Pure.
 */
#include "policy/meaning/who.h"

#include <errno.h>
#include <string.h>

#include "policy/lacking.h"
#include "policy/meaning/value.h"
#include "policy/message.h"

/* (uid_t)-1 is not allowed: it means "no change" to chown(2) and its like. */
#define ID_MAX 4294967294u

/*
 * Find the lowest of the peer's groups that is not below the rule's first one,
 * and check that it is one of the rule's.  This is a binary search, because one
 * request may check each rule of each network.
 */
static bool has_group(const struct peer *peer, const struct who *who)
{
	size_t low = 0, high = peer->n_groups;

	if (peer->gid >= who->first && peer->gid <= who->last)
		return true;
	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (peer->groups[middle] < who->first)
			low = middle + 1;
		else
			high = middle;
	}
	return low < peer->n_groups && peer->groups[low] <= who->last;
}

static bool is_about_users(const struct who *who)
{
	return who->kind == WHO_USER || who->kind == WHO_USER_RANGE;
}

static bool has_uid(const struct who *who, uid_t uid)
{
	return uid >= who->first && uid <= who->last;
}

static bool matches(const struct who *who, const struct peer *peer)
{
	switch (who->kind) {
	case WHO_USER:
	case WHO_USER_RANGE:
		return has_uid(who, peer->uid);
	case WHO_GROUP:
	case WHO_GROUP_RANGE:
		return has_group(peer, who);
	case WHO_ALL:
		return true;
	case WHO_UNKNOWN:
		break;
	}
	return false;
}

bool who_could_admit(const struct who *who, const struct peer *peer)
{
	switch (peer->standing) {
	case PEER_USER:
	case PEER_SUBORDINATE:
		return true;
	case PEER_TRANSIENT:
		return is_about_users(who);
	case PEER_DISPUTED:
		break;
	}
	return false;
}

bool who_admits(const struct who *who, const struct peer *peer)
{
	return who_could_admit(who, peer) && matches(who, peer);
}

/* An unknown name may be that of a group which peer is in. */
bool who_denies(const struct who *who, const struct peer *peer)
{
	if (who->kind == WHO_UNKNOWN)
		return true;
	if (peer->standing == PEER_SUBORDINATE && is_about_users(who) &&
	    has_uid(who, peer->kernel_uid))
		return true;
	return matches(who, peer);
}

const char *who_kind_name(enum who_kind kind)
{
	switch (kind) {
	case WHO_USER:
		return "user";
	case WHO_USER_RANGE:
		return "range of users";
	case WHO_GROUP:
		return "group";
	case WHO_GROUP_RANGE:
		return "range of groups";
	case WHO_ALL:
	case WHO_UNKNOWN:
		break;
	}
	return "everybody";
}

int who_compare(const struct who *a, const struct who *b)
{
	const id_t width_a = a->last - a->first, width_b = b->last - b->first;

	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (width_a != width_b)
		return width_a < width_b ? -1 : 1;
	return (a->first > b->first) - (a->first < b->first);
}

/* ---- reading ---------------------------------------------------------- */

_Static_assert(LACKING_NAME_MAX == POLICY_WHO_MAX, "has room");

static int keep_unknown(struct parse *parse, struct place place,
			const char *keyword, const char *name, struct who *who)
{
	struct lacking_name lacking = {
		.place = place,
		.keyword = keyword,
		.is_group = who->kind == WHO_GROUP,
	};

	memcpy(lacking.text, name, strlen(name) + 1);
	lacking_add(parse->lacking, &lacking);
	who->kind = WHO_UNKNOWN;
	return 0;
}

static int look_up(struct parse *parse, struct place place, const char *keyword,
		   const char *name, struct who *who)
{
	const struct policy_names *names = parse->names;
	const bool is_group = who->kind == WHO_GROUP;
	uid_t uid = 0;
	gid_t gid = 0;
	int r;

	r = is_group ? names->group(names->data, name, &gid)
		     : names->user(names->data, name, &uid);
	if (r == -ENOENT && names->is_start)
		return keep_unknown(parse, place, keyword, name, who);
	if (r == -ENOENT)
		return parse_error(
			parse, place,
			"there is no %s \"%s\"; create it, or remove the rule",
			who_kind_name(who->kind), name);
	if (r < 0)
		return parse_error(
			parse, place,
			"%s \"%s\" cannot be looked up (errno %d); use its number",
			who_kind_name(who->kind), name, -r);
	who->first = who->last = is_group ? gid : uid;
	return 0;
}

/* Parse "1000-1999".  -EINVAL for anything else. */
static int read_range(const char *text, struct who *who)
{
	const char *dash = strchr(text, '-');
	const size_t length = (size_t)(dash - text);
	char first[16];

	if (length >= sizeof(first))
		return -EINVAL;
	memcpy(first, text, length);
	first[length] = '\0';
	if (value_decimal(first, ID_MAX, &who->first) < 0 ||
	    value_decimal(dash + 1, ID_MAX, &who->last) < 0 ||
	    who->first >= who->last)
		return -EINVAL;
	who->kind = who->kind == WHO_GROUP ? WHO_GROUP_RANGE : WHO_USER_RANGE;
	return 0;
}

/* Parse what follows the "@", or all of a text without it. */
static int read_one(struct parse *parse, struct place place,
		    const char *keyword, const char *text, struct who *who)
{
	const char *name = who->kind == WHO_GROUP ? text + 1 : text;

	if (name[0] == '\0')
		return parse_error(
			parse, place,
			"%s \"%s\" names nobody; write a user, or @ and a group",
			keyword, text);
	if (name[strspn(name, "0123456789-")] != '\0' || name[0] == '-')
		return look_up(parse, place, keyword, name, who);
	if (strchr(name, '-')) {
		if (read_range(name, who) == 0)
			return 0;
		return parse_error(
			parse, place,
			"%s \"%s\" is no range; write two numbers from 0 to %u, the lower one first, as in 1000-1999",
			keyword, text, ID_MAX);
	}
	if (value_decimal(name, ID_MAX, &who->first) < 0)
		return parse_error(
			parse, place,
			"%s \"%s\" is no number of a user or group; write 0 to %u without leading zeros",
			keyword, text, ID_MAX);
	who->last = who->first;
	return 0;
}

int who_parse(struct parse *parse, struct place place, const char *keyword,
	      const char *text, struct who *ret_who)
{
	struct who who = { .kind = WHO_USER };
	int r = 0;

	if (strlen(text) > POLICY_WHO_MAX)
		return parse_error(
			parse, place,
			"the name after %s has more than %d bytes; use the number",
			keyword, POLICY_WHO_MAX);
	if (strcmp(text, "*") == 0) {
		who.kind = WHO_ALL;
	} else {
		if (text[0] == '@')
			who.kind = WHO_GROUP;
		r = read_one(parse, place, keyword, text, &who);
	}
	if (r == 0)
		*ret_who = who;
	return r;
}
