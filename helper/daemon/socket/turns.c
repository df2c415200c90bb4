/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "daemon/socket/turns.h"

#include <errno.h>
#include <stdlib.h>

struct turn_user {
	TAILQ_ENTRY(turn_user) entry;
	struct turn_list waiting; /* in order of arrival */
	uid_t uid;
	unsigned int n; /* connections */
};

void turns_init(struct turns *turns)
{
	TAILQ_INIT(&turns->waiting);
	TAILQ_INIT(&turns->resting);
}

static struct turn_user *find_in(const struct turn_users *users, uid_t uid)
{
	struct turn_user *user;

	TAILQ_FOREACH (user, users, entry)
		if (user->uid == uid)
			break;
	return user;
}

static struct turn_user *find(const struct turns *turns, uid_t uid)
{
	struct turn_user *user = find_in(&turns->waiting, uid);

	return user ? user : find_in(&turns->resting, uid);
}

static bool is_resting(const struct turn_user *user)
{
	return TAILQ_EMPTY(&user->waiting);
}

int turns_join(struct turns *turns, uid_t uid, struct turn *turn)
{
	struct turn_user *user = find(turns, uid);

	if (!user) {
		user = calloc(1, sizeof(*user));
		if (!user)
			return -ENOMEM;
		user->uid = uid;
		TAILQ_INIT(&user->waiting);
		TAILQ_INSERT_TAIL(&turns->resting, user, entry);
	}
	user->n++;
	turn->user = user;
	turn->is_waiting = false;
	return 0;
}

/* turn waits no longer; its user goes to the end, or rests. */
static void take_out(struct turns *turns, struct turn *turn)
{
	struct turn_user *user = turn->user;

	turn->is_waiting = false;
	TAILQ_REMOVE(&user->waiting, turn, entry);
	TAILQ_REMOVE(&turns->waiting, user, entry);
	if (is_resting(user))
		TAILQ_INSERT_TAIL(&turns->resting, user, entry);
	else
		TAILQ_INSERT_TAIL(&turns->waiting, user, entry);
}

void turns_leave(struct turns *turns, struct turn *turn)
{
	struct turn_user *user = turn->user;

	if (turn->is_waiting)
		take_out(turns, turn);
	if (--user->n > 0)
		return;
	TAILQ_REMOVE(&turns->resting, user, entry);
	free(user);
}

int turns_move(struct turns *turns, uid_t uid, struct turn *turn)
{
	const bool is_waiting = turn->is_waiting;
	struct turn place;
	int r = turns_join(turns, uid, &place);

	if (r < 0)
		return r;
	turns_leave(turns, turn);
	turn->user = place.user;
	if (is_waiting)
		turns_wait(turns, turn);
	return 0;
}

unsigned int turns_count(const struct turns *turns, uid_t uid)
{
	const struct turn_user *user = find(turns, uid);

	return user ? user->n : 0;
}

void turns_wait(struct turns *turns, struct turn *turn)
{
	struct turn_user *user = turn->user;

	if (turn->is_waiting)
		return;
	if (is_resting(user)) {
		TAILQ_REMOVE(&turns->resting, user, entry);
		TAILQ_INSERT_TAIL(&turns->waiting, user, entry);
	}
	turn->is_waiting = true;
	TAILQ_INSERT_TAIL(&user->waiting, turn, entry);
}

struct turn *turns_next(struct turns *turns)
{
	struct turn_user *user = TAILQ_FIRST(&turns->waiting);
	struct turn *turn = user ? TAILQ_FIRST(&user->waiting) : NULL;

	if (turn)
		take_out(turns, turn);
	return turn;
}

bool turns_are_over(const struct turns *turns)
{
	return TAILQ_EMPTY(&turns->waiting);
}
