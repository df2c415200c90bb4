/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * match.h - which file of systemd's network folders is for vmtapd's links?
 */
#ifndef VMTAP_LOOK_MATCH_H
#define VMTAP_LOOK_MATCH_H

#include <limits.h>
#include <stdbool.h>

/* A link of vmtapd's: "vt" and eight hexadecimal digits. */
#define MATCH_NAME "vt1a2b3c4d"

/* Fits the name of such a link one of the patterns, which blanks separate? */
bool match_words(const char *words, const char *name);

/*
 * Find the first file in order of name, of those that end so (".link",
 * ".network"), that systemd takes for a link of vmtapd's.  A [Match] with a key
 * that tells links of hardware apart does not fit.  0: there is none; 1:
 * *ret_file is its path; -errno: the file *ret_file could not be read.
 */
int match_first(const char *ending, char ret_file[PATH_MAX]);

#endif
