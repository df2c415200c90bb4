/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * options.h - the command line of vmtapd.
 */
#ifndef VMTAP_OPTIONS_H
#define VMTAP_OPTIONS_H

#include <stdbool.h>

struct options {
	const char *config;
	const char *socket; /* NULL: not given */
	bool has_check; /* check the policy and exit */
	bool has_host; /* with has_check: look at the host, too */
	bool has_debug;
	bool has_explain; /* with has_check; the user and the request: */
	const char *user, *network, *wishes; /* wishes: NULL if none */
	const char *old; /* with has_check: compare with this policy; or NULL */
};

/*
 * 0: go on; 1: all is done (--help, --version); -EINVAL: after a message on
 * stderr.
 */
int options_parse(int argc, char **argv, struct options *ret_options);

#endif
