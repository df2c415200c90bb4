#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# service.t - vmtapd as a service of a real systemd, as shipped.
#
# Debian 12 boots in an emulated machine that has no network card, with its
# stock kernel, systemd and udev.  What 'make install' installs is put into it
# as README.md says, and service-inside does the rest: a service user, the
# walls of the unit, restarts, the watchdog.  The build is taken as it was
# configured.  Needs the network once, for the kernel and the image.
set -u
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${top_builddir:=$PWD}"
export top_srcdir top_builddir
# shellcheck disable=SC2154 # stage_cache is lib.sh's
# shellcheck source=tests/vm/lib.sh
. "$top_srcdir/tests/vm/lib.sh"

# Seconds for the whole machine, which takes about 100 if it is alone on two
# CPUs.
LIMIT=540 # less than a test may take

# What the machine gets besides its image: the programs, the modules, the test.
pack() {
	payload=$STAGE/payload
	kernel=$stage_cache/kernel
	release=$(cat "$kernel/release")
	modules=lib/modules/$release
	mkdir -p "$payload/service-test" "$payload/$modules" || return
	mv "$STAGE/root" "$payload/service-test/root"
	for module in bridge veth tun macvtap vhost_net \
		sch_ingress cls_bpf; do
		modprobe -d "$kernel" -S "$release" --show-depends "$module"
	done | sed -n 's/^insmod \([^ ]*\).*/\1/p' | sort -u |
		while read -r file; do
			cp "$file" "$payload/$modules/" || return
		done || return
	cp "$kernel/$modules"/modules.builtin* "$kernel/$modules/modules.order" \
		"$payload/$modules/"
	depmod -b "$payload" "$release" || return
	# /lib is a link there, and must stay one.
	mkdir "$payload/usr" && mv "$payload/lib" "$payload/usr/lib" || return
	cp "$top_srcdir/tests/vm/service-inside" "$payload/service-test/inside"
	unit="$payload/etc/systemd/system"
	mkdir -p "$unit/multi-user.target.wants" || return
	cat >"$unit/service-test.service" <<-UNIT
		[Unit]
		After=multi-user.target
		[Service]
		ExecStart=/bin/sh /service-test/inside
		ExecStopPost=/bin/systemctl poweroff --force --force
		StandardOutput=file:/dev/ttyS1
		StandardError=tty
		TTYPath=/dev/ttyS0
	UNIT
	ln -s ../service-test.service "$unit/multi-user.target.wants/"
	tar -C "$payload" --owner=0 --group=0 -cf "$STAGE/payload.tar" . &&
		"$top_srcdir/tests/vm/make-initramfs" "$kernel" \
			"$top_srcdir/tests/vm/service-init" "$STAGE/initramfs" \
			virtio_pci virtio_blk overlay -- \
			"$STAGE/payload.tar=payload.tar"
}

# The report comes from the second serial line.
boot() {
	timeout "$LIMIT" qemu-system-x86_64 -M q35 -accel tcg,thread=multi \
		-cpu max -smp 2 -m 1024 -nodefaults -no-user-config \
		-display none -no-reboot \
		-kernel "$stage_cache/kernel/vmlinux" -initrd "$STAGE/initramfs" \
		-drive "if=virtio,format=raw,readonly=on,file=$stage_cache/rootfs.ext4" \
		-chardev "file,id=console,path=$STAGE/console" \
		-serial chardev:console \
		-chardev stdio,id=report,signal=off -serial chardev:report \
		-append "console=ttyS0 quiet loglevel=4 panic=-1 nokaslr \
mitigations=off no_timer_check systemd.show_status=0" </dev/null
}

# The machine's lines as test points, as they come; the rest as comments.
report() {
	awk '
	{ sub(/\r+$/, "") }
	/^(not )?ok / {
		line = $0
		sub(/^(not )?ok /, "", line)
		print (/^not/ ? "not " : "") "ok " ++n " - " line
		fflush()
		next
	}
	/^tried / { tried = $2 }
	{ print (/^#/ ? "" : "# ") $0; fflush() }
	END {
		ok = n > 0 && tried == n
		print (ok ? "" : "not ") "ok " ++n " - the machine came to the end"
		print "1.." n
		exit !ok
	}'
}

for tool in qemu-system-x86_64 busybox mmdebstrap mke2fs apt-get; do
	PATH=$PATH:/usr/sbin:/sbin command -v "$tool" >/dev/null || {
		echo "1..0 # SKIP no $tool"
		exit 0
	}
done
[ "$(id -u)" = 0 ] || [ -e "$stage_cache/rootfs.ext4" ] || {
	echo "1..0 # SKIP not root: mmdebstrap makes the machine's image"
	exit 0
}
grep -q '^#define HAVE_LIBSYSTEMD 1' "$top_builddir/config.h" || {
	echo "1..0 # SKIP built without libsystemd"
	exit 0
}
STAGE=$(mktemp -d)
trap 'rm -rf "$STAGE"' EXIT
trap 'exit 1' HUP INT TERM
umask 022
stage_prepare >&2 || die "no kernel for the machine"
"$top_srcdir/tests/vm/make-rootfs" "$stage_cache/rootfs.ext4" >&2 ||
	die "no image for the machine"
stage_install
pack || die "cannot pack the machine"
begun=$(now_ms)
boot | report || {
	echo "# --- the machine's console"
	tr -d '\r' <"$STAGE/console" | tail -n 30 | sed 's/^/# /'
}
note "the machine took $(($(now_ms) - begun)) ms"
