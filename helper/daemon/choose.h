/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * choose.h - the hardware address of a device that is permitted.
 */
#ifndef VMTAP_CHOOSE_H
#define VMTAP_CHOOSE_H

#include "common/request.h"
#include "daemon/state.h"

struct choice {
	bool has_lladdr; /* the guest will have lladdr, as far as we know */
	struct lladdr lladdr;
	struct lladdr link_lladdr; /* of the device itself */
	bool is_taken_over; /* the bridge knows it still, where it is no more */
	unsigned int instance; /* the search begins there, and ends there */
	unsigned int attempts;
};

/*
 * The address: the one of the table, or wished for, else one that is stable
 * for host, user, network and VM.  Several devices without a VM's name get one
 * each.  *choice is zero at first.
 */
int choose_lladdr(const struct state *state, const struct peer *peer,
		  const struct request *request,
		  const struct decision *decision, struct choice *choice,
		  struct error *err);

/*
 * The kernel has found that another macvlan has the address.  May
 * choose_lladdr() be asked for the next one?
 */
bool choose_next(const struct request *request, struct choice *choice);

#endif
