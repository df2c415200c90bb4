/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * news.c - all events in one list, and the same by user.
 */
#include "daemon/news/news.h"

#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#define BUCKETS 256

/* The order of the events of a view.  Their numbers begin with 1. */
struct order {
	uint64_t epoch;
	uint64_t last; /* the number of the last event */
};

struct item {
	TAILQ_ENTRY(item) all, own;
	struct user *user;
	uint64_t n_all, n_own; /* its numbers */
	struct vmtap_proto_event event;
};

TAILQ_HEAD(items, item);

struct user {
	TAILQ_ENTRY(user) entry;
	LIST_ENTRY(user) bucket;
	uid_t uid;
	struct order order;
	unsigned int n;
	struct items items;
};

static struct {
	struct order order;
	uint64_t epochs; /* the last one */
	unsigned int n, n_users;
	struct items items;
	TAILQ_HEAD(users, user) users;
	LIST_HEAD(bucket, user) buckets[BUCKETS];
	void (*wake)(void *data);
	void *data;
} news = {
	.items = TAILQ_HEAD_INITIALIZER(news.items),
	.users = TAILQ_HEAD_INITIALIZER(news.users),
};

/* ---- what is kept ----------------------------------------------------- */

static void forget(struct item *item)
{
	TAILQ_REMOVE(&news.items, item, all);
	TAILQ_REMOVE(&item->user->items, item, own);
	item->user->n--;
	news.n--;
	free(item);
}

static void forget_user(struct user *user)
{
	while (!TAILQ_EMPTY(&user->items))
		forget(TAILQ_FIRST(&user->items));
	TAILQ_REMOVE(&news.users, user, entry);
	LIST_REMOVE(user, bucket);
	news.n_users--;
	free(user);
}

/* The user who has the fewest events, or the most. */
static struct user *find_user(bool is_most)
{
	struct user *user, *found = TAILQ_FIRST(&news.users);

	TAILQ_FOREACH (user, &news.users, entry)
		if (is_most ? user->n > found->n : user->n < found->n)
			found = user;
	return found;
}

static struct user *user_of(uid_t uid)
{
	struct user *user;

	LIST_FOREACH(user, &news.buckets[uid % BUCKETS], bucket)
	if (user->uid == uid)
		return user;
	return NULL;
}

static struct user *make_user(uid_t uid)
{
	struct user *user = user_of(uid);

	if (user)
		return user;
	if (news.n_users == NEWS_USERS_MAX)
		forget_user(find_user(false));
	user = calloc(1, sizeof(*user));
	if (!user)
		return NULL;
	user->uid = uid;
	user->order.epoch = ++news.epochs;
	TAILQ_INIT(&user->items);
	TAILQ_INSERT_TAIL(&news.users, user, entry);
	LIST_INSERT_HEAD(&news.buckets[uid % BUCKETS], user, bucket);
	news.n_users++;
	return user;
}

static void make_room(const struct user *user)
{
	if (user->n == NEWS_EACH)
		forget(TAILQ_FIRST(&user->items));
	else if (news.n == NEWS_MAX)
		forget(TAILQ_FIRST(&find_user(true)->items));
}

/* An item without memory leaves a gap in the numbers. */
static void keep(struct user *user, const struct vmtap_proto_event *event)
{
	struct item *item;

	user->order.last++;
	make_room(user);
	item = malloc(sizeof(*item));
	if (!item)
		return;
	item->user = user;
	item->n_all = news.order.last;
	item->n_own = user->order.last;
	item->event = *event;
	TAILQ_INSERT_TAIL(&news.items, item, all);
	TAILQ_INSERT_TAIL(&user->items, item, own);
	user->n++;
	news.n++;
}

void news_add(const struct vmtap_proto_event *event)
{
	struct user *user = make_user(event->uid);

	news.order.last++;
	if (user)
		keep(user, event);
	if (news.wake)
		news.wake(news.data);
}

void news_begin(uint64_t epoch)
{
	news.epochs = epoch;
	news.order = (struct order){ .epoch = epoch };
}

void news_clear(void)
{
	while (!TAILQ_EMPTY(&news.users))
		forget_user(TAILQ_FIRST(&news.users));
}

void news_call(void (*wake)(void *data), void *data)
{
	news.wake = wake;
	news.data = data;
}

/* ---- what is told ----------------------------------------------------- */

static uint64_t number_of(const struct news_view *view, const struct item *item)
{
	return view->is_all ? item->n_all : item->n_own;
}

static struct item *last_of(const struct news_view *view,
			    const struct user *user)
{
	return view->is_all ? TAILQ_LAST(&news.items, items)
			    : TAILQ_LAST(&user->items, items);
}

static struct item *before(const struct news_view *view, struct item *item)
{
	return view->is_all ? TAILQ_PREV(item, items, all)
			    : TAILQ_PREV(item, items, own);
}

static struct item *behind(const struct news_view *view, struct item *item)
{
	return view->is_all ? TAILQ_NEXT(item, all) : TAILQ_NEXT(item, own);
}

static bool is_present(const struct vmtap_proto_cursor *cursor)
{
	return cursor->epoch == 0 && cursor->number == 0;
}

/* Does the cursor stand in this order? */
static bool is_in(const struct order *order,
		  const struct vmtap_proto_cursor *cursor)
{
	return cursor->epoch == order->epoch && cursor->number <= order->last;
}

bool news_has(const struct news_view *view,
	      const struct vmtap_proto_cursor *after)
{
	const struct user *user = view->is_all ? NULL : user_of(view->uid);
	const struct order *order = user ? &user->order : &news.order;

	return (!user && !view->is_all) || !is_in(order, after) ||
	       after->number < order->last;
}

/* The first event behind number.  Clients mostly ask for the last ones. */
static struct item *first_after(const struct news_view *view,
				const struct user *user, uint64_t number)
{
	struct item *item = last_of(view, user), *found = NULL;

	while (item && number_of(view, item) > number) {
		found = item;
		item = before(view, item);
	}
	return found;
}

static struct vmtap_proto_event *add(struct reply *reply, uint64_t epoch,
				     uint64_t number)
{
	struct vmtap_proto_event *record = reply_add(reply);

	if (record)
		record->cursor = (struct vmtap_proto_cursor){ epoch, number };
	return record;
}

/* Events up to number are lost: that many, or 0, if that is not known.  False if
 * the reply is full. */
static bool add_lost(struct reply *reply, uint64_t epoch, uint64_t number,
		     uint64_t count)
{
	struct vmtap_proto_event *record = add(reply, epoch, number);

	if (!record)
		return false;
	record->flags = VMTAP_PROTO_E_LOST;
	record->count = count < UINT32_MAX ? (uint32_t)count : UINT32_MAX;
	strcpy(record->name, "lost");
	return true;
}

static bool add_item(struct reply *reply, uint64_t epoch, uint64_t number,
		     const struct item *item)
{
	struct vmtap_proto_event *record = add(reply, epoch, number);
	struct vmtap_proto_cursor cursor;

	if (!record)
		return false;
	cursor = record->cursor;
	*record = item->event;
	record->cursor = cursor;
	return true;
}

/* All behind number, each gap as one event. */
static bool add_all(const struct news_view *view, const struct user *user,
		    const struct order *order, uint64_t number,
		    struct reply *reply)
{
	struct item *item = first_after(view, user, number);

	for (; item; item = behind(view, item)) {
		const uint64_t next = number_of(view, item);

		if (next > number + 1 &&
		    !add_lost(reply, order->epoch, next - 1, next - number - 1))
			return false;
		if (!add_item(reply, order->epoch, next, item))
			return false;
		number = next;
	}
	return number == order->last ||
	       add_lost(reply, order->epoch, order->last, order->last - number);
}

bool news_tell(const struct news_view *view,
	       const struct vmtap_proto_cursor *after, struct reply *reply)
{
	const struct user *user = view->is_all ? NULL : make_user(view->uid);
	const struct order *order = user ? &user->order : &news.order;

	if (!user && !view->is_all)
		return add_lost(reply, after->epoch, after->number, 0);
	if (is_present(after)) {
		(void)add(reply, order->epoch, order->last);
		return true;
	}
	if (is_in(order, after))
		return add_all(view, user, order, after->number, reply);
	/* the cursor is of another daemon, or of a user who was forgotten */
	return add_lost(reply, order->epoch, 0, 0) &&
	       add_all(view, user, order, 0, reply);
}
