/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which bridges and lower devices make a device useless, and what is said. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <net/if.h>

#include "link/place/place.h"
#include "link/rtnl/rtnl.h"

#define BRIDGE(n)                                                              \
	.is_bridge = true, .name = { "br0" }, .mtu = (n), .ports.is_known = true
#define LOWER .name = { "eth0" }, .mtu = 1500
#define UP .is_up = true, .has_carrier = true
/* ports that lead out: all of them, with a carrier, and open */
#define OUT(all, carrier, open)                                                \
	.ports.n_out = (all), .ports.n_carrier = (carrier),                    \
	.ports.n_open = (open), .ports.mtu = 1500

static const struct row {
	const char *what;
	struct place_facts place;
	struct place_device device;
	uint32_t wrong, unknown; /* bit i: fact i */
	const char *says; /* a part of the sentence of the first wrong one */
} rows[] = {
#define BIT(fact) (1u << (fact))
	{ "well", { BRIDGE(1500), UP, OUT(1, 1, 1) }, { 0 }, 0, 0, NULL },
	{ "a lower device", { LOWER, UP }, { 0 }, 0, 0, NULL },
	{ "a bridge that was not looked at",
	  { .is_bridge = true, .is_up = true, .mtu = 1500 },
	  { 0 },
	  0,
	  BIT(PLACE_FULL) | BIT(PLACE_MTU_BELOW) | BIT(PLACE_NO_WAY_OUT) |
		  BIT(PLACE_WAY_OUT_DOWN) | BIT(PLACE_WAITING),
	  NULL },
	{ "a bridge is down",
	  { BRIDGE(1500), OUT(1, 1, 1) },
	  { 0 },
	  BIT(PLACE_DOWN),
	  0,
	  "'ip link set br0 up'" },
	{ "a lower device is down",
	  { LOWER },
	  { 0 },
	  BIT(PLACE_DOWN),
	  0,
	  "lower device eth0 is down" },
	{ "passthru sets it up itself",
	  { LOWER },
	  { .is_passthru = true },
	  0,
	  0,
	  NULL },
	{ "a port of another bridge",
	  { LOWER, UP, .is_taken = true },
	  { 0 },
	  BIT(PLACE_TAKEN),
	  0,
	  "use kind = bridge" },
	{ "a bridge may be a port",
	  { BRIDGE(1500), UP, OUT(1, 1, 1), .is_taken = true },
	  { 0 },
	  0,
	  0,
	  NULL },
	{ "mtu above",
	  { BRIDGE(1500), UP, OUT(1, 1, 1) },
	  { .mtu = 1501 },
	  BIT(PLACE_MTU_ABOVE),
	  0,
	  "mtu of 1501 is above the 1500 of the bridge br0" },
	{ "mtu as the bridge's",
	  { BRIDGE(1500), UP, OUT(1, 1, 1) },
	  { .mtu = 1500 },
	  0,
	  0,
	  NULL },
	{ "mtu above a lower device's",
	  { LOWER, UP },
	  { .mtu = 9000 },
	  BIT(PLACE_MTU_ABOVE),
	  0,
	  "of the lower device eth0" },
	{ "no VLAN",
	  { BRIDGE(1500), UP, OUT(1, 1, 1), .filters_vlans = true },
	  { 0 },
	  BIT(PLACE_NO_VLAN),
	  0,
	  "with vlan or vlans in the policy" },
	{ "a VLAN of the policy's",
	  { BRIDGE(1500), UP, OUT(1, 1, 1), .filters_vlans = true },
	  { .has_vlan = true },
	  0,
	  0,
	  NULL },
	{ "the bridge's own VLAN",
	  { BRIDGE(1500), UP, OUT(1, 1, 1), .filters_vlans = true,
	    .default_vlan = 1 },
	  { 0 },
	  0,
	  0,
	  NULL },
	{ "nothing filters VLANs",
	  { BRIDGE(1500), UP, OUT(1, 1, 1) },
	  { 0 },
	  0,
	  0,
	  NULL },
	{ "full",
	  { BRIDGE(1500), UP, OUT(1, 1, 1), .ports.n = 1023 },
	  { 0 },
	  BIT(PLACE_FULL),
	  0,
	  "br0 is full" },
	{ "one port is left",
	  { BRIDGE(1500), UP, OUT(1, 1, 1), .ports.n = 1022 },
	  { 0 },
	  0,
	  0,
	  NULL },
	{ "the device pulls the bridge down",
	  { BRIDGE(1280), UP, OUT(1, 1, 1) },
	  { .mtu = 1280 },
	  BIT(PLACE_MTU_BELOW),
	  0,
	  "'ip link set br0 mtu 1500'" },
	{ "the bridge is low, and the policy names no mtu",
	  { BRIDGE(1280), UP, OUT(1, 1, 1) },
	  { 0 },
	  0,
	  0,
	  NULL },
	{ "the bridge's mtu is fixed",
	  { BRIDGE(1500), UP, OUT(1, 1, 1) },
	  { .mtu = 1280 },
	  0,
	  0,
	  NULL },
	{ "no way out",
	  { BRIDGE(1500), UP, .ports.n = 3 },
	  { 0 },
	  BIT(PLACE_NO_WAY_OUT),
	  0,
	  "'ip link set DEVICE master br0'" },
	{ "the host is the way out",
	  { BRIDGE(1500), UP, .ports.n = 3, .ports.has_host = true },
	  { 0 },
	  0,
	  0,
	  NULL },
	{ "a way out without carrier",
	  { BRIDGE(1500), UP, .ports.n = 2, .ports.n_out = 1 },
	  { 0 },
	  BIT(PLACE_WAY_OUT_DOWN),
	  0,
	  "'ip link show master br0'" },
	{ "one of two has a carrier",
	  { BRIDGE(1500), UP, OUT(2, 1, 1) },
	  { 0 },
	  0,
	  0,
	  NULL },
	{ "without carrier, but by the host",
	  { BRIDGE(1500), UP, .ports.n_out = 1, .ports.has_host = true },
	  { 0 },
	  0,
	  0,
	  NULL },
	{ "a lower device without carrier",
	  { LOWER, .is_up = true },
	  { 0 },
	  BIT(PLACE_WAY_OUT_DOWN),
	  0,
	  "'ip link show eth0'" },
	{ "the own port waits",
	  { BRIDGE(1500), UP, OUT(1, 1, 1), .delay = 15 },
	  { .is_waiting = true },
	  BIT(PLACE_WAITING),
	  0,
	  "for 30 seconds" },
	{ "the way out waits",
	  { BRIDGE(1500), UP, OUT(1, 1, 0), .delay = 15 },
	  { 0 },
	  BIT(PLACE_WAITING),
	  0,
	  "stp_state 0" },
};

static void facts_are_as_they_should(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		const struct row *row = &rows[i];
		bool is_said = false;

		for (unsigned int fact = 0; fact < PLACE_FACTS; fact++) {
			char text[PLACE_TEXT_SIZE] = "";
			const enum place_state got = place_say(
				fact, &row->place, &row->device, text);
			const enum place_state want =
				row->wrong & BIT(fact)	   ? PLACE_WRONG
				: row->unknown & BIT(fact) ? PLACE_UNKNOWN
							   : PLACE_OK;

			if (got != want)
				fail_msg("%s: %s: %d, not %d", row->what,
					 place_name(fact), got, want);
			if (got == PLACE_WRONG && !is_said &&
			    !strstr(text, row->says))
				fail_msg("%s: %s", row->what, text);
			is_said |= got == PLACE_WRONG;
		}
	}
}

static void only_the_first_facts_refuse(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		const struct row *row = &rows[i];
		const bool is_refused = row->wrong & (BIT(PLACE_REFUSALS) - 1);
		struct error err = { 0 };
		int r = place_refuse(&row->place, &row->device, &err);

		assert_int_equal(r < 0, is_refused);
		if (is_refused) {
			assert_int_equal(err.code, VMTAP_E_HOST);
			assert_non_null(strstr(err.text, row->says));
		}
	}
}

/* Each has a row above, a name of its own, and a sentence that is not cut. */
static void each_fact_is_complete(void **state)
{
	struct place_facts place = { .mtu = 4000000000u,
				     .ports.mtu = 4000000000u,
				     .delay = 2000000000u };
	const struct place_device device = { .mtu = 4000000000u };
	uint32_t seen = 0;

	(void)state;
	memset(place.name.s, 'n', sizeof(place.name.s) - 1);
	for (size_t i = 0; i < N_ELEMENTS(rows); i++)
		seen |= rows[i].wrong;
	assert_int_equal(seen, BIT(PLACE_FACTS) - 1);
	for (unsigned int fact = 0; fact < PLACE_FACTS; fact++) {
		char text[PLACE_TEXT_SIZE];

		for (unsigned int other = 0; other < fact; other++)
			assert_string_not_equal(place_name(fact),
						place_name(other));
		for (int is_bridge = 0; is_bridge < 2; is_bridge++) {
			place.is_bridge = is_bridge;
			place_describe(fact, &place, &device, text);
			assert_in_range(strlen(text), 20, sizeof(text) - 2);
			assert_true(text[strlen(text) - 1] != '.');
		}
	}
}

static void begins_with_what_the_link_shows(void **state)
{
	const struct rtnl_link link = {
		.flags = IFF_UP,
		.mtu = 1400,
		.has_carrier = true,
		.ifname = { "br7" },
		.vlans = { .has_filter = true, .of_ports = 3 },
		.stp = { .is_on = true, .delay = 15 },
	};
	const struct rtnl_link off = { .stp = { .delay = 15 } };
	struct place_facts place = place_begin(&link, true);

	(void)state;
	assert_true(place.is_bridge && place.is_up && place.has_carrier &&
		    place.filters_vlans && !place.ports.is_known);
	assert_int_equal(place.mtu, 1400);
	assert_int_equal(place.default_vlan, 3);
	assert_int_equal(place.delay, 15);
	assert_string_equal(place.name.s, "br7");
	place = place_begin(&off, false);
	assert_int_equal(place.delay, 0);
	assert_false(place.is_up || place.is_bridge);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(facts_are_as_they_should),
		cmocka_unit_test(only_the_first_facts_refuse),
		cmocka_unit_test(each_fact_is_complete),
		cmocka_unit_test(begins_with_what_the_link_shows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
