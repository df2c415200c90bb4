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

struct openers {
	const struct vmtap_list *list;
	bool (*is_gone)(const struct vmtap_device *device, const void *data);
	const void *data;
};

/* Another process may have the number by now: the text does not say that it has
 * the card. */
static bool is_there(pid_t pid)
{
	return pid > 0 && (kill(pid, 0) == 0 || errno == EPERM);
}

/* The descriptor of a node's device says nothing to poll(2), so none spins. */
static bool makes_spin(const struct openers *openers, size_t i)
{
	const struct vmtap_device *device = vmtap_list_at(openers->list, i);

	/* and who has opened one by its name is not known */
	return !kind_of(vmtap_device_kind(device))->has_node &&
	       !vmtap_device_is_held(device) &&
	       openers->is_gone(device, openers->data);
}

/* How many devices from i on the same process opened; 0: an earlier one is its
 * first. */
static size_t count(const struct openers *openers, size_t i)
{
	const pid_t pid = vmtap_device_pid(vmtap_list_at(openers->list, i));
	size_t n = 0;

	for (size_t j = 0; j < vmtap_list_count(openers->list); j++) {
		if (vmtap_device_pid(vmtap_list_at(openers->list, j)) != pid ||
		    !makes_spin(openers, j))
			continue;
		if (j < i)
			return 0;
		n++;
	}
	return n;
}

static void print(const struct vmtap_device *device, size_t n)
{
	char text[FACTS_TEXT_SIZE], more[32] = "";

	if (n > 1)
		(void)snprintf(more, sizeof(more), " and %zu more", n - 1);
	fprintf(stderr,
		"vmtap: process %jd of %s opened %s%s; if it is QEMU, it takes a whole core from now on, until it ends or its netdev is deleted (netdev_del)\n",
		(intmax_t)vmtap_device_pid(device),
		facts_user(vmtap_device_uid(device), text),
		vmtap_device_ifname(device), more);
}

void opener_tell(const struct vmtap_list *list,
		 bool (*is_gone)(const struct vmtap_device *device,
				 const void *data),
		 const void *data)
{
	const struct openers openers = { list, is_gone, data };

	for (size_t i = 0; list && i < vmtap_list_count(list); i++) {
		const struct vmtap_device *device = vmtap_list_at(list, i);
		size_t n;

		if (!makes_spin(&openers, i) ||
		    !is_there(vmtap_device_pid(device)))
			continue;
		n = count(&openers, i);
		if (n > 0)
			print(device, n);
	}
}

static bool is_named(const struct vmtap_device *device, const void *data)
{
	return strcmp(vmtap_device_ifname(device), data) == 0;
}

void opener_tell_named(const struct vmtap_list *list, const char *ifname)
{
	opener_tell(list, is_named, ifname);
}
