#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# frr.t - three hosts on one segment by VXLAN and EVPN (Debian's FRR): the routing
# program puts an entry of its own in place of a lease's static entry, deletes it
# again, and vmtapd starts meanwhile.
# shellcheck disable=SC2086,SC2154 # $T, names and numbers have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

FRR=/usr/lib/frr
MAC=52:54:00:00:01:0a

if [ ! -x $FRR/zebra ]; then
	not_run "EVPN" "there is no $FRR/zebra; install the package frr"
	finish
fi

# in_host N COMMAND...: host 2 is this test's own namespace
in_host()
{
	host=$1
	shift
	if [ $host = 2 ]; then
		"$@"
	else
		ip netns exec h$host "$@"
	fi
}

# ---- three hosts, with a bridge and a VXLAN each
ip link add ul type bridge
ip link set ul up
ip addr add 192.0.2.2/24 dev ul
for n in 1 3; do
	ip netns add h$n
	ip link add u$n type veth peer name eth0 netns h$n
	ip link set u$n master ul up
	ip -n h$n link set lo up
	ip -n h$n link set eth0 up
	ip -n h$n addr add 192.0.2.$n/24 dev eth0
done
for n in 1 2 3; do
	in_host $n ip link add br0 address 02:00:00:00:0$n:01 type bridge
	in_host $n ip link set br0 mtu 1450 up
	in_host $n ip link add vxlan100 mtu 1450 type vxlan id 100 \
		local 192.0.2.$n dstport 4789 nolearning
	in_host $n ip link set vxlan100 master br0 addrgenmode none
	in_host $n bridge link set dev vxlan100 learning off
	in_host $n ip link set vxlan100 up
done

# ---- FRR, with its files in $T
echo 'frrvty:x:61200:root' >>$T/group
bgp_conf()
{
	echo "router bgp 65000"
	echo " bgp router-id 192.0.2.$1"
	echo " no bgp default ipv4-unicast"
	for other in 1 2 3; do
		[ $other = $1 ] || {
			echo " neighbor 192.0.2.$other remote-as 65000"
			echo " neighbor 192.0.2.$other timers 1 3"
			echo " neighbor 192.0.2.$other timers connect 1"
		}
	done
	echo " address-family l2vpn evpn"
	for other in 1 2 3; do
		[ $other = $1 ] ||
			echo "  neighbor 192.0.2.$other activate"
	done
	echo "  advertise-all-vni"
	echo " exit-address-family"
}
# The program stays in the foreground: this shell ends it with the namespace.
run_frr()
{
	in_host $1 $FRR/$2 -N h$1 -u root -g root -f $T/$2$1.conf \
		-i $T/$2$1.pid --vty_socket /run/frr/h$1 \
		--log file:$T/$2$1.log >$T/$2$1.out 2>&1 </dev/null &
}
for n in 1 2 3; do
	mkdir -p /run/frr/h$n
	: >$T/zebra$n.conf
	bgp_conf $n >$T/bgpd$n.conf
	run_frr $n zebra
done
for n in 1 2 3; do
	ok_if "(zebra $n runs)" wait_until 10 test -S /run/frr/h$n/zserv.api
	run_frr $n bgpd
done

# ---- where host N has the guest's address
where()
{
	in_host $1 bridge fdb show br br0 | grep "^$MAC" | grep -v self |
		sed 's/^.* dev \([^ ]*\) .*/\1/; s/ .*//' | sort -u
}
is_at()
{
	[ "$(where $1)" = "$2" ]
}
entry()
{
	bridge fdb show br br0 | grep "^$MAC" | grep -v self
}
noted()
{
	"$VMTAP" show $NIC | grep -q "^note.*elsewhere\|elsewhere: "
}

policy <<END
network lan { kind = bridge  bridge = "br0"  allow "alice" {}
	vm "m" { mac = "$MAC" } }
END
daemon_start
open_as alice "network=lan vm=m"
ok_if "granted: host 1 learns where the guest is" wait_until 20 is_at 1 vxlan100
ok_if "granted: host 3, too" wait_until 20 is_at 3 vxlan100
is "granted: here it is at its port" $NIC "$(where 2)"

# moves: host 3 has the address, and tells so with a higher number.  A sticky
# entry does not move (RFC 7432), so this one is not.
in_host 3 ip link add guest0 type veth peer name guest1
in_host 3 ip link set guest1 up
in_host 3 ip link set guest0 master br0 up
is_movable()
{
	! in_host 3 bridge fdb show br br0 | grep "^$MAC" | grep -q static
}
moves()
{
	bridge fdb replace $MAC dev $NIC master static
	wait_until 10 is_movable
	in_host 3 bridge fdb replace $MAC dev guest0 master static
}
moves_back()
{
	in_host 3 bridge fdb del $MAC dev guest0 master
}

moves
ok_if "moved: zebra puts its own entry in place of the lease's" \
	wait_until 20 is_at 2 vxlan100
like "moved: a program's" "extern_learn" "$(entry)"
ask alice "request list"
is "moved: vmtapd leaves it" vxlan100 "$(where 2)"
moves_back
ok_if "moved back: the lease has its entry again" wait_until 20 is_at 2 $NIC
like "moved back: as it was granted" "sticky" "$(entry)"
ok_if "moved back: host 1 knows" wait_until 20 is_at 1 vxlan100

# A vmtapd that starts meanwhile asks who has the address.
moves
ok_if "a start: (moved)" wait_until 20 is_at 2 vxlan100
kill -KILL $DAEMON
wait $DAEMON 2>/dev/null
daemon_start
ok_if "a start: the note" wait_until 5 noted
is "a start: the address stays at host 3" vxlan100 "$(where 2)"
is "a start: host 3 has it" guest0 "$(where 3)"
kill -HUP $DAEMON
ask alice "request list"
is "SIGHUP: the address stays at host 3" vxlan100 "$(where 2)"
is "a start: one line" 1 "$(grep -c "elsewhere: .*device=${NIC}[: ]" $T/daemon.log)"
moves_back
ok_if "moved back: the lease has its entry again" wait_until 20 is_at 2 $NIC
ok_if "moved back: no note" wait_until 5 not noted
close_as alice
ok_if "ended: host 1 forgets it" wait_until 20 is_at 1 ""
finish
