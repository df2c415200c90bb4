/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl.h - links over rtnetlink(7).
 *
 * Changes are built into a batch and sent together: rtnl_begin(), any number
 * of rtnl_add_*(), rtnl_commit().  The kernel carries them out in order and
 * goes on after a failure, so a batch must never name by ifindex a link whose
 * creation is in the same batch: if that fails, the number may be another's.
 */
#ifndef VMTAP_RTNL_H
#define VMTAP_RTNL_H

#include <stdbool.h>
#include <stddef.h>

#include "common/address/lladdr.h"
#include "common/error.h"
#include "common/ifname.h"
#include "vmtap.h"

#define RTNL_ALIAS_MAX 255 /* IFALIASZ less the terminator */
#define RTNL_KIND_SIZE 16

struct rtnl;

/* -EPERM, -EMFILE, ...; free with rtnl_close(), which accepts NULL. */
int rtnl_open(struct rtnl **ret_rtnl);
void rtnl_close(struct rtnl *rtnl);

/* What a bridge does with a port's source addresses, and what the kernel knows. */
struct rtnl_port {
	bool knows_lock; /* "locked", Linux 5.18 */
	bool knows_mab; /* MAC authentication bypass, Linux 6.2 */
	bool is_locked; /* only stations in the FDB may send */
	bool has_mab; /* and others are announced */
	bool is_learning; /* whoever sends gets into the FDB */
};

/* A link as the kernel describes it. */
struct rtnl_link {
	unsigned int ifindex;
	unsigned int flags; /* IFF_UP, ... */
	unsigned int mtu;
	unsigned int group;
	unsigned int master; /* ifindex of the bridge it is a port of, 0 */
	unsigned int lower; /* ifindex of the link below it, 0 */
	unsigned int type; /* ARPHRD_ETHER, ... */
	bool has_carrier;
	bool has_ipv6; /* the link has IPv6 at all (IFLA_AF_SPEC) */
	bool is_persistent; /* a TAP that outlives its descriptors */
	bool has_owner; /* a TAP that a user but root may attach to by name */
	unsigned int queues; /* of a multi-queue TAP, detached ones too */
	bool has_vlan_filter; /* a bridge that looks at VLAN tags */
	bool is_without_vlans; /* a bridge of a kernel that cannot */
	unsigned int default_vlan; /* a bridge's own, of its ports; 0: none */
	struct rtnl_port port; /* of a bridge's port */
	struct ifname ifname;
	struct lladdr lladdr; /* zero if it has none of Ethernet's size */
	char kind[RTNL_KIND_SIZE]; /* IFLA_INFO_KIND, "" if none */
	char alias[RTNL_ALIAS_MAX + 1];
};

/* -ENODEV if there is none. */
int rtnl_link_named(struct rtnl *rtnl, const struct ifname *ifname,
		    struct rtnl_link *ret_link);
int rtnl_link_numbered(struct rtnl *rtnl, unsigned int ifindex,
		       struct rtnl_link *ret_link);

/* Calls each() for every link of the namespace, for some of them twice; the
 * first result of each() that is not 0 is the dump's. */
int rtnl_link_dump(struct rtnl *rtnl,
		   int (*each)(const struct rtnl_link *link, void *data),
		   void *data);

/* The same for those of a kind (NULL: any): only they are written and read.  A kernel that
 * has not loaded the kind tells of all; each() sees link->kind. */
int rtnl_link_dump_kind(struct rtnl *rtnl, const char *kind,
			int (*each)(const struct rtnl_link *link, void *data),
			void *data);

/* ---- batch ------------------------------------------------------------ */

struct rtnl_macvtap {
	struct ifname ifname;
	unsigned int ifindex; /* chosen by the caller */
	unsigned int lower; /* ifindex */
	unsigned int mtu; /* 0: that of the lower device */
	unsigned int group;
	enum vmtap_mode mode;
	struct lladdr lladdr;
	const struct lladdr *sources; /* mode source: stations accepted */
	size_t n_sources;
};

/* What to change of a link; a zero or NULL field is left as it is. */
struct rtnl_set {
	unsigned int mtu;
	unsigned int group;
	const struct lladdr *lladdr;
	const char *alias;
	bool has_carrier; /* give it one (of the link layer's, IFLA_CARRIER) */
	bool has_no_ipv6; /* no IPv6 address of its own (addrgenmode none);
				 * ignored where IPv6 is off, or mtu < 1280 */
};

void rtnl_begin(struct rtnl *rtnl);
void rtnl_add_macvtap(struct rtnl *rtnl, const struct rtnl_macvtap *macvtap);
void rtnl_add_set(struct rtnl *rtnl, unsigned int ifindex,
		  const struct rtnl_set *set);
void rtnl_add_master(struct rtnl *rtnl, unsigned int ifindex,
		     unsigned int master);
void rtnl_add_up(struct rtnl *rtnl, unsigned int ifindex);
/* and every multicast frame reaches it (IFF_ALLMULTI) */
void rtnl_add_up_allmulti(struct rtnl *rtnl, unsigned int ifindex);
void rtnl_add_down(struct rtnl *rtnl, unsigned int ifindex);
void rtnl_add_delete(struct rtnl *rtnl, unsigned int ifindex);
/* A further name (RTM_NEWLINKPROP, Linux 5.5); -EEXIST if any link has it. */
void rtnl_add_altname(struct rtnl *rtnl, unsigned int ifindex,
		      const char *altname);
/* Every link of the group in this namespace, at once. */
void rtnl_add_delete_group(struct rtnl *rtnl, unsigned int group);

/*
 * Send the batch.  The first failure is returned; *ret_failed, if not NULL,
 * is then the number of the message, from 0, and rtnl_reason() the kernel's
 * text of it (extended ACK), or "".  -EMSGSIZE: the batch was too large, and
 * nothing was sent.
 */
int rtnl_commit(struct rtnl *rtnl, size_t *ret_failed);
const char *rtnl_reason(const struct rtnl *rtnl);

/* The sentence for a failure r of the kernel: what failed, r in words, and the
 * kernel's text if there is one.  -errno. */
int rtnl_refuse(const struct rtnl *rtnl, int r, struct error *err,
		const char *what, ...) __attribute__((format(printf, 4, 5)));

/* ---- events ----------------------------------------------------------- */

struct rtnl_events;

/* Subscribe to RTNLGRP_LINK; non-blocking. */
int rtnl_monitor_open(struct rtnl_events **ret_events);

/*
 * Read what has arrived, or a part of it, and call each() for every link event;
 * is_gone tells RTM_DELLINK.  -ENOBUFS: events were lost, dump the links instead.
 */
int rtnl_monitor_read(struct rtnl_events *events,
		      void (*each)(const struct rtnl_link *link, bool is_gone,
				   void *data),
		      void *data);

/* Of these, and of rtnl-fdb.h. */
void rtnl_events_close(struct rtnl_events *events);
int rtnl_events_fd(const struct rtnl_events *events); /* to poll */

#endif
