/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "link/node/held.h"

/* A file stands for a node: two descriptors play the queues of a device, and a
 * third only asks. */
struct node {
	char path[32];
	int queues[2];
	int sentry;
};

static int set_up(void **state)
{
	struct node *node = calloc(1, sizeof(*node));

	strcpy(node->path, "held-XXXXXX");
	node->queues[0] = mkstemp(node->path);
	node->queues[1] = open(node->path, O_RDWR | O_CLOEXEC);
	node->sentry = open(node->path, O_RDONLY | O_CLOEXEC);
	*state = node;
	return node->sentry < 0;
}

static int tear_down(void **state)
{
	struct node *node = *state;

	for (unsigned int i = 0; i < 2; i++)
		if (node->queues[i] >= 0)
			(void)close(node->queues[i]);
	(void)close(node->sentry);
	(void)unlink(node->path);
	free(node);
	return 0;
}

static bool is_held(const struct node *node)
{
	bool answer = false;

	assert_int_equal(held_probe(node->sentry, &answer), 0);
	return answer;
}

static void close_queue(struct node *node, unsigned int i)
{
	assert_int_equal(close(node->queues[i]), 0);
	node->queues[i] = -EBADF;
}

static void open_is_not_held(void **state)
{
	assert_false(is_held(*state));
}

static void queues_do_not_collide(void **state)
{
	struct node *node = *state;

	assert_int_equal(held_lock(node->queues[0]), 0);
	assert_int_equal(held_lock(node->queues[1]), 0);
	assert_true(is_held(node));
	close_queue(node, 0);
	assert_true(is_held(node));
	close_queue(node, 1);
	assert_false(is_held(node));
}

/* A copy of a descriptor holds the device, also in another process. */
static void any_copy_holds(void **state)
{
	struct node *node = *state;
	int copy, status;
	int pipes[2];
	char byte;
	pid_t pid;

	assert_int_equal(held_lock(node->queues[0]), 0);
	copy = dup(node->queues[0]);
	close_queue(node, 0);
	assert_true(is_held(node));
	assert_int_equal(pipe(pipes), 0);
	pid = fork();
	if (pid == 0) {
		(void)close(pipes[1]);
		_exit(read(pipes[0], &byte, 1) == 0 ? 0 : 1);
	}
	(void)close(copy);
	assert_true(is_held(node));
	(void)close(pipes[1]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	(void)close(pipes[0]);
	assert_false(is_held(node));
}

/* Asking changes nothing: the next one who asks gets the same answer. */
static void asking_leaves_no_trace(void **state)
{
	struct node *node = *state;

	assert_false(is_held(node));
	assert_false(is_held(node));
	assert_int_equal(held_lock(node->queues[0]), 0);
	for (unsigned int i = 0; i < 3; i++)
		assert_true(is_held(node));
	assert_int_equal(held_lock(node->queues[1]), 0);
}

static void a_lock_dropped_is_not_held(void **state)
{
	struct node *node = *state;
	struct flock lock = { .l_type = F_UNLCK, .l_whence = SEEK_SET };

	assert_int_equal(held_lock(node->queues[0]), 0);
	assert_int_equal(fcntl(node->queues[0], F_OFD_SETLK, &lock), 0);
	assert_false(is_held(node));
}

static void an_exclusive_lock_is_in_the_way(void **state)
{
	struct node *node = *state;
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	assert_int_equal(fcntl(node->queues[0], F_OFD_SETLK, &lock), 0);
	assert_int_equal(held_lock(node->queues[1]), -EAGAIN);
	assert_true(is_held(node));
}

static void a_closed_descriptor_is_an_error(void **state)
{
	bool answer = true;

	(void)state;
	assert_int_equal(held_lock(-EBADF), -EBADF);
	assert_int_equal(held_probe(-EBADF, &answer), -EBADF);
	assert_true(answer);
}

#define TEST(function)                                                         \
	cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		TEST(open_is_not_held),
		TEST(queues_do_not_collide),
		TEST(any_copy_holds),
		TEST(asking_leaves_no_trace),
		TEST(a_lock_dropped_is_not_held),
		TEST(an_exclusive_lock_is_in_the_way),
		TEST(a_closed_descriptor_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
