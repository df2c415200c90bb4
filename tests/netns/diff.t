#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# diff.t - vmtapd --check --diff: who gains and who loses by a new policy, and
# which running devices it would refuse.
. "${top_srcdir:-.}/tests/lib/lib.sh"

add_bridge br0
policy <<'END'
network lan { kind = bridge  bridge = br0
	allow alice { }  allow bob { queues = 1 }  allow "@kvm" { } }
network old { kind = bridge  bridge = br0  allow carol { } }
END
cat >$T/new.conf <<'END'
network lan { kind = bridge  bridge = br0
	allow alice { }  allow "@kvm" { }  deny bob { }  allow carol { } }
network new { kind = bridge  bridge = br0  allow alice { } }
END
daemon_start
open_as alice 'network=lan vm=a'
open_as bob 'network=lan vm=b'
BOB=$NIC
open_as carol 'network=old vm=c'
CAROL=$NIC

compare()
{
	"$VMTAPD" --check --config $T/new.conf --socket $SOCKET --diff "$@" \
		>$T/out 2>$T/err
	STATUS=$?
}

# has LINE: it is there once
has()
{
	is "$1" 1 "$(grep -cFx "$1" $T/out)"
}

compare $CONF
is 'a good policy: status' 0 $STATUS
has 'removed: network old'
has 'removed: old allow "carol"'
has 'removed: lan allow "bob"'
has 'added: network new'
has 'added: new allow "alice"'
has 'added: lan allow "carol"'
has 'added: lan deny "bob"'
has 'gains: carol lan'
has 'gains: alice new'
has 'loses: bob lan'
has 'loses: carol old'
is 'nobody else gains or loses' 4 "$(grep -cE '^(gains|loses): ' $T/out)"
ok_if "a device of another rule" grep -qE \
	"^refused: device $BOB of user 61002 on network lan, by .*new.conf:2: deny .bob.$" \
	$T/out
ok_if "a device of a network that is gone" grep -qE \
	"^refused: device $CAROL of user 61003 on network old, by no network .old.$" \
	$T/out
is 'the other device is not refused' 2 "$(grep -c '^refused: ' $T/out)"
ok_if 'the devices stay' has_link "$BOB"

cp $CONF $T/same.conf
"$VMTAPD" --check --config $T/same.conf --socket $SOCKET --diff $CONF >$T/out
is 'the same policy: no word' '0 ' "$? $(cat $T/out)"

as alice "$VMTAPD" --check --config /dev/null --diff $CONF >$T/out 2>&1
like 'a user who may not read a policy' 'cannot be opened|not a regular file' \
	"$(cat $T/out)"
daemon_stop
compare $CONF
is 'without a daemon: status' 0 $STATUS
like 'it says so' 'cannot ask vmtapd at' "$(cat $T/err)"
is 'and has all the rest' 11 "$(grep -c . $T/out)"

echo 'netwrok x { }' >$T/new.conf
compare $CONF
is 'a new policy with a mistake: status' 1 $STATUS
is 'and no comparison' '' "$(cat $T/out)"
"$VMTAPD" --check --config $CONF --diff $CONF >$T/out 2>&1
is 'a policy and itself: status' 2 $?
"$VMTAPD" --diff $CONF >$T/out 2>&1
is 'without --check: status' 2 $?
finish
