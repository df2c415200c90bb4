/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * mute.c - one timer for all leases; it runs only while a look is due.  A look
 * is two questions to the kernel.  Each lease gets three looks, because some
 * guests take minutes until they send.  Nothing is changed.
 *
 * Ports of a bridge cannot be mute: where the client tells no address, learn.c
 * learns the guest's.  They get looks for a link-local address that is dropped.
 */
#include "daemon/event/mute.h"

#include <errno.h>
#include <stdlib.h>

#include "common/kind.h"
#include "daemon/event/loop.h"
#include "daemon/log/audit.h"
#include "daemon/notes/link-local.h"
#include "daemon/notes/notes.h"

/* Seconds from the grant to the first look, and from each look to the next. */
static const unsigned int waits[] = { 5, 25, 270 };
#define MUTE_LOOKS (sizeof(waits) / sizeof(waits[0]))

/* Looks at a time.  Requests wait meanwhile, so PAUSE_MS comes after these. */
#define BATCH_MAX 32
#define PAUSE_MS 100

struct mute {
	const struct state *state;
	struct event *timer;
	uint64_t due; /* when the timer rings, if it runs */
};

static void arm(struct mute *mute, uint64_t due, uint64_t now)
{
	struct timeval wait = { .tv_sec = (time_t)(due - now) };

	if (due <= now)
		wait = (struct timeval){ .tv_usec = PAUSE_MS * 1000 };
	mute->due = due;
	(void)evtimer_add(mute->timer, &wait);
}

void mute_expect(struct mute *mute, struct lease *lease)
{
	const uint64_t now = clock_seconds();

	if (!kind_of(lease->facts.kind)->can_be_mute &&
	    !link_local_is_seen(mute->state, lease))
		return;
	lease->mute.looks = MUTE_LOOKS;
	lease->mute.due = now + waits[0];
	if (!evtimer_pending(mute->timer, NULL) || lease->mute.due < mute->due)
		arm(mute, lease->mute.due, now);
}

static void judge_mute(struct lease *lease,
		       const struct filter_traffic *traffic)
{
	const bool is_mute = kind_of(lease->facts.kind)->can_be_mute &&
			     traffic->dropped > 0 && traffic->sent_packets == 0;
	char reason[NOTES_SENTENCE_SIZE];

	if (!notes_set(lease, NOTE_MUTE, is_mute) || lease->mute.is_told)
		return;
	lease->mute.is_told = true;
	notes_describe(lease, NOTE_MUTE, reason);
	audit_mute(lease, traffic->dropped, reason);
}

void mute_judge(const struct state *state, struct lease *lease,
		const struct filter_traffic *traffic)
{
	judge_mute(lease, traffic);
	link_local_judge(state, lease);
}

/* A guest that was heard, or was found mute, needs no further look. */
static void look_at(const struct mute *mute, struct lease *lease, uint64_t now)
{
	const struct state *state = mute->state;
	const bool can_be_mute = kind_of(lease->facts.kind)->can_be_mute;
	struct filter_traffic traffic = { 0 };
	int r = can_be_mute
			? filter_traffic(state->host->rtnl, lease->facts.kind,
					 lease->ifindex, &traffic)
			: 0;

	if (r == 0)
		mute_judge(state, lease, &traffic);
	lease->mute.looks--;
	if ((lease->mute.is_told || traffic.sent_packets > 0) &&
	    !link_local_is_seen(state, lease))
		lease->mute.looks = 0;
	if (lease->mute.looks > 0)
		lease->mute.due = now + waits[MUTE_LOOKS - lease->mute.looks];
}

static void look(evutil_socket_t fd, short what, void *data)
{
	const uint64_t now = clock_seconds();
	struct mute *mute = data;
	struct lease *lease, *next = NULL;
	unsigned int n = 0;

	(void)fd;
	(void)what;
	TAILQ_FOREACH (lease, &mute->state->leases->all, entry) {
		if (lease->mute.looks == 0 || lease->state != LEASE_LIVE)
			continue;
		if (lease->mute.due <= now && n++ < BATCH_MAX)
			look_at(mute, lease, now);
		if (lease->mute.looks > 0 &&
		    (!next || lease->mute.due < next->mute.due))
			next = lease;
	}
	if (next)
		arm(mute, next->mute.due, now);
}

/* ---- start and stop --------------------------------------------------- */

int mute_start(struct state *state, struct error *err)
{
	struct mute *mute = calloc(1, sizeof(*mute));

	(void)err;
	if (!mute)
		return -ENOMEM;
	state->mute = mute;
	mute->state = state;
	return loop_timer(state->base, look, mute, &mute->timer);
}

void mute_stop(struct state *state)
{
	struct mute *mute = state->mute;

	if (!mute)
		return;
	loop_forget(mute->timer);
	free(mute);
	state->mute = NULL;
}
