/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * audit.h - who got what, and who did not: one line of the log for each grant,
 * refusal, release, revocation, restoration, end, and mute guest.  vmtapd(8) describes their fields.
 */
#ifndef VMTAP_AUDIT_H
#define VMTAP_AUDIT_H

#include "common/clock.h"
#include "common/error.h"
#include "common/peer.h"
#include "common/wire/request.h"
#include "daemon/lease/lease.h"

/* began: clock_us(), when the request was taken up. */
void audit_granted(const struct lease *lease, const char *rule, uint64_t began);

/* request: NULL if it was not read.  rule: "" if none decided. */
void audit_refused(const struct peer *peer, const struct request *request,
		   const char *rule, uint64_t began, const struct error *err);

/* By peer, who is its owner or root. */
void audit_released(const struct lease *lease, const struct peer *peer);

/* By an admin; or by the policy, for that reason. */
void audit_revoked_by(const struct lease *lease, const struct peer *admin);
void audit_revoked(const struct lease *lease, const char *rule,
		   const char *reason);

/* Revoked, too, for what its holder did: and they can do so again. */
void audit_forfeited(const struct lease *lease, const char *reason);

/* What its holder had changed; found: the address that the link had, or NULL. */
void audit_restored(const struct lease *lease, const struct lladdr *found,
		    const char *reason);

/* All that its guest sent was dropped, so many packets. */
void audit_mute(const struct lease *lease, uint64_t dropped);

/* The device is gone. */
void audit_ended(const struct lease *lease);

#endif
