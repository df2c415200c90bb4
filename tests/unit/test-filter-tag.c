/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Frames with VLAN tags and what becomes of them: tags in the frame, beside it,
 * behind an LLC header.
 */
#include "tests/unit/unit.h"

#include "tests/unit/filter-frames.h"

#define TAG(tpid, tci, rest) "ffffffffffff" MAC tpid tci rest
#define EVIL4 "0800" IP4X("45", "0000", "11", MINE4) UDP("0043", "0044")
#define GOOD4 "0800" IP4X("45", "0000", "11", MINE4) UDP("1000", "0035")

static void tags(void **state)
{
	static const struct row none[] = {
		{ "a tag", FENCE_VLAN, TAG("8100", "000a", GOOD4), DROP },
		{ "priority only", FENCE_VLAN, TAG("8100", "e000", GOOD4),
		  DROP },
		{ "a service tag", FENCE_VLAN, TAG("88a8", "000a", GOOD4),
		  DROP },
		{ "another tag", FENCE_VLAN, TAG("9100", "000a", GOOD4), DROP },
		{ "yet another", FENCE_VLAN, TAG("9200", "000a", GOOD4), DROP },
		{ "no tag", FENCE_VLAN, ETH(MAC, GOOD4), PASS },
		{ "not asked", FENCE_MAC, TAG("8100", "000a", GOOD4), PASS },
		{ "looked behind", FENCE_DHCP_SERVER,
		  TAG("8100", "0000", EVIL4), DROP },
		{ "behind two", FENCE_DHCP_SERVER,
		  TAG("88a8", "0001",
		      "8100"
		      "0000" EVIL4),
		  DROP },
		{ "good behind two", FENCE_DHCP_SERVER,
		  TAG("88a8", "0001",
		      "8100"
		      "0000" GOOD4),
		  PASS },
		{ "behind three", FENCE_DHCP_SERVER,
		  TAG("88a8", "0001",
		      "8100"
		      "0000"
		      "8100"
		      "0000" GOOD4),
		  DROP },
		{ "SNAP behind one", FENCE_RA,
		  TAG("8100", "0000",
		      "0030"
		      "aaaa030000000800"),
		  DROP },
	};
	static const struct row granted[] = {
		{ "its own", FENCE_DEFAULT, TAG("8100", "600a", GOOD4), PASS },
		{ "its other", ALL, TAG("8100", "0ffe", GOOD4), PASS },
		{ "another", FENCE_DEFAULT, TAG("8100", "000b", GOOD4), DROP },
		{ "none", FENCE_DEFAULT, TAG("8100", "0000", GOOD4), DROP },
		{ "untagged", FENCE_DEFAULT, ETH(MAC, GOOD4), PASS },
		{ "a service tag", FENCE_DEFAULT, TAG("88a8", "000a", GOOD4),
		  DROP },
		{ "two", FENCE_DEFAULT,
		  TAG("8100", "000a",
		      "8100"
		      "000a" GOOD4),
		  DROP },
		{ "two kinds", FENCE_DEFAULT,
		  TAG("8100", "000a",
		      "88a8"
		      "000a" GOOD4),
		  DROP },
		{ "looked behind", FENCE_DEFAULT, TAG("8100", "000a", EVIL4),
		  DROP },
		{ "ARP behind", ALL,
		  TAG("8100", "000a",
		      "0806"
		      "0001080006040002" MAC "0a000006"
		      "0000000000000a0000fe"),
		  DROP },
		{ "IPv6 behind", ALL,
		  TAG("8100", "000a", "86dd" IP6X("3a", "ff", LL6) NA(OTHER6)),
		  DROP },
		{ "IPv6 behind, good", ALL,
		  TAG("8100", "000a", "86dd" IP6X("3a", "ff", LL6) NA(MINE6)),
		  PASS },
	};
	struct fence words = fence_of(0);
	struct lladdr lladdr = mac();

	(void)state;
	play(none, N_ELEMENTS(none));
	words.n_vlans = 2;
	words.vlans[0] = 10;
	words.vlans[1] = 4094;
	play_fence(granted, N_ELEMENTS(granted), &words, &lladdr);
}

/* VLAN 0 is granted, and no other. */
static void tags_for_priority(void **state)
{
	static const struct row priority[] = {
		{ "priority", FENCE_DEFAULT, TAG("8100", "e000", GOOD4), PASS },
		{ "priority, with all words", ALL, TAG("8100", "2000", GOOD4),
		  PASS },
		{ "no priority, in a tag", FENCE_VLAN,
		  TAG("8100", "0000", GOOD4), PASS },
		{ "a VLAN with it", FENCE_VLAN, TAG("8100", "e00a", GOOD4),
		  DROP },
		{ "looked behind", FENCE_DEFAULT, TAG("8100", "e000", EVIL4),
		  DROP },
		{ "SNAP behind", ALL,
		  TAG("8100", "e000",
		      "0030"
		      "aaaa030000000800"),
		  DROP },
		{ "two", FENCE_VLAN,
		  TAG("8100", "e000",
		      "8100"
		      "e000" GOOD4),
		  DROP },
		{ "a service tag of VLAN 0", FENCE_VLAN,
		  TAG("88a8", "e000", GOOD4), DROP },
		{ "no tag", FENCE_VLAN, ETH(MAC, GOOD4), PASS },
	};
	struct fence words = fence_of(0);
	struct lladdr lladdr = mac();

	(void)state;
	words.n_vlans = 1;
	words.vlans[0] = 0;
	play_fence(priority, N_ELEMENTS(priority), &words, &lladdr);
}

/* If they are cut, these are no tags. */
static void tags_in_snap(void **state)
{
	static const char *const types[] = { "8100", "88a8", "9100", "9200" };
	static struct bpf_program program;
	struct fence fence = fence_of(FENCE_VLAN);
	struct lladdr lladdr = mac();

	(void)state;
	assert_int_equal(filter_build(&fence, &lladdr, &program), 0);
	for (size_t i = 0; i < N_ELEMENTS(types); i++) {
		char hex[128];
		struct frame frame;

		(void)snprintf(hex, sizeof(hex), "%s%s%s",
			       ETH(MAC, "0030") "aaab03000000", types[i],
			       "0005" GOOD4);
		frame = frame_of(hex);
		assert_int_equal(run_program(&program, &frame), DROP);
		for (frame.n = ETH_HLEN; frame.n < ETH_HLEN + 8; frame.n++)
			assert_int_equal(run_program(&program, &frame), PASS);
	}
}

/* At the ingress of a TAP: the first tag is no longer among the bytes. */
static void tags_beside_the_frame(void **state)
{
	static const struct {
		const char *what;
		const char *frame;
		size_t n_vlans; /* 10; two: 0 and 10 */
		uint16_t tci, tpid;
		int verdict;
	} rows[] = {
		{ "its own", ETH(MAC, GOOD4), 1, 0x600a, 0x8100, PASS },
		{ "another", ETH(MAC, GOOD4), 1, 0x000b, 0x8100, DROP },
		{ "none", ETH(MAC, GOOD4), 1, 0xe000, 0x8100, DROP },
		{ "a service tag", ETH(MAC, GOOD4), 1, 0x000a, 0x88a8, DROP },
		{ "nothing granted", ETH(MAC, GOOD4), 0, 0x000a, 0x8100, DROP },
		{ "priority, nothing granted", ETH(MAC, GOOD4), 0, 0xe000,
		  0x8100, DROP },
		{ "priority, granted", ETH(MAC, GOOD4), 2, 0xe000, 0x8100,
		  PASS },
		{ "neither priority nor VLAN, granted", ETH(MAC, GOOD4), 2, 0,
		  0x8100, PASS },
		{ "priority, looked behind", ETH(MAC, EVIL4), 2, 0xe000, 0x8100,
		  DROP },
		{ "its own beside priority", ETH(MAC, GOOD4), 2, 0x600a, 0x8100,
		  PASS },
		{ "looked behind", ETH(MAC, EVIL4), 1, 10, 0x8100, DROP },
		{ "another one in the bytes", TAG("8100", "000a", GOOD4), 1, 10,
		  0x8100, DROP },
		{ "a service tag in the bytes", TAG("88a8", "000a", GOOD4), 1,
		  10, 0x8100, DROP },
	};
	static struct bpf_program program;
	struct lladdr lladdr = mac();

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct fence fence = fence_of(FENCE_DEFAULT);
		struct frame frame = frame_of(rows[i].frame);
		struct row row = { rows[i].what, 0, "", rows[i].verdict };

		fence.n_vlans = rows[i].n_vlans;
		fence.vlans[fence.n_vlans > 1] = 10;
		frame.has_tag = true;
		frame.tci = rows[i].tci;
		frame.tpid = rows[i].tpid;
		assert_int_equal(filter_build(&fence, &lladdr, &program), 0);
		if (run_program(&program, &frame) != rows[i].verdict)
			fail_msg("%s", rows[i].what);
		cut(&program, frame, &row);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tags),
		cmocka_unit_test(tags_for_priority),
		cmocka_unit_test(tags_in_snap),
		cmocka_unit_test(tags_beside_the_frame),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
