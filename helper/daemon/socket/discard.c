/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * discard.c - the process that closes connections, and the daemon's end of it.
 */
#include "daemon/socket/discard.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/wire/scm.h"
#include "daemon/log/log.h"
#include "daemon/rights/sandbox.h"
#include "policy/policy.h"

_Static_assert(DISCARD_KEPT_MAX > POLICY_CONNECTIONS_MAX,
	       "all connections may have to wait for their close");

#define STACK_SIZE (64 * 1024)
#define PAUSE_MS 100

/* ---- the process ------------------------------------------------------ */

static sem_t room; /* counts the threads that may still start */

static void *close_one(void *fd)
{
	(void)close((int)(intptr_t)fd);
	(void)sem_post(&room);
	return NULL;
}

/* The process ends with the daemon, so that its descriptors are closed then. */
static int give_up_rights(int socket)
{
	(void)signal(SIGHUP, SIG_IGN);
	(void)signal(SIGINT, SIG_IGN);
	(void)signal(SIGTERM, SIG_IGN);
	if (sandbox_nobody() < 0)
		return -EPERM;
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0)
		return -errno;
	return sandbox_nothing(socket, -EBADF);
}

/* Waits while the limit of tasks (TasksMax= of the unit) is reached. */
static void start_thread(int fd)
{
	pthread_attr_t attributes;
	pthread_t thread;

	(void)pthread_attr_init(&attributes);
	(void)pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	(void)pthread_attr_setstacksize(&attributes, STACK_SIZE);
	while (pthread_create(&thread, &attributes, close_one,
			      (void *)(intptr_t)fd) != 0)
		(void)poll(NULL, 0, PAUSE_MS);
	(void)pthread_attr_destroy(&attributes);
}

/*
 * Close a descriptor when the next message comes: by then the daemon has closed
 * its own copy.  This thread closes none itself, since a close may sleep.
 */
static void serve(int socket)
{
	int last = -EBADF, next = -EBADF;
	struct scm_fds fds = { .all = &next, .max = 1 };
	char byte;

	if (give_up_rights(socket) < 0)
		return;
	(void)sem_init(&room, 0, DISCARD_THREADS_MAX);
	while (scm_receive(socket, &byte, 1, &fds, 0) > 0) {
		if (last >= 0) {
			while (sem_wait(&room) < 0) /* EINTR */
				;
			start_thread(last);
		}
		last = fds.n > 0 ? next : -EBADF;
	}
}

/* ---- the daemon's end ------------------------------------------------- */

struct discard {
	int socket;
	bool is_lost; /* the process has ended */
	unsigned int n_kept;
	int kept[DISCARD_KEPT_MAX];
};

/*
 * 0: fd is closed, or the process will close it.  The second message tells that
 * the daemon's copy is closed; if the socket has no room for it, the next one
 * tells.
 */
static int hand_over(struct discard *discard, int fd_taken)
{
	const struct scm_fds fds = { .all = &fd_taken, .n = 1 };
	int r = scm_send(discard->socket, "", 1, &fds, MSG_DONTWAIT);

	if (r == -EPIPE || r == -ECONNRESET) {
		if (!discard->is_lost)
			log_error(
				"the process that closes clients' connections has ended; restart vmtapd");
		discard->is_lost = true;
		r = 0; /* a close that may sleep is better than none */
	}
	if (r == 0) {
		(void)close(fd_taken);
		(void)scm_send(discard->socket, "", 1, NULL, MSG_DONTWAIT);
	}
	return r;
}

bool discard_flush(struct discard *discard)
{
	while (discard->n_kept > 0 &&
	       hand_over(discard, discard->kept[discard->n_kept - 1]) == 0)
		discard->n_kept--;
	return discard->n_kept == 0;
}

void discard_close(struct discard *discard, int fd_taken)
{
	if (discard_flush(discard) && hand_over(discard, fd_taken) == 0)
		return;
	if (discard->n_kept < DISCARD_KEPT_MAX)
		discard->kept[discard->n_kept++] = fd_taken;
	else
		(void)close(fd_taken);
}

static int fail(struct discard *discard_taken)
{
	const int r = -errno;

	free(discard_taken);
	return r;
}

int discard_start(struct discard **ret_discard)
{
	struct discard *discard = calloc(1, sizeof(*discard));
	int sockets[2];
	pid_t pid;

	if (!discard)
		return -ENOMEM;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) < 0)
		return fail(discard);
	discard->socket = sockets[0];
	pid = fork();
	if (pid == 0) {
		(void)close(sockets[0]);
		serve(sockets[1]);
		_exit(0);
	}
	if (pid < 0) {
		int r = fail(discard);

		(void)close(sockets[0]);
		(void)close(sockets[1]);
		return r;
	}
	(void)close(sockets[1]);
	*ret_discard = discard;
	return 0;
}

void discard_stop(struct discard *discard)
{
	if (!discard)
		return;
	(void)discard_flush(discard);
	(void)close(discard->socket);
	free(discard);
}
