/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * places.c - looks for network cards in QEMU's arguments.  Pure.
 */
#include "client/arguments/qemu/places.h"

#include <string.h>

/* Drivers of -device that are network cards: how their names begin. */
static const char *const cards[] = {
	"virtio-net", "e1000", "igb",	"rtl8139", "vmxnet3",	 "pcnet",
	"ne2k_",      "i8255", "tulip", "usb-net", "spapr-vlan",
};

/* What a backend opens, or gets opened, without vmtap. */
static const char *const openers[] = {
	"fd",	  "fds",     "ifname",	 "script", "downscript",
	"helper", "vhostfd", "vhostfds", "queues", "br",
};

/* Is the argument at i this option, with a value behind it? */
static bool is_option(char *const *argv, size_t i, const char *name)
{
	const char *option = argv[i];

	if (!argv[i + 1] || option[0] != '-')
		return false;
	option += option[1] == '-' ? 2 : 1;
	return strcmp(option, name) == 0;
}

static bool is_backend(char *const *argv, size_t i)
{
	return is_option(argv, i, "netdev") || is_option(argv, i, "nic");
}

static bool is_card(const char *device)
{
	struct word driver;

	if (!words_find(device, "driver", "driver", &driver))
		return false;
	for (size_t i = 0; i < sizeof(cards) / sizeof(*cards); i++)
		if (driver.n_value >= strlen(cards[i]) &&
		    strncmp(driver.value, cards[i], strlen(cards[i])) == 0)
			return true;
	return false;
}

/* The index of the value of a -netdev with this id, or 0. */
static size_t find_netdev(char *const *argv, const struct word *id)
{
	struct word word;

	for (size_t i = 1; argv[i]; i++)
		if (is_option(argv, i, "netdev") &&
		    words_find(argv[i + 1], "type", "id", &word) &&
		    word.n_value == id->n_value &&
		    strncmp(word.value, id->value, id->n_value) == 0)
			return i + 1;
	return 0;
}

/* The index of the value of the -device that has this -netdev, or 0. */
static size_t find_device(char *const *argv, size_t netdev)
{
	struct word id;

	for (size_t i = 1; argv[i]; i++)
		if (is_option(argv, i, "device") &&
		    words_find(argv[i + 1], "driver", "netdev", &id) &&
		    find_netdev(argv, &id) == netdev)
			return i + 1;
	return 0;
}

static bool is_type(const char *backend, const char *name)
{
	struct word type;

	return words_find(backend, "type", "type", &type) &&
	       word_is(&type, name);
}

static bool is_bridge_of(const char *backend, const char *network)
{
	struct word bridge;

	return network && is_type(backend, "bridge") &&
	       words_find(backend, "type", "br", &bridge) &&
	       word_is(&bridge, network);
}

static bool is_open_tap(const char *backend)
{
	if (!is_type(backend, "tap"))
		return false;
	for (size_t i = 0; i < sizeof(openers) / sizeof(*openers); i++)
		if (words_has(backend, openers[i]))
			return false;
	return true;
}

bool places_use_id(char *const *argv, const struct word *id)
{
	struct word word;

	for (size_t i = 1; argv[0] && argv[i]; i++)
		if (is_option(argv, i, "device") &&
		    words_find(argv[i + 1], "driver", "netdev", &word) &&
		    word.n_value == id->n_value &&
		    strncmp(word.value, id->value, id->n_value) == 0)
			return true;
	return argv[0] && find_netdev(argv, id) > 0;
}

/* Netdevs whose ids are not looked for. */
static bool has_other_netdevs(char *const *argv)
{
	for (size_t i = 1; argv[i]; i++)
		if (is_option(argv, i, "readconfig") ||
		    (is_option(argv, i, "netdev") && argv[i + 1][0] == '{'))
			return true;
	return false;
}

static bool is_open_device(char *const *argv, size_t i)
{
	struct word id;

	if (!is_option(argv, i, "device"))
		return false;
	return words_find(argv[i + 1], "driver", "netdev", &id)
		       ? find_netdev(argv, &id) == 0 && !has_other_netdevs(argv)
		       : is_card(argv[i + 1]);
}

static bool is_taken(const struct place *place)
{
	return place->backend > 0 || place->device > 0;
}

static void take_backend(char *const *argv, size_t i, struct place *place)
{
	place->backend = i + 1;
	place->is_nic = is_option(argv, i, "nic");
	if (!place->is_nic)
		place->device = find_device(argv, i + 1);
}

/* Backends that name the network of a card. */
static void find_bridges(char *const *argv, const char *const *networks,
			 size_t n, struct place *places)
{
	for (size_t i = 1; argv[i]; i++) {
		for (size_t j = 0; j < n; j++) {
			if (is_taken(&places[j]) || !is_backend(argv, i) ||
			    !is_bridge_of(argv[i + 1], networks[j]))
				continue;
			take_backend(argv, i, &places[j]);
			break;
		}
	}
}

void places_find(char *const *argv, const char *const *networks, size_t n,
		 struct place *places)
{
	size_t j = 0;

	memset(places, 0, n * sizeof(*places));
	find_bridges(argv, networks, n, places);
	for (size_t i = 1; argv[i]; i++) {
		while (j < n && is_taken(&places[j]))
			j++;
		if (j == n)
			return;
		if (is_backend(argv, i) && is_open_tap(argv[i + 1]))
			take_backend(argv, i, &places[j]);
		else if (is_open_device(argv, i))
			places[j].device = i + 1;
	}
}

bool places_address(char *const *argv, const struct place *place,
		    struct word *ret)
{
	if (place->device > 0)
		return words_find(argv[place->device], "driver", "mac", ret);
	return place->is_nic &&
	       (words_find(argv[place->backend], "type", "mac", ret) ||
		words_find(argv[place->backend], "type", "macaddr", ret));
}

bool places_has_device(const struct place *place)
{
	return place->backend == 0 || place->device > 0 || place->is_nic;
}

bool places_has_queues(char *const *argv, const struct place *place)
{
	static const char virtio[] = "virtio-net";
	struct word driver;

	if (place->is_nic)
		return false;
	return place->device == 0 ||
	       (words_find(argv[place->device], "driver", "driver", &driver) &&
		driver.n_value >= sizeof(virtio) - 1 &&
		strncmp(driver.value, virtio, sizeof(virtio) - 1) == 0);
}
