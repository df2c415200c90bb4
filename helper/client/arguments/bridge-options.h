/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * bridge-options.h - the argument vector of vmtap-bridge-helper(1), which QEMU
 * and libvirt write: [--use-vnet] --br=NET --fd=N in any order, and the options
 * that only this helper has.
 */
#ifndef VMTAP_BRIDGE_OPTIONS_H
#define VMTAP_BRIDGE_OPTIONS_H

#include <stdbool.h>

#include "client/arguments/nicspec.h"

struct bridge_options {
	struct card nic; /* vnet_hdr=: --use-vnet */
	const char *bridge; /* as QEMU or libvirt has it, with its options */
	const char *socket; /* NULL: the library's choice */
	int fd; /* the socket that the descriptor is sent to */
	bool is_help; /* if this or the next is set, nothing else counts */
	bool is_version;
};

/* -EINVAL with a sentence if any option is wrong or missing. */
int bridge_options_parse(int argc, char **argv,
			 struct bridge_options *ret_options,
			 struct vmtap_error *err);

#endif
