# SPDX-License-Identifier: LGPL-2.1-or-later
"""foreign.py - see foreign.t."""
import json
import re
import signal
import subprocess
import time

from fault import (OPEN, RELEASE, Client, Daemon, add_bridge, add_lower, ask,
                   equal, facts, finish, grant, has_link, links, listing, note,
                   ok, ours, policy, run, until, used)

POLICY = """
network lan { kind = bridge  bridge = "br0"  queues = 4  allow "alice" {} }
network office { kind = macvtap  lower = "eth0"  queues = 4  allow "alice" {} }
network other { kind = macvtap  lower = "eth1"  allow "alice" {} }
network wire { kind = macvtap  lower = "eth2"  mode = passthru
	allow "alice" {} }
"""
KINDS = (("tap", "lan"), ("macvtap", "office"))


class Test:
    def __init__(self):
        self.daemon = Daemon().start()
        until(self.daemon.has_no_client)
        self.fds = self.daemon.count_fds()
        self.position = 0

    def log(self):
        return self.daemon.news(self.position)

    def grant(self, network, **keys):
        self.position = self.daemon.position()
        return grant(network, **keys)

    def logged(self, text, what):
        ok(until(lambda: re.search(text, self.log())), f"{what}: the log says so",
           self.log())

    def is_free(self, what):
        """Nothing is left of the lease, and the daemon lives and is idle."""
        ok(until(lambda: not any(used(n) for n in
                                 ("lan", "office", "other", "wire"))),
           f"{what}: the quota is free", listing())
        ok(until(lambda: json.loads(listing()) == []), f"{what}: no lease")
        equal(self.daemon.watches(), 0, f"{what}: no watch")
        self.rests(what)

    def rests(self, what):
        """There comes a second in which it wakes a few times at most.  On a
        busy machine clients that have just left, and events, come late."""
        until(self.daemon.has_no_client)
        ok(until(lambda: self.daemon.count_fds() == self.fds),
           f"{what}: as many descriptors as before", self.daemon.count_fds())
        ok(until(lambda: self.is_at_rest(1)), f"{what}: vmtapd rests")

    def is_at_rest(self, seconds):
        ticks = self.daemon.ticks()
        wakes = self.wakes(seconds)
        return wakes <= 5 and self.daemon.ticks() - ticks <= 2

    def switches(self):
        total = 0
        for tid in self.daemon.threads():
            with open(f"/proc/{self.daemon.pid}/task/{tid}/status",
                      encoding="ascii") as status:
                total += sum(int(line.split()[1]) for line in status
                             if "ctxt_switches" in line)
        return total

    def wakes(self, seconds):
        """The measured time has to pass."""
        before = self.switches()
        time.sleep(seconds)
        return self.switches() - before


class Stopped:
    """Stops the daemon, which sees later what happened meanwhile."""

    def __init__(self, daemon):
        self.process = daemon.process

    def __enter__(self):
        self.process.send_signal(signal.SIGSTOP)

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGCONT)


# ---- deleted ----------------------------------------------------------------


def test_deleted(test):
    for kind, network in KINDS:
        reply = test.grant(network, queues=2)
        run(f"ip link del {reply.ifname}")
        test.logged(f"ended: .*device={reply.ifname}", f"{kind} deleted")
        ok(not reply.is_working(), f"{kind} deleted: the descriptors are dead")
        test.is_free(f"{kind} deleted")
        reply.close()
        test.is_free(f"{kind} deleted, and closed later")


def test_below_removed(test):
    replies = [test.grant("other"), test.grant("other"), test.grant("wire")]
    for name in ("eth1", "eth2"):
        run(f"ip link del {name}")
    for reply in replies:
        test.logged(f"ended: .*device={reply.ifname}", "lower device removed")
    test.is_free("lower device removed")
    for reply in replies:
        reply.close()
    reply = ask(OPEN, network="other")
    ok(reply.code == 7 and "eth1" in reply.text,
       "lower device removed: a new grant says which is missing", reply.text)
    add_lower("eth1", "far1")
    add_lower("eth2", "far2")
    grant("other").close()
    until(lambda: not ours())
    test.is_free("lower device is back")


def test_bridge_removed(test):
    reply = test.grant("lan")
    until(test.daemon.has_no_client)
    run("ip link del br0")
    test.logged(f"moved: uid=61001 user=alice .*device={reply.ifname}[: ].*from br0 to nowhere",
                "bridge removed")
    ok(reply.is_working() and used("lan") == 1,
       "bridge removed: the lease stays")
    refused = ask(OPEN, network="lan")
    ok(refused.code == 7 and "br0" in refused.text,
       "bridge removed: a new grant says that it is missing", refused.text)
    before = listing()
    test.daemon.restart()
    equal(listing(), before, "bridge removed: a restart changes nothing")
    add_bridge()
    test.logged(f"restored: .*device={reply.ifname} .*its bridge was made anew",
                "bridge is back")
    # the kernel tells of carriers up to a second later
    until(lambda: facts(reply.ifname)["operstate"] == "UP" and
          facts("br0")["operstate"] == "UP")
    test.rests("bridge is back")
    reply.close()
    ok(until(lambda: not ours(), 1), "bridge is back: the end is noticed")
    test.is_free("bridge is back")


# ---- moved, renamed, marked -------------------------------------------------


def test_moved(test):
    run("ip link add br1 type bridge")
    reply = test.grant("lan")
    run(f"ip link set {reply.ifname} master br1")
    test.logged(f"moved: uid=61001 user=alice .*device={reply.ifname}[: ].*from br0 to br1",
                "moved to another bridge")
    ok(reply.is_working() and used("lan") == 1, "moved: the lease stays")
    before = listing()
    test.daemon.restart()
    equal(listing(), before, "moved: a restart changes nothing")
    equal(facts(reply.ifname)["master"], "br1", "moved: where it was put")
    reply.close()
    ok(until(lambda: not ours(), 1), "moved: the end is noticed")
    test.is_free("moved to another bridge")
    run("ip link del br1")


def test_renamed(test):
    for kind, network in KINDS:
        for n, is_released in enumerate((True, False)):
            reply = test.grant(network, queues=2)
            name = f"web{n}"
            run(f"ip link set {reply.ifname} down")
            run(f"ip link set {reply.ifname} name {name}")
            run(f"ip link set {name} up")
            test.logged(f"device {reply.ifname} is now called {name}",
                        f"{kind} renamed")
            before = listing()
            equal(json.loads(before)[0]["ifname"], name,
                  f"{kind} renamed: it is listed so")
            test.daemon.restart()
            equal(listing(), before,
                  f"{kind} renamed: a restart changes nothing")
            equal(ask(RELEASE, ifname=reply.ifname).code, 9,
                  f"{kind} renamed: the old name is nobody's")
            if is_released:
                equal(ask(RELEASE, ifname=name).code, 0,
                      f"{kind} renamed: released by its new name")
            else:
                run(f"ip link set {name} down")
                run(f"ip link set {name} name esc\x1b[m")
                name = "esc\x1b[m"
                ok(until(lambda: json.loads(listing())[0]["ifname"] ==
                         "esc?[m", 5),
                   f"{kind} renamed: no escape sequence is listed")
                reply.close()
            ok(until(lambda: not has_link(name), 1),
               f"{kind} renamed: it goes, released: {is_released}")
            reply.close()
            test.is_free(f"{kind} renamed")


def test_other_namespace(test):
    """vmtapd cannot reach a link in another namespace; the administrator who
    moved it has it.  A macvtap that comes back has a new node, which nobody
    holds, so a restart ends it."""
    run("ip netns add away")
    for kind, network in KINDS:
        reply = test.grant(network)
        run(f"ip link set {reply.ifname} netns away")
        test.logged(f"ended: .*device={reply.ifname}", f"{kind} moved away")
        test.is_free(f"{kind} moved away")
        ok(reply.is_working(), f"{kind} moved away: it lives on")
        run(f"ip -n away link set {reply.ifname} netns 1")
        test.daemon.restart()
        if kind == "tap":
            equal([d["ifname"] for d in json.loads(listing())],
                  [reply.ifname], "tap moved back: a lease after a restart")
        reply.close()
        ok(until(lambda: not ours()), f"{kind} moved back: the end is noticed")
        test.is_free(f"{kind} moved back")
    run("ip netns del away")


def test_marks(test):
    for kind, network in KINDS:
        for how in ("group", "alias"):
            reply = test.grant(network)
            before = listing()
            change(reply.ifname, how)
            equal(listing(), before, f"{kind}, {how} taken off: the lease stays")
            if how == "group":
                test.daemon.restart()
                equal(listing(), before,
                      f"{kind}, {how} taken off: a restart changes nothing")
            equal(ask(RELEASE, ifname=reply.ifname).code, 0,
                  f"{kind}, {how} taken off: it can be released")
            ok(until(lambda: not ours(), 1), f"{kind}, {how} taken off: gone")
            reply.close()
        reply = test.grant(network)
        change(reply.ifname, "group")
        change(reply.ifname, "alias")
        test.logged("has lost vmtap's group and alias",
                    f"{kind}, both taken off")
        test.is_free(f"{kind}, both taken off")
        equal(ask(RELEASE, "root", ifname=reply.ifname).code, 9,
              f"{kind}, both taken off: it is not ours to release")
        ok(reply.is_working(), f"{kind}, both taken off: it works")
        test.daemon.restart()
        ok(reply.is_working(), f"{kind}, both taken off: after a restart, too")
        run(f"ip link del {reply.ifname}")
        reply.close()


def change(name, what):
    if what == "group":
        run(f"ip link set {name} group 0")
    else:
        subprocess.run(["ip", "link", "set", name, "alias", ""], check=True)


# ---- the number is used again -----------------------------------------------


def take_number(reply, kind):
    """A foreign link gets the number, and the name, of a device that is
    gone.  A TAP that was closed may go by itself meanwhile, with vmtapd's copy
    of its descriptor."""
    subprocess.run(["ip", "link", "del", reply.ifname], check=False,
                   capture_output=True)
    type_ = "bridge" if kind == "bridge" else \
        "link eth0 type macvtap mode bridge" if kind == "macvtap" else "ifb"
    run(f"ip link add index {reply.ifindex} name {reply.ifname} "
        + (f"type {type_}" if kind != "macvtap" else type_))


def test_number(test, kind, network, foreign, how, n=1):
    """While a lease ends, a foreign link gets the number of its device."""
    what = f"{n} {kind}, number taken by a {foreign}, {how}"
    replies = [test.grant(network) for _ in range(n)]
    until(test.daemon.has_no_client)
    clients = []
    with Stopped(test.daemon):
        if how == "released before":
            for reply in replies:
                clients.append(Client())
                clients[-1].send(RELEASE, ifname=reply.ifname)
        if how == "closed before":
            for reply in replies:
                reply.close()
        for reply in replies:
            if has_link(reply.ifname):
                take_number(reply, foreign)
            else:
                run(f"ip link add index {reply.ifindex} name {reply.ifname} "
                    "type bridge")
        if how == "released after":
            for reply in replies:
                clients.append(Client())
                clients[-1].send(RELEASE, ifname=reply.ifname)
    for client in clients:
        client.receive()
        client.close()
    ok(until(lambda: not used(network)), f"{what}: the quota is free")
    until(lambda: json.loads(listing()) == [])
    for reply in replies:
        reply.close()
        equal(ask(RELEASE, "root", ifname=reply.ifname).code, 9,
              f"{what}: it is nobody's lease")
    test.daemon.restart()
    names = [reply.ifname for reply in replies]
    ok(all(has_link(name) for name in names), f"{what}: the other's stay",
       names, ours())
    for name in names:
        run(f"ip link del {name}")


def test_numbers(test):
    for kind, network in KINDS:
        for foreign in ("bridge", "macvtap"):
            for how in ("idle", "closed before", "released before",
                        "released after"):
                test_number(test, kind, network, foreign, how)
            test_number(test, kind, network, foreign, "released before", 4)
    test.is_free("numbers taken")


def race_number(test, kind, network):
    """The daemon is not stopped: the end comes together with the new owner of
    the number."""
    survivors, filters = 0, ""
    for _ in range(20):
        reply = test.grant(network)
        name = reply.ifname
        reply.close()
        if until(lambda: not has_link(name)):
            run(f"ip link add index {reply.ifindex} name {name} type bridge")
            until(lambda: not used(network))
            survivors += has_link(name)
            filters += run(f"tc qdisc show dev {name} clsact")
            run(f"ip link del {name}")
    equal(survivors, 20, f"{kind}: a number taken at once stays taken")
    equal(filters, "", f"{kind}: and its new owner gets no filter")
    test.is_free(f"{kind}, numbers taken at once")


# ---- events are lost --------------------------------------------------------


def test_lost_events(test):
    """There are more events than the daemon's buffer holds."""
    stays = [grant("office"), grant("lan")]
    goes = [grant("office"), grant("lan")]
    until(test.daemon.has_no_client)
    test.position = test.daemon.position()
    with Stopped(test.daemon):
        for reply in goes:
            take_number(reply, "bridge")
        run("ip -batch -", input="".join(
            f"link set lo mtu {1500 + n % 2}\n" for n in range(20000)).encode())
    test.logged("rtnetlink events were lost", "events lost")
    ok(until(lambda: len(json.loads(listing())) == 2),
       "events lost: two leases are found to be gone", listing())
    ok(all(has_link(reply.ifname) for reply in goes),
       "events lost: their numbers' new owners stay")
    ok(all(reply.is_working() for reply in stays),
       "events lost: the others live")
    for reply in goes:
        run(f"ip link del {reply.ifname}")
    for reply in stays + goes:
        reply.close()
    ok(until(lambda: not ours()), "events lost: the ends are noticed")
    test.is_free("events lost")


def main():
    policy(POLICY)
    add_bridge()
    add_lower("eth0", "far0")
    add_lower("eth1", "far1")
    add_lower("eth2", "far2")
    before = links()
    test = Test()
    test_deleted(test)
    test_below_removed(test)
    test_bridge_removed(test)
    test_moved(test)
    test_renamed(test)
    test_other_namespace(test)
    test_marks(test)
    test_numbers(test)
    for kind, network in KINDS:
        race_number(test, kind, network)
    test_lost_events(test)
    equal(links(), before, "all links are as before")
    equal(test.daemon.kill(signal.SIGTERM), 0, "the daemon stops politely")
    with open(test.daemon.log, encoding="utf-8") as log:
        note(f"{len(log.readlines())} lines of log")
    finish()


main()
