#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# passthru.t - a macvtap takes its lower device for itself, and leaves it as it
# was.
# shellcheck disable=SC2086 # $T, numbers and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

policy <<END
network whole { kind = macvtap  lower = "eth9"  mode = passthru  queues = 4
	allow "alice" {}  allow "bob" {} }
network beside { kind = macvtap  lower = "eth9"  allow "bob" {} }
END
add_lower eth9
daemon_start
MAC=52:54:00:12:34:56
LOWER_MAC=02:00:00:00:00:10

# prints what must be as before: address, promiscuity, flags, MTU
lower()
{
	fact eth9 '[l["address"], l["promiscuity"], l["mtu"],
		sorted(f for f in l["flags"] if f not in ("LOWER_UP",))]'
}
lower_is()
{
	[ "$(lower)" = "$1" ]
}

test_facts()
{
	before=$(lower)
	open_as alice "network=whole lladdr=$MAC"
	is "open: code" 0 "$(opened code)"
	is "open: mode is passthru" 4 "$(opened mode)"
	is "open: the guest's address" $MAC "$(opened lladdr)"
	is "link: mode" passthru \
		"$(fact "$NIC" 'l["linkinfo"]["info_data"]["mode"]')"
	is "link: its address is the guest's" $MAC \
		"$(fact "$NIC" 'l["address"]')"
	is "link: every group" True "$(fact "$NIC" '"ALLMULTI" in l["flags"]')"
	ok_if "frames go out and come back" can_talk alice $MAC
	close_as alice
	wait_until 1 lower_is "$before"
	is "end: the lower device is as before" "$before" "$(lower)"
	is "end: with its own address" $LOWER_MAC "$(fact eth9 'l["address"]')"
	leaves_nothing "facts"
}

# The guest may ask for other addresses of the wire, so the lower device may
# be set promiscuous; it must not stay so.
test_tampered()
{
	before=$(lower)
	open_as alice "network=whole lladdr=$MAC"
	tell alice "set-lladdr 0 52:54:00:aa:bb:cc"
	is "a holder can change the address" ok "$(tail -n 1 $T/reply)"
	close_as alice
	wait_until 1 lower_is "$before"
	is "tampered: the lower device is as before" "$before" "$(lower)"
	leaves_nothing "tampered"
}

test_second()
{
	before=$(lower)
	open_as alice "network=whole lladdr=$MAC"
	ask bob "request open network=whole"
	is "a second one: in use" 5 "$(reply code)"
	like "a second one: names the lower device and the mode" \
		'eth9.*passthru' "$(reply text)"
	ask bob "request open network=beside"
	is "another mode beside it: in use" 5 "$(reply code)"
	like "another mode beside it: names the lower device" 'eth9' \
		"$(reply text)"
	is "the first is not disturbed" $MAC "$(fact "$NIC" 'l["address"]')"
	ok_if "and works" can_talk alice $MAC
	close_as alice
	wait_until 1 lower_is "$before"
	is "second: the lower device is as before" "$before" "$(lower)"
	open_as bob "network=beside"
	beside=$NIC
	is "beside: granted when the whole is free" 0 "$(opened code)"
	ask alice "request open network=whole lladdr=$MAC"
	is "the whole, when somebody is on it: in use" 5 "$(reply code)"
	is "the whole, refused: the lower device keeps its address" \
		$LOWER_MAC "$(fact eth9 'l["address"]')"
	NIC=$beside
	close_as bob
	leaves_nothing "second"
}

# vmtapd also takes a card that is down, and sets it down again at the end.
test_lower_down()
{
	ip link set eth9 down
	before=$(lower)
	open_as alice "network=whole lladdr=$MAC"
	is "lower down: code" 0 "$(opened code)"
	is "lower down: up while it is used" True \
		"$(fact eth9 '"UP" in l["flags"]')"
	ok_if "lower down: frames go out and come back" can_talk alice $MAC
	close_as alice
	wait_until 1 lower_is "$before"
	is "lower down: as before at the end" "$before" "$(lower)"
	open_as alice "network=whole lladdr=$MAC"
	tell alice "request release ifname=$NIC"
	wait_until 1 lower_is "$before"
	is "lower down: as before after a release" "$before" "$(lower)"
	probe_kill alice
	ip link set eth9 up
	leaves_nothing "lower down"
}

test_killed()
{
	before=$(lower)
	open_as alice "network=whole lladdr=$MAC"
	probe_kill alice
	ok_if "client killed: the link is gone" \
		wait_until 1 no_link "$NIC"
	wait_until 1 lower_is "$before"
	is "client killed: the lower device is as before" "$before" "$(lower)"
	open_as alice "network=whole lladdr=$MAC"
	is "and can be taken again" 0 "$(opened code)"
	daemon_kill
	probe_kill alice
	# Without a daemon the link stays.  When it is deleted, by any process,
	# the kernel puts things back.
	[ -z "$(our_links)" ] || ip link del "$NIC"
	wait_until 1 lower_is "$before"
	is "all killed: the lower device is as before once the link is gone" \
		"$before" "$(lower)"
}

test_facts
test_tampered
test_second
test_lower_down
test_killed
finish
