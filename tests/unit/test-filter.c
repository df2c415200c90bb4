/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Tables of frames and what becomes of them, honest ones beside hostile ones.
 */
#include "unit.h"

#include "filter-frames.h"

static void source(void **state)
{
	static const struct row rows[] = {
		{ "its own", FENCE_MAC, ETH(MAC, "88b5"), PASS },
		{ "another", FENCE_MAC, ETH(EVIL, "88b5"), DROP },
		{ "differs in the first byte", FENCE_MAC,
		  ETH("535400123456", "88b5"), DROP },
		{ "differs in the last byte", FENCE_MAC,
		  ETH("525400123457", "88b5"), DROP },
		{ "zero", FENCE_MAC, ETH("000000000000", "88b5"), DROP },
		{ "another, not asked", FENCE_VLAN, ETH(EVIL, "88b5"), PASS },
	};

	(void)state;
	play(rows, N_ELEMENTS(rows));
}

/* By any word, and by the first six bytes alone. */
static void bridges(void **state)
{
	static const struct row rows[] = {
		{ "BPDU", FENCE_DEFAULT, "0180c2000000" MAC "0026424203",
		  DROP },
		{ "LLDP", FENCE_DEFAULT, "0180c200000e" MAC "88cc", DROP },
		{ "the last group", FENCE_DEFAULT, "0180c200000f" MAC "0800",
		  DROP },
		{ "EAPOL, ARP asked only", FENCE_ARP, "0180c2000003" MAC "888e",
		  DROP },
		{ "LACP, tags asked only", FENCE_VLAN,
		  "0180c2000002" MAC "8809", DROP },
		{ "LACP, types asked only", FENCE_ETHERTYPE,
		  "0180c2000002" MAC "0800", DROP },
		{ "the next group", FENCE_MAC, "0180c2000010" MAC "88b5",
		  PASS },
		{ "MVRP", FENCE_MAC, "0180c2000021" MAC "88f5", PASS },
		{ "another prefix", FENCE_MAC, "0180c300000e" MAC "88b5",
		  PASS },
		{ "another in the fifth byte", FENCE_MAC,
		  "0180c200010e" MAC "88b5", PASS },
	};

	(void)state;
	play(rows, N_ELEMENTS(rows));
}

static void unknown_source(void **state)
{
	static const struct row rows[] = {
		{ "any station", FENCE_MAC, ETH(EVIL, "88b5"), PASS },
		{ "small", FENCE_MAC, ETH("000000000002", "88b5"), PASS },
		{ "large", FENCE_MAC, ETH("020000000000", "88b5"), PASS },
		{ "zero", FENCE_MAC, ETH("000000000000", "88b5"), DROP },
		{ "LLDP", FENCE_MAC, "0180c200000e" EVIL "88cc", DROP },
		{ "a group", FENCE_MAC, ETH("01005e000001", "88b5"), DROP },
		{ "all", FENCE_MAC, ETH("ffffffffffff", "88b5"), DROP },
		{ "ARP of any sender", FENCE_DEFAULT,
		  ARP("0001", EVIL, "0a000009"), PASS },
		{ "any link-local", ALL,
		  IP6("3a", LLEVIL) NS(OTHER6) OPTION("01", EVIL), PASS },
		{ "others", ALL, IP6("3a", OTHER6) NS(MINE6), DROP },
		{ "its link-local", ALL, IP6("3a", LL6) NA(LL6), PASS },
		{ "a router", FENCE_DEFAULT, IP6("3a", LL6) RA, DROP },
	};
	struct fence words = fence_of(0);

	(void)state;
	play_fence(rows, N_ELEMENTS(rows), &words, NULL);
}

static void arp(void **state)
{
#define RARP(op, sha, spa, tha, tpa)                                           \
	ETH(MAC, "8035") "000108000604" op sha spa tha tpa
#define NO4 "00000000"
	static const struct row rows[] = {
		{ "asks", ALL, ARP("0001", MAC, MINE4), PASS },
		{ "answers", ALL, ARP("0002", MAC, MINE4), PASS },
		{ "answers for its net", ALL, ARP("0002", MAC, "c000020f"),
		  PASS },
		{ "answers beside its net", ALL, ARP("0002", MAC, "c0000210"),
		  DROP },
		{ "probes", ALL, ARP("0001", MAC, "00000000"), PASS },
		{ "answers for nobody", ALL, ARP("0002", MAC, "00000000"),
		  DROP },
		{ "announces another", ALL, ARP("0001", MAC, "0a000006"),
		  DROP },
		{ "another's hardware", ALL, ARP("0002", EVIL, MINE4), DROP },
		{ "the same, only mac", FENCE_MAC, ARP("0002", EVIL, MINE4),
		  DROP },
		{ "the same, only ipv6", FENCE_IPV6, ARP("0002", EVIL, MINE4),
		  PASS },
		{ "any address, only mac", FENCE_MAC,
		  ARP("0002", MAC, "0a000006"), PASS },
		{ "inverse", ALL, ARP("0008", MAC, MINE4), DROP },
		{ "reverse, in ARP", ALL, ARP("0003", MAC, MINE4), DROP },
		{ "RARP, cut off", FENCE_ARP,
		  ETH(MAC, "8035") "0001080006040003", DROP },
		{ "RARP, not asked", FENCE_DEFAULT,
		  ETH(MAC, "8035") "0001080006040003", PASS },
		{ "announces itself", ALL, RARP("0003", MAC, NO4, MAC, NO4),
		  PASS },
		{ "the same, arp only", FENCE_ARP,
		  RARP("0003", MAC, NO4, MAC, NO4), PASS },
		{ "the same, ethertype only", FENCE_ETHERTYPE,
		  RARP("0003", MAC, NO4, MAC, NO4), PASS },
		{ "RARP as another", FENCE_ARP,
		  RARP("0003", EVIL, NO4, MAC, NO4), DROP },
		{ "RARP for another", FENCE_ARP,
		  RARP("0003", MAC, NO4, EVIL, NO4), DROP },
		{ "RARP for another, ethertype only", FENCE_ETHERTYPE,
		  RARP("0003", MAC, NO4, EVIL, NO4), DROP },
		{ "RARP with an address", FENCE_ARP,
		  RARP("0003", MAC, MINE4, MAC, NO4), DROP },
		{ "RARP with a target", FENCE_ARP,
		  RARP("0003", MAC, NO4, MAC, MINE4), DROP },
		{ "RARP's answer", FENCE_ARP, RARP("0004", MAC, NO4, MAC, NO4),
		  DROP },
		{ "ARP in RARP", FENCE_ARP, RARP("0001", MAC, NO4, MAC, NO4),
		  DROP },
		{ "other hardware", ALL,
		  ETH(MAC, "0806") "000608000604"
				   "0002" MAC MINE4 "0000000000000a0000fe",
		  DROP },
		{ "longer addresses", ALL,
		  ETH(MAC, "0806") "000108000804"
				   "0002" MAC MINE4 "0000000000000a0000fe",
		  DROP },
	};

	(void)state;
	play(rows, N_ELEMENTS(rows));
}

static void ipv4(void **state)
{
	static const struct row rows[] = {
		{ "its own", ALL, IP4("0000", "06", MINE4), PASS },
		{ "of its net", ALL, IP4("0000", "06", "c0000201"), PASS },
		{ "another's", ALL, IP4("0000", "06", "0a000006"), DROP },
		{ "another's, not asked", FENCE_DEFAULT,
		  IP4("0000", "06", "0a000006"), PASS },
		{ "nobody's", ALL, IP4("0000", "06", "00000000"), DROP },
		{ "a DHCP client's", ALL,
		  IP4("0000", "11", "00000000") UDP("0044", "0043"), PASS },
		{ "a DHCP client's to elsewhere", ALL,
		  IP4("0000", "11", "00000000") UDP("0044", "0035"), DROP },
		{ "from another port", ALL,
		  IP4("0000", "11", "00000000") UDP("0045", "0043"), DROP },
		{ "nobody's first fragment", ALL,
		  IP4("2000", "11", "00000000") UDP("0044", "0043"), DROP },
		{ "nobody's second fragment", ALL,
		  IP4("0001", "11", "00000000") UDP("0044", "0043"), DROP },
		{ "version 6", FENCE_DHCP_SERVER,
		  ETH(MAC, "0800") IP4X("65", "0000", "06", MINE4), DROP },
		{ "version 0", FENCE_DHCP_SERVER,
		  ETH(MAC, "0800") IP4X("05", "0000", "06", MINE4), DROP },
		{ "a header of 4 words", FENCE_DHCP_SERVER,
		  ETH(MAC, "0800") IP4X("44", "0000", "06", MINE4), DROP },
	};

	(void)state;
	play(rows, N_ELEMENTS(rows));
}

static void dhcp_and_icmp(void **state)
{
	static const struct row rows[] = {
		{ "a server", FENCE_DEFAULT,
		  IP4("0000", "11", MINE4) UDP("0043", "0044"), DROP },
		{ "a server, not asked", FENCE_MAC,
		  IP4("0000", "11", MINE4) UDP("0043", "0044"), PASS },
		{ "from its port to anywhere", FENCE_DEFAULT,
		  IP4("0000", "11", MINE4) UDP("0043", "1000"), DROP },
		{ "to a client, from any port", FENCE_DEFAULT,
		  IP4("0000", "11", MINE4) UDP("1000", "0044"), DROP },
		{ "a client", FENCE_DEFAULT,
		  IP4("0000", "11", MINE4) UDP("0044", "0043"), PASS },
		{ "other UDP", FENCE_DEFAULT,
		  IP4("0000", "11", MINE4) UDP("1000", "0035"), PASS },
		{ "TCP", FENCE_DEFAULT,
		  IP4("0000", "06", MINE4) UDP("0043", "0044"), PASS },
		{ "first fragment", FENCE_DEFAULT,
		  IP4("2000", "11", MINE4) UDP("0043", "0044"), DROP },
		{ "first fragment of other UDP", FENCE_DEFAULT,
		  IP4("2000", "11", MINE4) UDP("1000", "0035"), PASS },
		{ "first fragment without ports", FENCE_DEFAULT,
		  IP4("2000", "11", MINE4) "00430044", DROP },
		{ "further fragment", FENCE_DEFAULT,
		  IP4("2002", "11", MINE4) UDP("0043", "0044"), PASS },
		{ "behind options", FENCE_DEFAULT,
		  ETH(MAC, "0800")
			  IP4X("47", "0000", "11",
			       MINE4) "0101010101010101" UDP("0043", "0044"),
		  DROP },
		{ "behind all options", FENCE_DEFAULT,
		  ETH(MAC, "0800")
			  IP4X("4f", "0000", "11",
			       MINE4) "01010101010101010101010101010101"
				      "01010101010101010101010101010101"
				      "0101010101010101" UDP("0043", "0044"),
		  DROP },
		{ "options that look like it", FENCE_DEFAULT,
		  ETH(MAC, "0800") IP4X("47", "0000", "11", MINE4)
			  UDP("0043", "0044") UDP("1000", "0035"),
		  PASS },
		{ "redirect", FENCE_DEFAULT, IP4("0000", "01", MINE4) "0501",
		  DROP },
		{ "redirect, not asked", FENCE_MAC,
		  IP4("0000", "01", MINE4) "0501", PASS },
		{ "router advertisement", FENCE_DEFAULT,
		  IP4("0000", "01", MINE4) "0900", DROP },
		{ "echo", FENCE_DEFAULT, IP4("0000", "01", MINE4) "0800",
		  PASS },
	};

	(void)state;
	play(rows, N_ELEMENTS(rows));
}

/* What is behind the packet's end has no ports, whatever it looks like. */
static void ends(void **state)
{
#define IP4L(vihl, length, protocol)                                           \
	ETH(MAC, "0800")                                                       \
	vihl "00" length "0001200040" protocol "0000" MINE4 "0a0000fe"
#define WORDS5 "0101010101010101010101010101010101010101"
	static const struct row rows[] = {
		{ "ports in the trailer", FENCE_DHCP_SERVER,
		  IP4L("45", "0014", "11") UDP("1000", "1001"), DROP },
		{ "half of UDP's header there", FENCE_DHCP_SERVER,
		  IP4L("45", "0018", "11") UDP("1000", "1001"), DROP },
		{ "ports within", FENCE_DHCP_SERVER,
		  IP4L("45", "001c", "11") UDP("1000", "1001"), PASS },
		{ "a server within, a trailer behind", FENCE_DHCP_SERVER,
		  IP4L("45", "001c", "11") UDP("0043", "0044") "0000", DROP },
		{ "ICMP's type in the trailer", FENCE_RA,
		  IP4L("45", "0014", "01") "0800", DROP },
		{ "ICMP's type within", FENCE_RA,
		  IP4L("45", "0015", "01") "0800", PASS },
		{ "the header longer than the packet", FENCE_RA,
		  IP4L("4a", "0020", "01") WORDS5 "0800", DROP },
		{ "options, and the type in the trailer", FENCE_RA,
		  IP4L("4a", "0028", "01") WORDS5 "0800", DROP },
		{ "options, and the type", FENCE_RA,
		  IP4L("4a", "0029", "01") WORDS5 "0800", PASS },
		{ "shorter than its header", FENCE_RA,
		  IP4L("45", "0001", "01") "0800", DROP },
		{ "without a length, a redirect", FENCE_RA,
		  IP4L("45", "0000", "01") "0500", DROP },
		{ "without a length, an echo", FENCE_RA,
		  IP4L("45", "0000", "01") "0800", PASS },
		{ "another protocol, nothing to look at", FENCE_DEFAULT,
		  IP4L("45", "0014", "06"), PASS },
	};

	(void)state;
	play(rows, N_ELEMENTS(rows));
}

static void types(void **state)
{
	static const struct row rows[] = {
		{ "IPv4", ALL, IP4("0000", "06", MINE4), PASS },
		{ "LLDP", ALL, ETH(MAC, "88cc"), DROP },
		{ "LLDP, not asked", FENCE_DEFAULT, ETH(MAC, "88cc"), PASS },
		{ "spanning tree", ALL, ETH(MAC, "0026") "424203", DROP },
		{ "spanning tree, not asked", FENCE_DEFAULT,
		  ETH(MAC, "0026") "424203", PASS },
		{ "IP in SNAP", FENCE_DEFAULT,
		  ETH(MAC, "0030") "aaaa030000000800", DROP },
		{ "IP in SNAP, as an answer", FENCE_DEFAULT,
		  ETH(MAC, "0030") "aaab030000000800", DROP },
		{ "IP in SNAP, of a wrong length", FENCE_RA,
		  ETH(MAC, "05ff") "aaaa0300000086dd", DROP },
		{ "IP in SNAP, nothing asked of it", FENCE_VLAN,
		  ETH(MAC, "0030") "aaaa030000000800", PASS },
		{ "LLC, nothing asked of it", FENCE_VLAN,
		  ETH(MAC, "0030") "4242030000008100", PASS },
		{ "another type in SNAP's place", FENCE_VLAN,
		  ETH(MAC, "0600") "aaaa030000008100", PASS },
	};

	(void)state;
	play(rows, N_ELEMENTS(rows));
}

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

/* Cut to less they are none. */
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
		size_t n_vlans;
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
		fence.vlans[0] = 10;
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
		cmocka_unit_test(source),
		cmocka_unit_test(bridges),
		cmocka_unit_test(unknown_source),
		cmocka_unit_test(arp),
		cmocka_unit_test(ipv4),
		cmocka_unit_test(dhcp_and_icmp),
		cmocka_unit_test(ends),
		cmocka_unit_test(types),
		cmocka_unit_test(tags),
		cmocka_unit_test(tags_in_snap),
		cmocka_unit_test(tags_beside_the_frame),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
