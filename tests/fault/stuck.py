# SPDX-License-Identifier: LGPL-2.1-or-later
"""stuck.py - see stuck.t.

The last close of the file writes its page back and waits for the FUSE server;
nothing can interrupt that (fuse_release() in fs/fuse/file.c), so the process
that closes it last is stuck.  Mallory sends the file in each way in which a
message can bring vmtapd a descriptor.  vmtapd must still serve Alice, and end
when it is told to."""
import array
import ctypes
import multiprocessing
import os
import re
import signal
import socket
import struct
import subprocess
import sys

from fault import (GIDS, NETWORKS, OPEN, SOCKET, T, UIDS, VMTAPD,
                   Client, Daemon, add_bridge, add_lower, ask, equal, finish,
                   listing, note, ok, ours, policy, request, until)

SO_PASSRIGHTS = 83
libc = ctypes.CDLL(None, use_errno=True)
POLICY = """
network lan { kind = bridge  bridge = "br0"  allow "alice" {} }
network office { kind = macvtap  lower = "eth0"  allow "alice" {} }
"""


# ---- a file whose close never ends ------------------------------------------

ROOT, FILE = 1, 2  # numbers of the server's two nodes
FOREVER = 1000


def attributes(node):
    """struct fuse_attr, include/uapi/linux/fuse.h"""
    mode = 0o40777 if node == ROOT else 0o100666
    size = 0 if node == ROOT else 4096
    return struct.pack("<6Q10I", node, size, 8, 0, 0, 0, 0, 0, 0, mode, 1, 0,
                       0, 0, 4096, 0)


def answer_to(opcode, node):
    """Error and bytes, or None where the server keeps silent."""
    writeback_cache = 1 << 16
    if opcode == 26:  # INIT
        return 0, struct.pack("<IIIIHHIIHHI28x", 7, 31, 4096, writeback_cache,
                              12, 9, 65536, 1, 16, 0, 0)
    if opcode == 1:  # LOOKUP
        return 0, struct.pack("<QQQQII", FILE, 0, FOREVER, FOREVER, 0,
                              0) + attributes(FILE)
    if opcode in (3, 4):  # GETATTR, SETATTR
        return 0, struct.pack("<QII", FOREVER, 0, 0) + attributes(node)
    if opcode == 14:  # OPEN
        return 0, struct.pack("<QII", 1, 0, 0)
    if opcode in (18, 25, 29):  # RELEASE, FLUSH, RELEASEDIR
        return 0, b""
    if opcode in (2, 15, 16, 36, 42):  # FORGET, READ, WRITE, INTERRUPT, and
        # BATCH_FORGET
        return None
    return -38, b""  # ENOSYS


def serve_files(device):
    while True:
        try:
            question = os.read(device, 1 << 20)
        except OSError:
            os._exit(0)
        _, opcode, unique, node = struct.unpack_from("<IIQQ", question)
        answer = answer_to(opcode, node)
        if answer:
            error, data = answer
            os.write(device, struct.pack("<IiQ", 16 + len(data), error,
                                         unique) + data)


def become(user):
    """Enters a user and a mount namespace of its own, as any user may."""
    uid, gid = UIDS[user], GIDS[user]
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)
    libc.prctl(4, 1, 0, 0, 0)  # PR_SET_DUMPABLE, as a login has it
    if libc.unshare(0x10000000 | 0x20000) != 0:  # CLONE_NEWUSER | CLONE_NEWNS
        raise OSError(ctypes.get_errno(), "unshare")
    for name, text in (("setgroups", "deny"), ("uid_map", f"0 {uid} 1"),
                       ("gid_map", f"0 {gid} 1")):
        with open("/proc/self/" + name, "w", encoding="ascii") as file:
            file.write(text)


def mount_server(folder):
    """The server's pid."""
    device = os.open(T + "/fuse", os.O_RDWR)
    options = f"fd={device},rootmode=40000,user_id=0,group_id=0".encode()
    if libc.mount(b"fuse", folder.encode(), b"fuse", 0, options) != 0:
        raise OSError(ctypes.get_errno(), "mount")
    server = os.fork()
    if server == 0:
        serve_files(device)
    os.close(device)
    return server


def rights(fd):
    return [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [fd]))]


class Mallory:
    """A process that connects, and later sends the file in the queue of a
    socket: a process that drops the queue drops the file."""

    def __init__(self):
        self.orders, orders = multiprocessing.Pipe()
        self.process = os.fork()
        if self.process == 0:
            try:
                self.live(orders)
            finally:
                os._exit(1)
        self.server = None
        if not self.orders.poll(20):
            raise TimeoutError("mallory does not get ready")
        self.server = self.orders.recv()

    def live(self, orders):
        become("mallory")
        folder = T + "/mnt"
        server = mount_server(folder)
        unsent = os.open(folder + "/file", os.O_RDWR)
        dirty = os.open(folder + "/file", os.O_RDWR)
        ours, inner = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.sendmsg([b"file"], rights(unsent))
        os.close(unsent)
        os.write(dirty, bytes(4096))
        orders.send(server)
        connection = None
        while True:
            order = orders.recv()
            try:
                if order == "connect":
                    connection = socket.socket(socket.AF_UNIX,
                                               socket.SOCK_SEQPACKET)
                    connection.connect(SOCKET)
                elif order == "send":
                    connection.sendmsg([question()], rights(inner.fileno()))
                    inner.close()
                    ours.close()
                orders.send("done")
            except OSError as error:
                orders.send(error.strerror)

    def does(self, order):
        self.orders.send(order)
        return self.orders.recv() if self.orders.poll(20) else "hangs"

    def end(self):
        """Kill the server first: then the kernel answers in its place, and all
        processes go on."""
        os.kill(self.server, signal.SIGKILL)
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)


def question():
    return request(NETWORKS, queues=0)


# ---- the daemon ---------------------------------------------------------------


class Inherited(Daemon):
    """vmtapd gets a listening socket that is older than it, as from systemd."""

    def listen(self):
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.listener.bind(SOCKET)
        os.chmod(SOCKET, 0o666)
        self.listener.listen(64)

    def start(self, *wrapper, is_ready=True):
        def pass_it():
            os.dup2(self.listener.fileno(), 3)

        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [*wrapper, "sh", "-c",
                 'LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" "$@"', VMTAPD,
                 "--config", self.config], pass_fds=[3], preexec_fn=pass_it,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        return self


def is_served(user="alice"):
    """It happens within 20 s: 1000 times what an idle machine needs."""
    try:
        client = Client(user)
        reply = client.ask(NETWORKS)
        client.close()
    except OSError as error:
        note(error)
        return False
    return reply is not None and reply.names == [("lan", 0)]


def ends(daemon):
    try:
        return daemon.kill(signal.SIGTERM) == 0
    except subprocess.TimeoutExpired:
        with open(f"/proc/{daemon.pid}/status", encoding="ascii") as status:
            note([line for line in status if line.startswith("State")])
        return False


def serves_and_ends(daemon, what):
    ok(is_served(), f"{what}: another user is served")
    ok(is_served(), f"{what}: and again")
    ok(ends(daemon), f"{what}: vmtapd ends when it is told to")


# ---- the ways in --------------------------------------------------------------


def keeps_rights_out():
    """Does this kernel know SO_PASSRIGHTS?"""
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as probe:
        try:
            probe.getsockopt(socket.SOL_SOCKET, SO_PASSRIGHTS)
        except OSError:
            return False
    return True


def test_own_socket():
    """On a connection of a running daemon, the kernel refuses the
    descriptor."""
    daemon = Daemon().start()
    mallory = Mallory()
    equal(mallory.does("connect"), "done", "own socket: mallory connects")
    wanted = "Operation not permitted" if keeps_rights_out() else "done"
    equal(mallory.does("send"), wanted, "own socket: what sending comes to")
    serves_and_ends(daemon, "own socket")
    mallory.end()


def test_race_with_the_start():
    """The first connection of a new socket may not send descriptors, either."""
    if not keeps_rights_out():
        return
    spinning = os.fork()
    if spinning == 0:
        while True:
            early = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            try:
                early.connect(SOCKET)
                break
            except OSError:
                early.close()
        try:
            early.sendmsg([question()], rights(0))
            os._exit(1)
        except PermissionError:
            os._exit(0)
    # A delay of each setsockopt(2) widens the gap, if there is one.
    daemon = Daemon().start("strace", "-f", "-qq", "-o", "/dev/null", "-e",
                            "trace=setsockopt", "-e",
                            "inject=setsockopt:delay_enter=200000")
    _, status = os.waitpid(spinning, 0)
    equal(status, 0, "race with the start: the first connection has no right")
    subprocess.run(["sh", "-c", "kill $(cat /proc/$0/task/$0/children)",
                    str(daemon.pid)], check=True)
    daemon.process.wait(30)


def test_old_kernel():
    """If the kernel cannot refuse descriptors, vmtapd takes none in."""
    daemon = Daemon().start("env", "LD_PRELOAD=" + os.environ["OLD_KERNEL"],
                            "ASAN_OPTIONS=" + ":".join(filter(None, [
                                os.environ.get("ASAN_OPTIONS"),
                                "verify_asan_link_order=0"])))
    mallory = Mallory()
    equal(mallory.does("connect"), "done", "old kernel: mallory connects")
    # Mallory closes her copy before vmtapd looks, so vmtapd has the last one.
    os.kill(daemon.pid, signal.SIGSTOP)
    equal(mallory.does("send"), "done", "old kernel: the file is sent")
    os.kill(daemon.pid, signal.SIGCONT)
    serves_and_ends(daemon, "old kernel")
    mallory.end()


def test_sent_before_the_start():
    """A socket of systemd's: the message waits for the daemon."""
    daemon = Inherited()
    daemon.listen()
    mallory = Mallory()
    equal(mallory.does("connect"), "done", "before: mallory connects")
    equal(mallory.does("send"), "done", "before: the file is sent")
    daemon.start()
    serves_and_ends(daemon, "before")
    mallory.end()
    daemon.listener.close()
    os.unlink(SOCKET)


def test_connected_before_the_start():
    """The connection is older than the daemon, the message is not."""
    daemon = Inherited()
    daemon.listen()
    mallory = Mallory()
    equal(mallory.does("connect"), "done", "early: mallory connects")
    first = Client("alice")  # the client for which systemd starts the daemon
    first.send(NETWORKS)
    daemon.start()
    reply = first.receive()
    ok(reply and reply.names == [("lan", 0)], "early: the first client is served")
    wanted = "Operation not permitted" if keeps_rights_out() else "done"
    equal(mallory.does("send"), wanted, "early: what sending comes to")
    serves_and_ends(daemon, "early")
    mallory.end()
    daemon.start()
    ok(is_served(), "early: the next daemon takes the same socket over")
    ok(ends(daemon), "early: and ends, too")
    daemon.listener.close()
    os.unlink(SOCKET)


# ---- paths --------------------------------------------------------------------

# A page of its arguments is the file, so who reads that memory waits for the
# server.  Its working directory is the server's, too.
TRAP = """
import ctypes, os, socket, sys
os.chdir(sys.argv[1])
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int,
                      ctypes.c_int, ctypes.c_int, ctypes.c_long]
fields = open("/proc/self/stat").read().rsplit(")", 1)[1].split()
start, end = int(fields[45]), int(fields[46])
page = (start + 8191) // 4096 * 4096
fd = os.open("file", os.O_RDWR)
# PROT_READ; MAP_PRIVATE, MAP_FIXED
if page + 4096 > end or libc.mmap(page, 4096, 1, 0x12, fd, 0) != page:
    raise OSError(ctypes.get_errno(), "mmap")
client = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
client.connect(sys.argv[2])
client.send(bytes.fromhex(sys.argv[3]))
client.recv(4096)
reader = os.fork()
if reader == 0:
    ctypes.string_at(page, 1)
    os._exit(0)
print(reader, flush=True)
sys.stdin.read()
"""


def waits_in_fault(pid):
    """It sleeps in the kernel, and made no system call."""
    with open(f"/proc/{pid}/syscall", encoding="ascii") as call:
        return call.read().startswith("-1 ")


def be_trap(answers):
    become("mallory")
    folder = T + "/mnt"
    server = mount_server(folder)
    wish = request(OPEN, network="lan")
    process = subprocess.Popen(
        [sys.executable, "-c", TRAP, folder, SOCKET, wish.hex(), "x" * 20000],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    answers.send((server, process.pid))
    answers.send(process.stdout.readline())
    signal.pause()


def test_client_on_fuse():
    """All that a user can make of a client's files and memory."""
    daemon = Daemon().start()
    heard, answers = multiprocessing.Pipe()
    child = os.fork()
    if child == 0:
        be_trap(answers)
    server, pid = heard.recv()
    reader = int(heard.recv() or 0) if heard.poll(20) else 0
    ok(reader, "a client on FUSE: vmtapd answers it")
    ok(until(lambda: waits_in_fault(reader)),
       "a client on FUSE: who reads its memory waits")
    ok(re.search(rf"refused: uid={UIDS['mallory']} (user=\w+ )?"
                 rf"pid={pid} comm=python3", daemon.news(0)), "a client on FUSE: the log has its name",
       daemon.news(0))
    serves_and_ends(daemon, "a client on FUSE")
    for each in (server, reader, pid, child):
        os.kill(each, signal.SIGKILL)
    os.waitpid(child, 0)


# What vmtapd may open or look at while it serves: no user can mount a file
# server there, and none of it reads a user's memory.
FIXED = re.compile(r"|/dev/(net/tun|vhost-net|tap[0-9]+)?"
                   r"|/sys/(class|devices/virtual)/net/[^/]+(/[a-z/0-9]+)*"
                   r"|(/proc/)?[0-9]+/comm")


def test_paths():
    """A grant, a list and an end of each kind of device."""
    log = T + "/strace"
    daemon = Daemon().start("strace", "-f", "-qq", "-o", log, "-e",
                            "trace=%file")
    before = os.path.getsize(log)
    for network in ("lan", "office"):
        reply = ask(OPEN, "alice", network=network)
        equal(reply.code, 0, f"paths: a device on {network}")
        listing()
        reply.close()
        until(lambda: not ours())
    with open(log, encoding="ascii", errors="replace") as file:
        file.seek(before)
        paths = set(re.findall(r'"([^"]*)"', file.read()))
    ok("/dev/net/tun" in paths and any("comm" in path for path in paths),
       "paths: they are seen", paths)
    equal({path for path in paths if not FIXED.fullmatch(path)}, set(),
          "paths: no user can put a file there")
    subprocess.run(["sh", "-c", "kill $(cat /proc/$0/task/$0/children)",
                    str(daemon.pid)], check=True)
    daemon.process.wait(30)


def main():
    os.mknod(T + "/fuse", 0o20666, os.makedev(10, 229))
    os.chmod(T + "/fuse", 0o666)
    os.mkdir(T + "/mnt")
    os.chmod(T + "/mnt", 0o777)
    policy('network lan { kind = bridge  bridge = "br0"  allow "alice" {} }')
    add_bridge("br0")
    test_client_on_fuse()
    test_own_socket()
    test_race_with_the_start()
    test_old_kernel()
    test_sent_before_the_start()
    test_connected_before_the_start()
    policy(POLICY)
    add_lower("eth0", "far0")
    test_paths()
    finish()


main()
