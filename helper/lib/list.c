/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * list.c - vmtap_list(): walks the leases by cursor, one question for each.
 */
#include <errno.h>
#include <stdlib.h>

#include "lib/connection.h"
#include "lib/device.h"
#include "lib/walk.h"
#include "vmtap.h"

struct vmtap_list {
	bool is_all;
	size_t n;
	struct vmtap_device *devices;
};

/* Record i: after the device before it. */
static int ask_next(struct vmtap *client, const struct vmtap_list *list,
		    struct answer *ret_answer, struct error *err)
{
	struct request request = { .verb = VMTAP_PROTO_LIST,
				   .has_all = list->is_all };
	int r;

	if (list->n > 0)
		request.ifindex = list->devices[list->n - 1].facts.ifindex;
	r = connection_ask(client, &request, ret_answer, err);
	if (r < 0 || walk_is_end(ret_answer))
		return r;
	if (ret_answer->reply.ifindex == 0 ||
	    ret_answer->reply.ifindex == request.ifindex)
		return walk_stands_still("devices", err);
	return 0;
}

static int fill(struct vmtap *client, struct vmtap_list *list,
		struct error *err)
{
	for (;;) {
		struct answer answer;
		int r;

		r = ask_next(client, list, &answer, err);
		if (r < 0 || walk_is_end(&answer))
			return r;
		r = walk_grow((void **)&list->devices, list->n,
			      sizeof(*list->devices), "devices", err);
		if (r < 0)
			return r;
		device_init(&list->devices[list->n++], &answer);
	}
}

static int compare(const void *a, const void *b)
{
	const struct vmtap_proto_reply *x =
		&((const struct vmtap_device *)a)->facts;
	const struct vmtap_proto_reply *y =
		&((const struct vmtap_device *)b)->facts;

	if (x->since != y->since)
		return x->since < y->since ? -1 : 1;
	if (x->ifindex != y->ifindex)
		return x->ifindex < y->ifindex ? -1 : 1;
	return 0;
}

static int make_list(struct vmtap *client, bool is_all,
		     struct vmtap_list **ret_list, struct vmtap_error *err)
{
	struct vmtap_list *list;
	struct error error;
	int r;

	list = calloc(1, sizeof(*list));
	if (list) {
		list->is_all = is_all;
		r = fill(client, list, &error);
	} else {
		r = error_set(&error, VMTAP_E_INTERNAL, ENOMEM,
			      "out of memory");
	}
	if (r < 0) {
		vmtap_list_free(list);
		return connection_report(err, &error, r);
	}
	if (list->n > 0)
		qsort(list->devices, list->n, sizeof(*list->devices), compare);
	*ret_list = list;
	return 0;
}

int vmtap_list(struct vmtap *client, struct vmtap_list **ret_list,
	       struct vmtap_error *err)
{
	return make_list(client, false, ret_list, err);
}

int vmtap_list_all(struct vmtap *client, struct vmtap_list **ret_list,
		   struct vmtap_error *err)
{
	return make_list(client, true, ret_list, err);
}

size_t vmtap_list_count(const struct vmtap_list *list)
{
	return list->n;
}

const struct vmtap_device *vmtap_list_at(const struct vmtap_list *list,
					 size_t i)
{
	return i < list->n ? &list->devices[i] : NULL;
}

void vmtap_list_free(struct vmtap_list *list)
{
	if (list)
		free(list->devices);
	free(list);
}
