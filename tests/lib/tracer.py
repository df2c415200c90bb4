# SPDX-License-Identifier: LGPL-2.1-or-later
"""tracer.py - strace(1) on a thread of the daemon.  Its calls are counted; no time
is measured."""
import subprocess
import sys

from fault import T

TRACE = T + "/trace"


class Tracer:
    """strace on one thread, from when it says so until stop()."""

    def __init__(self, tid, *options):
        self.process = subprocess.Popen(
            ["strace", "-o", TRACE, *options, "-p", str(tid)],
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        line = self.process.stderr.readline()
        if "attached" not in line:
            print("Bail out! strace:", line)
            sys.exit(1)

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        self.process.stderr.close()

    @staticmethod
    def lines():
        with open(TRACE, encoding="utf-8", errors="replace") as trace:
            return list(trace)
