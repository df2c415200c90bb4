#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# admin.t - which users may see and end devices of others.
. "${top_srcdir:-.}/tests/lib/lib.sh"

add_bridge br0
policy <<END
global { admin = {"@ops"} }
network lan { kind = bridge  bridge = br0  allow "*" { devices = 3 } }
network shut { kind = bridge  bridge = br0
	allow alice { }  allow "@ops" { }  deny dave { } }
network dmz { kind = bridge  bridge = br0  allow "*" { devices = 3 } }
END
daemon_start

# nic NAME USER REQUEST: opens a device, and sets NIC to its name
nic()
{
	probe_start "$1" "$2"
	tell "$1" "request open $3"
	NIC=$(reply ifname)
}

# seen USER ARG...: prints how many devices a list has
seen()
{
	seen_user=$1
	shift
	if [ "$seen_user" = root ]; then
		"$VMTAP" list "$@"
	else
		as "$seen_user" "$VMTAP" list "$@"
	fi 2>&1 | grep -c ' vt\|^vt'
}

nic a alice 'network=lan vm=a'
A=$NIC
nic b bob 'network=lan vm=b'
B=$NIC
nic b2 bob 'network=dmz vm=b2'
B2=$NIC
nic d dave 'network=dmz vm=d'
D=$NIC

is 'a user sees the own ones' 1 "$(seen alice)"
is 'an admin, too' 0 "$(seen carol)"
is 'an admin sees all with --all' 4 "$(seen carol --all)"
is 'so does root' 4 "$(seen root --all)"
is 'of one user' 1 "$(seen carol --all --user alice)"
is 'on one network' 2 "$(seen root --network dmz)"
like 'nobody else does' 'admin in vmtapd.conf' \
	"$(as alice "$VMTAP" list --all 2>&1)"
not_if 'nobody else ends a device' as alice "$VMTAP" revoke "$B"
ok_if 'and it is still there' has_link "$B"
not_if 'release is for the own ones, of an admin, too' \
	as carol "$VMTAP" release "$B"
not_if 'the own ones are released, not revoked' as alice "$VMTAP" revoke "$A"
not_if 'nothing at all is not everything' as carol "$VMTAP" revoke
not_if 'a device that is not there' as carol "$VMTAP" revoke vt00000000
not_if "a link that is not vmtap's" as carol "$VMTAP" revoke br0
ok_if 'which stays' has_link br0

is 'an admin ends one' '1 device revoked' "$(as carol "$VMTAP" revoke "$A")"
ok_if 'it is gone' wait_until 5 no_link "$A"
ok_if 'the log says who did it' log_has \
	"revoked: uid=61001 .*device=$A mac=[0-9a-f:]+ by_uid=61003 by_user=carol by_pid"
is "of one user on one network" '1 device revoked' \
	"$(as carol "$VMTAP" revoke --user bob --network lan)"
ok_if 'it is gone' wait_until 5 no_link "$B"
ok_if 'the one on the other network is not' has_link "$B2"
is "of one user, by number" '1 device revoked' \
	"$("$VMTAP" revoke --user 61002)"
ok_if 'it is gone' wait_until 5 no_link "$B2"
ok_if "another user's is not" has_link "$D"
like 'of a network' '"revoked": ?1' \
	"$(as mallory "$VMTAP" revoke --network dmz --json)"
ok_if 'it is gone' wait_until 5 no_link "$D"
# ---- networks
is 'root sees those that it may use' 'dmz lan' \
	"$("$VMTAP" networks | sed 1d | cut -d' ' -f1 | tr '\n' ' ' | sed 's/ $//')"
is 'root sees all networks with --all' 'dmz lan shut' \
	"$("$VMTAP" networks --all | sed 1d | cut -d' ' -f1 | tr '\n' ' ' | sed 's/ $//')"
like 'an admin, too, with their rules' \
	'^shut .* deny "dave", allow "@ops", allow "alice"|^shut .*deny "dave", allow "alice", allow "@ops"' \
	"$(as carol "$VMTAP" networks --all)"
like 'nobody else does' 'admin in vmtapd.conf' \
	"$(as alice "$VMTAP" networks --all 2>&1)"
not_if 'and that is a refusal' as alice "$VMTAP" networks --all

ok_if 'a grant has its duration' log_has \
	'granted: uid=61001 user=alice pid=[0-9]+ comm=vmtap-probe network=lan vm=a device=vt[0-9a-f]+ mac=[0-9a-f:]+ duration_us=[0-9]+ rule='
ask alice 'request open network=nowhere'
ok_if 'a refusal, too' log_has \
	'refused: uid=61001 user=alice pid=[0-9]+ comm=vmtap-probe network=nowhere verb=open code=2 duration_us=[0-9]+ rule='
probe_kill a b b2 d
leaves_nothing 'at the end'
finish
