# SPDX-License-Identifier: LGPL-2.1-or-later
"""frames_build.py - frames as bytes, for frames.py.  Nothing here sends.

Each frame carries a mark: MAGIC, a number, and the number's complement.  Its
16-bit words add up to the same for any number, so a template's checksums stay
right when numbered() puts a number in."""
import ipaddress
import struct

MAGIC = b"\x5a\xa7\xc3\x1e"
MARK = MAGIC + b"\x00\x00\x00\x00\xff\xff\xff\xff"
# If a frame has no room for the mark, a multicast destination marks it.
DST_MAGIC = b"\x03\x5a"
DST_MARK = DST_MAGIC + b"\x00\x00\x00\x00"


def numbered(template, number):
    plain = struct.pack("!I", number)
    data = template.replace(
        MARK, MAGIC + plain + struct.pack("!I", number ^ 0xffffffff))
    if data.startswith(DST_MARK):
        data = DST_MAGIC + plain + data[6:]
    return data


def number_of(data):
    """The number of the first whole mark; None: no frame of this test."""
    at = data.find(MAGIC)
    while at >= 0:
        if len(data) >= at + 12:
            plain, complement = struct.unpack_from("!II", data, at + 4)
            if plain ^ complement == 0xffffffff:
                return plain
        at = data.find(MAGIC, at + 1)
    if data.startswith(DST_MAGIC) and len(data) >= 6:
        return struct.unpack_from("!I", data, 2)[0]
    return None


# ---- values -----------------------------------------------------------------


def mac(text):
    return bytes.fromhex(text.replace(":", ""))


def ip(text):
    return ipaddress.ip_address(text).packed


def link_local(lladdr):
    """RFC 4291, appendix A."""
    return (bytes.fromhex("fe80000000000000") + bytes([lladdr[0] ^ 2])
            + lladdr[1:3] + b"\xff\xfe" + lladdr[3:])


def add16(data, start=0):
    """The one's complement sum, folded."""
    if len(data) % 2:
        data += b"\0"
    total = start + sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total > 0xffff:
        total = (total & 0xffff) + (total >> 16)
    return total


def pseudo(src, dst, protocol, length):
    """The sum of the pseudo header of either family."""
    return add16(src + dst + struct.pack("!II", length, protocol))


def with_sum(segment, at, src, dst, protocol):
    """The segment with its checksum, which is at that offset."""
    total = 0xffff ^ add16(segment, pseudo(src, dst, protocol, len(segment)))
    return segment[:at] + struct.pack("!H", total or 0xffff) + segment[at + 2:]


# ---- Ethernet ---------------------------------------------------------------

IPV4, IPV6, ARP = 0x0800, 0x86dd, 0x0806
BROADCAST = b"\xff" * 6


def eth(src, ethertype, payload, dst=BROADCAST, tags=(), size=60):
    """tags: (TPID, TCI), the outermost first.  Padded, with the mark in the
    trailer if it is nowhere else."""
    head = dst + src
    for tpid, tci in tags:
        head += struct.pack("!HH", tpid, tci)
    data = head + struct.pack("!H", ethertype) + payload
    if MARK not in data and not dst.startswith(DST_MAGIC):
        data += b"\0" * (len(data) % 2) + MARK
    return data.ljust(size, b"\0")


def short(src, rest, dst=DST_MARK):
    """Not padded, marked by its destination."""
    return dst + src + rest


def llc(src, payload, dst=BROADCAST, tags=(), dsap=0x42, length=None):
    """An IEEE 802.3 frame: a length, and LLC."""
    body = bytes([dsap, dsap, 3]) + payload
    if MARK not in body:
        body += MARK
    return eth(src, len(body) if length is None else length, body, dst, tags)


def snap(src, ethertype, payload, tags=()):
    """LLC and SNAP, as RFC 1042 has it."""
    return llc(src, bytes(3) + struct.pack("!H", ethertype) + payload,
               tags=tags, dsap=0xaa)


def arp(op, sha, spa, tha, tpa, htype=1, ptype=IPV4, hlen=6, plen=4):
    return struct.pack("!HHBBH", htype, ptype, hlen, plen,
                       op) + sha + spa + tha + tpa


# ---- IPv4 -------------------------------------------------------------------

ICMP, TCP, UDP, FRAGMENT, AH, ICMPV6 = 1, 6, 17, 44, 51, 58
MORE = 0x2000


def ipv4(src, dst, protocol, payload, options=b"", fragment=0, ihl=None,
         version=4):
    """fragment: the word of the header: MORE, and the offset in eights."""
    words = 5 + len(options) // 4 if ihl is None else ihl
    head = struct.pack("!BBHHHBBH", version << 4 | words, 0,
                       20 + len(options) + len(payload), 0x1234, fragment, 64,
                       protocol, 0) + src + dst + options
    total = struct.pack("!H", 0xffff ^ add16(head))
    return head[:10] + total + head[12:] + payload


def udp(src, dst, sport, dport, payload=MARK):
    segment = struct.pack("!HHHH", sport, dport, 8 + len(payload), 0) + payload
    return with_sum(segment, 6, src, dst, UDP)


def tcp(src, dst, sport, dport, payload=MARK, flags=0x18):
    segment = struct.pack("!HHIIBBHHH", sport, dport, 1, 1, 0x50, flags, 8192,
                          0, 0) + payload
    return with_sum(segment, 16, src, dst, TCP)


def icmp(kind, code=0, rest=bytes(4), payload=MARK):
    segment = struct.pack("!BBH", kind, code, 0) + rest + payload
    total = 0xffff ^ add16(segment)
    return segment[:2] + struct.pack("!H", total) + segment[4:]


def ipv4_pieces(src, dst, protocol, payload, first, options=b""):
    """Two fragments; the first has so many bytes of the payload."""
    return (ipv4(src, dst, protocol, payload[:first], options, MORE),
            ipv4(src, dst, protocol, payload[first:], options, first // 8))


# DHCP: an offer, shortened to what a filter could look at; then the mark.
def dhcp(op):
    return bytes([op, 1, 6, 0]) + bytes(40) + MARK


# ---- IPv6 -------------------------------------------------------------------

HOP, ROUTING, DESTINATION, NO_NEXT, MOBILITY, HIP, SHIM6 = (0, 43, 60, 59, 135,
                                                            139, 140)
ALL_NODES = ip("ff02::1")
ALL_ROUTERS = ip("ff02::2")


def ipv6(src, dst, protocol, payload, chain=(), hops=255, version=6):
    """chain: the numbers of extension headers; protocol comes behind them."""
    order = [*chain, protocol]
    body = payload
    for at in reversed(range(len(chain))):
        body = extension(order[at], order[at + 1]) + body
    return struct.pack("!IHBB", version << 28, len(body), order[0],
                       hops) + src + dst + body


def extension(kind, following):
    """One header, as short as it can be, with nothing in it."""
    if kind == FRAGMENT:
        return fragment6(following, 0, False)
    if kind == AH:  # its length counts fours, less two
        return bytes([following, 4, 0, 0]) + bytes(20)
    if kind == ROUTING:  # type 0 with no segment left
        return bytes([following, 0, 0, 0]) + bytes(4)
    return bytes([following, 0, 1, 4]) + bytes(4)  # PadN


def fragment6(following, offset, has_more):
    """offset: in bytes."""
    return struct.pack("!BBHI", following, 0, offset | has_more, 0x5678)


def ipv6_pieces(src, dst, protocol, payload, first, chain=()):
    """Two fragments; chain is of the part that can be fragmented."""
    order = [*chain, protocol]
    for at in reversed(range(len(chain))):
        payload = extension(order[at], order[at + 1]) + payload
    return tuple(
        ipv6(src, dst, FRAGMENT, fragment6(order[0], offset, more) + piece)
        for offset, more, piece in ((0, True, payload[:first]),
                                    (first, False, payload[first:])))


def icmpv6(src, dst, kind, body, code=0):
    segment = struct.pack("!BBH", kind, code, 0) + body
    return with_sum(segment, 2, src, dst, ICMPV6)


def option(kind, lladdr):
    """Source (1) or target (2) link-layer address."""
    return bytes([kind, 1]) + lladdr


NONCE = bytes([14, 1]) + bytes(6)
MARKED = bytes([14, 2, 0, 0]) + MARK  # a nonce, too: of 14 bytes
RS, RA, NS, NA, REDIRECT, ECHO6, MLD2 = 133, 134, 135, 136, 137, 128, 143


def solicited(target):
    return ip("ff02::1:ff00:0")[:13] + target[13:]


def ra(src, dst=ALL_NODES, marks=1):
    return icmpv6(src, dst, RA, bytes.fromhex("40000708") + bytes(8)
                  + MARKED * marks)


# ---- the header before the frame --------------------------------------------

NEEDS_CSUM = 1
GSO_NONE, GSO_TCPV4, GSO_UDP, GSO_TCPV6, GSO_UDP_L4 = 0, 1, 3, 4, 5


def vnet_hdr(flags=0, gso=GSO_NONE, hdr_len=0, gso_size=0, start=0, offset=0):
    """struct virtio_net_hdr, of this machine's byte order as tap has it."""
    return struct.pack("=BBHHHH", flags, gso, hdr_len, gso_size, start, offset)


def finish_sum(data, header):
    """What a NIC sends of a frame whose checksum is left to it."""
    flags, _, _, _, start, offset = struct.unpack_from("=BBHHHH", header)
    if not flags & NEEDS_CSUM or start + offset + 2 > len(data):
        return data
    total = (0xffff ^ add16(data[start:])) or 0xffff  # as Linux does for UDP
    return (data[:start + offset] + struct.pack("!H", total)
            + data[start + offset + 2:])


def aim(final, start, offset, disguise):
    """Returns a frame that becomes the final one when its checksum is written
    at start + offset; until then, the two bytes there are the disguise.  The
    final frame ends with two bytes that this function chooses, and the mark."""
    assert final.endswith(bytes(2) + MARK) and (len(final) - start) % 2 == 0
    at = start + offset
    wanted = struct.unpack_from("!H", final, at)[0]
    data = final[:at] + disguise + final[at + 2:]
    word = ((0xffff ^ wanted) - add16(data[start:])) % 0xffff
    return data[:-14] + struct.pack("!H", word) + MARK
