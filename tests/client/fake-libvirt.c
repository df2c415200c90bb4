/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fake-libvirt.c - preloaded into vmtap-libvirt: the calls of libvirt that it
 * makes, for one domain, "web1", whose monitor is fake-qmp.py at $FAKE_QMP.  As
 * libvirt does, it gives a command a number of its own, and answers with all that
 * QEMU answered.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <libvirt/libvirt-qemu.h>
#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "common/wire/scm.h"

static int monitor = -1;
static const char *why = "no reason";
static virEventHandleCallback handle;
static void *handle_data;

/* A line of the monitor, which the caller frees. */
static char *read_line(void)
{
	char *line = calloc(1, 65536);

	for (size_t n = 0; line && n < 65535; n++) {
		if (read(monitor, line + n, 1) != 1)
			break;
		if (line[n] == '\n')
			return line;
	}
	free(line);
	return NULL;
}

/* Up to an answer; events are for nobody. */
static char *read_answer(void)
{
	for (;;) {
		char *line = read_line();

		if (!line || !strstr(line, "\"event\""))
			return line;
		free(line);
	}
}

static int ask(const char *command, const struct scm_fds *fds, char **result)
{
	if (scm_send(monitor, command, strlen(command), fds, 0) < 0)
		return -1;
	*result = read_answer();
	return *result ? 0 : -1;
}

int virEventRegisterDefaultImpl(void)
{
	return 0;
}

int virEventAddHandle(int fd, int events, virEventHandleCallback cb,
		      void *opaque, virFreeCallback ff)
{
	(void)fd;
	(void)events;
	(void)ff;
	handle = cb;
	handle_data = opaque;
	return 0;
}

int virEventRunDefaultImpl(void)
{
	struct pollfd pollfd = { .fd = 0, .events = POLLIN };

	if (poll(&pollfd, 1, 60000) != 1)
		return -1;
	handle(1, 0, VIR_EVENT_HANDLE_READABLE, handle_data);
	return 0;
}

virConnectPtr virConnectOpen(const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	const char *path = getenv("FAKE_QMP");
	char *said = NULL;

	why = "no such hypervisor";
	if (!path || (name && strcmp(name, "fake:///") != 0))
		return NULL;
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	monitor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (connect(monitor, (struct sockaddr *)&address, sizeof(address)) < 0)
		return NULL;
	free(read_line());
	(void)ask("{\"execute\": \"qmp_capabilities\", \"id\": 0}", NULL,
		  &said);
	free(said);
	return (virConnectPtr)&monitor;
}

virDomainPtr virDomainLookupByName(virConnectPtr conn, const char *name)
{
	(void)conn;
	why = "Domain not found";
	return strcmp(name, "web1") == 0 ? (virDomainPtr)&monitor : NULL;
}

int virDomainQemuMonitorCommandWithFiles(virDomainPtr domain, const char *cmd,
					 unsigned int ninfiles, int *infiles,
					 unsigned int *noutfiles,
					 int **outfiles, char **result,
					 unsigned int flags)
{
	const struct scm_fds fds = { .all = infiles, .n = ninfiles };
	char *numbered = NULL;
	int r;

	(void)domain;
	(void)noutfiles;
	(void)outfiles;
	(void)flags;
	why = "cannot be asked twice";
	if (strstr(cmd, "\"id\":1") ||
	    asprintf(&numbered, "{\"id\": 1, %s", cmd + 1) < 0)
		return -1;
	r = ask(numbered, ninfiles > 0 ? &fds : NULL, result);
	free(numbered);
	return r;
}

const char *virGetLastErrorMessage(void)
{
	return why;
}

void virSetErrorFunc(void *userData, virErrorFunc handler)
{
	(void)userData;
	(void)handler;
}
