/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * words.c - tables of words.  Pure.
 */
#include "common/words.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static const char *const modes[] = {
	[VMTAP_MODE_PRIVATE] = "private", [VMTAP_MODE_VEPA] = "vepa",
	[VMTAP_MODE_BRIDGE] = "bridge",	  [VMTAP_MODE_PASSTHRU] = "passthru",
	[VMTAP_MODE_SOURCE] = "source",
};

#define N_MODES (sizeof(modes) / sizeof(modes[0]))

const char *words_mode(enum vmtap_mode mode)
{
	return (size_t)mode < N_MODES ? modes[mode] : NULL;
}

enum vmtap_mode words_find_mode(const char *word)
{
	for (size_t i = 0; i < N_MODES; i++)
		if (modes[i] && strcmp(modes[i], word) == 0)
			return (enum vmtap_mode)i;
	return VMTAP_MODE_NONE;
}

const char *words_state(enum vmtap_state state)
{
	static const char *const states[] = {
		[VMTAP_STATE_OK] = "ok",
		[VMTAP_STATE_WRONG] = "wrong",
		[VMTAP_STATE_HINT] = "hint",
		[VMTAP_STATE_UNSEEN] = "unseen",
	};

	return (size_t)state < sizeof(states) / sizeof(states[0])
		       ? states[state]
		       : NULL;
}

/* policy/meaning/reserved.c decides so. */
const char *words_no_range(enum vmtap_mode mode)
{
	return mode == VMTAP_MODE_PASSTHRU ? "any" : "local";
}

/* A new limit is a row here. */
static const struct words_limit limits[VMTAP_LIMITS] = {
	[VMTAP_LIMIT_DEVICES] = { "devices", "of this user", "DEVICES",
				  "devices_max", "devices_used" },
	[VMTAP_LIMIT_ALL_DEVICES] = { "devices", "of all", "ALL", "all_max",
				      "all_used" },
	[VMTAP_LIMIT_QUEUES] = { "queues", "of a device", "QUEUES",
				 "queues_max", NULL },
	[VMTAP_LIMIT_ALL_QUEUES] = { "queues", "of this user", "TOTAL",
				     "queues_total", "queues_used" },
};

const struct words_limit *words_limit(enum vmtap_limit limit)
{
	return &limits[limit];
}

/* Write "any number of this user (2 in use)". */
static int format_limit(const struct words_limit *limit,
			const struct words_number *number, char *text,
			size_t size)
{
	char max[32] = "any number", used[32] = "";

	if (number->max > 0)
		(void)snprintf(max, sizeof(max), "%u", number->max);
	if (limit->used_key && number->used >= 0)
		(void)snprintf(used, sizeof(used), " (%d in use)",
			       number->used);
	return snprintf(text, size, "%s %s%s", max, limit->whose, used);
}

void words_format_limits(const struct words_number numbers[VMTAP_LIMITS],
			 char text[WORDS_LIMITS_SIZE])
{
	const char *noun = NULL;
	size_t n = 0;

	for (size_t i = 0; i < VMTAP_LIMITS && n < WORDS_LIMITS_SIZE; i++) {
		const bool is_same = noun && strcmp(noun, limits[i].noun) == 0;

		n += (size_t)snprintf(text + n, WORDS_LIMITS_SIZE - n, "%s%s%s",
				      is_same ? ", "
				      : noun  ? "\n"
					      : "",
				      is_same ? "" : limits[i].noun,
				      is_same ? "" : ": ");
		noun = limits[i].noun;
		if (n < WORDS_LIMITS_SIZE)
			n += (size_t)format_limit(&limits[i], &numbers[i],
						  text + n,
						  WORDS_LIMITS_SIZE - n);
	}
	if (n + 1 < WORDS_LIMITS_SIZE)
		memcpy(text + n, "\n", 2);
}
