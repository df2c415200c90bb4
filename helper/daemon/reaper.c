/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * reaper.c - a queue of devices to end, and the thread that ends them.  It
 * touches no lease: the kernel's event tells watch.c when a link is gone.
 */
#include "reaper.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "log.h"
#include "rtnl.h"

struct job {
	STAILQ_ENTRY(job) entry;
	struct device device;
};

STAILQ_HEAD(jobs, job);

struct reaper {
	pthread_t thread;
	pthread_mutex_t mutex; /* of all that follows */
	pthread_cond_t wake;
	struct jobs jobs;
	bool is_running;
	bool is_stopping;
	struct rtnl *rtnl; /* the thread's alone */
	uint32_t instance;
};

static void end(const struct reaper *reaper, struct rtnl *rtnl,
		struct device *device)
{
	struct ifname ifname = device->ifname;
	int r = device_end(rtnl, reaper->instance, device);

	if (r < 0)
		log_error(
			"device %s cannot be deleted: %s; 'ip link del %s' does it by hand",
			ifname.s, strerror(-r), ifname.s);
}

/* Up to DEVICE_DELETE_MAX jobs; waits for the first.  0: it is time to stop. */
static size_t take_jobs(struct reaper *reaper, struct device *ret_devices)
{
	size_t n = 0;
	struct job *job;

	(void)pthread_mutex_lock(&reaper->mutex);
	while (STAILQ_EMPTY(&reaper->jobs) && !reaper->is_stopping)
		(void)pthread_cond_wait(&reaper->wake, &reaper->mutex);
	while (n < DEVICE_DELETE_MAX &&
	       (job = STAILQ_FIRST(&reaper->jobs)) != NULL) {
		STAILQ_REMOVE_HEAD(&reaper->jobs, entry);
		ret_devices[n++] = job->device;
		free(job);
	}
	(void)pthread_mutex_unlock(&reaper->mutex);
	return n;
}

static void *run(void *data)
{
	struct reaper *reaper = data;
	struct device devices[DEVICE_DELETE_MAX];
	size_t n;

	(void)pthread_mutex_lock(&reaper->mutex);
	reaper->is_running = true;
	(void)pthread_cond_signal(&reaper->wake);
	(void)pthread_mutex_unlock(&reaper->mutex);
	while ((n = take_jobs(reaper, devices)) > 0) {
		if (n > 1)
			device_delete_many(reaper->rtnl, reaper->instance,
					   devices, n);
		for (size_t i = 0; i < n; i++)
			end(reaper, reaper->rtnl, &devices[i]);
	}
	return NULL;
}

/*
 * A new thread makes system calls of its own (rseq, set_robust_list) before
 * run() begins.  Wait for that: the filter that comes next has them not.
 */
static void wait_for_thread(struct reaper *reaper)
{
	(void)pthread_mutex_lock(&reaper->mutex);
	while (!reaper->is_running)
		(void)pthread_cond_wait(&reaper->wake, &reaper->mutex);
	(void)pthread_mutex_unlock(&reaper->mutex);
}

/* Signals are for the request loop. */
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
	STAILQ_INIT(&reaper->jobs);
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
	struct job *job = malloc(sizeof(*job));

	if (!job) {
		end(reaper, rtnl, device);
		return;
	}
	job->device = *device;
	device_init(device);
	(void)pthread_mutex_lock(&reaper->mutex);
	STAILQ_INSERT_TAIL(&reaper->jobs, job, entry);
	(void)pthread_cond_signal(&reaper->wake);
	(void)pthread_mutex_unlock(&reaper->mutex);
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
