#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# qos.t - the rates of a device.  A burst of 66000 bytes may pass at once, and at
# 8 kbit/s a frame of 1014 bytes takes a second: so of 400 frames about 65 pass,
# however slow the machine is.
# shellcheck disable=SC2086,SC2154 # $T and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

add_bridge br0
MAC=52:54:00:12:34:56
# a frame of 1014 bytes
PAYLOAD=$(printf '%02000d' 0)
FRAME=88b5$PAYLOAD

# qdisc NIC EXPRESSION: of the root qdisc as q
qdisc()
{
	tc -j qdisc show dev "$1" root | $PYTHON -c '
import json, sys
q = json.load(sys.stdin)[0]
print(eval(sys.argv[1]))' "$2"
}

rx_packets()
{
	ip netns exec peer cat /sys/class/net/far/statistics/rx_packets
}

# The burst passes, and what the rate permits meanwhile on a slow machine.
is_limited()
{
	[ "$1" -ge 60 ] && [ "$1" -le 200 ]
}

# To the guest: shaped.
test_tap_in()
{
	link_start one link=br0 mac=$MAC rate_in=8000
	is "TAP, rate-in: shaped at its root" "tbf 1000 66000" \
		"$(qdisc $NIC '"%s %d %d" % (q["kind"], q["options"]["rate"], q["options"]["burst"])')"
	one=$NIC
	link_start two link=br0 mac=52:54:00:12:34:57
	tell two "write 0 525400123456525400123457$FRAME times=400"
	is "TAP, rate-in: most are dropped, or wait" True "$(tc -s -j qdisc show dev $one root | $PYTHON -c '
import json, sys
q = json.load(sys.stdin)[0]
print(q["drops"] >= 150 and 60 <= q["packets"] <= 200)')"
	probe_kill one two
	wait_until 3 no_link $NIC
}

test_tap_high()
{
	link_start one link=br0 mac=$MAC rate_in=80000000000
	is "TAP, 80 Gbit/s: as said" "tbf 10000000000" \
		"$(qdisc $NIC '"%s %d" % (q["kind"], q["options"]["rate"])')"
	probe_kill one
	wait_until 3 no_link $NIC
}

# Without rates, vmtapd sets up no queue in the kernel.
test_none()
{
	link_start one link=br0 mac=$MAC
	unlike "no rates: no tbf, no clsact" 'tbf|clsact' "$(tc qdisc show dev $NIC)"
	tell one "write 0 0200000000fa525400123456$FRAME times=400"
	ok_if "no rates: all 400 pass" wait_until 3 all_passed
	probe_kill one
	wait_until 3 no_link $NIC
}

all_passed()
{
	[ "$(rx_packets)" -ge 400 ]
}

# From a macvtap's guest: shaped, too.
test_macvtap_out()
{
	ip link add low type veth peer name low-far
	ip link set low up
	ip link set low-far up
	link_start one kind=macvtap mode=3 link=low mac=$MAC rate_out=8000
	is "macvtap, rate-out: shaped at its root" "tbf 1000" \
		"$(qdisc $NIC '"%s %d" % (q["kind"], q["options"]["rate"])')"
	far=/sys/class/net/low-far/statistics/rx_packets
	before=$(cat $far)
	tell one "write 0 0200000000fa525400123456$FRAME times=400"
	passed=$(($(cat $far) - before))
	ok_if "macvtap, rate-out: of 400 the burst passes ($passed)" \
		is_limited $passed
	probe_kill one
	ip link del $NIC
}

# Frames from the guest of a TAP can only be policed.
test_police()
{
	link_start one link=br0 mac=$MAC rate_out=8000
	if [ -z "$NIC" ]; then
		like "police: the kernel has none, and the error says so" \
			'this kernel cannot limit rate-out: .*act_police.*out of the policy' \
			"$(link_error one)"
		is "police: nothing is left" "" "$(our_links)"
		link_start one link=br0 mac=$MAC rate_broadcast=8000
		like "police: nor broadcast-rate" \
			'this kernel cannot limit broadcast-rate: .*act_police' \
			"$(link_error one)"
		not_run "police: drops" "this kernel has no act_police; the machines of tests/vm have it"
		return
	fi
	before=$(rx_packets)
	tell one "write 0 0200000000fa525400123456$FRAME times=400"
	passed=$(($(rx_packets) - before))
	ok_if "police: of 400 the burst passes ($passed)" is_limited $passed
	probe_kill one
	wait_until 3 no_link $NIC
}

test_none
test_tap_in
test_tap_high
test_macvtap_out
test_police
finish
