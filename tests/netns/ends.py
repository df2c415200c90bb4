# SPDX-License-Identifier: LGPL-2.1-or-later
"""ends.py - see ends.t.  Descriptors and the kernel's events are counted; no
time is measured."""
import os
import signal
import subprocess

from fault import (CONF, OPEN, T, Client, Daemon, add_lower, equal, finish,
                   grant, note, ok, ours, policy, until)

ROUNDS = int(os.environ.get("ROUNDS", "400"))
OF_BOB = 200  # his devices at most
OF_ALICE = 8
OF_CAROL = 150
# Of the daemon, for each device that lives: a copy of its descriptor, and the
# sentry that looks whether it is held.
EACH = 2
# What may be ahead of others: the links that are just being deleted
# (DEVICE_END_MAX), and a second such slice.
SLICE = 32
# Descriptors of a user that wait to be closed, before the user's links wait
# (BACKLOG_OPEN_EACH); a slow machine comes near that.
OPEN_EACH = 512
LOG = T + "/events"
POLICY = f"""
global {{ on-reload = revoke }}
network office {{ kind = macvtap  lower = "eth0"  devices = 1000
	allow "alice" {{ devices = {OF_ALICE} }}
	allow "bob" {{ devices = {OF_BOB} }}
	allow "carol" {{ devices = {OF_CAROL} }} }}
"""
NOBODY = """
global { on-reload = revoke }
network office { kind = macvtap  lower = "eth0"  allow "root" { } }
"""


class Events:
    """Names of links in the order in which the kernel says that they are
    gone."""

    def __init__(self):
        with open(LOG, "wb") as log:
            self.process = subprocess.Popen(["ip", "monitor", "link"],
                                            stdout=log)
        until(self.hears)

    def hears(self):
        """A change of another link is in the log: it listens."""
        subprocess.run(["ip", "link", "set", "lo", "down"], check=True)
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        return os.path.getsize(LOG) > 0

    def gone(self):
        with open(LOG, encoding="ascii") as log:
            return [line.split()[2].rstrip(":").split("@")[0] for line in log
                    if line.startswith("Deleted")]

    def stop(self):
        self.process.terminate()
        self.process.wait()


def churn(client, rounds, look):
    """Gets and drops macvtaps, one after the other, and calls look() after
    each."""
    while rounds > 0:
        reply = client.ask(OPEN, network="office")
        rounds -= reply.code == 0
        reply.close()
        look()


def hold(n, user):
    """Starts a process for each macvtap.  Returns pids and names."""
    pids, names = [], []
    for _ in range(n):
        reply = grant("office", user)
        names.append(reply.ifname)
        pids.append(os.fork())
        if pids[-1] == 0:
            signal.pause()
            os._exit(0)
        reply.close()
    return pids, names


def kill(pids):
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    for pid in pids:
        os.waitpid(pid, 0)


def ahead(events, names, others):
    """How many of the others were gone before the last of names was."""
    last = max(events.index(name) for name in names)
    return sum(name in others for name in events[:last])


def test_churn(daemon, events):
    """Bob gets and drops macvtaps.  Then those of alice lose their holders."""
    pids, names = hold(OF_ALICE, "alice")
    client = Client("bob")
    until(lambda: daemon.count_fds() <= daemon.fds_at_rest + 1)
    most = []
    churn(client, ROUNDS, lambda: most.append(
        daemon.count_fds() - EACH * len(ours())))
    left = set(ours()) - set(names)
    before = len(events.gone())
    kill(pids)
    ok(until(lambda: not set(names) & set(ours()), 10), "alice's are gone")
    until(lambda: set(names) <= set(events.gone()))
    n = ahead(events.gone()[before:], names, left)
    note(f"{max(most)} descriptors beside those of devices that lived, "
         f"{len(left)} devices of bob left, {n} of them ahead of alice's")
    ok(max(most) < daemon.fds_at_rest + OPEN_EACH + EACH * SLICE,
       f"{ROUNDS} macvtaps of bob: descriptors do not pile up", most[-1])
    ok(n <= 2 * SLICE, f"{ROUNDS} macvtaps of bob: alice's ends do not wait",
       f"{n} of bob's went first")
    ok(until(lambda: not ours(), 10), "all are gone", ours())
    client.close()


def test_turns(daemon, events):
    """Carol loses many macvtaps at once, and alice one."""
    replies = [grant("office", "carol") for _ in range(OF_CAROL)]
    reply = grant("office", "alice")
    of_carol = {reply.ifname for reply in replies}
    policy(NOBODY)
    daemon.process.send_signal(signal.SIGHUP)
    ok(until(lambda: not ours(), 10), f"{OF_CAROL} end at once: all are gone",
       ours())
    until(lambda: of_carol | {reply.ifname} <= set(events.gone()))
    n = ahead(events.gone(), [reply.ifname], of_carol)
    note(f"{n} of carol's {OF_CAROL} ahead of alice's")
    ok(n <= 2 * SLICE, f"{OF_CAROL} of carol's end: alice's has its turn",
       f"{n} of carol's went first")
    for each in [reply, *replies]:
        each.close()


def test_stop(daemon):
    """SIGTERM while many end: what has begun is completed."""
    policy(POLICY)
    daemon.process.send_signal(signal.SIGHUP)
    until(lambda: Client("carol").ask(OPEN, network="office").code == 0)
    replies = [grant("office", "carol") for _ in range(OF_CAROL // 2)]
    policy(NOBODY)
    daemon.process.send_signal(signal.SIGHUP)
    until(lambda: len(ours()) < OF_CAROL // 2)
    equal(daemon.kill(signal.SIGTERM), 0, "SIGTERM: the daemon stops politely")
    equal(ours(), [], "SIGTERM: the links whose end had begun are gone")
    for each in replies:
        each.close()


def main():
    policy(POLICY)
    add_lower("eth0", "far0")
    events = Events()
    daemon = Daemon().start()
    until(daemon.has_no_client)
    daemon.fds_at_rest = daemon.count_fds()
    test_churn(daemon, events)
    test_turns(daemon, events)
    ok(until(lambda: daemon.count_fds() <= daemon.fds_at_rest, 30),
       "as many descriptors as before", daemon.count_fds())
    test_stop(daemon)
    events.stop()
    finish()


main()
