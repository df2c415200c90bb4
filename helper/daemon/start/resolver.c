/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * resolver.c - the process that looks up users and groups, and the reader's end
 * of it.  The reader asks one question at a time; each is a datagram.
 */
#include "daemon/start/resolver.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon/rights/sandbox.h"
#include "daemon/start/policyload.h"

struct question {
	bool is_group;
	char text[RESOLVER_NAME_SIZE];
};

struct answer {
	int result;
	unsigned int number;
};

/* ---- the process ------------------------------------------------------ */

/* The process must not write to the daemon's log, which may be a file. */
static int silence(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0)
		return -errno;
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (dup2(null, fd) < 0)
			return -errno;
	return 0; /* sandbox_nothing() closes it */
}

/* A change of user clears PR_SET_PDEATHSIG, so that comes later. */
static int give_up_rights(int socket)
{
	int r = silence();

	if (r == 0)
		r = sandbox_nobody();
	if (r < 0)
		return r;
	if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0)
		return -errno;
	return sandbox_nothing(socket, -EBADF);
}

static struct answer answer_to(struct question *question)
{
	struct answer answer = { 0 };

	question->text[RESOLVER_NAME_SIZE - 1] = '\0';
	if (question->is_group)
		answer.result =
			policyload_group(question->text, &answer.number);
	else
		answer.result = policyload_user(question->text, &answer.number);
	return answer;
}

static void serve(int socket)
{
	struct question question;

	if (give_up_rights(socket) < 0)
		return;
	while (recv(socket, &question, sizeof(question), 0) ==
	       (ssize_t)sizeof(question)) {
		const struct answer answer = answer_to(&question);

		if (send(socket, &answer, sizeof(answer), MSG_NOSIGNAL) !=
		    (ssize_t)sizeof(answer))
			return;
	}
}

/* ---- the reader's end ------------------------------------------------- */

int resolver_ask(int socket, bool is_group, const char *text,
		 unsigned int *ret_number)
{
	struct question question = { .is_group = is_group };
	struct answer answer;
	const size_t n = strlen(text);

	if (n >= sizeof(question.text))
		return -ENOENT;
	memcpy(question.text, text, n);
	if (send(socket, &question, sizeof(question), MSG_NOSIGNAL) < 0 ||
	    recv(socket, &answer, sizeof(answer), 0) != (ssize_t)sizeof(answer))
		return -EPIPE;
	if (answer.result == 0)
		*ret_number = answer.number;
	return answer.result > 0 ? -EPIPE : answer.result;
}

int resolver_start(int *ret_socket)
{
	int sockets[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets) < 0)
		return -errno;
	pid = fork();
	if (pid == 0) {
		(void)close(sockets[0]);
		serve(sockets[1]);
		_exit(0);
	}
	(void)close(sockets[1]);
	if (pid < 0) {
		int r = -errno;

		(void)close(sockets[0]);
		return r;
	}
	*ret_socket = sockets[0];
	return 0;
}
