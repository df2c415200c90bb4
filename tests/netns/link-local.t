#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# link-local.t - a guest whose link-local address is not made from its hardware
# address (stable-privacy) is told so, if the filter drops what it sends from there.
# shellcheck disable=SC2086,SC2154 # $T and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

policy <<END
network lan {
	kind = bridge
	bridge = "br0"
	filter = { mac, ipv6, ra }
	addresses = "2001:db8::/64"
	allow "alice" { devices = 8 }
}
network any {
	kind = bridge
	bridge = "br0"
	filter = { mac, ipv6 }
	addresses = { "2001:db8::/64", "fe80::/64" }
	allow "bob" {}
}
network learn {
	kind = bridge
	bridge = "br0"
	filter = { mac, ipv6, ra }
	link-local = learn
	allow "alice" {}
}
network learn-tap {
	kind = macvtap
	lower = "eth9"
	filter = { mac, ipv6 }
	link-local = learn
	allow "alice" {}
}
network tap {
	kind = macvtap
	lower = "eth9"
	filter = { mac, ipv6 }
	allow "alice" {}
}
END
ip link add br0 type bridge
ip link set br0 up
add_lower eth9
daemon_start
if ! has_ebpf; then
	not_run "link-local addresses" "this host or this build does not take the eBPF program"
	finish
	exit
fi

MAC=52:54:00:12:34:56
OWN=fe80000000000000505400fffe123456
STABLE=fe800000000000001234567890abcdef
OTHER=fe80000000000000fedcba0987654321
# fe80::, fe80::ffff:1, made from 52:54:00:12:34:99, and anycast
ROUTERS="fe800000000000000000000000000000
	fe8000000000000000000000ffff0001 fe80000000000000505400fffe123499
	fe80000000000000fdffffffffffffff"
GLOBAL=20010db8000000000000000000000005
ALL=ff020000000000000000000000000001
NOBODY=00000000000000000000000000000000

# solicitation SOURCE TARGET: a frame of neighbour discovery
solicitation()
{
	printf '333300000001%s86dd6000000000183aff%s%s8700000000000000%s' \
		525400123456 "$1" $ALL "$2"
}

# notes NIC: what show says
notes()
{
	"$VMTAP" show "$1" | grep '^note: link-local: ' || true
}
lines()
{
	grep -c "link-local: .* device=$1 " $T/daemon.log || true
}
is_told()
{
	[ "$(lines $1)" = 1 ]
}

SENTENCE="the guest uses the link-local address fe80::1234:5678:90ab:cdef, which is not made from its hardware address $MAC and is dropped; let the guest make it so"

# told WHAT NETWORK SOURCE TARGET: by show, and by one line of the log
told()
{
	open_as alice "network=$2 lladdr=$MAC"
	tell alice "write 0 $(solicitation $NOBODY $OWN)"
	tell alice "write 0 $(solicitation $OWN $GLOBAL)"
	is "$1: its own address is no note" "" "$(notes $NIC)"
	tell alice "write 0 $(solicitation $3 $4)"
	like "$1: show tells it" "^note: link-local: $SENTENCE" "$(notes $NIC)"
	like "$1: list has its name" "link-local" "$("$VMTAP" list --all)"
	tell alice "write 0 $(solicitation $3 $4)"
	notes $NIC >$T/again
	is "$1: one line of the log" 1 "$(lines $NIC)"
	like "$1: it has the sentence" "$SENTENCE" \
		"$(grep "link-local: .* device=$NIC " $T/daemon.log)"
	close_as alice
}

test_asked()
{
	told "as a source" lan $STABLE $GLOBAL
	told "by DAD" lan $NOBODY $STABLE
	told "on a macvtap" tap $NOBODY $STABLE
}

# Nobody asks: a look after the grant finds it, also on a bridge.
test_by_itself()
{
	open_as alice "network=lan lladdr=$MAC"
	tell alice "write 0 $(solicitation $NOBODY $STABLE)"
	ok_if "by itself: a line of the log" wait_until 60 is_told $NIC
	close_as alice
}

# dropped NIC: how many of its packets
dropped()
{
	"$VMTAP" show "$1" | sed -n 's/^dropped: \([0-9]*\).*/\1/p'
}

# learns NETWORK HOW SOURCE TARGET: the first address is learned, by the frame
# that has it as its source or target
learns()
{
	open_as alice "network=$1 lladdr=$MAC"
	for anothers in $ROUTERS; do
		tell alice "write 0 $(solicitation $NOBODY $anothers)"
	done
	is "$1, $2: not a router's" 4 "$(dropped $NIC)"
	tell alice "write 0 $(solicitation $3 $4)"
	tell alice "write 0 $(solicitation $STABLE $GLOBAL)"
	tell alice "write 0 $(solicitation $OWN $GLOBAL)"
	is "$1, $2: the first is learned" 4 "$(dropped $NIC)"
	tell alice "write 0 $(solicitation $NOBODY $OTHER)"
	tell alice "write 0 $(solicitation $OTHER $GLOBAL)"
	is "$1, $2: and no second one" 6 "$(dropped $NIC)"
	tell alice "write 0 $(solicitation $NOBODY $STABLE)"
	is "$1, $2: it stays" 6 "$(dropped $NIC)"
	like "$1, $2: show has the key" "^link-local: learn" \
		"$("$VMTAP" show $NIC)"
}

test_learned()
{
	learns learn "by DAD" $NOBODY $STABLE
	close_as alice
	learns learn-tap "by DAD" $NOBODY $STABLE
	close_as alice
	learns learn "by its use" $STABLE $GLOBAL
	daemon_stop
	daemon_start
	tell alice "write 0 $(solicitation $STABLE $GLOBAL)"
	tell alice "write 0 $(solicitation $OTHER $GLOBAL)"
	is "another vmtapd: learned again" 7 "$(dropped $NIC)"
	close_as alice
}

# Other addresses that are dropped, and a guest that may have each link-local.
test_no_note()
{
	open_as alice "network=lan lladdr=$MAC"
	tell alice "write 0 $(solicitation 20010db9000000000000000000000005 $GLOBAL)"
	tell alice "write 0 $(solicitation $NOBODY 20010db9000000000000000000000005)"
	is "another global address is no note" "" "$(notes $NIC)"
	close_as alice
	open_as bob "network=any lladdr=$MAC"
	tell bob "write 0 $(solicitation $NOBODY $STABLE)"
	tell bob "write 0 $(solicitation $STABLE $GLOBAL)"
	is "a guest that may have it: no note" "" "$(notes $NIC)"
	close_as bob
}

test_asked
test_by_itself
test_no_note
test_learned
finish
