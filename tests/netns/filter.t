#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# filter.t - each kind of device has its filter before it is up, and the filter
# works; the kernel does with it what vmtapd expects.
# shellcheck disable=SC2086 # $T, numbers and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

# one network for each mode, on a link of their own
policy <<END
network lan { kind = bridge  bridge = "br0"  allow "alice" {} }
network strict {
	kind = bridge
	bridge = "br0"
	filter = {mac, arp, ipv4, ipv6, dhcp-server, ra, vlan, ethertype}
	addresses = {10.0.0.2, "2001:db8::2"}
	allow "alice" {}
}
network open { kind = bridge  bridge = "br0"  filter = none  allow "alice" {} }
END
for mode in private vepa bridge source passthru; do
	sources=
	[ $mode != source ] || sources="sources = {$FAR}"
	cat >>$CONF <<END
network $mode { kind = macvtap  lower = "eth9"  mode = $mode  $sources
	vlans = {10}
	allow "alice" {} }
END
done
add_bridge br0
ip link add eth9 address 02:00:00:00:00:10 type veth peer name far9 netns peer
ip link set eth9 up
ip -n peer link set far9 address $FAR up
ip -n peer addr add 10.0.0.1/24 dev far9
daemon_start
MAC=52:54:00:12:34:56
EVIL=52:54:00:66:66:66
HEX=525400123456

# drops: how many frames the filter of $NIC has dropped; "none" without a filter
drops()
{
	tc -s -j qdisc show dev "$NIC" | $PYTHON -c '
import json, sys
print(*[q["drops"] for q in json.load(sys.stdin)
        if q["kind"] == "clsact"] or ["none"])'
}

# neighbour: the far end's neighbour entry of the guest's IP address
neighbour()
{
	ip -n peer -j neigh show to 10.0.0.2 | $PYTHON -c '
import json, sys
print(*[n.get("lladdr", "nobody") for n in json.load(sys.stdin)] or ["nobody"])'
}

forget()
{
	ip -n peer neigh flush to 10.0.0.2 nud all
}

# hostile WHAT HEX: the frame is written, and the filter drops it
hostile()
{
	before=$(drops)
	tell alice "write 0 $2"
	is "$1: dropped" $((before + 1)) "$(drops)"
}

# honest WHAT HEX: the frame is written, and not dropped
honest()
{
	before=$(drops)
	tell alice "write 0 $2"
	is "$1: passes" "$before" "$(drops)"
}

ETH=ffffffffffff$HEX
# a UDP datagram from port 4096, and a DHCP server's
UDP4=4500001c000100004011000000000000ffffffff100000350008000000000000
DHCP4=4500001c0001000040110000c0000201ffffffff004300440008000000000000

# ---- the same for all kinds
play()
{
	ok_if "$1: an honest guest is answered" can_talk alice $MAC
	is "$1: nothing was dropped" 0 "$(drops)"
	forget
	hostile "$1: another's address" "$(arp_from $EVIL)"
	hostile "$1: ARP of another's" \
		ffffffffffff${HEX}08060001080006040001525400666666"0a000002""0000000000000a000001"
	is "$1: the far end has heard nothing of both" nobody "$(neighbour)"
	hostile "$1: a header, and no ARP" ${ETH}0806
	hostile "$1: ARP cut off before its sender" ${ETH}08060001080006040001
	hostile "$1: a DHCP server" ${ETH}0800$DHCP4
	honest "$1: other UDP" ${ETH}0800$UDP4
	honest "$1: another type" ${ETH}88b5000000000000
	hostile "$1: a priority tag" ${ETH}81002000"0800"$UDP4
	hostile "$1: a service tag" ${ETH}88a8000a"0800"$UDP4
	hostile "$1: a service tag and another" ${ETH}88a8000a8100000a"0800"$UDP4
	hostile "$1: an old tag" ${ETH}9100000a"0800"$UDP4
	hostile "$1: two tags" ${ETH}8100000a8100000a"0800"$UDP4
	hostile "$1: another's VLAN" ${ETH}8100000b"0800"$UDP4
	ok_if "$1: and is answered still" can_talk alice $MAC
	is "$1: by its own address" $MAC "$(neighbour)"
}

test_tap()
{
	open_as alice "network=lan lladdr=$MAC"
	is "a TAP: code" 0 "$(opened code)"
	play "a TAP"
	like "a TAP: the program is at its ingress" direct-action \
		"$(tc_program "$NIC" ingress)"
	is "a TAP: none at its egress" "" "$(tc filter show dev "$NIC" egress)"
	close_as alice
	forget
}

test_macvtaps()
{
	for mode in private vepa bridge source passthru; do
		open_as alice "network=$mode lladdr=$MAC"
		is "$mode: code" 0 "$(opened code)"
		play "$mode"
		honest "$mode: its VLAN" ${ETH}8100000a0800$UDP4
		hostile "$mode: a DHCP server in it" ${ETH}8100000a0800$DHCP4
		like "$mode: the program is at its egress" direct-action \
			"$(tc_program "$NIC" egress)"
		is "$mode: none at its ingress" "" \
			"$(tc filter show dev "$NIC" ingress)"
		close_as alice
		forget
	done
}

# ---- without a filter the far end believes the same frame: the test would notice
test_none()
{
	open_as alice "network=open lladdr=$MAC"
	is "no filter: none" none "$(drops)"
	forget
	tell alice "write 0 $(arp_from $EVIL)"
	ok_if "no filter: the far end believes the same frame" \
		wait_until 3 far_believes $EVIL
	close_as alice
	forget
}

far_believes()
{
	[ "$(neighbour)" = "$1" ]
}

# ---- all words, once with the guest's address, once with one vmtapd does not know
test_strict()
{
	open_as alice "network=strict lladdr=$MAC"
	play_strict
	close_as alice
	forget
	open_as alice "network=strict unknown=1"
	is "unknown: code" 0 "$(opened code)"
	is "unknown: no address" 0 "$(opened flags)"
	ok_if "unknown: any station is answered" \
		wait_until 10 can_talk alice $EVIL
	hostile "unknown: a group's address" "$(arp_from 53:54:00:12:34:56)"
	hostile "unknown: nobody's address" "$(arp_from 00:00:00:00:00:00)"
	hostile "unknown: another type" ${ETH}88cc
	close_as alice
	forget
}

play_strict()
{
	ok_if "strict: an honest guest is answered" can_talk alice $MAC
	hostile "strict: ARP for another" \
		ffffffffffff${HEX}08060001080006040002${HEX}0a000003"0000000000000a000001"
	hostile "strict: IPv4 of another" ${ETH}0800$UDP4
	hostile "strict: LLDP" ${ETH}88cc0000
}

test_tap
test_macvtaps
test_none
test_strict
leaves_nothing "all"
finish
