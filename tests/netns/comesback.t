#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# comesback.t - a bridge is made anew under running guests, as a restart of the
# host's networking does: each device is its port again, with its whole fence.
# shellcheck disable=SC2086,SC2154 # $T, names and numbers have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

policy <<END
network lan { kind = bridge  bridge = "br0"  isolated = true
	allow "alice" { devices = 60 } }
network fast { kind = bridge  bridge = "br0"  rate-in = 8mbit
	multicast-flood = false  allow "bob" {} }
network free { kind = bridge  bridge = "br0"  filter = none
	allow "carol" {} }
network tagged { kind = bridge  bridge = "br2"  vlan = 10  vlans = {20, 21}
	allow "mallory" {} }
END
MAC=52:54:00:12:34:56

add_tagged()
{
	ip link add br2 type bridge
	ip link set br2 up
	ip link set br2 type bridge vlan_filtering 1 2>/dev/null
}
add_bridge br0
VLANS=yes
add_tagged || VLANS=
daemon_start

# port NIC: where it is, its flags, its VLANs, entries and queue, as one text
port()
{
	fact $1 'l["master"], l["flags"]'
	fact $1 'sorted((k, v) for k, v in
		l["linkinfo"]["info_slave_data"].items()
		if k in ("isolated", "locked", "learning", "guard",
			"root_block", "flood", "mcast_flood", "mab",
			"multicast_router"))'
	bridge vlan show dev $1
	bridge fdb show brport $1 | grep static | sort
	tc qdisc show dev $1 | grep -o 'rate [^ ]*'
}
is_as_before()
{
	[ "$(port $1)" = "$(cat $T/before.$1)" ]
}
on_bridge()
{
	[ "$(fact $1 'l["master"]')" = ${2:-br0} ]
}
named()
{
	"$VMTAP" show $1 | grep "$2"
}

# ---- the bridge goes while devices are granted: the last one may have left it
# before vmtapd has seen it there
some_ours()
{
	[ "$(count_ours)" -gt 0 ]
}
all_answered()
{
	[ "$(grep -cE '^(ok$|fail: )' $T/young.out)" = 21 ]
}
all_noted()
{
	[ "$("$VMTAP" list | grep -c no-bridge)" = "$(count_ours)" ]
}
all_back()
{
	[ "$(ip -o link show master br0 | grep -c ' vt')" = "$(count_ours)" ]
}
# rounds: prints what is wrong
rounds()
{
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		probe_start young alice
		for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
			echo "request open network=lan" 1<>$T/young.in
		done
		wait_until 5 some_ours || echo "none was granted"
		ip link del br0
		wait_until 5 all_answered || echo "no answer"
		wait_until 5 all_noted || echo "no note"
		bare_bridge br0
		wait_until 1 all_back || echo "not all are back"
		probe_kill young
		wait_until 5 ours_are 0 || echo "some stay"
	done
}
is "young: all are back" "" "$(rounds)"
ip link set br0-up master br0
daemon_stop
daemon_start # with a new log

# ---- one device of each kind of fence
open_as alice "network=lan lladdr=$MAC"
PINNED=$NIC
open_as bob "network=fast"
FAST=$NIC
open_as carol "network=free"
FREE=$NIC
ALL="$PINNED $FAST $FREE"
[ ! $VLANS ] || {
	open_as mallory "network=tagged"
	TAGGED=$NIC
	ALL="$ALL $NIC"
}
for nic in $ALL; do
	port $nic >$T/before.$nic
done
ok_if "(its guest talks)" can_talk alice $MAC
like "(the fence has what is compared)" "'isolated', True.*'locked', True" \
	"$(cat $T/before.$PINNED)"

# gone BRIDGE: and vmtapd knows
is_noted()
{
	named $1 "no-bridge" >/dev/null
}
ip link del br0
ip link del br2
for nic in $ALL; do
	ok_if "gone: $nic: show tells" wait_until 5 is_noted $nic
done
like "gone: and what helps" "'ip link add br0 type bridge'" \
	"$(named $PINNED no-bridge)"
is "gone: it is nowhere" "" "$("$VMTAP" show $PINNED | sed -n 's/^link: //p')"

# The guest's frames pass at no moment before the fence is there.
events_start
ip link add br0 type bridge
ip link set br0 up
ip link set br0-up master br0
add_tagged
for nic in $ALL; do
	ok_if "back: $nic has its whole fence" wait_until 5 is_as_before $nic
done
events_stop
like "back: (events of it)" "$PINNED: .*master br0" "$(cat $T/events)"
unlike "back: it was no port without its fence" \
	"$PINNED: <[^>]*[<,]UP[,>].*master br0.*isolated off" "$(cat $T/events)"
ok_if "back: the guest talks" speaks alice $MAC
is "back: one line for each" "$(echo $ALL | wc -w)" \
	"$(grep -c "restored: .* its bridge was made anew" $T/daemon.log)"
is "back: no note" "" "$("$VMTAP" show $PINNED | grep no-bridge)"

# A bridge that has the name only, or lacks what the fence needs
ip link del br0
wait_until 5 is_noted $PINNED
ip link add br0 type veth peer name other0
ip link set br0 up
open_as alice "network=lan"
like "not a bridge: refused" "is not a bridge" "$(opened text)"
ok_if "not a bridge: still noted" is_noted $PINNED
ip link del br0
no_vlans()
{
	named $TAGGED "vlan_filtering 1" >/dev/null
}
if [ $VLANS ]; then
	ip link del br2
	ip link add br2 type bridge
	ok_if "no VLANs: not its port" wait_until 5 no_vlans
	ip link set br2 type bridge vlan_filtering 1
	ip link set br2 up
	ok_if "VLANs: its port" wait_until 5 is_as_before $TAGGED
else
	not_run "VLANs" "this kernel has no CONFIG_BRIDGE_VLAN_FILTERING"
fi

# ---- while no vmtapd runs, and at SIGHUP
kill -KILL $DAEMON
wait $DAEMON 2>/dev/null
ip link add br0 type bridge
ip link set br0 up
ip link set br0-up master br0
daemon_start
for nic in $PINNED $FAST $FREE; do
	ok_if "a start: $nic has its whole fence" wait_until 5 is_as_before $nic
done
kill -KILL $DAEMON
wait $DAEMON 2>/dev/null
ip link set $PINNED nomaster
ip link set $FREE down
daemon_start
for nic in $PINNED $FREE; do
	ok_if "a start: $nic was changed, and has it again" \
		wait_until 5 is_as_before $nic
done

# ---- many at once
probe_start many alice
n=0
while [ $n -lt 50 ]; do
	tell many "request open network=lan"
	n=$((n + 1))
done
all_on()
{
	[ "$(ip -o link show master br0 | grep -c ' vt')" = $1 ]
}
ok_if "many: (53 ports)" wait_until 5 all_on 53
ip link del br0
ip link add br0 type bridge
ip link set br0 up
ok_if "many: all are back" wait_until 20 all_on 53
all_locked()
{
	[ "$(ip -o -d link show master br0 | grep ' vt' |
		grep -c 'isolated on locked on')" = 51 ]
}
ok_if "many: with their fences" wait_until 5 all_locked
all_pinned()
{
	[ "$(bridge fdb show br br0 | grep sticky | grep -vc vlan)" = 52 ]
}
ok_if "many: the bridge keeps their addresses" wait_until 5 all_pinned

# ---- vmtapd is killed on the way
ip link del br0
ip link add br0 type bridge
ip link set br0 up
some_on()
{
	[ "$(ip -o link show master br0 | grep -c ' vt')" -gt 2 ]
}
ok_if "killed: (some are back)" wait_until 20 some_on
kill -KILL $DAEMON
wait $DAEMON 2>/dev/null
all_up()
{
	[ "$(ip -o link show up master br0 | grep -c ' vt')" = 53 ]
}
daemon_start
ok_if "killed: all are back" wait_until 20 all_on 53
ok_if "killed: with their fences" wait_until 5 all_locked
ok_if "killed: and up" wait_until 5 all_up
ok_if "killed: the bridge keeps their addresses" wait_until 5 all_pinned
finish
