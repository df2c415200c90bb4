/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ask.c - one vmtap_check() for 'check' and 'mac'.
 */
#include "client/command.h"

int command_ask(const struct options *options, const struct card *card,
		struct vmtap_device **ret_device, struct vmtap_error *err)
{
	_cleanup_request_ struct vmtap_request *request = NULL;
	_cleanup_client_ struct vmtap *client = NULL;
	int r;

	/* Before connecting: a wrong command line needs no vmtapd to be told. */
	r = nicspec_request(card, &request, err);
	if (r < 0)
		return r;
	r = vmtap_connect(options->socket, &client, err);
	if (r < 0)
		return r;
	return vmtap_check(client, request, ret_device, err);
}
