#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# hotplug.t - cards come into a running guest, and go out again.
#
# QEMU runs as an ordinary user, with its whole sandbox.  'vmtap attach' and
# 'vmtap detach' talk to its monitor.  The guest sees each card come and go, and
# the bytes that it gets are compared.  Needs root, QEMU, and the network once,
# for the kernel.
set -u
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${top_builddir:=$PWD}"
export top_srcdir top_builddir
# shellcheck source=tests/vm/lib.sh
. "$top_srcdir/tests/vm/lib.sh"

point=0
QMP=$STAGE/vm/qmp

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
	sed 's/^/# out: /' "$STAGE/out"
	sed 's/^/# err: /' "$STAGE/err"
	return 1
}

# ---- the VM ------------------------------------------------------------

# ports N: the options for so many root ports, rp1 and so on
ports() {
	for port in $(seq "$1"); do
		echo "-device pcie-root-port,id=rp$port,chassis=$port"
	done
}

boot() {
	deny=on,obsolete=deny,elevateprivileges=deny,spawn=deny
	# shellcheck disable=SC2046 # words
	guest_start hot '' '' '' qemu-system-x86_64 -smp 2 -S \
		-sandbox $deny,resourcecontrol=deny \
		-qmp "unix:$QMP,server=on,wait=off" $(ports 3)
	wait_for 10 test -S "$QMP" || die "QEMU has no monitor"
}

# tell COMMAND: to QEMU's monitor
tell() {
	python3 - "$QMP" "$1" <<-'PY'
		import json, socket, sys
		monitor = socket.socket(socket.AF_UNIX)
		monitor.connect(sys.argv[1])
		lines = monitor.makefile("rw")
		lines.readline()
		for command in ("qmp_capabilities", sys.argv[2]):
		    lines.write(json.dumps({"execute": command}))
		    lines.flush()
		    while "return" not in json.loads(lines.readline()):
		        pass
	PY
}

# ---- what is seen ------------------------------------------------------

# vm STATUS ARG...: vmtap, as the VM's user
vm() {
	wanted=$1
	shift
	as_user vmtap "$@" >"$STAGE/out" 2>"$STAGE/err"
	[ $? = "$wanted" ]
}

# attach STATUS ARG..., detach STATUS ARG...
attach() {
	wanted=$1
	shift
	vm "$wanted" attach "$@" --qmp "$QMP"
}
detach() {
	wanted=$1
	shift
	vm "$wanted" detach "$@" --qmp "$QMP"
}

# answer KEY: of the last attach with --json
answer() {
	python3 -c 'import json, sys
print(json.load(sys.stdin)[sys.argv[1]])' "$1" <"$STAGE/out"
}

says() {
	grep -qE -e "$1" "$STAGE/$2"
}

sees() {
	guest_wait_said hot "$guest_pid" "$1"
}

# passes NUMBER PEER: traffic with it, by that card
passes() {
	sees "card$1-pull" &&
		[ "$(guest_said hot "card$1-ping")" = "$2 3 of 3" ] &&
		[ "$(guest_said hot "card$1-pull")" = "$stage_sum" ]
}

has_card() {
	guest_has_said hot "card$1 mac=$2 tx=$3\$"
}

leases_soon() {
	wait_for 10 leases_are "$1"
}

# ---- the cases ---------------------------------------------------------

# Before the firmware has run, query-pci does not tell what is behind a port.
prove_stopped() {
	check "a VM that has not begun: a card" attach 0 lan --id cold --json
	port=$(answer bus)
	mac=$(answer mac)
	check "a second one" attach 0 wire,vm=second --json
	cold2=$(answer id)
	check "it has another port" test "$port/$(answer bus)" = rp3/rp2
	check "its name is that of its interface" test "$cold2" = "$(answer ifname)"
	tell cont
	check "the guest starts" sees up
	check "QEMU is the user's and powerless" guest_is_powerless "$guest_pid"
	# The guest finds them in the order of their ports.
	check "traffic by the second card" passes 1 "$STAGE_UPLINK_PEER"
	check "traffic by the first card" passes 2 "$STAGE_BRIDGE_PEER"
	check "the guest has its address" has_card 2 "$mac" 1
	check "two leases" leases_are 2
}

prove_hot() {
	check "a card for a guest that runs, two queues" \
		attach 0 lan --vm hot --queues 2 --id net3 --json
	mac=$(answer mac)
	check "the guest sees it come" sees card3
	check "with its address, and two queues" has_card 3 "$mac" 2
	check "traffic by it" passes 3 "$STAGE_BRIDGE_PEER"
	check "no port is left" attach 5 lan --vm more
	check "which the refusal says" says 'no empty PCIe port' err
	check "nor is a port that has a card taken" \
		attach 5 lan --vm more --bus rp3
	check "which the refusal says, too" says "'rp3' has a card already" err
	check "QEMU's own words for a bus that is none" \
		attach 5 lan --vm more --bus nobus
	check "in the refusal" says "'device_add': Bus 'nobus' not found" err
	check "refused cards leave no lease" leases_are 3
	check "the card goes out" detach 0 net3
	check "which detach says" says '^net3 detached$' out
	check "its lease has ended by then" leases_are 2
	check "the guest sees it go" sees card3-gone
	check "the port takes another card" attach 0 wire,vm=hot,queues=2
	check "traffic by that, on a macvtap" passes 4 "$STAGE_UPLINK_PEER"
}

prove_stubborn() {
	tell stop
	check "a guest that is stopped keeps its card" \
		detach 5 "$cold2" --timeout 1
	check "which detach says, with a remedy" \
		says "has not given .* 'vmtap release $cold2'" err
	check "the lease stays" leases_are 3
	tell cont
	check "once it runs, the card goes" detach 0 "$cold2"
	check "and the lease" leases_are 2
	check "a card that is gone" detach 5 "$cold2"
	check "is no card" says "has no card '$cold2'" err
}

prove_busy() {
	# A client that says nothing has the monitor.
	python3 -c 'import socket, sys
s = socket.socket(socket.AF_UNIX)
s.connect(sys.argv[1])
print(s.recv(1), flush=True)
sys.stdin.read()' "$QMP" <"$STAGE/hold" >"$STAGE/held" &
	exec 8>"$STAGE/hold"
	wait_for 10 test -s "$STAGE/held"
	check "a monitor that another client has" attach 5 lan --timeout 1
	check "is busy" says 'is busy.*another client' err
	exec 8>&-
	check "and free again" detach 0 cold
	check "one lease is left" leases_are 1
}

# The machine "pc" has no ports, and its first bus takes cards.
prove_pc() {
	as_user qemu-system-x86_64 -M pc -accel tcg -S -nodefaults \
		-display none -qmp "unix:$QMP,server=on,wait=off" &
	pc=$!
	wait_for 10 test -S "$QMP" || die "QEMU has no monitor"
	check "a machine without ports: a card" attach 0 lan --json
	check "QEMU chose its place" test -z "$(answer bus)"
	check "one lease" leases_are 1
	tell quit
	wait $pc
	check "with QEMU goes the card" leases_soon 0
}

inside() {
	trap 'exit 99' HUP INT TERM
	stage_open
	"$top_srcdir/tests/vm/make-initramfs" "$STAGE/kernel" \
		"$top_srcdir/tests/vm/hotplug-init" "$STAGE/initramfs" \
		virtio_pci virtio_net || die "cannot make the initramfs"
	mkdir "$STAGE/vm"
	chown "$STAGE_UID" "$STAGE/vm"
	mkfifo "$STAGE/hold"
	: >"$STAGE/out"
	: >"$STAGE/err"
	daemon_start <<-POLICY || die "vmtapd does not start"
		network lan { kind = bridge  bridge = "br0"  queues = 4
			allow "$STAGE_UID" { devices = 8 } }
		network wire { kind = macvtap  lower = "uplink"  mode = bridge
			queues = 4  allow "$STAGE_UID" { devices = 8 } }
	POLICY
	prove_pc
	boot
	prove_stopped
	prove_hot
	prove_stubborn
	prove_busy
	kill -KILL "$guest_pid"
	wait "$guest_pid"
	check "with QEMU goes the last card" leases_soon 0
	check "vmtapd stops when told" daemon_stop
	echo "1..$point"
}

if [ "${1-}" = inside ]; then
	inside
	exit 0
fi
stage_needs
stage_prepare >&2 || die "no kernel for the guests"
stage_mark=hotplug.$$
stage_run "$0" inside
