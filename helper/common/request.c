/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * request.c - bytes to struct request and back.  The first code that sees what
 * a stranger sent: pure, fuzzed, and the only place where it is checked.
 */
#include "request.h"

#include <errno.h>
#include <string.h>

#include "wire.h"

/* What a verb has: flags, and fields. */
#define DEVICE_FLAGS                                                           \
	(VMTAP_PROTO_F_LLADDR | VMTAP_PROTO_F_LLADDR_UNKNOWN |                 \
	 VMTAP_PROTO_F_VNET_HDR | VMTAP_PROTO_F_VHOST)

enum field {
	NETWORK = 1 << 0,
	VM = 1 << 1,
	IFNAME = 1 << 2,
	IFINDEX = 1 << 3,
	QUEUES = 1 << 4,
	LLADDR = 1 << 5,
	MODE = 1 << 6,
	UID = 1 << 7,
	LINE = 1 << 8,
	ALL_FIELDS = (1 << 9) - 1,
};

struct shape {
	uint32_t flags;
	unsigned int fields;
};

static int decode_label(const char text[VMTAP_LABEL_MAX + 1], const char *what,
			bool may_be_empty, struct label *ret_label,
			struct error *err)
{
	if (wire_check_text(text, VMTAP_LABEL_MAX + 1) == 0) {
		if (text[0] == '\0' && may_be_empty) {
			*ret_label = (struct label){ 0 };
			return 0;
		}
		if (label_parse(text, ret_label) == 0)
			return 0;
	}
	return error_set(
		err, VMTAP_E_ARGUMENT, EINVAL,
		"the name of the %s is not legal: use at most %d letters, digits and _ . + - @ :, a letter or digit first",
		what, VMTAP_LABEL_MAX);
}

static int decode_lladdr(const struct vmtap_proto_request *wire,
			 struct request *request, struct error *err)
{
	memcpy(request->lladdr.b, wire->lladdr, LLADDR_LEN);
	if (request->has_lladdr && !lladdr_is_station(&request->lladdr))
		return error_set(
			err, VMTAP_E_LLADDR, EINVAL,
			"a guest cannot have a zero or group (multicast) address; choose one whose first byte is even, such as 52:54:00:12:34:56");
	return 0;
}

/* OPEN and CHECK: what device? */
static int decode_open(const struct vmtap_proto_request *wire,
		       struct request *request, struct error *err)
{
	int r;

	r = decode_label(wire->network, "network", false, &request->network,
			 err);
	if (r < 0)
		return r;
	r = decode_label(wire->vm, "VM", true, &request->vm, err);
	if (r < 0)
		return r;
	if (wire->queues < 1 || wire->queues > VMTAP_QUEUES_MAX)
		return error_set(err, VMTAP_E_ARGUMENT, EINVAL,
				 "a device has 1 to %d queues, not %u",
				 VMTAP_QUEUES_MAX, wire->queues);
	request->queues = wire->queues;
	if (wire->mode > VMTAP_MODE_SOURCE)
		return error_set(
			err, VMTAP_E_PROTOCOL, EPROTO,
			"the client asks for a mode that vmtapd does not know; the client is newer than it");
	request->mode = (enum vmtap_mode)wire->mode;
	return decode_lladdr(wire, request, err);
}

static int decode_ifname(const struct vmtap_proto_request *wire,
			 struct request *request, struct error *err)
{
	if (wire_check_text(wire->ifname, sizeof(wire->ifname)) < 0 ||
	    ifname_parse(wire->ifname, &request->ifname) < 0)
		return error_set(
			err, VMTAP_E_ARGUMENT, EINVAL,
			"the name of the device is not that of an interface; 'vmtap list' prints yours");
	return 0;
}

/* All that is not given selects everything; but something must be. */
static int decode_revoke(const struct vmtap_proto_request *wire,
			 struct request *request, struct error *err)
{
	int r;

	r = decode_label(wire->network, "network", true, &request->network,
			 err);
	/* no name has nothing behind its end, either */
	if (r == 0 && (wire->ifname[0] != '\0' ||
		       wire_check_text(wire->ifname, sizeof(wire->ifname)) < 0))
		r = decode_ifname(wire, request, err);
	if (r < 0)
		return r;
	request->uid = wire->uid;
	if (wire->network[0] == '\0' && wire->ifname[0] == '\0' &&
	    !request->has_uid)
		return error_set(
			err, VMTAP_E_ARGUMENT, EINVAL,
			"revoke what? name a device, a user or a network");
	return 0;
}

static int decode_verb(const struct vmtap_proto_request *wire,
		       struct request *request, struct error *err)
{
	request->verb = (enum vmtap_proto_verb)wire->header.verb;
	switch (request->verb) {
	case VMTAP_PROTO_OPEN:
	case VMTAP_PROTO_CHECK:
		return decode_open(wire, request, err);
	case VMTAP_PROTO_NETWORKS:
		return decode_label(wire->network, "network", true,
				    &request->network, err);
	case VMTAP_PROTO_LIST:
		request->ifindex = wire->ifindex;
		return 0;
	case VMTAP_PROTO_RELEASE:
		return decode_ifname(wire, request, err);
	case VMTAP_PROTO_SHOW:
		request->line = wire->line;
		return decode_ifname(wire, request, err);
	case VMTAP_PROTO_REVOKE:
		return decode_revoke(wire, request, err);
	}
	return error_set(
		err, VMTAP_E_PROTOCOL, EPROTO,
		"vmtapd does not know verb %u; the client is newer than it",
		wire->header.verb);
}

static struct shape shape_of(const struct vmtap_proto_header *header)
{
	switch ((enum vmtap_proto_verb)header->verb) {
	case VMTAP_PROTO_OPEN:
	case VMTAP_PROTO_CHECK:
		return (struct shape){
			DEVICE_FLAGS,
			NETWORK | VM | QUEUES | MODE |
				(header->flags & VMTAP_PROTO_F_LLADDR ? LLADDR
								      : 0),
		};
	case VMTAP_PROTO_NETWORKS:
		return (struct shape){ 0, NETWORK };
	case VMTAP_PROTO_LIST:
		return (struct shape){ VMTAP_PROTO_F_ALL, IFINDEX };
	case VMTAP_PROTO_RELEASE:
		return (struct shape){ 0, IFNAME };
	case VMTAP_PROTO_SHOW:
		return (struct shape){
			VMTAP_PROTO_F_FILTER,
			IFNAME | (header->flags & VMTAP_PROTO_F_FILTER ? LINE
								       : 0),
		};
	case VMTAP_PROTO_REVOKE:
		return (struct shape){
			VMTAP_PROTO_F_UID,
			IFNAME | NETWORK |
				(header->flags & VMTAP_PROTO_F_UID ? UID : 0),
		};
	}
	return (struct shape){ UINT32_MAX,
			       ALL_FIELDS }; /* decode_verb() says */
}

#define PLACE(field)                                                           \
	offsetof(struct vmtap_proto_request, field),                           \
		sizeof(((struct vmtap_proto_request *)0)->field)

/*
 * Has it anything that we do not know, or that this verb does not have?  What
 * is passed over today could not get a meaning tomorrow.
 */
static bool is_newer(const struct vmtap_proto_request *wire)
{
	static const struct {
		unsigned int field;
		size_t offset, size;
	} places[] = {
		{ NETWORK, PLACE(network) }, { VM, PLACE(vm) },
		{ IFNAME, PLACE(ifname) },   { IFINDEX, PLACE(ifindex) },
		{ QUEUES, PLACE(queues) },   { LLADDR, PLACE(lladdr) },
		{ MODE, PLACE(mode) },	     { UID, PLACE(uid) },
		{ LINE, PLACE(line) },	     { 0, PLACE(reserved_vlan) },
		{ 0, PLACE(reserved_lifetime) },
		{ 0, PLACE(reserved_name) },
		{ 0, PLACE(reserved_addresses) },
		{ 0, PLACE(reserved) },
	};
	const struct shape shape = shape_of(&wire->header);

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (!(shape.fields & places[i].field) &&
		    wire_check_zero((const char *)wire + places[i].offset,
				    places[i].size) < 0)
			return true;
	return wire->header.flags & ~shape.flags;
}

int request_decode(const void *bytes, size_t size, struct request *ret_request,
		   struct error *err)
{
	struct vmtap_proto_request wire;
	struct request request = { 0 };
	uint32_t flags;
	int r;

	r = wire_receive(bytes, size, "the client", &wire, sizeof(wire), err);
	if (r < 0)
		return r;
	flags = wire.header.flags;
	if (is_newer(&wire))
		return error_set(
			err, VMTAP_E_PROTOCOL, EPROTO,
			"the client asks for something that vmtapd does not know; the client is newer than it");
	if ((flags & VMTAP_PROTO_F_LLADDR) &&
	    (flags & VMTAP_PROTO_F_LLADDR_UNKNOWN))
		return error_set(
			err, VMTAP_E_ARGUMENT, EINVAL,
			"the guest's address cannot be both given and unknown");
	request.has_lladdr = flags & VMTAP_PROTO_F_LLADDR;
	request.is_lladdr_unknown = flags & VMTAP_PROTO_F_LLADDR_UNKNOWN;
	request.has_vnet_hdr = flags & VMTAP_PROTO_F_VNET_HDR;
	request.has_vhost = flags & VMTAP_PROTO_F_VHOST;
	request.has_all = flags & VMTAP_PROTO_F_ALL;
	request.has_uid = flags & VMTAP_PROTO_F_UID;
	request.has_filter = flags & VMTAP_PROTO_F_FILTER;
	r = decode_verb(&wire, &request, err);
	if (r < 0)
		return r;
	*ret_request = request;
	return 0;
}

void request_encode(const struct request *request,
		    struct vmtap_proto_request *ret_wire)
{
	struct vmtap_proto_request wire = {
		.ifindex = request->ifindex,
		.queues = request->queues,
		.mode = request->mode,
		.uid = request->uid,
		.line = request->line,
	};
	uint32_t flags = 0;

	if (request->has_lladdr)
		flags |= VMTAP_PROTO_F_LLADDR;
	if (request->is_lladdr_unknown)
		flags |= VMTAP_PROTO_F_LLADDR_UNKNOWN;
	if (request->has_vnet_hdr)
		flags |= VMTAP_PROTO_F_VNET_HDR;
	if (request->has_vhost)
		flags |= VMTAP_PROTO_F_VHOST;
	if (request->has_all)
		flags |= VMTAP_PROTO_F_ALL;
	if (request->has_uid)
		flags |= VMTAP_PROTO_F_UID;
	if (request->has_filter)
		flags |= VMTAP_PROTO_F_FILTER;
	wire_header(&wire.header, (uint16_t)request->verb, sizeof(wire), flags);
	memcpy(wire.network, request->network.s, sizeof(wire.network));
	memcpy(wire.vm, request->vm.s, sizeof(wire.vm));
	memcpy(wire.ifname, request->ifname.s, sizeof(wire.ifname));
	memcpy(wire.lladdr, request->lladdr.b, sizeof(wire.lladdr));
	*ret_wire = wire;
}
