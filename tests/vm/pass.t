#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# pass.t - nothing honest is lost: what real guests send passes the fence.
#
# Two guests have six cards each, on TAPs and MACVTAPs, with the default fence,
# with each word of filter, and with each word but vlan.  They send TCP and UDP,
# with IPv4 and IPv6, to the peer outside and to each other, with the offloads
# that QEMU has by default; SCTP, tags and tunnels of their own to each other
# (tests/vm/pass-init).  All bytes come back right, and no frame was dropped.
# All of that with the eBPF program, and with the classic one; with vhost-net if
# the host has it.  Needs root, QEMU, and the network once, for the kernel.
set -u
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${top_builddir:=$PWD}"
export top_srcdir top_builddir
# Each guest has six cards to set up.
: "${STAGE_BOOT_LIMIT:=180}"
# shellcheck source=tests/vm/lib.sh
. "$top_srcdir/tests/vm/lib.sh"

# The networks, in the order of the guests' cards, and how many tags each lets
# pass.
NETWORKS='lan lan-all lan-tags wire wire-all wire-tags'
TAGS=0,0,2,0,1,2
# Seconds for all that the guests send; 40 on an idle machine.
PASS_LIMIT=300
EVERY='mac, arp, ipv4, ipv6, dhcp-server, ra, ethertype'
CARRY=$top_builddir/tests/vm/carry

point=0

# check WHAT COMMAND...
check() {
	point=$((point + 1))
	what=$1
	shift
	if "$@"; then
		echo "ok $point - $what"
		return
	fi
	echo "not ok $point - $what"
	return 1
}

not_run() {
	point=$((point + 1))
	echo "ok $point - $1 # SKIP $2"
	echo "not run: $1: $2"
}

# ---- the stage ---------------------------------------------------------

# a bridge and a lower device for the network N, each with the peer at
# its other end
links() {
	for net in 1 2 3 4 5 6; do
		ip link add "near$net" type veth peer name "far$net" netns peer
		ip link set "near$net" up
		ip -n peer link set "far$net" up
		ip -n peer address add "10.90.$net.1/24" dev "far$net"
		ip -n peer address add "fd00:90:$net::1/64" dev "far$net" nodad
		[ $net -gt 3 ] || {
			ip link add "lan$net" type bridge
			ip link set "lan$net" up
			ip link set "near$net" master "lan$net"
		}
	done
}

# addresses NET: what a guest may send from there, tags included
addresses() {
	for block in 90 91 92; do
		printf '"10.%s.%s.0/24", "fd00:%s:%s::/64", ' \
			$block "$1" $block "$1"
	done | sed 's/, $//'
}

policy() {
	for net in 1 2 3 4 5 6; do
		name=$(echo "$NETWORKS" | cut -d ' ' -f $net)
		case $net in
		[123]) kind="kind = bridge  bridge = \"lan$net\"" ;;
		*) kind="kind = macvtap  lower = \"near$net\"  mode = bridge" ;;
		esac
		case $net in
		[14]) fence= ;;
		[25]) fence="filter = { $EVERY, vlan }" ;;
		[36]) fence="filter = { $EVERY }" ;;
		esac
		[ -z "$fence" ] || fence="$fence addresses = { $(addresses $net) }"
		[ $net != 5 ] || fence="$fence vlans = 100"
		echo "network $name { $kind $fence vhost = true
			allow \"$STAGE_UID\" { devices = 2 } }"
	done
}

# libraries PROGRAM: as make-initramfs wants them
libraries() {
	ldd "$1" | sed -n 's|.*[[:space:]]\(/[^ ]*\) (.*|\1=\1|p'
}

initramfs() {
	ip=$(command -v ip)
	# shellcheck disable=SC2046 # one word for each file
	"$top_srcdir/tests/vm/make-initramfs" "$STAGE/kernel" \
		"$top_srcdir/tests/vm/pass-init" "$STAGE/initramfs" \
		virtio_pci virtio_net 8021q vxlan ip_gre ipip sctp -- \
		"$CARRY=bin/carry" "$ip=sbin/ip" $(libraries "$ip")
}

# ---- two guests --------------------------------------------------------

# guest HOST: boot it with a card of each network
guest() {
	for net in $NETWORKS; do
		set -- "$@" -n "$net,vm=guest$1$vhost"
	done
	host=$1
	shift
	guest_start "guest$host" '' '' "vmtap.host=$host vmtap.tags=$TAGS" \
		vmtap run "$@" -- qemu-system-x86_64
}

told() {
	tr -d '\r' <"$STAGE/guest2.console" | sed -n "s/^vmtap-guest: pass $1 //p"
}

# all_passed NET: all that the guest tried there
all_passed() {
	told "$1" | sed 's/^/# /'
	[ "$(told "$1" | grep -c ': ok')" -ge 20 ] && ! told "$1" | grep -q FAILED
}

# drops NETWORK: what 'vmtap show' counts for both devices
drops() {
	vmtap list --json | python3 -c '
import json, subprocess, sys
n = 0
for device in json.load(sys.stdin):
    if device["network"] != sys.argv[1]:
        continue
    shown = json.loads(subprocess.check_output(
        ["vmtap", "show", device["ifname"], "--json"]))
    n += 1
    print(shown["kind"], shown["program_kind"], "dropped", shown["dropped"],
          {word: n for word, n in (shown.get("drops") or {}).items() if n},
          "of", shown["sent_packets"], "frames of",
          shown["sent_bytes"] // shown["sent_packets"], "bytes")
sys.exit(n != 2)' "$1"
}

none_dropped() {
	drops "$1" >"$STAGE/drops" || return
	sed 's/^/# /' "$STAGE/drops"
	[ "$(grep -c "$program dropped 0 {}" "$STAGE/drops")" = 2 ]
}

visit_ended() {
	guest_has_said guest2 "done" || process_ended "$visitor"
}

killed() {
	kill -KILL "$1"
	wait "$1"
}

# both PROGRAM VHOST: two guests, with that program and perhaps with vhost-net
both() {
	program=$1 vhost=$2
	case="$program$vhost"
	guest 3
	server=$guest_pid
	check "$case: the first guest serves" \
		guest_wait_said guest3 "$server" serving || {
		diagnose guest3
		killed "$server"
		return
	}
	guest 2
	visitor=$guest_pid
	wait_for "$PASS_LIMIT" visit_ended
	check "$case: the second guest has sent all" guest_has_said guest2 "done" ||
		diagnose guest2
	net=0
	for name in $NETWORKS; do
		net=$((net + 1))
		check "$case, $name: all bytes came back right" all_passed $net
		check "$case, $name: no frame was dropped" none_dropped "$name"
	done
	killed "$visitor"
	killed "$server"
	check "$case: the devices are gone" wait_for 10 devices_none
}

# ---- inside and outside ------------------------------------------------

programs() {
	for program in ebpf classic; do
		starting=
		[ $program = ebpf ] ||
			starting="setpriv --bounding-set=-bpf,-perfmon,-sys_admin"
		# shellcheck disable=SC2086 # words, or none
		daemon_start $starting <"$STAGE/policy" ||
			die "vmtapd does not start"
		[ $program = classic ] || ! grep -q "eBPF program" \
			"$STAGE/vmtapd.log" || {
			not_run "the eBPF program" "this host does not take it"
			daemon_stop
			continue
		}
		both "$program" ""
		if [ -c /dev/vhost-net ]; then
			both "$program" ,vhost=on
		else
			not_run "vhost-net, $program" "no /dev/vhost-net"
		fi
		check "$program: vmtapd stops when told" daemon_stop
	done
}

inside() {
	trap 'exit 99' HUP INT TERM
	stage_open
	initramfs || die "cannot make the initramfs"
	links
	policy >"$STAGE/policy"
	ip netns exec peer "$CARRY" serve >"$STAGE/carry.log" 2>&1 &
	wait_for 10 grep -q serving "$STAGE/carry.log" || die "no peer"
	programs
	echo "1..$point"
}

if [ "${1-}" = inside ]; then
	inside
	exit 0
fi
stage_needs
stage_prepare >&2 || die "no kernel for the guests"
stage_mark=pass.$$
stage_run "$0" inside
