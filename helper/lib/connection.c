/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * connection.c - asks vmtapd, and checks the answer.  Only this file, connect.c
 * and watch.c know of a socket.
 *
 * The library sends a question again only if it cannot have arrived: send(2)
 * failed because vmtapd had closed the connection, as vmtapd does with a
 * connection that was idle for long.  After any doubt about the order of
 * answers the library drops the connection, so it never takes a late answer for
 * the answer to the next question.
 */
#include "lib/connection.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/wire/scm.h"

int connection_report(struct vmtap_error *err, const struct error *from, int r)
{
	_Static_assert(sizeof(err->text) == sizeof(from->text), "same room");

	if (err) {
		err->code = (int)from->code;
		memcpy(err->text, from->text, sizeof(err->text));
	}
	return r;
}

void answer_close(struct answer *answer)
{
	for (size_t i = 0; i < answer->n_fds; i++)
		(void)close(answer->fds[i]);
	answer->n_fds = 0;
}

/*
 * Did vmtapd answer before it closed the connection?  vmtapd refuses a client
 * in this way when it has too many connections.  The first recv(2) may only
 * fetch (and clear) the ECONNRESET that the close left behind.
 */
static bool has_answer(int fd)
{
	char byte;

	for (int i = 0; i < 2; i++)
		if (recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0)
			return true;
	return false;
}

/* *ret_is_sent: false if the question was not sent, but an answer is there. */
static int transmit(struct vmtap *client,
		    const struct vmtap_proto_request *wire, bool *ret_is_sent,
		    struct error *err)
{
	int r = 0;

	for (int attempt = 0; attempt < 2; attempt++) {
		if (client->fd < 0) {
			r = connection_open(client, err);
			if (r < 0)
				return r;
		}
		r = scm_send(client->fd, wire, sizeof(*wire), NULL, 0);
		if (r >= 0) {
			*ret_is_sent = true;
			return 0;
		}
		if (r == -EAGAIN)
			return connection_timed_out(client, err);
		if (r != -EPIPE && r != -ECONNRESET)
			break;
		if (has_answer(client->fd)) {
			*ret_is_sent = false;
			return 0;
		}
		connection_drop(client);
	}
	errno = -r;
	return error_set(err, VMTAP_E_CONNECT, -r,
			 "cannot ask vmtapd at %s: %m",
			 client->address.sun_path);
}

static int wait_readable(int fd, long long deadline)
{
	struct pollfd pollfd = { .fd = fd, .events = POLLIN };

	for (;;) {
		long long rest = deadline - (long long)clock_ms();
		int n = poll(&pollfd, 1, rest > 0 ? (int)rest : 0);

		if (n > 0)
			return 0;
		if (n == 0)
			return -ETIMEDOUT;
		if (errno != EINTR)
			return -errno;
	}
}

static ssize_t receive(struct vmtap *client, struct answer *answer)
{
	const long long deadline = (long long)clock_ms() + client->timeout_ms;
	struct scm_fds fds = { .all = answer->fds, .max = VMTAP_FDS_MAX };
	ssize_t n = -EAGAIN;

	/* The kernel reports a reset before the answer behind it. */
	for (int i = 0; i < 2 && (n == -EAGAIN || n == -ECONNRESET); i++) {
		int r = wait_readable(client->fd, deadline);

		if (r < 0)
			return r;
		n = scm_receive(client->fd, &client->reply,
				sizeof(client->reply), &fds, MSG_DONTWAIT);
	}
	answer->n_fds = fds.n;
	return n;
}

/* n: the result of receive(), 0 or less */
static int no_answer(const struct vmtap *client, ssize_t n, struct error *err)
{
	switch (n) {
	case 0:
	case -ECONNRESET:
		return error_set(
			err, VMTAP_E_CONNECT, ECONNRESET,
			"vmtapd at %s closed the connection without an answer; 'journalctl -u vmtapd' may say why",
			client->address.sun_path);
	case -ETIMEDOUT:
		return connection_timed_out(client, err);
	case -EMSGSIZE:
		return error_set(
			err, VMTAP_E_PROTOCOL, EPROTO,
			"vmtapd's answer is longer than any of vmtap's; client and daemon may be of different versions");
	case -ETOOMANYREFS:
		return error_set(
			err, VMTAP_E_PROTOCOL, EMFILE,
			"descriptors that vmtapd sent got lost; may this process open that many files ('ulimit -n')?");
	}
	errno = (int)-n;
	return error_set(err, VMTAP_E_CONNECT, (int)-n,
			 "cannot read the answer of vmtapd at %s: %m",
			 client->address.sun_path);
}

static int refused(const struct reply *reply, struct error *err)
{
	const struct vmtap_proto_refusal *refusal = reply_record(reply, 0);
	enum vmtap_code code = VMTAP_E_INTERNAL;

	if (reply->head.code <= VMTAP_E_ARGUMENT)
		code = (enum vmtap_code)reply->head.code;
	if (refusal->reason[0] == '\0')
		return error_set(err, code, error_errno(code),
				 "vmtapd refused, with code %u and no reason",
				 reply->head.code);
	return error_set(err, code, error_errno(code), "%s", refusal->reason);
}

static int ask(struct vmtap *client, const struct request *request,
	       struct answer *answer, struct error *err)
{
	struct vmtap_proto_request wire;
	bool is_sent = false;
	struct datagram datagram = { .bytes = &client->reply };
	ssize_t n;
	int r;

	request_encode(request, &wire);
	r = transmit(client, &wire, &is_sent, err);
	if (r < 0)
		return r;
	n = receive(client, answer);
	if (n <= 0)
		return no_answer(client, n, err);
	datagram.size = (size_t)n;
	datagram.n_fds = answer->n_fds;
	r = reply_decode(&datagram, request->verb, &client->reply, err);
	if (r < 0)
		return r;
	answer->reply = &client->reply;
	if (answer->reply->head.code != VMTAP_OK)
		return 0;
	if (!is_sent)
		return error_set(
			err, VMTAP_E_PROTOCOL, EPROTO,
			"vmtapd answered a question that it was not asked");
	return 0;
}

int connection_ask(struct vmtap *client, const struct request *request,
		   struct answer *ret_answer, struct error *err)
{
	struct answer answer = { .n_fds = 0 };
	int r;

	r = ask(client, request, &answer, err);
	if (r < 0) {
		answer_close(&answer);
		connection_drop(client);
		return r;
	}
	if (answer.reply->head.code != VMTAP_OK)
		return refused(answer.reply, err);
	*ret_answer = answer;
	return 0;
}

int connection_send(const struct vmtap *client, const struct request *request)
{
	struct vmtap_proto_request wire;

	request_encode(request, &wire);
	return scm_send(client->fd, &wire, sizeof(wire), NULL, MSG_DONTWAIT);
}

int connection_take(struct vmtap *client, const struct request *request,
		    struct error *err)
{
	struct datagram datagram = { .bytes = &client->reply };
	ssize_t n = -ECONNRESET;
	int r;

	/* as in receive() */
	for (int i = 0; i < 2 && n == -ECONNRESET; i++)
		n = scm_receive(client->fd, &client->reply,
				sizeof(client->reply), NULL, MSG_DONTWAIT);
	if (n == -EAGAIN)
		return -EAGAIN;
	if (n == 0 || n == -ECONNRESET)
		return -ECONNRESET;
	if (n < 0)
		return no_answer(client, n, err);
	datagram.size = (size_t)n;
	r = reply_decode(&datagram, request->verb, &client->reply, err);
	if (r < 0)
		return r;
	return client->reply.head.code == VMTAP_OK
		       ? 0
		       : refused(&client->reply, err);
}
