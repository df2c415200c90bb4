/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * reaper.c - queues of devices to end, and the thread that ends them.  The
 * thread touches no lease: the kernel's event tells watch.c when a link is
 * gone.
 */
#include "daemon/lease/reaper.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <time.h>

#include "daemon/log/log.h"
#include "link/rtnl/rtnl.h"

/*
 * The kinds of work.  COPIES: close our copies of descriptors just granted,
 * since the end of their device goes unnoticed while they are open.  LINKS:
 * delete links, many at once.  REST: close what is left of devices that are
 * gone, which only takes time.
 */
enum work { COPIES, LINKS, REST, WORKS };

/*
 * Each kind has its turn, the urgent ones more often.  A client that gets and
 * drops devices all the time must not keep the devices of others from ending.
 */
static const enum work turns[] = { COPIES, COPIES, LINKS, COPIES,
				   COPIES, LINKS,  REST };
#define TURNS (sizeof(turns) / sizeof(turns[0]))

/*
 * Each job of REST has a descriptor open and counts for no user's limit.  Above
 * this many, LINKS wait, and so do the clients whose leases are not yet gone.
 */
#define REST_MAX 1024

/*
 * The kernel refuses only while it lacks memory, and that passes: try again,
 * for two seconds in all.
 */
#define ATTEMPTS_MAX 20
#define PAUSE_MS 100

struct job {
	STAILQ_ENTRY(job) entry;
	struct device device;
	unsigned int attempts;
};

STAILQ_HEAD(jobs, job);

struct reaper {
	pthread_t thread;
	pthread_mutex_t mutex; /* protects all that follows */
	pthread_cond_t wake;
	struct jobs jobs[WORKS];
	size_t n_rest;
	size_t turn;
	bool is_running;
	bool is_stopping;
	struct rtnl *rtnl; /* the thread's alone */
	uint32_t instance;
};

static void report(const struct ifname *ifname, int r)
{
	if (r < 0)
		log_error(
			"device %s cannot be deleted: %s; 'ip link del %s' does it by hand",
			ifname->s, strerror(-r), ifname->s);
}

/* The kind whose turn it is; WORKS if there is nothing to do. */
static enum work next_work(struct reaper *reaper)
{
	if (reaper->n_rest > REST_MAX)
		return REST;
	for (size_t i = 0; i < TURNS; i++) {
		enum work work = turns[reaper->turn];

		reaper->turn = (reaper->turn + 1) % TURNS;
		if (!STAILQ_EMPTY(&reaper->jobs[work]))
			return work;
	}
	return WORKS;
}

/* Wait for one job, or up to DEVICE_END_MAX of LINKS; 0: it is time to stop. */
static size_t take_jobs(struct reaper *reaper, struct job **ret_jobs,
			enum work *ret_work)
{
	enum work work;
	size_t n = 0;
	struct job *job;

	(void)pthread_mutex_lock(&reaper->mutex);
	while ((work = next_work(reaper)) == WORKS && !reaper->is_stopping)
		(void)pthread_cond_wait(&reaper->wake, &reaper->mutex);
	while (work != WORKS && n < (work == LINKS ? DEVICE_END_MAX : 1) &&
	       (job = STAILQ_FIRST(&reaper->jobs[work])) != NULL) {
		STAILQ_REMOVE_HEAD(&reaper->jobs[work], entry);
		reaper->n_rest -= work == REST;
		ret_jobs[n++] = job;
	}
	(void)pthread_mutex_unlock(&reaper->mutex);
	*ret_work = work;
	return n;
}

static void give_job(struct reaper *reaper, struct job *job, enum work work)
{
	(void)pthread_mutex_lock(&reaper->mutex);
	STAILQ_INSERT_TAIL(&reaper->jobs[work], job, entry);
	reaper->n_rest += work == REST;
	(void)pthread_cond_signal(&reaper->wake);
	(void)pthread_mutex_unlock(&reaper->mutex);
}

/* Wait for PAUSE_MS, or until another job comes. */
static void pause_a_little(struct reaper *reaper)
{
	struct timespec until;

	(void)clock_gettime(CLOCK_REALTIME, &until);
	until.tv_nsec += PAUSE_MS * 1000000;
	until.tv_sec += until.tv_nsec / 1000000000;
	until.tv_nsec %= 1000000000;
	(void)pthread_mutex_lock(&reaper->mutex);
	(void)pthread_cond_timedwait(&reaper->wake, &reaper->mutex, &until);
	(void)pthread_mutex_unlock(&reaper->mutex);
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

static void end_links(struct reaper *reaper, struct job **jobs, size_t n)
{
	struct device *devices[DEVICE_END_MAX];
	bool has_failed = false;
	int r;

	for (size_t i = 0; i < n; i++)
		devices[i] = &jobs[i]->device;
	r = device_end_links(reaper->rtnl, reaper->instance, devices, n);
	for (size_t i = 0; i < n; i++) {
		bool is_again = is_unfinished(jobs[i], r);

		give_job(reaper, jobs[i], is_again ? LINKS : REST);
		has_failed |= is_again;
	}
	if (has_failed)
		pause_a_little(reaper);
}

static void *run(void *data)
{
	struct reaper *reaper = data;
	struct job *jobs[DEVICE_END_MAX];
	enum work work;
	size_t n;

	(void)pthread_mutex_lock(&reaper->mutex);
	reaper->is_running = true;
	(void)pthread_cond_signal(&reaper->wake);
	(void)pthread_mutex_unlock(&reaper->mutex);
	while ((n = take_jobs(reaper, jobs, &work)) > 0) {
		if (work == LINKS) {
			end_links(reaper, jobs, n);
		} else {
			device_close(&jobs[0]->device);
			free(jobs[0]);
		}
	}
	return NULL;
}

/*
 * A new thread makes system calls of its own (rseq, set_robust_list) before
 * run() begins.  Wait for run(): the filter that comes next refuses them.
 */
static void wait_for_thread(struct reaper *reaper)
{
	(void)pthread_mutex_lock(&reaper->mutex);
	while (!reaper->is_running)
		(void)pthread_cond_wait(&reaper->wake, &reaper->mutex);
	(void)pthread_mutex_unlock(&reaper->mutex);
}

/* The request loop takes the signals: the thread blocks them all. */
static int start_thread(struct reaper *reaper)
{
	sigset_t all, old;
	int r;

	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &old);
	r = pthread_create(&reaper->thread, NULL, run, reaper);
	(void)pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (r == 0)
		wait_for_thread(reaper);
	return -r;
}

int reaper_start(uint32_t instance, struct reaper **ret_reaper)
{
	struct reaper *reaper = calloc(1, sizeof(*reaper));
	int r;

	if (!reaper)
		return -ENOMEM;
	reaper->instance = instance;
	for (unsigned int i = 0; i < WORKS; i++)
		STAILQ_INIT(&reaper->jobs[i]);
	(void)pthread_mutex_init(&reaper->mutex, NULL);
	(void)pthread_cond_init(&reaper->wake, NULL);
	r = rtnl_open(&reaper->rtnl);
	if (r == 0)
		r = start_thread(reaper);
	if (r < 0) {
		rtnl_close(reaper->rtnl);
		free(reaper);
		return r;
	}
	*ret_reaper = reaper;
	return 0;
}

void reaper_end(struct reaper *reaper, struct rtnl *rtnl, struct device *device)
{
	struct job *job = calloc(1, sizeof(*job));

	if (!job) {
		struct ifname ifname = device->ifname;

		report(&ifname, device_end(rtnl, reaper->instance, device));
		return;
	}
	job->device = *device;
	device_init(device);
	if (job->device.has_link || job->device.lower_down)
		give_job(reaper, job, LINKS);
	else
		give_job(reaper, job, job->device.n_fds > 0 ? COPIES : REST);
}

void reaper_stop(struct reaper *reaper)
{
	if (!reaper)
		return;
	(void)pthread_mutex_lock(&reaper->mutex);
	reaper->is_stopping = true;
	(void)pthread_cond_signal(&reaper->wake);
	(void)pthread_mutex_unlock(&reaper->mutex);
	(void)pthread_join(reaper->thread, NULL);
	rtnl_close(reaper->rtnl);
	(void)pthread_cond_destroy(&reaper->wake);
	(void)pthread_mutex_destroy(&reaper->mutex);
	free(reaper);
}
