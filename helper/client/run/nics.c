/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * nics.c - opens the cards, and describes what was opened.
 */
#include "client/run/nics.h"

#include <stdlib.h>
#include <string.h>

#include "client/run/numbers.h"

_Static_assert(OPTIONS_NICS_MAX * 2 * VMTAP_QUEUES_MAX <= NUMBERS_MAX,
	       "a number for each descriptor");
_Static_assert(OPTIONS_NICS_MAX == NICS_MAX, "a place for each card");

int nics_parse(const struct options *options, struct nics *nics,
	       struct vmtap_error *err)
{
	for (size_t i = 0; i < options->n_nics; i++) {
		struct vmtap_request *request;
		int r;

		r = nicspec_parse(options->nics[i], CARD_NIC, &nics->cards[i],
				  err);
		if (r < 0)
			return r;
		r = nicspec_request(&nics->cards[i], &request, err);
		if (r < 0)
			return r;
		vmtap_request_free(request);
	}
	return 0;
}

static void describe(struct vmtap_device *device, struct nic *nic)
{
	*nic = (struct nic){
		.network = vmtap_device_network(device),
		.n_queues = vmtap_device_queues(device),
		.n_vhosts = vmtap_device_vhosts(device),
		.lladdr = vmtap_device_lladdr(device),
		.ifname = vmtap_device_ifname(device),
		.mtu = vmtap_device_mtu(device),
	};
	for (unsigned int i = 0; i < nic->n_queues; i++)
		nic->fds[i] = vmtap_device_take_fd(device, i);
	for (unsigned int i = 0; i < nic->n_vhosts; i++)
		nic->vhost_fds[i] = vmtap_device_take_vhost_fd(device, i);
}

/* A device that would be granted: all its descriptors are negative. */
static void describe_plan(struct vmtap_device *device, const struct card *card,
			  struct nic *nic)
{
	const char *queues = card_value(card, "queues");
	const char *vhost = card_value(card, "vhost");

	describe(device, nic);
	nic->is_planned = true;
	nic->n_queues = queues ? (unsigned int)strtoul(queues, NULL, 10) : 1;
	nic->n_vhosts = vhost && strcmp(vhost, "on") == 0 ? nic->n_queues : 0;
	for (unsigned int i = 0; i < VMTAP_QUEUES_MAX; i++)
		nic->fds[i] = nic->vhost_fds[i] = -1;
}

static int get_all(const struct options *options, struct nics *nics, bool asks,
		   struct vmtap_error *err)
{
	_cleanup_client_ struct vmtap *client = NULL;
	int r;

	r = vmtap_connect(options->socket, &client, err);
	for (; r >= 0 && nics->n < options->n_nics; nics->n++) {
		_cleanup_request_ struct vmtap_request *request = NULL;
		struct vmtap_device **device = &nics->devices[nics->n];
		const struct card *card = &nics->cards[nics->n];

		r = nicspec_request(card, &request, err);
		if (r >= 0)
			r = (asks ? vmtap_check : vmtap_open)(client, request,
							      device, err);
		if (r < 0)
			return r;
		if (asks)
			describe_plan(*device, card, &nics->facts[nics->n]);
		else
			describe(*device, &nics->facts[nics->n]);
	}
	return r;
}

int nics_open(const struct options *options, struct nics *nics,
	      struct vmtap_error *err)
{
	return get_all(options, nics, false, err);
}

int nics_ask(const struct options *options, struct nics *nics,
	     struct vmtap_error *err)
{
	return get_all(options, nics, true, err);
}

int nics_number(struct nics *nics, bool is_strict, struct vmtap_error *err)
{
	int *fds[NUMBERS_MAX];
	size_t n = 0;

	for (size_t i = 0; i < nics->n; i++) {
		struct nic *nic = &nics->facts[i];

		for (unsigned int j = 0; j < nic->n_queues; j++)
			fds[n++] = &nic->fds[j];
		for (unsigned int j = 0; j < nic->n_vhosts; j++)
			fds[n++] = &nic->vhost_fds[j];
	}
	return numbers_settle(fds, n, is_strict, err);
}

/* The process ends, and with it the descriptors that were taken. */
void nics_done(struct nics *nics)
{
	for (size_t i = 0; i < nics->n; i++)
		vmtap_device_free(nics->devices[i]);
}
