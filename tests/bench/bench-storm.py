# SPDX-License-Identifier: LGPL-2.1-or-later
"""bench-storm.py - see bench-storm.  Compare figures of one run, not those of
two machines."""
import os
import signal
import subprocess
import time

from fault import (SOCKET, UIDS, Daemon, add_bridge, add_lower, grant,
                   has_link, ours, policy, until)

BENCH = os.environ["BENCH_GRANT"]
DEVICES = int(os.environ.get("DEVICES", "500"))
GRANTS = int(os.environ.get("GRANTS", "200"))
HOLDERS = int(os.environ.get("HOLDERS", "200"))
CHURNS = [float(word) for word in
          os.environ.get("CHURNS", "0 2 6 12").split()]  # seconds
MANY = max(DEVICES, HOLDERS)
KINDS = (("tap", "bridge", "br0", "lan"),
         ("macvtap", "macvtap", "eth0", "office"))
ROOM = 1000  # for devices of the loop that are not gone yet
POLICY = f"""
network lan {{ kind = bridge  bridge = "br0"  devices = {ROOM}
	allow "root" {{ devices = {ROOM} }} }}
network office {{ kind = macvtap  lower = "eth0"  devices = {ROOM}
	allow "root" {{ devices = {ROOM} }}
	allow "alice" {{ devices = {ROOM} }} }}
network storm {{ kind = macvtap  lower = "eth1"  devices = {MANY}
	allow "root" {{ devices = {MANY} }} }}
"""


class Grants:
    """What bench-grant said, in microseconds."""

    def __init__(self, text):
        n, _, *times = text.split()
        self.n, (self.median, self.p99, self.worst) = int(n), map(float, times)


def measure(*words):
    result = subprocess.run([BENCH, *map(str, words)], check=True,
                            stdout=subprocess.PIPE, text=True)
    until(lambda: not ours(), 60)
    return Grants(result.stdout)


def cost_of_grants():
    print(f"One grant, microseconds; {GRANTS} devices, kept\n")
    print(f"{'':10}{'in process':>22}{'through vmtapd':>22}{'ratio':>8}")
    print(f"{'':10}{'median':>11}{'p99':>11}{'median':>11}{'p99':>11}")
    for kind, name, link, network in KINDS:
        floor = measure("floor", name, link, GRANTS)
        grants = measure("socket", SOCKET, network, GRANTS)
        print(f"{kind:10}{floor.median:11.0f}{floor.p99:11.0f}"
              f"{grants.median:11.0f}{grants.p99:11.0f}"
              f"{grants.median / floor.median:8.2f}")


def hold(n):
    """Starts a process for each macvtap: one process would close them one after
    the other, which takes longer than all that is measured."""
    pids = []
    for _ in range(n):
        reply = grant("storm", "root")
        pids.append(os.fork())
        if pids[-1] == 0:
            signal.pause()
            os._exit(0)
        reply.close()
    return pids


def loop(network, during, uid=0):
    """Grants devices one after the other while during() runs."""
    with subprocess.Popen([BENCH, "loop", SOCKET, network], user=uid,
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          text=True) as process:
        seconds = during()
        text, _ = process.communicate()
    return Grants(text), seconds


def rest(seconds=3.0):
    time.sleep(seconds)  # that long is measured
    return seconds


def kill(pids):
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    for pid in pids:
        os.waitpid(pid, 0)


def die(pids, names):
    """Seconds until all macvtaps are gone."""
    start = time.monotonic()
    kill(pids)
    until(lambda: not any(map(has_link, names)), 120)
    return time.monotonic() - start


def storm(network):
    """(before, while they end, how long that took)"""
    pids = hold(DEVICES)
    names = ours()
    before, _ = loop(network, rest)
    until(lambda: len(ours()) == len(names), 60)
    during, seconds = loop(network, lambda: die(pids, names))
    until(lambda: not ours(), 60)
    return before, during, seconds


def cost_of_storms():
    print(f"\nOne grant each 10 ms, microseconds, beside {DEVICES} "
          "macvtaps that live, and while they die\n")
    print(f"{'':10}{'live':>33}{'die':>33}{'ratio':>16}")
    print(f"{'':10}" + 2 * f"{'median':>11}{'p99':>11}{'worst':>11}"
          + f"{'median':>8}{'worst':>8}  all gone")
    for kind, _, _, network in KINDS:
        before, during, seconds = storm(network)
        print(f"{kind:10}" + "".join(
            f"{grants.median:11.0f}{grants.p99:11.0f}{grants.worst:11.0f}"
            for grants in (before, during))
              + f"{during.median / before.median:8.2f}"
              f"{during.worst / before.worst:8.2f}"
              f"  {seconds:.2f} s, {during.n} grants meanwhile")
    pids = hold(DEVICES)
    print(f"\nwithout grants meanwhile, all gone in {die(pids, ours()):.2f} s")


def end_all(daemon, pids, names):
    """(descriptors that were left, seconds until the first is gone, and until
    all are)"""
    fds = daemon.count_fds()
    start = time.monotonic()
    kill(pids)
    until(lambda: not all(map(has_link, names)), 120)
    first = time.monotonic() - start
    until(lambda: not any(map(has_link, names)), 120)
    return fds, first, time.monotonic() - start


def end_after(daemon, user, seconds, goes_on):
    """Root's macvtaps die after the user got and dropped others for that
    long, or while the user goes on with that."""
    pids = hold(HOLDERS)
    names = ours()
    until(lambda: daemon.count_fds() <= daemon.fds_at_rest + HOLDERS, 60)

    def during():
        rest(seconds)
        return end_all(daemon, pids, names) if goes_on else None

    result = None
    if seconds > 0:
        _, result = loop("office", during, UIDS[user])
    result = result or end_all(daemon, pids, names)
    until(lambda: not ours() and daemon.count_fds() <= daemon.fds_at_rest, 60)
    return result


def ends_after_churn(daemon):
    print(f"\n{HOLDERS} holders of macvtaps die, after a user got and dropped "
          "another macvtap each 10 ms,\nor while the user goes on with that\n")
    print(f"{'churn':>16}{'of':>16}{'descriptors left':>18}{'first gone':>12}"
          f"{'all gone':>12}{'ratio':>8}")
    daemon.fds_at_rest = daemon.count_fds()
    for user, whose in (("alice", "another user"), ("root", "the same user")):
        still = None
        churns = [(seconds, False) for seconds in CHURNS]
        churns += [(seconds, True) for seconds in CHURNS[1:2]]
        for seconds, goes_on in churns:
            fds, first, every = end_after(daemon, user, seconds, goes_on)
            still = still or every
            print(f"{seconds:4.0f} s{' and goes on' if goes_on else '':11}"
                  f"{whose:>16}{fds:18}{first:10.2f} s"
                  f"{every:10.2f} s{every / still:8.2f}", flush=True)


def main():
    policy(POLICY)
    add_bridge()
    add_lower("eth0", "far0")
    add_lower("eth1", "far1")
    daemon = Daemon().start()
    cost_of_grants()
    cost_of_storms()
    ends_after_churn(daemon)
    daemon.kill(signal.SIGTERM)


main()
