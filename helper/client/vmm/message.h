/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * message.h - JSON that comes from a VMM, one object after another.  Only
 * message.c reads JSON.
 */
#ifndef VMTAP_MESSAGE_H
#define VMTAP_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_object;
struct json_tokener;

/* Bytes of one message, and how deep arrays and objects in it may be. */
#define MESSAGE_SIZE_MAX (1024 * 1024)
#define MESSAGE_DEPTH_MAX 32

/* Bytes that came, and the message that they begin. */
struct messages {
	struct json_tokener *tokener;
	size_t size; /* of that message up to now */
	size_t begin, end; /* of what is not read yet */
	char bytes[4096];
};

/* -ENOMEM */
int messages_begin(struct messages *messages);
void messages_end(struct messages *messages);

/* The room for further bytes, once all that came are read. */
static inline bool messages_is_empty(const struct messages *messages)
{
	return messages->begin == messages->end;
}

/*
 * Read on.  1: *ret_message is an object, which the caller frees.  0: it is not
 * whole yet.  -EPROTO: this is no JSON object; -EMSGSIZE: it is too long.
 */
int messages_next(struct messages *messages, struct json_object **ret_message);

/* One whole text, of a known length. */
int message_parse(const char *text, size_t size,
		  struct json_object **ret_message);

void message_free(struct json_object *message);
/* As one line with its end; belongs to the message.  NULL: no memory. */
const char *message_line(struct json_object *message);

/* NULL: there is no such key, or it has a value of another type.  What these
 * return belongs to object, which may be NULL. */
const char *message_text(const struct json_object *object, const char *key);
struct json_object *message_object(const struct json_object *object,
				   const char *key);
struct json_object *message_array(const struct json_object *object,
				  const char *key);
/* fallback, if there is no such number */
int64_t message_number(const struct json_object *object, const char *key,
		       int64_t fallback);
/* The key's value, of any type; the caller frees it. */
struct json_object *message_take(struct json_object *object, const char *key);
bool message_has(const struct json_object *object, const char *key);

/* Of an array.  NULL: behind the last one, or no array. */
struct json_object *message_at(const struct json_object *array, size_t i);
/* A text that is no object's member; NULL if it is something else. */
const char *message_string(const struct json_object *text);

#define _cleanup_message_ __attribute__((cleanup(message_cleanup)))
static inline void message_cleanup(struct json_object **message)
{
	message_free(*message);
}

#endif
