/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * card.h - a network card as text: a network and options.  Each option is
 * "key=value" or "key:value", because libvirt's XML schema allows no '=' in a
 * bridge's name.  Only this file knows the keys and the form of their values.
 */
#ifndef VMTAP_CARD_H
#define VMTAP_CARD_H

#include <stddef.h>

#include "common/error.h"
#include "vmtap.h"

#define CARD_OPTIONS_MAX 8

struct request;

/* The card as it was written.  card_request() checks the values. */
struct card {
	char network[VMTAP_LABEL_MAX + 1];
	size_t n;
	struct card_option {
		const char *key; /* static */
		char value[VMTAP_LABEL_MAX + 1];
	} options[CARD_OPTIONS_MAX];
};

enum card_form {
	CARD_NIC, /* "lan,vm=web1,queues=2" */
	CARD_BRIDGE, /* "lan/vm:web1", from QEMU or libvirt.  These pass one
		      * descriptor, so there are only mac and vm. */
};

/* -EINVAL, with a sentence in *err, if an option is unknown or is given
 * twice. */
int card_parse(const char *text, enum card_form form, struct card *ret_card,
	       struct error *err);

/* Add an option that was given elsewhere.  -EINVAL if *card has another value
 * for it. */
int card_add(struct card *card, const char *key, const char *value,
	     struct error *err);

/* The value of key.  NULL if the card does not have it. */
const char *card_value(const struct card *card, const char *key);

/* ---- values ----------------------------------------------------------- */

/* A request to open a device on network with the defaults: one queue and a
 * virtio-net header.  -EINVAL if the name is not legal. */
int card_begin(const char *network, struct request *ret_request,
	       struct error *err);

/* Set key to value.  -EINVAL if there is no such key, or if it cannot have this
 * value. */
int card_set(struct request *request, const char *key, const char *value,
	     struct error *err);

/* Call card_begin(), and then card_set() for each option. */
int card_request(const struct card *card, struct request *ret_request,
		 struct error *err);

#endif
