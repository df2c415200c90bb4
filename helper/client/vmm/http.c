/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * http.c - see http.h.
 */
#include "client/vmm/http.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char length_key[] = "content-length:";
/* Answers without a body. */
#define NO_CONTENT 204

/* The value of a line "Content-Length: N"; false: it is none. */
static bool is_length(const char *line, size_t *ret_length)
{
	unsigned long length;
	char *end;

	if (strncasecmp(line, length_key, sizeof(length_key) - 1) != 0)
		return false;
	line += sizeof(length_key) - 1;
	line += strspn(line, " \t");
	if (*line < '0' || *line > '9')
		return false;
	errno = 0;
	length = strtoul(line, &end, 10);
	if (errno != 0 || *end != '\r')
		return false;
	*ret_length = length;
	return true;
}

static int status_of_line(const char *text, unsigned int *ret_status)
{
	if (strncmp(text, "HTTP/1.", 7) != 0 || text[7] == '\0' ||
	    text[8] != ' ' || strspn(text + 9, "0123456789") != 3)
		return -EPROTO;
	*ret_status = (unsigned int)strtoul(text + 9, NULL, 10);
	return 0;
}

int http_head(const char *text, size_t size, struct http_head *ret_head)
{
	struct http_head head = { 0 };
	const char *end = strstr(text, "\r\n\r\n");
	bool has_length = false;

	/* A byte of 0 would hide what stands behind it. */
	if (strlen(text) < size && !end)
		return -EPROTO;
	if (!end)
		return strncmp(text, "HTTP/1.", size < 7 ? size : 7) == 0
			       ? 0
			       : -EPROTO;
	if (status_of_line(text, &head.status) < 0)
		return -EPROTO;
	for (const char *line = text; line && line < end;) {
		line = strstr(line, "\r\n") + 2;
		if (is_length(line, &head.body))
			has_length = true;
	}
	head.size = (size_t)(end - text) + 4;
	if (!has_length && head.status != NO_CONTENT)
		return -EPROTO;
	*ret_head = head;
	return 1;
}
