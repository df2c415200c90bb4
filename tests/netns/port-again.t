#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# port-again.t - another program of the host changes a device: its bridge, its
# port, its VLANs, its rates, or sets it down.  vmtapd sets it again.
# shellcheck disable=SC2086,SC2154 # $T, names and numbers have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

policy <<END
network lan { kind = bridge  bridge = "br0"  isolated = true
	multicast-flood = false  allow "alice" {} }
network card { kind = macvtap  lower = "eth9"  rate-out = 8mbit
	allow "alice" {} }
network tagged { kind = bridge  bridge = "br2"  vlan = 10  vlans = {20, 21}
	allow "alice" {} }
network slow { kind = bridge  bridge = "br0"  rate-in = 8mbit
	allow "alice" {} }
END
MAC=52:54:00:12:34:56
add_bridge br0
ip link add br1 type bridge
VLANS=
! ip link add br2 type bridge vlan_filtering 1 2>/dev/null || VLANS=yes
ip link add eth9 address 02:00:00:00:00:10 type veth peer name far9 netns peer
ip link set eth9 up
ip -n peer link set far9 up
daemon_start

# port: what the kernel says of $NIC
port()
{
	fact $NIC 'l.get("master"), sorted(f for f in l["flags"] if f == "UP")'
	fact $NIC 'sorted((k, v) for k, v in
		l["linkinfo"]["info_slave_data"].items()
		if k in ("isolated", "locked", "learning", "guard",
			"root_block", "flood", "mcast_flood", "mab",
			"multicast_router"))'
	bridge vlan show dev $NIC
	bridge fdb show brport $NIC | grep static | sort
	tc qdisc show dev $NIC | grep -o 'rate [^ ]*'
}
is_as_before()
{
	[ "$(port)" = "$(cat $T/before)" ]
}
lines()
{
	grep -c "restored: .*device=$NIC .*$1" $T/daemon.log
}
lines_are()
{
	[ "$(lines "$2")" = $1 ]
}
grant()
{
	open_as alice "network=$*"
	port >$T/before
}

# changed WHAT LINE COMMAND...: it is set again, with one line
changed()
{
	changed_what=$1 changed_line=$2
	shift 2
	changed_n=$(lines "$changed_line")
	ok_if "$changed_what: (it can be changed)" "$@"
	ok_if "$changed_what: one line" \
		wait_until 5 lines_are $((changed_n + 1)) "$changed_line"
	ok_if "$changed_what: as before" wait_until 5 is_as_before
	is "$changed_what: no second line" $((changed_n + 1)) \
		"$(lines "$changed_line")"
}
PORT="changed the settings of its port"

# ---- flags of a port, by each way there is
for change in "isolated off" "locked off" "learning on" "guard off" \
	"root_block off" "flood off" "mcast_flood on"; do
	grant lan lladdr=$MAC
	changed "lan: $change" "$PORT" bridge link set dev $NIC $change
	close_as alice
done
grant lan lladdr=$MAC
changed "lan: by ip(8)" "$PORT" \
	ip link set dev $NIC type bridge_slave isolated off
changed "lan: by sysfs" "$PORT" \
	eval "echo 1 >/sys/class/net/$NIC/brport/multicast_router"
ok_if "lan: the guest talks" speaks alice $MAC
close_as alice

# ---- the bridge
grant lan lladdr=$MAC
changed "lan: taken off" "took it off its bridge" ip link set $NIC nomaster
ok_if "lan: taken off: the guest talks" speaks alice $MAC
# by hand, while vmtapd has no time
kill -STOP $DAEMON
ip link set $NIC nomaster
ip link set $NIC master br0
is "by hand: (it has no fence)" "False False" \
	"$(fact $NIC '(lambda p: "%s %s" % (p["isolated"], p["locked"]))(
		l["linkinfo"]["info_slave_data"])')"
kill -CONT $DAEMON
ok_if "by hand: the whole fence" wait_until 5 is_as_before
ok_if "by hand: the guest talks" speaks alice $MAC

# another bridge: the administrator sets up the port there
is_noted()
{
	"$VMTAP" show $NIC | grep -q "$1"
}
ip link set $NIC master br1
ok_if "moved: noted" wait_until 5 is_noted "moved: .* on br1"
ok_if "moved: how the port is" wait_until 5 is_noted \
	"port-differs: .*learning on.*locked off.*isolated off"
like "moved: list has it" "moved" "$("$VMTAP" list)"
is "moved: show has the link" br1 "$("$VMTAP" show $NIC | sed -n 's/^link: //p')"
ip link set $NIC down
bridge link set dev $NIC learning off
ok_if "moved: as the administrator sets it" wait_until 5 not is_noted "learning on"
is "moved: it stays, and stays down" "('br1', False)" \
	"$(fact $NIC 'l["master"], "UP" in l["flags"]')"
ip link set $NIC nomaster
ok_if "moved back: the whole fence" wait_until 5 is_as_before
ok_if "moved back: no note" wait_until 5 not is_noted "moved: "
close_as alice

# ---- VLANs
test_vlans()
{
	ip link set br2 up
	grant tagged
	changed "VLAN: another PVID" "$PORT" \
		bridge vlan add dev $NIC vid 30 pvid untagged
	changed "VLAN: one more" "$PORT" bridge vlan add dev $NIC vid 1
	changed "VLAN: many more" "$PORT" \
		bridge vlan add dev $NIC vid 100-4000
	changed "VLAN: one less" "$PORT" bridge vlan del dev $NIC vid 20
	changed "VLAN: with a tag" "$PORT" bridge vlan add dev $NIC vid 10
	ip link set br2 type bridge vlan_filtering 0
	ok_if "VLAN: no filter: a note" wait_until 5 is_noted "no-vlans: "
	ok_if "VLAN: no filter: a line of the log" \
		log_has "no-vlans: .*device=${NIC}[: ].*vlan_filtering 1"
	bridge vlan add dev $NIC vid 30
	ip link set br2 type bridge vlan_filtering 1
	ok_if "VLAN: a filter again: no note" \
		wait_until 5 not is_noted "no-vlans: "
	ok_if "VLAN: a filter again: as before" wait_until 5 is_as_before
	close_as alice
}
if [ $VLANS ]; then
	test_vlans
else
	not_run "VLANs" "this kernel has no CONFIG_BRIDGE_VLAN_FILTERING"
fi

# ---- down
for network in lan card; do
	grant $network
	changed "$network: down" "set the link down" ip link set $NIC down
	close_as alice
done

# ---- rates
grant slow
ok_if "slow: (a rate)" grep -q 'rate 8Mbit' $T/before
changed "slow: no queue" "took its rates away" tc qdisc del dev $NIC root
changed "slow: another queue" "took its rates away" \
	tc qdisc replace dev $NIC root pfifo
changed "slow: another rate" "took its rates away" \
	tc qdisc replace dev $NIC root tbf rate 80mbit burst 66000 limit 1000000
close_as alice

# ---- while no vmtapd runs, and at SIGHUP
grant lan lladdr=$MAC
kill -KILL $DAEMON
wait $DAEMON 2>/dev/null
bridge link set dev $NIC isolated off
daemon_start
ok_if "a start: isolated again" wait_until 5 is_as_before
# The holder's change makes vmtapd look before all others are looked at.
kill -KILL $DAEMON
wait $DAEMON 2>/dev/null
tell alice "set-lladdr 0 52:54:00:00:00:77"
ip link set $NIC down nomaster
ip link set $NIC master br0
events_start
daemon_start
ok_if "a start: down and without a fence: as before" wait_until 5 is_as_before
events_stop
like "a start: (events of it)" "$NIC: .*isolated on" "$(cat $T/events)"
unlike "a start: it was not up without its fence" \
	"$NIC: <[^>]*[<,]UP[,>].*isolated off" "$(cat $T/events)"
kill -STOP $DAEMON
bridge link set dev $NIC isolated off
kill -HUP $DAEMON
kill -CONT $DAEMON
ok_if "SIGHUP: isolated again" wait_until 5 is_as_before
# what today's policy does not grant stays as it was found
kill -KILL $DAEMON
wait $DAEMON 2>/dev/null
sed -i 's/allow "alice"/allow "bob"/' $CONF
bridge link set dev $NIC isolated off
daemon_start
ask root "request list"
kill -HUP $DAEMON
ask root "request list"
is "not granted any more: left as it is" False \
	"$(fact $NIC 'l["linkinfo"]["info_slave_data"]["isolated"]')"
sed -i 's/allow "bob"/allow "alice"/' $CONF
daemon_stop
daemon_start
ok_if "granted again: isolated" wait_until 5 is_as_before
close_as alice

# ---- without end: vmtapd counts within seconds, and a machine may be slow
daemon_hold_clock
grant lan lladdr=$MAC
is_over()
{
	no_link $NIC || [ "$(port 2>/dev/null)" = "$(cat $T/before)" ]
}
n=0
while [ $n -lt 20 ] && has_link $NIC; do
	n=$((n + 1))
	kill -STOP $DAEMON
	bridge link set dev $NIC isolated off 2>/dev/null
	kill -CONT $DAEMON
	wait_until 5 is_over
done
ok_if "again and again: the device ends" wait_until 5 no_link $NIC
is "again and again: one line" 1 \
	"$(grep -c "revoked: .*device=$NIC .*again and again" $T/daemon.log)"
is "again and again: after so many" 8 "$(lines "$PORT")"
close_as alice
finish
