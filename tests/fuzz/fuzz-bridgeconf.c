/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any file as bridge.conf: bridgeconf_next() comes to the end or stops at a
 * line, and its results keep the promised limits.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "client/arguments/bridgeconf.h"
#include "tests/fuzz/fuzz.h"

static void check_line(const struct bridgeconf *conf,
		       const struct bridgeconf_line *line)
{
	const size_t n = strnlen(line->arg, sizeof(line->arg));

	assert(n < sizeof(line->arg));
	assert(line->number == conf->number && line->number >= 1);
	assert(conf->at <= conf->size);
	assert(n == 0 || !strchr(" \t\n\f\r", line->arg[0]));
	assert(n == 0 || !strchr(" \t\n\f\r", line->arg[n - 1]));
	if (line->verb == BRIDGECONF_INCLUDE)
		assert(!line->is_all);
	else
		assert(n <= BRIDGECONF_NAME_MAX);
	assert(!line->is_all || strcmp(line->arg, "all") == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* Copies the file without a zero byte, so that sanitizers see a read
	 * beyond the end. */
	char *text = malloc(size > 0 ? size : 1);
	struct bridgeconf conf = { .text = text, .size = size };
	struct vmtap_error err = { 0 };
	struct bridgeconf_line line;
	size_t before = 0;
	int r;

	assert(text);
	if (size > 0)
		memcpy(text, data, size);
	while ((r = bridgeconf_next(&conf, &line, &err)) > 0) {
		assert(conf.at > before);
		before = conf.at;
		check_line(&conf, &line);
	}
	assert(r == 0 ? conf.at == size : err.text[0] != '\0');
	free(text);
	return 0;
}
