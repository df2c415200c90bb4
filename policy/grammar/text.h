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
	TOKEN_WORD, /* or a string */
	TOKEN_OPEN,
	TOKEN_CLOSE,
	TOKEN_EQUALS,
	TOKEN_COMMA,
};

/* One token, and the text from which the next one comes. */
struct text {
	enum token token;
	const char *start; /* of the token, without quotes */
	size_t length;
	struct place place;
	const char *rest;
};

/* The text of a file, which must outlive it; no token is read yet. */
struct text text_begin(const char *file, const char *text);

/* Go on to the next token; -EINVAL if there is none of the language. */
int text_next(struct text *text, struct parse *parse);

#endif
