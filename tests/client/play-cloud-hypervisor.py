#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""play-cloud-hypervisor.py SOCKET LOG WORDS - a stand-in for cloud-hypervisor.

It plays the part of the API that hot-plug takes, as docs/api.md of
cloud-hypervisor and its ch-remote have it: vmm.ping, vm.add-net with descriptors
in the first bytes, vm.remove-device.  The file WORDS says what each next client
meets; FAULT=ACTION, where FAULT is refuse hang close garbage html long endless
nolength slow zero.  The log has a line for each request, and one for the cards
that are there when a client has gone.  Prints a line when it listens.
"""
import array
import json
import os
import socket
import sys
import time

cards = {}
faults = {}


def begin():
    with open(sys.argv[3], encoding="utf-8") as file:
        words = [word.partition("=") for word in file.read().split()]
    faults.clear()
    faults.update({action: fault for fault, _, action in words})
    cards.update({name: [] for fault, _, name in words if fault == "card"})


class Request:
    """What a client sends, and its descriptors."""

    def __init__(self, client):
        self.text, self.fds = b"", array.array("i")
        while b"\r\n\r\n" not in self.text:
            self.more(client)
        head, _, self.body = self.text.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        self.method, self.path, _ = lines[0].split()
        self.head = dict(line.lower().split(": ") for line in lines[1:])
        self.text = b""
        while len(self.body) < int(self.head.get("content-length", 0)):
            self.more(client)
            self.body, self.text = self.body + self.text, b""

    def more(self, client):
        data, control, _, _ = client.recvmsg(65536, 1024)
        for _, _, received in control:
            self.fds.frombytes(received)
        if not data:
            raise EOFError
        self.text += data


def answer(request):
    """Status and body, as the API has them."""
    action = request.path.removeprefix("/api/v1/")
    given = json.loads(request.body) if request.body else {}
    if request.method != ("GET" if action == "vmm.ping" else "PUT"):
        return 400, "method"
    if action == "vmm.ping":
        return 200, json.dumps({"version": "stand-in", "pid": 1})
    if action == "vm.add-net":
        if 2 * len(request.fds) != given["num_queues"]:
            return 500, '["Number of queues does not match the number of FDs"]'
        if given["id"] in cards:
            return 500, '["Identifier is not unique"]'
        cards[given["id"]] = [os.dup(fd) for fd in request.fds]
        return 200, json.dumps({"id": given["id"], "bdf": "0000:00:06.0"})
    if action == "vm.remove-device":
        if given["id"] not in cards:
            return 404, '["Unknown device"]'
        for descriptor in cards.pop(given["id"]):
            os.close(descriptor)
        return 204, ""
    return 404, ""


def reply(client, fault, status, body):
    text = f"HTTP/1.1 {status} \r\nServer: stand-in\r\n"
    if status != 204:
        text += f"Content-Length: {len(body)}\r\n"
    text += f"\r\n{body}"
    if fault == "garbage":
        text = "what?\r\n\r\n"
    elif fault == "html":
        text = "HTTP/1.1 OK\r\nContent-Length: 0\r\n\r\n"
    elif fault == "zero":
        text = "HTTP/1.1 2\0"
    elif fault == "long":
        text = "HTTP/1.1 200 \r\nContent-Length: 99999999999\r\n\r\n"
    elif fault == "nolength":
        text = "HTTP/1.1 200 \r\n\r\n{}"
    elif fault == "endless":
        text = "HTTP/1.1 200 \r\n" + "X: y\r\n" * 20000
    if fault == "slow":
        for byte in text:
            client.sendall(byte.encode())
            time.sleep(0.001)
    else:
        client.sendall(text.encode())


def serve(client):
    while True:
        request = Request(client)
        action = request.path.rpartition("/")[2]
        fault = faults.get(action)
        log.write(f"{request.method} {request.path} fds={len(request.fds)}"
                  f" {request.body.decode()}".rstrip() + "\n")
        if fault == "refuse":
            status, body = 500, '["no\x1b[31m"]'
        else:
            status, body = answer(request)
        for descriptor in request.fds:
            os.close(descriptor)
        if fault == "close":
            return
        if fault != "hang":
            reply(client, fault, status, body)


listening = socket.socket(socket.AF_UNIX)
listening.bind(sys.argv[1])
listening.listen(5)
log = open(sys.argv[2], "w", buffering=1, encoding="utf-8")
print("listening", flush=True)
while True:
    connection = listening.accept()[0]
    begin()
    try:
        serve(connection)
    except (OSError, EOFError):
        pass
    connection.close()
    log.write(f"end: {' '.join(cards) or '-'}\n")
