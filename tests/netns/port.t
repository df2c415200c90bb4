#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# port.t - a TAP is the port of a bridge: what the bridge itself lets through.
# There is no vmtapd, so no filter: what is dropped, the port dropped.
# shellcheck disable=SC2086,SC2154 # $T and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

add_bridge br0
MAC=52:54:00:12:34:56
OTHER=52:54:00:12:34:57
MAC_FILTER=1 # FENCE_MAC
RA_FILTER=33 # FENCE_MAC | FENCE_RA

# port_fact NIC EXPRESSION: of the port as p
port_fact()
{
	fact "$1" "(lambda p: $2)(l['linkinfo']['info_slave_data'])"
}

# fdb NIC: the stations at this port, with the bridge's flags for them
fdb()
{
	bridge fdb show brport "$1" | grep -v ' self\| permanent' |
		sed 's/ master.*static/ static/; s/ *$//' | any_vlan
}

# question LLADDR N: an ARP request from 10.0.0.N for 10.0.0.1
question()
{
	question_mac=$(echo "$1" | tr -d :)
	printf 'ffffffffffff%s0806000108000604%s%s0a0000%02x%s0a000001' \
		"$question_mac" 0001 "$question_mac" "$2" 000000000000
}

# far_knows N: a frame of 10.0.0.N has reached the far end
far_knows()
{
	[ -n "$(ip -n peer neigh show 10.0.0.$1 dev far)" ]
}

# passes NAME LLADDR N: its question arrives; and blocked, which is known once a
# later one of the guest's own address has arrived
passes()
{
	tell "$1" "write 0 $(question "$2" "$3")"
	wait_until 3 far_knows "$3"
}

blocked()
{
	tell "$1" "write 0 $(question "$2" "$3")"
	tell "$1" "write 0 $(question "$MAC" $((${3} + 100)))"
	wait_until 3 far_knows $((${3} + 100)) && ! far_knows "$3"
}

# heard LLADDR: the bridge learns it behind its other port
heard()
{
	ip -n peer link set far address "$1"
	far_speaks
	bridge fdb get "$1" br br0 2>/dev/null | grep -q "dev br0-up"
}

# The bridge itself refuses the address: vmtapd did not ask who has it.
test_somebody_has_it()
{
	wait_until 5 heard $OTHER
	link_start one link=br0 mac=$OTHER filters=$MAC_FILTER
	like "an address that the bridge knows: refused" \
		"the address $OTHER is in use: another station of the bridge br0" \
		"$(link_error one)"
	is "an address that the bridge knows: it stays where it is" br0-up \
		"$(bridge fdb get $OTHER br br0 | sed -n 's/.*dev \([^ ]*\).*/\1/p')"
	ip -n peer link set far address $FAR
	bridge fdb del $OTHER dev br0-up master
}

test_pinned()
{
	link_start one link=br0 mac=$MAC filters=$MAC_FILTER
	is "pinned: locked, and no learning" "True False" \
		"$(port_fact $NIC 'p["locked"]') $(port_fact $NIC 'p["learning"]')"
	is "pinned: BPDU guard and root block" "True True" \
		"$(port_fact $NIC 'p["guard"]') $(port_fact $NIC 'p["root_block"]')"
	is "pinned: not isolated, and multicast is flooded" "False True" \
		"$(port_fact $NIC 'p["isolated"]') $(port_fact $NIC 'p["mcast_flood"]')"
	is "pinned: one station, which does not move" \
		"$MAC sticky static" "$(fdb $NIC | sed 's/static sticky/sticky static/')"
	ok_if "pinned: the guest's own frames pass" passes one $MAC 2
	ok_if "pinned: frames of another address do not" blocked one $OTHER 3
	is "pinned: and nobody has learned them" "" \
		"$(bridge fdb show br br0 | grep $OTHER)"
	# a stranger at the other port claims to be the guest
	ip netns exec peer "$PYTHON" - "$MAC" <<'END'
import socket, sys
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind(("far", 0))
mac = bytes.fromhex(sys.argv[1].replace(":", ""))
s.send(b"\xff" * 6 + mac + b"\x88\xb5" + bytes(46))
END
	tell one "read 0 3000 match=88b5"
	like "pinned: (a stranger with the guest's address is heard)" '^frame=' \
		"$(cat $T/reply)"
	like "pinned: the guest's frames still go to the guest" "^$MAC" "$(fdb $NIC)"
	ok_if "pinned: and its own still pass" passes one $MAC 4
	probe_kill one
	ok_if "pinned: gone" wait_until 3 no_link $NIC
	is "pinned: the entry is gone, too" "" \
		"$(bridge fdb show br br0 | grep $MAC)"
}

# Without the filter the same frames show that the test can see.
test_open()
{
	link_start one link=br0 mac=$MAC
	is "open: not locked, and learning" "False True" \
		"$(port_fact $NIC 'p["locked"]') $(port_fact $NIC 'p["learning"]')"
	is "open: BPDU guard all the same" True "$(port_fact $NIC 'p["guard"]')"
	ok_if "open: frames of another address pass" passes one $OTHER 5
	not_if "open: so they are not blocked" blocked one $OTHER 6
	probe_kill one
	wait_until 3 no_link $NIC
}

test_isolated()
{
	link_start one link=br0 mac=$MAC isolated=1 filters=$MAC_FILTER
	is "isolated: said" True "$(port_fact $NIC 'p["isolated"]')"
	one=$NIC
	link_start two link=br0 mac=$OTHER isolated=1 filters=$MAC_FILTER
	link_start three link=br0 mac=52:54:00:12:34:58 filters=$MAC_FILTER
	tell one "write 0 ffffffffffff52540012345688b5cafe"
	tell three "read 0 3000 match=88b5cafe"
	like "isolated: who is not, hears it" '^frame=' "$(cat $T/reply)"
	tell three "write 0 ffffffffffff52540012345888b5beef"
	tell two "count 0 3000 match=88b5cafe end=88b5beef"
	is "isolated: the other isolated one hears others only" "count=0 end=1" \
		"$(grep ^count $T/reply)"
	ok_if "isolated: it reaches the wire" passes one $MAC 7
	probe_kill one two three
	wait_until 3 no_link $one
}

# No host has joined the group: the bridge floods it, or does not.
test_multicast()
{
	link_start one link=br0 mac=$MAC no_flood=1
	is "no flood: said" False "$(port_fact $NIC 'p["mcast_flood"]')"
	link_start two link=br0 mac=$OTHER
	link_start three link=br0 mac=52:54:00:12:34:58
	tell three "write 0 33330000424252540012345888b5cafe"
	tell three "write 0 ffffffffffff52540012345888b5beef"
	tell one "count 0 3000 match=88b5cafe end=88b5beef"
	is "no flood: a group's frame does not come, a broadcast does" \
		"count=0 end=1" "$(grep ^count $T/reply)"
	tell two "count 0 3000 match=88b5cafe end=88b5beef"
	is "flood: both come" "count=1 end=1" "$(grep ^count $T/reply)"
	probe_kill one two three
	wait_until 3 no_link $NIC
}

# A general query makes a port the port of a multicast router, which hears the
# groups that nobody has joined; not that of a guest that may be no router.
IGMP_QUERY=01005e000001525400123456080046c000200000000001023a150a000002e0000001940400001101eefe00000000
MLD_QUERY=33330000000152540012345686dd6000000000200001fe80000000000000505400fffe123456ff0200000000000000000000000000013a000502000001008200fc070064000000000000000000000000000000000000
# is_router_port NIC: is it one by now?
is_router_port()
{
	bridge -d mdb show | grep -i router | grep -q "$1"
}
test_router()
{
	if [ ! -e /sys/class/net/br0/bridge/multicast_snooping ]; then
		not_run "multicast router" \
			"this kernel's bridges do not snoop (CONFIG_BRIDGE_IGMP_SNOOPING)"
		return
	fi
	for query in "$IGMP_QUERY" "$MLD_QUERY"; do
		link_start one link=br0 mac=$MAC filters=$MAC_FILTER
		one=$NIC
		link_start two link=br0 mac=$OTHER filters=$RA_FILTER
		is "multicast router: as the filter says" "1 0" \
			"$(port_fact $one 'p["multicast_router"]') $(port_fact $NIC 'p["multicast_router"]')"
		tell two "write 0 $(echo $query | sed s/525400123456/525400123457/)"
		tell one "write 0 $query"
		ok_if "multicast router: a guest that may be one is one" \
			wait_until 3 is_router_port $one
		not_if "multicast router: a guest that may not is none" \
			is_router_port $NIC
		probe_kill one two
		wait_until 3 no_link $one
		wait_until 3 no_link $NIC
	done
}

# A bridge that runs STP: the guest's BPDU shuts its own port; without STP, the
# guard does nothing.
BPDU=0180c2000000525400123456002642420300000000000000000000000000000000000000000000000000000000000000000000000000000000000000
test_bpdu()
{
	link_start one link=br0 mac=$MAC
	tell one "write 0 $BPDU"
	ok_if "BPDU without STP: the port goes on" passes one $MAC 8
	is "BPDU without STP: forwarding" forwarding \
		"$(port_fact $NIC 'p["state"]')"
	probe_kill one
	wait_until 3 no_link $NIC
	bare_bridge br1
	ip link set br1 type bridge stp_state 1 forward_delay 200
	link_start one link=br1 mac=$MAC
	tell one "write 0 $BPDU"
	disabled()
	{
		[ "$(port_fact $NIC 'p["state"]')" = disabled ]
	}
	ok_if "BPDU with STP: the guest's port is shut" wait_until 5 disabled
	probe_kill one
	wait_until 3 no_link $NIC
	ip link del br1
}

test_no_vlans()
{
	link_start one link=br0 mac=$MAC vlan=20
	is "VLAN on a bridge that has none: no device" "" "$NIC"
	like "VLAN on a bridge that has none: what to do" \
		'vlan_filtering 1|CONFIG_BRIDGE_VLAN_FILTERING' "$(link_error one)"
	link_start one link=br0 mac=$MAC vlans=20,30
	is "VLANs on a bridge that has none: no device" "" "$NIC"
	is "VLAN: nothing is left" "" "$(our_links)"
}

# The host does not send on a TAP, and does not answer there.
test_host()
{
	link_start one link=br0 mac=$MAC
	is "host: no IPv6 address" "" "$(ip -6 addr show dev $NIC)"
	side=$(fact $NIC 'l["address"]' | tr -d :)
	eui=$(echo $side | cut -c3-6)fffe$(echo $side | cut -c7-12)
	# fe80::EUI-64 of the TAP's address is asked for: by group, and by address
	ns=86dd6000000000203aff
	src=fe800000000000005054fffe00123456
	dst=fe80000000000000fc${eui#??}
	dst=fe80000000000000fc$(echo $eui | cut -c1-14)
	ns=$ns$src${dst}8700000000000000${dst}0101525400123456
	tell one "write 0 ${side}525400123456$ns"
	tell one "write 0 3333ff$(echo $side | cut -c7-12)525400123456$ns"
	tell one "write 0 $(question $MAC 2)"
	tell one "count 0 3000 match=$side end=$ARP_ANSWER"
	is "host: no frame of the TAP's own address comes" "count=0 end=1" \
		"$(grep ^count $T/reply)"
	probe_kill one
	wait_until 3 no_link $NIC
}

test_somebody_has_it
test_pinned
test_open
test_isolated
test_multicast
test_router
test_bpdu
test_no_vlans
test_host
finish
