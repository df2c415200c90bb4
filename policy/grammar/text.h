/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * text.h - the characters of a policy file as words and signs.  Private to
 * policy/.
 */
#ifndef VMTAP_POLICY_TEXT_H
#define VMTAP_POLICY_TEXT_H

#include "policy/message.h"

enum token {
	TOKEN_END,
	TOKEN_WORD, /* a word or a string */
	TOKEN_OPEN,
	TOKEN_CLOSE,
	TOKEN_EQUALS,
	TOKEN_COMMA,
};

/* One token, and the text that follows it. */
struct text {
	enum token token;
	const char *start; /* where the token begins, without quotes */
	size_t length;
	struct place place;
	const char *rest;
};

/* Begin with the text of a file, which must live longer than the result.  No
 * token is read yet. */
struct text text_begin(const char *file, const char *text);

/* Read the next token.  -EINVAL if the text has none there. */
int text_next(struct text *text, struct parse *parse);

#endif
