/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * slurp.h - reads a small file of the user's.
 */
#ifndef VMTAP_SLURP_H
#define VMTAP_SLURP_H

#include <stddef.h>

/* The whole file, with a zero byte behind it; free it.  -ENOENT: it is no file,
 * cannot be read, or has more than max bytes. */
int slurp(int folder, const char *path, size_t max, char **ret_text,
	  size_t *ret_size);

#endif
