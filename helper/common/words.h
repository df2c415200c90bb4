/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * words.h - the words for values that policy, requests and output share.
 */
#ifndef VMTAP_WORDS_H
#define VMTAP_WORDS_H

#include "vmtap.h"

/* All words of words_mode(), for a sentence. */
#define WORDS_MODES "private, vepa, bridge, passthru or source"

/* "private", "vepa", ...  NULL for VMTAP_MODE_NONE and for an unknown value. */
const char *words_mode(enum vmtap_mode mode);

/* VMTAP_MODE_NONE if word names no mode. */
enum vmtap_mode words_find_mode(const char *word);

/* "ok", "wrong", "hint", "unseen"; NULL for an unknown value. */
const char *words_state(enum vmtap_state state);

/* "local" or "any": the addresses that a user may ask for without a range. */
const char *words_no_range(enum vmtap_mode mode);

/* The words of a limit: "devices: 2 of this user", DEVICES, "devices_max". */
struct words_limit {
	const char *noun, *whose, *head, *max_key, *used_key;
};

/* limit must be below VMTAP_LIMITS.  used_key is NULL if nothing is counted. */
const struct words_limit *words_limit(enum vmtap_limit limit);

struct words_number {
	unsigned int max; /* 0: any number */
	int used; /* negative: unknown */
};

#define WORDS_LIMITS_SIZE 256

/* One line for each noun: "devices: 2 of this user (1 in use), 256 of all". */
void words_format_limits(const struct words_number numbers[VMTAP_LIMITS],
			 char text[WORDS_LIMITS_SIZE]);

#endif
