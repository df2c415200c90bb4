/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * limit.h - limits of number: a network's, an allow's, and a request held
 * against them.  Private to policy/.
 */
#ifndef VMTAP_POLICY_LIMIT_H
#define VMTAP_POLICY_LIMIT_H

#include "policy/key.h"
#include "policy/message.h"

/* A network's own; and those of an allow in it, which are no wider. */
int limits_network(struct parse *parse, const struct keys *keys,
		   struct limits *ret_limits);
int limits_allow(struct parse *parse, const struct network *network,
		 const struct keys *keys, struct limits *ret_limits);

/* Those of one device; and those of all that the user has, or all users.  *err
 * says which one is reached. */
int limits_check_device(const struct decision *decision,
			const struct request *request, struct error *err);
int limits_check_usage(const struct decision *decision,
		       const struct request *request, const struct usage *usage,
		       struct error *err);

#endif
