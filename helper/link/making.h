/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * making.h - what a device is made from, what it is then, and the steps that
 * the makers of all kinds share.  device.h is the door to them for others.
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

/* What to make.  Everything here has been decided; nothing is asked again. */
struct device_spec {
	struct facts facts; /* who it is for, and what; but vnet_hdr_size and
			     * lower_down, which are known when it is made */
	struct ifname link; /* the bridge, or the lower device */
	unsigned int ifindex; /* 0: choose one */
	unsigned int mtu; /* 0: that of the bridge or lower device */
	bool has_vnet_hdr;
	bool has_vhost;
	bool is_taken_over; /* whom a bridge knows by it has to yield */
	struct fence fence; /* what it may send */
	const struct lladdr *sources; /* mode source */
	size_t n_sources;
};

/* What was made.  On the caller's stack; it owns the descriptors. */
struct device {
	enum vmtap_kind kind; /* VMTAP_KIND_NONE: nothing yet */
	struct ifname ifname;
	unsigned int ifindex;
	bool has_link; /* there is one, and ending means deleting it */
	unsigned int lower_down; /* ifindex of a lower device that we set
					 * up, to be set down at the end; or 0 */
	unsigned int mtu;
	unsigned int vnet_hdr_size;
	int watch; /* macvtap: inotify's, see node.h; or -1 */
	dev_t number; /* macvtap: of its node */
	int sentry; /* macvtap: to be closed with it, see node.h; or -1 */
	unsigned int n_fds; /* queues, then as many of vhost-net */
	unsigned int n_queues;
	int fds[VMTAP_FDS_MAX];
};

/* The address that the link itself has to have where the guest has lladdr, if
 * nobody else has it. */
struct lladdr device_lladdr(enum vmtap_kind kind, const struct lladdr *lladdr);

/* The facts that were decided, and what became known when it was made. */
struct facts device_facts(const struct device_spec *spec,
			  const struct device *device);

/* The mark with these facts, as the link's alias.  It has the link's own address
 * where the guest's does not tell it, or can still change. */
void device_mark(uint32_t instance, const struct facts *facts,
		 char alias[RTNL_ALIAS_MAX + 1]);

/* Empty: no link, no descriptor. */
void device_init(struct device *device);

/* The functions of device.h for one kind.  What they do besides is told there. */
struct maker {
	int (*probe)(const struct host *host, const struct device_spec *spec,
		     unsigned int *ret_mtu, struct error *err);

	/* device->ifindex and ifname are chosen.  -EEXIST: that number or name
	 * is in use, and -ESTALE: its node is another namespace's; choose
	 * another. */
	int (*create)(const struct host *host, const struct device_spec *spec,
		      struct device *device, struct error *err);

	/* After create() returned -EINPROGRESS; it takes the node as it is
	 * then.  NULL: create() never does. */
	int (*resume)(const struct host *host, const struct device_spec *spec,
		      struct device *device, struct error *err);
};

/* The alias, with what is known of the device. */
void device_alias(const struct host *host, const struct device_spec *spec,
		  const struct device *device, char alias[RTNL_ALIAS_MAX + 1]);

/* Carry out the batch, which sets the link up, with the name for people at its
 * end; a longer name if another link has the first choice. */
int making_set_up(const struct host *host, const struct device_spec *spec,
		  const struct device *device);

/* Once the queues are open. */
int making_vnet_hdr(const struct device_spec *spec, struct device *device,
		    struct error *err);

/* Somebody else has the guest's address; what the client can do besides asking
 * for another one. */
int making_refuse_in_use(const struct device_spec *spec, const char *who,
			 const char *remedy, struct error *err);

#endif
