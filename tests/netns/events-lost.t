#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# events-lost.t - more events come than fit into vmtapd's socket, and devices go
# while vmtapd handles them: afterwards vmtapd counts none of these devices.  A
# filter that goes meanwhile, unheard, is set again before the device is up.
. "${top_srcdir:-.}/tests/lib/lib.sh"

policy <<END
network lan {
	kind = bridge
	bridge = "br0"
	devices = 60
	allow "alice" {}
}
END
bare_bridge br0
ip link add noise type bridge
daemon_start

$PYTHON -c 'for i in range(40000):
    print("link set dev noise mtu", 1000 + i % 2)' >$T/noise

none_used()
{
	ask alice "request networks" && [ "$(reply devices_used)" = 0 ]
}

for round in 1 2 3; do
	probe_start alice alice
	for _ in $(seq 60); do
		tell alice "request open network=lan"
	done
	is "$round: 60 devices" 60 "$(count_ours)"
	kill -STOP "$DAEMON"
	ip -batch $T/noise
	kill -CONT "$DAEMON"
	probe_kill alice
	ok_if "$round: all links go" wait_until 10 ours_are 0
	ok_if "$round: no device is counted" wait_until 5 none_used
	leaves_nothing "$round"
done
ok_if "events were lost" log_has "events were lost"

losses()
{
	grep -c "events were lost" $T/daemon.log
}

filter_is_there()
{
	tc filter show dev "$NIC" "$1" | grep -q "bpf .*direct-action"
}

# filter_goes_unheard NETWORK SIDE
filter_goes_unheard()
{
	open_as alice "network=$1 lladdr=52:54:00:12:34:56"
	ok_if "$1: it has a filter" filter_is_there "$2"
	before=$(losses)
	kill -STOP "$DAEMON"
	ip -batch $T/noise
	tc qdisc del dev "$NIC" clsact
	ip link set "$NIC" down
	not_if "$1: the filter is gone" filter_is_there "$2"
	kill -CONT "$DAEMON"
	ok_if "$1: and set again" wait_until 10 filter_is_there "$2"
	not_if "$1: its event was among those that were lost" \
		[ "$(losses)" = "$before" ]
	ok_if "$1: the log says so" wait_until 5 log_has \
		"restored: .* device=$NIC .*took its filter away"
	ok_if "$1: and that it is up again" wait_until 5 log_has \
		"restored: .* device=$NIC .*set the link down"
	like "$1: the filter was there before it was up" "took its filter away" \
		"$(grep "restored: .* device=$NIC " $T/daemon.log | head -n 1)"
	close_as alice
	ok_if "$1: it ends" wait_until 10 ours_are 0
}
filter_goes_unheard lan ingress

# The kernel lacks memory when vmtapd looks at all links.
is_traced()
{
	! grep -q '^TracerPid:[^0-9]*0$' /proc/"$DAEMON"/status
}
if command -v strace >/dev/null; then
	probe_start alice alice
	tell alice "request open network=lan"
	strace -qq -e trace=sendto -o $T/trace -p "$DAEMON" \
		-e inject=sendto:error=ENOBUFS:syscall=getpid:when=1..3 &
	tracer=$!
	wait_until 10 is_traced
	kill -STOP "$DAEMON"
	ip -batch $T/noise
	probe_kill alice
	wait_until 5 ours_are 0
	kill -CONT "$DAEMON"
	ok_if "no list: the log says so" wait_until 5 \
		log_has "links cannot be listed.*tries again"
	ok_if "no list: vmtapd tries again, and no device is counted" \
		wait_until 10 none_used
	kill $tracer
	wait $tracer
	leaves_nothing "no list"
else
	not_run "no list" "this host has no strace"
fi
finish
