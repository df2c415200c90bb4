/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * findings.c - writes findings into a reply.
 */
#include "daemon/doctor/findings.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void findings_init(struct findings *ret_findings, struct reply *reply,
		   uint32_t after)
{
	*ret_findings = (struct findings){ .reply = reply, .after = after };
}

void findings_add(struct findings *findings, enum vmtap_state state,
		  const char *name, const char *format, ...)
{
	struct vmtap_proto_finding *record;
	va_list args;

	findings->n++;
	if (findings->n <= findings->after || findings->is_full)
		return;
	record = reply_add(findings->reply);
	if (!record) {
		findings->is_full = true;
		return;
	}
	record->number = findings->n;
	record->state = state;
	(void)snprintf(record->name, sizeof(record->name), "%s", name);
	va_start(args, format);
	(void)vsnprintf(record->text, sizeof(record->text), format, args);
	va_end(args);
	reply_make_printable(record->text);
}

void findings_set_link(struct findings *findings, const struct ifname *link)
{
	struct vmtap_proto_finding *record;

	if (findings->n <= findings->after || findings->is_full)
		return;
	record = (struct vmtap_proto_finding *)reply_record(
		findings->reply, findings->reply->head.records - 1);
	memcpy(record->link, link->s, sizeof(record->link));
	reply_make_printable(record->link);
}
