/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * hold.c - names and lifetimes of devices that are held by name.  Pure.
 */
#include "common/wire/hold.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

/* device.c writes "vt%08x".  Capitals are refused as well, because people take
 * one for the other. */
static bool is_vmtapds(const char *text)
{
	return strlen(text) == strlen("vt01234567") &&
	       strspn(text + 2, DIGITS "ABCDEFabcdef") == 8;
}

int hold_parse(const char *text, struct ifname *ret_name, struct error *err)
{
	struct ifname name;

	if (strncmp(text, "vt", 2) != 0 || text[2] == '\0' ||
	    text[2 + strspn(text + 2, LETTERS DIGITS "_.-")] != '\0' ||
	    ifname_parse(text, &name) < 0)
		return error_set(
			err, VMTAP_E_ARGUMENT, EINVAL,
			"the name of the device is not one that you can choose; write vt and then letters, digits and _ . -, %d characters in all at most, such as vtweb0",
			VMTAP_IFNAME_MAX);
	if (is_vmtapds(text))
		return error_set(
			err, VMTAP_E_ARGUMENT, EINVAL,
			"the name %s is one of those that vmtapd chooses itself; choose one that is not vt and eight hex digits",
			text);
	*ret_name = name;
	return 0;
}

int hold_check_lifetime(uint64_t seconds, struct error *err)
{
	if (seconds <= HOLD_LIFETIME_MAX)
		return 0;
	return error_set(
		err, VMTAP_E_ARGUMENT, EINVAL,
		"a device is held for 366 days at most; name a shorter time");
}

static uint64_t seconds_of(const char *unit)
{
	static const struct {
		const char *unit;
		unsigned int seconds;
	} units[] = {
		{ "", 1 },     { "s", 1 },     { "m", 60 },
		{ "h", 3600 }, { "d", 86400 },
	};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strcmp(unit, units[i].unit) == 0)
			return units[i].seconds;
	return 0;
}

int hold_parse_lifetime(const char *text, uint64_t *ret_seconds,
			struct error *err)
{
	const size_t digits = strspn(text, DIGITS);
	const uint64_t unit = seconds_of(text + digits);
	uint64_t number;
	int r;

	if (digits == 0 || digits > 9 || unit == 0 ||
	    strspn(text, "0") == digits)
		return error_set(
			err, VMTAP_E_ARGUMENT, EINVAL,
			"'%.32s' is no time; write a number and s, m, h or d, such as 90m or 2h",
			text);
	number = strtoull(text, NULL, 10) * unit;
	r = hold_check_lifetime(number, err);
	if (r == 0)
		*ret_seconds = number;
	return r;
}
