/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * probe.h - the parts of vmtap-probe.  It is a client of vmtapd that shares
 * only the structs of vmtap-proto.h and the C library with it.  Unlike
 * libvmtap, it can send what a correct client never would.
 */
#ifndef PROBE_H
#define PROBE_H

#include <stdbool.h>
#include <stddef.h>

#include "vmtap-proto.h"

#define PROBE_SOCKETS_MAX 4096
#define PROBE_HELD_MAX 256

struct probe {
	int sockets[PROBE_SOCKETS_MAX];
	unsigned int n_sockets;
	unsigned int current; /* the socket in use */
	int held[PROBE_HELD_MAX]; /* received descriptors; -1 once closed */
	unsigned int n_held;
	int sent[VMTAP_FDS_MAX]; /* the probe's ends of sent pipes */
	unsigned int n_sent;
};

/* A command gets its words.  It returns false if it failed, after saying why.
 * */
typedef bool probe_command(struct probe *probe, unsigned int n, char **words);

/* wire.c: talk to vmtapd */
probe_command probe_connect;
probe_command probe_inherit;
probe_command probe_use;
probe_command probe_hang_up;
probe_command probe_stop_sending;
probe_command probe_send;
probe_command probe_receive;
probe_command probe_garbage;
probe_command probe_sent_closed;

/* device.c: what can be done with a descriptor */
probe_command probe_adopt;
probe_command probe_facts;
probe_command probe_close;
probe_command probe_hold;
probe_command probe_write;
probe_command probe_read;
probe_command probe_count;
probe_command probe_set_lladdr;
probe_command probe_persist;
probe_command probe_unlock;

/* Print "fail: what: error"; returns false, for a command to return. */
bool probe_fail(const char *what, int error);

/* the value of "key=value" among the words, or fallback */
const char *probe_word(unsigned int n, char **words, const char *key,
		       const char *fallback);
unsigned long probe_number(unsigned int n, char **words, const char *key,
			   unsigned long fallback);
/* "52:54:00:12:34:56" into six bytes */
bool probe_lladdr(const char *text, unsigned char *ret_bytes);

#endif
