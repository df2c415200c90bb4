/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * guest.c - tells vmtapd.
 */
#include "client/bridge/guest.h"

int guest_tell(struct vmtap *client, const char *ifname,
	       const struct guest *guest, struct vmtap_error *err)
{
	int r;

	if (guest->vm[0]) {
		r = vmtap_set_guest(client, ifname, guest->lladdr, guest->vm,
				    err);
		if (r >= 0 || err->code != VMTAP_E_LLADDR)
			return r;
	}
	return vmtap_set_guest(client, ifname, guest->lladdr, NULL, err);
}
