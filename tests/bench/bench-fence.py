# SPDX-License-Identifier: LGPL-2.1-or-later
"""bench-fence.py - see bench-fence.  Compare figures of one run, not those of two
machines."""
import ctypes
import fcntl
import os
import re
import signal
import socket
import struct
import subprocess
import time

from fault import (F_LLADDR, F_VNET_HDR, GIDS, T, UIDS, Daemon, add_bridge,
                   add_lower, grant, ours, policy, run, until)

ROUNDS = int(os.environ.get("ROUNDS", "12"))
MIB = int(os.environ.get("MIB", "256"))
GRANTS = 10  # in a round
ALL = "mac, arp, ipv4, ipv6, dhcp-server, ra, vlan, ethertype"
OWN = 'addresses = {"10.9.0.0/16", "fd00::/8"}'
KINDS = {"TAP": 'kind = bridge bridge = "br0"',
         "macvtap": 'kind = macvtap lower = "eth0" mode = bridge'}
FENCES = {"none": "filter = none", "default": "",
          "all": f"filter = {{ {ALL} }} {OWN}"}
PROGRAMS = ("none", "classic", "eBPF")
IFF_TAP, IFF_NO_PI, IFF_VNET_HDR = 2, 0x1000, 0x4000
TUNSETIFF = 0x400454ca
CLONE_NEWNET = 0x40000000
PORT = 7000


def make_policy():
    policy("global { requests = 1000000 }\n" + "".join(
        f"network {kind.lower()}-{name} {{ {where} {fence} "
        "allow alice { devices = 100 } }\n"
        for kind, where in KINDS.items() for name, fence in FENCES.items()))


def daemons():
    """{program: daemon}; what has no filter is from the one with eBPF."""
    found = {}
    for program, wrapper in (("classic", [
            "setpriv", "--bounding-set=-bpf,-perfmon,-sys_admin"]),
                             ("eBPF", [])):
        found[program] = Daemon(f"{T}/{program}.sock",
                                log=f"{T}/{program}.log").start(*wrapper)
        has_ebpf = "eBPF program" not in found[program].news(0)
        if has_ebpf != (program == "eBPF"):
            raise SystemExit("bench-fence: this host does not take the program")
    found["none"] = found["eBPF"]
    return found


def print_row(name, values, unit):
    """values: of each program."""
    print(f"| {name} | " + " | ".join(
        f"{value:.{unit}f} ({value / values[0]:.2f})" for value in values)
        + " |", flush=True)


def heading(what):
    print(f"\n| {what} | " + " | ".join(PROGRAMS) + " |\n| --- | --- | --- | "
          "--- |")


# ---- grants ---------------------------------------------------------------


def p10(path, network):
    """Microseconds of a grant: a tenth of some is faster."""
    result = subprocess.run(
        [os.environ["BENCH_GRANT"], "socket", path, network, str(GRANTS)],
        check=True, stdout=subprocess.PIPE, text=True, user=UIDS["alice"],
        group=GIDS["alice"])
    if not until(lambda: not ours(), 30):
        raise SystemExit("bench-fence: devices stay")
    return float(result.stdout.split()[1])


def measure_grants(found):
    heading(f"a grant, us, {ROUNDS} rounds of {GRANTS}")
    for kind in KINDS:
        for fence in ("default", "all"):
            times = {program: [] for program in PROGRAMS}
            for _ in range(ROUNDS):
                for program in PROGRAMS:
                    name = "none" if program == "none" else fence
                    times[program].append(p10(found[program].path,
                                              f"{kind.lower()}-{name}"))
            print_row(f"{kind}, {fence}", [min(times[p]) for p in PROGRAMS], 0)


# ---- memory ---------------------------------------------------------------


def map_of(daemon):
    """(bytes of the map, bytes of it that are in memory)"""
    with open(f"/proc/{daemon.pid}/smaps", encoding="ascii") as smaps:
        for part in re.split(r"\n(?=[0-9a-f]+-[0-9a-f]+ )", smaps.read()):
            if "bpf-map" in part.split("\n", 1)[0]:
                return [int(re.search(rf"^{key}: +(\d+) kB", part, re.M)[1])
                        for key in ("Size", "Rss")]
    return [0, 0]


def print_memory(found, what):
    size, resident = map_of(found["eBPF"])
    values = [found[program].rss() for program in ("classic", "eBPF")]
    print(f"| {what} | {values[0]} | {values[1]} "
          f"({values[1] / values[0]:.2f}) | {values[1] - resident} "
          f"({(values[1] - resident) / values[0]:.2f}) | {size}, "
          f"{resident} in memory |")


def measure_memory(found):
    print("\n| vmtapd's memory, kB | classic | eBPF | without the map | the map "
          "|\n| --- | --- | --- | --- | --- |")
    print_memory(found, "idle")
    for program in ("classic", "eBPF"):
        held = [grant("tap-default", path=found[program].path)
                for _ in range(100)]
        if program == "eBPF":
            print_memory(found, "after 100 devices")
        for reply in held:
            reply.close()
        until(lambda: not ours(), 30)


# ---- a stream -------------------------------------------------------------


def enter(name):
    fd = os.open(name, os.O_RDONLY)
    if ctypes.CDLL(None, use_errno=True).setns(fd, CLONE_NEWNET) < 0:
        raise OSError(ctypes.get_errno(), "setns")
    os.close(fd)


def guest_tap(name, lladdr, number):
    """A TAP in the namespace that plays the guests; its descriptor."""
    home = f"/proc/{os.getpid()}/ns/net"
    at_home = os.open(home, os.O_RDONLY)
    enter("/run/netns/guest")
    fd = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(fd, TUNSETIFF, struct.pack(
        "16sH22x", name.encode(), IFF_TAP | IFF_NO_PI | IFF_VNET_HDR))
    ctypes.CDLL(None).setns(at_home, CLONE_NEWNET)
    os.close(at_home)
    for words in (f"link set {name} address {lladdr}",
                  f"addr add 10.9.{number}.2/24 dev {name}",
                  f"link set {name} up"):
        run("ip -n guest " + words)
    return fd


def listen():
    enter("/run/netns/peer")
    server = socket.create_server(("", PORT))
    while True:
        stream, _ = server.accept()
        while stream.recv(1 << 20):
            pass
        stream.sendall(b".")
        stream.close()


def in_child(function):
    pid = os.fork()
    if pid == 0:
        try:
            function()
        finally:
            os._exit(1)
    return pid


def send_all(number):
    """MiB a second, from the guest to the peer."""
    come, go = os.pipe()

    def visit():
        enter("/run/netns/guest")
        block = bytes(1 << 20)
        with socket.create_connection((f"10.9.{number}.1", PORT), 20) as peer:
            peer.sendall(block)  # the window is open
            begin = time.monotonic()
            for _ in range(MIB):
                peer.sendall(block)
            peer.shutdown(socket.SHUT_WR)
            peer.recv(1)
            os.write(go, struct.pack("d", MIB / (time.monotonic() - begin)))

    pid = in_child(visit)
    os.close(go)
    data = os.read(come, 8)
    os.close(come)
    os.waitpid(pid, 0)
    if len(data) != 8:
        raise SystemExit("bench-fence: the stream broke")
    return struct.unpack("d", data)[0]


def start_relay(device, tap):
    for fd in (device, tap):
        os.set_blocking(fd, False)
    return subprocess.Popen([os.environ["BENCH_RELAY"], str(device), str(tap)],
                            pass_fds=(device, tap))


def cpu(process):
    """Microseconds: a busy host changes them less than it changes how long
    something takes."""
    with open(f"/proc/{process.pid}/schedstat", encoding="ascii") as stat:
        return int(stat.read().split()[0]) / 1e3


def measure_stream(found, kind, far, fence):
    """(MiB a second, CPU of the relay for a MiB), of each program.  The fence
    runs in the relay: where it writes to the device."""
    relays, held, taps = [], [], []
    for i, program in enumerate(PROGRAMS):
        lladdr = f"52:54:00:00:01:0{i}"
        name = "none" if program == "none" else fence
        reply = grant(f"{kind.lower()}-{name}", path=found[program].path,
                      lladdr=lladdr, flags=F_LLADDR | F_VNET_HDR)
        run(f"ip -n peer addr add 10.9.{i}.1/24 dev {far}")
        taps.append(guest_tap(f"g{i}", lladdr, i))
        held.append(reply)
        relays.append(start_relay(reply.fds[0], taps[i]))
    rates, costs = ([[] for _ in PROGRAMS] for _ in range(2))
    for _ in range(ROUNDS):
        for i, relay in enumerate(relays):
            before = cpu(relay)
            rates[i].append(send_all(i))
            costs[i].append((cpu(relay) - before) / (MIB + 1))
    for relay in relays:
        relay.kill()
        relay.wait()
    for fd in taps:
        os.close(fd)
    for reply in held:
        reply.close()
    until(lambda: not ours(), 30)
    run(f"ip -n peer addr flush dev {far}")
    return list(map(max, rates)), list(map(min, costs))


def measure_streams(found):
    run("ip netns add guest")
    run("ip -n guest link set lo up")
    server = in_child(listen)
    heading(f"TCP from a guest, best of {ROUNDS} times {MIB} MiB")
    for kind, far in (("TAP", "far9"), ("macvtap", "far0")):
        for fence in ("default", "all"):
            rates, costs = measure_stream(found, kind, far, fence)
            print_row(f"{kind}, {fence}, MiB/s", rates, 0)
            print_row(f"{kind}, {fence}, CPU us/MiB", costs, 1)
    os.kill(server, signal.SIGKILL)
    os.waitpid(server, 0)


def main():
    make_policy()
    add_bridge()
    add_lower("up9", "far9", "br0")
    add_lower("eth0", "far0")
    found = daemons()
    print(f"load {os.getloadavg()[0]:.1f}")
    measure_grants(found)
    measure_memory(found)
    measure_streams(found)
    print(f"\nload {os.getloadavg()[0]:.1f}")
    for program in ("classic", "eBPF"):
        found[program].kill(signal.SIGTERM)


main()
