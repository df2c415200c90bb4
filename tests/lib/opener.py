# SPDX-License-Identifier: LGPL-2.1-or-later
"""opener.py - a VMM that opens its TAP by name, and what it can do to it.

It reads commands, a line each, and answers with what it found and "ok" or
"fail: COMMAND: ERRNO".  A second "attach" opens one more queue.
"""
import errno
import fcntl
import os
import select
import struct
import sys
import time

SIOCSIFHWADDR, TUNSETIFF, TUNSETPERSIST = 0x8924, 0x400454ca, 0x400454cb
TUNSETOWNER, TUNSETGROUP, TUNSETOFFLOAD = 0x400454cc, 0x400454ce, 0x400454d0
TUNSETTXFILTER, TUNGETVNETHDRSZ = 0x400454d1, 0x800454d7
TUNSETVNETHDRSZ, TUNSETCARRIER = 0x400454d8, 0x400454e2
IFF_NO_PI, IFF_VNET_HDR = 0x1000, 0x4000

fds = []
flags_now = 0


def attach(name, flags):
    global flags_now
    fd = os.open("/dev/net/tun", os.O_RDWR)
    request = struct.pack("16sH22x", name.encode(), int(flags, 0))
    try:
        fcntl.ioctl(fd, TUNSETIFF, request)
    except OSError:
        os.close(fd)
        raise
    fds.append(fd)
    flags_now = int(flags, 0)


def number(command):
    return lambda text: fcntl.ioctl(fds[0], command, int(text, 0))


def pointer(command):
    return lambda text: fcntl.ioctl(fds[0], command,
                                    struct.pack("i", int(text, 0)))


def set_lladdr(lladdr):
    raw = bytes.fromhex(lladdr.replace(":", ""))
    fcntl.ioctl(fds[0], SIOCSIFHWADDR, struct.pack("16sH6s16x", b"", 1, raw))


def txfilter():
    """Lets pass what is for one group, and no broadcast."""
    raw = struct.pack("HH6s", 0, 1, b"\1\0\x5e\0\0\1")
    fcntl.ioctl(fds[0], TUNSETTXFILTER, bytearray(raw))


def header_size():
    return struct.unpack("i", fcntl.ioctl(fds[0], TUNGETVNETHDRSZ,
                                          bytes(4)))[0]


def before():
    """What stands in front of each frame."""
    return bytes((0 if flags_now & IFF_NO_PI else 4) +
                 (header_size() if flags_now & IFF_VNET_HDR else 0))


def send(frame):
    os.write(fds[0], before() + bytes.fromhex(frame).ljust(60, b"\0"))


def ask(frame, answer):
    """Sends the frame, and looks half a second for one with these bytes."""
    wanted, end = bytes.fromhex(answer), time.monotonic() + 0.5
    send(frame)
    while time.monotonic() < end:
        ready, _, _ = select.select([fds[0]], [], [], 0.1)
        if ready and wanted in os.read(fds[0], 70000)[len(before()):]:
            return
    raise OSError(errno.ETIMEDOUT, "")


def close_all():
    while fds:
        os.close(fds.pop())


COMMANDS = {
    "attach": attach, "close": close_all, "lladdr": set_lladdr,
    "owner": number(TUNSETOWNER), "group": number(TUNSETGROUP),
    "persist": number(TUNSETPERSIST), "offload": number(TUNSETOFFLOAD),
    "carrier": pointer(TUNSETCARRIER), "hdrsz": pointer(TUNSETVNETHDRSZ),
    "txfilter": txfilter, "send": send, "ask": ask,
    "header": lambda: print(f"header={header_size()}"),
}


def run(words):
    try:
        COMMANDS[words[0]](*words[1:])
        print("ok", flush=True)
    except OSError as error:
        print(f"fail: {words[0]}: {errno.errorcode[error.errno]}", flush=True)
    except IndexError:
        print(f"fail: {words[0]}: no device", flush=True)


for line in sys.stdin:
    run(line.split())
