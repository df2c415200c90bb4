/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * stage.c - starts and stops the parts of a table.
 */
#include "daemon/start/stage.h"

#include <string.h>

int stages_start(const struct stage *stages, size_t n, struct state *state,
		 struct error *err)
{
	for (size_t i = 0; i < n; i++) {
		int r;

		err->code = VMTAP_OK;
		r = stages[i].start(state, err);
		if (r < 0 && err->code == VMTAP_OK)
			(void)error_set(err, VMTAP_E_HOST, -r,
					"%s cannot start: %s", stages[i].name,
					strerror(-r));
		if (r < 0)
			return r;
	}
	return 0;
}

void stages_stop(const struct stage *stages, size_t n, struct state *state)
{
	while (n-- > 0)
		if (stages[n].stop)
			stages[n].stop(state);
}
