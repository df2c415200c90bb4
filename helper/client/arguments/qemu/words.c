/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * words.c - takes the value of an option of QEMU's apart.  Pure.
 */
#include "client/arguments/qemu/words.h"

#include <string.h>

bool words_next(const char **text, struct word *ret)
{
	const char *start = *text, *end = start, *equals;

	if (*start == '\0')
		return false;
	while (*end && (*end != ',' || end[1] == ','))
		end += *end == ',' ? 2 : 1;
	*text = end + (*end == ',');
	*ret = (struct word){ .text = start, .length = (size_t)(end - start) };
	equals = memchr(start, '=', ret->length);
	ret->n_key = equals ? (size_t)(equals - start) : 0;
	ret->value = equals ? equals + 1 : start;
	ret->n_value = (size_t)(end - ret->value);
	return true;
}

bool words_find(const char *text, const char *implied, const char *key,
		struct word *ret)
{
	const size_t n_key = strlen(key);
	struct word word;
	bool is_first = true, is_found = false;

	for (; words_next(&text, &word); is_first = false) {
		if (word.n_key == 0
			    ? is_first && strcmp(implied, key) == 0
			    : word.n_key == n_key &&
				      strncmp(word.text, key, n_key) == 0) {
			*ret = word;
			is_found = true;
		}
	}
	return is_found;
}

bool words_has(const char *text, const char *key)
{
	struct word word;

	return words_find(text, "", key, &word);
}

bool word_is(const struct word *word, const char *value)
{
	return strlen(value) == word->n_value &&
	       strncmp(word->value, value, word->n_value) == 0;
}
