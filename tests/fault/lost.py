# SPDX-License-Identifier: LGPL-2.1-or-later
"""lost.py - see lost.t."""
import array
import os
import signal
import socket

from fault import (LIST, OPEN, REPLY_MAX, Client, Daemon, add_bridge,
                   add_lower, equal, finish, grant, has_link, note, ok, ours,
                   policy, until, used)

POLICY = """
network lan { kind = bridge  bridge = "br0"  queues = 4
	allow "alice" { devices = 2 } }
network office { kind = macvtap  lower = "eth0"  queues = 4
	allow "alice" { devices = 2 } }
"""
NETWORKS_ = (("lan", 1), ("lan", 4), ("office", 1), ("office", 4))


class Check:
    """Compares links, leases and quota with how they were: nothing is left."""

    def __init__(self, daemon):
        self.daemon = daemon
        until(daemon.has_no_client)
        self.fds = daemon.count_fds()

    def __call__(self, what):
        ok(until(lambda: not ours()), f"{what}: the device is gone", ours())
        ok(until(lambda: used("lan") == used("office") == 0),
           f"{what}: the quota is free")
        until(self.daemon.has_no_client)
        ok(until(lambda: self.daemon.count_fds() == self.fds),
           f"{what}: vmtapd has as many descriptors as before",
           self.daemon.count_fds(), self.fds)
        equal(self.daemon.watches(), 0, f"{what}: no watch")


def in_child(function):
    """A process that runs it and then waits to be killed; its pid."""
    ready, done = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            kept = function()
            os.write(done, b".")
            signal.pause()
            del kept
        finally:
            os._exit(1)
    os.close(done)
    os.read(ready, 1)
    os.close(ready)
    return pid


def kill(pid):
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def request(network, queues):
    client = Client()
    client.send(OPEN, network=network, queues=queues)
    return client


def test_died_before(daemon, check):
    """Between the request and the answer."""
    for network, queues in NETWORKS_:
        what = f"{network}, {queues} queues: died before the answer"
        position = daemon.position()
        daemon.process.send_signal(signal.SIGSTOP)
        kill(in_child(lambda: request(network, queues)))
        daemon.process.send_signal(signal.SIGCONT)
        ok(until(lambda: "cannot be delivered" in daemon.news(position)),
           f"{what}: the log says so", daemon.news(position))
        check(what)


def test_died_unread(check):
    """The answer has arrived, and the client has not read it."""
    for network, queues in NETWORKS_:
        what = f"{network}, {queues} queues: died with the answer unread"
        pid = in_child(lambda: request(network, queues))
        ok(until(lambda: len(ours()) == 1 and used(network) == 1),
           f"{what}: it was there")
        name = ours()[0]
        kill(pid)
        ok(until(lambda: not has_link(name), 1), f"{what}: gone")
        check(what)


def test_never_reads(check):
    """A client that never reads its answer still holds the device, and the
    device counts in its quota, until the client ends.  vmtapd does not wait."""
    pids = [in_child(lambda: request("office", 2)) for _ in range(2)]
    ok(until(lambda: used("office") == 2), "never reads: both are counted")
    client = Client()
    equal(client.ask(OPEN, network="office").code, 3,
          "never reads: the quota is used up")
    client.close()
    equal(len(ours()), 2, "never reads: they are there")
    for pid in pids:
        kill(pid)
    check("never reads")


def count_answers():
    """How many answers fit into the buffer of a connection."""
    client = Client()
    try:
        for _ in range(100000):
            client.send(LIST)
    except (BrokenPipeError, ConnectionResetError):
        pass
    n = 0
    try:
        while client.receive():
            n += 1
    except TimeoutError:
        pass
    client.close()
    return n


def test_full(daemon, check):
    """The buffer has room for n answers; the answer with the device is the one
    after them, or the last that fits."""
    n = count_answers()
    note(f"{n} answers fit into the buffer")
    for network, queues in NETWORKS_:
        position = daemon.position()
        for before in (n - 1, n, n + 1):
            client = Client()
            try:
                for _ in range(before):
                    client.send(LIST)
                client.send(OPEN, network=network, queues=queues)
                client.send(OPEN, network=network, queues=queues)
            except (BrokenPipeError, ConnectionResetError):
                pass
            ok(until(lambda: daemon.count_fds() == check.fds),
               f"{network}, {queues} queues, {before} answers unread: "
               "the connection ends")
            client.close()
            check(f"{network}, {queues} queues, {before} answers unread")
        ok("cannot be delivered: Resource temporarily unavailable"
           in daemon.news(position),
           f"{network}, {queues} queues: the buffer was full for the device")


def test_shut(check):
    """One client has shut down its receiving side, another has no room for
    descriptors."""
    for network, queues in NETWORKS_:
        client = Client()
        client.socket.shutdown(socket.SHUT_RD)
        try:
            client.send(OPEN, network=network, queues=queues)
        except BrokenPipeError:
            pass
        check(f"{network}, {queues} queues: deaf")
        client.close()
        client = Client()
        client.send(OPEN, network=network, queues=queues)
        client.socket.recvmsg(REPLY_MAX, 0)
        ok(until(lambda: not ours()),
           f"{network}, {queues} queues: no room, so nobody has it")
        client.close()
        check(f"{network}, {queues} queues: no room for descriptors")


def poke():
    """The kernel looks for such cycles when a socket is closed."""
    one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    one.close()
    other.close()


def test_cycle(check):
    """A message in a socket's queue has the descriptor, and another message in
    the same queue has that socket: no process can reach either, and the kernel
    finds out."""
    for network in ("lan", "office"):
        reply = grant(network)
        one, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        fds = array.array("i", [*reply.fds, one.fileno(), other.fileno()])
        one.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, fds)])
        other.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, fds)])
        reply.close()
        one.close()
        other.close()
        until(lambda: poke() or not ours())
        check(f"{network}: in a cycle of sockets")


def main():
    policy(POLICY)
    add_bridge()
    add_lower("eth0", "far0")
    daemon = Daemon().start()
    check = Check(daemon)
    test_died_before(daemon, check)
    test_died_unread(check)
    test_never_reads(check)
    test_full(daemon, check)
    test_shut(check)
    test_cycle(check)
    equal(daemon.kill(signal.SIGTERM), 0, "the daemon stops politely")
    finish()


main()
