#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# stock.t - vmtapd in a machine of its own, under Debian's stock kernel.
#
# Linux 6.1 is the oldest that vmtap promises to work with, and it has the
# drivers that a test machine's kernel may lack, vhost-net above all.  The
# machine is emulated: neither root nor a network is needed, but for the
# download of the kernel.
set -u
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${top_builddir:=$PWD}"
export top_srcdir top_builddir
# shellcheck disable=SC2154 # MACHINE_ID, stage_cache and stage_lib are lib.sh's
# shellcheck source=tests/vm/lib.sh
. "$top_srcdir/tests/vm/lib.sh"

# The libraries that programs need, and the loader, as FILE=DEST.
libraries() {
	LD_LIBRARY_PATH=$stage_lib ldd "$@" | sed -n \
		-e 's|^.* => \(/[^ ]*\) .*|\1|p' \
		-e 's|^[[:space:]]*\(/[^ ]*\) (0x.*|\1|p' | sort -u |
		while read -r library; do
			case $library in
			*/ld-linux*) echo "$library=lib64/${library##*/}" ;;
			*) echo "$library=lib/${library##*/}" ;;
			esac
		done
}

policy() {
	network lan kind=bridge 'bridge="br0"' vhost=true
	network bare kind=bridge 'bridge="br0"'
	for mode in bridge private vepa; do
		network "$mode" kind=macvtap 'lower="up0"' "mode=$mode" \
			mtu=1300 vhost=true
	done
	network source kind=macvtap 'lower="up0"' mode=source mtu=1300 \
		vhost=true 'sources={"52:54:00:00:00:01"}'
	network passthru kind=macvtap 'lower="pass0"' mode=passthru
	echo 'network ranged { kind = bridge  bridge = "br0"'
	echo '  allow "1000" { mac = "52:54:00:00:00:00/24" } }'
}

network() {
	echo "network $1 {"
	shift
	printf '  %s\n' "$@" queues=4 'allow "1000" {}' '}'
}

# Not installed, and wrapped by libtool or not.
walls_program() {
	file=$top_builddir/tests/sandbox/try
	[ -x "${file%/*}/.libs/try" ] && file=${file%/*}/.libs/try
	echo "$file"
}

pack() {
	policy >"$STAGE/vmtapd.conf"
	echo "$MACHINE_ID" >"$STAGE/machine-id"
	set --
	for program in vmtapd vmtap ip bridge setpriv; do
		file=$(command -v "$program") || die "no program $program"
		set -- "$@" "$file"
	done
	set -- "$@" "$(walls_program)" \
		"$top_builddir/tests/netns/vmtap-link" \
		"$top_builddir/tests/netns/vmtap-probe"
	# shellcheck disable=SC2046 # one word each
	"$top_srcdir/tests/vm/make-initramfs" "$stage_cache/kernel" \
		"$top_srcdir/tests/vm/stock-init" "$STAGE/initramfs" \
		bridge veth tun macvtap vhost_net sch_ingress sch_tbf cls_bpf \
		act_police -- \
		"$top_srcdir/tests/vm/stock-fence=stock-fence" \
		"$STAGE/vmtapd.conf=vmtapd.conf" \
		"$STAGE/machine-id=etc/machine-id" \
		$(libraries "$@") \
		$(for file; do echo "$file=tools/${file##*/}"; done)
}

boot() {
	timeout 120 qemu-system-x86_64 -M q35 -accel tcg,thread=multi -cpu max \
		-smp 2 -m 512 -nodefaults -no-user-config -display none \
		-no-reboot -kernel "$stage_cache/kernel/vmlinux" \
		-initrd "$STAGE/initramfs" \
		-chardev stdio,id=console,signal=off -serial chardev:console \
		-append "console=ttyS0 quiet loglevel=4 panic=-1 nokaslr \
mitigations=off no_timer_check" </dev/null | tr -d '\r' >"$STAGE/console"
}

# The machine's lines as test points; the rest as comments.
report() {
	awk '
	/^vmtap-guest: (not )?ok / {
		sub(/^vmtap-guest: /, "")
		line = $0
		sub(/^(not )?ok /, "", line)
		print (/^not/ ? "not " : "") "ok " ++n " - " line
		next
	}
	/^vmtap-guest: tried / { tried = $3 }
	{ print "# " $0 }
	END {
		ok = n > 0 && tried == n
		print (ok ? "" : "not ") "ok " ++n " - the machine came to the end"
		print "1.." n
	}' "$STAGE/console"
}

for tool in qemu-system-x86_64 busybox setpriv ip apt-get; do
	command -v "$tool" >/dev/null || {
		echo "1..0 # SKIP no $tool"
		exit 0
	}
done
STAGE=$(mktemp -d)
trap 'rm -rf "$STAGE"' EXIT
stage_prepare >&2 || die "no kernel for the machine"
stage_install
pack || die "cannot pack the machine"
boot
report
