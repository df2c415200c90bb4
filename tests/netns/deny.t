#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# deny.t - which users are refused; and a refusal does not tell whether a
# network exists.
# shellcheck disable=SC2086 # $T, numbers and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

policy <<END
network lan {
	kind = bridge
	bridge = "br0"
	allow "alice" {}
	allow "@kvm" {}
	deny "mallory" {}
}
network staff {
	kind = bridge
	bridge = "br0"
	allow "@kvm" {}
	deny "@ops" {}
}
network numbers {
	kind = bridge
	bridge = "br0"
	allow 61003 {}
	allow "@61100" {}
}
network nobody { kind = bridge  bridge = "br0" }
END
add_bridge br0
daemon_start

# text USER REQUEST: prints the answer's sentence, without the network's name
text()
{
	ask "$1" "request $2"
	reply text | sed "s/\"$3\"/\"NAME\"/g"
}

# granted USER NETWORK; refused USER NETWORK
granted()
{
	ask "$1" "request open network=$2" &&
		[ "$(reply code)" = 0 ] && [ "$(reply fds)" = 1 ]
}
refused()
{
	ask "$1" "request open network=$2" &&
		[ "$(reply code)" = 2 ] && [ "$(reply fds)" = 0 ]
}

test_who()
{
	ok_if "allow for the user" granted alice lan
	ok_if "allow for a supplementary group" granted bob lan
	ok_if "allow for the first group" granted dave lan
	ok_if "no rule" refused carol lan
	ok_if "deny for the user wins over allow for the group" \
		refused mallory lan
	ok_if "deny for a group wins over allow for another" \
		refused mallory staff
	ok_if "a group that is not denied" granted bob staff
	ok_if "numbers: the user" granted carol numbers
	ok_if "numbers: the group" granted bob numbers
	ok_if "numbers: neither" refused alice numbers
	ok_if "a network without rules" refused alice nobody
	ok_if "root needs a rule, too" refused root lan
	wait_until 3 ours_are 0
	leaves_nothing "who"
}

# A user who may not use a network cannot find out whether it exists.
test_same_text()
{
	denied=$(text carol "open network=lan" lan)
	is "denied and unknown: the same code" 2 "$(reply code)"
	is "denied and unknown: the same sentence" "$denied" \
		"$(text carol "open network=nowhere" nowhere)"
	is "denied by a deny rule: the same sentence" "$denied" \
		"$(text mallory "open network=lan" lan)"
	is "denied with a bad option: the same sentence" "$denied" \
		"$(text carol "open network=lan queues=9 vhost=1" lan)"
	is "denied with an address in use: the same sentence" "$denied" \
		"$(text carol "open network=lan lladdr=52:54:00:00:00:01" lan)"
	is "check says the same" "$denied" \
		"$(text carol "check network=lan" lan)"
	is "check of an unknown one says the same" "$denied" \
		"$(text carol "check network=nowhere" nowhere)"
	unlike "the sentence has no file, line or rule" \
		'conf:[0-9]|/|rule [0-9"@]|mallory|kvm|ops' "$denied"
	like "the sentence names the network" 'NAME' "$denied"
	ok_if "the log says which rule, with its line" \
		log_has 'refused: uid=61004 .*vmtapd\.conf:[0-9]+: deny'
	leaves_nothing "same text"
}

# networks USER: prints the names that NETWORKS returns
networks()
{
	ask "$1" "request networks"
	sed -nE 's/^([0-9]+[.])?network=(.+)/\2/p' $T/reply | tr '\n' ' '
}

test_networks()
{
	is "networks: only those that one may use" "lan " "$(networks alice)"
	is "networks: in order of name" "lan numbers staff " "$(networks bob)"
	is "networks: none" "" "$(networks root)"
	ask root "request networks"
	is "networks: none is no error" 0 "$(reply code)"
	is "networks: and ends at once" 0 "$(reply records)"
	# A cursor need not name a network, and the answer tells nothing about
	# one.
	ask carol "request networks network=lam"
	is "networks: from the next one on" numbers "$(reply network)"
}

test_list()
{
	open_as alice "network=lan vm=web1"
	ask bob "request list"
	is "list: others' devices are not seen" 0 "$(reply records)"
	is "list: nor their names" "" "$(reply ifname)"
	ask alice "request list"
	is "list: one's own are" "$NIC" "$(reply ifname)"
	is "list: with network" lan "$(reply network)"
	is "list: and VM" web1 "$(reply vm)"
	is "list: without descriptors" 0 "$(reply fds)"
	first=$(reply ifindex)
	ask alice "request list ifindex=$first"
	is "list: and then the end" 0 "$(reply records)"
	ask root "request list"
	is "list: root sees everybody's" "$NIC" "$(reply ifname)"
	is "list: with the owner" "$(uid_of alice)" "$(reply uid)"
	close_as alice
	leaves_nothing "list"
}

# The groups are those of the process, not those of /etc/group.
test_groups_of_the_process()
{
	setpriv --reuid 61002 --regid 61002 --clear-groups \
		"$PROBE" "connect $SOCKET" "request open network=lan" \
		>$T/reply 2>&1
	is "a process that gave up the group: refused" 2 "$(reply code)"
	setpriv --reuid 61001 --regid 61001 --groups 61100,61101 \
		"$PROBE" "connect $SOCKET" "request open network=staff" \
		>$T/reply 2>&1
	is "a process in a denied group: refused" 2 "$(reply code)"
	groups=$(seq 70000 70100 | tr '\n' ,)61100
	setpriv --reuid 61001 --regid 61001 --groups "$groups" \
		"$PROBE" "connect $SOCKET" "request open network=staff" \
		>$T/reply 2>&1
	is "a process in 102 groups, the last is allowed" 0 "$(reply code)"
	wait_until 3 ours_are 0
	leaves_nothing "groups"
}

test_who
test_same_text
test_networks
test_list
test_groups_of_the_process
finish
