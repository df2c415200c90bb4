#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# hostcheck.t - 'vmtapd --check --host' looks where vmtapd and its clients may
# not: each thing is broken here, and must be told.  doctor.t breaks what both
# look at.
# shellcheck disable=SC2086 # $T, numbers and names have no blanks
# shellcheck disable=SC2016 # what another shell expands

. "${top_srcdir:-.}/tests/lib/lib.sh"

policy <<END
network lan { kind = bridge  bridge = "br0"  allow "alice" {} }
network card { kind = macvtap  lower = "eth9"  allow "alice" {} }
END
add_bridge br0
ip link add eth9 type veth peer name far9 netns peer
ip link set eth9 up

# The programs and settings of the host where the test runs do not matter: nft
# and iptables are scripts, and /proc/sys/net has what a case writes there.
mkdir -p $T/bin $T/sysctl/bridge $T/sysctl/core $T/sysctl/ipv4
for folder in /usr/local/sbin /usr/local/bin /usr/sbin /usr/bin; do
	[ ! -d $folder ] || BIN=${BIN:-$folder}
done
for folder in /etc/systemd/network /usr/lib/systemd/network /etc/udev \
	/usr/lib/udev/rules.d /usr/local/lib/systemd /usr/local/lib/udev; do
	[ ! -d $folder ] || mount -t tmpfs tmpfs $folder
done

# check: runs it in a mount namespace with these files
check()
{
	unshare -m sh -c 'mount --bind /run/t/sysctl /proc/sys/net &&
		{ [ ! -d /run/t/net ] || mount --bind /run/t/net /proc/$$/net; } &&
		mount --bind /run/t/bin "$1" && shift && exec "$@"' - $BIN \
		"$VMTAPD" --config $CONF --check --host >$T/check.out \
		2>$T/check.err
}

# program NAME: a script that prints standard input
program_prints()
{
	{
		echo '#!/bin/sh'
		echo "while read -r line; do echo \"\$line\"; done <<'END_OF_OUTPUT'"
		cat
		echo END_OF_OUTPUT
	} >$T/bin/$1
	chmod 755 $T/bin/$1
}
sysctl_is()
{
	echo "$2" >$T/sysctl/$1
}

# tells WHAT NAME REGEX: the last check() has such a line
tells()
{
	like "$1" "$3" "$(grep " $2: " $T/check.out)"
}

test_well()
{
	sysctl_is core/bpf_jit_enable 1
	sysctl_is ipv4/ip_forward 0
	printf 'table inet filter {\n\tchain forward {\n\t\ttype filter hook forward priority filter; policy accept;\n\t}\n}\n' |
		program_prints nft
	ok_if "all is well: status 0" check
	tells "firewall" forward "^ok "
	tells "JIT" bpf_jit_enable "^ok "
	tells "bridge" link "^ok     policy: link: the bridge br0 of network lan is there, and up"
	tells "lower device" link "^ok     policy: link: the lower device eth9"
	tells "routing" routing "^ok "
	tells "wireless" wireless "^ok "
	is "it runs without a daemon" "" "$DAEMON"
}

drops()
{
	printf 'table %s t {\n\tchain c {\n\t\ttype filter hook %s priority filter; policy drop;\n\t}\n}\n' \
		$1 $2 | program_prints nft
}

test_firewall()
{
	drops ip forward
	ok_if "policy drop without br_netfilter: status 0" check
	tells "policy drop without br_netfilter" forward "^hint .*a rule must name their bridge"
	drops ip input
	ok_if "policy drop of another hook" check
	tells "policy drop of another hook" forward "^ok "
	sysctl_is bridge/bridge-nf-call-iptables 1
	check
	tells "br_netfilter alone" br_netfilter "^hint .*bridge-nf-call-iptables=0"
	tells "br_netfilter alone: no chain" forward "^ok "
	for family in ip inet; do
		drops $family forward
		check
		is "br_netfilter, $family: status" 1 $?
		tells "br_netfilter, $family" forward "^wrong .*Docker.*'sysctl net.bridge.bridge-nf-call-iptables=0'"
	done
	sysctl_is bridge/bridge-nf-call-iptables 0
	drops bridge forward
	check
	is "a chain of bridges: status" 1 $?
	tells "a chain of bridges" forward "^wrong .*'nft list ruleset bridge'"
	printf '#!/bin/sh\nexit 1\n' >$T/bin/nft
	check
	tells "nft fails" forward "^unseen "
	rm $T/bin/nft
	nft_reason="no program nft"
	for folder in /usr/sbin /usr/bin; do
		[ -e $folder/nft ] || continue
		mount --bind /dev/null $folder/nft
		nft_reason="Permission denied"
	done
	check
	tells "no nft" forward "^unseen .*$nft_reason"
	drops ip input
}

# iptables is asked only where its old tables are in use: to ask makes them.
test_old_tables()
{
	drops ip input
	sysctl_is bridge/bridge-nf-call-iptables 1
	printf '%s\n' '-P FORWARD DROP' '-N DOCKER' | program_prints iptables-legacy
	mkdir $T/net
	printf 'mangle\n' >$T/net/ip_tables_names
	check
	tells "no old tables" forward "^ok "
	printf 'mangle\nfilter\n' >$T/net/ip_tables_names
	check
	is "old tables: status" 1 $?
	tells "old tables" forward "^wrong .*Docker"
	if [ ! -e /usr/sbin/iptables-legacy ]; then
		mv $T/bin/iptables-legacy $T/bin/iptables
		check
		tells "old tables, and iptables alone" forward "^wrong .*Docker"
	fi
	echo '-P FORWARD ACCEPT' | program_prints iptables-legacy
	check
	tells "old tables that accept" forward "^ok "
	rm -r $T/net $T/bin/iptables*
	sysctl_is bridge/bridge-nf-call-iptables 0
}

test_sysctls()
{
	sysctl_is core/bpf_jit_enable 0
	check
	tells "no JIT" bpf_jit_enable "^hint .*'sysctl net.core.bpf_jit_enable=1'"
	mv $T/sysctl/core/bpf_jit_enable $T/sysctl/core/gone
	check
	tells "no word about the JIT" bpf_jit_enable "^unseen "
	sysctl_is core/bpf_jit_enable 1
	ip link set br0-up nomaster
	ip link set br0-up name vtnet0
	ip link set vtnet0 master br0
	check
	tells "a name like vmtap's leads out" routing "^ok .*leads out"
	ip link set vtnet0 nomaster
	ip link set vtnet0 group 1979711488 # 'v' and 24 bits
	ip link set vtnet0 master br0
	check
	tells "a device of vmtap's leads nowhere" routing "^hint "
	ip link set vtnet0 group default
	ip link set vtnet0 nomaster
	ip link set vtnet0 name br0-up
	check
	tells "nobody routes" routing "^hint .*br0.*'sysctl net.ipv4.ip_forward=1'"
	sysctl_is ipv4/ip_forward 1
	check
	tells "the host routes" routing "^ok "
	ip link set br0-up master br0
}

test_links()
{
	ip link set br0 down
	check
	is "bridge down: status" 1 $?
	tells "bridge down" link "^wrong .*br0 of network lan is down.*'ip link set br0 up'"
	ip link set br0 name br1
	check
	tells "no bridge" link "^wrong .*the bridge br0 of network lan does not exist"
	ip link add br0 type dummy 2>/dev/null || ip link add br0 type veth
	check
	tells "no bridge, but a link" link "^wrong .*br0 is not a bridge"
	ip link del br0
	ip link set br1 name br0
	ip link set br0 up
	ip link del eth9
	check
	tells "no lower device" link "^wrong .*the lower device eth9 of network card does not exist"
}

test_managers()
{
	mkdir -p /run/udev
	: >/run/udev/control
	check
	is "no udev rule: status" 1 $?
	tells "no udev rule" udev "^wrong .*70-vmtap.rules"
	mkdir -p /run/systemd/netif /run/systemd/network
	: >/run/systemd/netif/state
	printf '[Match]\nType=ether\n' >/run/systemd/network/50-all.network
	chmod 600 /run/systemd/network/50-all.network
	check
	tells "networkd, and root reads each file" networkd "^wrong .*50-all.network"
}

test_options()
{
	"$VMTAPD" --host 2>$T/err
	is "--host alone: status" 2 $?
	like "--host alone" "--host goes with --check" "$(cat $T/err)"
	"$VMTAPD" --config $CONF --check --host --explain alice lan 2>$T/err
	is "--host with --explain: status" 2 $?
	echo 'network bad { kind = brigde }' >$CONF
	check
	is "a policy with an error: status" 1 $?
	like "a policy with an error: told" "brigde" "$(cat $T/check.err)"
	tells "a policy with an error: the host is looked at" bpf_jit_enable "^ok "
}

test_well
test_firewall
test_old_tables
test_sysctls
test_links
test_managers
test_options
finish
