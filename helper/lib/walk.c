/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * walk.c - bounds of a walk by cursor.
 */
#include "lib/walk.h"

#include <errno.h>
#include <stdlib.h>

bool walk_is_end(const struct answer *answer)
{
	return answer->reply.header.flags & VMTAP_PROTO_R_END;
}

int walk_grow(void **array, size_t n, size_t size, const char *what,
	      struct error *err)
{
	void *grown;

	if (n >= WALK_MAX)
		return error_set(
			err, VMTAP_E_PROTOCOL, EPROTO,
			"vmtapd's list of %s does not end; gave up after %d",
			what, WALK_MAX);
	/* Full at 0 and at each power of two. */
	if (n & (n - 1))
		return 0;
	grown = reallocarray(*array, n > 0 ? 2 * n : 1, size);
	if (!grown)
		return error_set(err, VMTAP_E_INTERNAL, ENOMEM,
				 "out of memory");
	*array = grown;
	return 0;
}

int walk_stands_still(const char *what, struct error *err)
{
	return error_set(err, VMTAP_E_PROTOCOL, EPROTO,
			 "vmtapd repeats itself in the list of %s", what);
}
