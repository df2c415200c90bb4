/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * wire.h - the header that a request and a reply share.
 */
#ifndef VMTAP_WIRE_H
#define VMTAP_WIRE_H

#include <stddef.h>

#include "common/error.h"
#include "vmtap-proto.h"

/* A datagram that was received, and how many descriptors came with it. */
struct datagram {
	const void *bytes;
	size_t size;
	size_t n_fds;
};

/* As wire_receive(), but the caller checks the bytes after the known ones. */
int wire_receive_head(const struct datagram *datagram, const char *sender,
		      void *ret_known, size_t known, struct error *err);

/*
 * Check the header of the datagram, and copy the bytes that this program knows
 * (known of them) to ret_known.  -EPROTO if the message is shorter than that,
 * or if it is longer and the rest is not zero.  sender is "the client" or
 * "vmtapd".
 */
int wire_receive(const struct datagram *datagram, const char *sender,
		 void *ret_known, size_t known, struct error *err);

void wire_header(struct vmtap_proto_header *ret_header, uint16_t verb,
		 size_t size, uint32_t flags);

/* -EINVAL unless text[size] has a zero byte and only zero bytes after it. */
int wire_check_text(const char *text, size_t size);

/* -EINVAL unless all bytes are zero. */
int wire_check_zero(const void *bytes, size_t size);

#endif
