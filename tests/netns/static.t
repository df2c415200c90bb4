#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# static.t - a holder gives its TAP the address of a static entry that the
# administrator has set in the bridge: the kernel drops that entry.  vmtapd sets
# it again as it was, and the lease ends.
# shellcheck disable=SC2086,SC2154 # $T, numbers and names; what tell() sets

. "${top_srcdir:-.}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/holder.sh"

policy <<-END
network lan { kind = bridge  bridge = "br0" filter = none
	allow "nobody" {}  allow "bob" {} }
network strict { kind = bridge  bridge = "br0"  on-tamper = revoke
	allow "nobody" {} }
network tagged { kind = bridge  bridge = "br1" filter = none  vlan = 10
	allow "nobody" {} }
END
add_bridge br0
ip link add up0 type veth peer name up0-far
ip link set up0 master br0
ip link set up0 up
tun_node 666
daemon_start

MAC=52:54:00:12:34:56
GATEWAY=02:00:00:00:00:77
OTHER=02:00:00:00:00:78

# entries LLADDR [BRIDGE]: with their flags, in one order
entries()
{
	bridge fdb show br ${2:-br0} | grep "^$1 " | tr ' ' '\n' |
		sed '/^master$/d; /^br[01]$/d; /^$/d' | sort | xargs
}
entries_are()
{
	[ "$(entries $1)" = "$2" ]
}

# taken WHAT NETWORK FLAGS...: the entry with these flags comes back
taken()
{
	taken_how=$1 network=$2
	taken_why="it got an address that a static entry of the bridge has"
	shift 2
	bridge fdb add $GATEWAY dev up0 master "$@"
	taken_before=$(entries $GATEWAY)
	hold evil $network,mac=$MAC
	can "$taken_how" evil "lladdr $GATEWAY"
	revoked "$taken_how" "$taken_why"
	ok_if "$taken_how: the entry is as it was" \
		wait_until 5 entries_are $GATEWAY "$taken_before"
	is "$taken_how: one line" 1 \
		"$(grep -c "entry: uid=65534 user=nobody .*device=$NIC .*address=$GATEWAY: .* is set again" $T/daemon.log)"
	probe_kill evil
	leaves_nothing "$taken_how"
	is "$taken_how: the entry outlives the device" "$taken_before" "$(entries $GATEWAY)"
	bridge fdb del $GATEWAY dev up0 master
}

test_kinds()
{
	taken "static" lan static
	taken "static, revoking" strict static
	taken "sticky" lan static sticky
	taken "of a program" lan extern_learn
	taken "of a program, revoking" strict extern_learn
}

# The daemon sees all of it at once: two entries were taken, and the address has
# changed since.
test_in_passing()
{
	bridge fdb add $GATEWAY dev up0 master static sticky
	bridge fdb add $OTHER dev up0 master static
	before="$(entries $GATEWAY) $(entries $OTHER)"
	hold evil lan,mac=$MAC
	kill -STOP $DAEMON
	can "in passing" evil "lladdr $GATEWAY"
	can "in passing" evil "lladdr $OTHER"
	can "in passing" evil "lladdr fe:54:00:12:34:56"
	is "in passing: both are gone" "" "$(entries $GATEWAY)$(entries $OTHER)"
	kill -CONT $DAEMON
	revoked "in passing" "it got an address that a static entry"
	is "in passing: both are as they were" "$before" \
		"$(entries $GATEWAY) $(entries $OTHER)"
	probe_kill evil
	leaves_nothing "in passing"
	bridge fdb del $GATEWAY dev up0 master
	bridge fdb del $OTHER dev up0 master
}

# An entry that the administrator deletes stays deleted, also if a holder takes
# the address later, or another entry has come between.
test_deleted()
{
	hold evil lan,mac=$MAC
	bridge fdb add $GATEWAY dev up0 master static
	bridge fdb del $GATEWAY dev up0 master
	sleep_until_quiet
	tell evil "time-lladdr $GATEWAY"
	is "deleted: a change as any other" restored "$(reply end)"
	is "deleted: no entry" "" "$(entries $GATEWAY)"
	kill -STOP $DAEMON
	bridge fdb add $GATEWAY dev up0 master static
	bridge fdb add $OTHER dev up0 master static
	bridge fdb del $GATEWAY dev up0 master
	bridge fdb del $OTHER dev up0 master
	tell evil "lladdr $GATEWAY"
	tell evil "lladdr fe:54:00:12:34:56"
	kill -CONT $DAEMON
	sleep_until_quiet
	is "deleted, and another: no entry" "" "$(entries $GATEWAY)"
	# a port that is not vmtapd's takes the address: not vmtapd's affair
	bridge fdb add $GATEWAY dev up0 master static
	ip link add other type veth peer name other-far
	ip link set other master br0
	ip link set other address $GATEWAY
	sleep_until_quiet
	is "a port of others: the entry is the kernel's" "$GATEWAY dev other permanent" \
		"$(bridge fdb show br br0 | sed -n "s/^\($GATEWAY dev other\) .*permanent.*/\1 permanent/p" | sort -u)"
	ip link del other
	ok_if "deleted: the lease lives" has_lease $NIC
	drop evil
	leaves_nothing "deleted"
}

# Waits until the daemon has seen all events before: an answer comes after them.
sleep_until_quiet()
{
	ip link add marker type bridge
	ip link del marker
	ask root "request list"
	ask root "request list"
}

# Entries of many addresses, by turns with an administrator who deletes others.
test_many()
{
	for n in 10 11 12 13 14 15 16 17; do
		bridge fdb add 02:00:00:00:01:$n dev up0 master static
		bridge fdb add 02:00:00:00:02:$n dev up0 master static
	done
	before=$(bridge fdb show br br0 | grep '^02:00:00:00:01:.*static' | sort)
	hold evil lan,mac=$MAC
	kill -STOP $DAEMON
	for n in 10 11 12 13 14 15 16 17; do
		tell evil "lladdr 02:00:00:00:01:$n"
		bridge fdb del 02:00:00:00:02:$n dev up0 master
	done
	kill -CONT $DAEMON
	revoked "many" "it got an address that a static entry"
	is "many: they are as they were" "$before" \
		"$(bridge fdb show br br0 | grep '^02:00:00:00:01:.*static' | sort)"
	is "many: those that were deleted are not there" "" \
		"$(bridge fdb show br br0 | grep '^02:00:00:00:02:')"
	probe_kill evil
	for n in 10 11 12 13 14 15 16 17; do
		bridge fdb del 02:00:00:00:01:$n dev up0 master
	done
	leaves_nothing "many"
}

# The port has left the bridge meanwhile: the entry does not come back, neither
# there nor where the port is now.
test_port_left()
{
	ip link add br2 type bridge
	bridge fdb add $GATEWAY dev up0 master static
	hold evil lan,mac=$MAC
	kill -STOP $DAEMON
	can "port left" evil "lladdr $GATEWAY"
	ip link set up0 master br2
	kill -CONT $DAEMON
	revoked "port left" "it got an address that a static entry"
	is "port left: no entry" "" "$(bridge fdb show | grep "^$GATEWAY.*static")"
	probe_kill evil
	ip link set up0 master br0
	ip link del br2
	leaves_nothing "port left"
}

test_vlans()
{
	if ! ip link add br1 type bridge vlan_filtering 1 2>/dev/null; then
		not_run "VLANs" "this kernel's bridges filter no VLANs"
		return
	fi
	ip link set br1 up
	ip link add up1 type veth peer name up1-far
	ip link set up1 master br1
	ip link set up1 up
	bridge vlan add dev up1 vid 10
	bridge vlan add dev up1 vid 20
	bridge fdb add $GATEWAY dev up1 master static sticky vlan 10
	bridge fdb add $GATEWAY dev up1 master static vlan 20
	before=$(entries $GATEWAY br1)
	hold evil tagged,mac=$MAC
	can "VLANs" evil "lladdr $GATEWAY"
	revoked "VLANs" "it got an address that a static entry of the bridge has"
	entries_of_br1_are()
	{
		[ "$(entries $GATEWAY br1)" = "$before" ]
	}
	ok_if "VLANs: the entries are as they were" \
		wait_until 5 entries_of_br1_are
	probe_kill evil
	ip link del br1
	ip link del up1
	leaves_nothing "VLANs"
}

test_kinds
test_in_passing
test_deleted
test_many
test_port_left
test_vlans
finish
