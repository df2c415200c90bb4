/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/unit.h"

#include <stdio.h>

#include "daemon/news/news.h"

#define EPOCH 1000

static const struct news_view all = { .is_all = true };
static const struct news_view alice = { .uid = 1 }, bob = { .uid = 2 };

static int begin(void **state)
{
	(void)state;
	news_begin(EPOCH);
	return 0;
}

static int clear(void **state)
{
	(void)state;
	news_clear();
	return 0;
}

static void happens(uid_t uid, unsigned int pid)
{
	struct vmtap_proto_event event = {
		.uid = uid,
		.pid = pid,
		.flags = VMTAP_PROTO_E_LEASE,
	};

	(void)snprintf(event.name, sizeof(event.name), "granted");
	news_add(&event);
}

/* What the view tells after *cursor, in one reply: "7 8 lost=3 9".  Moves the
 * cursor. */
static const char *tells(const struct news_view *view,
			 struct vmtap_proto_cursor *cursor)
{
	static char text[8192];
	struct reply reply;
	size_t n = 0;
	bool is_end;

	reply_init(&reply, VMTAP_PROTO_WATCH);
	is_end = news_tell(view, cursor, &reply);
	text[0] = '\0';
	for (size_t i = 0; i < reply.head.records; i++) {
		const struct vmtap_proto_event *event = reply_record(&reply, i);
		const char *blank = i > 0 ? " " : "";

		if (event->flags & VMTAP_PROTO_E_LOST)
			n += (size_t)sprintf(text + n, "%slost=%u", blank,
					     event->count);
		else if (event->flags & VMTAP_PROTO_E_LEASE)
			n += (size_t)sprintf(text + n, "%s%u", blank,
					     event->pid);
		else
			n += (size_t)sprintf(text + n, "%spresent", blank);
		*cursor = event->cursor;
	}
	if (!is_end)
		(void)sprintf(text + n, " more");
	return text;
}

static struct vmtap_proto_cursor present(const struct news_view *view)
{
	struct vmtap_proto_cursor cursor = { 0 };

	assert_string_equal(tells(view, &cursor), "present");
	assert_int_not_equal(cursor.epoch, 0);
	return cursor;
}

static void tells_what_follows(void **state)
{
	struct vmtap_proto_cursor cursor, before;

	(void)state;
	happens(1, 10);
	cursor = present(&alice);
	assert_false(news_has(&alice, &cursor));
	assert_string_equal(tells(&alice, &cursor), "");
	happens(1, 11);
	happens(1, 12);
	assert_true(news_has(&alice, &cursor));
	before = cursor;
	assert_string_equal(tells(&alice, &cursor), "11 12");
	assert_false(news_has(&alice, &cursor));
	assert_string_equal(tells(&alice, &before), "11 12");
	happens(1, 13);
	assert_string_equal(tells(&alice, &cursor), "13");
}

/* Neither an event of another user nor its number. */
static void tells_nothing_of_others(void **state)
{
	struct vmtap_proto_cursor a, b, root, first;

	(void)state;
	a = first = present(&alice);
	b = present(&bob);
	root = present(&all);
	happens(2, 20);
	assert_false(news_has(&alice, &a));
	assert_true(news_has(&bob, &b));
	assert_string_equal(tells(&alice, &a), "");
	happens(1, 11);
	happens(2, 21);
	assert_string_equal(tells(&alice, &a), "11");
	assert_int_equal(a.number, first.number + 1);
	assert_string_equal(tells(&bob, &b), "20 21");
	assert_string_equal(tells(&all, &root), "20 11 21");
	/* a cursor of bob's is none of alice's */
	assert_string_equal(tells(&alice, &b), "lost=0 11");
	b = present(&bob);
	b.number = 0;
	assert_string_equal(tells(&alice, &b), "lost=0 11");
}

static void tells_what_was_lost(void **state)
{
	struct vmtap_proto_cursor cursor = present(&alice);
	struct vmtap_proto_cursor root = present(&all);
	char expected[32];

	(void)state;
	for (unsigned int i = 0; i < NEWS_EACH + 5; i++)
		happens(1, i);
	happens(2, 9999);
	assert_true(strncmp(tells(&alice, &cursor), "lost=5 5 6 7 ", 13) == 0);
	/* each event comes once, and each gap */
	for (unsigned int n = 45; n < NEWS_EACH; n += 46) {
		(void)snprintf(expected, sizeof(expected), "%u ", n + 5);
		assert_true(strncmp(tells(&alice, &cursor), expected,
				    strlen(expected)) == 0);
	}
	assert_string_equal(tells(&alice, &cursor), "");
	assert_true(strncmp(tells(&all, &root), "lost=5 5 6 ", 11) == 0);
}

/* One who has many events loses them, and not one who has few. */
static void keeps_what_few_have(void **state)
{
	struct vmtap_proto_cursor cursor, root;

	(void)state;
	cursor = present(&alice);
	happens(1, 11);
	root = present(&all);
	for (unsigned int i = 0; i < NEWS_MAX + 2 * NEWS_EACH; i++)
		happens(100 + i % (NEWS_MAX / NEWS_EACH + 1), i);
	assert_string_equal(tells(&alice, &cursor), "11");
	/* an event that stays between others leaves a gap on both sides */
	root.number--;
	assert_true(strncmp(tells(&all, &root), "11 lost=", 8) == 0);
}

/* Many users are forgotten one by one, and then are told so. */
static void forgets_users(void **state)
{
	struct vmtap_proto_cursor cursor = present(&alice);

	(void)state;
	for (unsigned int i = 0; i < NEWS_USERS_MAX; i++)
		happens(100 + i, i);
	assert_true(news_has(&alice, &cursor));
	assert_string_equal(tells(&alice, &cursor), "lost=0");
	assert_string_equal(tells(&alice, &cursor), "");
	happens(1, 11);
	assert_string_equal(tells(&alice, &cursor), "11");
}

static void knows_other_daemons(void **state)
{
	struct vmtap_proto_cursor cursor, future;

	(void)state;
	happens(1, 10);
	cursor = present(&alice);
	news_clear();
	news_begin(EPOCH + 5000);
	assert_true(news_has(&alice, &cursor));
	assert_string_equal(tells(&alice, &cursor), "lost=0");
	assert_false(news_has(&alice, &cursor));
	happens(1, 11);
	assert_string_equal(tells(&alice, &cursor), "11");
	/* a number that there is not yet */
	future = cursor;
	future.number += 7;
	assert_true(news_has(&alice, &future));
	assert_string_equal(tells(&alice, &future), "lost=0 11");
}

static unsigned int woken;

static void wake(void *data)
{
	(void)data;
	woken++;
}

static void wakes(void **state)
{
	(void)state;
	news_call(wake, NULL);
	happens(1, 1);
	happens(2, 1);
	assert_int_equal(woken, 2);
	news_call(NULL, NULL);
	happens(1, 2);
	assert_int_equal(woken, 2);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, begin, clear)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(tells_what_follows),
		TEST(tells_nothing_of_others),
		TEST(tells_what_was_lost),
		TEST(keeps_what_few_have),
		TEST(forgets_users),
		TEST(knows_other_daemons),
		TEST(wakes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
