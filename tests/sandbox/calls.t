#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# calls.t - inside vmtapd, the libraries of this host make no system call
# outside the table of syscalls.c.
#
# A newer library may make another call, and then the filter kills vmtapd.
# strace sees a call before the filter judges it.  So this test runs vmtapd, as
# installed, under strace, and plays all that vmtapd does; if vmtapd is killed,
# the failed case names the call and its arguments.
# shellcheck disable=SC2086 # $T and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"
# shellcheck source=tests/lib/holder.sh
. "$top_srcdir/tests/lib/holder.sh"

# The leak check of the sanitizers stops threads by ptrace, as strace does.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
export ASAN_OPTIONS

# strace -D leaves vmtapd the process that was started here.
INSTALLED=$VMTAPD
cat >$T/traced <<END
#!/bin/sh
exec strace -D -f -A -o $T/trace $INSTALLED "\$@"
END
chmod 755 $T/traced
VMTAPD=$T/traced

# main ON-RELOAD [MORE]: the policy
main()
{
	policy <<END
global { on-reload = $1  connections = 40 }
network lan {
	kind = bridge
	bridge = "br0"
	queues = 2
	vhost = true
	devices = 3
	vm "web" { mac = "52:54:00:aa:aa:aa"  users = "alice" }
	allow "alice" { devices = 2  mac = "52:54:00:00:00:00/24" }
	allow "@kvm" {}
}
network limited {
	kind = bridge
	bridge = "br0"
	isolated = true
	on-tamper = revoke
	rate-in = 8mbit
	multicast-flood = false
	allow "alice" {}
}
network open { kind = bridge  bridge = "br0"  filter = none  allow "alice" {} }
network card { kind = macvtap  lower = "eth9"  queues = 2  allow "alice" {} }
network pass { kind = macvtap  lower = "eth8"  mode = passthru
	allow "alice" {} }
${2-}
END
}

# lives WHAT: vmtapd lives; if the filter killed it, the result names the call
lives()
{
	ok_if "$1: vmtapd lives" is_running $DAEMON
	! is_running $DAEMON || return 0
	wait_until 5 grep -q 'killed by SIGSYS' $T/trace
	echo "#   outside the table of syscalls.c:"
	outside_table | diag
	DAEMON=
	finish
}

# outside_table: the last call of each thread when the filter ended the process
outside_table()
{
	sed -n 's/^\([0-9]*\) *+++ killed by SIGSYS.*/\1/p' $T/trace |
		while read -r thread; do
			grep "^$thread " $T/trace | grep -v ' +++ ' | tail -n 1
		done
}

# grants NETWORK: one device, its facts, and its end
grants()
{
	open_as alice "network=$1"
	"$VMTAP" show "$NIC" >$T/out 2>&1
	"$VMTAP" show --filter "$NIC" >>$T/out 2>&1
	close_as alice
	lives "$1: a grant, its facts, its end"
}

# count_reloads: how many lines of the log are about a reload
count_reloads()
{
	grep -cE 'policy (not )?reloaded' $T/daemon.log
}
has_reloaded_or_died()
{
	[ "$(count_reloads)" -gt "$1" ] || ! is_running $DAEMON
}
reload()
{
	before=$(count_reloads)
	kill -HUP $DAEMON
	ok_if "$1: a reload" wait_until 20 has_reloaded_or_died $before
	lives "$1: a reload"
}

test_grants()
{
	for network in lan "lan queues=2" "lan vm=web" limited open card \
		"card queues=2" pass; do
		grants "$network"
		is "$network: granted" 0 "$(opened code)"
	done
	# Refused, except vhost where the host has it.
	for network in "lan lladdr=02:00:00:00:00:99" "lan vhost=1" nowhere; do
		grants "$network"
	done
	ask alice "request networks"
	ask root "request list"
	lives "networks, list"
}

test_full()
{
	open_as alice "network=lan"
	for _ in 1 2 3; do
		tell alice "request open network=lan"
	done
	is "a full table: refused" 3 "$(reply code)"
	for _ in $(seq 50); do
		ask alice "garbage 40"
	done
	close_as alice
	lives "full tables, garbage"
}

test_holder()
{
	open_as alice "network=limited"
	tell alice "set-lladdr 0 02:00:00:00:00:99"
	wait_until 5 no_link $NIC
	probe_kill alice
	open_as alice "network=open"
	ip link set $NIC address 02:00:00:00:00:98
	wait_until 5 log_has "restored: .* device=$NIC"
	as alice "$VMTAP" release $NIC >$T/out 2>&1
	ok_if "release: the device goes" wait_until 5 no_link $NIC
	probe_kill alice
	lives "a holder changes its device; release"
	open_as alice "network=card"
	ip link del eth9
	wait_until 5 no_link $NIC
	probe_kill alice
	lives "a lower link goes"
}

test_reload()
{
	main keep 'network more { kind = bridge  bridge = "br0"  allow "bob" {} }'
	reload "another network, a name that was not there before"
	main keep 'network more { kind = bridge  bridge = "br0"  allow "no-such-user" {} }'
	reload "an unknown name"
	echo 'network {' >$CONF
	reload "not a policy"
	chmod 666 $CONF
	reload "everybody may write it"
	mv $CONF $CONF.away
	reload "no policy"
	rm -f $CONF.away
	# enough networks that qsort() asks for memory
	main keep "$(for i in $(seq 300); do
		echo "network n$i { kind = bridge  bridge = \"br0\""
		echo "allow \"alice\" { devices = $i }  allow \"bob\" {} }"
	done)"
	reload "300 networks"
	main revoke
	open_as alice "network=limited"
	reload "on-reload = revoke"
	close_as alice
}

# A daemon dies, and the next one adopts.
test_adoption()
{
	ip link add eth9 type veth peer name eth9-far
	ip link set eth9 up
	probe_start one alice
	tell one "request open network=card"
	probe_start two bob
	tell two "request open network=lan"
	daemon_kill
	wait_until 5 not is_listening $SOCKET
	daemon_start
	ok_if "adoption: both devices are there" ours_are 2
	lives "adoption"
	probe_kill one two
	ok_if "adoption: both end" wait_until 5 ours_are 0
	lives "the end of what was adopted"
}

main keep
add_bridge br0
for link in eth8 eth9; do
	ip link add $link type veth peer name $link-far
	ip link set $link-far up
	ip link set $link up
done
daemon_start
lives "start"
test_grants
test_full
test_holder
test_reload
test_adoption
ok_if "vmtapd ends at SIGTERM, with status 0" daemon_stop
is "strace saw vmtapd call" yes \
	"$(grep -q 'exit_group(0)' $T/trace && echo yes)"
is "no process of vmtapd was killed for a call" '' "$(outside_table)"
finish
