#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# macvtap.t - a MACVTAP in each of its modes: facts, frames, queues, and its end.
# shellcheck disable=SC2086 # $T, numbers and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

FAR_HEX=0200000000fa
policy <<END
network office { kind = macvtap  lower = "eth9"  queues = 16
	allow "alice" {}  allow "bob" {} }
network private { kind = macvtap  lower = "eth9"  mode = private  allow "alice" {} }
network vepa { kind = macvtap  lower = "eth9"  mode = vepa  allow "alice" {} }
network source { kind = macvtap  lower = "eth9"  mode = source
	sources = {"$FAR", "02:00:00:00:00:fb"}  allow "alice" {} }
network strangers { kind = macvtap  lower = "eth9"  mode = source
	sources = {"02:00:00:00:00:fb"}  allow "alice" {} }
network small { kind = macvtap  lower = "eth9"  mtu = 1280  allow "alice" {} }
network large { kind = macvtap  lower = "eth9"  mtu = 9000  allow "alice" {} }
END
add_lower eth9
daemon_start
MAC=52:54:00:12:34:56
MAC2=52:54:00:12:34:57

mode_of()
{
	fact "$1" 'l["linkinfo"]["info_data"]["mode"]'
}

test_facts()
{
	open_as alice "network=office vm=web1 lladdr=$MAC"
	is "open: code" 0 "$(opened code)"
	is "open: no sentence" "" "$(opened text)"
	is "open: one descriptor" 1 "$(opened fds)"
	is "open: kind is macvtap" 2 "$(opened kind)"
	is "open: mode is bridge" 3 "$(opened mode)"
	is "open: the guest's address" $MAC "$(opened lladdr)"
	is "open: the MTU is that of the lower device" 1500 "$(opened mtu)"
	is "link: kind" macvtap "$(fact "$NIC" 'l["linkinfo"]["info_kind"]')"
	is "link: on the lower device" eth9 "$(fact "$NIC" 'l["link"]')"
	is "link: ifindex" "$(opened ifindex)" "$(fact "$NIC" 'l["ifindex"]')"
	is "link: its address is the guest's" $MAC \
		"$(fact "$NIC" 'l["address"]')"
	is "link: up" True "$(fact "$NIC" '"UP" in l["flags"]')"
	is "link: its group is ours" True \
		"$(fact "$NIC" 'int(l["group"]) >> 24 == 0x76')"
	like "link: the alias names owner, network and VM" \
		"u=$(uid_of alice) .* n=office v=web1 " \
		"$(fact "$NIC" 'l["ifalias"]')"
	tell alice facts
	like "fd: of that link, with header" "ifname=$NIC vnet_hdr=1" \
		"$(cat $T/reply)"
	is "fd: its number is the one of the link's own sysfs" \
		"$(cat "/sys/class/net/$NIC/tap$(opened ifindex)/dev")" \
		"$(sed -n 's/.*rdev=\([0-9:]*\).*/\1/p' $T/reply)"
	is "fd: the size of the header is as said" \
		"$(opened vnet_hdr_size)" \
		"$(sed -n 's/.*vnet_hdr_size=\([0-9]*\).*/\1/p' $T/reply)"
	close_as alice
	leaves_nothing "facts"
}

# in_mode NETWORK MODE NUMBER
in_mode()
{
	open_as alice "network=$1 lladdr=$MAC"
	is "$1: code" 0 "$(opened code)"
	is "$1: mode, in the answer" "$3" "$(opened mode)"
	is "$1: mode, in the kernel" "$2" "$(mode_of "$NIC")"
	is "$1: the link's address" $MAC "$(fact "$NIC" 'l["address"]')"
}

test_modes()
{
	in_mode private private 1
	ok_if "private: frames go out and come back" can_talk alice $MAC
	close_as alice
	in_mode vepa vepa 2
	ok_if "vepa: frames go out and come back" can_talk alice $MAC
	close_as alice
	in_mode office bridge 3
	ok_if "bridge: frames go out and come back" can_talk alice $MAC
	close_as alice
	in_mode source source 5
	like "source: the stations are those of the policy" \
		'remotes \(2\)( 02:00:00:00:00:f[ab]){2}' \
		"$(ip -d link show dev "$NIC" | tr '\n' ' ')"
	ok_if "source: a station of the list is heard" can_talk alice $MAC
	close_as alice
	in_mode strangers source 5
	tell alice "write 0 $(arp_from $MAC)"
	tell alice "read 0 300 match=$ARP_ANSWER"
	is "source: another station is not" "timeout ok" \
		"$(tr '\n' ' ' <$T/reply | sed 's/ $//')"
	close_as alice
	leaves_nothing "modes"
}

# Two guests on one lower device reach each other only in mode bridge.
hear_each_other()
{
	tell bob "write 0 $(echo $MAC | tr -d :)$(echo $MAC2 | tr -d :)88b5cafe01"
	tell alice "read 0 ${1:-3000} match=88b5cafe01"
	grep -q '^frame=' $T/reply
}

test_neighbours()
{
	open_as bob "network=office lladdr=$MAC2"
	other=$NIC
	open_as alice "network=office lladdr=$MAC"
	ok_if "bridge: two guests reach each other" hear_each_other
	close_as alice
	open_as alice "network=private lladdr=$MAC"
	not_if "private: a guest is not reached by others" hear_each_other 300
	close_as alice
	NIC=$other
	close_as bob
	leaves_nothing "neighbours"
}

test_queues()
{
	for queues in 2 5 16; do
		open_as alice "network=office queues=$queues lladdr=$MAC"
		is "$queues queues: code" 0 "$(opened code)"
		is "$queues queues: descriptors" "$queues" "$(opened fds)"
		tell alice facts
		is "$queues queues: all of one link" "$queues" \
			"$(grep -c "ifname=$NIC " $T/reply)"
		is "$queues queues: all with a header" "$queues" \
			"$(grep -c "vnet_hdr=1" $T/reply)"
		is "$queues queues: one link" 1 "$(count_ours)"
		close_as alice
		ok_if "$queues queues: gone" no_link "$NIC"
	done
	leaves_nothing "queues"
}

test_no_header()
{
	open_as alice "network=office vnet_hdr=0 lladdr=$MAC"
	is "no header: code" 0 "$(opened code)"
	is "no header: size 0" 0 "$(opened vnet_hdr_size)"
	tell alice facts
	like "no header: fd" "ifname=$NIC vnet_hdr=0" "$(cat $T/reply)"
	tell alice "write 0 $(arp_from $MAC)"
	tell alice "read 0 3000 match=$ARP_ANSWER"
	like "no header: frames begin at once" "^frame=525400123456$FAR_HEX" \
		"$(cat $T/reply)"
	close_as alice
}

test_mtu()
{
	open_as alice "network=small"
	is "mtu of the policy: said" 1280 "$(opened mtu)"
	is "mtu of the policy: link" 1280 "$(fact "$NIC" 'l["mtu"]')"
	close_as alice
	ask alice "request open network=large"
	is "mtu above the lower device's: the host's fault" 7 "$(reply code)"
	like "mtu above the lower device's: both are named" '9000.*1500.*eth9' \
		"$(reply text)"
	leaves_nothing "mtu"
}

# The guest must use the device's address, so the answer has it even if the
# client says that the VMM chooses.
test_lladdr_unknown()
{
	open_as alice "network=office unknown=1"
	is "address unknown: code" 0 "$(opened code)"
	is "address unknown: the answer says it, for the guest must use it" \
		"$(fact "$NIC" 'l["address"]')" "$(opened lladdr)"
	close_as alice
}

test_end()
{
	open_as alice "network=office queues=3 lladdr=$MAC"
	tell alice "hang-up"
	tell alice "facts"
	ok_if "end: closing the connection ends nothing" has_link "$NIC"
	tell alice "close 0"
	tell alice "close 2"
	ok_if "end: the remaining queue works" can_talk_by_1
	tell alice "hold"
	holder=$(reply pid)
	probe_kill alice
	not_if "end: another process holds it: it stays" \
		wait_until 1 no_link "$NIC"
	kill -KILL "$holder"
	ok_if "end: gone after the last close" \
		wait_until 1 no_link "$NIC"
	leaves_nothing "end"
}
# The kernel spreads frames over the queues; two closed ones must get none.
can_talk_by_1()
{
	for try in 1 2 3 4 5 6 7 8; do
		tell alice "write 1 $(arp_from $MAC)" || return 1
		tell alice "read 1 1000 match=$ARP_ANSWER"
		grep -q '^frame=' $T/reply || { echo "try $try"; return 1; }
	done
}

test_release()
{
	open_as alice "network=office queues=2 lladdr=$MAC"
	tell alice "request release ifname=$NIC"
	is "release: code" 0 "$(reply code)"
	ok_if "release: the link is gone" wait_until 1 no_link "$NIC"
	tell alice "facts"
	unlike "release: the descriptors are dead" "ifname=$NIC" \
		"$(cat $T/reply)"
	tell alice "request open network=office lladdr=$MAC"
	is "release: the address is free again" 0 "$(reply code)"
	NIC=$(reply ifname)
	close_as alice
	leaves_nothing "release"
}

# A lower device that is down carries nothing; vmtapd tells the user.
test_lower_down()
{
	ip link set eth9 down
	ask alice "request open network=office"
	is "lower down: the host's fault" 7 "$(reply code)"
	like "lower down: named, with the remedy" 'eth9 is down.*ip link set' \
		"$(reply text)"
	is "lower down: it is left as it is" False \
		"$(fact eth9 '"UP" in l["flags"]')"
	ip link set eth9 up
	leaves_nothing "lower down"
}

# The far end's kernel asks for the guest's IPv6 address; then the far end sends
# a broadcast.
solicit()
{
	ip netns exec peer "$PYTHON" - <<'END'
import socket
s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
s.sendto(b"x", ("fe80::5054:ff:fe12:3456", 9, 0, socket.if_nametoindex("far")))
END
	end
}

# end: a broadcast, after all that the far end has sent
end()
{
	ip netns exec peer "$PYTHON" - <<'END'
import socket
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind(("far", 0))
s.send(b"\xff" * 6 + bytes.fromhex("0200000000fa88b5c0de") + bytes(46))
END
}

# forget: so that the far end asks anew
forget()
{
	ip -n peer neigh flush dev far
}

# IPv6 needs groups that the guest joins without telling the host.
test_multicast()
{
	ip -n peer addr add fe80::fa/64 dev far nodad
	for network in office private vepa source; do
		open_as alice "network=$network lladdr=$MAC"
		is "$network: every group" True "$(fact $NIC '"ALLMULTI" in l["flags"]')"
		forget
		solicit
		tell alice "read 0 3000 match=3333ff123456${FAR_HEX}86dd"
		like "$network: a neighbour solicitation comes" '^frame=' \
			"$(cat $T/reply)"
		close_as alice
	done
	# The far end asks again after a second: not once the device is there.
	forget
	# without it the kernel drops that frame, but no broadcast
	open_as alice "network=office lladdr=$MAC"
	ip link set $NIC allmulticast off
	# the far end asks each second, so one may have come before
	end
	tell alice "count 0 3000 match=3333ff123456${FAR_HEX}86dd end=${FAR_HEX}88b5c0de"
	solicit
	tell alice "count 0 3000 match=3333ff123456${FAR_HEX}86dd end=${FAR_HEX}88b5c0de"
	is "without: no neighbour solicitation" "count=0 end=1" \
		"$(grep ^count $T/reply)"
	close_as alice
	leaves_nothing "multicast"
}

test_facts
test_modes
test_multicast
test_neighbours
test_queues
test_no_header
test_mtu
test_lladdr_unknown
test_end
test_release
test_lower_down
finish
