/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any datagram of a stranger: request_decode() refuses it with a sentence, or
 * the request is legal and encodes to the same bytes.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "common/wire/request.h"
#include "tests/fuzz/fuzz.h"

static void check_decoded(const void *bytes, const struct request *request)
{
	struct vmtap_proto_request in, out;
	struct label label;

	request_encode(request, &out);
	memcpy(&in, bytes, sizeof(in));
	if (request->verb == VMTAP_PROTO_OPEN ||
	    request->verb == VMTAP_PROTO_CHECK) {
		assert(label_parse(request->network.s, &label) == 0);
		assert(request->queues >= 1);
		assert(request->queues <= VMTAP_QUEUES_MAX);
		assert(!request_has(request, VMTAP_PROTO_F_LLADDR) ||
		       lladdr_is_station(&request->lladdr));
	}
	if (request->verb == VMTAP_PROTO_SET)
		assert(in.ifname[0] && lladdr_is_station(&request->lladdr));
	if (request->verb == VMTAP_PROTO_REVOKE)
		assert(in.ifname[0] || in.network[0] ||
		       request_has(request, VMTAP_PROTO_F_UID));
	assert(request_verb_name(request->verb)[0]);
	/* no field that the verb does not have was ignored */
	in.header.size = out.header.size;
	assert(memcmp(&in, &out, sizeof(in)) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct request request;
	struct error err = { 0 };

	if (request_decode(data, size, &request, &err) == 0) {
		check_decoded(data, &request);
	} else {
		assert(err.code != VMTAP_OK);
		assert(err.text[0] != '\0');
		assert(memchr(err.text, '\0', sizeof(err.text)));
	}
	return 0;
}
