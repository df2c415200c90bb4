/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rate.c - rates of vmtapd.conf(5), in tc(8)'s words for bits.  There are no
 * words for bytes, because too many people read "bps" as bits.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "policy/meaning/parts.h"

#define RATE_MIN UINT64_C(8000)
#define RATE_MAX UINT64_C(1000000000000)

static const struct {
	const char *word;
	uint64_t bits;
} units[] = {
	{ "tbit", UINT64_C(1000000000000) },
	{ "gbit", 1000000000 },
	{ "mbit", 1000000 },
	{ "kbit", 1000 },
	{ "bit", 1 },
};

static int parse_rate(const char *text, uint64_t *ret_rate)
{
	uint64_t number = 0;

	if (*text == '0')
		return -EINVAL;
	for (; *text >= '0' && *text <= '9'; text++) {
		number = number * 10 + (unsigned int)(*text - '0');
		if (number > RATE_MAX)
			return -EINVAL;
	}
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (strcmp(text, units[i].word) != 0)
			continue;
		/* this comparison cannot overflow */
		if (number > RATE_MAX / units[i].bits ||
		    number * units[i].bits < RATE_MIN)
			return -EINVAL;
		*ret_rate = number * units[i].bits;
		return 0;
	}
	return -EINVAL;
}

void policy_format_rate(uint64_t rate, char text[POLICY_RATE_TEXT_SIZE])
{
	size_t i = 0;

	while (rate % units[i].bits != 0)
		i++;
	(void)snprintf(text, POLICY_RATE_TEXT_SIZE, "%" PRIu64 "%s",
		       rate / units[i].bits, units[i].word);
}

/* *rate is the network's limit; 0: it has none. */
static int key_rate(struct parse *parse, const struct value *value,
		    const struct network *network, uint64_t *rate)
{
	char of_network[POLICY_RATE_TEXT_SIZE];
	uint64_t number;

	if (!value)
		return 0;
	if (parse_rate(value->text, &number) < 0)
		return parse_error(
			parse, value->place,
			"%s = \"%s\" is not a rate from 8kbit to 1tbit; write a whole number and bit, kbit, mbit, gbit or tbit, as 100mbit",
			key_name(value->key), value->text);
	if (*rate > 0 && number > *rate) {
		policy_format_rate(*rate, of_network);
		return parse_error(
			parse, value->place,
			"%s = %s is more than the %s of network \"%s\" itself; lower it, or raise those",
			key_name(value->key), value->text, of_network,
			network->name.s);
	}
	*rate = number;
	return 0;
}

int fence_rates(struct parse *parse, const struct keys *keys,
		const struct network *network, struct fence *fence)
{
	int r;

	r = key_rate(parse, keys_value(keys, KEY_RATE_IN), network,
		     &fence->rate_in);
	if (r == 0)
		r = key_rate(parse, keys_value(keys, KEY_RATE_OUT), network,
			     &fence->rate_out);
	if (r == 0)
		r = key_rate(parse, keys_value(keys, KEY_BROADCAST_RATE),
			     network, &fence->rate_broadcast);
	return r;
}
