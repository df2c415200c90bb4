#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# kept.t - a device keeps what it was granted when vmtapd starts again, and when
# the policy changes: its rule, its port, its filter and its secrets.
# shellcheck disable=SC2086 # $T and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

MAC=52:54:00:00:00:07

# lan KEYS USER: the policy has one network, with these keys, for this user
lan()
{
	policy <<-END
	network lan { kind = bridge  bridge = "br0"  $1  allow "$2" {} }
	END
}

reloads()
{
	grep -c "policy reloaded" $T/daemon.log
}
is_again()
{
	[ "$(reloads)" -gt "$1" ]
}
again()
{
	again_before=$(reloads)
	kill -HUP "$DAEMON"
	ok_if "$1: the policy is read again" wait_until 5 is_again "$again_before"
}

restart()
{
	daemon_stop
	daemon_start
}

has_note()
{
	"$VMTAP" show $NIC | grep -q '^note: not-granted'
}

# The group of the first rule is that of bob's device, although a vmtapd that
# starts again does not know bob's groups.
test_groups()
{
	policy <<-END
	global { on-reload = revoke }
	network lan {
		kind = bridge
		bridge = "br0"
		queues = 4
		allow "@kvm" { queues = 4 }
		allow "*" { queues = 1 }
	}
	END
	daemon_start
	open_as bob "network=lan lladdr=$MAC queues=4"
	restart
	ok_if "group: no note after a start" not has_note
	again group
	ok_if "group: no note after a reload" not has_note
	ok_if "group: the device stays" ours_are 1
	close_as bob
}

# The guest speaks after a reload.  Its port stays, its filter gets its address.
test_port()
{
	lan "isolated = false" alice
	again port
	open_as alice "network=lan unknown=1"
	lan "isolated = true" alice
	again port
	ok_if "port: the guest is heard" speaks alice $MAC
	ip link set $NIC down
	ok_if "port: set up again" wait_until 5 log_has "restored: .*device=$NIC"
	is "port: not isolated, as granted" False \
		"$(fact $NIC "l['linkinfo']['info_slave_data']['isolated']")"
	close_as alice
}

# The policy did not grant the device when vmtapd started.
test_filter()
{
	lan "" alice
	again filter
	open_as alice "network=lan unknown=1"
	daemon_stop
	lan "" bob
	daemon_start
	lan "" alice
	again filter
	if [ "$IS_LOCKED" ]; then
		ok_if "filter: the guest is heard" speaks alice $MAC
		tc qdisc del dev $NIC clsact
		ok_if "filter: set again" \
			wait_until 5 log_has "restored: .*device=$NIC"
		ok_if "filter: the device stays" ours_are 1
	else
		not_run "filter" "Linux before 6.2 has no MAB"
	fi
	close_as alice
}

# The host knows the guest by its neighbours.
test_hidden()
{
	lan "guest-address = false" alice
	again hidden
	open_as alice "network=lan lladdr=$MAC"
	ip neigh add 192.0.2.77 lladdr $MAC dev br0 nud stale
	like "hidden: by the policy" "guest-address = false" \
		"$(as alice "$VMTAP" show $NIC | grep '^address:')"
	policy <<-END
	network other { kind = bridge  bridge = "br0"  allow "bob" {} }
	END
	again hidden
	like "hidden: without the network" "its network has left the policy" \
		"$(as alice "$VMTAP" show $NIC | grep '^address:')"
	restart
	like "hidden: and after a start" "its network has left the policy" \
		"$(as alice "$VMTAP" show $NIC | grep '^address:')"
	close_as alice
}

add_bridge br0
IS_LOCKED=
! has_mab br0-up || IS_LOCKED=yes
test_groups
test_port
test_filter
test_hidden
ok_if "no device is left" wait_until 5 ours_are 0
finish
