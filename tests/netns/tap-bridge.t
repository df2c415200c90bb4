#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# tap-bridge.t - a TAP as a port of a bridge: flags, queues, addresses, MTU, and
# when it goes.
# shellcheck disable=SC2086 # $T, numbers and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

policy <<END
network lan {
	kind = bridge
	bridge = "br0"
	queues = 16
	allow "alice" { devices = 8 }
}
network small {
	kind = bridge
	bridge = "br0"
	mtu = 1280
	allow "alice" {}
}
END
add_bridge br0 1400
daemon_start
MAC=52:54:00:12:34:56

group_is_ours()
{
	[ "$(fact "$NIC" 'int(l["group"]) >> 24 == 0x76')" = True ]
}

# ---- what the reply says, and what the kernel says of the link
test_facts()
{
	bridge=$(fact br0 '[l["address"], l["mtu"]]')
	open_as alice "network=lan vm=web1 lladdr=$MAC"
	is "open: code" 0 "$(opened code)"
	is "open: no sentence" "" "$(opened text)"
	is "open: one descriptor" 1 "$(opened fds)"
	is "open: queues" 1 "$(opened queues)"
	is "open: no vhost" 0 "$(opened vhosts)"
	is "open: kind is bridge" 1 "$(opened kind)"
	is "open: no mode" 0 "$(opened mode)"
	is "open: the network" lan "$(opened network)"
	is "open: the VM" web1 "$(opened vm)"
	is "open: the guest's address" $MAC "$(opened lladdr)"
	is "open: the MTU is that of the bridge" 1400 "$(opened mtu)"
	is "open: who" "$(uid_of alice)" "$(opened uid)"
	is "open: the process that connected" "$(pid_of alice)" "$(opened pid)"
	like "open: the name is ours" '^vt[0-9a-f]+$' "$NIC"
	is "link: ifindex" "$(opened ifindex)" "$(fact "$NIC" 'l["ifindex"]')"
	is "link: a TAP" tap "$(fact "$NIC" 'l["linkinfo"]["info_data"]["type"]')"
	is "link: no packet information" False \
		"$(fact "$NIC" 'l["linkinfo"]["info_data"]["pi"]')"
	is "link: virtio-net header" True \
		"$(fact "$NIC" 'l["linkinfo"]["info_data"]["vnet_hdr"]')"
	is "link: not persistent" False \
		"$(fact "$NIC" 'l["linkinfo"]["info_data"]["persist"]')"
	is "link: a port of the bridge" br0 "$(fact "$NIC" 'l["master"]')"
	is "link: MTU" 1400 "$(fact "$NIC" 'l["mtu"]')"
	is "link: up" True "$(fact "$NIC" '"UP" in l["flags"]')"
	is "link: its address is fe: and the rest the guest's" \
		fe:54:00:12:34:56 "$(fact "$NIC" 'l["address"]')"
	ok_if "link: its group is ours" group_is_ours
	like "link: the alias names the owner" "u=$(uid_of alice) " \
		"$(fact "$NIC" 'l["ifalias"]')"
	like "link: the alias names network and VM" ' n=lan v=web1 ' \
		"$(fact "$NIC" 'l["ifalias"]')"
	tell alice facts
	like "fd: of that link, with header" "ifname=$NIC vnet_hdr=1" \
		"$(cat $T/reply)"
	like "fd: a TAP without packet information" 'no_pi=1 tap=1' \
		"$(cat $T/reply)"
	is "fd: the size of the header is as said" \
		"$(opened vnet_hdr_size)" \
		"$(sed -n 's/.*vnet_hdr_size=\([0-9]*\).*/\1/p' $T/reply)"
	is "bridge: address and MTU are as before" "$bridge" \
		"$(fact br0 '[l["address"], l["mtu"]]')"
	close_as alice
	leaves_nothing "facts"
}

test_traffic()
{
	open_as alice "network=lan lladdr=$MAC"
	tell alice "write 0 $(arp_from $MAC)"
	tell alice "read 0 3000 match=$ARP_ANSWER"
	like "frames go out and come back" '^frame=5254001234560200000000fa' \
		"$(cat $T/reply)"
	close_as alice
}

test_no_header()
{
	open_as alice "network=lan vnet_hdr=0"
	is "no header: code" 0 "$(opened code)"
	is "no header: size 0" 0 "$(opened vnet_hdr_size)"
	is "no header: link" False \
		"$(fact "$NIC" 'l["linkinfo"]["info_data"]["vnet_hdr"]')"
	tell alice facts
	like "no header: fd" "ifname=$NIC vnet_hdr=0" "$(cat $T/reply)"
	tell alice "write 0 $(arp_from "$(opened lladdr)")"
	tell alice "read 0 3000 match=$ARP_ANSWER"
	like "no header: frames begin at once" '^frame=[0-9a-f]{12}0200000000fa' \
		"$(cat $T/reply)"
	close_as alice
}

test_queues()
{
	for queues in 1 2 3 8 16; do
		open_as alice "network=lan queues=$queues"
		is "$queues queues: code" 0 "$(opened code)"
		is "$queues queues: descriptors" "$queues" "$(opened fds)"
		is "$queues queues: said" "$queues" "$(opened queues)"
		tell alice facts
		is "$queues queues: all of one link" "$queues" \
			"$(grep -c "ifname=$NIC " $T/reply)"
		is "$queues queues: multi-queue only if many" \
			"$([ "$queues" = 1 ] && echo 0 || echo "$queues")" \
			"$(grep -c 'multi_queue=1' $T/reply)"
		is "$queues queues: one link" 1 "$(count_ours)"
		close_as alice
	done
	leaves_nothing "queues"
}

test_queues_refused()
{
	ask alice "request open network=lan queues=0"
	is "0 queues: a malformed value" 11 "$(reply code)"
	ask alice "request open network=lan queues=17"
	is "17 queues: a malformed value" 11 "$(reply code)"
	ask alice "request open network=lan queues=4294967295"
	is "2^32-1 queues: a malformed value" 11 "$(reply code)"
	leaves_nothing "queues refused"
}

test_mtu()
{
	open_as alice "network=small"
	is "mtu of the policy: said" 1280 "$(opened mtu)"
	is "mtu of the policy: link" 1280 "$(fact "$NIC" 'l["mtu"]')"
	close_as alice
}

# vmtapd does not make up an address that the client did not tell, but the port
# has one.
test_lladdr_unknown()
{
	open_as alice "network=lan unknown=1"
	is "address unknown: code" 0 "$(opened code)"
	is "address unknown: none said" 00:00:00:00:00:00 "$(opened lladdr)"
	like "address unknown: the port's begins with fe" '^fe:' \
		"$(fact "$NIC" 'l["address"]')"
	close_as alice
}

# The device stays as long as any process holds a descriptor of it.
test_end()
{
	open_as alice "network=lan queues=2"
	tell alice "hang-up"
	tell alice "facts"
	ok_if "end: closing the connection ends nothing" has_link "$NIC"
	tell alice "close 0"
	ok_if "end: nor does closing one queue of two" has_link "$NIC"
	tell alice "hold"
	holder=$(reply pid)
	tell alice "close all"
	probe_kill alice
	ok_if "end: nor the opener's death, if another holds it" has_link "$NIC"
	kill -KILL "$holder"
	ok_if "end: gone after the last close" \
		wait_until 1 no_link "$NIC"
	leaves_nothing "end"
}

test_release()
{
	open_as alice "network=lan"
	tell alice "request release ifname=$NIC"
	is "release: code" 0 "$(reply code)"
	ok_if "release: the link is gone" wait_until 1 no_link "$NIC"
	tell alice "facts"
	like "release: the descriptor is dead" 'ifname=\?' "$(cat $T/reply)"
	tell alice "request release ifname=$NIC"
	is "release: a second time: no such device" 9 "$(reply code)"
	tell alice "request open network=lan"
	is "release: and a new one can be had" 0 "$(reply code)"
	probe_kill alice
	leaves_nothing "release"
}

# A release by another user gets the same answer as one of a missing name.
test_release_of_others()
{
	open_as alice "network=lan"
	ask bob "request release ifname=$NIC"
	is "release by another user: no such device" 9 "$(reply code)"
	others=$(reply text | sed "s/$NIC/NAME/g")
	ask bob "request release ifname=vtdeadbeef"
	is "release by another user: as if it were not there" \
		"$(reply text | sed 's/vtdeadbeef/NAME/g')" "$others"
	ask alice "request release ifname=br0"
	is "release of a link that is not ours: no such device" 9 "$(reply code)"
	ok_if "release of a link that is not ours: it stays" has_link br0
	ok_if "release by another user: the link stays" has_link "$NIC"
	ask root "request release ifname=$NIC"
	is "release by root: allowed" 0 "$(reply code)"
	ok_if "release by root: gone" wait_until 1 no_link "$NIC"
	probe_kill alice
	leaves_nothing "release of others"
}

# CHECK answers what OPEN would, and does nothing.
test_check()
{
	ask alice "request check network=lan vm=web1 lladdr=$MAC"
	is "check: code" 0 "$(reply code)"
	is "check: address" $MAC "$(reply lladdr)"
	is "check: MTU" 1400 "$(reply mtu)"
	is "check: limit" 8 "$(reply devices_max)"
	is "check: used" 0 "$(reply devices_used)"
	is "check: no descriptor" 0 "$(reply fds)"
	is "check: no link" 0 "$(count_ours)"
	leaves_nothing "check"
}

test_facts
test_traffic
test_no_header
test_queues
test_queues_refused
test_mtu
test_lladdr_unknown
test_end
test_release
test_release_of_others
test_check
finish
