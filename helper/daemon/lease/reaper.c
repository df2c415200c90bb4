/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * reaper.c - threads that end devices.  One deletes links, many at once.  The
 * others close descriptors, each one at a time: closes that sleep beside each
 * other wait for the same RCU, so eight take as long as one.  What comes next
 * is backlog.c's to say.
 *
 * The threads touch no lease: the kernel's event tells watch.c when a link is
 * gone.
 */
#include "daemon/lease/reaper.h"

#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "daemon/lease/backlog.h"
#include "daemon/log/log.h"
#include "link/rtnl/rtnl.h"

/* TasksMax= of contrib/systemd has all threads. */
#define CLOSERS 8
/* One user's closes take this many at most.  A holder may know how to make a
 * close of its own devices sleep for long. */
#define CLOSERS_EACH 6
#define THREADS (1 + CLOSERS)

/*
 * The kernel refuses only while it lacks memory, and that passes: try again,
 * for two seconds in all.
 */
#define ATTEMPTS_MAX 20
#define PAUSE_MS 100

struct reaper {
	pthread_t threads[THREADS];
	unsigned int n_threads;
	struct rtnl *rtnl; /* of the thread that deletes links */
	uint32_t instance;

	pthread_mutex_t mutex; /* protects all that follows */
	pthread_cond_t started; /* a thread runs */
	pthread_cond_t links; /* a link waits, or it is time to stop */
	pthread_cond_t open; /* a descriptor waits, or it is time to stop */
	struct backlog backlog;
	unsigned int n_running;
	bool is_stopping;
};

static void lock(struct reaper *reaper)
{
	(void)pthread_mutex_lock(&reaper->mutex);
}

static void unlock(struct reaper *reaper)
{
	(void)pthread_mutex_unlock(&reaper->mutex);
}

/* Wake who has work now: one closer, who wakes the next.  The mutex is
 * locked. */
static void wake(struct reaper *reaper)
{
	if (reaper->backlog.n_links > 0)
		(void)pthread_cond_signal(&reaper->links);
	if (reaper->backlog.n_waiting > 0)
		(void)pthread_cond_signal(&reaper->open);
}

static void wake_all(struct reaper *reaper)
{
	(void)pthread_cond_signal(&reaper->links);
	(void)pthread_cond_broadcast(&reaper->open);
}

static bool is_done(const struct reaper *reaper)
{
	return reaper->is_stopping && backlog_is_empty(&reaper->backlog);
}

/* ---- links ------------------------------------------------------------ */

static void report(const struct ifname *ifname, int r)
{
	if (r < 0)
		log_error(
			"device %s cannot be deleted: %s; 'ip link del %s' does it by hand",
			ifname->s, strerror(-r), ifname->s);
}

/* Wait for PAUSE_MS, whatever comes meanwhile. */
static void pause_a_little(struct reaper *reaper)
{
	struct timespec until;

	(void)clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += PAUSE_MS * 1000000;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	while (pthread_cond_timedwait(&reaper->links, &reaper->mutex, &until) !=
	       ETIMEDOUT)
		continue;
}

/* Is job to be tried again? */
static bool is_unfinished(struct job *job, int r)
{
	struct device *device = &job->device;

	if (!device->has_link && !device->lower_down)
		return false;
	if (++job->attempts < ATTEMPTS_MAX)
		return true;
	report(&device->ifname, r);
	device->has_link = false;
	device->lower_down = 0;
	return false;
}

/* Delete the links of n jobs, without the mutex.  True: try some again. */
static bool end_links(struct reaper *reaper, struct job **jobs, size_t n)
{
	struct device *devices[DEVICE_END_MAX];
	bool has_failed = false;
	int r;

	for (size_t i = 0; i < n; i++)
		devices[i] = &jobs[i]->device;
	r = device_end_links(reaper->rtnl, reaper->instance, devices, n);
	for (size_t i = 0; i < n; i++)
		has_failed |= is_unfinished(jobs[i], r);
	return has_failed;
}

static void serve_links(struct reaper *reaper)
{
	struct job *jobs[DEVICE_END_MAX];
	bool has_failed;
	size_t n;

	while (!is_done(reaper)) {
		n = backlog_take_links(&reaper->backlog, jobs, DEVICE_END_MAX);
		if (n == 0) {
			(void)pthread_cond_wait(&reaper->links, &reaper->mutex);
			continue;
		}
		unlock(reaper);
		has_failed = end_links(reaper, jobs, n);
		lock(reaper);
		for (size_t i = 0; i < n; i++)
			backlog_give_back(&reaper->backlog, jobs[i]);
		wake(reaper);
		if (has_failed)
			pause_a_little(reaper);
	}
	wake_all(reaper);
}

/* ---- descriptors ------------------------------------------------------ */

static void serve_open(struct reaper *reaper)
{
	struct closing closing;

	while (!is_done(reaper)) {
		if (!backlog_take_fd(&reaper->backlog, &closing)) {
			(void)pthread_cond_wait(&reaper->open, &reaper->mutex);
			continue;
		}
		wake(reaper);
		unlock(reaper);
		(void)close(closing.fd);
		lock(reaper);
		backlog_closed(&reaper->backlog, &closing);
		wake(reaper); /* a link may have waited for this */
	}
	wake_all(reaper);
}

/* ---- start and stop --------------------------------------------------- */

static void begin(struct reaper *reaper)
{
	lock(reaper);
	reaper->n_running++;
	(void)pthread_cond_signal(&reaper->started);
}

static void *run_links(void *data)
{
	struct reaper *reaper = data;

	begin(reaper);
	serve_links(reaper);
	unlock(reaper);
	return NULL;
}

static void *run_open(void *data)
{
	struct reaper *reaper = data;

	begin(reaper);
	serve_open(reaper);
	unlock(reaper);
	return NULL;
}

/*
 * A new thread makes system calls of its own (rseq, set_robust_list) before it
 * begins.  Wait for it: the filter that comes next refuses them.
 */
static void wait_for_threads(struct reaper *reaper)
{
	lock(reaper);
	while (reaper->n_running < reaper->n_threads)
		(void)pthread_cond_wait(&reaper->started, &reaper->mutex);
	unlock(reaper);
}

/* The request loop takes the signals: the threads block them all. */
static int start_threads(struct reaper *reaper)
{
	sigset_t all, old;
	int r = 0;

	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &old);
	while (r == 0 && reaper->n_threads < THREADS) {
		r = pthread_create(
			&reaper->threads[reaper->n_threads], NULL,
			reaper->n_threads == 0 ? run_links : run_open, reaper);
		reaper->n_threads += r == 0;
	}
	(void)pthread_sigmask(SIG_SETMASK, &old, NULL);
	wait_for_threads(reaper);
	return -r;
}

int reaper_start(uint32_t instance, struct reaper **ret_reaper)
{
	struct reaper *reaper = calloc(1, sizeof(*reaper));
	int r;

	if (!reaper)
		return -ENOMEM;
	/* by default each thread would have memory of its own */
	(void)mallopt(M_ARENA_MAX, 1);
	reaper->instance = instance;
	backlog_init(&reaper->backlog, CLOSERS_EACH);
	(void)pthread_mutex_init(&reaper->mutex, NULL);
	(void)pthread_cond_init(&reaper->started, NULL);
	(void)pthread_cond_init(&reaper->links, NULL);
	(void)pthread_cond_init(&reaper->open, NULL);
	r = rtnl_open(&reaper->rtnl);
	if (r == 0)
		r = start_threads(reaper);
	if (r < 0) {
		reaper_stop(reaper);
		return r;
	}
	*ret_reaper = reaper;
	return 0;
}

void reaper_end(struct reaper *reaper, struct rtnl *rtnl, uid_t uid,
		struct device *device)
{
	int r;

	lock(reaper);
	r = backlog_add(&reaper->backlog, uid, device);
	wake(reaper);
	unlock(reaper);
	if (r < 0) {
		struct ifname ifname = device->ifname;

		report(&ifname, device_end(rtnl, reaper->instance, device));
	}
	device_init(device);
}

bool reaper_is_busy(struct reaper *reaper,
		    bool (*concerns)(uid_t uid, const void *data),
		    const void *data)
{
	bool is_busy;

	lock(reaper);
	is_busy = backlog_has(&reaper->backlog, concerns, data);
	unlock(reaper);
	return is_busy;
}

void reaper_stop(struct reaper *reaper)
{
	if (!reaper)
		return;
	lock(reaper);
	reaper->is_stopping = true;
	reaper->backlog.closers_each = CLOSERS;
	wake_all(reaper);
	unlock(reaper);
	for (unsigned int i = 0; i < reaper->n_threads; i++)
		(void)pthread_join(reaper->threads[i], NULL);
	rtnl_close(reaper->rtnl);
	(void)pthread_cond_destroy(&reaper->open);
	(void)pthread_cond_destroy(&reaper->links);
	(void)pthread_cond_destroy(&reaper->started);
	(void)pthread_mutex_destroy(&reaper->mutex);
	free(reaper);
}
