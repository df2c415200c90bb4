/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * spot.c - facts of a bridge or lower device to notes and lines of the log.
 */
#include "daemon/notes/spot.h"

#include "common/clock.h"
#include "daemon/fence/today.h"
#include "daemon/log/audit.h"
#include "daemon/log/log.h"
#include "daemon/notes/notes.h"

#define TOLD_SECONDS 300

/* The facts that become notes. */
static const struct {
	enum place_fact fact;
	enum note note;
} pairs[] = {
	{ PLACE_DOWN, NOTE_LINK_DOWN },
	{ PLACE_MTU_BELOW, NOTE_MTU },
	{ PLACE_NO_WAY_OUT, NOTE_NO_WAY_OUT },
	{ PLACE_WAY_OUT_DOWN, NOTE_WAY_OUT_DOWN },
	{ PLACE_WAITING, NOTE_WAITING },
};
#define PAIRS (sizeof(pairs) / sizeof(pairs[0]))

void spot_clear(struct lease *lease)
{
	for (size_t i = 0; i < PAIRS; i++)
		(void)notes_set(lease, pairs[i].note, false);
}

/* The policy's mtu counts, and not that of a bridge that is low anyway. */
static unsigned int mtu_of(const struct state *state, const struct lease *lease,
			   const struct place_facts *place)
{
	return lease->mtu == place->mtu && lease->mtu < place->ports.mtu
		       ? today_mtu(state, lease)
		       : 0;
}

static void tell(struct spot *spot, size_t pair, const char *text)
{
	const enum place_fact fact = pairs[pair].fact;
	const uint64_t now = clock_seconds();

	if (spot->told[fact] && now + 1 - spot->told[fact] < TOLD_SECONDS)
		return;
	spot->told[fact] = now + 1;
	log_warning("place: link=%s note=%s: %s", spot->place.name.s,
		    note_name(pairs[pair].note), text);
}

void spot_judge(const struct state *state, struct spot *spot,
		struct lease *lease)
{
	const struct place_device device = {
		.is_waiting = lease->noted.is_waiting && spot->place.delay > 0,
		.mtu = mtu_of(state, lease, &spot->place),
	};
	char text[PLACE_TEXT_SIZE];

	lease->noted.place = spot->place;
	for (size_t i = 0; i < PAIRS; i++) {
		const enum place_state found =
			place_say(pairs[i].fact, &spot->place, &device, text);

		if (notes_set(lease, pairs[i].note, found == PLACE_WRONG))
			audit_noted(lease, pairs[i].note, text);
		if (found != PLACE_WRONG)
			continue;
		if (!((spot->was | spot->wrong) & (1u << pairs[i].fact)))
			tell(spot, i, text);
		spot->wrong |= 1u << pairs[i].fact;
	}
}
