# SPDX-License-Identifier: LGPL-2.1-or-later
"""priority.py - see priority.t."""
import subprocess
import time

from fault import Daemon, add_lower, equal, finish, note, ok, policy, run
from frames_build import BROADCAST
from frames_kinds import OTHER, OWN
from frames_wire import Device, Wire, has_ebpf, wait_for

PRIORITY = b"\x81\x00\xa0\x00"  # 5, of VLAN 0
TAGGED = b"\x81\x00\xa0\x01"  # 5, of VLAN 1
FOREIGN = b"\x81\x00\xa0\x07"  # 5, of VLAN 7
BOUND = 50.0  # seconds; one is long on an idle machine

# the networks, and whether priority is granted there
NETWORKS = {
    "plain": ('kind = bridge bridge = "br0"', False),
    "plain-priority": ('kind = bridge bridge = "br0" vlans = 0', True),
    "tap": ('kind = macvtap lower = "eth1"', False),
    "tap-priority": ('kind = macvtap lower = "eth1" vlans = 0', True),
}
FILTERING = {
    "vlans": ('kind = bridge bridge = "br1"', False),
    "vlans-priority": ('kind = bridge bridge = "br1" vlans = {0, 7}', True),
    "native": ('kind = bridge bridge = "br1" vlan = 7 vlans = 0', True),
}


def marked(number, tag, source=OWN):
    """A frame of that number, in a tag or none, and of a type that nobody
    takes."""
    return BROADCAST + source + tag + b"\x88\xb5number %04d" % number


def text_of(lladdr):
    return ":".join(f"{byte:02x}" for byte in lladdr)


def number_of(data):
    at = data.rfind(b"number ")
    return int(data[at + 7:at + 11]) if at >= 0 else None


class Play:
    number = 0

    def __init__(self, network, wires):
        self.device = Device(network, text_of(OWN))
        self.wires = wires

    def send(self, tag, **keys):
        """Returns what comes out at each wire: the tags, or None.  A frame
        that passes for certain comes after it."""
        Play.number += 2
        first = Play.number
        self.device.write(marked(first, tag, **keys))
        self.device.write(marked(first + 1, b""))
        got = {}
        end = time.monotonic() + BOUND
        while not all((wire, first + 1) in got for wire in self.wires):
            for wire in self.wires:
                while (data := wire.read()) is not None:
                    if (number := number_of(data)) is not None:
                        got[wire, number] = data
            if time.monotonic() > end:
                raise AssertionError("a frame without a tag does not pass")
            wait_for(self.wires, 0.5)
        return [None if (wire, first) not in got
                else got[wire, first][12:16] if
                got[wire, first][12:14] == b"\x81\x00" else b""
                for wire in self.wires]

    def close(self):
        self.device.close()


def play(network, wire, is_granted):
    this = Play(network, [wire])
    equal(this.send(PRIORITY), [PRIORITY if is_granted else None],
          f"{network}: priority {'passes' if is_granted else 'does not'}")
    equal(this.send(FOREIGN), [None], f"{network}: another VLAN does not pass")
    equal(this.send(PRIORITY, source=OTHER), [None],
          f"{network}: nor does another source in a priority tag")
    equal(this.send(PRIORITY + PRIORITY), [None], f"{network}: nor do two tags")
    equal(this.send(b""), [b""], f"{network}: a frame without a tag passes")
    this.close()


def has_filtering():
    return subprocess.run("ip link add br1 type bridge vlan_filtering 1",
                          shell=True, check=False,
                          stderr=subprocess.DEVNULL).returncode == 0


def play_filtering():
    """far1 is an untagged member of the VLANs, far2 has their tags."""
    wires = [Wire("far1"), Wire("far2")]
    this = Play("vlans", wires)
    equal(this.send(PRIORITY), [None, None],
          "VLANs: without a grant priority does not pass")
    this.close()
    this = Play("vlans-priority", wires)
    equal(this.send(PRIORITY), [b"", TAGGED],
          "VLANs: the bridge puts it into the VLAN of frames without a tag")
    equal(this.send(b""), [b"", b"\x81\x00\x00\x01"],
          "VLANs: as a frame without a tag, but with the priority")
    equal(this.send(FOREIGN)[1:], [FOREIGN],
          "VLANs: a VLAN that is granted keeps its tag")
    equal(this.send(PRIORITY, source=OTHER), [None, None],
          "VLANs: another source in a priority tag does not pass")
    this.close()
    this = Play("native", wires)
    equal(this.send(PRIORITY), [b"", FOREIGN],
          "VLANs: the VLAN that the policy gives to frames without a tag")
    this.close()


def main():
    run("ip link add br0 type bridge mcast_snooping 0")
    run("ip link set br0 up")
    for link, far in (("up0", "far0"), ("up1", "far1"), ("up2", "far2"),
                      ("eth1", "far3")):
        add_lower(link, far)
    run("ip link set up0 master br0")
    networks = dict(NETWORKS)
    if has_filtering():
        networks |= FILTERING
        run("ip link set br1 up")
        for link, words in (("up1", "pvid untagged"), ("up2", "")):
            run(f"ip link set {link} master br1")
            run(f"bridge vlan del dev {link} vid 1")
            run(f"bridge vlan add dev {link} vid 1 {words}")
            run(f"bridge vlan add dev {link} vid 7 "
                f"{words and 'untagged'}")
    else:
        ok(True, "VLANs # SKIP this kernel's bridges know none")
        print("not run: VLANs: CONFIG_BRIDGE_VLAN_FILTERING", flush=True)
    policy("".join(f"network {name} {{ {line} allow alice {{}} }}\n"
                   for name, (line, _) in networks.items()))
    Daemon().start()
    note("the program is "
         + ("eBPF" if has_ebpf("plain") else "classic BPF"))
    for name, (_, is_granted) in NETWORKS.items():
        wire = Wire("far0" if name.startswith("plain") else "far3")
        play(name, wire, is_granted)
    if "vlans" in networks:
        play_filtering()
    finish()


if __name__ == "__main__":
    main()
