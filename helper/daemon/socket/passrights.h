/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * passrights.h - may a client send descriptors (SO_PASSRIGHTS, Linux 6.16)?
 *
 * If the option is off at the socket that would get a message with descriptors,
 * the kernel refuses the message with EPERM.  A connection inherits the option
 * from the listening socket at the client's connect(2) (unix_stream_connect()
 * in net/unix/af_unix.c).
 */
#ifndef VMTAP_PASSRIGHTS_H
#define VMTAP_PASSRIGHTS_H

#include <stdbool.h>

/*
 * Turn the option off.  True: it was off already, so no descriptor has come.
 * False: it was on, and messages in the queue may have descriptors; or the
 * kernel does not know the option, and any message may have them.
 */
bool passrights_refuse(int socket);

#endif
