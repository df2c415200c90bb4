/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * bucket.h - how many requests each user may send: a bucket of tokens that
 * fills at a rate, and holds those of one second.
 */
#ifndef VMTAP_BUCKET_H
#define VMTAP_BUCKET_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Users whose bucket is not full; a full one need not be remembered.  Of more
 * than these, who asked least is forgotten. */
#define BUCKETS_MAX 512

struct bucket {
	uid_t uid;
	uint64_t full_at; /* milliseconds; 0: not in use */
};

struct buckets {
	struct bucket all[BUCKETS_MAX];
};

/*
 * Take one token of uid's at the time now, in milliseconds of a clock that
 * never goes back and is not 0.  rate: tokens in a second; 0: no limit.
 * false: there is none.
 */
bool buckets_take(struct buckets *buckets, uid_t uid, unsigned int rate,
		  uint64_t now);

#endif
