#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# collision.t - all network namespaces share /dev/tapN, but each counts N by
# itself.  So the node may belong to another namespace's link; vmtapd never
# hands it out.

# shellcheck disable=SC2086 # $T, numbers and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

policy <<END
network card { kind = macvtap  lower = "eth9"  queues = 2  allow "alice" {} }
END
add_lower eth9
MAC=52:54:00:12:34:56

# device.c draws from this number on: a drawn 5 means 5 more
FIRST=268435456

# start_drawing NUMBERS: starts vmtapd, which draws these, then always the last
# one
start_drawing()
{
	export FIXED_RANDOM="$1"
	: >$T/daemon.log
	preloading fixed-random daemon_run
	unset FIXED_RANDOM
	wait_until 10 is_ready_or_dead
	mark
}

# add_stranger N: makes a link in a namespace of its own, with the number FIRST
# + N
add_stranger()
{
	ip -n stranger link add "strange$1" link low index $((FIRST + $1)) \
		address 02:00:00:00:05:0$1 type macvtap mode bridge
	ip -n stranger link set "strange$1" up
}
ip netns add stranger
ip -n stranger link add low type veth peer name low-far
ip -n stranger link set low-far up
ip -n stranger link set low up

# node N: what /dev/tapN leads to;  number_of LINK N: the number in the link's
# own directory
node()
{
	if [ -e /dev/tap$((FIRST + $1)) ]; then
		stat -c '%Hr:%Lr' /dev/tap$((FIRST + $1))
	else
		echo none
	fi
}
number_of()
{
	cat /sys/class/net/"$1"/tap*/dev
}

# Without a stranger, the links get the numbers that were drawn.
test_drawn()
{
	start_drawing "5"
	open_as alice "network=card lladdr=$MAC"
	is "drawn: code" 0 "$(opened code)"
	is "drawn: the ifindex is the one" $((FIRST + 5)) "$(opened ifindex)"
	close_as alice
	leaves_nothing "drawn"
	daemon_stop
}

# The node's name is taken: vmtapd draws another number, and grants the right
# device.
test_second_draw()
{
	add_stranger 6
	theirs=$(node 6)
	isnt_none "second draw: the stranger has the node" "$theirs"
	start_drawing "6 7"
	open_as alice "network=card lladdr=$MAC queues=2"
	is "second draw: code" 0 "$(opened code)"
	is "second draw: another ifindex" $((FIRST + 7)) "$(opened ifindex)"
	tell alice facts
	is "second draw: both descriptors are of the link" 2 \
		"$(grep -c "rdev=$(number_of "$NIC") ifname=$NIC " $T/reply)"
	unlike "second draw: and none of the stranger's" "rdev=$theirs " \
		"$(cat $T/reply)"
	ok_if "second draw: one link, and no other" ours_are 1
	close_as alice
	is "second draw: the stranger's node is as before" "$theirs" "$(node 6)"
	stranger_is_well "second draw" 6
	leaves_nothing "second draw"
	daemon_stop
}
isnt_none()
{
	[ "$2" != none ]
	result $? "$1"
}

# stranger_is_well WHAT N: its link is there, up, with its address
stranger_is_well()
{
	like "$1: the stranger's link is as before" \
		"strange$2@.*UP.*02:00:00:00:05:0$2" \
		"$(ip -n stranger -o link show dev "strange$2")"
}

# Each drawn number is taken: vmtapd refuses in words, and leaves nothing.
test_always_taken()
{
	theirs=$(node 6)
	start_drawing "6"
	ask alice "request open network=card lladdr=$MAC"
	is "always taken: the host's fault" 7 "$(reply code)"
	is "always taken: no descriptor" 0 "$(reply fds)"
	like "always taken: names the node, and whose it is" \
		"/dev/tap$((FIRST + 6)).*namespace" "$(reply text)"
	is "always taken: the stranger's node is as before" "$theirs" "$(node 6)"
	stranger_is_well "always taken" 6
	wait_until 3 ours_are 0
	leaves_nothing "always taken"
	ask alice "request check network=card"
	is "always taken: vmtapd still answers" 0 "$(reply code)"
	daemon_stop
}

# The stranger comes later, and goes: vmtapd's device and its end stay
# untouched.
test_stranger_later()
{
	start_drawing "8"
	open_as alice "network=card lladdr=$MAC"
	ours=$(node 8)
	add_stranger 8
	is "stranger later: the node stays ours" "$ours" "$(node 8)"
	ok_if "stranger later: frames go out and come back" can_talk alice $MAC
	ip -n stranger link del strange8
	is "stranger gone: the node stays ours" "$ours" "$(node 8)"
	ok_if "stranger gone: the link stays" has_link "$NIC"
	ok_if "stranger gone: frames go out and come back" can_talk alice $MAC
	probe_kill alice
	ok_if "stranger gone: our link goes after its close" \
		wait_until 1 no_link "$NIC"
	leaves_nothing "stranger later"
	daemon_stop
}

# The stranger holds the node open and locked: vmtapd's own link is not held by
# that.
test_stranger_holds()
{
	add_stranger 9
	exec 8<>/dev/tap$((FIRST + 9))
	start_drawing "9 10"
	open_as alice "network=card lladdr=$MAC"
	is "stranger holds: code" 0 "$(opened code)"
	is "stranger holds: another ifindex" $((FIRST + 10)) \
		"$(opened ifindex)"
	close_as alice
	exec 8>&-
	stranger_is_well "stranger holds" 9
	leaves_nothing "stranger holds"
	daemon_stop
}

# A link of vmtapd's own namespace has the drawn number.
test_taken_here()
{
	ip link add taken index $((FIRST + 11)) type bridge
	start_drawing "11 12"
	open_as alice "network=card lladdr=$MAC"
	is "taken here: code" 0 "$(opened code)"
	is "taken here: another ifindex" $((FIRST + 12)) "$(opened ifindex)"
	close_as alice
	ok_if "taken here: the other's link stays" has_link taken
	leaves_nothing "taken here"
	daemon_stop
	ip link del taken
}

test_drawn
test_second_draw
test_always_taken
test_stranger_later
test_stranger_holds
test_taken_here
finish
