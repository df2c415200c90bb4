/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ask.h - what can this kernel make?  It is asked to make something by a
 * message that lacks a part, so nothing is ever made: a kernel that knows the
 * kind says that the message is wrong (-EINVAL), and another one that it does
 * not know the kind.  As with the right message, the kernel loads the module if
 * it can.
 */
#ifndef VMTAP_ASK_H
#define VMTAP_ASK_H

#include "link/rtnl/rtnl.h"

/* 0: it can, or it does not say.  Else the result is that of the right message:
 * -EOPNOTSUPP for a kind of links, -ENOENT for the others. */
int ask_kind(struct rtnl *rtnl, const char *kind); /* of links */
int ask_shaper(struct rtnl *rtnl); /* the queue tbf */
int ask_clsact(struct rtnl *rtnl); /* the place for programs */
int ask_police(struct rtnl *rtnl); /* the action police */

#endif
