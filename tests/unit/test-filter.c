/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Tables of frames, honest ones beside hostile ones, and what becomes of them.
 */
#include "tests/unit/unit.h"

#include "tests/unit/filter-frames.h"

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

/* Any word stops these frames, because of their first six bytes. */
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
		{ "before the registrations", FENCE_MAC,
		  "0180c200001f" MAC "88b5", PASS },
		{ "MMRP", FENCE_MAC, "0180c2000020" MAC "88f6", DROP },
		{ "MVRP", FENCE_VLAN, "0180c2000021" MAC "88f5", DROP },
		{ "GVRP", FENCE_ARP, "0180c2000021" MAC "0026424203", DROP },
		{ "the last registration", FENCE_MAC, "0180c200002f" MAC "88b5",
		  DROP },
		{ "behind the registrations", FENCE_MAC,
		  "0180c2000030" MAC "88b5", PASS },
		{ "60", FENCE_MAC, "0180c2000060" MAC "88b5", PASS },
		{ "DTP", FENCE_VLAN, "01000ccccccc" MAC "0026aaaa0300000c2004",
		  DROP },
		{ "PVST+", FENCE_MAC, "01000ccccccd" MAC "0026aaaa0300000c010b",
		  DROP },
		{ "the last of Cisco's", FENCE_MAC, "01000ccccccf" MAC "88b5",
		  DROP },
		{ "before Cisco's", FENCE_MAC, "01000ccccccb" MAC "88b5",
		  PASS },
		{ "behind Cisco's", FENCE_MAC, "01000cccccd0" MAC "88b5",
		  PASS },
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
#define PROBE(tpa)                                                             \
	ETH(MAC, "0806")                                                       \
	"000108000604"                                                         \
	"0001" MAC NO4 "000000000000" tpa
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
		{ "probes", ALL, PROBE(MINE4), PASS },
		{ "probes for its net", ALL, PROBE("c0000201"), PASS },
		{ "probes for another", ALL, PROBE("0a000006"), DROP },
		{ "probes for nobody", ALL, PROBE(NO4), DROP },
		{ "probes for another, only mac", FENCE_MAC, PROBE("0a000006"),
		  PASS },
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
		{ "nobody's IGMPv3 report", ALL,
		  IP4("0000", "02", "00000000") "2200f9fd00000001", PASS },
		{ "nobody's IGMPv2 report", ALL,
		  IP4("0000", "02", "00000000") "160009fde0000016", PASS },
		{ "nobody's IGMPv1 report", ALL,
		  IP4("0000", "02", "00000000") "12000dfde0000016", PASS },
		{ "nobody leaves a group", ALL,
		  IP4("0000", "02", "00000000") "170008fde0000016", PASS },
		{ "nobody's IGMP query", ALL,
		  IP4("0000", "02", "00000000") "1164ee9b00000000", DROP },
		{ "nobody's other IGMP", ALL,
		  IP4("0000", "02", "00000000") "1364ee9b00000000", DROP },
		{ "nobody's IGMP fragment", ALL,
		  IP4("2000", "02", "00000000") "2200f9fd00000001", DROP },
		{ "nobody's later IGMP fragment", ALL,
		  IP4("0001", "02", "00000000") "2200f9fd00000001", DROP },
		{ "nobody's IGMP, cut off", ALL,
		  IP4("0000", "02", "00000000") "2200f9fd000000", DROP },
		{ "another's IGMP report", ALL,
		  IP4("0000", "02", "0a000006") "2200f9fd00000001", DROP },
		{ "its own IGMP report", ALL,
		  IP4("0000", "02", MINE4) "2200f9fd00000001", PASS },
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
		  IP4("2002", "11", MINE4) UDP("1000", "0035"), PASS },
		{ "further fragment of a client", FENCE_DEFAULT,
		  IP4("2002", "11", MINE4) UDP("0044", "0043"), PASS },
		{ "further fragment, not asked", FENCE_MAC,
		  IP4("2002", "11", MINE4) UDP("0043", "0044"), PASS },
		{ "further fragment of TCP", FENCE_DEFAULT,
		  IP4("2002", "06", MINE4) UDP("0043", "0044"), PASS },
		{ "further fragment of a byte", FENCE_DEFAULT,
		  IP4("0002", "11", MINE4) "00", PASS },
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

/* The kernel may cut a later fragment into fragments from 0 on (UFO).  One that
 * ends before what could become ports never has any. */
static void datagrams_to_fragment(void **state)
{
	static const struct row rows[] = {
		{ "further fragment, a server if the kernel cuts it",
		  FENCE_DEFAULT, IP4("2002", "11", MINE4) UDP("0043", "1000"),
		  DROP },
		{ "last fragment, to a client if the kernel cuts it",
		  FENCE_DEFAULT, IP4("1fff", "11", MINE4) UDP("1000", "0044"),
		  DROP },
		{ "further fragment that tells to end before its ports",
		  FENCE_DEFAULT,
		  ETH(MAC, "0800") "45000014"
				   "0001200240110000" MINE4
				   "0a0000fe" UDP("0043", "1000"),
		  DROP },
		{ "further fragment behind options", FENCE_DEFAULT,
		  ETH(MAC, "0800") IP4X("47", "2002", "11", MINE4)
			  UDP("1000", "0035") UDP("0043", "0044"),
		  DROP },
		{ "further fragment without the end of its options",
		  FENCE_DEFAULT,
		  ETH(MAC, "0800") IP4X("47", "2002", "11", MINE4) "01010101",
		  DROP },
	};

	(void)state;
	play_whole(rows, N_ELEMENTS(rows));
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
		{ "IP in SNAP, from elsewhere", FENCE_DEFAULT,
		  ETH(MAC, "0030") "aa42030000000800", DROP },
		{ "IP in SNAP, to a group", FENCE_DEFAULT,
		  ETH(MAC, "0030") "ab00030000000800", DROP },
		{ "from SNAP to elsewhere", FENCE_DEFAULT,
		  ETH(MAC, "0030") "42aa030000000800", PASS },
		{ "IP in LLC", FENCE_DEFAULT, ETH(MAC, "0030") "06060345",
		  DROP },
		{ "ARP in LLC", FENCE_ARP, ETH(MAC, "0030") "9898030001",
		  DROP },
		{ "IP in LLC, nothing asked of it", FENCE_VLAN,
		  ETH(MAC, "0030") "06060345", PASS },
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(source),
		cmocka_unit_test(bridges),
		cmocka_unit_test(unknown_source),
		cmocka_unit_test(arp),
		cmocka_unit_test(ipv4),
		cmocka_unit_test(dhcp_and_icmp),
		cmocka_unit_test(datagrams_to_fragment),
		cmocka_unit_test(types),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
