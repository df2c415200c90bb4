/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * similar.c - counts the letters to add, drop, change, or exchange with the next
 * one, until a word is another (the distance of Damerau and Levenshtein).
 */
#include "policy/report/similar.h"

#include <stdio.h>
#include <string.h>

#define ROOM (SIMILAR_WORD_MAX + 1)

static unsigned int least(unsigned int a, unsigned int b)
{
	return a < b ? a : b;
}

static unsigned int distance(const char *a, size_t n, const char *b, size_t m)
{
	unsigned int d[ROOM][ROOM];

	for (size_t i = 0; i <= n; i++)
		d[i][0] = (unsigned int)i;
	for (size_t j = 0; j <= m; j++)
		d[0][j] = (unsigned int)j;
	for (size_t i = 1; i <= n; i++)
		for (size_t j = 1; j <= m; j++) {
			d[i][j] =
				least(least(d[i - 1][j], d[i][j - 1]) + 1,
				      d[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				d[i][j] = least(d[i][j], d[i - 2][j - 2] + 1);
		}
	return d[n][m];
}

struct similar similar_begin(const char *word, size_t length)
{
	return (struct similar){ .word = word, .length = length };
}

/* One mistake in a short word, two in a longer one. */
static void offer(struct similar *similar, const char *candidate, size_t n)
{
	const unsigned int most = similar->length < 5 ? 1 : 2;
	unsigned int d;

	if (similar->length > SIMILAR_WORD_MAX || n > SIMILAR_WORD_MAX ||
	    similar->length < 2)
		return;
	d = distance(similar->word, similar->length, candidate, n);
	if (d > most || d >= n || (similar->best && d >= similar->distance))
		return;
	similar->best = candidate;
	similar->distance = d;
}

void similar_offer(struct similar *similar, const char *candidate)
{
	offer(similar, candidate, strlen(candidate));
}

static size_t word_length(const char *text)
{
	return strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-");
}

const char *similar_text(const struct similar *similar,
			 char text[SIMILAR_TEXT_SIZE])
{
	text[0] = '\0';
	if (similar->best)
		(void)snprintf(text, SIMILAR_TEXT_SIZE,
			       " (did you mean '%.*s'?)",
			       (int)word_length(similar->best), similar->best);
	return text;
}

const char *similar_in(const char *word, const char *sentence,
		       char text[SIMILAR_TEXT_SIZE])
{
	struct similar similar = similar_begin(word, strlen(word));

	while (*sentence) {
		const size_t n = word_length(sentence);

		if (n > 0)
			offer(&similar, sentence, n);
		sentence += n > 0 ? n : 1;
	}
	return similar_text(&similar, text);
}
