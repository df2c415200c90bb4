/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * listen.c - tells the command its descriptors as systemd would.  LISTEN_PID is
 * this process, which becomes the command.
 */
#include "client/run/listen.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "client/arguments/problem.h"
#include "common/cleanup.h"

#define NUMBER_SIZE 24

static void write_names(FILE *out, const char *name, size_t index,
			unsigned int n)
{
	for (unsigned int i = 0; i < n; i++)
		fprintf(out, "%s%s%zu", ftell(out) > 0 ? ":" : "", name, index);
}

char *listen_names(const struct nics *nics)
{
	char *names = NULL;
	size_t size;
	FILE *out = open_memstream(&names, &size);

	if (!out)
		return NULL;
	for (size_t i = 0; i < nics->n; i++) {
		write_names(out, "nic", i, nics->facts[i].n_queues);
		write_names(out, "vhost", i, nics->facts[i].n_vhosts);
	}
	if (fclose(out) == 0)
		return names;
	free(names);
	return NULL;
}

size_t listen_count(const struct nics *nics)
{
	size_t n = 0;

	for (size_t i = 0; i < nics->n; i++)
		n += nics->facts[i].n_queues + nics->facts[i].n_vhosts;
	return n;
}

int listen_announce(const struct nics *nics, struct vmtap_error *err)
{
	_cleanup_free_
	char *names = listen_names(nics);
	char number[NUMBER_SIZE], pid[NUMBER_SIZE];

	(void)snprintf(number, sizeof(number), "%zu", listen_count(nics));
	(void)snprintf(pid, sizeof(pid), "%ld", (long)getpid());
	if (names && setenv("LISTEN_FDS", number, 1) == 0 &&
	    setenv("LISTEN_PID", pid, 1) == 0 &&
	    setenv("LISTEN_FDNAMES", names, 1) == 0)
		return 0;
	return problem_memory(err);
}
