/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Frames whose packet ends before the frame does, and what becomes of them.
 */
#include "tests/unit/unit.h"

#include "tests/unit/filter-frames.h"

/* Bytes behind the packet's end are no ports, even if they look like ports. */
static void ends_of_ipv4(void **state)
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

#define IP6L(length, next)                                                     \
	ETH(MAC, "86dd")                                                       \
	"60000000" length next "ff" LL6 "ff020000000000000000000000000001"
#define LATE(next) FRAGMENT(next, "0001") /* first of several */

/* Bytes behind the payload's end are no header, even if they look like one. */
static void first_fragments(void **state)
{
	static const struct row rows[] = {
		{ "a router, asked of the trailer", FENCE_RA,
		  IP6L("0010", "2c") LATE("3c") EXT("3a") "80000000", DROP },
		{ "the same within", FENCE_RA,
		  IP6L("0014", "2c") LATE("3c") EXT("3a") "80000000", PASS },
		{ "a server, asked of the trailer", FENCE_DHCP_SERVER,
		  IP6L("0010", "2c") LATE("3c") EXT("11") UDP("1000", "1001"),
		  DROP },
		{ "the same, half of it", FENCE_DHCP_SERVER,
		  IP6L("0014", "2c") LATE("3c") EXT("11") UDP("1000", "1001"),
		  DROP },
		{ "the same within", FENCE_DHCP_SERVER,
		  IP6L("0018", "2c") LATE("3c") EXT("11") UDP("1000", "1001"),
		  PASS },
		{ "a neighbour, asked of the trailer", FENCE_IPV6,
		  IP6L("0010", "2c") LATE("3c") EXT("3a") "80000000", DROP },
		{ "right behind the fragment's header", FENCE_RA,
		  IP6L("0008", "2c") LATE("3a") "80000000", DROP },
		{ "a chain that goes on in the trailer", FENCE_RA,
		  IP6L("0010", "2c") LATE("3c") EXT("3c") EXT("06"), DROP },
		{ "a chain that ends in the trailer", FENCE_RA,
		  IP6L("0014", "2c") LATE("3c") EXT("3c") EXT("06"), DROP },
		{ "the whole chain", FENCE_RA,
		  IP6L("0018", "2c") LATE("3c") EXT("3c") EXT("06"), PASS },
		{ "AH that ends in the trailer", FENCE_RA,
		  IP6L("0010", "2c") LATE("33") AH("06"), DROP },
	};

	(void)state;
	play_whole(rows, N_ELEMENTS(rows));
}

static void ends_of_ipv6(void **state)
{
	static const struct row rows[] = {
		{ "no chain at all", FENCE_DEFAULT, IP6L("0000", "06"), PASS },
		{ "a target in the trailer", FENCE_IPV6,
		  IP6L("0008", "3a") NA(LL6), DROP },
		{ "option behind the end", FENCE_MAC,
		  IP6L("0018", "3a") NS(OTHER6) OPTION("01", EVIL), PASS },
		{ "without a length, a router", FENCE_RA, IP6L("0000", "3a") RA,
		  DROP },
		{ "without a length, an echo", FENCE_RA,
		  IP6L("0000", "3a") "80000000", PASS },
		{ "jumbogram with a router", FENCE_RA,
		  IP6L("0000", "00") "3a00c20400010000" RA, DROP },
		{ "mobility", FENCE_RA, IP6L("0008", "87") EXT("3b"), PASS },
		{ "mobility, and a router", FENCE_RA,
		  IP6L("0018", "87") EXT("3a") RA, DROP },
		{ "mobility in the trailer", FENCE_RA,
		  IP6L("0004", "87") EXT("3b"), DROP },
		{ "a tag, and asked of the trailer", FENCE_RA,
		  "ffffffffffff" MAC "81000001"
		  "86dd60000000"
		  "0008"
		  "2cff" LL6
		  "ff020000000000000000000000000001" LATE("3a") "80000000",
		  DROP },
		{ "a tag, and all within", FENCE_RA,
		  "ffffffffffff" MAC "81000001"
		  "86dd60000000"
		  "000c"
		  "2cff" LL6
		  "ff020000000000000000000000000001" LATE("3a") "80000000",
		  PASS },
	};

	(void)state;
	play_whole(rows, N_ELEMENTS(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ends_of_ipv4),
		cmocka_unit_test(first_fragments),
		cmocka_unit_test(ends_of_ipv6),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
