/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * replies.h - correct replies, which tests then change.
 */
#ifndef TESTS_REPLIES_H
#define TESTS_REPLIES_H

#include <errno.h>

#include "common/wire/reply.h"
#include "tests/unit/unit.h"

static inline void fill_lease(struct vmtap_proto_lease *lease)
{
	const struct lladdr lladdr = { { 0x52, 0x54, 0, 0x12, 0x34, 0x56 } };

	lease->kind = VMTAP_KIND_MACVTAP;
	lease->mode = VMTAP_MODE_BRIDGE;
	lease->ifindex = 0x01020304;
	lease->mtu = 1500;
	lease->queues = 2;
	lease->vnet_hdr_size = 12;
	lease->uid = 1000;
	lease->pid = 4711;
	lease->since = UINT64_C(0x5555555555555555);
	reply_set_lladdr(lease, &lladdr);
	strcpy(lease->network, "lan");
	strcpy(lease->vm, "web1");
	strcpy(lease->ifname, "vt0");
}

static inline struct reply open_reply(void)
{
	struct reply reply;

	reply_init(&reply, VMTAP_PROTO_OPEN);
	reply.head.queue_fds = 2;
	reply.head.vhost_fds = 2;
	fill_lease(reply_add(&reply));
	return reply;
}

static inline void fill_network(struct vmtap_proto_network *network)
{
	strcpy(network->network, "lan");
	network->flags = VMTAP_PROTO_N_VHOST;
	network->kind = VMTAP_KIND_BRIDGE;
	network->mtu = 1400;
	network->limit[VMTAP_LIMIT_DEVICES] =
		(struct vmtap_proto_limit){ 4, 1 };
	network->limit[VMTAP_LIMIT_ALL_DEVICES] =
		(struct vmtap_proto_limit){ 256, VMTAP_PROTO_UNTOLD };
	network->limit[VMTAP_LIMIT_QUEUES] =
		(struct vmtap_proto_limit){ 2, VMTAP_PROTO_UNTOLD };
	network->limit[VMTAP_LIMIT_ALL_QUEUES] =
		(struct vmtap_proto_limit){ 0, 3 };
	network->ranges = 1;
	memcpy(network->range[0].lladdr, "\x52\x54", 2);
	network->range[0].prefix = 24;
	strcpy(network->rule, "a:1");
}

static inline struct reply networks_reply(void)
{
	struct reply reply;

	reply_init(&reply, VMTAP_PROTO_NETWORKS);
	reply.head.header.flags = VMTAP_PROTO_R_END;
	fill_network(reply_add(&reply));
	return reply;
}

static inline int decode(const struct reply *reply, size_t n_fds,
			 enum vmtap_proto_verb verb)
{
	const struct datagram datagram = { .bytes = reply,
					   .size = reply->head.header.size,
					   .n_fds = n_fds };
	struct error err = { 0 };
	struct reply got;
	int r = reply_decode(&datagram, verb, &got, &err);

	if (r == 0)
		assert_memory_equal(&got, reply, reply->head.header.size);
	else
		assert_string_equal(
			err.text,
			"vmtapd's answer cannot be understood; client and daemon may be of different versions");
	return r;
}

static inline struct reply list_of(size_t n)
{
	struct reply reply;

	reply_init(&reply, VMTAP_PROTO_LIST);
	reply.head.header.flags = VMTAP_PROTO_R_END;
	while (n-- > 0)
		fill_lease(reply_add(&reply));
	return reply;
}

#endif
