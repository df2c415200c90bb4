/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * hostid.h - the number of this host, machine-id(5): the key for the addresses
 * that vmtapd chooses.
 */
#ifndef VMTAP_HOSTID_H
#define VMTAP_HOSTID_H

#include "common/error.h"
#include "policy/policy.h"

/* Read /etc/machine-id, else /var/lib/dbus/machine-id. */
int hostid_read(unsigned char ret_id[POLICY_HOST_ID_LEN], struct error *err);

#endif
