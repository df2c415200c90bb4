#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# gateway.t - addresses that no guest gets: vendors' without "mac", those of the
# host's default routers and neighbours, and those that the policy reserves.
# shellcheck disable=SC2086 # $T, numbers and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

ROUTER=00:aa:00:00:00:01
ROUTER6=00:aa:00:00:00:02
SECOND=00:aa:00:00:00:03
NEIGHBOUR=00:aa:00:00:00:04
APPLIANCE=00:aa:00:00:00:05

# policy_with RESERVED: of the links eth2 and br1
policy_with()
{
	policy <<END
global { on-reload = revoke  reserved = "00:00:5e:00:01:00/40" }
network card { kind = macvtap  lower = "eth1"
	allow "alice" {}
	allow "bob" { mac = "00:aa:00:00:00:00/24" }
	allow "carol" { mac = "52:54:00:00:07:00/44"  devices = 20 }
	vm appliance { mac = "$APPLIANCE"  users = "bob" }
}
network whole { kind = macvtap  lower = "eth3"  mode = passthru
	allow "alice" {} }
network kept { kind = macvtap  lower = "eth2"  reserved = {$1}
	allow "alice" {}
	allow "bob" { mac = "52:54:00:00:00:00/47"  devices = 4 }
}
network beside { kind = macvtap  lower = "eth2"  allow "alice" {} }
network lan { kind = bridge  bridge = "br0"
	allow "alice" {}
	allow "bob" { mac = "00:aa:00:00:00:00/24" }
	vm appliance { mac = "$APPLIANCE"  users = "bob" }
}
END
}
policy_with '"52:54:00:00:00:00", "52:54:00:00:01:00/40"'

for link in eth1 eth2 eth3 up0; do
	ip link add $link type veth peer name far-$link netns peer
	ip -n peer link set far-$link up
	ip link set $link up
done
bare_bridge br0 address 02:00:00:00:00:0b
ip link set up0 master br0
ip addr add 192.0.2.2/24 dev eth1
ip addr add 198.51.100.2/24 dev br0
daemon_start

answers()
{
	ask "$1" "request check $2"
	[ "$(reply code)" = "$3" ] && reply text | grep -qE -e "$4"
}

# refused WHAT CODE WHY USER REQUEST: check refuses it, and open says the same.
# vmtapd may keep its list of neighbours for a moment.
refused()
{
	ok_if "$1: refused, and says why" wait_until 5 answers "$4" "$5" "$2" "$3"
	refused_text=$(reply text)
	ask "$4" "request open $5"
	is "$1: open says the same" "$2 $refused_text" \
		"$(reply code) $(reply text)"
}

# free WHAT USER REQUEST: check grants it
free()
{
	ok_if "$1: granted" wait_until 5 answers "$2" "$3" 0 ''
}

test_vendors()
{
	for network in card lan; do
		refused "$network: a vendor's address without mac" 4 \
			"$ROUTER is a vendor's.*add mac = \"$ROUTER\"" alice \
			"network=$network lladdr=$ROUTER"
		free "$network: QEMU's" alice \
			"network=$network lladdr=52:54:00:12:34:56"
		free "$network: a vendor's in the rule's range" bob \
			"network=$network lladdr=00:aa:00:00:00:99"
	done
	free "passthru: a vendor's, as that of the card" alice \
		"network=whole lladdr=$ROUTER"
	open_as alice "network=lan unknown=1"
	tell alice "write 0 $(arp_from $ROUTER)"
	ok_if "a vendor's is not learned" wait_until 3 \
		log_has "refused: .*device=${NIC}[: ].*$ROUTER: the policy does not grant"
	close_as alice
	leaves_nothing "vendors"
}

# default LINK ROUTER: a default router that the host knows
default()
{
	case $1 in
	br0) default_via=198.51.100.1 default_metric=100 ;;
	*) default_via=192.0.2.1 default_metric=10 ;;
	esac
	ip route replace default via $default_via dev $1 metric $default_metric
	ip neigh replace $default_via lladdr $2 nud stale dev $1
}
nothing_known()
{
	ip route flush default dev $1
	ip neigh flush nud all dev $1
}

test_router()
{
	for link in eth1 br0; do
		network=lan
		[ $link = br0 ] || network=card
		ask bob "request check network=$network lladdr=$ROUTER"
		is "$link: an address that nobody has: granted" 0 "$(reply code)"
		default $link $ROUTER
		refused "$link: a router's" 5 \
			"$ROUTER is in use: a default router of this host on $link" \
			bob "network=$network lladdr=$ROUTER"
		default $link $APPLIANCE
		free "$link: a router's that is the table's VM" bob \
			"network=$network vm=appliance"
		free "$link: the former router's" bob \
			"network=$network lladdr=$ROUTER"
		nothing_known $link
	done
	leaves_nothing "router"
}

# Two default routers of one route, in either order.
test_multipath()
{
	ip route replace default nexthop via 192.0.2.1 dev eth1 \
		nexthop via 192.0.2.9 dev eth1
	ip neigh replace 192.0.2.1 lladdr $ROUTER nud reachable dev eth1
	ip neigh replace 192.0.2.9 lladdr $SECOND nud permanent dev eth1
	refused "multipath, the first" 5 "a default router" bob \
		"network=card lladdr=$ROUTER"
	refused "multipath, the second" 5 "a default router" bob \
		"network=card lladdr=$SECOND"
	nothing_known eth1
	leaves_nothing "multipath"
}

test_router_ipv6()
{
	if ! ip neigh replace fe80::1 lladdr $ROUTER6 nud stale dev eth1; then
		not_run "IPv6 router" "this kernel has no IPv6"
		return
	fi
	ip -6 route add default via fe80::1 dev eth1
	refused "IPv6: a router's" 5 "a default router of this host on eth1" \
		bob "network=card lladdr=$ROUTER6"
	ip -6 route flush default dev eth1
	ip -4 route replace default via inet6 fe80::1 dev eth1
	refused "IPv4 by IPv6: a router's" 5 "a default router" bob \
		"network=card lladdr=$ROUTER6"
	nothing_known eth1
	leaves_nothing "IPv6"
}

# The host knows a station without any route by it.
test_neighbour()
{
	ip neigh replace 192.0.2.7 lladdr $NEIGHBOUR nud stale dev eth1
	refused "a neighbour's" 5 \
		"$NEIGHBOUR is in use: a neighbour of this host on eth1" bob \
		"network=card lladdr=$NEIGHBOUR"
	free "a neighbour's on another link" bob \
		"network=lan lladdr=$NEIGHBOUR"
	ip neigh replace 192.0.2.7 lladdr $APPLIANCE nud stale dev eth1
	free "a neighbour that is the table's VM" bob "network=card vm=appliance"
	free "a neighbour that is gone" bob "network=card lladdr=$NEIGHBOUR"
	nothing_known eth1
	# the host has talked to this guest, whose VM starts again
	ip neigh replace 198.51.100.7 lladdr $NEIGHBOUR nud stale dev br0
	free "a bridge's guest that the host knows" bob \
		"network=lan lladdr=$NEIGHBOUR"
	nothing_known br0
	leaves_nothing "neighbour"
}

test_learned()
{
	default br0 $ROUTER
	refused "learned: before" 5 "default router" bob \
		"network=lan lladdr=$ROUTER"
	open_as bob "network=lan unknown=1"
	tell bob "write 0 $(arp_from $ROUTER)"
	ok_if "a router's is not learned" wait_until 3 \
		log_has "refused: .*device=${NIC}[: ].*$ROUTER: a default router"
	close_as bob
	nothing_known br0
	leaves_nothing "learned"
}

test_reserved()
{
	for network in kept beside; do
		refused "$network: reserved" 4 \
			"52:54:00:00:01:05 is reserved on network \"$network\", so nobody" \
			alice "network=$network lladdr=52:54:00:00:01:05"
	done
	refused "reserved on all networks" 4 "is reserved on network" alice \
		"network=whole lladdr=00:00:5e:00:01:07"
	# of the two addresses of the range one is reserved
	open_as bob "network=kept"
	is "reserved: the other one is chosen" "0 52:54:00:00:00:01" \
		"$(opened code) $(opened lladdr)"
	ask bob "request open network=kept"
	is "reserved: it is never chosen" 5 "$(reply code)"
	close_as bob
	# about half of the names would have the reserved one
	for name in a b c d e f g h; do
		open_as bob "network=kept vm=$name"
		is "reserved: not that of the VM $name" \
			"0 52:54:00:00:00:01" "$(opened code) $(opened lladdr)"
		close_as bob
	done
	like "reserved: explained to the administrator" \
		'^reserved: 00:00:5e:00:01:00/40 52:54:00:00:00:00/48 52:54' \
		"$("$VMTAPD" --config $CONF --check --explain bob kept)"
	leaves_nothing "reserved"
}

test_reload()
{
	open_as alice "network=beside lladdr=52:54:00:00:02:01"
	is "reload: granted" 0 "$(opened code)"
	policy_with '"52:54:00:00:02:00/40"'
	kill -HUP $DAEMON
	ok_if "reload: newly reserved, so revoked" wait_until 3 no_link $NIC
	close_as alice
	leaves_nothing "reload"
}

is_traced()
{
	! grep -q '^TracerPid:[^0-9]*0$' /proc/$DAEMON/status
}

# neighbours add|del: 3000 of eth1, with all addresses that carol may have
neighbours()
{
	i=0
	while [ $i -lt 3000 ]; do
		printf 'neigh %s 10.%d.%d.1 lladdr 52:54:00:00:%02x:%02x nud permanent dev eth1\n' \
			$1 $((i / 250)) $((i % 250)) $((i / 250)) $((i % 250))
		i=$((i + 1))
	done | ip -batch -
}

# A client cannot make the daemon list all neighbours for each address that it
# tries.
test_many()
{
	neighbours add
	default eth1 $ROUTER
	refused "many: a router's" 5 "a default router" bob \
		"network=card lladdr=$ROUTER"
	refused "many: a neighbour's" 5 "a neighbour" alice \
		"network=card lladdr=52:54:00:00:0b:f9"
	if command -v strace >/dev/null; then
		strace -qq -s 256 -e trace=sendto -o $T/trace -p $DAEMON &
		tracer=$!
		wait_until 10 is_traced
		ask carol "request check network=card"
		is "many: a neighbour has each of the range" 5 "$(reply code)"
		kill $tracer
		wait $tracer
		tried=$(grep -c RTM_GETLINK $T/trace)
		lists=$(grep -c 'RTM_GETNEIGH.*NLM_F_DUMP' $T/trace)
		ok_if "many: not a list for each of the tries ($lists, $tried)" \
			[ $lists -le $((2 + tried / 4)) ]
	else
		not_run "many: lists" "this host has no strace"
	fi
	neighbours del
	nothing_known eth1
	leaves_nothing "many"
}

test_vendors
test_router
test_multipath
test_router_ipv6
test_neighbour
test_learned
test_reserved
test_reload
test_many
finish
