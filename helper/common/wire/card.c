/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * card.c - the keys of a card, and what their values mean.  Pure.
 */
#include "common/wire/card.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/wire/request.h"
#include "common/words.h"

static int set_label(const char *text, const char *what, struct label *ret,
		     struct error *err)
{
	if (label_parse(text, ret) == 0)
		return 0;
	return error_set(
		err, VMTAP_E_ARGUMENT, EINVAL,
		"'%s' cannot name a %s: use at most %d letters, digits and _ . + - @ :, a letter or digit first",
		text, what, VMTAP_LABEL_MAX);
}

static int set_vm(struct request *request, const char *value, struct error *err)
{
	return set_label(value, "VM", &request->vm, err);
}

static int set_mac(struct request *request, const char *value,
		   struct error *err)
{
	struct lladdr lladdr;

	if (lladdr_parse(value, &lladdr) < 0)
		return error_set(
			err, VMTAP_E_ARGUMENT, EINVAL,
			"'%s' is not an Ethernet address; write it as 52:54:00:12:34:56",
			value);
	if (!lladdr_is_station(&lladdr))
		return error_set(
			err, VMTAP_E_ARGUMENT, EINVAL,
			"a guest cannot have the address %s, which is zero or a group's (multicast); choose one whose first byte is even, such as 52:54:00:12:34:56",
			value);
	request->lladdr = lladdr;
	request_set(request, VMTAP_PROTO_F_LLADDR, true);
	request_set(request, VMTAP_PROTO_F_LLADDR_UNKNOWN, false);
	return 0;
}

static int set_queues(struct request *request, const char *value,
		      struct error *err)
{
	unsigned long n = 0;
	char *end = NULL;

	if (value[0] >= '0' && value[0] <= '9')
		n = strtoul(value, &end, 10);
	if (!end || *end != '\0' || n < 1 || n > VMTAP_QUEUES_MAX)
		return error_set(err, VMTAP_E_ARGUMENT, EINVAL,
				 "queues=%s: write a number from 1 to %d",
				 value, VMTAP_QUEUES_MAX);
	request->queues = (unsigned int)n;
	return 0;
}

static int set_switch(struct request *request, uint32_t flag, const char *key,
		      const char *value, struct error *err)
{
	if (strcmp(value, "on") != 0 && strcmp(value, "off") != 0)
		return error_set(err, VMTAP_E_ARGUMENT, EINVAL,
				 "%s=%s: write %s=on or %s=off", key, value,
				 key, key);
	request_set(request, flag, strcmp(value, "on") == 0);
	return 0;
}

static int set_vhost(struct request *request, const char *value,
		     struct error *err)
{
	return set_switch(request, VMTAP_PROTO_F_VHOST, "vhost", value, err);
}

static int set_vnet_hdr(struct request *request, const char *value,
			struct error *err)
{
	return set_switch(request, VMTAP_PROTO_F_VNET_HDR, "vnet_hdr", value,
			  err);
}

static int set_mode(struct request *request, const char *value,
		    struct error *err)
{
	const enum vmtap_mode mode = words_find_mode(value);

	if (mode == VMTAP_MODE_NONE)
		return error_set(err, VMTAP_E_ARGUMENT, EINVAL,
				 "mode=%s: write " WORDS_MODES, value);
	request->mode = mode;
	return 0;
}

/* A new key of a card needs a row here. */
static const struct key {
	const char *name;
	bool is_of_bridge;
	int (*set)(struct request *request, const char *value,
		   struct error *err);
} keys[] = {
	{ "mac", true, set_mac },
	{ "vm", true, set_vm },
	{ "queues", false, set_queues },
	{ "vhost", false, set_vhost },
	{ "vnet_hdr", false, set_vnet_hdr },
	{ "mode", false, set_mode },
};

#define KEYS_TEXT_SIZE 128
#define OPTION_SIZE 128 /* more than the longest key and its value */
#define N_KEYS (sizeof(keys) / sizeof(keys[0]))
_Static_assert(N_KEYS <= CARD_OPTIONS_MAX, "a card has room for each key");

static const struct key *find_key(const char *name)
{
	for (size_t i = 0; i < N_KEYS; i++)
		if (strcmp(keys[i].name, name) == 0)
			return &keys[i];
	return NULL;
}

/* Write "mac= and vm=": the keys that a card of this form can have. */
static void list_keys(enum card_form form, char text[KEYS_TEXT_SIZE])
{
	const char *names[N_KEYS];
	size_t n = 0, used = 0;

	for (size_t i = 0; i < N_KEYS; i++)
		if (form == CARD_NIC || keys[i].is_of_bridge)
			names[n++] = keys[i].name;
	for (size_t i = 0; i < n && used < KEYS_TEXT_SIZE; i++)
		used += (size_t)snprintf(text + used, KEYS_TEXT_SIZE - used,
					 "%s%s=",
					 i == 0	      ? ""
					 : i + 1 == n ? " and "
						      : ", ",
					 names[i]);
}

static int refuse_key(const char *name, enum card_form form, struct error *err)
{
	char text[KEYS_TEXT_SIZE] = "";

	list_keys(form, text);
	return error_set(err, VMTAP_E_ARGUMENT, EINVAL,
			 "'%.64s' is no option of a network card; there are %s",
			 name, text);
}

/* ---- text ------------------------------------------------------------- */

const char *card_value(const struct card *card, const char *key)
{
	for (size_t i = 0; i < card->n; i++)
		if (strcmp(card->options[i].key, key) == 0)
			return card->options[i].value;
	return NULL;
}

static int store(struct card *card, const struct key *key, const char *value,
		 struct error *err)
{
	struct card_option *option = &card->options[card->n];

	if (strlen(value) >= sizeof(option->value))
		return error_set(err, VMTAP_E_ARGUMENT, EINVAL,
				 "'%s' is too long for %s=", value, key->name);
	option->key = key->name;
	memcpy(option->value, value, strlen(value) + 1);
	card->n++;
	return 0;
}

/* Split an option into its key, '=' or ':', and its value, which may have both
 * characters in it. */
static int parse_option(char option[OPTION_SIZE], enum card_form form,
			struct card *card, struct error *err)
{
	char *value = strpbrk(option, "=:");
	const struct key *key;

	if (value)
		*value++ = '\0';
	key = find_key(option);
	if (!key || (form == CARD_BRIDGE && !key->is_of_bridge))
		return refuse_key(option, form, err);
	if (!value)
		return error_set(err, VMTAP_E_ARGUMENT, EINVAL,
				 "%s needs a value: %s=...", option, option);
	if (card_value(card, key->name))
		return error_set(err, VMTAP_E_ARGUMENT, EINVAL,
				 "%s= is given twice; keep one", option);
	return store(card, key, value, err);
}

/* text comes after the network's name.  It is empty, or has a separator in
 * front of each option. */
static int parse_options(const char *text, enum card_form form,
			 struct card *card, struct error *err)
{
	const char *separator = form == CARD_BRIDGE ? "/" : ",";
	int r = 0;

	while (*text && r == 0) {
		const size_t n = strcspn(++text, separator);
		char option[OPTION_SIZE];

		if (n >= sizeof(option))
			return error_set(
				err, VMTAP_E_ARGUMENT, EINVAL,
				"'%.*s...' is too long to be an option of a network card",
				64, text);
		memcpy(option, text, n);
		option[n] = '\0';
		r = parse_option(option, form, card, err);
		text += n;
	}
	return r;
}

int card_parse(const char *text, enum card_form form, struct card *ret_card,
	       struct error *err)
{
	const size_t n = strcspn(text, form == CARD_BRIDGE ? "/" : ",");
	struct card card = { .n = 0 };
	int r;

	if (n == 0)
		return error_set(err, VMTAP_E_ARGUMENT, EINVAL,
				 "the network's name is empty");
	if (n >= sizeof(card.network))
		return error_set(err, VMTAP_E_ARGUMENT, EINVAL,
				 "'%.*s' is too long to be a network's name",
				 (int)n, text);
	memcpy(card.network, text, n);
	r = parse_options(text + n, form, &card, err);
	if (r == 0)
		*ret_card = card;
	return r;
}

/* Two values are the same if they are equal.  The hex digits of an address may
 * differ in case. */
static bool is_same(const char *key, const char *a, const char *b)
{
	return strcmp(key, "mac") == 0 ? strcasecmp(a, b) == 0
				       : strcmp(a, b) == 0;
}

int card_add(struct card *card, const char *key, const char *value,
	     struct error *err)
{
	const char *old = card_value(card, key);
	const struct key *known = find_key(key);

	if (!known)
		return refuse_key(key, CARD_NIC, err);
	if (!old)
		return store(card, known, value, err);
	if (is_same(key, old, value))
		return 0;
	return error_set(err, VMTAP_E_ARGUMENT, EINVAL,
			 "%s= is both '%s' and '%s'; say it once", key, old,
			 value);
}

/* ---- values ----------------------------------------------------------- */

int card_begin(const char *network, struct request *ret_request,
	       struct error *err)
{
	struct request request = {
		.verb = VMTAP_PROTO_OPEN,
		.queues = 1,
		.flags = VMTAP_PROTO_F_VNET_HDR,
	};
	int r = set_label(network, "network", &request.network, err);

	if (r == 0)
		*ret_request = request;
	return r;
}

int card_set(struct request *request, const char *key, const char *value,
	     struct error *err)
{
	const struct key *known = find_key(key);

	return known ? known->set(request, value, err)
		     : refuse_key(key, CARD_NIC, err);
}

int card_request(const struct card *card, struct request *ret_request,
		 struct error *err)
{
	struct request request;
	int r = card_begin(card->network, &request, err);

	for (size_t i = 0; i < card->n && r == 0; i++)
		r = card_set(&request, card->options[i].key,
			     card->options[i].value, err);
	if (r == 0)
		*ret_request = request;
	return r;
}
