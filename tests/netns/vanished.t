#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# vanished.t - the host lacks what the policy names, or loses it.

# shellcheck disable=SC2086 # $T, numbers and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

policy <<END
network lan { kind = bridge  bridge = "br0"  allow "alice" {} }
network card { kind = macvtap  lower = "eth9"  allow "alice" {} }
network odd { kind = bridge  bridge = "eth9"  allow "alice" {} }
network port { kind = macvtap  lower = "br1-up"  allow "alice" {} }
network loop { kind = macvtap  lower = "lo"  allow "alice" {} }
END
add_lower eth9
ip link add br1 type bridge
ip link add br1-up type veth peer name br1-far
ip link set br1-up master br1 up
daemon_start

# fails NETWORK CODE REGEX: vmtapd refuses, and leaves nothing
fails()
{
	ask alice "request open network=$1"
	like "$1: code" "^$2\$" "$(reply code)"
	like "$1: the sentence names what is wrong" "$3" "$(reply text)"
	is "$1: no descriptor" 0 "$(reply fds)"
	wait_until 3 ours_are 0
	leaves_nothing "$1"
}

test_never_there()
{
	fails lan 7 'br0'
	like "lan: and what to do" 'does not exist' "$(reply text)"
	fails odd 7 'eth9 is not a bridge'
	fails port 7 'br1-up.*bridge'
	fails loop 7 '(^|[^a-z])lo([^a-z]|$)'
}

# is_listed NAME: it is in the list as a lease of alice
is_listed()
{
	ask alice "request list"
	[ "$(reply ifname)" = "$1" ]
}

# When the bridge goes, the guest keeps its device.  So the lease must stay, or
# the device would have no owner on record.
test_bridge_deleted()
{
	bare_bridge br0
	open_as alice "network=lan"
	is "bridge: code" 0 "$(opened code)"
	ip link del br0
	ok_if "bridge deleted: the device stays while it is held" \
		has_link "$NIC"
	ok_if "bridge deleted: and so does the lease" is_listed "$NIC"
	tell alice "request open network=lan"
	is "bridge deleted: a new device is the host's fault" 7 "$(reply code)"
	bare_bridge br0
	tell alice "request open network=lan"
	is "bridge back: a new device is granted" 0 "$(reply code)"
	tell alice "close 1"
	wait_until 3 ours_are 1
	tell alice "request release ifname=$NIC"
	is "bridge deleted: the old device can be released" 0 "$(reply code)"
	ok_if "bridge deleted: and is gone then" wait_until 1 no_link "$NIC"
	probe_kill alice
	ip link del br0
	leaves_nothing "bridge deleted"
}

# The same if the administrator takes it off the bridge.
test_port_removed()
{
	bare_bridge br0
	open_as alice "network=lan"
	ip link set dev "$NIC" nomaster
	ok_if "port removed: the lease stays" is_listed "$NIC"
	close_as alice
	ok_if "port removed: and ends with its descriptor" no_link "$NIC"
	ok_if "port removed: the lease, too" wait_until 1 no_lease
	ip link del br0
	leaves_nothing "port removed"
}

# When the lower device goes, its macvtaps go, and their descriptors are dead.
test_lower_deleted()
{
	open_as alice "network=card"
	is "lower: code" 0 "$(opened code)"
	ip link del eth9
	ok_if "lower deleted: the device goes with it" \
		wait_until 1 no_link "$NIC"
	ok_if "lower deleted: and the lease" wait_until 1 no_lease
	tell alice "facts"
	unlike "lower deleted: the descriptor is dead" "ifname=$NIC" \
		"$(cat $T/reply)"
	tell alice "request open network=card"
	is "lower deleted: a new device is the host's fault" 7 "$(reply code)"
	like "lower deleted: it is named" 'eth9 does not exist' "$(reply text)"
	probe_kill alice
	add_lower eth9
	open_as alice "network=card"
	is "lower back: granted" 0 "$(opened code)"
	close_as alice
	ok_if "vmtapd runs" is_running "$DAEMON"
}

# An administrator deletes a device by hand.
test_device_deleted()
{
	open_as alice "network=card"
	ip link del "$NIC"
	ok_if "device deleted by hand: the lease ends" wait_until 1 no_lease
	tell alice "request release ifname=$NIC"
	is "device deleted by hand: no such device" 9 "$(reply code)"
	probe_kill alice
	ok_if "vmtapd runs" is_running "$DAEMON"
}

# vmtapd does not touch a foreign link that gets a freed name or number.
test_number_used_again()
{
	open_as alice "network=card"
	number=$(opened ifindex)
	ip link del "$NIC"
	ip link add "$NIC" index "$number" type bridge
	tell alice "request release ifname=$NIC"
	is "number used again: no such device" 9 "$(reply code)"
	probe_kill alice
	not_if "number used again: the other's link stays" \
		wait_until 1 no_link "$NIC"
	ip link del "$NIC"
	ok_if "vmtapd runs" is_running "$DAEMON"
}

test_never_there
test_bridge_deleted
test_port_removed
test_lower_deleted
test_device_deleted
test_number_used_again
finish
