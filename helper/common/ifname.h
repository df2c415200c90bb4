/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ifname.h - a network interface's name, checked.  The one place that knows
 * what is legal: dev_valid_name() in net/core/dev.c, and printable ASCII only.
 */
#ifndef VMTAP_IFNAME_H
#define VMTAP_IFNAME_H

#include <net/if.h>

/* Zero-padded; empty only where a comment says so. */
struct ifname {
	char s[IFNAMSIZ];
};

/* -EINVAL if text is empty, too long, "." or "..", or has a character that
 * is a blank, '/', ':' or not printable ASCII. */
int ifname_parse(const char *text, struct ifname *ret_name);

#endif
