# shellcheck shell=sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# holder.sh - VMMs that an attacker has taken over, for tests that have read
# lib.sh: they have uid nobody, no capability, and descriptors of a device (see
# holder.py).
# shellcheck disable=SC2086,SC2154 # numbers and names; what tell() sets

USERS="$USERS
nobody 65534 65534 -"
cp "$top_srcdir/tests/lib/holder.py" $T/holder.py

# has_said NAME LINES: that many answers
has_said()
{
	[ "$(grep -cE '^(ok$|fail: )' "$T/$1.out")" -ge "$2" ]
}

# hold_with NAME COMMAND...: COMMAND starts the holder, with its descriptors for
# {fds}
hold_with()
{
	hold_name=$1
	shift
	mailbox "$hold_name"
	exec_as nobody "$@" <&9 9<&- >"$T/$hold_name.out" 2>&1 &
	echo $! >"$T/$hold_name.pid"
	exec 9<&-
	wait_until 10 has_said "$hold_name" 1 || diag <"$T/$hold_name.out"
}

# hold NAME NIC: a holder of a nic, written as for vmtap(1).  Sets NIC to the
# device's name.
hold()
{
	hold_with "$1" "$VMTAP" run -n "$2" -- \
		$PYTHON $T/holder.py '{fds}'
	tell "$1" name
	NIC=$(sed -n 1p $T/reply)
}

# drop NAME: kills the holder; its device must go
drop()
{
	probe_kill "$1"
	wait_until 3 no_link "$NIC"
}

# can WHAT NAME COMMAND: the kernel permits it
can()
{
	tell "$2" "$3"
	is "$1: the kernel permits it" ok "$(tail -n 1 $T/reply)"
}

# cannot WHAT ERRNO NAME COMMAND: the kernel refuses it
cannot()
{
	tell "$3" "$4"
	is "$1: the kernel refuses it" "fail: ${4%% *}: $2" \
		"$(tail -n 1 $T/reply)"
}

# Root looks at the lease, since a holder may be in another namespace.
has_lease()
{
	"$VMTAP" list --all --json 2>&1 | grep -q "\"$1\""
}

# revoked WHAT REGEX: lease and link end, and the log says why, in one line
revoked()
{
	ok_if "$1: the link is gone" wait_until 5 no_link "$NIC"
	ok_if "$1: and the lease" wait_until 5 not has_lease "$NIC"
	is "$1: one line says why" 1 \
		"$(grep -c "revoked: uid=65534 .* device=$NIC .*: [^:]*$2" \
			$T/daemon.log)"
}

# dead WHAT NAME: its descriptor is of no use any more
dead()
{
	tell "$2" "name"
	like "$1: the descriptor has no device" \
		'^fail: name: (EBADFD|ENOLINK)$' "$(tail -n 1 $T/reply)"
	# A frame as the guest of $MAC sends it, so the filter would let it
	# pass.  The kernel takes a frame of a dead macvtap, and drops it
	# (tap_get_user()).
	tell "$2" "write ffffffffffff52540012345688b50000deaddead"
	like "$1: it takes no frame, or loses it" '^(ok|fail: write: EBADFD)$' \
		"$(tail -n 1 $T/reply)"
	tell "$2" "lladdr 02:00:00:00:00:98"
	like "$1: and nothing can be set" \
		'^fail: lladdr: (EBADFD|ENOLINK)$' "$(tail -n 1 $T/reply)"
}

# listen: for frames of an unused type, at the far end of br0 and eth9
listen()
{
	for link in far far9; do
		: >$T/$link.frames
		ip netns exec peer tcpdump -Z root -l -n -xx -i $link ether proto 0x88b5 \
			>>$T/$link.frames 2>$T/$link.tcpdump &
		echo $! >$T/$link.listener
		wait_until 10 grep -q listening $T/$link.tcpdump
	done
}
listen_no_more()
{
	kill $(cat $T/far.listener $T/far9.listener)
}

# is_silent WHAT: no frame of the dead device came, but a later one of an honest
# holder did
is_silent()
{
	silent_nic=$NIC
	for network in lan card; do
		hold honest $network,mac=52:54:00:00:00:77
		tell honest "write ffffffffffff52540000007788b50000600df00d"
		drop honest
	done
	ok_if "$1: frames of others arrive" wait_until 5 both_heard
	not_if "$1: the dead are silent" \
		grep -q "dead dead" $T/far.frames $T/far9.frames
	: >$T/far.frames
	: >$T/far9.frames
	NIC=$silent_nic
}
both_heard()
{
	grep -q "600d f00d" $T/far.frames && grep -q "600d f00d" $T/far9.frames
}

# talks WHAT NAME LLADDR: an ARP request goes out, and its answer comes back
talks()
{
	wait_until 10 is_answered "$2" "$3"
	is "$1: frames pass" ok "$(tail -n 1 $T/reply)"
}

# is_answered NAME LLADDR: asks until answered: the first frame may be lost,
# before its address is known
is_answered()
{
	tell "$1" "write $(arp_from "$2")"
	tell "$1" "read $ARP_ANSWER"
	[ "$(tail -n 1 $T/reply)" = ok ]
}

# facts_of NIC: all that the kernel tells of the link, without counters
facts_of()
{
	fact "$1" '[l["address"], l["mtu"], l["flags"], l["link_type"],
		l["operstate"], l.get("master"), l.get("link"), l["group"],
		l["ifalias"], l["linkinfo"]["info_kind"],
		l["linkinfo"]["info_data"]]'
}
