# SPDX-License-Identifier: LGPL-2.1-or-later
"""fair.py - see fair.t."""
import os
import signal
import time

from fault import (OPEN, Client, Daemon, add_bridge, add_lower, equal, finish,
                   grant, has_link, links, note, ok, ours, policy, until, used)

MANY = 100
OPEN_MAX = 1024  # BACKLOG_OPEN_MAX of helper/daemon/lease/backlog.h
SECONDS = float(os.environ.get("SECONDS", "3"))
POLICY = f"""
network lan {{ kind = bridge  bridge = "br0"  allow "bob" {{ devices = 8 }}
	allow "carol" {{ devices = 8 }} }}
network office {{ kind = macvtap  lower = "eth0"  devices = {MANY + 16}
	allow "alice" {{ devices = {MANY} }}  allow "bob" {{ devices = 8 }}
	allow "carol" {{ devices = 8 }} }}
"""


class Busy:
    """A process that gets devices and drops them at once, as fast as its quota
    permits."""

    def __init__(self, user, network):
        self.pid = os.fork()
        if self.pid == 0:
            try:
                client = Client(user)
                while True:
                    client.ask(OPEN, network=network).close()
            finally:
                os._exit(1)

    def stop(self):
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def test_others_end(network):
    """Two kinds of work that could keep the reaper from all other work."""
    busy = [Busy(user, network) for user in ("bob", "carol")]
    replies = [grant("office") for _ in range(MANY)]
    names = [reply.ifname for reply in replies]
    until(lambda: used(network, "bob") >= 7)
    for reply in replies:
        reply.close()
    start = time.monotonic()
    is_gone = until(lambda: not any(map(has_link, names)), 40)
    note(f"{MANY} macvtaps were gone after {time.monotonic() - start:.2f} s, "
         f"beside two users busy on {network}")
    ok(is_gone, f"{network} is busy: the devices of others end",
       f"{sum(map(has_link, names))} of {MANY} are left")
    for process in busy:
        process.stop()
    ok(until(lambda: not ours(), 10), f"{network} is busy: all gone", ours())


def test_descriptors(daemon, fds):
    """A device that is gone leaves a descriptor: a thread closes it, although
    there is always more urgent work."""
    busy = [Busy("bob", "office"), Busy("carol", "lan")]
    most = 0
    end = time.monotonic() + SECONDS  # of work: this is what the test looks at
    while time.monotonic() < end:
        most = max(most, daemon.count_fds())
        time.sleep(0.05)
    for process in busy:
        process.stop()
    note(f"{fds} descriptors at rest, {most} at most")
    ok(most < fds + OPEN_MAX + 100, "descriptors do not pile up without end",
       fds, most)
    ok(until(lambda: not ours(), 10), "and then all is gone", ours())
    ok(until(lambda: daemon.count_fds() == fds, 30),
       "and as many descriptors as before", daemon.count_fds())


def main():
    policy(POLICY)
    add_bridge()
    add_lower("eth0", "far0")
    before = links()
    daemon = Daemon().start()
    until(daemon.has_no_client)
    fds = daemon.count_fds()
    test_others_end("lan")
    test_others_end("office")
    test_descriptors(daemon, fds)
    equal(links(), before, "links are as before")
    equal(daemon.kill(signal.SIGTERM), 0, "the daemon stops politely")
    finish()


main()
