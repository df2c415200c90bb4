/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * journal.h - sends records with their fields to systemd's journal.  If stderr
 * is not the journal, these functions do nothing.
 */
#ifndef VMTAP_JOURNAL_H
#define VMTAP_JOURNAL_H

#include <stdbool.h>

#include "daemon/log/record.h"

/* Is stderr the journal?  By $JOURNAL_STREAM, see systemd.exec(5). */
bool journal_is_stderr(void);

/* Call it at the start: no other function here opens anything. */
void journal_open(void);

/* Never waits.  -errno: the journal does not have the record; write it to
 * stderr. */
int journal_send(const struct record *record);

#endif
