# SPDX-License-Identifier: LGPL-2.1-or-later
"""play-caller.py HOW HELPER BRIDGE [WORD...] - runs vmtap-bridge-helper as QEMU
or libvirt does, prints "device=NAME" and what the helper printed, and keeps the
device until its standard input ends.  The WORDs are for /proc/PID/cmdline.

HOW: qemu; running, a QEMU that has the threads of its processors by now;
libvirt, which then reads lines: each is the name of a status file, what stands in
it for the target (@: the device), and an address.
"""
import fcntl
import os
import socket
import struct
import subprocess
import sys
import threading

TUNGETIFF = 0x800454D2
DOMAIN = """<domstatus state='running'>
  <domain type='qemu' id='1'>
    <name>{0}</name>
    <interface type='bridge'>
      <mac address='{2}'/>
      <target dev='{1}'/>
    </interface>
  </domain>
</domstatus>
"""


def write(folder, name, target, lladdr):
    """As virFileRewrite() does."""
    path = os.path.join(folder, name + ".xml")
    with open(path + ".new", "w", encoding="ascii") as file:
        file.write(DOMAIN.format(name, target, lladdr))
    os.rename(path + ".new", path)


def main():
    how, helper, bridge = sys.argv[1:4]
    folder = os.path.join(os.environ.get("XDG_RUNTIME_DIR", ""),
                          "libvirt/qemu/run")
    if how == "libvirt":
        with open("/proc/self/comm", "w", encoding="ascii") as comm:
            comm.write("libvirtd")
    if how == "running":
        for _ in range(2):
            threading.Thread(target=threading.Event().wait,
                             daemon=True).start()
    ours, its = socket.socketpair()
    # This waits for the end of standard error, which a child may not keep.
    done = subprocess.run(
        [helper, "--use-vnet", "--br=" + bridge, f"--fd={its.fileno()}"],
        pass_fds=[its.fileno()], check=False, text=True,
        stderr=subprocess.PIPE)
    its.close()
    fds = socket.recv_fds(ours, 64, 1)[1]
    request = fcntl.ioctl(fds[0], TUNGETIFF, bytes(40))
    name = struct.unpack_from("16s", request)[0].rstrip(b"\0").decode()
    # Nobody else has the socket now: a child of the helper has it no more.
    ended = ours.recv(1) == b""
    print(done.stderr, end="")
    print(f"device={name} status={done.returncode} ended={ended}", flush=True)
    for line in sys.stdin:
        file, target, lladdr = line.split()
        write(folder, file, target.replace("@", name), lladdr)


main()
