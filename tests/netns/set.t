#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# set.t - a client tells the guest's address of a device that it has, and the
# VM's name: on a bridge before the first frame, on a macvtap instead of the
# address that vmtapd chose.
# shellcheck disable=SC2086 # $T, numbers and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

policy <<END
network lan {
	kind = bridge
	bridge = "br0"
	reserved = {"52:54:00:00:ee:00/40"}
	vm "gate" { mac = "52:54:00:aa:aa:aa"  users = "alice" }
	vm "router" { mac = "52:54:00:aa:aa:bb"  macs = {"52:54:00:aa:aa:cc"}
		users = "alice" }
	vm "bobs" { mac = "52:54:00:aa:aa:dd"  users = "bob" }
	allow "alice" { devices = 8 mac = "52:54:00:00:00:00/24" }
	allow "bob" { devices = 8 mac = "52:54:00:00:00:00/24" }
}
network open { kind = bridge  bridge = "br0"  filter = none  allow "alice" {} }
network card {
	kind = macvtap
	lower = "eth9"
	vm "gate" { mac = "52:54:00:aa:aa:aa"  users = "alice" }
	allow "alice" { devices = 8 mac = "52:54:00:00:00:00/24" }
	allow "bob" { devices = 8 mac = "52:54:00:00:00:00/24" }
	allow "carol" { options = none }
}
network words { kind = macvtap  lower = "eth9"  filter = {dhcp-server, ra}
	allow "alice" {} }
network alone { kind = macvtap  lower = "eth8"  mode = passthru
	allow "alice" {} }
network revoked { kind = macvtap  lower = "eth9"  on-tamper = revoke
	allow "alice" {} }
END
add_bridge br0
# "far" at the bridge, "far9" at the lower device
ip link add eth9 address 02:00:00:00:00:10 type veth peer name far9 netns peer
ip -n peer addr add 10.0.0.1/24 dev far9
ip -n peer link set far9 up
ip link add eth8 address 02:00:00:00:00:18 type veth peer name far8 netns peer
ip link set eth9 up
ip link set eth8 up
daemon_start
MAC=52:54:00:12:34:56
MAC2=52:54:00:12:34:57
BAD=02:00:00:12:34:56

# set_as USER ARG...: "vmtap set" of NIC.  Sets said and status.
set_as()
{
	set_user=$1
	shift
	said=$(as $set_user "$VMTAP" set $NIC "$@" 2>&1)
	status=$?
}

# listed KEY [DEVICE]: what list has of NIC, or of another device
listed()
{
	"$VMTAP" list --all --json | $PYTHON -c '
import json, sys
for device in json.load(sys.stdin):
    if device["ifname"] == sys.argv[2]:
        print(device[sys.argv[1]])' "$1" "${2:-$NIC}"
}

mark_has()
{
	fact $NIC "'$1' in l['ifalias'].split()"
}

# refuses WHAT PATTERN USER ARG...: the device keeps its address and gets a note
refuses()
{
	refused_what=$1 refused_why=$2
	shift 2
	had=$(listed mac)
	set_as "$@"
	is "$refused_what: refused" 1 $status
	like "$refused_what: why" "$refused_why" "$said"
	is "$refused_what: the device keeps its address" "$had" "$(listed mac)"
}

test_macvtap()
{
	open_as alice "network=card unknown=1"
	CHOSEN=$(opened lladdr)
	tell alice "write 0 $(arp_from $MAC)"
	like "macvtap: before, a guest with this address is mute" "$CHOSEN" \
		"$(note mute)"
	set_as alice --mac $MAC --vm web1
	is "macvtap: taken" 0 $status
	is "macvtap: said" "$NIC: the guest has $MAC" "$said"
	is "macvtap: the link has the address" $MAC "$(fact $NIC 'l["address"]')"
	is "macvtap: so has its mark" True "$(mark_has a=$MAC)"
	is "macvtap: list has it" $MAC "$(listed mac)"
	is "macvtap: it has the VM's name" web1 "$(listed vm)"
	is "macvtap: so has the mark" True "$(mark_has v=web1)"
	is "macvtap: and a name for people" True \
		"$(fact $NIC "'vmtap.card.$(uid_of alice).web1' in l['altnames']")"
	ok_if "macvtap: its frames pass" can_talk alice $MAC
	tell alice "write 0 $(arp_from $CHOSEN | sed s/0a000002/0a000042/)"
	tell alice "write 0 $(arp_from $MAC | sed s/0a000002/0a000043/)"
	ok_if "macvtap: frames of its own address go out" wait_until 3 far9_knows 67
	not_if "macvtap: those of the address that it had do not" far9_knows 66
	ok_if "macvtap: one line in the log" log_has \
		"told: uid=$(uid_of alice) user=alice .*network=card vm=web1 device=$NIC .*address=$MAC"
	is "macvtap: no note" "" "$(notes)"
	unlike "macvtap: nobody put anything back" "restored: .*device=$NIC" \
		"$(cat $T/daemon.log)"
	set_as alice --mac $MAC
	is "macvtap: the same once more is no change" 0 $status
	refuses "macvtap: another" "granted with the address $MAC, and that stays" \
		alice --mac $MAC2
	is "macvtap: another: a note" other-address "$(notes)"
	like "macvtap: another: its sentence" "$MAC2, .*refused.*own in the VMM, $MAC\$" \
		"$(note other-address)"
	# the next device finds the chosen address free
	NICS=$NIC
	probe_start more alice
	tell more "request open network=card unknown=1"
	is "macvtap: the address that it had is free" $CHOSEN "$(reply lladdr)"
	NIC=$(reply ifname)
	refuses "macvtap: an address of another device" \
		"another device of vmtap's has it" alice --mac $MAC
	probe_kill more
	wait_until 3 no_link $NIC
	NIC=$NICS
	close_as alice
}

far9_knows()
{
	[ -n "$(ip -n peer neigh show 10.0.0.$1 dev far9)" ]
}

test_macvtap_refused()
{
	open_as alice "network=card lladdr=$MAC"
	refuses "asked for" "granted with the address $MAC" alice --mac $MAC2
	close_as alice
	open_as alice "network=card vm=gate"
	refuses "the table's" "granted with the address 52:54:00:aa:aa:aa" \
		alice --mac $MAC2
	close_as alice
	open_as carol "network=card unknown=1"
	refuses "no choice" "does not let its user choose" carol --mac $MAC
	close_as carol
	open_as alice "network=card unknown=1"
	refuses "outside the range" "policy does not grant it" alice --mac $BAD
	refuses "reserved for a VM" "policy does not grant it" \
		alice --mac 52:54:00:aa:aa:aa
	refuses "a VM's name, another address" "policy does not grant it" \
		alice --mac $MAC --vm gate
	refuses "another user's device" "no device $NIC" bob --mac $MAC
	is "another user's device: the note is that of its user's last" \
		other-address "$(notes)"
	is "root is no exception" "vmtap: you have no device $NIC; 'vmtap list' prints yours" \
		"$("$VMTAP" set $NIC --mac $MAC 2>&1)"
	set_as alice --mac 01:00:5e:00:00:01
	is "a group's address: refused by the client" 2 $status
	set_as alice
	is "no address: refused by the client" 2 $status
	ip link add link eth9 name other0 address $MAC type macvlan mode bridge
	ip link set other0 up
	refuses "another macvlan has it" "macvlan or macvtap on eth9 has the address" \
		alice --mac $MAC
	is "another macvlan has it: the link keeps its own" "$(listed mac)" \
		"$(fact $NIC 'l["address"]')"
	ip link del other0
	set_as alice --mac 52:54:00:aa:aa:aa --vm gate
	is "the table's VM, its address and its name: taken" 0 $status
	is "and the note goes" "" "$(notes)"
	close_as alice
}

# In this mode any station's address is permitted, and the lower device has it,
# too.
test_passthru()
{
	open_as alice "network=alone unknown=1"
	set_as alice --mac 00:50:56:00:00:01
	is "in mode passthru: taken" 0 $status
	is "in mode passthru: the lower device has it, too" 00:50:56:00:00:01 \
		"$(fact eth8 'l["address"]')"
	close_as alice
	is "in mode passthru: and its own afterwards" 02:00:00:00:00:18 \
		"$(fact eth8 'l["address"]')"
}

# What vmtapd itself changes is no meddling; and afterwards the address is kept.
test_tamper()
{
	open_as alice "network=revoked unknown=1"
	set_as alice --mac $MAC
	is "on-tamper = revoke: taken" 0 $status
	ok_if "on-tamper = revoke: the lease stays" can_talk alice $MAC
	daemon_stop
	daemon_start
	is "a restart: the address stays" $MAC "$(listed mac)"
	refuses "a restart: and is nobody's choice any more" \
		"granted with the address $MAC" alice --mac $MAC2
	close_as alice
	open_as alice "network=card unknown=1"
	set_as alice --mac $MAC
	ip link set $NIC address $MAC2
	ok_if "a change afterwards is put back" wait_until 3 log_has \
		"restored: .*device=$NIC "
	is "a change afterwards: the address is the one that was told" $MAC \
		"$(fact $NIC 'l["address"]')"
	close_as alice
}

# The VM starts again at once: its old device has the address still.
test_again()
{
	open_as alice "network=card unknown=1"
	set_as alice --mac $MAC
	OLD=$NIC
	probe_start next alice
	tell next "request open network=card unknown=1"
	NIC=$(reply ifname)
	probe_kill alice
	set_as alice --mac $MAC
	is "the old device is ending: taken" 0 $status
	ok_if "the old device has gone" wait_until 3 no_link $OLD
	probe_kill next
	wait_until 3 no_link $NIC
}

test_bridge()
{
	open_as alice "network=lan unknown=1"
	set_as alice --mac $MAC --vm web1
	is "bridge: taken" 0 $status
	is "bridge: list has it" "$MAC web1" "$(listed mac) $(listed vm)"
	unlike "bridge: it was told, not learned" learned "$("$VMTAP" list --all)"
	is "bridge: the port is locked" "[True, False]" "$(fact $NIC \
		'[l["linkinfo"]["info_slave_data"][k] for k in ("locked", "learning")]')"
	like "bridge: the entry is there before the first frame" \
		"^$MAC .*master br0 .*static" "$(bridge fdb show dev $NIC | any_vlan)"
	ok_if "bridge: the first frame is answered" can_talk alice $MAC
	tell alice "write 0 $(arp_from $MAC2 | sed s/0a000002/0a000042/)"
	tell alice "write 0 $(arp_from $MAC | sed s/0a000002/0a000043/)"
	ok_if "bridge: frames of its own address go out" wait_until 3 far_knows 67
	not_if "bridge: no others do" far_knows 66
	daemon_stop
	daemon_start
	is "bridge: a restart: it stays" "$MAC web1" "$(listed mac) $(listed vm)"
	ok_if "bridge: a restart: frames pass" can_talk alice $MAC
	OLD=$NIC
	probe_start next bob
	tell next "request open network=lan unknown=1"
	NIC=$(reply ifname)
	refuses "bridge: another device's" "another device of vmtap's has it" \
		bob --mac $MAC
	refuses "bridge: the port's own address of another device" "has it" \
		bob --mac "$(fact $OLD 'l["address"]')"
	probe_kill next
	wait_until 3 no_link $NIC
	NIC=$OLD
	close_as alice
}

far_knows()
{
	[ -n "$(ip -n peer neigh show 10.0.0.$1 dev far)" ]
}

test_bridge_refused()
{
	open_as alice "network=lan unknown=1"
	refuses "bridge: outside the range" "policy does not grant it" \
		alice --mac $BAD
	is "bridge: outside the range: a note" other-address "$(notes)"
	like "bridge: outside the range: its sentence" "$BAD, .*'vmtap mac lan'" \
		"$(note other-address)"
	refuses "bridge: reserved" "policy does not grant it" \
		alice --mac 52:54:00:00:ee:01
	refuses "bridge: another user's VM" "policy does not grant it" \
		alice --mac 52:54:00:aa:aa:dd --vm bobs
	refuses "bridge: a VM with further addresses" "only vm= in the request" \
		alice --mac 52:54:00:aa:aa:bb --vm router
	ip link set br0 address 52:54:00:0b:00:01
	refuses "bridge: the bridge's own" "another station of this bridge has it" \
		alice --mac 52:54:00:0b:00:01
	ok_if "bridge: and yet it learns" speaks alice $MAC
	ok_if "bridge: the note goes then" wait_until 3 notes_are ""
	refuses "bridge: the guest has used another" "it has used the address $MAC" \
		alice --mac $MAC2
	set_as alice --mac $MAC --vm web7
	is "bridge: the one that it has used: taken" 0 $status
	is "bridge: with the name" web7 "$(listed vm)"
	set_as alice --mac $MAC --vm web8
	is "bridge: a name stays" "0 web7" "$status $(listed vm)"
	close_as alice
	open_as alice "network=open unknown=1"
	set_as alice --mac $MAC --vm web1
	is "no filter: nothing to do but the name" "0 web1 " \
		"$status $(listed vm) $(listed mac)"
	close_as alice
}

test_macvtap
test_macvtap_refused
test_passthru
test_tamper
test_again
test_bridge
test_bridge_refused
# A filter without the word "mac" stays without it.
open_as alice "network=words"
had=$("$VMTAP" show $NIC | grep '^filter:')
set_as alice --mac $MAC
is "words: taken" 0 $status
is "words: the filter has the same" "$had" \
	"$("$VMTAP" show $NIC | grep '^filter:')"
close_as alice

# The administrator writes a row for the VM after the grant.  Nobody has asked
# who has its further addresses.
probe_start bobs bob
tell bobs "request open network=lan lladdr=52:54:00:00:00:cc"
BOB=$(reply ifname)
open_as alice "network=lan vm=later unknown=1"
sed -i 's/vm "bobs"/vm "later" { mac = "52:54:00:00:00:bb"\n\t\tmacs = {"52:54:00:00:00:cc"}  users = "alice" }\n\t&/' $CONF
kill -HUP $DAEMON
ask root "request list"
entry()
{
	bridge fdb show brport $BOB | grep -c 52:54:00:00:00:cc
}
had=$(entry)
set_as alice --mac 52:54:00:00:00:bb
is "a row that came later: refused" 1 $status
like "a row that came later: why" "further addresses" "$said"
is "a row that came later: the other's entry stays" "$had" "$(entry)"
probe_kill bobs
close_as alice
finish
