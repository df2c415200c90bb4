/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * import.h - a bridge.conf with the files it includes, and its translation.
 * All is read before anything is printed: a failure prints nothing.
 */
#ifndef VMTAP_IMPORT_H
#define VMTAP_IMPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "client/arguments/bridgeconf.h"
#include "client/arguments/readers.h"

/* vmtap's own limits; qemu-bridge-helper has none. */
#define IMPORT_FILES_MAX 256
#define IMPORT_FILE_SIZE_MAX (1 << 20)
#define IMPORT_RULES_MAX 4096
#define IMPORT_BRIDGES_MAX 1024 /* networks of a vmtapd.conf */

#define IMPORT_SAFE_SIZE 96
#define IMPORT_PLACE_SIZE (IMPORT_SAFE_SIZE + 16)

struct import_rule {
	bool is_deny, is_all;
	char bridge[BRIDGECONF_NAME_MAX + 1]; /* unless is_all */
	char place[IMPORT_PLACE_SIZE]; /* "FILE:LINE", fit for a comment */
	struct readers readers;
};

struct import {
	FILE *out;
	size_t n_differences; /* comments that name a difference */
	size_t n_files;
	size_t n_rules;
	struct import_rule rules[IMPORT_RULES_MAX];
};

/* Names of bridges, each once. */
struct import_bridges {
	size_t n;
	char names[IMPORT_BRIDGES_MAX][BRIDGECONF_NAME_MAX + 1];
};

/*
 * Read path into *import, of which only out is set before.  -errno and *err
 * if path cannot be read or qemu-bridge-helper refuses it.
 */
int import_read(struct import *import, const char *path,
		struct vmtap_error *err);

/* Narrow *readers to the users who can open path; -errno if it is missing. */
int import_access(const char *path, struct readers *readers);

/* text made fit for a comment: one line, printable, of limited length. */
void import_safe(const char *text, char ret_safe[IMPORT_SAFE_SIZE]);

/* Add name; false if there are too many. */
bool import_bridges_add(struct import_bridges *bridges, const char *name);

/* Print the network of bridge, or a comment why it has none. */
void import_print(struct import *import, const char *bridge);

/* Start a comment about a difference; vmtap(1) explains its NAME. */
void import_differs(struct import *import, const char *name);

#endif
