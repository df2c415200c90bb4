#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# others.t - what other managers of the host do to devices of vmtapd's: an IP
# address of the host's on a guest's card.  tests/vm/machines/managers has the
# managers themselves.
# shellcheck disable=SC2086 # $T, numbers and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

policy <<END
network lan { kind = bridge  bridge = "br0"  allow "alice" {} }
network card { kind = macvtap  lower = "eth9"  allow "alice" {} }
END
bare_bridge br0
add_lower eth9
daemon_start

# lines [REGEX]: of this device's addresses
lines()
{
	grep -c "address: device=$NIC uid=61001 ${1-}" $T/daemon.log
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
n=$(grep -c "address: device" $T/daemon.log)
ip address add 192.0.2.9/24 dev br0
ip address add 2001:db8::9/64 dev eth9
open_as alice "network=lan"
add 192.0.2.1/32
ok_if "another link's: not told" wait_until 5 lines_are 1
is "another link's: not told" $((n + 1)) \
	"$(grep -c "address: device" $T/daemon.log)"

# More events than one turn of the loop reads, or the socket holds.
kill -STOP $DAEMON
n=0
while [ $n -lt 4000 ]; do
	echo "address add 198.18.$((n / 250)).$((n % 250 + 1))/32 dev $NIC"
	n=$((n + 1))
done | ip -batch -
kill -CONT $DAEMON
ask alice "request list"
is "4000 addresses: vmtapd answers" 0 "$(reply code)"
ok_if "4000 addresses: what is lost is told" \
	wait_until 5 log_has 'events of addresses were lost'
is "4000 addresses: no further line" 1 "$(lines)"
close_as alice
finish
