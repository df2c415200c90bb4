#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# helper.t - the bridge helper finds out which address its VMM gives to the guest:
# from QEMU's command line, and from libvirt's status files.
# shellcheck disable=SC2086,SC2154 # $T, numbers and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

policy <<END
network lan { kind = bridge  bridge = "br0"
	allow "alice" { devices = 8 mac = "52:54:00:00:00:00/24" } }
network card { kind = macvtap  lower = "eth9"
	allow "alice" { devices = 8 mac = "52:54:00:00:00:00/24" } }
END
add_bridge br0
ip link add eth9 type veth peer name far9 netns peer
ip link set eth9 up
ip -n peer link set far9 up
daemon_start
MAC=52:54:00:12:34:57
MAC2=52:54:00:12:34:58
XDG_RUNTIME_DIR=$T/login
export XDG_RUNTIME_DIR
RUN=$XDG_RUNTIME_DIR/libvirt/qemu/run
mkdir -p $RUN
chown -R "$(uid_of alice)" $XDG_RUNTIME_DIR
cp "$top_srcdir/tests/lib/play-caller.py" $T/

# play HOW BRIDGE WORD...: sets NIC; what the helper printed is in $said
play()
{
	play_how=$1 play_bridge=$2
	shift 2
	mailbox caller
	exec_as alice $PYTHON -B $T/play-caller.py $play_how "$HELPER" \
		$play_bridge "$@" <&9 9<&- >$T/caller.out 2>$T/caller.err &
	echo $! >$T/caller.pid
	exec 9<&-
	wait_until 10 grep -q ^device= $T/caller.out || diag <$T/caller.err
	NIC=$(sed -n 's/^device=\([^ ]*\) .*/\1/p' $T/caller.out)
	said=$(grep -v ^device= $T/caller.out)
}

# writes LINE: libvirt writes a status file
writes()
{
	echo "$1" >$T/caller.in
}

drop()
{
	probe_kill caller
	wait_until 3 no_link $NIC
}

# listed: address and VM of NIC
listed()
{
	as alice "$VMTAP" list --json | $PYTHON -c '
import json, sys
for device in json.load(sys.stdin):
    if device["ifname"] == sys.argv[1]:
        print(device["mac"], device["vm"])' $NIC
}
listed_is()
{
	[ "$(listed)" = "$1" ]
}

# the watcher that the helper left behind
has_watcher()
{
	[ -n "$(watchers)" ]
}
watchers()
{
	for process in /proc/[0-9]*; do
		[ "$(cat $process/comm 2>/dev/null)" != vmtap-bridge-he ] ||
			echo ${process#/proc/}
	done
}

test_qemu()
{
	for network in card lan; do
		play qemu $network -name web1 \
			-netdev bridge,id=n0,br=$network,helper=/h \
			-device virtio-net-pci,netdev=n0,mac=$MAC
		is "QEMU, $network: vmtapd knows address and name" "$MAC web1" \
			"$(listed)"
		is "QEMU, $network: nothing is said" "" "$said"
		drop
	done
	play qemu card -netdev bridge,id=n0,br=card -device x,netdev=n0
	CHOSEN=$(listed)
	like "QEMU without an address: the helper tells the device's" \
		"address of this device is ${CHOSEN% }; " "$said"
	drop
	play qemu card -netdev bridge,id=n0,br=card \
		-device x,netdev=n0,mac=02:00:00:00:00:01
	like "QEMU with a refused one: why" "the policy does not grant it" "$said"
	like "QEMU with a refused one: and the device's" \
		"address of this device is ${CHOSEN% }; " "$said"
	is "QEMU with a refused one: a note" other-address "$(notes)"
	drop
	play running lan -netdev bridge,id=n0,br=lan \
		-device x,netdev=n0,mac=$MAC
	is "a card that comes later is not that of the command line" " " "$(listed)"
	drop
	play qemu card/mac:$MAC2 -netdev bridge,id=n0,br=card/mac:$MAC2 \
		-device x,netdev=n0,mac=$MAC
	is "an address that is asked for counts" "$MAC2 " "$(listed)"
	drop
}

test_libvirt()
{
	writes_old="other vt00000000 $MAC2"
	for network in card lan; do
		play libvirt $network
		like "libvirt, $network: the helper ends, its socket and its stderr" \
			"status=0 ended=True" "$(cat $T/caller.out)"
		ok_if "libvirt, $network: it left a watcher" has_watcher
		is "libvirt, $network: which has no device" "" \
			"$(for pid in $(watchers); do ls -l /proc/$pid/fd; done |
				grep -E 'tun|tap')"
		writes "$writes_old"
		writes "web2 @ $MAC"
		ok_if "libvirt, $network: vmtapd knows address and name" \
			wait_until 10 listed_is "$MAC web2"
		ok_if "libvirt, $network: the watcher ends" \
			wait_until 5 not has_watcher
		drop
		rm -f $RUN/*
	done
	play libvirt card/mac:$MAC2
	not_if "an address that is asked for: no watcher" has_watcher
	drop
	rm -r $RUN
	play libvirt card
	not_if "no folder of libvirt's: no watcher" has_watcher
	drop
}

test_qemu
test_libvirt
finish
