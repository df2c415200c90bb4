/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * record.h - what hold.c keeps of a device that is held by name.  It goes with
 * the lease.
 */
#ifndef VMTAP_HOLD_RECORD_H
#define VMTAP_HOLD_RECORD_H

#include <stdbool.h>
#include <sys/queue.h>

#include "daemon/lease/lease.h"

struct event;
struct hold;

TAILQ_HEAD(hold_records, hold_record);

struct hold_record {
	TAILQ_ENTRY(hold_record) entry;
	struct hold_records *all;
	struct hold *hold;
	struct lease *lease;
	bool is_open; /* somebody has opened it since it was put back */
	bool is_left; /* the last one has closed it */
	int pidfd;
	struct event *exit; /* of the process */
};

/* NULL: no memory is left. */
struct hold_record *hold_record_add(struct hold_records *all,
				    struct lease *lease);

/* The lease is about to be forgotten.  It need not be held by name. */
void hold_record_forget(struct lease *lease);

#endif
