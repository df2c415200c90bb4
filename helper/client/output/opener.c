/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * opener.c - asks the kernel whether a process is there.
 */
#include "client/output/opener.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "client/output/facts.h"
#include "common/kind.h"

/* Another process may have the number by now: the text does not say that it has
 * the card. */
static bool is_there(pid_t pid)
{
	return pid > 0 && (kill(pid, 0) == 0 || errno == EPERM);
}

void opener_tell(const struct vmtap_device *device)
{
	const pid_t pid = vmtap_device_pid(device);
	char text[FACTS_TEXT_SIZE];

	/* the descriptor of a node's device says nothing to poll(2) */
	if (kind_of(vmtap_device_kind(device))->has_node || !is_there(pid))
		return;
	fprintf(stderr,
		"vmtap: process %jd of %s opened %s; if it is QEMU, it takes a whole core from now on, until it ends or its netdev is deleted (netdev_del)\n",
		(intmax_t)pid, facts_user(vmtap_device_uid(device), text),
		vmtap_device_ifname(device));
}

void opener_tell_named(const struct vmtap_list *list, const char *ifname)
{
	for (size_t i = 0; list && i < vmtap_list_count(list); i++) {
		const struct vmtap_device *device = vmtap_list_at(list, i);

		if (strcmp(vmtap_device_ifname(device), ifname) == 0)
			opener_tell(device);
	}
}
