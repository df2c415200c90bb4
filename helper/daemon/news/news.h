/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * news.h - what happened to leases, kept for those who ask (the verb WATCH).
 * audit.c adds each event beside its line of the log.  Pure.
 *
 * A user has room for NEWS_EACH events, and all have room for NEWS_MAX.  If
 * there are more, the oldest of the user who has most is forgotten: nobody
 * pushes out the events of one who has few.
 *
 * A view is what a client may see: the events of one user, or all.  Each view
 * numbers its events by itself, so that gaps tell a client how many of its own
 * were lost, and nothing about others.
 */
#ifndef VMTAP_NEWS_H
#define VMTAP_NEWS_H

#include <stdbool.h>
#include <sys/types.h>

#include "common/wire/reply.h"
#include "vmtap-proto.h"

#define NEWS_MAX 4096 /* events of all users */
#define NEWS_EACH 512 /* of one */
/* Users of whom vmtapd knows how many events they had.  One who has none left
 * may be forgotten, and then is told that events may be lost. */
#define NEWS_USERS_MAX 4096

struct news_view {
	bool is_all;
	uid_t uid; /* else: of this user */
};

/* Call it before the first event.  epoch: above those of all earlier daemons, so
 * that their cursors are known as such. */
void news_begin(uint64_t epoch);
void news_clear(void);

/* Keep a copy of *event, which is event->uid's.  Without memory it counts as
 * lost.  Its cursor does not matter. */
void news_add(const struct vmtap_proto_event *event);

/* Call wake() after each news_add(). */
void news_call(void (*wake)(void *data), void *data);

/* Has anything happened after that cursor, or is it one of another daemon? */
bool news_has(const struct news_view *view,
	      const struct vmtap_proto_cursor *after);

/*
 * Add to reply what happened after the cursor, as much as has room: for a gap an
 * event "lost", and for the cursor zero an event that only tells the present.
 * True: that was all.
 */
bool news_tell(const struct news_view *view,
	       const struct vmtap_proto_cursor *after, struct reply *reply);

#endif
