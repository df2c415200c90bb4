/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Every mistake in the keys of a fence has its line and its remedy. */
#include "tests/unit/unit.h"

#include "tests/unit/names.h"

#define BRIDGE(rest) "network n { kind = bridge bridge = br0 " rest " }"
#define MACVTAP(rest) "network n { kind = macvtap lower = eth0 " rest " }"
#define CHECKED "filter = {mac, arp, ipv4, ipv6} "
#define MAC "mac = \"52:54:00:00:00:01\" "
/* 4 and 16 different ones */
#define FOUR(a) #a "0, " #a "1, " #a "2, " #a "3"
#define SIXTEEN FOUR(1) ", " FOUR(2) ", " FOUR(3) ", " FOUR(4)
#define FOUR_HOSTS(a)                                                          \
	"10.0." #a ".0, 10.0." #a ".1, 10.0." #a ".2, 10.0." #a ".3"
#define SIXTEEN_HOSTS                                                          \
	FOUR_HOSTS(1) ", " FOUR_HOSTS(2) ", " FOUR_HOSTS(3) ", " FOUR_HOSTS(4)
#define NO_RATE(key, text)                                                     \
	"p:2: " key " = \"" text                                               \
	"\" is not a rate from 8kbit to 1tbit; write a whole number and bit, kbit, mbit, gbit or tbit, as 100mbit"

struct mistake {
	const char *text, *error;
};

static const struct mistake rows[] = {
	/* filter */
	{ BRIDGE("\nfilter = {mac,\n ip}"),
	  "p:3: filter \"ip\" is not known; write mac, arp, ipv4, ipv6, dhcp-server, ra, vlan or ethertype, or none alone" },
	{ BRIDGE("\nfilter = {mac,\n none}"),
	  "p:3: none must be alone in filter; remove it, or the others" },
	{ BRIDGE("\nfilter = {none,\n none}"),
	  "p:2: none must be alone in filter; remove it, or the others" },
	{ BRIDGE("\nfilter = {mac, ra,\n mac}"),
	  "p:3: filter mac is listed twice; remove one" },
	{ BRIDGE("\nfilter = mac\nfilter = ra"),
	  "p:3: in network \"n\": this block has two values for 'filter'; keep one" },
	{ BRIDGE("allow alice {\n filter = none }"),
	  "p:2: in allow \"alice\": no such option 'filter'; vmtapd.conf(5) lists what there is" },
	{ BRIDGE("deny alice {\n vlan = 2 }"),
	  "p:2: in deny \"alice\": no such option 'vlan'; vmtapd.conf(5) lists what there is" },

	/* no user may be left without a word */
	{ BRIDGE("filter = {mac, arp}\nallow alice {}"),
	  "p:2: allow \"alice\" has no IPv4 address, and the filter of network \"n\" drops all ARP without; add addresses = \"192.0.2.0/24\" here or there, or remove arp and ipv4 from the filter" },
	{ MACVTAP("filter = {arp, ipv4} allow bob { addresses = 10.0.0.1 }\nallow alice {}"),
	  "p:2: allow \"alice\" has no IPv4 address, and the filter of network \"n\" drops all IPv4 without; add addresses = \"192.0.2.0/24\" here or there, or remove arp and ipv4 from the filter" },
	{ BRIDGE(CHECKED "addresses = \"2001:db8::/64\"\nallow \"*\" {}"),
	  "p:2: allow \"*\" has no IPv4 address, and the filter of network \"n\" drops all IPv4 without; add addresses = \"192.0.2.0/24\" here or there, or remove arp and ipv4 from the filter" },
	{ BRIDGE(CHECKED
		 "addresses = 192.0.2.7\nallow alice { addresses = \"2001:db8::1\" }"),
	  "p:2: allow \"alice\" has no IPv4 address, and the filter of network \"n\" drops all IPv4 without; add addresses = \"192.0.2.0/24\" here or there, or remove arp and ipv4 from the filter" },
	{ BRIDGE(CHECKED "addresses = 192.0.2.7\nvm v { " MAC
			 "addresses = \"2001:db8::1\" }"),
	  "p:2: vm \"v\" has no IPv4 address, and the filter of network \"n\" drops all IPv4 without; add addresses = \"192.0.2.0/24\" here or there, or remove arp and ipv4 from the filter" },

	/* addresses */
	{ BRIDGE("\naddresses = 192.0.2.7"),
	  "p:2: address \"192.0.2.7\" says nothing on network \"n\", whose filter does not look at such; add arp and ipv4 to the filter, or remove it" },
	{ BRIDGE("filter = {arp, ipv4}\naddresses = {192.0.2.7,\n \"2001:db8::1\"}"),
	  "p:3: address \"2001:db8::1\" says nothing on network \"n\", whose filter does not look at such; add ipv6 to the filter, or remove it" },
	{ BRIDGE("filter = ipv6 allow alice {\n addresses = 192.0.2.7 }"),
	  "p:2: address \"192.0.2.7\" says nothing on network \"n\", whose filter does not look at such; add arp and ipv4 to the filter, or remove it" },
	{ BRIDGE("filter = none vm v { " MAC "\n addresses = 192.0.2.7 }"),
	  "p:2: address \"192.0.2.7\" says nothing on network \"n\", whose filter does not look at such; add arp and ipv4 to the filter, or remove it" },
	{ BRIDGE(CHECKED "\naddresses = \"192.0.2.7/24\""),
	  "p:2: address \"192.0.2.7/24\" is not an IP address or prefix: write 192.0.2.7, \"192.0.2.0/24\" or \"2001:db8::/64\", the bits after the prefix zero" },
	{ BRIDGE(CHECKED "\naddresses = web1"),
	  "p:2: address \"web1\" is not an IP address or prefix: write 192.0.2.7, \"192.0.2.0/24\" or \"2001:db8::/64\", the bits after the prefix zero" },
	{ BRIDGE(CHECKED "\naddresses = \"0.0.0.0/0\""),
	  "p:2: address \"0.0.0.0/0\" has some that no guest can have (0.0.0.0/8, unspecified); write the guest's own" },
	{ BRIDGE(CHECKED "\naddresses = 127.0.0.1"),
	  "p:2: address \"127.0.0.1\" has some that no guest can have (127.0.0.0/8, loopback); write the guest's own" },
	{ BRIDGE(CHECKED "\naddresses = 239.1.2.3"),
	  "p:2: address \"239.1.2.3\" has some that no guest can have (224.0.0.0/4, multicast); write the guest's own" },
	{ BRIDGE(CHECKED "\naddresses = \"240.0.0.0/4\""),
	  "p:2: address \"240.0.0.0/4\" has some that no guest can have (255.255.255.255, broadcast); write the guest's own" },
	{ BRIDGE(CHECKED "\naddresses = \"::/0\""),
	  "p:2: address \"::/0\" has some that no guest can have (::, unspecified); write the guest's own" },
	{ BRIDGE(CHECKED "\naddresses = \"::1\""),
	  "p:2: address \"::1\" has some that no guest can have (::1, loopback); write the guest's own" },
	{ BRIDGE(CHECKED "\naddresses = \"::ffff:192.0.2.7\""),
	  "p:2: address \"::ffff:192.0.2.7\" has some that no guest can have (::ffff:0:0/96, IPv4-mapped); write the guest's own" },
	{ BRIDGE(CHECKED "\naddresses = \"ff02::1\""), "p:2: address \"ff02::1\" has some that no guest can have (ff00::/8, multicast); write the guest's own" },
	{ BRIDGE(CHECKED "addresses = {192.0.2.7,\n 192.0.2.8,\n 192.0.2.7}"),
	  "p:3: address \"192.0.2.7\" overlaps with 192.0.2.7 in the same list; remove one" },
	{ BRIDGE(CHECKED "addresses = {192.0.2.7,\n \"192.0.2.0/24\"}"),
	  "p:2: address \"192.0.2.0/24\" overlaps with 192.0.2.7 in the same list; remove one" },
	{ BRIDGE(CHECKED
		 "addresses = {\"2001:db8::/32\",\n \"2001:db8:1::/48\"}"),
	  "p:2: address \"2001:db8:1::/48\" overlaps with 2001:db8::/32 in the same list; remove one" },
	{ BRIDGE(CHECKED "addresses = {" SIXTEEN_HOSTS ",\n 10.0.5.0}"),
	  "p:2: more than 16 addresses of one guest; use fewer, wider prefixes" },
	{ BRIDGE(CHECKED
		 "addresses = \"192.0.2.0/25\" allow alice { addresses = {192.0.2.1,\n \"192.0.2.0/24\"} }"),
	  "p:2: address \"192.0.2.0/24\" overlaps with 192.0.2.1 in the same list; remove one" },
	{ BRIDGE(CHECKED
		 "addresses = \"192.0.2.0/25\" allow alice {\n addresses = \"192.0.2.0/24\" }"),
	  "p:2: address \"192.0.2.0/24\" is not within the addresses of network \"n\" itself; add it there, or choose one of those" },
	{ BRIDGE(CHECKED
		 "addresses = {192.0.2.7, \"2001:db8::/64\"} allow alice {\n addresses = {192.0.2.7, \"2001:db9::1\"} }"),
	  "p:2: address \"2001:db9::1\" is not within the addresses of network \"n\" itself; add it there, or choose one of those" },
	{ BRIDGE(CHECKED "addresses = \"192.0.2.0/25\" vm v { " MAC
			 "\n addresses = 192.0.2.128 }"),
	  "p:2: address \"192.0.2.128\" is not within the addresses of network \"n\" itself; add it there, or choose one of those" },

	/* VLANs */
	{ BRIDGE("\nvlan = 0"),
	  "p:2: vlan = \"0\" is not a number from 1 to 4094; write one" },
	{ BRIDGE("\nvlan = 4095"),
	  "p:2: vlan = \"4095\" is not a number from 1 to 4094; write one" },
	{ BRIDGE("\nvlans = {2,\n 10-20}"),
	  "p:3: vlans = \"10-20\" is not a number from 0 to 4094; write one" },
	{ BRIDGE("\nvlan = 0"),
	  "p:2: vlan = \"0\" is not a number from 1 to 4094; write one" },
	{ BRIDGE("filter = mac vlans = {2,\n 0}"),
	  "p:2: VLAN 0 says nothing on network \"n\", for its filter lets every tag pass; add vlan to the filter, or remove it" },
	{ BRIDGE("\nvlans = {0, 3,\n 0}"),
	  "p:3: VLAN 0 is listed twice; remove one" },
	{ BRIDGE("vlans = 2 allow alice { vlans = {2,\n 0} }"),
	  "p:2: VLAN 0 is not among the vlans of network \"n\" itself; add it there, or remove it here" },
	{ BRIDGE("\nvlans = {2, 3,\n 2}"),
	  "p:3: VLAN 2 is listed twice; remove one" },
	{ BRIDGE("\nvlans = {" SIXTEEN ",\n 50}"),
	  "p:3: more than 16 VLANs of one guest; use fewer, or make two networks" },
	{ BRIDGE("\nvlan = 2\nvlans = {3, 2}"),
	  "p:2: VLAN 2 is both that of untagged frames (vlan) and a tag (vlans); remove it from one" },
	{ BRIDGE("vlans = {3, 2} allow alice {\n vlan = 2 }"),
	  "p:2: VLAN 2 is both that of untagged frames (vlan) and a tag (vlans); remove it from one" },
	{ BRIDGE("vlan = 2 allow alice {\n vlans = {3, 2} }"),
	  "p:2: VLAN 2 is both that of untagged frames (vlan) and a tag (vlans); remove it from one" },
	{ BRIDGE("vlans = {2, 3} allow alice { vlans = {2,\n 4} }"),
	  "p:2: VLAN 4 is not among the vlans of network \"n\" itself; add it there, or remove it here" },
	{ MACVTAP("\nvlan = 2"),
	  "p:2: a network of kind macvtap has no vlan; make a link of that VLAN, and name it as lower" },
	{ MACVTAP("allow alice {\n vlan = 2 }"),
	  "p:2: a network of kind macvtap has no vlan; make a link of that VLAN, and name it as lower" },
	{ MACVTAP("filter = mac\nvlans = 2"),
	  "p:2: vlans say nothing on network \"n\", for its filter lets every tag pass; add vlan to the filter, or remove them" },
	{ MACVTAP("filter = none allow alice {\n vlans = 2 }"),
	  "p:2: vlans say nothing on network \"n\", for its filter lets every tag pass; add vlan to the filter, or remove them" },

	/* ports */
	{ MACVTAP("\nisolated = false"),
	  "p:2: a network of kind macvtap has no isolated; write mode = private" },
	{ MACVTAP("\nmulticast-flood = true"),
	  "p:2: a network of kind macvtap has no multicast-flood; remove it: a macvtap hears only the groups that its guest joins" },
	{ BRIDGE("\nisolated = maybe"),
	  "p:2: isolated = \"maybe\" is neither true nor false; write one" },
	{ MACVTAP("\nvnet-hdr = true"),
	  "p:2: a network of kind macvtap has no vnet-hdr; remove it: the holder of a macvtap can turn the header on again" },
	{ BRIDGE("\nfilter = ipv6 link-local = yes"),
	  "p:2: link-local = \"yes\" is not known; write own or learn" },
	{ BRIDGE("\nlink-local = learn"),
	  "p:2: link-local = learn needs the word ipv6 in filter; add it, or remove link-local" },
	{ BRIDGE("\nfence = yes"),
	  "p:2: fence = \"yes\" is not known; write required or any" },
	{ MACVTAP("filter = none\nfence = required"),
	  "p:2: fence = required and filter = none do not go together; remove one of them" },
	{ BRIDGE("\nvnet-hdr = off-ish"),
	  "p:2: vnet-hdr = \"off-ish\" is neither true nor false; write one" },
	{ BRIDGE("vhost = true\nvnet-hdr = false"),
	  "p:2: vnet-hdr = false and vhost = true do not go together in network \"n\", for vhost-net takes the guest's headers whatever the TAP has; remove one of them" },
	{ BRIDGE("vnet-hdr = false allow \"1\" {\nvhost = true } "),
	  "p:2: network \"n\" itself has no vhost; write vhost = true there, too, or remove it here" },
	{ BRIDGE("\nmulticast-flood = 0"),
	  "p:2: multicast-flood = \"0\" is neither true nor false; write one" },
	{ BRIDGE("allow alice {\n isolated = true }"),
	  "p:2: in allow \"alice\": no such option 'isolated'; vmtapd.conf(5) lists what there is" },

	/* rates */
	{ BRIDGE("\nrate-in = 100"), NO_RATE("rate-in", "100") },
	{ BRIDGE("\nrate-out = 100mbps"), NO_RATE("rate-out", "100mbps") },
	{ BRIDGE("\nbroadcast-rate = 1Mbit"),
	  NO_RATE("broadcast-rate", "1Mbit") },
	{ BRIDGE("\nrate-in = 1.5mbit"), NO_RATE("rate-in", "1.5mbit") },
	{ BRIDGE("\nrate-in = 010mbit"), NO_RATE("rate-in", "010mbit") },
	{ BRIDGE("\nrate-in = \"10 mbit\""), NO_RATE("rate-in", "10 mbit") },
	{ BRIDGE("\nrate-in = mbit"), NO_RATE("rate-in", "mbit") },
	{ BRIDGE("\nrate-in = -1mbit"), NO_RATE("rate-in", "-1mbit") },
	{ BRIDGE("\nrate-in = 0mbit"), NO_RATE("rate-in", "0mbit") },
	{ BRIDGE("\nrate-in = 7999bit"), NO_RATE("rate-in", "7999bit") },
	{ BRIDGE("\nrate-in = 7kbit"), NO_RATE("rate-in", "7kbit") },
	{ BRIDGE("\nrate-in = 1001gbit"), NO_RATE("rate-in", "1001gbit") },
	{ BRIDGE("\nrate-in = 2tbit"), NO_RATE("rate-in", "2tbit") },
	{ BRIDGE("\nrate-in = 1000000000001bit"),
	  NO_RATE("rate-in", "1000000000001bit") },
	{ BRIDGE("\nrate-in = 18446744073709551624kbit"),
	  NO_RATE("rate-in", "18446744073709551624kbit") },
	{ BRIDGE("rate-out = 1gbit allow alice {\n rate-out = 1001mbit }"),
	  "p:2: rate-out = 1001mbit is more than the 1gbit of network \"n\" itself; lower it, or raise those" },
	{ BRIDGE("broadcast-rate = 64kbit allow alice {\n broadcast-rate = 1mbit }"),
	  "p:2: broadcast-rate = 1mbit is more than the 64kbit of network \"n\" itself; lower it, or raise those" },
};

static void each_mistake_is_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_ELEMENTS(rows); i++) {
		struct policy *policy = NULL;
		struct error err = { 0 };
		int r = policy_parse(rows[i].text, "p", &test_names, &policy,
				     &err);

		if (r != -EINVAL)
			print_error("accepted:\n%s\n", rows[i].text);
		assert_int_equal(r, -EINVAL);
		assert_null(policy);
		assert_string_equal(err.text, rows[i].error);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_mistake_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
