#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# places.t - no device is useless in silence: what the bridge or lower device is
# like either refuses the device, in OPEN and CHECK with one sentence, or is a
# note of list and show and a line of the log, and goes when it is no longer so.
# shellcheck disable=SC2086 # $T, numbers and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

policy <<END
network lan { kind = bridge  bridge = "br0"  allow "alice" {} }
network tagged { kind = bridge  bridge = "br0"  vlan = 7  allow "alice" {} }
network large { kind = bridge  bridge = "br0"  mtu = 9000  allow "alice" {} }
network small { kind = bridge  bridge = "br0"  mtu = 1280  allow "alice" {} }
network card { kind = macvtap  lower = "eth9"  allow "alice" {} }
END
add_bridge br0
ip link add eth9 address 02:00:00:00:00:10 type veth peer name far9 netns peer
ip link set eth9 up
ip -n peer link set far9 up
daemon_start

# refused NETWORK REGEX: OPEN and CHECK refuse it with the same sentence
refused()
{
	ask alice "request open network=$1"
	is "$3: no device" 7 "$(reply code)"
	refused_text=$(reply text)
	like "$3: why, and what helps" "^network \"$1\": $2\$" "$refused_text"
	ask alice "request check network=$1"
	is "$3: check says the same" "$refused_text" "$(reply text)"
}

test_refused()
{
	ip link set br0 down
	refused lan "the bridge br0 is down; .* 'ip link set br0 up'" "down"
	ip link set br0 up
	refused large "the policy's mtu of 9000 is above the 1500 of the bridge br0; .*" \
		"mtu above the bridge's"
	if ip link set br0 type bridge vlan_filtering 1 2>/dev/null; then
		ip link set br0 type bridge vlan_default_pvid 0
		refused lan "the bridge br0 filters VLANs .*vlan_default_pvid 0.* vlan or vlans .*" \
			"no VLAN"
		open_as alice "network=tagged"
		is "a VLAN of the policy's: granted" 0 "$(opened code)"
		close_as alice
		ip link set br0 type bridge vlan_default_pvid 1 vlan_filtering 0
	else
		not_run "no VLAN" "this kernel's bridges filter no VLANs"
	fi
	open_as alice "network=lan"
	is "all is well: granted" 0 "$(opened code)"
	close_as alice
}

# told NAME LINK: how many lines of the log have the note of that link
told()
{
	grep -c "place: link=$2 note=$1: " $T/daemon.log || true
}

# noted WHAT NAME REGEX LINK: the note comes by an event, with its line
noted()
{
	ok_if "$1: a note comes by itself" wait_until 20 notes_are "$2"
	like "$1: the sentence has the command" "$3" "$(note $2)"
	is "$1: the log has it once" 1 "$(told $2 $4)"
}

test_bridge()
{
	open_as alice "network=lan"
	is "well: no note" "" "$(notes)"
	ip link set br0 down
	noted "bridge down" link-down "br0 is down.*'ip link set br0 up'" br0
	ip link set br0 up
	ok_if "bridge up: the note goes" wait_until 20 notes_are ""
	ip -n peer link set far down
	noted "no carrier" way-out-down \
		"no port by which .* br0 .*'ip link show master br0'" br0
	ip -n peer link set far up
	ok_if "carrier: the note goes" wait_until 20 notes_are ""
	ip link set br0-up nomaster
	noted "no way out" no-way-out \
		"br0 leads nowhere.*'ip link set DEVICE master br0'" br0
	ip addr add 10.0.0.9/24 dev br0
	ok_if "the host has an address: the note goes" wait_until 20 notes_are ""
	ip addr del 10.0.0.9/24 dev br0
	ok_if "and comes back" wait_until 20 notes_are no-way-out
	is "again: no second line so soon" 1 "$(told no-way-out br0)"
	if ip link add link br0 name br0.9 type vlan id 9 2>/dev/null; then
		ok_if "the host has a VLAN there: the note goes" \
			wait_until 20 notes_are ""
		ip link del br0.9
		ok_if "and comes back" wait_until 20 notes_are no-way-out
	else
		not_run "a VLAN of the host's" "this kernel has no VLANs"
	fi
	ip link set br0-up master br0
	ok_if "a way out: the note goes" wait_until 20 notes_are ""
	close_as alice
}

test_mtu()
{
	open_as alice "network=small"
	noted "mtu below" mtu \
		"mtu of 1280 has pulled the bridge br0 down.* 1500.*'ip link set br0 mtu 1500'" br0
	is "mtu below: it is so" 1280 "$(fact br0 'l["mtu"]')"
	close_as alice
	ip link set br0 mtu 1400
	open_as alice "network=lan"
	is "a bridge that is low by itself: the device follows" 1400 \
		"$(fact $NIC 'l["mtu"]')"
	not_if "a bridge that is low by itself: no note" comes_soon notes_are mtu
	close_as alice
	ip link set br0 mtu 1500
}

test_waiting()
{
	ip link set br0 type bridge stp_state 1 forward_delay 1000
	open_as alice "network=lan"
	noted "spanning tree" waiting \
		"for 20 seconds.*forward_delay 200.*stp_state 0" br0
	ok_if "spanning tree: the note goes by itself" wait_until 10 notes_are ""
	close_as alice
	ip link set br0 type bridge stp_state 0
}

test_lower()
{
	open_as alice "network=card"
	ip link set eth9 down
	noted "lower device down" link-down \
		"eth9 is down.*'ip link set eth9 up'" eth9
	ip link set eth9 up
	ok_if "lower device up: the note goes" wait_until 20 notes_are ""
	ip -n peer link set far9 down
	noted "lower device without carrier" way-out-down \
		"eth9 has no carrier.*'ip link show eth9'" eth9
	ip -n peer link set far9 up
	ok_if "with carrier: the note goes" wait_until 20 notes_are ""
	close_as alice
}

# The state was so before the grant; and before vmtapd.
test_begin()
{
	ip link set br0-up nomaster
	open_as alice "network=lan"
	ok_if "before the grant: noted" wait_until 20 notes_are no-way-out
	daemon_stop
	daemon_start
	ok_if "before vmtapd: noted" wait_until 20 notes_are no-way-out
	is "a new vmtapd tells it again" 1 "$(told no-way-out br0)"
	like "show needs no wait" "leads nowhere" "$(note no-way-out)"
	close_as alice
	ip link set br0-up master br0
	mark
}

test_refused
test_bridge
test_mtu
test_waiting
test_lower
test_begin
leaves_nothing "all"
finish
