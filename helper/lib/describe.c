/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * describe.c - vmtap_request_*(): the wish, checked value by value, so that
 * nothing illegal can be sent.
 */
#include "lib/describe.h"

#include <errno.h>
#include <stdlib.h>

#include "common/cleanup.h"
#include "lib/connection.h"

static int set_label(const char *text, const char *what, struct label *ret,
		     struct vmtap_error *err)
{
	struct error error;
	int r;

	if (text && label_parse(text, ret) == 0)
		return 0;
	r = error_set(
		&error, VMTAP_E_ARGUMENT, EINVAL,
		"'%s' cannot name a %s: use at most %d letters, digits and _ . + - @ :, a letter or digit first",
		text ? text : "", what, VMTAP_LABEL_MAX);
	return connection_report(err, &error, r);
}

int vmtap_request_new(const char *network, struct vmtap_request **ret_request,
		      struct vmtap_error *err)
{
	_cleanup_free_
	struct vmtap_request *request = NULL;
	struct error error;
	int r;

	request = calloc(1, sizeof(*request));
	if (!request) {
		r = error_set(&error, VMTAP_E_INTERNAL, ENOMEM,
			      "out of memory");
		return connection_report(err, &error, r);
	}
	r = set_label(network, "network", &request->values.network, err);
	if (r < 0)
		return r;
	request->values.verb = VMTAP_PROTO_OPEN;
	request->values.queues = 1;
	request->values.has_vnet_hdr = true;
	*ret_request = TAKE_PTR(request);
	return 0;
}

void vmtap_request_free(struct vmtap_request *request)
{
	free(request);
}

int vmtap_request_set_vm(struct vmtap_request *request, const char *vm,
			 struct vmtap_error *err)
{
	return set_label(vm, "VM", &request->values.vm, err);
}

int vmtap_request_set_lladdr(struct vmtap_request *request, const char *lladdr,
			     struct vmtap_error *err)
{
	struct lladdr parsed;
	struct error error;
	int r;

	if (!lladdr || lladdr_parse(lladdr, &parsed) < 0) {
		r = error_set(
			&error, VMTAP_E_ARGUMENT, EINVAL,
			"'%s' is not an Ethernet address; write it as 52:54:00:12:34:56",
			lladdr ? lladdr : "");
		return connection_report(err, &error, r);
	}
	if (!lladdr_is_station(&parsed)) {
		r = error_set(
			&error, VMTAP_E_ARGUMENT, EINVAL,
			"a guest cannot have the address %s, which is zero or a group's (multicast); choose one whose first byte is even, such as 52:54:00:12:34:56",
			lladdr);
		return connection_report(err, &error, r);
	}
	request->values.lladdr = parsed;
	request->values.has_lladdr = true;
	request->values.is_lladdr_unknown = false;
	return 0;
}

void vmtap_request_set_lladdr_unknown(struct vmtap_request *request)
{
	request->values.lladdr = (struct lladdr){ 0 };
	request->values.has_lladdr = false;
	request->values.is_lladdr_unknown = true;
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
	request->values.has_vhost = on != 0;
}

void vmtap_request_set_mode(struct vmtap_request *request, enum vmtap_mode mode)
{
	request->values.mode = mode;
}

void vmtap_request_set_vnet_hdr(struct vmtap_request *request, int on)
{
	request->values.has_vnet_hdr = on != 0;
}
