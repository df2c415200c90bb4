#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# setup.t - what tests/run says where packages cannot be installed.
#
# The scripts are copied, since tests/run writes below its own tree.  /etc and the
# programs that ask for packages are others, in a mount namespace of the test.
set -u
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
if [ "$(id -u)" != 0 ]; then
	echo "1..0 # SKIP needs root"
	exit 0
fi
if [ -z "${SETUP_INSIDE:-}" ]; then
	SETUP_INSIDE=1 exec unshare --mount sh "$0"
fi
number=0
failed=0

# is WHAT EXPECTED GOT
is() {
	number=$((number + 1))
	if [ "$2" = "$3" ]; then
		echo "ok $number - $1"
	else
		echo "not ok $number - $1"
		printf '%s\n' "$2" | sed 's/^/# expected: /'
		printf '%s\n' "$3" | sed 's/^/# got:      /'
		failed=1
	fi
}

T=$(mktemp -d)
trap 'rm -rf "$T"' EXIT
mkdir -p "$T/tree/contrib/setup" "$T/tree/tests/lib" "$T/bin"
cp "$top_srcdir/contrib/setup/install-packages" "$T/tree/contrib/setup/"
cp "$top_srcdir/tests/run" "$top_srcdir/tests/tally" "$T/tree/tests/"
cp "$top_srcdir/tests/lib/debian" "$T/tree/tests/lib/"
PATH=$T/bin:$PATH

# os_release PRETTY-NAME CODE-NAME
os_release() {
	printf 'PRETTY_NAME="%s"\nVERSION_CODENAME=%s\n' "$1" "$2" \
		>"$T/os-release"
	mount --bind "$T/os-release" /etc/os-release
}

os_release "Ubuntu 24.04 LTS" noble
for program in tests/run contrib/setup/install-packages; do
	"$T/tree/$program" >"$T/told" 2>&1
	is "another release: $program fails" 1 $?
	is "another release: $program says so in one line" \
		"debian: vmtap's packages are known on Debian bookworm trixie sid, not on Ubuntu 24.04 LTS" \
		"$(cat "$T/told")"
done
umount /etc/os-release

os_release "Debian GNU/Linux forky/sid" forky
is "before its release, a Debian is sid" sid "$("$T/tree/tests/lib/debian" suite)"
umount /etc/os-release

# No package is there, and none can be had.
os_release "Debian GNU/Linux 12 (bookworm)" bookworm
printf '#!/bin/sh\nexit 1\n' >"$T/bin/dpkg-query"
printf '#!/bin/sh\necho "$*" >>%s\necho "E: no network" >&2\nexit 100\n' \
	"$T/asked" >"$T/bin/apt-get"
chmod 755 "$T/bin/dpkg-query" "$T/bin/apt-get"
"$T/tree/tests/run" >"$T/told" 2>&1
is "no network: tests/run fails" 1 $?
is "no network: only setup ran" "setup bookworm 0 1" \
	"$(awk '{ print $1, $2, $3, $5 }' "$T/tree/build/table")"
is "no network: says that nothing else does" 1 \
	"$(grep -c '^== setup failed, so no other stage runs$' "$T/told")"
is "no network: shows what apt said" 1 "$(grep -c 'E: no network' "$T/told")"
is "no network: the last line counts it" "0 passed, 1 failed" \
	"$(tail -n 1 "$T/told")"
is "apt was asked to wait for its lock" "-qq -o DPkg::Lock::Timeout=300 update" \
	"$(head -n 1 "$T/asked")"
echo "1..$number"
exit $failed
