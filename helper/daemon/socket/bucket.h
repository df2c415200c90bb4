/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * bucket.h - limits what each user's requests cost, by a bucket of tokens.  The
 * bucket fills at a rate, and holds the tokens of one second.  A request takes
 * one, and one more for each question to the kernel (datagram.c).
 */
#ifndef VMTAP_BUCKET_H
#define VMTAP_BUCKET_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* The most users whose bucket is not full; a full one need not be stored.  If
 * there are more, the fullest bucket is forgotten. */
#define BUCKETS_MAX 512

struct bucket {
	uid_t uid;
	uint64_t full_at; /* milliseconds; 0: not in use */
};

struct buckets {
	struct bucket all[BUCKETS_MAX];
};

/*
 * Take one token of uid at the time now, in milliseconds of a clock that never
 * goes back and is not 0.  rate: tokens per second; 0: no limit.  False: no
 * token is left.
 */
bool buckets_take(struct buckets *buckets, uid_t uid, unsigned int rate,
		  uint64_t now);

/* Take n more tokens, even if there are fewer: the bucket then owes some, but
 * never more than a second's. */
void buckets_charge(struct buckets *buckets, uid_t uid, unsigned int rate,
		    unsigned long n, uint64_t now);

#endif
