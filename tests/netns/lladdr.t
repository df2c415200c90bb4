#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# lladdr.t - hardware addresses: requested, in use, chosen and stable.
# shellcheck disable=SC2086 # $T, numbers and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

policy <<END
network lan { kind = bridge  bridge = "br0"
	allow "alice" { mac = {"52:54:00:10:00:00/32", "52:54:00:99:99:99"} }
	allow "bob" {}
}
network other { kind = bridge  bridge = "br0"
	allow "alice" { mac = {"52:54:00:10:00:00/32"} } }
network one { kind = bridge  bridge = "br0"
	allow "alice" { mac = {"52:54:00:77:77:77"} } }
network card { kind = macvtap  lower = "eth9"  allow "alice" {}  allow "bob" {} }
network whole { kind = macvtap  lower = "eth8"  mode = passthru  allow "alice" {} }
END
add_bridge br0
for lower in eth8 eth9; do
	ip link add $lower type veth peer name $lower-far
	ip link set $lower-far up
	ip link set $lower up
done
daemon_start

# code USER REQUEST
code()
{
	ask "$1" "request $2"
	reply code
}
# address USER REQUEST: prints the address that CHECK says
address()
{
	ask "$1" "request check $2"
	reply lladdr
}

test_range()
{
	is "range: inside" 0 \
		"$(code alice "check network=lan lladdr=52:54:00:10:ff:ff")"
	is "range: the single address" 0 \
		"$(code alice "check network=lan lladdr=52:54:00:99:99:99")"
	is "range: outside" 4 \
		"$(code alice "open network=lan lladdr=52:54:00:11:00:00")"
	like "range: names the address and what is permitted" \
		'52:54:00:11:00:00.*52:54:00:10' "$(reply text)"
	is "range: beside the single address" 4 \
		"$(code alice "open network=lan lladdr=52:54:00:99:99:9a")"
	is "range: without ranges any will do" 0 \
		"$(code bob "check network=lan lladdr=02:03:04:05:06:07")"
	leaves_nothing "range"
}

test_no_station()
{
	for bad in 01:00:5e:00:00:01 ff:ff:ff:ff:ff:ff 53:54:00:12:34:56; do
		is "no station's address: $bad" 4 \
			"$(code bob "open network=lan lladdr=$bad")"
	done
	is "no station's address: zero" 4 \
		"$(code bob "open network=lan lladdr=00:00:00:00:00:00")"
	ask bob "request open network=lan lladdr=52:54:00:12:34:56 unknown=1"
	is "an address, and it is unknown: refused" 11 "$(reply code)"
	leaves_nothing "no station"
}

is_free()
{
	[ "$(code bob "check $1")" = 0 ]
}
test_in_use()
{
	mac=52:54:00:10:00:01
	open_as alice "network=lan lladdr=$mac"
	is "in use: the first has it" 0 "$(opened code)"
	is "in use: not twice on a network" 5 \
		"$(code bob "open network=lan lladdr=$mac")"
	like "in use: names the address" "$mac" "$(reply text)"
	unlike "in use: and not who has it" 'alice|61001|pid' "$(reply text)"
	is "in use: nor on another network of the same bridge" 5 \
		"$(code alice "open network=other lladdr=$mac")"
	is "in use: on another link it may be" 0 \
		"$(code alice "check network=card lladdr=$mac")"
	close_as alice
	ok_if "in use: free again when the device is gone" \
		wait_until 1 is_free "network=lan lladdr=$mac"
	open_as alice "network=card lladdr=$mac"
	is "macvtap: not twice on a lower device" 5 \
		"$(code bob "open network=card lladdr=$mac")"
	close_as alice
	leaves_nothing "in use"
}

# A macvtap that vmtapd did not make has the address on the lower device.
test_in_use_by_others()
{
	mac=52:54:00:10:00:02
	ip link add link eth9 name foreign address $mac type macvlan mode bridge
	ip link set foreign up
	mark_before=$(links)
	is "a foreign macvlan has it: in use" 5 \
		"$(code alice "open network=card lladdr=$mac")"
	like "a foreign macvlan has it: names address and link" \
		"$mac.*eth9" "$(reply text)"
	wait_until 3 ours_are 0
	is "a foreign macvlan has it: nothing is left" "$mark_before" "$(links)"
	ip link del foreign
	leaves_nothing "in use by others"
}

test_stable()
{
	first=$(address alice "network=card vm=web1")
	like "chosen: locally administered, of a station" \
		'^.[26ae]:' "$first"
	open_as alice "network=card vm=web1"
	is "chosen: open gives what check said" "$first" "$(opened lladdr)"
	is "chosen: it is the device's" "$first" "$(fact "$NIC" 'l["address"]')"
	close_as alice
	is "chosen: the same once more" "$first" \
		"$(address alice "network=card vm=web1")"
	isnt "chosen: another VM, another address" "$first" \
		"$(address alice "network=card vm=web2")"
	isnt "chosen: another user, another address" "$first" \
		"$(address bob "network=card vm=web1")"
	ranged=$(address alice "network=lan vm=web1")
	like "chosen: from the first range" '^52:54:00:10:' "$ranged"
	isnt "chosen: another network, another address" "$ranged" \
		"$(address alice "network=other vm=web1")"
	is "chosen: from a range of one" 52:54:00:77:77:77 \
		"$(address alice "network=one vm=web1")"
	daemon_stop
	daemon_start
	is "chosen: the same after a restart" "$first" \
		"$(address alice "network=card vm=web1")"
	is "chosen: also from a range" "$ranged" \
		"$(address alice "network=lan vm=web1")"
}
isnt()
{
	[ "$2" != "$3" ] && [ -n "$3" ]
	result $? "$1" || echo "#   both are: $2"
}

# Devices without a VM's name get one address each, and the same ones each time.
test_unnamed()
{
	open_as alice "network=card"
	one=$(opened lladdr)
	tell alice "request open network=card"
	is "unnamed: a second one" 0 "$(reply code)"
	two=$(reply lladdr)
	isnt "unnamed: has another address" "$one" "$two"
	probe_kill alice
	wait_until 3 ours_are 0
	open_as alice "network=card"
	is "unnamed: the first has its address again" "$one" "$(opened lladdr)"
	tell alice "request open network=card"
	is "unnamed: the second, too" "$two" "$(reply lladdr)"
	probe_kill alice
	wait_until 3 ours_are 0
	leaves_nothing "unnamed"
}

# A named VM has one address on a network, so it gets one device without an
# address in the request.
test_named_twice()
{
	open_as alice "network=card vm=web1"
	tell alice "request open network=card vm=web1"
	is "the same VM twice: in use" 5 "$(reply code)"
	like "the same VM twice: says what to do" 'web1.*mac=' "$(reply text)"
	tell alice "request open network=card vm=web1 lladdr=52:54:00:00:00:42"
	is "the same VM, with a wish: granted" 0 "$(reply code)"
	probe_kill alice
	wait_until 3 ours_are 0
	leaves_nothing "named twice"
}

test_host_side()
{
	open_as bob "network=lan lladdr=fe:54:00:12:34:56"
	is "host side: differs from a guest's that begins with fe" \
		fa:54:00:12:34:56 "$(fact "$NIC" 'l["address"]')"
	close_as bob
	before=$(fact br0 'l["address"]')
	open_as bob "network=lan lladdr=02:00:00:00:00:01"
	is "host side: the bridge keeps its address, however low the guest's" \
		"$before" "$(fact br0 'l["address"]')"
	close_as bob
	leaves_nothing "host side"
}

test_range
test_no_station
test_in_use
test_in_use_by_others
test_stable
test_unnamed
test_named_twice
test_host_side
finish
