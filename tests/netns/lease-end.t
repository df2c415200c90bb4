#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# lease-end.t - a device goes with the last copy of its descriptors, in
# whichever way its holders end.

# shellcheck disable=SC2086 # $T, numbers and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

policy <<END
network lan { kind = bridge  bridge = "br0"  queues = 4  allow "alice" {}
	allow "bob" {} }
network card { kind = macvtap  lower = "eth9"  queues = 4  allow "alice" {}
	allow "bob" {} }
END
bare_bridge br0
ip link add eth9 type veth peer name eth9-far
ip link set eth9-far up
ip link set eth9 up
daemon_start

# gone WHAT: link and lease
gone()
{
	ok_if "$1: the link is gone" wait_until 1 no_link "$NIC"
	ok_if "$1: and the lease" wait_until 1 no_lease
	leaves_nothing "$1"
}

test_client_killed()
{
	open_as alice "network=$1 queues=2"
	probe_kill alice
	gone "$1: client killed"
}

test_holder_killed()
{
	open_as alice "network=$1"
	tell alice "hold"
	first=$(reply pid)
	tell alice "hold"
	second=$(reply pid)
	probe_kill alice
	kill -KILL $first
	wait_until 1 not is_running $first
	ok_if "$1: one of two holders killed: it stays" has_link "$NIC"
	kill -KILL $second
	gone "$1: both holders killed"
}

# Queues are closed one by one, in another order than they were opened.
test_queue_by_queue()
{
	open_as alice "network=$1 queues=4"
	for i in 2 0 3; do
		tell alice "close $i"
		ok_if "$1: queue $i closed: the link stays" has_link "$NIC"
	done
	tell alice "facts"
	like "$1: the last queue works" "fd=1 .*ifname=$NIC" "$(cat $T/reply)"
	tell alice "close 1"
	ok_if "$1: all queues closed: gone, with the client alive" \
		wait_until 1 no_link "$NIC"
	probe_kill alice
	gone "$1: all queues closed"
}

# A client closes and reopens fast: each device goes, and none is mistaken for
# another.
test_many()
{
	probe_start alice alice
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		tell alice "request open network=$1"
		[ "$(reply code)" = 0 ] || break
	done
	is "$1: twenty devices" 20 "$(count_ours)"
	tell alice "close 7"
	ok_if "$1: one of twenty closed: one goes" wait_until 1 ours_are 19
	not_if "$1: and no other" comes_soon not ours_are 19
	tell alice "close all"
	ok_if "$1: all closed: all go" wait_until 2 ours_are 0
	probe_kill alice
	leaves_nothing "$1: many"
}

# The client dies before its answer comes: no process will ever have the device.
test_dies_waiting()
{
	i=0
	while [ $i -lt 20 ]; do
		ask alice "send open network=$1 queues=4" "hang-up"
		i=$((i + 1))
	done
	ok_if "$1: clients that do not wait: no link stays" \
		wait_until 2 ours_are 0
	ok_if "$1: clients that do not wait: no lease stays" \
		wait_until 1 no_lease
	leaves_nothing "$1: dies waiting"
}

# The client dies while the answer is in the socket, unread.
test_unread()
{
	probe_start alice alice
	tell alice "send open network=$1 queues=4"
	ok_if "$1: the device is there before the answer is read" \
		wait_until 2 ours_are 1
	NIC=$(our_links)
	probe_kill alice
	gone "$1: the answer was never read"
}

# Descriptors stay open in a socket that nobody reads.
test_in_flight()
{
	exec_as alice $PYTHON - "$SOCKET" "$1" <<'END' &
import array, os, socket, struct, sys, time
vmtapd = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
vmtapd.connect(sys.argv[1])
request = struct.pack("=IHHII64s64s16sII6s402x", 0x50544d56, 1, 1, 576, 4,
                      sys.argv[2].encode(), b"", b"", 0, 1, b"")
vmtapd.send(request)
_, control, _, _ = vmtapd.recvmsg(4096, socket.CMSG_SPACE(4 * 32))
fds = array.array("i")
fds.frombytes(control[0][2])
one, two = socket.socketpair()
one.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, fds)])
for fd in fds:
    os.close(fd)
one.close()
two.recv(0)
while True:
    time.sleep(1000)
END
	holder=$!
	wait_until 3 ours_are 1
	NIC=$(our_links)
	not_if "$1: in flight: it stays" comes_soon no_link "$NIC"
	kill -KILL $holder
	wait $holder 2>/dev/null
	ok_if "$1: in flight, and its socket dies: the link is gone" \
		wait_until 1 no_link "$NIC"
	leaves_nothing "$1: in flight"
}

# A holder can make a TAP persistent without any capability.  The TAP must not
# stay when no process has it open.
test_persistent()
{
	open_as alice "network=lan"
	tell alice "persist 0"
	is "a holder can make it persistent" ok "$(tail -n 1 $T/reply)"
	probe_kill alice
	gone "persistent"
	[ -z "$(our_links)" ] || ip link del "$NIC"
}

# A holder can take off the lock that shows that a macvtap is held.  That may
# cost its own device, but no other one, and nothing may stay.
test_unlocked()
{
	open_as bob "network=$1"
	other=$NIC
	open_as alice "network=$1 queues=2"
	tell alice "unlock 0"
	tell alice "close 1"
	not_if "$1: unlocked: others' devices stay" \
		wait_until 1 no_link "$other"
	probe_kill alice
	ok_if "$1: unlocked: gone with its last descriptor" \
		wait_until 1 no_link "$NIC"
	NIC=$other
	close_as bob
	leaves_nothing "$1: unlocked"
}

for network in lan card; do
	test_client_killed $network
	test_holder_killed $network
	test_queue_by_queue $network
	test_many $network
	test_dies_waiting $network
	test_unread $network
	test_in_flight $network
	test_unlocked $network
done
test_persistent
finish
