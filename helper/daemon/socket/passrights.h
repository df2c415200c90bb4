/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * passrights.h - may a client send descriptors (SO_PASSRIGHTS, Linux 6.16)?
 *
 * The kernel refuses a message with descriptors, with EPERM to its sender, if
 * the option is off at the socket that would get the message.  A connection has
 * the option from the listening socket, as it was when the client called
 * connect(2) (unix_stream_connect() in net/unix/af_unix.c).
 */
#ifndef VMTAP_PASSRIGHTS_H
#define VMTAP_PASSRIGHTS_H

#include <stdbool.h>

/*
 * Take the option off.  True: it was off already, so no descriptor has come.
 * False: it was on, and there may be messages with descriptors in the queue; or
 * the kernel does not know it, and there may always be some.
 */
bool passrights_refuse(int socket);

#endif
