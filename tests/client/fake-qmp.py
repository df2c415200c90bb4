#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""fake-qmp.py SOCKET LOG WORDS - plays QEMU's monitor, and its faults.

It knows the commands that hot-plug takes, and keeps what they make: descriptors
by name, netdevs and cards.  It serves one client at a time.  Each one meets the
machine that the file WORDS says then.  The log has a line for each command of the
last client, and one for what is there when that has gone.  Prints a line when it
listens.

  ports=A,B used=A     root ports, and those with a card in them
  quiet                query-pci does not tell what is behind a port
  pc                   a machine whose first bus takes cards
  card=ID,NETDEV       a card that is there; netdev=NAME: a netdev
  greeting=WHAT        none, close, hmp, array, event
  gone=WHAT            a card that is deleted goes at once, before the answer;
                       untold: at once and without an event; never; kept: the
                       guest refuses; asked: it was asked before
FAULT=COMMAND, where FAULT is
  refuse second hang dead close garbage long deep flood late noise slow pretty odd;
  second refuses all but the first command of that name
"""
import array
import json
import os
import socket
import sys
import time

faults, given, behind, fds, netdevs, cards, seen = {}, {}, {}, {}, {}, {}, {}
ports = []
log = None


def begin():
    """A machine as the file of words says."""
    global log
    with open(sys.argv[3], encoding="utf-8") as file:
        words = [word.partition("=") for word in file.read().split()]
    for table in (faults, given, behind, fds, netdevs, cards, seen, ports):
        table.clear()
    faults.update({command: fault for fault, _, command in words})
    given.update({key: value for key, _, value in words})
    ports.extend(port for port in given.get("ports", "").split(",") if port)
    behind.update({port: "" for port in given.get("used", "").split(",")})
    if "card" in given:
        cards.update([given["card"].split(",")])
        netdevs[given["card"].split(",")[1]] = []
    if "netdev" in given:
        netdevs[given["netdev"]] = []
    log = open(sys.argv[2], "w", buffering=1, encoding="utf-8")


class Refused(Exception):
    pass


def refuse(text, kind="GenericError"):
    raise Refused({"class": kind, "desc": text})


def not_found(name):
    refuse(f"Device '{name}' not found", "DeviceNotFound")


def bridge(number, port):
    """A root port, as query-pci has it."""
    shown = [{"qdev_id": "card"}] if port in behind and "quiet" not in given else []
    return {"qdev_id": port, "id": {"vendor": 0x1b36, "device": 0xc},
            "slot": number, "pci_bridge": {"bus": {}, "devices": shown}}


def query_pci(_):
    host = {"qdev_id": "", "id": {"vendor": 0x8086,
                                  "device": 0x1237 if "pc" in given else 0x29c0}}
    return [{"bus": 0, "devices": [host] + [bridge(number, port) for
                                            number, port in enumerate(ports)]}]


def qom_list(args):
    port = args["path"].split("/")[3]
    if args["path"] != f"/machine/peripheral/{port}/{port}" or port not in ports:
        not_found(args["path"])
    return [{"name": "type"}] + ([{"name": "child[0]"}] if port in behind else [])


def qom_get(args):
    card = args["path"].split("/")[3]
    if card not in cards:
        not_found(args["path"])
    return cards[card]


def closefd(args):
    if args["fdname"] not in fds:
        refuse(f"File descriptor named '{args['fdname']}' not found")
    os.close(fds.pop(args["fdname"]))
    return {}


def names(args, one, several):
    return args[several].split(":") if several in args else \
        [args[one]] if one in args else []


def netdev_add(args):
    wanted = names(args, "fd", "fds") + names(args, "vhostfd", "vhostfds")
    if args["id"] in netdevs:
        refuse(f"Duplicate ID '{args['id']}' for netdev")
    netdevs[args["id"]] = [fds.pop(name) for name in wanted]
    return {}


def netdev_del(args):
    if args["id"] not in netdevs:
        not_found(args["id"])
    for descriptor in netdevs.pop(args["id"]):
        os.close(descriptor)
    return {}


def device_add(args):
    if args.get("bus") not in ports + [None]:
        refuse(f"Bus '{args['bus']}' not found")
    if args["netdev"] not in netdevs:
        refuse("no such netdev")
    cards[args["id"]] = args["netdev"]
    return {}


def device_del(args):
    way, card = given.get("gone", "at-once"), args["id"]
    if card not in cards:
        not_found(card)
    if way in ("at-once", "untold", "asked"):
        del cards[card]
    if way == "asked":
        tell("DEVICE_DELETED", device=card)
        refuse(f"Device {card} is already in the process of unplug")
    if way == "kept":
        tell("DEVICE_UNPLUG_GUEST_ERROR", device=card)
    elif way == "at-once":
        tell("DEVICE_DELETED", device="another")
        tell("DEVICE_DELETED", device=card)
    return {}


COMMANDS = {"qmp_capabilities": lambda _: {}, "query-pci": query_pci,
            "qom-list": qom_list, "qom-get": qom_get, "closefd": closefd,
            "getfd": lambda _: {}, "netdev_add": netdev_add,
            "netdev_del": netdev_del, "device_add": device_add,
            "device_del": device_del}


def send(text):
    client.sendall(text.encode())


def say(message, **how):
    send(json.dumps(message, **how) + "\r\n")


def tell(event, **data):
    say({"timestamp": {"seconds": 1}, "event": event, "data": data})


def close(descriptors):
    for descriptor in descriptors:
        os.close(descriptor)


def take_fds(args, received):
    if len(received) != 1:
        refuse("No file descriptor supplied via SCM_RIGHTS")
    fds[args["fdname"]] = received[0]


def execute(message, received):
    """The answer, or None."""
    command, args = message["execute"], message.get("arguments", {})
    fault = faults.get(command)
    log.write(" ".join([command] + [f"{key}={args[key]}" for key in args]) + "\n")
    answer = {"id": message["id"]}
    if fault in ("dead", "close"):
        close(received)
    if fault == "dead":
        while client.recv(65536):
            pass
    if fault == "close":
        client.close()
        return None
    try:
        seen[command] = seen.get(command, 0) + 1
        if fault == "refuse" or fault == "second" and seen[command] > 1:
            refuse("no\x1b[31m, " + command)
        if command == "getfd":
            take_fds(args, received)
        answer["return"] = COMMANDS[command](args)
    except Refused as why:
        answer["error"] = why.args[0]
        close(received)
    return None if fault == "hang" else answer


def reply(fault, answer):
    if fault == "garbage":
        send("what?\r\n")
    elif fault == "odd":
        say({"id": answer["id"], "result": 1})
    elif fault == "long":
        send('{"return": "')
        for _ in range(1100):
            send("x" * 1024)
    elif fault == "deep":
        send('{"return": ' + "[" * 1000)
    elif fault == "flood":
        for _ in range(5000):
            tell("RTC_CHANGE")
    elif fault == "slow":
        for byte in json.dumps(answer):
            send(byte)
            time.sleep(0.001)
    elif fault == "pretty":
        say(answer, indent=4)
    else:
        if fault == "noise":
            tell("NIC_RX_FILTER_CHANGED", name="x")
            tell("DEVICE_DELETED", path="/no/device")
        if fault == "late":
            say({"id": answer["id"] - 1, "error": {"class": "GenericError",
                                                   "desc": "late"}})
        say(answer)


def greet():
    greeting = {"QMP": {"version": {"qemu": {"major": 7}}, "capabilities": []}}
    way = given.get("greeting")
    if way == "close":
        client.close()
    elif way == "hmp":
        send("QEMU 7.2.0 monitor - type 'help' for more information\r\n(qemu) ")
    elif way == "array":
        say([greeting])
    elif way == "event":
        tell("RESET")
    elif way != "none":
        say(greeting)


def serve():
    greet()
    decoder, text = json.JSONDecoder(), ""
    while client.fileno() >= 0:
        received = array.array("i")
        bytes_, control, _, _ = client.recvmsg(65536, 1024)
        for _, _, data in control:
            received.frombytes(data)
        if not bytes_:
            return
        message, end = decoder.raw_decode(text + bytes_.decode())
        text = (text + bytes_.decode())[end:].strip()
        answer = execute(message, received)
        if answer:
            reply(faults.get(message["execute"]), answer)


def end():
    log.write(f"end: fds={','.join(fds)} netdevs={','.join(netdevs)} "
              f"cards={','.join(cards)}\n")
    close(sum(netdevs.values(), list(fds.values())))


listening = socket.socket(socket.AF_UNIX)
listening.bind(sys.argv[1])
listening.listen(1)
print("listening", flush=True)
while True:
    client = listening.accept()[0]
    begin()
    try:
        serve()
    except OSError:
        pass
    client.close()
    end()
