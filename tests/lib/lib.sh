# shellcheck shell=sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# lib.sh - what the tests in network namespaces share.  A test reads it first:
#
#	. "${top_srcdir:-.}/tests/lib/lib.sh"
#
# and from then on runs as root in network, mount and pid namespaces of its own,
# with its own users, sockets and links; all of them go when it ends.  It prints
# TAP; finish() prints the number of results.
#
# Nothing here waits for time to pass: wait_until polls a condition, and a
# bound turns a hang into a failure.

set -u
top_srcdir=$(cd "${top_srcdir:-.}" && pwd)
top_builddir=$(cd "${top_builddir:-.}" && pwd)
PYTHONPATH=$top_srcdir/tests/lib # fault.py
export top_srcdir top_builddir PYTHONPATH
# shellcheck source=tests/lib/machine-id.sh
. "$top_srcdir/tests/lib/machine-id.sh"

if [ "$(id -u)" != 0 ]; then
	echo "1..0 # SKIP needs root"
	exit 0
fi
if [ -z "${NETNS_INSIDE:-}" ]; then
	NETNS_INSIDE=1 exec unshare --net --mount --pid --ipc --fork \
		--kill-child --mount-proc sh "$0" "$@"
fi

T=/run/t			# of this test only, a tmpfs
SOCKET=$T/vmtapd.sock
CONF=$T/vmtapd.conf
NUMBER=0
DAEMON=
FAILED=0
FINISHED=

# ---- namespaces -------------------------------------------------------------

# A program that libtool wrapped is in .libs, without the wrapper.
program()
{
	if [ -x "$1/.libs/$2" ]; then
		echo "$1/.libs/$2"
	else
		echo "$1/$2"
	fi
}

# The build folder is mounted under $T, so that the tests' users can reach it.
enter()
{
	trap unfinished EXIT
	umask 022
	mount -t sysfs sysfs /sys
	mount -t tmpfs -o mode=755 tmpfs /run
	private_machine_id
	mkdir -p $T/build /run/netns
	tun_node 600
	mount --bind "$top_builddir" $T/build
	VMTAPD=$(program $T/build/helper/daemon vmtapd)
	VMTAP=$(program $T/build/helper/client vmtap)
	HELPER=$(program $T/build/helper/client vmtap-bridge-helper)
	PROBE=$(program $T/build/tests/lib vmtap-probe)
	LINK=$(program $T/build/tests/lib vmtap-link)
	VHOST_SEND=$(program $T/build/tests/lib vhost-send)
	EXAMPLE=$(program $T/build/tests/lib watch-example)
	LD_LIBRARY_PATH=$T/build/helper/lib/.libs
	VMTAP_SOCKET=$SOCKET
	export VMTAPD VMTAP HELPER PROBE LINK VHOST_SEND EXAMPLE LD_LIBRARY_PATH VMTAP_SOCKET
	PYTHON=/usr/bin/python3
	[ -x $PYTHON ] || PYTHON=python3
	make_users
	ip link set lo up
	ip netns add peer
	ip -n peer link set lo up
}

# tun_node MODE: sets the mode of this test's own /dev/net/tun: 600 as the
# kernel makes it, and as every test begins; 666 as udev sets it.  The host's
# node does not matter.
tun_node()
{
	[ -e $T/tun ] || {
		mknod $T/tun c 10 200
		mount --bind $T/tun /dev/net/tun
	}
	chmod "$1" $T/tun
}

# Users of the tests: name, uid, gid, supplementary groups.
USERS='alice 61001 61001 -
bob 61002 61002 61100
carol 61003 61003 61101
mallory 61004 61004 61100,61101
dave 61005 61100 -'

# kvm 61100 (bob, mallory; the first group of dave), ops 61101 (carol, mallory)
make_users()
{
	{
		echo 'root:x:0:0::/root:/bin/sh'
		echo 'nobody:x:65534:65534::/:/bin/false'
		echo "$USERS" | while read -r name uid gid _; do
			echo "$name:x:$uid:$gid::/:/bin/sh"
		done
	} >$T/passwd
	{
		echo 'root:x:0:'
		echo 'nogroup:x:65534:'
		echo "alice:x:61001:"
		echo 'kvm:x:61100:bob,mallory'
		echo 'ops:x:61101:carol,mallory'
	} >$T/group
	mount --bind $T/passwd /etc/passwd
	mount --bind $T/group /etc/group
}

# as USER COMMAND...: runs it without any capability, and with no way to get one
as()
{
	(exec_as "$@")
}

# exec_as: the same, in place of the shell, so that $! is the command's pid
exec_as()
{
	as_user=$1
	shift
	# shellcheck disable=SC2046 # uid, gid, groups
	set -- $(echo "$USERS" | sed -n "s/^$as_user //p") -- "$@"
	as_uid=$1 as_gid=$2 as_groups=--groups=$3
	[ "$3" != - ] || as_groups=--clear-groups
	shift 4
	exec setpriv --reuid "$as_uid" --regid "$as_gid" "$as_groups" \
		--inh-caps=-all --bounding-set=-all "$@"
}

uid_of()
{
	echo "$USERS" | sed -n "s/^$1 \([0-9]*\) .*/\1/p"
}

# ---- results ----------------------------------------------------------------

# diag: prints standard input as a comment of the result
diag()
{
	sed 's/^/#   /'
}

result()
{
	NUMBER=$((NUMBER + 1))
	if [ "$1" = 0 ]; then
		echo "ok $NUMBER - $2"
		return 0
	fi
	FAILED=$((FAILED + 1))
	echo "not ok $NUMBER - $2"
	log_news | tail -n 5 | sed 's/^/#   log: /'
	return 1
}

# log_news: prints what the daemon logged since the last failure
log_news()
{
	[ -s $T/daemon.log ] || return 0
	log_lines=$(wc -l <$T/daemon.log)
	log_seen=$(cat $T/log.seen 2>/dev/null || echo 0)
	tail -n +$((log_seen + 1)) $T/daemon.log
	echo "$log_lines" >$T/log.seen
}

# ok_if WHAT COMMAND...: it must succeed
ok_if()
{
	what=$1
	shift
	"$@" >$T/ok.log 2>&1
	result $? "$what" || { echo "#   command: $*"; diag <$T/ok.log; }
}

# not_if WHAT COMMAND...: it must fail
not_if()
{
	what=$1
	shift
	! "$@" >$T/ok.log 2>&1
	result $? "$what" || { echo "#   command: $*"; diag <$T/ok.log; }
}

# is WHAT EXPECTED GOT
is()
{
	[ "$2" = "$3" ]
	result $? "$1" || {
		echo "#   expected: $2"
		echo "#   got:      $3"
	}
}

# like WHAT REGEX GOT
like()
{
	printf '%s\n' "$3" | grep -qE -e "$2"
	result $? "$1" || {
		echo "#   expected, as a pattern: $2"
		printf '%s\n' "$3" | sed 's/^/#   got: /'
	}
}

# unlike WHAT REGEX GOT
unlike()
{
	! printf '%s\n' "$3" | grep -qE -e "$2"
	result $? "$1" || {
		echo "#   not expected, as a pattern: $2"
		printf '%s\n' "$3" | sed 's/^/#   got: /'
	}
}

# not_run NAME WHY: a case that this kernel or host cannot show.  A reader of
# the logs finds the line.
not_run()
{
	NUMBER=$((NUMBER + 1))
	echo "ok $NUMBER - $1 # SKIP $2"
	echo "not run: $1: $2"
}

# If the shell ends early, e.g. at an unset variable, the test says so.
unfinished()
{
	[ -n "$FINISHED" ] || echo "Bail out! the test ended on its way"
}

# finish: as the last line of a test
finish()
{
	FINISHED=yes
	[ -z "$DAEMON" ] || ok_if "vmtapd ends at SIGTERM, with status 0" daemon_stop
	echo "1..$NUMBER"
	[ $FAILED = 0 ]
	exit
}

# run_python SCRIPT: is the rest of a test.  The shell stays, for it is the first
# process of the namespace: it reaps what a killed daemon leaves.  A Python
# program would not, and after a thousand daemons the kernel may refuse a process.
run_python()
{
	FINISHED=yes
	"$PYTHON" -B "$top_srcdir/$1"
	exit
}

# ---- waiting ----------------------------------------------------------------

now_ms()
{
	read -r uptime _ </proc/uptime
	echo "${uptime%.*}${uptime#*.}0"
}

# wait_until SECONDS COMMAND...: SECONDS is what would be long on an idle
# machine.  It counts tenfold, because sanitizers and other load slow things
# down: with both, a step of less than a second took 1170 ms.
wait_until()
{
	wait_end=$(($(now_ms) + $1 * 10000))
	shift
	until "$@"; do
		[ "$(now_ms)" -lt $wait_end ] || return 1
		sleep 0.01
	done
}

# comes_soon COMMAND...: for what must not come: it always looks for a second
comes_soon()
{
	for _ in $(seq 100); do
		! "$@" || return 0
		sleep 0.01
	done
	return 1
}

not()
{
	! "$@"
}

# ---- links ------------------------------------------------------------------

has_link()
{
	[ -e "/sys/class/net/$1" ]
}

# no_link NAME: neither the name nor the device is there
no_link()
{
	! has_link "$1"
}

# fact LINK EXPRESSION: evaluates it with "ip -j -d link" as l, e.g. l["mtu"];
# "none" if the
# link or the key is not there
fact()
{
	ip -j -d link show dev "$1" 2>/dev/null | $PYTHON -c '
import json, sys
try:
    l = json.load(sys.stdin)[0]
    print(eval(sys.argv[1]))
except (KeyError, IndexError, ValueError):
    print("none")
' "$2"
}

# tc_program NIC ingress|egress: vmtapd's filter, as tc prints it.  "tc filter
# show" of iproute2 7.3 cannot print such a long one, "tc filter get" of each
# release can.
tc_program()
{
	tc filter get dev "$1" "$2" protocol all pref 1 handle 1 bpf 2>&1
}

# links: names and numbers of all links, to compare
links()
{
	ip -o link show | cut -d: -f1,2 | sed 's/@.*//' | sort
}

# our_links: the names of the links that vmtapd made
our_links()
{
	ip -o link show | sed -n 's/^[0-9]*: \(vt[0-9a-f]*\)[@:].*/\1/p'
}

count_ours()
{
	our_links | grep -c . || true
}

ours_are()
{
	[ "$(count_ours)" = "$1" ]
}

# events_start: writes what "ip monitor link" prints to $T/events, from now on:
# it listens when this returns.  events_stop: all that came before is in the
# file.
events_start()
{
	ip -o -d monitor link >$T/events &
	MONITOR=$!
	wait_until 5 monitor_hears lo || echo "Bail out! ip monitor is deaf"
}

events_stop()
{
	ip link add last0 type veth peer name last1
	wait_until 5 monitor_hears last0 || echo "Bail out! ip monitor is deaf"
	kill $MONITOR
	wait $MONITOR 2>/dev/null
	ip link del last0
}

# monitor_hears LINK: a change of the link is in the file
monitor_hears()
{
	ip link set $1 down
	ip link set $1 up
	grep -q " $1[:@]" $T/events
}

# bare_bridge NAME [WORD...]: a bridge that is up and has no port; words of
# ip-link(8) stand before its type
bare_bridge()
{
	ip link add "$@" type bridge
	ip link set "$1" up
}

# add_bridge NAME [MTU]: a bridge with a veth to "far" in the namespace "peer",
# which has the address 10.0.0.1
add_bridge()
{
	bare_bridge "$1"
	# A fixed address like that of a real port, which never begins with fe.
	ip link add "$1-up" address 02:00:00:00:00:11 type veth \
		peer name far netns peer
	ip link set "$1-up" mtu "${2:-1500}" master "$1" up
	set_far "${2:-1500}"
}

# add_lower NAME: a "physical" link, with "far" at the other end of it
add_lower()
{
	ip link add "$1" address 02:00:00:00:00:10 type veth \
		peer name far netns peer
	ip link set "$1" up
	set_far 1500
}

FAR=02:00:00:00:00:fa
set_far()
{
	ip -n peer link set far address $FAR mtu "$1"
	ip -n peer addr add 10.0.0.1/24 dev far
	ip -n peer link set far up
}

# any_vlan: entries of a bridge's database, without their VLANs.  If the kernel
# has CONFIG_BRIDGE_VLAN_FILTERING, a bridge makes an entry for each VLAN of the
# port besides the one without a VLAN; all must be alike.
any_vlan()
{
	sed 's/ vlan [0-9]*//' | sort -u
}

# has_mab PORT: has the bridge of this port MAC authentication bypass (Linux
# 6.2)?  ip(8) of Debian 12 cannot tell.
has_mab()
{
	$PYTHON -c '
import socket, struct, sys
RTM_GETLINK, NLM_F_REQUEST, IFLA_LINKINFO, IFLA_INFO_SLAVE_DATA = 18, 1, 18, 5
IFLA_BRPORT_MAB = 40

def attributes(data):
    while len(data) >= 4:
        size, kind = struct.unpack_from("=HH", data)
        yield kind & 0x3fff, data[4:size]
        data = data[(size + 3) & ~3:]

s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
s.send(struct.pack("=IHHII" "BxHiII", 32, RTM_GETLINK, NLM_F_REQUEST, 0, 0,
                   0, 0, socket.if_nametoindex(sys.argv[1]), 0, 0))
info = dict(attributes(s.recv(65536)[32:]))[IFLA_LINKINFO]
port = dict(attributes(info))[IFLA_INFO_SLAVE_DATA]
sys.exit(IFLA_BRPORT_MAB not in dict(attributes(port)))
' "$1"
}

# far_speaks: "far" sends a broadcast, from which a bridge learns its address
far_speaks()
{
	ip netns exec peer $PYTHON -c '
import socket
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind(("far", 0))
s.send(b"\xff" * 6 + s.getsockname()[4] + b"\x88\xb5" + bytes(46))
'
}

# arp_from LLADDR: the bytes of an ARP request from 10.0.0.2 for 10.0.0.1, and
# how the answer begins
arp_from()
{
	arp_mac=$(echo "$1" | tr -d :)
	echo "ffffffffffff${arp_mac}0806000108000604""0001${arp_mac}0a000002""0000000000000a000001"
}
ARP_ANSWER=08060001080006040002

# open_as USER REQUEST: opens in a probe of that name, which stays.  Sets NIC;
# opened() reads the answer.
open_as()
{
	probe_start "$1" "$1"
	tell "$1" "request open $2"
	NIC=$(reply ifname)
	cp $T/reply $T/opened
}

# opened KEY: prints a value from the answer to open_as
opened()
{
	sed -n "s/^$1=//p" $T/opened | tail -n 1
}

# close_as USER: kills the probe; its devices must go
close_as()
{
	probe_kill "$1"
	[ -z "$NIC" ] || wait_until 3 no_link "$NIC"
}

# notes [DEVICE] [USER]: the names of its notes, as list has them
notes()
{
	as ${2:-alice} "$VMTAP" list --json | $PYTHON -c '
import json, sys
for device in json.load(sys.stdin):
    if device["ifname"] == sys.argv[1]:
        print(" ".join(device["notes"]))' "${1:-$NIC}"
}
notes_are()
{
	[ "$(notes)" = "$1" ]
}
# note NAME [USER]: its sentence, as show has it
note()
{
	as ${2:-alice} "$VMTAP" show $NIC | sed -n "s/^note: $1: //p"
}

# no_lease: alice has no lease, and so uses no address and no part of a limit
no_lease()
{
	ask alice "request list"
	[ "$(reply records)" = 0 ]
}

# can_talk USER LLADDR: an ARP request goes out by the probe's first descriptor,
# and its answer comes back
can_talk()
{
	tell "$1" "write 0 $(arp_from "$2")" &&
		tell "$1" "read 0 3000 match=$ARP_ANSWER" &&
		grep -q '^frame=' $T/reply
}

# speaks USER LLADDR: asks until an answer comes, as every guest does: the
# bridge announces the first frame and drops it
speaks()
{
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		tell "$1" "write 0 $(arp_from "$2")"
		tell "$1" "read 0 300 match=$ARP_ANSWER"
		! grep -q '^frame=' $T/reply || return 0
	done
	return 1
}

# ---- the daemon -------------------------------------------------------------

# policy: from standard input
policy()
{
	(umask 077 && cat >$CONF)
}

# classic_or_not: with PROGRAM=classic, the next daemon may not load its eBPF
# program, and all devices get the classic one.  CAP_SYS_ADMIN includes what the
# load takes.
classic_or_not()
{
	CLASSIC=
	[ "${PROGRAM:-}" != classic ] ||
		CLASSIC="setpriv --bounding-set=-bpf,-perfmon,-sys_admin"
}
classic_or_not

# has_ebpf: has the daemon loaded its eBPF program?
has_ebpf()
{
	not log_has "eBPF program"
}

# daemon_run ARG...: starts it in the background, and forgets whether it is
# ready
daemon_run()
{
	# shellcheck disable=SC2086 # words
	$CLASSIC "$VMTAPD" --config $CONF --socket $SOCKET "$@" >$T/daemon.out \
		2>>$T/daemon.log &
	DAEMON=$!
}

is_listening()
{
	"$PROBE" "connect $1" >/dev/null 2>&1
}

is_running()
{
	kill -0 "$1" 2>/dev/null && ! grep -qs '^State:.Z' "/proc/$1/status"
}

is_ready_or_dead()
{
	is_listening $SOCKET || ! is_running "$DAEMON"
}

# preloading NAME COMMAND...: runs it with the library NAME.so preloaded
preloading()
{
	LD_PRELOAD=$(program $T/build/tests/lib "$1.so")
	[ -e "$LD_PRELOAD" ] || LD_PRELOAD=$T/build/tests/lib/.libs/$1.so
	# A sanitizer's library wants to be loaded first: turn off its check.
	preload_asan=${ASAN_OPTIONS-}
	ASAN_OPTIONS=${preload_asan:+$preload_asan:}verify_asan_link_order=0
	export LD_PRELOAD ASAN_OPTIONS
	shift
	"$@"
	preload_status=$?
	unset LD_PRELOAD
	ASAN_OPTIONS=$preload_asan
	return $preload_status
}

# clock_is SECONDS: so many, less than 256, have passed since the start of a
# daemon that preloads held-clock
clock_is()
{
	# A file that the daemon has mapped may not become shorter.
	# shellcheck disable=SC2059 # the byte, in octal digits
	printf "\\$(printf %03o "$1")" 1<>$T/clock
}

# holding_clock COMMAND...: which starts such a daemon
holding_clock()
{
	HELD_CLOCK=$T/clock
	export HELD_CLOCK
	clock_is 0
	preloading held-clock "$@"
	unset HELD_CLOCK
}

# daemon_hold_clock: from now on time passes for the daemon as clock_is says, in
# a new daemon; daemon_let_clock_go starts one for which it passes as ever
daemon_hold_clock()
{
	daemon_stop
	holding_clock daemon_start
}
daemon_let_clock_go()
{
	daemon_stop
	daemon_start
}

# kernel_keeps_fds: can a socket refuse messages with descriptors (Linux 6.16)?
kernel_keeps_fds()
{
	$PYTHON -c '
import socket
SO_PASSRIGHTS = 83
socket.socket(socket.AF_UNIX).setsockopt(socket.SOL_SOCKET, SO_PASSRIGHTS, 0)
' 2>/dev/null
}

# daemon_start ARG...: a failure to start ends the test
daemon_start()
{
	: >$T/daemon.log
	daemon_run "$@"
	if ! wait_until 10 is_ready_or_dead || ! is_running "$DAEMON"; then
		diag <$T/daemon.log
		echo "Bail out! vmtapd did not start"
		FINISHED=no
		exit 1
	fi
	mark
}

# daemon_stop: sends SIGTERM; the status is vmtapd's exit status
daemon_stop()
{
	kill -TERM "$DAEMON" 2>/dev/null
	if ! wait_until 10 not is_running "$DAEMON"; then
		kill -KILL "$DAEMON"
		echo "vmtapd did not end within 10 s of SIGTERM"
	fi
	wait "$DAEMON" 2>/dev/null
	daemon_status=$?
	DAEMON=
	return $daemon_status
}

daemon_kill()
{
	kill -KILL "$DAEMON"
	wait "$DAEMON" 2>/dev/null
	DAEMON=
}

# log_has REGEX: is it in the daemon's log?
log_has()
{
	grep -qE -e "$1" $T/daemon.log
}

count_fds()
{
	find "/proc/$1/fd" -mindepth 1 | wc -l
}

fds_are()
{
	[ "$(count_fds "$DAEMON")" = "$1" ]
}

# mark: records how things are, for leaves_nothing
mark()
{
	wait_until 2 no_connection
	MARK_LINKS=$(links)
	MARK_FDS=$(count_fds "$DAEMON")
}

# The daemon closes its end of a connection a moment later.
no_connection()
{
	[ "$(grep -c "$SOCKET" /proc/net/unix)" = 1 ]
}

links_are_as_marked()
{
	[ "$(links)" = "$MARK_LINKS" ]
}

# leaves_nothing WHAT: links and the daemon's descriptors are as they were, and
# the daemon lives
leaves_nothing()
{
	wait_until 3 links_are_as_marked
	is "$1: links are as before" "$MARK_LINKS" "$(links)"
	wait_until 3 fds_are "$MARK_FDS"
	is "$1: vmtapd has as many descriptors as before" "$MARK_FDS" \
		"$(count_fds "$DAEMON")"
	ok_if "$1: vmtapd runs" is_running "$DAEMON"
}

# ---- clients ----------------------------------------------------------------

# ask USER COMMAND...: a probe runs the commands and ends.  Its output is in
# $T/reply, see reply().
ask()
{
	ask_user=$1
	shift
	if [ "$ask_user" = root ]; then
		"$PROBE" "connect $SOCKET" "$@" >$T/reply 2>&1
	else
		as "$ask_user" "$PROBE" "connect $SOCKET" "$@" >$T/reply 2>&1
	fi
}

# reply KEY: of the last reply
reply()
{
	sed -n "s/^$1=//p" $T/reply | tail -n 1
}

# mailbox NAME: makes a pipe for tell().  Its reader gets descriptor 9, open
# before the reader starts, so that nothing is lost and nobody waits for a dead
# reader
mailbox()
{
	rm -f "$T/$1.in"
	mkfifo "$T/$1.in"
	: >"$T/$1.out"
	exec 9<>"$T/$1.in"
}

# probe_start NAME USER [COMMAND...]: a probe that stays, and runs what tell()
# sends
probe_start()
{
	probe_name=$1 probe_user=$2
	shift 2
	mailbox "$probe_name"
	exec_as "$probe_user" "$PROBE" stdin <&9 9<&- \
		>"$T/$probe_name.out" 2>&1 &
	echo $! >"$T/$probe_name.pid"
	exec 9<&-
	tell "$probe_name" "connect $SOCKET"
}

# link_start NAME KEY=VALUE...: a probe that has a device of vmtap-link as
# descriptor 0.  Sets NIC; if there is no device, link_error says why.
link_start()
{
	link_name=$1
	shift
	mailbox "$link_name"
	"$LINK" "$@" -- "$PROBE" stdin <&9 9<&- >"$T/$link_name.out" 2>&1 &
	echo $! >"$T/$link_name.pid"
	exec 9<&-
	wait_until 10 grep -qE '^(ifindex|error)=' "$T/$link_name.out"
	NIC=$(sed -n 's/^ifname=//p' "$T/$link_name.out")
	[ -z "$NIC" ] || tell "$link_name" "adopt 3"
}

link_error()
{
	sed -n 's/^error=//p' "$T/$1.out"
}

has_answered()
{
	tail -n +"$2" "$1" | grep -qE '^(ok$|fail: )'
}

# tell NAME COMMAND: the answer is in $T/reply
tell()
{
	tell_from=$(($(wc -l <"$T/$1.out") + 1))
	# opened for reading, too: so it does not wait for a dead reader
	printf '%s\n' "$2" 1<>"$T/$1.in"
	wait_until 30 has_answered "$T/$1.out" "$tell_from" ||
		echo "#   the probe $1 does not answer: $2"
	tail -n +"$tell_from" "$T/$1.out" >$T/reply
	grep -q '^ok$' $T/reply
}

pid_of()
{
	cat "$T/$1.pid"
}

# probe_kill NAME...: with SIGKILL
probe_kill()
{
	for probe_name; do
		kill -KILL "$(pid_of "$probe_name")"
		wait "$(pid_of "$probe_name")" 2>/dev/null
	done
}

enter
