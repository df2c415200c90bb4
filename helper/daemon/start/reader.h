/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * reader.h - a process that reads the policy for us.
 *
 * To look up users and groups, libc loads whatever nsswitch.conf(5) names, and
 * that may do anything.  So it is done by a process of its own (resolver.h), and
 * what that answers is parsed by another.  Both are forked at the start, have no
 * capability, and are asked again at each reload, when the daemon itself could
 * not do it any more: its filter forbids it.  What
 * comes back is the text and the numbers of the names in it; the daemon parses
 * the text again and believes only the numbers.
 */
#ifndef VMTAP_READER_H
#define VMTAP_READER_H

#include "common/error.h"
#include "policy/policy.h"

struct reader;

/* Fork it.  path must outlive it.  Before any thread, and before the sandbox:
 * the file may be readable only for who started us. */
int reader_start(const char *path, struct reader **ret_reader);
void reader_stop(struct reader *reader); /* accepts NULL */

/* Readable once it has answered. */
int reader_fd(const struct reader *reader);

/* Ask.  While a question is open, it is asked once more after the answer. */
int reader_ask(struct reader *reader);

/*
 * Take the answer; waits for it.  On failure *err is "file:line: what is
 * wrong"; -EPIPE: there is no reader any more.
 */
int reader_take(struct reader *reader, struct policy **ret_policy,
		struct error *err);

#endif
