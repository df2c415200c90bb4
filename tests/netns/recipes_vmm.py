#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Stands in for cloud-hypervisor and crosvm: reads their --net, does to the
descriptors what they do, prints one line, and stays until it is ended."""
import fcntl
import json
import re
import signal
import struct
import subprocess
import sys

TUNGETIFF, TUNSETVNETHDRSZ, TUNSETOFFLOAD = 0x800454d2, 0x400454d8, 0x400454d0
IFF_TAP, IFF_NO_PI, IFF_VNET_HDR = 0x2, 0x1000, 0x4000
CSUM, TSO4, TSO6, ECN = 1, 2, 4, 8


def fds_of(value):
    """3 and [3,4] (cloud-hypervisor's fd=), 3 (crosvm's tap-fd=)"""
    found = re.search(r"(?:^|,)(?:tap-)?fd=(?:\[([0-9,]+)\]|([0-9]+))", value)
    return [int(fd) for fd in (found.group(1) or found.group(2)).split(",")]


def prepare(fd):
    """Returns the link's name, as the descriptor tells it."""
    request = fcntl.ioctl(fd, TUNGETIFF, bytes(40))
    name, flags = struct.unpack_from("=16sH", request)
    wanted = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR
    if flags & wanted != wanted:
        sys.exit(f"descriptor {fd} has flags {flags:#x}")
    fcntl.ioctl(fd, TUNSETVNETHDRSZ, struct.pack("=i", 12))
    fcntl.ioctl(fd, TUNSETOFFLOAD, CSUM | TSO4 | TSO6 | ECN)
    return name.rstrip(b"\0").decode()


def main():
    cards = [sys.argv[i + 1] for i, word in enumerate(sys.argv) if word == "--net"]
    leases = {lease["ifname"]: lease for lease in json.loads(
        subprocess.run(["vmtap", "list", "--json"], check=True,
                       stdout=subprocess.PIPE).stdout)}
    number = 0
    for card in cards:
        fds = fds_of(card)
        names = {prepare(fd) for fd in fds}
        mac = re.search(r"mac=([0-9a-f:]{17})(?:,|$)", card).group(1)
        lease = leases[names.pop()]
        if names or lease["mac"] != mac or lease["queues"] != len(fds):
            sys.exit(f"{card} is not {lease}")
        number += len(fds)
    print(f"cards: {len(cards)}, descriptors: {number}, all well", flush=True)
    signal.pause()


main()
