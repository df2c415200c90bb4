/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * tun.h - the ioctls that /dev/net/tun and /dev/tapN share
 * (drivers/net/tun.c, drivers/net/tap.c).
 */
#ifndef VMTAP_TUN_H
#define VMTAP_TUN_H

#include <stdbool.h>
#include <sys/types.h>

#include "common/ifname.h"

/* IFF_TAP | IFF_NO_PI, with the flags for the two arguments.  Packet info is
 * never on: QEMU cannot see it on a descriptor, and then no frame is read
 * correctly. */
short tun_flags(bool has_vnet_hdr, bool is_multi_queue);

/* TUNSETIFF. */
int tun_set(int fd, const struct ifname *ifname, short flags);

/* TUNSETOWNER: root.  A process that may open /dev/net/tun may attach a queue
 * by name to any TAP without an owner (tun_not_capable()). */
int tun_close_to_others(int fd);

/*
 * TUNSETPERSIST and TUNSETOWNER: the device stays without a descriptor, and each
 * process of uid may attach to it by its name.
 */
int tun_hold(int fd, uid_t uid);

/*
 * Attach to the held device without a carrier.  -EBUSY: somebody is attached to
 * its only queue, but one of several queues is given beside others; -ENODEV: no
 * held device has that name.
 */
int tun_attach(int fd, const struct ifname *ifname, bool is_multi_queue);
/* Put back what the last one that attached has left.  What the kernel keeps from
 * one to the next is in KERNEL.md. */
int tun_put_back(int fd);

/* TUNGETIFF.  -ESTALE unless the device has the name ifname, -EINVAL unless its
 * IFF_VNET_HDR is as wanted. */
int tun_verify(int fd, const struct ifname *ifname, bool has_vnet_hdr);

/* TUNSETQUEUE: from now on this descriptor neither sends nor receives. */
int tun_detach_queue(int fd);

/* TUNGETVNETHDRSZ.  The size is 0 without IFF_VNET_HDR. */
int tun_vnet_hdr_size(int fd, bool has_vnet_hdr, unsigned int *ret_size);

#endif
