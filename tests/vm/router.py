#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""router.py LINK PREFIX - a router's advertisements of PREFIX, a /64, on LINK.

Guests make themselves an address of that prefix (SLAAC).  One advertisement a
second, until this is killed.
"""
import ipaddress
import socket
import struct
import sys
import time

ADVERTISEMENT = 134
PREFIX_OPTION = 3
ON_LINK_AND_AUTONOMOUS = 0xc0
HOUR = 3600


def advertisement(prefix):
    # the kernel writes the checksum
    head = struct.pack("!BBHBBHII", ADVERTISEMENT, 0, 0, 64, 0, HOUR, 0, 0)
    return head + struct.pack("!BBBBIII", PREFIX_OPTION, 4, 64,
                              ON_LINK_AND_AUTONOMOUS, HOUR, HOUR, 0) + \
        ipaddress.IPv6Address(prefix).packed


def main():
    link, prefix = sys.argv[1:]
    message = advertisement(prefix)
    with socket.socket(socket.AF_INET6, socket.SOCK_RAW,
                       socket.IPPROTO_ICMPV6) as sender:
        sender.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
        while True:
            try:
                sender.sendto(message,
                              ("ff02::1", 0, 0, socket.if_nametoindex(link)))
            except OSError as error:  # no link-local address yet
                print(error, flush=True)
            time.sleep(1)


main()
