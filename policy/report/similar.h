/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * similar.h - which word did the administrator mean?  Pure.
 */
#ifndef VMTAP_POLICY_SIMILAR_H
#define VMTAP_POLICY_SIMILAR_H

#include <stddef.h>

#define SIMILAR_WORD_MAX 24 /* longer words are never like another one */
#define SIMILAR_TEXT_SIZE 64

struct similar {
	const char *word; /* what was written, and its length */
	size_t length;
	const char *best; /* the likest word so far; or NULL */
	unsigned int distance;
};

struct similar similar_begin(const char *word, size_t length);
/* candidate must live as long as *similar. */
void similar_offer(struct similar *similar, const char *candidate);

/* " (did you mean 'bridge'?)", or "" if no word is like it.  Returns text. */
const char *similar_text(const struct similar *similar,
			 char text[SIMILAR_TEXT_SIZE]);

/* The same for the words of a sentence, as "mac, arp or none". */
const char *similar_in(const char *word, const char *sentence,
		       char text[SIMILAR_TEXT_SIZE]);

#endif
