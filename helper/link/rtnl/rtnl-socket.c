/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-socket.c - sends what the other parts have built, and checks the
 * answers.  Only this file and the other rtnl-*.c use libmnl.  It knows links,
 * but not what they are for.
 */
#include "link/rtnl/rtnl.h"

#include <errno.h>
#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <libmnl/libmnl.h>

#include "link/rtnl/neighbour/known.h"
#include "link/rtnl/rtnl-batch.h"
#include "link/rtnl/rtnl-link.h"

/*
 * Extended ACK: errors have a reason in words.  CAP_ACK: answers do not repeat
 * the request.
 *
 * The kernel answers before send() returns.  The time limit only makes sure
 * that the daemon does not hang if an answer never comes.
 */
static int set_options(struct mnl_socket *socket)
{
	struct timeval limit = { .tv_sec = 5 };
	int on = 1;

	if (setsockopt(mnl_socket_get_fd(socket), SOL_SOCKET, SO_RCVTIMEO,
		       &limit, sizeof(limit)) < 0 ||
	    mnl_socket_setsockopt(socket, NETLINK_EXT_ACK, &on, sizeof(on)) ||
	    mnl_socket_setsockopt(socket, NETLINK_CAP_ACK, &on, sizeof(on)) ||
	    mnl_socket_setsockopt(socket, NETLINK_GET_STRICT_CHK, &on,
				  sizeof(on)))
		return -errno;
	return 0;
}

int rtnl_open(struct rtnl **ret_rtnl)
{
	struct rtnl *rtnl = calloc(1, sizeof(*rtnl));
	struct rtnl_link loopback;
	int r;

	if (!rtnl)
		return -ENOMEM;
	rtnl->socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	if (!rtnl->socket ||
	    mnl_socket_bind(rtnl->socket, 0, MNL_SOCKET_AUTOPID) < 0)
		r = -errno;
	else
		r = set_options(rtnl->socket);
	if (r == 0) {
		rtnl->portid = mnl_socket_get_portid(rtnl->socket);
		/* lo is always number 1, and has IPv6 if any link has it */
		r = rtnl_link_numbered(rtnl, 1, &loopback);
	}
	if (r < 0) {
		rtnl_close(rtnl);
		return r;
	}
	*ret_rtnl = rtnl;
	return 0;
}

void rtnl_close(struct rtnl *rtnl)
{
	if (!rtnl)
		return;
	if (rtnl->socket)
		(void)mnl_socket_close(rtnl->socket);
	known_free(rtnl->known);
	free(rtnl);
}

unsigned long rtnl_questions(const struct rtnl *rtnl)
{
	return rtnl->questions;
}

unsigned long rtnl_listings(const struct rtnl *rtnl)
{
	return rtnl->listings;
}

const char *rtnl_reason(const struct rtnl *rtnl)
{
	return rtnl->reason;
}

int rtnl_refuse(const struct rtnl *rtnl, int r, struct error *err,
		const char *what, ...)
{
	char text[VMTAP_TEXT_MAX + 1];
	va_list args;

	va_start(args, what);
	(void)vsnprintf(text, sizeof(text), what, args);
	va_end(args);
	return error_set(err, VMTAP_E_HOST, -r, "%s: %s%s%s", text,
			 strerror(-r), rtnl->reason[0] ? ": " : "",
			 rtnl->reason);
}

#define READS_OF_ONE 2 /* the answer to a question, and its acknowledgement */

/* ---- send and receive ------------------------------------------------- */

static int send_batch(struct rtnl *rtnl)
{
	ssize_t n;

	do
		n = mnl_socket_sendto(rtnl->socket, rtnl->batch, rtnl->used);
	while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : 0;
}

static ssize_t receive(struct rtnl *rtnl)
{
	ssize_t n;

	do
		n = mnl_socket_recvfrom(rtnl->socket, rtnl->answer,
					sizeof(rtnl->answer));
	while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : n;
}

/* Is this an answer to one of the messages first..rtnl->seq? */
static bool is_answer(const struct rtnl *rtnl, const struct nlmsghdr *nlh,
		      uint32_t first)
{
	return nlh->nlmsg_pid == rtnl->portid &&
	       nlh->nlmsg_seq - first <= rtnl->seq - first;
}

static int error_of(struct rtnl *rtnl, const struct nlmsghdr *nlh)
{
	const struct nlmsgerr *e = mnl_nlmsg_get_payload(nlh);

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof(*e))
		return -EPROTO;
	if (e->error != 0)
		rtnl_link_reason(nlh, rtnl->reason, sizeof(rtnl->reason));
	return e->error;
}

/* rtnl_getlink(), neigh_get() and rtnl_fdb_get() send one answer, or an error.
 * Others, such as tc_get_qdisc() in Linux 6.1, may only tell listeners. */
static bool is_question(const struct nlmsghdr *nlh)
{
	return (nlh->nlmsg_flags & NLM_F_DUMP) == 0 &&
	       (nlh->nlmsg_type == RTM_GETLINK ||
		nlh->nlmsg_type == RTM_GETNEIGH);
}

/*
 * Wait for the acknowledgement of the last message, for the end of a dump, or for
 * the answer to a question.  Each earlier message that failed has sent its error
 * before that.
 */
static int collect(struct rtnl *rtnl, uint32_t first, size_t *ret_failed,
		   int (*each)(const struct nlmsghdr *nlh, void *data),
		   void *data)
{
	unsigned int reads = 0;
	int result = 0;

	rtnl->questions++;
	for (;;) {
		ssize_t n = receive(rtnl);
		struct nlmsghdr *nlh = (struct nlmsghdr *)rtnl->answer;
		int left = (int)n;

		if (n < 0)
			return (int)n;
		rtnl->questions += ++reads > READS_OF_ONE;
		for (; rtnl_message_ok(nlh, left);
		     nlh = mnl_nlmsg_next(nlh, &left)) {
			int r = 0;

			if (!is_answer(rtnl, nlh, first))
				continue;
			if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
				rtnl->is_interrupted = true;
			if (nlh->nlmsg_type == NLMSG_ERROR)
				r = error_of(rtnl, nlh);
			else if (each && nlh->nlmsg_type != NLMSG_DONE)
				r = each(nlh, data);
			if (r != 0 && result == 0) {
				result = r;
				if (ret_failed)
					*ret_failed = nlh->nlmsg_seq - first;
			}
			if (nlh->nlmsg_seq == rtnl->seq &&
			    (nlh->nlmsg_type == NLMSG_ERROR ||
			     nlh->nlmsg_type == NLMSG_DONE ||
			     is_question(rtnl->last)))
				return result;
		}
	}
}

/* Only the last message asks for an acknowledgement, unless it is a question
 * that has an answer.  Errors come unasked. */
int rtnl_exchange(struct rtnl *rtnl, size_t *ret_failed,
		  int (*each)(const struct nlmsghdr *nlh, void *data),
		  void *data)
{
	uint32_t first = rtnl->seq - (uint32_t)rtnl->n_messages + 1;
	int r;

	rtnl->reason[0] = '\0';
	if (rtnl->is_overfull || rtnl->n_messages == 0)
		return -EMSGSIZE;
	/* a dump ends with NLMSG_DONE, and its flag shares bits with
	 * NLM_F_EXCL */
	if ((rtnl->last->nlmsg_flags & NLM_F_DUMP) != NLM_F_DUMP &&
	    !is_question(rtnl->last))
		rtnl->last->nlmsg_flags |= NLM_F_ACK;
	r = send_batch(rtnl);
	if (r < 0)
		return r;
	return collect(rtnl, first, ret_failed, each, data);
}

/*
 * The kernel dumps in pieces.  Before Linux 6.10 it counts to find where to go
 * on, so links that go away meanwhile make it skip others.  It reports this, and
 * then the dump starts again.
 */
#define DUMPS_MAX 8

int rtnl_dump(struct rtnl *rtnl,
	      int (*each)(const struct nlmsghdr *nlh, void *data),
	      void (*begin)(void *data), void *data)
{
	int r = 0;

	for (unsigned int i = 0; i < DUMPS_MAX; i++) {
		rtnl->is_interrupted = false;
		if (begin)
			begin(data);
		r = rtnl_exchange(rtnl, NULL, each, data);
		if (r != 0 || !rtnl->is_interrupted)
			break;
	}
	return r;
}

int rtnl_commit(struct rtnl *rtnl, size_t *ret_failed)
{
	return rtnl_exchange(rtnl, ret_failed, NULL, NULL);
}
