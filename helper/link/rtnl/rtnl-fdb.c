/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-fdb.c - entries of forwarding databases: set, read, and announced.
 */
#include "link/rtnl/rtnl-fdb.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

#include <libmnl/libmnl.h>

#include "link/rtnl/rtnl-batch.h"
#include "link/rtnl/rtnl-events.h"
#include "link/rtnl/rtnl-link.h"

#define EVENTS_MAX 64 /* that are read at a time */
/* Size of the socket's buffer.  An event takes less than 1 KiB of it. */
#define EVENTS_BUFFER (4 << 20)

/* ---- set -------------------------------------------------------------- */

void rtnl_add_fdb(struct rtnl *rtnl, unsigned int ifindex,
		  const struct lladdr *lladdr, bool is_taken_over)
{
	const unsigned int flags = NLM_F_CREATE |
				   (is_taken_over ? NLM_F_REPLACE : NLM_F_EXCL);
	struct ndmsg *ndm;

	if (!rtnl_add_message(rtnl, RTM_NEWNEIGH, flags, sizeof(*ndm), &ndm))
		return;
	ndm->ndm_family = AF_BRIDGE;
	ndm->ndm_ifindex = (int)ifindex;
	ndm->ndm_state = NUD_NOARP; /* static; PERMANENT would be the host's own
				     * address */
	ndm->ndm_flags = NTF_MASTER | NTF_STICKY;
	rtnl_finish(rtnl, rtnl_put(rtnl, NDA_LLADDR, LLADDR_LEN, lladdr->b));
}

static void add_entry(struct rtnl *rtnl, const struct rtnl_fdb *fdb,
		      uint16_t state, uint8_t flags)
{
	const uint16_t tag = (uint16_t)fdb->vlan;
	struct ndmsg *ndm;

	if (!rtnl_add_message(rtnl, RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_REPLACE,
			      sizeof(*ndm), &ndm))
		return;
	ndm->ndm_family = AF_BRIDGE;
	ndm->ndm_ifindex = (int)fdb->ifindex;
	ndm->ndm_state = state;
	ndm->ndm_flags = NTF_MASTER | flags;
	rtnl_finish(rtnl,
		    rtnl_put(rtnl, NDA_LLADDR, LLADDR_LEN, fdb->lladdr.b) &&
			    (fdb->vlan == 0 ||
			     rtnl_put(rtnl, NDA_VLAN, sizeof(tag), &tag)));
}

void rtnl_add_fdb_delete(struct rtnl *rtnl, unsigned int ifindex,
			 const struct lladdr *lladdr, unsigned int vlan)
{
	const uint16_t tag = (uint16_t)vlan;
	struct ndmsg *ndm;

	if (!rtnl_add_message(rtnl, RTM_DELNEIGH, 0, sizeof(*ndm), &ndm))
		return;
	ndm->ndm_family = AF_BRIDGE;
	ndm->ndm_ifindex = (int)ifindex;
	ndm->ndm_flags = NTF_MASTER;
	rtnl_finish(rtnl, rtnl_put(rtnl, NDA_LLADDR, LLADDR_LEN, lladdr->b) &&
				  (vlan == 0 || rtnl_put(rtnl, NDA_VLAN,
							 sizeof(tag), &tag)));
}

/*
 * While the port that took the address still has it, the entry is the port's own
 * (BR_FDB_LOCAL).  br_fdb_external_learn_add() would leave that mark, and the
 * host would keep the address for good.  So make a static entry first, which
 * has no such mark, also at a port that does not forward, and delete it.
 */
void rtnl_add_fdb_again(struct rtnl *rtnl, const struct rtnl_fdb *fdb)
{
	const uint16_t state = fdb->how.state & NUD_NOARP ? NUD_NOARP
							  : NUD_REACHABLE;

	if (fdb->how.flags & NTF_EXT_LEARNED) {
		add_entry(rtnl, fdb, NUD_NOARP, 0);
		rtnl_add_fdb_delete(rtnl, fdb->ifindex, &fdb->lladdr,
				    fdb->vlan);
	}
	add_entry(rtnl, fdb, state,
		  fdb->how.flags & (NTF_STICKY | NTF_EXT_LEARNED));
}

/* ---- read ------------------------------------------------------------- */

static int get_attr(const struct nlattr *attr, void *data)
{
	struct rtnl_fdb *fdb = data;

	if (mnl_attr_get_type(attr) == NDA_LLADDR &&
	    mnl_attr_get_payload_len(attr) == LLADDR_LEN)
		memcpy(fdb->lladdr.b, mnl_attr_get_payload(attr), LLADDR_LEN);
	else if (mnl_attr_get_type(attr) == NDA_FLAGS_EXT &&
		 mnl_attr_validate(attr, MNL_TYPE_U32) == 0)
		fdb->is_locked = mnl_attr_get_u32(attr) & RTNL_NTF_EXT_LOCKED;
	else if (mnl_attr_get_type(attr) == NDA_VLAN &&
		 mnl_attr_validate(attr, MNL_TYPE_U16) == 0)
		fdb->vlan = mnl_attr_get_u16(attr);
	else if (mnl_attr_get_type(attr) == NDA_MASTER &&
		 mnl_attr_validate(attr, MNL_TYPE_U32) == 0)
		fdb->bridge = mnl_attr_get_u32(attr);
	return MNL_CB_OK;
}

int rtnl_fdb_parse(const struct nlmsghdr *nlh, struct rtnl_fdb *ret_fdb)
{
	const struct ndmsg *ndm = mnl_nlmsg_get_payload(nlh);
	struct rtnl_fdb fdb = { 0 };

	if ((nlh->nlmsg_type != RTM_NEWNEIGH &&
	     nlh->nlmsg_type != RTM_DELNEIGH) ||
	    mnl_nlmsg_get_payload_len(nlh) < sizeof(*ndm) ||
	    ndm->ndm_ifindex <= 0)
		return -EPROTO;
	/* NTF_SELF: an entry of the link's own list, not of the bridge's */
	if (ndm->ndm_family != AF_BRIDGE || (ndm->ndm_flags & NTF_SELF))
		return -EAFNOSUPPORT;
	fdb.ifindex = (unsigned int)ndm->ndm_ifindex;
	fdb.is_gone = nlh->nlmsg_type == RTM_DELNEIGH;
	fdb.is_set = ndm->ndm_state & (NUD_NOARP | NUD_PERMANENT);
	fdb.is_own = ndm->ndm_state & NUD_PERMANENT;
	fdb.how.state = ndm->ndm_state;
	fdb.how.flags = ndm->ndm_flags;
	(void)mnl_attr_parse(nlh, sizeof(*ndm), get_attr, &fdb);
	*ret_fdb = fdb;
	return 0;
}

struct dump {
	unsigned int ifindex;
	void (*begin)(void *data);
	int (*each)(const struct rtnl_fdb *fdb, void *data);
	void *data;
};

static int dump_fdb(const struct nlmsghdr *nlh, void *data)
{
	struct dump *dump = data;
	struct rtnl_fdb fdb;

	if (rtnl_fdb_parse(nlh, &fdb) < 0 || fdb.ifindex != dump->ifindex)
		return 0;
	return dump->each(&fdb, dump->data);
}

static void begin_dump(void *data)
{
	const struct dump *dump = data;

	dump->begin(dump->data);
}

int rtnl_fdb_dump(struct rtnl *rtnl, unsigned int ifindex,
		  void (*begin)(void *data),
		  int (*each)(const struct rtnl_fdb *fdb, void *data),
		  void *data)
{
	struct dump dump = {
		.ifindex = ifindex,
		.begin = begin,
		.each = each,
		.data = data,
	};
	struct ndmsg *ndm;

	rtnl_begin(rtnl);
	if (rtnl_add_message(rtnl, RTM_GETNEIGH, NLM_F_DUMP, sizeof(*ndm),
			     &ndm)) {
		ndm->ndm_family = AF_BRIDGE;
		ndm->ndm_ifindex = (int)ifindex;
		rtnl_finish(rtnl, true);
	}
	return rtnl_dump(rtnl, dump_fdb, begin_dump, &dump);
}

/* ---- events ----------------------------------------------------------- */

static int open_filtered(struct sock_filter *code, size_t n,
			 struct rtnl_events **ret_events)
{
	const struct sock_fprog program = {
		.len = (unsigned short)n,
		.filter = code,
	};

	return rtnl_events_open(RTMGRP_NEIGH, EVENTS_BUFFER, &program,
				ret_events);
}

/*
 * The kernel must not queue events that any station on the network can make
 * without end: entries that are merely learned or forgotten.  So a filter
 * leaves only entries that wait to be let in (NTF_EXT_LOCKED), and entries that
 * go and were static or set by a program.
 *
 * A kernel without this flag has no MAB.  There vmtapd waits for learned
 * entries, and they pass.  The group also has the neighbours of IPv4 and IPv6,
 * which the filter drops.
 */
int rtnl_fdb_monitor_open(struct rtnl_events **ret_events)
{
	struct sock_filter code[] = {
		/* 0: family and type */
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS,
			 NLMSG_HDRLEN + offsetof(struct ndmsg, ndm_family)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_BRIDGE, 0, 17),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS,
			 offsetof(struct nlmsghdr, nlmsg_type)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, rtnl_load_16(RTM_NEWNEIGH),
			 5, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, rtnl_load_16(RTM_DELNEIGH),
			 0, 14),
		/* 5: a deleted entry passes if it was static, or a program's */
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS,
			 NLMSG_HDRLEN + offsetof(struct ndmsg, ndm_flags)),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, NTF_EXT_LEARNED, 11, 0),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS,
			 NLMSG_HDRLEN + offsetof(struct ndmsg, ndm_state)),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, rtnl_load_16(NUD_NOARP), 9,
			 10),
		/* 9: a new entry passes unless it was set */
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS,
			 NLMSG_HDRLEN + offsetof(struct ndmsg, ndm_state)),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K,
			 rtnl_load_16(NUD_NOARP | NUD_PERMANENT), 8, 0),
		BPF_STMT(BPF_LDX | BPF_W | BPF_IMM, NDA_FLAGS_EXT),
		BPF_STMT(BPF_LD | BPF_W | BPF_IMM,
			 NLMSG_HDRLEN + sizeof(struct ndmsg)),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
			 (uint32_t)(SKF_AD_OFF + SKF_AD_NLATTR)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 3, 0),
		/* 15: the flags, after the header of the attribute */
		BPF_STMT(BPF_MISC | BPF_TAX, 0),
		BPF_STMT(BPF_LD | BPF_W | BPF_IND, sizeof(struct nlattr)),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K,
			 rtnl_load_32(RTNL_NTF_EXT_LOCKED), 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		/* 19: drop */
		BPF_STMT(BPF_RET | BPF_K, 0),
	};

	return open_filtered(code, sizeof(code) / sizeof(code[0]), ret_events);
}

/*
 * This filter leaves nothing that a station on the network can cause, and of
 * what a holder can cause only the addresses that its TAP gets.  NTF_SELF:
 * entries of a link's own list, such as a VXLAN's.
 */
int rtnl_fdb_monitor_set(struct rtnl_events **ret_events)
{
	struct sock_filter code[] = {
		/* 0: family, list and type */
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS,
			 NLMSG_HDRLEN + offsetof(struct ndmsg, ndm_family)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_BRIDGE, 0, 12),
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS,
			 NLMSG_HDRLEN + offsetof(struct ndmsg, ndm_flags)),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, NTF_SELF, 10, 0),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS,
			 offsetof(struct nlmsghdr, nlmsg_type)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, rtnl_load_16(RTM_NEWNEIGH),
			 5, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, rtnl_load_16(RTM_DELNEIGH),
			 0, 7),
		/* 7: a deleted entry passes if it was set, also by a program */
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS,
			 NLMSG_HDRLEN + offsetof(struct ndmsg, ndm_flags)),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, NTF_EXT_LEARNED, 4, 0),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS,
			 NLMSG_HDRLEN + offsetof(struct ndmsg, ndm_state)),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, rtnl_load_16(NUD_NOARP), 2,
			 3),
		/* 11: a new entry passes if it is a port's own address */
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS,
			 NLMSG_HDRLEN + offsetof(struct ndmsg, ndm_state)),
		BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K,
			 rtnl_load_16(NUD_PERMANENT), 0, 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		/* 14: drop */
		BPF_STMT(BPF_RET | BPF_K, 0),
	};

	return open_filtered(code, sizeof(code) / sizeof(code[0]), ret_events);
}

struct reader {
	void (*each)(const struct rtnl_fdb *fdb, void *data);
	void *data;
};

static void read_fdb(const struct nlmsghdr *nlh, void *data)
{
	const struct reader *reader = data;
	struct rtnl_fdb fdb;

	if (rtnl_fdb_parse(nlh, &fdb) == 0)
		reader->each(&fdb, reader->data);
}

int rtnl_fdb_monitor_read(struct rtnl_events *events,
			  void (*each)(const struct rtnl_fdb *fdb, void *data),
			  void *data)
{
	struct reader reader = { .each = each, .data = data };

	return rtnl_events_read(events, EVENTS_MAX, read_fdb, &reader);
}
