/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * words.h - the value of an option of QEMU's: "tap,id=n0,fd=3".  A comma that is
 * doubled belongs to a value.
 */
#ifndef VMTAP_QEMU_WORDS_H
#define VMTAP_QEMU_WORDS_H

#include <stdbool.h>
#include <stddef.h>

struct word {
	const char *text; /* all of it: key and value */
	size_t length;
	const char *value; /* behind the '='; of a first word without one, all
			    * of it */
	size_t n_value;
	size_t n_key; /* 0: the first word, without a key */
};

/* Read the word at *text, and move *text to the next one.  False at the end. */
bool words_next(const char **text, struct word *ret);

/* The last word with this key, as QEMU reads it.  The first word of all has the
 * key "implied" if it has none. */
bool words_find(const char *text, const char *implied, const char *key,
		struct word *ret);

bool words_has(const char *text, const char *key);
bool word_is(const struct word *word, const char *value);

#endif
