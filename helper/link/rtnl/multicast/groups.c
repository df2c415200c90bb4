/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * groups.c - entries of multicast databases (RTM_GETMDB): listed and announced.
 */
#include "link/rtnl/multicast/groups.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stddef.h>
#include <sys/socket.h>

#include <libmnl/libmnl.h>

#include "link/rtnl/rtnl-batch.h"
#include "link/rtnl/rtnl-events.h"

#define FLAG_BULK 0x200 /* NLM_F_BULK of Linux 5.19 */
/* Size of the socket's buffer.  An event takes about 1 KiB of it. */
#define EVENTS_BUFFER (1 << 20)

struct reader {
	void (*each)(const struct rtnl_group *group, void *data);
	void *data;
	struct rtnl_group group;
};

/* ---- parse ------------------------------------------------------------ */

static int on_port(const struct nlattr *attr, void *data)
{
	const struct br_mdb_entry *entry = mnl_attr_get_payload(attr);
	struct reader *reader = data;

	if (mnl_attr_get_type(attr) != MDBA_MDB_ENTRY_INFO ||
	    mnl_attr_get_payload_len(attr) < sizeof(*entry))
		return MNL_CB_OK;
	reader->group.port = entry->ifindex;
	reader->group.is_added = entry->flags & MDB_FLAGS_STAR_EXCL;
	reader->group.is_set = entry->state & MDB_PERMANENT;
	reader->each(&reader->group, reader->data);
	reader->group.is_first = false;
	return MNL_CB_OK;
}

static int on_group(const struct nlattr *attr, void *data)
{
	struct reader *reader = data;

	if (mnl_attr_get_type(attr) != MDBA_MDB_ENTRY)
		return MNL_CB_OK;
	reader->group.is_first = true;
	(void)mnl_attr_parse_nested(attr, on_port, reader);
	if (!reader->group.is_first)
		return MNL_CB_OK;
	/* refused by a limit of the port: the group takes room all the same */
	reader->group.port = 0;
	reader->group.is_added = reader->group.is_set = false;
	reader->each(&reader->group, reader->data);
	return MNL_CB_OK;
}

static int on_database(const struct nlattr *attr, void *data)
{
	if (mnl_attr_get_type(attr) == MDBA_MDB)
		(void)mnl_attr_parse_nested(attr, on_group, data);
	return MNL_CB_OK;
}

void rtnl_groups_parse(const struct nlmsghdr *nlh,
		       void (*each)(const struct rtnl_group *group, void *data),
		       void *data)
{
	const struct br_port_msg *head = mnl_nlmsg_get_payload(nlh);
	struct reader reader = { .each = each, .data = data };

	/* an answer to RTM_GETMDB has the number of the question */
	if ((nlh->nlmsg_type != RTM_NEWMDB && nlh->nlmsg_type != RTM_GETMDB) ||
	    mnl_nlmsg_get_payload_len(nlh) < sizeof(*head) ||
	    head->ifindex == 0)
		return;
	reader.group.bridge = head->ifindex;
	(void)mnl_attr_parse(nlh, sizeof(*head), on_database, &reader);
}

static void read_groups(const struct nlmsghdr *nlh, void *data)
{
	const struct reader *reader = data;

	rtnl_groups_parse(nlh, reader->each, reader->data);
}

/* ---- read ------------------------------------------------------------- */

struct dump {
	struct reader reader;
	void (*begin)(void *data);
};

static void begin_dump(void *data)
{
	const struct dump *dump = data;

	dump->begin(dump->reader.data);
}

static int read_answer(const struct nlmsghdr *nlh, void *data)
{
	struct dump *dump = data;

	read_groups(nlh, &dump->reader);
	return 0;
}

int rtnl_groups_dump(struct rtnl *rtnl, void (*begin)(void *data),
		     void (*each)(const struct rtnl_group *group, void *data),
		     void *data)
{
	struct dump dump = {
		.reader = { .each = each, .data = data },
		.begin = begin,
	};
	struct br_port_msg *head;

	rtnl_begin(rtnl);
	if (rtnl_add_message(rtnl, RTM_GETMDB, NLM_F_DUMP, sizeof(*head),
			     &head)) {
		head->family = AF_BRIDGE;
		rtnl_finish(rtnl, true);
	}
	return rtnl_dump(rtnl, read_answer, begin_dump, &dump);
}

/* ---- set -------------------------------------------------------------- */

static bool put_snooping(struct rtnl *rtnl)
{
	struct nlattr *info = rtnl_nest(rtnl, IFLA_LINKINFO);
	struct nlattr *data;

	if (!info || !rtnl_put_text(rtnl, IFLA_INFO_KIND, "bridge"))
		return false;
	data = rtnl_nest(rtnl, IFLA_INFO_DATA);
	if (!data || !rtnl_put_u8(rtnl, IFLA_BR_MCAST_SNOOPING, 1))
		return false;
	rtnl_nest_end(rtnl, data);
	rtnl_nest_end(rtnl, info);
	return true;
}

int rtnl_groups_flush(struct rtnl *rtnl, unsigned int bridge, unsigned int port)
{
	const struct br_mdb_entry entry = { .ifindex = port };
	struct br_port_msg *head;

	rtnl_begin(rtnl);
	if (rtnl_add_message(rtnl, RTM_DELMDB, FLAG_BULK, sizeof(*head),
			     &head)) {
		head->family = AF_BRIDGE;
		head->ifindex = bridge;
		rtnl_finish(rtnl, rtnl_put(rtnl, MDBA_SET_ENTRY, sizeof(entry),
					   &entry));
	}
	return rtnl_commit(rtnl, NULL);
}

int rtnl_groups_snoop(struct rtnl *rtnl, unsigned int bridge)
{
	rtnl_begin(rtnl);
	if (rtnl_add_link(rtnl, RTM_NEWLINK, 0, bridge))
		rtnl_finish(rtnl, put_snooping(rtnl));
	return rtnl_commit(rtnl, NULL);
}

/* ---- events ----------------------------------------------------------- */

/* Groups that go need no answer, so the kernel queues only those that come. */
int rtnl_groups_open(struct rtnl_events **ret_events)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS,
			 offsetof(struct nlmsghdr, nlmsg_type)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, rtnl_load_16(RTM_NEWMDB), 0,
			 1),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	const struct sock_fprog program = {
		.len = sizeof(code) / sizeof(code[0]),
		.filter = code,
	};

	return rtnl_events_open(1U << (RTNLGRP_MDB - 1), EVENTS_BUFFER,
				&program, ret_events);
}

int rtnl_groups_read(struct rtnl_events *events,
		     void (*each)(const struct rtnl_group *group, void *data),
		     void *data)
{
	struct reader reader = { .each = each, .data = data };

	return rtnl_events_read(events, RTNL_GROUPS_AT_ONCE, read_groups,
				&reader);
}
