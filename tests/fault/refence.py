# SPDX-License-Identifier: LGPL-2.1-or-later
"""refence.py - see refence.t.

strace(1) records the system calls of a daemon that starts with devices to
adopt.  Then a new daemon is started for each of these calls, and killed there.
After each death the devices must drop what they dropped before: a thread
writes frames with another source all the time, and none may pass.
"""
import collections
import json
import os
import re
import signal
import subprocess
import threading

from fault import (T, Daemon, add_bridge, add_lower, equal, finish, grant, note,
                   ok, ours, policy, run, until)

TRACE = T + "/trace"
POLICY = """
network lan { kind = bridge  bridge = "br0"  allow "alice" {} }
network open { kind = bridge  bridge = "br0"  filter = none  allow "alice" {} }
network office { kind = macvtap  lower = "eth0"  allow "alice" {} }
"""
EVIL = bytes.fromhex("ffffffffffff525400666666080600010800060400015254006666660a"
                     "0000020000000000000a000001")


class Hostile(threading.Thread):
    """Writes frames that the filter drops, until it is told to stop."""

    def __init__(self, replies):
        super().__init__()
        self.fds = [reply.fds[0] for reply in replies]
        self.is_over, self.written = threading.Event(), 0

    def run(self):
        while not self.is_over.wait(0.0002):
            for fd in self.fds:
                try:
                    self.written += os.write(fd, EVIL) > 0
                except OSError:
                    pass

    def stop(self):
        self.is_over.set()
        self.join()


def calls():
    """(name, its count among calls of that name), from the first bpf(2), or the
    first that lists links, to the loop."""
    seen, found, has_begun = collections.Counter(), [], False
    with open(TRACE, encoding="utf-8", errors="replace") as trace:
        for line in trace:
            match = re.match(r"(\w+)\(", line)
            if not match:
                continue
            name = match.group(1)
            seen[name] += 1
            has_begun |= name == "bpf" or "RTM_GETLINK" in line
            if name.startswith("epoll_") and "wait" in name:
                break
            if has_begun and name not in ("exit_group", "close", "munmap"):
                found.append((name, seen[name]))
    return found


def strace(*options):
    return ("strace", "-D", "-o", TRACE, *options)


def passed_of(peer):
    """How many frames of EVIL's source the other end has."""
    text = subprocess.run(
        ["ip", "-n", "peer", "-j", "neigh", "show", "dev", peer],
        stdout=subprocess.PIPE, check=True).stdout
    return [entry for entry in json.loads(text or b"[]")
            if entry.get("lladdr") == "52:54:00:66:66:66"]


def has_filter(name):
    text = subprocess.run(["tc", "filter", "show", "dev", name, "ingress"],
                          stdout=subprocess.PIPE, text=True, check=True).stdout
    text += subprocess.run(["tc", "filter", "show", "dev", name, "egress"],
                           stdout=subprocess.PIPE, text=True, check=True).stdout
    return "direct-action" in text


def point(daemon, name, n):
    """True if the daemon was killed there."""
    daemon.start(*strace("-e", f"inject={name}:signal=KILL:when={n}"),
                 is_ready=False)

    def is_over():
        try:
            return daemon.is_ready()
        except RuntimeError:
            return True
    until(is_over, 10)
    if not daemon.is_running():
        return True
    daemon.kill()
    return False


def test_control():
    """Without a filter the other end believes the frame."""
    reply = grant("open", flags=0)
    os.write(reply.fds[0], EVIL)
    ok(until(lambda: passed_of("far9")), "without a filter one passes")
    reply.close()
    until(lambda: not ours())
    run("ip -n peer neigh flush dev far9 nud all")


def main():
    policy(POLICY)
    add_bridge()
    add_lower("up9", "far9", "br0")
    run("ip -n peer addr add 10.0.0.1/24 dev far9")
    add_lower("eth0", "far0")
    run("ip -n peer addr add 10.0.0.1/24 dev far0")
    daemon = Daemon().start()
    test_control()
    replies = [grant("lan", flags=0), grant("office", flags=0)]
    daemon.kill()
    daemon.start(*strace())
    points = calls()
    daemon.kill()
    ok(len(points) > 30, "recorded", points)
    hostile = Hostile(replies)
    hostile.start()
    hit, bare = 0, []
    for name, n in points:
        hit += point(daemon, name, n)
        bare += [f"{reply.ifname} at {name} {n}" for reply in replies
                 if not has_filter(reply.ifname)]
    hostile.stop()
    note(f"{len(points)} calls, {hit} reached, {hostile.written} frames")
    ok(hit >= 0.75 * len(points), "three points of four are reached, or more",
       hit, len(points))
    equal(bare, [], "each device has a filter after each death")
    ok(hostile.written > 1000, "frames were sent meanwhile", hostile.written)
    for peer in ("far9", "far0"):
        equal(passed_of(peer), [], f"{peer}: none has passed")
    daemon.start()
    for reply in replies:
        ok(has_filter(reply.ifname), "a whole start: the filter is there")
        reply.close()
    ok(until(lambda: not ours()), "all ends", ours())
    equal(daemon.kill(signal.SIGTERM), 0, "the daemon stops politely")
    finish()


main()
