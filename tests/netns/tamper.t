#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# tamper.t - a holder changes its device as the kernel permits: vmtapd puts the
# change right, or ends the lease.
# shellcheck disable=SC2086 # $T, numbers and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/holder.sh"

write_policy()
{
	policy <<-END
	network lan { kind = bridge  bridge = "br0" filter = none  queues = 4
		allow "nobody" {}  allow "bob" {} }
	network strict { kind = bridge  bridge = "br0" filter = none  on-tamper = revoke
		allow "nobody" {} }
	network pinned { kind = bridge  bridge = "br0"
		allow "nobody" {}  allow "bob" {} }
	network pinned-strict { kind = bridge  bridge = "br0"  on-tamper = revoke
		allow "nobody" {} }
	network many { kind = bridge  bridge = "br0"
		allow "carol" { devices = 64 } }
	network card { kind = macvtap  lower = "eth9" filter = none  queues = 4
		allow "nobody" {}  allow "bob" {} }
	network strict-card { kind = macvtap  lower = "eth9" filter = none
		on-tamper = revoke  allow "nobody" {} }
	network whole { kind = macvtap  lower = "eth8"  mode = passthru
		allow "nobody" {} }
	END
}
write_policy
add_bridge br0
ip link add eth9 address 02:00:00:00:00:10 type veth peer name far9 netns peer
ip link set eth9 up
ip -n peer link set far9 up
ip link add eth8 address 02:00:00:00:00:08 type veth peer name eth8-far
ip link set eth8-far up
# The node has the mode that udev sets.
tun_node 666
daemon_start

MAC=52:54:00:12:34:56
PORT=fe:54:00:12:34:56
EVIL=02:00:00:00:00:99

lladdr_is()
{
	[ "$(cat "/sys/class/net/$1/address" 2>&1)" = "$2" ]
}
carrier_is()
{
	[ "$(cat "/sys/class/net/$1/carrier" 2>&1)" = "$2" ]
}
restored_lines()
{
	grep -c "restored: uid=65534 .* device=$1 .*: $2" $T/daemon.log
}

# The bridge has no address of its own: it takes the lowest of its ports'.
test_lladdr_of_tap()
{
	hold evil lan,mac=$MAC
	bridge=$(fact br0 'l["address"]')
	for lladdr in $EVIL 00:00:00:00:00:01 $FAR; do
		tell evil "time-lladdr $lladdr"
		is "address of a TAP: put back" restored "$(reply end)"
		echo "# TAP: address wrong for $(reply us) us"
	done
	ok_if "address of a TAP: the link has its own" lladdr_is $NIC $PORT
	is "address of a TAP: three lines" 3 \
		"$(restored_lines $NIC "the address of the link was changed")"
	ok_if "address of a TAP: the bridge has its own" lladdr_is br0 "$bridge"
	unlike "address of a TAP: the bridge takes no frames of others'" \
		"$FAR.*permanent|$EVIL" "$(bridge fdb show br br0 | grep -v br0-up)"
	ok_if "address of a TAP: the lease lives" has_lease $NIC
	talks "address of a TAP" evil $MAC
	drop evil
	leaves_nothing "address of a TAP"
}

test_carrier_of_tap()
{
	hold evil lan,mac=$MAC
	tell evil "time-carrier"
	is "carrier of a TAP: put back" restored "$(reply end)"
	echo "# TAP: carrier wrong for $(reply us) us (the kernel tells of it within a second)"
	ok_if "carrier of a TAP: there" carrier_is $NIC 1
	is "carrier of a TAP: one line" 1 \
		"$(restored_lines $NIC "the carrier was taken off")"
	talks "carrier of a TAP" evil $MAC
	drop evil
	# Without a queue the device has no carrier.
	hold evil lan,mac=$MAC,queues=2
	tell evil "queue detach 0"
	tell evil "queue detach 1"
	can "carrier without a queue" evil "carrier 0"
	revoked "carrier without a queue" "was changed so that it cannot be put back"
	probe_kill evil
	leaves_nothing "carrier of a TAP"
}

# Changes that end the lease on every network: the command, and what the log
# says.
test_revoked()
{
	while read -r command pattern; do
		hold evil lan,mac=$MAC
		can "TAP: $command" evil "$(echo "$command" | tr : ' ')"
		revoked "TAP: $command" "$pattern"
		dead "TAP: $command" evil
		probe_kill evil
	done <<-END
	owner:65534 made it attachable by name
	group:65534 made it attachable by name
	persist:1 made it persistent
	END
	leaves_nothing "revoked"
}

# The type of a link can change if it is down and on no bridge.
test_type()
{
	hold evil lan,mac=$MAC
	cannot "type of a TAP" EBUSY evil "link 24"
	kill -STOP $DAEMON # which would set it up again
	ip link set dev $NIC nomaster down
	can "type of a TAP that is down" evil "link 24"
	kill -CONT $DAEMON
	revoked "type of a TAP that is down" "type of the link was changed"
	dead "type of a TAP" evil
	probe_kill evil
	leaves_nothing "type"
}

# A holder may change its own frames, filters and buffers: the link and the
# lease stay as they were, and others do not notice.
test_harmless()
{
	open_as bob "network=lan lladdr=52:54:00:00:00:0b"
	hold evil lan,mac=$MAC,queues=2
	before=$(facts_of $NIC)
	lines=$(wc -l <$T/daemon.log)
	for command in "queue detach 1" "queue attach 1" "owner 0" "persist 0" \
		"carrier 1" txfilter "offload 0" "sndbuf 1" \
		"hdrsz 12" "hdrsz 1024" "steering -1" "filter -1" \
		"debug 0" "lladdr $PORT" attach-filter; do
		can "TAP: $command" evil "$command"
	done
	cannot "TAP: TUNSETIFF again" EEXIST evil "iff 0x5102 $NIC"
	cannot "TAP: TUNSETIFINDEX again" EPERM evil "ifindex 77"
	cannot "TAP: its namespace" EPERM evil netns
	cannot "TAP: its namespace, otherwise" EPERM evil skns
	can "TAP: its lock, of which it has none" evil unlock
	sleep_until_quiet
	is "TAP: the link is as it was" "$before" "$(facts_of $NIC)"
	ok_if "TAP: the lease lives" has_lease $NIC
	is "TAP: no word in the log" "" \
		"$(tail -n +$((lines + 1)) $T/daemon.log | grep "$NIC")"
	ok_if "TAP: others talk" can_talk bob 52:54:00:00:00:0b
	drop evil
	probe_kill bob
	wait_until 3 ours_are 0
	leaves_nothing "harmless"
}

# Waits until the daemon has seen all events before: it gets them in order.
sleep_until_quiet()
{
	ip link add marker type bridge
	ip link del marker
	ask root "request list"
}

# A stranger attaches a queue while the holder permits it; then all looks right
# again.
test_queue_of_others()
{
	hold evil lan,mac=$MAC,queues=2
	kill -STOP $DAEMON
	tell evil "owner 65534"
	can "a queue too many" evil "attach $NIC 0x5102"
	tell evil "owner 0"
	kill -CONT $DAEMON
	revoked "a queue too many" "has more queues"
	probe_kill evil
	leaves_nothing "a queue too many"
}

# flips WHAT ADDRESS...: changes the address again and again
flips()
{
	what=$1
	shift
	lines=$(wc -l <$T/daemon.log)
	start=$(cpu_ms)
	tell evil "flip 10000000 $*"
	flips=$(sed -n 's/^done=//p' $T/reply)
	echo "# $what: $flips changes in $(reply ms) ms until the end, $(($(cpu_ms) - start)) ms of vmtapd's time"
	ok_if "$what: it has an end" [ "$flips" -lt 9999999 ]
	ok_if "$what: the link is gone" wait_until 5 no_link $NIC
	lines=$(($(wc -l <$T/daemon.log) - lines))
	ok_if "$what: at most 8 restorations and 6 other lines ($lines)" \
		[ $lines -le 14 ]
	probe_kill evil
	ask bob "request check network=lan"
	is "$what: others are served" 0 "$(reply code)"
	leaves_nothing "$what"
}
# user and system time of vmtapd
cpu_ms()
{
	awk '{ print ($14 + $15) * 10 }' /proc/$DAEMON/stat
}

test_flood()
{
	hold evil lan,mac=$MAC
	flips "TAP that changes its address" $EVIL 02:00:00:00:00:98
	is "TAP that changes its address: why" 1 \
		"$(grep -cE "revoked: .*device=$NIC .*: (it changes without end|what vmtapd puts back is changed)" $T/daemon.log)"
	hold evil lan,mac=$MAC
	flips "TAP that says the same" $PORT
	revoked "TAP that says the same" "changes without end"
	hold evil card,mac=$MAC
	flips "macvtap that changes its address" $EVIL 02:00:00:00:00:98
	hold evil card,mac=$MAC
	flips "macvtap that says the same" $MAC
}

# change_times N: holder and daemon do so one after the other
change_times()
{
	for _ in $(seq "$1"); do
		tell evil "time-lladdr $EVIL"
	done
}

# In one window of ten seconds, tamper.h: the ninth change is one too many.  For
# the daemon no time passes, as slow as this may be.
test_again_and_again()
{
	hold evil lan,mac=$MAC
	change_times 8
	is "again and again: the eighth is put back" restored "$(reply end)"
	change_times 1
	is "again and again: the ninth is the last" gone "$(reply end)"
	revoked "again and again" "what vmtapd puts back is changed again"
	is "again and again: eight restorations" 8 "$(restored_lines $NIC "")"
	probe_kill evil
	leaves_nothing "again and again"
}

# Windows begin when the daemon's clock has gone on by ten seconds.
test_now_and_again()
{
	hold evil lan,mac=$MAC
	for second in 0 10 20; do
		clock_is $second
		change_times 8
		is "now and again: after $second s: put back" restored \
			"$(reply end)"
	done
	clock_is 29
	change_times 1
	is "now and again: the ninth in a window is the last" gone "$(reply end)"
	revoked "now and again" "what vmtapd puts back is changed again"
	probe_kill evil
	leaves_nothing "now and again"
}

# With a clock that is held: udev's changes come in the first second.
SECONDS_PASSED=0
seconds_pass()
{
	SECONDS_PASSED=$((SECONDS_PASSED + $1))
	clock_is $SECONDS_PASSED
}

test_new()
{
	SECONDS_PASSED=0
	for network in strict strict-card; do
		hold evil $network,mac=$MAC
		tell evil "time-lladdr $EVIL"
		is "$network, new: put back" restored "$(reply end)"
		seconds_pass 1
		tell evil "time-lladdr $EVIL"
		is "$network, a second later: the end" gone "$(reply end)"
		probe_kill evil
	done
	hold evil strict,mac=$MAC
	tell evil "time-carrier"
	is "strict, new: the carrier is put back" restored "$(reply end)"
	probe_kill evil
	leaves_nothing "new"
}

test_strict()
{
	SECONDS_PASSED=0
	listen
	for network in strict strict-card; do
		hold evil $network,mac=$MAC
		seconds_pass 2
		tell evil "time-lladdr $EVIL"
		is "$network: address: the end" gone "$(reply end)"
		echo "# $network: address wrong for $(reply us) us"
		revoked "$network: address" "the address of the link was changed"
		dead "$network: address" evil
		is_silent "$network: address"
		probe_kill evil
	done
	hold evil strict,mac=$MAC
	seconds_pass 2
	tell evil "time-carrier"
	is "strict: carrier: the end" gone "$(reply end)"
	revoked "strict: carrier" "the carrier was taken off"
	probe_kill evil
	# vmtapd cannot undo it in time: the event tells.
	hold evil strict,mac=$MAC
	seconds_pass 2
	kill -STOP $DAEMON
	tell evil "flip 2 $EVIL $PORT"
	kill -CONT $DAEMON
	revoked "strict: address, and back" "the address of the link was changed"
	probe_kill evil
	listen_no_more
	leaves_nothing "strict"
}

test_macvtap()
{
	hold evil card,mac=$MAC,queues=2
	before=$(facts_of $NIC)
	tell evil "time-lladdr $EVIL"
	is "macvtap: address put back" restored "$(reply end)"
	echo "# macvtap: address wrong for $(reply us) us"
	is "macvtap: one line" 1 \
		"$(grep -c "restored: .*device=$NIC .*found=$EVIL: the address of the link was changed" $T/daemon.log)"
	for command in "carrier 0" "owner 65534" "group 65534" "persist 1" \
		"link 24" "ifindex 7" txfilter attach-filter "steering -1" \
		"filter -1" "debug 1" netns skns; do
		cannot "macvtap: $command" EINVAL evil "$command"
	done
	for command in "iff 0x5102" "offload 0" "sndbuf 1" "hdrsz 12" \
		"queue detach 1" "queue attach 1" unlock; do
		can "macvtap: $command" evil "$command"
	done
	sleep_until_quiet
	is "macvtap: the link is as it was" "$before" "$(facts_of $NIC)"
	ok_if "macvtap: the lease lives" has_lease $NIC
	# vmtapd knows of no holder any more.
	probe_kill evil
	ok_if "macvtap: it ends with its holder" wait_until 3 no_link $NIC
	leaves_nothing "macvtap"
}

test_passthru()
{
	hold evil whole,mac=$MAC
	tell evil "time-lladdr $EVIL"
	is "passthru: address put back" restored "$(reply end)"
	ok_if "passthru: of the lower device, too" lladdr_is eth8 $MAC
	ok_if "passthru: the lease lives" has_lease $NIC
	drop evil
	ok_if "passthru: at the end the lower device has its own" \
		lladdr_is eth8 02:00:00:00:00:08
	leaves_nothing "passthru"
}

# Two holders swap addresses while the daemon is stopped.  A holder that left
# its address to the other cannot have it back.
test_address_taken()
{
	hold first card,mac=$MAC
	one=$NIC
	hold second card,mac=52:54:00:12:34:57
	kill -STOP $DAEMON
	can "address taken: the first leaves" first "lladdr $EVIL"
	can "address taken: the second comes" second "lladdr $MAC"
	kill -CONT $DAEMON
	ok_if "address taken: the second has its own again" \
		wait_until 5 lladdr_is $NIC 52:54:00:12:34:57
	NIC=$one
	revoked "address taken" "was changed so that it cannot be put back"
	probe_kill first second
	wait_until 3 ours_are 0
	leaves_nothing "address taken"
}

# station LLADDR: the port where the bridge has it, and the entry's flags
station()
{
	bridge fdb show br br0 | grep "^$1 " |
		sed 's/ master br0//; s/static sticky/sticky static/; s/ *$//' |
		any_vlan
}
station_is()
{
	[ "$(station "$1")" = "$2" ]
}

# When a port gets an address, the kernel removes another guest's static entry
# with that address.  Without the entry, that guest's locked port drops its
# frames.
test_address_of_another()
{
	victim=52:54:00:00:00:01
	for network in pinned pinned-strict lan; do
		open_as bob "network=pinned lladdr=$victim"
		bob=$NIC
		taken="another guest's address, $network"
		is "$taken: its entry" "$victim dev $bob sticky static" \
			"$(station $victim)"
		hold evil $network,mac=$MAC
		tell evil "time-lladdr $victim"
		is "$taken: the end" gone "$(reply end)"
		revoked "$taken" "it got the address of another device"
		ok_if "$taken: its entry is there again" wait_until 5 \
			station_is $victim "$victim dev $bob sticky static"
		ok_if "$taken: it talks" speaks bob $victim
		probe_kill evil
		hold evil $network,mac=$MAC
		tell evil "time-lladdr fe:54:00:00:00:01"
		is "$taken: its port's: the end" gone "$(reply end)"
		revoked "$taken: its port's" "it got the address of another device"
		ok_if "$taken: its port's: it talks" speaks bob $victim
		probe_kill evil
		NIC=$bob
		close_as bob
	done
	leaves_nothing "another guest's address"
}

# While the daemon is stopped: then another port draws the address to itself.
test_address_of_another_restart()
{
	victim=52:54:00:00:00:01
	open_as bob "network=pinned lladdr=$victim"
	bob=$NIC
	open_as nobody "network=pinned unknown=1"
	learner=$NIC
	ok_if "entry lost: learned" speaks nobody 52:54:00:00:00:02
	hold evil lan,mac=$MAC
	daemon_kill
	tell evil "lladdr $victim"
	tell evil "lladdr 52:54:00:00:00:02"
	tell evil "lladdr $EVIL"
	tell evil "write ffffffffffff52540000000188b50000600df00d"
	is "entry lost: another port has the address" \
		"$victim dev $NIC" "$(station $victim)"
	is "entry lost: the learned one, too" "" "$(station 52:54:00:00:00:02)"
	daemon_start
	is "entry lost: it is there again" "$victim dev $bob sticky static" \
		"$(station $victim)"
	is "entry lost: the learned one, too" \
		"52:54:00:00:00:02 dev $learner sticky static" \
		"$(station 52:54:00:00:00:02)"
	ok_if "entry lost: it talks" speaks bob $victim
	ok_if "entry lost: so does the other" speaks nobody 52:54:00:00:00:02
	# A holder takes the entry away while the daemon looks.
	bridge fdb del $victim dev $bob master
	ok_if "entry deleted: it is there again" wait_until 5 \
		station_is $victim "$victim dev $bob sticky static"
	drop evil
	probe_kill bob nobody
	wait_until 3 ours_are 0
}

# carols_entries: how many static entries the bridge has
carols_entries()
{
	bridge fdb show br br0 | grep -c '^52:54:00:00:03:.*static'
}
carols_entries_are()
{
	[ "$(carols_entries)" = "$1" ]
}

# More entries than vmtapd sets at a time, while the daemon is stopped, and
# while it is dead.
test_many_entries()
{
	probe_start carol carol
	i=10
	while [ $i -lt 50 ]; do
		tell carol "request open network=many lladdr=52:54:00:00:03:$i"
		i=$((i + 1))
	done
	is "many entries: they are there" 40 "$(carols_entries)"
	for how in stopped dead; do
		case $how in
		stopped) kill -STOP $DAEMON ;;
		dead) daemon_kill ;;
		esac
		bridge fdb show br br0 | sed -n 's/^\(52:54:00:00:03:[^ ]* dev [^ ]*\) .*/fdb del \1 master/p' |
			bridge -batch -
		is "many entries, $how: they are lost" 0 "$(carols_entries)"
		case $how in
		stopped) kill -CONT $DAEMON ;;
		dead) daemon_start ;;
		esac
		ok_if "many entries, $how: all are there again" \
			wait_until 5 carols_entries_are 40
	done
	probe_kill carol
	wait_until 10 ours_are 0
}

# It happens while the daemon is dead; the next daemon looks when it starts.
test_restart()
{
	hold tap lan,mac=$MAC
	tap=$NIC
	hold macvtap card,mac=$MAC
	macvtap=$NIC
	hold strict strict,mac=52:54:00:12:34:58
	strict=$NIC
	open_as nobody "network=lan unknown=1"
	unknown=$(fact $NIC 'l["address"]')
	daemon_kill
	tell tap "lladdr $EVIL"
	tell tap "carrier 0"
	tell macvtap "lladdr $EVIL"
	tell strict "lladdr $EVIL"
	tell nobody "set-lladdr 0 $EVIL"
	daemon_start
	ok_if "restart: the address of a TAP" wait_until 5 lladdr_is $tap $PORT
	ok_if "restart: its carrier" wait_until 5 carrier_is $tap 1
	ok_if "restart: the address of a macvtap" \
		wait_until 5 lladdr_is $macvtap $MAC
	ok_if "restart: of a TAP whose guest's nobody knows" \
		wait_until 5 lladdr_is $NIC "$unknown"
	ok_if "restart: what is to be revoked is" wait_until 5 no_link $strict
	is "restart: three lines" 3 "$(restored_lines "vt[0-9a-f]*" "the address of the link was changed")"
	probe_kill tap macvtap strict nobody
	wait_until 3 ours_are 0
}

test_lladdr_of_tap
test_carrier_of_tap
test_revoked
test_type
test_harmless
test_queue_of_others
daemon_hold_clock
test_again_and_again
test_flood
test_now_and_again
daemon_hold_clock
test_new
daemon_hold_clock
test_strict
daemon_let_clock_go
test_macvtap
test_passthru
test_address_taken
test_address_of_another
test_address_of_another_restart
test_many_entries
test_restart
finish
