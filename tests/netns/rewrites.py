# SPDX-License-Identifier: LGPL-2.1-or-later
"""rewrites.py - see rewrites.t.

The kernel cuts segments and fragments, and writes checksums, behind the filter.
Where the filter sees the place of a checksum (eBPF), headers ask for one at any
place.  Frames are drawn at random and sent.  Each frame that arrives on the wire is sent
once more, as it is, by a second device with the same fence.  That device's
filter must let it pass: else the kernel wrote what the filter had stopped."""
import collections
import fcntl
import json
import os
import random
import struct
import time

from fault import (Daemon, add_bridge, add_lower, finish, note, ok, policy, run)
from frames_build import (
    DESTINATION, FRAGMENT, HOP, MORE, ROUTING, UDP, mac)
from frames_wire import Device, Wire, has_ebpf
from rewrites_make import ANY4, HEADER_SIZE, OWN, Maker

WORDS = ('filter = {mac, arp, ipv4, ipv6, dhcp-server, ra, vlan, ethertype} '
         'addresses = {"10.0.0.9"} allow alice {}')
SECONDS = float(os.environ.get("REWRITES_SECONDS", "10"))
SEED = int(os.environ.get("SEED", "0")) or int.from_bytes(os.urandom(4), "big")
BATCH = 400  # frames that are sent, and then the drops are counted
SHOWN = 5
TUNSETOFFLOAD = 0x400454d0
OFFLOADS = 0x7f  # checksum, TSO, ECN, UFO, USO
TUNNELS = 0x180  # Linux 6.17


def text_of(lladdr):
    return ":".join(f"{byte:02x}" for byte in lladdr)


def lladdr_of(link):
    return mac(json.loads(run(f"ip -n peer -j link show dev {link}"))[0]
               ["address"])


def open_device(network):
    device = Device(network, text_of(OWN), has_header=True)
    device.set_header_size(HEADER_SIZE)
    for offloads in (OFFLOADS | TUNNELS, OFFLOADS):
        try:
            fcntl.ioctl(device.queues[0], TUNSETOFFLOAD, offloads)
            break
        except OSError:
            pass
    return device


class Judge:
    """The second device."""

    def __init__(self, network):
        self.device = open_device(network)
        self.dropped = self.drops()

    def drops(self):
        qdiscs = json.loads(run(f"tc -s -j qdisc show dev {self.device.ifname}"
                                ))
        return sum(qdisc["drops"] for qdisc in qdiscs
                   if qdisc["kind"] == "clsact")

    def stops(self, frames):
        """Does its filter drop one of them?"""
        for frame in frames:
            self.device.write(bytes(HEADER_SIZE) + frame)
        self.device.drain()
        before, self.dropped = self.dropped, self.drops()
        return self.dropped != before

    def stopped(self, arrived):
        """The pairs (drawn, frame) whose frame its filter drops."""
        if not self.stops([frame for _, frame in arrived]):
            return []
        return [pair for pair in arrived if self.stops([pair[1]])]


def is_known(frame):
    """What the filter drops although it does no harm, because it does not ask
    whether the kernel will cut a datagram: a DHCP client's datagram from
    0.0.0.0 in fragments, a later fragment that begins with the ports of a DHCP
    server, and pieces that are shorter than the header of UDP."""
    if frame[12:14] == b"\x08\0" and frame[23] == UDP:
        payload = int.from_bytes(frame[16:18], "big") - (frame[14] & 15) * 4
        word = int.from_bytes(frame[20:22], "big")
        return (word & 0x1fff or payload < 8
                or frame[26:30] == ANY4 and word & MORE)
    if frame[12:14] == b"\x86\xdd":
        kind, at = frame[20], 54
        while kind in (HOP, ROUTING, DESTINATION) and at + 8 < len(frame):
            kind, at = frame[at], at + (frame[at + 1] + 1) * 8
        end = 54 + int.from_bytes(frame[18:20], "big")
        word = int.from_bytes(frame[at + 2:at + 4], "big")
        return kind == FRAGMENT and word < 8 and end - at - 8 < 16
    return False


class Run:
    def __init__(self, kind, far, asks_anywhere):
        self.rng = random.Random(f"{SEED} {kind}")
        self.wire = Wire(far)
        self.maker = Maker(self.rng, lladdr_of(far), asks_anywhere)
        self.device, self.judge = open_device(kind), Judge(kind + "-again")
        self.counts = collections.Counter()
        self.found = []

    def send(self):
        """Sends some frames; returns what arrived of each."""
        arrived = []
        for _ in range(BATCH):
            drawn = self.maker.draw()
            try:
                os.write(self.device.queues[0], drawn.data)
            except OSError:
                self.counts["refused"] += 1
                continue
            self.counts["sent"] += 1
            while (frame := self.wire.read()) is not None:
                if frame[6:12] == OWN:
                    arrived.append((drawn, frame))
                    self.counts[f"of GSO {drawn.data[1]:#x}"] += 1
        self.counts["arrived"] += len(arrived)
        self.device.drain()
        return arrived

    def run(self):
        end = time.monotonic() + SECONDS
        while time.monotonic() < end and len(self.found) < SHOWN:
            for pair in self.judge.stopped(self.send()):
                if is_known(pair[1]):
                    self.counts["known"] += 1
                else:
                    self.found.append(pair)

    def tell(self, kind):
        ok(not self.found, f"{kind}: what leaves passes the filter again")
        for drawn, frame in self.found[:SHOWN]:
            note(f"  {drawn.what}")
            note(f"    sent    {drawn.data[HEADER_SIZE:HEADER_SIZE + 80].hex()}")
            note(f"    arrived {frame[:80].hex()}")
        ok(self.counts["arrived"] > 0, f"{kind}: frames arrive",
           dict(self.counts))
        note(f"{kind}: " + ", ".join(f"{count} {name}" for name, count
                                     in sorted(self.counts.items())))


def add_links(names):
    """The kernel cuts all segments in front of such a link."""
    for link, far in names:
        add_lower(link, far)
        run(f"ethtool -K {link} tx off tso off gso off sg off")


def main():
    note(f"SEED={SEED} REWRITES_SECONDS={SECONDS:g}")
    os.sched_setaffinity(0, [max(os.sched_getaffinity(0))])
    add_links((("up0", "far0"), ("up1", "far1"), ("eth0", "far2"),
               ("eth1", "far3")))
    for bridge, link in (("br0", "up0"), ("br1", "up1")):
        add_bridge(bridge)
        run(f"ip link set {bridge} type bridge mcast_snooping 0")
        run(f"ip link set {link} master {bridge}")
    for name in ("ip", "ip6", "arp"):
        path = f"/proc/sys/net/bridge/bridge-nf-call-{name}tables"
        if os.path.exists(path):
            with open(path, "w", encoding="ascii") as file:
                file.write("0")
    policy("".join(
        f"network {name} {{ {where} {WORDS} }}\n" for name, where in (
            ("tap", 'kind = bridge bridge = "br0"'),
            ("tap-again", 'kind = bridge bridge = "br1"'),
            ("macvtap", 'kind = macvtap lower = "eth0"'),
            ("macvtap-again", 'kind = macvtap lower = "eth1"'))))
    daemon = Daemon().start()
    is_ebpf = has_ebpf("tap")
    note(f"the program is {'eBPF' if is_ebpf else 'classic BPF'}")
    for kind, far in (("tap", "far0"), ("macvtap", "far2")):
        test = Run(kind, far, is_ebpf)
        test.run()
        test.tell(kind)
        test.device.close()
        test.judge.device.close()
    daemon.kill(15)
    finish()


if __name__ == "__main__":
    main()
