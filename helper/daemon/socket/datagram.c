/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * datagram.c - takes one datagram from a client's socket and hands it to
 * broker.c.
 */
#include "daemon/socket/datagram.h"

#include <errno.h>
#include <sys/socket.h>

#include "common/wire/scm.h"
#include "daemon/broker.h"
#include "daemon/log/audit.h"
#include "link/rtnl/rtnl.h"
#include "vmtap-proto.h"

static void refuse_message(int fd, ssize_t r)
{
	struct error err;

	if (r == -EMSGSIZE)
		(void)error_set(&err, VMTAP_E_PROTOCOL, EPROTO,
				"the message is longer than %d bytes",
				VMTAP_PROTO_REQUEST_MAX);
	else
		(void)error_set(
			&err, VMTAP_E_PROTOCOL, EPROTO,
			"vmtapd takes no descriptors; they were closed");
	(void)broker_refuse(fd, &err);
}

static int refuse(int fd, const struct peer *peer, const struct error *err)
{
	audit_refused(peer, NULL, "", clock_us(), err);
	return broker_refuse(fd, err);
}

int datagram_check_number(const struct state *state, int fd,
			  const struct peer *peer, unsigned int n)
{
	const unsigned int most = policy_global(state->policy)->connections;
	struct error err;

	if (peer->uid == 0 || n < most)
		return 0;
	(void)error_set(
		&err, VMTAP_E_BUSY, EBUSY,
		"user %u has %u connection%s to vmtapd, which is the most; close one and try again",
		peer->uid, most, most == 1 ? "" : "s");
	(void)refuse(fd, peer, &err);
	return -EBUSY;
}

/* The user sends too many requests: answer, but do nothing else. */
static int refuse_busy(int fd, const struct peer *peer, unsigned int rate)
{
	struct error err;

	(void)error_set(
		&err, VMTAP_E_BUSY, EBUSY,
		"you sent more than the %u request%s that a user may send within a second, where each question to the kernel counts as one more; try again in a moment",
		rate, rate == 1 ? "" : "s");
	return refuse(fd, peer, &err);
}

/*
 * What a request costs is known when it is over.  So a user who has one token
 * left may begin any request, and then owes the rest.
 */
static void charge(const struct state *state, struct buckets *buckets,
		   uid_t uid, unsigned long questions)
{
	const unsigned int rate = policy_global(state->policy)->requests;

	if (uid != 0)
		buckets_charge(buckets, uid, rate, questions, clock_ms());
}

int datagram_serve(const struct state *state, struct buckets *buckets, int fd,
		   const struct peer *peer, bool may_carry)
{
	const unsigned int rate = policy_global(state->policy)->requests;
	char bytes[VMTAP_PROTO_REQUEST_MAX];
	unsigned long before;
	ssize_t n = 0;
	int r;

	if (may_carry)
		n = scm_look(fd);
	if (n >= 0)
		n = scm_receive(fd, bytes, sizeof(bytes), NULL, MSG_DONTWAIT);
	if (n == -EAGAIN)
		return 1;
	if (n == -EMSGSIZE || n == -ETOOMANYREFS)
		refuse_message(fd, n);
	if (n <= 0)
		return -ECONNRESET; /* the end, or a broken message */
	if (peer->uid != 0 &&
	    !buckets_take(buckets, peer->uid, rate, clock_ms()))
		return refuse_busy(fd, peer, rate);
	before = rtnl_questions(state->host->rtnl);
	r = broker_serve(state, fd, peer, bytes, (size_t)n);
	charge(state, buckets, peer->uid,
	       rtnl_questions(state->host->rtnl) - before);
	return r;
}

int datagram_go_on(const struct state *state, struct buckets *buckets,
		   struct grant *grant, const struct error *why)
{
	const unsigned long before = rtnl_questions(state->host->rtnl);
	const uid_t uid = grant->peer->uid;
	int r = why ? broker_end(state, grant, why)
		    : broker_resume(state, grant);

	charge(state, buckets, uid, rtnl_questions(state->host->rtnl) - before);
	return r;
}
