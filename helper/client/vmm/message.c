/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * message.c - calls json-c for all that a VMM sends.  A monitor may print its
 * JSON in lines (QEMU's pretty=on), so the end of an object ends a message, not
 * the end of a line.
 */
#include "client/vmm/message.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#include <json-c/json.h>

int messages_begin(struct messages *messages)
{
	memset(messages, 0, sizeof(*messages));
	messages->tokener = json_tokener_new_ex(MESSAGE_DEPTH_MAX);
	if (!messages->tokener)
		return -ENOMEM;
	json_tokener_set_flags(messages->tokener,
			       JSON_TOKENER_STRICT |
				       JSON_TOKENER_ALLOW_TRAILING_CHARS);
	return 0;
}

void messages_end(struct messages *messages)
{
	if (messages->tokener)
		json_tokener_free(messages->tokener);
	messages->tokener = NULL;
}

/* Between two messages there may be blanks and ends of lines. */
static void skip_blanks(struct messages *messages)
{
	while (messages->begin < messages->end &&
	       isspace((unsigned char)messages->bytes[messages->begin]))
		messages->begin++;
}

int messages_next(struct messages *messages, struct json_object **ret_message)
{
	struct json_tokener *tokener = messages->tokener;
	struct json_object *message;
	size_t taken;

	if (messages->size == 0)
		skip_blanks(messages);
	if (messages_is_empty(messages))
		return 0;
	/* An array, a text or a number at the top is no message. */
	if (messages->size == 0 && messages->bytes[messages->begin] != '{')
		return -EPROTO;
	message = json_tokener_parse_ex(tokener,
					messages->bytes + messages->begin,
					(int)(messages->end - messages->begin));
	if (message) {
		taken = json_tokener_get_parse_end(tokener);
		messages->begin += taken;
		messages->size = 0;
		json_tokener_reset(tokener);
		*ret_message = message;
		return 1;
	}
	if (json_tokener_get_error(tokener) != json_tokener_continue)
		return -EPROTO;
	messages->size += messages->end - messages->begin;
	messages->begin = messages->end;
	return messages->size > MESSAGE_SIZE_MAX ? -EMSGSIZE : 0;
}

int message_parse(const char *text, size_t size,
		  struct json_object **ret_message)
{
	struct json_tokener *tokener = json_tokener_new_ex(MESSAGE_DEPTH_MAX);
	struct json_object *message;

	if (!tokener)
		return -ENOMEM;
	message = size <= MESSAGE_SIZE_MAX
			  ? json_tokener_parse_ex(tokener, text, (int)size)
			  : NULL;
	json_tokener_free(tokener);
	if (!message)
		return -EPROTO;
	*ret_message = message;
	return 0;
}

void message_free(struct json_object *message)
{
	if (message)
		json_object_put(message);
}

const char *message_line(struct json_object *message)
{
	return json_object_to_json_string_ext(
		message,
		JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
}

static struct json_object *member(const struct json_object *object,
				  const char *key, enum json_type type)
{
	struct json_object *value;

	if (!json_object_is_type(object, json_type_object) ||
	    !json_object_object_get_ex(object, key, &value) ||
	    !json_object_is_type(value, type))
		return NULL;
	return value;
}

const char *message_text(const struct json_object *object, const char *key)
{
	return message_string(member(object, key, json_type_string));
}

struct json_object *message_object(const struct json_object *object,
				   const char *key)
{
	return member(object, key, json_type_object);
}

struct json_object *message_array(const struct json_object *object,
				  const char *key)
{
	return member(object, key, json_type_array);
}

int64_t message_number(const struct json_object *object, const char *key,
		       int64_t fallback)
{
	struct json_object *value = member(object, key, json_type_int);

	return value ? json_object_get_int64(value) : fallback;
}

bool message_has(const struct json_object *object, const char *key)
{
	return json_object_is_type(object, json_type_object) &&
	       json_object_object_get_ex(object, key, NULL);
}

struct json_object *message_take(struct json_object *object, const char *key)
{
	struct json_object *value = NULL;

	if (message_has(object, key))
		(void)json_object_object_get_ex(object, key, &value);
	return json_object_get(value);
}

struct json_object *message_at(const struct json_object *array, size_t i)
{
	if (!json_object_is_type(array, json_type_array) ||
	    i >= json_object_array_length(array))
		return NULL;
	return json_object_array_get_idx(array, i);
}

const char *message_string(const struct json_object *text)
{
	/* json-c keeps the text in the object; the cast changes nothing. */
	return json_object_is_type(text, json_type_string)
		       ? json_object_get_string((struct json_object *)text)
		       : NULL;
}
