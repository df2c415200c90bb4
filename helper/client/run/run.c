/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * run.c - 'vmtap run': opens the nics, then becomes the command.  A failure
 * leaves nothing behind: the process ends, its descriptors are closed, and
 * vmtapd deletes the devices.
 */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/arguments/arguments.h"
#include "client/run/dry.h"
#include "client/run/listen.h"
#include "client/run/nics.h"

/* Does the command find its descriptors by itself? */
static bool finds(const struct options *options)
{
	return options->run & (RUN_INHERIT | RUN_LISTEN);
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

static enum status execute(char **arguments)
{
	int error;

	(void)execvp(arguments[0], arguments);
	error = errno;
	if (error == EACCES && !is_found(arguments[0]))
		error = ENOENT;
	fprintf(stderr, "vmtap: cannot execute '%s': %s\n", arguments[0],
		strerror(error));
	return error == ENOENT ? STATUS_NOT_FOUND : STATUS_CANNOT_EXECUTE;
}

/* With the cards: all but the command itself. */
static enum status run(const struct options *options, struct nics *nics,
		       char **command)
{
	const bool is_listening = options->run & RUN_LISTEN;
	struct vmtap_error err;
	enum status status;
	char **arguments;

	if (nics_number(nics, is_listening, &err) < 0 ||
	    (finds(options) ? arguments_fill : arguments_new)(
		    command, nics->facts, nics->n, &arguments, &err) < 0)
		return status_report(&err);
	if (options->run & RUN_DRY)
		status = dry_print(nics, is_listening, arguments);
	else if (is_listening && listen_announce(nics, &err) < 0)
		status = status_report(&err);
	else
		status = execute(arguments);
	arguments_free(arguments);
	return status;
}

/* What the arguments say of the cards, before vmtapd is asked. */
static int prepare(const struct options *options, char **command,
		   struct nics *nics, struct vmtap_error *err)
{
	int r = arguments_take(command, nics->cards, options->n_nics, err);

	return r < 0 ? r
		     : arguments_check(command, nics->cards, options->n_nics,
				       err);
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
	if (nics_parse(options, &nics, &err) < 0 ||
	    (!finds(options) && prepare(options, operands, &nics, &err) < 0) ||
	    (options->run & RUN_DRY ? nics_ask : nics_open)(options, &nics,
							    &err) < 0)
		status = status_report(&err);
	else
		status = run(options, &nics, operands);
	nics_done(&nics);
	return status;
}
