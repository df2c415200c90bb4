/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "daemon/hold/record.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "daemon/event/loop.h"

struct hold_record *hold_record_add(struct hold_records *all,
				    struct lease *lease)
{
	struct hold_record *record = calloc(1, sizeof(*record));

	if (!record)
		return NULL;
	record->all = all;
	record->lease = lease;
	record->pidfd = -EBADF;
	lease->tamper.hold = record;
	TAILQ_INSERT_TAIL(all, record, entry);
	return record;
}

void hold_record_forget(struct lease *lease)
{
	struct hold_record *record = lease->tamper.hold;

	if (!record)
		return;
	lease->tamper.hold = NULL;
	TAILQ_REMOVE(record->all, record, entry);
	loop_forget(record->exit);
	if (record->pidfd >= 0)
		(void)close(record->pidfd);
	free(record);
}
