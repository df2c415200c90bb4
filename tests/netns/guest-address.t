#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# guest-address.t - list and show tell which IP addresses a guest uses: from its
# own frames by the eBPF program, else from the host's neighbours; or why not.
# shellcheck disable=SC2086,SC2154 # $T and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

# write_policy TOLD: guest-address of the network lan
write_policy()
{
	policy <<END
network lan {
	kind = bridge
	bridge = "br0"
	guest-address = $1
	allow "alice" { devices = 8 }
}
network tap { kind = macvtap  lower = "eth9"  allow "alice" {} }
network strict {
	kind = bridge
	bridge = "br0"
	filter = { mac, arp, ipv4, ipv6 }
	addresses = { "192.0.2.0/24", "2001:db8::/64" }
	allow "alice" {}
}
network far { kind = bridge  bridge = "far0"  allow "alice" {} }
network secret { kind = bridge  bridge = "br0"  guest-address = false
	allow "alice" {} }
network open { kind = bridge  bridge = "far0"  filter = none  allow "alice" {} }
$(for i in $MANY; do
	echo "network n$i { kind = bridge bridge = \"m$i\" allow \"alice\" {} }"
done)
END
}
MANY="1 2 3 4 5 6 7 8 9 10 11 12"
write_policy true
ip link add br0 type bridge
ip link add far0 type bridge
for i in $MANY; do
	ip link add m$i type bridge
	ip link set m$i up
done
ip link set br0 up
ip link set far0 up
add_lower eth9
daemon_start

OWN=525400123456
MAC=52:54:00:12:34:56
LOCAL=fe80000000000000505400fffe123456
ONE=20010db8000000000000000000000001
TWO=20010db8000000000000000000000002
OTHERS=20010db9000000000000000000000009
ALL=ff020000000000000000000000000001
NOBODY=00000000000000000000000000000000

# arp SENDER TARGET: a request
arp()
{
	echo ffffffffffff${OWN}0806000108000604"0001"$OWN$1"000000000000"$2
}
# ipv4 SOURCE
ipv4()
{
	echo ffffffffffff${OWN}0800"4500001c000000004011"0000$1"c6336401"0035003500080000
}
# icmpv6 TYPE SOURCE TARGET
icmpv6()
{
	echo 333300000001${OWN}86dd"6000000000183aff"$2$ALL$1"00000020000000"$3
}
# tcpv6 SOURCE
tcpv6()
{
	echo 333300000001${OWN}86dd"600000000014"0640$1$ALL"0001000200000000000000005000000000000000"
}

# shown EXPRESSION: of show, such as ' '.join(them)
shown()
{
	as alice "$VMTAP" show $NIC --json | $PYTHON -c '
import json, sys
facts = json.load(sys.stdin)
facts["them"] = [one["address"] for one in facts["addresses"]]
print(eval(sys.argv[1], facts))' "$1"
}
all()
{
	shown '" ".join(them)'
}
unknown()
{
	shown address_unknown
}
# listed: the column of list
listed()
{
	as alice "$VMTAP" list | awk -v device=$NIC '
NR == 1 { for (i = 1; i <= NF; i++) if ($i == "ADDRESS") n = i }
$1 == device { print $n }'
}
sends()
{
	tell alice "write 0 $1"
}

NOTHING="unknown, because the guest has used none since the device got its filter"
NO_PROGRAM="unknown, because the device does not have the eBPF program, and the host has no neighbour with the guest's hardware address there"
HIDDEN="unknown, because the policy of the network has guest-address = false"
HIDDEN_BEFORE="unknown, because the device was granted with guest-address = false, or its network has left the policy"
LATER="unknown, because a list asks the kernel about few bridges; 'vmtap show' asks about this one"

# ---- the program ------------------------------------------------------------

test_seen()
{
	open_as alice "network=$1 lladdr=$MAC"
	is "$1: nothing was sent" "$NOTHING" "$(unknown)"
	is "$1: list has no address" "-" "$(listed)"
	sends "$(icmpv6 87 $NOBODY $ONE)"
	sends "$(arp 00000000 c0000207)"
	is "$1: DAD and a probe tell no address" "$NOTHING" "$(unknown)"
	sends "$(ipv4 c0000205)"
	is "$1: an IPv4 source" "192.0.2.5" "$(all)"
	sends "$(arp c0000207 c0000201)"
	sends "$(ipv4 c0000208)"
	is "$1: ARP counts more than a source" "192.0.2.7" "$(all)"
	sends "$(tcpv6 $OTHERS)"
	is "$1: an IPv6 source" "192.0.2.7 2001:db9::9" "$(all)"
	sends "$(icmpv6 88 $LOCAL $ONE)"
	sends "$(icmpv6 87 $LOCAL $TWO)"
	is "$1: what it advertises, and its link-local address" \
		"192.0.2.7 2001:db8::1 fe80::5054:ff:fe12:3456" "$(all)"
	is "$1: list has one of each" "192.0.2.7,2001:db8::1" "$(listed)"
	is "$1: from its frames" "frames " \
		"$(shown 'address_source + " " + address_unknown')"
	is "$1: each has an age, of this test" True \
		"$(shown 'all(0 <= one["age"] < 3600 for one in addresses)')"
	like "$1: show prints it" "^address: 192.0.2.7, [0-9]* seconds* ago" \
		"$(as alice "$VMTAP" show $NIC)"
	is "$1: a line for each" 3 \
		"$(as alice "$VMTAP" show $NIC | grep -c '^address: ')"
	close_as alice
}

test_many()
{
	open_as alice "network=lan lladdr=$MAC"
	for i in 10 11 12 13 14 15 16 17 18 19; do
		sends "$(arp c00002$i c0000201)"
		sends "$(icmpv6 88 $LOCAL 20010db80000000000000000000000$i)"
	done
	is "many in turn: one, and two, remain" "192.0.2.25 2" \
		"$(shown '"%s %d" % (them[0], sum("2001:" in one for one in them))')"
	like "many in turn: the last one is there" "2001:db8::19" "$(all)"
	close_as alice
}

test_dropped()
{
	open_as alice "network=strict lladdr=$MAC"
	sends "$(arp c6336463 c0000201)"
	sends "$(ipv4 c6336463)"
	sends "$(tcpv6 $OTHERS)"
	sends "$(icmpv6 88 $LOCAL $OTHERS)"
	is "what is dropped tells nothing" "$NOTHING" "$(unknown)"
	sends "$(arp c0000207 c0000201)"
	is "what passes does" "192.0.2.7" "$(all)"
	close_as alice
}

test_restart()
{
	open_as alice "network=far lladdr=$MAC"
	sends "$(arp c0000207 c0000201)"
	is "before a restart" "192.0.2.7" "$(all)"
	daemon_stop
	daemon_start
	is "after a restart: as if it had sent nothing" "$NOTHING" "$(unknown)"
	sends "$(ipv4 c0000207)"
	is "after a restart: its next frame tells it" "192.0.2.7" "$(all)"
	close_as alice
}

is_another()
{
	[ "$(unknown)" != "$1" ]
}
# reload_with TOLD: waits until show has it
reload_with()
{
	before=$(unknown)
	write_policy $1
	kill -HUP $DAEMON
	wait_until 10 is_another "$before"
}

# The key counts at once, and for the program of a device when that is set.
test_hidden_before()
{
	open_as alice "network=lan lladdr=$MAC"
	sends "$(arp c0000207 c0000201)"
	is "off later: (known)" "192.0.2.7" "$(all)"
	reload_with false
	is "off later: not told" "$HIDDEN" "$(unknown)"
	is "off later: nor by list" "-" "$(listed)"
	close_as alice
	open_as alice "network=lan lladdr=$MAC"
	sends "$(arp c0000207 c0000201)"
	reload_with true
	is "on later: the program has not looked" "$HIDDEN_BEFORE" "$(unknown)"
	close_as alice
}

# ---- both programs ----------------------------------------------------------


test_hidden()
{
	open_as alice "network=secret lladdr=$MAC"
	sends "$(arp c0000207 c0000201)"
	is "guest-address = false: not told" "$HIDDEN" "$(unknown)"
	like "guest-address = false: the fence says so" "^guest-address: no" \
		"$(as alice "$VMTAP" show $NIC)"
	is "guest-address = false: nor by list" "-" "$(listed)"
	close_as alice
}

# The guest asks for the host's address by ARP, so the host knows it.
test_neighbours()
{
	open_as alice "network=$1 lladdr=$MAC"
	is "$1: no neighbour yet" "$NO_PROGRAM" "$(unknown)"
	is "$1: nor in list" "-" "$(listed)"
	ip address add 192.0.2.1/24 dev $2
	sends "$(arp c0000207 c0000201)"
	ip neigh replace 2001:db8::7 lladdr $MAC nud stale dev $2
	ip neigh replace fe80::7 lladdr $MAC nud stale dev $2
	ip neigh replace 192.0.2.9 lladdr 52:54:00:00:00:99 nud stale dev $2
	ok_if "$1: a neighbour of the host" wait_until 10 \
		is_all "192.0.2.7 2001:db8::7 fe80::7"
	is "$1: by that name" neighbours "$(shown address_source)"
	is "$1: each has an age, of this test" True \
		"$(shown 'all(0 <= one["age"] < 3600 for one in addresses)')"
	is "$1: list has it, too" "192.0.2.7,2001:db8::7" "$(listed)"
	ip address del 192.0.2.1/24 dev $2
	ip neigh flush dev $2
	close_as alice
}
is_all()
{
	[ "$(all)" = "$1" ]
}

# reasons: why devices have no address, each once
reasons()
{
	as alice "$VMTAP" list --json | $PYTHON -c '
import json, sys
for why in sorted({one["address_unknown"] for one in json.load(sys.stdin)}):
    print(why)'
}

# A list asks about few bridges.
test_many_bridges()
{
	for i in $MANY; do
		probe_start many$i alice
		tell many$i "request open network=n$i"
		NIC=$(reply ifname)
	done
	reasons >$T/reasons
	ok_if "many bridges: a list asks about some" grep -qxF "$1" $T/reasons
	ok_if "many bridges: and not about the others" \
		grep -qxF "$LATER" $T/reasons
	is "many bridges: show does" "$1" "$(unknown)"
	for i in $MANY; do
		probe_kill many$i
	done
	wait_until 10 ours_are 0
}

test_hidden
if has_ebpf; then
	test_seen lan
	test_seen tap
	test_many
	test_dropped
	test_restart
	test_hidden_before
	test_neighbours open far0
	test_many_bridges "$NOTHING"
else
	test_neighbours far far0
	test_neighbours open far0
	test_many_bridges "$NO_PROGRAM"
fi
finish
