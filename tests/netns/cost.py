# SPDX-License-Identifier: LGPL-2.1-or-later
"""cost.py - see cost.t.  strace counts; nothing here measures a time."""
import os
import re
import signal
import subprocess

from fault import (CHECK, LIST, OPEN, R_END, Client, Daemon, add_bridge, add_lower,
                   ask, equal, finish, grant, links, note, ok, ours, policy,
                   run, until)
from tracer import Tracer

IN_USE, BUSY = 5, 8
MANY = "52:54:00:00:01:00/40"
CONNECTIONS = 32
QUESTIONS_MAX = 16  # of helper/daemon/choose.c
OF_ONE = 3  # questions about one address that a station has, without VLANs
POLICY = f"""
network lan {{ kind = bridge  bridge = "br0"  devices = 100
	allow "alice" {{ devices = 100 }}  allow "mallory" {{}} }}
network one {{ kind = bridge  bridge = "br0"
	allow "mallory" {{ mac = "52:54:00:00:00:07/48" }} }}
network four {{ kind = bridge  bridge = "br0"
	allow "mallory" {{ mac = "52:54:00:00:00:04/46" }} }}
network many {{ kind = bridge  bridge = "br0"
	allow "mallory" {{ mac = "{MANY}" }} }}
"""

def cost(daemon, verb, network, user="mallory"):
    """(how many messages vmtapd sent to the kernel, its answer)"""
    tracer = Tracer(daemon.pid, "-e", "trace=sendto")
    reply = ask(verb, user, network=network)
    tracer.stop()
    lines = [line for line in tracer.lines() if "nlmsg" in line]
    reply.close()
    return len(lines), reply


# ---- lists --------------------------------------------------------------------


def test_little_room(daemon, n):
    """Where wmem_default of the host is small, a socket takes no datagram of
    many records: strace refuses as the kernel would."""
    tracer = Tracer(daemon.pid, "-e", "trace=sendmsg",
                    "-e", "inject=sendmsg:error=EMSGSIZE:syscall=getpid"
                    ":when=1..2")
    reply = ask(LIST, "alice")
    tracer.stop()
    equal((reply.code, reply.records, reply.flags & R_END), (0, n // 4, 0),
          "an answer that does not fit has fewer records, and is not the end")
    reply = ask(LIST, "alice")
    equal((reply.records, reply.flags & R_END), (n, R_END), "else it has all")


# ---- the search for an address ------------------------------------------------


def add_stations():
    """Stations behind a port have all addresses of the narrow ranges."""
    stations = [f"52:54:00:00:00:{i:02x}" for i in range(4, 8)]
    stations += [f"52:54:00:00:01:{i:02x}" for i in range(256)]
    subprocess.run(
        ["bridge", "-batch", "-"], check=True, text=True,
        input="".join(f"fdb add {station} dev up0 master static\n"
                      for station in stations))


def test_searches(daemon):
    free, reply = cost(daemon, CHECK, "lan")
    equal(reply.code, 0, "a free address: granted")
    for network, addresses in ("one", 1), ("four", 4):
        questions, reply = cost(daemon, CHECK, network)
        equal(reply.code, IN_USE, f"{network}: in use")
        ok(1 <= questions <= addresses * OF_ONE,
           f"{network}: vmtapd asks about each address once", questions)
    for verb, name in (CHECK, "check"), (OPEN, "open"):
        questions, reply = cost(daemon, verb, "many")
        ok(questions < QUESTIONS_MAX + OF_ONE,
           f"many, {name}: the questions have a limit", questions)
        equal(reply.code, IN_USE, f"many, {name}: in use")
        ok(MANY in reply.text and "mac=" in reply.text,
           f"many, {name}: the answer names range and remedy", reply.text)
        equal(ours(), [], f"many, {name}: nothing was made")
    note(f"a free address takes {free} messages")
    held = [grant("lan") for _ in range(20)]
    # vmtapd may look at the new devices meanwhile
    costs = [cost(daemon, CHECK, "lan", "alice") for _ in range(5)]
    ok(all(reply.code == 0 for _, reply in costs) and
       min(questions for questions, _ in costs) <= free,
       "beside 20 devices of the user's the search costs no more",
       [questions for questions, _ in costs], free)
    test_little_room(daemon, len(held))
    for reply in held:
        reply.close()
    ok(until(lambda: not ours(), 10), "all gone", ours())


# ---- turns --------------------------------------------------------------------


def has_stopped(daemon):
    with open(f"/proc/{daemon.pid}/stat", encoding="ascii") as stat:
        return stat.read().rsplit(")", 1)[1].split()[0] in "Tt"


def connect(daemon, user):
    """(client, descriptor of the daemon), and the daemon is idle."""
    before = daemon.fds()
    client = Client(user)
    client.ask(LIST)
    fds = [fd for fd in daemon.fds() if fd not in before]
    return client, fds[-1]


def test_turns(daemon):
    """Requests of all are there when vmtapd looks; alice's is the last."""
    busy = [connect(daemon, "mallory")[0] for _ in range(CONNECTIONS)]
    alice, fd = connect(daemon, "alice")
    tracer = Tracer(daemon.pid, "-e", "trace=sendmsg")
    os.kill(daemon.pid, signal.SIGSTOP)
    until(lambda: has_stopped(daemon))
    for client in busy:
        client.send(CHECK, network="many")
    alice.send(LIST)
    os.kill(daemon.pid, signal.SIGCONT)
    codes = [client.receive().code for client in [alice, *busy]]
    order = [re.match(r"sendmsg\((\d+)", line).group(1)
             for line in tracer.lines() if "(" in line]
    equal(codes, [0] + CONNECTIONS * [IN_USE], "all are answered")
    # the kernel tells of 32 descriptors at once; then alice's waits for a turn
    ok(fd in order[:3],
       f"a list waits for few of the {CONNECTIONS} requests of another user",
       order, fd)
    for client in [alice, *busy]:
        client.close()


# ---- the bucket ---------------------------------------------------------------


def count_busy(user, verb, **keys):
    client = Client(user)
    replies = [client.ask(verb, **keys) for _ in range(30)]
    client.close()
    busy = [reply.text for reply in replies if reply.code == BUSY]
    return len(busy), busy[-1] if busy else ""


def test_bucket(daemon):
    """Each of these takes 17 of 40 tokens and more."""
    policy("global { requests = 40 }" + POLICY)
    daemon.restart()
    busy, text = count_busy("mallory", CHECK, network="many")
    ok(busy > 0, "requests that ask the kernel much count as several", busy)
    ok("more than the 40 requests" in text and "question" in text,
       "the answer says so", text)
    equal(count_busy("alice", LIST)[0], 0,
          "requests that ask nothing count as one")
    ok(until(lambda: ask(LIST, "mallory").code == 0),
       "the user is heard again")


def main():
    policy(POLICY)
    add_bridge()
    add_lower("up0", "far9", "br0")
    add_stations()
    before = links()
    daemon = Daemon().start()
    test_searches(daemon)
    test_turns(daemon)
    test_bucket(daemon)
    equal(links(), before, "links are as before")
    equal(daemon.kill(signal.SIGTERM), 0, "the daemon stops politely")
    finish()


main()
