#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# again.t - a VM that ends and starts again at once: a request that only what is
# ending stands in the way of waits for that end, and others are served.
# shellcheck disable=SC2086 # $T, numbers and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

write_policy()
{
	policy <<-END
	network lan { kind = bridge  bridge = "br0"  queues = 4
		allow "alice" { devices = 1 } }
	network card { kind = macvtap  lower = "eth9"  queues = 4
		allow "alice" { devices = 1 } }
	network bobs { kind = macvtap  lower = "eth9"  allow "bob" {} }
	network room { kind = macvtap  lower = "eth9"  allow "alice" {} }
	network four { kind = bridge  bridge = "br0"  queues = 4
		allow "alice" { queues-total = 4 } }
	network all { kind = macvtap  lower = "eth9"  devices = 1
		allow "alice" {}  allow "bob" {} }
	network whole { kind = macvtap  lower = "eth8"  mode = passthru
		allow "alice" {}  allow "bob" {} }
	# $1
	END
}
write_policy first
add_bridge br0
for lower in eth8 eth9; do
	ip link add $lower type veth peer name $lower-far
	ip link set $lower-far up
	ip link set $lower up
done
daemon_start
ROUNDS=50

# ---- fifty times ---------------------------------------------------------

# vmtap_run USER NIC: a VM that ends at once
vmtap_run()
{
	as $1 timeout 60 "$VMTAP" run --inherit -n "$2" -- true
}

# times WHAT COMMAND...: so many in turn, and none is refused
each_time()
{
	times_what=$1
	shift
	times_refused=0
	times_n=0
	while [ $times_n -lt $ROUNDS ]; do
		"$@" >$T/times 2>&1 || {
			times_refused=$((times_refused + 1))
			tail -n 1 $T/times | diag
		}
		times_n=$((times_n + 1))
	done
	is "$times_what: none of $ROUNDS is refused" 0 $times_refused
}

# A VMM that is killed; its parent waits for its end, as a supervisor does.
killed()
{
	as alice "$VMTAP" run --inherit -n "$1" -- sh -c 'kill -9 $$'
	[ $? = 137 ]
}

# A machine without anything, which ends as its user tells it.
qemu()
{
	echo quit | as alice timeout 60 "$VMTAP" run -n "$1,vm=web" -- \
		qemu-system-x86_64 -M none -nodefaults -display none \
		-monitor stdio -netdev tap,id=n0,fds='{fds}'
}

# QEMU's way; the helper's descriptor goes with the command.  The users may not
# read the source.
cp "$top_srcdir/tests/lib/via-helper.py" $T/
by_helper()
{
	as alice $PYTHON -B $T/via-helper.py "$HELPER" \
		"$1" /bin/true '{fds}'
}

# Two users have one card in turn.
in_turn()
{
	vmtap_run alice "$1" && vmtap_run bob "$1"
}

test_times()
{
	each_time "a TAP, one device" vmtap_run alice lan
	each_time "a TAP, the same VM" vmtap_run alice lan,vm=web
	each_time "a TAP, four queues" vmtap_run alice lan,queues=4,vm=web
	each_time "a TAP, queues-total" vmtap_run alice four,queues=4
	each_time "a macvtap, one device" vmtap_run alice card
	each_time "a macvtap, the same VM" vmtap_run alice room,vm=web
	each_time "a macvtap, four queues" vmtap_run alice card,queues=4,vm=web
	each_time "passthru" vmtap_run alice whole
	each_time "a network's only device" in_turn all
	each_time "passthru, two users" in_turn whole
	each_time "a TAP, killed" killed lan,queues=4,vm=web
	each_time "a macvtap, killed" killed card,queues=4,vm=web
	each_time "helper=, a TAP" by_helper lan
	each_time "helper=, a macvtap" by_helper card
	if command -v qemu-system-x86_64 >/dev/null; then
		each_time "QEMU, a TAP, four queues" qemu lan,queues=4
		each_time "QEMU, a macvtap, four queues" qemu card,queues=4
		each_time "QEMU, passthru" qemu whole
	else
		not_run "QEMU" "this host has no qemu-system-x86_64"
	fi
	wait_until 5 ours_are 0
	mark
}

# One process that ends its device and gets the next one.
test_same_process()
{
	for network in lan card whole; do
		refused=0
		open_as alice "network=$network vm=web"
		for n in $(seq 0 $((ROUNDS - 1))); do
			tell alice "close $n"
			tell alice "request open network=$network vm=web"
			[ "$(reply code)" = 0 ] || refused=$((refused + 1))
		done
		is "the same process, $network: none of $ROUNDS is refused" \
			0 $refused
		NIC=$(reply ifname)
		close_as alice
	done
	wait_until 5 ours_are 0
}

# ---- while an end takes long ------------------------------------------------

# The links' thread of vmtapd sleeps before each message to the kernel.
is_traced()
{
	! grep -q '^TracerPid:[^0-9]*0$' "/proc/$1/status"
}
slow_ends()
{
	reaper=$(find /proc/$DAEMON/task -mindepth 1 -maxdepth 1 |
		sort -t / -k 5n | sed -n '2s:.*/::p')
	strace -qq -e trace=sendto -o $T/trace -p $reaper \
		-e inject=sendto:delay_enter=${1}000000 &
	tracer=$!
	wait_until 10 is_traced $reaper
}
quick_ends()
{
	kill $tracer
	wait $tracer
}

# sleeps_in NAME: prints the number of the system call in which a probe sleeps
sleeps_in()
{
	sed -n 's/^\([0-9]*\) .*/\1/p' "/proc/$(pid_of "$1")/syscall"
}
sleeps()
{
	[ -n "$(sleeps_in "$1")" ]
}
sleeps_elsewhere()
{
	sleeps "$1" && [ "$(sleeps_in "$1")" != "$2" ]
}

# send_to NAME COMMAND: as tell(), but without waiting for the answer.  The probe
# has sent it once it sleeps in another call than the one that reads commands.
send_to()
{
	wait_until 5 sleeps "$1"
	send_reads=$(sleeps_in "$1")
	printf '%s\n' "$2" 1<>"$T/$1.in"
	wait_until 5 sleeps_elsewhere "$1" "$send_reads"
}
said()
{
	grep -q '^code=' "$T/$1.out"
}
said_code()
{
	sed -n 's/^code=//p' "$T/$1.out"
}

# begin NETWORK SECONDS: alice's device is ending, slowly, and she asks for the next one
begin()
{
	slow_ends $2
	open_as alice "network=$1"
	probe_kill alice
	probe_start again alice
	send_to again "request open network=$1"
}

test_others()
{
	begin card 2
	ask bob "request check network=all"
	is "while one waits, others are served" 0 "$(reply code)"
	not_if "while one waits, there is no answer to it" said again
	quick_ends
	ok_if "when the end has come, the waiting one is answered" \
		wait_until 5 said again
	is "when the end has come, it is granted" 0 "$(said_code again)"
	probe_kill again
	wait_until 5 ours_are 0
	mark
}

test_bound()
{
	begin card 30
	ok_if "an end that takes too long: there is an answer" \
		wait_until 5 said again
	is "an end that takes too long: refused" 3 "$(said_code again)"
	probe_kill again
	quick_ends
	wait_until 5 ours_are 0
	mark
}

test_leaves()
{
	begin card 2
	probe_kill again
	quick_ends
	ok_if "a client that does not wait any more: no device is made" \
		wait_until 5 ours_are 0
	ask alice "request check network=card"
	is "a client that does not wait any more: its limit is whole" 0 \
		"$(reply code)"
	mark
}

test_reload()
{
	begin card 2
	write_policy second
	kill -HUP $DAEMON
	ok_if "a reload meanwhile: it is over" wait_until 5 log_has 'reloaded'
	not_if "a reload meanwhile: the request waits on" said again
	quick_ends
	ok_if "a reload meanwhile: there is an answer" wait_until 5 said again
	is "a reload meanwhile: by the new policy it is granted" 0 \
		"$(said_code again)"
	probe_kill again
	wait_until 5 ours_are 0
	mark
}

# Time stands still, so a request that waits for what does not end is never
# answered.
test_strangers()
{
	daemon_hold_clock
	open_as alice "network=card"
	open_as bob "network=bobs"
	slow_ends 600
	as bob "$VMTAP" release "$NIC" >/dev/null
	probe_start again alice
	send_to again "request open network=card"
	ok_if "another user's end takes long: there is an answer" \
		wait_until 5 said again
	is "another user's end takes long: refused at once" 3 \
		"$(said_code again)"
	quick_ends
	for user in again alice bob; do
		probe_kill $user
	done
	daemon_let_clock_go
	wait_until 5 ours_are 0
	mark
}

# What nobody leaves is refused, and the log has one line of that.
test_held()
{
	open_as alice "network=card"
	lines=$(grep -c refused: $T/daemon.log)
	ask alice "request open network=card"
	is "a device that is held: the next one is refused" 3 "$(reply code)"
	is "a device that is held: one line" $((lines + 1)) \
		"$(grep -c refused: $T/daemon.log)"
	close_as alice
	wait_until 5 ours_are 0
	mark
}

test_times
test_same_process
test_held
if command -v strace >/dev/null; then
	test_others
	test_bound
	test_strangers
	test_leaves
	test_reload
else
	not_run "while an end takes long" "this host has no strace"
fi
finish
