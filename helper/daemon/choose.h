/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * choose.h - the hardware address of a device that is permitted.
 */
#ifndef VMTAP_CHOOSE_H
#define VMTAP_CHOOSE_H

#include "broker.h"
#include "request.h"

/*
 * The address: the one of the table, or wished for, else one that is stable
 * for host, user, network and VM.  Several devices without a VM's name get one
 * each.  *ret_has_lladdr: the guest will have it, as far as we know.
 */
int choose_lladdr(const struct broker *broker, const struct peer *peer,
		  const struct request *request,
		  const struct decision *decision, bool *ret_has_lladdr,
		  struct lladdr *ret_lladdr, struct error *err);

#endif
