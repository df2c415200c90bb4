#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# guests.t - an ordinary user runs real guests on granted devices.
#
# QEMU boots Debian's kernel as a user without capabilities who cannot gain
# any.  The guest pings a peer in another namespace and moves bytes both ways;
# the sums are compared.  /dev/net/tun may be closed to that user: only vmtapd
# opens it.  Needs root, QEMU, and the network once, for the kernel.
set -u
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${top_builddir:=$PWD}"
export top_srcdir top_builddir
# shellcheck source=tests/vm/lib.sh
. "$top_srcdir/tests/vm/lib.sh"

point=0
diagnosed=

# check WHAT COMMAND...: one test point, and its status.  The first failure of
# each guest also shows what a person needs to understand it.
check() {
	point=$((point + 1))
	what=$1
	shift
	if "$@"; then
		echo "ok $point - $what"
		return
	fi
	echo "not ok $point - $what"
	[ "$diagnosed" = "${guest_name-none}" ] || diagnose "${guest_name-}"
	diagnosed=${guest_name-none}
	return 1
}

# ---- one guest ---------------------------------------------------------

answered() {
	[ "$(guest_said "$1" ping)" = "3 of 3" ]
}

pulled() {
	[ "$(guest_said "$1" pull)" = "$2" ]
}

# The peer's sum of what arrived is the guest's sum of what it sent.
pushed() {
	set -- "$(guest_said "$1" push)"
	[ "${#1}" = 129 ] && [ "${1% *}" = "${1#* }" ]
}

queue_pairs() {
	guest_said "$1" link | grep -q " rx=$2 tx=$2\$"
}

# The time counts from QEMU's end, which the caller has just seen; 1 s is long
# on an idle machine.
gone_soon() {
	ended=$(now_ms)
	wait_for 10 devices_none || return
	note "the device was gone $(($(now_ms) - ended)) ms after QEMU"
}

# prove NAME KIND QUEUES COMMAND...
# Boots one guest on a network of KIND and checks all facts.  COMMAND runs
# QEMU with its network options.
prove() {
	name=$1 kind=$2 queues=$3
	shift 3
	note "$name: $*"
	case $kind in
	bridge) peer=$STAGE_BRIDGE_PEER link=br0 ;;
	macvtap) peer=$STAGE_UPLINK_PEER link=uplink ;;
	esac
	started=$(now_ms)
	guest_start "$name" "${peer%.1}.2" "$peer" '' "$@"
	pid=$guest_pid
	check "$name: the guest starts" guest_wait_said "$name" "$pid" up ||
		{ kill -KILL "$pid" 2>/dev/null; return; }
	check "$name: QEMU is the user's and powerless" guest_is_powerless "$pid"
	check "$name: one device, on $link" device_on "$kind" "$link"
	check "$name: one lease" leases_are 1
	check "$name: QEMU ends well" guest_wait "$pid"
	check "$name: the device is gone" gone_soon
	check "$name: no lease is left" leases_are 0
	check "$name: the guest sees $queues queue pairs" \
		queue_pairs "$name" "$queues"
	check "$name: ping" answered "$name"
	check "$name: TCP from the peer, same sum" pulled "$name" "$stage_sum"
	check "$name: TCP to the peer, same sum" pushed "$name"
	note "$name: took $(($(now_ms) - started)) ms"
}

# The bridge helper: QEMU itself runs it, as its user.
prove_helper() {
	nic=virtio-net-pci,netdev=n0
	prove helper-bridge bridge 1 qemu-system-x86_64 \
		-netdev "bridge,id=n0,br=lan,helper=$stage_helper" -device "$nic"
	# On a macvtap the guest must have the device's address.
	lladdr=$(as_user vmtap mac wire)
	note "vmtap mac wire: $lladdr"
	prove helper-macvtap macvtap 1 qemu-system-x86_64 \
		-netdev "bridge,id=n0,br=wire,helper=$stage_helper" \
		-device "$nic,mac=$lladdr"
	# QEMU sets no_new_privs first: a setuid helper would fail here.
	prove helper-sandbox bridge 1 qemu-system-x86_64 \
		-sandbox on,elevateprivileges=deny \
		-netdev "bridge,id=n0,br=lan,helper=$stage_helper" -device "$nic"
}

# The launcher: QEMU gets descriptors, and may spawn nothing.
prove_run() {
	prove run-bridge bridge 1 vmtap run -n lan -- qemu-system-x86_64
	prove run-macvtap macvtap 1 vmtap run -n wire -- qemu-system-x86_64
	prove run-bridge-mq bridge 2 \
		vmtap run -n lan,queues=2 -- qemu-system-x86_64 -smp 2
	prove run-macvtap-mq macvtap 2 \
		vmtap run -n wire,queues=2 -- qemu-system-x86_64 -smp 2
	deny=on,obsolete=deny,elevateprivileges=deny,spawn=deny
	deny=$deny,resourcecontrol=deny
	prove run-sandbox bridge 1 \
		vmtap run -n lan -- qemu-system-x86_64 -sandbox "$deny"
	# Placeholders put the words into the command line of any VMM.
	prove run-words macvtap 1 vmtap run -n wire -- qemu-system-x86_64 \
		-sandbox "$deny" -netdev tap,id=n0,fd='{fd}' \
		-device virtio-net-pci,netdev=n0,mac='{mac}'
}

# The device has no virtio-net header, which QEMU finds out by itself, and a
# fence that knows the guest's address.
prove_plain() {
	prove helper-plain bridge 1 qemu-system-x86_64 \
		-netdev "bridge,id=n0,br=plain,helper=$stage_helper" \
		-device virtio-net-pci,netdev=n0
	prove run-plain bridge 1 vmtap run -n plain -- qemu-system-x86_64
}

# Where no eBPF program is, nobody on the host sees a guest's frames.
has_program() {
	! grep -q 'eBPF program' "$STAGE/vmtapd.log"
}

# ---- two guests --------------------------------------------------------

killed() {
	kill -KILL "$1"
	wait "$1"
	[ $? = 137 ]
}

# One guest serves, a second one visits it, and one is killed.
prove_two() {
	guest_start server 10.98.0.2 "$STAGE_UPLINK_PEER" vmtap.then=serve \
		vmtap run -n wire,vm=server -- qemu-system-x86_64
	server=$guest_pid
	check "two: the first guest serves" \
		guest_wait_said server "$server" serving || return
	guest_start visitor 10.98.0.3 10.98.0.2 '' \
		vmtap run -n wire,vm=visitor -- qemu-system-x86_64
	visitor=$guest_pid
	check "two: the second guest starts" \
		guest_wait_said visitor "$visitor" up || return
	check "two: two leases" leases_are 2
	! has_program ||
		check "two: a static address is told" uses wire 10.98.0.2
	check "two: the second guest ends well" guest_wait "$visitor"
	check "two: ping from guest to guest" answered visitor
	check "two: TCP from the first guest, same sum" \
		pulled visitor "$(guest_said server serving)"
	check "two: TCP to the first guest, same sum" pushed visitor
	check "two: the first lease stays" wait_for 1 leases_are 1
	check "two: SIGKILL ends QEMU" killed "$server"
	check "two: the device is gone" gone_soon
	check "two: no lease is left" leases_are 0
}

# ---- addresses ---------------------------------------------------------

# uses NETWORK ADDRESS: 'vmtap list' has a device of NETWORK that 'vmtap show'
# tells this address of, from its frames
uses() {
	for nic in $(vmtap list --json | python3 -c '
import json, sys
print(*(one["ifname"] for one in json.load(sys.stdin)
        if one["network"] == sys.argv[1]))' "$1"); do
		vmtap show "$nic" --json >"$STAGE/show.json"
		python3 -c '
import json, sys
shown = json.load(sys.stdin)
known = [one["address"] for one in shown["addresses"]]
sys.exit(sys.argv[1] not in known or shown["address_source"] != "frames")
' "$2" <"$STAGE/show.json" && return
	done
	note "addresses: $(tr -d '\n' <"$STAGE/show.json")"
	return 1
}

# serve_addresses LINK NET PREFIX: a DHCP server and a router at the peer
serve_addresses() {
	ip -n peer address add "$3"1/64 dev "$1" nodad
	cat >"$STAGE/udhcpd.$1" <<-CONF
		interface $1
		start $2.50
		end $2.60
		lease_file $STAGE/udhcpd.$1.leases
		pidfile $STAGE/udhcpd.$1.pid
		option subnet 255.255.255.0
	CONF
	: >"$STAGE/udhcpd.$1.leases"
	ip netns exec peer busybox udhcpd -f "$STAGE/udhcpd.$1" \
		>"$STAGE/udhcpd.$1.log" 2>&1 &
	ip netns exec peer "$top_srcdir/tests/vm/router.py" "$1" "$3" \
		>"$STAGE/router.$1.log" 2>&1 &
}

# prove_addresses NAME NETWORK PEER PEER6: an address by DHCP, and one by SLAAC
prove_addresses() {
	guest_start "$1" dhcp "$3" "vmtap.peer6=$4 vmtap.then=serve" \
		vmtap run -n "$2" -- qemu-system-x86_64
	pid=$guest_pid
	check "$1: the guest has its addresses" \
		guest_wait_said "$1" "$pid" serving || return
	for way in dhcp slaac; do
		address=$(guest_said "$1" $way)
		note "$1: $way: $address"
		check "$1: an address by $way is told" uses "$2" "${address%/*}"
	done
	check "$1: SIGKILL ends QEMU" killed "$pid"
	check "$1: the device is gone" gone_soon
}

prove_all_addresses() {
	has_program || {
		echo "not run: addresses of guests: this host or this build does not take the eBPF program"
		return
	}
	serve_addresses eth0 10.99.0 2001:db8:99::
	serve_addresses eth1 10.98.0 2001:db8:98::
	prove_addresses told-bridge lan "$STAGE_BRIDGE_PEER" 2001:db8:99::1
	prove_addresses told-macvtap wire "$STAGE_UPLINK_PEER" 2001:db8:98::1
}

# ---- inside and outside ------------------------------------------------

inside() {
	trap 'exit 99' HUP INT TERM
	stage_open
	check "vmtapd starts" daemon_start <<-POLICY
		network lan {
		  kind = bridge
		  bridge = "br0"
		  queues = 4
		  allow "$STAGE_UID" { devices = 2 }
		}
		network plain {
		  kind = bridge
		  bridge = "br0"
		  vnet-hdr = false
		  filter = { mac, arp, ipv4, dhcp-server, ra, vlan, ethertype }
		  addresses = "$STAGE_BRIDGE_GUEST"
		  allow "$STAGE_UID" {}
		}
		network wire {
		  kind = macvtap
		  lower = "uplink"
		  mode = bridge
		  queues = 4
		  allow "$STAGE_UID" { devices = 2 }
		}
	POLICY
	daemon_runs || die "without vmtapd there is nothing to test"
	prove_helper
	prove_run
	prove_plain
	prove_two
	prove_all_addresses
	check "vmtapd stops when told" daemon_stop
	echo "$point" >&3
}

# Links, mounts and our processes in the root namespace.
outside_state() {
	ip -oneline link | sed 's/^[0-9]*: //; s/ .*//'
	cut -d ' ' -f 2 /proc/self/mounts
	grep -lsz "^VMTAP_STAGE=$stage_mark\$" /proc/[0-9]*/environ
}

outside_is_clean() {
	outside_state >"$scratch/after"
	diff "$scratch/before" "$scratch/after" >&2
}

if [ "${1-}" = inside ]; then
	inside
	exit 0
fi
stage_needs
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# Each process on the stage has this in its environment, and no other process
# has.
stage_mark=$(basename "$scratch")
stage_prepare >&2 || die "no kernel for the guests"
outside_state >"$scratch/before"
stage_run "$0" inside 3>"$scratch/points" || exit
point=$(cat "$scratch/points")
check "nothing is left in the root namespace" outside_is_clean
echo "1..$point"
