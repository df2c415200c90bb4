# SPDX-License-Identifier: LGPL-2.1-or-later
"""subuid.py FIRST COUNT UID COMMAND... - runs COMMAND as the subordinate uid UID
of the user who calls this, in a user namespace with that user and the range
FIRST, COUNT.  The groups stay as they are."""
import ctypes
import os
import subprocess
import sys

CLONE_NEWUSER = 0x10000000
PR_SET_DUMPABLE = 4

first, count, uid = map(int, sys.argv[1:4])
libc = ctypes.CDLL(None, use_errno=True)
entered, tell = os.pipe()
target = os.getpid()
helper = os.fork()
if helper == 0:
    os.read(entered, 1)
    numbers = [0, os.getuid(), 1, 1, first, count]
    sys.exit(subprocess.run(["newuidmap", str(target), *map(str, numbers)],
                            check=False).returncode)
if libc.unshare(CLONE_NEWUSER) != 0:
    sys.exit(f"unshare: {os.strerror(ctypes.get_errno())}")
os.write(tell, b"x")
if os.waitpid(helper, 0)[1] != 0:
    sys.exit("newuidmap has failed")
inner = uid - first + 1
os.setresuid(inner, inner, inner)
libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)
os.execvp(sys.argv[4], sys.argv[4:])
