/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A guest with further hardware addresses: which word looks at which of them.
 */
#include "tests/unit/unit.h"

#include "tests/unit/filter-frames.h"

#define NESTED "525400aabbcc"
#define ROUTER "00005e000107"
#define LLNESTED "fe80000000000000505400fffeaabbcc"
#define LLROUTER "fe8000000000000002005efffe000107"
#define ETHERNET(source, rest) "ffffffffffff" source rest
#define ARP_OF(source, sha, spa)                                               \
	ETHERNET(source, "0806")                                               \
	"000108000604"                                                         \
	"0001" sha spa "000000000000"                                          \
	"0a0000fe"
#define RARP_OF(sha, tha)                                                      \
	ETHERNET(MAC, "8035")                                                  \
	"000108000604"                                                         \
	"0003" sha "00000000" tha "00000000"
#define UDP_OF(source)                                                         \
	ETHERNET(source, "0800")                                               \
	IP4X("45", "0000", "11", MINE4) UDP("1000", "0035")
#define IP6_OF(source, ip) ETHERNET(source, "86dd") IP6X("3a", "ff", ip)

static const struct row rows[] = {
	{ "mac: the device's own", FENCE_MAC, UDP_OF(MAC), PASS },
	{ "mac: a further one", FENCE_MAC, UDP_OF(NESTED), PASS },
	{ "mac: the last one", FENCE_MAC, UDP_OF(ROUTER), PASS },
	{ "mac: no other", FENCE_MAC, UDP_OF(EVIL), DROP },
	{ "mac: the end of one, the beginning of another", FENCE_MAC,
	  UDP_OF("525400aa0107"), DROP },
	{ "mac: one that differs in its end", FENCE_MAC, UDP_OF("525400aabbcd"),
	  DROP },
	{ "mac: one that differs in its middle", FENCE_MAC,
	  UDP_OF("525400abbbcc"), DROP },
	{ "without mac: any", FENCE_IPV4, UDP_OF(EVIL), PASS },

	{ "mac: the sender in ARP is a further one", FENCE_MAC,
	  ARP_OF(NESTED, NESTED, MINE4), PASS },
	{ "mac: or the device's own", FENCE_MAC, ARP_OF(NESTED, MAC, MINE4),
	  PASS },
	{ "mac: the sender in ARP is another", FENCE_MAC,
	  ARP_OF(NESTED, EVIL, MINE4), DROP },
	{ "arp alone: the sender is a further one", FENCE_ARP,
	  ARP_OF(EVIL, ROUTER, MINE4), PASS },
	{ "arp alone: the sender is another", FENCE_ARP,
	  ARP_OF(ROUTER, EVIL, MINE4), DROP },
	{ "arp: a further one gives no IP address", FENCE_ARP,
	  ARP_OF(NESTED, NESTED, "0a000006"), DROP },
	{ "RARP about a further one", FENCE_MAC | FENCE_ETHERTYPE,
	  RARP_OF(NESTED, NESTED), PASS },
	{ "RARP about another", FENCE_MAC | FENCE_ETHERTYPE,
	  RARP_OF(NESTED, EVIL), DROP },

	{ "ND: the option has a further one", FENCE_MAC,
	  IP6_OF(ROUTER, LLROUTER) NS(MINE6) OPTION("01", ROUTER), PASS },
	{ "ipv6 alone: the option has a further one", FENCE_IPV6,
	  IP6_OF(EVIL, MINE6) NA(MINE6) OPTION("02", NESTED), PASS },
	{ "ipv6: its own link-local", FENCE_IPV6, IP6_OF(MAC, LL6) NA(LL6),
	  PASS },
	{ "ipv6: that of a further one", FENCE_IPV6,
	  IP6_OF(NESTED, LLNESTED) NA(LLNESTED), PASS },
	{ "ipv6: that of the last one", FENCE_IPV6,
	  IP6_OF(ROUTER, LLROUTER) NA(LLROUTER), PASS },
	{ "ipv6: that of another", FENCE_IPV6, IP6_OF(MAC, LLEVIL) NA(LL6),
	  DROP },
	{ "ipv6: that of another as target", FENCE_IPV6,
	  IP6_OF(MAC, LL6) NA(LLEVIL), DROP },
	{ "ipv6: that of a further one, as others make it", FENCE_IPV6,
	  IP6_OF(MAC, "fe80000000000000525400fffeaabbcc") NA(LL6), DROP },
	{ "ipv6: no global address of it", FENCE_IPV6,
	  IP6_OF(NESTED, OTHER6) NA(OTHER6), DROP },
};

/* Without its option such a frame is an honest one. */
static const struct row whole[] = {
	{ "ND: the option has another", FENCE_MAC,
	  IP6_OF(ROUTER, LLROUTER) NS(MINE6) OPTION("01", EVIL), DROP },
	{ "ipv6 alone: the option has another", FENCE_IPV6,
	  IP6_OF(EVIL, MINE6) NA(MINE6) OPTION("02", EVIL), DROP },
};

static struct fence further(void)
{
	struct fence fence = fence_of(0);

	assert_int_equal(lladdr_parse("52:54:00:aa:bb:cc", &fence.macs[0]), 0);
	for (unsigned int i = 1; i < FENCE_MACS_MAX; i++)
		fence.macs[i] = (struct lladdr){ { 2, 0, 0, 0, 1, 1 } };
	fence.n_macs = FENCE_MACS_MAX;
	assert_int_equal(lladdr_parse("00:00:5e:00:01:07",
				      &fence.macs[FENCE_MACS_MAX - 1]),
			 0);
	return fence;
}

static void further_addresses(void **state)
{
	static struct bpf_program program;
	struct fence fence = further();
	struct lladdr lladdr = mac();

	(void)state;
	play_fence(rows, N_ELEMENTS(rows), &fence, &lladdr);
	for (size_t i = 0; i < N_ELEMENTS(whole); i++) {
		struct frame frame = frame_of(whole[i].frame);

		fence.filters = whole[i].filters;
		assert_int_equal(filter_build(&fence, &lladdr, &program), 0);
		if (run_program(&program, &frame) != whole[i].verdict)
			fail_msg("%s", whole[i].what);
	}
}

/* Without them, only the device's own address passes. */
static void none(void **state)
{
	static const struct row without[] = {
		{ "own", FENCE_MAC, UDP_OF(MAC), PASS },
		{ "nested", FENCE_MAC, UDP_OF(NESTED), DROP },
		{ "router", FENCE_MAC, UDP_OF(ROUTER), DROP },
		{ "link-local", FENCE_IPV6, IP6_OF(NESTED, LLNESTED) NA(LL6),
		  DROP },
		{ "zero", FENCE_MAC, UDP_OF("000000000000"), DROP },
	};

	(void)state;
	play(without, N_ELEMENTS(without));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(further_addresses),
		cmocka_unit_test(none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
