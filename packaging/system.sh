# shellcheck shell=bash disable=SC2034  # sourced: the tables are used by who sources it
# What the station needs from a Debian or Ubuntu system. Sourced by packaging/run.sh and tests/run.sh.
#
# Building needs Rust and a C compiler (SQLite is built in), no -dev package. The window's libraries
# are opened at run time, so a missing one shows only when the window is opened; hence this list.

# Library (as winit, glutin and xkbcommon-dl open it) and the package that has it.
WINDOW_LIBRARIES="
libX11.so.6            libx11-6
libX11-xcb.so.1        libx11-xcb1
libxcb.so.1            libxcb1
libXcursor.so.1        libxcursor1
libXi.so.6             libxi6
libXrandr.so.2         libxrandr2
libxkbcommon.so.0      libxkbcommon0
libxkbcommon-x11.so.0  libxkbcommon-x11-0
libwayland-client.so.0 libwayland-client0
libwayland-cursor.so.0 libwayland-cursor0
libwayland-egl.so.1    libwayland-egl1
libEGL.so.1            libegl1
libGL.so.1             libgl1
"

# Programs the window tests work the window with and the printed sheet is read with, and their packages.
TEST_PROGRAMS="
Xvfb    xvfb
openbox openbox
xdotool xdotool
strace  strace
pdftoppm poppler-utils
zbarimg zbar-tools
faketime faketime
"

# Programs that boot the virtual machine of tests/vm, and their packages.
MACHINE_PROGRAMS="
qemu-system-x86_64 qemu-system-x86
busybox            busybox-static
cpio               cpio
modprobe           kmod
strip              binutils
xz                 xz-utils
"

say() {
    printf '%s\n' "$*" >&2
}

# Packages of the libraries in the table $1 that the loader does not find.
packages_of_missing_libraries() {
    local known library package
    known=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null || true)
    while read -r library package; do
        if [[ -n $library && $known != *"$library "* ]]; then echo "$package"; fi
    done <<<"$1"
}

# Packages of the programs in the table $1 that are not on the PATH.
packages_of_missing_programs() {
    local program package
    while read -r program package; do
        if [[ -n $program ]] && ! PATH=$PATH:/sbin:/usr/sbin command -v "$program" >/dev/null; then echo "$package"; fi
    done <<<"$1"
}

# Installs packages: install_packages WHY PACKAGE…
# Fails, having said what to install by hand, where that cannot be done here.
install_packages() {
    local why=$1 as_root=()
    shift
    if [[ $# -eq 0 ]]; then return 0; fi
    say "Missing, $why: $*"
    if ! command -v apt-get >/dev/null; then
        say "There is no apt-get here: install what provides these with this system's own tool."
        return 1
    fi
    if [[ $(id -u) -ne 0 ]]; then
        if ! command -v sudo >/dev/null; then
            say "Neither root nor sudo: as root, run   apt-get install $*"
            return 1
        fi
        as_root=(sudo)
    fi
    say "Installing them with apt-get${as_root[0]:+ (through sudo)}."
    if ! { "${as_root[@]}" apt-get -qq update &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends -y "$@"; } >&2; then
        say "apt-get could not install them: see its message above."
        return 1
    fi
}

# Fails with what to do where the program cannot be built.
require_build_tools() {
    if ! command -v cargo >/dev/null && [[ -r ${CARGO_HOME:-$HOME/.cargo}/env ]]; then
        # rustup's own file: a fresh installation is on the PATH only from the next login on.
        # shellcheck disable=SC1091
        source "${CARGO_HOME:-$HOME/.cargo}/env"
    fi
    if ! command -v cargo >/dev/null; then
        say "cargo is missing: install Rust from https://rustup.rs, then run this again."
        return 1
    fi
    if ! command -v cc >/dev/null && ! install_packages "to build SQLite and to link" gcc libc6-dev; then
        return 1
    fi
}
