/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * options.c - parses argv into struct options.  Opens nothing.
 */
#include "daemon/start/options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "vmtap.h"

#include "config.h"

static const struct option long_options[] = {
	{ "config", required_argument, NULL, 'f' },
	{ "socket", required_argument, NULL, 's' },
	{ "check", no_argument, NULL, 'c' },
	{ "host", no_argument, NULL, 'H' },
	{ "diff", no_argument, NULL, 'D' },
	{ "explain", no_argument, NULL, 'e' },
	{ "debug", no_argument, NULL, 'd' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ 0 },
};

static void print_help(void)
{
	printf("Usage: vmtapd [OPTION]...\n"
	       "       vmtapd --check --explain USER NETWORK [OPTION=VALUE,...]\n"
	       "       vmtapd --check --diff [OLDFILE]\n"
	       "Give network cards to the virtual machines of unprivileged users.\n"
	       "\n"
	       "  --config FILE  the policy (default %s)\n"
	       "  --socket PATH  where to listen (default %s)\n"
	       "  --check        check the policy and exit\n"
	       "  --host         with --check: look at the host, as root\n"
	       "  --diff         with --check: who gains and who loses, against OLDFILE\n"
	       "  --explain      with --check: what would USER get on NETWORK?\n"
	       "  --debug        log more\n"
	       "  --help         print this and exit\n"
	       "  --version      print the version and exit\n"
	       "\n"
	       "See vmtapd(8) and vmtapd.conf(5).\n",
	       POLICY_PATH, VMTAP_SOCKET_DEFAULT);
}

static int take_explain(int argc, char **argv, struct options *options,
			struct options *ret_options)
{
	if (!options->has_check || argc - optind < 2 || argc - optind > 3) {
		fprintf(stderr,
			"vmtapd: write --check --explain USER NETWORK [OPTIONS]\n");
		return -EINVAL;
	}
	options->user = argv[optind];
	options->network = argv[optind + 1];
	options->wishes = argv[optind + 2]; /* argv ends in NULL */
	*ret_options = *options;
	return 0;
}

/* OLDFILE may be left out: it is the policy that is installed. */
static int take_diff(int argc, char **argv, struct options *options,
		     struct options *ret_options)
{
	if (!options->has_check || options->has_explain || argc - optind > 1) {
		fprintf(stderr, "vmtapd: write --check --diff [OLDFILE]\n");
		return -EINVAL;
	}
	if (optind < argc)
		options->old = argv[optind];
	if (strcmp(options->old, options->config) == 0) {
		fprintf(stderr,
			"vmtapd: %s would be compared with itself; write --config NEWFILE\n",
			options->old);
		return -EINVAL;
	}
	*ret_options = *options;
	return 0;
}

int options_parse(int argc, char **argv, struct options *ret_options)
{
	struct options options = { .config = POLICY_PATH };
	int c;

	while ((c = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
		switch (c) {
		case 'f':
			options.config = optarg;
			break;
		case 's':
			options.socket = optarg;
			break;
		case 'c':
			options.has_check = true;
			break;
		case 'H':
			options.has_host = true;
			break;
		case 'e':
			options.has_explain = true;
			break;
		case 'D':
			options.old = POLICY_PATH;
			break;
		case 'd':
			options.has_debug = true;
			break;
		case 'h':
			print_help();
			return 1;
		case 'V':
			printf("vmtapd %s\n", PACKAGE_VERSION);
			return 1;
		default:
			fprintf(stderr,
				"vmtapd: try 'vmtapd --help' for the options\n");
			return -EINVAL;
		}
	}
	if (options.has_host &&
	    (!options.has_check || options.has_explain || options.old)) {
		fprintf(stderr,
			"vmtapd: --host goes with --check, and without --explain and --diff\n");
		return -EINVAL;
	}
	if (options.old)
		return take_diff(argc, argv, &options, ret_options);
	if (options.has_explain)
		return take_explain(argc, argv, &options, ret_options);
	if (optind < argc) {
		fprintf(stderr,
			"vmtapd: unexpected argument '%s'; try 'vmtapd --help'\n",
			argv[optind]);
		return -EINVAL;
	}
	*ret_options = options;
	return 0;
}
