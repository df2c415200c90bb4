/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * device.c - vmtap_device_*(): facts and descriptors of a device.
 */
#include "lib/device.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/note.h"

/* Text of an address of the wire. */
static void format_address(const uint8_t address[16],
			   char text[PREFIX_TEXT_SIZE])
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	const bool is_ipv4 = memcmp(address, mapped, sizeof(mapped)) == 0;
	const size_t skip = is_ipv4 ? sizeof(mapped) : 0;
	struct prefix prefix = { .family = is_ipv4 ? AF_INET : AF_INET6,
				 .length = is_ipv4 ? 32 : 128 };

	memcpy(prefix.b, address + skip, sizeof(prefix.b) - skip);
	prefix_format(&prefix, text);
}

static void init_addresses(struct vmtap_device *device)
{
	const struct vmtap_proto_lease *facts = &device->facts;
	static const uint8_t none[16];

	for (size_t i = 0; i < VMTAP_PROTO_LEASE_ADDRESSES; i++) {
		if (memcmp(facts->addresses[i].address, none, sizeof(none)) ==
		    0)
			break;
		format_address(facts->addresses[i].address,
			       device->addresses[i]);
	}
}

void device_init(struct vmtap_device *device,
		 const struct vmtap_proto_lease *facts)
{
	*device = (struct vmtap_device){ .facts = *facts };
	if (facts->flags & VMTAP_PROTO_L_LLADDR) {
		struct lladdr lladdr;

		memcpy(lladdr.b, facts->lladdr, sizeof(lladdr.b));
		lladdr_format(&lladdr, device->lladdr);
	}
	init_addresses(device);
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

const char *vmtap_device_address(const struct vmtap_device *device,
				 unsigned int i, uint64_t *ret_age)
{
	if (i >= VMTAP_PROTO_LEASE_ADDRESSES || !device->addresses[i][0])
		return NULL;
	*ret_age = device->facts.addresses[i].age;
	return device->addresses[i];
}

const char *vmtap_device_address_source(const struct vmtap_device *device)
{
	return told_source((enum told)device->facts.told);
}

const char *vmtap_device_address_unknown(const struct vmtap_device *device)
{
	return told_unknown((enum told)device->facts.told);
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
