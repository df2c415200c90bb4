/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * try.c - "try FOLDER", as root: builds vmtapd's own walls in a child, and
 * tries there what an attacker would try who has taken vmtapd over.  Each try
 * has a child of its own.  Prints "ok WHAT",
 * "not ok WHAT: why" or "skip WHAT: why" of each.
 */
#include "tests/sandbox/try.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/error.h"
#include "daemon/rights/sandbox.h"

#include "config.h"

#define PR_GET_MDWE 66
#define NO_WALL 200 /* exit status: no errno is as high */
#define PASSED 0

#ifdef WITH_SANITIZERS
static const bool has_sanitizers = true;
#else
static const bool has_sanitizers = false;
#endif

/* Which walls are up, and which thread tries. */
enum wall { NONE, MEMORY, FILES, READER, ALL, ALL_THREAD };

static bool build_walls(enum wall wall)
{
	struct error err;
	bool is_kept;

	switch (wall) {
	case NONE: /* but without capabilities, as in the others */
		return sandbox_capabilities(&err) == 0;
	case MEMORY:
		return sandbox_early(&err) == 0;
	case FILES:
		return sandbox_early(&err) == 0 &&
		       sandbox_capabilities(&err) == 0 &&
		       sandbox_files(try_socket, &is_kept, &err) == 0;
	case READER:
		return sandbox_early(&err) == 0 && sandbox_nothing(3, -1) == 0;
	case ALL:
	case ALL_THREAD:
		return sandbox_early(&err) == 0 &&
		       sandbox_capabilities(&err) == 0 &&
		       sandbox_files("", &is_kept, &err) == 0;
	}
	return false;
}

static int status_of(long r)
{
	return r < 0 ? (int)-r : PASSED;
}

/* The second thread runs before the filter is there, like the reaper's. */
struct second {
	const struct try *try;
	pthread_barrier_t running, filtered;
};

static void *second_thread(void *data)
{
	struct second *second = data;

	(void)pthread_barrier_wait(&second->running);
	(void)pthread_barrier_wait(&second->filtered);
	_exit(status_of(second->try->run()));
}

static void try_in_thread(const struct try *try)
{
	static struct second second;
	pthread_t thread;
	struct error err;

	second.try = try;
	(void)pthread_barrier_init(&second.running, NULL, 2);
	(void)pthread_barrier_init(&second.filtered, NULL, 2);
	if (pthread_create(&thread, NULL, second_thread, &second) != 0)
		_exit(NO_WALL);
	(void)pthread_barrier_wait(&second.running);
	if (sandbox_serve(&err) < 0)
		_exit(NO_WALL);
	(void)pthread_barrier_wait(&second.filtered);
	(void)pthread_join(thread, NULL);
	_exit(NO_WALL); /* only the thread has ended; the process lives */
}

/* How the child ended, as wait() tells. */
static int run(const struct try *try, enum wall wall)
{
	struct error err;
	int status = -1;
	pid_t pid;

	(void)fflush(stdout);
	pid = fork();
	if (pid == 0) {
		/* The handler of a sanitizer would go on, and say so. */
		(void)signal(SIGSEGV, SIG_DFL);
		if (!build_walls(wall))
			_exit(NO_WALL);
		if (wall == ALL_THREAD)
			try_in_thread(try);
		if (wall == ALL && sandbox_serve(&err) < 0)
			_exit(NO_WALL);
		_exit(status_of(try->run()));
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -1;
	return status;
}

static void describe(int status, char *text, size_t size)
{
	if (WIFSIGNALED(status))
		(void)snprintf(text, size, "signal %d", WTERMSIG(status));
	else if (WEXITSTATUS(status) == NO_WALL)
		(void)snprintf(text, size, "the walls were not built");
	else
		(void)snprintf(text, size, "%s", strerror(WEXITSTATUS(status)));
}

static bool say(bool is_ok, const char *group, const struct try *try,
		int status)
{
	char text[64];

	if (is_ok) {
		printf("ok %s: %s\n", group, try->what);
		return true;
	}
	describe(status, text, sizeof(text));
	printf("not ok %s: %s: %s\n", group, try->what, text);
	return false;
}

static void skip(const char *group, const struct try *try, const char *why)
{
	printf("skip %s: %s: %s\n", group, try->what, why);
}

static bool is_killed(int status)
{
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
}

/* A kernel without 32-bit programs (ia32_emulation=0) ends one that makes such a
 * call with SIGSEGV, with and without the filter. */
static bool has_no_such_call(const struct try *try, int status)
{
	int bare;

	if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSEGV)
		return false;
	bare = run(try, NONE);
	return WIFSIGNALED(bare) && WTERMSIG(bare) == SIGSEGV;
}

static bool is_passed(int status)
{
	return WIFEXITED(status) && WEXITSTATUS(status) == PASSED;
}

static bool is_refused(int status)
{
	return WIFEXITED(status) &&
	       (WEXITSTATUS(status) == EACCES || WEXITSTATUS(status) == EPERM);
}

static unsigned int play_calls(enum wall wall, const char *group)
{
	unsigned int failed = 0;

	for (const struct try *try = try_calls; try->what; try++) {
		int status;

		if (has_sanitizers && try->is_for_sanitizers) {
			skip(group, try, "the sanitizers need it");
			continue;
		}
		status = run(try, wall);
		failed +=
			!say(is_killed(status) || has_no_such_call(try, status),
			     group, try, status);
	}
	for (const struct try *try = try_honest; try->what; try++) {
		int status = run(try, wall);

		failed += !say(is_passed(status), group, try, status);
	}
	return failed;
}

static int landlock_version(void)
{
	long n = syscall(SYS_landlock_create_ruleset, NULL, 0, 1);

	return n < 0 ? 0 : (int)n;
}

/* Each try must pass without the wall: else a refusal would prove nothing. */
static unsigned int play_files(const struct try *list, enum wall wall,
			       const char *group)
{
	int version = landlock_version();
	unsigned int failed = 0;

	for (const struct try *try = list; try->what; try++) {
		int bare, status;

		if (!try->is_honest && version < try->version) {
			skip(group, try, "this kernel's Landlock does not");
			continue;
		}
		if (has_sanitizers && try->is_for_sanitizers) {
			skip(group, try, "the sanitizers need it");
			continue;
		}
		if (!try_files_renew())
			return failed + 1;
		bare = run(try, NONE);
		if (!is_passed(bare)) {
			failed += !say(false, "without a wall", try, bare);
			continue;
		}
		if (!try_files_renew())
			return failed + 1;
		status = run(try, wall);
		failed += !say(try->is_honest ? is_passed(status)
					      : is_refused(status),
			       group, try, status);
	}
	return failed;
}

static unsigned int play_memory(void)
{
	bool has_mdwe = prctl(PR_GET_MDWE, 0, 0, 0, 0) >= 0;
	unsigned int failed = 0;

	for (const struct try *try = try_memory; try->what; try++) {
		int status;

		if (!has_mdwe) {
			skip("memory", try, "Linux before 6.3");
			continue;
		}
		status = run(try, NONE);
		failed +=
			!say(is_passed(status), "without a wall", try, status);
		status = run(try, MEMORY);
		failed += !say(is_refused(status), "memory", try, status);
	}
	return failed;
}

int main(int argc, char **argv)
{
	unsigned int failed;

	if (argc != 2 || !try_files_prepare(argv[1])) {
		perror("usage: try FOLDER (root's, and empty)");
		return 2;
	}
	failed = play_calls(ALL, "filter");
	failed += play_calls(ALL_THREAD, "filter, second thread");
	failed += play_memory();
	failed += play_files(try_files, FILES, "files");
	failed += play_files(try_reader, READER, "reader");
	printf("done\n");
	return failed > 0;
}
