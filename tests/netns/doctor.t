#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# doctor.t - 'vmtap doctor' has a line for each thing that a device needs, and it
# tells when that thing is broken: each is broken here and mended again.
# shellcheck disable=SC2086 # $T, numbers and names have no blanks
# shellcheck disable=SC2016 # what another shell expands

. "${top_srcdir:-.}/tests/lib/lib.sh"

policy <<END
network lan { kind = bridge  bridge = "br0"  allow "alice" {} allow "@kvm" {} }
network large { kind = bridge  bridge = "br0"  mtu = 9000  allow "alice" {} }
network small { kind = bridge  bridge = "br0"  mtu = 1280  allow "alice" {} }
network one { kind = bridge  bridge = "br0"  allow "alice" { devices = 1 } }
network tagged { kind = bridge  bridge = "br0"  vlan = 7  allow "alice" {} }
network card { kind = macvtap  lower = "eth9"  allow "alice" {} }
network gone { kind = bridge  bridge = "br7"  allow "bob" {} }
network odd { kind = bridge  bridge = "eth9"  allow "bob" {} }
END
add_bridge br0
ip link add eth9 address 02:00:00:00:00:10 type veth peer name far9 netns peer
ip link set eth9 up
ip -n peer link set far9 up
daemon_start

# What each line is about must not depend on the host where the test runs.
for folder in /etc/udev /etc/systemd/network /usr/lib/udev/rules.d \
	/usr/lib/systemd/network /usr/local/lib/systemd /usr/local/lib/udev; do
	[ ! -d $folder ] || mount -t tmpfs tmpfs $folder
done
mkdir -p /run/systemd/network /run/udev/rules.d

# doctor [USER [NET]]: asks, for user and network alice and lan
doctor()
{
	as "${1:-alice}" "$VMTAP" doctor --json ${2-lan} >$T/doctor.json 2>$T/doctor.err
}

# state_of ABOUT NAME: the states of the findings, and the sentence
state_of()
{
	$PYTHON -c '
import json, sys
for f in json.load(open(sys.argv[1]))["findings"]:
    if (f["about"], f["name"]) == (sys.argv[2], sys.argv[3]):
        print(f["state"] + ": " + f["text"])' $T/doctor.json "$1" "$2"
}

# finds WHAT ABOUT NAME REGEX: the last doctor() said so
finds()
{
	like "$1" "^$4" "$(state_of "$2" "$3")"
}

# breaks WHAT ABOUT NAME REGEX BREAK MEND: it is ok, is not after BREAK, and is
# ok again after MEND; the exit status is 1 only if it is wrong
breaks()
{
	doctor
	finds "$1: ok before" "$2" "$3" "ok: "
	eval "$5"
	doctor
	broken_status=$?
	finds "$1: told" "$2" "$3" "$4"
	case $4 in
	wrong*) is "$1: status" 1 $broken_status ;;
	esac
	eval "$6"
	doctor
	finds "$1: ok again" "$2" "$3" "ok: "
}

test_well()
{
	ok_if "all is well: status 0" doctor
	is "all is well: the object says so" True \
		"$($PYTHON -c 'import json, sys; print(json.load(open(sys.argv[1]))["well"])' $T/doctor.json)"
	finds "well: a device would be made" "network lan" device "ok: .*1500"
	finds "well: nobody reads the firewall's rules" host firewall \
		"unseen: .*vmtapd --check --host"
	as alice "$VMTAP" doctor lan >$T/lines
	like "lines" "^ok     network lan: link: the bridge br0 is there$" \
		"$(cat $T/lines)"
	unlike "no colour in a file" "$(printf '\033')" "$(cat $T/lines)"
	like "colour on a terminal" "$(printf '\033')\[32mok " \
		"$(as alice $PYTHON -c '
import pty, sys
pty.spawn(sys.argv[1:])' "$VMTAP" doctor lan)"
}

test_bridge()
{
	breaks "bridge gone" "network lan" device \
		"wrong: .*bridge br0 does not exist.*ip link add br0" \
		"ip link set br0 down; ip link set br0 name br1" \
		"ip link set br1 name br0; ip link set br0 up"
	breaks "bridge down" "network lan" down \
		"wrong: the bridge br0 is down.*'ip link set br0 up'" \
		"ip link set br0 down" "ip link set br0 up"
	ip link set br0 down
	doctor
	is "bridge down is told once" 1 "$(grep -c 'is down' $T/doctor.json)"
	ip link set br0 up
	breaks "no way out" "network lan" no-way-out \
		"wrong: the bridge br0 leads nowhere.*'ip link set DEVICE master br0'" \
		"ip link set br0-up nomaster" "ip link set br0-up master br0"
	breaks "no carrier" "network lan" way-out-down \
		"wrong: no port by which the bridge br0.*'ip link show master br0'" \
		"ip -n peer link set far down; wait_until 5 lost br0-up" \
		"ip -n peer link set far up; wait_until 5 not lost br0-up"
	breaks "spanning tree" "network lan" waiting \
		"(hint|wrong): the bridge br0 runs spanning tree.* 30 seconds.*forward_delay 200" \
		"ip link set br0 type bridge stp_state 1" \
		"ip link set br0 type bridge stp_state 0"
	breaks "MTU of the way out" "network lan" mtu-out \
		"wrong: a port .* br0 .* 1400, and devices have 1500" \
		"ip link set br0 mtu 1500; ip link set br0-up mtu 1400; ip link set br0 mtu 1500" \
		"ip link set br0-up mtu 1500"
	doctor
	if has_mab br0-up; then
		finds "learning" "network lan" learning "ok: "
	else
		finds "learning without MAB" "network lan" learning \
			"hint: .*Linux 6.2.*mac="
	fi
	ip link set br0 type bridge mcast_querier 1
	breaks "querier" "network lan" querier \
		"hint: unless a router.*'ip link set br0 type bridge mcast_querier 1'" \
		"ip link set br0 type bridge mcast_querier 0" \
		"ip link set br0 type bridge mcast_querier 1"
	if ip link set br0 type bridge vlan_filtering 1 2>/dev/null; then
		breaks "VLANs" "network lan" no-vlan \
			"wrong: .* vlan_default_pvid 0" \
			"ip link set br0 type bridge vlan_default_pvid 0" \
			"ip link set br0 type bridge vlan_default_pvid 1"
		ip link set br0 type bridge vlan_filtering 0
	else
		not_run "VLANs" "this kernel's bridges filter no VLANs"
	fi
	doctor alice tagged
	finds "a VLAN on a bridge without" "network tagged" device \
		"wrong: .*(does not look at VLANs|know no VLANs)"
}
lost()
{
	[ "$(cat /sys/class/net/$1/carrier)" = 0 ]
}

test_mtu()
{
	doctor alice large
	finds "mtu above" "network large" mtu-above \
		"wrong: the policy's mtu of 9000 is above the 1500 of the bridge br0"
	open_as alice "network=small"
	doctor alice small
	finds "mtu below" "network small" mtu-below \
		"wrong: the mtu of 1280 has pulled the bridge br0 down"
	close_as alice
	doctor alice small
	finds "mtu below: gone" "network small" mtu-below "ok: "
}

test_lower()
{
	doctor alice card
	finds "lower device: ok" "network card" down "ok: "
	finds "lower device: it is not wireless" "network card" wireless "ok: "
	finds "lower device: nothing of bridges" "network card" no-way-out '$'
	finds "lower device: the node is not asked for" "network card" device \
		"unseen: .*node of a new macvtap"
	ip link set eth9 down
	doctor alice card
	finds "lower device down" "network card" down \
		"wrong: the lower device eth9 is down.*'ip link set eth9 up'"
	ip link set eth9 up
	ip -n peer link set far9 down
	wait_until 5 lost eth9
	doctor alice card
	finds "lower device without carrier" "network card" way-out-down \
		"wrong: the lower device eth9 has no carrier"
	ip -n peer link set far9 up
	ip link set eth9 master br0
	doctor alice card
	finds "lower device taken" "network card" taken \
		"wrong: the lower device eth9 is a port of a bridge or bond"
	ip link set eth9 nomaster
	# what sysfs has of a wireless link
	unshare -m sh -c 'mount -t tmpfs tmpfs /sys/class/net &&
		mkdir -p /sys/class/net/eth9/phy80211 &&
		exec "$@"' - setpriv --reuid 61001 --regid 61001 --clear-groups \
		"$VMTAP" doctor --json card >$T/doctor.json
	finds "lower device wireless" "network card" wireless "hint: eth9 is wireless"
	unshare -m sh -c 'mount -t tmpfs tmpfs /sys/class/net && exec "$@"' - \
		setpriv --reuid 61001 --regid 61001 --clear-groups \
		"$VMTAP" doctor --json card >$T/doctor.json
	finds "another namespace" "network card" wireless "unseen: there is no link eth9"
}

test_permission()
{
	doctor alice nosuch
	finds "no such network" "network nosuch" permission \
		"wrong: .*not permitted for you, or there is no such network"
	doctor carol ""
	finds "no network at all" networks permission "wrong: no network is open to you"
	open_as alice "network=one"
	doctor alice one
	finds "a limit is reached" "network one" device "wrong: .*1 device"
	close_as alice
	ip link set br0 down
	"$VMTAP" doctor --json lan >$T/doctor.json
	finds "root, who may not use it, sees it" "network lan" permission "hint: "
	finds "root, who may not use it, sees what is wrong" "network lan" down \
		"wrong: the bridge br0 is down"
	ip link set br0 up
	for net in gone odd; do
		"$VMTAP" doctor --json $net >$T/doctor.json
		finds "root, $net: no bridge" "network $net" link \
			"wrong: this host has no bridge "
	done
	ok_if "root without a network: status 0" "$VMTAP" doctor
	like "root without a network: a hint" "^hint   networks: permission: .*runuser" \
		"$(cat $T/ok.log)"
	ask carol "request diagnose network=lan"
	is "carol, who may not: refused" 2 "$(reply code)"
	is "carol: as if there were no such network" \
		"$(reply text | sed s/lan/X/)" \
		"$(ask carol 'request diagnose network=nosuch'
			reply text | sed s/nosuch/X/)"
	# bob is in kvm by /etc/group
	setpriv --reuid 61002 --regid 61002 --clear-groups "$VMTAP" doctor \
		--json lan >$T/doctor.json
	finds "an old login: refused" "network lan" permission "wrong: "
	finds "an old login: why" you groups \
		"wrong: bob is in the group kvm by now, but not in this login.*newgrp"
	doctor bob lan
	finds "a new login" you groups "ok: "
	finds "a new login: permitted" "network lan" device "ok: "
	doctor bob gone
	finds "the other's bridge is not there" "network gone" device \
		"wrong: .*bridge br7 does not exist"
}

test_service()
{
	chmod 600 $SOCKET
	doctor
	finds "socket" you socket "wrong: you may not write to $SOCKET.*SocketMode=0666"
	finds "socket: no connection" you service "wrong: cannot reach vmtapd.*permission denied"
	chmod 666 $SOCKET
	doctor
	finds "socket: again" you socket "ok: "
	mv $SOCKET $T/moved.sock
	doctor
	is "no service: status" 1 $?
	finds "no service" you service "wrong: .*no such socket; is the service running"
	mv $T/moved.sock $SOCKET
}

test_device()
{
	open_as alice "network=lan"
	doctor
	finds "device" "device $NIC" state "ok: it is up, with carrier, at br0, for the guest [0-9a-f:]{17}"
	ip link set br0 down
	wait_until 20 notes_are link-down
	doctor
	finds "device: its notes" "device $NIC" link-down "wrong: the bridge br0 is down"
	ip link set br0 up
	wait_until 20 notes_are ""
	doctor alice card
	finds "only devices of that network" "device $NIC" state '$'
	close_as alice
}

test_host()
{
	doctor
	finds "tun" host tun "ok: "
	# vmtapd has this test's mount namespace
	mv_node /dev/net/tun
	doctor
	finds "tun: gone" host tun "wrong: this host has no /dev/net/tun.*modprobe tun"
	mv_back /dev/net/tun
	doctor
	finds "tun: again" host tun "ok: "
	finds "filter" host filter "ok: "
	if [ -e /dev/vhost-net ]; then
		finds "vhost-net" host vhost-net "ok: "
		$PYTHON -c 'import socket, sys
socket.socket(socket.AF_UNIX).bind(sys.argv[1])' $T/no-node
		mount --bind $T/no-node /dev/vhost-net
		doctor
	fi
	finds "no vhost-net" host vhost-net \
		"hint: this host has no /dev/vhost-net.*modprobe vhost_net.*vhost=on"
	[ ! -e $T/no-node ] || umount /dev/vhost-net
	like_kernel macvtap "hint: this kernel has no macvtap.*modprobe macvtap" \
		ip link add mv0 link eth9 type macvtap
	ip link del mv0 2>/dev/null
	like_kernel rate-in "hint: .*rate-in" \
		tc qdisc add dev lo root tbf rate 1mbit burst 10k limit 10k
	tc qdisc del dev lo root 2>/dev/null
	like_kernel rate-out "hint: .*rate-out" \
		tc actions add action police rate 1mbit burst 10k drop
	tc actions flush action police 2>/dev/null
	unshare -m sh -c 'mount -t tmpfs tmpfs /proc/sys/net && exec "$@"' - \
		"$VMTAP" doctor --json lan >$T/doctor.json
	finds "no br_netfilter" host br_netfilter "ok: "
	unshare -m sh -c 'mount -t tmpfs tmpfs /proc/sys/net &&
		mkdir /proc/sys/net/bridge &&
		echo 1 >/proc/sys/net/bridge/bridge-nf-call-iptables && exec "$@"' - \
		"$VMTAP" doctor --json lan >$T/doctor.json
	finds "br_netfilter" host br_netfilter \
		"hint: br_netfilter shows.*'sysctl net.bridge.bridge-nf-call-iptables=0'"
	unshare -m sh -c 'printf "flags : fpu\n" >/run/t/cpuinfo &&
		mount --bind /run/t/cpuinfo /proc/cpuinfo && exec "$@"' - \
		"$VMTAP" doctor --json lan >$T/doctor.json
	finds "no VM" host hypervisor "ok: "
	unshare -m sh -c 'printf "flags : fpu hypervisor\n" >/run/t/cpuinfo &&
		mount --bind /run/t/cpuinfo /proc/cpuinfo && exec "$@"' - \
		"$VMTAP" doctor --json lan >$T/doctor.json
	finds "a VM" host hypervisor "hint: this host is a VM"
}
# like_kernel NAME REGEX COMMAND...: it is ok if the kernel does what COMMAND asks
# it for, and otherwise as REGEX says.  CI has kernels of both kinds.
like_kernel()
{
	kernel_name=$1 kernel_regex=$2
	shift 2
	doctor
	if "$@" 2>/dev/null; then
		finds "$kernel_name: the kernel has it" host "$kernel_name" "ok: "
	else
		finds "$kernel_name: the kernel has it not" host "$kernel_name" \
			"$kernel_regex"
	fi
}
# A node that is not there: an empty folder has its place.
mv_node()
{
	mkdir -p $T/nothing
	mount --bind $T/nothing "$(dirname $1)"
}
mv_back()
{
	umount "$(dirname $1)"
}

test_program()
{
	doctor
	if has_ebpf; then
		finds "eBPF" host ebpf "ok: "
	else
		finds "a host without eBPF" host ebpf "hint: the classic program"
	fi
	daemon_stop
	PROGRAM=classic
	classic_or_not
	daemon_start
	doctor
	finds "the classic program" host ebpf "hint: the classic program.*journalctl -u vmtapd"
	PROGRAM=
	classic_or_not
	daemon_stop
	daemon_start
}

test_managers()
{
	rm -rf /run/udev/control /run/udev/rules.d/* /run/systemd/netif
	doctor
	finds "no udev" host udev "ok: udev does not run"
	: >/run/udev/control
	chmod 700 /run/udev
	doctor
	finds "udev that a user may not see" host udev "unseen: .*Permission denied"
	chmod 755 /run/udev
	chmod 700 /run/systemd/network
	doctor
	finds "a folder that a user may not read" host udev-link \
		"unseen: /run/systemd/network cannot be read: Permission denied"
	chmod 755 /run/systemd/network
	doctor
	finds "no rule" host udev "wrong: vmtap's udev rule is not installed.*70-vmtap.rules"
	cp "$top_srcdir/contrib/udev/70-vmtap.rules" /run/udev/rules.d
	doctor
	finds "rule" host udev "ok: "
	printf '[Match]\nOriginalName=*\n[Link]\nMACAddressPolicy=persistent\n' \
		>/run/systemd/network/99-default.link
	doctor
	finds "systemd's own .link" host udev-link \
		"wrong: /run/systemd/network/99-default.link is the first.*00-vmtap.link"
	cp "$top_srcdir/contrib/network/00-vmtap.link" /run/systemd/network
	doctor
	finds "vmtap's .link" host udev-link "ok: "
	mkdir -p /run/systemd/netif
	: >/run/systemd/netif/state
	for match in "Type=ether" "Name=vt*" "Name=!eth*" "Kind=tun"; do
		printf '[Match]\n%s\n[Network]\nDHCP=yes\n' "$match" \
			>/run/systemd/network/50-all.network
		doctor
		finds "networkd: $match" host networkd \
			"wrong: /run/systemd/network/50-all.network is the first.*00-vmtap.network"
	done
	for match in "Name=eth*" "Name=!vt*" "Kind=bridge" \
		"MACAddress=02:00:00:00:00:01" "Type=ether,Name=en*"; do
		printf '[Match]\n%s\n[Network]\nDHCP=yes\n' "$match" |
			tr , '\n' >/run/systemd/network/50-all.network
		doctor
		finds "networkd: not ours: $match" host networkd "ok: "
	done
	printf '[Match]\nName=*\n' >/run/systemd/network/50-all.network
	cp "$top_srcdir/contrib/network/00-vmtap.network" /run/systemd/network
	doctor
	finds "vmtap's .network" host networkd "ok: "
	chmod 600 /run/systemd/network/00-vmtap.network
	doctor
	finds "a file that a user may not read" host networkd \
		"unseen: .*Permission denied.*vmtapd --check --host"
	mkdir -p /run/NetworkManager
	doctor
	finds "NetworkManager with the rule" host networkmanager "ok: "
	rm /run/udev/rules.d/70-vmtap.rules
	doctor
	finds "NetworkManager without" host networkmanager "wrong: NetworkManager runs"
	rm -r /run/NetworkManager /run/udev/control /run/systemd/netif
	mkdir /run/dhcpcd
	dhcpcd_has ""
	finds "dhcpcd" host dhcpcd "wrong: dhcpcd may take.*denyinterfaces vt\*"
	dhcpcd_has "denyinterfaces veth* vt*"
	finds "dhcpcd that is kept off" host dhcpcd "ok: "
	dhcpcd_has "allowinterfaces eth0"
	finds "dhcpcd for others" host dhcpcd "ok: "
	dhcpcd_has "allowinterfaces eth0 v*"
	finds "dhcpcd for all" host dhcpcd "wrong: "
	rm -r /run/dhcpcd
}
# dhcpcd_has LINE: doctor() with an /etc of its own, whose dhcpcd.conf has it
dhcpcd_has()
{
	unshare -m sh -c 'mount -t tmpfs tmpfs /etc && echo "$1" >/etc/dhcpcd.conf &&
		cp /run/t/passwd /run/t/group /etc && shift && exec "$@"' - "$1" \
		"$VMTAP" doctor --json lan >$T/doctor.json
}

# A refusal that the host is the reason of points here.
test_pointer()
{
	ip link set br0 down
	as alice "$VMTAP" run -n lan --inherit -- true 2>$T/err
	is "refused by the host" 4 $?
	like "refused: it points to doctor" "'vmtap doctor'" "$(cat $T/err)"
	ip link set br0 up
	as alice "$VMTAP" run -n nosuch --inherit -- true 2>$T/err
	unlike "another refusal does not" "'vmtap doctor'" "$(cat $T/err)"
}

# A bridge has 1023 ports at most.  They go with the namespace.
test_full()
{
	for i in $(seq 511); do
		echo "link add full$i master br0 type veth peer name more$i"
		echo "link set more$i master br0"
	done | ip -batch -
	doctor
	finds "bridge full" "network lan" full \
		"wrong: the bridge br0 is full: it has 1023 ports"
	ip link del full1
	doctor
	finds "bridge full: again" "network lan" full "ok: "
}

test_well
test_mtu
test_bridge
test_lower
test_permission
test_service
test_device
test_host
test_program
test_managers
test_pointer
test_full
mark
leaves_nothing "all"
finish
