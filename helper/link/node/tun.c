/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * tun.c - ioctls of an open TAP or MACVTAP.
 */
#include "link/node/tun.h"

#include <errno.h>
#include <linux/if_tun.h>
#include <string.h>
#include <sys/ioctl.h>

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
