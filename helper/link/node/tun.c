/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * tun.c - ioctls of an open TAP or MACVTAP.
 */
#include "link/node/tun.h"

#include <errno.h>
#include <linux/if_tun.h>
#include <linux/virtio_net.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "common/cleanup.h"

#ifndef IFF_NO_CARRIER /* Linux 6.2; an older kernel does not look at it */
#define IFF_NO_CARRIER 0x0040
#endif

short tun_flags(bool has_vnet_hdr, bool is_multi_queue)
{
	return (short)(IFF_TAP | IFF_NO_PI | (has_vnet_hdr ? IFF_VNET_HDR : 0) |
		       (is_multi_queue ? IFF_MULTI_QUEUE : 0));
}

int tun_set(int fd, const struct ifname *ifname, short flags)
{
	struct ifreq ifr = { .ifr_flags = flags };

	memcpy(ifr.ifr_name, ifname->s, sizeof(ifr.ifr_name));
	return ioctl(fd, TUNSETIFF, &ifr) < 0 ? -errno : 0;
}

int tun_close_to_others(int fd)
{
	return ioctl(fd, TUNSETOWNER, 0UL) < 0 ? -errno : 0;
}

int tun_hold(int fd, uid_t uid)
{
	if (ioctl(fd, TUNSETPERSIST, 1UL) < 0 ||
	    ioctl(fd, TUNSETOWNER, (unsigned long)uid) < 0)
		return -errno;
	return 0;
}

/* Without the kernel's other byte order (TUNSETVNETBE), or with a host that has
 * that order itself, there is nothing to put back. */
int tun_put_back(int fd)
{
	const int header = (int)sizeof(struct virtio_net_hdr), off = 0;
	const int none = -1; /* no program */
	const struct tun_filter all = { .flags = 0, .count = 0 };

	if (ioctl(fd, TUNSETVNETHDRSZ, &header) < 0 ||
	    ioctl(fd, TUNSETOFFLOAD, 0UL) < 0 ||
	    ioctl(fd, TUNSETTXFILTER, &all) < 0 ||
	    ioctl(fd, TUNDETACHFILTER, 0UL) < 0 ||
	    ioctl(fd, TUNSETSTEERINGEBPF, &none) < 0 ||
	    ioctl(fd, TUNSETFILTEREBPF, &none) < 0)
		return -errno;
	(void)ioctl(fd, TUNSETVNETLE, &off);
	(void)ioctl(fd, TUNSETVNETBE, &off);
	return 0;
}

/* TUNSETIFF makes a device if there is none of the name.  It goes again with its
 * descriptor: it is not persistent, and so not the one that is held. */
int tun_attach(int fd, const struct ifname *ifname, bool is_multi_queue)
{
	struct ifreq ifr = { 0 };
	int r = tun_set(fd, ifname,
			(short)(tun_flags(true, is_multi_queue) |
				IFF_NO_CARRIER));

	if (r < 0)
		return r;
	if (ioctl(fd, TUNGETIFF, &ifr) < 0)
		return -errno;
	return ifr.ifr_flags & IFF_PERSIST ? 0 : -ENODEV;
}

int tun_verify(int fd, const struct ifname *ifname, bool has_vnet_hdr)
{
	struct ifreq ifr = { 0 };

	if (ioctl(fd, TUNGETIFF, &ifr) < 0)
		return -errno;
	if (strncmp(ifr.ifr_name, ifname->s, sizeof(ifr.ifr_name)) != 0)
		return -ESTALE;
	if (!(ifr.ifr_flags & IFF_VNET_HDR) == has_vnet_hdr)
		return -EINVAL;
	return 0;
}

int tun_detach_queue(int fd)
{
	struct ifreq ifr = { .ifr_flags = IFF_DETACH_QUEUE };

	return ioctl(fd, TUNSETQUEUE, &ifr) < 0 ? -errno : 0;
}

int tun_vnet_hdr_size(int fd, bool has_vnet_hdr, unsigned int *ret_size)
{
	int size = 0;

	if (has_vnet_hdr && ioctl(fd, TUNGETVNETHDRSZ, &size) < 0)
		return -errno;
	*ret_size = (unsigned int)size;
	return 0;
}
