/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * value.h - the meaning of one value: a number, a range of addresses, true or
 * false.  Private to policy/.
 */
#ifndef VMTAP_POLICY_VALUE_H
#define VMTAP_POLICY_VALUE_H

#include "policy/key.h"
#include "policy/message.h"

/* Decimal digits without a leading zero, at most max.  -EINVAL for anything
 * else. */
int value_decimal(const char *text, unsigned int max, unsigned int *ret_number);

struct range {
	unsigned int least, most;
};

/* Read the value of a key.  Without one (NULL) the result stays as it is. */
int value_number(struct parse *parse, const struct value *value,
		 struct range range, unsigned int *ret_number);
int value_bool(struct parse *parse, const struct value *value, bool *ret_bool);

/* Read one range of hardware addresses. */
int value_range(struct parse *parse, const struct value *value,
		struct lladdr_range *ret_range);

/* Refuse a key that this kind of network cannot have.  0 if the key is not
 * there. */
int value_refuse(struct parse *parse, const struct value *value,
		 const char *kind, const char *remedy);

#endif
