/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * backlog.c - the lanes of users.  Each choice walks all lanes: there are as
 * many as users whose devices end at this moment.
 */
#include "daemon/lease/backlog.h"

#include <errno.h>
#include <stdlib.h>

/*
 * Copies of descriptors that were just granted come before what is left of
 * devices that are gone.  The end of a device goes unnoticed while its copies
 * are open.  And a copy that is closed before the client closes its own is not
 * the last one, so its close does not sleep.
 */
struct lane {
	TAILQ_ENTRY(lane) entry;
	uid_t uid;
	struct jobs links, copies, rest;
	uint64_t links_turn, open_turn; /* the smallest has waited longest */
	size_t n_jobs; /* also those whose links are ending */
	size_t n_open; /* descriptors that wait or are being closed */
	unsigned int n_closers; /* now */
};

void backlog_init(struct backlog *backlog, unsigned int closers_each)
{
	*backlog = (struct backlog){ .closers_each = closers_each };
	TAILQ_INIT(&backlog->lanes);
}

bool backlog_is_empty(const struct backlog *backlog)
{
	return TAILQ_EMPTY(&backlog->lanes);
}

bool backlog_has(const struct backlog *backlog,
		 bool (*concerns)(uid_t uid, const void *data),
		 const void *data)
{
	const struct lane *lane;

	TAILQ_FOREACH (lane, &backlog->lanes, entry)
		if (concerns(lane->uid, data))
			return true;
	return false;
}

/* ---- lanes ------------------------------------------------------------ */

/* A new lane has the last turn: a user who comes again and again must not come
 * before users who wait. */
static struct lane *make_lane(struct backlog *backlog, uid_t uid)
{
	struct lane *lane = calloc(1, sizeof(*lane));

	if (!lane)
		return NULL;
	lane->uid = uid;
	lane->links_turn = lane->open_turn = ++backlog->turn;
	STAILQ_INIT(&lane->links);
	STAILQ_INIT(&lane->copies);
	STAILQ_INIT(&lane->rest);
	TAILQ_INSERT_TAIL(&backlog->lanes, lane, entry);
	return lane;
}

static struct lane *lane_of(struct backlog *backlog, uid_t uid)
{
	struct lane *lane;

	TAILQ_FOREACH (lane, &backlog->lanes, entry)
		if (lane->uid == uid)
			return lane;
	return make_lane(backlog, uid);
}

static void drop_lane_if_done(struct backlog *backlog, struct lane *lane)
{
	if (lane->n_jobs > 0 || lane->n_open > 0)
		return;
	TAILQ_REMOVE(&backlog->lanes, lane, entry);
	free(lane);
}

/* ---- jobs ------------------------------------------------------------- */

static bool has_link_to_end(const struct device *device)
{
	return device->has_link || device->lower_down;
}

static unsigned int count_fds(const struct device *device)
{
	return device->n_fds + (device->sentry >= 0);
}

static void end_job(struct backlog *backlog, struct job *job)
{
	struct lane *lane = job->lane;

	free(job);
	lane->n_jobs--;
	drop_lane_if_done(backlog, lane);
}

static size_t counted(const struct lane *lane)
{
	return lane->n_open < BACKLOG_OPEN_EACH ? lane->n_open
						: BACKLOG_OPEN_EACH;
}

static void set_open(struct backlog *backlog, struct lane *lane, size_t n_open)
{
	backlog->n_open -= lane->n_open;
	backlog->n_counted -= counted(lane);
	lane->n_open = n_open;
	backlog->n_open += lane->n_open;
	backlog->n_counted += counted(lane);
}

static void put(struct backlog *backlog, struct job *job)
{
	const struct device *device = &job->device;
	struct lane *lane = job->lane;

	if (has_link_to_end(device)) {
		STAILQ_INSERT_TAIL(&lane->links, job, entry);
		backlog->n_links++;
		return;
	}
	if (count_fds(device) == 0) {
		end_job(backlog, job);
		return;
	}
	set_open(backlog, lane, lane->n_open + count_fds(device));
	backlog->n_waiting += count_fds(device);
	if (device->n_fds > 0)
		STAILQ_INSERT_TAIL(&lane->copies, job, entry);
	else
		STAILQ_INSERT_TAIL(&lane->rest, job, entry);
}

int backlog_add(struct backlog *backlog, uid_t uid, const struct device *device)
{
	struct job *job = calloc(1, sizeof(*job));
	struct lane *lane = job ? lane_of(backlog, uid) : NULL;

	if (!lane) {
		free(job);
		return -ENOMEM;
	}
	job->lane = lane;
	job->device = *device;
	lane->n_jobs++;
	put(backlog, job);
	return 0;
}

void backlog_give_back(struct backlog *backlog, struct job *job)
{
	put(backlog, job);
}

/* ---- links ------------------------------------------------------------ */

static bool may_link_end(const struct backlog *backlog, const struct lane *lane)
{
	size_t most = backlog->n_counted < BACKLOG_OPEN_MAX ? BACKLOG_OPEN_EACH
							    : 1;

	return !STAILQ_EMPTY(&lane->links) && lane->n_open < most;
}

static struct lane *next_with_link(const struct backlog *backlog)
{
	struct lane *lane, *next = NULL;

	TAILQ_FOREACH (lane, &backlog->lanes, entry)
		if (may_link_end(backlog, lane) &&
		    (!next || lane->links_turn < next->links_turn))
			next = lane;
	return next;
}

size_t backlog_take_links(struct backlog *backlog, struct job **ret_jobs,
			  size_t max)
{
	struct lane *lane;
	size_t n = 0;

	while (n < max && (lane = next_with_link(backlog)) != NULL) {
		struct job *job = STAILQ_FIRST(&lane->links);

		STAILQ_REMOVE_HEAD(&lane->links, entry);
		backlog->n_links--;
		lane->links_turn = ++backlog->turn;
		ret_jobs[n++] = job;
	}
	return n;
}

/* ---- descriptors ------------------------------------------------------ */

static bool may_close(const struct backlog *backlog, const struct lane *lane)
{
	return lane->n_closers < backlog->closers_each &&
	       (!STAILQ_EMPTY(&lane->copies) || !STAILQ_EMPTY(&lane->rest));
}

static struct lane *next_to_close(const struct backlog *backlog)
{
	struct lane *lane, *next = NULL;

	TAILQ_FOREACH (lane, &backlog->lanes, entry)
		if (may_close(backlog, lane) &&
		    (!next || lane->open_turn < next->open_turn))
			next = lane;
	return next;
}

static int take_fd_of(struct device *device)
{
	int fd = device->sentry;

	if (device->n_fds > 0)
		return device->fds[--device->n_fds];
	device->sentry = -EBADF;
	return fd;
}

bool backlog_take_fd(struct backlog *backlog, struct closing *ret_closing)
{
	struct lane *lane = next_to_close(backlog);
	struct jobs *jobs;
	struct job *job;

	if (!lane)
		return false;
	jobs = STAILQ_EMPTY(&lane->copies) ? &lane->rest : &lane->copies;
	job = STAILQ_FIRST(jobs);
	lane->open_turn = ++backlog->turn;
	lane->n_closers++;
	backlog->n_waiting--;
	*ret_closing = (struct closing){
		.lane = lane,
		.fd = take_fd_of(&job->device),
	};
	if (count_fds(&job->device) == 0) {
		STAILQ_REMOVE_HEAD(jobs, entry);
		end_job(backlog, job); /* n_open keeps the lane */
	}
	return true;
}

void backlog_closed(struct backlog *backlog, const struct closing *closing)
{
	struct lane *lane = closing->lane;

	lane->n_closers--;
	set_open(backlog, lane, lane->n_open - 1);
	drop_lane_if_done(backlog, lane);
}
