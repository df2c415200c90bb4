/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * list.c - vmtap_list(): walks the leases by cursor.
 */
#include <errno.h>
#include <stdlib.h>

#include "lib/connection.h"
#include "lib/device.h"
#include "lib/walk.h"
#include "vmtap.h"

struct vmtap_list {
	size_t n;
	struct vmtap_device *devices;
};

static bool is_after(const struct request *request, const void *record)
{
	const struct vmtap_proto_lease *lease = record;

	return lease->ifindex > request->ifindex;
}

static void seek(struct request *request, const void *record)
{
	const struct vmtap_proto_lease *lease = record;

	request->ifindex = lease->ifindex;
}

static void fill(void *element, const void *record)
{
	device_init(element, record);
}

static int ask(struct vmtap *client, bool is_all, struct vmtap_list *list,
	       struct error *err)
{
	struct request request = { .verb = VMTAP_PROTO_LIST,
				   .flags = is_all ? VMTAP_PROTO_F_ALL : 0 };
	struct walk devices = {
		.what = "devices",
		.size = sizeof(*list->devices),
		.is_after = is_after,
		.seek = seek,
		.fill = fill,
	};
	int r = walk(&devices, client, &request, err);

	list->devices = devices.array;
	list->n = devices.n;
	return r;
}

static int compare(const void *a, const void *b)
{
	const struct vmtap_proto_lease *x =
		&((const struct vmtap_device *)a)->facts;
	const struct vmtap_proto_lease *y =
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
	if (!list) {
		r = error_set(&error, VMTAP_E_INTERNAL, ENOMEM,
			      "out of memory");
		return connection_report(err, &error, r);
	}
	r = ask(client, is_all, list, &error);
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
