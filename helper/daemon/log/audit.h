/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * audit.h - one line of the log for each grant, refusal, release, revocation,
 * restoration, end, mute guest, and device without a filter.  vmtapd(8)
 * describes the fields.
 */
#ifndef VMTAP_AUDIT_H
#define VMTAP_AUDIT_H

#include "common/clock.h"
#include "common/error.h"
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

/* A device that was adopted has no filter, and vmtapd gives it none.  Only an
 * administrator or the policy causes it. */
void audit_unfiltered(const struct lease *lease, const char *reason);

/* The guest uses a link-local address that is dropped. */
void audit_link_local(const struct lease *lease, const char *reason);

/* The device was held by name, and its time is up, or its process is gone. */
void audit_expired(const struct lease *lease, const char *reason);

/* The device is gone. */
void audit_ended(const struct lease *lease);

#endif
