#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""extract-vmlinux.py BZIMAGE VMLINUX - unpack the kernel inside a bzImage.

QEMU can start the uncompressed kernel directly, which saves the firmware and
the slow unpacking in the guest.  The boot header says where the payload is:
Documentation/arch/x86/boot.rst of the kernel, protocol 2.08 and later.
"""
import gzip
import lzma
import struct
import subprocess
import sys

SETUP_SECTS = 0x1F1      # sectors of set-up code; 0 means 4
MAGIC = 0x202            # "HdrS"
PAYLOAD = 0x248          # u32 offset and u32 length, behind the set-up code


def payload(image):
    """The compressed kernel, without the u32 of unpacked size at its end."""
    if image[MAGIC:MAGIC + 4] != b"HdrS":
        sys.exit("not a bzImage")
    offset, length = struct.unpack_from("<II", image, PAYLOAD)
    start = ((image[SETUP_SECTS] or 4) + 1) * 512 + offset
    return image[start:start + length - 4]


def unpack(data):
    """Decompress by the format's own magic number."""
    if data.startswith(b"\xfd7zXZ\0"):
        return lzma.decompress(data)
    if data.startswith(b"\x1f\x8b"):
        return gzip.decompress(data)
    if data.startswith(b"\x02\x21\x4c\x18"):
        command = ["lz4", "-dc"]
    elif data.startswith(b"\x28\xb5\x2f\xfd"):
        command = ["zstd", "-dc"]
    else:
        sys.exit("unknown compression " + data[:6].hex())
    return subprocess.run(command, input=data, stdout=subprocess.PIPE,
                          check=True).stdout


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: extract-vmlinux.py BZIMAGE VMLINUX")
    with open(sys.argv[1], "rb") as bzimage:
        kernel = unpack(payload(bzimage.read()))
    if not kernel.startswith(b"\x7fELF"):
        sys.exit("the payload is not an ELF kernel")
    with open(sys.argv[2], "wb") as vmlinux:
        vmlinux.write(kernel)


main()
