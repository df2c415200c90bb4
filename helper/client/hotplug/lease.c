/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * lease.c - see lease.h.
 */
#include "client/hotplug/lease.h"

#include <errno.h>

#include "client/vmm/failed.h"
#include "client/vmm/interrupt.h"
#include "common/clock.h"

/* The policy may limit a user's requests, so it asks less and less often. */
#define ASK_FIRST_MS 20
#define ASK_LAST_MS 1000

int lease_is_there(struct vmtap *client, const char *ifname,
		   struct vmtap_error *err)
{
	struct vmtap_show *show = NULL;
	int r = vmtap_show(client, ifname, 0, &show, err);

	vmtap_show_free(show);
	if (r == 0)
		return 1;
	return err->code == VMTAP_E_NO_LEASE ? 0 : r;
}

int lease_wait_end(struct vmtap *client, const char *ifname, uint64_t deadline,
		   struct vmtap_error *err)
{
	for (uint64_t ms = ASK_FIRST_MS;; ms *= 2) {
		int r = lease_is_there(client, ifname, err);

		if (r < 0 && err->code != VMTAP_E_LIMIT &&
		    err->code != VMTAP_E_BUSY)
			return r;
		if (r == 0)
			return 0;
		if (clock_ms() >= deadline)
			return failed(
				err, -ETIMEDOUT,
				"the card is out of the VM, but its VMM still holds the device %s, as it does until the guest gives the card up; 'vmtap release %s' ends it",
				ifname, ifname);
		(void)interrupt_pause(ms < ASK_LAST_MS ? ms : ASK_LAST_MS,
				      deadline);
	}
}
