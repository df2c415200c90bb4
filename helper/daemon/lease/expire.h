/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * expire.h - the end of a lease, whoever asks for it: its device is handed to
 * the reaper, and the lease stays, ENDING, until the kernel says that the link
 * is gone.
 */
#ifndef VMTAP_EXPIRE_H
#define VMTAP_EXPIRE_H

#include "daemon/lease/lease.h"
#include "daemon/lease/reaper.h"
#include "link/host.h"

/* Doom a lease whose device exists.  Nothing happens if it is ENDING. */
void expire_lease(struct reaper *reaper, const struct host *host,
		  struct lease *lease);

/* The link is gone: forget the lease, and put its lower device down again if
 * we had set it up. */
void expire_gone(struct reaper *reaper, const struct host *host,
		 struct lease_table *table, struct lease *lease);

#endif
