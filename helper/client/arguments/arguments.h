/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * arguments.h - the argument vector of the command that gets the nics.
 */
#ifndef VMTAP_ARGUMENTS_H
#define VMTAP_ARGUMENTS_H

#include <stddef.h>

#include "client/arguments/nic.h"
#include "client/arguments/nicspec.h"
#include "vmtap.h"

/*
 * Would the command get the descriptors of each card: by a placeholder, or
 * because arguments_new() adds them?  If not, -EINVAL with a sentence that
 * names the first card which it would not get.
 */
int arguments_check(char *const *argv, const struct card *cards, size_t n_cards,
		    struct vmtap_error *err);

/*
 * An address that QEMU's arguments have in the place of a card (qemu/places.h) is
 * what the card asks for.  -EINVAL if the card has another one.
 */
int arguments_take(char *const *argv, struct card *cards, size_t n_cards,
		   struct vmtap_error *err);

/*
 * Returns argv with its placeholders filled in.  If argv has none and
 * vmm_is_qemu(), each nic gets its place in QEMU's options, or a -netdev and a
 * -device are appended for it; not by arguments_fill().  The result ends in NULL; free it with arguments_free().
 */
int arguments_new(char *const *argv, const struct nic *nics, size_t n_nics,
		  char ***ret_arguments, struct vmtap_error *err);
int arguments_fill(char *const *argv, const struct nic *nics, size_t n_nics,
		   char ***ret_arguments, struct vmtap_error *err);
void arguments_free(char **arguments); /* accepts NULL */

#endif
