/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * options.c - one table of options for all commands.
 */
#include "client/options.h"

#include <errno.h>
#include <getopt.h>

#include "client/output/status.h"

/* Larger than any character, since these have no short form. */
enum {
	OPTION_SOCKET = 256,
	OPTION_JSON,
	OPTION_VM,
	OPTION_MAC,
	OPTION_ALL,
	OPTION_USER,
	OPTION_NETWORK,
	OPTION_BRIDGE,
	OPTION_FILTER,
	OPTION_INHERIT
};

static const struct option table[] = {
	{ "socket", required_argument, NULL, OPTION_SOCKET },
	{ "json", no_argument, NULL, OPTION_JSON },
	{ "vm", required_argument, NULL, OPTION_VM },
	{ "mac", required_argument, NULL, OPTION_MAC },
	{ "all", no_argument, NULL, OPTION_ALL },
	{ "user", required_argument, NULL, OPTION_USER },
	{ "network", required_argument, NULL, OPTION_NETWORK },
	{ "bridge", required_argument, NULL, OPTION_BRIDGE },
	{ "filter", no_argument, NULL, OPTION_FILTER },
	{ "inherit", no_argument, NULL, OPTION_INHERIT },
	{ "nic", required_argument, NULL, 'n' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ 0 },
};

static int refuse(const char *name, const char *command)
{
	(void)status_usage("%s is not for '%s'", name, command);
	return -EINVAL;
}

static int append(const char *what, const char **values, size_t *n, size_t max)
{
	if (*n == max) {
		(void)status_usage("more than %zu %s", max, what);
		return -EINVAL;
	}
	values[(*n)++] = optarg;
	return 0;
}

static int set_option(int option, const char *command, unsigned int accepted,
		      struct options *options)
{
	switch (option) {
	case OPTION_SOCKET:
		options->socket = optarg;
		return 0;
	case OPTION_JSON:
		if (!(accepted & OPTIONS_JSON))
			return refuse("--json", command);
		options->is_json = true;
		return 0;
	case OPTION_VM:
		if (!(accepted & OPTIONS_VM))
			return refuse("--vm", command);
		options->vm = optarg;
		return 0;
	case OPTION_MAC:
		if (!(accepted & OPTIONS_MAC))
			return refuse("--mac", command);
		options->lladdr = optarg;
		return 0;
	case OPTION_ALL:
		if (!(accepted & OPTIONS_ALL))
			return refuse("--all", command);
		options->is_all = true;
		return 0;
	case OPTION_FILTER:
		if (!(accepted & OPTIONS_FILTER))
			return refuse("--filter", command);
		options->has_filter = true;
		return 0;
	case OPTION_USER:
	case OPTION_NETWORK:
		if (!(accepted & OPTIONS_SELECT))
			return refuse(option == OPTION_USER ? "--user"
							    : "--network",
				      command);
		*(option == OPTION_USER ? &options->user : &options->network) =
			optarg;
		return 0;
	case 'n':
		if (!(accepted & OPTIONS_NIC))
			return refuse("--nic", command);
		return append("nics", options->nics, &options->n_nics,
			      OPTIONS_NICS_MAX);
	case OPTION_INHERIT:
		if (!(accepted & OPTIONS_NIC))
			return refuse("--inherit", command);
		options->is_finder = true;
		return 0;
	case OPTION_BRIDGE:
		if (!(accepted & OPTIONS_BRIDGE))
			return refuse("--bridge", command);
		return append("bridges", options->bridges, &options->n_bridges,
			      OPTIONS_BRIDGES_MAX);
	case 'h':
		options->shows = SHOWS_HELP;
		return 0;
	case 'V':
		if (options->shows == SHOWS_NOTHING)
			options->shows = SHOWS_VERSION;
		return 0;
	}
	return -EINVAL;
}

/* option is what getopt_long() returned for the option that it refused. */
static int complain(int option, char **argv)
{
	const char *what = option == ':' ? "needs a value" : "is no option";

	if (optopt > 0 && optopt < 256)
		(void)status_usage("-%c %s", optopt, what);
	else
		(void)status_usage("%s %s", argv[optind - 1], what);
	return -EINVAL;
}

int options_parse(int argc, char **argv, unsigned int accepted,
		  struct options *options)
{
	const char *shorts = accepted & OPTIONS_STOP ? "+:hVn:" : ":hVn:";
	int option, r;

	opterr = 0;
	optind = 0; /* glibc: start anew */
	for (;;) {
		option = getopt_long(argc, argv, shorts, table, NULL);
		if (option < 0)
			return optind;
		if (option == '?' || option == ':')
			return complain(option, argv);
		r = set_option(option, argv[0], accepted, options);
		if (r < 0)
			return r;
	}
}
