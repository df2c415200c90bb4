#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# ebpf.t - each device keeps its filter: after a restart, and if somebody takes it
# away; and what becomes of devices on a host that does not take the program.
# shellcheck disable=SC2086 # $T, numbers and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

write_policy()
{
	policy <<END
network lan { kind = bridge  bridge = "br0"  allow "alice" {}
	allow "@ops" {} }
network most { kind = bridge  bridge = "br0"  filter = {mac, arp, ipv4}
	allow "@ops" { addresses = 10.0.0.7 }
	allow "*" { addresses = 10.0.0.9 } }
network open { kind = bridge  bridge = "br0"  filter = none  allow "alice" {} }
network mac { kind = macvtap  lower = "eth9"  ${1-}  allow "alice" {} }
network sure { kind = bridge  bridge = "br0"  fence = required
	allow "alice" {} }
network sure-mac { kind = macvtap  lower = "eth9"  fence = required
	allow "alice" {} }
END
}
write_policy
add_bridge br0
ip link add eth9 address 02:00:00:00:00:10 type veth peer name far9 netns peer
ip link set eth9 up
ip -n peer link set far9 up
MAC=52:54:00:12:34:56
EVIL=52:54:00:66:66:66

# shown EXPRESSION: of 'vmtap show' by root, e.g. fence["filter"]
shown()
{
	"$VMTAP" show "$NIC" --json | $PYTHON -c '
import json, sys
print(eval(sys.argv[1], json.load(sys.stdin)))' "$1"
}

# told KEY: the first word of that line of 'vmtap show'
told()
{
	"$VMTAP" show "$NIC" | sed -n "s/^$1: \([a-z0-9]*\).*/\1/p"
}

kind_is()
{
	[ "$(told filter-program)" = "$1" ]
}

# side: where the filter of $NIC is
side()
{
	case $(told kind) in
	macvtap) echo egress ;;
	*) echo ingress ;;
	esac
}

# frames_drop WHAT [USER]: a frame with another source is dropped
frames_drop()
{
	before=$(told dropped)
	tell ${2:-alice} "write 0 $(arp_from $EVIL)"
	is "$1: drops" $((before + 1)) "$(told dropped)"
}

# ends WHAT [USER]: the device goes with its holder
ends()
{
	close_as ${2:-alice}
	ok_if "$1: it ends" wait_until 5 ours_are 0
	ok_if "$1: vmtapd runs" is_running "$DAEMON"
}

restored_are()
{
	[ "$(grep -c "restored: .* device=$NIC .*took its filter away" \
		$T/daemon.log)" = "$1" ]
}

# ---- who takes it away gets it back
test_taken()
{
	for network in lan mac; do
		open_as alice "network=$network lladdr=$MAC"
		kind=$(told filter-program)
		is "$network: it has the program" $WANTED $kind
		frames_drop "$network"
		tc filter del dev $NIC "$(side)"
		ok_if "$network: the filter is set again" \
			wait_until 5 restored_are 1
		ok_if "$network: it is the same" kind_is $kind
		frames_drop "$network, set again"
		tc qdisc del dev $NIC clsact
		ok_if "$network: with its place" wait_until 5 restored_are 2
		ok_if "$network: it is the same" kind_is $kind
		frames_drop "$network, with its place"
		tc filter add dev $NIC "$(side)" protocol all pref 7 bpf \
			direct-action bytecode '1,6 0 0 4294967295,'
		"$VMTAP" list --all >/dev/null # the events were read
		# alone: tc(8) of iproute2 7.3 prints no long program
		like "$network: another one beside it stays" ' bpf .*handle' \
			"$(tc filter show dev $NIC "$(side)" pref 7)"
		ok_if "$network: and is no cause for a line" restored_are 2
		ends "$network, taken away"
	done
	open_as alice "network=open"
	tc qdisc add dev $NIC clsact
	tc qdisc del dev $NIC clsact
	"$VMTAP" list --all >/dev/null
	ok_if "no filter: none is set" kind_is none
	ends "no filter"
}

# A new policy has another filter for the network, and no device changes.
test_taken_after_reload()
{
	open_as alice "network=lan lladdr=$MAC"
	granted=$("$VMTAP" show "$NIC" --filter)
	sed '/network lan/s/bridge = "br0"/&  filter = mac/' $CONF >$T/other
	cat $T/other >$CONF
	kill -HUP "$DAEMON"
	ok_if "after a reload: it was read" wait_until 5 log_has reloaded
	tc filter del dev $NIC "$(side)"
	ok_if "after a reload: the filter is set again" \
		wait_until 5 restored_are 1
	is "after a reload: it is the one that was granted" \
		"$(echo "$granted" | wc -l)" \
		"$("$VMTAP" show "$NIC" --filter | wc -l)"
	ends "after a reload"
	write_policy
	kill -HUP "$DAEMON"
}

# A program that takes it away each time, nine times in ten seconds, ends the
# device.  For the daemon no time passes, as slow as this may be.
test_again_and_again()
{
	open_as alice "network=lan lladdr=$MAC"
	for i in 1 2 3 4 5 6 7 8; do
		tc qdisc del dev $NIC clsact
		ok_if "again: time $i" wait_until 5 restored_are $i
	done
	tc qdisc del dev $NIC clsact
	ok_if "again: once more ends the lease" wait_until 5 log_has \
		"revoked: .* device=$NIC .*takes its filter away, again and again"
	ok_if "again: the device is gone" wait_until 5 no_link $NIC
	ends "again"
}

# While vmtapd, which is slow here, hears that the filter went, the link goes as
# well, and an administrator's link gets its number.
is_traced()
{
	! grep -q '^TracerPid:[^0-9]*0$' /proc/$DAEMON/status
}
has_asked()
{
	grep -q sendto $T/trace
}
test_number_taken()
{
	command -v strace >/dev/null || {
		not_run "number taken" "this host has no strace"
		return
	}
	open_as alice "network=lan lladdr=$MAC"
	number=$(fact $NIC 'l["ifindex"]')
	strace -qq -e trace=sendto -o $T/trace -p $DAEMON \
		-e inject=sendto:delay_enter=1000000 &
	tracer=$!
	wait_until 10 is_traced
	tc qdisc del dev $NIC clsact
	comes_soon has_asked
	ip link del $NIC
	ip link add index $number name $NIC type bridge
	"$VMTAP" list --all >/dev/null # the events were read
	kill $tracer
	wait $tracer
	"$VMTAP" list --all >/dev/null
	is "number taken: the other link gets no filter" "" \
		"$(tc qdisc show dev $NIC clsact)"
	is "number taken: nothing is restored" 0 \
		"$(grep -c "restored: .*device=$NIC " $T/daemon.log)"
	ip link del $NIC
	probe_kill alice
}

# A filter that was taken away while no vmtapd ran is set at the start.
test_taken_meanwhile()
{
	for network in lan mac; do
		open_as alice "network=$network lladdr=$MAC"
		ok_if "meanwhile: it ends" daemon_stop
		tc qdisc del dev $NIC clsact
		daemon_start
		ok_if "$network: meanwhile: set at the start" kind_is $WANTED
		frames_drop "$network, taken meanwhile"
		ends "$network, meanwhile"
	done
}

# If the policy does not say which filter a device should have, the log and 'vmtap
# show' tell of it.  A device that is granted without one is no cause for that.
unfiltered_are()
{
	is "$1: lines of the log" "$2" "$(grep -c \
		"unfiltered: .* device=$NIC .*has no filter" $T/daemon.log)"
}
note_is()
{
	like "$1: 'vmtap show' $2" "^filter-program: none$3\$" \
		"$("$VMTAP" show "$NIC" | grep ^filter-program)"
}
test_unfiltered()
{
	for network in lan mac; do
		open_as alice "network=$network lladdr=$MAC"
		ok_if "unfiltered: it ends" daemon_stop
		tc qdisc del dev $NIC clsact
		sed "/^network $network /,/^network/s/alice/bob/" $CONF >$T/less
		cat $T/less >$CONF
		daemon_start
		unfiltered_are "$network, not granted any more" 1
		note_is "$network, not granted any more" "tells of it" \
			": this device has no filter, .*can revoke it"
		close_as alice
		ok_if "$network, unfiltered: it ends" wait_until 5 ours_are 0
		daemon_stop
		write_policy
		daemon_start
	done
	open_as alice "network=open"
	ok_if "unfiltered: it ends" daemon_stop
	daemon_start
	unfiltered_are "granted without one" 0
	note_is "granted without one" "does not" ""
	ends "granted without one"
}

# ---- a restart loads a new program, with slots of its own
program_id()
{
	tc filter get dev $NIC "$(side)" protocol all pref 1 handle 1 bpf |
		sed -n 's/.* id \([0-9]*\) .*/\1/p'
}

test_restart()
{
	open_as alice "network=mac lladdr=$MAC"
	frames_drop "restart"
	is "restart: counted" 1 "$(shown 'drops["mac"]')"
	id=$(program_id)
	daemon_kill
	write_policy "addresses = 10.0.0.2  filter = {mac, arp}"
	daemon_start
	like "restart: another program" '^[0-9]+$' "$(program_id)"
	not_if "restart: than before" [ "$(program_id)" = "$id" ]
	ok_if "restart: of this vmtapd" kind_is ebpf
	is "restart: counters begin anew" 0 "$(shown 'sum(drops.values())')"
	is "restart: the words are today's" 'mac arp' "$(shown 'fence["filter"]')"
	frames_drop "restart, anew"
	ends "restart, anew"
	write_policy
	# neither the policy grants it any more: it stays as it is
	open_as alice "network=mac lladdr=$MAC"
	daemon_kill
	sed '/network mac/d' $CONF >$T/less
	cat $T/less >$CONF
	daemon_start
	ok_if "not granted any more: the program of before stays" \
		kind_is earlier
	frames_drop "not granted any more"
	ends "restart"
	daemon_stop
	write_policy
	daemon_start
}

# The owner's groups are not known to a new vmtapd, but the group of the rule.
test_group()
{
	open_as mallory "network=lan lladdr=$MAC"
	ok_if "a group's: eBPF" kind_is ebpf
	daemon_kill
	daemon_start
	ok_if "a group's: and after a restart" kind_is ebpf
	ends "a group's" mallory
}

addresses()
{
	"$VMTAP" show "$NIC" --filter | grep "^addresses:"
}

# An alias that does not tell the group (there was no room, or an
# older vmtapd wrote it) does not lead to the fence of another rule.
test_group_unknown()
{
	for user in mallory bob; do
		open_as $user "network=most lladdr=$MAC"
		had=$(addresses)
		daemon_kill
		daemon_start
		ok_if "$user: after a restart, anew" kind_is ebpf
		is "$user: with the addresses of before" "$had" "$(addresses)"
		daemon_kill
		ip link set dev $NIC alias "$(fact $NIC 'l["ifalias"]' |
			sed 's/ g=[-0-9]*//')"
		daemon_start
		ok_if "$user, group not known: the program of before stays" \
			kind_is earlier
		frames_drop "$user, group not known" $user
		ends "$user" $user
	done
}

# ---- an address that is learned is a change: another slot
slot_of()
{
	tc filter get dev $NIC ingress protocol all pref 1 handle 1 bpf |
		sed -n 's/.* flowid :\([0-9a-f]*\) .*/\1/p'
}

test_learned()
{
	open_as alice "network=lan unknown=1"
	first=$(slot_of)
	speaks alice $MAC >/dev/null
	not_if "learned: another slot" [ "$(slot_of)" = "$first" ]
	is "learned: it pins" pinned "$(shown mac_state)"
	frames_drop "learned"
	tc qdisc del dev $NIC clsact
	ok_if "learned: set again" wait_until 5 restored_are 1
	is "learned: with the address" pinned "$(shown mac_state)"
	ends "learned"
}

# ---- a host that does not take the program
test_required()
{
	for network in sure sure-mac; do
		ask alice "request open network=$network"
		is "$network: refused" 7 "$(reply code)"
		like "$network: the sentence" \
			"gives no device without vmtapd's eBPF program .fence = required" \
			"$(reply text)"
		ask alice "request check network=$network"
		is "$network: refused by check, too" 7 "$(reply code)"
	done
	$CLASSIC "$VMTAPD" --check --config $CONF >$T/out 2>&1
	is "without: --check: status" 0 $?
	like "without: --check says so, too" "eBPF program.*checksum" \
		"$(cat $T/out)"
	is "without: the log says it once, and what it leaves open" 1 \
		"$(grep -c "eBPF program.*checksum" $T/daemon.log)"
}

test_granted()
{
	is "with: --check is silent" "" \
		"$("$VMTAPD" --check --config $CONF 2>&1)"
	for network in sure sure-mac; do
		open_as alice "network=$network lladdr=$MAC"
		is "$network: granted" 0 "$(opened code)"
		is "$network: with the program" ebpf "$(shown program_kind)"
		is "$network: the fence says so" required "$(shown 'fence["fence"]')"
		close_as alice
	done
	leaves_nothing "required"
}

# A device of a vmtapd with the program keeps it under one without, and gets it
# from one with.
test_to_and_fro()
{
	open_as alice "network=lan lladdr=$MAC"
	ok_if "with: ebpf" kind_is ebpf
	ok_if "with: ends" daemon_stop
	PROGRAM=classic
	classic_or_not
	daemon_start
	ok_if "then without: the program of before" kind_is earlier
	tell alice "write 0 $(arp_from $EVIL)"
	ok_if "then without: it ends" daemon_stop
	PROGRAM=
	classic_or_not
	daemon_start
	ok_if "then with: anew" kind_is ebpf
	frames_drop "to and fro"
	ends "to and fro"
}

WANTED=ebpf
daemon_start
if ! has_ebpf; then
	not_run "the eBPF program" "this host or this build does not take it"
else
	test_granted
	test_taken
	test_taken_after_reload
	daemon_hold_clock
	test_again_and_again
	daemon_let_clock_go
	test_taken_meanwhile
	test_unfiltered
	test_number_taken
	test_restart
	test_group
	test_group_unknown
	test_learned
	test_to_and_fro
fi
daemon_stop
WANTED=classic
PROGRAM=classic
classic_or_not
daemon_start
test_required
test_taken
test_taken_after_reload
test_taken_meanwhile
test_unfiltered
finish
