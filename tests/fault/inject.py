# SPDX-License-Identifier: LGPL-2.1-or-later
"""inject.py - see inject.t.

strace(1) attaches to one thread of a new daemon and records its system calls
during one story, e.g. a grant.  Then the test repeats the story with a new
daemon for each recorded call: once the call fails, and once the daemon is
killed at the call.  In place of a call that fails, strace makes a getpid(2),
which the daemon's own filter permits.  So no failure comes from the filter; if
the filter kills the daemon (SIGSYS), or the daemon ends for any other reason,
the point fails."""
import collections
import os
import re
import signal

from fault import (F_VHOST, F_VNET_HDR, OPEN, RELEASE, T, Client, Daemon,
                   add_bridge, add_lower, ask, equal, finish, grant, links,
                   locks, note, ok, ours, policy, run, until, used)
from tracer import Tracer

IS_FULL = bool(os.environ.get("FAULT_FULL"))

# Errors that the call is known for; the short test has the first one only.
ERRORS = {
    "accept4": ["EMFILE", "ECONNABORTED", "ENOMEM"],
    "epoll_ctl": ["ENOSPC", "ENOMEM"],
    "fcntl": ["ENOLCK", "EAGAIN"],
    "getrandom": ["EIO"],
    "inotify_add_watch": ["ENOSPC", "EACCES"],
    "ioctl": ["ENOMEM", "EBUSY", "EPERM"],
    "mmap": ["ENOMEM"],
    "brk": ["ENOMEM"],
    "mprotect": ["ENOMEM"],
    "openat": ["EMFILE", "ENOENT", "EACCES"],
    "recvmsg": ["ENOMEM", "EINTR"],
    "sendmsg": ["ENOBUFS", "EAGAIN", "EPIPE", "ETOOMANYREFS"],
    "sendto": ["ENOBUFS", "EPERM"],
}
# These calls cannot fail in the kernel, or never return: only strace would make
# them fail.
NEVER_FAIL = {"close", "futex", "epoll_wait", "epoll_pwait", "rt_sigreturn",
              "exit", "getpid", "munmap"}
# A sanitizer takes memory for itself, and ends the program if it gets none.
with open(os.environ["top_builddir"] + "/config.h", encoding="ascii") as config:
    IS_SANITIZED = "#define WITH_SANITIZERS 1" in config.read()
if IS_SANITIZED:
    NEVER_FAIL |= {"mmap", "brk", "mprotect", "madvise"}
# If one of these fails, the daemon may close the connection: it can say nothing
# else.
OF_CONNECTION = {"accept4", "epoll_ctl", "getsockopt", "recvmsg", "sendmsg",
                 "brk", "mmap"}

POLICY = """
network lan { kind = bridge  bridge = "br0"  queues = 2  vhost = true
	allow "alice" {} }
network office { kind = macvtap  lower = "eth0"  queues = 2  allow "alice" {} }
network wire { kind = macvtap  lower = "eth1"  mode = passthru
	allow "alice" {} }
"""


def calls_of(lines):
    """(name, its count among calls of that name, line)"""
    seen, calls = collections.Counter(), []
    for line in lines:
        found = re.match(r"(\w+)\(", line)
        if found:
            name = found.group(1)
            seen[name] += 1
            calls.append((name, seen[name], line))
    return calls


# ---- stories ----------------------------------------------------------------


class Story:
    """set_up() is not disturbed; things go wrong in tell().  The thread is the
    first (the request loop) or the second (the reaper)."""

    least = 15  # system calls: fewer means that it was not recorded

    def __init__(self, what, thread, network, **keys):
        self.what, self.thread = what, thread
        self.network, self.keys = network, keys
        self.reply = None

    def set_up(self, daemon):
        """When the story is over, the daemon has nothing else to do."""
        self.reply = None
        until(daemon.has_no_client)

    def tell(self):
        """What the client got: a reply, or None."""
        self.reply = None
        try:
            client = Client()
            client.send(OPEN, network=self.network, **self.keys)
            self.reply = client.receive()
            client.close()
        except (ConnectionError, BrokenPipeError):
            pass
        return self.reply

    def is_told(self, calls):
        """Those of the story, once it is over: up to the answer."""
        ends = [i for i, (name, _, line) in enumerate(calls)
                if name == "sendmsg" and "SCM_RIGHTS" in line]
        starts = [i for i, (name, _, _) in enumerate(calls)
                  if name == "accept4"]
        if not ends:
            return None
        after = [i for i, (name, _, _) in enumerate(calls[ends[0]:], ends[0])
                 if name.startswith("epoll_")]
        return calls[starts[0]:after[0] + 1] if after else None

    def complain(self, name, is_killed):
        """What is wrong with the answer, if anything."""
        reply = self.reply
        if reply is None:
            return "" if is_killed or name in OF_CONNECTION else "no answer"
        if reply.code:
            return "" if reply.text and not reply.fds else "no sentence"
        return "" if reply.is_working() else "descriptors that do not work"

    def clean_up(self):
        if self.reply:
            self.reply.close()


class End(Story):
    """A device ends: its user releases it, or its holder closes it."""

    least = 5

    def __init__(self, what, thread, network, is_release, n=1, **keys):
        super().__init__(what, thread, network, **keys)
        self.is_release, self.n, self.held = is_release, n, []

    def set_up(self, daemon):
        fds = daemon.count_fds()
        self.held = [grant(self.network, **self.keys) for _ in range(self.n)]
        until(lambda: daemon.has_no_client() and daemon.count_fds() <= fds)

    def tell(self):
        try:
            for reply in self.held:
                if self.is_release:
                    ask(RELEASE, ifname=reply.ifname)
                else:
                    reply.close()
        except (ConnectionError, BrokenPipeError):
            pass
        self.reply = None
        until(lambda: not ours(), 0.4)

    def is_told(self, calls):
        first = next((i for i, (name, _, line) in enumerate(calls) if
                      "SOCK_SEQPACKET" in line or name in
                      ("accept4", "read", "sendto", "recvmsg")), None)
        return calls[first:] if first is not None and not ours() else None

    def complain(self, name, is_killed):
        return ""

    def clean_up(self):
        for reply in self.held:
            reply.close()


STORIES = [
    Story("grant of a tap", 0, "lan"),
    Story("grant of a macvtap with two queues", 0, "office", queues=2),
    Story("grant of a macvtap, lower device down", 0, "wire"),
    End("end of a macvtap, lower device up again, the reaper", 1, "wire",
        False),
    End("end of three macvtaps, the reaper", 1, "office", False, n=3),
    End("end of a macvtap, the loop", 0, "office", False),
    End("release of a macvtap, the loop", 0, "office", True),
]
VHOST = Story("grant of a tap with two queues and vhost-net", 0, "lan",
              queues=2, flags=F_VNET_HDR | F_VHOST)


# ---- one point --------------------------------------------------------------


class Run:
    """A new daemon for each point, and what it leaves behind."""

    def __init__(self):
        run("ip link set eth1 down")
        self.daemon = Daemon().start()
        self.links = links()
        until(self.daemon.has_no_client)
        self.fds = self.daemon.count_fds()
        self.left_for_restart = 0

    def remains(self, ifindexes=(), seconds=1):
        """What is left of a grant, as a text."""
        def find():
            found = []
            if links() != self.links:
                found.append(f"links {ours()}")
            if self.is_up("eth1"):
                found.append("eth1 is up")
            for network in ("lan", "office", "wire"):
                if used(network):
                    found.append(f"{network}: {used(network)} used")
            if self.daemon.watches():
                found.append(f"{self.daemon.watches()} watches")
            until(self.daemon.has_no_client, 0.5)
            if self.daemon.count_fds() != self.fds:
                found.append(f"{self.daemon.count_fds()} fds, not {self.fds}")
            found += [f"lock on {i}" for i in ifindexes if locks(i)]
            return found
        until(lambda: not find(), seconds)
        return ", ".join(find())

    @staticmethod
    def is_up(name):
        with open(f"/sys/class/net/{name}/flags", encoding="ascii") as flags:
            return bool(int(flags.read(), 16) & 1)

    def record(self, story):
        """The points of the story: (name, n)."""
        story.set_up(self.daemon)
        tracer = Tracer(self.daemon.threads()[story.thread])
        story.tell()
        calls = until(lambda: story.is_told(calls_of(tracer.lines())), 3)
        tracer.stop()
        story.clean_up()
        self.restart()
        return [(name, n) for name, n, _ in calls or []]

    def restart(self):
        self.daemon.restart()

    def point(self, story, name, n, action):
        """None if it was not reached, else what is wrong, as a text."""
        is_kill = action == "KILL"
        inject = f"inject={name}:when={n}:" + (
            "signal=KILL" if is_kill else f"error={action}:syscall=getpid")
        story.set_up(self.daemon)
        ifindexes = [reply.ifindex for reply in getattr(story, "held", [])]
        tracer = Tracer(self.daemon.threads()[story.thread], "-e", inject)
        story.tell()
        if is_kill:
            until(lambda: not self.daemon.is_running(), 1)
        tracer.stop()
        is_hit = not self.daemon.is_running() if is_kill else any(
            "(INJECTED)" in line for _, _, line in calls_of(tracer.lines()))
        wrong = story.complain(name, is_kill)
        if story.reply and not story.reply.code:
            ifindexes.append(story.reply.ifindex)
        story.clean_up()
        wrong = wrong or self.look(is_kill, ifindexes)
        return wrong if is_hit else wrong or None

    def look(self, is_kill, ifindexes):
        """The daemon's state now, and after a new start."""
        if not is_kill:
            if not self.daemon.is_running():
                return f"vmtapd ended: {self.daemon.process.returncode}"
            left = self.remains(ifindexes)
            if not self.daemon.is_running():
                return f"vmtapd ended: {self.daemon.process.returncode}"
            if left:
                self.left_for_restart += 1
                note(f"left until the restart: {left}")
        elif self.daemon.process.poll() not in (None, -signal.SIGKILL):
            return f"vmtapd ended: {self.daemon.process.returncode}"
        self.restart()
        left = self.remains(ifindexes, seconds=10)
        run("ip link set eth1 down")
        return left


def errors_of(name):
    if name in NEVER_FAIL:
        return []
    errors = ERRORS.get(name, ["EIO", "ENOMEM"])
    return errors if IS_FULL else errors[:1]


def test_story(run_, story):
    """Points that were hit, of those that were there."""
    calls = run_.record(story)
    points = [(name, n, action) for name, n in calls
              for action in errors_of(name) + ["KILL"]]
    hit, wrong = 0, []
    before = run_.left_for_restart
    for point in points:
        position = run_.daemon.position()
        result = run_.point(story, *point)
        hit += result is not None
        if result:
            wrong.append(f"{point}: {result}")
            note(wrong[-1] + "\n# log: " + run_.daemon.news(position)[-400:])
    ok(len(calls) >= story.least, f"{story.what}: recorded", calls)
    ok(not wrong, f"{story.what}: every failure is undone", *wrong)
    ok(hit >= 0.75 * len(points),
       f"{story.what}: three points of four are reached, or more", hit,
       len(points))
    note(f"{story.what}: {len(calls)} calls, {len(points)} points, {hit} hit, "
         f"{run_.left_for_restart - before} left something until the restart")
    return hit, len(points)


def private_dev():
    """A /dev for TAPs, with a stand-in for vhost-net that can be opened."""
    run(f"mkdir -p {T}/dev")
    run(f"mount -t tmpfs tmpfs {T}/dev")
    for path in ("net", "shm"):
        run(f"mkdir {T}/dev/{path}")
    for node in ("net/tun c 10 200", "vhost-net c 1 3", "null c 1 3",
                 "urandom c 1 9"):
        run(f"mknod {T}/dev/{node}")
    run(f"mount --move {T}/dev /dev")


def main():
    policy(POLICY)
    add_bridge()
    add_lower("eth0", "far0")
    add_lower("eth1", "far1")
    run_ = Run()
    results = [test_story(run_, story) for story in STORIES]
    private_dev()
    run_.restart()
    results.append(test_story(run_, VHOST))
    equal(run_.daemon.kill(signal.SIGTERM), 0, "the daemon stops politely")
    note(f"points: {sum(hit for hit, _ in results)} "
         f"(of {sum(there for _, there in results)})")
    finish()


main()
