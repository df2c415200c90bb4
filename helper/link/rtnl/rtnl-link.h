/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-link.h - reads the kernel's messages about links.  Private to rtnl*.c
 * and to the tests that feed it bytes.
 */
#ifndef VMTAP_RTNL_LINK_H
#define VMTAP_RTNL_LINK_H

#include <linux/if_link.h>
#include <linux/netlink.h>
#include <stddef.h>

#include "link/rtnl/rtnl.h"

/* IFLA_BRPORT_MAB and NTF_EXT_LOCKED are in Linux 6.2, but not in its headers
 * of 6.1. */
#define RTNL_BRPORT_MAB (IFLA_BRPORT_LOCKED + 1)
#define RTNL_NTF_EXT_LOCKED (1u << 1)

/* Is there a whole message in the left bytes at nlh?  mnl_nlmsg_ok() alone
 * reads a length above INT_MAX as negative. */
bool rtnl_message_ok(const struct nlmsghdr *nlh, int left);

/* Parse RTM_NEWLINK or RTM_DELLINK into *ret_link.  -EPROTO if it is malformed,
 * -EAFNOSUPPORT if it is about a bridge's port and not about a link. */
int rtnl_link_parse(const struct nlmsghdr *nlh, struct rtnl_link *ret_link);

/* The text of the extended ACK in an NLMSG_ERROR, in printable ASCII.  "" if
 * there is none. */
void rtnl_link_reason(const struct nlmsghdr *nlh, char *text, size_t size);

#endif
