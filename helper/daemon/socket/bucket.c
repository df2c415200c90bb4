/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * bucket.c - counts what requests cost.  Pure: the caller tells the time.
 *
 * A bucket is stored as the time when it will be full again, in units of a
 * millisecond divided by 1000, so that a rate of a million a second still
 * counts.  Each token taken puts that time off by 1/rate of a second.
 */
#include "daemon/socket/bucket.h"

#include <stddef.h>

#define UNITS 1000 /* in a millisecond */
#define SECOND (UINT64_C(1000) * UNITS)

/*
 * The bucket of uid.  If uid has none, it gets the fullest: a full bucket need
 * not be stored, and if none is full, the owner of the fullest gains the fewest
 * tokens by losing it.  So one who has very many transient uids can evade the
 * limit, but cannot lock others out.
 */
static struct bucket *find(struct buckets *buckets, uid_t uid, uint64_t now)
{
	struct bucket *fullest = &buckets->all[0];

	for (size_t i = 0; i < BUCKETS_MAX; i++) {
		struct bucket *bucket = &buckets->all[i];

		if (bucket->full_at > now && bucket->uid == uid)
			return bucket;
		if (bucket->full_at < fullest->full_at)
			fullest = bucket;
	}
	*fullest = (struct bucket){ .uid = uid, .full_at = now };
	return fullest;
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
	full_at = bucket->full_at + SECOND / rate;
	if (full_at > now + SECOND)
		return false;
	bucket->full_at = full_at;
	return true;
}

void buckets_charge(struct buckets *buckets, uid_t uid, unsigned int rate,
		    unsigned long n, uint64_t now)
{
	struct bucket *bucket;
	uint64_t most;

	if (rate == 0 || n == 0)
		return;
	now *= UNITS;
	bucket = find(buckets, uid, now);
	most = now + 2 * SECOND;
	bucket->full_at += n < rate ? n * SECOND / rate : SECOND;
	if (bucket->full_at > most)
		bucket->full_at = most;
}
