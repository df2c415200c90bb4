/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * request.c - bytes to struct request and back.  Pure and fuzzed.  This is the
 * first code that sees what a client sent, and the only place that checks it.
 */
#include "common/wire/request.h"

#include <errno.h>
#include <string.h>

#include "common/wire/hold.h"
#include "common/wire/wire.h"

/*
 * A verb has its name here, and a bit in the rows of its flags and fields
 * below.  A flag or field without that bit must be zero in a request of this
 * verb.
 */
static const char *const verb_names[] = {
	[VMTAP_PROTO_OPEN] = "open",
	[VMTAP_PROTO_CHECK] = "check",
	[VMTAP_PROTO_NETWORKS] = "networks",
	[VMTAP_PROTO_LIST] = "list",
	[VMTAP_PROTO_RELEASE] = "release",
	[VMTAP_PROTO_REVOKE] = "revoke",
	[VMTAP_PROTO_SHOW] = "show",
	[VMTAP_PROTO_DIAGNOSE] = "diagnose",
	[VMTAP_PROTO_WATCH] = "watch",
	[VMTAP_PROTO_SET] = "set",
};

enum verbs {
	OPEN = 1 << VMTAP_PROTO_OPEN,
	CHECK = 1 << VMTAP_PROTO_CHECK,
	NETWORKS = 1 << VMTAP_PROTO_NETWORKS,
	LIST = 1 << VMTAP_PROTO_LIST,
	RELEASE = 1 << VMTAP_PROTO_RELEASE,
	REVOKE = 1 << VMTAP_PROTO_REVOKE,
	SHOW = 1 << VMTAP_PROTO_SHOW,
	DIAGNOSE = 1 << VMTAP_PROTO_DIAGNOSE,
	WATCH = 1 << VMTAP_PROTO_WATCH,
	SET = 1 << VMTAP_PROTO_SET,
	DEVICE = OPEN | CHECK,
};

static const struct {
	uint32_t bit;
	unsigned int verbs;
} flags[] = {
	{ VMTAP_PROTO_F_LLADDR, DEVICE | SET },
	{ VMTAP_PROTO_F_LLADDR_UNKNOWN, DEVICE },
	{ VMTAP_PROTO_F_VNET_HDR, DEVICE },
	{ VMTAP_PROTO_F_VHOST, DEVICE },
	{ VMTAP_PROTO_F_ALL, LIST | NETWORKS | WATCH },
	{ VMTAP_PROTO_F_UID, REVOKE },
	{ VMTAP_PROTO_F_FILTER, SHOW },
	{ VMTAP_PROTO_F_WAIT, WATCH },
	{ VMTAP_PROTO_F_HOLD, DEVICE },
};

static int check_label(const char text[VMTAP_LABEL_MAX + 1], const char *what,
		       bool may_be_empty, struct error *err)
{
	struct label label;

	if (wire_check_text(text, VMTAP_LABEL_MAX + 1) == 0 &&
	    ((text[0] == '\0' && may_be_empty) ||
	     label_parse(text, &label) == 0))
		return 0;
	return error_set(
		err, VMTAP_E_ARGUMENT, EINVAL,
		"the name of the %s is not legal: use at most %d letters, digits and _ . + - @ :, a letter or digit first",
		what, VMTAP_LABEL_MAX);
}

static int check_network(const struct vmtap_proto_request *wire,
			 struct error *err)
{
	return check_label(wire->network, "network",
			   !(DEVICE & 1u << wire->header.verb), err);
}

static int check_vm(const struct vmtap_proto_request *wire, struct error *err)
{
	return check_label(wire->vm, "VM", true, err);
}

static int check_ifname(const struct vmtap_proto_request *wire,
			struct error *err)
{
	const bool is_text =
		wire_check_text(wire->ifname, sizeof(wire->ifname)) == 0;
	struct ifname ifname;

	if (wire->header.verb == VMTAP_PROTO_REVOKE && is_text &&
	    wire->ifname[0] == '\0')
		return 0;
	if (!is_text || ifname_parse(wire->ifname, &ifname) < 0)
		return error_set(
			err, VMTAP_E_ARGUMENT, EINVAL,
			"the name of the device is not that of an interface; 'vmtap list' prints yours");
	return 0;
}

static int check_queues(const struct vmtap_proto_request *wire,
			struct error *err)
{
	if (wire->queues < 1 || wire->queues > VMTAP_QUEUES_MAX)
		return error_set(err, VMTAP_E_ARGUMENT, EINVAL,
				 "a device has 1 to %d queues, not %u",
				 VMTAP_QUEUES_MAX, wire->queues);
	return 0;
}

static int check_mode(const struct vmtap_proto_request *wire, struct error *err)
{
	if (wire->mode > VMTAP_MODE_SOURCE)
		return error_set(
			err, VMTAP_E_PROTOCOL, EPROTO,
			"the client asks for a mode that vmtapd does not know; the client is newer than it");
	return 0;
}

static int check_lladdr(const struct vmtap_proto_request *wire,
			struct error *err)
{
	struct lladdr lladdr;

	memcpy(lladdr.b, wire->lladdr, sizeof(lladdr.b));
	if (!lladdr_is_station(&lladdr))
		return error_set(
			err, VMTAP_E_LLADDR, EINVAL,
			"a guest cannot have a zero or group (multicast) address; choose one whose first byte is even, such as 52:54:00:12:34:56");
	return 0;
}

static int check_name(const struct vmtap_proto_request *wire, struct error *err)
{
	struct ifname name;

	if (wire_check_text(wire->name, sizeof(wire->name)) < 0)
		return hold_parse("", &name, err);
	return hold_parse(wire->name, &name, err);
}

static int check_lifetime(const struct vmtap_proto_request *wire,
			  struct error *err)
{
	return hold_check_lifetime(wire->lifetime, err);
}

static int check_pid(const struct vmtap_proto_request *wire, struct error *err)
{
	if (wire->pid <= INT32_MAX)
		return 0;
	return error_set(err, VMTAP_E_ARGUMENT, EINVAL,
			 "%u is the number of no process; name another one",
			 wire->pid);
}

/*
 * A field is copied byte by byte from the wire to struct request and back.  It
 * counts for these verbs, and only with this flag (0: always).  check is NULL
 * if any value is legal.
 */
static const struct {
	size_t offset, member, size;
	unsigned int verbs;
	uint32_t flag;
	int (*check)(const struct vmtap_proto_request *wire, struct error *err);
} fields[] = {
#define WIRE_SIZE(field) sizeof(((struct vmtap_proto_request *)0)->field)
#define SAME_SIZE(field)                                                       \
	sizeof(char[WIRE_SIZE(field) == sizeof(((struct request *)0)->field)   \
			    ? 1                                                \
			    : -1])
#define FIELD(field, verbs, flag, check)                                       \
	{                                                                      \
		offsetof(struct vmtap_proto_request, field),                   \
			offsetof(struct request, field),                       \
			WIRE_SIZE(field) * SAME_SIZE(field), verbs, flag,      \
			check                                                  \
	}
	FIELD(network, DEVICE | NETWORKS | REVOKE | DIAGNOSE, 0, check_network),
	FIELD(vm, DEVICE | SET, 0, check_vm),
	FIELD(ifname, RELEASE | SHOW | REVOKE | SET, 0, check_ifname),
	FIELD(ifindex, LIST | DIAGNOSE, 0, NULL),
	FIELD(queues, DEVICE, 0, check_queues),
	FIELD(mode, DEVICE, 0, check_mode),
	FIELD(lladdr, DEVICE | SET, VMTAP_PROTO_F_LLADDR, check_lladdr),
	FIELD(uid, REVOKE, VMTAP_PROTO_F_UID, NULL),
	FIELD(line, SHOW, VMTAP_PROTO_F_FILTER, NULL),
	FIELD(cursor, WATCH, 0, NULL),
	FIELD(name, DEVICE, VMTAP_PROTO_F_HOLD, check_name),
	FIELD(lifetime, DEVICE, VMTAP_PROTO_F_HOLD, check_lifetime),
	FIELD(pid, DEVICE, VMTAP_PROTO_F_HOLD, check_pid),
	FIELD(process, DEVICE, VMTAP_PROTO_F_HOLD, NULL),
#undef FIELD
};

/* Room for later fields.  Every verb refuses a value in it. */
static const struct {
	size_t offset, size;
} reserved[] = {
#define RESERVED(field)                                                        \
	{                                                                      \
		offsetof(struct vmtap_proto_request, field), WIRE_SIZE(field)  \
	}
	RESERVED(reserved_vlan),
	RESERVED(reserved_addresses),
	RESERVED(reserved),
#undef RESERVED
};

#define N_ELEMENTS(array) (sizeof(array) / sizeof((array)[0]))

const char *request_verb_name(enum vmtap_proto_verb verb)
{
	return (size_t)verb < N_ELEMENTS(verb_names) && verb_names[verb]
		       ? verb_names[verb]
		       : "";
}

static bool has_field(const struct vmtap_proto_header *header, size_t i)
{
	return fields[i].verbs & 1u << header->verb &&
	       (fields[i].flag == 0 || header->flags & fields[i].flag);
}

/*
 * Has the request something that vmtapd does not know, or that this verb does
 * not have?  If vmtapd ignored it today, it could get no meaning later.
 */
static bool is_newer(const struct vmtap_proto_request *wire)
{
	const char *bytes = (const char *)wire;
	uint32_t unknown = wire->header.flags;

	for (size_t i = 0; i < N_ELEMENTS(flags); i++)
		if (flags[i].verbs & 1u << wire->header.verb)
			unknown &= ~flags[i].bit;
	for (size_t i = 0; i < N_ELEMENTS(fields); i++)
		if (!has_field(&wire->header, i) &&
		    wire_check_zero(bytes + fields[i].offset, fields[i].size) <
			    0)
			return true;
	for (size_t i = 0; i < N_ELEMENTS(reserved); i++)
		if (wire_check_zero(bytes + reserved[i].offset,
				    reserved[i].size) < 0)
			return true;
	return unknown != 0;
}

static int decode_fields(const struct vmtap_proto_request *wire,
			 struct request *request, struct error *err)
{
	for (size_t i = 0; i < N_ELEMENTS(fields); i++) {
		int r = 0;

		if (!has_field(&wire->header, i))
			continue;
		if (fields[i].check)
			r = fields[i].check(wire, err);
		if (r < 0)
			return r;
		memcpy((char *)request + fields[i].member,
		       (const char *)wire + fields[i].offset, fields[i].size);
	}
	return 0;
}

/* Check what depends on more than one field. */
static int check_together(const struct request *request, struct error *err)
{
	if (request_has(request, VMTAP_PROTO_F_LLADDR) &&
	    request_has(request, VMTAP_PROTO_F_LLADDR_UNKNOWN))
		return error_set(
			err, VMTAP_E_ARGUMENT, EINVAL,
			"the guest's address cannot be both given and unknown");
	if (request_has(request, VMTAP_PROTO_F_HOLD) &&
	    request_has(request, VMTAP_PROTO_F_VHOST))
		return error_set(
			err, VMTAP_E_ARGUMENT, EINVAL,
			"a device that is held by name comes without descriptors of vhost-net; leave vhost=on out, for its VMM opens /dev/vhost-net itself");
	if (request->verb == VMTAP_PROTO_SET &&
	    !request_has(request, VMTAP_PROTO_F_LLADDR))
		return error_set(err, VMTAP_E_ARGUMENT, EINVAL,
				 "set what? tell the guest's address");
	if (request->verb == VMTAP_PROTO_REVOKE &&
	    request->network.s[0] == '\0' && request->ifname.s[0] == '\0' &&
	    !request_has(request, VMTAP_PROTO_F_UID))
		return error_set(
			err, VMTAP_E_ARGUMENT, EINVAL,
			"revoke what? name a device, a user or a network");
	return 0;
}

int request_decode(const void *bytes, size_t size, struct request *ret_request,
		   struct error *err)
{
	const struct datagram datagram = { .bytes = bytes, .size = size };
	struct vmtap_proto_request wire;
	struct request request = { 0 };
	int r;

	r = wire_receive(&datagram, "the client", &wire, sizeof(wire), err);
	if (r < 0)
		return r;
	request.verb = (enum vmtap_proto_verb)wire.header.verb;
	if (request_verb_name(request.verb)[0] == '\0')
		return error_set(
			err, VMTAP_E_PROTOCOL, EPROTO,
			"vmtapd does not know verb %u; the client is newer than it",
			wire.header.verb);
	if (is_newer(&wire))
		return error_set(
			err, VMTAP_E_PROTOCOL, EPROTO,
			"the client asks for something that vmtapd does not know; the client is newer than it");
	request.flags = wire.header.flags;
	r = decode_fields(&wire, &request, err);
	if (r == 0)
		r = check_together(&request, err);
	if (r < 0)
		return r;
	*ret_request = request;
	return 0;
}

void request_encode(const struct request *request,
		    struct vmtap_proto_request *ret_wire)
{
	struct vmtap_proto_request wire = { 0 };

	for (size_t i = 0; i < N_ELEMENTS(fields); i++)
		memcpy((char *)&wire + fields[i].offset,
		       (const char *)request + fields[i].member,
		       fields[i].size);
	wire_header(&wire.header, (uint16_t)request->verb, sizeof(wire),
		    request->flags);
	*ret_wire = wire;
}
