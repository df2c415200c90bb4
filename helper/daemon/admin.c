/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * admin.c - the verbs of administration.  Each asks admin_check() first.
 */
#include "daemon/admin.h"

#include <errno.h>
#include <string.h>

#include "daemon/audit.h"
#include "daemon/expire.h"

int admin_check(const struct state *state, const struct peer *peer,
		struct error *err)
{
	if (policy_is_admin(state->policy, peer))
		return 0;
	return error_set(
		err, VMTAP_E_DENIED, EACCES,
		"devices of others are for root and for those whom admin in vmtapd.conf names; 'vmtap list' and 'vmtap release' are for your own");
}

static bool is_selected(const struct lease *lease,
			const struct request *request)
{
	if (lease->state != LEASE_LIVE)
		return false;
	if (request->ifname.s[0] != '\0' &&
	    strcmp(request->ifname.s, lease->ifname.s) != 0)
		return false;
	if (request->network.s[0] != '\0' &&
	    strcmp(request->network.s, lease->network.s) != 0)
		return false;
	return !request->has_uid || request->uid == lease->uid;
}

int admin_revoke(const struct state *state, const struct peer *peer,
		 const struct request *request, struct vmtap_proto_reply *reply,
		 struct error *err)
{
	struct lease *lease;
	unsigned int n = 0;
	int r = admin_check(state, peer, err);

	if (r < 0)
		return r;
	TAILQ_FOREACH (lease, &state->leases->all, entry) {
		if (!is_selected(lease, request))
			continue;
		audit_revoked_by(lease, peer);
		expire_lease(state->reaper, state->host, lease);
		n++;
	}
	if (n == 0)
		return error_set(
			err, VMTAP_E_NO_LEASE, ENOENT,
			"no device is of that name, user or network; 'vmtap list --all' prints all");
	reply->devices_used = n;
	return 0;
}
