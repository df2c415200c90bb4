# SPDX-License-Identifier: LGPL-2.1-or-later
"""fault.py - what the tests of failures share: a client that has no code of the
library, holders of descriptors, the daemon's life, and what the kernel shows.
The scripts read tests/lib/lib.sh first, so all runs in network, mount and pid
namespaces, which go when the test ends.

Nothing waits for time to pass: until() polls a condition, with a bound."""
import array
import contextlib
import fcntl
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import time
import traceback

T = "/run/t"
SOCKET = T + "/vmtapd.sock"
CONF = T + "/vmtapd.conf"
VMTAPD, VMTAP = os.environ["VMTAPD"], os.environ["VMTAP"]
UIDS = {"root": 0, "alice": 61001, "bob": 61002, "carol": 61003,
        "mallory": 61004, "dave": 61005}
GIDS = {"root": 0, "alice": 61001, "bob": 61002, "carol": 61003,
        "mallory": 61004, "dave": 61100}

# ---- results ----------------------------------------------------------------

number = 0
failed = 0


def ok(is_good, what, *details):
    """Prints one line of TAP, and the details if it failed."""
    global number, failed
    number += 1
    print(f"{'ok' if is_good else 'not ok'} {number} - {what}")
    if not is_good:
        failed += 1
        for line in "\n".join(map(str, details)).splitlines()[-12:]:
            print("#  ", line)
    sys.stdout.flush()
    return is_good


def equal(got, expected, what):
    return ok(got == expected, what, f"expected: {expected!r}",
              f"got:      {got!r}")


def note(text):
    print("#", text, flush=True)


def bail_out(kind, value, trace):
    """An exception that is not caught ends the test.  It is printed on the
    standard output, the only one that the harness keeps."""
    for line in "".join(traceback.format_exception(kind, value, trace)
                        ).splitlines():
        print("#  ", line)
    print(f"Bail out! {kind.__name__}: {value}", flush=True)


sys.excepthook = bail_out


def finish():
    print(f"1..{number}")
    sys.exit(1 if failed else 0)


def until(condition, seconds=3.0):
    """Polls the condition until it is true; returns what it gave last.  The
    bound is for an idle machine and counts tenfold, as in tests/lib/lib.sh."""
    end = time.monotonic() + seconds * 10
    while True:
        value = condition()
        if value or time.monotonic() > end:
            return value
        time.sleep(0.005)


# ---- the wire ---------------------------------------------------------------

OPEN, CHECK, NETWORKS, LIST, RELEASE = 1, 2, 3, 4, 5
F_LLADDR, F_UNKNOWN, F_VNET_HDR, F_VHOST = 1, 2, 4, 8
R_END = 1
F_HOLD = 0x100
REQUEST = struct.Struct("=IHHII64s64s16sII6s22x16s320xI16xQ16x")
HEAD = struct.Struct("=IHHIIIIIII4x")
HEAD_KEYS = ("magic version verb size flags code records record_size queue_fds "
             "vhost_fds").split()
LEASE = struct.Struct("=9I6s6xQ8x64s64s16s80x16sIII4x")
LEASE_KEYS = ("facts kind mode ifindex mtu queues vnet_hdr_size uid pid lladdr "
              "since network vm ifname link state notes unasked").split()
NETWORK = struct.Struct("=64s4I64s64s4s384s44x")
REPLY_MAX = 32768


def text_of(field):
    return field.split(b"\0")[0].decode()


class Reply:
    """A reply (its first lease) as attributes, and the descriptors that came
    with it."""

    def __init__(self, data, fds):
        self._set(HEAD_KEYS, HEAD.unpack_from(data))
        self.fds, self.text, self.names = fds, "", []
        self._set(LEASE_KEYS, LEASE.unpack(bytes(LEASE.size)))
        records = [data[i:i + self.record_size] for i in
                   range(HEAD.size, len(data), self.record_size or len(data))]
        if self.code:
            self.text = text_of(records[0])
        elif self.verb == NETWORKS:
            # the name of each, and how many devices the user has on it
            self.names = [(text_of(fields[0]),
                           struct.unpack_from("=II", fields[5])[1])
                          for fields in map(NETWORK.unpack, records)]
        elif records:
            self._set(LEASE_KEYS, LEASE.unpack_from(records[0]))

    def _set(self, keys, values):
        for key, value in zip(keys, values):
            if isinstance(value, bytes) and key != "lladdr":
                value = text_of(value)
            setattr(self, key, value)

    def close(self):
        while self.fds:
            os.close(self.fds.pop())

    def is_working(self):
        """Every descriptor is a queue of the device that the reply names."""
        return bool(self.fds) and all(
            name_of(fd) == self.ifname for fd in self.fds[:self.queues])


TUNGETIFF = 0x800454d2
TUNSETPERSIST = 0x400454cb
F_OFD_SETLK = 37


def name_of(fd):
    """The name from TUNGETIFF, or "" if the device is gone."""
    try:
        data = fcntl.ioctl(fd, TUNGETIFF, bytes(40))
    except OSError:
        return ""
    return data[:16].split(b"\0")[0].decode()


def drop_lock(fd):
    """Takes off the lock that shows vmtapd a holder; any holder can do so."""
    fcntl.fcntl(fd, F_OFD_SETLK,
                struct.pack("=hhxxxxqqixxxx", fcntl.F_UNLCK, 0, 0, 0, 0))


@contextlib.contextmanager
def acting_as(user):
    """SO_PEERCRED is the effective user at the time of connect(2)."""
    os.setegid(GIDS[user])
    os.seteuid(UIDS[user])
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


def request(verb, network="", vm="", ifname="", ifindex=0, queues=1,
            lladdr=None, flags=0, name="", pid=0, process=0):
    """The bytes of a request."""
    return REQUEST.pack(
        0x50544d56, 1, verb, REQUEST.size, flags, network.encode(),
        vm.encode(), ifname.encode(), ifindex, queues,
        bytes.fromhex((lladdr or "00" * 6).replace(":", "")),
        name.encode(), pid, process)


class Client:
    def __init__(self, user="alice", path=SOCKET, seconds=20):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.socket.settimeout(seconds)
        with acting_as(user):
            self.socket.connect(path)

    def close(self):
        self.socket.close()

    def send(self, verb, queues=1, lladdr=None, flags=F_VNET_HDR, **keys):
        if lladdr:
            flags |= F_LLADDR
        if verb not in (OPEN, CHECK):
            flags = queues = 0
        self.socket.send(request(verb, queues=queues, lladdr=lladdr,
                                 flags=flags, **keys))

    def receive(self):
        """Returns None at the end of the stream."""
        fds = array.array("i")
        try:
            data, control, _, _ = self.socket.recvmsg(
                REPLY_MAX, socket.CMSG_SPACE(32 * fds.itemsize),
                socket.MSG_CMSG_CLOEXEC)
        except (ConnectionResetError, BrokenPipeError):
            return None
        for level, kind, value in control:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                fds.frombytes(value[:len(value) // fds.itemsize
                                    * fds.itemsize])
        return Reply(data, list(fds)) if data else None

    def ask(self, verb, **keys):
        try:
            self.send(verb, **keys)
        except (ConnectionResetError, BrokenPipeError):
            return None
        return self.receive()


def ask(verb, user="alice", path=SOCKET, **keys):
    client = Client(user, path)
    try:
        return client.ask(verb, **keys)
    finally:
        client.close()


def grant(network, user="alice", path=SOCKET, **keys):
    """Asks for a device, which must be granted."""
    reply = ask(OPEN, user, path, network=network, **keys)
    if not reply or reply.code:
        raise AssertionError(f"{network} for {user}: "
                             f"{reply.text if reply else 'no answer'}")
    return reply


def used(network, user="alice", path=SOCKET):
    """How much of the quota is used, as 'vmtap networks' prints it.  -1: there
    is no answer."""
    cursor = ""
    while True:
        try:
            reply = ask(NETWORKS, user, path, network=cursor)
        except ConnectionError:
            reply = None
        if reply is None:
            return -1
        for name, devices in reply.names:
            if name == network:
                return devices
        if reply.flags & R_END:
            return None
        cursor = reply.names[-1][0]


def listing(path=SOCKET):
    """'vmtap list --json', as root sees it, without notes, which come a moment
    after their cause."""
    text = subprocess.run([VMTAP, "--socket", path, "list", "--json"],
                          check=True, capture_output=True, timeout=20).stdout
    records = json.loads(text)
    for record in records:
        del record["notes"]
    return json.dumps(records)


class Holder:
    """A process that has the descriptors and does nothing."""

    def __init__(self, reply, *wrapper):
        self.process = subprocess.Popen(
            [*wrapper, "sleep", "3600"], pass_fds=reply.fds,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        reply.close()

    def kill(self):
        self.process.kill()
        self.process.wait()


# ---- the daemon -------------------------------------------------------------


# With PROGRAM=classic, vmtapd may not load its eBPF program, as in lib.sh.
CLASSIC = (["setpriv", "--bounding-set=-bpf,-perfmon,-sys_admin"]
           if os.environ.get("PROGRAM") == "classic" else [])


class Daemon:
    """vmtapd; its log is one file over all its lives."""

    def __init__(self, path=SOCKET, config=CONF, log=T + "/daemon.log"):
        self.path, self.config, self.log = path, config, log
        self.process = None

    def start(self, *wrapper, is_ready=True):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [*CLASSIC, *wrapper, VMTAPD, "--config", self.config, "--socket",
                 self.path], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        if is_ready and not until(self.is_ready, 20):
            print("Bail out! vmtapd did not start:", self.news(0)[-600:])
            sys.exit(1)
        return self

    @property
    def pid(self):
        return self.process.pid

    def is_ready(self):
        """Returns when the daemon answers; raises if it is dead."""
        if self.process.poll() is not None:
            raise RuntimeError(f"vmtapd ended ({self.process.returncode}): "
                               + self.news(0)[-600:])
        try:
            client = Client("root", self.path)
        except OSError:
            return False
        reply = client.ask(NETWORKS)
        client.close()
        return reply is not None

    def is_running(self):
        return self.process.poll() is None

    def kill(self, number=signal.SIGKILL):
        """Returns the exit status, as subprocess has it."""
        self.process.send_signal(number)
        return self.process.wait(30)

    def restart(self):
        if self.is_running():
            self.kill()
        return self.start()

    def position(self):
        return os.path.getsize(self.log) if os.path.exists(self.log) else 0

    def news(self, position):
        if not os.path.exists(self.log):
            return ""
        with open(self.log, encoding="utf-8", errors="replace") as log:
            log.seek(position)
            return log.read()

    def fds(self):
        return sorted(os.listdir(f"/proc/{self.pid}/fd"), key=int)

    def count_fds(self):
        return len(self.fds())

    def rss(self):
        """Kilobytes."""
        with open(f"/proc/{self.pid}/status", encoding="ascii") as status:
            return int(next(line for line in status
                            if line.startswith("VmRSS")).split()[1])

    def ticks(self):
        """CPU time used, in ticks of a hundredth of a second."""
        with open(f"/proc/{self.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return int(fields[11]) + int(fields[12])

    def has_no_client(self):
        """The daemon closes its end a moment after the client."""
        with open("/proc/net/unix", encoding="ascii") as sockets:
            return sum(line.endswith(self.path + "\n")
                       for line in sockets) == 1

    def watches(self):
        """Watches of nodes: the entries of its long-lived inotify
        descriptor."""
        total = 0
        for fd in self.fds():
            try:
                with open(f"/proc/{self.pid}/fdinfo/{fd}",
                          encoding="ascii") as info:
                    total += sum(line.startswith("inotify") for line in info)
            except OSError:
                pass
        return total

    def threads(self):
        return sorted(int(tid) for tid in
                      os.listdir(f"/proc/{self.pid}/task"))


# ---- the kernel -------------------------------------------------------------


def run(command, **keys):
    """Runs a command line of words, which must succeed."""
    done = subprocess.run(command.split(), check=False, capture_output=True,
                          timeout=60, **keys)
    if done.returncode:
        raise AssertionError(f"{command}: status {done.returncode}: "
                             f"{done.stderr.decode()}")
    return done.stdout.decode()


def links():
    return sorted(os.listdir("/sys/class/net"))


def ours():
    return [name for name in links() if name.startswith("vt")]


def has_link(name):
    return os.path.exists("/sys/class/net/" + name)


def facts(name):
    return json.loads(run(f"ip -j -d link show dev {name}"))[0]


def index_of(name):
    with open(f"/sys/class/net/{name}/ifindex", encoding="ascii") as file:
        return int(file.read())


def locks(ifindex):
    """Open-file-description locks on the node of a macvtap that exists."""
    try:
        inode = os.stat(f"/dev/tap{ifindex}").st_ino
    except FileNotFoundError:
        return 0
    with open("/proc/locks", encoding="ascii") as file:
        return sum(" OFDLCK " in line and f":{inode} " in line
                   for line in file)


def policy(text):
    with open(CONF, "w", encoding="ascii") as file:
        file.write(text)
    os.chmod(CONF, 0o600)


def add_bridge(name="br0"):
    run(f"ip link add {name} type bridge")
    run(f"ip link set {name} up")


def add_lower(name, peer, master=""):
    """A veth, whose other end is in the namespace "peer"; with a master, a port
    of that bridge."""
    run(f"ip link add {name} type veth peer name {peer} netns peer")
    if master:
        run(f"ip link set {name} master {master}")
    run(f"ip link set {name} up")
    run(f"ip -n peer link set {peer} up")
