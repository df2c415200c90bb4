# SPDX-License-Identifier: LGPL-2.1-or-later
"""frames_kernel.py - which frames the kernel (Linux 6.18) drops without any
filter, by the family of the device, and what it does behind the filter.
frames.py checks that: if a kernel lets one of these pass, the filter needs
another look."""

# A "+" at the end of a name: the honest twin is dropped, too.
EVERYWHERE = """
0 bytes
1 bytes
6 bytes
12 bytes
13 bytes
9019 bytes, IPv4 source a neighbour's+
14 bytes of 8100
15 bytes of 8100
17 bytes of 8100
18 bytes of 8100
19 bytes of 8100
14 bytes of 88a8
15 bytes of 88a8
17 bytes of 88a8
18 bytes of 88a8
19 bytes of 88a8
TCPv4 segments of 0, source a neighbour's+
TCPv6 segments of 0, source a neighbour's+
UDPv4 segments of 0, source a neighbour's+
UDPv6 segments of 0, source a neighbour's+
TCPv4 segments of 65535, source a neighbour's+
TCPv6 segments of 65535, source a neighbour's+
UDPv4 segments of 65535, source a neighbour's+
UDPv6 segments of 65535, source a neighbour's+
TCPv4 segments, header length 60000, source a neighbour's+
TCPv6 segments, header length 60000, source a neighbour's+
UDPv4 segments, header length 60000, source a neighbour's+
UDPv6 segments, header length 60000, source a neighbour's+
UDPv4 segments without a checksum, source a neighbour's+
UDPv6 segments without a checksum, source a neighbour's+
a later fragment of IPv6 for the kernel to fragment, an advertisement+
TCPv6 segments in IPv4, source a neighbour's
TCPv4 segments in IPv6, source a neighbour's
UDP segments that are TCP, source a neighbour's
checksum over the source MAC (0 + 6)
checksum over the source MAC (6 + 0)
checksum over the source MAC (8 + 2)
checksum over the EtherType (12 + 0)
checksum over the source, from the header's start (14 + 12)
checksum over a place far behind (34 + 65500)
checksum over a place behind (60000 + 0)
checksum over a place before, if 16 bits were enough (65535 + 65535)
checksum over the EtherType, if 16 bits were enough (20 + 65522)
"""

# A bridge forwards no frame whose source is not a station's address
# (br_handle_frame()).  Of the groups of IEEE 802.1D it forwards only frames to
# the first, the BPDUs.  A TAP needs the Ethernet header in the linear part.
TAP = """
source MAC: zero, IPv4
source MAC: multicast, IPv4
source MAC: own, with the group bit, IPv4
source MAC: broadcast, IPv4
flow control, to its group
EAPOL, to its group
LLDP, to its group
IPv4 to the bridges' group 1
IPv4 to the bridges' group 2
IPv4 to the bridges' group 3
IPv4 to the bridges' group 4
IPv4 to the bridges' group 5
IPv4 to the bridges' group 6
IPv4 to the bridges' group 7
IPv4 to the bridges' group 8
IPv4 to the bridges' group 9
IPv4 to the bridges' group 10
IPv4 to the bridges' group 11
IPv4 to the bridges' group 12
IPv4 to the bridges' group 13
IPv4 to the bridges' group 14
IPv4 to the bridges' group 15
header length 1, source MAC a stranger's+
header length 1, DHCP offer+
"""


def names(text):
    for line in filter(None, text.splitlines()):
        name = line.rstrip("+")
        yield name
        if line.endswith("+"):
            yield "honest twin of " + name


DROPS = {"tap": frozenset(names(EVERYWHERE + TAP)),
         "macvtap": frozenset(names(EVERYWHERE))}

# Linux 6.12 and later drop these, and 6.1 does not: there a checksum can begin
# from the EtherType on.
PASSES_BEFORE_6_2 = frozenset((
    "checksum over the EtherType (12 + 0)",
    "checksum over the source, from the header's start (14 + 12)"))

# What passes where vmtapd has no eBPF program, besides those.  Classic BPF
# cannot see where a checksum will be written: it has no access to it, and the
# kernel (skb_checksum_help()) or the NIC writes it later.  Only behind a
# virtio-net header, and never over the addresses of Ethernet.
GAPS = frozenset("checksum over " + what for what in (
    "the IPv4 source", "the ARP sender", "the ARP hardware sender",
    "the IPv6 source", "the source port (67)", "the destination port (68)",
    "the protocol of IPv4",
    "the type of ICMPv6 (RA)", "the next header of IPv6 (RA)",
    "the target of an advertisement"))
