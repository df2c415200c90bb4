/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * diagnose.c - vmtap_diagnose(): what vmtapd has looked at, walked by cursor.
 */
#include <errno.h>
#include <stdlib.h>

#include "lib/connection.h"
#include "lib/walk.h"
#include "vmtap.h"

struct vmtap_findings {
	size_t n;
	struct vmtap_proto_finding *all;
};

static bool is_after(const struct request *request, const void *record)
{
	const struct vmtap_proto_finding *finding = record;

	return finding->number > request->ifindex;
}

static void seek(struct request *request, const void *record)
{
	const struct vmtap_proto_finding *finding = record;

	request->ifindex = finding->number;
}

static void fill(void *element, const void *record)
{
	*(struct vmtap_proto_finding *)element =
		*(const struct vmtap_proto_finding *)record;
}

static int ask(struct vmtap *client, const char *network,
	       struct vmtap_findings *findings, struct error *err)
{
	struct request request = { .verb = VMTAP_PROTO_DIAGNOSE };
	struct walk all = {
		.what = "findings",
		.size = sizeof(*findings->all),
		.is_after = is_after,
		.seek = seek,
		.fill = fill,
	};
	int r = 0;

	if (network && label_parse(network, &request.network) < 0)
		return error_set(
			err, VMTAP_E_ARGUMENT, EINVAL,
			"'%.64s' is not the name of a network; 'vmtap networks' prints yours",
			network);
	r = walk(&all, client, &request, err);
	findings->all = all.array;
	findings->n = all.n;
	return r;
}

int vmtap_diagnose(struct vmtap *client, const char *network,
		   struct vmtap_findings **ret_findings,
		   struct vmtap_error *err)
{
	struct vmtap_findings *findings = calloc(1, sizeof(*findings));
	struct error error;
	int r = findings ? ask(client, network, findings, &error)
			 : error_set(&error, VMTAP_E_INTERNAL, ENOMEM,
				     "out of memory");

	if (r < 0) {
		vmtap_findings_free(findings);
		return connection_report(err, &error, r);
	}
	*ret_findings = findings;
	return 0;
}

void vmtap_findings_free(struct vmtap_findings *findings)
{
	if (findings)
		free(findings->all);
	free(findings);
}

size_t vmtap_findings_count(const struct vmtap_findings *findings)
{
	return findings->n;
}

enum vmtap_state vmtap_findings_state(const struct vmtap_findings *findings,
				      size_t i)
{
	return (enum vmtap_state)findings->all[i].state;
}

const char *vmtap_findings_name(const struct vmtap_findings *findings, size_t i)
{
	return findings->all[i].name;
}

const char *vmtap_findings_link(const struct vmtap_findings *findings, size_t i)
{
	return findings->all[i].link;
}

const char *vmtap_findings_text(const struct vmtap_findings *findings, size_t i)
{
	return findings->all[i].text;
}
