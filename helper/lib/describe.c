/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * describe.c - vmtap_request_*(): describes a device, and checks each value, so
 * that the library sends no illegal request.
 */
#include "lib/describe.h"

#include <errno.h>
#include <stdlib.h>

#include "common/cleanup.h"
#include "common/wire/card.h"
#include "lib/connection.h"

int vmtap_request_new(const char *network, struct vmtap_request **ret_request,
		      struct vmtap_error *err)
{
	_cleanup_free_
	struct vmtap_request *request = NULL;
	struct error error;
	int r;

	request = calloc(1, sizeof(*request));
	if (request)
		r = card_begin(network ? network : "", &request->values,
			       &error);
	else
		r = error_set(&error, VMTAP_E_INTERNAL, ENOMEM,
			      "out of memory");
	if (r < 0)
		return connection_report(err, &error, r);
	*ret_request = TAKE_PTR(request);
	return 0;
}

void vmtap_request_free(struct vmtap_request *request)
{
	free(request);
}

int vmtap_request_set(struct vmtap_request *request, const char *key,
		      const char *value, struct vmtap_error *err)
{
	struct error error;
	int r = card_set(&request->values, key ? key : "", value ? value : "",
			 &error);

	return r < 0 ? connection_report(err, &error, r) : 0;
}

int vmtap_request_set_vm(struct vmtap_request *request, const char *vm,
			 struct vmtap_error *err)
{
	return vmtap_request_set(request, "vm", vm, err);
}

int vmtap_request_set_lladdr(struct vmtap_request *request, const char *lladdr,
			     struct vmtap_error *err)
{
	return vmtap_request_set(request, "mac", lladdr, err);
}

void vmtap_request_set_lladdr_unknown(struct vmtap_request *request)
{
	request->values.lladdr = (struct lladdr){ 0 };
	request_set(&request->values, VMTAP_PROTO_F_LLADDR, false);
	request_set(&request->values, VMTAP_PROTO_F_LLADDR_UNKNOWN, true);
}

int vmtap_request_set_queues(struct vmtap_request *request, unsigned int queues,
			     struct vmtap_error *err)
{
	struct error error;
	int r;

	if (queues < 1 || queues > VMTAP_QUEUES_MAX) {
		r = error_set(&error, VMTAP_E_ARGUMENT, EINVAL,
			      "a device has 1 to %d queues, not %u",
			      VMTAP_QUEUES_MAX, queues);
		return connection_report(err, &error, r);
	}
	request->values.queues = queues;
	return 0;
}

void vmtap_request_set_vhost(struct vmtap_request *request, int on)
{
	request_set(&request->values, VMTAP_PROTO_F_VHOST, on != 0);
}

void vmtap_request_set_mode(struct vmtap_request *request, enum vmtap_mode mode)
{
	request->values.mode = mode;
}

void vmtap_request_set_vnet_hdr(struct vmtap_request *request, int on)
{
	request_set(&request->values, VMTAP_PROTO_F_VNET_HDR, on != 0);
}
