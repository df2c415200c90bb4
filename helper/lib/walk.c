/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * walk.c - asks for a list until its end.
 */
#include "lib/walk.h"

#include <errno.h>
#include <stdlib.h>

static int grow(struct walk *walk, struct error *err)
{
	void *grown;

	if (walk->n >= WALK_MAX)
		return error_set(
			err, VMTAP_E_PROTOCOL, EPROTO,
			"vmtapd's list of %s does not end; gave up after %d",
			walk->what, WALK_MAX);
	/* Full at 0 and at each power of two. */
	if (walk->n & (walk->n - 1))
		return 0;
	grown = reallocarray(walk->array, walk->n > 0 ? 2 * walk->n : 1,
			     walk->size);
	if (!grown)
		return error_set(err, VMTAP_E_INTERNAL, ENOMEM,
				 "out of memory");
	walk->array = grown;
	return 0;
}

static int take(struct walk *walk, struct request *request, const void *record,
		struct error *err)
{
	int r;

	if (!walk->is_after(request, record))
		return error_set(err, VMTAP_E_PROTOCOL, EPROTO,
				 "vmtapd repeats itself in the list of %s",
				 walk->what);
	r = grow(walk, err);
	if (r < 0)
		return r;
	walk->fill((char *)walk->array + walk->n++ * walk->size, record);
	walk->seek(request, record);
	return 0;
}

/* Take all records of one answer.  -EPROTO as walk(). */
static int take_all(struct walk *walk, struct request *request,
		    const struct reply *reply, struct error *err)
{
	int r = 0;

	for (size_t i = 0; i < reply->head.records && r == 0; i++)
		r = take(walk, request, reply_record(reply, i), err);
	return r;
}

int walk(struct walk *walk, struct vmtap *client, struct request *request,
	 struct error *err)
{
	struct answer answer;
	int r;

	do {
		r = connection_ask(client, request, &answer, err);
		if (r == 0)
			r = take_all(walk, request, answer.reply, err);
	} while (r == 0 &&
		 !(answer.reply->head.header.flags & VMTAP_PROTO_R_END));
	return r;
}
