/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fake.h - a vmtapd that follows a script, to test clients of vmtapd.
 *
 * A script is a list of steps, each a line of words:
 *   accept         take the next connection; the one before is closed
 *   wait           until a request is there, and leave it unread
 *   ask            read a request and write it to the log
 *   after E:N      read a request, which must be a WATCH that waits, with that
 *                  epoch and number
 *   ok FACT...     answer with VMTAP_OK, the facts and all held descriptors
 *   refuse N TEXT  answer with code N
 *   bytes N        answer with N bytes that mean nothing
 *   eof            until the client closes
 *   close          close the connection
 *   stop           close the listening socket
 *   endless KEY    answer with another record again and again until the client
 *                  closes: KEY is ifindex or network
 *   same FACT...   answer with the same record again and again, likewise
 *   tap NAME N     make a TAP with N queues and hold its descriptors
 *   tap-plain NAME a TAP without IFF_VNET_HDR
 *   queue NAME HEX a device with these flags of TUNSETIFF
 *   memfd NAME     hold a file that has NAME in it
 *   open PATH      hold a descriptor of that file, to read
 *   pipe           hold the end of a pipe
 *   log PATH       where requests are written to, a line each
 * A FACT is a word of facts.h.
 */
#ifndef TESTS_FAKE_H
#define TESTS_FAKE_H

/* A listening socket at path, or -errno. */
int fake_listen(const char *path);

/*
 * Play all steps; NULL ends them.  Returns 0, or -errno after a message on
 * stderr.  Gives up after five minutes.  listening_taken is closed.
 */
int fake_serve(int listening_taken, const char *const *steps);

#endif
