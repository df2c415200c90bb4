#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# policy.t - clients reach the limits of the policy.  See also haste.t.
. "${top_srcdir:-.}/tests/lib/lib.sh"

add_bridge br0
ip link add eth1 type veth peer name eth1-far
ip link set eth1-far up
ip link set eth1 up
policy <<END
global { leases = 6  connections = 40  requests = 40 }
network lan {
	kind = bridge
	bridge = br0
	queues = 4
	allow alice { devices = 2 }
	allow bob { devices = 5  options = none }
	allow "61003-61004" { devices = 5  queues-total = 3 }
	vm web1 { mac = "52:54:00:00:00:01"  users = carol }
}
network direct {
	kind = macvtap
	lower = eth1
	mode = {private, vepa}
	allow dave { }
}
END
daemon_start


# count_busy: counts answers that say that vmtapd is busy
count_busy()
{
	grep -c '^code=8$' "$T/reply"
}

# ---- connections, requests
ask alice "connect $SOCKET n=40" "connect $SOCKET" 'receive'
is 'one connection too many is refused' 8 "$(reply code)"
like 'and says so' 'connections to vmtapd' "$(reply text)"

set --
i=0
# Ten times as many as in a second, since a slow machine does not send 40 in
# one.
while [ $i -lt 400 ]; do
	set -- "$@" 'request list'
	i=$((i + 1))
done
ask alice "$@"
busy=$(count_busy)
ok_if 'a second has an end of requests' test "$busy" -ge 10
like 'which is told' 'more than the 40 requests' "$(reply text)"
ask root "$@"
is 'root has no such limit' 0 "$(count_busy)"

# ---- queues in all
probe_start two mallory
tell two 'request open network=lan vm=a queues=2'
is 'two of three queues' 0 "$(reply code)"
tell two 'request open network=lan vm=b queues=2'
is 'two more are one too many' 3 "$(reply code)"
like 'and the answer says which limit' '2 of 3 queues' "$(reply text)"
probe_kill two
wait_until 5 ours_are 0

# ---- options, table
ask bob 'request check network=lan lladdr=52:54:00:00:00:09'
is 'no address without the option' 6 "$(reply code)"
ask carol 'request check network=lan vm=web1'
is 'a VM of the table has its address' 52:54:00:00:00:01 "$(reply lladdr)"
ask bob 'request check network=lan vm=web1'
is "somebody else's VM is refused" 2 "$(reply code)"

# ---- modes
ok_if 'a mode that is offered' as dave "$VMTAP" check direct,mode=vepa
like 'and it is the one' 'vepa' "$(as dave "$VMTAP" check direct,mode=vepa)"
like 'without a wish it is the first' 'private' \
	"$(as dave "$VMTAP" check direct)"
not_if 'a mode that is not' as dave "$VMTAP" check direct,mode=bridge
mode=$(as dave "$VMTAP" run --inherit -n direct,mode=vepa -- \
	ip -d -o link show '{ifname}')
like 'the device has the mode' 'mode vepa' "$mode"

leaves_nothing 'at the end'
finish
