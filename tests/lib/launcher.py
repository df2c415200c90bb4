# SPDX-License-Identifier: LGPL-2.1-or-later
"""launcher.py [--no-socket] [--stream] SOCKET NOTIFIED PROGRAM ARG... - starts
the program as systemd would, with a listening socket as descriptor 3 and
$NOTIFY_SOCKET.  It writes each message from the program to the file NOTIFIED, a
line each, passes SIGTERM on, and ends with the program's status."""
import os
import signal
import socket
import sys


def listen(path, kind):
    listener = socket.socket(socket.AF_UNIX, kind)
    listener.bind(path)
    os.chmod(path, 0o666)
    listener.listen(64)
    return listener


def start(listener, notify, words):
    child = os.fork()
    if child:
        return child
    os.environ["NOTIFY_SOCKET"] = notify
    if listener:
        os.dup2(listener.fileno(), 3)
        os.set_inheritable(3, True)
        os.environ["LISTEN_FDS"] = "1"
        os.environ["LISTEN_PID"] = str(os.getpid())
    os.execv(words[0], words)


def main():
    words = sys.argv[1:]
    kind = socket.SOCK_SEQPACKET
    has_socket = True
    while words[0].startswith("--"):
        option = words.pop(0)
        has_socket = has_socket and option != "--no-socket"
        if option == "--stream":
            kind = socket.SOCK_STREAM
    path, notified = words[:2]
    notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    notify.bind(path + ".notify")
    notify.settimeout(0.05)
    listener = listen(path, kind) if has_socket else None
    child = start(listener, path + ".notify", words[2:])
    signal.signal(signal.SIGTERM, lambda *_: os.kill(child, signal.SIGTERM))
    status = None
    with open(notified, "w", encoding="ascii") as output:
        while True:
            try:
                text = notify.recv(4096).decode()
                output.write(text.replace("\n", " ") + "\n")
                output.flush()
                continue
            except TimeoutError:
                pass
            if status is not None:
                break
            pid, code = os.waitpid(child, os.WNOHANG)
            if pid:
                status = os.waitstatus_to_exitcode(code)
    sys.exit(status if status >= 0 else 128 - status)


main()
