# SPDX-License-Identifier: LGPL-2.1-or-later
"""bench-cost.py - see bench-cost.  Compare figures of one run, not those of two
machines."""
import multiprocessing
import os
import signal
import subprocess
import time

from fault import (CHECK, GIDS, SOCKET, UIDS, Client, Daemon, add_bridge,
                   add_lower, ours, policy, run, until)

BENCH = os.environ["BENCH_GRANT"]
LEASES = [int(n) for n in os.environ.get("LEASES", "0 1000 4000").split()]
GRANTS = int(os.environ.get("GRANTS", "40"))
BRIDGES = 8  # a bridge has 1023 ports at most, and each costs the kernel time
CONNECTIONS = 32
FLOODERS = 4
LISTS = 20
STARTS = 3
POLICY = "global { requests = 1000000 }\n" + "".join(f"""
network lan{i} {{ kind = bridge  bridge = "br{i}"  devices = 600
	allow "alice" {{ devices = 600 }} }}""" for i in range(BRIDGES)) + """
network busy { kind = bridge  bridge = "br0"  allow "bob" {}
	allow "mallory" { mac = "52:54:00:00:00:07/48" } }
"""


class Times:
    """What bench-grant said, in microseconds."""

    def __init__(self, text):
        self.p10, self.median, self.p99, self.worst = map(
            float, text.split()[1:])


def bench(user, *words):
    result = subprocess.run(
        [BENCH, *map(str, words)], check=True, stdout=subprocess.PIPE,
        text=True, user=UIDS[user], group=GIDS[user])
    return Times(result.stdout)


# ---- beside many leases -------------------------------------------------------


class Holders:
    """Processes of alice's, one for each bridge."""

    def __init__(self):
        self.all, self.n = [], 0

    def grow(self, n):
        """As even as can be: the last bridge has as many as the others."""
        for i in range(BRIDGES):
            share = (n - self.n) // BRIDGES
            if share == 0:
                break
            self.all.append(subprocess.Popen(
                [BENCH, "hold", SOCKET, f"lan{i}", str(share)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                user=UIDS["alice"], group=GIDS["alice"]))
            if self.all[-1].stdout.readline() != "held\n":
                raise RuntimeError("the devices are not there")
        self.n = n

    def end(self):
        for process in self.all:
            process.kill()
        for process in self.all:
            process.wait()


def cpu(daemon):
    """Microseconds of the thread that serves requests: a busy host changes this
    less than it changes how long something takes."""
    with open(f"/proc/{daemon.pid}/schedstat", encoding="ascii") as stat:
        return int(stat.read().split()[0]) / 1e3


def of_daemon(daemon, count, *words):
    """(times, CPU time of vmtapd for each of count)"""
    before = cpu(daemon)
    times = bench("alice", *words)
    return times, (cpu(daemon) - before) / count


def start(daemon):
    """(milliseconds until a new daemon answers, its CPU time)"""
    daemon.kill()
    begin = time.monotonic()
    daemon.start()
    return (time.monotonic() - begin) * 1e3, cpu(daemon) / 1e3


def settle(n):
    until(lambda: len(ours()) == n, 60)


def row(daemon, n):
    network, bridge = f"lan{BRIDGES - 1}", f"br{BRIDGES - 1}"
    floor = bench("root", "floor", "bridge", bridge, GRANTS)
    settle(n)
    grants, of_grant = of_daemon(daemon, GRANTS, "socket", SOCKET, network,
                                 GRANTS)
    settle(n)
    lists, of_list = of_daemon(daemon, LISTS, "list", SOCKET, LISTS)
    links = bench("root", "links", LISTS)
    starts = [start(daemon) for _ in range(STARTS)]
    print(f"{n:6}{floor.p10:8.0f}{grants.p10:8.0f}"
          f"{grants.p10 / floor.p10:7.2f}{of_grant:8.0f}"
          f"{lists.p10 / 1e3:9.2f}{of_list / 1e3:8.2f}"
          f"{min(starts)[0]:9.0f}{min(used for _, used in starts):8.0f}"
          f"{links.p10 / 1e3:8.1f}", flush=True)


def beside_leases(daemon):
    print(f"""
Beside leases of one user on {BRIDGES} bridges.  Grants: microseconds, in process
and through vmtapd, p10 of {GRANTS}.  Lists and starts: milliseconds, p10 of {LISTS}
and best of {STARTS}.  dump: the kernel lists all links, milliseconds.  CPU: of vmtapd
for each.
""")
    print(f"{'leases':>6}{'floor':>8}{'grant':>8}{'ratio':>7}{'CPU':>8}"
          f"{'list':>9}{'CPU':>8}{'start':>9}{'CPU':>8}{'dump':>8}")
    holders = Holders()
    for n in LEASES:
        holders.grow(n)
        row(daemon, n)
    holders.end()


# ---- beside busy connections --------------------------------------------------


def flood():
    """One of several processes, as one would keep vmtapd waiting."""
    clients = [Client("mallory") for _ in range(CONNECTIONS // FLOODERS)]
    while True:
        for client in clients:
            client.send(CHECK, network="busy", flags=0)
        for client in clients:
            client.receive()


def beside_connections():
    """The range has one address, which is in use."""
    add_lower("up0", "far9", "br0")
    run("bridge fdb add 52:54:00:00:00:07 dev up0 master static")
    idle = bench("bob", "list", SOCKET, 200)
    flooders = [multiprocessing.Process(target=flood, daemon=True)
                for _ in range(FLOODERS)]
    for flooder in flooders:
        flooder.start()
    time.sleep(1)  # until all are connected
    busy = bench("bob", "list", SOCKET, 200)
    for flooder in flooders:
        flooder.kill()
        flooder.join()
    print(f"\nA list beside {CONNECTIONS} busy connections of another user, "
          "microseconds\n")
    print(f"{'':10}{'median':>9}{'p99':>9}{'worst':>9}")
    for name, times in ("idle", idle), ("busy", busy):
        print(f"{name:10}{times.median:9.0f}{times.p99:9.0f}"
              f"{times.worst:9.0f}")
    print(f"{'ratio':10}{busy.median / idle.median:9.2f}"
          f"{busy.p99 / idle.p99:9.2f}{busy.worst / idle.worst:9.2f}",
          flush=True)


def main():
    policy(POLICY)
    add_bridge()
    for i in range(1, BRIDGES):
        run(f"ip link add br{i} type bridge")
        run(f"ip link set br{i} up")
    daemon = Daemon().start()
    beside_connections()
    beside_leases(daemon)
    daemon.kill(signal.SIGTERM)


main()
