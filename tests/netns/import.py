# SPDX-License-Identifier: LGPL-2.1-or-later
"""import.py REAL DAEMON LOG CONF SEED ROUNDS - compares verdicts.

Writes a /etc/qemu/bridge.conf with all that it includes, lets vmtapd (the
process DAEMON, which logs to LOG) load what 'vmtap import-bridge-conf' makes
of it, and runs QEMU's helper REAL and vmtap-bridge-helper as each user for each
bridge.  It prints the differences that have no name in vmtap(1), how often each
named difference was seen, and how many pairs it compared."""
import collections
import os
import random
import re
import resource
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time

KVM, OPS = 61100, 61101
# uid, gid, supplementary groups, as in lib.sh; and one without a name
USERS = {
    "root": (0, 0, []), "alice": (61001, 61001, []),
    "bob": (61002, 61002, [KVM]), "carol": (61003, 61003, [OPS]),
    "mallory": (61004, 61004, [KVM, OPS]), "dave": (61005, KVM, []),
    "50000": (50000, 50000, [])}
# brlate is made after the import; "missing" is never made
BRIDGES = ["br0", "br1", "lan", "a-b.c", "_br", "brABCDEFGHIJKLM", "brlate",
           "missing"]
TOP = "/etc/qemu"

# What QEMU's helper says if the list or the bridge is the reason; any other
# error is a fault.
REAL_REFUSES = re.compile(
    "access denied by acl file|failed to parse default acl file|"
    "failed to get mtu of bridge `missing'")
VMTAP_REFUSES = re.compile(
    'not permitted for you, or there is no such network|'
    "'_br' cannot name a network|bridge \"missing\"|missing")


class Files:
    """Draws the files of a round."""

    def __init__(self, draw):
        self.draw = draw

    def rule(self):
        draw = self.draw
        word = draw.choices(
            ["allow", "deny", "allow all", "deny all"], [60, 16, 4, 1])[0]
        if " " in word:
            verb, name = word.split()
        else:
            verb, name = word, draw.choice(BRIDGES[:6] + ["missing"])
        separator = draw.choice([" "] * 6 + ["  ", " \t", "\t", "\t\t"])
        after = draw.choice([""] * 6 + [" ", "\t", "\r", " \f ", "\v"])
        if "\t" == separator[0] and " " in after:
            after = ""  # otherwise it is no command
        before = draw.choice([""] * 6 + [" ", "\t", "\t ", "\f\r"])
        return before + verb + separator + name + after

    def line(self, includes, is_first):
        draw = self.draw
        kinds = ["rule", "include", "comment", "odd", "wrong"]
        weights = [60, 40 if includes else 0, 12, 10, 1 if is_first else 4]
        kind = draw.choices(kinds, weights)[0]
        if kind == "rule":
            return self.rule()
        if kind == "include":
            return "include " + draw.choice(["", " ", "\t"]) + \
                draw.choice(includes)
        if kind == "comment":
            return draw.choice(["", " ", "\t", "\f", "#", "  # allow all",
                                "#allow br0", "# deny all", "\0allow all"])
        if kind == "odd":
            return draw.choice([
                "allow br0 # behind", "allow  ", "deny ALL", "allow br0\0junk",
                # byte 4096 begins another line
                "#" + "x" * 4094 + "allow br1", "deny br0/x", "allow 1"])
        return draw.choice([
            "allow", "permit br0", "allow\tbr1 ", "deny brABCDEFGHIJKLMN",
            "allow:br0", "\v", "\vallow br0", "all"])

    def text(self, includes, is_first=False):
        lines = [self.line(includes, is_first)
                 for _ in range(self.draw.randrange(1, 9))]
        text = "\n".join(lines)
        return text + self.draw.choice(["\n", "\n", "\n\n", ""])

    def mode(self):
        return self.draw.choice(
            [(0, 0, 0o644)] * 4 + [(0, KVM, 0o640)] * 3 +
            [(61001, 61001, 0o600)] * 3 + [(61002, KVM, 0o640)] * 2 +
            [(0, OPS, 0o640), (0, 0, 0o600), (50000, 50000, 0o400),
             (0, 0, 0o044), (0, KVM, 0o604), (61002, KVM, 0o040),
             (61001, 61001, 0o044)])


def put(path, text, uid=0, gid=0, mode=0o644):
    with open(path, "wb") as output:
        output.write(text.encode("latin-1"))
    os.chown(path, uid, gid)
    os.chmod(path, mode)


def clean():
    for name in os.listdir(TOP):
        path = os.path.join(TOP, name)
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        else:
            os.unlink(path)


def put_random(files):
    """A main file, and six that are included by those before them."""
    draw = files.draw
    folder = TOP + "/private"
    os.mkdir(folder)
    os.chown(folder, 0, draw.choice([0, KVM]))
    os.chmod(folder, draw.choice([0o750, 0o755, 0o711]))
    names = [TOP + "/a.conf", TOP + "/b.conf", TOP + "/c.conf",
             folder + "/d.conf", folder + "/e.conf", TOP + "/link.conf"]
    os.symlink("private/target", names[5])
    names_of = names[:5] + [folder + "/target"]
    for i, name in enumerate(names_of):
        extra = names[i + 1:] * (draw.randrange(3) == 0)
        text = files.text(extra + [TOP + "/absent", TOP, name] * 1)
        # if it included itself twice, QEMU's helper would run for ever
        if text.count(name) > 1:
            text = text.replace(name, TOP + "/absent")
        put(name, text, *files.mode())
    includes = names + [TOP + "/absent", TOP + "//private/../a.conf"]
    main = files.text(includes, True)
    for name in draw.sample(names, 3):
        main += "\ninclude " + name + "\n"
    mode = files.mode() if draw.randrange(4) == 0 else (0, 0, 0o644)
    put(TOP + "/bridge.conf", main, *mode)


def put_directed(draw):
    """Each difference that has a name, with a bridge of its own."""
    del draw
    put(TOP + "/bridge.conf", f"""
allow _br
include relative.conf
include {TOP}/except.conf
include {TOP}/several/several.conf
include {TOP}/acl.conf
include {TOP}/kvm.conf
include {TOP}/all.conf
""")
    put(TOP + "/relative.conf", "allow br0\n")
    put(TOP + "/except.conf", "allow br1\n", 61002, KVM, 0o604)
    os.mkdir(TOP + "/several")
    os.chown(TOP + "/several", 0, KVM)
    os.chmod(TOP + "/several", 0o750)
    put(TOP + "/several/several.conf", "allow lan\n", 61002, 61002, 0o600)
    put(TOP + "/acl.conf", "allow a-b.c\n", 61001, 61001, 0o600)
    # dave, by name: version 2; user, dave, group, mask, others
    acl = struct.pack("<I", 2) + b"".join(
        struct.pack("<HHI", *entry) for entry in (
            (1, 6, 2 ** 32 - 1), (2, 4, 61005), (4, 0, 2 ** 32 - 1),
            (16, 4, 2 ** 32 - 1), (32, 0, 2 ** 32 - 1)))
    try:
        os.setxattr(TOP + "/acl.conf", "system.posix_acl_access", acl)
    except OSError as error:
        print("no access control lists:", error)
    put(TOP + "/kvm.conf", "deny brABCDEFGHIJKLM\n", 0, KVM, 0o640)
    put(TOP + "/all.conf", "allow all\n", 61002, OPS, 0o640)


def load(daemon, log, conf):
    """Imports, and lets the daemon load the result; returns the policy's
    text."""
    done = subprocess.run(
        [os.environ["VMTAP"], "import-bridge-conf", TOP + "/bridge.conf"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    text = done.stdout.decode()
    if done.returncode != 0:
        # The import may fail only for a list with which QEMU's helper refuses
        # everybody.
        assert b"refuses everybody" in done.stderr and not text, done.stderr
    with open(conf, "w", encoding="ascii") as output:
        output.write(text)
    before = count_reloads(log)
    os.kill(daemon, signal.SIGHUP)
    end = time.monotonic() + 20
    while count_reloads(log) == before:
        assert time.monotonic() < end, "vmtapd does not reload"
        time.sleep(0.002)
    with open(log, encoding="utf-8") as lines:
        last = [line for line in lines if "reloaded" in line][-1]
    assert "not reloaded" not in last, last
    return text


def count_reloads(log):
    with open(log, encoding="utf-8") as lines:
        return len(re.findall("policy (?:not )?reloaded", lines.read()))


class Run:
    """Runs a helper as QEMU does, as a user without other rights."""

    def __init__(self, program, user, bridge):
        self.ours, theirs = socket.socketpair()
        self.errors = os.memfd_create("errors")
        self.pid = os.fork()
        if self.pid == 0:
            try:
                self.execute(program, USERS[user], bridge, theirs.fileno())
            finally:
                os._exit(99)
        theirs.close()

    def execute(self, program, user, bridge, fd):
        os.dup2(self.errors, 2)
        os.set_inheritable(fd, True)
        os.chdir(TOP)
        # A file that includes itself goes on to the last descriptor.
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
        uid, gid, groups = user
        os.setgroups(groups)
        os.setresgid(gid, gid, gid)
        os.setresuid(uid, uid, uid)
        os.execv(program, [program, "--use-vnet", "--br=" + bridge,
                           f"--fd={fd}"])

    def finish(self):
        """Whether a descriptor was sent, and what the helper printed."""
        code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        fds = []
        if code == 0:
            _, fds, _, _ = socket.recv_fds(self.ours, 1, 4)
        for fd in fds:
            os.close(fd)
        self.ours.close()
        with os.fdopen(self.errors, "rb") as errors:
            errors.seek(0)
            said = errors.read().decode(errors="replace").strip()
        assert (code == 0) == (len(fds) == 1), (code, fds, said)
        return code == 0, said


def names_for(text, bridge):
    """The named differences that can apply to a bridge."""
    names = set(re.findall(r"^# not the same \((\w+)\)", text, re.M))
    names &= {"br0": {"relative"}, "brlate": {"all"}}.get(bridge, set())
    if f"have the name {bridge};" in text:
        names.add("name")
    block = re.search(r'^network "%s" {\n(.*?)^}' % re.escape(bridge), text,
                      re.M | re.S)
    if block:
        names |= set(re.findall(r"not the same \((\w+)\)", block.group(1)))
    return names


def compare(real, text, seen):
    """Compares all users and bridges; returns the number of pairs and of
    faults."""
    faults = 0
    runs = {(user, bridge): (Run(real, user, bridge),
                             Run(os.environ["HELPER"], user, bridge))
            for bridge in BRIDGES for user in USERS}
    for (user, bridge), (old, new) in runs.items():
        old_granted, old_said = old.finish()
        new_granted, new_said = new.finish()
        what = None
        if not old_granted and not REAL_REFUSES.search(old_said):
            what = "QEMU's helper failed: " + old_said
        elif not new_granted and not VMTAP_REFUSES.search(new_said):
            what = "vmtap-bridge-helper failed: " + new_said
        elif new_granted and not old_granted:
            what = "vmtap grants more"
        elif old_granted != new_granted:
            names = names_for(text, bridge)
            seen.update(names)
            what = None if names else "vmtap grants less"
        seen["granted" if old_granted else "refused"] += 1
        if what:
            print(f"{user} {bridge}: {what}")
            faults += 1
    return len(runs), faults


def show():
    for folder, _, names in os.walk(TOP):
        for name in sorted(names):
            path = os.path.join(folder, name)
            print("----", path, oct(os.lstat(path).st_mode))
            with open(path, "rb") as text:
                print(text.read().decode("latin-1").replace("x" * 4094, "xxx"))


def main():
    real, daemon, log, conf, seed, rounds = sys.argv[1:]
    draw = random.Random(int(seed))
    seen = collections.Counter()
    pairs = bad = 0
    for number in range(int(rounds) + 1):
        clean()
        if number == 0:
            put_directed(draw)
        else:
            put_random(Files(draw))
        text = load(int(daemon), log, conf)
        subprocess.run(["ip", "link", "add", "brlate", "type", "bridge"],
                       check=True)
        more, faults = compare(real, text, seen)
        subprocess.run(["ip", "link", "del", "brlate"], check=True)
        pairs += more
        bad += faults
        if faults and bad == faults:
            print(f"round {number}:")
            show()
            print("---- imported\n" + text)
    for name, count in sorted(seen.items()):
        print(f"{name}: {count}")
    print(f"pairs: {pairs}")
    sys.exit(1 if bad else 0)


main()
