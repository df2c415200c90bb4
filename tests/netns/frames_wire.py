# SPDX-License-Identifier: LGPL-2.1-or-later
"""frames_wire.py - where frames.py sends frames, and where it looks for them:
devices of the daemon, the far end of a veth, a sibling's queue."""
import ctypes
import fcntl
import os
import select
import socket
import struct

from fault import F_VNET_HDR, grant, has_link, run, until
from frames_build import finish_sum

ETH_P_ALL = 3
SOL_PACKET, PACKET_AUXDATA, PACKET_VNET_HDR = 263, 8, 15
PACKET_IGNORE_OUTGOING = 23
VLAN_VALID, VLAN_TPID_VALID = 1 << 4, 1 << 6
CLONE_NEWNET = 0x40000000
TUNSETVNETHDRSZ = 0x400454d8
TUNGETIFF, TUNSETIFF, TUNSETOFFLOAD = 0x800454d2, 0x400454ca, 0x400454d0
TUN_F_CSUM, TUN_F_USO4, TUN_F_USO6 = 1, 0x20, 0x40
IFF_TAP, IFF_MULTI_QUEUE, IFF_NO_PI, IFF_VNET_HDR = 2, 0x100, 0x1000, 0x4000
SIOCSIFHWADDR = 0x8924
# Segments that were not cut, with the virtio-net header before them.
LARGEST = 70000
# For a sibling's queue: it has no offloads, so no frame is larger than the MTU.
LARGEST_CUT = 9100


def in_namespace(name, make):
    """Returns what make() makes in the namespace; a socket stays in the
    namespace where it was made."""
    libc = ctypes.CDLL(None, use_errno=True)
    home = os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    there = os.open("/run/netns/" + name, os.O_RDONLY | os.O_CLOEXEC)
    try:
        if libc.setns(there, CLONE_NEWNET) < 0:
            raise OSError(ctypes.get_errno(), "setns")
        try:
            return make()
        finally:
            if libc.setns(home, CLONE_NEWNET) < 0:
                os._exit(99)  # nothing after this would be where it says
    finally:
        os.close(there)
        os.close(home)


def cuts_udp():
    """Whether the kernel takes segments of UDP (VIRTIO_NET_HDR_GSO_UDP_L4) from
    a guest.  Before Linux 6.2 it refuses such a frame."""
    with open("/dev/net/tun", "rb+", buffering=0) as tun:
        fcntl.ioctl(tun, TUNSETIFF, struct.pack(
            "=16sH22x", b"cuts-udp", IFF_TAP | IFF_NO_PI | IFF_VNET_HDR))
        try:
            fcntl.ioctl(tun, TUNSETOFFLOAD,
                        TUN_F_CSUM | TUN_F_USO4 | TUN_F_USO6)
        except OSError:
            return False
    return True


def has_ebpf(network):
    """Whether vmtapd's program sees where a checksum will be written: a TAP of
    this network has eBPF."""
    device = Device(network, "52:54:00:aa:00:01")
    program = run(f"tc filter get dev {device.ifname} ingress protocol all "
                  "pref 1 handle 1 bpf")
    device.close()
    return "bytecode" not in program


class Wire:
    """All frames that arrive at a link of the namespace "peer", as a NIC would
    have sent them: with the checksum written, and with the tag that the kernel
    took off."""
    name = "the wire"

    def __init__(self, link):
        self.socket = in_namespace("peer", lambda: socket.socket(
            socket.AF_PACKET, socket.SOCK_RAW, 0))
        self.socket.setsockopt(socket.SOL_SOCKET, 33, 64 << 20)  # _RCVBUFFORCE
        for name in (PACKET_AUXDATA, PACKET_VNET_HDR, PACKET_IGNORE_OUTGOING):
            self.socket.setsockopt(SOL_PACKET, name, 1)
        self.socket.bind((link, ETH_P_ALL))
        self.socket.setblocking(False)
        self.buffer = bytearray(LARGEST)

    def fileno(self):
        return self.socket.fileno()

    def read(self):
        """Returns a frame; None if there is no more."""
        try:
            size, control, _, _ = self.socket.recvmsg_into([self.buffer], 64)
        except BlockingIOError:
            return None
        header = bytes(self.buffer[:10])
        data = finish_sum(bytes(self.buffer[10:size]), header)
        for level, kind, value in control:
            if (level, kind) == (SOL_PACKET, PACKET_AUXDATA):
                status, _, _, _, _, tci, tpid = struct.unpack_from(
                    "=IIIHHHH", value)
                if status & VLAN_VALID:
                    tpid = tpid if status & VLAN_TPID_VALID else 0x8100
                    data = (data[:12] + struct.pack("!HH", tpid, tci)
                            + data[12:])
        return data

    def write(self, data):
        """Sends as a stranger outside."""
        self.socket.send(bytes(10) + data)


class Device:
    """A device that vmtapd made, and its queues."""
    name = "the sibling"

    def __init__(self, network, lladdr, queues=1, has_header=False):
        self.reply = grant(network, lladdr=lladdr, queues=queues,
                           flags=F_VNET_HDR if has_header else 0)
        self.ifname = self.reply.ifname
        self.queues = self.reply.fds[:queues]
        for fd in self.queues:
            os.set_blocking(fd, False)

    def fileno(self):
        return self.queues[0]

    def set_header_size(self, size):
        for fd in self.queues:
            fcntl.ioctl(fd, TUNSETVNETHDRSZ, struct.pack("=i", size))

    def has_header(self):
        """Whether the kernel takes the first bytes of a write for a header."""
        flags = fcntl.ioctl(self.queues[0], TUNGETIFF, bytes(40))[16:18]
        return bool(struct.unpack("=H", flags)[0] & IFF_VNET_HDR)

    def ask_for_header(self):
        """Does what a holder may try: the kernel refuses, or it changes
        nothing."""
        flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR
        flags |= IFF_MULTI_QUEUE * (len(self.queues) > 1)
        for fd in self.queues:
            for number, data in (
                    (TUNSETVNETHDRSZ, struct.pack("=i", 12)),
                    (TUNSETOFFLOAD, 0x1f),
                    (TUNSETIFF, struct.pack("=16sH22x", self.ifname.encode(),
                                            flags))):
                try:
                    fcntl.ioctl(fd, number, data)
                except OSError:
                    pass

    def write(self, data, queue=0):
        """The kernel refuses a frame by an error."""
        try:
            os.write(self.queues[queue], data)
        except BlockingIOError:
            raise
        except OSError:
            pass

    def read(self):
        try:
            return os.read(self.queues[0], LARGEST_CUT)
        except BlockingIOError:
            return None

    def set_lladdr(self, lladdr):
        """A holder of the descriptor needs no right for this."""
        fcntl.ioctl(self.queues[0], SIOCSIFHWADDR, struct.pack(
            "=16sH6s16x", self.ifname.encode(), 1, lladdr))

    def drain(self):
        """Unwanted frames must not fill the queue."""
        for fd in self.queues:
            try:
                while os.read(fd, 64):
                    pass
            except BlockingIOError:
                pass

    def close(self):
        self.reply.close()
        if not until(lambda: not has_link(self.ifname), 10):
            raise AssertionError(f"{self.ifname} is not gone")


def wait_for(places, seconds):
    """Waits until one of them has a frame."""
    return select.select(places, [], [], seconds)[0]
