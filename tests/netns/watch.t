#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# watch.t - what happens to devices, told to their users and to administrators.
# shellcheck disable=SC2086 # $T, numbers and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

END=1 WAIT=128 # flags of vmtap-proto.h

write_policy()
{
	policy <<END
global { admin = {$1}  connections = 6 }
network lan { kind = bridge  bridge = br0  devices = 400
	allow "*" { devices = 400 } }
network card { kind = macvtap  lower = eth9  allow "*" { devices = 3 } }
END
}
write_policy '"@ops"'
add_bridge br0
ip link add eth9 type veth peer name eth9-far
ip link set eth9-far up
ip link set eth9 up
bare_bridge br1
daemon_start

# watch_start NAME USER ARG...: 'vmtap watch --json' that stays
watch_start()
{
	watch_name=$1 watch_user=$2
	shift 2
	: >"$T/$watch_name.watch"
	if [ $watch_user = root ]; then
		"$VMTAP" watch --json "$@" >"$T/$watch_name.watch" 2>&1 &
	else
		exec_as $watch_user "$VMTAP" watch --json "$@" \
			>"$T/$watch_name.watch" 2>&1 &
	fi
	echo $! >"$T/$watch_name.pid"
	wait_until 5 grep -q watching "$T/$watch_name.watch"
}

# told NAME EVENT [REGEX]: has it come, with that in its line?
told()
{
	grep "\"event\": \"$2\"" "$T/$1.watch" | grep -qE -e "${3-.}"
}

# tells WHAT NAME EVENT [REGEX]: it must come
tells()
{
	ok_if "$1" wait_until 5 told "$2" "$3" "${4-.}"
}

# words NAME: the words of its events, in order
words()
{
	sed -n 's/^.*"event": "\([a-z-]*\)".*/\1/p' "$T/$1.watch" | tr '\n' ' '
}

# present USER: sets CURSOR to the present, as words of the probe
present()
{
	ask $1 "request watch flags=${2-0}"
	CURSOR="epoch=$(reply epoch) number=$(reply number)"
}

# ---- two users, an administrator, and root -----------------------------------

watch_start alice-watch alice
watch_start bob-watch bob
watch_start carol-watch carol --all
watch_start carol-own carol
watch_start of-bob carol --all --user bob
watch_start root-watch root
"$VMTAP" watch >$T/text.watch 2>&1 &
TEXT=$!
wait_until 5 grep -q watching $T/text.watch

open_as alice "network=lan vm=web1"
A=$NIC
tells "granted" alice-watch granted "\"ifname\": \"$A\".*\"network\": \"lan\", \"vm\": \"web1\", \"mac\": \"[0-9a-f:]+\", \"uid\": 61001, \"user\": \"alice\", \"pid\": $(pid_of alice)"
tells "granted: an admin is told with --all" carol-watch granted $A
tells "granted: so is root" root-watch granted $A
ip link set $A master br1
tells "moved: from where, and to where" alice-watch moved "$A.*from br0 to br1"
ip link set $A nomaster
tells "restored" alice-watch restored "$A"
ip link set br0 down
tells "a note of its place" alice-watch noted "$A.*\"note\": \"link-down\".*\"reason\": \".*br0"
ip link set br0 up
as carol "$VMTAP" revoke $A >/dev/null 2>$T/revoke.err
like "revoked: the admin reads which process opened it" \
	"process $(pid_of alice) of alice\(61001\) opened $A; if it is QEMU" \
	"$(cat $T/revoke.err)"
tells "revoked: by whom" alice-watch revoked \
	"$A.*\"by_uid\": 61003, \"by_user\": \"carol\", \"by_pid\": [0-9]+"
tells "ended" alice-watch ended $A
close_as alice

open_as bob "network=card vm=web2"
B=$NIC
tells "the other user is told of the own device" bob-watch granted $B
close_as bob
tells "and of its end" bob-watch ended $B
tells "an admin, too" carol-watch ended $B
tells "of one user: with --user" of-bob ended $B
unlike "of one user: not of another" $A "$(cat $T/of-bob.watch)"
is "nobody is told of another user's" "watching granted ended " "$(words bob-watch)"
is "nor is an admin without --all" "watching " "$(words carol-own)"
unlike "neither by a name" "$B|web2|card|61002" "$(cat $T/alice-watch.watch)"
ok_if "as text" wait_until 5 grep -qE " revoked $A network=lan vm=web1 mac=[0-9a-f:]+ user=alice\(61001\) pid=[0-9]+ by=carol\(61003\) by-pid=[0-9]+$" $T/text.watch
kill $TEXT

# gaps in the numbers would tell of others
present bob
BOB=$CURSOR
open_as alice "network=lan"
is "another user's event moves no number" "$BOB" \
	"$(present bob && echo "$CURSOR")"
close_as alice
ask alice "request watch flags=16"
is "events of all are for admins" 2 "$(reply code)"
like "events of all are for admins: says so" 'admin in vmtapd.conf' "$(reply text)"
like "so the client says" 'admin in vmtapd.conf' \
	"$(as alice timeout 20 "$VMTAP" watch --all 2>&1)"
as alice timeout 20 "$VMTAP" watch >/dev/full 2>&1
is "output that cannot be written ends it" 4 $?
probe_kill carol-own of-bob root-watch

# ---- a request that waits ----------------------------------------------------

probe_start bob bob
present bob
tell bob "send watch flags=$WAIT $CURSOR"
tell bob "receive 200"
like "waiting: no answer without news" '^timeout$' "$(cat $T/reply)"
open_as alice "network=lan"
tell bob "receive 200"
like "waiting: nor with another's" '^timeout$' "$(cat $T/reply)"
close_as alice
ask bob "request open network=lan"
tell bob "receive"
is "waiting: answered by the first event" granted "$(reply name)"
CURSOR="epoch=$(reply epoch) number=$(reply number)"
tell bob "send watch flags=$WAIT $CURSOR"
tell bob "receive"
is "waiting: and then by the next" ended "$(reply name)"
tell bob "request list"
is "waiting: the connection goes on" 0 "$(reply code)"
# the next request waits behind it
CURSOR="epoch=$(reply epoch) number=$(reply number)"
present bob
tell bob "send watch flags=$WAIT $CURSOR"
tell bob "send list"
tell bob "receive 200"
like "waiting: answers keep their order" '^timeout$' "$(cat $T/reply)"
ask bob "request open network=lan"
tell bob "receive"
is "waiting: the first answer is its own" 9 "$(reply verb)"
tell bob "receive"
is "waiting: and the second the other's" 4 "$(reply verb)"
wait_until 5 ours_are 0

# of six connections three may wait
probe_kill bob-watch
tell bob "connect $SOCKET n=3"
present bob
for i in 0 1 2; do
	tell bob "use $i"
	tell bob "send watch flags=$WAIT $CURSOR"
done
tell bob "use 3"
tell bob "request watch flags=$WAIT $CURSOR"
is "limit: of those that wait" 8 "$(reply code)"
like "limit: how many there may be" 'user 61002 has 3 programs that wait' \
	"$(reply text)"
tell bob "request list"
is "limit: other questions are answered" 0 "$(reply code)"
ask alice "request watch"
is "limit: and other users" 0 "$(reply code)"
tell bob "use 0"
tell bob "hang-up"
tell bob "use 3"
can_wait()
{
	tell bob "send watch flags=$WAIT $CURSOR"
	tell bob "receive 100"
	grep -q '^timeout$' $T/reply
}
ok_if "limit: who leaves makes room" wait_until 5 can_wait
probe_kill bob

# Nobody reads the other end of a socket any more.
ok_if "a reader that has gone ends the command" timeout 20 "$PYTHON" -c '
import socket, subprocess, sys
ours, output = socket.socketpair()
watch = subprocess.Popen([sys.argv[1], "watch", "--json"], stdout=output)
output.close()
ours.recv(4096)
ours.close()
watch.wait()' "$VMTAP"

# ---- what was lost -----------------------------------------------------------

# 180 grants, revocations and ends are 540 events; 512 are kept
present alice
kill -STOP "$(pid_of alice-watch)"
before=$(words alice-watch | wc -w)
opens=$(for _ in $(seq 180); do printf '%s\n' "request open network=lan"; done)
probe_start alice alice
printf '%s\n' "$opens" 1<>$T/alice.in
granted_are()
{
	[ "$(grep -c "^ifname=" $T/alice.out)" = $1 ]
}
wait_until 10 granted_are 180
present_all=$(present carol 16 && echo "$CURSOR")
present bob
BOB=$CURSOR
present alice
"$VMTAP" revoke --user alice >/dev/null 2>$T/revoke.err
is "one line for a process" 1 "$(grep -c "opened vt.* and 179 more" $T/revoke.err)"
wait_until 10 ours_are 0
probe_kill alice
opens_number=${CURSOR#*number=}
from="${CURSOR%number=*}number=$((opens_number - 180))"
ask alice "request watch $from"
is "lost: the first record says so" "lost 28" "$(sed -n 's/^name=//p' $T/reply) $(sed -n 's/^count=//p' $T/reply)"
ask alice "request watch $CURSOR"
is "lost: what is kept is told" revoked "$(sed -n 's/^name=//p' $T/reply)"
ask bob "request watch $BOB"
is "lost: nobody else has lost anything" "0 $END" "$(reply records) $(reply flags)"
ask carol "request watch flags=16 $present_all"
is "lost: an admin reads on" revoked "$(sed -n 's/^name=//p' $T/reply)"
kill -CONT "$(pid_of alice-watch)"
tells "lost: the client tells it" alice-watch lost '"count": [0-9]+'
came()
{
	[ "$(words alice-watch | tr ' ' '\n' | tail -n +$((before + 1)) |
		grep -cE 'granted|revoked|ended')" -ge 512 ]
}
ok_if "lost: and all the others" wait_until 10 came

# ---- vmtapd starts anew ------------------------------------------------------

watch_start root-watch root
present alice
OLD=$CURSOR
probe_start alice alice
tell alice "send watch flags=$WAIT $CURSOR"
daemon_stop
tell alice "receive"
is "a stop: who waits is answered" "0 0 $END" \
	"$(reply code) $(reply records) $(reply flags)"
probe_kill alice
daemon_start
ask alice "request watch $OLD"
is "a new vmtapd: events may be lost" "lost 0" "$(reply name) $(reply count)"
ask alice "request watch epoch=$(reply epoch) number=$(reply number)"
is "a new vmtapd: from now on none" "0 $END" "$(reply records) $(reply flags)"
tells "a new vmtapd: the client goes on, and says so" alice-watch lost '"time": [0-9]+ }'
open_as alice "network=lan"
tells "a new vmtapd: it tells what follows" alice-watch granted $NIC
close_as alice

# ---- an administrator no more ------------------------------------------------

write_policy '"@kvm"'
kill -HUP "$DAEMON"
ok_if "a reload: the policy is read" wait_until 5 log_has 'policy reloaded'
CAROL=$(pid_of carol-watch)
open_as alice "network=lan"
ok_if "a reload: who is no admin any more is told nothing" \
	wait_until 5 grep -q 'admin in vmtapd.conf' $T/carol-watch.watch
unlike "a reload: not even once" $NIC "$(cat $T/carol-watch.watch)"
wait "$CAROL" 2>/dev/null
is "a reload: that is a refusal" 1 $?
close_as alice

# ---- the end of a card, as vmtap(3) shows it ---------------------------------

example_is_ready()
{
	grep -q '^vt' $T/example.out
}
example_ended()
{
	grep -qE "^$1: ?" $T/example.out
}
for network in lan card; do
	: >$T/example.out
	exec_as bob "$EXAMPLE" $network >$T/example.out 2>&1 &
	pid=$!
	wait_until 5 example_is_ready
	NIC=$(head -n 1 $T/example.out)
	"$VMTAP" revoke "$NIC" >/dev/null 2>&1
	ok_if "example, $network: it learns that its card is revoked" \
		wait_until 5 example_ended revoked
	wait $pid
	is "example, $network: and ends" 0 $?
	exec_as bob "$EXAMPLE" $network >$T/example.out 2>&1 &
	pid=$!
	wait_until 5 example_is_ready
	NIC=$(head -n 1 $T/example.out)
	kill -STOP $pid
	daemon_stop
	ip link del "$NIC"
	daemon_start
	kill -CONT $pid
	ok_if "example, $network: also if that is lost" \
		wait_until 5 example_ended lost
	wait $pid
	is "example, $network: and ends, too" 0 $?
done
probe_kill alice-watch root-watch

# ---- nothing happens for long ------------------------------------------------

daemon_hold_clock
present alice
probe_start alice alice
tell alice "send watch flags=$WAIT $CURSOR"
clock_is 29
ask bob "request list"
tell alice "receive 100"
like "29 seconds: no answer" '^timeout$' "$(cat $T/reply)"
clock_is 31
ask bob "request list"
tell alice "receive"
is "31 seconds: an answer with nothing" "0 0 $END" \
	"$(reply code) $(reply records) $(reply flags)"
probe_kill alice
daemon_let_clock_go

# ---- no other watcher is there -----------------------------------------------

is_stopped()
{
	grep -q '^State:.T' /proc/$DAEMON/status
}

# An event is due, its only watcher goes, and another one comes, all in one turn
# of the loop.
open_as alice "network=lan"
for user in alice bob; do
	present $user
	probe_start $user-waits $user
	[ $user = bob ] || tell alice-waits "send watch flags=$WAIT $CURSOR"
done
ask carol "request list" # so alice's waits by now
kill -STOP $DAEMON
wait_until 5 is_stopped
tell bob-waits "send watch flags=$WAIT $CURSOR"
ip link del $NIC
probe_kill alice-waits
kill -CONT $DAEMON
close_as alice
open_as bob "network=lan"
tell bob-waits "receive 10000"
like "the next watcher is woken" '(^| )code=0( |$)' "$(cat $T/reply)"
probe_kill bob-waits
close_as bob
wait_until 5 ours_are 0

leaves_nothing "at the end"
finish
