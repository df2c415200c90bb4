#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# others.t - what other managers of the host do to devices of vmtapd's: an IP
# address of the host's on a guest's card.  tests/vm/machines/managers has the
# managers themselves.
# shellcheck disable=SC2086 # $T, numbers and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

policy <<END
network lan { kind = bridge  bridge = "br0"  allow "alice" {}  allow "bob" {} }
network card { kind = macvtap  lower = "eth9"  allow "alice" {} }
END
bare_bridge br0
add_lower eth9
daemon_start

# lines [REGEX]: of this device's addresses
lines()
{
	grep -c "address: uid=61001 user=alice .*device=${NIC}[: ].*${1-}" $T/daemon.log
}
lines_are()
{
	[ "$(lines)" = "$1" ]
}
has_no_note()
{
	[ -z "$(notes)" ]
}
# notes: of addresses of this device, as alice reads them
notes()
{
	as alice "$VMTAP" show $NIC | sed -n 's/^note: host-address: //p'
}
add()
{
	ip address add "$1" dev $NIC
}
del()
{
	ip address del "$1" dev $NIC
}

for network in lan card; do
	open_as alice "network=$network"
	is "$network: a grant gives the host no address" "0" "$(lines)"
	add 192.0.2.1/24
	ok_if "$network: an address is told" wait_until 5 lines_are 1
	is "$network: which, and what helps" 1 \
		"$(lines "address=192.0.2.1: .*vt\*.*vmtapd(8).*'ip address del 192.0.2.1 dev $NIC'")"
	like "$network: and noted" " 192.0.2.1 dev $NIC'\$" "$(notes)"
	del 192.0.2.1/24
	ok_if "$network: it is gone, and the note with it" \
		wait_until 5 has_no_note
	add 192.0.2.1/24
	ok_if "$network: after none, it is told again" wait_until 5 lines_are 2
	add 2001:db8::1/64
	del 192.0.2.1/24
	del 2001:db8::1/64
	add 2001:db8::2/64
	ok_if "$network: after none, the next one is told" \
		wait_until 5 lines_are 3
	is "$network: IPv6" 1 "$(lines "address=2001:db8::2: ")"
	close_as alice
done

# On other links the host may have what it likes.
n=$(grep -c "address: .*device=" $T/daemon.log)
ip address add 192.0.2.9/24 dev br0
ip address add 2001:db8::9/64 dev eth9
open_as alice "network=lan"
add 192.0.2.1/32
ok_if "another link's: not told" wait_until 5 lines_are 1
is "another link's: not told" $((n + 1)) \
	"$(grep -c "address: .*device=" $T/daemon.log)"
close_as alice

# has_notes TEXT [USER]: 'vmtap show' prints these names of notes.
has_notes()
{
	[ "$(as "${2-alice}" "$VMTAP" show $NIC |
		sed -n 's/^note: \([a-z-]*\): .*/\1/p' | xargs)" = "$1" ]
}
route_lines()
{
	grep -c "route: uid=61001 user=alice .*device=${NIC}[: ].*${1-}" $T/daemon.log
}

# The default route of the host, which a client of DHCP sets after the address.
for network in lan card; do
	open_as alice "network=$network"
	ok_if "$network: no note" has_notes ""
	add 192.0.2.1/24
	ok_if "$network: the address is a note" \
		wait_until 5 has_notes host-address
	like "$network: with the remedy" \
		"^note: host-address: .*ip address del 192.0.2.1 dev $NIC" \
		"$(as alice "$VMTAP" show $NIC)"
	ip route add 198.51.100.0/24 via 192.0.2.7 dev $NIC
	ip route add default via 192.0.2.7 dev $NIC metric 7
	ok_if "$network: a default route is a note" \
		wait_until 5 has_notes "host-address host-route"
	is "$network: and a line of the log" 1 \
		"$(route_lines ".*'ip route del default dev $NIC'")"
	ip route del default dev $NIC
	ok_if "$network: the route has gone" \
		wait_until 5 has_notes host-address
	ip route add default nexthop via 192.0.2.7 dev $NIC \
		nexthop via 192.0.2.8 dev $NIC
	ok_if "$network: a route with two ways" \
		wait_until 5 has_notes "host-address host-route"
	del 192.0.2.1/24
	ok_if "$network: the route goes with the address" \
		wait_until 5 has_notes ""
	ip -6 route add default dev $NIC
	ok_if "$network: IPv6" wait_until 5 has_notes host-route
	is "$network: its line" 1 \
		"$(route_lines ".*'ip -6 route del default dev $NIC'")"
	ip -6 route del default dev $NIC
	ok_if "$network: and gone" wait_until 5 has_notes ""
	close_as alice
done

# While vmtapd does not run, an address comes, and one goes.
open_as alice "network=lan"
first=$NIC
add 192.0.2.1/24
ok_if "restart: a note" wait_until 5 has_notes host-address
open_as bob "network=lan"
ip address add 192.0.2.5/24 dev $NIC
daemon_kill KILL
ip address del 192.0.2.1/24 dev $first
daemon_start
ok_if "restart: what came meanwhile is a note" \
	wait_until 5 has_notes host-address bob
NIC=$first
ok_if "restart: what went is none" has_notes ""
close_as alice
close_as bob

# More events than one turn of the loop reads, or the socket holds: vmtapd looks
# at the addresses themselves.
many()
{
	n=0
	while [ $n -lt 4000 ]; do
		echo "address $1 198.18.$((n / 250)).$((n % 250 + 1))/32 dev $NIC"
		n=$((n + 1))
	done
}
open_as alice "network=lan"
kill -STOP $DAEMON
many add | ip -batch -
kill -CONT $DAEMON
ask alice "request list"
is "4000 addresses: vmtapd answers" 0 "$(reply code)"
ok_if "4000 addresses: a note" wait_until 5 has_notes host-address
is "4000 addresses: one line" 1 "$(lines)"
kill -STOP $DAEMON
many del | ip -batch -
kill -CONT $DAEMON
ok_if "4000 addresses: all gone, no note" wait_until 5 has_notes ""
close_as alice
finish
