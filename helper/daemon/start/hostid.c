/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * hostid.c - reads machine-id(5).
 */
#include "daemon/start/hostid.h"

#include <errno.h>
#include <stdio.h>

#include "common/cleanup.h"

static int read_file(const char *path, unsigned char id[POLICY_HOST_ID_LEN])
{
	_cleanup_fclose_
	FILE *file = fopen(path, "re");

	if (!file)
		return -errno;
	for (unsigned int i = 0; i < POLICY_HOST_ID_LEN; i++) {
		unsigned int byte;

		if (fscanf(file, "%2x", &byte) != 1)
			return -EINVAL; /* also "uninitialized" */
		id[i] = (unsigned char)byte;
	}
	return 0;
}

int hostid_read(unsigned char ret_id[POLICY_HOST_ID_LEN], struct error *err)
{
	if (read_file("/etc/machine-id", ret_id) == 0 ||
	    read_file("/var/lib/dbus/machine-id", ret_id) == 0)
		return 0;
	return error_set(
		err, VMTAP_E_HOST, ENOENT,
		"this host has no machine-id(5), from which addresses are made: 'systemd-machine-id-setup' or 'dbus-uuidgen --ensure=/etc/machine-id' makes one");
}
