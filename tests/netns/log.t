#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# log.t - one line for each grant, refusal, release, revocation and end; with
# fields where stderr is the journal.
# shellcheck disable=SC2086 # $T, numbers and names have no blanks

. "${top_srcdir:-.}/tests/lib/lib.sh"

policy <<END
global { admin = {"@ops"} }
network lan { kind = bridge  bridge = "br0"  allow "alice" {} }
END
add_bridge br0
JOURNAL=/run/systemd/journal/socket
mkdir -p /run/systemd/journal
: >$T/daemon.log
: >$T/journal

journal_start()
{
	rm -f $JOURNAL
	$PYTHON "$top_srcdir/tests/lib/journal.py" $JOURNAL $T/journal &
	FAKE=$!
	wait_until 10 test -S $JOURNAL
}
journal_stop()
{
	kill $FAKE
	wait $FAKE 2>/dev/null
}

# entry FIELD=VALUE...: prints the last datagram that has these lines, in
# braces; "" if there is none
entry()
{
	$PYTHON - $T/journal "$@" <<'END'
import sys
found = ""
for entry in open(sys.argv[1], encoding="utf-8").read().split("\n\n"):
    lines = entry.split("\n")
    if all(any(line.startswith(w) for line in lines) for w in sys.argv[2:]):
        found = " ".join("{" + line + "}" for line in lines if line)
print(found)
END
}
has_entry()
{
	[ -n "$(entry "$@")" ]
}

# ---- stderr -----------------------------------------------------------------

daemon_start
open_as alice "network=lan vm=web1"
A="uid=61001 user=alice pid=$(pid_of alice) comm=vmtap-probe"
ok_if "granted" log_has \
	"^vmtapd: granted: $A network=lan vm=web1 device=$NIC mac=[0-9a-f:]+ duration_us=[0-9]+ rule=\"$CONF:2: allow .\"alice.\"\"$"
tell alice "request open network=nowhere"
ok_if "refused" log_has \
	"^vmtapd: refused: $A network=nowhere verb=open code=2 duration_us=[0-9]+ rule=\"no network .\"nowhere.\"\": network"
tell alice "request release ifname=vt00000000"
ok_if "refused: a release, too" log_has \
	"^vmtapd: refused: $A device=vt00000000 verb=release code=9 duration_us=[0-9]+: you have no device"
tell alice "request revoke network=lan"
ok_if "refused: a revocation, too" log_has \
	"^vmtapd: refused: $A network=lan verb=revoke code=2 duration_us=[0-9]+: devices of others"
tell alice "request list ifname=x"
ok_if "refused: what is not understood, too" log_has \
	"^vmtapd: refused: $A code=1 duration_us=[0-9]+: the client asks"
tell alice "request check network=nowhere"
is "a question is no refusal" 1 "$(grep -c network=nowhere $T/daemon.log)"
tell alice "request release ifname=$NIC"
ok_if "released" log_has \
	"^vmtapd: released: $A network=lan vm=web1 device=$NIC mac=[0-9a-f:]+ by_uid=61001 by_user=alice by_pid=$(pid_of alice) by_comm=vmtap-probe lasted_s=[0-9]+$"
ok_if "ended" wait_until 3 log_has \
	"^vmtapd: ended: $A network=lan vm=web1 device=$NIC mac=[0-9a-f:]+ lasted_s=[0-9]+$"
tell alice "request open network=lan"
NIC=$(reply ifname)
ask root "request revoke ifname=$NIC"
ok_if "revoked" log_has \
	"^vmtapd: revoked: $A network=lan device=$NIC mac=[0-9a-f:]+ by_uid=0 by_user=root by_pid=[0-9]+ by_comm=vmtap-probe lasted_s=[0-9]+$"
wait_until 3 ours_are 0

# A process can choose any name for itself, but the name stays in its field.
$PYTHON - $SOCKET <<'END'
import ctypes, os, socket, sys
libc = ctypes.CDLL(None)
libc.prctl(15, b'a" uid=0\n\xff', 0, 0, 0)
s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
s.connect(sys.argv[1])
s.send(b"x")
s.recv(1000)
END
ok_if "a name is escaped" log_has \
	'^vmtapd: refused: uid=0 user=root pid=[0-9]+ comm="a." uid=0.x0a.xff" code=1 '

# The client is gone, and another process may have its pid by now.
kill -STOP "$DAEMON"
$PYTHON - $SOCKET >$T/gone <<'END'
import os, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
pid = os.fork()
if pid == 0:
    s.connect(sys.argv[1])
    s.send(b"x")
    os._exit(0)
os.waitpid(pid, 0)
print(pid)
END
kill -CONT "$DAEMON"
ok_if "a process that is gone has no name" wait_until 3 log_has \
	"^vmtapd: refused: uid=0 user=root pid=$(cat $T/gone) code=1 "
is "nothing is in the journal" '' "$(cat $T/journal)"
probe_kill alice
leaves_nothing "stderr"
daemon_stop

# ---- the journal ------------------------------------------------------------

JOURNAL_STREAM=$(stat -c %d:%i $T/daemon.log)
export JOURNAL_STREAM
journal_start
daemon_start
ok_if "the journal has the start" wait_until 3 has_entry MESSAGE=version
open_as alice "network=lan vm=web1"
wait_until 3 has_entry VMTAP_VERDICT=granted
got=$(entry VMTAP_VERDICT=granted)
for want in PRIORITY=6 SYSLOG_IDENTIFIER=vmtapd VMTAP_UID=61001 VMTAP_USER=alice \
	"VMTAP_PID=$(pid_of alice)" VMTAP_COMM=vmtap-probe VMTAP_NETWORK=lan VMTAP_VM=web1 \
	"VMTAP_DEVICE=$NIC" "VMTAP_RULE=$CONF:2: allow \"alice\""; do
	like "granted: $want" "\\{${want}\\}" "$got"
done
like "granted: the message is the line" \
	"[{]MESSAGE=granted: uid=61001 .*device=$NIC .*rule=\"" "$got"
tell alice "request open network=nowhere"
wait_until 3 has_entry VMTAP_VERDICT=refused
like "refused: why" "[{]VMTAP_REASON=network \"nowhere\": not permitted" \
	"$(entry VMTAP_VERDICT=refused)"
ask root "request revoke network=lan"
wait_until 3 has_entry VMTAP_VERDICT=revoked
like "revoked: by whom" "\\{VMTAP_BY_UID=0\\}" "$(entry VMTAP_VERDICT=revoked)"
like "revoked: stands out" "\\{PRIORITY=5\\}" "$(entry VMTAP_VERDICT=revoked)"
ok_if "ended" wait_until 3 has_entry VMTAP_VERDICT=ended "VMTAP_DEVICE=$NIC"
is "no line is there twice" '' "$(cat $T/daemon.log)"

journal_stop
tell alice "request open network=lan"
is "without the journal: granted" 0 "$(reply code)"
ok_if "without the journal: on stderr, with the level" log_has \
	"^<6>granted: uid=61001 "
probe_kill alice
wait_until 3 ours_are 0
leaves_nothing "journal"
daemon_stop

# ---- a stream that is not the journal's
# ----------------------------------------------

journal_start
: >$T/journal
JOURNAL_STREAM=$(stat -c %d:%i $CONF)
daemon_start
open_as alice "network=lan"
ok_if "another's journal: on stderr, as without" log_has \
	"^vmtapd: granted: uid=61001 "
is "another's journal: nothing is in it" '' "$(cat $T/journal)"
close_as alice
leaves_nothing "another's journal"
journal_stop
finish
