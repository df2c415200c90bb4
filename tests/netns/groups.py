# SPDX-License-Identifier: LGPL-2.1-or-later
"""groups.py - see groups.t.  A bridge gives up snooping when it has no room for
another group."""
import os
import re
import shutil
import struct
import sys

from fault import (NETWORKS, T, Client, Daemon, add_bridge, add_lower, equal,
                   facts, finish, grant, has_link, ok, ours, policy, run, until)
from tracer import Tracer
from frames_build import IPV4, add16, eth, ip, ipv4, mac

ROOM = 512  # mcast_hash_max; a power of two
HALF = ROOM // 2
AT_ONCE = 16  # joins between two looks of the test
FAR = "02:00:00:00:00:fa"
MAC = {"alice": "52:54:00:00:00:0a", "mallory": "52:54:00:00:00:0d",
       "bob": "52:54:00:00:00:0b"}
POLICY = """
network lan { kind = bridge  bridge = "br0"  multicast-flood = false
	isolated = true  devices = 100  allow "alice" {}
	allow "bob" { devices = 20 }
	allow "mallory" {} }
"""


def igmp(group, source):
    """The report of a host that joins."""
    body = struct.pack("!BBH", 0x16, 0, 0) + ip(group)
    body = body[:2] + struct.pack("!H", 0xffff ^ add16(body)) + body[4:]
    return ipv4(ip(source), ip(group), 2, body, options=b"\x94\x04\0\0")


def igmp3(user, group, sources):
    """The same in IGMPv3, only from these sources; or from all, without one."""
    kind = 5 if sources else 4  # ALLOW_NEW_SOURCES, CHANGE_TO_EXCLUDE
    body = struct.pack("!BBHHHBBH", 0x22, 0, 0, 0, 1, kind, 0, len(sources))
    body += ip(group) + b"".join(map(ip, sources))
    body = body[:2] + struct.pack("!H", 0xffff ^ add16(body)) + body[4:]
    packet = ipv4(ip("10.0.0.1"), ip("224.0.0.22"), 2, body,
                  options=b"\x94\x04\0\0")
    return eth(mac(user), IPV4, packet, dst=bytes([1, 0, 0x5e, 0, 0, 22]))


def group(part, n):
    return f"239.{part}.{n >> 8}.{n & 255}"


def frame(user, name):
    low = ip(name)
    return eth(mac(MAC.get(user, user)), IPV4, igmp(name, "10.0.0.1"),
               dst=bytes([1, 0, 0x5e, low[1] & 0x7f, low[2], low[3]]))


def send(fd, data):
    """False: the device is gone."""
    while True:
        try:
            os.write(fd, data)
            return True
        except BlockingIOError:
            continue
        except OSError:
            return False


def join(reply, user, part, numbers):
    return all(send(reply.fds[0], frame(user, group(part, n)))
               for n in numbers)


def snoops():
    return facts("br0")["linkinfo"]["info_data"]["mcast_snooping"] == 1


def joined(reply):
    """How many groups the bridge has at the device."""
    return run("bridge mdb show dev br0").count(f"port {reply.ifname} ")


def has_group(name):
    return f"grp {name} " in run("bridge mdb show dev br0")


def release():
    return tuple(map(int, re.findall(r"\d+", os.uname().release)[:2]))


def snoop():
    run("ip link set br0 type bridge mcast_snooping 1")


def test_few(alice):
    """What a guest does that uses groups."""
    join(alice, "alice", 1, range(20))
    ok(until(lambda: joined(alice) == 20), "20 groups: the bridge has them")


def test_slow(daemon):
    """A guest that joins group after group, as fast as the daemon answers."""
    mallory = grant("lan", "mallory", lladdr=MAC["mallory"], flags=0)
    client = Client("bob")
    on = n = 0
    for n in range(0, 2 * ROOM, AT_ONCE):
        client.ask(NETWORKS)
        if not join(mallory, "mallory", 2, range(n, n + AT_ONCE)):
            break
        on += snoops()
    client.close()
    equal(on, n // AT_ONCE, "one after the other: the bridge goes on snooping")
    ok(until(lambda: not has_link(mallory.ifname)),
       "one after the other: the device is revoked")
    ok(n >= HALF // 2, f"one after the other: not before {HALF // 2}", n)
    ok("multicast groups" in daemon.news(0), "the log says why")
    mallory.close()


def test_fast(alice):
    """All that the bridge has room for, faster than the daemon can look."""
    mallory = grant("lan", "mallory", lladdr=MAC["mallory"], flags=0)
    join(mallory, "mallory", 3, range(2 * ROOM))
    ok(until(lambda: not has_link(mallory.ifname)),
       "all at once: the device is revoked")
    ok(until(snoops), "all at once: the bridge snoops again")
    equal(joined(alice), 20, "all at once: another guest's groups are there")
    join(alice, "alice", 4, range(1))
    ok(until(lambda: has_group(group(4, 0))),
       "all at once: another guest joins a group")
    mallory.close()
    snoop()


def test_late_end(daemon):
    """The link of the device stays, because the reaper has much to do."""
    why = ("this host has no strace" if not shutil.which("strace") else
           "Linux before 6.8 flushes no groups" if release() < (6, 8) else "")
    if why:
        print(f"not run: late end: {why}", flush=True)
        return
    mallory = grant("lan", "mallory", lladdr=MAC["mallory"], flags=0)
    position = daemon.position()
    tracer = Tracer(daemon.threads()[1], "-e", "trace=sendto", "-e",
                    "inject=sendto:delay_enter=600000000")
    join(mallory, "mallory", 5, range(2 * ROOM))
    until(lambda: "joined more" in daemon.news(position))
    ok(until(lambda: joined(mallory) == 0), "late end: the groups are gone")
    ok(until(snoops), "late end: the bridge snoops again")
    join(mallory, "mallory", 6, range(AT_ONCE))
    equal((joined(mallory), has_link(mallory.ifname)), (0, True),
          "late end: the guest joins no other group while the link is there")
    tracer.stop()
    mallory.close()
    ok(until(lambda: not has_link(mallory.ifname)), "late end: it is gone")
    snoop()


def test_close():
    """The same, and the device is gone before the daemon looks."""
    mallory = grant("lan", "mallory", lladdr=MAC["mallory"], flags=0)
    join(mallory, "mallory", 5, range(2 * ROOM))
    mallory.close()
    ok(until(lambda: not has_link(mallory.ifname)), "and closed: it is gone")
    ok(until(snoops), "and closed: the bridge snoops again")
    snoop()


def test_many_devices():
    """The share is the user's, not the device's."""
    replies = [grant("lan", "bob", lladdr=f"52:54:00:00:0b:{n:02x}", flags=0)
               for n in range(20)]
    for n, reply in enumerate(replies):
        join(reply, f"52:54:00:00:0b:{n:02x}", 6 + n, range(HALF // 16))
    ok(until(lambda: not all(has_link(reply.ifname) for reply in replies)),
       f"20 devices with {HALF // 16} groups each: one is revoked")
    ok(until(snoops), "20 devices: the bridge snoops")
    for reply in replies:
        reply.close()
    until(lambda: len(ours()) == 1)
    snoop()


def join_from(reply, user, name, sources):
    return send(reply.fds[0], igmp3(user, name, sources))


def test_sources():
    """The bridge adds a port that has a group to each source of the group that
    another guest asks for (br_multicast_sg_add_exclude_ports())."""
    run("ip link set br0 type bridge mcast_igmp_version 3")
    users = [f"52:54:00:00:0b:{n:02x}" for n in range(12)]
    replies = [grant("lan", "bob", lladdr=user, flags=0) for user in users]
    for reply, user in zip(replies, users):
        join_from(reply, user, group(40, 1), [])
    ok(until(lambda: all(joined(reply) == 1 for reply in replies)),
       "sources: 12 devices of a user have one group each")
    mallory = grant("lan", "mallory", lladdr=MAC["mallory"], flags=0)
    join_from(mallory, MAC["mallory"], group(40, 1),
              [f"192.0.2.{n}" for n in range(1, 33)])
    ok(until(lambda: joined(replies[0]) == 33),
       "sources: the bridge adds each device to what another guest asks for")
    join(mallory, "mallory", 41, range(HALF))
    ok(until(lambda: not has_link(mallory.ifname)),
       "sources: the device that asked is revoked")
    ok(all(has_link(reply.ifname) for reply in replies),
       "sources: no device is revoked for what another guest asked for")
    for reply in replies + [mallory]:
        reply.close()
    until(lambda: len(ours()) == 1)
    run("ip link set br0 type bridge mcast_igmp_version 2")
    snoop()


def test_administrator(alice):
    """Snooping that the administrator turned off stays off."""
    mallory = grant("lan", "mallory", lladdr=MAC["mallory"], flags=0)
    join(mallory, "mallory", 50, range(HALF // 2))
    run("ip link set br0 type bridge mcast_snooping 0")
    join(mallory, "mallory", 51, range(2 * ROOM))
    client = Client("bob")
    for _ in range(50):
        client.ask(NETWORKS)
    client.close()
    ok(not snoops(), "the administrator turned it off: it stays off")
    ok(has_link(mallory.ifname) and has_link(alice.ifname),
       "the administrator turned it off: no device is revoked")
    mallory.close()
    until(lambda: not has_link(mallory.ifname))
    snoop()


def test_permanent(daemon):
    """What the administrator sets at a guest's port is not the guest's."""
    bob = grant("lan", "bob", lladdr=MAC["bob"], flags=0)
    position = daemon.position()
    run("bridge -batch -", input="".join(
        f"mdb add dev br0 port {bob.ifname} grp {group(70, n)} permanent\n"
        for n in range(HALF + HALF // 4)).encode())
    ok(until(lambda: "mcast_hash_max" in daemon.news(position)),
       "set by hand: the log says that the bridge needs more room",
       daemon.news(position))
    ok(has_link(bob.ifname), "set by hand: no device is revoked")
    bob.close()
    until(lambda: not has_link(bob.ifname))


def test_outside(daemon, alice):
    """A station on the network is nobody's guest."""
    join(alice, "alice", 52, range(20))
    until(lambda: joined(alice) == 20)
    position = daemon.position()
    with open(T + "/join.py", "w", encoding="ascii") as file:
        file.write("import socket, sys\n"
                   "s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)\n"
                   "s.bind(('far0', 0))\n"
                   "for line in sys.stdin: s.send(bytes.fromhex(line))\n")
    frames = "\n".join(frame(FAR, group(60, n)).hex()
                       for n in range(HALF + HALF // 4))
    run(f"ip netns exec peer {sys.executable} {T}/join.py",
        input=frames.encode())
    ok(until(lambda: "mcast_hash_max" in daemon.news(position)),
       "a station outside: the log says that the bridge needs more room")
    equal(joined(alice), 20, "a station outside: a guest's groups are there")
    ok(has_link(alice.ifname), "a station outside: no device is revoked")


def main():
    policy(POLICY)
    add_bridge()
    run(f"ip link set br0 type bridge mcast_hash_max {ROOM}")
    if not os.path.exists("/sys/class/net/br0/bridge/multicast_snooping"):
        print("1..0 # SKIP this kernel's bridges do not snoop")
        return
    add_lower("up0", "far0", "br0")
    daemon = Daemon().start()
    alice = grant("lan", "alice", lladdr=MAC["alice"], flags=0)
    test_few(alice)
    test_permanent(daemon)
    test_slow(daemon)
    test_fast(alice)
    test_late_end(daemon)
    test_close()
    test_many_devices()
    test_sources()
    test_administrator(alice)
    test_outside(daemon, alice)
    alice.close()
    ok(daemon.is_running(), "the daemon runs")
    daemon.kill(15)
    finish()


main()
