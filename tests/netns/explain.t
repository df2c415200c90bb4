#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# explain.t - vmtapd --check --explain gives the same verdict as a running
# vmtapd.
. "${top_srcdir:-.}/tests/lib/lib.sh"

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
	vnet-hdr = off
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

# words online|offline: the sentence of a refusal, or of a card that cannot be.
words()
{
	sed -n 's/^vmtap: //p; s/^told: *//p' "$T/$1"
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
			[ "$both_online $(words online)" = \
				"$both_offline $(words offline)" ] ||
				different="$different $user:$network:$options"
		done
	done
done
echo "# $pairs questions"
is 'as many as there are' 160 "$pairs"
is 'both say the same' '' "$different"

# Both refuse an impossible card, in the same words.
mac=52:54:00:00:00:01
for options in queues=4294967298 queues=+2 'queues= 2' queues=2x queues=0 \
	"mac=$mac,mac=$mac" mac=1 mac=01:00:00:00:00:00 vnet_hdr=1 vhost=yes \
	mode=router vm=a/b vm colour=1 ''; do
	both bob "open,$options"
	explain bob open "$options" >"$T/offline" 2>&1
	both_offline=$?
	is "no card: $options" '2 2' "$both_online $both_offline"
	is "no card: $options: the same words" \
		"$(sed -n 's/^vmtap: //p' "$T/online")" \
		"$(sed -n 's/^vmtapd: //p' "$T/offline")"
done
like 'and in whole sentences' \
	'^vmtapd: queues=4294967298: write a number from 1 to 16$' \
	"$(explain bob open queues=4294967298 2>&1)"
for options in vnet_hdr=off mac:52:54:01:00:00:09 "vm:web1,vnet_hdr:off"; do
	both bob open "$options"
	is "a card to both: $options" '0 0' "$both_online $both_offline"
done

like 'the rule has its place' 'rule: .*vmtapd.conf:5: allow "@kvm"' \
	"$(explain bob lan)"
like 'a denial, too' 'rule: .*vmtapd.conf:7: deny "@ops"' \
	"$(explain mallory lan)"
like 'and what the user is told' 'told: .*at most 4 queues, not 5' \
	"$(explain bob lan queues=5)"
like 'limits are there' 'devices: 2 of this user, 256 of all' \
	"$(explain bob lan)"
# fence USER NETWORK [OPTIONS]: prints what --explain says of the fence, in one
# line
fence()
{
	explain "$@" | sed -n '/^filter/,$p' | paste -sd'|'
}
is 'the fence of whom nothing is said' 'filter: mac dhcp-server ra vlan' \
	"$(fence bob lan)"
is 'the fence, merged' "filter: mac arp ipv4 ipv6 ethertype|\
addresses: 192.0.2.0/24 2001:db8::/64|vlan: 7|vlans: 20 30|isolated: yes|\
multicast-flood: no|vnet-hdr: no|rate-in: 8kbit|rate-out: 1500kbit|broadcast-rate: 1mbit" \
	"$(fence alice fenced)"
is 'and of the table' "filter: mac arp ipv4 ipv6 ethertype|\
addresses: 192.0.2.7|vlan: 7|isolated: yes|\
multicast-flood: no|vnet-hdr: no|rate-out: 1gbit|broadcast-rate: 1mbit" \
	"$(fence carol fenced vm=web1)"

# said USER NETWORK: prints what check says, without what only a running vmtapd
# knows
said()
{
	if [ "$1" = root ]; then
		"$VMTAP" check "$2"
	else
		as "$1" "$VMTAP" check "$2"
	fi 2>&1 | grep -v '^address: \|^not asked: ' | sed 's/ ([0-9]* in use)//g'
}
# expected USER NETWORK: where the policy has no mtu, check tells the bridge's
expected()
{
	explain "$@" | sed '/^mac:/q' | sed 's/^vhost:/mtu: 1500\n&/'
}
is 'to root both say the same, the rule, too' "$(expected root open)" \
	"$(said root open)"
like 'with its place' '^rule: .*vmtapd.conf:[0-9]+: allow "[*]"' \
	"$(said root open)"
for pair in 'bob lan' 'alice lan' 'carol ranges' 'dave ranges'; do
	# shellcheck disable=SC2086 # two words
	is "the same words, but no rule: $pair" \
		"$(expected $pair | grep -v '^rule: ')" "$(said $pair)"
done

# How many devices there are, and which users may know that.
probe_start a alice
tell a 'request open network=open queues=2'
probe_start b bob
tell b 'request open network=open'
like 'what is used is told' \
	'devices: 256 of this user .1 in use., 256 of all$' \
	"$(as alice "$VMTAP" check open)"
like 'of queues, too' \
	'queues: 2 of a device, any number of this user .2 in use.' \
	"$(as alice "$VMTAP" check open)"
like 'and to root, of all' \
	'devices: 256 of this user .0 in use., 256 of all .2 in use.' \
	"$("$VMTAP" check open)"
like 'by networks, too' '^open .* 2/any .* 1/256 +256 ' \
	"$(as alice "$VMTAP" networks)"
like 'of all to root' '^open .* 0/any .* 0/256 +2/256 ' \
	"$("$VMTAP" networks)"
like 'and the rule' '"rule": ?".*allow' "$("$VMTAP" networks --json)"
unlike 'but to nobody else' 'rule|vmtapd.conf' \
	"$(as alice "$VMTAP" networks --json; as alice "$VMTAP" check --json open)"
like 'a refusal tells root the rule' \
	'not permitted.* .rule: .*vmtapd.conf:[0-9]+: no rule' \
	"$("$VMTAP" check lan 2>&1)"
unlike 'and nobody else' '[(]rule|vmtapd.conf:' \
	"$(as mallory "$VMTAP" check lan 2>&1)"
ask root 'request open network=open queues=3'
like 'when a device is asked for, too' '[(]rule: .*vmtapd.conf' "$(reply text)"
ask alice 'request open network=open queues=3'
like 'and whom to ask' 'at most 2 queues.*administrator' "$(reply text)"
unlike 'but no rule' 'rule' "$(reply text)"
probe_kill a b
wait_until 3 ours_are 0

like 'a number without a name' 'granted' "$(explain 70000 open)"
not_if 'nobody of that name' explain eve open
not_if 'an option that is none' explain bob lan colour=1
not_if 'a number with a tail' explain bob lan queues=2x
not_if 'no network' explain bob
leaves_nothing 'at the end'
finish
