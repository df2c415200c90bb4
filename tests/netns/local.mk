# Tests in network namespaces: without root they are skipped, and say so.
NETNS_TESTS = \
	%D%/admin.t \
	%D%/again.t \
	%D%/classic-filter.t \
	%D%/classic-frames.t \
	%D%/classic-guest-address.t \
	%D%/classic-learn.t \
	%D%/classic-macs.t \
	%D%/classic-priority.t \
	%D%/classic-rewrites.t \
	%D%/classic-show.t \
	%D%/classic-vhost.t \
	%D%/clients.t \
	%D%/collision.t \
	%D%/comesback.t \
	%D%/cost.t \
	%D%/deny.t \
	%D%/doctor.t \
	%D%/diff.t \
	%D%/ebpf.t \
	%D%/ends.t \
	%D%/examples.t \
	%D%/explain.t \
	%D%/filter.t \
	%D%/frames.t \
	%D%/frr.t \
	%D%/gateway.t \
	%D%/handed-on.t \
	%D%/groups.t \
	%D%/guest-address.t \
	%D%/haste.t \
	%D%/hold.t \
	%D%/helper.t \
	%D%/hostcheck.t \
	%D%/hostile.t \
	%D%/import.t \
	%D%/inuse.t \
	%D%/lease-end.t \
	%D%/identity.t \
	%D%/limits.t \
	%D%/kept.t \
	%D%/classic-kept.t \
	%D%/learn.t \
	%D%/link-local.t \
	%D%/lladdr.t \
	%D%/log.t \
	%D%/macs.t \
	%D%/macvtap.t \
	%D%/mute.t \
	%D%/others.t \
	%D%/passthru.t \
	%D%/places.t \
	%D%/policy.t \
	%D%/port.t \
	%D%/port-again.t \
	%D%/priority.t \
	%D%/qos.t \
	%D%/readme.t \
	%D%/recipes.t \
	%D%/refusals.t \
	%D%/reload.t \
	%D%/rewrites.t \
	%D%/rootless.t \
	%D%/crowd.t \
	%D%/events-lost.t \
	%D%/reload-large.t \
	%D%/slow-close.t \
	%D%/tap-owner.t \
	%D%/sandbox.t \
	%D%/service.t \
	%D%/set.t \
	%D%/show.t \
	%D%/start.t \
	%D%/static.t \
	%D%/subuid.t \
	%D%/tamper.t \
	%D%/tap-bridge.t \
	%D%/udev.t \
	%D%/vanished.t \
	%D%/vhost.t \
	%D%/watch.t
dist_check_SCRIPTS += $(NETNS_TESTS)
TESTS += $(NETNS_TESTS)
EXTRA_DIST += %D%/recipes_quickemu %D%/recipes_vmm.py %D%/refusals.py %D%/refusals_rows.py %D%/cost.py %D%/ends.py \
	%D%/frames.py %D%/frames_build.py \
	%D%/frames_guests.py %D%/frames_kernel.py %D%/priority.py \
	%D%/frames_kinds.py %D%/frames_offload.py %D%/frames_wire.py \
	%D%/groups.py %D%/import.py %D%/rewrites.py %D%/rewrites_make.py \
	%D%/vhost.py
