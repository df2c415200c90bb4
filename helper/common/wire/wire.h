/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * wire.h - the header that request and reply share.
 */
#ifndef VMTAP_WIRE_H
#define VMTAP_WIRE_H

#include <stddef.h>

#include "common/error.h"
#include "vmtap-proto.h"

/* As below, but what comes after the known bytes is the caller's. */
int wire_receive_head(const void *bytes, size_t size, const char *sender,
		      void *ret_known, size_t known, struct error *err);

/*
 * Check the header of bytes[size] and copy what we know of it (known bytes)
 * to ret_known.  A longer message passes only if the rest is zero, and a
 * shorter one is not understood.  sender is "the client" or "vmtapd".  -EPROTO.
 */
int wire_receive(const void *bytes, size_t size, const char *sender,
		 void *ret_known, size_t known, struct error *err);

void wire_header(struct vmtap_proto_header *ret_header, uint16_t verb,
		 size_t size, uint32_t flags);

/* -EINVAL unless text[size] has a zero byte, and only zero bytes after it. */
int wire_check_text(const char *text, size_t size);

/* -EINVAL unless all are zero. */
int wire_check_zero(const void *bytes, size_t size);

#endif
