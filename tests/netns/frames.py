# SPDX-License-Identifier: LGPL-2.1-or-later
"""frames.py - see frames.t."""
import os
import subprocess
import time
from dataclasses import dataclass, field

import fault
import frames_guests
import frames_kinds
import frames_offload
from fault import (Daemon, add_bridge, add_lower, finish, note, ok, policy, run,
                   until)
from frames_build import (BROADCAST, GSO_UDP_L4, finish_sum, number_of,
                          numbered)
from frames_kernel import DROPS, GAPS, PASSES_BEFORE_6_2
from frames_kinds import (ADDRESSES4, ADDRESSES6, ALL, DEFAULT, HONEST4, OTHER,
                          OWN, SIBLING, VID)
from frames_wire import Device, Wire, cuts_udp, has_ebpf, wait_for

MODES = ("bridge", "private", "vepa", "source", "passthru")
# "tagged": a TAP on a bridge that filters VLANs, where a port can have tags
DEVICES = ("tap", "tagged") + MODES
PAUSE = 40  # frames, and then all of them are looked for
BOUND = 50.0  # seconds for the last of them; 5 are long on an idle machine


# ---- which words ------------------------------------------------------------


@dataclass
class Words:
    name: str
    words: frozenset
    line: str  # of the policy
    has_tag: bool = False

    def policy(self):
        """Gives the addresses that a word looks at: the policy refuses
        others."""
        text = self.line
        addresses = ((ADDRESSES4 if self.words & {"arp", "ipv4"} else ())
                     + (ADDRESSES6 if "ipv6" in self.words else ()))
        if addresses:
            text += " addresses = {" + ", ".join(
                f'"{address}"' for address in addresses) + "}"
        if self.has_tag:
            text += f" vlans = {VID}"
        return text


def sets():
    yield Words("none", frozenset(), "filter = none")
    yield Words("default", frozenset(DEFAULT), "")
    for word in ALL:
        yield Words(word, frozenset([word]), f"filter = {word}")
    line = "filter = {" + ", ".join(ALL) + "}"
    yield Words("all", frozenset(ALL), line)
    yield Words("vlan+tag", frozenset(["vlan"]), "filter = vlan", True)
    yield Words("all+tag", frozenset(ALL), line, True)


SETS = list(sets())
ALL_WORDS = next(words for words in SETS if words.name == "all")


def links_of(device):
    """The policy's words for where it is."""
    if device in ("tap", "tagged"):
        return f'kind = bridge bridge = "{"br0" if device == "tap" else "br1"}"'
    lower = "eth2" if device == "passthru" else "eth1"
    sources = ' sources = "02:00:00:00:00:99"' if device == "source" else ""
    return f'kind = macvtap lower = "{lower}" mode = {device}{sources}'


def make_policy():
    policy("".join(
        f"network {device}-{words.name.replace('+', '-')} {{ "
        f"{links_of(device)} queues = 4 {words.policy()} allow alice {{}} }}\n"
        for device in DEVICES for words in SETS)
        + 'network isolated { kind = bridge bridge = "br0" isolated = true '
        "allow alice {} }\n"
        + f"network bare {{ {links_of('tap')} queues = 4 vnet-hdr = false "
        f"{ALL_WORDS.policy()} allow alice {{}} }}\n")


# ---- the kinds, ready to be sent --------------------------------------------

@dataclass
class Side:
    """A kind's hostile or its honest frames."""
    name: str
    is_hostile: bool
    case: frames_kinds.Case
    needs_header: bool
    numbers: list = field(default_factory=list)  # of the last play

    def cuts_udp(self):
        return any(frame.header[1:2] == bytes([GSO_UDP_L4])
                   for frame in self.case.frames)

    def verdict(self, words, family):
        """kernel, stop, free or pass."""
        if Play.refuses_udp and self.cuts_udp():
            return "kernel"
        if self.name in DROPS[family] and self.name not in Play.gaps_open:
            return "kernel"
        by, may = set(self.case.by), set(self.case.may)
        if words.has_tag and self.case.granted:
            by.discard("vlan")
            if self.case.granted == "may":
                may.add("vlan")
        if by & words.words:
            return "stop"
        return "free" if may & words.words else "pass"


def make_sides():
    kinds = [*frames_kinds.kinds(), *frames_kinds.doubtful(),
             *frames_offload.kinds(), *frames_guests.kinds()]
    assert len({kind.name for kind in kinds}) == len(kinds)
    for kind in kinds:
        yield Side(kind.name, True, kind.hostile, kind.needs_header)
        yield Side("honest twin of " + kind.name, False, kind.honest,
                   kind.needs_header)


SIDES = list(make_sides())
assert all(names <= {side.name for side in SIDES} for names in DROPS.values())


def addressed(data, dst):
    return dst + data[6:] if dst and data[:6] == BROADCAST else data


# ---- a play -----------------------------------------------------------------

NOTHING = bytes(10)


class Stage:
    """The places where frames of one kind of device can arrive."""

    def __init__(self, device):
        self.device = device
        self.family = "tap" if device in ("tap", "tagged") else "macvtap"
        self.wire = Wire({"tap": "far0", "passthru": "far2", "tagged": "far3"
                          }.get(device, "far1"))
        self.sibling = None
        # passthru has the lower device for itself, and a port without tags
        # gets only some of the frames
        if device not in ("passthru", "tagged"):
            self.sibling = Device(f"{device}-none", text_of(SIBLING))
        self.places = [self.wire] + [self.sibling] * bool(self.sibling)
        self.reaches = device in ("tap", "bridge")  # the sibling
        self.arrived = {}  # number: {place: data}

    def sweep(self):
        """Takes what has arrived."""
        for place in self.places:
            while (data := place.read()) is not None:
                number = number_of(data)
                if number is not None:
                    self.arrived.setdefault(number, {}).setdefault(
                        place, []).append(data)

    def close(self):
        if self.sibling:
            self.sibling.close()

    def settle(self, marker, wanted=None, bound=BOUND):
        """Waits until the marker is at each place that it can reach."""
        if wanted is None:
            wanted = [self.wire] + [self.sibling] * self.reaches
        end = time.monotonic() + bound
        while True:
            self.sweep()
            got = self.arrived.get(marker, {})
            missing = [place for place in wanted if place not in got]
            if not missing:
                return True
            if time.monotonic() > end:
                return False
            wait_for(missing, min(bound, 0.5))


class Play:
    """Sends all kinds once, by one queue."""
    number = 0  # of the last frame that any play sent
    plays = 0
    refuses_udp = False  # the kernel does, if it has to cut it
    sees_sums = False  # the program sees where a checksum will be written
    verdicts = {"stop": 0, "pass": 0, "free": 0, "kernel": 0}
    gaps_open = frozenset()  # names of what the program cannot stop
    gaps = {}  # name: the places where it was seen, if any

    def __init__(self, stage, device, words, queue=0, header=0, dst=None):
        self.stage, self.device, self.words = stage, device, words
        self.queue, self.header, self.dst = queue, header, dst
        self.wrong = []
        self.bound = BOUND
        self.sides = [side for side in SIDES
                      if header or not side.needs_header]
        if dst:  # the sibling's address is to stay where the bridge saw it
            self.sides = [s for s in self.sides if "the sibling's" not in s.name]

    def send(self, data, vnet=NOTHING):
        Play.number += 1
        data = numbered(data, Play.number)
        if self.header:
            data = (vnet or NOTHING).ljust(self.header, b"\0") + data
        self.device.write(data, self.queue)
        return Play.number

    def mark(self):
        if not self.stage.settle(self.send(HONEST4), bound=self.bound):
            self.wrong.append("an honest marker is lost")
            self.bound = 0.1  # it has failed; it need not take long
        self.device.drain()

    def run(self):
        if self.stage.reaches:  # the bridge is to know where it is
            self.stage.sibling.write(from_sibling())
        sent = 0
        first = Play.number + 1
        for side in self.sides:
            side.numbers = []
            for frame in side.case.frames:
                side.numbers.append(self.send(addressed(frame.data, self.dst),
                                              frame.header))
                sent += 10 if frame.is_batch else 1
            if sent > PAUSE:
                self.mark()
                sent = 0
        self.mark()
        self.wrong += [f"frame {number} of an earlier play is late"
                       for number in self.stage.arrived if 0 < number < first]
        for side in self.sides:
            self.judge(side)
        Play.plays += 1
        self.stage.arrived.clear()
        return self

    # ---- what became of it

    def judge(self, side):
        verdict = side.verdict(self.words, self.stage.family)
        Play.verdicts[verdict] += 1
        seen = [self.stage.arrived.get(number, {}) for number in side.numbers]
        if verdict == "pass":
            self.judge_pass(side, seen)
        elif verdict == "kernel":
            for got in seen:
                self.no_harm(side, [got], "the kernel should drop it")
        elif verdict == "stop" and side.name in Play.gaps_open:
            if any(self.harmed(side, seen, place)
                   for place in self.stage.places):
                Play.gaps.setdefault(side.name, self.stage.device)
        elif verdict == "stop":
            self.no_harm(side, seen, "it must not arrive")

    def harmed(self, side, seen, place):
        """All its frames arrived, and do what they were sent for."""
        return all(
            any(frame.is_done is None or frame.is_done(data)
                for data in got.get(place, ()))
            for frame, got in zip(side.case.frames, seen))

    def no_harm(self, side, seen, why):
        for place in self.stage.places:
            if self.harmed(side, seen, place):
                self.wrong.append(f"{side.name}: at {place.name}: {why}: "
                                  + seen[0][place][0][:64].hex())

    def expected_at(self, place, frame):
        """must, may, or not."""
        stage = self.stage
        if frame.is_fragile:
            return "may"
        is_group = int.from_bytes(frame.data[:1], "big") & 1
        if place is stage.sibling:
            if not stage.reaches:
                return "not"
            is_own_group = is_group and frame.data[:6] != BROADCAST
            if stage.family == "macvtap" and is_own_group:
                return "may"  # if it hears all groups
            return "must"
        if self.dst and frame.data[:6] == BROADCAST:
            return "not"  # it is for the sibling, whose port the bridge knows
        return "must"

    def judge_pass(self, side, seen):
        for frame, number, got in zip(side.case.frames, side.numbers, seen):
            for place in self.stage.places:
                expected = self.expected_at(place, frame)
                copies = got.get(place, [])
                if copies and expected == "not":
                    self.wrong.append(f"{side.name}: it reached {place.name}")
                elif not copies and expected == "must":
                    self.wrong.append(
                        f"{side.name}: not at {place.name}: "
                        + frame.header.hex() + " " + frame.data[:64].hex())
                for data in copies:
                    self.judge_bytes(side, frame, number, place, data)

    def judge_bytes(self, side, frame, number, place, data):
        sent = numbered(addressed(frame.data, self.dst), number)
        if frame.is_same:
            is_good = frame.is_same(sent, data)
        elif frame.is_done:
            is_good = frame.is_done(data)
        else:
            is_good = data == (finish_sum(sent, frame.header) if frame.header
                               else sent)
        if not is_good:
            self.wrong.append(f"{side.name}: changed at {place.name}: "
                              f"{sent[:64].hex()} {data[:64].hex()}")


def from_sibling():
    return HONEST4[:6] + SIBLING + HONEST4[12:]


def text_of(lladdr):
    return ":".join(f"{byte:02x}" for byte in lladdr)


# ---- what is played ---------------------------------------------------------


def plays_of(stage, words):
    """(queues, plays) of each device; one after the other."""
    network = f"{stage.device}-{words.name.replace('+', '-')}"
    device = Device(network, text_of(OWN))
    wrong = Play(stage, device, words).run().wrong
    device.close()
    device = Device(network, text_of(OWN), has_header=True)
    for size in (10, 12):
        device.set_header_size(size)
        wrong += Play(stage, device, words, 0, size).run().wrong
    if stage.reaches and words.name in ("none", "default", "all"):
        wrong += Play(stage, device, words, 0, 12, SIBLING).run().wrong
    device.close()
    yield "one queue", wrong
    device = Device(network, text_of(OWN), 2, True)
    device.set_header_size(12)
    wrong = []
    for queue in range(2):
        wrong += Play(stage, device, words, queue, 12).run().wrong
    device.close()
    yield "several queues", wrong


def later(stage, daemon):
    """The fence stays when the address changes, and when the daemon dies."""
    device = Device(f"{stage.device}-all", text_of(OWN))
    daemon.kill()
    tell(Play(stage, device, ALL_WORDS).run().wrong,
         f"{stage.device}: the fence stands when vmtapd is dead")
    daemon.start()
    tell(Play(stage, device, ALL_WORDS).run().wrong,
         f"{stage.device}: and when it is back")
    device.set_lladdr(OTHER)
    tell(Play(stage, device, ALL_WORDS).run().wrong,
         f"{stage.device}: and when the holder changes the device's address")
    device.close()


# ---- without a header -------------------------------------------------------


class BarePlay(Play):
    """Frames that need a virtio-net header, sent with one to a TAP that has
    none: the kernel takes the header for the frame's addresses.  None of them
    may arrive."""

    def __init__(self, stage, device, queue, size):
        super().__init__(stage, device, ALL_WORDS, queue)
        self.size = size
        self.sides = [side for side in SIDES if side.needs_header]

    def send(self, data, vnet=None):
        if vnet is not None:  # no marker
            data = (vnet or NOTHING).ljust(self.size, b"\0") + data
        return super().send(data)

    def judge(self, side):
        seen = [self.stage.arrived.get(number, {}) for number in side.numbers]
        Play.verdicts["stop"] += 1
        for got in seen:
            if got:
                self.wrong.append(f"{side.name}: it arrived")


def bare(stage):
    for queues in (1, 2):
        device = Device("bare", text_of(OWN), queues, has_header=True)
        what = f"tap, vnet-hdr = false, {queues} queue{'s' * (queues > 1)}"
        ok(device.reply.vnet_hdr_size == 0 and not device.has_header(),
           f"{what}: no header is there, though it was asked for",
           device.reply.vnet_hdr_size)
        device.ask_for_header()
        ok(not device.has_header(), f"{what}: nor can its holder have one")
        wrong = []
        for queue in range(queues):
            wrong += Play(stage, device, ALL_WORDS, queue).run().wrong
            for size in (10, 12):
                wrong += BarePlay(stage, device, queue, size).run().wrong
        tell(wrong, f"{what}, filter all")
        device.close()


# ---- several senders --------------------------------------------------------

OUTSIDE = bytes.fromhex("020000000099")  # as "sources" has it


def talk(stage, sender, data, listeners):
    """Where a frame arrives.  A broadcast follows, which all listeners hear."""
    Play.number += 2
    number = Play.number - 1
    after = BROADCAST + (OUTSIDE if sender is stage.wire else data[6:12])
    stage.arrived.clear()
    sender.write(numbered(data, number))
    sender.write(numbered(after + HONEST4[12:], number + 1))
    if not stage.settle(number + 1, listeners):
        ok(False, f"{stage.device}: a frame for all is lost")
    return stage.arrived.get(number, {})


def neighbours(stage):
    """A frame for one guest does not reach another."""
    if not stage.sibling:
        return
    name, wire, sibling = stage.device, stage.wire, stage.sibling
    device = Device(f"{name}-default", text_of(OWN))
    stage.places.append(device)
    inside, heard = [device, sibling], [wire] + [sibling] * stage.reaches
    talk(stage, device, HONEST4, heard)  # so that the bridge knows them
    talk(stage, sibling, from_sibling(), [wire])
    for what, dst, is_reached in (
            ("for all reaches", BROADCAST, True),
            ("for the sibling reaches", SIBLING, True),
            ("for another guest reaches", OWN, True) if name == "source"
            # macvlan_forward_source() looks at nothing else
            else ("for another guest does not reach", OWN, False)):
        got = talk(stage, wire, dst + OUTSIDE + HONEST4[12:], inside)
        ok((sibling in got) == is_reached,
           f"{name}: from outside, what is {what} the sibling", got)
    got = talk(stage, device, addressed(HONEST4, SIBLING), heard)
    ok((sibling in got) == stage.reaches,
       f"{name}: a guest {'reaches' if stage.reaches else 'does not reach'} "
       "the sibling", got)
    if name in ("private", "vepa"):
        reflected(stage, inside)
    stage.places.remove(device)
    device.close()
    if name == "tap":
        isolated(stage)


def reflected(stage, inside):
    """A switch that sends back what came from its port."""
    is_vepa = stage.device == "vepa"
    for name, dst in (("all", BROADCAST), ("the sibling", SIBLING)):
        got = talk(stage, stage.wire, addressed(HONEST4, dst), inside)
        # macvlan_handle_frame() asks only where groups come from
        is_reached = is_vepa or dst == SIBLING
        ok((stage.sibling in got) == is_reached,
           f"{stage.device}: reflected, what is for {name} "
           f"{'reaches' if is_reached else 'does not reach'} the sibling", got)


def isolated(stage):
    reply = fault.ask(fault.OPEN, network="isolated", lladdr=text_of(OWN))
    reply.close()
    if reply.code:
        not_run("isolated ports", reply.text)
        return
    until(lambda: not fault.used("isolated"))
    one = Device("isolated", text_of(OWN))
    two = Device("isolated", text_of(OTHER))
    stage.places += [one, two]
    got = talk(stage, stage.wire, BROADCAST + OUTSIDE + HONEST4[12:],
               [one, two])
    ok(two in got, "isolated: what comes from outside arrives", got)
    talk(stage, two, HONEST4[:6] + OTHER + HONEST4[12:], [stage.wire])
    for what, dst in (("to all", BROADCAST), ("to the neighbour", OTHER)):
        got = talk(stage, one, addressed(HONEST4, dst), [stage.wire])
        ok(two not in got, f"isolated: nothing {what} from another such guest",
           got)
    one.close()
    two.close()
    del stage.places[-2:]


def still_netfilter():
    """A bridge that hands frames to iptables cuts off what follows the IP
    packet, and drops bad IP.  Here, only the fence may stop frames."""
    for name in ("ip", "ip6", "arp"):
        path = f"/proc/sys/net/bridge/bridge-nf-call-{name}tables"
        if os.path.exists(path):
            with open(path, "w", encoding="ascii") as file:
                file.write("0")


SHOWN = int(os.environ.get("FRAMES_SHOWN", "20"))


def tell(wrong, what):
    """Prints one line of TAP, and each wrong frame once."""
    ok(not wrong, what)
    wrong = list(dict.fromkeys(wrong))
    for line in wrong[:SHOWN]:
        note("  " + line)
    if len(wrong) > SHOWN:
        note(f"  and {len(wrong) - SHOWN} more")


def not_run(what, why):
    ok(True, f"{what} # SKIP {why}")
    print(f"not run: {what}: {why}", flush=True)


def gaps():
    """SECURITY.md tells of these frames.  If a kernel stops them by now, that
    page and vmtapd.conf(5) have to say so. bare() shows what the remedy
    does."""
    for name in sorted(Play.gaps_open):
        ok(name in Play.gaps,
           f"{name}: with a header it arrives, behind the filter")


def linux():
    return tuple(int(number)
                 for number in os.uname().release.split("-")[0].split(".")[:2])


def has_filtering_bridge():
    """A bridge of its own, because it drops tags that its ports do not have."""
    link = "ip link add br1 type bridge vlan_filtering 1"
    if subprocess.run(link.split(), stderr=subprocess.DEVNULL,
                      check=False).returncode:
        return False
    run("ip link set br1 up type bridge mcast_snooping 0")
    add_lower("up3", "far3")
    run("ip link set up3 mtu 9000 master br1")
    run("ip -n peer link set far3 mtu 9000")
    run(f"bridge vlan add dev up3 vid {VID}")
    return True


def sets_of(device):
    """Only a bridge that filters VLANs gives a port tags."""
    if device == "tap":
        return [words for words in SETS if not words.has_tag]
    if device == "tagged":
        return [words for words in SETS if words.has_tag]
    return SETS


def devices():
    """Those that are asked for, as far as the host has them."""
    only = os.environ.get("FRAMES", "").split()
    for name in DEVICES:
        if only and name not in only:
            continue
        if name != "tagged" or has_filtering_bridge():
            yield name
            continue
        for words in sets_of(name):
            not_run(f"tap, filter {words.name}",
                    "tags need a bridge that filters VLANs")


def main():
    os.sched_setaffinity(0, [max(os.sched_getaffinity(0))])
    # a guest's advertisement must not make it a default router of the host
    with open("/proc/sys/net/ipv6/conf/default/accept_ra", "w",
              encoding="ascii") as file:
        file.write("0")
    add_bridge("br0")
    run("ip link set br0 type bridge mcast_snooping 0")  # it drops bad ones
    still_netfilter()
    for link, far in (("up0", "far0"), ("eth1", "far1"), ("eth2", "far2")):
        add_lower(link, far)
        run(f"ip link set {link} mtu 9000")
        run(f"ip -n peer link set {far} mtu 9000")
    run("ip link set up0 master br0")
    if not cuts_udp():
        Play.refuses_udp = True
        not_run("segments of UDP", "Linux before 6.2 takes none from a guest")
    make_policy()
    daemon = Daemon().start()
    Play.sees_sums = has_ebpf("tap-all")
    if not Play.sees_sums:
        Play.gaps_open = GAPS
        if linux() < (6, 2):
            Play.gaps_open |= PASSES_BEFORE_6_2
    note(f"the program is {'eBPF' if Play.sees_sums else 'classic BPF'}")
    for name in devices():
        stage = Stage(name)
        for words in sets_of(name):
            if os.environ.get("SET", words.name) != words.name:
                continue
            for queues, wrong in plays_of(stage, words):
                tell(wrong, f"{name}, filter {words.name}, {queues}")
        if name in ("tap", "bridge"):
            later(stage, daemon)
        if name == "tap":
            bare(stage)
        neighbours(stage)
        stage.close()
    if "FRAMES" not in os.environ and "SET" not in os.environ:
        gaps()
    note(f"{len(SIDES) // 2} kinds, {Play.plays} plays, {Play.number} frames")
    note("verdicts: " + ", ".join(f"{count} {name}" for name, count
                                  in Play.verdicts.items()))
    finish()


if __name__ == "__main__":
    main()
