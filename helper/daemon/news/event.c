/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * event.c - facts of a lease to an event.
 */
#include "daemon/news/event.h"

#include <string.h>
#include <time.h>

#include "common/wire/reply.h"

#define SET(field, text) set(field, sizeof(field), text)

static void set(char *field, size_t size, const char *text)
{
	memset(field, 0, size);
	memcpy(field, text, strnlen(text, size - 1));
	reply_make_printable(field);
}

void event_begin(struct vmtap_proto_event *ret_event, const char *word,
		 const struct lease *lease)
{
	const struct facts *facts = &lease->facts;
	struct vmtap_proto_event event = {
		.time = (uint64_t)time(NULL),
		.flags = VMTAP_PROTO_E_LEASE,
		.ifindex = lease->ifindex,
		.uid = facts->uid,
		.pid = (uint32_t)facts->pid,
	};

	if (facts_has_lladdr(facts)) {
		memcpy(event.lladdr, facts->lladdr.b, sizeof(event.lladdr));
		event.flags |= VMTAP_PROTO_E_LLADDR;
	}
	SET(event.name, word);
	SET(event.network, facts->network.s);
	SET(event.vm, facts->vm.s);
	SET(event.ifname, lease->ifname.s);
	*ret_event = event;
}

void event_by(struct vmtap_proto_event *event, const struct peer *peer)
{
	event->flags |= VMTAP_PROTO_E_BY;
	event->by_uid = peer->uid;
	event->by_pid = (uint32_t)peer->pid;
}

void event_note(struct vmtap_proto_event *event, const char *note)
{
	SET(event->note, note);
}

void event_address(struct vmtap_proto_event *event, const char *address)
{
	SET(event->address, address);
}

void event_reason(struct vmtap_proto_event *event, const char *reason)
{
	SET(event->reason, reason);
}
