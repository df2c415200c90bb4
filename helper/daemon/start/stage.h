/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * stage.h - parts that start in order, and stop in reverse.
 */
#ifndef VMTAP_STAGE_H
#define VMTAP_STAGE_H

#include <stddef.h>

#include "common/error.h"

struct state;

struct stage {
	const char *name; /* for an error without a sentence */
	int (*start)(struct state *state, struct error *err);
	void (*stop)(
		struct state *state); /* also if it has not started; or NULL */
};

/* Start them until one fails; then *err names it. */
int stages_start(const struct stage *stages, size_t n, struct state *state,
		 struct error *err);

/* Stop them all, started or not. */
void stages_stop(const struct stage *stages, size_t n, struct state *state);

#endif
