# SPDX-License-Identifier: LGPL-2.1-or-later
"""holder.py FD[:FD...] | receive PATH - a VMM that an attacker has taken over:
it holds descriptors of a device, and has no capability.

It reads commands, a line each, and answers with what it found and "ok" or
"fail: COMMAND: ERRNO".  With receive, the descriptors come from another
holder's "pass PATH".
"""
import ctypes
import errno
import fcntl
import os
import select
import socket
import struct
import sys
import time

SIOCSIFHWADDR, SIOCGSKNS = 0x8924, 0x894c
TUNSETDEBUG, TUNSETIFF, TUNSETPERSIST = 0x400454c9, 0x400454ca, 0x400454cb
TUNSETOWNER, TUNSETLINK, TUNSETGROUP = 0x400454cc, 0x400454cd, 0x400454ce
TUNSETOFFLOAD, TUNSETTXFILTER, TUNGETIFF = 0x400454d0, 0x400454d1, 0x800454d2
TUNSETSNDBUF, TUNATTACHFILTER = 0x400454d4, 0x401054d5
TUNGETVNETHDRSZ = 0x800454d7
TUNSETVNETHDRSZ, TUNSETQUEUE = 0x400454d8, 0x400454d9
TUNSETIFINDEX = 0x400454da
TUNSETSTEERINGEBPF, TUNSETFILTEREBPF = 0x800454e0, 0x800454e1
TUNSETCARRIER, TUNGETDEVNETNS = 0x400454e2, 0x54e3
FLAGS = {"attach": 0x200, "detach": 0x400}  # IFF_ATTACH_QUEUE, IFF_DETACH_QUEUE
# Seconds that the daemon has to put a change right: it needs milliseconds, and
# an emulated machine on a busy host once needed seconds.
RIGHT = 100
WAIT = 10  # seconds for a frame, which may be lost: then the test sends it again

fds = []


def ifreq(name, rest):
    return struct.pack("16s24s", name, rest)


def ioctl_int(command):
    """An ioctl whose argument is a number, or points to one."""
    def call(number, which=0):
        fcntl.ioctl(fds[int(which)], command, int(number, 0))
    return call


def ioctl_pointer(command):
    def call(number, which=0):
        fcntl.ioctl(fds[int(which)], command, struct.pack("i", int(number, 0)))
    return call


def set_lladdr(lladdr):
    raw = bytes.fromhex(lladdr.replace(":", ""))
    fcntl.ioctl(fds[0], SIOCSIFHWADDR, ifreq(b"", struct.pack("H6s", 1, raw)))


def get_name(fd):
    return fcntl.ioctl(fd, TUNGETIFF, bytes(40))[:16].rstrip(b"\0").decode()


def measure(is_wrong, after):
    """How long it takes until the value is right again, or the device is
    gone."""
    start = time.monotonic()
    try:
        after()
        while is_wrong() and time.monotonic() < start + RIGHT:
            time.sleep(0.00005)
        print("end=restored" if not is_wrong() else "end=never")
    except (OSError, FileNotFoundError):
        print("end=gone")
    print(f"us={(time.monotonic() - start) * 1e6:.0f}")


def attribute(name):
    """Reads without the kernel's lock of all links, which would slow down
    others."""
    with open(f"/sys/class/net/{name}", encoding="ascii") as text:
        return text.read().strip()


def time_lladdr(lladdr):
    name = get_name(fds[0]) + "/address"
    before = attribute(name)
    measure(lambda: attribute(name) != before, lambda: set_lladdr(lladdr))


def time_carrier():
    name = get_name(fds[0]) + "/carrier"
    measure(lambda: attribute(name) != "1",
            lambda: ioctl_pointer(TUNSETCARRIER)("0"))


def flip(times, *lladdrs):
    """Sets the addresses one after the other, as fast as it can."""
    done = 0
    start = time.monotonic()
    try:
        for done in range(int(times)):
            set_lladdr(lladdrs[done % len(lladdrs)])
    except OSError:
        pass
    print(f"done={done}\nms={(time.monotonic() - start) * 1e3:.0f}")


def queue(word, which):
    request = ifreq(b"", struct.pack("H", FLAGS[word]))
    fcntl.ioctl(fds[int(which)], TUNSETQUEUE, request)


def iff(flags, name=""):
    request = ifreq(name.encode(), struct.pack("H", int(flags, 0)))
    fcntl.ioctl(fds[0], TUNSETIFF, request)


def attach(name, flags):
    """Attaches one more queue, by the device's name."""
    fd = os.open("/dev/net/tun", os.O_RDWR)
    fds.append(fd)
    request = ifreq(name.encode(), struct.pack("H", int(flags, 0)))
    fcntl.ioctl(fd, TUNSETIFF, request)


def txfilter():
    raw = struct.pack("HH6s", 0, 1, b"\1\0\x5e\0\0\1")
    fcntl.ioctl(fds[0], TUNSETTXFILTER, bytearray(raw))


def attach_filter():
    program = ctypes.create_string_buffer(struct.pack("HBBI", 6, 0, 0, 0xffff))
    pointer = struct.pack("HxxxxxxQ", 1, ctypes.addressof(program))
    fcntl.ioctl(fds[0], TUNATTACHFILTER, bytearray(pointer))


def unlock():
    lock = struct.pack("hhqqi4x", fcntl.F_UNLCK, os.SEEK_SET, 0, 0, 0)
    for fd in fds:
        fcntl.fcntl(fd, 37, lock)  # F_OFD_SETLK


def namespace(command):
    def call():
        os.close(fcntl.ioctl(fds[0], command, 0))
    return call


def write(text, which=0):
    try:
        answer = fcntl.ioctl(fds[int(which)], TUNGETVNETHDRSZ, bytes(4))
        header, = struct.unpack("i", answer)
    except OSError:
        header = 10  # of a device that is no more
    frame = bytes.fromhex(text).ljust(60, b"\0")
    os.write(fds[int(which)], bytes(header) + frame)


def flood(frames):
    """Each frame has a source address of its own."""
    header = bytes(struct.unpack(
        "i", fcntl.ioctl(fds[0], TUNGETVNETHDRSZ, bytes(4)))[0])
    before = header + b"\2\0\0\0\0\x11" + b"\2\x77"
    after = b"\x88\xb5" + bytes(46)
    print("ok", flush=True)  # it runs
    for done in range(int(frames)):
        os.write(fds[0], before + done.to_bytes(4, "big") + after)
    print("done=")


def read(text, which=0):
    """Reads until a frame has these bytes."""
    wanted, end = bytes.fromhex(text), time.monotonic() + WAIT
    while time.monotonic() < end:
        ready, _, _ = select.select([fds[int(which)]], [], [], 0.1)
        if ready and wanted in os.read(fds[int(which)], 70000):
            return
    raise OSError(errno.ETIMEDOUT, "")


def pass_on(path):
    with socket.socket(socket.AF_UNIX) as peer:
        peer.connect(path)
        socket.send_fds(peer, [b"x"], fds)
        peer.recv(1)  # it has them
    for fd in fds:
        os.close(fd)


def receive(path):
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        os.chmod(path, 0o777)
        listener.listen(1)
        print("ok", flush=True)  # it can be told to pass them
        peer, _ = listener.accept()
    _, got, _, _ = socket.recv_fds(peer, 1, 64)
    fds.extend(got)
    peer.send(b"x")
    peer.close()


def close_all():
    for fd in fds:
        os.close(fd)


COMMANDS = {
    "lladdr": set_lladdr, "time-lladdr": time_lladdr, "flip": flip,
    "time-carrier": time_carrier, "carrier": ioctl_pointer(TUNSETCARRIER),
    "owner": ioctl_int(TUNSETOWNER), "group": ioctl_int(TUNSETGROUP),
    "persist": ioctl_int(TUNSETPERSIST), "link": ioctl_int(TUNSETLINK),
    "ifindex": ioctl_pointer(TUNSETIFINDEX), "iff": iff, "attach": attach,
    "debug": ioctl_int(TUNSETDEBUG), "offload": ioctl_int(TUNSETOFFLOAD),
    "txfilter": txfilter, "attach-filter": attach_filter,
    "sndbuf": ioctl_pointer(TUNSETSNDBUF),
    "hdrsz": ioctl_pointer(TUNSETVNETHDRSZ),
    "steering": ioctl_pointer(TUNSETSTEERINGEBPF),
    "filter": ioctl_pointer(TUNSETFILTEREBPF),
    "queue": queue, "unlock": unlock, "netns": namespace(TUNGETDEVNETNS),
    "skns": namespace(SIOCGSKNS), "write": write, "read": read,
    "flood": flood,
    "pass": pass_on, "close": close_all,
    "name": lambda which=0: print(get_name(fds[int(which)])),
}


def run(words):
    try:
        COMMANDS[words[0]](*words[1:])
        print("ok", flush=True)
    except OSError as error:
        print(f"fail: {words[0]}: {errno.errorcode[error.errno]}", flush=True)


def main():
    if sys.argv[1] == "receive":
        receive(sys.argv[2])
    else:
        fds.extend(int(number) for number in sys.argv[1].split(":"))
        print("ok", flush=True)
    for line in sys.stdin:
        run(line.split())


main()
