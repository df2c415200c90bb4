#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# handed-on.t - a holder hands its descriptor to another process, or keeps it
# after the lease has ended.
# shellcheck disable=SC2086 # $T, numbers and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/holder.sh"

policy <<END
network lan { kind = bridge  bridge = "br0" filter = none  queues = 4
	allow "nobody" {}  allow "bob" {} }
network card { kind = macvtap  lower = "eth9" filter = none  queues = 4
	allow "nobody" {}  allow "bob" {} }
END
add_bridge br0
ip link add eth9 address 02:00:00:00:00:10 type veth peer name far9 netns peer
ip link set eth9 up
ip -n peer link set far9 up
tun_node 666
mkdir -m 777 $T/meet
daemon_start
MAC=52:54:00:12:34:56
EVIL=02:00:00:00:00:99

# hand_on NETWORK: user nobody's queues go to another process, and the first one
# ends
hand_on()
{
	rm -f $T/meet/here
	hold_with second $PYTHON $T/holder.py receive $T/meet/here
	hold first $1,mac=$MAC,queues=2
	can "$1: handed on" first "pass $T/meet/here"
	probe_kill first
	tell second name
	is "$1: handed on: the other has it" $NIC "$(sed -n 1p $T/reply)"
}

is_restored()
{
	grep -q "restored: .* device=$NIC" $T/daemon.log
}

test_handed_on()
{
	hand_on $1
	ok_if "$1: handed on: the lease stays the first one's" has_lease $NIC
	tell second "write $(arp_from $MAC)"
	is "$1: handed on: frames pass" ok "$(tail -n 1 $T/reply)"
	can "$1: handed on: and the address can be changed" \
		second "lladdr $EVIL"
	ok_if "$1: handed on: which is put back" wait_until 5 is_restored
	"$VMTAP" release $NIC
	ok_if "$1: released: gone" wait_until 5 no_link $NIC
	dead "$1: released" second
	is_silent "$1: released"
	tell second "read 88b5"
	isnt_ok "$1: released: nothing to read" "$(tail -n 1 $T/reply)"
	probe_kill second
	leaves_nothing "$1: handed on"
}
isnt_ok()
{
	[ "$2" != ok ]
	result $? "$1"
}

# A dead descriptor of /dev/net/tun belongs to vmtapd's namespace and is
# attached to no device.  Its holder can do nothing with it.
test_dead_tun()
{
	hand_on lan
	dead_nic=$NIC
	"$VMTAP" release $NIC
	wait_until 5 no_link $NIC
	cannot "dead: a new device" EPERM second "iff 0x5002 mine"
	cannot "dead: a new device of its old name" EPERM second \
		"iff 0x5102 $dead_nic"
	open_as bob "network=lan queues=2"
	cannot "dead: bob's device" EPERM second "iff 0x5102 $NIC"
	probe_kill second
	ok_if "dead: its end is not that of bob's" has_link $NIC
	close_as bob
	leaves_nothing "dead"
}

# A lease ends in each way; then the descriptor that was kept is dead.
test_kept()
{
	hold evil $1,mac=$MAC
	"$VMTAP" revoke $NIC >$T/revoke.log
	ok_if "$1: revoked: gone" wait_until 5 no_link $NIC
	dead "$1: revoked" evil
	is_silent "$1: revoked"
	probe_kill evil
	hold evil $1,mac=$MAC
	ip link del $NIC
	ok_if "$1: deleted: no lease" wait_until 5 not has_lease $NIC
	dead "$1: deleted" evil
	is_silent "$1: deleted"
	probe_kill evil
	leaves_nothing "$1: kept"
}

listen
test_handed_on lan
test_handed_on card
test_dead_tun
test_kept lan
test_kept card
listen_no_more
finish
