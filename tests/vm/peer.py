#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""peer.py FILE - the host that the guests talk to.

Gives FILE to each client of port 7001.  Answers the bytes that arrive on port
7002, up to their end, with their SHA-256.  Prints what it did.
"""
import hashlib
import socketserver
import sys
import threading

# A guest that stops in the middle must not keep a connection for ever.
PATIENCE = 20


class Give(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.settimeout(PATIENCE)
        with open(sys.argv[1], "rb") as source:
            sent = self.request.sendfile(source)
        print(f"gave {sent} bytes to {self.client_address[0]}", flush=True)


class Take(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.settimeout(PATIENCE)
        total, digest = 0, hashlib.sha256()
        try:
            while data := self.request.recv(65536):
                total += len(data)
                digest.update(data)
        finally:
            print(f"took {total} bytes from {self.client_address[0]}",
                  flush=True)
        self.request.sendall(digest.hexdigest().encode() + b"\n")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: peer.py FILE")
    servers = [Server(("", 7001), Give), Server(("", 7002), Take)]
    for server in servers[1:]:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    print("listening", flush=True)
    servers[0].serve_forever()


main()
