# SPDX-License-Identifier: LGPL-2.1-or-later
# hotplug.sh - a VM's monitor besides the fake vmtapd.  Sourced behind lib.sh.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # variables are for the scripts, or of lib.sh

qmp=$work/qmp
qlog=$work/qlog
qmp_pid=
trap 'kill $qmp_pid 2>/dev/null; finish' EXIT

# start_monitor [PROGRAM]: one of these two, which listen at $qmp
start_monitor()
{
	: >"$work/words"
	mkfifo "$work/qready"
	python3 -B "$source/tests/client/${1:-fake-qmp.py}" "$qmp" "$qlog" \
		"$work/words" >"$work/qready" 2>"$work/qerr" &
	qmp_pid=$!
	read -r _ <"$work/qready"
}

# monitor WORD...: the machine that the next client meets, see fake-qmp.py
monitor()
{
	rm -f "$qlog"
	echo "$*" >"$work/words"
}

# soon COMMAND...: waits until it succeeds, with a bound
soon()
{
	tries=1000
	until "$@" || [ $tries = 0 ]; do
		tries=$((tries - 1))
		sleep 0.01
	done
}

# monitor_end: sets state to what the monitor has when its client has gone
monitor_end()
{
	soon grep -qs ^end: "$qlog"
	state=$(sed -n 's/^end: //p' "$qlog" | tail -n 1)
}

# commands: what the monitor was asked for
commands()
{
	cut -d ' ' -f 1 "$qlog" | tr '\n' ' '
}

lease='ifindex=5 ifname=vt7 network=lan kind=1 lladdr=52:54:00:00:00:02 mtu=1500 queues=1'

# device [N]: a vmtapd that gives one with N queues, and then serves STEP...
device()
{
	queues=$1
	shift
	start_fake accept ask "tap vt7 $queues" \
		"ok ifname=vt7 network=lan queues=$queues lladdr=52:54:00:00:00:02 mtu=1500" \
		"$@" eof
}

# What vmtapd shows while the lease is there.
there="show 0 0 9 - - $lease"
