# SPDX-License-Identifier: LGPL-2.1-or-later
"""journal.py SOCKET FILE - stands in for systemd-journald: it writes each
datagram to FILE, with an empty line behind it."""
import socket
import sys

listening = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listening.bind(sys.argv[1])
with open(sys.argv[2], "ab", buffering=0) as out:
    while True:
        out.write(listening.recv(65536) + b"\n")
