/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * command.h - the subcommands of vmtap(1); each has its own file.
 */
#ifndef VMTAP_COMMAND_H
#define VMTAP_COMMAND_H

#include "client/arguments/nicspec.h"
#include "client/options.h"
#include "client/output/status.h"
#include "vmtap.h"

/* operands[n_operands] is NULL.  Each prints its errors, returns the status. */
enum status command_run(const struct options *options, int n_operands,
			char **operands);
enum status command_hold(const struct options *options, int n_operands,
			 char **operands);
enum status command_list(const struct options *options, int n_operands,
			 char **operands);
enum status command_networks(const struct options *options, int n_operands,
			     char **operands);
enum status command_check(const struct options *options, int n_operands,
			  char **operands);
enum status command_mac(const struct options *options, int n_operands,
			char **operands);
enum status command_release(const struct options *options, int n_operands,
			    char **operands);
enum status command_revoke(const struct options *options, int n_operands,
			   char **operands);
enum status command_set(const struct options *options, int n_operands,
			char **operands);
enum status command_show(const struct options *options, int n_operands,
			 char **operands);
enum status command_doctor(const struct options *options, int n_operands,
			   char **operands);
enum status command_attach(const struct options *options, int n_operands,
			   char **operands);
enum status command_detach(const struct options *options, int n_operands,
			   char **operands);
enum status command_watch(const struct options *options, int n_operands,
			  char **operands);
enum status command_import_bridge_conf(const struct options *options,
				       int n_operands, char **operands);

/* Connect, and ask vmtap_check() about card; check and mac share this. */
int command_ask(const struct options *options, const struct card *card,
		struct vmtap_device **ret_device, struct vmtap_error *err);

static inline void cleanup_client(struct vmtap **client)
{
	vmtap_close(*client);
}

static inline void cleanup_device(struct vmtap_device **device)
{
	vmtap_device_free(*device);
}

static inline void cleanup_list(struct vmtap_list **list)
{
	vmtap_list_free(*list);
}

static inline void cleanup_networks(struct vmtap_networks **networks)
{
	vmtap_networks_free(*networks);
}

static inline void cleanup_watch(struct vmtap_watch **watch)
{
	vmtap_watch_free(*watch);
}

static inline void cleanup_request(struct vmtap_request **request)
{
	vmtap_request_free(*request);
}

#define _cleanup_client_ __attribute__((cleanup(cleanup_client)))
#define _cleanup_device_ __attribute__((cleanup(cleanup_device)))
#define _cleanup_list_ __attribute__((cleanup(cleanup_list)))
#define _cleanup_networks_ __attribute__((cleanup(cleanup_networks)))
#define _cleanup_watch_ __attribute__((cleanup(cleanup_watch)))
#define _cleanup_request_ __attribute__((cleanup(cleanup_request)))

#endif
