#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# slow-close.t - a client sends descriptors whose last close would sleep: TCP
# sockets that linger, and whose other end reads nothing.  vmtapd and other
# clients do not wait.

. "${top_srcdir:-.}/tests/lib/lib.sh"

policy <<END
network lan {
	kind = bridge
	bridge = "br0"
	allow "alice" {}
}
END
bare_bridge br0

# slow SOCKET HOW: makes 8 connections, each with so many good requests that the
# client has closed its descriptor before vmtapd gets to the last message, which
# has a copy.  Prints "done", or the error of sending.  HOW: "stay", or "leave"
# at once.  A process of its own sends it and ends, because the end of a process
# does not linger.
cat >$T/slow <<'END'
import os, socket, struct, sys
listener = socket.socket()
listener.bind(("127.0.0.1", 0))
listener.listen(8)
networks = struct.pack("=IHHII", 0x50544d56, 1, 3, 576, 0) + bytes(560)

def send_slow(client):
    slow = socket.create_connection(listener.getsockname())
    slow.setblocking(False)
    try:
        while True:
            slow.send(bytes(65536))
    except BlockingIOError:
        pass
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 60))
    for j in range(60):
        client.send(networks)
    try:
        socket.send_fds(client, [networks], [slow.fileno()])
    except PermissionError:
        os._exit(1)
    os._exit(0)

ends, told = [], "done"
for i in range(8):
    client = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    client.connect(sys.argv[1])
    child = os.fork()
    if child == 0:
        send_slow(client)
    ends.append(listener.accept()[0])
    if os.waitpid(child, 0)[1] != 0:
        told = "refused"
    if sys.argv[2] == "stay":
        ends.append(client)
    client = None
print(told, flush=True)
sys.stdin.read()
END

# The probe waits for 10 s; each of these sockets lingers for 60 s.
is_served()
{
	ask alice "request networks" && [ "$(reply network)" = lan ]
}

# sends HOW EXPECTED WHAT: does a client that sends them reach vmtapd
sends()
{
	rm -f $T/slow.in $T/slow.out # of the one before
	mkfifo $T/slow.in
	exec_as mallory "$PYTHON" $T/slow "$SOCKET" "$1" <>$T/slow.in \
		>$T/slow.out 2>&1 &
	slow=$!
	ok_if "$1: all is sent" wait_until 20 grep -q . $T/slow.out
	is "$1: $3" "$2" "$(cat $T/slow.out)"
	ok_if "$1: another user is served" is_served
	kill -KILL $slow
	wait $slow 2>/dev/null
	leaves_nothing "$1"
}

# Linux 6.16 keeps them out.
if kernel_keeps_fds; then
	daemon_start
	for how in stay leave; do
		sends $how refused "the kernel does not send them"
	done
	daemon_stop
	preloading old-kernel daemon_start
else
	not_run "descriptors are kept out" "Linux before 6.16"
	daemon_start
fi
# An older kernel does not: they reach vmtapd, which waits for none of them.
for how in stay leave; do
	sends $how "done" "they reach vmtapd"
done
finish
