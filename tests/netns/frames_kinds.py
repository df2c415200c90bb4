# SPDX-License-Identifier: LGPL-2.1-or-later
"""frames_kinds.py - what a hostile guest sends, and the honest twin of each.

A kind says which words of "filter" must stop it, each alone, and which words
may stop it, because a filter that cannot see enough has to be careful.  All
other words must let it pass, so that no word does more than its name says.  Of
several frames (fragments) it is enough that one is stopped."""
import struct
from dataclasses import dataclass
from typing import Callable

from frames_build import (
    AH, ALL_NODES, ALL_ROUTERS, ARP, BROADCAST, DESTINATION, DST_MARK, ECHO6,
    FRAGMENT, HIP, HOP, ICMP, ICMPV6, IPV4, IPV6, MARK, MARKED, MLD2, MOBILITY, MORE,
    NA, NO_NEXT, NONCE, NS, RA, REDIRECT, ROUTING, RS, SHIM6, TCP, UDP, arp,
    dhcp, eth, fragment6, icmp, icmpv6, ip, ipv4, ipv4_pieces, ipv6,
    ipv6_pieces, link_local, llc, mac, option, ra, short, snap, solicited, tcp,
    udp)

ALL = ("mac", "arp", "ipv4", "ipv6", "dhcp-server", "ra", "vlan", "ethertype")
DEFAULT = ("mac", "dhcp-server", "ra", "vlan")
# Each of these words looks at the hardware addresses in ARP, or in ND, and may
# stop a frame that hides them.
IN_ARP = "mac arp"
IN_ND = "mac ipv6"
CAREFUL = IN_ND + " ra dhcp-server"
# These words look behind tags, and for IP in LLC.
DEEP = CAREFUL + " arp ipv4"

# The lease, its sibling on the same network, and a stranger.
OWN, SIBLING, OTHER = (mac(f"52:54:00:aa:00:0{n}") for n in (1, 2, 3))
ADDRESSES4 = ("192.0.2.5", "198.51.100.64/27")
ADDRESSES6 = ("2001:db8::5", "2001:db8:7:4000::/50")
ETHERNET = BROADCAST + OWN + IPV6.to_bytes(2, "big")
OWN4, OTHER4, ROUTER4 = ip("192.0.2.5"), ip("192.0.2.6"), ip("192.0.2.1")
OWN6, OTHER6, ROUTER6 = (ip("2001:db8::" + n) for n in "561")
OWN_LL, OTHER_LL = link_local(OWN), link_local(OTHER)
ANY4, ANY6 = bytes(4), bytes(16)
ALL4 = b"\xff" * 4
VID = 5  # the tag that is granted, where one is


@dataclass
class Frame:
    data: bytes
    header: bytes = b""  # virtio-net; empty: one that says nothing
    is_done: Callable = None  # whether the arrived frame does harm; None: yes
    is_same: Callable = None  # (sent, arrived); None: the bytes are equal
    is_batch: bool = False  # the kernel may cut it into segments
    is_fragile: bool = False  # the kernel drops it on some ways


@dataclass
class Case:
    """The hostile or the honest side of a kind."""
    frames: list
    by: frozenset = frozenset()
    may: frozenset = frozenset()
    granted: str = ""  # with a tag granted, "vlan" lets it "pass", or "may"


@dataclass
class Kind:
    name: str
    hostile: Case
    honest: Case
    needs_header: bool = False


def case(what, by="", may="", granted=""):
    items = what if isinstance(what, (list, tuple)) else [what]
    return Case([i if isinstance(i, Frame) else Frame(i) for i in items],
                frozenset(by.split()), frozenset(may.split()), granted)


# ---- frames that are honest but for their arguments -------------------------


def f4(src, protocol, payload, lladdr=OWN, tags=(), dst=ALL4, **keys):
    return eth(lladdr, IPV4, ipv4(src, dst, protocol, payload, **keys),
               tags=tags)


def f6(src, protocol, payload, dst=ALL_NODES, lladdr=OWN, tags=(), **keys):
    return eth(lladdr, IPV6, ipv6(src, dst, protocol, payload, **keys),
               tags=tags)


def u4(src=OWN4, sport=5000, dport=5001, payload=MARK, dst=ALL4, **keys):
    return f4(src, UDP, udp(src, dst, sport, dport, payload), dst=dst, **keys)


def u6(src=OWN6, sport=5000, dport=5001, payload=MARK, dst=ALL_NODES, **keys):
    return f6(src, UDP, udp(src, dst, sport, dport, payload), dst=dst, **keys)


def a(op=1, sha=OWN, spa=OWN4, tpa=ROUTER4, tha=bytes(6), lladdr=OWN, tags=(),
      **keys):
    return eth(lladdr, ARP, arp(op, sha, spa, tha, tpa, **keys), tags=tags)


def n6(kind, body, src=OWN_LL, dst=ALL_NODES, **keys):
    """ICMPv6; neighbour discovery has the mark in an option more."""
    if RS <= kind <= REDIRECT:
        body += MARKED
    return f6(src, ICMPV6, icmpv6(src, dst, kind, body), dst=dst, **keys)


def na(target, tlla=OWN, src=None, flags=0x20, **keys):
    return n6(NA, bytes([flags, 0, 0, 0]) + target + option(2, tlla),
              target if src is None else src, **keys)


def bare(data):
    """Without MARKED at the end: the checksum is not right any more."""
    size = struct.pack("!H", len(data) - 14 - 40 - len(MARKED))
    return (DST_MARK + data[6:18] + size + data[20:]).removesuffix(MARKED)


def without_trailer(pieces):
    """Frames of the length that they state, marked by the destination if
    needed."""
    for piece in pieces:
        data = ETHERNET + piece
        yield data if MARK in data else DST_MARK + data[6:]


def unsized(data):
    """A packet that states no length: hosts take it as part of a batch only."""
    at = 16 if data[12:14] == b"\x08\x00" else 18
    return data[:at] + bytes(2) + data[at + 2:]


def ns(target, src=OWN_LL, options=None, **keys):
    return n6(NS, bytes(4) + target
              + (option(1, OWN) if options is None else options), src,
              solicited(target), **keys)


HONEST4, HONEST6, HONEST_ARP = u4(), u6(), a()
DISCOVER = u4(ANY4, 68, 67, dhcp(1))
OFFER = udp(OWN4, ALL4, 67, 68, dhcp(2))
ADVERTISE = udp(OWN_LL, ALL_NODES, 547, 546, b"\x02abc" + MARK)
SOLICIT = u6(OWN_LL, 546, 547, b"\x01abc" + MARK, ip("ff02::1:2"))
OWN_RA = ra(OWN_LL)


# ---- the source address -----------------------------------------------------


def kinds_mac():
    for at in range(6):
        near = bytearray(OWN)
        near[at] ^= 0x80 if at else 4
        yield Kind(f"source MAC: a bit of byte {at} differs",
                   case(u4(lladdr=bytes(near)), "mac"), case(HONEST4))
    for name, lladdr in (("a stranger's", OTHER), ("the sibling's", SIBLING),
                         ("zero", bytes(6)),
                         ("multicast", mac("01:00:5e:00:00:01")),
                         ("own, with the group bit", b"\x53" + OWN[1:]),
                         ("broadcast", BROADCAST)):
        yield Kind(f"source MAC: {name}, IPv4", case(u4(lladdr=lladdr), "mac"),
                   case(HONEST4))
    yield Kind("source MAC: a stranger's, ARP with own sender",
               case(a(lladdr=OTHER), "mac", "arp"), case(HONEST_ARP))
    yield Kind("source MAC: a stranger's, IPv6",
               case(u6(lladdr=OTHER), "mac", "ipv6"), case(HONEST6))
    yield Kind("source MAC: a stranger's, unknown EtherType",
               case(eth(OTHER, 0x88b5, MARK), "mac ethertype"),
               case(eth(OWN, 0x88b5, MARK), "ethertype"))
    yield Kind("source MAC: a stranger's, in a permitted tag",
               case(u4(lladdr=OTHER, tags=[(0x8100, VID)]), "mac vlan",
                    "ethertype", "pass"),
               case(u4(tags=[(0x8100, VID)]), "vlan", "ethertype", "pass"))
    yield Kind("source MAC: a stranger's, of the least length",
               case(short(OTHER, b"\x88\xb5"), "mac ethertype"),
               case(short(OWN, b"\x88\xb5"), "ethertype"))
    yield Kind("source MAC: a stranger's, jumbo",
               case(u4(lladdr=OTHER, payload=MARK * 740), "mac"),
               case(u4(payload=MARK * 740)))


# ---- ARP --------------------------------------------------------------------


def kinds_arp():
    request, reply = HONEST_ARP, a(2, tha=OTHER, tpa=OTHER4)
    for name, hostile, honest in (
            ("request, wrong hardware sender", a(sha=OTHER), request),
            ("reply, wrong hardware sender", a(2, OTHER), reply),
            ("request, wrong sender", a(spa=OTHER4), request),
            ("reply, wrong sender", a(2, spa=OTHER4), reply),
            ("reply as if from the router", a(2, spa=ROUTER4), reply),
            ("gratuitous request for another's", a(1, spa=OTHER4, tpa=OTHER4),
             a(tpa=OWN4)),
            ("gratuitous reply for another's",
             a(2, spa=OTHER4, tpa=OTHER4, tha=BROADCAST),
             a(2, tpa=OWN4, tha=BROADCAST)),
            ("sender just below the prefix", a(spa=ip("198.51.100.63")),
             a(spa=ip("198.51.100.64"))),
            ("sender just above the prefix", a(spa=ip("198.51.100.96")),
             a(spa=ip("198.51.100.95"))),
            ("hardware type IEEE 802", a(htype=6), request),
            ("hardware type IEEE 802, wrong sender", a(spa=OTHER4, htype=6),
             request),
            ("protocol type IPv6", a(ptype=IPV6), request),
            ("hardware length 8", a(hlen=8, spa=OTHER4), request),
            ("protocol length 16", a(plen=16, spa=OTHER4), request),
            ("operation 3, wrong sender", a(3, spa=OTHER4), request),
            ("inverse ARP, wrong sender", a(9, spa=OTHER4), reply),
            ("probe with a wrong hardware sender",
             a(sha=OTHER, spa=ANY4, tpa=OWN4), a(spa=ANY4, tpa=OWN4)),
            ("cut before the sender's address",
             short(OWN, b"\x08\x06" + arp(1, OWN, b"", b"", b"")), request),
            ("cut within the sender's address",
             short(OWN, b"\x08\x06" + arp(1, OWN, OWN4[:2], b"", b"")),
             request)):
        is_claim = any(word in name for word in ("type", "length", "cut"))
        yield Kind("ARP: " + name,
                   case(hostile, IN_ARP if "hardware sender" in name
                        else "arp", "mac" if is_claim else ""),
                   case(honest))
    yield Kind("ARP: probe for another's address",
               case(a(spa=ANY4, tpa=OTHER4), "arp"),
               case(a(spa=ANY4, tpa=OWN4)))
    own = eth(OWN, 0x8035, arp(3, OWN, ANY4, OWN, ANY4))
    for name, fields in (  # own: as QEMU after a migration
            ("for another", (3, OTHER, ANY4, OTHER, ANY4)),
            ("by another", (3, OTHER, ANY4, OWN, ANY4)),
            ("about another", (3, OWN, ANY4, OTHER, ANY4)),
            ("with an IP address", (3, OWN, OTHER4, OWN, OTHER4)),
            ("answer", (4, OWN, ANY4, OTHER, OTHER4))):
        yield Kind(f"RARP {name}",
                   case(eth(OWN, 0x8035, arp(*fields)), "ethertype arp"),
                   case(own))


# ---- IPv4 -------------------------------------------------------------------

# No-operations; the last ones look like the ports of a DHCP client.
OPTIONS = b"\x01" * 40
LIKE_PORTS = b"\x00\x44\x00\x43" + b"\x01" * 36


def kinds_ipv4():
    echo = icmp(8)
    for name, src in (("a neighbour's", OTHER4),
                      ("just below the prefix", ip("198.51.100.63")),
                      ("just above the prefix", ip("198.51.100.96")),
                      ("broadcast", ALL4), ("loopback", ip("127.0.0.1")),
                      ("multicast", ip("224.0.0.1")), ("none", ANY4)):
        yield Kind(f"IPv4 source: {name}, UDP", case(u4(src), "ipv4"),
                   case(u4(ip("198.51.100.95"))))
    pieces = ipv4_pieces(OTHER4, ALL4, UDP, udp(OTHER4, ALL4, 1, 2, MARK * 8),
                         48)
    own_pieces = ipv4_pieces(OWN4, ALL4, UDP,
                             udp(OWN4, ALL4, 1, 2, MARK * 8), 48)
    large = [ipv4(OWN4, ALL4, UDP, MARK * 100, fragment=MORE | n * 150)
             for n in range(3)]
    spoofed_tcp = tcp(ANY4, ALL4, 68, 67)
    for name, hostile, honest in (
            ("a neighbour's, ICMP", f4(OTHER4, ICMP, echo),
             f4(OWN4, ICMP, echo)),
            ("a neighbour's, TCP", f4(OTHER4, TCP, tcp(OTHER4, ALL4, 1, 2)),
             f4(OWN4, TCP, tcp(OWN4, ALL4, 67, 2))),
            ("a neighbour's, first fragment", eth(OWN, IPV4, pieces[0]),
             [eth(OWN, IPV4, own_pieces[0]), eth(OWN, IPV4, own_pieces[1])]),
            ("a neighbour's, last fragment", eth(OWN, IPV4, pieces[1]),
             [eth(OWN, IPV4, piece) for piece in large]),
            ("a neighbour's, behind 40 bytes of options",
             u4(OTHER4, options=OPTIONS), u4(options=OPTIONS)),
            ("a neighbour's, DHCP's ports", u4(OTHER4, 68, 67, dhcp(1)),
             u4(OWN4, 68, 67, dhcp(1))),
            ("none, DHCP's ports but TCP", f4(ANY4, TCP, spoofed_tcp),
             DISCOVER),
            ("none, DHCP's ports in the options only",
             u4(ANY4, options=LIKE_PORTS), DISCOVER),
            ("none, DHCP's ports in a later fragment",
             f4(ANY4, UDP, udp(ANY4, ALL4, 68, 67), fragment=100), DISCOVER),
            ("none, from the client's port to another",
             u4(ANY4, 68, 53), DISCOVER),
            ("none, ICMP", f4(ANY4, ICMP, echo), f4(OWN4, ICMP, echo)),
            ("own, cut before it", short(OWN, b"\x08\x00" + ipv4(
                OWN4, ALL4, UDP, b"")[:12]), HONEST4),
            ("own, cut within the header", short(OWN, b"\x08\x00" + ipv4(
                OWN4, ALL4, UDP, b"")[:19]), HONEST4)):
        yield Kind("IPv4 source: " + name,
                   case(hostile, "ipv4", "" if "cut" not in name
                        else "dhcp-server ra"), case(honest))
    yield Kind("IPv4: header length below 20",
               case(u4(ihl=4), "", "ipv4 dhcp-server ra"), case(HONEST4))
    yield Kind("IPv4: version 6", case(u4(version=6), "", "ipv4 dhcp-server ra"),
               case(HONEST4))
    yield Kind("IPv4 source: a neighbour's, IGMP",
               case(f4(OTHER4, 2, bytes.fromhex("160009fae0000005"),
                       options=b"\x94\x04\0\0"), "ipv4"),
               case(f4(OWN4, 2, bytes.fromhex("160009fae0000005"),
                       options=b"\x94\x04\0\0")))


# ---- IPv6 -------------------------------------------------------------------


def kinds_ipv6():
    near = OWN_LL[:12] + b"\xfd" + OWN_LL[13:]
    for name, src in (("a neighbour's", OTHER6),
                      ("just below the prefix",
                       ip("2001:db8:7:3fff:ffff:ffff:ffff:ffff")),
                      ("just above the prefix", ip("2001:db8:7:8000::")),
                      ("a neighbour's link-local", OTHER_LL),
                      ("link-local, but not of the MAC", near),
                      ("fe80:: with bits up to /64",
                       OWN_LL[:7] + b"\1" + OWN_LL[8:]),
                      ("none", ANY6), ("multicast", ALL_NODES),
                      ("loopback", ip("::1")),
                      ("IPv4-mapped own", ip("::ffff:192.0.2.5"))):
        honest = {"just below the prefix": ip("2001:db8:7:4000::"),
                  "just above the prefix":
                  ip("2001:db8:7:7fff:ffff:ffff:ffff:ffff"),
                  "a neighbour's link-local": OWN_LL}.get(name, OWN6)
        yield Kind(f"IPv6 source: {name}, UDP", case(u6(src), "ipv6"),
                   case(u6(honest)))
    pieces = ipv6_pieces(OTHER6, ALL_NODES, UDP,
                         udp(OTHER6, ALL_NODES, 1, 2, MARK * 8), 48)
    own = ipv6_pieces(OWN6, ALL_NODES, UDP,
                      udp(OWN6, ALL_NODES, 1, 2, MARK * 8), 48)
    echo = bytes(4) + MARK
    for name, hostile, honest in (
            ("a neighbour's, TCP",
             f6(OTHER6, TCP, tcp(OTHER6, ALL_NODES, 1, 2)),
             f6(OWN6, TCP, tcp(OWN6, ALL_NODES, 547, 546))),
            ("a neighbour's, echo request", n6(ECHO6, echo, OTHER6),
             n6(ECHO6, echo, OWN6)),
            ("a neighbour's, ESP", f6(OTHER6, 50, MARK), f6(OWN6, 50, MARK)),
            ("a neighbour's, behind options",
             u6(OTHER6, chain=[DESTINATION]), u6(OWN6, chain=[DESTINATION])),
            ("a neighbour's, in AH", u6(OTHER6, chain=[AH]),
             u6(OWN6, chain=[AH])),
            ("a neighbour's, first fragment", eth(OWN, IPV6, pieces[0]),
             [eth(OWN, IPV6, own[0]), eth(OWN, IPV6, own[1])]),
            ("a neighbour's, last fragment", eth(OWN, IPV6, pieces[1]),
             u6(OWN6, chain=[FRAGMENT])),
            ("none, TCP", f6(ANY6, TCP, tcp(ANY6, ALL_NODES, 1, 2)), HONEST6),
            ("none, echo request", n6(ECHO6, echo, ANY6), n6(ECHO6, echo)),
            ("none, neighbour advertisement", na(OWN_LL, src=ANY6),
             na(OWN_LL)),
            ("own, cut within it", short(OWN, b"\x86\xdd" + ipv6(
                OWN6, ALL_NODES, UDP, b"")[:20]), HONEST6),
            ("own, cut behind it", short(OWN, b"\x86\xdd" + ipv6(
                OWN6, ALL_NODES, UDP, b"")[:30]), HONEST6)):
        yield Kind("IPv6 source: " + name,
                   case(hostile, "ipv6", CAREFUL if "cut" in name else ""),
                   case(honest))
    for number, name in ((47, "GRE"), (132, "SCTP"), (89, "OSPF"),
                         (115, "L2TP"), (136, "UDP-Lite"), (41, "IPv6"),
                         (4, "IPv4"), (112, "VRRP"), (97, "EtherIP"),
                         (46, "RSVP"), (137, "MPLS"), (253, "unknown")):
        yield Kind(f"IPv6 source: a neighbour's, protocol {name}",
                   case(f6(OTHER6, number, bytes(20) + MARK), "ipv6",
                        CAREFUL if number == 253 else ""),
                   case(f6(OWN6, number, bytes(20) + MARK), "",
                        CAREFUL if number == 253 else ""))
    report = bytes.fromhex("0000000104000000") + solicited(OWN_LL)
    yield Kind("IPv6 source: a neighbour's, MLD report",
               case(n6(MLD2, report, OTHER_LL, ip("ff02::16"), chain=[HOP]),
                    "ipv6"),
               case(n6(MLD2, report, OWN_LL, ip("ff02::16"), chain=[HOP])))


# ---- neighbour discovery ----------------------------------------------------

IN_DAD = {"src": ANY6, "options": b""}


def kinds_nd():
    ask = ns(OTHER6, OWN6)
    split = [eth(OWN, IPV6, piece) for piece in ipv6_pieces(
        OWN_LL, ALL_NODES, ICMPV6,
        icmpv6(OWN_LL, ALL_NODES, NA, b"\x20\0\0\0" + OTHER6
               + option(2, OWN)), 8, [DESTINATION])]
    for name, hostile, honest in (
            ("advertisement for a neighbour's", na(OTHER6, src=OWN6),
             na(OWN6)),
            ("advertisement for a neighbour's link-local",
             na(OTHER_LL, src=OWN_LL), na(OWN_LL)),
            ("advertisement just above the prefix",
             na(ip("2001:db8:7:8000::"), src=OWN_LL),
             na(ip("2001:db8:7:7fff::1"), src=OWN_LL)),
            ("advertisement for the router, solicited",
             na(ROUTER6, src=OWN_LL, flags=0xe0), na(OWN6, flags=0x60)),
            ("advertisement of own, another's MAC in it", na(OWN6, OTHER),
             na(OWN6)),
            ("DAD for a neighbour's", ns(OTHER6, **IN_DAD),
             ns(OWN6, **IN_DAD)),
            ("DAD for a neighbour's link-local", ns(OTHER_LL, **IN_DAD),
             ns(OWN_LL, **IN_DAD)),
            ("DAD with a nonce, for a neighbour's",
             ns(OTHER6, src=ANY6, options=NONCE),
             ns(ip("2001:db8:7:4000::1"), src=ANY6, options=NONCE)),
            ("solicitation with another's MAC in it",
             ns(ROUTER6, options=option(1, OTHER)), ask),
            ("solicitation from a neighbour's", ns(ROUTER6, OTHER6), ask),
            ("solicitation with another's MAC behind a nonce",
             ns(ROUTER6, options=NONCE + option(1, OTHER)),
             ns(ROUTER6, options=NONCE + option(1, OWN))),
            ("advertisement with another's MAC behind a nonce",
             n6(NA, b"\x20\0\0\0" + OWN6 + NONCE + option(2, OTHER), OWN6),
             n6(NA, b"\x20\0\0\0" + OWN6 + NONCE + option(2, OWN), OWN6)),
            ("advertisement for a neighbour's, in fragments", split, ask)):
        yield Kind("ND: " + name,
                   case(hostile, IN_ND if "another's MAC" in name else "ipv6",
                        CAREFUL if "in frag" in name else ""), case(honest))
    # As hosts send them, without an option more: marked by the destination.
    for name, hostile, honest in (
            ("solicitation", ns(ROUTER6, OTHER6), ns(ROUTER6)),
            ("advertisement", na(OTHER6, src=OWN6), na(OWN6)),
            ("DAD", ns(OTHER6, **IN_DAD), ns(OWN6, **IN_DAD))):
        yield Kind(f"ND: bare {name} for a neighbour's",
                   case(bare(hostile), "ipv6"), case(bare(honest)))
    for name, chain in CHAINS:
        yield chained(f"ND: advertisement for a neighbour's, behind {name}",
                      chain, na(OTHER6, src=OWN6, chain=chain),
                      n6(ECHO6, bytes(4) + MARK, OWN6, chain=chain), "ipv6",
                      CAREFUL)
    yield Kind("ND: DAD for a neighbour's, behind options",
               case(ns(OTHER6, chain=[DESTINATION], **IN_DAD), "ipv6", CAREFUL),
               case(ns(OWN6, **IN_DAD)))
    yield Kind("ND: router solicitation with another's MAC in it",
               case(n6(RS, bytes(4) + option(1, OTHER), dst=ALL_ROUTERS),
                    IN_ND),
               case(n6(RS, bytes(4) + option(1, OWN), dst=ALL_ROUTERS)))
    yield Kind("ND: advertisement cut within the target",
               case(f6(OWN_LL, ICMPV6, icmpv6(OWN_LL, ALL_NODES, NA,
                                              b"\x20\0\0\0" + OTHER6[:8])),
                    "", IN_ND),
               case(na(OWN6)))


# ---- routers ----------------------------------------------------------------

CHAINS = (
    ("hop-by-hop options", [HOP]), ("destination options", [DESTINATION]),
    ("a routing header", [ROUTING]), ("a fragment header alone", [FRAGMENT]),
    ("AH", [AH]), ("hop-by-hop and AH", [HOP, AH]),
    ("a mobility header", [MOBILITY]), ("HIP", [HIP]), ("shim6", [SHIM6]),
    ("8 headers", [HOP] + [DESTINATION] * 7),
    ("12 headers", [DESTINATION] * 12),
    ("6 of all kinds", [HOP, DESTINATION, ROUTING, FRAGMENT, AH,
                        DESTINATION]))


def chained(name, chain, hostile, honest, word, may):
    """Behind one or two headers the twin must pass.  A filter may give up
    behind more headers, or at rare ones, and then has to stop both."""
    is_rare = len(chain) > 2 or {MOBILITY, HIP, SHIM6} & set(chain)
    return Kind(name, case(hostile, word, may),
                case(honest, "", f"{word} {may}" if is_rare else ""))


def kinds_ra():
    echo = icmpv6(OWN_LL, ALL_NODES, ECHO6, bytes(4) + MARK)
    yield Kind("RA", case(f6(OWN_LL, ICMPV6, OWN_RA), "ra"),
               case(n6(RS, bytes(4) + option(1, OWN), dst=ALL_ROUTERS)))
    yield Kind("RA from a global address",
               case(f6(OWN6, ICMPV6, ra(OWN6)), "ra", "ipv6"), case(HONEST6))
    for name, chain in CHAINS:
        yield chained("RA behind " + name, chain,
                      f6(OWN_LL, ICMPV6, OWN_RA, chain=chain),
                      f6(OWN_LL, ICMPV6, echo, chain=chain), "ra",
                      CAREFUL)
    big = ra(OWN_LL, marks=6)
    honest = [eth(OWN, IPV6, piece) for piece in ipv6_pieces(
        OWN_LL, ALL_NODES, ICMPV6,
        icmpv6(OWN_LL, ALL_NODES, ECHO6, bytes(4) + MARK * 12), 48)]
    for name, pieces in (
            ("RA in fragments", ipv6_pieces(
                OWN_LL, ALL_NODES, ICMPV6, big, 64)),
            ("RA in fragments, the first of 8 bytes", ipv6_pieces(
                OWN_LL, ALL_NODES, ICMPV6, big, 8)),
            ("RA in fragments, behind options in the first", ipv6_pieces(
                OWN_LL, ALL_NODES, ICMPV6, big, 8, [DESTINATION])),
            ("RA in fragments, behind two headers in the first", ipv6_pieces(
                OWN_LL, ALL_NODES, ICMPV6, big, 16, [DESTINATION, ROUTING])),
            ("RA in fragments, options cut by the first", ipv6_pieces(
                OWN_LL, ALL_NODES, ICMPV6, big, 16, [DESTINATION] * 3))):
        yield Kind(name, case([eth(OWN, IPV6, p) for p in pieces], "ra",
                              CAREFUL), case(honest))
        yield Kind(name + ", no trailer", case([*without_trailer(pieces)],
                                               "ra", CAREFUL), case(honest))
    yield Kind("redirect, IPv6",
               case(n6(REDIRECT, bytes(4) + OTHER6 + ROUTER6), "ra"),
               case(n6(ECHO6, bytes(4) + MARK)))
    yield Kind("redirect, IPv6, behind options",
               case(n6(REDIRECT, bytes(4) + OTHER6 + ROUTER6,
                       chain=[DESTINATION]), "ra", CAREFUL),
               case(n6(ECHO6, bytes(4) + MARK, chain=[DESTINATION])))
    yield Kind("RA without a length",
               case(unsized(f6(OWN_LL, ICMPV6, OWN_RA)), "ra"),
               case(unsized(f6(OWN_LL, ICMPV6, echo))))
    jumbo = f6(OWN_LL, HOP, bytes([ICMPV6, 0, 0xc2, 4, 0, 1, 0, 0]) + OWN_RA)
    yield Kind("RA in a jumbogram", case(unsized(jumbo), "ra", CAREFUL),
               case(HONEST6))
    redirect = icmp(5, 1, ROUTER4, ipv4(OTHER4, OWN4, UDP, bytes(8)) + MARK)
    unreachable = icmp(3, 1, bytes(4),
                       ipv4(OTHER4, OWN4, UDP, bytes(8)) + MARK)
    pieces = [[eth(OWN, IPV4, piece) for piece in
               ipv4_pieces(OWN4, ALL4, ICMP, what, 8)]
              for what in (redirect, unreachable)]
    for name, hostile, honest in (
            ("redirect, IPv4", f4(OWN4, ICMP, redirect),
             f4(OWN4, ICMP, unreachable)),
            ("redirect, IPv4, behind options",
             f4(OWN4, ICMP, redirect, options=OPTIONS),
             f4(OWN4, ICMP, unreachable, options=OPTIONS)),
            ("redirect, IPv4, in fragments", *pieces),
            ("RA of IPv4 (RFC 1256)",
             f4(OWN4, ICMP, icmp(9, 0, b"\1\2\7\x08", ROUTER4 + bytes(4)
                                 + MARK)),
             f4(OWN4, ICMP, icmp(10)))):
        yield Kind(name, case(hostile, "ra"), case(honest))


# ---- DHCP -------------------------------------------------------------------


def kinds_dhcp():
    renew = u4(OWN4, 68, 67, dhcp(1))
    tiny, split, small = (
        [eth(OWN, IPV4, piece) for piece in
         ipv4_pieces(OWN4, ALL4, UDP, what, first)]
        for what, first in ((OFFER, 8), (OFFER, 24),
                            (udp(OWN4, ALL4, 68, 67, dhcp(1)), 24)))
    harmless = udp(OWN4, ALL4, 68, 67, bytes(16))
    overlap = [f4(OWN4, UDP, harmless, fragment=MORE),
               f4(OWN4, UDP, OFFER, fragment=0)]
    for name, hostile, honest in (
            ("offer", f4(OWN4, UDP, OFFER), DISCOVER),
            ("offer, behind 40 bytes of options",
             f4(OWN4, UDP, OFFER, options=OPTIONS),
             u4(OWN4, 68, 67, dhcp(1), options=OPTIONS)),
            ("offer, the client's ports in the options",
             f4(OWN4, UDP, OFFER, options=LIKE_PORTS), renew),
            ("offer, behind one option", f4(OWN4, UDP, OFFER,
                                            options=b"\1\1\1\0"), renew),
            ("offer in fragments", split, small),
            ("offer in fragments, the first of 8 bytes", tiny, small),
            ("offer over an earlier fragment", overlap, small),
            ("offer from another port", u4(OWN4, 6767, 68, dhcp(2)), renew),
            ("offer to a relay", u4(OWN4, 67, 67, dhcp(2)), renew)):
        yield Kind("DHCP " + name, case(hostile, "dhcp-server"),
                   case(honest))
    yield Kind("DHCP offer without a length",
               case(unsized(f4(OWN4, UDP, OFFER)), "dhcp-server"),
               case(unsized(renew)))
    # It does no harm, since a later fragment cannot have the ports.
    for name, size in (("no port", 0), ("half of the ports", 4)):
        ports = struct.pack("!HHHH", 5000, 5001, 8, 0)
        data = eth(OWN, IPV4, ipv4(OWN4, ALL4, UDP, ports[:size],
                                   fragment=MORE) + ports[size:] + MARK)
        yield Kind(f"first fragment with {name}, but for its trailer",
                   case(data, "dhcp-server"), case(eth(OWN, IPV4, ipv4(
                       OWN4, ALL4, UDP, ports, fragment=MORE) + MARK)))
    request = udp(OWN_LL, ALL_NODES, 546, 547, b"\x03abc" + MARK)
    for name, hostile, honest in (
            ("advertise", f6(OWN_LL, UDP, ADVERTISE), SOLICIT),
            ("reply", u6(OWN_LL, 547, 546, b"\x07abc" + MARK), SOLICIT),
            ("advertise from another port",
             u6(OWN_LL, 5470, 546, b"\x02abc" + MARK), SOLICIT)):
        yield Kind("DHCPv6 " + name, case(hostile, "dhcp-server"),
                   case(honest))
    for name, chain in CHAINS:
        yield chained("DHCPv6 advertise behind " + name, chain,
                      f6(OWN_LL, UDP, ADVERTISE, chain=chain),
                      f6(OWN_LL, UDP, request, chain=chain), "dhcp-server",
                      CAREFUL)
    for name, first, chain in (
            ("in fragments", 24, []), ("in fragments, the first of 8", 8, []),
            ("in fragments, behind options in the first", 8, [DESTINATION])):
        yield Kind("DHCPv6 advertise " + name,
                   case([eth(OWN, IPV6, piece) for piece in ipv6_pieces(
                       OWN_LL, ALL_NODES, UDP, ADVERTISE + MARK, first,
                       chain)], "dhcp-server", CAREFUL),
                   case([eth(OWN, IPV6, piece) for piece in ipv6_pieces(
                       OWN_LL, ALL_NODES, UDP, request + MARK, 24)]))


# ---- tags -------------------------------------------------------------------

Q, AD, OLD = 0x8100, 0x88a8, 0x9100


def kinds_vlan():
    tag = [(Q, VID)]
    for name, tags, granted in (
            ("tag", tag, "pass"), ("tag, highest priority",
                                   [(Q, 0xf000 | VID)], "pass"),
            ("another tag", [(Q, VID + 1)], ""),
            ("a tag with a bit more", [(Q, 0x100 | VID)], ""),
            ("VID 4095", [(Q, 0xfff)], ""),
            ("priority tag", [(Q, 0xe000)], "may"),
            ("802.1ad tag", [(AD, VID)], "may"),
            ("QinQ", [(AD, VID), (Q, VID)], ""),
            ("double tag", [(Q, VID), (Q, VID)], ""),
            ("double tag, the second another", [(Q, VID), (Q, 7)], ""),
            ("802.1ad in a permitted tag", [(Q, VID), (AD, 7)], ""),
            ("TPID 9100", [(OLD, VID)], ""),
            ("TPID 9100 in a permitted tag", [(Q, VID), (OLD, 7)], "")):
        may = "ethertype" if len(tags) == 1 else \
            "ethertype " + DEEP
        may = may if tags[0][0] != OLD else may + " arp ipv4 ipv6"
        yield Kind(f"VLAN: {name}", case(u4(tags=tags), "vlan", may, granted),
                   case(HONEST4))
    inside = (("ARP", a(2, spa=OTHER4, tags=[]), HONEST_ARP, "arp"),
              ("IPv4", u4(OTHER4), HONEST4, "ipv4"),
              ("IPv6", u6(OTHER6), HONEST6, "ipv6"),
              ("RA", f6(OWN_LL, ICMPV6, OWN_RA), HONEST6, "ra"),
              ("DHCP offer", f4(OWN4, UDP, OFFER), DISCOVER, "dhcp-server"),
              ("LLDP", eth(OWN, 0x88cc, MARK), HONEST4, "ethertype"))
    for name, tags, granted in (("tag", tag, "pass"),
                                ("priority tag", [(Q, 0)], "may"),
                                ("802.1ad tag", [(AD, VID)], "may"),
                                ("double tag", [(Q, VID), (Q, VID)], ""),
                                ("QinQ", [(AD, VID), (Q, 7)], "")):
        for what, hostile, honest, word in inside:
            may = "" if len(tags) == 1 else DEEP
            yield Kind(f"VLAN: {name} that hides {what}",
                       case(tagged(hostile, tags), f"vlan {word}",
                            may + " ethertype", granted),
                       case(tagged(honest, tags), "vlan",
                            may + " ethertype", granted))


def tagged(data, tags):
    """The frame inside an untagged frame."""
    return eth(data[6:12], int.from_bytes(data[12:14], "big"), data[14:],
               data[:6], tags)


# ---- other protocols --------------------------------------------------------

ETHERTYPES = (
    (0x88cc, "LLDP"), (0x8863, "PPPoE discovery"), (0x8864, "PPPoE session"),
    (0x888e, "EAPOL"), (0x88e5, "MACsec"), (0x8808, "flow control"),
    (0x8809, "LACP"), (0x8847, "MPLS"), (0x8906, "FCoE"), (0x22f0, "AVTP"),
    (0x88f7, "PTP"), (0x892f, "HSR"), (0x0600, "XNS"), (0x0601, "0601"),
    (0x05ff, "05ff"), (0x0801, "0801"), (0xffff, "ffff"))


def kinds_ethertype():
    for number, name in ETHERTYPES:
        yield Kind(f"EtherType: {name}",
                   case(Frame(eth(OWN, number, bytes(4) + MARK),
                              is_fragile=number == 0x8808), "ethertype",
                        "dhcp-server ra ipv4 ipv6 arp"
                        if number == 0x8864 else ""), case(HONEST4))
    yield Kind("BPDU, to all",
               case(llc(OWN, bytes(35) + MARK), "ethertype"), case(HONEST4))
    for name, group, data in (
            ("BPDU", 0x00, llc(OWN, bytes(35) + MARK)),
            ("flow control", 0x01, eth(OWN, 0x8808, b"\0\1\xff\xff" + MARK)),
            ("EAPOL", 0x03, eth(OWN, 0x888e, bytes(4) + MARK)),
            ("LLDP", 0x0e, eth(OWN, 0x88cc, bytes(4) + MARK))):
        yield Kind(f"{name}, to its group",
                   case(mac(f"01:80:c2:00:00:{group:02x}") + data[6:],
                        " ".join(ALL)), case(HONEST4))
    for group in range(16):
        yield Kind(f"IPv4 to the bridges' group {group}",
                   case(mac(f"01:80:c2:00:00:{group:02x}") + HONEST4[6:],
                        " ".join(ALL)),
                   case(mac(f"01:80:c2:00:00:{group + 16:02x}")
                        + HONEST4[6:]))
    for group in (0x20, 0x21, 0x2f):
        yield Kind(f"MVRP, to the group {group:02x}",
                   case(mac(f"01:80:c2:00:00:{group:02x}")
                        + eth(OWN, 0x88f5, bytes(4) + MARK)[6:],
                        " ".join(ALL)), case(HONEST4))
    for group in (0xcc, 0xcd, 0xcf):
        yield Kind(f"a Cisco switch's frame, to the group {group:02x}",
                   case(mac(f"01:00:0c:cc:cc:{group:02x}")
                        + snap(OWN, 0x010b, bytes(35) + MARK)[6:],
                        " ".join(ALL)), case(HONEST4))
    for dsap, what in ((0x06, "IP"), (0x07, "IP, to a group"), (0x98, "ARP"),
                       (0xab, "SNAP, to a group")):
        yield Kind(f"LLC with {what} in it",
                   case(llc(OWN, HONEST4[14:], dsap=dsap),
                        "ethertype arp ipv4 ipv6 dhcp-server ra", "mac"),
                   case(HONEST4))
    yield Kind("LLC, length 1500 and less in it",
               case(llc(OWN, MARK, length=1500), "ethertype",
                    DEEP), case(HONEST4))
    yield Kind("LLC, length 0", case(llc(OWN, MARK, length=0), "ethertype",
                                     DEEP),
               case(HONEST4))
    for what, number, hostile, honest, word in (
            ("ARP", ARP, a(2, spa=OTHER4), HONEST_ARP, "arp"),
            ("IPv4", IPV4, u4(OTHER4), HONEST4, "ipv4"),
            ("IPv6", IPV6, u6(OTHER6), HONEST6, "ipv6"),
            ("RA", IPV6, f6(OWN_LL, ICMPV6, OWN_RA), HONEST6, "ra"),
            ("DHCP offer", IPV4, f4(OWN4, UDP, OFFER), DISCOVER,
             "dhcp-server"),
            ("a tag", Q, b"\0" * 14 + b"\0\5\x08\0" + HONEST4[14:], HONEST4,
             "vlan")):
        yield Kind(f"LLC and SNAP with {what} in it",
                   case(snap(OWN, number, hostile[14:]), f"ethertype {word}",
                        DEEP),
                   case(snap(OWN, IPV4 if number == Q else number,
                             honest[14:]), "ethertype", DEEP))
    yield Kind("LLC and SNAP with RA in it, in a priority tag",
               case(snap(OWN, IPV6, f6(OWN_LL, ICMPV6, OWN_RA)[14:],
                         [(Q, 0)]), "ethertype vlan ra", DEEP, "may"),
               case(HONEST6))


# ---- lengths ----------------------------------------------------------------


def kinds_length():
    for size in (0, 1, 6, 12, 13):
        yield Kind(f"{size} bytes", case((DST_MARK + OWN + b"\x08")[:size]),
                   case(HONEST4))
    word = {IPV4: "ipv4", IPV6: "ipv6", ARP: "arp", Q: "vlan", AD: "vlan"}
    careful = {IPV4: "dhcp-server ra", IPV6: CAREFUL, ARP: "mac",
               Q: DEEP + " ethertype", AD: DEEP + " ethertype"}
    for number in (IPV4, IPV6, ARP, Q, AD):
        for size in (14, 15, 17, 18, 19, 25, 33):
            rest = (number.to_bytes(2, "big") + bytes(20))[:size - 12]
            yield Kind(f"{size} bytes of {number:04x}",
                       case(short(OWN, rest), word[number],
                            careful[number]), case(HONEST4))
    for size in (14, 20):
        yield Kind(f"{size} bytes of LLC",
                   case(short(OWN, b"\0\6".ljust(size - 12, b"\x42")),
                        "ethertype", DEEP),
                   case(HONEST4))
    # The MTU is 9000; a bridge and a veth let four more pass, for a tag.
    for size in (9014, 9018, 9019):
        payload = MARK * 749
        yield Kind(f"{size} bytes, IPv4 source a neighbour's",
                   case(u4(OTHER4, payload=payload)[:size], "ipv4"),
                   case(u4(payload=payload)[:size]))


def kinds():
    for part in (kinds_mac, kinds_arp, kinds_ipv4, kinds_ipv6, kinds_nd,
                 kinds_ra, kinds_dhcp, kinds_vlan, kinds_ethertype,
                 kinds_length):
        yield from part()


# Neither hostile nor clearly honest: the test only prints what a filter does.
def doubtful():
    for name, hostile, honest in (
            ("DHCP: port 67 to any", u4(OWN4, 67, 5000), HONEST4),
            ("DHCPv6: port 547 to any", u6(OWN_LL, 547, 5000), HONEST6)):
        yield Kind(name, case(hostile, "", "dhcp-server"), case(honest))
    report = bytes.fromhex("0000000104000000") + solicited(OWN_LL)
    yield Kind("MLD report from ::, while DAD runs",
               case(n6(MLD2, report, ANY6, ip("ff02::16"), chain=[HOP]), "",
                    "ipv6"), case(HONEST6))
    yield Kind("router solicitation from ::",
               case(n6(RS, bytes(4), ANY6, ALL_ROUTERS), "", IN_ND),
               case(HONEST6))
    yield Kind("ND with a trailer behind it",
               case(f6(OWN_LL, ICMPV6, icmpv6(
                   OWN_LL, ALL_NODES, NS, bytes(4) + ROUTER6
                   + option(1, OWN))), "", IN_ND), case(HONEST6))
    yield Kind("no next header", case(f6(OWN6, NO_NEXT, MARK), "",
                                      "ra dhcp-server ipv6"), case(HONEST6))
    yield Kind("a fragment of IPv6 behind the first",
               case(f6(OWN6, FRAGMENT, fragment6(RA, 8, False) + MARK), "",
                    "ra dhcp-server ipv6"), case(HONEST6))
