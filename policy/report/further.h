/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * further.h - the mistakes of a block behind its first one.  Private to policy/.
 */
#ifndef VMTAP_POLICY_FURTHER_H
#define VMTAP_POLICY_FURTHER_H

#include "policy/key.h"
#include "policy/message.h"
#include "policy/model.h"

/* The keys of a block have a mistake, which was told.  Tell the others.
 * network is that of the block, for an allow or a vm. */
void further_mistakes(struct parse *parse, const struct keys *keys,
		      const struct network *network);

#endif
