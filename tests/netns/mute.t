#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# mute.t - a guest that is not heard is noted by list and show, and in the log:
# it sends from another address than its device has, or from another guest's.
# shellcheck disable=SC2086 # $T, numbers and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

policy <<END
network lan { kind = bridge  bridge = "br0"  allow "alice" {}  allow "bob" {} }
END
add_bridge br0
daemon_start
MAC=52:54:00:00:00:01
QEMUS=52:54:00:12:34:56
EVIL=52:54:00:66:66:66

test_mute()
{
	open_as alice "network=lan lladdr=$MAC"
	for _ in 1 2 3; do
		tell alice "write 0 $(arp_from $EVIL)"
	done
	like "mute: show notes it" "QEMU's -device ...,mac=$MAC\$" "$(note mute)"
	is "mute: and so does list" mute "$(notes)"
	is "mute: the log has a line" 1 \
		"$(grep -c "mute: .* device=$NIC .*mac=$MAC dropped=3: " \
			$T/daemon.log)"
	tell alice "write 0 $(arp_from $MAC)"
	is "mute: heard at last" "" "$(note mute)"
	close_as alice
	# its timer, not the question, finds the next one
	open_as alice "network=lan lladdr=$MAC"
	tell alice "write 0 $(arp_from $EVIL)"
	ok_if "mute: by itself" wait_until 15 log_has "mute: .* device=$NIC "
	close_as alice
}

# Without MAB (Linux before 6.2) the first frame tells the address, and one that
# is refused shuts the port.
test_refused_address()
{
	open_as alice "network=lan unknown=1"
	! has_mab br0-up || tell alice "write 0 $(arp_from 02:00:00:00:00:fa)"
	tell alice "write 0 $(arp_from 00:50:56:00:00:01)"
	ok_if "refused address: noted" wait_until 20 notes_are mute
	like "refused address: which, and where to read" \
		"sends from 00:50:56:00:00:01, .*'vmtap mac lan'" "$(note mute)"
	if has_mab br0-up; then
		ok_if "refused address: a good one is learned" speaks alice $MAC
		is "refused address: and the note goes" "" "$(notes)"
	else
		like "refused address: the port is shut" "shut: .*device=${NIC}[: ]" \
			"$(cat $T/daemon.log)"
	fi
	close_as alice
}

test_twins()
{
	open_as bob "network=lan unknown=1"
	ok_if "twins: the first is heard" speaks bob $QEMUS
	first=$NIC
	open_as alice "network=lan unknown=1"
	tell alice "write 0 $(arp_from $QEMUS)"
	tell alice "write 0 $(arp_from $QEMUS)"
	ok_if "twins: noted" wait_until 15 notes_are twin
	like "twins: whose address, and what to set" \
		"another guest has the address $QEMUS, which QEMU gives to every VM without mac=; .*mac=" \
		"$(note twin)"
	is "twins: the log has a line" 1 \
		"$(grep -c "mute: .* device=$NIC .*which QEMU gives" $T/daemon.log)"
	is "twins: not the first" "" "$(notes $first bob)"
	ok_if "twins: with another address it is heard" speaks alice $MAC
	is "twins: and the note goes" "" "$(notes)"
	close_as alice
	close_as bob
}

test_mute
test_refused_address
test_twins
leaves_nothing "all"
finish
