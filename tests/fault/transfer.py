# SPDX-License-Identifier: LGPL-2.1-or-later
"""transfer.py - the namespace "guest" plays the guest: a process moves frames
between a granted descriptor and a TAP in that namespace, as a VMM does.  TCP
runs between the namespaces "guest" and "peer"."""
import ctypes
import fcntl
import hashlib
import os
import random
import select
import struct
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

TUNSETIFF = 0x400454ca
IFF_TAP, IFF_NO_PI = 2, 0x1000
PORT = 7000
SECONDS = 1.5  # at least; the restarts need some

RECEIVE = """
import hashlib, socket, sys
server = socket.create_server(("10.9.0.2", 7000))
print("ready", flush=True)
stream, _ = server.accept()
digest, n = hashlib.sha256(), 0
while data := stream.recv(1 << 16):
    digest.update(data)
    n += len(data)
print(n, digest.hexdigest())
"""


def enter_namespace(name):
    fd = os.open("/run/netns/" + name, os.O_RDONLY)
    if ctypes.CDLL(None, use_errno=True).setns(fd, 0x40000000) < 0:
        raise OSError(ctypes.get_errno(), "setns")
    os.close(fd)


def guest_tap(lladdr):
    """Opens it in a child, since a thread enters a namespace; passes back the
    fd."""
    home = os.open("/proc/self/ns/net", os.O_RDONLY)
    enter_namespace("guest")
    fd = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH22x", b"tap0",
                                           IFF_TAP | IFF_NO_PI))
    ctypes.CDLL(None).setns(home, 0x40000000)
    os.close(home)
    for command in (f"link set tap0 address {lladdr}",
                    "addr add 10.9.0.2/24 dev tap0", "link set tap0 up"):
        subprocess.run(["ip", "-n", "guest", *command.split()], check=True)
    return fd


def relay(one, other):
    """Moves frames between the two until it is killed."""
    for fd in (one, other):
        os.set_blocking(fd, False)
    while True:
        for fd in select.select([one, other], [], [])[0]:
            try:
                while True:
                    os.write(other if fd == one else one, os.read(fd, 65536))
            except BlockingIOError:
                pass


def start_relay(reply):
    lladdr = ":".join(f"{byte:02x}" for byte in reply.lladdr)
    guest = guest_tap(lladdr)
    pid = os.fork()
    if pid == 0:
        try:
            relay(reply.fds[0], guest)
        finally:
            os._exit(1)
    os.close(guest)
    reply.close()
    return pid


def send(stream, done, result):
    """Sends random blocks until it is told to stop."""
    digest, n = hashlib.sha256(), 0
    block = random.Random(1).randbytes(1 << 16)
    end = time.monotonic() + SECONDS
    while not done.is_set() or time.monotonic() < end:
        stream.write(block)
        digest.update(block)
        n += len(block)
    stream.close()
    result.sent = f"{n} {digest.hexdigest()}"
    result.bytes = n


def run(reply, peer, disturb):
    """Runs the stream, and calls disturb() three times meanwhile."""
    ip = ["ip", "netns", "exec"]
    subprocess.run(["ip", "netns", "add", "guest"], check=True)
    subprocess.run(["ip", "-n", "peer", "addr", "add", "10.9.0.1/24", "dev",
                    peer], check=True)
    result = SimpleNamespace(sent=None, received=None, bytes=0, lives=0)
    pid = start_relay(reply)
    server = subprocess.Popen([*ip, "guest", sys.executable, "-c", RECEIVE],
                              stdout=subprocess.PIPE, text=True)
    server.stdout.readline()
    client = subprocess.Popen(
        [*ip, "peer", sys.executable, "-c",
         "import socket, sys\n"
         "s = socket.create_connection(('10.9.0.2', 7000))\n"
         "while d := sys.stdin.buffer.read(1 << 16): s.sendall(d)\n"],
        stdin=subprocess.PIPE)
    done = threading.Event()
    thread = threading.Thread(target=send, args=(client.stdin, done, result))
    thread.start()
    for _ in range(3):
        disturb()
        result.lives += thread.is_alive()
    done.set()
    thread.join(60)
    client.wait(60)
    result.received = server.communicate(timeout=60)[0].strip()
    os.kill(pid, 9)
    os.waitpid(pid, 0)
    subprocess.run(["ip", "-n", "peer", "addr", "del", "10.9.0.1/24", "dev",
                    peer], check=True)
    subprocess.run(["ip", "netns", "del", "guest"], check=True)
    return result


def frames(one, other, disturb):
    """Counts the frames that did not arrive.  Only a window of them is under
    way at a time, so none is dropped for want of room."""
    head = other.lladdr + one.lladdr + b"\x88\xb5"
    is_done = threading.Event()
    thread = threading.Thread(target=lambda: (
        [disturb() for _ in range(2)], is_done.set()))
    thread.start()
    lost = sent = 0
    while not is_done.is_set() or sent < 2000:
        window = [head + struct.pack("!I", sent + i) + bytes(50)
                  for i in range(32)]
        for frame in window:
            os.write(one.fds[0], frame)
        lost += missing(other.fds[0], window)
        sent += len(window)
    thread.join()
    return lost


def missing(fd, window):
    expected = set(window)
    end = time.monotonic() + 20  # 2 are long on an idle machine
    while expected and time.monotonic() < end:
        if select.select([fd], [], [], 0.1)[0]:
            expected.discard(os.read(fd, 65536))
    return len(expected)
