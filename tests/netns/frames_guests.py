# SPDX-License-Identifier: LGPL-2.1-or-later
"""frames_guests.py - what the drivers of BSD and Windows leave to the kernel,
as their source says (KERNEL.md has the table).  Each hostile frame is the same
from a neighbour; the honest one must pass with every word.  frames_kinds.py
says what a kind is."""
import struct

from frames_build import (ALL_NODES, DESTINATION, GSO_TCPV4, GSO_TCPV6,
                          GSO_UDP_L4, HOP, MARK, NEEDS_CSUM, TCP, UDP, tcp, udp,
                          vnet_hdr)
from frames_kinds import (ALL4, OPTIONS, OTHER, OTHER4, OTHER6, OWN, OWN4, OWN6,
                          VID, Frame, Kind, case, f4, f6, unsized)
from frames_offload import LOAD, SIZE, same_source

ECN = 0x80  # in the GSO type
CWR = 0x80  # in TCP's flags
SCTP = 132
# NOP, NOP and a timestamp: what BSD and Windows put behind TCP's header
STAMP = b"\x01\x01\x08\x0a" + bytes(8)


def with_options(src, dst, flags):
    """A TCP segment with a timestamp."""
    plain = tcp(src, dst, 1, 2, LOAD, flags)
    return plain[:12] + bytes([0x80]) + plain[13:20] + STAMP + plain[20:]


def seeded(data, start, offset, seed):
    """The sum that is there before the kernel adds to it."""
    at = start + offset
    return data[:at] + struct.pack("!H", seed) + data[at + 2:]


def segments(is_ipv6, src, lladdr=OWN, *, gso=None, flags=0x10, tags=(),
             header_flags=NEEDS_CSUM, seed=None, is_sized=True, **keys):
    """A batch of TCP, with options of IP in keys."""
    body = with_options(src, ALL_NODES if is_ipv6 else ALL4, flags)
    make, least = (f6, 54) if is_ipv6 else (f4, 34)
    data = make(src, TCP, body, lladdr=lladdr, tags=tags, **keys)
    data = data if is_sized else unsized(data)
    start = least + 4 * len(tags) + len(keys.get("options", b""))
    start += 8 * len(keys.get("chain", []))
    if seed is not None:
        data = seeded(data, start, 16, seed)
    gso = gso if gso is not None else GSO_TCPV6 if is_ipv6 else GSO_TCPV4
    return Frame(data, vnet_hdr(header_flags, gso, start + 32, SIZE, start, 16),
                 is_same=same_source, is_batch=True)


def datagrams(is_ipv6, src, lladdr=OWN, *, tags=(), **keys):
    """A batch of UDP (USO)."""
    make, dst, least = (f6, ALL_NODES, 54) if is_ipv6 else (f4, ALL4, 34)
    data = make(src, UDP, udp(src, dst, 1, 2, LOAD), lladdr=lladdr, tags=tags,
                **keys)
    start = least + 4 * len(tags) + len(keys.get("options", b""))
    return Frame(data, vnet_hdr(NEEDS_CSUM, GSO_UDP_L4, start + 8, SIZE, start,
                                6), is_same=same_source, is_batch=True)


def one(is_ipv6, src, lladdr=OWN, *, protocol=UDP, offset=6, **keys):
    """A packet whose sum is left to the kernel, and nothing else."""
    make, dst, start = (f6, ALL_NODES, 54) if is_ipv6 else (f4, ALL4, 34)
    body = udp(src, dst, 1, 2) if protocol == UDP else \
        struct.pack("!HHII", 1, 2, 3, 0) + MARK
    data = make(src, protocol, body, lladdr=lladdr, **keys)
    start += 8 * len(keys.get("chain", [])) + len(keys.get("options", b""))
    return Frame(data, vnet_hdr(NEEDS_CSUM, 0, 0, 0, start, offset))


SHAPES = (  # name, families, what makes it, and how
    # hdr_len counts TCP's options, and IPv4's
    ("FreeBSD: segments", (4, 6), segments, {}),
    ("FreeBSD: segments with ECN", (4,), segments,
     {"gso": GSO_TCPV4 | ECN, "flags": 0x10 | CWR}),
    ("FreeBSD: segments with ECN", (6,), segments,
     {"gso": GSO_TCPV6 | ECN, "flags": 0x10 | CWR}),
    ("FreeBSD: segments behind options", (4,), segments,
     {"options": OPTIONS}),
    ("FreeBSD: a datagram behind extension headers", (6,), one,
     {"chain": [HOP, DESTINATION]}),
    # ECN is a bit of the flags there, and SCTP's sum one like TCP's
    ("an old FreeBSD: segments with ECN", (4, 6), segments,
     {"flags": 0x10 | CWR, "header_flags": NEEDS_CSUM | ECN}),
    ("an old FreeBSD: SCTP", (4, 6), one, {"protocol": SCTP, "offset": 8}),
    # the length of the payload is added to the seed
    ("OpenBSD: segments", (4, 6), segments, {"seed": 0x4321}),
    ("OpenBSD: a datagram behind options", (4,), one, {"options": OPTIONS}),
    # Windows leaves IP's length to its driver, or to the host
    ("Windows: segments", (4, 6), segments, {"seed": 0}),
    ("Windows: segments without a length", (4, 6), segments,
     {"is_sized": False}),
    ("Windows: segments behind options", (4,), segments,
     {"options": OPTIONS, "is_sized": False}),
    ("Windows: datagrams in a batch", (4, 6), datagrams, {}),
    ("Windows: datagrams in a batch, behind options", (4,), datagrams,
     {"options": OPTIONS}))

# Each of these drivers counts a tag of its own into the offsets.
TAGGED = (("OpenBSD: segments", segments, {}),
          ("Windows: segments", segments, {"seed": 0}),
          ("Windows: datagrams in a batch", datagrams, {}))


def kinds():
    for name, families, make, keys in SHAPES:
        for family in families:
            own, other, word = ((OWN6, OTHER6, "ipv6") if family == 6 else
                                (OWN4, OTHER4, "ipv4"))
            yield Kind(f"{name}, IPv{family}",
                       case(make(family == 6, other, **keys), word),
                       case(make(family == 6, own, **keys)), True)
    for name, make, keys in TAGGED:
        for family, own in ((4, OWN4), (6, OWN6)):
            sides = [make(family == 6, own, lladdr, tags=[(0x8100, VID)],
                          **keys) for lladdr in (OTHER, OWN)]
            yield Kind(f"{name} in a VLAN, IPv{family}",
                       case(sides[0], "mac vlan", "ethertype", "pass"),
                       case(sides[1], "vlan", "ethertype", "pass"), True)
