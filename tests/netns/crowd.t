#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# crowd.t - many transient uids take all connections and keep them busy.  vmtapd still serves other users.
. "${top_srcdir:-.}/tests/lib/lib.sh"

policy <<END
network lan {
	kind = bridge
	bridge = "br0"
	devices = 100
	allow "alice" { devices = 100 }
	allow "bob" { devices = 100  mac = {"52:54:00:00:00:07/48"} }
}
END
bare_bridge br0
daemon_start

# crowd SOCKET: 17 uids with 32 connections each, which send something at times.
# Prints "closed" once vmtapd has closed one of them.  The log may not tell: it
# has a limit for lines about clients, and this crowd alone reaches it.
cat >$T/crowd <<'END'
import os, socket, sys, time

def crowd(uid):
    is_told = False
    os.setuid(uid)
    sockets = []
    for i in range(32):
        s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        s.connect(sys.argv[1])
        sockets.append(s)
    while True:
        for s in sockets:
            try:
                s.send(b"x")
                is_open = s.recv(1024) != b""
            except OSError:
                is_open = False
            if not is_open and not is_told:
                print("closed", flush=True)
                is_told = True
        if uid == 100016:
            print("all", flush=True)
        time.sleep(1)

for uid in range(100000, 100017):
    if os.fork() == 0:
        crowd(uid)
sys.stdin.read()
os.killpg(0, 9)
END
rm -f $T/crowd.in
mkfifo $T/crowd.in
setsid "$PYTHON" $T/crowd "$SOCKET" <>$T/crowd.in >$T/crowd.out 2>&1 &
crowd=$!
ok_if "a crowd has come" wait_until 60 grep -q all $T/crowd.out
ok_if "and is more than vmtapd takes" wait_until 60 grep -q closed $T/crowd.out
for user in alice root alice; do
	ask $user "request list" "request list"
	is "$user is heard" 0 "$(reply code)"
done
kill -KILL "-$crowd"
wait $crowd 2>/dev/null
leaves_nothing "crowd"

# rush SOCKET: 20 uids connect again and again, and send a request each time.
cat >$T/rush <<'END'
import collections, os, socket, sys

ring = collections.deque()
n = 0
while True:
    os.seteuid(100000 + n % 20)
    s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    s.connect(sys.argv[1])
    os.seteuid(0)
    try:
        s.send(b"x")
    except OSError:
        pass
    ring.append(s)
    n += 1
    if n == 1200:
        print("all", flush=True)
    if len(ring) > 600:
        ring.popleft().close()
END
"$PYTHON" $T/rush "$SOCKET" >$T/rush.out 2>&1 &
rush=$!
ok_if "a crowd comes again and again" wait_until 60 grep -q all $T/rush.out
for user in alice root alice; do
	ask $user "request list" "request list"
	is "rush: $user is heard" 0 "$(reply code)"
done
kill -KILL $rush
wait $rush 2>/dev/null
leaves_nothing "rush"

# A range has one address, which is in use: no other client waits for the
# search.
open_as bob "network=lan"
is "one address: granted" 52:54:00:00:00:07 "$(opened lladdr)"
tell bob "request check network=lan"
is "one address: in use" 5 "$(reply code)"
like "one address: says so" "the addresses that you may have there are in use" \
	"$(reply text)"
close_as bob
leaves_nothing "one address"
finish
