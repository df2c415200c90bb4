/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * value.h - the meaning of one value: numbers, truth.  Private to policy/.
 */
#ifndef VMTAP_POLICY_VALUE_H
#define VMTAP_POLICY_VALUE_H

#include "policy/key.h"
#include "policy/message.h"

/* Decimal digits, no leading zero, at most max.  Else -EINVAL. */
int value_decimal(const char *text, unsigned int max, unsigned int *ret_number);

struct range {
	unsigned int least, most;
};

/* The value of a key; an absent one (NULL) leaves the result as it is. */
int value_number(struct parse *parse, const struct value *value,
		 struct range range, unsigned int *ret_number);
int value_bool(struct parse *parse, const struct value *value, bool *ret_bool);

/* An absent one is in order; else the kind of network has no such key. */
int value_refuse(struct parse *parse, const struct value *value,
		 const char *kind, const char *remedy);

#endif
