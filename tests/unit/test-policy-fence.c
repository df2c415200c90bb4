/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fence: what a device gets of those of network, allow and VM. */
#include <limits.h>

#include "tests/unit/unit.h"

#include "tests/unit/names.h"

#define BRIDGE(rest) "network n { kind = bridge bridge = br0 " rest " }"
#define MACVTAP(rest) "network n { kind = macvtap lower = eth0 " rest " }"
#define ALLOW " allow alice {}"
#define CHECKED "filter = {mac, arp, ipv4, ipv6} "
#define MAC "mac = \"52:54:00:00:00:01\" "
/* 4 and 16 different ones */
#define FOUR(a) #a "0, " #a "1, " #a "2, " #a "3"
#define SIXTEEN FOUR(1) ", " FOUR(2) ", " FOUR(3) ", " FOUR(4)
#define FOUR_HOSTS(a)                                                          \
	"10.0." #a ".0, 10.0." #a ".1, 10.0." #a ".2, 10.0." #a ".3"
#define SIXTEEN_HOSTS                                                          \
	FOUR_HOSTS(1) ", " FOUR_HOSTS(2) ", " FOUR_HOSTS(3) ", " FOUR_HOSTS(4)

/* What alice gets; for the VM "v" if the policy has one. */
static const struct {
	const char *what, *text, *fence;
} fences[] = {
	{ "as nothing is said", BRIDGE(ALLOW), "mac dhcp-server ra vlan" },
	{ "macvtap, too", MACVTAP(ALLOW), "mac dhcp-server ra vlan" },

	/* filter */
	{ "no filter", BRIDGE("filter = none" ALLOW), "none" },
	{ "a word alone", BRIDGE("filter = ethertype" ALLOW), "ethertype" },
	{ "all words, in any order",
	  BRIDGE("filter = {ethertype, vlan, ra, dhcp-server, ipv6, ipv4, arp, mac}"
		 " addresses = 192.0.2.7" ALLOW),
	  "mac arp ipv4 ipv6 dhcp-server ra vlan ethertype | 192.0.2.7" },
	{ "ipv6 needs no address", BRIDGE("filter = ipv6" ALLOW), "ipv6" },
	{ "a filter of arp for nobody", BRIDGE("filter = arp deny bob {}"),
	  "refused" },

	/* addresses */
	{ "the network's addresses",
	  BRIDGE(CHECKED
		 "addresses = {\"192.0.2.0/24\", \"2001:db8::/64\"}" ALLOW),
	  "mac arp ipv4 ipv6 | 192.0.2.0/24 2001:db8::/64" },
	{ "the rule's replace them, of both families",
	  BRIDGE(CHECKED "addresses = {\"192.0.2.0/24\", \"2001:db8::/64\"}"
			 " allow alice { addresses = \"192.0.2.128/25\" }"),
	  "mac arp ipv4 ipv6 | 192.0.2.128/25" },
	{ "another rule's do not",
	  BRIDGE(CHECKED "addresses = \"192.0.2.0/24\" allow alice {}"
			 " allow bob { addresses = 192.0.2.7 }"),
	  "mac arp ipv4 ipv6 | 192.0.2.0/24" },
	{ "the same as the network's are within",
	  BRIDGE(CHECKED "addresses = \"192.0.2.0/24\""
			 " allow alice { addresses = \"192.0.2.0/24\" }"),
	  "mac arp ipv4 ipv6 | 192.0.2.0/24" },
	{ "a family that the network does not name is free",
	  BRIDGE(CHECKED "addresses = \"2001:db8::/64\""
			 " allow alice { addresses = 192.0.2.7 }"),
	  "mac arp ipv4 ipv6 | 192.0.2.7" },
	{ "the VM's replace the rule's, and need not be within those",
	  BRIDGE(CHECKED "addresses = \"192.0.2.0/24\""
			 " allow alice { addresses = \"192.0.2.128/25\" }"
			 " vm v { " MAC "addresses = 192.0.2.7 }"),
	  "mac arp ipv4 ipv6 | 192.0.2.7" },
	{ "a VM without has the rule's",
	  BRIDGE(CHECKED "addresses = \"192.0.2.0/24\""
			 " allow alice { addresses = \"192.0.2.128/25\" }"
			 " vm v { " MAC "}"),
	  "mac arp ipv4 ipv6 | 192.0.2.128/25" },
	{ "another VM's do not count",
	  BRIDGE(CHECKED "addresses = \"192.0.2.0/24\"" ALLOW " vm w { " MAC
			 "addresses = 192.0.2.7 }"),
	  "mac arp ipv4 ipv6 | 192.0.2.0/24" },
	{ "link-local ones can be named",
	  BRIDGE("filter = ipv6 addresses = \"fe80::/64\"" ALLOW),
	  "ipv6 | fe80::/64" },
	{ "as many as there can be",
	  BRIDGE("filter = {arp, ipv4} addresses = {" SIXTEEN_HOSTS "}" ALLOW),
	  "arp ipv4 | 10.0.1.0 10.0.1.1 10.0.1.2 10.0.1.3"
	  " 10.0.2.0 10.0.2.1 10.0.2.2 10.0.2.3"
	  " 10.0.3.0 10.0.3.1 10.0.3.2 10.0.3.3"
	  " 10.0.4.0 10.0.4.1 10.0.4.2 10.0.4.3" },

	/* VLANs */
	{ "an access port", BRIDGE("vlan = 4094" ALLOW),
	  "mac dhcp-server ra vlan | vlan 4094" },
	{ "a trunk, in order", BRIDGE("vlans = {30, 1, 4094, 20}" ALLOW),
	  "mac dhcp-server ra vlan | vlans 1 20 30 4094" },
	{ "tags for priority only", BRIDGE("vlans = 0" ALLOW),
	  "mac dhcp-server ra vlan | vlans 0" },
	{ "and of a macvtap", MACVTAP("vlans = {7, 0}" ALLOW),
	  "mac dhcp-server ra vlan | vlans 0 7" },
	{ "priority, and a native VLAN", BRIDGE("vlan = 7 vlans = 0" ALLOW),
	  "mac dhcp-server ra vlan | vlan 7 | vlans 0" },
	{ "a trunk with a native VLAN", BRIDGE("vlan = 1 vlans = {2}" ALLOW),
	  "mac dhcp-server ra vlan | vlan 1 | vlans 2" },
	{ "the rule's VLAN", BRIDGE("vlan = 7 allow alice { vlan = 8 }"),
	  "mac dhcp-server ra vlan | vlan 8" },
	{ "fewer tags",
	  BRIDGE("vlans = {2, 3, 4} allow alice { vlans = {4, 2} }"),
	  "mac dhcp-server ra vlan | vlans 2 4" },
	{ "tags that the network does not list at all",
	  BRIDGE("allow alice { vlans = {3} }"),
	  "mac dhcp-server ra vlan | vlans 3" },
	{ "tags of a bridge without the filter",
	  BRIDGE("filter = none vlans = 3" ALLOW), "none | vlans 3" },
	{ "tags of a macvtap", MACVTAP("vlans = 3" ALLOW),
	  "mac dhcp-server ra vlan | vlans 3" },
	{ "as many as there can be", BRIDGE("vlans = {" SIXTEEN "}" ALLOW),
	  "mac dhcp-server ra vlan | vlans 10 11 12 13 20 21 22 23"
	  " 30 31 32 33 40 41 42 43" },

	/* ports */
	{ "isolated", BRIDGE("isolated = true" ALLOW),
	  "mac dhcp-server ra vlan | isolated" },
	{ "no multicast", BRIDGE("multicast-flood = false" ALLOW),
	  "mac dhcp-server ra vlan | no flood" },
	{ "no header", BRIDGE("vnet-hdr = false" ALLOW),
	  "mac dhcp-server ra vlan | no header" },
	{ "no header, and no vhost, said aloud",
	  BRIDGE("vnet-hdr = off vhost = false" ALLOW),
	  "mac dhcp-server ra vlan | no header" },
	{ "as it is anyway",
	  BRIDGE("isolated = false multicast-flood = true vnet-hdr = true"
		 " vhost = true" ALLOW),
	  "mac dhcp-server ra vlan" },

	{ "no device without the eBPF program",
	  BRIDGE("fence = required" ALLOW),
	  "mac dhcp-server ra vlan | required" },
	{ "and on a macvtap", MACVTAP("fence = required" ALLOW),
	  "mac dhcp-server ra vlan | required" },
	{ "any program, said aloud", BRIDGE("fence = any" ALLOW),
	  "mac dhcp-server ra vlan" },
	{ "one link-local address more",
	  BRIDGE("filter = ipv6 link-local = learn" ALLOW), "ipv6 | learn" },
	{ "and on a macvtap", MACVTAP("filter = ipv6 link-local = learn" ALLOW),
	  "ipv6 | learn" },
	{ "none, said aloud", BRIDGE("link-local = own" ALLOW),
	  "mac dhcp-server ra vlan" },

	{ "no address is told", BRIDGE("guest-address = false" ALLOW),
	  "mac dhcp-server ra vlan | hidden" },
	{ "and on a macvtap", MACVTAP("guest-address = off" ALLOW),
	  "mac dhcp-server ra vlan | hidden" },
	{ "the addresses are told, said aloud",
	  BRIDGE("guest-address = true" ALLOW), "mac dhcp-server ra vlan" },

	/* rates */
	{ "rates, in all units",
	  MACVTAP("rate-in = 1tbit rate-out = 3gbit broadcast-rate = 100mbit" ALLOW),
	  "mac dhcp-server ra vlan | in 1tbit | out 3gbit | broadcast 100mbit" },
	{ "the least, in words of any size",
	  BRIDGE("rate-in = 8kbit rate-out = 8000bit broadcast-rate = 8001bit" ALLOW),
	  "mac dhcp-server ra vlan | in 8kbit | out 8kbit | broadcast 8001bit" },
	{ "the most", BRIDGE("rate-in = 1000000000000bit" ALLOW),
	  "mac dhcp-server ra vlan | in 1tbit" },
	{ "the rule's own, lower or the only one",
	  BRIDGE("rate-in = 1gbit"
		 " allow alice { rate-in = 999mbit rate-out = 2gbit"
		 " broadcast-rate = 64kbit }"),
	  "mac dhcp-server ra vlan | in 999mbit | out 2gbit | broadcast 64kbit" },
	{ "the same rate",
	  BRIDGE("rate-in = 1gbit allow alice { rate-in = 1000mbit }"),
	  "mac dhcp-server ra vlan | in 1gbit" },
	{ "one of them, and the network's others",
	  BRIDGE("rate-in = 1gbit rate-out = 1gbit allow alice { rate-in = 5mbit }"),
	  "mac dhcp-server ra vlan | in 5mbit | out 1gbit" },
};

static void add_rate(char *text, const char *word, uint64_t rate)
{
	char number[POLICY_RATE_TEXT_SIZE];

	if (rate == 0)
		return;
	policy_format_rate(rate, number);
	sprintf(text + strlen(text), " | %s %s", word, number);
}

/* A whole fence, as the rows have it. */
static void format_fence(const struct fence *fence, char *text)
{
	policy_format_filters(fence->filters, text);
	for (size_t i = 0; i < fence->n_addresses; i++) {
		char address[PREFIX_TEXT_SIZE];

		prefix_format(&fence->addresses[i], address);
		sprintf(text + strlen(text), "%s %s", i == 0 ? " |" : "",
			address);
	}
	if (fence->vlan > 0)
		sprintf(text + strlen(text), " | vlan %u", fence->vlan);
	for (size_t i = 0; i < fence->n_vlans; i++)
		sprintf(text + strlen(text), "%s %u", i == 0 ? " | vlans" : "",
			fence->vlans[i]);
	strcat(text, fence->is_isolated ? " | isolated" : "");
	strcat(text, fence->has_no_flood ? " | no flood" : "");
	strcat(text, fence->has_no_vnet_hdr ? " | no header" : "");
	strcat(text, fence->needs_ebpf ? " | required" : "");
	strcat(text,
	       fence->link_local == FENCE_LINK_LOCAL_LEARN ? " | learn" : "");
	strcat(text, fence->hides_addresses ? " | hidden" : "");
	add_rate(text, "in", fence->rate_in);
	add_rate(text, "out", fence->rate_out);
	add_rate(text, "broadcast", fence->rate_broadcast);
}

static void what_a_device_gets(void **state)
{
	static const struct peer alice = { .uid = 1000, .gid = 5 };
	static const struct request request = { .network = { "n" },
						.vm = { "v" },
						.queues = 1 };
	static const struct usage usage;

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(fences); i++) {
		struct policy *policy;
		struct decision decision;
		struct error err = { 0 };
		char text[1024];

		print_message("%s\n", fences[i].what);
		if (policy_parse(fences[i].text, "p", &test_names, &policy,
				 &err) < 0)
			fail_msg("%s\n%s", err.text, fences[i].text);
		policy_decide(policy, &alice, &request, &usage, &decision);
		if (decision.err.code == VMTAP_OK)
			format_fence(&decision.fence, text);
		assert_string_equal(decision.err.code ? "refused" : text,
				    fences[i].fence);
		policy_free(policy);
	}
}

/* The keys of a fence may be in several files, but each key in only one. */
static void out_of_several_files(void **state)
{
	const struct policy_text texts[] = {
		{ "a", BRIDGE("filter = {arp, ipv4}") },
		{ "b", "network n {\n addresses = 192.0.2.7\n vlans = 3 " ALLOW
		       " }" },
		{ "c", "network n {\n vlans = 4 }" },
	};
	struct policy *policy;
	struct error err = { 0 };
	char text[1024];

	(void)state;
	if (policy_parse_files(texts, 2, &test_names, &policy, &err) < 0)
		fail_msg("%s", err.text);
	format_fence(&policy_network(policy, 0)->fence, text);
	assert_string_equal(text, "arp ipv4 | 192.0.2.7 | vlans 3");
	policy_free(policy);
	assert_int_equal(policy_parse_files(texts, 3, &test_names, &policy,
					    &err),
			 -EINVAL);
	assert_string_equal(err.text,
			    "c:2: vlans stands in b:3, too; keep one of them");
}

/* policy_format_rate() writes what a policy file can have. */
static void rates_are_read_as_written(void **state)
{
	static const uint64_t rates[] = { 8000,
					  8001,
					  64000,
					  1500000,
					  1000000000,
					  2500000000,
					  999999999,
					  UINT64_C(1000000000000),
					  UINT64_C(999999999999) };

	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rates); i++) {
		char rate[POLICY_RATE_TEXT_SIZE], text[128];
		struct policy *policy;

		policy_format_rate(rates[i], rate);
		sprintf(text, BRIDGE("rate-in = %s"), rate);
		assert_int_equal(
			policy_parse(text, "p", &test_names, &policy, NULL), 0);
		assert_true(policy_network(policy, 0)->fence.rate_in ==
			    rates[i]);
		policy_free(policy);
	}
}

static void is_text(const struct fence *fence, const char *expected)
{
	char text[POLICY_FENCE_TEXT_SIZE];

	policy_format_fence(fence, text);
	assert_string_equal(text, expected);
}

static void in_words(void **state)
{
	const struct fence nothing = { 0 };
	struct fence some = { .filters = FENCE_DEFAULT,
			      .n_addresses = 2,
			      .n_macs = 2,
			      .macs = { { { 2, 0, 0, 0, 0, 9 } },
					{ { 0, 0, 0x5e, 0, 1, 7 } } },
			      .vlan = 7,
			      .n_vlans = 2,
			      .vlans = { 10, 4094 },
			      .is_isolated = true,
			      .has_no_flood = true,
			      .has_no_vnet_hdr = true,
			      .needs_ebpf = true,
			      .link_local = FENCE_LINK_LOCAL_LEARN,
			      .hides_addresses = true,
			      .rate_in = 100000000,
			      .rate_out = 1500,
			      .rate_broadcast = 8000 };

	(void)state;
	is_text(&nothing, "filter: none\n");
	assert_int_equal(prefix_parse("192.0.2.0/24", &some.addresses[0]), 0);
	assert_int_equal(prefix_parse("2001:db8::1", &some.addresses[1]), 0);
	is_text(&some, "filter: mac dhcp-server ra vlan\n"
		       "macs: 02:00:00:00:00:09 00:00:5e:00:01:07\n"
		       "addresses: 192.0.2.0/24 2001:db8::1\n"
		       "vlan: 7\nvlans: 10 4094\n"
		       "isolated: yes\nmulticast-flood: no\nvnet-hdr: no\n"
		       "fence: required\nlink-local: learn\n"
		       "guest-address: no\n"
		       "rate-in: 100mbit\nrate-out: 1500bit\n"
		       "broadcast-rate: 8kbit\n");
}

/* The last line is there, whole. */
static void the_longest_has_room(void **state)
{
	struct fence fence = { .filters = UINT_MAX,
			       .n_addresses = FENCE_ADDRESSES_MAX,
			       .n_macs = FENCE_MACS_MAX,
			       .vlan = FENCE_VLAN_MAX,
			       .n_vlans = FENCE_VLANS_MAX,
			       .is_isolated = true,
			       .has_no_flood = true,
			       .has_no_vnet_hdr = true,
			       .needs_ebpf = true,
			       .link_local = FENCE_LINK_LOCAL_LEARN,
			       .hides_addresses = true,
			       .rate_in = UINT64_MAX,
			       .rate_out = UINT64_MAX,
			       .rate_broadcast = UINT64_MAX };
	char text[POLICY_FENCE_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < FENCE_ADDRESSES_MAX; i++)
		assert_int_equal(
			prefix_parse(
				"fff0:fff0:fff0:fff0:fff0:fff0:fff0:fff0/127",
				&fence.addresses[i]),
			0);
	for (size_t i = 0; i < FENCE_VLANS_MAX; i++)
		fence.vlans[i] = FENCE_VLAN_MAX;
	policy_format_fence(&fence, text);
	assert_non_null(
		strstr(text, "\nbroadcast-rate: 18446744073709551615bit\n"));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_device_gets),
		cmocka_unit_test(out_of_several_files),
		cmocka_unit_test(rates_are_read_as_written),
		cmocka_unit_test(in_words),
		cmocka_unit_test(the_longest_has_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
