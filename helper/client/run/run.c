/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * run.c - 'vmtap run': opens the nics, then becomes the command.  A failure
 * leaves nothing behind: the process ends, its descriptors are closed, and
 * vmtapd deletes the devices.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/arguments/arguments.h"
#include "client/arguments/nic.h"
#include "client/command.h"

struct nics {
	size_t n;
	struct card cards[OPTIONS_NICS_MAX];
	struct vmtap_device *devices[OPTIONS_NICS_MAX];
	struct nic facts[OPTIONS_NICS_MAX];
};

static void nics_done(struct nics *nics)
{
	for (size_t i = 0; i < nics->n; i++)
		vmtap_device_free(nics->devices[i]);
}

/* Reads all nics before the first device is opened. */
static int parse_nics(const struct options *options, struct nics *nics,
		      struct vmtap_error *err)
{
	for (size_t i = 0; i < options->n_nics; i++) {
		struct vmtap_request *request;
		int r;

		r = nicspec_parse(options->nics[i], CARD_NIC, &nics->cards[i],
				  err);
		if (r < 0)
			return r;
		r = nicspec_request(&nics->cards[i], &request, err);
		if (r < 0)
			return r;
		vmtap_request_free(request);
	}
	return 0;
}

static void describe(const struct vmtap_device *device, struct nic *nic)
{
	*nic = (struct nic){
		.n_queues = vmtap_device_queues(device),
		.n_vhosts = vmtap_device_vhosts(device),
		.lladdr = vmtap_device_lladdr(device),
		.ifname = vmtap_device_ifname(device),
		.mtu = vmtap_device_mtu(device),
	};
	for (unsigned int i = 0; i < nic->n_queues; i++)
		nic->fds[i] = vmtap_device_fd(device, i);
	for (unsigned int i = 0; i < nic->n_vhosts; i++)
		nic->vhost_fds[i] = vmtap_device_vhost_fd(device, i);
}

static int open_nics(const struct options *options, struct nics *nics,
		     struct vmtap_error *err)
{
	_cleanup_client_ struct vmtap *client = NULL;
	int r;

	r = vmtap_connect(options->socket, &client, err);
	for (; r >= 0 && nics->n < options->n_nics; nics->n++) {
		_cleanup_request_ struct vmtap_request *request = NULL;

		r = nicspec_request(&nics->cards[nics->n], &request, err);
		if (r >= 0)
			r = vmtap_open(client, request, &nics->devices[nics->n],
				       err);
		if (r < 0)
			return r;
		describe(nics->devices[nics->n], &nics->facts[nics->n]);
	}
	return r;
}

static int inherit(const int *fds, unsigned int n, struct vmtap_error *err)
{
	for (unsigned int i = 0; i < n; i++) {
		if (fcntl(fds[i], F_SETFD, 0) == 0)
			continue;
		err->code = VMTAP_E_INTERNAL;
		(void)snprintf(err->text, sizeof(err->text),
			       "cannot pass descriptor %d on: %m", fds[i]);
		return -EBADF;
	}
	return 0;
}

static int inherit_all(const struct nics *nics, struct vmtap_error *err)
{
	for (size_t i = 0; i < nics->n; i++) {
		const struct nic *nic = &nics->facts[i];

		if (inherit(nic->fds, nic->n_queues, err) < 0 ||
		    inherit(nic->vhost_fds, nic->n_vhosts, err) < 0)
			return -EBADF;
	}
	return 0;
}

/* Is the command in a folder of PATH?  execvp(3) says EACCES as well for a folder
 * that it may not search. */
static bool is_found(const char *command)
{
	const char *path = getenv("PATH");
	struct stat st;

	if (strchr(command, '/') || !path)
		return true;
	while (*path) {
		const size_t n = strcspn(path, ":");
		char file[PATH_MAX];

		if (snprintf(file, sizeof(file), "%.*s%s%s", (int)n, path,
			     n > 0 ? "/" : "", command) < (int)sizeof(file) &&
		    stat(file, &st) == 0)
			return true;
		path += n + (path[n] == ':');
	}
	return false;
}

static enum status execute(const struct nics *nics, bool is_finder,
			   char **command)
{
	struct vmtap_error err;
	char **arguments;
	int error;

	if (inherit_all(nics, &err) < 0 ||
	    (is_finder ? arguments_fill : arguments_new)(
		    command, nics->facts, nics->n, &arguments, &err) < 0)
		return status_report(&err);
	(void)execvp(arguments[0], arguments);
	error = errno;
	if (error == EACCES && !is_found(arguments[0]))
		error = ENOENT;
	fprintf(stderr, "vmtap: cannot execute '%s': %s\n", arguments[0],
		strerror(error));
	arguments_free(arguments);
	return error == ENOENT ? STATUS_NOT_FOUND : STATUS_CANNOT_EXECUTE;
}

enum status command_run(const struct options *options, int n_operands,
			char **operands)
{
	struct nics nics = { 0 };
	struct vmtap_error err;
	enum status status;

	(void)n_operands;
	if (options->n_nics == 0)
		return status_usage("run needs a nic: -n NET");
	if (parse_nics(options, &nics, &err) < 0 ||
	    (!options->is_finder &&
	     arguments_check(operands, nics.cards, options->n_nics, &err) <
		     0) ||
	    open_nics(options, &nics, &err) < 0)
		status = status_report(&err);
	else
		status = execute(&nics, options->is_finder, operands);
	nics_done(&nics);
	return status;
}
