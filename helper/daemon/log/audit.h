/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * audit.h - one line of the log for each request that is refused, and for each
 * thing that happens to a lease, which is also an event for those who watch.
 * vmtapd(8) describes the fields.
 */
#ifndef VMTAP_AUDIT_H
#define VMTAP_AUDIT_H

#include "common/clock.h"
#include "common/error.h"
#include "common/note.h"
#include "common/peer.h"
#include "common/wire/request.h"
#include "daemon/lease/lease.h"

/* began: clock_us() when vmtapd began with the request. */
void audit_granted(const struct lease *lease, const char *rule, uint64_t began);

/* request: NULL if it could not be read.  rule: "" if no rule decided. */
void audit_refused(const struct peer *peer, const struct request *request,
		   const char *rule, uint64_t began, const struct error *err);

/* peer released the lease: its owner, or root. */
void audit_released(const struct lease *lease, const struct peer *peer);

/* admin revoked the lease; or the policy did, for that reason. */
void audit_revoked_by(const struct lease *lease, const struct peer *admin);
void audit_revoked(const struct lease *lease, const char *rule,
		   const char *reason);

/* Revoked for what its holder did.  Holders cause this line at will, so the
 * limit for leases holds (log.h). */
void audit_forfeited(const struct lease *lease, const char *reason);

/* vmtapd put back what the holder had changed.  found: the address that the
 * link had, or NULL. */
void audit_restored(const struct lease *lease, const struct lladdr *found,
		    const char *reason);

/* All packets that the guest sent were dropped: that many.  reason: a sentence
 * for the user. */
void audit_mute(const struct lease *lease, uint64_t dropped,
		const char *reason);

/* Today's policy would refuse the lease, by this rule, and it stays. */
void audit_not_granted(const struct lease *lease, const char *rule,
		       const char *reason);

/* What else happens to a lease, each a word of the log. */
enum audit_what {
	AUDIT_UNFILTERED, /* a device that was adopted has no filter, and vmtapd
			   * gives it none */
	AUDIT_LINK_LOCAL, /* the guest uses a link-local address that is
			   * dropped */
	AUDIT_NO_VLANS, /* the bridge does not look at VLANs any more */
	AUDIT_MOVED, /* an administrator put it on another bridge */
	AUDIT_ELSEWHERE, /* a routing program has its address elsewhere */
	AUDIT_ROUTE, /* the host's default route goes through it */
	AUDIT_SHUT, /* the guest may send nothing more */
	/* these have an address */
	AUDIT_ADDRESS, /* the host has given itself one on it */
	AUDIT_LEARNED, /* of the guest */
	AUDIT_TOLD, /* of the guest, by the verb SET */
	AUDIT_REFUSED, /* the guest may not have it */
	AUDIT_NOT_PINNED, /* it is the guest's, but cannot be set */
	AUDIT_ENTRY, /* of a static entry, which the device took away, and
		      * which is set again */
	AUDIT_ENTRY_LOST, /* the same, but it cannot be set again */
};

/* reason: a sentence for the user, or NULL */
void audit_event(const struct lease *lease, enum audit_what what,
		 const char *reason);
/* The same with an address, as text. */
void audit_address(const struct lease *lease, enum audit_what what,
		   const char *address, const char *reason);

/* The lease has got the note of its place, of which the log has a line that is
 * not of a lease: this is an event only. */
void audit_noted(const struct lease *lease, enum note note, const char *reason);

/* The device was held by name, and its time is up, or its process is gone. */
void audit_expired(const struct lease *lease, const char *reason);

/* The device is gone. */
void audit_ended(const struct lease *lease);

#endif
