#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# stock.t - inside a machine: what the kernel of a distribution has, and other
# kernels may lack: vhost-net, VLANs on a bridge's ports, limits of what a guest
# sends, and a bridge without MAB (Linux 6.1).
# shellcheck disable=SC2086,SC2154 # $T and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

# ---- grants with vhost-net ---------------------------------------------------

network()
{
	echo "network $1 {"
	shift
	printf '  %s\n' "$@" queues=4 'allow "alice" {}' '}'
}

world()
{
	ip link add br0 mtu 1400 type bridge
	for lower in up0 pass0; do
		ip link add "$lower" type veth peer name "$lower-far"
		ip link set "$lower" up
		ip link set "$lower-far" up
	done
	ip link set br0 up
	{
		network lan kind=bridge 'bridge="br0"' vhost=true
		network bare kind=bridge 'bridge="br0"'
		for mode in bridge private vepa; do
			network "$mode" kind=macvtap 'lower="up0"' "mode=$mode" \
				mtu=1300 vhost=true
		done
		network source kind=macvtap 'lower="up0"' mode=source mtu=1300 \
			vhost=true 'sources={"52:54:00:00:00:01"}'
		network passthru kind=macvtap 'lower="pass0"' mode=passthru
		echo 'network ranged { kind = bridge  bridge = "br0"'
		echo '  allow "alice" { mac = "52:54:00:00:00:00/24" } }'
	} | policy
	modprobe vhost_net
}

gone()
{
	wait_until 10 ours_are 0
}

# nic NIC SCRIPT: alice runs it with the nic's facts in $fds, $ifname, $mac and,
# if it has them, $vhostfds; afterwards the device has to be gone.
nic()
{
	case $1 in
	*vhost=on*) nic_vhostfds='{vhostfds}' ;;
	*) nic_vhostfds= ;;
	esac
	# shellcheck disable=SC2016 # for the inner shell
	as alice "$VMTAP" run -n "$1" -- sh -c \
		'fds=$1 ifname=$2 mac=$3 vhostfds=$4; eval "$5"' \
		sh '{fds}' '{ifname}' '{mac}' "$nic_vhostfds" "set -ex; $2" &&
		gone
}

vhost_refused()
{
	! as alice "$VMTAP" run --inherit -n bare,vhost=on -- true 2>$T/refusal &&
		grep 'vhost' $T/refusal
}

# shellcheck disable=SC2016 # all of these are for the inner shell
test_grants()
{
	ok_if "/dev/vhost-net is there" test -c /dev/vhost-net
	ok_if "bridge: a TAP, up, a port of the bridge, with its MTU" nic lan '
		[ "$(readlink /proc/self/fd/$fds)" = /dev/net/tun ]
		ip -oneline link show dev $ifname type tun |
			grep "[<,]UP[,>].* mtu 1400 .* master br0 "'
	ok_if "two queues with vhost-net: four descriptors" nic \
		lan,queues=2,vhost=on '
		for fd in ${fds%:*} ${fds#*:}; do
			[ "$(readlink /proc/self/fd/$fd)" = /dev/net/tun ]
		done
		for fd in ${vhostfds%:*} ${vhostfds#*:}; do
			[ "$(readlink /proc/self/fd/$fd)" = /dev/vhost-net ]
		done
		[ ${fds%:*} != ${fds#*:} ]
		[ ${vhostfds%:*} != ${vhostfds#*:} ]'
	ok_if "vhost-net where the policy has none: refused" vhost_refused
	for mode in bridge private vepa source; do
		ok_if "macvtap $mode: up, on its lower link, MTU of the policy" \
			nic "$mode,vhost=on" '
			case $(readlink /proc/self/fd/$fds) in
			/dev/tap[0-9]*) ;; *) false ;; esac
			[ "$(readlink /proc/self/fd/$vhostfds)" = /dev/vhost-net ]
			ip -details -oneline link show dev $ifname type macvtap |
			grep "@up0: .*[<,]UP[,>].* mtu 1300 .*$mac.* mode '"$mode"' "'
	done
	ok_if "macvtap with four queues" nic bridge,queues=4 '
		[ "$(echo $fds | tr : "\n" | sort -u | wc -l)" = 4 ]'
	before=$(cat /sys/class/net/pass0/address)
	ok_if "passthru: the lower device has the guest's address" \
		nic passthru,mac=52:54:00:12:34:56 '
		[ "$mac" = 52:54:00:12:34:56 ]
		[ "$(cat /sys/class/net/pass0/address)" = $mac ]'
	is "passthru: and then its own again" "$before" \
		"$(cat /sys/class/net/pass0/address)"
	ok_if "SIGKILL on a bridge: gone" killed lan
	ok_if "SIGKILL on a macvtap: gone" killed bridge
}

# Kills the process that holds the descriptors.
killed()
{
	exec_as alice "$VMTAP" run --inherit -n "$1" -- sleep 100 &
	pid=$!
	wait_until 10 ours_are 1 || return
	kill -KILL "$pid"
	wait "$pid"
	gone
}

# ---- VLANs -------------------------------------------------------------------

# card NAME KEY=VALUE...: a device of vmtap-link's, whose name is kept
card()
{
	link_start "$@"
	echo "$NIC" >"$T/$1.nic"
	[ -n "$NIC" ]
}

drop()
{
	probe_kill "$@"
	gone
}

# two of VLAN 20, one of 30, a trunk whose own is 10, one of 10
vlan_cards()
{
	ip link add br1 type bridge vlan_filtering 1 mcast_snooping 0
	ip link set br1 up
	card a link=br1 mac=52:54:00:00:00:0a vlan=20 filters=1 &&
		card b link=br1 mac=52:54:00:00:00:0b vlan=20 filters=1 &&
		card c link=br1 mac=52:54:00:00:00:0c vlan=10 vlans=20,30 \
			filters=1 &&
		card d link=br1 mac=52:54:00:00:00:0d vlan=30 filters=1 &&
		card e link=br1 mac=52:54:00:00:00:0e vlan=10 filters=1
}

# vlan_ids NAME: prints the VLANs as the bridge has them, with its words for the
# port's own VLAN
vlan_ids()
{
	bridge vlan show dev "$(cat "$T/$1.nic")" |
		sed -n 's/^[^ ]* *\([0-9][0-9]*\)\(.*\)$/\1\2/p' | tr '\n' ,
}

# hears NAME HEX N: of frames with HEX, before one that is for all
ALL=88b5e0d0
hears()
{
	tell "$1" "count 0 3000 match=$2 end=$ALL"
	grep "count=$3 end=1" $T/reply || { cat $T/reply; return 1; }
}

TO_ALL=ffffffffffff52540000000
# said NAME BYTE HEX: NAME sends HEX; then the trunk sends an end in each VLAN
said()
{
	tell "$1" "write 0 $TO_ALL$2$3$(printf '%080d' 0)"
	over="$ALL$(printf '%080d' 0)"
	for tag in 81000014 8100001e ""; do
		tell c "write 0 ${TO_ALL}c$tag$over"
	done
}

# "c" does not hear its own frames: its end comes from e
trunk_hears()
{
	tell e "write 0 ${TO_ALL}e$ALL$(printf '%080d' 0)" && hears c "$1" "$2"
}

access()
{
	said a a 88b5aaaa && hears b 52540000000a88b5aaaa 1 &&
		hears d 88b5aaaa 0 && hears e 88b5aaaa 0 &&
		trunk_hears 52540000000a8100001488b5aaaa 1
}

# with a tag that is not its own
hop()
{
	said a a 8100001e88b5abab && hears b 88b5abab 0 && hears d 88b5abab 0 &&
		hears e 88b5abab 0 && trunk_hears 88b5abab 0
}

trunk()
{
	said c c 8100001e88b5cccc && hears d 52540000000c88b5cccc 1 &&
		hears b 88b5cccc 0 && hears e 88b5cccc 0
}

strange_tag()
{
	said c c 8100002888b5cdcd && hears b 88b5cdcd 0 &&
		hears d 88b5cdcd 0 && hears e 88b5cdcd 0
}

native()
{
	said c c 88b5cece && hears e 52540000000c88b5cece 1 &&
		hears b 88b5cece 0 && hears d 88b5cece 0
}

# drain NAME...: reads what each has not read
drain()
{
	for name; do
		tell "$name" "count 0 50 match=00 end=deadbeefdeadbeef" || true
	done
}

# A station that the bridge has learned in VLAN 20 counts for a port of VLAN 20,
# but not for one of VLAN 30.
test_known_in_vlan()
{
	bridge fdb add 52:54:00:00:00:1a master dynamic vlan 20 \
		dev "$(cat $T/a.nic)"
	link_start known link=br1 mac=52:54:00:00:00:1a vlan=20 filters=1
	like "VLANs: a station of this VLAN: in use" \
		'in use: another station' "$(link_error known)"
	link_start known link=br1 mac=52:54:00:00:00:1a vlan=30 filters=1
	is "VLANs: a station of another VLAN: not in use" "" \
		"$(link_error known)"
	probe_kill known
}

test_vlans()
{
	ok_if "VLANs: five ports" vlan_cards
	is "VLANs: those of the policy, and not the bridge's own" \
		"20 PVID Egress Untagged," "$(vlan_ids a)"
	is "VLANs: of a trunk" "10 PVID Egress Untagged,20,30," \
		"$(vlan_ids c)"
	test_known_in_vlan
	for case in access hop trunk strange_tag native; do
		drain a b c d e
		ok_if "VLANs: $case" $case
	done
	ok_if "VLANs: gone" drop a b c d e
	ip link del br1
}

# ---- limits of what the guest sends ------------------------------------------

PAYLOAD=$(printf '%02000d' 0)
# Of 400 frames, the burst and some later ones pass.
is_limited()
{
	[ "$1" -ge 60 ] && [ "$1" -le 250 ]
}

counted()
{
	tell "$1" "count 0 1000 match=$2 end=deadbeefdeadbeef"
	sed -n 's/^count=\([0-9]*\) .*/\1/p' $T/reply
}

# tap_limit NAME LIMIT TO: counts how many of the frames that "a" sends to TO
# reach "b"; sets N
tap_limit()
{
	card a link=br0 mac=52:54:00:00:00:0a "$1" filters=1
	card b link=br0 mac=52:54:00:00:00:0b filters=1
	tell a "write 0 ${2}52540000000a88b5${PAYLOAD} times=400"
	n=$(counted b 52540000000a88b5)
	ok_if "limits: the devices go" drop a b
}

test_limits()
{
	tap_limit rate_out=8000 52540000000b
	ok_if "limits: of what a TAP's guest sends the burst passes ($n)" \
		is_limited "$n"
	tap_limit rate_broadcast=8000 ffffffffffff
	ok_if "limits: and of its broadcasts ($n)" is_limited "$n"
	tap_limit rate_broadcast=8000 52540000000b
	is "limits: but all else" 400 "$n"
	card a kind=macvtap mode=3 link=up0 mac=52:54:00:00:00:0a rate_in=8000
	card b kind=macvtap mode=3 link=up0 mac=52:54:00:00:00:0b
	tell b "write 0 52540000000a52540000000b88b5${PAYLOAD} times=400"
	n=$(counted a 52540000000b88b5)
	ok_if "limits: of what a macvtap's guest receives ($n)" is_limited "$n"
	probe_kill a b
	# No daemon is there to delete them.
	for name in a b; do
		ip link del "$(cat $T/$name.nic)"
	done
}

# ---- learning without MAB ----------------------------------------------------

port_is()
{
	[ "$(fact "$NIC" '"%s %s" % (lambda p: (p["learning"], p["locked"]))(
		l["linkinfo"]["info_slave_data"])')" = "$1" ]
}

is_listed()
{
	as alice "$VMTAP" list | grep -F "$1"
}

test_learning()
{
	ip link add mab0 master br0 type veth peer name mab1
	if has_mab mab0; then
		not_run "learning without MAB" "this kernel has MAB"
		return
	fi
	open_as alice "network=ranged unknown=1"
	ok_if "learning without MAB: open" port_is "True False"
	tell alice "write 0 ffffffffffff52540000123488b5$PAYLOAD"
	ok_if "learning without MAB: the first frame tells the address" \
		wait_until 5 is_listed '52:54:00:00:12:34(learned)'
	ok_if "learning without MAB: and then it is locked" port_is "False True"
	close_as alice
	open_as alice "network=ranged unknown=1"
	tell alice "write 0 ffffffffffff02540000123488b5$PAYLOAD"
	ok_if "learning without MAB: a refused address shuts the port" \
		wait_until 5 log_has "shut: .*device=${NIC}[: ]"
	ok_if "learning without MAB: which is locked" port_is "False True"
	close_as alice
}

# A system call that a filter killed for, or worse.
kernel_complains()
{
	dmesg | grep -E 'type=1326|segfault|BUG:|WARNING:'
}

world
daemon_start
test_grants
test_vlans
test_limits
test_learning
is "the kernel complains about nothing" "" "$(kernel_complains)"
finish
