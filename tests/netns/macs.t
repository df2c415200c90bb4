#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# macs.t - a guest sends from more than one address: what the table gives it
# passes, and nothing else; a virtual router's address moves between two guests.
# shellcheck disable=SC2086,SC2154 # $T and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

VIRTUAL=00:00:5e:00:01:07
HOST=52:54:00:aa:00:01
NESTED=52:54:00:aa:00:02
OTHER=52:54:00:aa:00:03
MASTER=52:54:00:bb:00:01
BACKUP=52:54:00:bb:00:02
PLAIN=52:54:00:cc:00:01

policy <<END
network lan {
	kind = bridge
	bridge = "br0"
	vm "nest" { mac = "$HOST"  macs = "$NESTED" }
	vm "master" { mac = "$MASTER"  macs = "$VIRTUAL" }
	vm "backup" { mac = "$BACKUP"  macs = "$VIRTUAL" }
	allow "alice" { devices = 8 }
	allow "bob" { devices = 8 }
}
network whole {
	kind = macvtap
	lower = "eth9"
	mode = passthru
	vm "nest" { mac = "$HOST"  macs = { "$NESTED", "$VIRTUAL" } }
	allow "alice" {}
}
END
add_bridge br0
daemon_start

# question LLADDR N: an ARP request from 10.0.0.N for 10.0.0.1
question()
{
	question_mac=$(echo "$1" | tr -d :)
	printf 'ffffffffffff%s0806000108000604%s%s0a0000%02x%s0a000001' \
		"$question_mac" 0001 "$question_mac" "$2" 000000000000
}

# answered NAME LLADDR N: the far end's answer comes back to that address
answered()
{
	tell "$1" "write 0 $(question "$2" "$3")"
	tell "$1" "read 0 3000 match=$(echo "$2" | tr -d :)$(echo $FAR | tr -d :)0806"
	grep -q '^frame=' $T/reply
}

# far_knows N: a frame of 10.0.0.N has reached the far end
far_knows()
{
	[ -n "$(ip -n peer neigh show 10.0.0.$1 dev far)" ]
}

# dropped NAME LLADDR N OWN: a later question of the guest's own address arrives,
# and this one has not
dropped()
{
	tell "$1" "write 0 $(question "$2" "$3")"
	tell "$1" "write 0 $(question "$4" $(($3 + 100)))"
	wait_until 3 far_knows $(($3 + 100)) && ! far_knows "$3"
}

# entry LLADDR: where the bridge has it, and how
entry()
{
	bridge fdb get "$1" br br0 2>/dev/null |
		sed -n 's/.*dev \([^ ]*\).*/\1/p'
}
entry_is()
{
	[ "$(entry $1)" = "$2" ]
}
is_fixed()
{
	bridge fdb show brport $1 | grep "^$2 " | grep static | grep -q sticky
}
is_locked()
{
	fact $NIC 'l["linkinfo"]["info_slave_data"]["locked"]'
}

test_nested()
{
	open_as alice "network=lan vm=nest"
	is "nested: granted" 0 "$(opened code)"
	is "nested: the device has the VM's address" $HOST "$(opened lladdr)"
	is "nested: the port is locked" True "$(is_locked)"
	ok_if "nested: an entry of the VM's address" is_fixed $NIC $HOST
	ok_if "nested: an entry of the further one" is_fixed $NIC $NESTED
	ok_if "nested: the guest's own frames are answered" answered alice $HOST 2
	ok_if "nested: those of the further address are answered" \
		answered alice $NESTED 3
	ok_if "nested: those of a third are dropped" \
		dropped alice $OTHER 4 $HOST
	ok_if "nested: those that claim a third in ARP are dropped" dropped_claim
	like "nested: show has the key" "^ *macs: $NESTED" \
		"$(as alice "$VMTAP" show $NIC)"
	like "nested: show --filter has the address" \
		"$NESTED|jeq #0x525400aa" "$(as alice "$VMTAP" show --filter $NIC)"
	ask bob "request open network=lan lladdr=$NESTED"
	is "nested: nobody else gets the address" 4 "$(reply code)"
	like "nested: and why" "reserved for another VM" "$(reply text)"
}

dropped_claim()
{
	tell alice "write 0 $(question $NESTED 5 |
		sed "s/0001$(echo $NESTED | tr -d :)/0001$(echo $OTHER | tr -d :)/")"
	tell alice "write 0 $(question $HOST 105)"
	wait_until 3 far_knows 105 && ! far_knows 5
}

# An entry that goes is set again: at once, and at the start.
test_entries()
{
	bridge fdb del $NESTED dev $NIC master
	ok_if "lost: the entry is set again" wait_until 5 is_fixed $NIC $NESTED
	daemon_kill
	bridge fdb del $NESTED dev $NIC master
	bridge fdb del $HOST dev $NIC master
	daemon_start
	ok_if "lost, without a daemon: set again at the start" \
		wait_until 5 is_fixed $NIC $NESTED
	ok_if "lost, without a daemon: that of the VM, too" is_fixed $NIC $HOST
	bridge fdb del $NESTED dev $NIC master
	ok_if "lost after a start: set again" wait_until 5 is_fixed $NIC $NESTED
	ok_if "after a start: the further address is answered" \
		answered alice $NESTED 6
	ok_if "after a start: a third is dropped" dropped alice $OTHER 7 $HOST
	close_as alice
	is "ended: no entry is left" "" "$(entry $NESTED)"
}

test_in_use()
{
	bridge fdb add $NESTED dev br0-up master static
	ask alice "request open network=lan vm=nest"
	is "in use: refused" 5 "$(reply code)"
	like "in use: the sentence" \
		"the further address $NESTED of the VM \"nest\" is in use: it is fixed at the bridge's port br0-up; the administrator can end what has it, or take it out" \
		"$(reply text)"
	ask alice "request check network=lan vm=nest"
	is "in use: a check says so" 5 "$(reply code)"
	bridge fdb del $NESTED dev br0-up master
	ip -n peer link set far address $NESTED
	far_speaks
	ok_if "heard elsewhere: (the bridge has it)" \
		wait_until 5 entry_is $NESTED br0-up
	open_as alice "network=lan vm=nest"
	ip -n peer link set far address $FAR
	is "heard elsewhere: it yields, as for any row of the table" 0 \
		"$(opened code)"
	ok_if "heard elsewhere: the entry is the guest's" is_fixed $NIC $NESTED
	close_as alice
}

# A master sends from the virtual address until the backup does.
test_virtual()
{
	open_as bob "network=lan vm=backup"
	backup=$NIC
	open_as alice "network=lan vm=master"
	is "virtual: both are granted" 0 "$(opened code)"
	is "virtual: the port is not locked" False "$(is_locked)"
	ok_if "virtual: the VM's own address has its entry" is_fixed $NIC $MASTER
	ok_if "virtual: the master's frames are answered" answered alice $VIRTUAL 10
	ok_if "virtual: the bridge has it there" entry_is $VIRTUAL $NIC
	not_if "virtual: but can move it" is_fixed $NIC $VIRTUAL
	ok_if "virtual: the backup's are answered" answered bob $VIRTUAL 11
	ok_if "virtual: and the bridge has it there" entry_is $VIRTUAL $backup
	ok_if "virtual: and back" answered alice $VIRTUAL 12
	ok_if "virtual: a third address is dropped" dropped alice $OTHER 13 $MASTER
	ok_if "virtual: the backup's own is dropped" \
		dropped alice $BACKUP 14 $MASTER
	ok_if "virtual: the bridge has not learned it there" \
		entry_is $BACKUP $backup
	probe_start carol bob
	tell carol "request open network=lan lladdr=$PLAIN"
	is "virtual: a guest without it" 0 "$(reply code)"
	ok_if "virtual: cannot use it" dropped carol $VIRTUAL 15 $PLAIN
	ok_if "virtual: it stays where it was" entry_is $VIRTUAL $NIC
	probe_kill carol
	daemon_kill
	bridge fdb del $MASTER dev $NIC master
	daemon_start
	ok_if "virtual: after a start the own entry is back" \
		wait_until 5 is_fixed $NIC $MASTER
	ok_if "virtual: after a start the backup takes it" \
		answered bob $VIRTUAL 16
	close_as alice
	NIC=$backup
	close_as bob
}

# A macvtap that has the lower device to itself hears all that comes there.
test_passthru()
{
	ip netns del peer
	ip link del br0-up 2>/dev/null
	ip netns add peer
	ip -n peer link set lo up
	add_lower eth9
	open_as alice "network=whole vm=nest"
	is "passthru: granted" 0 "$(opened code)"
	ok_if "passthru: the guest's own frames are answered" \
		answered alice $HOST 20
	ok_if "passthru: those of the further address are answered" \
		answered alice $NESTED 21
	ok_if "passthru: those of a virtual router, too" \
		answered alice $VIRTUAL 22
	ok_if "passthru: those of a third are dropped" \
		dropped alice $OTHER 23 $HOST
	daemon_kill
	daemon_start
	ok_if "passthru: after a start the further address is answered" \
		answered alice $NESTED 24
	close_as alice
}

test_nested
test_entries
test_in_use
test_virtual
test_passthru
finish
