/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * error.c - fills struct error.  Pure but for vsnprintf().  Never logs.
 */
#include "common/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int error_set(struct error *err, enum vmtap_code code, int error,
	      const char *format, ...)
{
	va_list args;

	if (err) {
		err->code = code;
		va_start(args, format);
		(void)vsnprintf(err->text, sizeof(err->text), format, args);
		va_end(args);
	}
	return -error;
}

void error_prefix(struct error *err, const char *format, ...)
{
	char old[sizeof(err->text)];
	const size_t room = sizeof(err->text) - 1;
	va_list args;
	size_t used, rest;

	if (!err)
		return;
	memcpy(old, err->text, sizeof(old));
	va_start(args, format);
	(void)vsnprintf(err->text, room - 1, format, args);
	va_end(args);
	used = strlen(err->text);
	memcpy(err->text + used, ": ", 2);
	used += 2;
	rest = strlen(old);
	if (rest > room - used)
		rest = room - used;
	memcpy(err->text + used, old, rest);
	err->text[used + rest] = '\0';
}

int error_errno(enum vmtap_code code)
{
	switch (code) {
	case VMTAP_OK:
		return 0;
	case VMTAP_E_PROTOCOL:
		return EPROTO;
	case VMTAP_E_DENIED:
		return EACCES;
	case VMTAP_E_LIMIT:
		return EDQUOT;
	case VMTAP_E_LLADDR:
	case VMTAP_E_ARGUMENT:
		return EINVAL;
	case VMTAP_E_IN_USE:
		return EADDRINUSE;
	case VMTAP_E_OPTION:
		return EOPNOTSUPP;
	case VMTAP_E_HOST:
		return ENODEV;
	case VMTAP_E_BUSY:
		return EBUSY;
	case VMTAP_E_NO_LEASE:
		return ENOENT;
	case VMTAP_E_CONNECT:
		return ECONNREFUSED;
	case VMTAP_E_TIMEOUT:
		return ETIMEDOUT;
	case VMTAP_E_INTERNAL:
		break;
	}
	return EIO;
}
