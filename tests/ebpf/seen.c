/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * seen.c - see seen.t.  Frames are played to the program, and its slot then has
 * the addresses of those that pass.
 */
#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "link/ebpf/seen.h"
#include "tests/ebpf/ebpf-run.h"

#define FRAMES_MAX 4
#define NOBODY "00000000000000000000000000000000"
#define ALL "ff020000000000000000000000000001"
#define ONE "20010db8000000000000000000000001"
#define TWO "20010db8000000000000000000000002"
#define THREE "20010db8000000000000000000000003"
#define OTHERS "20010db9000000000000000000000009"
#define LOCAL "fe80000000000000505400fffe123456"
#define ETHERNET(source, type) "ffffffffffff" source type
#define OWN "525400123456"
#define STRANGER "525400666666"
#define ARP(operation, sender, target)                                         \
	ETHERNET(OWN, "0806")                                                  \
	"000108000604000" operation OWN sender "000000000000" target
#define IPV4_FROM(source)                                                      \
	"4500001c000000004011"                                                 \
	"0000" source "c6336401"                                               \
	"0035003500080000"
#define IPV4(source) ETHERNET(OWN, "0800") IPV4_FROM(source)
#define IPV6(next, hops, source, payload)                                      \
	ETHERNET(OWN, "86dd") "600000000018" next hops source ALL payload
#define TCP(source)                                                            \
	IPV6("06", "40", source,                                               \
	     "000100020000000000000000500000000000000000000000")
#define SOLICIT(source, target)                                                \
	IPV6("3a", "ff", source, "8700000000000000" target)
#define ADVERT(source, target)                                                 \
	IPV6("3a", "ff", source, "8800000020000000" target)

static int program;
static struct slot *slot;
static const struct lladdr guest = { { 0x52, 0x54, 0, 0x12, 0x34, 0x56 } };

static size_t parse_hex(const char *hex, uint8_t *bytes)
{
	size_t n = strlen(hex) / 2;

	for (size_t i = 0; i < n; i++) {
		const char digits[] = { hex[2 * i], hex[2 * i + 1], '\0' };

		bytes[i] = (uint8_t)strtoul(digits, NULL, 16);
	}
	return n;
}

static void play(const char *hex)
{
	uint8_t bytes[256];

	(void)ebpf_run(program, bytes, parse_hex(hex, bytes));
}

/* The addresses in order, "-" for none. */
static void print(char text[256])
{
	text[0] = '\0';
	for (size_t i = 0; i < SLOT_SEEN; i++) {
		char address[INET6_ADDRSTRLEN] = "-";
		struct seen entry;

		if (seen_read(&slot->seen[i], &entry))
			(void)inet_ntop(AF_INET6, entry.halves, address,
					sizeof(address));
		(void)snprintf(text + strlen(text), 256 - strlen(text), "%s%s",
			       i > 0 ? " " : "", address);
	}
}

static const struct {
	const char *name;
	unsigned int filters;
	const char *frames[FRAMES_MAX];
	const char *seen;
} table[] = {
	{ "nothing", FENCE_MAC, { NULL }, "- - - -" },
	{ "a request by ARP",
	  FENCE_MAC,
	  { ARP("1", "c0000207", "c0000201") },
	  "::ffff:192.0.2.7 - - -" },
	{ "a reply by ARP",
	  FENCE_MAC,
	  { ARP("2", "c0000207", "c0000201") },
	  "::ffff:192.0.2.7 - - -" },
	{ "a probe is for no address yet",
	  FENCE_MAC,
	  { ARP("1", "00000000", "c0000207") },
	  "- - - -" },
	{ "an IPv4 source",
	  FENCE_MAC,
	  { IPV4("c0000207") },
	  "::ffff:192.0.2.7 - - -" },
	{ "IPv4 from nobody, loopback and a group",
	  FENCE_MAC,
	  { IPV4("00000000"), IPV4("7f000001"), IPV4("e0000001") },
	  "- - - -" },
	{ "what a router passes on is not its own",
	  FENCE_MAC,
	  { ARP("1", "c0000207", "c0000201"), IPV4("c6336463") },
	  "::ffff:192.0.2.7 - - -" },
	{ "ARP counts more than a source of before",
	  FENCE_MAC,
	  { IPV4("c6336463"), ARP("1", "c0000207", "c0000201") },
	  "::ffff:192.0.2.7 - - -" },
	{ "the last address by ARP",
	  FENCE_MAC,
	  { ARP("1", "c0000207", "c0000201"),
	    ARP("1", "c0000208", "c0000201") },
	  "::ffff:192.0.2.8 - - -" },
	{ "an IPv6 source", FENCE_MAC, { TCP(ONE) }, "- 2001:db8::1 - -" },
	{ "only one by source",
	  FENCE_MAC,
	  { TCP(ONE), TCP(TWO) },
	  "- 2001:db8::2 - -" },
	{ "an advertisement",
	  FENCE_MAC,
	  { ADVERT(LOCAL, ONE) },
	  "- 2001:db8::1 - -" },
	{ "two by neighbour discovery, and a third one",
	  FENCE_MAC,
	  { ADVERT(ONE, ONE), SOLICIT(TWO, OTHERS) },
	  "- 2001:db8::1 2001:db8::2 -" },
	{ "what a router of IPv6 passes on",
	  FENCE_MAC,
	  { SOLICIT(ONE, OTHERS), TCP(OTHERS) },
	  "- 2001:db8::1 - -" },
	{ "a link-local address",
	  FENCE_MAC,
	  { SOLICIT(LOCAL, ONE), TCP(LOCAL) },
	  "- - - fe80::5054:ff:fe12:3456" },
	{ "DAD is for no address yet",
	  FENCE_MAC,
	  { SOLICIT(NOBODY, ONE) },
	  "- - - -" },
	{ "a tag",
	  FENCE_MAC,
	  { ETHERNET(OWN, "8100") "0007"
				  "0800" IPV4_FROM("c0000207") },
	  "::ffff:192.0.2.7 - - -" },
	{ "dropped: another's hardware address",
	  FENCE_MAC,
	  { ETHERNET(STRANGER, "0800") IPV4_FROM("c0000207") },
	  "- - - -" },
	{ "passed, from behind the guest",
	  FENCE_RA,
	  { ETHERNET(STRANGER, "0800") IPV4_FROM("c0000207") },
	  "- - - -" },
	{ "dropped: another's addresses",
	  FENCE_MAC | FENCE_ARP | FENCE_IPV4 | FENCE_IPV6,
	  { ARP("1", "c6336463", "c0000201"), IPV4("c6336463"), TCP(OTHERS),
	    ADVERT(LOCAL, OTHERS) },
	  "- - - -" },
	{ "cut",
	  FENCE_MAC,
	  { ETHERNET(OWN, "0806") "00010800060400010000",
	    ETHERNET(OWN, "0800") "4500001c00000000",
	    ETHERNET(OWN, "86dd") "6000000000183aff20010db8" },
	  "- - - -" },
};

static void fill(unsigned int filters, bool hides_addresses)
{
	struct fence fence = { .filters = filters,
			       .hides_addresses = hides_addresses };

	assert_int_equal(prefix_parse("192.0.2.0/24", &fence.addresses[0]), 0);
	assert_int_equal(prefix_parse("2001:db8::/64", &fence.addresses[1]), 0);
	fence.n_addresses = 2;
	slot_fill(slot, &fence, &guest);
}

static void has_addresses(void **state)
{
	char text[256];

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(table); i++) {
		fill(table[i].filters, false);
		for (size_t j = 0; j < FRAMES_MAX && table[i].frames[j]; j++)
			play(table[i].frames[j]);
		print(text);
		if (strcmp(text, table[i].seen) != 0)
			fail_msg("%s: %s, not %s", table[i].name, text,
				 table[i].seen);
	}
}

/* Of two, the one that was not used for longer goes. */
static void gives_up_the_older(void **state)
{
	char text[256];

	(void)state;
	fill(FENCE_MAC, false);
	play(SOLICIT(ONE, OTHERS));
	play(SOLICIT(TWO, OTHERS));
	slot->seen[SEEN_GLOBAL].time = 1;
	play(SOLICIT(THREE, OTHERS));
	print(text);
	assert_string_equal(text, "- 2001:db8::3 2001:db8::2 -");
	slot->seen[SEEN_GLOBAL_OTHER].time = 1;
	play(SOLICIT(ONE, OTHERS));
	print(text);
	assert_string_equal(text, "- 2001:db8::3 2001:db8::1 -");
}

static void stays_bounded(void **state)
{
	char frame[256], text[256];

	(void)state;
	fill(FENCE_MAC, false);
	for (unsigned int i = 1; i <= 1000; i++) {
		(void)snprintf(frame, sizeof(frame),
			       ETHERNET(OWN, "0800") IPV4_FROM("c000%04x"), i);
		play(frame);
	}
	print(text);
	assert_string_equal(text, "::ffff:192.0.3.232 - - -");
	assert_int_equal(slot->passed, 1000);
}

static void is_renewed(const char *by, const char *frame)
{
	struct seen *entry = &slot->seen[SEEN_IPV4];
	__u64 first;

	fill(FENCE_MAC, false);
	play(by);
	first = entry->time;
	assert_int_not_equal(first, 0);
	entry->time = 1;
	entry->tick ^= 0x8000; /* long ago */
	play(frame);
	assert_true(entry->time >= first);
	assert_int_equal(entry->sequence, 2); /* written once */
}

static void has_a_time(void **state)
{
	(void)state;
	is_renewed(IPV4("c0000207"), IPV4("c0000207"));
	is_renewed(ARP("1", "c0000207", "c0000201"), IPV4("c0000207"));
	is_renewed(IPV4("c0000207"), ARP("1", "c0000207", "c0000201"));
}

static void can_be_off(void **state)
{
	char text[256];

	(void)state;
	fill(FENCE_MAC, true);
	play(ARP("1", "c0000207", "c0000201"));
	play(ADVERT(LOCAL, ONE));
	print(text);
	assert_string_equal(text, "- - - -");
	assert_int_equal(slot->passed, 2);
}

/* An entry that somebody writes is left alone, by the program and the reader. */
static void is_whole(void **state)
{
	struct seen entry;

	(void)state;
	fill(FENCE_MAC, false);
	play(IPV4("c0000207"));
	slot->seen[SEEN_IPV4].sequence++;
	assert_false(seen_read(&slot->seen[SEEN_IPV4], &entry));
	play(IPV4("c0000208"));
	slot->seen[SEEN_IPV4].sequence++;
	assert_true(seen_read(&slot->seen[SEEN_IPV4], &entry));
	assert_int_equal(((const uint8_t *)entry.halves)[15], 7);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(has_addresses),
		cmocka_unit_test(gives_up_the_older),
		cmocka_unit_test(stays_bounded),
		cmocka_unit_test(has_a_time),
		cmocka_unit_test(can_be_off),
		cmocka_unit_test(is_whole),
	};

	slot = ebpf_load_program(&program);
	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
