/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * limit.c - all limits of number, with one row for each: its key in a network
 * and in an allow, and how a request is compared with it.  keys.c, rule.c and
 * decide.c call it.
 */
#include "policy/meaning/limit.h"

#include <errno.h>
#include <stdio.h>

#include "policy/meaning/value.h"

_Static_assert(POLICY_DEVICES_MAX == POLICY_LEASES_MAX, "one network, or all");
_Static_assert(POLICY_QUEUES_TOTAL_MAX == POLICY_DEVICES_MAX * VMTAP_QUEUES_MAX,
	       "most queues of most devices");
_Static_assert(POLICY_REQUESTS_DEFAULT > POLICY_LEASES_MAX,
	       "a list of all devices is so many requests, and one more");

static unsigned int one(const struct request *request)
{
	(void)request;
	return 1;
}

static unsigned int queues(const struct request *request)
{
	return request->queues;
}

static unsigned int held(const struct request *request)
{
	return request_has(request, VMTAP_PROTO_F_HOLD) ? 1 : 0;
}

enum limit_of { OF_DEVICE, OF_USER };

#define AT(member) offsetof(struct limits, member)
static const struct limit {
	enum key key;
	size_t offset; /* in struct limits */
	struct range range;
	unsigned int preset; /* without the key; 0: any number */
	enum limit_of of;
	bool is_of_network; /* the network's own limit is for all users
			     * together */
	bool is_exact; /* 0 is none, and not any number */
	unsigned int (*asked)(const struct request *request);
	const char *unit;
	const char *remedy; /* for a user who has reached the limit */
} limits[] = {
	{ KEY_QUEUES,
	  AT(queues),
	  { 1, VMTAP_QUEUES_MAX },
	  1,
	  OF_DEVICE,
	  false,
	  false,
	  queues,
	  "queue",
	  "" },
	{ KEY_DEVICES,
	  AT(devices),
	  { 1, POLICY_DEVICES_MAX },
	  POLICY_DEVICES_DEFAULT,
	  OF_USER,
	  true,
	  false,
	  one,
	  "device",
	  "'vmtap release' ends one, or ask the administrator for more devices" },
	{ KEY_QUEUES_TOTAL,
	  AT(queues_total),
	  { 1, POLICY_QUEUES_TOTAL_MAX },
	  0,
	  OF_USER,
	  false,
	  false,
	  queues,
	  "queue",
	  "ask for fewer, end a device with 'vmtap release', or ask the administrator for a higher queues-total" },
	{ KEY_HOLD,
	  AT(held),
	  { 0, POLICY_DEVICES_MAX },
	  0,
	  OF_USER,
	  false,
	  true,
	  held,
	  "held device",
	  "'vmtap release' ends one, or ask the administrator for a higher hold" },
};
#undef AT

#define N_LIMITS (sizeof(limits) / sizeof(limits[0]))

static unsigned int get(const struct limit *limit, const struct limits *from)
{
	const void *at = (const char *)from + limit->offset;

	return *(const unsigned int *)at;
}

static void set(const struct limit *limit, struct limits *to,
		unsigned int number)
{
	void *at = (char *)to + limit->offset;

	*(unsigned int *)at = number;
}

/* ---- reading ---------------------------------------------------------- */

int limits_network(struct parse *parse, const struct keys *keys,
		   struct limits *ret_limits)
{
	for (size_t i = 0; i < N_LIMITS; i++) {
		const struct limit *limit = &limits[i];
		unsigned int number = limit->preset;
		int r = value_number(parse, keys_value(keys, limit->key),
				     limit->range, &number);

		if (r < 0)
			return r;
		set(limit, ret_limits, number);
	}
	return 0;
}

int limits_allow(struct parse *parse, const struct network *network,
		 const struct keys *keys, struct limits *ret_limits)
{
	for (size_t i = 0; i < N_LIMITS; i++) {
		const struct limit *limit = &limits[i];
		const unsigned int most = get(limit, &network->limits);
		const struct value *value = keys_value(keys, limit->key);
		unsigned int number = most;
		int r = value_number(parse, value, limit->range, &number);

		if (r < 0)
			return r;
		if ((most > 0 || limit->is_exact) && number > most)
			return parse_error(
				parse, value->place,
				"%s = %u is more than the %u of network \"%s\" itself; lower it, or raise those",
				key_name(limit->key), number, most,
				network->name.s);
		set(limit, ret_limits, number);
	}
	return 0;
}

/* ---- deciding --------------------------------------------------------- */

int limits_check_device(const struct decision *decision,
			const struct request *request, struct error *err)
{
	for (size_t i = 0; i < N_LIMITS; i++) {
		const struct limit *limit = &limits[i];
		const unsigned int most = get(limit, &decision->limits);

		if (limit->of == OF_DEVICE && most > 0 &&
		    limit->asked(request) > most)
			return error_set(
				err, VMTAP_E_LIMIT, EDQUOT,
				"a device on network \"%s\" has at most %u %s%s, not %u; ask for fewer, or the administrator for more %ss",
				decision->network->name.s, most, limit->unit,
				most == 1 ? "" : "s", limit->asked(request),
				limit->unit);
	}
	return 0;
}

static int check_user(const struct limit *limit,
		      const struct decision *decision, unsigned int asked,
		      unsigned int used, struct error *err)
{
	const unsigned int most = get(limit, &decision->limits);
	char more[32] = "";

	if (asked == 0 || (most == 0 && !limit->is_exact) ||
	    used + asked <= most)
		return 0;
	if (most == 0)
		return error_set(
			err, VMTAP_E_OPTION, EOPNOTSUPP,
			"you may not hold a device by name on network \"%s\"; use 'vmtap run', or ask the administrator to write hold = 1 for you",
			decision->network->name.s);
	if (limit->asked == queues)
		(void)snprintf(more, sizeof(more), ", and ask for %u more",
			       asked);
	return error_set(err, VMTAP_E_LIMIT, EDQUOT,
			 "you have %u of %u %s%s on network \"%s\"%s; %s", used,
			 most, limit->unit, most == 1 ? "" : "s",
			 decision->network->name.s, more, limit->remedy);
}

static int check_network(const struct limit *limit,
			 const struct network *network, unsigned int used,
			 struct error *err)
{
	const unsigned int most = get(limit, &network->limits);

	if (!limit->is_of_network || used < most)
		return 0;
	return error_set(
		err, VMTAP_E_LIMIT, EDQUOT,
		"network \"%s\" has %u of %u %s%s in use; try again later, or ask the administrator for more",
		network->name.s, used, most, limit->unit, most == 1 ? "" : "s");
}

int limits_check_usage(const struct decision *decision,
		       const struct request *request, const struct usage *usage,
		       struct error *err)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < N_LIMITS; i++) {
		const struct limit *limit = &limits[i];

		if (limit->of != OF_USER)
			continue;
		r = check_user(limit, decision, limit->asked(request),
			       get(limit, &usage->of_user), err);
		if (r == 0)
			r = check_network(limit, decision->network,
					  usage->of_network, err);
	}
	return r;
}
