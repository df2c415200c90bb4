#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# subuid.t - a subordinate uid (subuid(5)) counts as its owner.  A uid that is
# nobody's for long, or that several users can have, has no account.
# shellcheck disable=SC2086 # $T, numbers and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

for need in newuidmap /etc/subuid; do
	command -v $need >/dev/null || [ -e $need ] || {
		echo "not run: subordinate uids: $need is missing"
		echo "1..0 # SKIP $need is missing"
		FINISHED=yes
		exit 0
	}
done

# subuids: from standard input
subuids()
{
	cat >$T/subuid
}
subuids <<END
bob:165536:65536
mallory:231072:65536
carol:300000:1000
dave:300500:1000
gone:400000:10
root:500000:10
END
mount --bind $T/subuid /etc/subuid

# policy_of REQUESTS
policy_of()
{
	policy <<END
global { connections = 4  requests = $1 }
network lan {
	kind = bridge
	bridge = "br0"
	allow "@kvm" { devices = 2 }
	deny "mallory" {}
}
network everybody {
	kind = bridge
	bridge = "br0"
	allow "*" {}
	deny "mallory" {}
}
network numbers {
	kind = bridge
	bridge = "br0"
	allow "61500-61509" {}
	allow "100000-600000" {}
	deny 165599 {}
}
END
}
policy_of 5000
add_bridge br0
cp "$top_srcdir/tests/lib/subuid.py" $T/subuid.py
daemon_start

BOB=$(uid_of bob)
CAROL=$(uid_of carol)
MALLORY=$(uid_of mallory)

# exec_sub USER UID COMMAND...: as a subordinate uid of USER, with USER's groups,
# in place of the shell.  A login may run setuid programs, so the bounding set
# stays.
exec_sub()
{
	sub_user=$1 sub_uid=$2
	shift 2
	sub_first=$(sed -n "s/^$sub_user:\([0-9]*\):.*/\1/p" $T/subuid)
	sub_count=$(sed -n "s/^$sub_user:[0-9]*:\(.*\)/\1/p" $T/subuid)
	# shellcheck disable=SC2046 # uid, gid, groups
	set -- $(echo "$USERS" | sed -n "s/^$sub_user //p") -- "$@"
	sub_login=$1 sub_gid=$2 sub_groups=--groups=$3
	[ "$3" != - ] || sub_groups=--clear-groups
	shift 4
	exec setpriv --reuid "$sub_login" --regid "$sub_gid" "$sub_groups" \
		--inh-caps=-all $PYTHON $T/subuid.py "$sub_first" \
		"$sub_count" "$sub_uid" "$@"
}

# ask_sub USER UID COMMAND...: as ask
ask_sub()
{
	ask_user=$1 ask_uid=$2
	shift 2
	(exec_sub "$ask_user" "$ask_uid" "$PROBE" "connect $SOCKET" "$@") \
		>$T/reply 2>&1
}

# ask_number UID COMMAND...: as a uid that root gave, in the group kvm
ask_number()
{
	ask_uid=$1
	shift
	setpriv --reuid "$ask_uid" --regid "$ask_uid" --groups 61100 \
		--inh-caps=-all --bounding-set=-all \
		"$PROBE" "connect $SOCKET" "$@" >$T/reply 2>&1
}

# sub_start NAME USER UID: a probe that stays, as probe_start
sub_start()
{
	mailbox "$1"
	(exec_sub "$2" "$3" "$PROBE" stdin) <&9 9<&- >"$T/$1.out" 2>&1 &
	echo $! >"$T/$1.pid"
	exec 9<&-
	tell "$1" "connect $SOCKET"
}

# reload REGEX: and waits for a line of the log that was not there
reload()
{
	reload_seen=$(grep -cE -e "$1" $T/daemon.log)
	kill -HUP "$DAEMON"
	wait_until 5 logged_again "$1" "$reload_seen"
}

logged_again()
{
	[ "$(grep -cE -e "$1" $T/daemon.log)" -gt "$2" ]
}

test_denied_by_name()
{
	ask mallory "request open network=lan"
	is "denied by name: as herself" 2 "$(reply code)"
	for network in lan everybody; do
		ask_sub mallory 231072 "request open network=$network"
		is "denied by name: as a subordinate uid, on $network" 2 \
			"$(reply code)"
	done
	ok_if "denied by name: the log has both uids, and the rule" log_has \
		"refused: uid=$MALLORY user=mallory subuid=231072 .*deny .*mallory"
	ask_sub mallory 231073 "request open network=numbers"
	is "a rule about numbers is about the owner's" 2 "$(reply code)"
	leaves_nothing "denied by name"
}

# Bob may have two devices, whatever uids he takes on.
test_limits()
{
	sub_start one bob 165536
	tell one "request open network=lan vm=one"
	is "limit: the first" 0 "$(reply code)"
	is "limit: it is the owner's" $BOB "$(reply uid)"
	first=$(reply ifname)
	ok_if "limit: the log has both uids" log_has \
		"granted: uid=$BOB user=bob subuid=165536 .*vm=one"
	sub_start two bob 165537
	tell two "request open network=lan vm=two"
	is "limit: the second, of another uid" 0 "$(reply code)"
	ask_sub bob 200000 "request open network=lan"
	is "limit: no third of a third uid" 3 "$(reply code)"
	ask bob "request open network=lan"
	is "limit: nor of bob himself" 3 "$(reply code)"
	ask bob "request list"
	is "limit: bob sees them" 2 "$(grep -c '^\([0-9]*[.]\)\?ifname=.' $T/reply)"
	ask bob "request watch"
	own="epoch=$(reply epoch) number=$(reply number)"
	ask_sub bob 165537 "request watch"
	is "watch: another of bob's uids has bob's events" "$own" \
		"epoch=$(reply epoch) number=$(reply number)"
	ask_sub bob 165540 "request release ifname=$first"
	is "release: by another of bob's uids" 0 "$(reply code)"
	ok_if "release: the log has all uids" log_has \
		"released: uid=$BOB user=bob subuid=165536 .*by_uid=$BOB by_user=bob by_subuid=165540"
	ask alice "request release ifname=$first"
	is "release: not by others" 9 "$(reply code)"
	probe_kill one two
	wait_until 3 ours_are 0
	leaves_nothing "limits"
}

# is_crowded: has bob no connection left, because a uid of his has them all?
is_crowded()
{
	rm -f $T/crowd
	mkfifo $T/crowd
	(exec_sub bob 165538 $PYTHON -c '
import socket, sys
kept = [socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) for _ in range(4)]
for connection in kept:
    connection.connect(sys.argv[1])
print("ready", flush=True)
sys.stdin.read()
' $SOCKET) <>$T/crowd >$T/crowd.out 2>&1 &
	crowd=$!
	wait_until 5 grep -q ready $T/crowd.out
	ask bob receive
	kill -KILL $crowd
	wait $crowd 2>/dev/null
	reply text | grep -q "user $BOB has 4 connections"
}

# is_busy: is a uid that never asked refused, because bob asks all the time?
is_busy()
{
	FRESH=$((FRESH + 1))
	ask_sub bob $FRESH "request list"
	[ "$(reply code)" = 8 ]
}

# left_out_together: is a refusal of a uid that never asked missing in the log,
# because bob's have filled his share?
left_out_together()
{
	set -- "request open network=none"
	while [ $# -lt 60 ]; do
		set -- "$@" "request open network=none"
	done
	ask bob "$@"
	FRESH=$((FRESH + 1))
	ask_sub bob $FRESH "request open network=none"
	[ "$(reply code)" = 2 ] && ! log_has "subuid=$FRESH "
}

test_shares()
{
	FRESH=170000
	ok_if "the connections are one number for all of bob's uids" \
		wait_until 5 is_crowded
	ok_if "the log's share is one for all" wait_until 5 left_out_together
	policy_of 1
	ok_if "reload" reload "policy reloaded"
	yes "request list" | exec_as bob "$PROBE" "connect $SOCKET" stdin \
		>/dev/null 2>&1 &
	flood=$!
	ok_if "the requests are one number for all" wait_until 5 is_busy
	kill -KILL $flood
	wait $flood 2>/dev/null
	policy_of 5000
	ok_if "reload back" reload "policy reloaded"
	leaves_nothing "shares"
}

test_no_account()
{
	for uid in 61500 300600 400001 500001 590000; do
		ask_number $uid "request open network=everybody" \
			"request open network=lan"
		is "no account: $uid is not everybody, nor in a group" "2 2" \
			"$(sed -n 's/^code=//p' $T/reply | tr '\n' ' ' |
				sed 's/ $//')"
		ok_if "no account: the log says why, of $uid" \
			log_has "refused: uid=$uid .*uid ${uid}[ ;]"
	done
	ask_sub carol 300600 "request open network=everybody"
	is "overlap: neither owner's" 2 "$(reply code)"
	ask_sub carol 300600 "request open network=numbers"
	is "overlap: nor by number" 2 "$(reply code)"
	ask_sub carol 300001 "request check network=everybody"
	is "overlap: outside it the owner's" $CAROL "$(reply uid)"
	ok_if "overlap: the log says so at the start" log_has \
		"uids 300500-300999 have several owners"
	ok_if "an owner that is missing: so, too" log_has \
		"uids 400000-400009 have an owner whom vmtapd cannot find"
	leaves_nothing "no account"
}

# A transient uid has what a rule gives its number; but the next process with
# that uid does not have what it leaves.
test_transient()
{
	open_as bob "network=lan"
	bobs=$NIC
	for uid in 61500 500001; do
		ask_number $uid "request open network=numbers" \
			"request list" "request release ifname=$bobs"
		is "$uid: a rule about its number" 0 \
			"$(sed -n 's/^code=//p' $T/reply | head -n 1)"
		is "$uid: it may not end others'" 9 "$(reply code)"
		mailbox hold
		setpriv --reuid $uid --regid $uid --clear-groups \
			--bounding-set=-all "$PROBE" stdin <&9 9<&- \
			>$T/hold.out 2>&1 &
		echo $! >$T/hold.pid
		exec 9<&-
		tell hold "connect $SOCKET"
		tell hold "request open network=numbers"
		NIC=$(reply ifname)
		ask_number $uid "request list"
		is "$uid: nor see its own, which may be another's" 0 \
			"$(reply records)"
		ask_number $uid "request release ifname=$NIC"
		is "$uid: nor end it" 9 "$(reply code)"
		ask_number $uid "request watch"
		is "$uid: nor watch it" 2 "$(reply code)"
		ask root "request release ifname=$NIC"
		is "$uid: root may" 0 "$(reply code)"
		probe_kill hold
		wait_until 3 no_link "$NIC"
	done
	NIC=$bobs
	close_as bob
	leaves_nothing "transient"
}

explain()
{
	"$VMTAPD" --config $CONF --check --explain "$@" 2>&1
}

test_explain()
{
	explained=$(explain 231072 lan)
	like "explain: the owner" \
		"user: uid 231072 is a subordinate uid of user $MALLORY" \
		"$explained"
	like "explain: and the owner's rule" 'deny "mallory"' "$explained"
	like "explain: a subordinate uid has its owner's groups" '^granted' \
		"$(explain 165600 lan)"
	like "explain: a denial by number" 'deny "165599"' \
		"$(explain 165599 numbers)"
	like "explain: a transient uid" "uid 61500 is no known user's" \
		"$(explain 61500 everybody)"
	like "explain: a uid of two" "several users can have uid 300600" \
		"$(explain 300600 everybody)"
	like "check: mistakes in the ranges" \
		"uids 300500-300999 have several owners" \
		"$("$VMTAPD" --config $CONF --check 2>&1)"
}

# A connection is its uid's owner of today; a lease stays its owner's.
test_reload()
{
	sub_start one bob 165536
	tell one "request open network=lan"
	NIC=$(reply ifname)
	cp $T/passwd $T/passwd.saved
	echo "$CAROL:x:61001:61001::/nonexistent:/bin/sh" >>$T/passwd
	echo "$CAROL:165536:65536" | subuids
	ok_if "a name that is a number" reload "policy reloaded"
	ask_number 165536 "request check network=everybody"
	is "a name that is a number: the range is of two users" 2 "$(reply code)"
	cat $T/passwd.saved >$T/passwd
	echo "carol:165536:65536" | subuids
	ok_if "ranges change at a reload" reload "policy reloaded"
	tell one "request check network=lan"
	is "reload: the connection is the new owner's" $CAROL "$(reply uid)"
	ask bob "request list"
	is "reload: the lease stays" "$NIC" "$(reply ifname)"
	ask_sub carol 165536 "request release ifname=$NIC"
	is "reload: and is not the new owner's" 9 "$(reply code)"
	probe_kill one
	wait_until 3 no_link "$NIC"
	seq -f 'carol:%.0f:1' 100000 116384 | subuids
	ok_if "too many ranges: refused" \
		reload "subuid:16385: more than 16384 ranges"
	echo "carol:0165536:65536" | subuids
	ok_if "a number that can be read in two ways: refused" \
		reload "subuid:1: a number begins with 0"
	ask_number 165536 "request check network=everybody"
	is "and the old ranges stay" $CAROL "$(reply uid)"
	leaves_nothing "reload"
}

# how_often COMMAND...: how often is passwd(5) read?
how_often()
{
	strace -f -e trace=openat -o $T/strace "$@" >/dev/null 2>&1
	grep -c '"/etc/passwd"' $T/strace
}

# Each question for a name reads passwd(5), which many owners make long.
test_many_owners()
{
	command -v strace >/dev/null || {
		not_run "many owners" "this host has no strace"
		return
	}
	cp $T/passwd $T/passwd.saved
	seq 70001 71000 | sed 's,.*,u&:x:&:1000::/nonexistent:/bin/sh,' \
		>>$T/passwd
	{
		seq 70001 71000 | sed 's/.*/u&:&00:100/'
		echo "gone:800000000:10"
	} | subuids
	few=$(how_often "$VMTAPD" --config $CONF --check)
	like "many owners: each is known" "subordinate uid of user 70500" \
		"$(explain 7050007 lan)"
	ok_if "many owners: vmtapd does not ask for each ($few)" \
		[ "$few" -lt 50 ]
	printf 'passwd: other files\n' >$T/nsswitch
	mount --bind $T/nsswitch /etc/nsswitch.conf
	like "another source is first: each is asked for" \
		"subordinate uid of user 70500" "$(explain 7050007 lan)"
	few=$(how_often "$VMTAPD" --config $CONF --check)
	ok_if "another source is first: for each ($few)" [ "$few" -ge 1000 ]
	umount /etc/nsswitch.conf
	cat $T/passwd.saved >$T/passwd
	leaves_nothing "many owners"
}

# Nobody lists the ranges: then only a login is certain.
test_elsewhere()
{
	printf 'passwd: files\ngroup: files\nsubid: sss\n' >$T/nsswitch
	mount --bind $T/nsswitch /etc/nsswitch.conf
	ok_if "elsewhere: the log says so" reload \
		"nsswitch.conf does not take subordinate uids from files"
	ask_number 5000 "request check network=everybody"
	is "elsewhere: an unknown uid" 2 "$(reply code)"
	ask alice "request check network=everybody"
	is "elsewhere: a login" 0 "$(reply code)"
	leaves_nothing "elsewhere"
	# newuidmap asks the first source only, and so does vmtapd
	printf 'passwd: files\ngroup: files\nsubid: files sss\n' >$T/nsswitch
	echo "bob:165536:65536" | subuids
	ok_if "files, then another: the ranges are known" \
		reload "policy reloaded"
	ask_sub bob 165599 "request check network=everybody"
	is "files, then another: newuidmap's uid is the owner's" $BOB \
		"$(reply uid)"
	ask_number 5000 "request check network=everybody"
	is "files, then another: an unknown uid is itself" 0 "$(reply code)"
}

test_denied_by_name
test_limits
test_shares
test_no_account
test_transient
test_explain
test_reload
test_many_owners
test_elsewhere
finish
