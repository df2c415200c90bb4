# SPDX-License-Identifier: LGPL-2.1-or-later
"""bench-return.py - see bench-return.  Compare figures of one run."""
import os
import signal
import subprocess
import time

from fault import Daemon, grant, policy, run, until

DEVICES = int(os.environ.get("DEVICES", "200"))
POLICY = f"""
network lan {{ kind = bridge  bridge = "br0"  isolated = true  devices = {DEVICES}
	allow "root" {{ devices = {DEVICES} }} }}
"""


def ports():
    return subprocess.run(["ip", "-o", "-d", "link", "show", "master", "br0"],
                          check=True, stdout=subprocess.PIPE,
                          text=True).stdout.splitlines()


def is_whole(line):
    return "UP" in line.split("<")[1] and "isolated on locked on" in line


def make_bridge():
    run("ip link add br0 type bridge")
    run("ip link set br0 up")


def batch(names):
    """A plain program: no fence, and the links stay up."""
    text = "".join(f"link set {name} master br0\n" for name in names)
    began = time.monotonic()
    subprocess.run(["ip", "-batch", "-"], input=text, check=True, text=True)
    return time.monotonic() - began


def come_back(n):
    make_bridge()
    began = time.monotonic()
    until(lambda: sum(map(is_whole, ports())) == n, 60)
    return time.monotonic() - began


def main():
    policy(POLICY)
    make_bridge()
    daemon = Daemon().start()
    replies = [grant("lan", "root") for _ in range(DEVICES)]
    names = [reply.ifname for reply in replies]
    os.kill(daemon.pid, signal.SIGSTOP)
    run("ip link del br0")
    make_bridge()
    floor = batch(names)
    run("ip link del br0")
    os.kill(daemon.pid, signal.SIGCONT)
    time.sleep(1)  # vmtapd reads of the bridge that went
    whole = come_back(DEVICES)
    print(f"{DEVICES} guests whose bridge was made anew, microseconds a guest\n")
    print(f"{'ip link set master':24}{floor / DEVICES * 1e6:10.0f}")
    print(f"{'vmtapd, whole fence':24}{whole / DEVICES * 1e6:10.0f}"
          f"{whole / floor:8.2f}")
    for reply in replies:
        reply.close()
    daemon.kill(signal.SIGTERM)


main()
