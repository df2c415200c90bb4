# SPDX-License-Identifier: LGPL-2.1-or-later
"""relay.py connect PATH | pass PATH WHERE | take WHERE  FD COMMAND... - connects
to PATH, and leaves the connection as descriptor FD to COMMAND, in this process;
or passes it over the socket WHERE, where another process takes it."""
import os
import socket
import sys


def connect(path):
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    connection.connect(path)
    return connection.detach()


def leave(connection, fd, *command):
    os.dup2(connection, int(fd))
    os.execvp(command[0], command)


def pass_on(connection, where):
    with socket.socket(socket.AF_UNIX) as peer:
        peer.connect(where)
        socket.send_fds(peer, [b"x"], [connection])
        peer.recv(1)  # it has it


def take(where):
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(where)
        os.chmod(where, 0o777)
        listener.listen(1)
        peer, _ = listener.accept()
    _, fds, _, _ = socket.recv_fds(peer, 1, 1)
    peer.send(b"x")
    peer.close()
    return fds[0]


verb, *words = sys.argv[1:]
if verb == "connect":
    leave(connect(words[0]), *words[1:])
elif verb == "pass":
    pass_on(connect(words[0]), words[1])
else:
    leave(take(words[0]), *words[1:])
