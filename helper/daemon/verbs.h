/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * verbs.h - the verbs besides OPEN, which is in broker.c.
 *
 * Each sends its answer.  0: sent; -errno without a reason in *err: the answer
 * could not be sent; -errno with a reason: refused, and nothing was sent.
 */
#ifndef VMTAP_VERBS_H
#define VMTAP_VERBS_H

#include "common/error.h"
#include "daemon/call.h"

int verb_check(const struct call *call, struct error *err);
int verb_networks(const struct call *call, struct error *err);
int verb_list(const struct call *call, struct error *err);
int verb_release(const struct call *call, struct error *err);
int verb_revoke(const struct call *call, struct error *err);
int verb_show(const struct call *call, struct error *err);
int verb_diagnose(const struct call *call, struct error *err);

#endif
