/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * facts.h - makes a reply from words: "ifindex=1 ifname=a + ifindex=2 ifname=b
 * end".
 *
 * KEY=VALUE is a field of the record of the reply's verb, with its name in
 * vmtap-proto.h (a range and the flags vhost, learned and pinned by these words;
 * a limit by the keys of 'vmtap networks --json'; address=IPV6,AGE is the next
 * address of a guest).  "+" begins the next record;
 * "end" is the flag of a list.  A faulty daemon has more words: version=N,
 * records=N, record_size=N and size=N set the head, true or not, cut=N cuts N
 * bytes off the end, and poke=N:HEX writes bytes at N, last of all.
 */
#ifndef TESTS_FACTS_H
#define TESTS_FACTS_H

#include "common/wire/reply.h"

/* *ret_length is how many bytes of *reply to send.  -EINVAL: no such word. */
int facts_set(struct reply *reply, char *words, size_t *ret_length);

/* A reply with one record, which is a lease or begins with one. */
int facts_set_lease(struct vmtap_proto_lease *lease, char *words);

#endif
