/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Any bytes as what a monitor sends, in pieces: each message is an object, the
 * search for an empty port ends, and its names are whole.  The same bytes as an
 * answer of HTTP: its head lies within them.
 */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "client/hotplug/ports.h"
#include "client/vmm/http.h"
#include "client/vmm/message.h"
#include "tests/fuzz/fuzz.h"

static void look(struct json_object *message)
{
	struct ports ports;

	(void)message_text(message_object(message, "error"), "desc");
	(void)message_number(message, "id", 0);
	ports_find(message_array(message, "return"), "rp0", &ports);
	assert(ports.n <= PORTS_MAX && !(ports.is_port && ports.is_used));
	for (size_t i = 0; i < ports.n; i++)
		assert(ports.empty[i] && ports.empty[i][0]);
}

static int read_all(struct messages *messages)
{
	struct json_object *message;
	int r;

	while ((r = messages_next(messages, &message)) == 1) {
		look(message);
		message_free(message);
	}
	assert(r == 0 || r == -EPROTO || r == -EMSGSIZE);
	assert(r < 0 || messages_is_empty(messages));
	return r;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const size_t piece = size > 0 ? 1 + data[0] : 1;
	struct messages messages;
	struct http_head head;
	char *text = calloc(1, size + 1);
	int r = messages_begin(&messages);

	assert(text && r == 0);
	for (size_t at = 1; at < size && r == 0; at += messages.end) {
		messages.begin = 0;
		messages.end = size - at < piece ? size - at : piece;
		memcpy(messages.bytes, data + at, messages.end);
		r = read_all(&messages);
	}
	messages_end(&messages);
	memcpy(text, data, size);
	if (http_head(text, size, &head) == 1)
		assert(head.size <= size && head.status <= 999);
	free(text);
	return 0;
}
