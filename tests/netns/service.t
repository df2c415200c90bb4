#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# service.t - vmtapd under a service manager: the socket that it passes, READY
# and STOPPING, a reload.

# shellcheck disable=SC2086 # $T, numbers and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

policy <<END
network lan { kind = bridge  bridge = "br0"  allow "alice" {} }
END
bare_bridge br0

# launch LAUNCHER-OPTION...: sets LAUNCHER and, once it listens, DAEMON
launch()
{
	rm -f $SOCKET $SOCKET.notify $T/notified
	: >$T/daemon.log
	$PYTHON "$top_srcdir/tests/lib/launcher.py" "$@" $SOCKET $T/notified \
		"$VMTAPD" --config $CONF --socket $T/other.sock \
		2>>$T/daemon.log &
	LAUNCHER=$!
}
was_told()
{
	grep -q "$1" $T/notified 2>/dev/null
}
# told_or_dead PATTERN
told_or_dead()
{
	was_told "$1" || ! is_running $LAUNCHER
}
# end_launched: its status
end_launched()
{
	kill -TERM $LAUNCHER
	await_launched
}
# await_launched: the same, if it ends by itself
await_launched()
{
	if ! wait_until 10 not is_running $LAUNCHER; then
		echo "#   it does not end"
		kill -KILL "$(daemon_pid)" $LAUNCHER
	fi
	wait $LAUNCHER
}

test_passed()
{
	launch
	wait_until 10 told_or_dead READY=1
	ok_if "socket passed: READY=1" was_told '^READY=1'
	not_if "socket passed: STOPPING=1 only at the end" was_told STOPPING=1
	not_if "socket passed: none of its own" test -e $T/other.sock
	ask alice "request open network=lan"
	is "socket passed: a client is served" 0 "$(reply code)"
	wait_until 3 ours_are 0
	end_launched
	is "socket passed: ends with status 0" 0 $?
	ok_if "socket passed: STOPPING=1" was_told '^STOPPING=1'
	ok_if "socket passed: it stays the manager's" test -S $SOCKET
}

# vmtapd makes its own socket, and still notifies the manager.
test_own()
{
	launch --no-socket
	wait_until 10 told_or_dead READY=1
	ok_if "own socket: READY=1" was_told '^READY=1'
	ok_if "own socket: it is there when READY=1 is said" \
		is_listening $T/other.sock
	end_launched
	is "own socket: ends with status 0" 0 $?
	ok_if "own socket: STOPPING=1" was_told '^STOPPING=1'
	not_if "own socket: removed" test -e $T/other.sock
}

test_wrong_kind()
{
	launch --stream
	await_launched
	is "a stream socket passed: status" 1 $?
	ok_if "a stream socket passed: says what is needed" \
		log_has 'ListenSequentialPacket'
	not_if "a stream socket passed: never ready" was_told READY=1
}

test_bad_policy()
{
	cp $CONF $T/good.conf
	echo "nonsense" >>$CONF
	launch
	await_launched
	is "bad policy: status" 1 $?
	ok_if "bad policy: file and line" log_has 'vmtapd\.conf:[0-9]+: '
	not_if "bad policy: never ready" was_told READY=1
	cat $T/good.conf >$CONF
}

# Sends SIGHUP to the daemon itself, as a service manager does.
daemon_pid()
{
	for task in /proc/[0-9]*; do
		[ "$(sed -n 's/^PPid:.//p' $task/status 2>/dev/null)" != \
			$LAUNCHER ] || echo "${task#/proc/}"
	done
}
allows_bob()
{
	ask bob "request check network=lan"
	[ "$(reply code)" = 0 ]
}
test_reload()
{
	launch
	wait_until 10 told_or_dead READY=1
	DAEMON=$(daemon_pid)
	[ -n "$DAEMON" ] || return
	not_if "reload: before" allows_bob
	sed -i 's/"alice"/"bob"/' $CONF
	kill -HUP $DAEMON
	ok_if "reload: the new policy counts" wait_until 5 allows_bob
	ok_if "reload: RELOADING=1" was_told '^RELOADING=1'
	is "reload: and READY=1 once more" 2 "$(grep -c READY=1 $T/notified)"
	echo nonsense >>$CONF
	kill -HUP $DAEMON
	ok_if "reload of a bad one: the log has file and line" \
		wait_until 5 log_has 'vmtapd\.conf:[0-9]+: '
	ok_if "reload of a bad one: the old one stays" allows_bob
	ok_if "reload of a bad one: it runs" is_running $DAEMON
	DAEMON=
	cat $T/good.conf >$CONF
	end_launched
	is "reload: ends with status 0" 0 $?
}

# vmtapd answers the requests that arrived before it is told to stop.
is_stopped()
{
	grep -q '^State:.T' /proc/$DAEMON/status
}
test_last_requests()
{
	launch
	wait_until 10 told_or_dead READY=1
	DAEMON=$(daemon_pid)
	[ -n "$DAEMON" ] || return
	probe_start last alice
	ok_if "last requests: connected" tell last "request check network=lan"
	kill -STOP $DAEMON
	wait_until 5 is_stopped
	tell last "send check network=lan times=3"
	kill -TERM $DAEMON
	kill -CONT $DAEMON
	DAEMON=
	for i in 1 2 3; do
		tell last "receive"
		is "last requests: answer $i" 0 "$(reply code)"
	done
	not_if "last requests: and no more" tell last "send check network=lan"
	wait $LAUNCHER
	is "last requests: ends with status 0" 0 $?
	probe_kill last
}

# What was announced to another process is not for this one.
test_of_another()
{
	LISTEN_PID=1 LISTEN_FDS=1 WATCHDOG_PID=1 WATCHDOG_USEC=1000000
	export LISTEN_PID LISTEN_FDS WATCHDOG_PID WATCHDOG_USEC
	daemon_start
	unset LISTEN_PID LISTEN_FDS WATCHDOG_PID WATCHDOG_USEC
	ok_if "of another process: a socket of its own" \
		"$VMTAP" --socket $SOCKET list
	daemon_stop
}

test_watchdog()
{
	WATCHDOG_USEC=100000
	export WATCHDOG_USEC
	launch
	unset WATCHDOG_USEC
	ok_if "watchdog: a sign of life" wait_until 5 was_told '^WATCHDOG=1'
	end_launched
	launch
	wait_until 10 told_or_dead READY=1
	not_if "no watchdog: none" comes_soon was_told '^WATCHDOG=1'
	end_launched
}

test_passed
test_watchdog
test_of_another
test_own
test_wrong_kind
test_bad_policy
test_reload
test_last_requests
finish
