# SPDX-License-Identifier: LGPL-2.1-or-later
"""frames_offload.py - frames whose virtio-net header leaves work to the kernel
or to a NIC: segments to cut, a checksum to write.  Both happen behind the
filter, and the guest says where the checksum goes, so the checksum can
overwrite what the filter has looked at.  frames_kinds.py says what a kind
is."""
import struct

from frames_build import (
    ALL_NODES, BROADCAST, DESTINATION, FRAGMENT, GSO_TCPV4, GSO_TCPV6, GSO_UDP,
    GSO_UDP_L4, HOP, ICMPV6, IPV4, IPV6, MARK, MARKED, MORE, NEEDS_CSUM, TCP,
    UDP, add16, aim, dhcp, eth, fragment6, icmpv6, ip, ipv4, ipv6, option, tcp,
    udp, vnet_hdr)
from frames_kinds import (
    ALL, ALL4, HONEST4, OPTIONS, OTHER, OTHER4, OTHER6, OWN, OWN4, OWN6, OWN_LL,
    VID, Frame, Kind, a, case, f4, f6, u4, u6, unsized)

# 16 and 12 bytes divide it: each segment has whole marks.
LOAD = MARK * 200
SIZE = 480


def same_source(sent, got):
    """Segments differ in length, number and sum, but not in the sender."""
    if sent[12:14] == b"\x81\x00":
        return sent[12:16] == got[12:16] and same_source(
            sent[:12] + sent[16:], got[:12] + got[16:])
    if sent[12:14] == b"\x08\x00":
        return got[:15] == sent[:15] and got[26:34] == sent[26:34]
    return got[:14] == sent[:14] and got[22:54] == sent[22:54]


def batch(data, gso, start, offset, gso_size=SIZE, hdr_len=None, flags=1):
    head = start + (8 if offset == 6 else 20) if hdr_len is None else hdr_len
    return Frame(data, vnet_hdr(flags, gso, head, gso_size, start, offset),
                 is_same=same_source, is_batch=True,
                 is_fragile=gso == GSO_UDP)


def t4(src=OWN4, lladdr=OWN, gso=GSO_TCPV4, **keys):
    return batch(f4(src, TCP, tcp(src, ALL4, 1, 2, LOAD), lladdr), gso, 34, 16,
                 **keys)


def t6(src=OWN6, lladdr=OWN, gso=GSO_TCPV6, **keys):
    return batch(f6(src, TCP, tcp(src, ALL_NODES, 1, 2, LOAD), lladdr=lladdr),
                 gso, 54, 16, **keys)


def d4(src=OWN4, lladdr=OWN, sport=1, dport=2, gso=GSO_UDP_L4, options=b"",
       **keys):
    return batch(u4(src, sport, dport, LOAD, lladdr=lladdr, options=options),
                 gso, 34 + len(options), 6, **keys)


def d6(src=OWN6, lladdr=OWN, sport=1, dport=2, gso=GSO_UDP_L4, **keys):
    return batch(u6(src, sport, dport, LOAD, lladdr=lladdr), gso, 54, 6,
                 **keys)


def kinds_batch():
    for name, make, word, other in (
            ("TCPv4", t4, "ipv4", OTHER4), ("TCPv6", t6, "ipv6", OTHER6),
            ("UDPv4", d4, "ipv4", OTHER4), ("UDPv6", d6, "ipv6", OTHER6)):
        yield Kind(f"{name} segments, source MAC a stranger's",
                   case(make(lladdr=OTHER), "mac"), case(make()), True)
        yield Kind(f"{name} segments, source a neighbour's",
                   case(make(other), word), case(make()), True)
        for hdr_len in (0, 1, 14, 26, 200, 60000):
            yield Kind(f"{name} segments, header length {hdr_len}, "
                       "source a neighbour's",
                       case(make(other, hdr_len=hdr_len), word),
                       case(make(hdr_len=hdr_len)), True)
        for size in (0, 24, 65535):
            yield Kind(f"{name} segments of {size}, source a neighbour's",
                       case(make(other, gso_size=size), word),
                       case(make(gso_size=size)), True)
        yield Kind(f"{name} segments without a checksum, "
                   "source a neighbour's", case(make(other, flags=0), word),
                   case(make(flags=0)), True)
    for name, hostile, honest in (
            ("DHCP offers as segments", d4(sport=67, dport=68),
             d4(sport=68, dport=67)),
            ("DHCP offers as segments, behind options",
             d4(sport=67, dport=68, options=OPTIONS), d4(options=OPTIONS)),
            ("a DHCP offer for the kernel to fragment",
             d4(sport=67, dport=68, gso=GSO_UDP), d4(gso=GSO_UDP)),
            ("DHCPv6 advertisements as segments", d6(sport=547, dport=546),
             d6(sport=546, dport=547)),
            ("a DHCPv6 advertisement for the kernel to fragment",
             d6(sport=547, dport=546, gso=GSO_UDP), d6(gso=GSO_UDP))):
        yield Kind(name, case(hostile, "dhcp-server"), case(honest), True)
    for name, make, word, keys in (  # as drivers of some systems leave them
            ("TCPv4", t4, "ipv4", {"src": OTHER4}),
            ("TCPv6", t6, "ipv6", {"src": OTHER6}),
            ("DHCP offers as", d4, "dhcp-server", {"sport": 67, "dport": 68}),
            ("DHCPv6 advertisements as", d6, "dhcp-server",
             {"sport": 547, "dport": 546})):
        hostile, honest = make(**keys), make()
        hostile.data, honest.data = unsized(hostile.data), unsized(honest.data)
        yield Kind(f"{name} segments without a length", case(hostile, word),
                   case(honest), True)
    for name, hostile, word in (
            ("TCPv6 segments in IPv4", t4(OTHER4, gso=GSO_TCPV6), "ipv4"),
            ("TCPv4 segments in IPv6", t6(OTHER6, gso=GSO_TCPV4), "ipv6"),
            ("UDP segments that are TCP", t4(OTHER4, gso=GSO_UDP_L4),
             "ipv4")):
        yield Kind(name + ", source a neighbour's", case(hostile, word),
                   case(t4()), True)


# ---- datagrams to fragment, whose offsets the kernel writes anew ------------


def later4(sport, dport, fragment, is_done=None, options=b"", length=None,
           flags=NEEDS_CSUM):
    """An IPv4 packet that says it is a later fragment, for the kernel to cut
    into fragments from 0 on."""
    data = u4(OWN4, sport, dport, LOAD, options=options, fragment=fragment)
    if length is not None:
        data = with_length(data, length)
    start = 34 + len(options)
    return Frame(data, vnet_hdr(flags, GSO_UDP, start + 8, SIZE,
                                start if flags else 0, 6 if flags else 0),
                 is_done=is_done, is_same=same_source, is_batch=True,
                 is_fragile=True)


def with_length(data, length):
    """The IPv4 packet states that length, and its header's sum is right."""
    head = data[14:16] + length.to_bytes(2, "big") + data[18:24] + bytes(2)
    head += data[26:14 + (data[14] & 15) * 4]
    return (data[:14] + head[:10]
            + (0xffff ^ add16(head)).to_bytes(2, "big")
            + head[12:] + data[14 + len(head):])


def later6(sport, dport, offset):
    body = udp(OWN6, ALL_NODES, sport, dport, LOAD)
    data = f6(OWN6, FRAGMENT, fragment6(UDP, offset, False) + body)
    return batch(data, GSO_UDP, 62, 6)


def kinds_ufo():
    for name, ports, keys in (
            ("", (67, 68), {}),
            (", not the last", (67, 68), {"fragment": 100 | MORE}),
            (", at the highest offset", (67, 68), {"fragment": 0x1fff}),
            (" from the server's port", (67, 5000), {}),
            (" to the client's port", (5000, 68), {}),
            (" behind options", (67, 68), {"options": OPTIONS}),
            (" that ends before its ports", (67, 68), {"length": 20}),
            (" without a length", (67, 68), {"length": 0}),
            (" without a checksum", (67, 68), {"flags": 0})):
        keys = {"fragment": 100, **keys}
        at = 34 + len(keys.get("options", b""))

        def is_done(got, at=at, wanted=ports):
            return (not int.from_bytes(got[20:22], "big") & 0x1fff
                    and struct.unpack_from("!HH", got, at) == wanted)

        yield Kind(f"a later fragment for the kernel to fragment, an offer{name}",
                   case(later4(*ports, is_done=is_done, **keys),
                        "dhcp-server"),
                   case(later4(68, 67, **keys)), True)
    yield Kind("a later fragment of IPv6 for the kernel to fragment, "
               "an advertisement",
               case(later6(547, 546, 800), "dhcp-server"),
               case(later6(546, 547, 800)), True)


def lying(data, start, offset, **keys):
    return Frame(data, vnet_hdr(NEEDS_CSUM, 0, 0, 0, start, offset), **keys)


def kinds_header():
    """Headers in front of a plain frame."""
    for hdr_len in (1, 14, 20, 40, 60):
        header = vnet_hdr(hdr_len=hdr_len)
        yield Kind(f"header length {hdr_len}, source MAC a stranger's",
                   case(Frame(u4(lladdr=OTHER), header), "mac"),
                   case(Frame(HONEST4, header)), True)
        yield Kind(f"header length {hdr_len}, DHCP offer",
                   case(Frame(u4(OWN4, 67, 68, dhcp(2)), header),
                        "dhcp-server"),
                   case(Frame(u4(OWN4, 68, 67, dhcp(1)), header)), True)
    for name, flags in (("data valid", 2), ("RSC", 4), ("unknown", 0xf8)):
        header = vnet_hdr(flags)
        yield Kind(f"header flag {name}, source a neighbour's",
                   case(Frame(u4(OTHER4), header), "ipv4"),
                   case(Frame(HONEST4, header)), True)
    yield Kind("a checksum to write, source a neighbour's",
               case(lying(u4(OTHER4), 34, 6), "ipv4"),
               case(lying(HONEST4, 34, 6)), True)
    for start, offset, what in (
            (0, 6, "the source MAC"), (6, 0, "the source MAC"),
            (8, 2, "the source MAC"), (12, 0, "the EtherType"),
            (14, 12, "the source, from the header's start"),
            (34, 65500, "a place far behind"), (60000, 0, "a place behind"),
            (65535, 65535, "a place before, if 16 bits were enough"),
            (20, 65522, "the EtherType, if 16 bits were enough")):
        yield Kind(f"checksum over {what} ({start} + {offset})",
                   case(lying(HONEST4, start, offset,
                              is_done=lambda got: got[:14] != HONEST4[:14]
                              or got[26:30] != OWN4), "mac ipv4"),
                   case(HONEST4), True)


# ---- a checksum where it belongs --------------------------------------------

IPIP, IPV6_IN, GRE, DCCP, UDPLITE = 4, 41, 47, 33, 136
INNER4 = ipv4(OTHER4, ALL4, TCP, tcp(OTHER4, ALL4, 1, 2))
INNER6 = ipv6(OTHER6, ALL_NODES, TCP, tcp(OTHER6, ALL_NODES, 1, 2))
VXLAN = bytes.fromhex("0800000000000500") + eth(OTHER, IPV4, INNER4)


def kinds_sum():
    """What the drivers of guests leave to the kernel, a guest's own tunnels
    included.  Each hostile frame is from a neighbour."""
    for name, make, start, offset, word in (
            ("UDP behind options", lambda src: u4(src, options=OPTIONS), 74, 6,
             "ipv4"),
            ("TCP behind IPv6's options", lambda src: f6(
                src, TCP, tcp(src, ALL_NODES, 1, 2), chain=[HOP, DESTINATION]),
             70, 16, "ipv6"),
            ("UDP in a first fragment of IPv6", lambda src: f6(
                src, FRAGMENT, fragment6(UDP, 0, True)
                + udp(src, ALL_NODES, 1, 2)), 62, 6, "ipv6"),
            ("an echo of ICMPv6", lambda src: f6(src, ICMPV6, icmpv6(
                src, ALL_NODES, 128, bytes(4) + MARK)), 54, 2, "ipv6"),
            ("UDP-Lite", lambda src: f4(src, UDPLITE,
                                        udp(src, ALL4, 1, 2)), 34, 6, "ipv4"),
            ("DCCP", lambda src: f4(src, DCCP, udp(src, ALL4, 1, 2)), 34, 6,
             "ipv4"),
            ("TCP in VXLAN", lambda src: u4(src, dport=4789, payload=VXLAN),
             84, 16, "ipv4"),
            ("TCP in VXLAN over IPv6",
             lambda src: u6(src, dport=4789, payload=VXLAN), 104, 16, "ipv6"),
            ("TCP in GRE", lambda src: f4(src, GRE, b"\0\0\x08\0" + INNER4), 58,
             16, "ipv4"),
            ("TCP in IPv4 in IPv4", lambda src: f4(src, IPIP, INNER4), 54, 16,
             "ipv4"),
            ("TCP in IPv6 in IPv4", lambda src: f4(src, IPV6_IN, INNER6), 74,
             16, "ipv4"),
            ("TCP in IPv6 in IPv6", lambda src: f6(src, IPV6_IN, INNER6), 94,
             16, "ipv6")):
        own, other = (OWN4, OTHER4) if word == "ipv4" else (OWN6, OTHER6)
        yield Kind(f"a checksum to write: {name}",
                   case(lying(make(other), start, offset), word),
                   case(lying(make(own), start, offset)), True)
    # the sum covers a target and an option that the words have read
    advert = [f6(src, ICMPV6, icmpv6(src, ALL_NODES, 136, bytes.fromhex(
        "20000000") + src + option(2, OWN) + MARKED)) for src in
              (OTHER6, OWN6)]
    yield Kind("a checksum to write: a neighbour advertisement",
               case(lying(advert[0], 54, 2), "ipv6"),
               case(lying(advert[1], 54, 2)), True)
    for name, tags, granted in (("a tag", [(0x8100, VID)], "pass"),
                                ("two tags", [(0x88a8, VID), (0x8100, 7)], "")):
        frames = [lying(u4(lladdr=lladdr, tags=tags), 34 + 4 * len(tags), 6)
                  for lladdr in (OTHER, OWN)]
        yield Kind(f"a checksum to write: UDP behind {name}",
                   case(frames[0], "mac vlan", "ethertype", granted),
                   case(frames[1], "vlan", "ethertype", granted), True)


# ---- a checksum over what the filter has looked at --------------------------

ROOM = bytes(22) + MARK  # the last two in front of the mark are for aim()
AS_OPTION = bytes([14, 2]) + bytes(2) + MARK  # with such room, too


def rewrite(name, final, start, offset, disguise, word, at, honest=HONEST4):
    """A frame is hostile if it arrives with the final bytes in these places.
    Any word that reads these bytes, or others of the header, may stop it."""
    sent = aim(final, start, offset, disguise)
    wanted = final[at]

    def is_done(got):
        return got[at] == wanted

    return Kind(f"checksum over {name}",
                case(lying(sent, start, offset, is_done=is_done), word,
                     " ".join(ALL)),
                case(honest), True)


def kinds_rewrite():
    src = slice(26, 30)
    yield rewrite("the IPv4 source", u4(OTHER4, payload=ROOM), 28, 0,
                  OWN4[2:], "ipv4", src)
    arp_body = a(2, spa=OTHER4)[:42] + bytes(8) + bytes(2) + MARK
    yield rewrite("the ARP sender", arp_body, 30, 0, OWN4[2:], "arp",
                  slice(28, 32))
    arp_body = a(2, sha=OTHER)[:42] + bytes(8) + bytes(2) + MARK
    yield rewrite("the ARP hardware sender", arp_body, 26, 0, OWN[4:], "arp",
                  slice(22, 28))
    yield rewrite("the IPv6 source", u6(OTHER6, payload=ROOM), 36, 0,
                  OWN6[14:], "ipv6", slice(22, 38))
    offer = udp(OWN4, ALL4, 67, 5000, bytes(22) + MARK)
    offer = eth(OWN, IPV4, ipv4(OWN4, ALL4, UDP, offer[:6] + bytes(2)
                                + offer[8:]))
    yield rewrite("the source port (67)", offer, 34, 0, b"\x13\x88",
                  "dhcp-server", slice(34, 36))
    offer = udp(OWN4, ALL4, 6767, 68, bytes(22) + MARK)
    offer = eth(OWN, IPV4, ipv4(OWN4, ALL4, UDP, offer[:6] + bytes(2)
                                + offer[8:]))
    yield rewrite("the destination port (68)", offer, 36, 0, b"\x13\x88",
                  "dhcp-server", slice(36, 38))
    offer = eth(OWN, IPV4, ipv4(OWN4, ALL4, UDP,
                                udp(OWN4, ALL4, 67, 68, ROOM),
                                fragment=0x4000))
    yield rewrite("the fragment's offset", offer, 20, 0, b"\x00\x64",
                  "dhcp-server", slice(20, 24))
    yield rewrite("the protocol of IPv4", offer, 22, 0, b"\x40\xfd",
                  "dhcp-server", slice(20, 24))
    advert = eth(OWN, IPV6, ipv6(OWN_LL, ALL_NODES, ICMPV6, icmpv6(
        OWN_LL, ALL_NODES, 134, bytes(12) + AS_OPTION)))
    yield rewrite("the type of ICMPv6 (RA)", advert, 54, 0, b"\x80\x00", "ra",
                  slice(54, 56))
    yield rewrite("the next header of IPv6 (RA)", advert, 20, 0, b"\x32\xff",
                  "ra", slice(20, 22))
    target = eth(OWN, IPV6, ipv6(OWN6, ALL_NODES, ICMPV6, icmpv6(
        OWN6, ALL_NODES, 136, bytes.fromhex("20000000") + OTHER6
        + option(2, OWN) + AS_OPTION)))
    yield rewrite("the target of an advertisement", target, 76, 0, OWN6[14:],
                  "ipv6", slice(62, 78))
    inner = eth(OWN, IPV4, ipv4(OWN4, ALL4, UDP,
                                udp(OWN4, ALL4, 1, 2, ROOM), fragment=MORE))
    yield Kind("checksum over the payload, as it should not be",
               case(lying(inner, 60, 0)), case(HONEST4), True)


def kinds():
    yield from kinds_batch()
    yield from kinds_ufo()
    yield from kinds_header()
    yield from kinds_sum()
    yield from kinds_rewrite()
