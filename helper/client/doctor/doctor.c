/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * doctor.c - 'vmtap doctor': looks at all that a device needs, and says in a line
 * each what is well, what is not, what that costs and which command helps.  It
 * asks vmtapd what only vmtapd can see, and looks at the rest itself.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "client/command.h"
#include "client/doctor/report.h"
#include "client/doctor/session.h"
#include "common/kind.h"

static inline void cleanup_findings(struct vmtap_findings **findings)
{
	vmtap_findings_free(*findings);
}
#define _cleanup_findings_ __attribute__((cleanup(cleanup_findings)))

static inline void cleanup_show(struct vmtap_show **show)
{
	vmtap_show_free(*show);
}
#define _cleanup_show_ __attribute__((cleanup(cleanup_show)))

/* ---- what vmtapd says ------------------------------------------------- */

static void tell(struct report *report, const struct vmtap_findings *findings,
		 bool has_lower)
{
	for (size_t i = 0; i < vmtap_findings_count(findings); i++) {
		const char *link = vmtap_findings_link(findings, i);

		report_add(report, vmtap_findings_state(findings, i),
			   vmtap_findings_name(findings, i),
			   vmtap_findings_text(findings, i));
		if (link[0] && has_lower)
			look_wireless(&report->look, link);
	}
}

/* network: NULL for the host */
static int diagnose(struct report *report, struct vmtap *client,
		    const char *network, bool has_lower)
{
	_cleanup_findings_ struct vmtap_findings *findings = NULL;
	struct vmtap_error err;
	int r = vmtap_diagnose(client, network, &findings, &err);

	if (r < 0)
		report_add(report, VMTAP_STATE_WRONG,
			   network ? "permission" : "service", err.text);
	else
		tell(report, findings, has_lower);
	return r;
}

/* ---- networks --------------------------------------------------------- */

/* False: vmtapd refuses the user. */
static bool look_at_networks(struct report *report, struct vmtap *client,
			     const char *only)
{
	_cleanup_networks_ struct vmtap_networks *networks = NULL;
	struct vmtap_error err;
	bool is_found = false;

	if (vmtap_networks(client, &networks, &err) < 0) {
		report_add(report, VMTAP_STATE_WRONG, "networks", err.text);
		return true;
	}
	for (size_t i = 0; i < vmtap_networks_count(networks); i++) {
		const struct vmtap_network *network =
			vmtap_networks_at(networks, i);
		const char *name = vmtap_network_name(network);

		if (only && strcmp(name, only) != 0)
			continue;
		report_set_about(report, "network %s", name);
		(void)diagnose(report, client, name,
			       !kind_of(vmtap_network_kind(network))->is_port);
		is_found = true;
	}
	if (is_found)
		return true;
	report_set_about(report, only ? "network %s" : "networks%s",
			 only ? only : "");
	if (only)
		return diagnose(report, client, only, false) == 0;
	if (geteuid() == 0)
		report_add(
			report, VMTAP_STATE_HINT, "permission",
			"no rule permits root a network; name one, as in 'vmtap doctor lan', or ask as the user, with 'runuser -u USER -- vmtap doctor'");
	else
		report_add(
			report, VMTAP_STATE_WRONG, "permission",
			"no network is open to you; the administrator permits them with an allow rule in vmtapd.conf(5)");
	return geteuid() == 0;
}

/* ---- devices ---------------------------------------------------------- */

/* Each note is a line "name: sentence". */
static void tell_notes(struct report *report, const char *notes)
{
	while (*notes) {
		const int n = (int)strcspn(notes, "\n");
		const int name = (int)strcspn(notes, ":\n");
		char word[32];

		(void)snprintf(word, sizeof(word), "%.*s", name, notes);
		if (n > name + 2)
			report_say(report, VMTAP_STATE_WRONG, word, "%.*s",
				   n - name - 2, notes + name + 2);
		notes += n + (notes[n] == '\n');
	}
}

static void tell_state(struct report *report, const struct vmtap_device *device)
{
	const char *link = vmtap_device_link(device);
	const char *lladdr = vmtap_device_lladdr(device);
	const bool is_up = vmtap_device_is_up(device);
	const bool has_carrier = vmtap_device_has_carrier(device);
	/* the carrier of a device by name says whether it is open */
	const bool is_well = is_up &&
			     (has_carrier || vmtap_device_is_held(device));

	report_say(report, is_well ? VMTAP_STATE_OK : VMTAP_STATE_WRONG,
		   "state", "it is %s, with%s carrier, %s%s, for the guest %s",
		   is_up ? "up" : "down", has_carrier ? "" : "out",
		   link[0] ? "at " : "at no bridge", link,
		   lladdr[0] ? lladdr : "whose address nobody told");
}

static void look_at_device(struct report *report, struct vmtap *client,
			   const char *ifname)
{
	_cleanup_show_ struct vmtap_show *show = NULL;
	struct vmtap_error err;

	report_set_about(report, "device %s", ifname);
	if (vmtap_show(client, ifname, 0, &show, &err) == 0) {
		tell_state(report, vmtap_show_device(show));
		tell_notes(report, vmtap_show_notes(show));
	} else if (err.code != VMTAP_E_NO_LEASE) { /* it has not ended */
		report_add(report, VMTAP_STATE_WRONG, "state", err.text);
	}
}

static void look_at_devices(struct report *report, struct vmtap *client,
			    const char *only)
{
	_cleanup_list_ struct vmtap_list *list = NULL;
	struct vmtap_error err;

	report_set_about(report, "devices");
	if (vmtap_list(client, &list, &err) < 0) {
		report_add(report, VMTAP_STATE_WRONG, "list", err.text);
		return;
	}
	for (size_t i = 0; i < vmtap_list_count(list); i++) {
		const struct vmtap_device *device = vmtap_list_at(list, i);

		if (!only || strcmp(vmtap_device_network(device), only) == 0)
			look_at_device(report, client,
				       vmtap_device_ifname(device));
	}
}

/* ---- all of it -------------------------------------------------------- */

static void look_at_all(struct report *report, const struct options *options,
			const char *only)
{
	_cleanup_client_ struct vmtap *client = NULL;
	bool is_there, is_permitted = false;

	report_set_about(report, "you");
	is_there = session_connect(report, options->socket, &client);
	if (is_there)
		is_permitted = look_at_networks(report, client, only);
	report_set_about(report, "you");
	session_groups(report, !is_permitted);
	if (is_there)
		look_at_devices(report, client, only);
	report_set_about(report, "host");
	if (is_there)
		(void)diagnose(report, client, NULL, false);
	look_managers(&report->look);
	(void)look_firewall(&report->look);
	look_hypervisor(&report->look);
	report_add(
		report, VMTAP_STATE_UNSEEN, "firewall",
		"the rules of the host's firewall are for root to read; 'vmtapd --check --host' does");
}

enum status command_doctor(const struct options *options, int n_operands,
			   char **operands)
{
	struct report report;

	report_begin(&report, options->is_json);
	look_at_all(&report, options, n_operands > 0 ? operands[0] : NULL);
	report_finish(&report);
	return report.n_wrong == 0 ? STATUS_OK : STATUS_REFUSED;
}
