#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# hold.t - a device by name: who makes it, who opens it, what its fence does
# while it is closed and opened, what one VMM leaves to the next, and what ends it.
# shellcheck disable=SC2086 # $T, numbers and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"
cp "$top_srcdir/tests/lib/opener.py" $T/opener.py

# write_policy HOLD: of network lan
write_policy()
{
	policy <<-END
	network lan { kind = bridge  bridge = "br0"  queues = 2  hold = $1
		allow "alice" {}
		allow "bob" { hold = 1 }
		allow "carol" { hold = 0 } }
	network plain { kind = bridge  bridge = "br0"  hold = 1
		vnet-hdr = false  allow "alice" {} }
	network card { kind = macvtap  lower = "eth9"  hold = 1
		allow "alice" {} }
	END
}
write_policy 3
add_bridge br0
bare_bridge vtbr
ip link add eth9 type veth peer name eth9-far
# The node has the mode that udev sets.
tun_node 666
daemon_start
LINKS=$MARK_LINKS

# IFF_TAP | IFF_NO_PI | IFF_VNET_HDR, and IFF_MULTI_QUEUE
ONE=0x5002 MANY=0x5102
MAC=52:54:00:12:34:56
EVIL=02:00:00:00:00:99

# held USER ARG...: 'vmtap hold' by that user; prints what it prints
held()
{
	held_user=$1
	shift
	as "$held_user" "$VMTAP" hold "$@" 2>&1
}

# vmm NAME USER: a program that opens devices by name, as tell() says
vmm()
{
	mailbox "$1"
	exec_as "$2" $PYTHON $T/opener.py <&9 9<&- >"$T/$1.out" 2>&1 &
	echo $! >"$T/$1.pid"
	exec 9<&-
}

# can WHAT NAME COMMAND: it works
can()
{
	tell "$2" "$3"
	is "$1" ok "$(tail -n 1 $T/reply)"
}

# cannot WHAT ERRNO NAME COMMAND: the kernel refuses it
cannot()
{
	tell "$3" "$4"
	is "$1" "fail: ${4%% *}: $2" "$(tail -n 1 $T/reply)"
}

# passes NAME LLADDR: is an ARP request from there answered?
passes()
{
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		tell "$1" "ask $(arp_from "$2") $ARP_ANSWER"
		[ "$(tail -n 1 $T/reply)" != ok ] || return 0
	done
	return 1
}

# drops NAME LLADDR: a frame from there is dropped
drops()
{
	drops_before=$(dropped)
	tell "$1" "send $(arp_from "$2")"
	wait_until 5 has_dropped
}
has_dropped()
{
	[ "$(dropped)" -gt "$drops_before" ]
}
dropped()
{
	as alice "$VMTAP" show vtweb0 --json | sed -n 's/.*"dropped":\([0-9]*\).*/\1/p'
}

# released NAME USER
released()
{
	as "${2:-alice}" "$VMTAP" release "$1" >/dev/null 2>&1
	wait_until 3 no_link "$1"
}

carrier_is()
{
	[ "$(cat "/sys/class/net/$1/carrier" 2>&1)" = "$2" ]
}
port_is()
{
	[ "$(cat "/sys/class/net/$1/brport/state" 2>&1)" = "$2" ]
}

# list_has NAME EXPRESSION: of the device d in alice's list
list_has()
{
	as alice "$VMTAP" list --json | $PYTHON -c '
import json, sys
for d in json.load(sys.stdin):
    if d["ifname"] == sys.argv[1]:
        print(eval(sys.argv[2]))' "$1" "$2"
}

test_made()
{
	held alice lan --name vtweb0 --mac $MAC --vm web >$T/out
	is "hold: it says what is held" "vtweb0 held" "$(sed -n 1p $T/out)"
	is "hold: and the address" "mac: $MAC" "$(sed -n 2p $T/out)"
	is "hold: persistent, alice's" "True alice" \
		"$(fact vtweb0 'str(l["linkinfo"]["info_data"]["persist"]) + " " + l["linkinfo"]["info_data"]["user"]')"
	is "hold: one queue" False \
		"$(fact vtweb0 'l["linkinfo"]["info_data"]["multi_queue"]')"
	is "hold: listed" "True web" \
		"$(list_has vtweb0 'str(d["held"]) + " " + d["vm"]')"
	like "hold: shown" '^held: until it is released$' \
		"$(as alice "$VMTAP" show vtweb0)"
	like "hold: one line in the log" "granted: .* device=vtweb0" \
		"$(cat $T/daemon.log)"
	ok_if "hold: closed, it has no carrier" carrier_is vtweb0 0
}

test_opened()
{
	vmm vmm alice
	vmm other bob
	cannot "open: not by another user" EPERM other "attach vtweb0 $ONE"
	cannot "open: nor any other name" EPERM other "attach vtnone0 $ONE"
	cannot "open: not with more queues" EINVAL vmm "attach vtweb0 $MANY"
	can "open: by its user" vmm "attach vtweb0 $ONE"
	cannot "open: not twice" EBUSY vmm "attach vtweb0 $ONE"
	ok_if "open: the port forwards" wait_until 5 port_is vtweb0 3
	probe_kill other
	probe_kill vmm
	vmm vmm alice
	can "open: again" vmm "attach vtweb0 $ONE"
	ok_if "open: its frames pass" passes vmm $MAC
	ok_if "open: those of another address do not" drops vmm $EVIL
	probe_kill vmm
}

# What an opener can say of the frames that it writes: tc sees them behind all
# headers.  IFF_NAPI 0x10 and IFF_NAPI_FRAGS 0x20 are other ways into the kernel.
test_fence()
{
	for flags in 0x1002 0x0002 0x5012; do
		vmm vmm alice
		can "fence: opened with $flags" vmm "attach vtweb0 $flags"
		ok_if "fence: frames pass" passes vmm $MAC
		ok_if "fence: and others are dropped" drops vmm $EVIL
		probe_kill vmm
	done
	vmm vmm alice
	cannot "fence: no frames in pieces (IFF_NAPI_FRAGS)" EPERM vmm \
		"attach vtweb0 0x5032"
	probe_kill vmm
	ok_if "fence: closed, the port is shut" wait_until 5 port_is vtweb0 0
	is "fence: its entry is there" "$MAC sticky static" \
		"$(bridge fdb show dev vtweb0 | grep $MAC | sed 's/master br0 //' |
			any_vlan | sed 's/ *$//')"
	like "fence: and its filter" bpf "$(tc_program vtweb0 ingress)"
}

# The address is put back at once; the rest when the kernel has told of the
# close, which takes it a second.
test_left_behind()
{
	vmm vmm alice
	can "left: opened" vmm "attach vtweb0 $ONE"
	wait_until 5 carrier_is vtweb0 1
	can "left: another address" vmm "lladdr $EVIL"
	ok_if "left: the address is put back" wait_until 5 \
		grep -q fe:54:00:12:34:56 /sys/class/net/vtweb0/address
	like "left: and the log says so" "restored: .* device=vtweb0 .*found=$EVIL" \
		"$(cat $T/daemon.log)"
	for change in "hdrsz 12" "txfilter" "offload 1"; do
		can "left: $change" vmm "$change"
	done
	is "left: the header's size is another" 12 "$(header_of vmm)"
	ok_if "left: seen open" wait_until 5 is_seen 1
	probe_kill vmm
	ok_if "left: seen closed" wait_until 5 is_seen 0
	vmm vmm alice
	can "left: opened by the next" vmm "attach vtweb0 $ONE"
	is "left: the header has its size again" 10 "$(header_of vmm)"
	ok_if "left: a broadcast arrives, which the filter would not let pass" \
		passes vmm $MAC
	probe_kill vmm
	ok_if "left: the lease lives" has_link vtweb0
}
header_of()
{
	tell "$1" "header"
	reply header
}
# carrier_is_seen NAME CARRIER: by vmtapd
carrier_is_seen()
{
	[ "$(list_has $1 'int(d["carrier"])')" = "$2" ]
}
is_seen()
{
	carrier_is_seen vtweb0 $1
}

test_tampered()
{
	while read -r command pattern; do
		held alice lan --name vtbad >/dev/null
		vmm vmm alice
		can "tamper: opened" vmm "attach vtbad $ONE"
		can "tamper: $command" vmm "$(echo "$command" | tr : ' ')"
		ok_if "tamper: $command ends it" wait_until 5 no_link vtbad
		ok_if "tamper: and the log says why" wait_until 5 \
			log_has "revoked: .* device=vtbad .*: $pattern"
		probe_kill vmm
	done <<-END
	owner:61002 its holder gave it to another user
	group:61100 its holder gave it to another user
	persist:0 its holder made it end with its descriptors
	END
	held alice lan --name vtmany --queues 2 >/dev/null
	vmm vmm alice
	cannot "tamper: not with one queue" EINVAL vmm "attach vtmany $ONE"
	can "tamper: the first queue" vmm "attach vtmany $MANY"
	can "tamper: the second" vmm "attach vtmany $MANY"
	ok_if "tamper: two queues are granted" has_link vtmany
	can "many: a header of its own" vmm "hdrsz 12"
	can "many: no carrier, while both are open" vmm "carrier 0"
	ok_if "many: seen" wait_until 5 carrier_is_seen vtmany 0
	"$VMTAP" list --all >/dev/null # vmtapd has had its turn
	is "many: the header stays" 12 "$(header_of vmm)"
	ok_if "many: the lease lives" has_link vtmany
	tell vmm "attach vtmany $MANY"
	ok_if "tamper: a third ends it" wait_until 5 no_link vtmany
	probe_kill vmm
}

test_refused()
{
	while IFS='|' read -r name pattern; do
		like "name '$name': refused" "$pattern" \
			"$(held alice lan --name "$name")"
	done <<-END
	eth0|write vt and then letters
	vt|write vt and then letters
	vt%d|write vt and then letters
	vt/x|write vt and then letters
	vt x|write vt and then letters
	vt34567890123456|write vt and then letters
	vtdeadbeef|one of those that vmtapd chooses itself
	vtbr|the name vtbr is in use on this host
	vtweb0|the name vtweb0 is in use on this host
	END
	like "a macvtap: refused" "gives a macvtap, which a VMM cannot open" \
		"$(held alice card --name vtc)"
	like "no header: refused" "gives no virtio-net header" \
		"$(held alice plain --name vtp)"
	like "without the key: refused" "you may not hold a device by name" \
		"$(held carol lan --name vtcarol)"
	like "vhost: refused" "leave vhost=on out" \
		"$(held alice lan,vhost=on --name vtv)"
	like "a time: refused" "is no time; write" \
		"$(held alice lan --name vtt --for soon)"
	held bob lan --name vtbob >/dev/null
	like "one more than the rule: refused" "you have 1 of 1 held device" \
		"$(held bob lan --name vtbob2)"
	like "an end of another's: refused" "you have no device vtbob" \
		"$(as alice "$VMTAP" release vtbob 2>&1)"
	is "the limit is listed" "3 1" "$(as alice "$VMTAP" networks --json |
		$PYTHON -c '
import json, sys
n = [n for n in json.load(sys.stdin) if n["network"] == "lan"][0]
print(n["held_max"], n["held_used"])')"
	ok_if "released" released vtbob bob
	# the name is free once the kernel says so, and the request waits for it
	like "released, and held again at once" "^vtbob held" \
		"$(held bob lan --name vtbob)"
	as bob "$VMTAP" release vtbob >/dev/null
	like "and again" "^vtbob held" "$(held bob lan --name vtbob)"
	ok_if "and released" released vtbob bob
}

# has_inodes: has each pidfd an inode of its own (Linux 6.9)?
has_inodes()
{
	$PYTHON -c '
import os, sys
one, two = (os.fstat(os.pidfd_open(p)).st_ino for p in (os.getpid(), os.getppid()))
sys.exit(one == two)'
}

test_process()
{
	sleep 1000 &
	mine=$!
	like "process of another: refused" "which is another user's|Linux 6.9" \
		"$(held alice lan --name vtp --until-exit $mine)"
	kill $mine
	like "process that is none: refused" "there is no process" \
		"$(held alice lan --name vtp --until-exit 99999999)"
	exec_as alice sleep 1000 &
	process=$!
	wait_until 5 grep -q '^Uid:.61001' /proc/$process/status
	if ! has_inodes; then
		like "process on an old kernel: refused" "must be Linux 6.9" \
			"$(held alice lan --name vtp --until-exit $process)"
		kill $process
		return
	fi
	like "process: held" "^until-exit: $process$" \
		"$(held alice lan --name vtp --until-exit $process)"
	is "process: listed" $process "$(list_has vtp 'd["until_exit"]')"
	daemon_kill
	daemon_run
	wait_until 10 is_ready_or_dead
	is "process: kept over a restart" $process \
		"$(list_has vtp 'd["until_exit"]')"
	kill $process
	ok_if "process: its end is that of the device" wait_until 5 no_link vtp
	like "process: the log says so" \
		"expired: .* device=vtp .*: the process that it was to end with is gone" \
		"$(cat $T/daemon.log)"
	exec_as alice sleep 1000 &
	process=$!
	wait_until 5 grep -q '^Uid:.61001' /proc/$process/status
	held alice lan --name vtp --until-exit $process >/dev/null
	daemon_kill
	kill $process
	wait $process 2>/dev/null
	daemon_run
	wait_until 10 is_ready_or_dead
	ok_if "process: it ends while no daemon runs" wait_until 5 no_link vtp
}

# The daemon's clock stands still until the test moves it.
test_time()
{
	daemon_hold_clock
	like "time: held" "^until: " "$(held alice lan --name vtt --for 90)"
	ok_if "time: it is in the list" [ "$(list_has vtt 'd["until"]')" -gt 0 ]
	held alice lan --name vtlong --for 2h >/dev/null
	clock_is 89
	# one that waits 60 seconds for its timer looks at the clock
	held alice lan --name vtnow --for 1 >/dev/null
	clock_is 91
	ok_if "time: one is up" wait_until 5 no_link vtnow
	ok_if "time: the other as well" wait_until 5 no_link vtt
	ok_if "time: and the third is not" has_link vtlong
	like "time: the log says so" "expired: .* device=vtt .*: its time is up" \
		"$(cat $T/daemon.log)"
	daemon_let_clock_go
	ok_if "time: kept over a restart" \
		[ "$(list_has vtlong 'd["until"]')" -gt 0 ]
	ok_if "time: released" released vtlong
}

test_adopted()
{
	held alice lan --name vtgone >/dev/null
	vmm vmm alice
	can "adopt: opened" vmm "attach vtweb0 $ONE"
	can "adopt: changed" vmm "hdrsz 12"
	daemon_kill
	probe_kill vmm
	vmm vmm alice
	can "adopt: another is opened" vmm "attach vtgone $ONE"
	can "adopt: and given away" vmm "owner 61002"
	probe_kill vmm
	daemon_run
	wait_until 10 is_ready_or_dead
	ok_if "adopt: what was given away ends" wait_until 5 no_link vtgone
	is "adopt: the other is held" True "$(list_has vtweb0 'd["held"]')"
	is "adopt: it counts" 1 "$(as alice "$VMTAP" networks --json | $PYTHON -c '
import json, sys
print([n for n in json.load(sys.stdin) if n["network"] == "lan"][0]["held_used"])')"
	"$VMTAP" list --all >/dev/null # vmtapd has had its turn
	vmm vmm alice
	can "adopt: opened" vmm "attach vtweb0 $ONE"
	is "adopt: what was left meanwhile is put back" 10 "$(header_of vmm)"
	ok_if "adopt: frames pass" passes vmm $MAC
	ok_if "adopt: others are dropped" drops vmm $EVIL
	probe_kill vmm
}

is_not_granted()
{
	[ "$(notes vtweb0)" = not-granted ]
}

# A closed device is as it should be, and nobody is known to have it.
test_told()
{
	like "doctor: a closed device is well" '^ok +device vtweb0: +state: ' \
		"$(as alice "$VMTAP" doctor lan | tr -s ' ')"
	unlike "show: nobody opened it" "opened-by" "$("$VMTAP" show vtweb0)"
	sed 's/hold = 3/hold = 0/; /bob/d' $CONF >$T/none.conf
	like "diff: what may not be held any more" "refused: .*vtweb0" \
		"$("$VMTAPD" --check --config $T/none.conf --socket $SOCKET \
			--diff $CONF 2>&1)"
}

test_policy()
{
	write_policy 0 && sed -i '/bob/d' $CONF
	kill -HUP $DAEMON
	ok_if "policy: without the key it has a note" \
		wait_until 10 is_not_granted
	like "policy: and no other is held" "you may not hold" \
		"$(held alice lan --name vtx)"
	is "release: by its user" "vtweb0 released" \
		"$(as alice "$VMTAP" release vtweb0)"
	ok_if "release: the link goes" wait_until 3 no_link vtweb0
}

test_made
test_opened
test_fence
test_left_behind
test_tampered
test_refused
test_process
test_adopted
test_told
test_policy
write_policy 3
test_time
MARK_LINKS=$LINKS
leaves_nothing "hold"
finish
