#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# install.t - configure's --with-qemu-helper-path: "make install" puts a symlink
# where QEMU and libvirt look for a bridge helper, and takes no other program's
# place; "make uninstall" takes away only that symlink.
# shellcheck source=tests/client/lib.sh
. "${top_srcdir:?run by make check}/tests/client/lib.sh"

at=/usr/lib/qemu/qemu-bridge-helper
place=$work/root$at

# makes TARGET [PATH]: sets status and err, and link to where the symlink leads
makes()
{
	run env -u MAKEFLAGS -u MAKELEVEL -u MFLAGS make -s -C "$build" "$1" \
		DESTDIR="$work/root" bindir=/usr/bin QEMU_HELPER_PATH="${2-$at}"
	link=$(readlink "$place")
}

makes install-qemu-helper no
is "$status $(find "$work/root" 2>/dev/null)" '0 ' 'without the switch: nothing'
makes install-qemu-helper
is "$status $link" '0 /usr/bin/vmtap-bridge-helper' 'a symlink to the helper'
makes install-qemu-helper
is "$status $link" '0 /usr/bin/vmtap-bridge-helper' 'once more'
makes uninstall-qemu-helper no
is "$status $link" '0 /usr/bin/vmtap-bridge-helper' \
	'uninstall without the switch leaves it'
makes uninstall-qemu-helper
is "$status $link" '0 ' 'uninstall takes it away'
makes uninstall-qemu-helper
is "$status" 0 'there is none: no error'

echo qemu >"$place"
makes install-qemu-helper
is "$status $(cat "$place")" '2 qemu' "QEMU's own program stays"
like "$err" "*$at is another program's; move it away first*" 'and why'
makes uninstall-qemu-helper
is "$status $(cat "$place")" '0 qemu' 'uninstall leaves it, too'
ln -sf /nowhere/helper "$place"
makes install-qemu-helper
is "$status $link" '2 /nowhere/helper' "another's symlink stays, whole or not"
makes uninstall-qemu-helper
is "$status $link" '0 /nowhere/helper' 'uninstall leaves it, too'
done_testing
