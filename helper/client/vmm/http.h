/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * http.h - the head of an HTTP answer.  Pure.
 */
#ifndef VMTAP_HTTP_H
#define VMTAP_HTTP_H

#include <stddef.h>

struct http_head {
	unsigned int status; /* 200 */
	size_t size; /* of the head, with the empty line */
	size_t body; /* bytes behind it, as it says */
};

/* 1: *ret_head; 0: text, which has size bytes and a 0 behind them, ends within
 * the head; -EPROTO: it is no answer of HTTP, or one whose length is not told. */
int http_head(const char *text, size_t size, struct http_head *ret_head);

#endif
