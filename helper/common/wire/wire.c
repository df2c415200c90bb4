/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * wire.c - the rules of vmtap-proto.h that hold for both directions.  Pure.
 */
#include "common/wire/wire.h"

#include <errno.h>
#include <string.h>

int wire_check_zero(const void *bytes, size_t size)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < size; i++)
		if (p[i])
			return -EINVAL;
	return 0;
}

int wire_check_text(const char *text, size_t size)
{
	size_t n = strnlen(text, size);

	return n == size ? -EINVAL : wire_check_zero(text + n, size - n);
}

void wire_header(struct vmtap_proto_header *ret_header, uint16_t verb,
		 size_t size, uint32_t flags)
{
	*ret_header = (struct vmtap_proto_header){
		.magic = VMTAP_PROTO_MAGIC,
		.version = VMTAP_PROTO_VERSION,
		.verb = verb,
		.size = (uint32_t)size,
		.flags = flags,
	};
}

int wire_receive_head(const struct datagram *datagram, const char *sender,
		      void *ret_known, size_t known, struct error *err)
{
	const size_t size = datagram->size;
	struct vmtap_proto_header header;

	if (size < sizeof(header))
		return error_set(
			err, VMTAP_E_PROTOCOL, EPROTO,
			"%s's message of %zu bytes is too short to be one of vmtap's",
			sender, size);
	memcpy(&header, datagram->bytes, sizeof(header));
	if (header.magic != VMTAP_PROTO_MAGIC)
		return error_set(err, VMTAP_E_PROTOCOL, EPROTO,
				 "%s's message does not begin as vmtap's do",
				 sender);
	if (header.version != VMTAP_PROTO_VERSION)
		return error_set(
			err, VMTAP_E_PROTOCOL, EPROTO,
			"%s speaks version %u of vmtap's protocol, this end version %d; upgrade the older one",
			sender, header.version, VMTAP_PROTO_VERSION);
	if (header.size != size || size < known)
		return error_set(
			err, VMTAP_E_PROTOCOL, EPROTO,
			"%s's message has %zu bytes, its header says %u, and %zu are needed",
			sender, size, header.size, known);
	memcpy(ret_known, datagram->bytes, known);
	return 0;
}

int wire_receive(const struct datagram *datagram, const char *sender,
		 void *ret_known, size_t known, struct error *err)
{
	const char *bytes = datagram->bytes;
	int r = wire_receive_head(datagram, sender, ret_known, known, err);

	if (r == 0 &&
	    wire_check_zero(bytes + known, datagram->size - known) < 0)
		return error_set(
			err, VMTAP_E_PROTOCOL, EPROTO,
			"%s asks for something newer than this end knows; upgrade it",
			sender);
	return r;
}
