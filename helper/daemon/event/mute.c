/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * mute.c - one timer for all leases; it runs only while a look is due.  A look
 * is two questions to the kernel.  Each lease gets three looks, because some
 * guests take minutes until they send.  Nothing is changed.
 *
 * Where the client tells no address, learn.c learns the guest's, and notes an
 * address that it refuses.  But the bridge announces none that it has at another
 * port: it drops those frames in silence.
 */
#include "daemon/event/mute.h"

#include <errno.h>
#include <stdlib.h>

#include "common/kind.h"
#include "daemon/event/loop.h"
#include "daemon/log/audit.h"
#include "daemon/notes/link-local.h"
#include "daemon/notes/notes.h"
#include "link/inuse.h"

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

	lease->mute.looks = MUTE_LOOKS;
	lease->mute.due = now + waits[0];
	if (!evtimer_pending(mute->timer, NULL) || lease->mute.due < mute->due)
		arm(mute, lease->mute.due, now);
}

/* What the fence dropped counts as sent where the guest's frames come in. */
static uint64_t passed_of(const struct lease *lease,
			  const struct filter_traffic *traffic)
{
	if (kind_of(lease->facts.kind)->guest_side != SIDE_INGRESS)
		return traffic->sent_packets;
	return traffic->sent_packets > traffic->dropped
		       ? traffic->sent_packets - traffic->dropped
		       : 0;
}

/* Has another station the address that each VM has whose user told QEMU none? */
static bool has_twin(const struct state *state, const struct lease *lease)
{
	const struct inuse_place place = {
		.kind = lease->facts.kind,
		.link = lease->link,
		.ifindex = lease->link_ifindex,
		.port = lease->ifindex,
	};
	struct holder holder = { .inuse = INUSE_NOT };

	return inuse_find(state->host->rtnl, &place, &notes_qemus_lladdr,
			  &holder) == 0 &&
	       holder.inuse != INUSE_NOT;
}

static void tell(struct lease *lease, enum note note,
		 const struct filter_traffic *traffic)
{
	char reason[NOTES_SENTENCE_SIZE];

	if (!notes_set(lease, note, true) || lease->mute.is_told)
		return;
	lease->mute.is_told = true;
	notes_describe(lease, note, reason);
	audit_mute(lease, traffic->dropped, reason);
}

/* The guest still learns, although it sent: no frame of it was announced, or
 * all were refused, of which admit.c made a note. */
static void judge_learning(const struct state *state, struct lease *lease,
			   const struct filter_traffic *traffic)
{
	if (lease->mute.looks == MUTE_LOOKS || traffic->sent_packets == 0 ||
	    lease->learn.refusals > 0)
		return;
	if (passed_of(lease, traffic) > 0 && has_twin(state, lease)) {
		lease->learn.taken = notes_qemus_lladdr;
		tell(lease, NOTE_TWIN, traffic);
	} else {
		tell(lease, NOTE_MUTE, traffic);
	}
}

static void judge_known(struct lease *lease,
			const struct filter_traffic *traffic)
{
	if (traffic->dropped > 0 && passed_of(lease, traffic) == 0)
		tell(lease, NOTE_MUTE, traffic);
	else
		(void)notes_set(lease, NOTE_MUTE, false);
}

void mute_judge(const struct state *state, struct lease *lease,
		const struct filter_traffic *traffic)
{
	if (lease->facts.guest == GUEST_LEARNING)
		judge_learning(state, lease, traffic);
	else if (facts_has_lladdr(&lease->facts))
		judge_known(lease, traffic);
	link_local_judge(state, lease);
}

/* A guest that was heard, or was found mute, needs no further look, unless its
 * filter looks at link-local addresses. */
static void look_at(const struct mute *mute, struct lease *lease, uint64_t now)
{
	const struct state *state = mute->state;
	struct filter_traffic traffic = { 0 };
	int r = filter_traffic(state->host->rtnl, lease->facts.kind,
			       lease->ifindex, &traffic);

	lease->mute.looks--;
	if (r == 0)
		mute_judge(state, lease, &traffic);
	if ((lease->mute.is_told || passed_of(lease, &traffic) > 0) &&
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
