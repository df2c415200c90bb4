/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * walk.h - a list of vmtapd's, record by record, and its bounds: a daemon that
 * never ends it, or repeats itself, must not keep the caller for ever.
 */
#ifndef VMTAP_WALK_H
#define VMTAP_WALK_H

#include <stdbool.h>
#include <stddef.h>

#include "common/error.h"
#include "lib/connection.h"

#define WALK_MAX 65536

bool walk_is_end(const struct answer *answer);

/*
 * Make room for record n in *array, whose records have size bytes.  -EPROTO
 * past WALK_MAX, -ENOMEM.  what is plural.
 */
int walk_grow(void **array, size_t n, size_t size, const char *what,
	      struct error *err);

/* The record is the one before it: -EPROTO. */
int walk_stands_still(const char *what, struct error *err);

#endif
