/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * label.h - the name of a network or a VM, checked.
 *
 * A label has letters, digits and _ . + - @ :, begins with a letter or digit,
 * and has at most VMTAP_LABEL_MAX bytes.  It needs no quotes in an alias, a log
 * line, a JSON string or an option list.
 */
#ifndef VMTAP_LABEL_H
#define VMTAP_LABEL_H

#include "vmtap.h"

/* Padded with zeros.  Empty only where a comment says that it may be. */
struct label {
	char s[VMTAP_LABEL_MAX + 1];
};

/* -EINVAL if text is not a legal label. */
int label_parse(const char *text, struct label *ret_label);

#endif
