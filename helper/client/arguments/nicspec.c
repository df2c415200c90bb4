/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * nicspec.c - makes a request of libvmtap from a card's text.  libvmtap checks
 * whether the values are legal, and vmtapd whether they are permitted.
 */
#include "client/arguments/nicspec.h"

#include "client/arguments/problem.h"

int nicspec_parse(const char *text, enum card_form form, struct card *ret_card,
		  struct vmtap_error *err)
{
	struct error error;

	return card_parse(text, form, ret_card, &error) < 0
		       ? problem(err, "%s", error.text)
		       : 0;
}

int nicspec_add(struct card *card, const char *key, const char *value,
		struct vmtap_error *err)
{
	struct error error;

	return card_add(card, key, value, &error) < 0
		       ? problem(err, "%s", error.text)
		       : 0;
}

int nicspec_request(const struct card *card, struct vmtap_request **ret_request,
		    struct vmtap_error *err)
{
	struct vmtap_request *request;
	int r = vmtap_request_new(card->network, &request, err);

	if (r < 0)
		return r;
	for (size_t i = 0; i < card->n && r == 0; i++)
		r = vmtap_request_set(request, card->options[i].key,
				      card->options[i].value, err);
	if (r < 0) {
		vmtap_request_free(request);
		return r;
	}
	*ret_request = request;
	return 0;
}
