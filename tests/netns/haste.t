#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# haste.t - limits hold when many clients ask at once: the test stops vmtapd
# until all requests are in its sockets.  Or devices come and go without a rest,
# and the test counts the lines of the log.
# shellcheck disable=SC2086 # $T, numbers, lists of names
. "${top_srcdir:-.}/tests/lib/lib.sh"

policy <<END
global { leases = 9 }
network own {
	kind = bridge
	bridge = br0
	allow alice { devices = 3 }
	allow "*" { devices = 4 }
}
network queues {
	kind = bridge
	bridge = br0
	queues = 4
	allow "*" { queues-total = 7 }
}
network all {
	kind = bridge
	bridge = br0
	devices = 6
	allow "*" { devices = 4 }
}
network host { kind = bridge  bridge = br0  allow "*" {} }
network card { kind = macvtap  lower = eth1  allow "*" { devices = 2 } }
END
bare_bridge br0
add_lower eth1
daemon_start

# ---- all at once --------------------------------------------------------

# count REGEX PROBE...: how many lines of the probes' output match
count()
{
	count_regex=$1
	shift
	for count_name; do
		cat $T/$count_name.out
	done | grep -cE -e "$count_regex" || true
}

# have_said N PROBE...: each probe has done N commands
have_said()
{
	said_least=$1
	shift
	for said_name; do
		[ "$(count '^(ok$|fail: )' $said_name)" -ge $said_least ] ||
			return 1
	done
}

# names USER...: the names of each user's four probes
names()
{
	for name_user; do
		for i in 1 2 3 4; do
			echo $name_user$i
		done
	done
}

# granted USER...
granted()
{
	granted_names=$(names "$@")
	count '^code=0$' $granted_names
}

# rush "USER..." WORDS...: each probe of the users asks three times for a
# device.  If there are several WORDS, requests use them in turn
rush()
{
	users=$1
	shift
	[ $# -gt 1 ] || set -- "$1" "$1" "$1"
	probes=$(names $users)
	for user in $users; do
		for name in $(names $user); do
			probe_start $name $user
		done
	done
	kill -STOP $DAEMON
	for name in $probes; do
		for words; do
			echo "send open $words"
		done >$T/$name.in
		printf 'receive\nreceive\nreceive\n' >$T/$name.in
	done
	ok_if "$CASE: all have asked" wait_until 20 have_said 4 $probes
	is "$CASE: none is answered" 0 "$(count '^code=' $probes)"
	kill -CONT $DAEMON
	ok_if "$CASE: all are answered" wait_until 20 have_said 7 $probes
	is "$CASE: with yes, or that a limit is reached" \
		"$(count '^code=' $probes)" "$(count '^code=[03]$' $probes)"
	is "$CASE: as many links as granted" "$(granted $users)" \
		"$(count_ours)"
}

scatter()
{
	probe_kill $probes
	wait_until 5 ours_are 0
	leaves_nothing "$CASE"
}

CASE="devices of a user"
rush "alice bob" network=own
is "$CASE: alice's" 3 "$(granted alice)"
is "$CASE: bob's" 4 "$(granted bob)"
scatter

CASE="devices of a user, macvtap"
rush "alice bob" network=card
is "$CASE: alice's" 2 "$(granted alice)"
is "$CASE: bob's" 2 "$(granted bob)"
scatter

CASE="queues in all"
rush "alice bob" "network=queues queues=2"
is "$CASE: alice's" 3 "$(granted alice)"
is "$CASE: bob's" 3 "$(granted bob)"
scatter
rush alice "network=queues queues=3" "network=queues queues=4" \
	"network=queues queues=2"
queues=$(for name in $(names alice); do
	awk -F= '/^code=/ { code = $2 }
		/^queues=/ && code == 0 { print $2 }' $T/$name.out
done | awk '{ n += $1 } END { print n }')
# In each order of the requests, less than two devices are left.
ok_if "$CASE: of different devices, $queues of 7" \
	test $queues -ge 6 -a $queues -le 7
scatter

CASE="devices of a network"
rush "alice bob carol" network=all
is "$CASE" 6 "$(granted alice bob carol)"
for user in alice bob carol; do
	ok_if "$CASE: $user has no more than four" test "$(granted $user)" -le 4
done
scatter

CASE="devices of the host"
rush "alice bob carol" network=host network=card network=own
is "$CASE" 9 "$(granted alice bob carol)"
scatter

# ---- without a rest -----------------------------------------------------

# churn USER WORDS: asks for two devices and closes them, until ten were granted
churn()
{
	# shellcheck disable=SC2016 # that shell's variables
	(exec_as $1 sh -c '
		granted=0 tries=0
		while [ $granted -lt 10 ] && [ $tries -lt 3000 ]; do
			"$PROBE" "connect $VMTAP_SOCKET" "request open $1" \
				"request open $1" | grep -qx code=0 &&
				granted=$((granted + 1))
			tries=$((tries + 1))
		done
		[ $granted = 10 ]' churn "$2") &
	CHURNS="$CHURNS $!"
}

log_before=$(wc -l <$T/daemon.log)
CHURNS=
for user in alice bob carol; do
	churn $user network=own
	churn $user "network=queues queues=2"
	churn $user network=all
	churn $user network=card
done
failed=0
for pid in $CHURNS; do
	wait $pid || failed=$((failed + 1))
done
is "without a rest: everybody gets ten at last" 0 $failed
wait_until 10 ours_are 0
leaves_nothing "without a rest"
tail -n +$((log_before + 1)) $T/daemon.log | awk '
	function field(name, i) {
		for (i = 1; i <= NF; i++)
			if (index($i, name "=") == 1)
				return substr($i, length(name) + 2)
	}
	function limit(what, key, now, most) {
		if (now > peak[what])
			peak[what] = now
		if (now > most)
			print what " of " key ": " now ", at most " most
	}
	BEGIN {
		for (uid = 61001; uid <= 61003; uid++) {
			most[uid " own"] = uid == 61001 ? 3 : 4
			most[uid " queues"] = 3
			most[uid " all"] = 4
			most[uid " card"] = 2
		}
	}
	/ granted: / || / ended: / {
		network = field("network")
		user = field("uid") " " network
		step = / granted: / ? 1 : -1
		grants += step > 0
		limit("user", user, has[user] += step, most[user])
		if (network == "all")
			limit("network", network, in_all += step, 6)
		limit("host", "all", on_host += step, 9)
	}
	END {
		print "left: " on_host + 0
		if (grants < 120)
			print "too few: " grants " granted"
		print "# peaks: user " peak["user"] ", network " \
			peak["network"] ", host " peak["host"] "; " grants " granted"
	}' >$T/counted
grep '^#' $T/counted
is "without a rest: never over a limit" "left: 0" \
	"$(grep -v '^#' $T/counted)"
finish
