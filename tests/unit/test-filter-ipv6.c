/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Frames of IPv6 and what becomes of them: chains of headers, and claims to
 * addresses (ND).
 */
#include "tests/unit/unit.h"

#include "tests/unit/filter-frames.h"

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
		{ "RSVP", FENCE_DEFAULT, IP6("2e", MINE6), PASS },
		{ "EtherIP", FENCE_DEFAULT, IP6("61", MINE6), PASS },
		{ "IPComp", FENCE_DEFAULT, IP6("6c", MINE6), PASS },
		{ "PGM", FENCE_DEFAULT, IP6("71", MINE6), PASS },
		{ "MPLS", FENCE_DEFAULT, IP6("89", MINE6), PASS },
		{ "Ethernet", FENCE_DEFAULT, IP6("8f", MINE6), PASS },
		{ "another's EtherIP", ALL, IP6("61", OTHER6), DROP },
		{ "nobody's EtherIP", ALL, IP6("61", NOBODY6), DROP },
		{ "HIP, which another header can follow", FENCE_DEFAULT,
		  IP6("8b", MINE6) "3a00000000000000", DROP },
		{ "Shim6", FENCE_DEFAULT, IP6("8c", MINE6) "3a00000000000000",
		  DROP },
		{ "the same of no ND, arp only", FENCE_ARP,
		  IP6("fd", MINE6) "3a00000000000000", PASS },
		{ "an experiment", ALL, IP6("fd", MINE6) "3a00000000000000",
		  DROP },
		{ "the same, not asked", FENCE_IPV4,
		  IP6("fd", MINE6) "3a00000000000000", PASS },
	};

	(void)state;
	play(rows, N_ELEMENTS(rows));
}

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

/* If they were cut, these frames would be honest. */
static void hostile_options(void **state)
{
	static const struct row rows[] = {
		{ "asks with another's hardware", ALL,
		  IP6("3a", MINE6) NS(OTHER6) OPTION("01", EVIL), DROP },
		{ "the same, ipv4 only", FENCE_IPV4,
		  IP6("3a", MINE6) NS(OTHER6) OPTION("01", EVIL), PASS },
		{ "the same, arp only", FENCE_ARP,
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

	(void)state;
	play_whole(rows, N_ELEMENTS(rows));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ipv6),
		cmocka_unit_test(chains),
		cmocka_unit_test(neighbours),
		cmocka_unit_test(hostile_options),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
