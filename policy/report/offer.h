/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * offer.h - a network as its administrator sees it: what it offers, and to
 * whom.  Pure.
 */
#ifndef VMTAP_POLICY_OFFER_H
#define VMTAP_POLICY_OFFER_H

#include "policy/policy.h"

/* Has it an allow? */
bool policy_is_open(const struct network *network);

#define OFFER_RULE_SIZE 272 /* the longest subject has 255 characters */

/* Write rule i in order of precedence: allow "@kvm".  False behind the last. */
bool policy_offer_rule(const struct network *network, size_t i,
		       char text[OFFER_RULE_SIZE]);

#endif
