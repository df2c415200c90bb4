/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * value.c - numbers, ranges of addresses, true and false in vmtapd.conf(5).
 */
#include "policy/meaning/value.h"

#include <errno.h>
#include <string.h>

int value_decimal(const char *text, unsigned int max, unsigned int *ret_number)
{
	unsigned long long number = 0;

	if (text[0] == '\0' || (text[0] == '0' && text[1] != '\0'))
		return -EINVAL;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return -EINVAL;
		number = number * 10 + (unsigned int)(*text - '0');
		if (number > max)
			return -EINVAL;
	}
	*ret_number = (unsigned int)number;
	return 0;
}

int value_number(struct parse *parse, const struct value *value,
		 struct range range, unsigned int *ret_number)
{
	unsigned int number;

	if (!value)
		return 0;
	if (value_decimal(value->text, range.most, &number) < 0 ||
	    number < range.least)
		return parse_error(
			parse, value->place,
			"%s = \"%s\" is not a number from %u to %u; write one",
			key_name(value->key), value->text, range.least,
			range.most);
	*ret_number = number;
	return 0;
}

int value_bool(struct parse *parse, const struct value *value, bool *ret_bool)
{
	static const char *const words[] = { "false", "true", "no",
					     "yes",   "off",  "on" };

	if (!value)
		return 0;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(value->text, words[i]) == 0) {
			*ret_bool = i % 2;
			return 0;
		}
	return parse_error(parse, value->place,
			   "%s = \"%s\" is neither true nor false; write one",
			   key_name(value->key), value->text);
}

int value_range(struct parse *parse, const struct value *value,
		struct lladdr_range *ret_range)
{
	static const struct lladdr zero;
	struct lladdr_range range;

	if (lladdr_range_parse(value->text, &range) < 0)
		return parse_error(
			parse, value->place,
			"%s \"%s\" is not a range: write an address and how many of its bits are fixed, \"52:54:00:00:00:00/24\", the other bits zero",
			key_name(value->key), value->text);
	if ((range.base.b[0] & 1) ||
	    (range.prefix == 48 && lladdr_equal(&range.base, &zero)))
		return parse_error(
			parse, value->place,
			"%s \"%s\" has no station's address in it but zero or multicast ones; the first byte must be even",
			key_name(value->key), value->text);
	*ret_range = range;
	return 0;
}

int value_refuse(struct parse *parse, const struct value *value,
		 const char *kind, const char *remedy)
{
	if (!value)
		return 0;
	return parse_error(parse, value->place,
			   "a network of kind %s has no %s; %s", kind,
			   key_name(value->key), remedy);
}
