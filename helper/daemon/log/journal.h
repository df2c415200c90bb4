/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * journal.h - records to systemd's journal, with their fields, where our
 * standard error is the journal; else all of this does nothing.
 */
#ifndef VMTAP_JOURNAL_H
#define VMTAP_JOURNAL_H

#include <stdbool.h>

#include "daemon/log/record.h"

/* Is stderr the journal?  By $JOURNAL_STREAM, see systemd.exec(5). */
bool journal_is_stderr(void);

/* At the start: no other function here opens anything. */
void journal_open(void);

/* Never waits.  -errno: it is not in the journal, and stderr is to have it. */
int journal_send(const struct record *record);

#endif
