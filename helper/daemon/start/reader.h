/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * reader.h - a process that reads the policy for the daemon.
 *
 * To look up users and groups, libc loads whatever nsswitch.conf(5) names, and
 * that may do anything.  So it is done by a process of its own (resolver.h),
 * and what that answers is parsed by another.  Both are forked at the start,
 * have no capability, and are asked again at each reload, when the daemon
 * itself could not do it any more: its filter forbids it.  What comes back is
 * the text, the numbers of the names in it, and the ranges of subordinate uids;
 * the daemon parses the text again and believes only the numbers.
 */
#ifndef VMTAP_READER_H
#define VMTAP_READER_H

#include "common/error.h"
#include "policy/policy.h"

struct reader;

/* Fork the reader; path must outlive it.  Call it before any thread and before
 * the sandbox: perhaps only the user that started vmtapd may read the file. */
int reader_start(const char *path, struct reader **ret_reader);
void reader_stop(struct reader *reader); /* accepts NULL */

/* A descriptor that is readable once the reader has answered. */
int reader_fd(const struct reader *reader);

/* Ask for the policy.  If a question is open, ask again after its answer. */
int reader_ask(struct reader *reader);

/*
 * Wait for the answer and take it.  On failure *err is "file:line: what is
 * wrong"; -EPIPE: the reader has ended.
 */
int reader_take(struct reader *reader, struct policy **ret_policy,
		struct error *err);

#endif
