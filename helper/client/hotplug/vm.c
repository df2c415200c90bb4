/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * vm.c - see vm.h.
 */
#include "client/hotplug/vm.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/hotplug/domain.h"

#define TIMEOUT_MAX 3600

static bool is_timeout(const char *text)
{
	char *end;
	unsigned long seconds;

	if (text[0] < '0' || text[0] > '9')
		return false;
	errno = 0;
	seconds = strtoul(text, &end, 10);
	return errno == 0 && *end == '\0' && seconds > 0 &&
	       seconds <= TIMEOUT_MAX;
}

enum status vm_check(const struct options *options)
{
	const struct hotplug_options *hotplug = &options->hotplug;

	if (!hotplug->qmp + !hotplug->domain + !hotplug->cloud != 2)
		return status_usage(
			"which VM?  --qmp SOCKET is the monitor of a QEMU, --domain NAME a domain of libvirt, --cloud-hypervisor SOCKET its API socket");
	/* It tells the lease of a card by nothing but the card's name. */
	if (hotplug->cloud && (hotplug->id || hotplug->bus))
		return status_usage(
			"--id and --bus are not for cloud-hypervisor");
	if (hotplug->connect && !hotplug->domain)
		return status_usage("--connect is for --domain alone");
	if (hotplug->timeout && !is_timeout(hotplug->timeout))
		return status_usage("--timeout takes 1 to %d seconds, not '%s'",
				    TIMEOUT_MAX, hotplug->timeout);
	if (hotplug->id && !qemu_is_id(hotplug->id))
		return status_usage(
			"'%s' cannot name a card: a letter, then letters, digits and _.-, at most %d",
			hotplug->id, QEMU_ID_SIZE - 1);
	if (hotplug->bus && !qemu_is_id(hotplug->bus))
		return status_usage("'%s' cannot name a bus", hotplug->bus);
	return STATUS_OK;
}

uint64_t vm_timeout_ms(const struct options *options, uint64_t fallback)
{
	const char *timeout = options->hotplug.timeout;

	return (timeout ? strtoul(timeout, NULL, 10) : fallback) * 1000;
}

int vm_open(const struct options *options, uint64_t answer_ms,
	    struct vm *ret_vm, struct vmtap_error *err)
{
	const struct hotplug_options *hotplug = &options->hotplug;

	memset(ret_vm, 0, sizeof(*ret_vm));
	ret_vm->is_cloud = hotplug->cloud != NULL;
	if (ret_vm->is_cloud)
		return cloud_open(hotplug->cloud, answer_ms, &ret_vm->cloud,
				  err);
	if (hotplug->domain)
		return domain_open(hotplug->domain, hotplug->connect, answer_ms,
				   &ret_vm->monitor, err);
	return monitor_open(hotplug->qmp, answer_ms, &ret_vm->monitor, err);
}

void vm_close(struct vm *vm)
{
	if (vm->is_cloud)
		cloud_close(&vm->cloud);
	else if (vm->monitor.pid > 0)
		domain_close(&vm->monitor);
	else
		monitor_close(&vm->monitor);
}

const char *vm_name(const struct vm *vm)
{
	return vm->is_cloud ? vm->cloud.name : vm->monitor.name;
}

int vm_find_place(struct vm *vm, const char *id, const char *bus,
		  struct vmtap_error *err)
{
	int r = 0;

	/* cloud-hypervisor finds a slot itself. */
	if (vm->is_cloud)
		return 0;
	if (id)
		r = qemu_is_free(&vm->monitor, id, err);
	return r < 0 ? r : qemu_find_bus(&vm->monitor, bus, vm->bus, err);
}

int vm_plug(struct vm *vm, const struct vmtap_device *device, const char *id,
	    struct vmtap_error *err)
{
	if (vm->is_cloud)
		return cloud_plug(&vm->cloud, device, id, err);
	return qemu_plug(&vm->monitor, device, id, vm->bus, err);
}

int vm_ifname(struct vm *vm, const char *id, char ret_ifname[QEMU_ID_SIZE],
	      struct vmtap_error *err)
{
	if (vm->is_cloud) {
		(void)snprintf(ret_ifname, QEMU_ID_SIZE, "%s", id);
		return 0;
	}
	return qemu_netdev(&vm->monitor, id, ret_ifname, err);
}

int vm_unplug(struct vm *vm, const char *id, uint64_t deadline,
	      void (*tell)(const char *id, uint64_t rest_ms),
	      struct vmtap_error *err)
{
	if (vm->is_cloud)
		return cloud_unplug(&vm->cloud, id, err);
	return qemu_unplug(&vm->monitor, id, deadline, tell, err);
}

int vm_clear(struct vm *vm, const char *ifname, struct vmtap_error *err)
{
	if (vm->is_cloud)
		return 0;
	return qemu_remove_netdev(&vm->monitor, ifname, err);
}
