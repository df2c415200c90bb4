# SPDX-License-Identifier: LGPL-2.1-or-later
"""seeds.py - prints all frames of tests/netns/frames*.py in hex, for equal.c."""
import sys

import frames_guests
import frames_kinds
import frames_offload

LARGEST = 1500  # of which equal.c takes what it can


def main():
    seen = set()
    for kind in (*frames_kinds.kinds(), *frames_kinds.doubtful(),
                 *frames_offload.kinds(), *frames_guests.kinds()):
        for frame in kind.hostile.frames + kind.honest.frames:
            seen.add(frame.data[:LARGEST].hex())
    sys.stdout.write("\n".join(sorted(seen)) + "\n")


main()
