/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * event.h - fills an event of the verb WATCH.
 */
#ifndef VMTAP_NEWS_EVENT_H
#define VMTAP_NEWS_EVENT_H

#include "common/peer.h"
#include "daemon/lease/lease.h"
#include "vmtap-proto.h"

/* word: that of the log. */
void event_begin(struct vmtap_proto_event *ret_event, const char *word,
		 const struct lease *lease);
void event_by(struct vmtap_proto_event *event, const struct peer *peer);
/* Text is cut where the event has no more room for it. */
void event_note(struct vmtap_proto_event *event, const char *note);
void event_address(struct vmtap_proto_event *event, const char *address);
void event_reason(struct vmtap_proto_event *event, const char *reason);

#endif
