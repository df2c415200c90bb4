/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * notes.h - what may be wrong with a device that works: the notes of a lease,
 * and a sentence for each.  The module that finds a note sets it and takes it
 * away; list and show tell all that are set.
 */
#ifndef VMTAP_NOTES_H
#define VMTAP_NOTES_H

#include <stdbool.h>

#include "common/note.h"
#include "daemon/lease/lease.h"
#include "vmtap-proto.h"

#define NOTES_SENTENCE_SIZE 384

/* What QEMU gives to the first card of each VM without mac=. */
extern const struct lladdr notes_qemus_lladdr;

/* True: the note is new, so the log should have it. */
bool notes_set(struct lease *lease, enum note note, bool is_true);

/* What is wrong with the device, and the remedy; the sentence ends without a
 * full stop. */
void notes_describe(const struct lease *lease, enum note note,
		    char text[NOTES_SENTENCE_SIZE]);

/* A line for each note, as in struct vmtap_proto_show.  Notes without room are
 * left out. */
void notes_print(const struct lease *lease,
		 char text[VMTAP_PROTO_NOTES_TEXT_MAX + 1]);

#endif
