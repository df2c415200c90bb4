#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# hostile.t - hostile clients: vmtapd refuses or drops each; other clients do
# not notice, and nothing stays.

# shellcheck disable=SC2086 # $T, numbers and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

# Freed memory that a sanitizer keeps is not the daemon's.
ASAN_OPTIONS=quarantine_size_mb=0:thread_local_quarantine_size_kb=0
export ASAN_OPTIONS

# server.h: after so long vmtapd closes a silent connection
IDLE_SECONDS=10
policy <<END
network lan { kind = bridge  bridge = "br0"  queues = 16  devices = 64
	allow "alice" { devices = 32 }  allow "bob" {} }
END
bare_bridge br0
daemon_start

# Sizes of the wire, from vmtap-proto.h.
SIZE=576
RESERVED=174
LIFETIME=184
WISHED_NAME=196
ADDRESSES=212

# refused WHAT CODE COMMAND...: an answer with that code, or the end of the
# connection where CODE is eof; no descriptor, and a sentence
refused()
{
	what=$1 code=$2
	shift 2
	ask alice "$@"
	if [ "$code" = eof ]; then
		ok_if "$what: the connection ends" grep -qx eof $T/reply
	else
		is "$what: code" "$code" "$(reply code)"
		like "$what: a sentence" '.' "$(reply text)"
	fi
	unlike "$what: no descriptor" '^fds=[1-9]' "$(cat $T/reply)"
}

test_malformed()
{
	refused "empty name" 11 "request open network="
	refused "truncated header" 1 "send open network=lan length=15" receive
	refused "one byte" 1 "send open network=lan length=1" receive
	refused "truncated request" 1 "send open network=lan length=$((SIZE - 1))" receive
	refused "says more than it is" 1 "request open network=lan size=$((SIZE + 1))"
	refused "says less than it is" 1 "request open network=lan size=$((SIZE - 1))"
	refused "says nothing" 1 "request open network=lan size=0"
	refused "says 2^32-1" 1 "request open network=lan size=4294967295"
	refused "another magic" 1 "request open network=lan magic=1"
	refused "version 0" 1 "request open network=lan version=0"
	refused "version 2" 1 "request open network=lan version=2"
	refused "verb 0" 1 "request open network=lan verb=0"
	refused "verb 10" 1 "request open network=lan verb=10"
	refused "verb 65535" 1 "request open network=lan verb=65535"
	refused "an unknown flag" 1 "request open network=lan flags=0x14"
	refused "all flags" 1 "request open network=lan flags=0xffffffff"
	refused "reserved byte, the first" 1 \
		"request open network=lan at=$RESERVED"
	refused "reserved byte, the last" 1 \
		"request open network=lan at=$((SIZE - 1))"
	refused "a lifetime, which is reserved" 1 \
		"request open network=lan at=$LIFETIME"
	refused "a wish for a name, likewise" 1 \
		"request open network=lan at=$WISHED_NAME"
	refused "the guest's addresses, likewise" 1 \
		"request open network=lan at=$ADDRESSES"
	refused "a byte after the name's end" 11 "request open network=lan at=40"
	refused "a byte after the VM's name" 11 \
		"request open network=lan vm=a at=120"
	refused "a name without end" 11 "request open network=$(printf '%064d' 1)"
	refused "a name with a slash" 11 "request open network=lan/x"
	refused "a name with a dot first" 11 "request open network=../lan"
	refused "a VM's name with a quote" 11 "request open network=lan vm=a'b"
	refused "release of no name" 11 "request release ifname="
	refused "release of a path" 11 "request release ifname=../../x"
	leaves_nothing "malformed"
}

# A message longer than known is accepted only if all its unknown bytes are
# zero.
test_longer()
{
	ask alice "request open network=lan length=800"
	is "longer, and zero after what is known: granted" 0 "$(reply code)"
	ask alice "request open network=lan length=4096"
	is "as long as may be: granted" 0 "$(reply code)"
	wait_until 3 ours_are 0
	refused "longer, and not zero" 1 "request open network=lan length=800 at=799"
	refused "longer than may be" 1 "request open network=lan length=4097"
	refused "65536 bytes" 1 "request open network=lan length=65536"
	leaves_nothing "longer"
}

test_garbage()
{
	for seed in 1 2 3 4 5 6 7 8; do
		refused "garbage $seed" 1 "garbage 200 seed=$seed" receive
	done
	for length in 1 16 64 575 577 4096; do
		refused "garbage of $length bytes" 1 "garbage $length" receive
	done
	refused "576 zero bytes" 1 "garbage 576 zero=1" receive
	refused "5000 bytes of garbage" 1 "garbage 5000" receive
	# An empty datagram looks like the end of the stream.
	ask alice "garbage 0" "receive 3000"
	like "no byte at all: refused or dropped" '^(eof|code=1)$' \
		"$(cat $T/reply)"
	leaves_nothing "garbage"
}

# Linux 6.16 refuses them.
test_descriptors_kept_out()
{
	for n in 1 32; do
		ask alice "request open network=lan fds=$n"
		like "$n descriptors: the kernel refuses to send them" \
			'^fail: send: Operation not permitted' "$(cat $T/reply)"
		ask alice "request networks"
		is "$n descriptors: others are served" lan "$(reply network)"
	done
	leaves_nothing "descriptors kept out"
}

# vmtapd closes the descriptors that were sent, and grants nothing.
test_descriptors()
{
	for n in 1 2 16 32; do
		ask alice "request open network=lan fds=$n" "sent-closed 3000"
		is "$n descriptors sent along: refused" 1 "$(reply code)"
		is "$n descriptors sent along: all are closed there" $n \
			"$(reply closed)"
		is "$n descriptors sent along: none granted" 0 "$(reply fds)"
	done
	ask alice "send open network=lan fds=32 times=20" "sent-closed 3000"
	is "20 messages with 32: all are closed there" 32 "$(reply closed)"
	wait_until 3 ours_are 0
	leaves_nothing "descriptors"
}

# serves_bob: another client is served; its probe waits for 100 s
serves_bob()
{
	ask bob "request open network=lan" && [ "$(reply code)" = 0 ]
}
bob_is_served()
{
	ok_if "$1: another user is served" serves_bob
	wait_until 3 ours_are 0
}

test_connections()
{
	probe_start alice alice
	tell alice "connect $SOCKET n=1000"
	bob_is_served "1000 connections of one user"
	tell alice "request check network=lan"
	like "the 1000th: busy, or closed" '^(code=8|eof|fail: send.*)$' \
		"$(cat $T/reply)"
	tell alice "use 0"
	tell alice "request check network=lan"
	is "the first is served as before" 0 "$(reply code)"
	tell alice "hang-up all"
	tell alice "connect $SOCKET"
	tell alice "request check network=lan"
	is "when they are closed, a new one is served" 0 "$(reply code)"
	probe_kill alice
	leaves_nothing "connections"
}

# The answer to one connection too many names the limit.
test_connection_refused()
{
	probe_start alice alice
	tell alice "connect $SOCKET n=64"
	tell alice "receive 3000"
	is "one connection too many: busy" 8 "$(reply code)"
	like "one connection too many: what to do" 'connections' "$(reply text)"
	probe_kill alice
	leaves_nothing "connection refused"
}

# passes SECONDS: for the daemon, which notices when another client asks
passes()
{
	clock_is "$1"
	ask bob "request check network=lan"
}

# The test holds the daemon's clock, so none of this waits for time to pass.
test_silent()
{
	daemon_hold_clock
	probe_start alice alice
	passes $((IDLE_SECONDS - 1))
	tell alice "request check network=lan"
	is "not silent for long: served" 0 "$(reply code)"
	# A connection that sends something from time to time stays open.
	passes $((2 * IDLE_SECONDS - 2))
	tell alice "request check network=lan"
	is "not silent for long: still served" 0 "$(reply code)"
	passes $((3 * IDLE_SECONDS - 2))
	tell alice "receive 30000"
	ok_if "silent: dropped after a while" grep -qx eof $T/reply
	probe_kill alice
	# A connection that has asked stays open, too, if the daemon has not
	# answered.
	probe_start alice alice
	tell alice "request check network=lan"
	kill -STOP "$DAEMON"
	tell alice "send check network=lan"
	clock_is $((4 * IDLE_SECONDS))
	kill -CONT "$DAEMON"
	tell alice "receive 30000"
	is "not silent, but unheard: is answered" 0 "$(reply code)"
	probe_kill alice
	leaves_nothing "silent"
	daemon_let_clock_go
}

# Unread answers must neither pile up nor delay other clients.
test_never_reads()
{
	probe_start alice alice
	tell alice "send check network=lan times=5000"
	bob_is_served "a client that never reads"
	probe_kill alice
	probe_start alice alice
	tell alice "send open network=lan queues=16 times=200"
	bob_is_served "a client that opens and never reads"
	probe_kill alice
	ok_if "a client that opens and never reads: nothing stays" \
		wait_until 3 ours_are 0
	leaves_nothing "never reads"
}

# The client sends many requests, then reads all answers.
test_pipelined()
{
	ask alice "send networks times=1000" "use 0" "receive" "receive" "receive"
	ok_if "1000 pipelined: answered, or dropped" \
		grep -qE '^(code=0|eof)$' $T/reply
	bob_is_served "1000 pipelined"
	leaves_nothing "pipelined"
}

# A client cannot fill the daemon's log: log.h has the lines of one user in ten
# seconds.  The test holds the daemon's clock, so these do not pass by
# themselves.
LOG_SHARE=50
test_log()
{
	daemon_hold_clock
	lines=$(wc -l <$T/daemon.log)
	set -- "send open network=nowhere times=20"
	for _ in $(seq 20); do set -- "$@" receive; done
	for _ in $(seq 30); do ask alice "$@"; done
	lines=$(($(wc -l <$T/daemon.log) - lines))
	is "600 refusals are as many lines as one user has" $LOG_SHARE $lines
	ask bob "request open network=elsewhere"
	ok_if "and another user's is one" log_has \
		"refused: uid=$(uid_of bob) .*network=elsewhere"
	clock_is 10
	ask alice "request open network=nowhere"
	ok_if "ten seconds later the log says that lines were left out" \
		log_has 'lines about clients were left out'
	is "and has room for the user again" $((LOG_SHARE + 1)) \
		"$(grep -c "refused: uid=$(uid_of alice) " $T/daemon.log)"
	leaves_nothing "log"
	daemon_let_clock_go
}

# All the messages above, sent many times, leave no memory in use.
rss_kb()
{
	sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' /proc/$DAEMON/status
}
storm()
{
	probe_start alice alice
	tell alice "connect $SOCKET n=200"
	tell alice "send check network=lan times=2000"
	probe_kill alice
	for i in 1 2 3 4 5; do
		ask alice "garbage 4096 seed=$i" "connect $SOCKET" \
			"send open network=lan length=4096 times=50" \
			"connect $SOCKET" "send open network=lan fds=32 times=9"
	done
	wait_until 5 ours_are 0
	wait_until 5 no_connection
}
# Each of the ten threads may keep some pages.  A leak of 100 bytes for each of
# the 12000 requests would be more.
test_memory()
{
	for i in 1 2 3; do storm; done
	before=$(rss_kb)
	for i in 1 2 3 4 5 6; do storm; done
	grown=$(($(rss_kb) - before))
	ok_if "six more storms cost vmtapd no memory ($grown KiB)" \
		[ $grown -lt 1024 ]
	leaves_nothing "memory"
}

test_malformed
test_longer
test_garbage
if kernel_keeps_fds; then
	test_descriptors_kept_out
	daemon_stop
	preloading old-kernel daemon_start
	test_descriptors
	daemon_stop
	daemon_start
else
	not_run "descriptors are kept out" "Linux before 6.16"
	test_descriptors
fi
test_connections
test_connection_refused
test_never_reads
test_pipelined
test_log
test_memory
test_silent
finish
