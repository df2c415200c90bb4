#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# clients.t - vmtap and vmtap-bridge-helper, run by users without a capability,
# with the real daemon.

# shellcheck disable=SC2086 # $T, numbers and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

policy <<END
network lan { kind = bridge  bridge = "br0"  queues = 4
	allow "alice" { devices = 3  mac = {"52:54:00:00:00:00/24"} } }
network card { kind = macvtap  lower = "eth9"  queues = 2  allow "alice" {} }
network bare { kind = bridge  bridge = "br0"  vnet-hdr = false  allow "alice" {} }
network closed { kind = bridge  bridge = "br0"  allow "bob" {} }
END
add_bridge br0
ip link add eth9 type veth peer name eth9-far
ip link set eth9-far up
ip link set eth9 up
daemon_start
MAC=52:54:00:12:34:56

# user ARG...: vmtap as alice; sets STATUS, and $T/out and $T/err
user()
{
	as alice timeout 20 "$VMTAP" "$@" >$T/out 2>$T/err
	STATUS=$?
}

# json EXPRESSION: evaluates it with what vmtap printed as j
json()
{
	$PYTHON -c 'import json, sys
j = json.load(open(sys.argv[1]))
print(eval(sys.argv[2]))' $T/out "$1" 2>&1
}

# ---- vmtap run

test_run()
{
	# shellcheck disable=SC2016 # for the command's shell
	user run -n lan,mac=$MAC,vm=web1 -- \
		sh -c 'echo "$1 $2 $3"; ls -l /proc/self/fd/$1; cat /sys/class/net/$3/address' \
		sh '{fd}' '{mac}' '{ifname}'
	is "run: the command's status" 0 $STATUS
	like "run: number, address and name are filled in" \
		"^[0-9]+ $MAC vt[0-9a-f]+\$" "$(head -n 1 $T/out)"
	like "run: the command has the descriptor" '/dev/net/tun' "$(cat $T/out)"
	like "run: of the device" '^fe:54:00:12:34:56$' "$(cat $T/out)"
	ok_if "run: gone when the command has ended" wait_until 1 ours_are 0
	user run --inherit -n lan -- sh -c 'exit 7'
	is "run: a command's own status is passed on" 7 $STATUS
	user run --inherit -n closed -- touch $T/never
	isnt_zero "run: a network that is closed" $STATUS
	like "run: the sentence names it" 'closed' "$(cat $T/err)"
	not_if "run: the command was not started" test -e $T/never
	user run --inherit -n lan -n closed -- touch $T/never
	isnt_zero "run: the second of two networks is closed" $STATUS
	ok_if "run: the first nic does not stay" wait_until 1 ours_are 0
	user run --inherit -n lan -- /nonexistent
	isnt_zero "run: a command that is not there" $STATUS
	ok_if "run: its nic does not stay" wait_until 1 ours_are 0
	leaves_nothing "run"
}
isnt_zero()
{
	[ "$2" != 0 ]
	result $? "$1: status is not 0"
}

test_run_queues()
{
	# shellcheck disable=SC2016 # for the command's shell
	user run -n lan,queues=3 -n card,queues=2 -- \
		sh -c 'echo "$1 / $2"' sh '{fds}' '{1.fds}'
	like "run: all queues of both nics" \
		'^[0-9]+:[0-9]+:[0-9]+ / [0-9]+:[0-9]+$' "$(cat $T/out)"
	wait_until 1 ours_are 0
	leaves_nothing "run with queues"
}

# The command replaces the launcher, so killing the command kills all.
test_run_killed()
{
	exec_as alice "$VMTAP" run --inherit -n card -- sleep 1000 2>/dev/null &
	runner=$!
	ok_if "run killed: the device is there" wait_until 5 ours_are 1
	kill -KILL $runner
	wait $runner 2>/dev/null
	ok_if "run killed: gone" wait_until 1 ours_are 0
	leaves_nothing "run killed"
}

# ---- what a user may have, and has

test_lists()
{
	user networks --json
	is "networks: status" 0 $STATUS
	like "networks: those of alice, in order" "card.*lan" "$(json j)"
	unlike "networks: and no other" "closed" "$(json j)"
	user networks
	like "networks: for people" 'lan' "$(cat $T/out)"
	open_as alice "network=lan vm=web1 lladdr=$MAC"
	user list --json
	like "list: the device" "$NIC" "$(json j)"
	like "list: its address" "$MAC" "$(json j)"
	user list
	like "list: for people" "$NIC" "$(cat $T/out)"
	as bob "$VMTAP" list --json >$T/out 2>&1
	unlike "list: not another user's" "$NIC" "$(cat $T/out)"
	user release $NIC
	is "release: status" 0 $STATUS
	ok_if "release: gone" wait_until 1 no_link $NIC
	user release $NIC
	isnt_zero "release: a second time" $STATUS
	probe_kill alice
	user list --json
	unlike "list: empty now" 'vt[0-9a-f]' "$(cat $T/out)"
	leaves_nothing "lists"
}

test_check()
{
	user check lan
	is "check: what is allowed: status" 0 $STATUS
	user check closed
	isnt_zero "check: what is not" $STATUS
	like "check: and says so" 'closed' "$(cat $T/out $T/err)"
	user check lan,mac=02:00:00:00:00:01
	isnt_zero "check: an address outside the range" $STATUS
	like "check: names it" '02:00:00:00:00:01' "$(cat $T/out $T/err)"
	user check lan,queues=5
	isnt_zero "check: too many queues" $STATUS
	is "check: makes nothing" 0 "$(count_ours)"
	leaves_nothing "check"
}

test_mac()
{
	user mac card --vm web1
	is "mac: status" 0 $STATUS
	mac=$(cat $T/out)
	like "mac: an address, and no more" '^([0-9a-f]{2}:){5}[0-9a-f]{2}$' \
		"$mac"
	open_as alice "network=card vm=web1"
	is "mac: the one that the device has" "$mac" \
		"$(fact $NIC 'l["address"]')"
	close_as alice
}

test_no_daemon()
{
	as alice "$VMTAP" --socket $T/nothing.sock list >$T/out 2>$T/err
	isnt_zero "nobody listens" $?
	like "nobody listens: says where" "$T/nothing.sock" "$(cat $T/err)"
}

# ---- the bridge helper, called as QEMU does it

cat >$T/qemu.py <<'END'
# qemu.py HELPER ARG...: gives the helper the socket as QEMU does, and prints
# what came.
import array, fcntl, os, socket, struct, subprocess, sys
ours, its = socket.socketpair()
helper = subprocess.Popen(
    [word.replace("FD", str(its.fileno())) for word in sys.argv[1:]],
    pass_fds=[its.fileno()], stderr=subprocess.PIPE, text=True)
its.close()
data, control, _, _ = ours.recvmsg(64, socket.CMSG_SPACE(16))
_, complaint = helper.communicate(timeout=20)
fds = array.array("i")
for level, kind, raw in control:
    fds.frombytes(raw)
print("status=%d" % helper.returncode)
print("bytes=%d" % len(data))
print("fds=%d" % len(fds))
print("lines=%d" % complaint.count("\n"))
print("complaint=%s" % complaint.strip().replace("\n", " / "))
for fd in fds:
    request = fcntl.ioctl(fd, 0x800454d2, bytes(40))  # TUNGETIFF
    print("ifname=%s" % request[:16].rstrip(b"\0").decode())
    print("vnet_hdr=%d" % (struct.unpack_from("=H", request, 16)[0] >> 14 & 1))
    print("address=%s" % open("/sys/class/net/%s/address" %
          request[:16].rstrip(b"\0").decode()).read().strip())
END

# helper USER ARG...: FD in an argument is the number of the socket
helper()
{
	helper_user=$1
	shift
	as "$helper_user" $PYTHON $T/qemu.py "$HELPER" "$@" >$T/reply 2>&1
}

test_helper()
{
	helper alice --use-vnet --br=lan --fd=FD
	is "helper: status" 0 "$(reply status)"
	is "helper: one byte" 1 "$(reply bytes)"
	is "helper: one descriptor" 1 "$(reply fds)"
	is "helper: with a header" 1 "$(reply vnet_hdr)"
	is "helper: no word" "" "$(reply complaint)"
	like "helper: a TAP of the bridge" '^fe:' "$(reply address)"
	ok_if "helper: gone with QEMU" wait_until 1 ours_are 0
	helper alice --br=lan --fd=FD
	is "helper: without --use-vnet: status" 0 "$(reply status)"
	is "helper: without --use-vnet: no header" 0 "$(reply vnet_hdr)"
	helper alice --use-vnet --br=bare --fd=FD
	is "helper: a network without headers: status" 0 "$(reply status)"
	is "helper: a network without headers: none" 0 "$(reply vnet_hdr)"
	is "helper: a network without headers: no word" "" "$(reply complaint)"
	helper alice --use-vnet --fd=FD --br=card
	is "helper: a macvtap: status" 0 "$(reply status)"
	address=$(reply address)
	ok_if "helper: a macvtap: the address that vmtap mac prints" \
		wait_until 2 mac_is "$address"
	helper alice --use-vnet --br=card/vm=web1/mac=$MAC --fd=FD
	is "helper: options in the name: status" 0 "$(reply status)"
	is "helper: options in the name: the address" $MAC "$(reply address)"
	wait_until 1 ours_are 0
	leaves_nothing "helper"
}

# Until the device before is gone, a second one would get another address.
mac_is()
{
	user mac card
	[ "$(cat $T/out)" = "$1" ]
}

# helper_fails WHAT REGEX USER ARG...: status not 0, nothing sent, one line
helper_fails()
{
	what=$1 pattern=$2
	shift 2
	helper "$@"
	isnt_zero "helper: $what" "$(reply status)"
	is "helper: $what: nothing sent" "0 0" "$(reply bytes) $(reply fds)"
	is "helper: $what: one line" 1 "$(reply lines)"
	like "helper: $what: says so" "$pattern" "$(reply complaint)"
}

test_helper_refused()
{
	helper_fails "denied" closed alice --use-vnet --br=closed --fd=FD
	helper_fails "a network that is not" nowhere \
		alice --use-vnet --br=nowhere --fd=FD
	helper_fails "an address outside the range" 02:00:00:00:00:01 \
		alice --use-vnet --br=lan/mac=02:00:00:00:00:01 --fd=FD
	helper_fails "an option that is not" colour \
		alice --use-vnet --br=lan/colour=red --fd=FD
	helper_fails "nobody listens" nothing.sock \
		alice --use-vnet --br=lan --fd=FD --socket=$T/nothing.sock
	wait_until 1 ours_are 0
	leaves_nothing "helper refused"
}

# The helper is killed before, while and after it asks: nothing stays.
test_helper_killed()
{
	for ms in 05 10 15 20 25 30 35 40 45 50; do
		as alice timeout -s KILL 0.0$ms $PYTHON $T/qemu.py "$HELPER" \
			--use-vnet --br=card --fd=FD >/dev/null 2>&1
	done
	# Helpers live longer than the QEMU that was killed: wait for the last
	# one.
	wait_until 5 no_connection
	kill -STOP $DAEMON
	exec_as alice $PYTHON $T/qemu.py "$HELPER" --use-vnet --br=card \
		--fd=FD >$T/reply 2>&1 &
	qemu=$!
	wait_until 5 has_asked
	kill -KILL "$(child_of $qemu)"
	wait $qemu
	kill -CONT $DAEMON
	is "helper killed while it waits: QEMU gets nothing" "0 0" \
		"$(reply bytes) $(reply fds)"
	ok_if "helper killed while it waits: nothing stays" \
		wait_until 2 ours_are 0
	leaves_nothing "helper killed"
}
has_asked()
{
	[ "$(grep -c "$SOCKET" /proc/net/unix)" -gt 1 ]
}
child_of()
{
	grep -lx "PPid:.$1" /proc/[0-9]*/status 2>/dev/null | tr -dc '0-9\n'
}

test_run
test_run_queues
test_run_killed
test_lists
test_check
test_mac
test_no_daemon
test_helper
test_helper_refused
test_helper_killed
finish
