#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# identity.t - a request belongs to the process that called connect(2): across
# fork, exec, setuid programs, sockets that are passed on and user namespaces,
# and if another process has its pid by now.
# shellcheck disable=SC2086 # $T, numbers and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

policy <<END
network lan { kind = bridge  bridge = "br0"
	allow "alice" {}  allow "bob" {} }
network mine { kind = bridge  bridge = "br0"  allow "alice" {} }
network groups { kind = bridge  bridge = "br0"  allow "@kvm" {} }
END
add_bridge br0
cp "$top_srcdir/tests/lib/relay.py" $T/relay.py
RELAY="$PYTHON $T/relay.py"
daemon_start

ALICE=$(uid_of alice)
BOB=$(uid_of bob)
CHECK="request check network=lan"

# is_of WHAT UID: the last answer was for this uid
is_of()
{
	is "$1: whose it is" "$2" "$(reply uid)"
}

test_fork_and_exec()
{
	as alice $RELAY connect $SOCKET 9 "$PROBE" "inherit 9" "$CHECK" \
		>$T/reply 2>&1
	is_of "exec" $ALICE
	# shellcheck disable=SC2016 # for that shell
	as alice $RELAY connect $SOCKET 9 sh -c \
		'"$1" "inherit 9" "$2" & wait $!' sh "$PROBE" "$CHECK" \
		>$T/reply 2>&1
	is_of "fork" $ALICE
	leaves_nothing "fork and exec"
}

# A connection keeps privileges that its process gave up after connect(2), and
# does not get those that the process took on.
test_later_changes()
{
	$RELAY connect $SOCKET 9 setpriv --reuid $ALICE --clear-groups \
		--bounding-set=-all "$PROBE" "inherit 9" "$CHECK" \
		>$T/reply 2>&1
	is "connected as root, then alice: root has no rule" 2 "$(reply code)"
	$RELAY connect $SOCKET 9 setpriv --reuid $ALICE --regid 61100 \
		--groups 61100 --bounding-set=-all "$PROBE" "inherit 9" \
		"request check network=groups" >$T/reply 2>&1
	is "groups taken on later do not count" 2 "$(reply code)"
	setpriv --reuid $ALICE --regid $ALICE --groups 61100 --inh-caps=-all \
		$RELAY connect $SOCKET 9 "$PROBE" "inherit 9" \
		"request check network=groups" >$T/reply 2>&1
	is "groups at the time of connect do" 0 "$(reply code)"
	leaves_nothing "later changes"
}

# in_groups N COMMAND: as alice with N groups, of which only one, kvm, has a rule
in_groups()
{
	$PYTHON - "$1" "$ALICE" "$PROBE" "connect $SOCKET" "$2" \
		>$T/reply 2>&1 <<'END'
import os
import sys
n, alice = int(sys.argv[1]), int(sys.argv[2])
os.setgroups([61100] + list(range(200000, 200000 + n - 1)))
os.setresgid(alice, alice, alice)
os.setresuid(alice, alice, alice)
os.execv(sys.argv[3], sys.argv[3:])
END
}

# vmtapd keeps, and compares with each rule, a limited number of groups.
test_many_groups()
{
	in_groups 4096 "request check network=groups"
	is "many groups: each counts" 0 "$(reply code)"
	for n in 4097 65536; do
		in_groups $n receive
		is "$n groups: refused" 3 "$(reply code)"
		like "$n groups: says so, and what helps" \
			"user $ALICE is in $n groups.* at most 4096; connect with fewer" \
			"$(reply text)"
		ok_if "$n groups: in the log" log_has "is in $n groups"
	done
	leaves_nothing "many groups"
}

test_setuid()
{
	cp "$PROBE" $T/setuid-probe
	chown $BOB $T/setuid-probe
	chmod 4755 $T/setuid-probe
	as alice $T/setuid-probe "connect $SOCKET" "$CHECK" >$T/reply 2>&1
	is_of "a setuid program that connects: the effective user" $BOB
	as alice $RELAY connect $SOCKET 9 $T/setuid-probe "inherit 9" \
		"$CHECK" >$T/reply 2>&1
	is_of "a setuid program that was given a connection" $ALICE
	as alice setpriv --no-new-privs $T/setuid-probe "connect $SOCKET" \
		"$CHECK" >$T/reply 2>&1
	is_of "a setuid program without new privileges" $ALICE
	leaves_nothing "setuid"
}

# Alice passes a connection to bob: he speaks as alice, with her permission.
test_passed()
{
	mkdir -m 777 $T/meet
	exec_as bob $RELAY take $T/meet/here 9 "$PROBE" "inherit 9" \
		"request open network=mine" "$CHECK" >$T/reply 2>&1 &
	taker=$!
	wait_until 5 test -S $T/meet/here
	as alice $RELAY pass $SOCKET $T/meet/here
	wait $taker
	is "a socket passed on: what its maker may have" 0 \
		"$(sed -n 's/^code=//p' $T/reply | head -n 1)"
	is_of "a socket passed on" $ALICE
	wait_until 3 ours_are 0
	leaves_nothing "passed"
}

test_user_namespace()
{
	as alice unshare -Ur "$PROBE" "connect $SOCKET" "$CHECK" \
		>$T/reply 2>&1
	is_of "root of a user namespace" $ALICE
	open_as bob "network=lan"
	as alice unshare -Ur "$PROBE" "connect $SOCKET" "request list" \
		>$T/reply 2>&1
	is "root of a user namespace has an answer" 0 "$(reply code)"
	is "root of a user namespace sees only its own" "" "$(reply ifname)"
	like "root of a user namespace is no admin" "admin in vmtapd.conf" \
		"$(as alice unshare -Ur "$VMTAP" list --all 2>&1)"
	as alice unshare -Ur "$PROBE" "connect $SOCKET" \
		"request release ifname=$NIC" >$T/reply 2>&1
	is "root of a user namespace ends nothing of others" 9 "$(reply code)"
	close_as bob
	leaves_nothing "user namespace"
}

# The refusal is the same for a device of others and for a missing one.
test_no_oracle()
{
	open_as bob "network=lan"
	ask alice "request release ifname=$NIC"
	theirs=$(reply code)$(reply text | sed "s/$NIC/NAME/")
	like "release of others': refused" '^9you have no device NAME' "$theirs"
	ask alice "request release ifname=vt00000000"
	is "release of none: the same answer" "$theirs" \
		"$(reply code)$(reply text | sed s/vt00000000/NAME/)"
	ask alice "request release ifname=br0"
	is "release of a link that is not vmtap's: the same answer" "$theirs" \
		"$(reply code)$(reply text | sed s/br0/NAME/)"
	ok_if "and it stays" has_link "$NIC"
	close_as bob
	leaves_nothing "no oracle"
}

# get_pid PID COMMAND...: runs bob's command as a process with that pid
get_pid()
{
	wanted=$1
	shift
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		echo $((wanted - 1)) >/proc/sys/kernel/ns_last_pid || return 1
		exec_as bob "$@" >$T/reply 2>&1 &
		got=$!
		wait $got
		[ $got != "$wanted" ] || return 0
	done
	return 1
}

# The lease has the pid of the process that asked.  That is for people to read;
# the next process with this pid gets no right by it.
test_pid_again()
{
	probe_start alice alice
	tell alice "request open network=lan"
	NIC=$(reply ifname)
	pid=$(reply pid)
	tell alice "hold"
	holder=$(reply pid)
	is "pid: of the one that connected" "$(pid_of alice)" "$pid"
	probe_kill alice
	if ! get_pid "$pid" "$PROBE" "connect $SOCKET" \
		"request release ifname=$NIC" "request list"; then
		not_run "a pid that is used again" \
			"/proc/sys/kernel/ns_last_pid cannot be written"
		kill -KILL "$holder"
		return
	fi
	is "pid used again: no device to end" 9 \
		"$(sed -n 's/^code=//p' $T/reply | head -n 1)"
	is "pid used again: none to see" "" "$(reply ifname)"
	ok_if "pid used again: the device stays" has_link "$NIC"
	kill -KILL "$holder"
	ok_if "pid used again: until its holder ends" \
		wait_until 3 no_link "$NIC"
	leaves_nothing "pid again"
}

test_fork_and_exec
test_later_changes
test_many_groups
test_setuid
test_passed
test_user_namespace
test_no_oracle
test_pid_again
finish
