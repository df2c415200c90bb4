/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * test-places.c - tables of what QEMU's options are read as, and where a card
 * goes in them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "client/arguments/qemu/places.h"

static void test_words(void **state)
{
	static const struct {
		const char *text, *key;
		const char *value; /* NULL: there is none */
	} table[] = {
		{ "tap,id=n0", "type", "tap" },
		{ "type=tap,id=n0", "type", "tap" },
		{ "tap,id=n0", "id", "n0" },
		{ "tap,id=n0,id=n1", "id", "n1" },
		{ "tap,id=", "id", "" },
		{ "tap,idx=n0", "id", NULL },
		{ "id=n0", "type", NULL },
		{ "tap,br=a,,id=n0", "id", NULL },
		{ "tap,br=a,,id=n0,id=n1", "id", "n1" },
		{ "tap,br=a,,id=n0", "br", "a,,id=n0" },
		{ "tap,,", "type", "tap,," },
		{ "tap,", "type", "tap" },
		{ ",id=n0", "id", "n0" },
		{ "", "type", NULL },
		{ "tap,on", "on", NULL },
		{ "=x", "type", "x" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct word word;
		bool is_there =
			words_find(table[i].text, "type", table[i].key, &word);

		if (is_there != (table[i].value != NULL) ||
		    (is_there && !word_is(&word, table[i].value)))
			fail_msg("%s of '%s'", table[i].key, table[i].text);
	}
}

static void test_places(void **state)
{
	static const struct {
		const char *argv[8];
		const char *networks[3];
		struct place places[3];
	} table[] = {
		{ { "q" }, { "lan" }, { { 0 } } },
		{ { "q", "-device", "virtio-net-pci" },
		  { "lan" },
		  { { .device = 2 } } },
		{ { "q", "--device", "driver=igb" },
		  { "lan", "dmz" },
		  { { .device = 2 } } },
		{ { "q", "-device", "virtio-net,netdev=a" },
		  { "lan" },
		  { { .device = 2 } } },
		/* Its netdev is somebody else's. */
		{ { "q", "-device", "virtio-net,netdev=a", "-netdev",
		    "user,id=a" },
		  { "lan" },
		  { { 0 } } },
		{ { "q", "-device", "virtio-net,netdev=a", "-netdev",
		    "type=tap,id=a" },
		  { "lan" },
		  { { .backend = 4, .device = 2 } } },
		/* A -netdev that no device has yet. */
		{ { "q", "-netdev", "tap,id=a" },
		  { "lan" },
		  { { .backend = 2 } } },
		{ { "q", "-nic", "tap", "-nic", "bridge,br=dmz" },
		  { "lan", "dmz" },
		  { { .backend = 2, .is_nic = true },
		    { .backend = 4, .is_nic = true } } },
		{ { "q", "-nic", "tap", "-nic", "bridge,br=lan" },
		  { "lan", "dmz" },
		  { { .backend = 4, .is_nic = true },
		    { .backend = 2, .is_nic = true } } },
		{ { "q", "-nic", "bridge,br=lan", "-nic", "bridge,br=lan" },
		  { "lan", "lan" },
		  { { .backend = 2, .is_nic = true },
		    { .backend = 4, .is_nic = true } } },
		/* What opens something itself, or is no card. */
		{ { "q", "-nic", "tap,fd=9", "-nic", "tap,script=x", "-netdev",
		    "tap,id=a,helper=x" },
		  { "lan" },
		  { { 0 } } },
		{ { "q", "-nic", "bridge", "-nic", "bridge,br=lan2" },
		  { "lan" },
		  { { 0 } } },
		{ { "q", "-device", "virtio-blk-pci", "-device",
		    "{\"driver\":\"e1000\"}" },
		  { "lan" },
		  { { 0 } } },
		{ { "q", "-device" }, { "lan" }, { { 0 } } },
		{ { "q", "-", "--", "-nic" }, { "lan" }, { { 0 } } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		struct place places[3];
		size_t n = 0;

		while (n < 3 && table[i].networks[n])
			n++;
		places_find((char *const *)table[i].argv, table[i].networks, n,
			    places);
		for (size_t j = 0; j < n; j++)
			if (places[j].backend != table[i].places[j].backend ||
			    places[j].device != table[i].places[j].device ||
			    places[j].is_nic != table[i].places[j].is_nic)
				fail_msg("row %zu, card %zu: %zu %zu", i, j,
					 places[j].backend, places[j].device);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
