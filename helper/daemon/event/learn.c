/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * learn.c - what bridges announce, to addresses of leases.  Whether a guest may
 * have an address says policy/retain.c; how it is kept to it, link/fence/port.c.
 *
 * Who sends in the guest's name sends as many addresses as it likes.  What that
 * costs is bounded: events are read a few at a time, those that do not fit into
 * the socket are lost, and after LEASE_REFUSALS_MAX addresses the port is shut,
 * which ends the events, too.  So it is after LEASE_REPEATS_MAX frames of the same
 * few.  After a loss each port is looked at once, in turn, for a tenth of the time
 * at most.
 */
#include "daemon/event/learn.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>

#include "common/clock.h"
#include "daemon/event/loop.h"
#include "daemon/event/pinned.h"
#include "daemon/lease/revoke.h"
#include "daemon/log/log.h"
#include "link/device.h"
#include "link/fence/attach.h"
#include "link/fence/port.h"
#include "link/inuse.h"
#include "link/rtnl/rtnl-fdb.h"

struct learn {
	const struct state *state;
	struct rtnl_events *monitor;
	struct event *events;
	struct event *again; /* timer: events were lost, look at the ports */
	unsigned int turn; /* ifindex of the port that was looked at last */
};

#define LOSS_US 100000 /* after the first loss */
#define LOOK_US 5000 /* at a time, or one port if that takes longer */
#define LOOK_PAUSE 10 /* times as long as it took */

/* ---- one address ------------------------------------------------------ */

/* Why the guest may not have the address; NULL: it may. */
static const char *refusal_of(const struct state *state,
			      const struct lease *lease,
			      const struct rtnl_fdb *fdb,
			      struct decision *ret_decision)
{
	const struct inuse_place place = {
		.kind = lease->facts.kind,
		.link = lease->link,
		.ifindex = lease->link_ifindex,
		.fence = &ret_decision->fence,
		.vlan = fdb->vlan,
		.port = lease->ifindex,
	};
	const struct lladdr *lladdr = &fdb->lladdr;
	struct holder holder = { .inuse = INUSE_NOT };
	const char *why;

	if (!lladdr_is_station(lladdr))
		return "no station has such an address";
	why = revoke_refuse_learning(state, lease, lladdr, ret_decision);
	if (why)
		return why;
	if (pinned_owner(state->leases, lease, lladdr))
		return "another device on this bridge has it";
	if (inuse_find(state->host->rtnl, &place, lladdr, &holder) < 0)
		return "it is not certain that nobody has it";
	if (holder.inuse != INUSE_NOT)
		return "another station of this bridge has it";
	return NULL;
}

static int pin(const struct state *state, struct lease *lease,
	       const struct lladdr *lladdr, struct error *err)
{
	struct facts facts = lease->facts;
	char alias[RTNL_ALIAS_MAX + 1];
	int r;

	facts.guest = GUEST_LEARNED;
	facts.lladdr = *lladdr;
	device_mark(state->host->instance, &facts, alias);
	r = port_pin(state->host->rtnl, lease->ifindex, lladdr, alias);
	if (r < 0)
		return error_set(err, VMTAP_E_HOST, -r, "%s", strerror(-r));
	lease->facts = facts;
	lease->bridge_entry = LEASE_ENTRY_SET;
	return 0;
}

static void shut(const struct state *state, struct lease *lease,
		 const char *why)
{
	int r = port_close(state->host->rtnl, lease->ifindex);

	lease->facts.guest = GUEST_UNKNOWN;
	log_lease(lease->facts.uid, LOG_WARNING,
		  "shut: device=%s uid=%u: %s; it may send nothing more%s%s",
		  lease->ifname.s, lease->facts.uid, why,
		  r < 0 ? ", but the port cannot be locked: " : "",
		  r < 0 ? strerror(-r) : "");
}

static bool was_refused(const struct lease *lease, const struct lladdr *lladdr)
{
	for (unsigned int i = 0; i < lease->learn.refusals; i++)
		if (lladdr_equal(&lease->learn.refused[i], lladdr))
			return true;
	return false;
}

/* Each frame of a refused address costs us a message: so they are counted. */
static bool does_not_stop(struct lease *lease)
{
	const uint64_t now = clock_seconds();

	if (now - lease->learn.repeats_since >= LEASE_REPEATS_SECONDS) {
		lease->learn.repeats_since = now;
		lease->learn.repeats = 0;
	}
	return ++lease->learn.repeats > LEASE_REPEATS_MAX;
}

/* A waiting entry keeps whoever may have the address out: their locked port drops
 * what has an entry at another one, and says nothing. */
static void forget(const struct state *state, const struct lease *lease,
		   const struct rtnl_fdb *fdb)
{
	int r = port_forget_station(state->host->rtnl, lease->ifindex,
				    &fdb->lladdr, fdb->vlan);

	if (r < 0 && r != -ENODEV)
		log_error(
			"device %s: an address that was refused stays in the bridge: %s",
			lease->ifname.s, strerror(-r));
}

/*
 * Not locked: the bridge has let the address in by itself.  It does without MAB,
 * and then no other address is tried, for the port would have to stay open; and
 * with MAB, if the frame was to one of the bridge's own groups (01:80:c2:..,
 * br_handle_local_finish() in net/bridge/br_input.c), as no honest guest begins.
 */
static void refuse(const struct state *state, struct lease *lease,
		   const struct rtnl_fdb *fdb, const char *text,
		   const char *why)
{
	bool is_repeated = was_refused(lease, &fdb->lladdr);

	if (!is_repeated) {
		log_client(lease->facts.uid,
			   "refused: device=%s uid=%u address=%s: %s",
			   lease->ifname.s, lease->facts.uid, text, why);
		lease->learn.refused[lease->learn.refusals++] = fdb->lladdr;
	}
	/* whoever is shut has no entry left */
	if (!fdb->is_locked)
		shut(state, lease,
		     "an address was refused that the bridge had let in");
	else if (lease->learn.refusals >= LEASE_REFUSALS_MAX)
		shut(state, lease, "too many addresses were refused");
	else if (is_repeated && does_not_stop(lease))
		shut(state, lease,
		     "it goes on with addresses that were refused");
	else
		forget(state, lease, fdb);
}

static void consider(const struct state *state, struct lease *lease,
		     const struct rtnl_fdb *fdb)
{
	struct decision decision;
	struct error err;
	char text[LLADDR_TEXT_SIZE];
	const char *why = refusal_of(state, lease, fdb, &decision);
	int r;

	lladdr_format(&fdb->lladdr, text);
	if (why) {
		refuse(state, lease, fdb, text, why);
		return;
	}
	/* whatever a network says by now: the device was granted with it */
	decision.fence.filters |= FENCE_MAC;
	/* the filter first: it knows the address before that may pass */
	r = filter_replace(state->host->rtnl, lease->facts.kind, lease->ifindex,
			   &decision.fence, &fdb->lladdr, &err);
	if (r == 0)
		r = pin(state, lease, &fdb->lladdr, &err);
	if (r < 0) {
		log_lease(lease->facts.uid, LOG_ERR,
			  "device=%s: the address %s cannot be pinned: %s",
			  lease->ifname.s, text, err.text);
		shut(state, lease, "its address is not certain");
		return;
	}
	log_lease(lease->facts.uid, LOG_INFO,
		  "learned: device=%s uid=%u network=%s vm=%s address=%s",
		  lease->ifname.s, lease->facts.uid, lease->facts.network.s,
		  lease->facts.vm.s[0] ? lease->facts.vm.s : "-", text);
}

/* ---- events ----------------------------------------------------------- */

static void on_entry(const struct rtnl_fdb *fdb, void *data)
{
	const struct state *state = ((struct learn *)data)->state;
	struct lease *lease = lease_numbered(state->leases, fdb->ifindex);

	if (lease && fdb->is_gone)
		pinned_suspect(lease);
	if (fdb->is_set || fdb->is_gone)
		return;
	if (lease && lease->facts.guest == GUEST_LEARNING &&
	    lease->state == LEASE_LIVE)
		consider(state, lease, fdb);
}

/* Kept until the dump is over, for what follows is said over the same socket;
 * of more than can be refused nobody asks. */
struct dumped {
	size_t n;
	struct rtnl_fdb entries[LEASE_REFUSALS_MAX];
};

static int on_dumped(const struct rtnl_fdb *fdb, void *data)
{
	struct dumped *dumped = data;

	if (!fdb->is_set && dumped->n < LEASE_REFUSALS_MAX)
		dumped->entries[dumped->n++] = *fdb;
	return 0;
}

static void look_at(struct learn *learn, struct lease *lease)
{
	const struct state *state = learn->state;
	struct dumped dumped = { 0 };
	int r = rtnl_fdb_dump(state->host->rtnl, lease->ifindex, on_dumped,
			      &dumped);

	lease->learn.is_unheard = false;
	for (size_t i = 0; i < dumped.n; i++)
		on_entry(&dumped.entries[i], learn);
	if (r < 0)
		log_error("what %s sent cannot be listed: %s", lease->ifname.s,
			  strerror(-r));
}

/* Round and round, so that everybody's turn comes.  NULL: nobody is left. */
static struct lease *next_unheard(struct learn *learn)
{
	struct lease *lease, *next = NULL, *first = NULL;

	TAILQ_FOREACH (lease, &learn->state->leases->all, entry) {
		if (!lease->learn.is_unheard ||
		    lease->facts.guest != GUEST_LEARNING ||
		    lease->state != LEASE_LIVE)
			continue;
		if (!first || lease->ifindex < first->ifindex)
			first = lease;
		if (lease->ifindex > learn->turn &&
		    (!next || lease->ifindex < next->ifindex))
			next = lease;
	}
	next = next ? next : first;
	learn->turn = next ? next->ifindex : learn->turn;
	return next;
}

/*
 * For each port the kernel walks through all that the bridge knows, and how much
 * that is, others decide: so a few ports at a time, and then a pause that is
 * longer the longer it took.
 */
static void look_again(evutil_socket_t fd, short what, void *data)
{
	const uint64_t began = clock_us();
	struct learn *learn = data;
	struct timeval pause = { 0 };
	uint64_t took = 0;
	struct lease *lease;

	(void)fd;
	(void)what;
	while (took < LOOK_US && (lease = next_unheard(learn)) != NULL) {
		look_at(learn, lease);
		took = clock_us() - began;
	}
	if (took == 0)
		return; /* nobody was left */
	took *= LOOK_PAUSE;
	pause.tv_sec = (time_t)(took / 1000000);
	pause.tv_usec = (suseconds_t)(took % 1000000);
	(void)evtimer_add(learn->again, &pause);
}

static void doubt_all(struct learn *learn, suseconds_t us)
{
	const struct timeval wait = { .tv_usec = us };
	struct lease *lease;

	TAILQ_FOREACH (lease, &learn->state->leases->all, entry)
		lease->learn.is_unheard = lease->facts.guest == GUEST_LEARNING;
	/* once more would put it off, and so for ever */
	if (!evtimer_pending(learn->again, NULL))
		(void)evtimer_add(learn->again, &wait);
}

void learn_look(struct learn *learn)
{
	doubt_all(learn, 0);
}

static void ready(evutil_socket_t fd, short what, void *data)
{
	struct learn *learn = data;
	int r = rtnl_fdb_monitor_read(learn->monitor, on_entry, learn);

	(void)fd;
	(void)what;
	if (r == -ENOBUFS) {
		/* who makes so many is soon shut; the others are asked then */
		doubt_all(learn, LOSS_US);
		pinned_doubt(learn->state->leases);
	} else if (r < 0) {
		log_error("announcements of bridges cannot be read: %s",
			  strerror(-r));
	}
	pinned_renew(learn->state);
}

/* ---- start and stop --------------------------------------------------- */

int learn_start(struct state *state, struct error *err)
{
	struct learn *learn = calloc(1, sizeof(*learn));
	int r;

	(void)err;
	if (!learn)
		return -ENOMEM;
	state->learn = learn;
	learn->state = state;
	r = rtnl_fdb_monitor_open(&learn->monitor);
	if (r == 0)
		r = loop_listen(state->base, rtnl_events_fd(learn->monitor),
				ready, learn, &learn->events);
	if (r == 0)
		r = loop_timer(state->base, look_again, learn, &learn->again);
	return r;
}

void learn_stop(struct state *state)
{
	struct learn *learn = state->learn;

	if (!learn)
		return;
	loop_forget(learn->events);
	loop_forget(learn->again);
	rtnl_events_close(learn->monitor);
	free(learn);
	state->learn = NULL;
}
