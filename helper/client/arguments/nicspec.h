/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * nicspec.h - "lan,mac=52:54:00:12:34:56,queues=2": a network card as the
 * command line describes it, with the errors of vmtap.h.
 */
#ifndef VMTAP_NICSPEC_H
#define VMTAP_NICSPEC_H

#include "common/wire/card.h"
#include "vmtap.h"

/* card.h says what the text can be. */
int nicspec_parse(const char *text, enum card_form form, struct card *ret_card,
		  struct vmtap_error *err);
int nicspec_add(struct card *card, const char *key, const char *value,
		struct vmtap_error *err);

/* The request that *card describes; free it with vmtap_request_free(). */
int nicspec_request(const struct card *card, struct vmtap_request **ret_request,
		    struct vmtap_error *err);

#endif
