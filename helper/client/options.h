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

/* Of attach and detach; NULL: not given. */
struct hotplug_options {
	const char *qmp; /* one of these three names the VM */
	const char *domain;
	const char *cloud;
	const char *connect;
	const char *id;
	const char *bus;
	const char *timeout;
	bool has_vhost;
};

struct options {
	const char *socket; /* NULL: the library's choice */
	const char *vm; /* NULL: not given; so are the next two */
	const char *user;
	const char *network;
	/* of hold, the first two of attach, the first of set; NULL: not
	 * given */
	const char *mac, *queues, *name, *lifetime, *pid;
	const char *nics[OPTIONS_NICS_MAX];
	size_t n_nics;
	const char *bridges[OPTIONS_BRIDGES_MAX];
	size_t n_bridges;
	struct hotplug_options hotplug;
	bool is_json;
	bool is_all;
	bool has_filter;
	unsigned int run; /* enum options_run */
	enum { SHOWS_NOTHING, SHOWS_VERSION, SHOWS_HELP } shows;
};

/* How 'run' gives the command its descriptors, or whether it does. */
enum options_run {
	RUN_INHERIT = 1 << 0, /* the command finds what it inherits */
	RUN_LISTEN = 1 << 1, /* it finds them as those of sd_listen_fds(3) */
	RUN_DRY = 1 << 2, /* only print the command */
};

enum options_accepted {
	OPTIONS_JSON = 1 << 0,
	OPTIONS_VM = 1 << 1,
	/* --nic, --inherit, --listen-fds and --dry-run */
	OPTIONS_NIC = 1 << 2,
	/* Options after the first operand are the command's. */
	OPTIONS_STOP = 1 << 3,
	OPTIONS_ALL = 1 << 4,
	/* --user and --network */
	OPTIONS_SELECT = 1 << 5,
	OPTIONS_BRIDGE = 1 << 6,
	OPTIONS_FILTER = 1 << 7,
	/* --qmp, --domain, --connect, --cloud-hypervisor and --timeout */
	OPTIONS_MONITOR = 1 << 8,
	/* --id, --mac, --queues, --vhost and --bus */
	OPTIONS_CARD = 1 << 9,
	/* --name, --mac, --queues, --for and --until-exit */
	OPTIONS_HOLD = 1 << 10,
	OPTIONS_MAC = 1 << 11, /* --mac */
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
