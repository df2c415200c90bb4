/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * domain.c - see domain.h.
 */
#include "client/hotplug/domain.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/vmm/failed.h"
#include "client/vmm/monitor.h"

#define PROGRAM "vmtap-libvirt"
/* A user's libvirtd may have to start first. */
#define GREETING_MS 30000

/* In the child.  A signal from the terminal must not end it before vmtap has
 * undone what it did; the end of vmtap must. */
static void become_program(int fd, const char *name, const char *uri)
{
	static const char sorry[] =
		"{\"error\": {\"desc\": \"the program " PROGRAM
		" is not in PATH; is vmtap built without libvirt?\"}}";
	char *argv[] = { (char *)PROGRAM, (char *)name, (char *)uri, NULL };

	(void)setpgid(0, 0);
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM);
	/* dup2() of a descriptor to itself would leave close-on-exec set. */
	if (dup2(fd, STDIN_FILENO) == STDIN_FILENO) {
		(void)execvp(argv[0], argv);
		(void)!write(STDIN_FILENO, sorry, sizeof(sorry) - 1);
	}
	_exit(127);
}

static int start(const char *name, const char *uri, int *ret_fd, pid_t *ret_pid)
{
	int pair[2];
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
		return -errno;
	pid = fork();
	if (pid == 0)
		become_program(pair[1], name, uri);
	(void)close(pair[1]);
	if (pid < 0) {
		(void)close(pair[0]);
		return -EAGAIN;
	}
	*ret_fd = pair[0];
	*ret_pid = pid;
	return 0;
}

int domain_open(const char *name, const char *uri, uint64_t answer_ms,
		struct monitor *ret_monitor, struct vmtap_error *err)
{
	char text[MONITOR_NAME_SIZE], quoted[FAILED_QUOTE_SIZE];
	int fd = -EBADF, r;

	(void)snprintf(text, sizeof(text), "libvirt's domain '%.64s'",
		       failed_quote(name, quoted));
	monitor_prepare(text, answer_ms, ret_monitor);
	r = start(name, uri, &fd, &ret_monitor->pid);
	if (r < 0)
		return failed(err, r, "cannot start " PROGRAM ": %m");
	r = monitor_greet(ret_monitor, fd,
			  answer_ms > GREETING_MS ? answer_ms : GREETING_MS,
			  err);
	if (r == -EBUSY)
		(void)failed(err, r, "%s: libvirt does not answer in time",
			     text);
	if (r < 0)
		domain_close(ret_monitor);
	return r;
}

void domain_close(struct monitor *monitor)
{
	monitor_close(monitor);
	(void)kill(monitor->pid, SIGKILL);
	while (waitpid(monitor->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
}
