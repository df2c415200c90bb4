/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * bucket.c - counts requests.  Pure: the time is told.
 *
 * A bucket is kept as the time when it will be full again (in units of a
 * millisecond divided by 1000, so that a million a second still counts): each
 * token taken puts that off by 1/rate of a second.
 */
#include "bucket.h"

#include <stddef.h>

#define UNITS 1000 /* in a millisecond */
#define SECOND (UINT64_C(1000) * UNITS)

/* The bucket of uid, or one that is full and so anybody's; or NULL. */
static struct bucket *find(struct buckets *buckets, uid_t uid, uint64_t now)
{
	struct bucket *spare = NULL;

	for (size_t i = 0; i < BUCKETS_MAX; i++) {
		struct bucket *bucket = &buckets->all[i];

		if (bucket->full_at <= now)
			spare = spare ? spare : bucket;
		else if (bucket->uid == uid)
			return bucket;
	}
	if (spare)
		*spare = (struct bucket){ .uid = uid, .full_at = now };
	return spare;
}

bool buckets_take(struct buckets *buckets, uid_t uid, unsigned int rate,
		  uint64_t now)
{
	struct bucket *bucket;
	uint64_t full_at;

	if (rate == 0)
		return true;
	now *= UNITS;
	bucket = find(buckets, uid, now);
	if (!bucket)
		return false;
	full_at = bucket->full_at + SECOND / rate;
	if (full_at > now + SECOND)
		return false;
	bucket->full_at = full_at;
	return true;
}
