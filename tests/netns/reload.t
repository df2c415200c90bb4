#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# reload.t - conf.d beside the policy, and what a reload does to devices.
. "${top_srcdir:-.}/tests/lib/lib.sh"

FOLDER=$T/conf.d

# main ON-RELOAD: alice, and bob by his group
main()
{
	policy <<END
global { on-reload = $1 }
network lan {
	kind = bridge
	bridge = br0
	allow alice {}
	allow "@kvm" { devices = 2 }
}
END
}

# more NAME: a file of conf.d, from standard input
more()
{
	(umask 077 && cat >"$FOLDER/$1")
}

# reload: sends SIGHUP, and waits for the daemon's line about it
count_reloads()
{
	grep -cE 'policy (not )?reloaded' "$T/daemon.log"
}
has_reloaded()
{
	[ "$(count_reloads)" -gt "$1" ]
}
reload()
{
	reload_before=$(count_reloads)
	kill -HUP "$DAEMON"
	wait_until 10 has_reloaded "$reload_before"
}

# may USER NETWORK: prints the code of the answer
may()
{
	ask "$1" "request check network=$2"
	reply code
}

add_bridge br0
mkdir "$FOLDER"
main keep
more 10-carol.conf <<END
network lan { allow carol {} }
network extra { kind = bridge  bridge = br0  allow carol {} }
END
more readme.txt <<END
this is no policy
END
more .hidden.conf <<END
nor is this
END
daemon_start

is 'the main file counts' 0 "$(may alice lan)"
is 'a rule of conf.d counts' 0 "$(may carol lan)"
is 'a network of conf.d counts' 0 "$(may carol extra)"
is 'and is for those it names' 2 "$(may alice extra)"

# ---- mistakes change nothing
more 20-wrong.conf <<END

network lan { bridge = br1 }
END
ok_if 'a reload with a conflict' reload
ok_if 'is refused, with both places' log_has \
	'not reloaded.*(vmtapd.conf:4: bridge stands in .*20-wrong.conf:2|20-wrong.conf:2: bridge stands in .*vmtapd.conf:4)'
is 'and the old policy stays' 0 "$(may carol lan)"
chmod 666 "$FOLDER/20-wrong.conf"
reload
ok_if 'a file that others can write is refused' log_has \
	'20-wrong.conf: writable by group or others'
rm "$FOLDER/20-wrong.conf"
chmod 777 "$FOLDER"
reload
ok_if 'and so is such a folder' log_has 'conf.d: writable by group or others'
chmod 755 "$FOLDER"
chmod 644 "$FOLDER/10-carol.conf"
chown 61001 "$FOLDER/10-carol.conf"
reload
ok_if "and so is somebody's file" log_has '10-carol.conf: owned by user 61001'
chown 0 "$FOLDER/10-carol.conf"
ok_if '--check reads conf.d, too' "$VMTAPD" --config "$CONF" --check

# ---- devices
open_as carol 'network=lan vm=c'
CAROL=$NIC
open_as bob 'network=lan vm=b'
BOB=$NIC
open_as alice 'network=lan vm=a'
ALICE=$NIC
rm "$FOLDER/10-carol.conf"
reload
is 'a rule that is gone' 2 "$(may carol lan)"
ok_if 'on-reload = keep: the device stays' has_link "$CAROL"
ok_if 'and the log says that it would be refused' wait_until 5 log_has \
	"not-granted: uid=61003 .*device=$CAROL .*rule=.*no rule of network .*: the policy does not grant .*revoke $CAROL"
is 'so does list' not-granted "$(notes "$CAROL" carol)"
is 'not of the others' '' "$(notes "$ALICE" alice)"
reload
is 'the log has it once' 1 "$(grep -c "not-granted: .*device=$CAROL" "$T/daemon.log")"
more 10-carol.conf <<END
network lan { allow carol { devices = 2 } }
END
reload
is 'no note when it is granted again' '' "$(notes "$CAROL" carol)"
rm "$FOLDER/10-carol.conf"
reload
is 'and a note when it is not' not-granted "$(notes "$CAROL" carol)"
main revoke
reload
ok_if 'on-reload = revoke: it goes' wait_until 5 no_link "$CAROL"
ok_if 'and the log says why' log_has \
	"revoked: uid=61003 .*device=$CAROL .*rule=.*no rule of network"
ok_if "a group's device stays" has_link "$BOB"
ok_if "a user's device stays" has_link "$ALICE"
rm -r "$FOLDER"
main revoke
sed -i '/@kvm/d' "$CONF"
reload
ok_if "the group's device goes with the rule" wait_until 5 no_link "$BOB"
ok_if "the user's device still stays" has_link "$ALICE"
ok_if 'and carries frames' can_talk alice "$(sed -n 's/^lladdr=//p' "$T/opened")"
probe_kill carol bob
close_as alice
leaves_nothing 'at the end'

# ---- a restart
open_as alice 'network=lan vm=a'
main keep
sed -i '/@kvm/d; /alice/d' "$CONF"
daemon_kill
daemon_start
is 'after a restart on another policy, too: a note' not-granted \
	"$(notes "$NIC" alice)"
probe_kill alice
ok_if 'and the device ends with its guest' wait_until 5 no_link "$NIC"
finish
