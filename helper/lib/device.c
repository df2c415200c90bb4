/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * device.c - vmtap_device_*(): facts and descriptors of a device.
 */
#include "lib/device.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/note.h"

void device_init(struct vmtap_device *device,
		 const struct vmtap_proto_lease *facts)
{
	*device = (struct vmtap_device){ .facts = *facts };
	if (facts->flags & VMTAP_PROTO_L_LLADDR) {
		struct lladdr lladdr;

		memcpy(lladdr.b, facts->lladdr, sizeof(lladdr.b));
		lladdr_format(&lladdr, device->lladdr);
	}
	for (size_t i = 0; i < VMTAP_QUEUES_MAX; i++)
		device->queue_fds[i] = device->vhost_fds[i] = -1;
}

void device_take(struct vmtap_device *device, struct answer *answer)
{
	const struct vmtap_proto_reply *head = &answer->reply->head;
	size_t n = 0;

	/* Queues first, as vmtap-proto.h says. */
	for (size_t i = 0; i < head->queue_fds && n < answer->n_fds; i++)
		device->queue_fds[i] = answer->fds[n++];
	for (size_t i = 0; i < head->vhost_fds && n < answer->n_fds; i++)
		device->vhost_fds[i] = answer->fds[n++];
	device->n_vhosts = head->vhost_fds;
	answer->n_fds = 0;
}

void vmtap_device_free(struct vmtap_device *device)
{
	if (!device)
		return;
	for (size_t i = 0; i < VMTAP_QUEUES_MAX; i++) {
		if (device->queue_fds[i] >= 0)
			(void)close(device->queue_fds[i]);
		if (device->vhost_fds[i] >= 0)
			(void)close(device->vhost_fds[i]);
	}
	free(device);
}

unsigned int vmtap_device_queues(const struct vmtap_device *device)
{
	return device->facts.queues;
}

unsigned int vmtap_device_vhosts(const struct vmtap_device *device)
{
	return device->n_vhosts;
}

int vmtap_device_fd(const struct vmtap_device *device, unsigned int i)
{
	return i < VMTAP_QUEUES_MAX ? device->queue_fds[i] : -1;
}

int vmtap_device_vhost_fd(const struct vmtap_device *device, unsigned int i)
{
	return i < VMTAP_QUEUES_MAX ? device->vhost_fds[i] : -1;
}

int vmtap_device_take_fd(struct vmtap_device *device, unsigned int i)
{
	int fd = vmtap_device_fd(device, i);

	if (fd >= 0)
		device->queue_fds[i] = -1;
	return fd;
}

int vmtap_device_take_vhost_fd(struct vmtap_device *device, unsigned int i)
{
	int fd = vmtap_device_vhost_fd(device, i);

	if (fd >= 0)
		device->vhost_fds[i] = -1;
	return fd;
}

const char *vmtap_device_network(const struct vmtap_device *device)
{
	return device->facts.network;
}

const char *vmtap_device_vm(const struct vmtap_device *device)
{
	return device->facts.vm;
}

const char *vmtap_device_ifname(const struct vmtap_device *device)
{
	return device->facts.ifname;
}

unsigned int vmtap_device_ifindex(const struct vmtap_device *device)
{
	return device->facts.ifindex;
}

const char *vmtap_device_lladdr(const struct vmtap_device *device)
{
	return device->lladdr;
}

int vmtap_device_is_learned(const struct vmtap_device *device)
{
	return (device->facts.flags & VMTAP_PROTO_L_LEARNED) != 0;
}

unsigned int vmtap_device_mtu(const struct vmtap_device *device)
{
	return device->facts.mtu;
}

unsigned int vmtap_device_vnet_hdr_size(const struct vmtap_device *device)
{
	return device->facts.vnet_hdr_size;
}

enum vmtap_kind vmtap_device_kind(const struct vmtap_device *device)
{
	return (enum vmtap_kind)device->facts.kind;
}

enum vmtap_mode vmtap_device_mode(const struct vmtap_device *device)
{
	return (enum vmtap_mode)device->facts.mode;
}

const struct vmtap_network *
vmtap_device_limits(const struct vmtap_device *device)
{
	return device->is_checked ? &device->limits : NULL;
}

uid_t vmtap_device_uid(const struct vmtap_device *device)
{
	return device->facts.uid;
}

pid_t vmtap_device_pid(const struct vmtap_device *device)
{
	return (pid_t)device->facts.pid;
}

uint64_t vmtap_device_since(const struct vmtap_device *device)
{
	return device->facts.since;
}

const char *vmtap_device_link(const struct vmtap_device *device)
{
	return device->facts.link;
}

int vmtap_device_is_up(const struct vmtap_device *device)
{
	return (device->facts.state & VMTAP_PROTO_S_UP) != 0;
}

int vmtap_device_has_carrier(const struct vmtap_device *device)
{
	return (device->facts.state & VMTAP_PROTO_S_CARRIER) != 0;
}

const char *vmtap_device_unasked(const struct vmtap_device *device,
				 unsigned int i)
{
	for (unsigned int one = 0; one < UNASKED_ALL; one++)
		if ((device->facts.unasked & (UINT32_C(1) << one)) && i-- == 0)
			return unasked_text(one);
	return NULL;
}

const char *vmtap_device_note(const struct vmtap_device *device, unsigned int i)
{
	for (unsigned int note = 0; note < NOTES; note++)
		if ((device->facts.notes & (UINT32_C(1) << note)) && i-- == 0)
			return note_name(note);
	return NULL;
}
