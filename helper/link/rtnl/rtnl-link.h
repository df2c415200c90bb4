/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rtnl-link.h - reads the kernel's messages about links.  Private to rtnl*.c,
 * and to the tests that feed it bytes.
 */
#ifndef VMTAP_RTNL_LINK_H
#define VMTAP_RTNL_LINK_H

#include <linux/if_link.h>
#include <linux/netlink.h>
#include <stddef.h>

#include "link/rtnl/rtnl.h"

/* IFLA_BRPORT_MAB and NTF_EXT_LOCKED, which Linux 6.2 has and its headers of 6.1
 * do not */
#define RTNL_BRPORT_MAB (IFLA_BRPORT_LOCKED + 1)
#define RTNL_NTF_EXT_LOCKED (1u << 1)

/* Is there a whole message in the left bytes at nlh?  mnl_nlmsg_ok() alone takes
 * a length above INT_MAX for a negative one. */
bool rtnl_message_ok(const struct nlmsghdr *nlh, int left);

/* RTM_NEWLINK or RTM_DELLINK into *ret_link.  -EPROTO: it is malformed;
 * -EAFNOSUPPORT: it is not about a link but about a bridge's port. */
int rtnl_link_parse(const struct nlmsghdr *nlh, struct rtnl_link *ret_link);

/* The text of an NLMSG_ERROR's extended ACK (printable ASCII), or "". */
void rtnl_link_reason(const struct nlmsghdr *nlh, char *text, size_t size);

#endif
