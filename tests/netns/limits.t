#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# limits.t - the policy's limits: devices of a user and of a network, queues,
# vhost-net.
# shellcheck disable=SC2086 # $T, numbers and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

policy <<END
network lan {
	kind = bridge
	bridge = "br0"
	devices = 4
	queues = 2
	allow "alice" { devices = 3 }
	allow "bob" {}
}
network other { kind = bridge  bridge = "br0"  allow "alice" { devices = 1 } }
network fast { kind = bridge  bridge = "br0"  queues = 4  vhost = true
	allow "alice" {} }
network slow { kind = bridge  bridge = "br0"  rate-in = 1mbit  allow "alice" {} }
network alone { kind = bridge  bridge = "br0"  isolated = true  allow "alice" {} }
network quiet { kind = bridge  bridge = "br0"  multicast-flood = false
	allow "alice" {} }
network access { kind = bridge  bridge = "br0"  vlan = 7  allow "alice" {} }
network card { kind = macvtap  lower = "eth9"  allow "alice" { devices = 2 } }
END
add_bridge br0
ip link add eth9 type veth peer name eth9-far
ip link set eth9-far up
ip link set eth9 up
# The test makes the node or takes it away, whatever the host has.
mkdir $T/dev
daemon_start

test_of_user()
{
	open_as alice "network=lan"
	tell alice "request open network=lan"
	tell alice "request open network=lan"
	is "user: the third of three" 0 "$(reply code)"
	tell alice "request open network=lan"
	is "user: the fourth is over the limit" 3 "$(reply code)"
	like "user: how many, and the network" '3 of 3.*lan' "$(reply text)"
	is "user: no descriptor" 0 "$(reply fds)"
	is "user: no link" 3 "$(count_ours)"
	tell alice "request check network=lan"
	is "user: check says the same" 3 "$(reply code)"
	tell alice "request open network=other"
	is "user: another network counts by itself" 0 "$(reply code)"
	tell alice "request networks"
	tell alice "request networks network=fast"
	is "user: networks tells the limit" 3 "$(reply devices_max)"
	is "user: and what is used" 3 "$(reply devices_used)"
	probe_kill alice
	wait_until 3 ours_are 0
	leaves_nothing "user"
}

# The limit is for a user, not for a connection or a process.
test_over_connections()
{
	open_as alice "network=lan"
	ask alice "request open network=lan" "request open network=lan" \
		"request open network=lan"
	is "connections: counted together" 3 "$(reply code)"
	probe_kill alice
	wait_until 3 ours_are 0
	leaves_nothing "connections"
}

test_of_network()
{
	open_as alice "network=lan"
	tell alice "request open network=lan"
	tell alice "request open network=lan"
	open_as bob "network=lan"
	is "network: the fourth of four" 0 "$(opened code)"
	tell bob "request open network=lan"
	is "network: the fifth is over the limit" 3 "$(reply code)"
	like "network: says that it is full" 'lan' "$(reply text)"
	unlike "network: and not who has them" 'alice|61001' "$(reply text)"
	probe_kill alice
	wait_until 3 ours_are 1
	tell bob "request open network=lan"
	is "network: when others leave there is room again" 0 "$(reply code)"
	probe_kill bob
	wait_until 3 ours_are 0
	leaves_nothing "network"
}

# A closed device does not count for long.
can_open()
{
	ask alice "request open network=$1"
	[ "$(reply code)" = 0 ]
}
test_again()
{
	for network in other card; do
		open_as alice "network=$network"
		[ $network = other ] || tell alice "request open network=card"
		tell alice "close all"
		ok_if "$network: closed, and there is room" \
			wait_until 1 can_open $network
		probe_kill alice
		wait_until 3 ours_are 0
	done
	leaves_nothing "again"
}

test_queues()
{
	ask alice "request open network=lan queues=2"
	is "queues: as many as allowed" 0 "$(reply code)"
	ask alice "request open network=lan queues=3"
	is "queues: one more is over the limit" 3 "$(reply code)"
	like "queues: how many there may be" '2' "$(reply text)"
	is "queues: no descriptor" 0 "$(reply fds)"
	ask alice "request open network=other queues=2"
	is "queues: without a word in the policy, one" 3 "$(reply code)"
	wait_until 3 ours_are 0
	leaves_nothing "queues"
}

test_vhost()
{
	ask alice "request open network=lan vhost=1"
	is "vhost: not offered by the network" 6 "$(reply code)"
	like "vhost: the sentence says what" 'vhost' "$(reply text)"
	if [ -e /dev/vhost-net ]; then
		not_run "vhost without a node" "this host has /dev/vhost-net"
	else
		ask alice "request open network=fast vhost=1"
		is "vhost without a node: the host's fault" 7 "$(reply code)"
		like "vhost without a node: names it" '/dev/vhost-net' \
			"$(reply text)"
		is "vhost without a node: no descriptor" 0 "$(reply fds)"
		wait_until 3 ours_are 0
		is "vhost without a node: no link" 0 "$(count_ours)"
	fi
	leaves_nothing "vhost"
}

# Another node stands in for vhost-net: the test counts the descriptors that are
# passed, and sees where they come from.
test_vhost_stand_in()
{
	if [ -e /dev/vhost-net ]; then
		not_run "vhost with a node that stands in" \
			"this host has /dev/vhost-net"
		return
	fi
	daemon_stop
	mount -t tmpfs -o mode=755 tmpfs $T/dev
	for node in null zero urandom random; do
		cp -a /dev/$node $T/dev/
	done
	mkdir $T/dev/net
	cp -a /dev/net/tun $T/dev/net/
	mknod $T/dev/vhost-net c 1 7 # that of /dev/full
	mount --bind $T/dev /dev
	daemon_start
	open_as alice "network=fast queues=2 vhost=1"
	is "vhost: code" 0 "$(opened code)"
	is "vhost: as many as queues" 2 "$(opened vhosts)"
	is "vhost: descriptors of both" 4 "$(opened fds)"
	tell alice facts
	is "vhost: the queues come first" "ifname=$NIC ifname=$NIC 1:7 1:7 " \
		"$(sed -n -e 's/.*rdev=1:7 .*/1:7/p' \
			-e 's/.*\(ifname=vt[^ ]*\).*/\1/p' $T/reply | tr '\n' ' ')"
	close_as alice
	open_as alice "network=fast queues=4"
	is "vhost: not without asking" 4 "$(opened fds)"
	close_as alice
	leaves_nothing "vhost with a node"
	daemon_stop
	umount --lazy /dev
	daemon_start
}

port_flag()
{
	fact $NIC "l['linkinfo']['info_slave_data']['$1']"
}

# The device has what the policy says.
test_of_the_fence()
{
	open_as alice "network=slow"
	like "fence: rate-in" 'tbf .* rate 1Mbit' "$(tc qdisc show dev $NIC root)"
	is "fence: not isolated by default" False "$(port_flag isolated)"
	is "fence: flooded by default" True "$(port_flag mcast_flood)"
	close_as alice
	open_as alice "network=alone"
	is "fence: isolated" True "$(port_flag isolated)"
	close_as alice
	open_as alice "network=quiet"
	is "fence: multicast-flood = false" False "$(port_flag mcast_flood)"
	close_as alice
	for verb in check open; do
		ask alice "request $verb network=access"
		is "fence: vlan, no filtering bridge, $verb" 7 "$(reply code)"
		like "fence: vlan, $verb, names the remedy" \
			'network "access".*(vlan_filtering 1|CONFIG_BRIDGE_VLAN_FILTERING)' \
			"$(reply text)"
	done
	leaves_nothing "fence"
}

test_of_the_fence
test_of_user
test_over_connections
test_of_network
test_again
test_queues
test_vhost
test_vhost_stand_in
finish
