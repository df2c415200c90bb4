# SPDX-License-Identifier: LGPL-2.1-or-later
"""soak.py - see soak.t.  Each round draws what it does from the seed and from
the devices that are there.  After each hundred rounds the test compares the
kernel and the daemon with what should be there, and at the end with the
start."""
import collections
import json
import os
import random
import signal
import subprocess
import time

from fault import (CONF, F_UNKNOWN, F_VNET_HDR, OPEN, RELEASE, Client, Daemon,
                   Holder, add_bridge, add_lower, ask, equal, finish, has_link,
                   links, listing, note, ok, ours, policy, until, used)

ROUNDS = int(os.environ.get("ROUNDS", "600"))
# Kilobytes by which the daemon may grow.  A sanitizer has records of its own in
# it: 130 kB more in 200 grants, where the daemon alone has none in 1600.
with open(os.environ["top_builddir"] + "/config.h", encoding="ascii") as config:
    GROWS = 512 if "#define WITH_SANITIZERS 1" in config.read() else 128
SEED = int(os.environ.get("SEED", str(time.time_ns() % 1000000)))
CHECK_EVERY = 100
MANY = 24  # devices at once, about
USERS = ("alice", "bob", "carol", "root")
NETWORKS_ = ("lan", "office", "wire", "filtered")
RULES = "  ".join(f'allow "{user}" {{ devices = %d }}' for user in USERS)
POLICY = """
network lan { kind = bridge  bridge = "br0"  queues = 4
	RULES }
network office { kind = macvtap  lower = "eth0"  queues = 4
	RULES }
network filtered { kind = macvtap  lower = "eth0"  mode = source
	sources = {"02:00:00:00:00:fb"}  allow "alice" {}  allow "bob" {} }
network wire { kind = macvtap  lower = "eth1"  mode = passthru
	allow "alice" {}  allow "carol" {} }
"""


def rules(devices):
    """The policy; devices is each user's limit on the two large networks."""
    return POLICY.replace("RULES", RULES.replace("%d", str(devices)))


class Device:
    """A granted device and its holder: this process, or another."""

    def __init__(self, user, reply, holder=None):
        self.user, self.name, self.network = user, reply.ifname, reply.network
        self.reply, self.holder = reply, holder

    def drop(self):
        if self.holder:
            self.holder.kill()
        else:
            self.reply.close()


class Soak:
    def __init__(self):
        self.random = random.Random(SEED)
        self.daemon = Daemon().start()
        until(self.daemon.has_no_client)
        self.fds = self.daemon.count_fds()
        self.devices = []
        self.counts = collections.Counter()
        self.wrong = []
        self.rss = []

    def count(self, what):
        self.counts[what] += 1

    # ---- what can happen ----

    def request(self):
        """The words of a request, as the seed has them."""
        keys = dict(network=self.random.choice(NETWORKS_),
                    queues=self.random.choice((1, 1, 1, 2, 4)),
                    vm=self.random.choice(("", "", "web1", "web2")),
                    flags=self.random.choice(
                        (F_VNET_HDR, F_VNET_HDR, 0, F_VNET_HDR | F_UNKNOWN)))
        return self.random.choice(USERS), keys

    def grant(self):
        user, keys = self.request()
        reply = ask(OPEN, user, **keys)
        self.count("requests")
        if not reply:
            self.wrong.append(f"no answer to {user}: {keys}")
            return
        if reply.code:
            self.count(f"refused ({reply.code})")
            if not reply.text or reply.code not in (2, 3, 5, 6):
                self.wrong.append(f"refused: {reply.code} {reply.text}")
            return
        self.count("grants")
        if not reply.is_working():
            self.wrong.append(f"{reply.ifname} does not work")
        is_other = self.random.random() < 0.3
        holder = Holder(reply) if is_other else None
        self.devices.append(Device(user, reply, holder))

    def take_device(self):
        if not self.devices:
            return None
        return self.devices.pop(self.random.randrange(len(self.devices)))

    def release(self):
        device = self.take_device()
        if not device:
            return
        reply = ask(RELEASE, device.user, ifname=device.name)
        self.count("releases")
        if reply.code:
            self.wrong.append(f"{device.name} not released: {reply.text}")
        device.drop()

    def drop(self):
        device = self.take_device()
        if device:
            self.count("holders ended")
            device.drop()

    def drop_many(self):
        for _ in range(self.random.randrange(2, 12)):
            self.drop()

    def lose(self):
        """The client dies before it has read the answer."""
        user, keys = self.request()
        client = Client(user)
        client.send(OPEN, **keys)
        client.close()
        self.count("lost requests")

    def kill_daemon(self):
        """Kills the daemon, perhaps in the middle of a grant; holders end
        meanwhile."""
        client = None
        if self.random.random() < 0.5:
            user, keys = self.request()
            client = Client(user)
            client.send(OPEN, **keys)
        if client and self.random.random() < 0.5:
            time.sleep(self.random.random() * 0.002)  # somewhere in there
        self.daemon.kill()
        if client:
            self.count("lost requests")
            reply = client.receive()
            if reply:
                reply.close()
            client.close()
        for _ in range(self.random.randrange(3)):
            self.drop()
        self.start()
        self.count("daemon killed")

    def stop_daemon(self):
        if self.daemon.kill(signal.SIGTERM) != 0:
            self.wrong.append("SIGTERM: "
                              f"status {self.daemon.process.returncode}")
        self.drop()
        self.start()
        self.count("daemon stopped")

    def start(self):
        policy(rules(self.random.choice((5, 7))))
        self.daemon.start()

    def reload(self):
        """Reloads a policy with another limit, or one with an error, which
        vmtapd refuses."""
        policy(self.random.choice((rules(5), rules(7), "network {")))
        self.daemon.process.send_signal(signal.SIGHUP)
        self.count("reloads")

    # ---- the whole ----

    def step(self):
        n = len(self.devices)
        weights = ((self.grant, 80 if n < MANY else 20), (self.release, n),
                   (self.drop, 2 * n), (self.drop_many, 1), (self.lose, 4),
                   (self.kill_daemon, 2), (self.stop_daemon, 1),
                   (self.reload, 2))
        actions, weights = zip(*weights)
        self.random.choices(actions, weights)[0]()

    def compare(self):
        """The kernel, the daemon and this test agree on what is there."""
        policy(rules(5))
        self.daemon.process.send_signal(signal.SIGHUP)
        names = sorted(device.name for device in self.devices)
        if not until(lambda: ours() == names, 5):
            self.wrong.append(f"links {set(ours()) ^ set(names)}")
        if not until(lambda: sorted(d["ifname"] for d in
                                    json.loads(listing())) == names):
            self.wrong.append("the list differs from the links")
        for user in USERS:
            for network in NETWORKS_:
                count = sum(d.user == user and d.network == network
                            for d in self.devices)
                # a device that ends counts until the kernel says that it is
                # gone
                if not until(lambda u=user, n=network, c=count:
                             used(n, u) in (None, c)):
                    self.wrong.append(f"{user} on {network}: "
                                      f"{used(network, user)}, not {count}")
        for device in self.devices:
            if not device.holder and not device.reply.is_working():
                self.wrong.append(f"{device.name} does not work any more")
        self.rss.append(self.daemon.rss())

    def settle(self):
        """Without a device, all is as it was at the start."""
        while self.devices:
            self.drop()
        until(lambda: not ours(), 10)
        until(self.daemon.has_no_client)
        # the reaper's threads close remaining descriptors one by one
        until(lambda: self.daemon.count_fds() <= self.fds, 30)
        return links(), self.daemon.watches(), self.daemon.count_fds()


def churn(soak, n):
    """One daemon grants devices whose clients end at once."""
    for _ in range(n):
        reply = ask(OPEN, "alice", network=("lan", "office")[_ % 2])
        if reply.code == 0:
            soak.count("grants")
        reply.close()
        until(lambda: not has_link(reply.ifname))


def test_flat(soak):
    """Descriptors and memory of one daemon that is never killed."""
    # 512 events of a user are kept for WATCH; a device makes two or three
    churn(soak, 300)
    before = soak.settle(), soak.daemon.rss()
    churn(soak, max(200, ROUNDS // 10))
    after = soak.settle(), soak.daemon.rss()
    equal(after[0], before[0], "one daemon: links, watches and descriptors")
    ok(after[1] <= before[1] + GROWS, "one daemon: memory is flat", before[1],
       after[1])
    note(f"memory: {before[1]} kB, then {after[1]} kB")


def main():
    note(f"SEED={SEED} ROUNDS={ROUNDS}")
    policy(rules(5))
    add_bridge()
    add_lower("eth0", "far0")
    add_lower("eth1", "far1")
    subprocess.run("ip link set eth1 down".split(), check=True)
    soak = Soak()
    start = time.monotonic()
    before = soak.settle()
    for n in range(ROUNDS):
        soak.step()
        if n % CHECK_EVERY == CHECK_EVERY - 1:
            soak.compare()
        if soak.wrong:
            note(f"round {n}")
            for line in soak.daemon.news(0).splitlines()[-60:]:
                note("log: " + line)
            break
    soak.compare()
    after = soak.settle()
    ok(not soak.wrong, "every round went as it should", *soak.wrong)
    equal(after, before, "links, watches and descriptors are as before")
    with open("/sys/class/net/eth1/flags", encoding="ascii") as flags:
        equal(int(flags.read(), 16) & 1, 0, "the lower device is down again")
    ok(max(soak.rss) < 2 * min(soak.rss), "memory", *soak.rss)
    test_flat(soak)
    ok(os.path.exists(CONF) and soak.daemon.kill(signal.SIGTERM) == 0,
       "the daemon stops politely")
    counts = ", ".join(f"{n} {what}" for what, n in sorted(
        soak.counts.items()))
    note(f"seed {SEED}, {ROUNDS} rounds, {time.monotonic() - start:.0f} s: "
         + counts)
    finish()


main()
