/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * status.c - turns a code into an exit status, and prints the errors of
 * libvmtap and of the command line.
 */
#include "client/output/status.h"

#include <stdarg.h>
#include <stdio.h>

enum status status_of(int code)
{
	if (code == STATUS_CODE_MONITOR)
		return STATUS_MONITOR;
	switch ((enum vmtap_code)code) {
	case VMTAP_OK:
		return STATUS_OK;
	case VMTAP_E_DENIED:
	case VMTAP_E_LIMIT:
	case VMTAP_E_LLADDR:
	case VMTAP_E_IN_USE:
	case VMTAP_E_OPTION:
	case VMTAP_E_NO_LEASE:
		return STATUS_REFUSED;
	case VMTAP_E_ARGUMENT:
		return STATUS_USAGE;
	case VMTAP_E_PROTOCOL:
	case VMTAP_E_CONNECT:
	case VMTAP_E_TIMEOUT:
		return STATUS_UNREACHABLE;
	case VMTAP_E_HOST:
	case VMTAP_E_BUSY:
	case VMTAP_E_INTERNAL:
		break;
	}
	return STATUS_FAILED;
}

const char *status_code_name(int code)
{
	if (code == STATUS_CODE_MONITOR)
		return "monitor";
	switch ((enum vmtap_code)code) {
	case VMTAP_OK:
		return "ok";
	case VMTAP_E_PROTOCOL:
		return "protocol";
	case VMTAP_E_DENIED:
		return "denied";
	case VMTAP_E_LIMIT:
		return "limit";
	case VMTAP_E_LLADDR:
		return "address";
	case VMTAP_E_IN_USE:
		return "in-use";
	case VMTAP_E_OPTION:
		return "option";
	case VMTAP_E_HOST:
		return "host";
	case VMTAP_E_BUSY:
		return "busy";
	case VMTAP_E_NO_LEASE:
		return "no-lease";
	case VMTAP_E_ARGUMENT:
		return "argument";
	case VMTAP_E_CONNECT:
		return "connect";
	case VMTAP_E_TIMEOUT:
		return "timeout";
	case VMTAP_E_INTERNAL:
		break;
	}
	return "internal";
}

enum status status_report(const struct vmtap_error *err)
{
	fprintf(stderr, "vmtap: %s%s\n", err->text,
		err->code == VMTAP_E_HOST
			? "; 'vmtap doctor' says what else is wrong here"
			: "");
	return status_of(err->code);
}

enum status status_usage(const char *format, ...)
{
	va_list args;

	fputs("vmtap: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputs(" ('vmtap --help' shows how)\n", stderr);
	return STATUS_USAGE;
}
