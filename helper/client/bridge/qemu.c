/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * qemu.c - looks for -netdev, -nic, -device and -name.  It guesses nothing: what
 * it does not understand may be the card.
 */
#include "client/bridge/qemu.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "common/label.h"

#define VALUE_SIZE 256
#define DEFAULT_BRIDGE "br0"

struct search {
	const char *bridge;
	unsigned int n; /* cards that may be the one */
	bool is_unclear;
	char id[VALUE_SIZE]; /* of its -netdev; "": -nic */
	char lladdr[VALUE_SIZE];
};

/* The next option of "type,key=value,key=value" at *rest, where ",," is a comma
 * in a value, to pair.  False: there is none, or it is too long. */
static bool next_pair(const char **rest, char pair[VALUE_SIZE])
{
	const char *c = *rest;
	size_t n = 0;

	if (*c == '\0')
		return false;
	for (; *c; c++) {
		if (*c == ',' && c[1] != ',') {
			c++;
			break;
		}
		c += *c == ',';
		if (n == VALUE_SIZE - 1)
			return false;
		pair[n++] = *c;
	}
	pair[n] = '\0';
	*rest = c;
	return true;
}

/* The value of key, or that of the word without a key if it is the first one and
 * key is implied.  The last one counts, as in QEMU.  False: there is none. */
static bool get(const char *options, const char *key, bool is_implied,
		char value[VALUE_SIZE])
{
	char pair[VALUE_SIZE];
	bool is_first = true, has_value = false;

	while (next_pair(&options, pair)) {
		const size_t n = strcspn(pair, "=");

		if (pair[n] == '\0' && is_first && is_implied) {
			memcpy(value, pair, n + 1);
			has_value = true;
		} else if (pair[n] == '=' && n == strlen(key) &&
			   memcmp(pair, key, n) == 0) {
			memcpy(value, pair + n + 1, strlen(pair + n + 1) + 1);
			has_value = true;
		}
		is_first = false;
	}
	return has_value;
}

static bool is_of_bridge(const char *options, const char *bridge)
{
	char value[VALUE_SIZE];

	return strcmp(get(options, "br", false, value) ? value : DEFAULT_BRIDGE,
		      bridge) == 0;
}

/* -netdev, -nic and -net: the backend of a card. */
static void on_backend(struct search *search, const char *options, bool is_nic)
{
	char value[VALUE_SIZE];
	bool is_bridge;

	if (options[0] == '{') {
		search->is_unclear = true;
		return;
	}
	if (!get(options, "type", true, value))
		return;
	is_bridge = strcmp(value, "bridge") == 0;
	/* its helper may be given any bridge */
	if (strcmp(value, "tap") == 0 && get(options, "helper", false, value))
		search->is_unclear = true;
	if (!is_bridge || !is_of_bridge(options, search->bridge))
		return;
	search->n++;
	if (!get(options, "id", false, search->id) || is_nic)
		search->id[0] = '\0';
	if (!is_nic || !get(options, "mac", false, search->lladdr))
		search->lladdr[0] = '\0';
}

static void on_device(struct search *search, const char *options)
{
	char value[VALUE_SIZE];

	if (search->id[0] && get(options, "netdev", false, value) &&
	    strcmp(value, search->id) == 0 &&
	    !get(options, "mac", false, search->lladdr))
		search->lladdr[0] = '\0';
}

static void get_name(const char *options, struct guest *guest)
{
	char value[VALUE_SIZE];
	struct label label;

	if (get(options, "guest", true, value) &&
	    label_parse(value, &label) == 0)
		memcpy(guest->vm, label.s, sizeof(guest->vm));
}

/* "-netdev" and "--netdev" are one option. */
static bool is_option(const char *arg, const char *name)
{
	return arg[0] == '-' && strcmp(arg + 1 + (arg[1] == '-'), name) == 0;
}

/* The old -net does not say which card has which backend. */
static bool may_be_bridge(const char *options)
{
	char value[VALUE_SIZE];

	return !get(options, "type", true, value) ||
	       strcmp(value, "bridge") == 0 || strcmp(value, "tap") == 0;
}

typedef void on_option(struct search *search, const char *arg,
		       const char *value, struct guest *guest);

static void find_backends(struct search *search, const char *arg,
			  const char *value, struct guest *guest)
{
	if (is_option(arg, "netdev"))
		on_backend(search, value, false);
	else if (is_option(arg, "nic"))
		on_backend(search, value, true);
	else if (is_option(arg, "readconfig") || is_option(arg, "set") ||
		 is_option(arg, "preconfig") || is_option(value, "preconfig") ||
		 (is_option(arg, "net") && may_be_bridge(value)))
		search->is_unclear = true;
	else if (is_option(arg, "name"))
		get_name(value, guest);
}

/* A device may stand before its backend, so this comes second. */
static void find_devices(struct search *search, const char *arg,
			 const char *value, struct guest *guest)
{
	(void)guest;
	if (is_option(arg, "device"))
		on_device(search, value);
}

static void each(const char *args, size_t size, on_option *call,
		 struct search *search, struct guest *guest)
{
	const char *end = args + size;

	while (args < end) {
		const char *value = args + strnlen(args, (size_t)(end - args));

		if (value >= end || ++value == end ||
		    !memchr(value, '\0', (size_t)(end - value)))
			return;
		call(search, args, value, guest);
		args = value;
	}
}

int qemu_find(const char *args, size_t size, const char *bridge,
	      struct guest *ret_guest)
{
	struct search search = { .bridge = bridge };
	struct guest guest = { .vm = "" };

	each(args, size, find_backends, &search, &guest);
	each(args, size, find_devices, &search, &guest);
	if (search.n != 1 || search.is_unclear ||
	    strlen(search.lladdr) != sizeof(guest.lladdr) - 1)
		return -ENOENT;
	memcpy(guest.lladdr, search.lladdr, sizeof(guest.lladdr));
	*ret_guest = guest;
	return 0;
}
