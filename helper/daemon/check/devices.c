/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * devices.c - asks a running vmtapd for all devices, as root, and asks a new
 * policy about each.  Groups are those that a login would give now.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include "common/cleanup.h"
#include "common/wire/reply.h"
#include "common/wire/request.h"
#include "common/wire/scm.h"
#include "daemon/check/differ.h"
#include "daemon/check/peer.h"

#define SECONDS 10 /* until the daemon has answered */

static int connect_to(const char *path, int *ret_fd)
{
	const struct timeval patience = { .tv_sec = SECONDS };
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	_cleanup_close_
	int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	if (strlen(path) >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	strcpy(address.sun_path, path);
	if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
		       sizeof(patience)) < 0 ||
	    connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
		return -errno;
	*ret_fd = fd;
	fd = -EBADF;
	return 0;
}

/* The devices after request->ifindex. */
static int ask(int fd, const struct request *request, struct reply *ret_reply,
	       struct error *err)
{
	struct datagram datagram = { .bytes = ret_reply };
	struct vmtap_proto_request wire;
	ssize_t n;
	int r;

	request_encode(request, &wire);
	r = scm_send(fd, &wire, sizeof(wire), NULL, 0);
	n = r < 0 ? r : scm_receive(fd, ret_reply, sizeof(*ret_reply), NULL, 0);
	if (n <= 0)
		return error_set(err, VMTAP_E_CONNECT, n < 0 ? (int)-n : EPIPE,
				 "no answer: %s",
				 n < 0 ? strerror((int)-n) : "it hung up");
	datagram.size = (size_t)n;
	r = reply_decode(&datagram, request->verb, ret_reply, err);
	if (r < 0 || ret_reply->head.code == VMTAP_OK)
		return r;
	return error_set(err, VMTAP_E_CONNECT, EACCES, "it refuses to tell");
}

static struct held held_of(const struct vmtap_proto_lease *lease,
			   const struct network *network)
{
	struct held held = {
		.kind = (enum vmtap_kind)lease->kind,
		.mode = (enum vmtap_mode)lease->mode,
		.queues = lease->queues,
		.has_lladdr = (lease->flags & VMTAP_PROTO_L_LLADDR) != 0,
		.has_groups = true,
		.is_by_name = (lease->flags & VMTAP_PROTO_L_HELD) != 0,
	};

	memcpy(held.network.s, lease->network, sizeof(held.network.s));
	memcpy(held.vm.s, lease->vm, sizeof(held.vm.s));
	memcpy(held.lladdr.b, lease->lladdr, sizeof(held.lladdr.b));
	/* "": it is nowhere at the moment, and waits for its place */
	memcpy(held.link.s,
	       lease->link[0] || !network ? lease->link : network->link.s,
	       sizeof(held.link.s));
	return held;
}

static void judge(const struct policy *policy,
		  const struct vmtap_proto_lease *lease)
{
	_cleanup_free_
	gid_t *groups = NULL;
	struct peer peer = { 0 };
	struct decision decision;
	struct label name;
	struct held held;
	char uid[16];

	(void)snprintf(uid, sizeof(uid), "%u", lease->uid);
	memcpy(name.s, lease->network, sizeof(name.s));
	held = held_of(lease, policy_network_named(policy, &name));
	if (check_find_peer(policy, uid, &peer, &groups) < 0 ||
	    policy_retains(policy, &peer, &held, &decision))
		return;
	printf("refused: device %s of user %u on network %s, by %s\n",
	       lease->ifname, lease->uid, lease->network, decision.rule);
}

static int judge_all(const struct policy *policy, int fd, struct error *err)
{
	struct request request = { .verb = VMTAP_PROTO_LIST,
				   .flags = VMTAP_PROTO_F_ALL };
	_cleanup_free_
	struct reply *reply = malloc(sizeof(*reply));

	if (!reply)
		return error_set(err, VMTAP_E_INTERNAL, ENOMEM, "no memory");
	do {
		int r = ask(fd, &request, reply, err);

		if (r < 0)
			return r;
		for (size_t i = 0; i < reply->head.records; i++) {
			const struct vmtap_proto_lease *lease =
				reply_record(reply, i);

			if (lease->ifindex <= request.ifindex)
				return error_set(err, VMTAP_E_PROTOCOL, EPROTO,
						 "its list does not end");
			request.ifindex = lease->ifindex;
			judge(policy, lease);
		}
	} while (!(reply->head.header.flags & VMTAP_PROTO_R_END) &&
		 reply->head.records > 0);
	return 0;
}

void differ_devices(const struct policy *policy, const char *socket)
{
	_cleanup_close_
	int fd = -EBADF;
	struct error err;
	int r = connect_to(socket, &fd);

	if (r < 0)
		(void)error_set(&err, VMTAP_E_CONNECT, -r, "%s", strerror(-r));
	else
		r = judge_all(policy, fd, &err);
	if (r < 0)
		fprintf(stderr,
			"vmtapd: running devices are not compared: cannot ask vmtapd at %s: %s\n",
			socket, err.text);
}
