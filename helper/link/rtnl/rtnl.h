/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl.h - links over rtnetlink(7).
 *
 * Changes are built into a batch and sent together: rtnl_begin(), any number of
 * rtnl_add_*(), rtnl_commit().  The kernel carries them out in order, and goes
 * on after a failure.  So a batch must not name a link by ifindex if the same
 * batch makes the link: if that fails, another link may have the number.
 */
#ifndef VMTAP_RTNL_H
#define VMTAP_RTNL_H

#include <stdbool.h>
#include <stddef.h>

#include "common/address/lladdr.h"
#include "common/error.h"
#include "common/ifname.h"
#include "vmtap.h"

#define RTNL_ALIAS_MAX 255 /* IFALIASZ without the terminator */
#define RTNL_KIND_SIZE 16

struct rtnl;

/* -EPERM, -EMFILE, ...  rtnl_close() frees it, and accepts NULL. */
int rtnl_open(struct rtnl **ret_rtnl);
void rtnl_close(struct rtnl *rtnl);

/* How much the kernel was asked so far: a question or a batch counts as one, and
 * a dump as one more for each 32 KiB.  The difference is what a client's request
 * costs. */
unsigned long rtnl_questions(const struct rtnl *rtnl);
/* Those of them that listed the host's neighbours and routers (known.h). */
unsigned long rtnl_listings(const struct rtnl *rtnl);

/* How a bridge treats a port. */
enum rtnl_port_flag {
	RTNL_PORT_LEARNING = 1
			     << 0, /* a station that sends gets into the FDB */
	RTNL_PORT_LOCKED = 1 << 1, /* only stations in the FDB may send; Linux
				    * 5.18 */
	RTNL_PORT_MAB = 1 << 2, /* announce other stations; Linux 6.2 */
	RTNL_PORT_ISOLATED = 1 << 3, /* it reaches no other isolated port */
	RTNL_PORT_GUARD = 1 << 4, /* BPDU guard */
	RTNL_PORT_ROOT_BLOCK = 1 << 5, /* it never leads to the root bridge */
	RTNL_PORT_FLOOD = 1 << 6, /* flood frames to unknown stations */
	RTNL_PORT_MCAST_FLOOD = 1 << 7, /* flood multicast of groups that no
					 * station joined */
	RTNL_PORT_NO_ROUTER = 1 << 8, /* what is sent there never makes it the
				       * port of a multicast router */
};

struct rtnl_port {
	unsigned int knows; /* the flags that this kernel has */
	unsigned int has;
};

/* Spanning tree of a bridge, or of a port. */
struct rtnl_stp {
	bool is_waiting; /* the port listens or learns, and forwards no frame
			  * yet */
	bool is_on;
	unsigned int delay; /* seconds that a new port listens, and then as many
			     * that it learns */
};

/* What a bridge does with VLAN tags. */
struct rtnl_vlans {
	bool has_filter; /* the bridge filters by VLAN tags */
	bool is_unable; /* its kernel cannot filter by VLAN tags */
	unsigned int of_ports; /* the default VLAN of its ports; 0: none */
};

/* What a bridge does with multicast. */
struct rtnl_multicast {
	bool is_snooping; /* it learns who has joined which group */
	bool is_querier; /* it asks them for that */
	unsigned int room; /* of how many groups at most */
};

/* Links above each other. */
struct rtnl_stack {
	bool is_taken; /* its frames go to a bridge or bond whose port it is */
	bool is_passthru; /* a macvlan or macvtap in mode passthru */
};

/* A link as the kernel describes it. */
struct rtnl_link {
	unsigned int ifindex;
	unsigned int flags; /* IFF_UP, ... */
	unsigned int mtu;
	unsigned int group;
	unsigned int master; /* ifindex of the bridge whose port it is; 0:
			      * none */
	unsigned int lower; /* ifindex of the link below it; 0: none */
	unsigned int type; /* ARPHRD_ETHER, ... */
	bool has_carrier;
	bool has_ipv6; /* the link has IPv6 (IFLA_AF_SPEC) */
	bool is_persistent; /* a TAP that outlives its descriptors */
	bool has_owner; /* a TAP to which a user other than root may attach by
			 * name */
	bool has_group; /* a TAP to which only a group may attach by name */
	unsigned int owner; /* the uid that may attach; 0: root, or nobody set
			     * it */
	unsigned int queues; /* of a multi-queue TAP, with detached ones */
	struct rtnl_vlans vlans; /* a bridge */
	struct rtnl_multicast multicast; /* a bridge */
	struct rtnl_stp stp; /* a bridge or its port */
	struct rtnl_stack stack;
	struct rtnl_port port; /* a port of a bridge */
	struct ifname ifname;
	struct lladdr lladdr; /* zero if it has no address of Ethernet's size */
	char kind[RTNL_KIND_SIZE]; /* IFLA_INFO_KIND; "" if there is none */
	char alias[RTNL_ALIAS_MAX + 1];
};

/* -ENODEV if there is no such link. */
int rtnl_link_named(struct rtnl *rtnl, const struct ifname *ifname,
		    struct rtnl_link *ret_link);
int rtnl_link_numbered(struct rtnl *rtnl, unsigned int ifindex,
		       struct rtnl_link *ret_link);

/* Call each() for every link of the namespace, and for some of them twice.  The
 * first result of each() that is not 0 is the dump's result. */
int rtnl_link_dump(struct rtnl *rtnl,
		   int (*each)(const struct rtnl_link *link, void *data),
		   void *data);

/* The same for links of a kind (NULL: of all kinds); the kernel sends only
 * those.  A kernel that has not loaded the kind sends all links, and each()
 * must look at link->kind. */
int rtnl_link_dump_kind(struct rtnl *rtnl, const char *kind,
			int (*each)(const struct rtnl_link *link, void *data),
			void *data);

/* The same for the ports of a bridge. */
int rtnl_link_dump_ports(struct rtnl *rtnl, unsigned int bridge,
			 int (*each)(const struct rtnl_link *link, void *data),
			 void *data);

/* ---- batch ------------------------------------------------------------ */

struct rtnl_macvtap {
	struct ifname ifname;
	unsigned int ifindex; /* chosen by the caller */
	unsigned int lower; /* ifindex */
	unsigned int mtu; /* 0: the MTU of the lower device */
	unsigned int group;
	enum vmtap_mode mode;
	struct lladdr lladdr;
	const struct lladdr *sources; /* mode source: stations that it
				       * accepts */
	size_t n_sources;
};

/* What to change of a link.  A field that is zero or NULL stays as it is. */
struct rtnl_set {
	unsigned int mtu;
	unsigned int group;
	const struct lladdr *lladdr;
	const char *alias;
	bool has_carrier; /* set the carrier of the link layer (IFLA_CARRIER) */
	bool has_no_ipv6; /* the link gets no IPv6 address of its own
			   * (addrgenmode none); ignored if IPv6 is off, or if
			   * mtu < 1280 */
};

void rtnl_begin(struct rtnl *rtnl);
void rtnl_add_macvtap(struct rtnl *rtnl, const struct rtnl_macvtap *macvtap);
void rtnl_add_set(struct rtnl *rtnl, unsigned int ifindex,
		  const struct rtnl_set *set);
void rtnl_add_master(struct rtnl *rtnl, unsigned int ifindex,
		     unsigned int master);
void rtnl_add_up(struct rtnl *rtnl, unsigned int ifindex);
/* with all multicast frames (IFF_ALLMULTI) */
void rtnl_add_up_allmulti(struct rtnl *rtnl, unsigned int ifindex);
void rtnl_add_down(struct rtnl *rtnl, unsigned int ifindex);
void rtnl_add_delete(struct rtnl *rtnl, unsigned int ifindex);
/* Add another name (RTM_NEWLINKPROP, Linux 5.5).  -EEXIST if any link has
 * it. */
void rtnl_add_altname(struct rtnl *rtnl, unsigned int ifindex,
		      const char *altname);
/* Delete every link of the group in this namespace, at once. */
void rtnl_add_delete_group(struct rtnl *rtnl, unsigned int group);

/*
 * Send the batch.  Returns the first failure.  Then *ret_failed, if it is not
 * NULL, is the number of the message that failed, from 0, and rtnl_reason() is
 * the kernel's text about it (extended ACK), or "".  -EMSGSIZE: the batch was
 * too large, and nothing was sent.
 */
int rtnl_commit(struct rtnl *rtnl, size_t *ret_failed);
const char *rtnl_reason(const struct rtnl *rtnl);

/* Write the sentence for a failure r of the kernel: what failed, r in words,
 * and the kernel's text if there is one.  Returns -errno. */
int rtnl_refuse(const struct rtnl *rtnl, int r, struct error *err,
		const char *what, ...) __attribute__((format(printf, 4, 5)));

/* ---- events ----------------------------------------------------------- */

struct rtnl_events;

/* Subscribe to events of links and ports, and of filters that another process
 * than rtnl's changed.  Non-blocking. */
int rtnl_monitor_open(const struct rtnl *rtnl, struct rtnl_events **ret_events);

struct rtnl_listener {
	/* is_gone: the event is RTM_DELLINK */
	void (*link)(const struct rtnl_link *link, bool is_gone, void *data);
	/* a filter or a qdisc of this link was changed */
	void (*filter)(unsigned int ifindex, void *data);
	/* flags or VLANs of this port of a bridge were changed */
	void (*port)(unsigned int ifindex, void *data);
	void *data;
};

/*
 * Read all or some of the events that have arrived, and call the listener for
 * every one.  -ENOBUFS: events were lost, and the caller must dump the links.
 */
int rtnl_monitor_read(struct rtnl_events *events,
		      const struct rtnl_listener *listener);

/* For these events, and for those of rtnl-fdb.h. */
void rtnl_events_close(struct rtnl_events *events);
int rtnl_events_fd(const struct rtnl_events *events); /* to poll */

#endif
