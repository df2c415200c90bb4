/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * repair.c - finds all that is wrong with a device, and then sets it again in an
 * order in which no frame passes before its fence.
 */
#include "daemon/again/repair.h"

#include <errno.h>
#include <net/if.h>
#include <string.h>

#include "common/clock.h"
#include "common/kind.h"
#include "daemon/again/place.h"
#include "daemon/lease/expire.h"
#include "daemon/log/audit.h"
#include "daemon/notes/notes.h"
#include "link/fence/qos.h"

enum wrong {
	WRONG_BRIDGE = 1 << 0, /* its bridge was made anew */
	WRONG_OFF = 1 << 1, /* it was taken off its bridge */
	WRONG_PORT = 1 << 2, /* flags or VLANs of the port */
	WRONG_RATES = 1 << 3,
	WRONG_DOWN = 1 << 4,
};

static const char *describe(unsigned int wrong)
{
	if (wrong & WRONG_BRIDGE)
		return "its bridge was made anew";
	if (wrong & WRONG_OFF)
		return "another program took it off its bridge";
	if (wrong & WRONG_PORT)
		return "another program changed the settings of its port";
	if (wrong & WRONG_RATES)
		return "another program took its rates away";
	return "another program set the link down";
}

/* ---- what is wrong ----------------------------------------------------- */

/* vmtapd does not change the bridge, which has other ports as well.  The guest
 * keeps its device: it loses nothing by this. */
static void judge_filter(struct lease *lease, const struct again_place *place)
{
	const bool has_vlans =
		lease->again.has_fence &&
		(lease->again.fence.vlan || lease->again.fence.n_vlans);
	const bool has_filter = place->bridge.vlans.has_filter;
	char sentence[NOTES_SENTENCE_SIZE];

	lease->again.filtering = has_filter ? place->bridge.ifindex : 0;
	if (!notes_set(lease, NOTE_NO_VLANS, has_vlans && !has_filter))
		return;
	notes_describe(lease, NOTE_NO_VLANS, sentence);
	audit_event(lease, AUDIT_NO_VLANS, sentence);
}

static unsigned int judge_place(struct lease *lease,
				const struct again_place *place)
{
	if (place->where == WHERE_HOME)
		judge_filter(lease, place);
	lease->again.wrong = place->found.wrong;
	lease->again.has = place->found.has;
	(void)notes_set(lease, NOTE_MOVED, place->where == WHERE_MOVED);
	(void)notes_set(lease, NOTE_NO_BRIDGE, place->where == WHERE_LOST);
	(void)notes_set(lease, NOTE_PORT_DIFFERS,
			place->where == WHERE_MOVED && place->found.wrong != 0);
	switch (place->where) {
	case WHERE_OFF:
		return place->is_anew ? WRONG_BRIDGE : WRONG_OFF;
	case WHERE_HOME:
		return place->found.wrong || place->found.has_wrong_vlans
			       ? WRONG_PORT
			       : 0;
	case WHERE_MOVED:
	case WHERE_LOST:
		break;
	}
	return 0;
}

static bool has_wrong_rates(const struct state *state, struct lease *lease)
{
	bool is_wrong = false;

	if (!lease->again.has_rates || !lease->again.has_fence)
		return false;
	lease->again.has_rates = false;
	(void)qos_compare(state->host->rtnl, lease->facts.kind, lease->ifindex,
			  &lease->again.fence, &is_wrong);
	return is_wrong;
}

static int find_wrong(const struct state *state, struct lease *lease,
		      const struct rtnl_link *link, struct again_place *place,
		      unsigned int *ret_wrong)
{
	unsigned int wrong = link->flags & IFF_UP ? 0 : WRONG_DOWN;
	int r;

	if (kind_of(lease->facts.kind)->is_port) {
		r = place_find(state, lease, link, place);
		if (r < 0)
			return r;
		if (place->where == WHERE_MOVED)
			wrong = 0; /* the administrator sets it up there */
		wrong |= judge_place(lease, place);
	}
	if (has_wrong_rates(state, lease))
		wrong |= WRONG_RATES;
	*ret_wrong = wrong;
	return 0;
}

/* ---- setting it again -------------------------------------------------- */

static int set_up(const struct state *state, const struct lease *lease)
{
	rtnl_begin(state->host->rtnl);
	rtnl_add_up(state->host->rtnl, lease->ifindex);
	return rtnl_commit(state->host->rtnl, NULL);
}

/* A port that was added is down until all else is set. */
static int set_again(const struct state *state, struct lease *lease,
		     const struct again_place *place, unsigned int wrong)
{
	struct error err;
	int r = 0;

	if (wrong & (WRONG_BRIDGE | WRONG_OFF))
		r = place_join(state, lease, place);
	else if (wrong & WRONG_PORT)
		r = place_repair(state, lease, place);
	if (r == 0 && (wrong & WRONG_RATES))
		r = qos_set(state->host->rtnl, lease->facts.kind,
			    lease->ifindex, &lease->again.fence, &err);
	if (r == 0 && (wrong & (WRONG_BRIDGE | WRONG_OFF | WRONG_DOWN)))
		r = set_up(state, lease);
	return r;
}

static void revoke(const struct state *state, struct lease *lease,
		   const char *why)
{
	audit_revoked(lease, "", why);
	expire_lease(state->reaper, state->host, lease);
}

/* False: there were too many. */
static bool count(struct lease *lease, unsigned int wrong)
{
	const uint64_t now = clock_seconds();

	if (now - lease->again.window >= REPAIR_SECONDS) {
		lease->again.window = now;
		lease->again.repairs = 0;
	}
	return (wrong & WRONG_BRIDGE) || lease->again.repairs++ < REPAIRS_MAX;
}

void repair(const struct state *state, struct lease *lease,
	    const struct rtnl_link *link)
{
	struct again_place place;
	unsigned int wrong;

	if (find_wrong(state, lease, link, &place, &wrong) < 0 || wrong == 0)
		return;
	if (!count(lease, wrong)) {
		revoke(state, lease,
		       "another program changes the device, again and again");
		return;
	}
	switch (set_again(state, lease, &place, wrong)) {
	case 0:
		audit_restored(lease, NULL, describe(wrong));
		break;
	case -ENODEV: /* the link or its bridge is gone, and an event tells */
	case -ENETDOWN: /* the lower device is down, and an event tells */
		break;
	default:
		revoke(state, lease,
		       "the device was changed, and cannot be set as it was granted");
		break;
	}
}
