# SPDX-License-Identifier: LGPL-2.1-or-later
"""rewrites_make.py - draws frames whose virtio-net header leaves work to the
kernel, for rewrites.py.  Most are close to what a guest may send, so that many
pass the filter; some fields lie."""
import struct
from dataclasses import dataclass

from frames_build import (
    AH, ALL_NODES, DESTINATION, FRAGMENT, GSO_NONE, GSO_TCPV4, GSO_TCPV6,
    GSO_UDP, GSO_UDP_L4, HOP, ICMP, ICMPV6, MORE, NEEDS_CSUM, NO_NEXT, ROUTING,
    TCP, UDP, ip, ipv4, ipv6, link_local, mac, vnet_hdr)

OWN, OTHER = mac("52:54:00:00:00:01"), mac("52:54:00:00:00:99")
OWN4, OTHER4, PEER4, ANY4 = map(ip, ("10.0.0.9", "10.0.0.66", "10.0.0.1",
                                     "0.0.0.0"))
OWN6, OTHER6 = link_local(OWN), link_local(OTHER)
IPIP, IPV6_IN, GRE = 4, 41, 47
GSO_TUNNEL4, GSO_TUNNEL6, GSO_ECN = 0x20, 0x40, 0x80
GSO_TYPES = (GSO_NONE, GSO_TCPV4, GSO_UDP, GSO_TCPV6, GSO_UDP_L4)
# Where a transport header has its checksum.
SUM_AT = {TCP: 16, UDP: 6, ICMPV6: 2}
PORTS = (67, 68, 546, 547, 5000, 5001)
PIECES = 60  # of a frame, at most
HEADER_SIZE = 24  # the largest: with the places of a tunnel (Linux 6.17)


@dataclass
class Drawn:
    data: bytes  # with the virtio-net header
    what: str


class Maker:
    """asks_anywhere: a checksum may be asked for at any place, not only where
    it belongs."""

    def __init__(self, rng, peer, asks_anywhere):
        self.rng, self.peer, self.asks_anywhere = rng, peer, asks_anywhere

    def one_in(self, n):
        return self.rng.randrange(n) == 0

    def draw(self):
        is_6 = self.one_in(3)
        protocol, packet, upper = self.packet6() if is_6 else self.packet4()
        src = OTHER if self.one_in(50) else OWN
        ethertype = 0x86dd if is_6 else 0x0800
        tags = b""
        if self.one_in(20):
            tags = struct.pack("!HH", self.rng.choice((0x8100, 0x88a8)), 5)
        frame = (self.peer + src + tags + struct.pack("!H", ethertype) + packet
                 + bytes(self.rng.choice((0, 0, 0, 6, 100))))
        gso, header = self.header(frame, 14 + len(tags) + upper, protocol,
                                  is_6)
        what = (f"IPv{6 if is_6 else 4}, protocol {protocol}, GSO {gso:#x}, "
                f"header {header.hex()}")
        return Drawn(header + frame, what)

    # ---- what is above IP

    def payload(self):
        size = self.rng.choice((0, 1, 4, 8, 40, 300, 900, 3000, 20000))
        body = self.rng.randbytes(size)
        if self.one_in(3):  # what would be ports, were this the beginning
            body = struct.pack("!HHHH", *self.rng.choices(PORTS, k=2), 8,
                               0) + body
        return body

    def segment(self, protocol):
        body = self.payload()
        if protocol == UDP:
            length = self.rng.choice((8 + len(body), 8 + len(body), 8, 0, 316))
            return struct.pack("!HHHH", *self.rng.choices(PORTS, k=2),
                               length & 0xffff, 0) + body
        if protocol == TCP:
            return struct.pack(
                "!HHIIBBHHH", 5000, 5001, 1, 1,
                self.rng.choice((0x50, 0x50, 0x60, 0xf0)),
                self.rng.choice((0x10, 0x18, 0xff)), 8192, 0, 0) + body
        if protocol == ICMP:
            return bytes([self.rng.choice((0, 5, 8, 9)), 0, 0, 0]) + body
        if protocol == ICMPV6:
            return (bytes([self.rng.choice((128, 133, 134, 135, 136, 137, 143)),
                           0, 0, 0]) + self.rng.randbytes(20) + body)
        if protocol in (IPIP, GRE):
            inner = ipv4(OTHER4, PEER4, TCP, self.segment(TCP)[:9000])
            return (b"\0\0\x08\0" if protocol == GRE else b"") + inner
        return body

    # ---- IP

    def packet4(self):
        choice = self.rng.choice
        protocol = choice((UDP, UDP, UDP, UDP, TCP, TCP, ICMP, IPIP, GRE))
        options = choice((b"", b"", b"", b"\x01" * 4, b"\x94\x04\0\0",
                          b"\x01" * 8, self.rng.randbytes(40)))
        source = choice((OWN4,) * 12 + (OTHER4, ANY4))
        word = choice((0, 0, 0, 0, MORE, 1, 2, 100, 0x1fff, MORE | 1,
                       MORE | 100, 0x4000, 0x4064, 0x8000, 0x8001))
        packet = bytearray(ipv4(source, PEER4, protocol,
                                self.segment(protocol)[:65000],
                                options=options, fragment=word))
        if self.one_in(4):
            struct.pack_into("!H", packet, 2, choice(
                (0, 20, 21, 27, 28, 36, len(packet) // 2, 65535)))
        return protocol, bytes(packet), 20 + len(options)

    def packet6(self):
        choice = self.rng.choice
        protocol = choice((UDP, UDP, UDP, TCP, TCP, ICMPV6, NO_NEXT, IPIP))
        chain = [choice((HOP, DESTINATION, ROUTING, FRAGMENT, AH))
                 for _ in range(choice((0, 0, 0, 1, 1, 2, 3)))]
        source = choice((OWN6,) * 12 + (OTHER6, bytes(16)))
        packet = bytearray(ipv6(source, ALL_NODES, protocol,
                                self.segment(protocol)[:60000], chain))
        upper = 40
        for kind in chain:
            if kind == FRAGMENT and self.one_in(2):
                struct.pack_into("!H", packet, upper + 2,
                                 choice((1, 8, 9, 16, 0xfff8)))
            upper += 24 if kind == AH else 8
        if self.one_in(4):
            struct.pack_into("!H", packet, 4, choice(
                (0, 8, 16, upper - 40, upper - 32, len(packet) // 2, 65535)))
        return protocol, bytes(packet), upper

    # ---- the virtio-net header

    def gso_of(self, protocol, is_6):
        if self.one_in(4):
            gso = self.rng.choice(GSO_TYPES)
        elif protocol == TCP:
            gso = GSO_TCPV6 if is_6 else GSO_TCPV4
        elif protocol == UDP:
            gso = self.rng.choice((GSO_UDP, GSO_UDP, GSO_UDP_L4))
        else:
            gso = GSO_NONE
        if self.one_in(10):
            gso |= GSO_ECN
        if self.one_in(3 if protocol == UDP else 30):  # UDP is what they are in
            gso = self.rng.choice((GSO_TCPV4, GSO_TCPV6, GSO_UDP_L4, gso))
            gso |= self.rng.choice((GSO_TUNNEL4, GSO_TUNNEL6))
        return gso

    def header(self, frame, upper, protocol, is_6):
        choice = self.rng.choice
        gso = self.gso_of(protocol, is_6)
        start, offset = upper, SUM_AT.get(protocol, 6)
        flags = choice((NEEDS_CSUM,) * 6 + (0, 4, 8, 9))
        inner = upper + 8 + choice((0, 8))
        if gso & (GSO_TUNNEL4 | GSO_TUNNEL6) and not self.one_in(5):
            start = inner + choice((20, 40))
            offset = 6 if gso & 7 == GSO_UDP_L4 else 16
            flags = NEEDS_CSUM
        if self.asks_anywhere and self.one_in(3):
            start, offset = choice((
                (14, choice((0, 2, 4, 6, 8, 10, 12))), (upper, choice((0, 2))),
                (upper - 2, 0), (upper + 8, 0), (upper + 4, 5),
                (self.rng.randrange(14, 100), self.rng.randrange(40))))
        if start + offset + 2 > len(frame):
            flags &= ~NEEDS_CSUM
        # not too many pieces
        size = choice([n for n in (1, 8, 16, 100, 248, 480, 1400, 1480, 60000)
                       if n * PIECES > len(frame)])
        head = vnet_hdr(flags, gso,
                        choice((0, start, start + 8, start + 20, 14, 65535)),
                        size if gso else 0,
                        start if flags & NEEDS_CSUM else choice((0, upper)),
                        offset)
        # the number of buffers, a hash, and the places of a tunnel
        head += struct.pack("<HIHHHH", 0, 0, 0, 0, choice((upper, upper, 34)),
                            choice((inner, inner, upper + 8, 42)))
        return gso, head[:HEADER_SIZE].ljust(HEADER_SIZE, b"\0")
