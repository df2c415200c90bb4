/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * backlog.h - devices that wait for their end.  reaper.c does the work.
 *
 * Each user has a lane, and the lanes take turns.  A user with many devices, or
 * one that gets and drops devices all the time, therefore delays only devices
 * of its own.
 *
 * A device comes to its end in two steps: its link is deleted, and then its
 * descriptors are closed.  A device without a link has only the second.  While
 * the link is there, the lease is, and counts for its user.  Descriptors count
 * for nobody once the link is gone, so there are limits: above them the user's
 * links wait, and so does the user, whose leases are not yet gone.
 *
 * Nothing here makes a system call or takes a lock: reaper.c does both.
 */
#ifndef VMTAP_BACKLOG_H
#define VMTAP_BACKLOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>
#include <sys/types.h>

#include "link/device.h"

/* The links of a user wait while this many of the user's descriptors do. */
#define BACKLOG_OPEN_EACH 512
/* While this many descriptors of all users wait, so do the links of each user
 * of whom one does.  One user alone does not count for so many. */
#define BACKLOG_OPEN_MAX 1024

struct lane;

/* The end of one device. */
struct job {
	STAILQ_ENTRY(job) entry;
	struct lane *lane;
	struct device device;
	unsigned int attempts; /* to delete the link: for reaper.c */
};

STAILQ_HEAD(jobs, job);

struct backlog {
	TAILQ_HEAD(lanes, lane) lanes;
	uint64_t turn; /* the number of the last turn */
	size_t n_links; /* that wait */
	size_t n_waiting; /* descriptors that wait */
	size_t n_open; /* these, and those that are being closed */
	size_t n_counted; /* of these, BACKLOG_OPEN_EACH of a user at most */
	unsigned int closers_each; /* the most that close for one user */
};

/* A descriptor that is being closed. */
struct closing {
	struct lane *lane;
	int fd;
};

void backlog_init(struct backlog *backlog, unsigned int closers_each);

/* Add a device of uid.  Takes over the link, if has_link, and all descriptors,
 * but not without memory (-ENOMEM). */
int backlog_add(struct backlog *backlog, uid_t uid,
		const struct device *device);

/* Nothing waits, and nothing is being worked on. */
bool backlog_is_empty(const struct backlog *backlog);

/* Does anything of a user wait, or is it being worked on, for whom concerns()
 * says true? */
bool backlog_has(const struct backlog *backlog,
		 bool (*concerns)(uid_t uid, const void *data),
		 const void *data);

/* Take up to max jobs whose links (or lower devices) are to end next; 0: none
 * may end now. */
size_t backlog_take_links(struct backlog *backlog, struct job **ret_jobs,
			  size_t max);

/* Give a job back: again if it still has_link or lower_down.  Otherwise its
 * descriptors are next. */
void backlog_give_back(struct backlog *backlog, struct job *job);

/* Take the descriptor that is to be closed next.  False: none may be. */
bool backlog_take_fd(struct backlog *backlog, struct closing *ret_closing);
void backlog_closed(struct backlog *backlog, const struct closing *closing);

#endif
