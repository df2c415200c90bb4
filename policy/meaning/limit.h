/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * limit.h - limits of number: those of a network, those of an allow, and a
 * request compared with them.  Private to policy/.
 */
#ifndef VMTAP_POLICY_LIMIT_H
#define VMTAP_POLICY_LIMIT_H

#include "policy/key.h"
#include "policy/message.h"

/* Read the limits of a network, or those of an allow in it, which are not above
 * the network's. */
int limits_network(struct parse *parse, const struct keys *keys,
		   struct limits *ret_limits);
int limits_allow(struct parse *parse, const struct network *network,
		 const struct keys *keys, struct limits *ret_limits);

/* Check the limits of one device, or those of all devices of the user and of
 * all users.  *err says which limit is reached. */
int limits_check_device(const struct decision *decision,
			const struct request *request, struct error *err);
int limits_check_usage(const struct decision *decision,
		       const struct request *request, const struct usage *usage,
		       struct error *err);

#endif
