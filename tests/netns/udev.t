#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# udev.t - a daemon with a user of its own may open /dev/tapN only once udev
# has given it the node.  A grant that waits for the node does not delay others,
# and leaves nothing whatever happens meanwhile.  This script plays udev.

# shellcheck disable=SC2086 # $T, numbers and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

SERVICE=61200
LOW_MAC=52:54:00:00:01

policy <<END
global { connections = 512 }
network card {
	kind = macvtap
	lower = "eth9"
	queues = 2
	allow "alice" { devices = 1 }
	allow "bob" { devices = 2 }
	allow "carol" {}
}
network lan { kind = bridge  bridge = "br0"  allow "bob" {} }
END
chown $SERVICE $CONF
add_lower eth9
bare_bridge br0
# udev opens it to everybody; on other hosts only root may open it
tun_node 666
mkdir -p $T/service
chown $SERVICE $T/service
SOCKET=$T/service/vmtapd.sock

# exec_service: as systemd starts it; $! is vmtapd
exec_service()
{
	exec setpriv --reuid $SERVICE --regid $SERVICE --clear-groups \
		--inh-caps=-all,+net_admin --ambient-caps=+net_admin \
		--bounding-set=-all,+net_admin \
		"$VMTAPD" --config $CONF --socket $SOCKET --debug
}

service_start()
{
	: >$T/daemon.log
	(exec_service) >$T/daemon.out 2>>$T/daemon.log &
	DAEMON=$!
	wait_until 10 is_ready_or_dead
	if ! is_running $DAEMON; then
		diag <$T/daemon.log
		echo "Bail out! vmtapd did not start"
		FINISHED=no
		exit 1
	fi
	mark
}

# passes SECONDS: pending.h has how long a grant waits
PENDING_SECONDS=5
passes()
{
	clock_is "$1"
	ask dave "request list"
}

# ---- clients that wait ------------------------------------------------------

# link_of N: prints the link whose address ends in N
link_of()
{
	ip -o link show type macvtap |
		sed -n "s/^[0-9]*: \(vt[0-9a-f]*\)@.*ether $LOW_MAC:$1 .*/\1/p"
}
has_link_of()
{
	[ -n "$(link_of "$1")" ]
}

# sends NAME N [KEY=VALUE...]: the probe asks for a device with that address.
# When vmtapd has answered another probe, it has read the request, which now
# waits.
sends()
{
	sends_name=$1 sends_mac=$LOW_MAC:$2 sends_n=$2
	shift 2
	tell $sends_name "send open network=card lladdr=$sends_mac $*"
	wait_until 5 has_link_of $sends_n
	ask dave "request list"
	NIC=$(link_of $sends_n)
}

# asks_for NAME USER N [KEY=VALUE...]: the same with a new probe
asks_for()
{
	probe_start $1 $2
	asks_name=$1
	shift 2
	sends $asks_name "$@"
}

# is_waiting WHAT NAME: there is no answer yet, and its link is down
is_waiting()
{
	tell $2 "receive 0"
	is "$1: $2 has no answer yet" timeout "$(grep -x timeout $T/reply)"
}

# udev N: gives vmtapd the node of the link whose address ends in N
udev()
{
	chown $SERVICE "/dev/tap$(cat "/sys/class/net/$(link_of "$1")/ifindex")"
}

# granted WHAT NAME N
granted()
{
	tell $2 receive
	is "$1: $2 is answered: granted" 0 "$(reply code)"
	is "$1: with the device that waited" "$(link_of "$3")" "$(reply ifname)"
	is "$1: with a descriptor" 1 "$(reply fds)"
}

# refused WHAT NAME CODE SENTENCE
refused()
{
	tell $2 receive
	is "$1: $2 is answered: refused" $3 "$(reply code)"
	is "$1: without a descriptor" 0 "$(reply fds)"
	like "$1: says why" "$4" "$(reply text)"
}

# all_gone WHAT: no link, no lease, no descriptor
all_gone()
{
	wait_until 8 ours_are 0
	leaves_nothing "$1"
	nothing_waits "$1"
}
nothing_waits()
{
	wait_until 8 ours_are 0
	is "$1: no link is left" 0 "$(count_ours)"
	ask alice "request check network=card"
	is "$1: her only device is free again" "0 1" \
		"$(reply devices_used) $(reply devices_max)"
}

# ---- how a wait ends -------------------------------------------------------

test_late()
{
	asks_for alice alice 0a
	is_waiting "late" alice
	is "late: the link is ours" 1 "$(count_ours)"
	is "late: and down" DOWN "$(fact $NIC 'l["operstate"]')"
	ask alice "request list"
	is "late: nobody is told of it" 0 "$(reply records)"
	ask alice "request release ifname=$NIC"
	is "late: and nobody can end it" 9 "$(reply code)"
	ask alice "request open network=card"
	is "late: but it counts" 3 "$(reply code)"
	open_as bob "network=lan"
	is "late: meanwhile another one gets a TAP" 0 "$(opened code)"
	is_waiting "late" alice
	close_as bob
	udev 0a
	granted "late" alice 0a
	ok_if "late: frames go out and come back" can_talk alice $LOW_MAC:0a
	ask alice "request list"
	is "late: it is listed" "$(link_of 0a)" "$(reply ifname)"
	probe_kill alice
	all_gone "late"
}

# udev does other things, and other nodes come: only the node's mode counts.
test_noise()
{
	asks_for alice alice 0a
	node=/dev/tap$(cat /sys/class/net/$NIC/ifindex)
	touch $node
	chmod 640 $node
	ip link add noise link eth9 type macvtap
	ip link del noise
	ask dave "request list"
	is_waiting "noise" alice
	chown :$SERVICE $node
	ask dave "request list"
	is_waiting "noise" alice
	chmod 660 $node
	granted "noise" alice 0a
	probe_kill alice
	all_gone "noise"
}

# Each grant waits by itself, and two queues are one wait.
test_several()
{
	asks_for one alice 0a
	asks_for two bob 0b queues=2
	asks_for three carol 0c
	asks_for four bob 0d
	udev 0c
	granted "several" three 0c
	for name in one two four; do
		is_waiting "several" $name
	done
	udev 0d
	granted "several" four 0d
	udev 0a
	granted "several" one 0a
	is_waiting "several" two
	udev 0b
	tell two receive
	is "several: two queues" 2 "$(reply fds)"
	probe_kill one two three four
	all_gone "several"
}

# Requests behind a waiting one wait, and are answered in order.
test_pipelined()
{
	probe_start bob bob
	tell bob "send list"
	sends bob 0b
	tell bob "send list"
	tell bob "send open network=card lladdr=$LOW_MAC:0c"
	tell bob "send check network=card"
	tell bob receive
	is "pipelined: what came before is answered" 4 "$(reply verb)"
	is_waiting "pipelined" bob
	udev 0b
	granted "pipelined" bob 0b
	tell bob receive
	is "pipelined: then the list" 4 "$(reply verb)"
	is "pipelined: which has it" "$(link_of 0b)" "$(reply ifname)"
	wait_until 5 has_link_of 0c
	is_waiting "pipelined" bob
	udev 0c
	granted "pipelined" bob 0c
	tell bob receive
	is "pipelined: then the question" 2 "$(reply verb)"
	is "pipelined: where both count" 3 "$(reply code)"
	probe_kill bob
	all_gone "pipelined"
}

# The node never comes: vmtapd refuses after a bounded time, and other clients
# do not notice.
test_never()
{
	asks_for alice alice 0a
	asks_for carol carol 0c
	passes $((PENDING_SECONDS - 1))
	is_waiting "never" alice
	passes $PENDING_SECONDS
	refused "never" alice 7 'network "card": vmtapd may not open /dev/tap.*udev rule'
	refused "never" carol 7 'udev rule'
	probe_kill carol
	nothing_waits "never"
	tell alice "send list"
	tell alice receive
	is "never: the connection is as before" 4 "$(reply verb)"
	sends alice 0a
	udev 0a
	granted "never, then" alice 0a
	probe_kill alice
	all_gone "never"
}

# ---- what happens meanwhile -------------------------------------------------

# leaves WHAT NAME: the test kills the client, and vmtapd does not wait for udev
leaves()
{
	leaves_before=$(count_left)
	probe_kill $2
	ok_if "$1: noticed" wait_until 8 has_left "$leaves_before"
}
count_left()
{
	grep -c 'the connection ended before' $T/daemon.log
}
has_left()
{
	[ "$(count_left)" -gt "$1" ]
}

test_client_gone()
{
	asks_for alice alice 0a
	leaves "client gone" alice
	all_gone "client gone"
	# with an answer unread, which is another event (EPOLLERR)
	probe_start alice alice
	tell alice "send list"
	sends alice 0a
	leaves "client gone, an answer unread" alice
	all_gone "client gone, an answer unread"
	asks_for alice alice 0a
	tell alice stop-sending
	ask dave "request list"
	is_waiting "no more requests" alice
	udev 0a
	granted "no more requests" alice 0a
	probe_kill alice
	all_gone "no more requests"
}

test_deleted()
{
	asks_for carol carol 0c
	asks_for alice alice 0a
	ip link del $NIC
	refused "deleted" alice 7 "$NIC was taken away.*try again"
	is_waiting "deleted, whose time is up later" carol
	probe_kill carol
	nothing_waits "deleted"
	sends alice 0a
	ip link set dev $NIC group default
	udev 0a
	refused "mark taken off" alice 7 "$NIC was taken away"
	ok_if "mark taken off: it is the administrator's" has_link $NIC
	ask alice "request check network=card"
	is "mark taken off: and no more hers" 0 "$(reply devices_used)"
	ip link del $NIC
	sends alice 0a
	ip link set dev $NIC group default
	leaves "mark taken off, client gone" alice
	ask alice "request check network=card"
	is "mark taken off, client gone: no more hers" 0 "$(reply devices_used)"
	ip link del $NIC
	all_gone "deleted"
}

test_lower_gone()
{
	asks_for alice alice 0a
	ip link del eth9
	refused "lower device gone" alice 7 "$NIC was taken away"
	add_lower eth9
	nothing_waits "lower device gone"
	probe_kill alice
	mark
}

# The node is not that of the link: vmtapd makes another link, and waits again.
test_renamed()
{
	asks_for alice alice 0a
	ip link set dev $NIC name other
	number=$(cat /sys/class/net/other/ifindex)
	chown $SERVICE /dev/tap$number
	ok_if "renamed: it goes" wait_until 5 no_link other
	ok_if "renamed: another one is made" wait_until 5 has_link_of 0a
	ask dave "request list"
	is_waiting "renamed" alice
	udev 0a
	granted "renamed" alice 0a
	isnt_number "renamed: has another number" $number "$(reply ifindex)"
	probe_kill alice
	all_gone "renamed"
}
isnt_number()
{
	[ "$2" != "$3" ]
	result $? "$1"
}

has_reloaded()
{
	log_has 'policy reloaded'
}
test_reload()
{
	asks_for alice alice 0a
	asks_for bob bob 0b
	kill -HUP $DAEMON
	refused "reload" alice 8 'policy was read again.*try again'
	refused "reload" bob 8 'policy was read again.*try again'
	ok_if "reload: done" wait_until 5 has_reloaded
	nothing_waits "reload"
	sends alice 0a
	udev 0a
	granted "after the reload" alice 0a
	probe_kill alice bob
	all_gone "after the reload"
}

# vmtapd closes the connection that was silent longest, and drops its waiting
# grant.
test_evicted()
{
	asks_for alice alice 0a
	probe_start many dave
	tell many "connect $SOCKET n=511"
	nothing_waits "evicted"
	tell alice "receive 0"
	like "evicted: its client is told" 'ended before' "$(reply text)"
	probe_kill alice many
	all_gone "evicted"
}

# A daemon that ends answers the clients that it can, and leaves nothing to the
# next one.
test_stopped()
{
	asks_for alice alice 0a
	asks_for bob bob 0b
	tell bob "send list"
	ok_if "stopped: status 0" daemon_stop
	refused "stopped" alice 7 'udev rule'
	refused "stopped" bob 7 'udev rule'
	tell bob receive
	is "stopped: what came behind it is answered" 4 "$(reply verb)"
	probe_kill alice bob
	service_start
	all_gone "stopped"
}

# Without udev, the daemon may not open the node to ask for its holder.
test_killed()
{
	asks_for alice alice 0a
	daemon_kill
	is "killed: the link stays" $NIC "$(our_links)"
	service_start
	ok_if "killed: the next one deletes it" wait_until 5 no_link $NIC
	probe_kill alice
	mark
	all_gone "killed"
}

# vmtapd does not wait for a number whose node is another namespace's.
test_stranger()
{
	daemon_stop
	first=268435456 # see collision.t
	ip netns add stranger
	ip -n stranger link add low type veth peer name low-far
	ip -n stranger link add strange link low index $((first + 6)) \
		type macvtap mode bridge
	export FIXED_RANDOM="6 7"
	preloading fixed-random service_start
	unset FIXED_RANDOM
	asks_for alice alice 0a
	is "stranger: another number was drawn at once" $((first + 7)) \
		"$(cat /sys/class/net/$NIC/ifindex)"
	udev 0a
	granted "stranger" alice 0a
	probe_kill alice
	all_gone "stranger"
	ip netns del stranger
}

# Time passes for this vmtapd only as the test says: no grant's time is up, and no
# connection is silent too long, because the machine is slow.
holding_clock service_start
test_late
test_noise
test_several
test_pipelined
test_never
test_client_gone
test_deleted
test_lower_gone
test_renamed
test_reload
test_evicted
# A daemon that ends waits for some time, which passes by itself.
daemon_stop
service_start
test_stopped
test_killed
test_stranger
finish
