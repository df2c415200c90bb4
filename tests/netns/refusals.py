# SPDX-License-Identifier: LGPL-2.1-or-later
"""refusals.py - see refusals.t.  A function for each refusal that a host can be
brought to: it makes the state, yields what to ask for, and undoes the state."""
import contextlib
import os
import re
import subprocess

from fault import (CHECK, F_HOLD, F_VHOST, F_VNET_HDR, OPEN, Client, Daemon,
                   add_bridge, add_lower, ask, finish, grant, note, ok, ours,
                   policy, run, until, used)
from refusals_rows import ROWS

MAC = "52:54:00:00:00:01"
FURTHER = "52:54:00:00:02:02"
POLICY = f"""
network lan {{ kind = bridge  bridge = "br0"  allow "alice" {{ devices = 8 }}
	allow "bob" {{}} }}
network held {{ kind = bridge  bridge = "br0"  hold = 8  allow "alice" {{}} }}
network none {{ kind = bridge  bridge = "br9"  allow "alice" {{}} }}
network odd {{ kind = bridge  bridge = "eth0"  allow "alice" {{}} }}
network large {{ kind = bridge  bridge = "br0"  mtu = 9000  allow "alice" {{}} }}
network tagged {{ kind = bridge  bridge = "br0"  vlan = 7  allow "alice" {{}} }}
network slow {{ kind = bridge  bridge = "br0"  rate-out = 1mbit
	allow "alice" {{}} }}
network fast {{ kind = bridge  bridge = "br0"  vhost = true  allow "alice" {{}} }}
network sure {{ kind = bridge  bridge = "br0"  fence = required
	allow "alice" {{}} }}
network one {{ kind = bridge  bridge = "br0"
	allow "*" {{ mac = "{MAC}"  devices = 2 }} }}
network few {{ kind = bridge  bridge = "br0"
	allow "alice" {{ mac = "52:54:00:00:01:00/42" }} }}
network many {{ kind = bridge  bridge = "br0"  allow "alice" {{}}
	vm "fw" {{ mac = "52:54:00:00:02:01"  macs = "{FURTHER}" }} }}
network card {{ kind = macvtap  lower = "eth0"  allow "alice" {{ devices = 8 }} }}
network nocard {{ kind = macvtap  lower = "eth9"  allow "alice" {{}} }}
network loop {{ kind = macvtap  lower = "lo"  allow "alice" {{}} }}
network port {{ kind = macvtap  lower = "up0"  allow "alice" {{}} }}
network whole {{ kind = macvtap  lower = "eth0"  mode = passthru
	allow "alice" {{}} }}
"""
# Where vmtapd runs, as a child of these words.
IN_MOUNTS = ["unshare", "-m", "sh", "-c"]


class NotRun(Exception):
    """This kernel or host cannot be brought to it."""


# ---- states -----------------------------------------------------------------


def no_bridge(_):
    yield {"network": "none"}


def not_a_bridge(_):
    yield {"network": "odd"}


def bridge_down(_):
    run("ip link set br0 down")
    yield {"network": "lan"}
    run("ip link set br0 up")
    run("ip link set eth0 down")
    yield {"network": "card"}
    run("ip link set eth0 up")


def mtu_above(_):
    yield {"network": "large"}


def filters_vlans():
    return not subprocess.run(
        "ip link set br0 type bridge vlan_filtering 1".split(), check=False,
        capture_output=True).returncode


def no_vlan(_):
    if not filters_vlans():
        raise NotRun("this kernel's bridges filter no VLANs")
    run("ip link set br0 type bridge vlan_default_pvid 0")
    yield {"network": "lan"}
    run("ip link set br0 type bridge vlan_default_pvid 1 vlan_filtering 0")


def bridge_filters_no_vlans(_):
    if not filters_vlans():
        raise NotRun("this kernel's bridges filter no VLANs")
    run("ip link set br0 type bridge vlan_filtering 0")
    yield {"network": "tagged"}


def kernel_knows_no_vlans(_):
    if filters_vlans():
        run("ip link set br0 type bridge vlan_filtering 0")
        raise NotRun("this kernel's bridges filter VLANs")
    yield {"network": "tagged"}


def bridge_full(_):
    """Both ends of a veth are ports, and none is up."""
    with open("/run/t/batch", "w", encoding="ascii") as batch:
        for i in range(511):
            batch.write(f"link add a{i} master br0 type veth peer name b{i}\n"
                        f"link set b{i} master br0\n")
    run("ip -batch /run/t/batch")
    yield {"network": "lan"}
    run("ip link del br0")
    with open("/run/t/batch", "w", encoding="ascii") as batch:
        for i in range(511):
            batch.write(f"link del a{i}\n")
    run("ip -batch /run/t/batch")
    add_bridge()
    run("ip link set up0 master br0")


def kernel_has_no_police(_):
    if subprocess.run("tc actions add action police rate 1mbit burst 10k "
                      "index 77".split(), check=False,
                      capture_output=True).returncode == 0:
        run("tc actions del action police index 77")
        raise NotRun("this kernel has the action police")
    yield {"network": "slow"}


def no_vhost(_):
    if os.path.exists("/dev/vhost-net"):
        raise NotRun("this host has /dev/vhost-net")
    yield {"network": "fast", "flags": F_VNET_HDR | F_VHOST}


def closed_tun(_):
    os.chmod("/dev/net/tun", 0)
    yield {"network": "lan"}
    os.chmod("/dev/net/tun", 0o600)


def needs_ebpf(daemon):
    daemon.kill()
    daemon.start("setpriv", "--bounding-set=-bpf,-perfmon,-sys_admin")
    yield {"network": "sure"}
    daemon.restart()


def no_lower(_):
    yield {"network": "nocard"}


def lower_is_loopback(_):
    yield {"network": "loop"}


def lower_is_a_port(_):
    yield {"network": "port"}


def passthru_is_taken(_):
    run("ip link add other link eth0 type macvlan mode bridge")
    yield {"network": "whole"}
    run("ip link del other")
    run("ip link add other link eth0 type macvlan mode passthru")
    yield {"network": "card"}
    yield {"network": "whole"}
    run("ip link del other")


def macvlan_has_the_address(_):
    run(f"ip link add other link eth0 address {MAC} type macvlan mode bridge")
    run("ip link set other up")
    yield {"network": "card", "lladdr": MAC}
    run("ip link del other")


@contextlib.contextmanager
def holding(network, user="alice", **keys):
    client = Client(user)
    reply = client.ask(OPEN, network=network, **keys)
    assert reply.code == 0, reply.text
    yield reply
    reply.close()
    client.close()
    until(lambda: not ours())


def address_in_use(_):
    with holding("lan", lladdr=MAC):
        yield {"network": "lan", "lladdr": MAC}
    run(f"bridge fdb add {MAC} dev up0 master static")
    yield {"network": "lan", "lladdr": MAC}
    run(f"bridge fdb del {MAC} dev up0 master")


def range_in_use(_):
    with holding("one", user="bob"):
        yield {"network": "one"}


def address_of_vm_in_use(_):
    with holding("one", user="bob"):
        yield {"network": "one", "vm": "web"}


def vm_has_a_device(_):
    with holding("lan", vm="web"):
        yield {"network": "lan", "vm": "web"}


def by_name(**keys):
    return {"network": "held", "flags": F_VNET_HDR | F_HOLD, **keys}


def name_in_use(_):
    run("ip link add vt-used type bridge")
    yield by_name(name="vt-used")
    run("ip link del vt-used")


def inode_of(pid):
    pidfd = os.pidfd_open(pid)
    inode = os.fstat(pidfd).st_ino
    os.close(pidfd)
    if pid != 1 and inode == inode_of(1):
        raise NotRun("before Linux 6.9 all pidfds have one inode")
    return inode


def process_is_gone(_):
    inode_of(os.getpid())
    yield by_name(name="vt-new", pid=os.getpid(), process=1)


def process_of_another(_):
    inode_of(os.getpid())
    yield by_name(name="vt-new", pid=1, process=inode_of(1))


def further_address_in_use(_):
    run(f"bridge fdb add {FURTHER} dev up0 master static")
    yield {"network": "many", "vm": "fw"}
    run(f"bridge fdb del {FURTHER} dev up0 master")


def stations_have_the_range(_):
    with open("/run/t/batch", "w", encoding="ascii") as batch:
        for i in range(64):
            batch.write(f"fdb add 52:54:00:00:01:{i:02x} dev up0 master "
                        "static\n")
    run("bridge -batch /run/t/batch")
    yield {"network": "few"}
    run("ip link set up0 nomaster")
    run("ip link set up0 master br0")


# Other daemons for what only a device can tell.


def no_sysfs(daemon):
    daemon.kill()
    daemon.start(*IN_MOUNTS, 'mount -t tmpfs tmpfs /sys; exec "$@"', "sh")
    yield {"network": "card"}
    daemon.restart()


def no_devtmpfs(daemon):
    daemon.kill()
    daemon.start(*IN_MOUNTS, """mkdir -p /run/t/dev
mount -t tmpfs tmpfs /run/t/dev
cp -a /dev/null /dev/urandom /run/t/dev
mount --bind /run/t/dev /dev
exec "$@\"""", "sh")
    yield {"network": "card"}
    daemon.restart()


def no_rule(daemon):
    """The nodes of macvtaps are root's, and no udev gives them to vmtapd."""
    os.chmod("/run/t/vmtapd.conf", 0o644)
    os.chmod("/run/t", 0o777)
    daemon.kill()
    daemon.start("setpriv", "--reuid=61005", "--regid=61100", "--clear-groups",
                 "--inh-caps=+net_admin", "--ambient-caps=+net_admin")
    yield {"network": "card"}
    os.chmod("/run/t", 0o755)
    daemon.restart()


# ---- the comparison ---------------------------------------------------------

UNASKED_NODE = 1  # of enum unasked, as a bit


def as_pattern(words):
    """How the sentence begins, with anything for what printf fills in."""
    return re.sub(r"%[su]|%d", ".+", re.escape(words).replace("\\%", "%"))


def both(keys):
    """What was made for a refused device goes a moment later."""
    before = used(keys["network"])
    opened = ask(OPEN, **keys)
    opened.close()
    until(lambda: used(keys["network"]) == before)
    return opened, ask(CHECK, **keys)


def compare(row, keys):
    path, words, how, _ = row
    what = f"{os.path.basename(path)}: {words}: {keys['network']}"
    opened, checked = both(keys)
    ok(opened.code and re.search(as_pattern(words), opened.text),
       f"{what}: OPEN refuses", opened.code, opened.text)
    if how == "unasked":
        ok(checked.code == 0 and checked.unasked & UNASKED_NODE,
           f"{what}: CHECK says that it did not ask", checked.code,
           checked.text)
        return
    ok((checked.code, checked.text) == (opened.code, opened.text),
       f"{what}: CHECK says the same", f"OPEN:  {opened.code} {opened.text}",
       f"CHECK: {checked.code} {checked.text}")


def play(daemon, row):
    try:
        for keys in globals()[row[3]](daemon):
            compare(row, keys)
    except NotRun as why:
        ok(True, f"{row[1]} # SKIP {why}")
        note(f"not run: {row[1]}: {why}")


def main():
    policy(POLICY)
    add_bridge()
    run("ip link add up0 type veth peer name far0 netns peer")
    run("ip link set up0 master br0")
    run("ip link set up0 up")
    add_lower("eth0", "far9")
    daemon = Daemon().start()
    for row in ROWS:
        if row[2] in ("play", "unasked"):
            play(daemon, row)
    # the states are gone: what was refused is granted
    for network in ("lan", "card", "one", "few", "whole"):
        grant(network).close()
        ok(until(lambda: not ours()), f"{network}: granted, at the end", ours())
    ok(daemon.is_running(), "vmtapd runs")
    daemon.kill()
    finish()


main()
