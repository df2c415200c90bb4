/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * connection.h - the library's socket: one question, one answer.
 */
#ifndef VMTAP_CONNECTION_H
#define VMTAP_CONNECTION_H

#include <stddef.h>
#include <sys/un.h>

#include "common/error.h"
#include "common/wire/reply.h"
#include "common/wire/request.h"
#include "vmtap.h"

#define CONNECTION_TIMEOUT_MS 10000

struct vmtap {
	int fd; /* negative: not connected; the next question connects */
	unsigned int timeout_ms; /* for each answer */
	struct sockaddr_un address;
	struct reply reply; /* the last; a caller's stack may be small */
};

/* What vmtapd said, and the descriptors that came with it. */
struct answer {
	const struct reply *reply; /* checked, and no refusal; until the client
				    * asks again */
	int fds[VMTAP_FDS_MAX];
	size_t n_fds;
};

/*
 * Ask vmtapd and wait for its answer.  A refusal is an error: its code and
 * sentence are in *err.  On success the caller owns the descriptors; close
 * them with answer_close().
 */
int connection_ask(struct vmtap *client, const struct request *request,
		   struct answer *ret_answer, struct error *err);

/*
 * The same in two steps, which do not wait.  connection_send() takes a client
 * that is connected; -errno: vmtapd does not have the question.
 * connection_take(): the answer is in client->reply.  -EAGAIN: there is none
 * yet.  -ECONNRESET: there will be none.  Others have a reason in *err, such as a
 * refusal.
 */
int connection_send(const struct vmtap *client, const struct request *request);
int connection_take(struct vmtap *client, const struct request *request,
		    struct error *err);

/* In connect.c: connect; disconnect; the error for an answer that is late. */
int connection_open(struct vmtap *client, struct error *err);
void connection_drop(struct vmtap *client);
int connection_timed_out(const struct vmtap *client, struct error *err);

/* Close the descriptors that were not taken (n_fds = 0 takes all). */
void answer_close(struct answer *answer);

/* Copy *from to *err of the caller, if that is not NULL; returns r. */
int connection_report(struct vmtap_error *err, const struct error *from, int r);

#endif
