/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * making.h - what a device is made from, what a device is, and the steps that
 * makers of all kinds share.  Other code uses device.h.
 */
#ifndef VMTAP_MAKING_H
#define VMTAP_MAKING_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "common/error.h"
#include "common/fence.h"
#include "link/host.h"
#include "link/mark.h"
#include "vmtap.h"

/* What to make.  All of it has been decided, and the makers ask nothing
 * again. */
struct device_spec {
	struct facts facts; /* all but vnet_hdr_size and lower_down, which are
			     * known once the device is made */
	struct ifname link; /* the bridge, or the lower device */
	struct ifname name; /* of a device that is held; "": choose one */
	unsigned int ifindex; /* 0: choose one */
	unsigned int mtu; /* 0: the MTU of the bridge or lower device */
	bool has_vnet_hdr;
	bool has_vhost;
	bool is_taken_over; /* a station that the bridge knows by the address
			     * must yield */
	struct fence fence; /* what the guest may send */
	const struct lladdr *sources; /* for mode source */
	size_t n_sources;
};

/* A device that was made.  It is on the caller's stack, and it owns its
 * descriptors. */
struct device {
	enum vmtap_kind kind; /* VMTAP_KIND_NONE: not made yet */
	struct ifname ifname;
	unsigned int ifindex;
	bool has_link; /* the link exists, and the end of the device means to
			* delete it */
	unsigned int lower_down; /* ifindex of a lower device that vmtapd set up
				  * for it, and sets down at the end; or 0 */
	unsigned int bridge; /* ifindex of the bridge whose port it is; or 0 */
	unsigned int mtu;
	unsigned int vnet_hdr_size;
	int watch; /* macvtap: inotify's watch, see node.h; or -1 */
	dev_t number; /* macvtap: the number of its node */
	int sentry; /* macvtap: closed together with the device, see node.h; or
		     * -1 */
	unsigned int n_fds; /* queues, and then as many of vhost-net */
	unsigned int n_queues;
	int fds[VMTAP_FDS_MAX];
};

/* The address that the link itself must have if the guest has lladdr, unless
 * another station has that address. */
struct lladdr device_lladdr(enum vmtap_kind kind, const struct lladdr *lladdr);

/* The facts that were decided, with those that are known since the device was
 * made. */
struct facts device_facts(const struct device_spec *spec,
			  const struct device *device);

/* Write the mark with these facts, for the link's alias.  It has the link's own
 * address only if that does not follow from the guest's, or if the guest's can
 * still change. */
void device_mark(uint32_t instance, const struct facts *facts,
		 char alias[RTNL_ALIAS_MAX + 1]);

/* No link, no descriptor. */
void device_init(struct device *device);

/* The functions of device.h for one kind.  device.h describes them; what is
 * special is said here. */
struct maker {
	int (*probe)(const struct host *host, const struct device_spec *spec,
		     unsigned int *ret_mtu, struct error *err);

	/* device->ifindex and ifname have been chosen.  -EEXIST: that number or
	 * name is in use.  -ESTALE: the node of that number belongs to another
	 * namespace.  In both cases the caller chooses another number. */
	int (*create)(const struct host *host, const struct device_spec *spec,
		      struct device *device, struct error *err);

	/* Go on after create() returned -EINPROGRESS, with the node as it is
	 * then.  NULL: create() never returns that. */
	int (*resume)(const struct host *host, const struct device_spec *spec,
		      struct device *device, struct error *err);
};

/* Write the alias, with what is known of the device by now. */
void device_alias(const struct host *host, const struct device_spec *spec,
		  const struct device *device, char alias[RTNL_ALIAS_MAX + 1]);

/* Commit the batch, which sets the link up, and add the name for people last.
 * If another link has that name, use a longer one. */
int making_set_up(const struct host *host, const struct device_spec *spec,
		  const struct device *device);

/* Read the size of the header, once the queues are open. */
int making_vnet_hdr(const struct device_spec *spec, struct device *device,
		    struct error *err);

/* Refuse, because another station has the guest's address.  remedy is what the
 * client can do besides asking for another address. */
int making_refuse_in_use(const struct device_spec *spec, const char *who,
			 const char *remedy, struct error *err);

#endif
