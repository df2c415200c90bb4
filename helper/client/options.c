/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * options.c - one table of options for all commands.
 */
#include "client/options.h"

#include <errno.h>
#include <getopt.h>
#include <stddef.h>

#include "client/output/status.h"

/* Larger than any character, since these have no short form. */
enum {
	OPTION_SOCKET = 256,
	OPTION_JSON,
	OPTION_VM,
	OPTION_ALL,
	OPTION_USER,
	OPTION_NETWORK,
	OPTION_BRIDGE,
	OPTION_FILTER,
	OPTION_INHERIT,
	OPTION_LISTEN_FDS,
	OPTION_DRY_RUN,
	OPTION_QMP,
	OPTION_DOMAIN,
	OPTION_CONNECT,
	OPTION_CLOUD,
	OPTION_ID,
	OPTION_MAC,
	OPTION_QUEUES,
	OPTION_VHOST,
	OPTION_BUS,
	OPTION_TIMEOUT,
	OPTION_NAME,
	OPTION_FOR,
	OPTION_UNTIL_EXIT,
};

static const struct option table[] = {
	{ "socket", required_argument, NULL, OPTION_SOCKET },
	{ "json", no_argument, NULL, OPTION_JSON },
	{ "vm", required_argument, NULL, OPTION_VM },
	{ "all", no_argument, NULL, OPTION_ALL },
	{ "user", required_argument, NULL, OPTION_USER },
	{ "network", required_argument, NULL, OPTION_NETWORK },
	{ "bridge", required_argument, NULL, OPTION_BRIDGE },
	{ "filter", no_argument, NULL, OPTION_FILTER },
	{ "inherit", no_argument, NULL, OPTION_INHERIT },
	{ "listen-fds", no_argument, NULL, OPTION_LISTEN_FDS },
	{ "dry-run", no_argument, NULL, OPTION_DRY_RUN },
	{ "qmp", required_argument, NULL, OPTION_QMP },
	{ "domain", required_argument, NULL, OPTION_DOMAIN },
	{ "connect", required_argument, NULL, OPTION_CONNECT },
	{ "cloud-hypervisor", required_argument, NULL, OPTION_CLOUD },
	{ "id", required_argument, NULL, OPTION_ID },
	{ "mac", required_argument, NULL, OPTION_MAC },
	{ "queues", required_argument, NULL, OPTION_QUEUES },
	{ "vhost", no_argument, NULL, OPTION_VHOST },
	{ "bus", required_argument, NULL, OPTION_BUS },
	{ "timeout", required_argument, NULL, OPTION_TIMEOUT },
	{ "name", required_argument, NULL, OPTION_NAME },
	{ "for", required_argument, NULL, OPTION_FOR },
	{ "until-exit", required_argument, NULL, OPTION_UNTIL_EXIT },
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

/* Those that have a text. */
static const struct {
	int option;
	unsigned int accepted; /* enum options_accepted */
	size_t at; /* in struct options */
} texts[] = {
#define TEXT(option, accepted, member)                                         \
	{                                                                      \
		option, accepted, offsetof(struct options, member)             \
	}
	TEXT(OPTION_QMP, OPTIONS_MONITOR, hotplug.qmp),
	TEXT(OPTION_DOMAIN, OPTIONS_MONITOR, hotplug.domain),
	TEXT(OPTION_CONNECT, OPTIONS_MONITOR, hotplug.connect),
	TEXT(OPTION_CLOUD, OPTIONS_MONITOR, hotplug.cloud),
	TEXT(OPTION_TIMEOUT, OPTIONS_MONITOR, hotplug.timeout),
	TEXT(OPTION_ID, OPTIONS_CARD, hotplug.id),
	TEXT(OPTION_BUS, OPTIONS_CARD, hotplug.bus),
	TEXT(OPTION_MAC, OPTIONS_CARD | OPTIONS_HOLD | OPTIONS_MAC, mac),
	TEXT(OPTION_QUEUES, OPTIONS_CARD | OPTIONS_HOLD, queues),
	TEXT(OPTION_NAME, OPTIONS_HOLD, name),
	TEXT(OPTION_FOR, OPTIONS_HOLD, lifetime),
	TEXT(OPTION_UNTIL_EXIT, OPTIONS_HOLD, pid),
#undef TEXT
};

static const char *name_of(int option)
{
	const struct option *row = table;

	while (row->name && row->val != option)
		row++;
	return row->name;
}

/* -ENOENT: option is no such one. */
static int set_text(int option, const char *command, unsigned int accepted,
		    struct options *options)
{
	size_t i = 0;

	while (i < sizeof(texts) / sizeof(*texts) && texts[i].option != option)
		i++;
	if (i == sizeof(texts) / sizeof(*texts))
		return -ENOENT;
	if (!(accepted & texts[i].accepted)) {
		(void)status_usage("--%s is not for '%s'", name_of(option),
				   command);
		return -EINVAL;
	}
	*(const char **)((char *)options + texts[i].at) = optarg;
	return 0;
}

static int set_run(int option, const char *command, unsigned int accepted,
		   struct options *options)
{
	static const struct {
		const char *name;
		enum options_run bit;
	} rows[] = {
		{ "--inherit", RUN_INHERIT },
		{ "--listen-fds", RUN_LISTEN },
		{ "--dry-run", RUN_DRY },
	};
	const size_t i = (size_t)(option - OPTION_INHERIT);

	if (!(accepted & OPTIONS_NIC))
		return refuse(rows[i].name, command);
	options->run |= rows[i].bit;
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
	case OPTION_LISTEN_FDS:
	case OPTION_DRY_RUN:
		return set_run(option, command, accepted, options);
	case OPTION_VHOST:
		if (!(accepted & OPTIONS_CARD))
			return refuse("--vhost", command);
		options->hotplug.has_vhost = true;
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
		r = set_text(option, argv[0], accepted, options);
		if (r == -ENOENT)
			r = set_option(option, argv[0], accepted, options);
		if (r < 0)
			return r;
	}
}
