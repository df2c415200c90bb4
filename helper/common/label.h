/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * label.h - the name of a network or a VM, checked: letters, digits and
 * _ . + - @ :, the first a letter or digit, at most VMTAP_LABEL_MAX bytes.
 * So it can stand in an alias, a log line, a JSON string and an option list
 * without quoting.
 */
#ifndef VMTAP_LABEL_H
#define VMTAP_LABEL_H

#include "vmtap.h"

/* Zero-padded; empty only where a comment says so. */
struct label {
	char s[VMTAP_LABEL_MAX + 1];
};

/* -EINVAL if text is not a legal label. */
int label_parse(const char *text, struct label *ret_label);

#endif
