# SPDX-License-Identifier: LGPL-2.1-or-later
"""adopt.py - see adopt.t."""
import hashlib
import json
import os
import re
import signal
import socket
import struct
import subprocess

import transfer
from fault import (CHECK, F_UNKNOWN, F_VNET_HDR, LIST, OPEN, RELEASE, SOCKET, T,
                   TUNSETPERSIST, Daemon, Holder, add_bridge,
                   add_lower, ask, drop_lock, equal, facts, finish, grant,
                   has_link, listing, locks, note, ok, ours, policy, run,
                   until, used)
import fcntl

LONG_NETWORK = "n" * 63
LONG_VM = "v" * 63
POLICY = f"""
network lan {{ kind = bridge  bridge = "br0"  queues = 4
	allow "alice" {{ devices = 8 }}  allow "bob" {{ devices = 2 }} }}
network office {{ kind = macvtap  lower = "eth0"  queues = 4
	allow "alice" {{ devices = 8 }}  allow "bob" {{ devices = 2 }} }}
network filtered {{ kind = macvtap  lower = "eth0"  mode = source
	sources = {{"02:00:00:00:00:fb"}}  allow "alice" {{}} }}
network wire {{ kind = macvtap  lower = "eth1"  mode = passthru
	allow "alice" {{}} }}
network {LONG_NETWORK} {{ kind = bridge  bridge = "br0"  allow "alice" {{}} }}
network {LONG_NETWORK[:62]}m {{ kind = macvtap  lower = "eth0"
	allow "alice" {{}} }}
"""


def instance_of(path):
    """The group, computed from the socket's path as the daemon does it."""
    return int.from_bytes(hashlib.sha256(path.encode()).digest()[:4], "big")


def group_of(path):
    return 0x76000000 | (instance_of(path) & 0xffffff)


# ---- marks ------------------------------------------------------------------


class LinkEvents:
    """Each RTM_NEWLINK when it comes: (name, group, is it up, master)."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.socket.bind((0, 1))
        self.socket.setblocking(False)

    def read(self):
        events = []
        while True:
            try:
                data = self.socket.recv(65536)
            except BlockingIOError:
                return events
            kind, = struct.unpack_from("=H", data, 4)
            if kind != 16 or data[16] != socket.AF_UNSPEC:
                continue  # not RTM_NEWLINK, or the bridge's view of it
            flags, = struct.unpack_from("=I", data, 24)
            attrs = self.attributes(data)
            events.append((attrs[3].rstrip(b"\0").decode(),
                           struct.unpack("=I", attrs[27])[0], bool(flags & 1),
                           10 in attrs))

    @staticmethod
    def attributes(data):
        attrs, at = {}, 32
        while at + 4 <= len(data):
            size, kind = struct.unpack_from("=HH", data, at)
            attrs[kind] = data[at + 4:at + size]
            at += (size + 3) & ~3
        return attrs


def test_group():
    events = LinkEvents()
    reply = grant("office")
    seen = [e for e in events.read() if e[0] == reply.ifname]
    equal(seen[0][1], group_of(SOCKET),
          "macvtap: the group is there in the first event of the link")
    reply.close()
    reply = grant("lan")
    seen = [e for e in events.read() if e[0] == reply.ifname]
    used = [e for e in seen if e[2] or e[3]]
    ok(used and all(e[1] == group_of(SOCKET) for e in used),
       "tap: the group is there before it is a port, and before it is up", seen)
    reply.close()
    until(lambda: not ours())


def test_names():
    for network, kind in (("lan", "tap"), ("office", "macvtap")):
        one = grant(network, vm="web1", lladdr="52:54:00:00:00:11")
        link = facts(one.ifname)
        equal(link.get("altnames"), [f"vmtap.{network}.61001.web1"],
              f"{kind}: a name for people")
        pattern = (rf"vmtap1 i={instance_of(SOCKET):08x} u=61001 p={os.getpid()}"
                   rf" t=\d+ q=1 h=\d+ m=\d d=0 n={network} v=web1"
                   r" a=52:54:00:00:00:11 g=-$")
        ok(re.match(pattern, link.get("ifalias", "")),
           f"{kind}: the alias has the facts, and a version",
           link.get("ifalias"), pattern)
        two = grant(network, vm="web1", lladdr="52:54:00:00:00:12")
        equal(facts(two.ifname).get("altnames"),
              [f"vmtap.{network}.61001.web1.{two.ifindex:08x}"],
              f"{kind}: a second one of that VM has its number in the name")
        three = grant(network)
        equal(facts(three.ifname).get("altnames"),
              [f"vmtap.{network}.61001.{three.ifindex:08x}"],
              f"{kind}: without a VM, the number")
        for reply in (one, two, three):
            reply.close()
    until(lambda: not ours())


def test_longest(daemon):
    """The longest names that the protocol permits survive a restart."""
    replies = []
    for network in (LONG_NETWORK, LONG_NETWORK[:62] + "m"):
        replies.append(grant(network, vm=LONG_VM, queues=1))
        replies.append(grant(network, vm=LONG_VM[:62] + "w"))
        for reply in replies[-2:]:
            link = facts(reply.ifname)
            ok(all(len(name) < 128 for name in link["altnames"])
               and link["ifalias"].split(" v=")[1].startswith(reply.vm),
               "longest names: alias whole, altname within bounds", link)
    before = listing()
    daemon.restart()
    equal(listing(), before, "longest names: the same after a restart")
    for reply in replies:
        reply.close()
    ok(until(lambda: not ours()), "longest names: gone", ours())


# ---- links of others ------------------------------------------------------

FOREIGN = ("vt0000aaaa", "vt0000bbbb", "vt0000cccc", "vt0000dddd", "vt0000eeee",
           "vt0000ffff")


def add_foreign():
    """Links, also of kinds that vmtapd makes, that look like its own: by name,
    altname, the group of a neighbour, or an alias that is nearly right."""
    other = group_of(SOCKET) ^ 1
    run("ip tuntap add dev vt0000aaaa mode tap")
    run("ip link add vt0000bbbb link eth0 type macvtap mode bridge")
    run("ip link add vt0000cccc type bridge")
    run("ip link property add dev vt0000cccc altname vmtap.lan.61001.mine")
    run(f"ip link add vt0000dddd group {other} link eth0 type macvtap "
        "mode bridge")
    run(f"ip link add vt0000eeee group {0x64000000 | other & 0xffffff} "
        "link eth0 type macvtap mode bridge")
    run("ip link add vt0000ffff link eth0 type macvtap mode bridge")
    alias = (f"vmtap1 i={instance_of(SOCKET):08x} u=0 p=1 t=1 q=1 h=0 m=3 d=0 "
             "n=lan and more")
    subprocess.run(["ip", "link", "set", "vt0000ffff", "alias", alias],
                   check=True)


def foreign_facts():
    return [(name, {key: facts(name).get(key) for key in
                    ("ifindex", "group", "ifalias", "altnames", "flags",
                     "address", "mtu")})
            for name in FOREIGN if has_link(name)]


def test_foreign(daemon):
    add_foreign()
    before = foreign_facts()
    equal(len(before), len(FOREIGN), "foreign links: made")
    daemon.restart()
    equal(foreign_facts(), before, "foreign links: a start leaves them alone")
    replies = [grant("office") for _ in range(6)] + [grant("lan")]
    mine = [reply.ifname for reply in replies]
    daemon.kill()
    for reply in replies[:3]:
        reply.close()
    daemon.start()
    for reply in replies[3:]:
        reply.close()
    ok(until(lambda: not any(map(has_link, mine))),
       "foreign links: beside them ours go, at the start and later", ours())
    equal(foreign_facts(), before, "foreign links: ends leave them alone")
    equal(json.loads(listing()), [], "foreign links: none is a lease")
    reply = ask(RELEASE, "root", ifname="vt0000bbbb")
    equal(reply.code, 9, "foreign links: root cannot release them")
    for name in FOREIGN:
        run(f"ip link del {name}")


def colliding_paths():
    """Two sockets whose instances have the same group."""
    seen = {}
    for n in range(100000):
        path = f"{T}/{n}.sock"
        twin = seen.setdefault(instance_of(path) & 0xffffff, path)
        if twin != path:
            return twin, path
    raise AssertionError("no two paths with one group")


def test_two_daemons(paths, what):
    one, two = (Daemon(path, log=f"{T}/{n}.log").start()
                for n, path in enumerate(paths))
    held = [grant("office", path=path, vm=f"{n}-{i}")
            for n, path in enumerate(paths) for i in range(4)]
    held += [grant("lan", path=path) for path in paths]
    names = [[d["ifname"] for d in json.loads(listing(path))]
             for path in paths]
    ok(len(names[0]) == len(names[1]) == 5 and
       not set(names[0]) & set(names[1]), f"{what}: each lists its own", names)
    before = [listing(path) for path in paths]
    one.restart()
    two.restart()
    equal([listing(path) for path in paths], before,
          f"{what}: each adopts its own")
    equal(ask(RELEASE, "root", two.path, ifname=names[0][0]).code, 9,
          f"{what}: one does not release the other's")
    for reply in held[:4]:
        reply.close()
    ok(until(lambda: len(ours()) == 6), f"{what}: one's macvtaps ended", ours())
    equal(listing(two.path), before[1], f"{what}: and the other's stay")
    one.kill()
    for reply in held[4:]:
        reply.close()
    one.start()
    ok(until(lambda: not ours()), f"{what}: all ended", ours())
    equal([one.kill(signal.SIGTERM), two.kill(signal.SIGTERM)], [0, 0],
          f"{what}: both stop politely")


# ---- adoption ---------------------------------------------------------------


def grant_all():
    """A device of every sort, each held by a process of its own."""
    kinds = [
        ("tap", dict(network="lan", vm="web1")),
        ("tap, queues", dict(network="lan", vm="web2", queues=4)),
        ("tap, no header", dict(network="lan", flags=0)),
        ("tap, address unknown", dict(network="lan", vm="web3",
                                      flags=F_VNET_HDR | F_UNKNOWN)),
        ("macvtap", dict(network="office", vm="web1")),
        ("macvtap, queues", dict(network="office", vm="web2", queues=3)),
        ("macvtap, no name, no header", dict(network="office", flags=0)),
        ("macvtap, source", dict(network="filtered", vm="s")),
        ("macvtap, passthru", dict(network="wire", vm="p",
                                   lladdr="52:54:00:00:00:99")),
    ]
    held = {}
    for what, keys in kinds:
        reply = grant(**keys)
        held[what] = (Holder(reply), reply)
    for network in ("lan", "office"):
        for n in range(2):
            reply = grant(network, user="bob")
            held[f"bob's {n} on {network}"] = (Holder(reply), reply)
    return held


def is_up(name):
    return "UP" in facts(name)["flags"]


def test_adoption(daemon):
    run("ip link set eth1 down")
    held = grant_all()
    equal(is_up("eth1"), True, "adoption: the lower device was set up")
    before, state = listing(), [(n, used(n)) for n in ("lan", "office")]
    alone = [ask(LIST, user, ifindex=0).ifname for user in ("alice", "bob")]
    until(daemon.has_no_client)  # its end of the last connection counts, too
    fds = daemon.count_fds()
    for life in range(3):
        daemon.kill()
        equal(len(ours()), len(held),
              f"adoption, life {life}: devices live on without a daemon")
        position = daemon.position()
        daemon.start()
        equal(listing(), before, f"adoption, life {life}: the list is the same")
        ok(f"adopted {len(held)} devices" in daemon.news(position),
           f"adoption, life {life}: the log counts them",
           daemon.news(position))
    equal([(n, used(n)) for n in ("lan", "office")], state,
          "adoption: what is used of the quota is the same")
    equal([ask(LIST, user, ifindex=0).ifname for user in ("alice", "bob")],
          alone, "adoption: each user sees the same")
    for network in ("lan", "office"):
        equal(ask(OPEN, "bob", network=network).code, 3,
              f"adoption: the quota of {network} holds")
        equal(ask(CHECK, network=network, vm="web1").code, 5,
              f"adoption: the address of a VM on {network} is in use")
    equal(daemon.watches(), 7, "adoption: one watch for each macvtap's node")
    ok(until(lambda: daemon.count_fds() == fds),
       "adoption: as many descriptors as before", daemon.count_fds(), fds)
    equal(ask(RELEASE, "bob", ifname=held["tap"][1].ifname).code, 9,
          "adoption: nobody releases what is another's")
    test_ends(daemon, held)


def test_ends(daemon, held):
    for what in ("tap, queues", "macvtap, queues"):
        name = held[what][1].ifname
        equal(ask(RELEASE, ifname=name).code, 0, f"release of a {what}")
        ok(until(lambda: not has_link(name), 1), f"release: it is gone: {what}")
    for what, (holder, reply) in held.items():
        holder.kill()
        ok(until(lambda: not has_link(reply.ifname), 1),
           f"end of the holder: gone: {what}")
    ok(until(lambda: not is_up("eth1")),
       "end: the lower device is down again")
    ok(until(lambda: used("lan", "bob") == used("office", "bob") == 0),
       "end: the quota is free")
    equal(json.loads(listing()), [], "end: the list is empty")
    equal(daemon.watches(), 0, "end: no watch is left")


def test_died_meanwhile(daemon):
    run("ip link set eth1 down")
    held = grant_all()
    daemon.kill()
    for what in ("macvtap", "macvtap, queues", "macvtap, passthru", "tap"):
        held.pop(what)[0].kill()
    daemon.start()
    ok(until(lambda: len(ours()) == len(held), 2),
       "died while there was no daemon: deleted at the start", ours())
    ok(until(lambda: len(json.loads(listing())) == len(held)),
       "died while there was no daemon: the others are listed")
    ok(until(lambda: not is_up("eth1")),
       "died while there was no daemon: the lower device is down again")
    for holder, _ in held.values():
        holder.kill()
    ok(until(lambda: not ours()), "died meanwhile: all gone", ours())


def test_persistent(daemon):
    """A holder made its TAP persistent while no daemon ran."""
    for what, is_closed in (("closed", True), ("held", False)):
        reply = grant("lan", vm="stays")
        daemon.kill()
        fcntl.ioctl(reply.fds[0], TUNSETPERSIST, 1)
        if is_closed:
            reply.close()
        ok(has_link(reply.ifname), f"persistent tap, {what}: it is there")
        daemon.start()
        ok(until(lambda: not has_link(reply.ifname)),
           f"persistent tap, {what}: deleted at the start")
        ok(until(lambda: used("lan") == 0),
           f"persistent tap, {what}: the quota is free")
        reply.close()


def set_alias(name, alias):
    subprocess.run(["ip", "link", "set", name, "alias", alias], check=True)


def test_unreadable(daemon):
    """Links with vmtapd's group, but an alias of another version or none: those
    that are held stay, and belong to root."""
    replies = [grant("lan"), grant("office"), grant("office", queues=2),
               grant("office")]
    daemon.kill()
    for reply, alias in zip(replies, ("", "", "vmtap2 u=1 n=x", "vmtap2 u=1")):
        set_alias(reply.ifname, alias)
    replies[3].close()
    daemon.start()
    ok(until(lambda: not has_link(replies[3].ifname)),
       "alias unreadable, nobody holds it: deleted")
    equal([(d["ifname"], d["uid"], d["network"])
           for d in json.loads(listing())],
          sorted((reply.ifname, 0, "unreadable") for reply in replies[:3]),
          "alias unreadable, held: kept, as root's")
    equal(ask(RELEASE, "root", ifname=replies[1].ifname).code, 0,
          "alias unreadable: root can release it")
    for reply in replies:
        reply.close()
    ok(until(lambda: not ours()), "alias unreadable: the ends are noticed")


def test_interrupted_end(daemon):
    """A daemon is killed while it ends several devices: the next one ends
    them."""
    run("ip link set eth1 down")
    replies = [grant("wire"), grant("office"), grant("lan")]
    daemon.kill()
    doomed = 0x64000000 | group_of(SOCKET) & 0xffffff
    for reply in replies:
        run(f"ip link set {reply.ifname} group {doomed}")
    daemon.start()
    ok(until(lambda: not ours()), "interrupted end: finished, held or not",
       ours())
    ok(until(lambda: not is_up("eth1")),
       "interrupted end: the lower device is down again")
    equal(json.loads(listing()), [], "interrupted end: no lease")
    for reply in replies:
        reply.close()


def test_dropped_lock(daemon):
    """A holder that drops the lock of a macvtap counts as gone.  The lock of a
    TAP does not matter: the TAP itself shows whether it is held."""
    tap, macvtap = grant("lan"), grant("office", queues=2)
    for reply in (tap, macvtap):
        for fd in reply.fds:
            drop_lock(fd)
    equal(locks(macvtap.ifindex), 0, "dropped lock: it is gone")
    equal(len(json.loads(listing())), 2,
          "dropped lock: a daemon that runs does not mind")
    position = daemon.position()
    daemon.restart()
    ok(tap.is_working(), "dropped lock: a restart keeps the tap")
    ok(until(lambda: not has_link(macvtap.ifname)),
       "dropped lock: a restart ends the macvtap")
    ok(until(lambda: re.search(f"ended: .*device={macvtap.ifname}",
                               daemon.news(position))), "dropped lock: the log says so")
    tap.close()
    macvtap.close()
    until(lambda: not ours())


def test_namespaces(daemon):
    wrappers = {
        "pid": ("unshare", "--pid", "--fork", "--kill-child", "--mount-proc"),
        "user": ("unshare", "--user", "--map-root-user"),
        "pid and user": ("unshare", "--user", "--pid", "--fork",
                         "--kill-child"),
        "net": ("unshare", "--net"),
    }
    for what, wrapper in wrappers.items():
        replies = [grant("lan"), grant("office", queues=2)]
        names = [reply.ifname for reply in replies]
        holders = [Holder(reply, *wrapper) for reply in replies]
        daemon.restart()
        equal(sorted(d["ifname"] for d in json.loads(listing())),
              sorted(names), f"holder in another {what} namespace: adopted")
        for holder in holders:
            holder.kill()
        ok(until(lambda: not ours(), 1),
           f"holder in another {what} namespace: its end is noticed", ours())


def test_other_node(daemon):
    """If /dev/tapN is no longer the link's node, the daemon cannot tell whether
    the link is held, and must not delete it."""
    reply = grant("office")
    node = f"/dev/tap{reply.ifindex}"
    daemon.kill()
    run(f"mount --bind /dev/null {node}")
    position = daemon.position()
    daemon.start()
    ok(f"{reply.ifname} cannot be asked whether it is held" in
       daemon.news(position), "node replaced: the log says so",
       daemon.news(position))
    with open(node, "rb"):
        pass
    mark = grant("lan")
    mark.close()
    until(lambda: not has_link(mark.ifname))
    ok(reply.is_working(), "node replaced: a close of the other file is not "
       "taken for the end of this")
    run(f"umount {node}")
    daemon.restart()
    reply.close()
    ok(until(lambda: not ours()), "node is back: adopted, and its end is seen")


def test_transfer(daemon):
    """TCP into a guest, through a macvtap and a tap, over three lives."""
    def disturb():
        daemon.kill()
        daemon.start()

    for network in ("lan", "office"):
        peer = "far0" if network == "office" else "far9"
        result = transfer.run(grant(network, flags=0, vm="t"), peer, disturb)
        note(f"{network}: {result.bytes >> 20} MiB, {result.lives} restarts "
             "on the way")
        ok(result.lives >= 3, f"{network}: restarts while it ran")
        equal(result.received, result.sent, f"{network}: the stream is whole")
    ok(until(lambda: not ours()), "transfer: gone", ours())
    pair = [grant("lan", flags=0) for _ in range(2)]
    equal(transfer.frames(*pair, disturb), 0,
          "tap to tap: not one frame is lost over restarts")
    for reply in pair:
        reply.close()


def main():
    policy(POLICY)
    add_bridge()
    add_lower("up9", "far9", "br0")
    add_lower("eth0", "far0")
    add_lower("eth1", "far1")
    daemon = Daemon().start()
    test_group()
    test_names()
    test_longest(daemon)
    test_foreign(daemon)
    test_two_daemons((f"{T}/a.sock", f"{T}/b.sock"), "two daemons")
    test_two_daemons(colliding_paths(), "two daemons of one group")
    test_adoption(daemon)
    test_died_meanwhile(daemon)
    test_persistent(daemon)
    test_unreadable(daemon)
    test_interrupted_end(daemon)
    test_dropped_lock(daemon)
    test_namespaces(daemon)
    test_other_node(daemon)
    test_transfer(daemon)
    equal(daemon.kill(signal.SIGTERM), 0, "the daemon stops politely")
    finish()


main()
