/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * findings.h - what DIAGNOSE tells: one finding after the other, in the same
 * order each time.  The client gets those after the number that it names, as
 * many as have room.
 */
#ifndef VMTAP_FINDINGS_H
#define VMTAP_FINDINGS_H

#include "common/ifname.h"
#include "common/wire/reply.h"

struct findings {
	struct reply *reply;
	uint32_t after; /* the client has these */
	uint32_t n; /* so far */
	bool is_full;
};

void findings_init(struct findings *ret_findings, struct reply *reply,
		   uint32_t after);

/* A finding with this name and sentence. */
void findings_add(struct findings *findings, enum vmtap_state state,
		  const char *name, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Name the link that the last finding is about. */
void findings_set_link(struct findings *findings, const struct ifname *link);

#endif
