# SPDX-License-Identifier: LGPL-2.1-or-later
"""via-helper.py HELPER NETWORK COMMAND... - gets a descriptor from
vmtap-bridge-helper as QEMU does, puts its number in place of {fds}, and becomes
COMMAND."""
import os
import socket
import subprocess
import sys

helper, network, *command = sys.argv[1:]
ours, its = socket.socketpair()
subprocess.run([helper, "--use-vnet", "--br=" + network,
                f"--fd={its.fileno()}"], pass_fds=[its.fileno()], check=True)
_, fds, _, _ = socket.recv_fds(ours, 64, 1)
os.set_inheritable(fds[0], True)
os.execv(command[0], [word.replace("{fds}", str(fds[0])) for word in command])
