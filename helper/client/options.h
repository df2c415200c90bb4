/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * options.h - vmtap(1)'s options, the same before and after the command's name.
 */
#ifndef VMTAP_OPTIONS_H
#define VMTAP_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#define OPTIONS_NICS_MAX 32
#define OPTIONS_BRIDGES_MAX 1024

struct options {
	const char *socket; /* NULL: the library's choice */
	const char *vm; /* NULL: not given; so are the next three */
	const char *lladdr;
	const char *user;
	const char *network;
	const char *nics[OPTIONS_NICS_MAX];
	size_t n_nics;
	const char *bridges[OPTIONS_BRIDGES_MAX];
	size_t n_bridges;
	bool is_json;
	bool is_all;
	bool has_filter;
	bool is_finder; /* the command finds what it inherits */
	enum { SHOWS_NOTHING, SHOWS_VERSION, SHOWS_HELP } shows;
};

enum options_accepted {
	OPTIONS_JSON = 1 << 0,
	OPTIONS_VM = 1 << 1,
	/* --nic and --inherit */
	OPTIONS_NIC = 1 << 2,
	/* Options after the first operand are the command's. */
	OPTIONS_STOP = 1 << 3,
	OPTIONS_ALL = 1 << 4,
	/* --user and --network */
	OPTIONS_SELECT = 1 << 5,
	OPTIONS_BRIDGE = 1 << 6,
	OPTIONS_FILTER = 1 << 7,
	OPTIONS_MAC = 1 << 8,
};

/*
 * Read argv from argv[1] on into *options, and return the index of the first
 * operand (argv is reordered).  accepted has bits of enum options_accepted;
 * --socket, --help and --version are always accepted.  Prints an error and
 * returns -EINVAL if the arguments are wrong.
 */
int options_parse(int argc, char **argv, unsigned int accepted,
		  struct options *options);

#endif
