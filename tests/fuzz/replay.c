/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * replay.c - runs a fuzz target over its corpus, with any compiler: a crash is
 * the failure.  Each file is also tried at each shorter length.
 */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/cleanup.h"
#include "tests/fuzz/fuzz.h"

#define SIZE_MAX_OF_FILE 65536

/* Copies have the exact size, so that a sanitizer sees a read beyond. */
static int run_cut(const uint8_t *data, size_t size)
{
	_cleanup_free_
	uint8_t *copy = malloc(size ? size : 1);

	if (!copy)
		return -1;
	memcpy(copy, data, size);
	return LLVMFuzzerTestOneInput(copy, size);
}

static int replay(const char *path)
{
	static uint8_t data[SIZE_MAX_OF_FILE];
	_cleanup_fclose_
	FILE *file = fopen(path, "rb");
	size_t size;

	if (!file) {
		perror(path);
		return -1;
	}
	size = fread(data, 1, sizeof(data), file);
	for (size_t n = 0; n <= size; n++)
		if (run_cut(data, n) != 0)
			return -1;
	return 0;
}

int main(void)
{
	const char *top = getenv("top_srcdir");
	char pattern[4096];
	glob_t found;
	int r = 0;

	(void)snprintf(pattern, sizeof(pattern), "%s/" CORPUS "/*",
		       top ? top : ".");
	if (glob(pattern, 0, NULL, &found) != 0) {
		(void)fprintf(stderr, "%s: no corpus\n", pattern);
		return EXIT_FAILURE;
	}
	for (size_t i = 0; i < found.gl_pathc && r == 0; i++)
		r = replay(found.gl_pathv[i]);
	(void)printf("%zu files of " CORPUS "\n", found.gl_pathc);
	globfree(&found);
	return r == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
