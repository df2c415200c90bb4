/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * bridge-options.c - reads the bridge helper's options.  Strict, because QEMU's
 * user, who gets the error, did not write them: QEMU did.
 */
#include "client/arguments/bridge-options.h"

#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "client/arguments/problem.h"

enum {
	OPTION_USE_VNET = 256,
	OPTION_BR,
	OPTION_FD,
	OPTION_VM,
	OPTION_MAC,
	OPTION_SOCKET,
	OPTION_HELP,
	OPTION_VERSION,
	OPTION_END,
};

static const struct option table[] = {
	{ "use-vnet", no_argument, NULL, OPTION_USE_VNET },
	{ "br", required_argument, NULL, OPTION_BR },
	{ "fd", required_argument, NULL, OPTION_FD },
	{ "vm", required_argument, NULL, OPTION_VM },
	{ "mac", required_argument, NULL, OPTION_MAC },
	{ "socket", required_argument, NULL, OPTION_SOCKET },
	{ "help", no_argument, NULL, OPTION_HELP },
	{ "version", no_argument, NULL, OPTION_VERSION },
	{ 0 },
};

/* Indexed by option; "" if it has no value, NULL if it was not given. */
struct given {
	const char *values[OPTION_END - OPTION_USE_VNET];
};

static const char *given(const struct given *all, int option)
{
	return all->values[option - OPTION_USE_VNET];
}

static int add(struct given *all, int option, const char *value,
	       struct vmtap_error *err)
{
	const char **slot = &all->values[option - OPTION_USE_VNET];

	if (*slot && strcmp(*slot, value) != 0)
		return problem(err, "--%s is both '%s' and '%s'; say it once",
			       table[option - OPTION_USE_VNET].name, *slot,
			       value);
	*slot = value;
	return 0;
}

static int collect(int argc, char **argv, struct given *all,
		   struct vmtap_error *err)
{
	int option, r;

	opterr = 0;
	optind = 0; /* glibc: start anew */
	while ((option = getopt_long(argc, argv, ":", table, NULL)) >= 0) {
		if (option == ':')
			return problem(err, "%s needs a value",
				       argv[optind - 1]);
		if (option < OPTION_USE_VNET) /* '?' */
			return problem(err, "%s is no option of this helper",
				       argv[optind - 1]);
		r = add(all, option, optarg ? optarg : "", err);
		if (r < 0)
			return r;
	}
	if (optind < argc)
		return problem(err, "'%s' is no option", argv[optind]);
	return 0;
}

static int parse_fd(const char *text, int *ret_fd, struct vmtap_error *err)
{
	unsigned long n = 0;
	char *end = NULL;

	if (text[0] >= '0' && text[0] <= '9')
		n = strtoul(text, &end, 10);
	if (!end || *end != '\0' || n > INT_MAX)
		return problem(err, "--fd=%s is no descriptor's number", text);
	*ret_fd = (int)n;
	return 0;
}

static int parse_nic(const struct given *all, struct card *ret_nic,
		     struct vmtap_error *err)
{
	const char *vm = given(all, OPTION_VM);
	const char *lladdr = given(all, OPTION_MAC);
	struct card nic;
	int r;

	r = nicspec_parse(given(all, OPTION_BR), CARD_BRIDGE, &nic, err);
	if (r >= 0 && vm)
		r = nicspec_add(&nic, "vm", vm, err);
	if (r >= 0 && lladdr)
		r = nicspec_add(&nic, "mac", lladdr, err);
	if (r >= 0)
		r = nicspec_add(&nic, "vnet_hdr",
				given(all, OPTION_USE_VNET) ? "on" : "off",
				err);
	if (r >= 0)
		*ret_nic = nic;
	return r;
}

int bridge_options_parse(int argc, char **argv,
			 struct bridge_options *ret_options,
			 struct vmtap_error *err)
{
	struct bridge_options options = { .fd = -1 };
	struct given all = { 0 };
	int r;

	r = collect(argc, argv, &all, err);
	if (r < 0)
		return r;
	options.is_help = given(&all, OPTION_HELP) != NULL;
	options.is_version = given(&all, OPTION_VERSION) != NULL;
	/* A caller that gives --fd waits for a device: to QEMU, exit status 0
	 * means that it was sent. */
	if ((options.is_help || options.is_version) && given(&all, OPTION_FD))
		return problem(err, "--help and --version go without --fd");
	if (!options.is_help && !options.is_version) {
		if (!given(&all, OPTION_BR) || !given(&all, OPTION_FD))
			return problem(
				err,
				"--br=NET and --fd=N are needed; QEMU and libvirt give both");
		options.bridge = given(&all, OPTION_BR);
		r = parse_fd(given(&all, OPTION_FD), &options.fd, err);
		if (r >= 0)
			r = parse_nic(&all, &options.nic, err);
		if (r < 0)
			return r;
	}
	options.socket = given(&all, OPTION_SOCKET);
	*ret_options = options;
	return 0;
}
