/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * set.c - vmtap_set_guest().
 */
#include <errno.h>
#include <poll.h>

#include "common/clock.h"
#include "common/wire/card.h"
#include "lib/connection.h"
#include "vmtap.h"

/* As long as vmtapd lets a request for a device wait for one that ends. */
#define WAIT_MS 2000
#define AGAIN_MS 50

static int fill(const char *ifname, const char *lladdr, const char *vm,
		struct request *request, struct error *err)
{
	int r = 0;

	if (!ifname || ifname_parse(ifname, &request->ifname) < 0)
		return error_set(
			err, VMTAP_E_ARGUMENT, EINVAL,
			"'%s' is not an interface name; 'vmtap list' prints those of your devices",
			ifname ? ifname : "");
	r = card_set(request, "mac", lladdr ? lladdr : "", err);
	if (r == 0 && vm)
		r = card_set(request, "vm", vm, err);
	return r;
}

int vmtap_set_guest(struct vmtap *client, const char *ifname,
		    const char *lladdr, const char *vm, struct vmtap_error *err)
{
	struct request request = { .verb = VMTAP_PROTO_SET };
	uint64_t end;
	struct answer answer;
	struct error error;
	int r = fill(ifname, lladdr, vm, &request, &error);

	if (r < 0)
		return connection_report(err, &error, r);
	end = clock_ms() + WAIT_MS;
	while ((r = connection_ask(client, &request, &answer, &error)) < 0 &&
	       error.code == VMTAP_E_BUSY && clock_ms() < end)
		(void)poll(NULL, 0, AGAIN_MS);
	return r < 0 ? connection_report(err, &error, r) : 0;
}
