/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * walk.h - asks vmtapd for a list, some records to an answer, within bounds: a
 * daemon that repeats records or never ends the list must not keep the caller
 * for ever.
 */
#ifndef VMTAP_WALK_H
#define VMTAP_WALK_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"
#include "lib/connection.h"

#define WALK_MAX 65536

struct walk {
	const char *what; /* plural */
	size_t size; /* of an element of .array */
	/* Does record come after the cursor of request? */
	bool (*is_after)(const struct request *request, const void *record);
	/* Move the cursor of request behind record. */
	void (*seek)(struct request *request, const void *record);
	void (*fill)(void *element, const void *record);
	void *array; /* the caller frees it, also after an error */
	size_t n;
};

/*
 * Ask until the list ends.  -EPROTO if a record does not come after the one
 * before it, and past WALK_MAX records.
 */
int walk(struct walk *walk, struct vmtap *client, struct request *request,
	 struct error *err);

#endif
