# SPDX-License-Identifier: LGPL-2.1-or-later
"""vhost.py - see vhost.t.

vhost-net reads frames from the guest's memory, and hands them to the device by
another way than write(2).  vhost-send plays the guest's driver.  Which way a
frame takes depends on the room for what the device sends (sk_sndbuf), and on its
size:

INT_MAX, as QEMU has it
    vhost-net builds the buffers itself (vhost_net_build_xdp()) and hands over all
    frames of a kick at once: tun_xdp_one() for a TAP, tap_get_user_xdp() for a
    macvtap.  What is larger than a page goes alone: tun_get_user(), tap_get_user().
any other
    All frames go one by one: tun_get_user(), tap_get_user().

All of these call virtio_net_hdr_to_skb(), and then the frame meets the filter
where it meets it after write(2)."""
import json
import os
import subprocess

import frames
import frames_guests
import frames_kinds
import frames_offload
from fault import (F_VHOST, F_VNET_HDR, VMTAP, Daemon, add_bridge, add_lower,
                   finish, grant, note, ok, policy, run)
from frames import SETS, Play, Side, Stage, links_of, not_run, tell, text_of
from frames_build import ALL_NODES, GSO_TCPV4, GSO_TCPV6, MARK, TCP, tcp
from frames_kernel import GAPS, PASSES_BEFORE_6_2
from frames_kinds import (
    ALL4, HONEST4, OTHER, OTHER4, OTHER6, OWN, OWN4, OWN6, Kind, case, f4, f6,
    u4)
from frames_offload import batch, rewrite
from frames_wire import Device, cuts_udp, has_ebpf

HEADER_SIZE = 12
INT_MAX = (1 << 31) - 1
# What is played of the kinds of frames.py: of each word some, and what leaves
# work to the kernel.
WANTED = """
source MAC: a stranger's, IPv4
source MAC: a stranger's, IPv6
source MAC: a stranger's, jumbo
ARP: request, wrong hardware sender
ARP: reply, wrong sender
ARP: reply as if from the router
IPv4 source: a neighbour's, UDP
IPv4 source: a neighbour's, TCP
IPv6 source: a neighbour's, UDP
ND: advertisement for a neighbour's
RA
DHCP offer
DHCPv6 advertise
VLAN: tag
VLAN: 802.1ad tag
EtherType: LLDP
TCPv4 segments, source MAC a stranger's
TCPv4 segments, source a neighbour's
TCPv6 segments, source MAC a stranger's
TCPv6 segments, source a neighbour's
UDPv4 segments, source MAC a stranger's
UDPv4 segments, source a neighbour's
UDPv6 segments, source MAC a stranger's
UDPv6 segments, source a neighbour's
DHCP offers as segments
header length 40, source MAC a stranger's
header flag unknown, source a neighbour's
a checksum to write, source a neighbour's
a checksum to write: UDP behind options
a checksum to write: TCP behind IPv6's options
a checksum to write: UDP behind a tag
checksum over the IPv4 source
checksum over the ARP sender
checksum over the IPv6 source
checksum over the destination port (68)
checksum over the type of ICMPv6 (RA)
FreeBSD: segments with ECN, IPv4
Windows: segments, IPv6
Windows: datagrams in a batch, IPv4
""".strip().splitlines()

# More than a page, so that vhost-net does not put it into a batch.
LARGE = MARK * 1000


def large4(src=OWN4, lladdr=OWN):
    return batch(f4(src, TCP, tcp(src, ALL4, 1, 2, LARGE), lladdr), GSO_TCPV4,
                 34, 16, 1440)


def large6(src=OWN6, lladdr=OWN):
    return batch(f6(src, TCP, tcp(src, ALL_NODES, 1, 2, LARGE), lladdr=lladdr),
                 GSO_TCPV6, 54, 16, 1440)


def large_kinds():
    for name, make, word, other in (("TCPv4", large4, "ipv4", OTHER4),
                                    ("TCPv6", large6, "ipv6", OTHER6)):
        yield Kind(f"{name} segments of several pages, source MAC a stranger's",
                   case(make(lladdr=OTHER), "mac"), case(make()), True)
        yield Kind(f"{name} segments of several pages, source a neighbour's",
                   case(make(other), word), case(make()), True)
    yield rewrite(LARGE_REWRITE, u4(OTHER4, payload=bytes(6022) + MARK), 28, 0,
                  OWN4[2:], "ipv4", slice(26, 30))


LARGE_REWRITE = "the IPv4 source, in several pages"


def make_sides():
    kinds = {kind.name: kind for kind in (
        *frames_kinds.kinds(), *frames_offload.kinds(), *frames_guests.kinds())}
    for kind in [kinds[name] for name in WANTED] + [*large_kinds()]:
        yield Side(kind.name, True, kind.hostile, kind.needs_header)
        yield Side("honest twin of " + kind.name, False, kind.honest,
                   kind.needs_header)


SIDES = list(make_sides())


class VhostDevice(Device):
    """A device whose frames go by vhost-net, many at once."""

    def __init__(self, network, room):
        self.reply = grant(network, lladdr=text_of(OWN),
                           flags=F_VNET_HDR | F_VHOST)
        self.ifname = self.reply.ifname
        self.queues, vhosts = self.reply.fds[:1], self.reply.fds[1:]
        assert len(vhosts) == 1, vhosts
        os.set_blocking(self.queues[0], False)
        self.sender = subprocess.Popen(
            [os.environ["VHOST_SEND"], str(self.queues[0]), str(vhosts[0]),
             str(room)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            pass_fds=self.reply.fds, text=True)
        self.waiting = 0
        self.expect("ready")

    def expect(self, wanted):
        got = self.sender.stdout.readline().strip()
        if got != wanted:
            raise AssertionError(f"vhost-send: {wanted!r} expected, got {got!r}")

    def write(self, data, queue=0):
        self.sender.stdin.write(data.hex() + "\n")
        self.waiting += 1

    def kick(self):
        self.sender.stdin.write("\n")
        self.sender.stdin.flush()
        self.expect(f"used {self.waiting}")
        self.waiting = 0

    def dropped(self):
        """What 'vmtap show' counts: all, and by each word if it can."""
        shown = json.loads(run(f"{VMTAP} show {self.ifname} --json"))
        return shown["dropped"], shown.get("drops") or {}

    def close(self):
        self.sender.stdin.close()
        self.sender.wait()
        super().close()


class VhostPlay(Play):
    def __init__(self, stage, device, words):
        super().__init__(stage, device, words, 0, HEADER_SIZE)
        self.sides = SIDES

    def mark(self):
        """The marker is the last frame of the kick."""
        marker = self.send(HONEST4)
        self.device.kick()
        if not self.stage.settle(marker, bound=self.bound):
            self.wrong.append("an honest marker is lost")
            self.bound = 0.1
        self.device.drain()

    def count(self, verdict, is_gap=False):
        """Frames with that verdict, and whether the program sees why."""
        return sum(len(side.case.frames) for side in self.sides
                   if side.verdict(self.words, self.stage.family) == verdict
                   and (side.name in Play.gaps_open) == is_gap)

    def look_at_count(self):
        """The fence has counted each frame that it had to drop; of others,
        only those that it may drop."""
        dropped, by_word = self.device.dropped()
        least = self.count("stop")
        most = (least + self.count("stop", True) + self.count("free")
                + self.count("free", True))
        if not least <= dropped <= most:
            self.wrong.append(f"'vmtap show' counts {dropped} drops, not {least} "
                              f"to {most}: {by_word}")
        return self


def play(stage, words):
    network = f"{stage.device}-{words.name}"
    for what, room in (("in batches", INT_MAX), ("one by one", 1 << 20)):
        device = VhostDevice(network, room)
        wrong = VhostPlay(stage, device, words).run().look_at_count().wrong
        tell(wrong, f"{stage.device}, filter {words.name}, {what}")
        device.close()


def main():
    os.sched_setaffinity(0, [max(os.sched_getaffinity(0))])
    add_bridge("br0")
    run("ip link set br0 type bridge mcast_snooping 0")
    frames.still_netfilter()
    for link, far in (("up0", "far0"), ("eth1", "far1")):
        add_lower(link, far)
        run(f"ip link set {link} mtu 9000")
        run(f"ip -n peer link set {far} mtu 9000")
    run("ip link set up0 master br0")
    if not cuts_udp():
        Play.refuses_udp = True
        not_run("segments of UDP", "Linux before 6.2 takes none from a guest")
    sets = [words for words in SETS if not words.has_tag]
    policy("".join(
        f"network {device}-{words.name} {{ {links_of(device)} vhost = true "
        f"{words.policy()} allow alice {{}} }}\n"
        for device in ("tap", "bridge") for words in sets))
    daemon = Daemon().start()
    if not has_ebpf("tap-all"):
        Play.gaps_open = GAPS | {"checksum over " + LARGE_REWRITE}
        if frames.linux() < (6, 2):
            Play.gaps_open |= PASSES_BEFORE_6_2
    note(f"the program is {'classic BPF' if Play.gaps_open else 'eBPF'}")
    for name in ("tap", "bridge"):
        stage = Stage(name)
        for words in sets:
            play(stage, words)
        stage.close()
    daemon.kill(15)
    note(f"{len(SIDES) // 2} kinds, {Play.plays} plays, {Play.number} frames")
    note("verdicts: " + ", ".join(f"{count} {name}" for name, count
                                  in Play.verdicts.items()))
    ok(all(Play.verdicts[name] for name in ("stop", "pass")),
       "frames had to pass and frames had to be dropped", Play.verdicts)
    finish()


if __name__ == "__main__":
    main()
