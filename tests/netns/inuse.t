#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# inuse.t - addresses that other parties have: the bridge, its ports, stations
# that the bridge knows, the lower device, other macvlans.
# shellcheck disable=SC2086 # $T, numbers and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

TABLE=52:54:00:00:00:01
policy <<END
network lan { kind = bridge  bridge = "br0"
	allow "alice" {}
	allow "bob" {}
	vm printer { mac = "$TABLE" }
}
network side { kind = bridge  bridge = "br0"  allow "bob" {} }
network card { kind = macvtap  lower = "eth9"  allow "alice" {} }
network whole { kind = macvtap  lower = "eth8"  mode = passthru
	allow "alice" {} }
END
add_bridge br0
ip link set br0 address 02:00:00:00:00:77
for lower in eth8 eth9; do
	ip link add $lower type veth peer name $lower-far
	ip link set $lower-far up
	ip link set $lower up
done
daemon_start

# refused WHAT CODE WHY USER REQUEST: open refuses it, and check says the same
refused()
{
	ask "$4" "request open $5"
	is "$1: refused" "$2" "$(reply code)"
	like "$1: says why" "$3" "$(reply text)"
	refused_text=$(reply text)
	# a device that was tried and given up is gone
	wait_until 3 ours_are 0
	ask "$4" "request check $5"
	is "$1: check says the same" "$2 $refused_text" \
		"$(reply code) $(reply text)"
}

# address REQUEST: prints the address that check tells alice
address()
{
	ask alice "request check $1"
	reply lladdr
}

# gets WHAT ADDRESS REQUEST: open gives alice the address, as check says
gets()
{
	is "$1: check" "$2" "$(address "$3")"
	open_as alice "$3"
	is "$1" "0 $2" "$(opened code) $(opened lladdr)"
	close_as alice
}

# learn LLADDR: br0 learns it at its port to the peer
learn()
{
	ip -n peer link set far address "$1"
	wait_until 5 learned "$1"
}
learned()
{
	far_speaks
	bridge fdb get "$1" br br0 2>/dev/null | grep -q "dev br0-up"
}
# The station has another address first: a last frame of its own would have br0
# learn the old one again.
forget()
{
	ip -n peer link set far address $FAR
	bridge fdb del "$1" dev br0-up master
}

test_bridge()
{
	refused "the bridge's own" 5 'the bridge br0 itself' alice \
		"network=lan lladdr=02:00:00:00:00:77"
	refused "a port's own" 5 "the bridge's port br0-up itself" alice \
		"network=lan lladdr=02:00:00:00:00:11"
	bridge fdb add 52:54:00:00:00:22 dev br0-up master static
	refused "a static entry" 5 "fixed at the bridge's port br0-up" alice \
		"network=lan lladdr=52:54:00:00:00:22"
	bridge fdb del 52:54:00:00:00:22 dev br0-up master
	gets "a static entry that is gone" 52:54:00:00:00:22 \
		"network=lan lladdr=52:54:00:00:00:22"
	leaves_nothing "bridge"
}

test_learned()
{
	refused "reserved on another network of the bridge" 4 \
		"address $TABLE is reserved for another VM" bob \
		"network=side lladdr=$TABLE vm=printer"
	mac=52:54:00:00:00:33
	learn $mac
	refused "another station, a wish" 5 \
		"another station behind the bridge's port br0-up.*reserve" \
		alice "network=lan lladdr=$mac"
	forget $mac
	gets "a station that is forgotten" $mac "network=lan lladdr=$mac"

	mac=$(address "network=lan")
	learn $mac
	next=$(address "network=lan")
	unlike "another station, an unnamed device: gets the next" \
		"^$mac\$|^\$" "$next"
	gets "another station, an unnamed device" "$next" "network=lan"
	forget $mac
	gets "an unnamed device, when the station is gone" $mac "network=lan"
	leaves_nothing "learned"
}

# The bridge may have heard a VM behind the uplink before it moves here, or
# comes back.  But a user who chooses names could find one that has a given
# station's address.
test_of_the_vm()
{
	mac=$(address "network=lan vm=web1")
	learn $mac
	refused "stable for a name, heard elsewhere" 5 \
		"address $mac of the VM \"web1\" is in use: another station behind .*br0-up.*line vm" \
		alice "network=lan vm=web1"
	is "stable for a name, heard elsewhere: it stays there" br0-up \
		"$(bridge fdb get $mac br br0 | sed -n 's/.*dev \([^ ]*\).*/\1/p')"
	forget $mac
	gets "stable for a name, when the station is gone" $mac \
		"network=lan vm=web1"
	learn $TABLE
	gets "reserved for the VM, heard elsewhere" $TABLE \
		"network=lan vm=printer"
	learn $TABLE
	open_as alice "network=lan vm=printer"
	ok_if "reserved for the VM, heard elsewhere: it talks" \
		can_talk alice $TABLE
	close_as alice
	learn $TABLE
	gets "the same, with the wish" $TABLE \
		"network=lan vm=printer lladdr=$TABLE"
	forget $TABLE
	bridge fdb add $mac dev br0-up master static
	refused "the VM's own, fixed elsewhere" 5 \
		"address $mac of the VM \"web1\".*fixed" alice \
		"network=lan vm=web1"
	bridge fdb del $mac dev br0-up master
	leaves_nothing "of the VM"
}

# The port's own address takes the place of a station that has it, so the port
# gets a free one.
test_host_side()
{
	learn fe:00:00:00:00:78
	open_as alice "network=lan lladdr=02:00:00:00:00:78"
	is "the port's own address is a station's: granted" 0 "$(opened code)"
	like "the port's own address is a station's: it has another" \
		'^fe:' "$(fact $NIC 'l["address"]')"
	unlike "the port's own address is a station's: not that" \
		'^fe:00:00:00:00:78' "$(fact $NIC 'l["address"]')"
	is "the port's own address is a station's: the station is there" \
		br0-up "$(bridge fdb get fe:00:00:00:00:78 br br0 |
			sed -n 's/.*dev \([^ ]*\).*/\1/p')"
	port=$(fact $NIC 'l["address"]')
	daemon_stop
	ip link set dev $NIC address 02:00:00:00:00:99
	daemon_start
	ok_if "the port's own address is another: known after a restart" \
		wait_until 5 address_is $NIC "$port"
	ok_if "the port's own address is another: it talks" \
		can_talk alice 02:00:00:00:00:78
	ask bob "request open network=lan lladdr=$port"
	is "the port's own address: nobody's guest gets it" 5 "$(reply code)"
	close_as alice
	forget fe:00:00:00:00:78
	wait_until 3 ours_are 0
	mark
}
address_is()
{
	[ "$(fact "$1" 'l["address"]')" = "$2" ]
}

# When a port goes, the bridge forgets what it knows of it.
test_restart()
{
	mac=52:54:00:00:00:44
	for round in 1 2; do
		open_as alice "network=lan lladdr=$mac"
		is "start $round: granted" 0 "$(opened code)"
		ok_if "start $round: is heard" can_talk alice $mac
		close_as alice
	done
	leaves_nothing "restart"
}

# The address was heard behind a device of vmtapd that learns its address.
test_behind_ours()
{
	mac=52:54:00:00:00:55
	open_as alice "network=lan unknown=1"
	ok_if "a guest is heard" speaks alice $mac
	refused "behind one's own device" 5 "your device $NIC has it" alice \
		"network=lan lladdr=$mac"
	refused "behind another user's" 5 "another device of vmtap's" bob \
		"network=lan lladdr=$mac"
	unlike "behind another user's: no name" 'vt[0-9a-f]{8}|br0' \
		"$(reply text)"
	close_as alice
	leaves_nothing "behind ours"
}

test_lower()
{
	lower=$(fact eth9 'l["address"]')
	refused "the lower device's own" 5 'the lower device eth9 itself' \
		alice "network=card lladdr=$lower"
	mac=$(address "network=card")
	ip link set eth9 address $mac
	next=$(address "network=card")
	unlike "the lower device's, an unnamed device: gets the next" \
		"^$mac\$|^\$" "$next"
	gets "the lower device's, an unnamed device" "$next" "network=card"
	mac=$(address "network=card vm=web1")
	ip link set eth9 address $mac
	refused "the lower device's, a VM's own" 5 \
		"address $mac of the VM \"web1\".*the lower device eth9" \
		alice "network=card vm=web1"
	ip link set eth9 address $lower
	whole=$(fact eth8 'l["address"]')
	gets "in passthru it is one and the same" "$whole" \
		"network=whole lladdr=$whole"
	leaves_nothing "lower"
}

test_macvlan()
{
	mac=$(address "network=card")
	ip link add link eth9 name foreign address $mac type macvlan mode bridge
	gets "another macvlan that is down" "$mac" "network=card"
	ip link set foreign up
	refused "another macvlan" 5 "another macvlan or macvtap on eth9" \
		alice "network=card lladdr=$mac"
	next=$(address "network=card")
	unlike "another macvlan, an unnamed device: gets the next" \
		"^$mac\$|^\$" "$next"
	gets "another macvlan, an unnamed device" "$next" "network=card"
	ip link del foreign
	mac=$(address "network=card vm=web1")
	ip link add link eth9 name foreign address $mac type macvlan mode bridge
	ip link set foreign up
	refused "another macvlan, a VM's own" 5 \
		"another macvlan or macvtap on eth9" alice "network=card vm=web1"
	ip link del foreign
	wait_until 3 ours_are 0
	leaves_nothing "macvlan"
}

# The same for a macvtap; the other macvlan is the host's own.
test_macvtap()
{
	mac=$(address "network=card vm=web1")
	ip link add link eth9 name foreign address $mac type macvtap mode bridge
	ip link set foreign up
	refused "another macvtap, a VM's own" 5 \
		"another macvlan or macvtap on eth9" alice "network=card vm=web1"
	ip link set foreign down
	gets "another macvtap that is down" $mac "network=card vm=web1"
	ip link del foreign
	# on another lower device the address is free
	ip link add link eth9-far name foreign address $mac type macvtap
	ip link set foreign up
	gets "a macvtap elsewhere" $mac "network=card vm=web1"
	ip link del foreign
	wait_until 3 ours_are 0
	leaves_nothing "macvtap"
}

# reads: prints how often the daemon reads for one check
is_traced()
{
	! grep -q '^TracerPid:[^0-9]*0$' /proc/$DAEMON/status
}
reads()
{
	strace -qq -e trace=recvmsg,recvfrom -o $T/trace -p $DAEMON &
	tracer=$!
	wait_until 10 is_traced
	ask alice "request check network=card"
	kill $tracer
	wait $tracer
	grep -c RTM_NEWLINK $T/trace
}

# A client cannot make the daemon read all links of a host again and again.
test_many_links()
{
	if ! command -v strace >/dev/null; then
		not_run "many links" "this host has no strace"
		return
	fi
	few=$(reads)
	n=0
	while [ $n -lt 400 ]; do
		echo "link add many$n type veth peer name many$n-far"
		n=$((n + 1))
	done | ip -batch -
	many=$(reads)
	ok_if "800 links more: a check reads as little ($few, $many)" \
		[ "$many" -lt $((few + 20)) ]
	n=0
	while [ $n -lt 400 ]; do
		echo "link del many$n"
		n=$((n + 1))
	done | ip -batch -
	leaves_nothing "many links"
}

# As many macvlans as there are attempts.
test_macvlans_everywhere()
{
	n=0
	while mac=$(address "network=card") && [ "$(reply code)" = 0 ] &&
		[ $n -lt 20 ]; do
		ip link add link eth9 name foreign$n address $mac \
			type macvlan mode bridge
		ip link set foreign$n up
		n=$((n + 1))
	done
	is "macvlans: eight addresses are tried" 8 $n
	refused "macvlans: then it is refused" 5 \
		"another macvlan or macvtap on eth9" alice "network=card"
	while [ $n -gt 0 ]; do
		n=$((n - 1))
		ip link del foreign$n
	done
	wait_until 3 ours_are 0
	leaves_nothing "macvlans"
}

test_bridge
test_learned
test_of_the_vm
test_restart
test_behind_ours
test_host_side
test_lower
test_macvlan
test_macvtap
test_many_links
test_macvlans_everywhere
finish
