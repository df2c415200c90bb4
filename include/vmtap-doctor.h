/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * vmtap-doctor.h - a part of vmtap.h, which includes it: what may be wrong with
 * the host, or with a network, and which command helps.
 */
#ifndef VMTAP_VMTAP_DOCTOR_H
#define VMTAP_VMTAP_DOCTOR_H

#include <stddef.h>

struct vmtap;
struct vmtap_error;

#ifdef __cplusplus
extern "C" {
#endif

/* The numbers never change their meaning. */
enum vmtap_state {
	VMTAP_STATE_OK = 0,
	VMTAP_STATE_WRONG = 1,	/* something does not work */
	VMTAP_STATE_HINT = 2,	/* it may not, or not as well as it could */
	VMTAP_STATE_UNSEEN = 3,	/* vmtapd could not look */
};

/* "ok", "wrong", "hint", "unseen"; "?" for an unknown value.  Static. */
const char *vmtap_state_name(enum vmtap_state state);

struct vmtap_findings;

/*
 * Let vmtapd look at what devices need: of the host, or, if network is not NULL,
 * of that network.  It makes nothing.  -EACCES: the caller may not use that
 * network.  Each thing that vmtapd looked at is a finding, in order.
 */
int vmtap_diagnose(struct vmtap *client, const char *network,
		   struct vmtap_findings **ret_findings,
		   struct vmtap_error *err);
void vmtap_findings_free(struct vmtap_findings *findings); /* accepts NULL */
size_t vmtap_findings_count(const struct vmtap_findings *findings);
/* Of finding i, which must be below the count.  Strings live as long as the
 * findings. */
enum vmtap_state vmtap_findings_state(const struct vmtap_findings *findings,
				      size_t i);
/* What was looked at, in a word, such as "way-out-down". */
const char *vmtap_findings_name(const struct vmtap_findings *findings,
				size_t i);
/* The bridge or lower device that it is about; "" for none. */
const char *vmtap_findings_link(const struct vmtap_findings *findings,
				size_t i);
/* A sentence: what is wrong, what that costs, which command helps. */
const char *vmtap_findings_text(const struct vmtap_findings *findings,
				size_t i);

#ifdef __cplusplus
}
#endif

#endif
