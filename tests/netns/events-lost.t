#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# events-lost.t - more events come than fit into vmtapd's socket, and devices go
# while vmtapd handles them: afterwards vmtapd counts none of these devices.
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
finish
