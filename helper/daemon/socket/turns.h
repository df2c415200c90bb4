/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * turns.h - whose request is served next.  Users take turns: a user with many
 * busy connections has one request served, and then each other user who waits
 * has one.  So the wait of a user grows with the number of other users, but not
 * with the number of their connections.
 */
#ifndef VMTAP_TURNS_H
#define VMTAP_TURNS_H

#include <stdbool.h>
#include <sys/queue.h>
#include <sys/types.h>

struct turn_user;

/* A connection's. */
struct turn {
	TAILQ_ENTRY(turn) entry;
	struct turn_user *user;
	bool is_waiting; /* the connection may have a request */
	void *data; /* the caller's */
};

TAILQ_HEAD(turn_list, turn);
TAILQ_HEAD(turn_users, turn_user);

struct turns {
	struct turn_users waiting; /* users, the next one first */
	struct turn_users resting; /* users with connections, none of which
				    * waits */
};

void turns_init(struct turns *turns);

/* A connection of uid begins, and ends.  -ENOMEM. */
int turns_join(struct turns *turns, uid_t uid, struct turn *turn);
void turns_leave(struct turns *turns, struct turn *turn);

/* The connection counts as one of uid from now on.  -ENOMEM: it does not. */
int turns_move(struct turns *turns, uid_t uid, struct turn *turn);

/* How many connections uid has. */
unsigned int turns_count(const struct turns *turns, uid_t uid);

/* The connection may have a request: let it wait for its turn. */
void turns_wait(struct turns *turns, struct turn *turn);

/* The connection whose turn it is; it waits no longer.  NULL: none waits. */
struct turn *turns_next(struct turns *turns);
bool turns_are_over(const struct turns *turns);

#endif
