/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Tables of frames and what becomes of them, honest ones beside hostile ones.
 * Frames are hex; those of a table are also cut at each length.
 */
#include "unit.h"

#include <errno.h>
#include <linux/pkt_cls.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bpf-run.h"
#include "filter.h"

#define PASS TC_ACT_UNSPEC
#define DROP TC_ACT_SHOT
#define ALL                                                                    \
	(FENCE_DEFAULT | FENCE_ARP | FENCE_IPV4 | FENCE_IPV6 | FENCE_ETHERTYPE)

#define MAC "525400123456"
#define EVIL "525400666666"
#define ETH(source, type) "ffffffffffff" source type
#define ARP(op, sha, spa)                                                      \
	ETH(MAC, "0806")                                                       \
	"000108000604" op sha spa "000000000000"                               \
	"0a0000fe"
/* the guest's are 10.0.0.5, 192.0.2.0/28, 2001:db8::5, 2001:db8:1::/48 */
#define IP4X(vihl, fragment, protocol, source)                                 \
	vihl "000030"                                                          \
	     "0001" fragment "40" protocol "0000" source "0a0000fe"
#define IP4(fragment, protocol, source)                                        \
	ETH(MAC, "0800") IP4X("45", fragment, protocol, source)
#define UDP(from, to) from to "00080000"
#define MINE4 "0a000005"
#define IP6X(next, hops, source)                                               \
	"60000000"                                                             \
	"0020" next hops source "ff020000000000000000000000000001"
#define IP6(next, source) ETH(MAC, "86dd") IP6X(next, "ff", source)
#define IP6H(next, hops, source) ETH(MAC, "86dd") IP6X(next, hops, source)
#define MINE6 "20010db8000000000000000000000005"
#define NET6 "20010db8000100000000000000000077"
#define LL6 "fe80000000000000505400fffe123456"
#define LLEVIL "fe80000000000000505400fffe666666"
#define NOBODY6 "00000000000000000000000000000000"
#define OTHER6 "20010db8000000000000000000000006"
#define OPTION(type, mac) type "01" mac
#define NONCE "0e01010203040506"
#define NS(target)                                                             \
	"87000000"                                                             \
	"00000000" target
#define NA(target)                                                             \
	"88000000"                                                             \
	"e0000000" target
#define RA                                                                     \
	"86000000"                                                             \
	"40000708"                                                             \
	"0000000000000000"
#define MLD2                                                                   \
	"8f00000000000001"                                                     \
	"04000000ff0200000000000000000001ff123456"

struct row {
	const char *what;
	unsigned int filters;
	const char *frame;
	int verdict;
};

static struct frame frame_of(const char *hex)
{
	struct frame frame = { 0 };
	unsigned int byte;

	for (; hex[0]; hex += 2) {
		assert_int_equal(sscanf(hex, "%2x", &byte), 1);
		frame.b[frame.n++] = (uint8_t)byte;
	}
	return frame;
}

static struct lladdr mac(void)
{
	struct lladdr lladdr;

	assert_int_equal(lladdr_parse("52:54:00:12:34:56", &lladdr), 0);
	return lladdr;
}

static struct fence fence_of(unsigned int filters)
{
	static const char *const addresses[] = { "10.0.0.5", "192.0.2.0/28",
						 "2001:db8::5",
						 "2001:db8:1::/48" };
	struct fence fence = { .filters = filters };

	for (size_t i = 0; i < N_ELEMENTS(addresses); i++)
		assert_int_equal(
			prefix_parse(addresses[i], &fence.addresses[i]), 0);
	fence.n_addresses = N_ELEMENTS(addresses);
	return fence;
}

/* A hostile frame does not get better by being cut; and no load is ever out
 * of range, which would let it pass. */
static void cut(const struct bpf_program *program, struct frame frame,
		const struct row *row)
{
	for (frame.n--; frame.n > 0; frame.n--) {
		int verdict = run_program(program, &frame);

		if (verdict != DROP &&
		    (verdict != PASS || row->verdict == DROP))
			fail_msg("%s, cut to %zu: %d", row->what, frame.n,
				 verdict);
	}
}

static void play_fence(const struct row *rows, size_t n,
		       const struct fence *words, const struct lladdr *lladdr)
{
	static struct bpf_program program;

	for (size_t i = 0; i < n; i++) {
		struct fence fence = *words;
		struct frame frame = frame_of(rows[i].frame);
		int verdict;

		fence.filters = rows[i].filters;
		assert_int_equal(filter_build(&fence, lladdr, &program), 0);
		verdict = run_program(&program, &frame);
		if (verdict != rows[i].verdict)
			fail_msg("%s: %d", rows[i].what, verdict);
		cut(&program, frame, &rows[i]);
	}
}

static void play(const struct row *rows, size_t n)
{
	struct fence words = fence_of(0);
	struct lladdr lladdr = mac();

	play_fence(rows, n, &words, &lladdr);
}

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

static void unknown_source(void **state)
{
	static const struct row rows[] = {
		{ "any station", FENCE_MAC, ETH(EVIL, "88b5"), PASS },
		{ "small", FENCE_MAC, ETH("000000000002", "88b5"), PASS },
		{ "large", FENCE_MAC, ETH("020000000000", "88b5"), PASS },
		{ "zero", FENCE_MAC, ETH("000000000000", "88b5"), DROP },
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
		{ "any address, only mac", FENCE_MAC,
		  ARP("0002", MAC, "0a000006"), PASS },
		{ "inverse", ALL, ARP("0008", MAC, MINE4), DROP },
		{ "reverse, in ARP", ALL, ARP("0003", MAC, MINE4), DROP },
		{ "RARP", FENCE_ARP, ETH(MAC, "8035") "0001080006040003",
		  DROP },
		{ "RARP, not asked", FENCE_DEFAULT,
		  ETH(MAC, "8035") "0001080006040003", PASS },
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

static void ipv6(void **state)
{
	static const struct row rows[] = {
		{ "its own", ALL, IP6("06", MINE6), PASS },
		{ "of its net", ALL, IP6("06", NET6), PASS },
		{ "link-local", ALL, IP6("06", LL6), PASS },
		{ "another's link-local", ALL, IP6("06", LLEVIL), DROP },
		{ "another's", ALL, IP6("06", OTHER6), DROP },
		{ "another's, not asked", FENCE_DEFAULT, IP6("06", OTHER6),
		  PASS },
		{ "nobody's TCP", ALL, IP6("06", NOBODY6), DROP },
		{ "nobody's UDP", ALL, IP6("11", NOBODY6) UDP("0222", "0223"),
		  DROP },
		{ "nobody's echo", ALL, IP6("3a", NOBODY6) "80000000", DROP },
		{ "nobody's fragment", ALL,
		  IP6("2c", NOBODY6) "0600001100000001"
				     "8f00000000000000",
		  DROP },
		{ "almost nobody's", ALL,
		  IP6("06", "00000000000000000000000000000001"), DROP },
		{ "version 4", FENCE_RA,
		  ETH(MAC, "86dd") "40000000"
				   "0020"
				   "06ff" MINE6 MINE6,
		  DROP },
		{ "nothing more", ALL, IP6("3b", MINE6), PASS },
		{ "ESP", ALL, IP6("32", MINE6), PASS },
		{ "an experiment", ALL, IP6("fd", MINE6) "3a00000000000000",
		  DROP },
		{ "the same, not asked", FENCE_IPV4,
		  IP6("fd", MINE6) "3a00000000000000", PASS },
	};

	(void)state;
	play(rows, N_ELEMENTS(rows));
}

#define HOP "0000010400000000" /* next, size, and padding */
#define EXT(next) next "00010400000000"
#define EXT16(next) next "01010c000000000000000000000000"
#define AH(next)                                                               \
	next "040000"                                                          \
	     "00000001"                                                        \
	     "00000001"                                                        \
	     "000000000000000000000000"
#define FRAGMENT(next, where) next "00" where "00000001"

static void chains(void **state)
{
	static const struct row rows[] = {
		{ "a server", FENCE_DEFAULT,
		  IP6("11", MINE6) UDP("0223", "0222"), DROP },
		{ "to a client, from any port", FENCE_DEFAULT,
		  IP6("11", MINE6) UDP("1000", "0222"), DROP },
		{ "a client", ALL, IP6("11", LL6) UDP("0222", "0223"), PASS },
		{ "a server, not asked", FENCE_RA,
		  IP6("11", MINE6) UDP("0223", "0222"), PASS },
		{ "behind one", FENCE_DEFAULT,
		  IP6("00", MINE6) EXT("11") UDP("0223", "0222"), DROP },
		{ "a longer one", FENCE_DEFAULT,
		  IP6("3c", MINE6) EXT16("11") UDP("0223", "0222"), DROP },
		{ "a client behind one", FENCE_DEFAULT,
		  IP6("3c", MINE6) EXT16("11") UDP("0222", "0223"), PASS },
		{ "authenticated", FENCE_DEFAULT,
		  IP6("33", MINE6) AH("11") UDP("0223", "0222"), DROP },
		{ "a client, authenticated", FENCE_DEFAULT,
		  IP6("33", MINE6) AH("11") UDP("0222", "0223"), PASS },
		{ "behind all six", FENCE_DEFAULT,
		  IP6("00", MINE6) EXT("3c") EXT("2b") EXT("2c") FRAGMENT(
			  "33", "0001") AH("3c") EXT("11") UDP("0223", "0222"),
		  DROP },
		{ "a client behind all six", FENCE_DEFAULT,
		  IP6("00", MINE6) EXT("3c") EXT("2b") EXT("2c") FRAGMENT(
			  "33", "0001") AH("3c") EXT("11") UDP("0222", "0223"),
		  PASS },
		{ "behind seven", FENCE_DEFAULT,
		  IP6("3c", MINE6) EXT("3c") EXT("3c") EXT("3c") EXT("3c")
			  EXT("3c") EXT("3c") EXT("06"),
		  DROP },
		{ "longer than the frame", FENCE_DEFAULT,
		  IP6("3c", MINE6) "06ff010400000000"
				   "0000000000000000",
		  DROP },
		{ "first fragment", FENCE_DEFAULT,
		  IP6("2c", MINE6) FRAGMENT("11", "0001") UDP("0223", "0222"),
		  DROP },
		{ "first fragment without ports", FENCE_DEFAULT,
		  IP6("2c", MINE6) FRAGMENT("11", "0001") "02230222", DROP },
		{ "first fragment of other UDP", FENCE_DEFAULT,
		  IP6("2c", MINE6) FRAGMENT("11", "0001") UDP("1000", "1001"),
		  PASS },
		{ "first fragment with half a chain", FENCE_DEFAULT,
		  IP6("2c", MINE6) FRAGMENT("3c", "0001") "1100", DROP },
		{ "further fragment", ALL,
		  IP6("2c", MINE6) FRAGMENT("11", "0500") UDP("0223", "0222"),
		  PASS },
		{ "ND in a fragment", FENCE_DEFAULT,
		  IP6("2c", MINE6) FRAGMENT("3a", "0001") NS(OTHER6), DROP },
		{ "ND in a fragment of one", FENCE_DEFAULT,
		  IP6("2c", MINE6) FRAGMENT("3a", "0000") NS(OTHER6), DROP },
		{ "echo in a fragment", FENCE_DEFAULT,
		  IP6("2c", MINE6) FRAGMENT("3a", "0001") "80000000", PASS },
		{ "a router behind one", FENCE_DEFAULT,
		  IP6("3c", LL6) EXT("3a") RA, DROP },
		{ "a router in a fragment", FENCE_DEFAULT,
		  IP6("2c", LL6) FRAGMENT("3a", "0001") RA, DROP },
	};

	(void)state;
	play(rows, N_ELEMENTS(rows));
}

static void neighbours(void **state)
{
	static const struct row rows[] = {
		{ "asks", ALL, IP6("3a", MINE6) NS(OTHER6) OPTION("01", MAC),
		  PASS },
		{ "answers", ALL, IP6("3a", MINE6) NA(MINE6) OPTION("02", MAC),
		  PASS },
		{ "answers for its net", ALL,
		  IP6("3a", LL6) NA(NET6) OPTION("02", MAC), PASS },
		{ "answers for its link-local", ALL,
		  IP6("3a", LL6) NA(LL6) OPTION("02", MAC), PASS },
		{ "answers for another", ALL,
		  IP6("3a", LL6) NA(OTHER6) OPTION("02", MAC), DROP },
		{ "the same, not asked", FENCE_DEFAULT,
		  IP6("3a", LL6) NA(OTHER6) OPTION("02", MAC), PASS },
		{ "detects a duplicate", ALL,
		  IP6("3a", NOBODY6) NS(MINE6) NONCE, PASS },
		{ "of its link-local", ALL, IP6("3a", NOBODY6) NS(LL6), PASS },
		{ "of another's address", ALL, IP6("3a", NOBODY6) NS(OTHER6),
		  DROP },
		{ "from afar", ALL, IP6H("3a", "40", NOBODY6) NS(MINE6), DROP },
		{ "asks for routers", ALL,
		  IP6("3a", LL6) "8500000000000000" OPTION("01", MAC), PASS },
		{ "as nobody", ALL, IP6("3a", NOBODY6) "8500000000000000",
		  PASS },
		{ "reports groups as nobody", ALL,
		  IP6H("00", "01", NOBODY6) "3a00050200000100" MLD2, PASS },
		{ "nobody answers", ALL, IP6("3a", NOBODY6) NA(MINE6), DROP },
		{ "a router", FENCE_DEFAULT, IP6("3a", LL6) RA, DROP },
		{ "a router, not asked", FENCE_MAC,
		  IP6("3a", LL6) RA OPTION("01", MAC), PASS },
		{ "redirect", FENCE_DEFAULT,
		  IP6("3a", LL6) "8900000000000000" OTHER6 OTHER6, DROP },
		{ "three options", ALL,
		  IP6("3a", MINE6) NS(OTHER6) NONCE NONCE OPTION("01", MAC),
		  PASS },
		{ "echo", ALL, IP6("3a", MINE6) "8000000000000000", PASS },
	};

	(void)state;
	play(rows, N_ELEMENTS(rows));
}

/* Cut to less they would be good ones. */
static void hostile_options(void **state)
{
	static const struct row rows[] = {
		{ "asks with another's hardware", ALL,
		  IP6("3a", MINE6) NS(OTHER6) OPTION("01", EVIL), DROP },
		{ "the same, ipv4 only", FENCE_IPV4,
		  IP6("3a", MINE6) NS(OTHER6) OPTION("01", EVIL), PASS },
		{ "hidden behind another option", ALL,
		  IP6("3a", MINE6) NS(OTHER6) NONCE OPTION("01", EVIL), DROP },
		{ "answers with another's hardware", ALL,
		  IP6("3a", LL6) NA(MINE6) OPTION("02", EVIL), DROP },
		{ "asks for routers with another's hardware", ALL,
		  IP6("3a", LL6) "8500000000000000" OPTION("01", EVIL), DROP },
		{ "a router with another's hardware", FENCE_MAC,
		  IP6("3a", LL6) RA OPTION("01", EVIL), DROP },
		{ "four options", FENCE_MAC,
		  IP6("3a", MINE6) NS(OTHER6) NONCE NONCE NONCE NONCE, DROP },
		{ "of size 0", FENCE_MAC,
		  IP6("3a", MINE6) NS(OTHER6) "0e00010203040506", DROP },
		{ "longer than the frame", FENCE_MAC,
		  IP6("3a", MINE6) NS(OTHER6) "0e02010203040506", DROP },
		{ "half a one", FENCE_MAC, IP6("3a", MINE6) NS(OTHER6) "0e01",
		  DROP },
	};
	static struct bpf_program program;
	struct lladdr lladdr = mac();

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct fence fence = fence_of(rows[i].filters);
		struct frame frame = frame_of(rows[i].frame);

		assert_int_equal(filter_build(&fence, &lladdr, &program), 0);
		if (run_program(&program, &frame) != rows[i].verdict)
			fail_msg("%s", rows[i].what);
	}
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
		cmocka_unit_test(unknown_source),
		cmocka_unit_test(arp),
		cmocka_unit_test(ipv4),
		cmocka_unit_test(dhcp_and_icmp),
		cmocka_unit_test(ipv6),
		cmocka_unit_test(chains),
		cmocka_unit_test(neighbours),
		cmocka_unit_test(hostile_options),
		cmocka_unit_test(types),
		cmocka_unit_test(tags),
		cmocka_unit_test(tags_beside_the_frame),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
