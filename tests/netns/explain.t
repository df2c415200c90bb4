#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# explain.t - vmtapd --check --explain says off line what vmtapd says.
. "${top_srcdir:-.}/tests/netns/lib.sh"

add_bridge br0
policy <<END
network lan {
	kind = bridge
	bridge = br0
	queues = 4
	allow "@kvm" { devices = 2  mac = "52:54:00:00:00:00/24" }
	allow alice { options = none }
	deny "@ops" {}
}
network ranges {
	kind = bridge
	bridge = br0
	allow "61002-61003" {}
	allow "@61100-61101" { queues = 1 }
	vm web1 { mac = "52:54:00:00:00:01"  users = carol }
}
network open {
	kind = bridge
	bridge = br0
	queues = 2
	vhost = true
	allow "*" {}
	deny "61004" {}
}
network fenced {
	kind = bridge
	bridge = br0
	filter = {ethertype, mac, arp, ipv4, ipv6}
	addresses = {"192.0.2.0/24", "2001:db8::/64"}
	vlan = 7
	isolated = true
	multicast-flood = off
	rate-out = 1gbit
	broadcast-rate = 1000kbit
	allow alice { vlans = {30, 20}  rate-out = 1500kbit  rate-in = 8000bit }
	allow carol {}
	vm web1 { mac = "52:54:00:00:00:01"  addresses = 192.0.2.7 }
}
END
daemon_start

# explain USER NETWORK [OPTIONS]
explain()
{
	"$VMTAPD" --config "$CONF" --check --explain "$@"
}

# both USER NETWORK OPTIONS: the verdict of each
both()
{
	as "$1" "$VMTAP" check "$2${3:+,$3}" >"$T/online" 2>&1
	both_online=$?
	explain "$@" >"$T/offline" 2>&1
	both_offline=$?
}

pairs=0
different=
for user in alice bob carol mallory dave; do
	for network in lan ranges open nowhere; do
		for options in '' mac=52:54:00:00:00:01 mac=52:54:01:00:00:01 \
			queues=2 queues=5 vm=web1 vm=web1,mac=52:54:00:00:00:09 \
			mode=bridge; do
			# shellcheck disable=SC2086 # nothing, or one word
			both "$user" "$network" $options
			pairs=$((pairs + 1))
			[ $both_online = $both_offline ] ||
				different="$different $user:$network:$options"
		done
	done
done
echo "# $pairs questions"
is 'as many as there are' 160 "$pairs"
is 'both say the same' '' "$different"

like 'the rule has its place' 'rule: .*vmtapd.conf:5: allow "@kvm"' \
	"$(explain bob lan)"
like 'a denial, too' 'rule: .*vmtapd.conf:7: deny "@ops"' \
	"$(explain mallory lan)"
like 'and what the user is told' 'told: .*at most 4 queues, not 5' \
	"$(explain bob lan queues=5)"
like 'limits are there' 'devices: 2 of this user, 256 of all' \
	"$(explain bob lan)"
# fence USER NETWORK [OPTIONS]: what is said of the fence, without ends of lines
fence()
{
	explain "$@" | sed -n '/^filter/,$p' | paste -sd'|'
}
is 'the fence of whom nothing is said' 'filter: mac dhcp-server ra vlan' \
	"$(fence bob lan)"
is 'the fence, merged' "filter: mac arp ipv4 ipv6 ethertype|\
addresses: 192.0.2.0/24 2001:db8::/64|vlan: 7|vlans: 20 30|isolated: yes|\
multicast-flood: no|rate-in: 8kbit|rate-out: 1500kbit|broadcast-rate: 1mbit" \
	"$(fence alice fenced)"
is 'and of the table' "filter: mac arp ipv4 ipv6 ethertype|\
addresses: 192.0.2.7|vlan: 7|isolated: yes|\
multicast-flood: no|rate-out: 1gbit|broadcast-rate: 1mbit" \
	"$(fence carol fenced vm=web1)"

like 'a number without a name' 'granted' "$(explain 70000 open)"
not_if 'nobody of that name' explain eve open
not_if 'an option that is none' explain bob lan colour=1
not_if 'a number with a tail' explain bob lan queues=2x
not_if 'no network' explain bob
leaves_nothing 'at the end'
finish
