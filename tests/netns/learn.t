#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# learn.t - a guest's VMM does not tell its address: the first address that the
# guest uses becomes its own, if it may have that one.
# shellcheck disable=SC2086,SC2154 # $T and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"
. "$top_srcdir/tests/lib/holder.sh"

# of more groups than a lease keeps
USERS="$USERS
eve 61006 61100 $(seq -s, 200001 200040)"

policy <<END
network grouped {
	kind = bridge
	bridge = "br0"
	vm "gate" { mac = "52:54:00:aa:aa:aa"  users = "alice" }
	deny "carol" {}
	allow "@kvm" { devices = 8 mac = "52:54:00:00:00:00/24" }
}
network free {
	kind = bridge
	bridge = "br0"
	filter = none
	allow "nobody" {}
}
network given {
	kind = bridge
	bridge = "br0"
	allow "alice" { options = none }
}
network wide {
	kind = bridge
	bridge = "br0"
	allow "carol" {}
}
network lan {
	kind = bridge
	bridge = "br0"
	allow "alice" { devices = 8 mac = "52:54:00:00:00:00/24" }
	allow "bob" { devices = 8 mac = "52:54:00:00:00:00/24" }
}
END
add_bridge br0
daemon_start
MAC=52:54:00:12:34:56
BAD=02:00:00:12:34:56

learned_is()
{
	ask root "request list all=1 ifindex=$(($1 - 1))"
	[ "$(reply lladdr)" = "$2" ]
}

# prints what vmtapd knows of the device NIC, by its number
lladdr_of()
{
	ask root "request list all=1 ifindex=$(($1 - 1))"
	reply lladdr
}

port_is()
{
	fact $NIC '[l["linkinfo"]["info_slave_data"][k] for k in ("locked", "learning")]'
}

log_count()
{
	grep -cE -e "$1" $T/daemon.log
}

mac_of_alias()
{
	fact $NIC '[w for w in l["ifalias"].split() if w[0] == "s"][0]'
}

test_learned()
{
	open_as alice "network=lan unknown=1 vm=web1"
	ifindex=$(opened ifindex)
	is "before: locked (with MAB), and learning" "[$IS_LOCKED, True]" \
		"$(port_is)"
	is "before: the alias says that it is waited for" "s=?" "$(mac_of_alias)"
	is "before: no address" 00:00:00:00:00:00 "$(lladdr_of $ifindex)"
	tell alice "write 0 $(arp_from $MAC)"
	ok_if "the first frame tells the address" \
		wait_until 3 learned_is $ifindex $MAC
	[ $IS_LOCKED = False ] ||
		ok_if "and has not passed: nobody on the wire knows its sender" \
			test -z "$(ip -n peer neigh show 10.0.0.2 dev far)"
	ok_if "the second is answered" speaks alice $MAC
	is "after: locked, and not learning" "[True, False]" "$(port_is)"
	is "after: the alias has the address" "s=$MAC" "$(mac_of_alias)"
	is "after: one line in the log" 1 "$(log_count "learned: .*device=${NIC}[: ].*$MAC")"
	like "after: vmtap list says that it was learned" "$MAC\(learned\)" \
		"$("$VMTAP" list --all)"
	# another address of the same guest
	tell alice "write 0 $(arp_from $BAD | sed s/0a000002/0a000042/)"
	tell alice "write 0 $(arp_from $MAC | sed s/0a000002/0a000043/)"
	ok_if "its own address passes" wait_until 3 far_knows 67
	not_if "no other does" far_knows 66
	# another guest wants it
	open_as bob "network=lan lladdr=$MAC"
	is "nobody else gets it: asked for" 5 "$(opened code)"
	close_as bob
	open_as bob "network=lan unknown=1"
	bobs=$(opened ifindex)
	[ $IS_LOCKED = False ] || tell bob "write 0 $(arp_from $MAC)"
	tell bob "write 0 $(arp_from 52:54:00:00:00:99)"
	ok_if "nobody else gets it: learned; but the next that is free" \
		wait_until 3 learned_is $bobs 52:54:00:00:00:99
	close_as bob
	close_as alice
	leaves_nothing "learned"
}

far_knows()
{
	[ -n "$(ip -n peer neigh show 10.0.0.$1 dev far)" ]
}

test_refused()
{
	open_as alice "network=lan unknown=1"
	ifindex=$(opened ifindex)
	tell alice "write 0 $(arp_from $BAD)"
	ok_if "an address outside the range: refused, and why" wait_until 3 \
		log_has "refused: .*device=${NIC}[: ].*address=$BAD: the policy does not grant it"
	is "an address outside the range: still no address" \
		00:00:00:00:00:00 "$(lladdr_of $ifindex)"
	# the same address again does not count as another
	for _ in 1 2; do
		wait_until 3 is_forgotten $BAD
		tell alice "write 0 $(arp_from $BAD)"
	done
	tell alice "write 0 $(arp_from $MAC)"
	ok_if "the next, inside: learned" wait_until 3 learned_is $ifindex $MAC
	is "an address outside the range: counts once" 1 \
		"$(log_count "refused: .*device=${NIC}[: ].*address=$BAD")"
	close_as alice
	leaves_nothing "refused"
}

is_forgotten()
{
	! bridge fdb show br br0 | grep -q "^$1 "
}

# An address that a guest was refused stays free for a guest that may have it.
test_not_in_the_way()
{
	ask alice "request check network=given vm=web1"
	own=$(reply lladdr)
	open_as bob "network=lan unknown=1"
	for _ in 1 2 3; do
		tell bob "write 0 $(arp_from $own)"
		tell bob "write 0 $(arp_from $BAD)"
	done
	ok_if "refused: the bridge forgets it" wait_until 3 is_forgotten $own
	not_if "refused: that shuts nobody" log_has "shut: "
	bobs=$NIC
	open_as alice "network=given vm=web1"
	is "refused: it is the VM's that has it by its name" "0 $own" \
		"$(opened code) $(opened lladdr)"
	ok_if "refused: that one talks" can_talk alice $own
	close_as alice
	open_as carol "network=wide unknown=1"
	ok_if "refused: another guest is learned with it" speaks carol $BAD
	close_as carol
	NIC=$bobs
	close_as bob
	leaves_nothing "refused"
}

has_request()
{
	ss -xH | grep -q "ESTAB *[1-9][0-9]* .*$SOCKET"
}

has_code()
{
	grep -q '^code=' $T/alice.out
}

# The same before the daemon has read of it: the daemon is stopped, and gets the
# request first.
test_not_yet_refused()
{
	ask alice "request check network=given vm=web1"
	own=$(reply lladdr)
	open_as bob "network=lan unknown=1"
	probe_start alice alice
	kill -STOP $DAEMON
	printf 'request open network=given vm=web1\n' >$T/alice.in
	ok_if "waiting: a request is there" wait_until 5 has_request
	tell bob "write 0 $(arp_from $own)"
	not_if "waiting: an entry too" is_forgotten $own
	kill -CONT $DAEMON
	wait_until 5 has_code
	is "waiting: it yields" 0 "$(sed -n 's/^code=//p' $T/alice.out)"
	ok_if "waiting: who got it talks" can_talk alice $own
	probe_kill alice
	close_as bob
	wait_until 3 ours_are 0
	leaves_nothing "waiting"
}

# keeps_on: the guest sends 200 frames from a refused address; is the port shut?
keeps_on()
{
	cat $T/flood >$T/alice.in
	log_has "shut: .*device=${NIC}[: ].*goes on with addresses"
}

test_goes_on()
{
	open_as alice "network=lan unknown=1"
	i=0
	while [ $i -lt 200 ]; do
		echo "write 0 $(arp_from $BAD)"
		i=$((i + 1))
	done >$T/flood
	ok_if "the same without end: shut" wait_until 30 keeps_on
	is "the same without end: one refusal is told" 1 \
		"$(log_count "refused: .*device=${NIC}[: ].*address=")"
	is "the same without end: locked, not learning" "[True, False]" \
		"$(port_is)"
	ok_if "the same without end: nothing is left of it" is_forgotten $BAD
	close_as alice
	leaves_nothing "the same without end"
}

# From frames to its own groups (LLDP) the bridge would learn although the port
# is locked, without asking: the filter stops them before.
test_link_local()
{
	open_as alice "network=lan unknown=1"
	ifindex=$(opened ifindex)
	lldp=0180c200000e$(echo $BAD | tr -d :)88cc0207040200
	tell alice "write 0 $lldp$(printf '%080d' 0)"
	tell alice "write 0 $(arp_from $BAD | sed s/0a000002/0a000044/)"
	tell alice "write 0 $(arp_from $MAC)"
	ok_if "link-local: its own address is learned, not that of LLDP" \
		wait_until 3 learned_is $ifindex $MAC
	ok_if "link-local: it talks" speaks alice $MAC
	not_if "link-local: the other one never did" far_knows 68
	close_as alice
	leaves_nothing "link-local"
}

# Without the filter the bridge lets the address in without an announcement that
# vmtapd looks at; vmtapd shuts the port when it finds out.
test_let_in()
{
	open_as alice "network=lan unknown=1"
	daemon_kill # which would set the filter again
	tc filter del dev $NIC ingress
	lldp=0180c200000e$(echo $BAD | tr -d :)88cc0207040200
	tell alice "write 0 $lldp$(printf '%080d' 0)"
	daemon_start
	ok_if "let in: a refused address shuts the port" wait_until 3 \
		log_has "shut: .*device=${NIC}[: ]"
	is "let in: the bridge has forgotten it" "" \
		"$(bridge fdb show brport $NIC | grep $BAD)"
	tell alice "write 0 $(arp_from $BAD | sed s/0a000002/0a000045/)"
	tell alice "read 0 300 match=$ARP_ANSWER"
	not_if "let in: nothing of it passes" far_knows 69
	close_as alice
}

# A stranger fills the bridge with addresses: vmtapd still learns guests that
# come meanwhile, each from its first frame, and answers requests.
test_foreign_flood()
{
	hold flooder free
	open_as bob "network=lan unknown=1"
	tell flooder "flood 100000"
	i=0
	learned=0
	while [ $i -lt 5 ]; do
		open_as alice "network=lan unknown=1"
		tell alice "write 0 $(arp_from 52:54:00:00:02:0$i)"
		wait_until 5 learned_is "$(opened ifindex)" 52:54:00:00:02:0$i &&
			learned=$((learned + 1))
		close_as alice
		i=$((i + 1))
	done
	is "a foreign flood: five guests are learned" 5 $learned
	wait_until 20 grep -q '^done=' $T/flooder.out
	tell bob "write 0 $(arp_from 52:54:00:00:02:99)"
	ok_if "a foreign flood: so is one that was there before" speaks bob \
		52:54:00:00:02:99
	probe_kill flooder bob
	wait_until 10 ours_are 0
}

# A guest uses many addresses, as fast as it can: then none of its frames passes
# any more.
test_flood()
{
	open_as alice "network=lan unknown=1"
	i=0
	while [ $i -lt 200 ]; do
		mac=$(printf '02:00:00:00:01:%02x' $i)
		echo "write 0 $(arp_from $mac)"
		i=$((i + 1))
	done >$T/flood
	echo "facts" >>$T/flood
	cat $T/flood >$T/alice.in
	ok_if "a flood: shut" wait_until 10 log_has "shut: .*device=${NIC}[: ]"
	is "a flood: locked, not learning" "[True, False]" "$(port_is)"
	is "a flood: 16 refusals, no more" 16 \
		"$(log_count "refused: .*device=${NIC}[: ].*address=02:00:00:00:01")"
	is "a flood: nothing is left of it in the bridge" "" \
		"$(bridge fdb show brport $NIC | grep 02:00:00:00:01)"
	wait_until 10 grep -q '^fd=' $T/alice.out
	ok_if "a flood: others are learned as before" other_is_learned
	close_as alice
	leaves_nothing "flood"
}

other_is_learned()
{
	flooder=$NIC
	open_as bob "network=lan unknown=1"
	tell bob "write 0 $(arp_from 52:54:00:00:00:77)"
	wait_until 3 learned_is "$(opened ifindex)" 52:54:00:00:00:77
	other_status=$?
	close_as bob
	NIC=$flooder
	return $other_status
}

# The guest speaks first while no daemon runs; the next daemon knows its
# address.
test_restart()
{
	open_as alice "network=lan unknown=1"
	ifindex=$(opened ifindex)
	daemon_kill
	tell alice "write 0 $(arp_from $MAC)"
	daemon_start
	ok_if "away: what was sent meanwhile is learned" \
		wait_until 3 learned_is $ifindex $MAC
	daemon_kill
	daemon_start
	is "away again: it is known" $MAC "$(lladdr_of $ifindex)"
	like "away again: as learned" "$MAC\(learned\)" "$("$VMTAP" list --all)"
	is "away again: the port is as before" "[True, False]" "$(port_is)"
	ok_if "away again: the guest talks" speaks alice $MAC
	# told in advance: not learned, but pinned all the same
	probe_kill alice
	wait_until 3 no_link $NIC
	open_as alice "network=lan lladdr=$MAC"
	is "told: locked, and not learning" "[True, False]" "$(port_is)"
	daemon_kill
	daemon_start
	is "told: the port keeps that" "[True, False]" "$(port_is)"
	unlike "told: not as learned" 'learned' "$("$VMTAP" list --all)"
	close_as alice
}

# The guest gets what the group's rule grants, although vmtapd does not know all
# groups of its user: they are too many, or the daemon was restarted.
test_groups()
{
	for user in eve bob; do
		open_as $user "network=grouped unknown=1"
		ifindex=$(opened ifindex)
		if [ $user = bob ]; then
			daemon_kill
			daemon_start
		fi
		tell $user "write 0 $(arp_from $BAD)"
		ok_if "groups of $user: not outside the range" wait_until 3 \
			log_has "refused: .*device=${NIC}[: ].*address=$BAD: the policy does not grant it"
		tell $user "write 0 $(arp_from 52:54:00:aa:aa:aa)"
		ok_if "groups of $user: not what is reserved" wait_until 3 \
			log_has "refused: .*device=${NIC}[: ].*address=52:54:00:aa:aa:aa: the policy"
		is "groups of $user: still no address" \
			00:00:00:00:00:00 "$(lladdr_of $ifindex)"
		tell $user "write 0 $(arp_from $MAC)"
		ok_if "groups of $user: what is granted is learned" \
			wait_until 3 learned_is $ifindex $MAC
		ok_if "groups of $user: it talks" speaks $user $MAC
		like "groups of $user: the filter knows the address" \
			"^mac: $MAC pinned" "$("$VMTAP" show $NIC)"
		close_as $user
	done
}

# A user who may not choose an address cannot choose by using one.
test_no_choice()
{
	ask alice "request open network=given lladdr=$MAC"
	is "no choice: a wish is refused" 6 "$(reply code)"
	ask alice "request check network=given vm=web1"
	told=$(reply lladdr)
	open_as alice "network=given unknown=1 vm=web1"
	own=$(opened lladdr)
	is "no choice: pinned from the start" "[True, False]" "$(port_is)"
	is "no choice: to the address that is told" "$told" "$own"
	tell alice "write 0 $(arp_from $MAC | sed s/0a000002/0a000046/)"
	ok_if "no choice: with that one it talks" can_talk alice $own
	not_if "no choice: another one does not pass" far_knows 70
	close_as alice
	leaves_nothing "no choice"
}

# An alias of another version does not name the group whose rule decided.
test_group_unknown()
{
	open_as bob "network=grouped unknown=1"
	daemon_kill
	ip link set dev $NIC alias "$(fact $NIC 'l["ifalias"]' | sed 's/ g=[-0-9]*//')"
	daemon_start
	tell bob "write 0 $(arp_from $MAC)"
	ok_if "group not known: refused" wait_until 3 log_has \
		"refused: .*device=${NIC}[: ].*address=$MAC: which of its user's groups counts is not known any more; the device must be opened again"
	close_as bob
}

# Without MAB a port is open until the first frame, and one that is refused shuts
# it (stock.t): a second address is never learned there.
IS_LOCKED=True
if ! has_mab br0-up; then
	IS_LOCKED=False
	not_run "addresses that are refused" "Linux before 6.2 has no MAB"
	test_learned
	test_no_choice
	test_restart
	finish
fi
test_learned
test_refused
test_not_in_the_way
test_not_yet_refused
test_goes_on
test_no_choice
test_link_local
test_flood
test_foreign_flood
test_groups
test_group_unknown
test_restart
test_let_in
finish
