/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ifname.h - the name of a network interface, checked.
 *
 * Only this file knows which names are legal: those of dev_valid_name() in
 * net/core/dev.c, in printable ASCII.
 */
#ifndef VMTAP_IFNAME_H
#define VMTAP_IFNAME_H

#include <net/if.h>

/* Padded with zeros.  Empty only where a comment says that it may be. */
struct ifname {
	char s[IFNAMSIZ];
};

/* -EINVAL if text is empty, too long, "." or "..", or has a blank, '/', ':' or
 * a character that is not printable ASCII. */
int ifname_parse(const char *text, struct ifname *ret_name);

#endif
