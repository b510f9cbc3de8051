#!/usr/bin/env bash
# Boots a small virtual machine (Debian's kernel, emulated) and runs one program in it as its only user:
#
#   boot.sh WORK_DIRECTORY STATION_PROGRAM TEST_PROGRAM [ARGUMENT…]
#
# What the program prints comes out on stdout, and then a line "the machine ends: N", N its exit code. The
# kernel is Debian's package, kept in ~/.cache/pairing-station (XDG_CACHE_HOME); nothing else stays.
set -euo pipefail

# In the order of the kernel's own needs; what they depend on is found by modprobe.
MODULES=(hid hid-generic uhid uinput evdev)
# An emulated machine on a busy computer is slow; one that hangs is ended.
SECONDS_AT_MOST=300

fail() {
    printf 'the virtual machine cannot be started: %s\n' "$*" >&2
    exit 3
}

require() {
    local program
    for program in "$@"; do
        PATH=$PATH:/sbin:/usr/sbin command -v "$program" >/dev/null ||
            fail "$program is missing; bash tests/run.sh installs what the tests need"
    done
}

kernel_package() {
    LC_ALL=C apt-cache depends linux-image-amd64 2>/dev/null |
        sed -n 's/^ *Depends: \(linux-image-[0-9][^ ]*\)$/\1/p' | head -n 1 || true
}

# Says where Debian's kernel lies, unpacked; fetches it once.
kernel() {
    local cache=${XDG_CACHE_HOME:-$HOME/.cache}/pairing-station/kernel package fresh
    if [[ ! -e $cache/complete ]]; then
        package=$(kernel_package)
        if [[ -z $package && $(id -u) -eq 0 ]]; then
            # A machine that was never asked for a package knows of none.
            apt-get -qq update >&2 || true
            package=$(kernel_package)
        fi
        [[ -n $package ]] || fail "apt knows no Debian kernel for amd64 (linux-image-amd64); run apt-get update on a Debian system"
        mkdir -p "$(dirname "$cache")"
        fresh=$(mktemp -d "$cache.XXXXXX")
        # As root apt would fetch as another user, who may not write here, and say so each time.
        (cd "$fresh" && apt-get -qq -o APT::Sandbox::User=root download "$package" >&2) || { rm -r "$fresh"; fail "$package cannot be downloaded"; }
        dpkg-deb --extract "$fresh/$package"_*.deb "$fresh" || { rm -r "$fresh"; fail "$package cannot be unpacked"; }
        rm "$fresh/$package"_*.deb
        # Debian 13 keeps /lib in /usr.
        if [[ -d $fresh/usr/lib/modules ]]; then mkdir -p "$fresh/lib" && mv "$fresh/usr/lib/modules" "$fresh/lib/"; fi
        depmod --basedir "$fresh" "$(ls "$fresh/lib/modules")"
        touch "$fresh/complete"
        rm -rf "$cache"
        mv "$fresh" "$cache"
    fi
    echo "$cache"
}

# Copies a program and the libraries it is linked with.
program() {
    local from=$1 root=$2 to=$3 library
    install -D "$from" "$root$to"
    if command -v strip >/dev/null; then strip "$root$to"; fi
    ldd "$from" | grep -o '/[^ ]*' | while read -r library; do
        [[ -e $root$library ]] || install -D "$(readlink -f "$library")" "$root$library"
    done
}

# Copies the modules, numbered as they are to be loaded.
modules() {
    local kernel=$1 root=$2 version module file number=100
    version=$(ls "$kernel/lib/modules")
    mkdir -p "$root/modules"
    for module in "${MODULES[@]}"; do
        while read -r _ file _; do
            if [[ $file == /* ]] && ! compgen -G "$root/modules/*-${file##*/}" >/dev/null; then
                cp "$file" "$root/modules/$((number++))-${file##*/}"
            fi
        done < <(modprobe --dirname "$kernel" --set-version "$version" --show-depends "$module")
    done
    if compgen -G "$root/modules/*.xz" >/dev/null; then xz --decompress "$root"/modules/*.xz; fi
}

# Writes the first program of the machine: it runs the rest of the command line of this script.
init() {
    local root=$1
    shift
    mkdir -p "$root"/{bin,dev,proc,sys,tmp}
    install "$(command -v busybox)" "$root/bin/busybox"
    {
        cat <<'INIT'
#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
echo 1 >/proc/sys/kernel/printk
for module in /modules/*; do insmod "$module"; done
INIT
        printf '/test'
        printf ' %q' "$@"
        printf '\necho "the machine ends: $?"\npoweroff -f\n'
    } >"$root/init"
    chmod +x "$root/init"
}

require qemu-system-x86_64 busybox cpio modprobe depmod ldd dpkg-deb apt-get
PATH=$PATH:/sbin:/usr/sbin
work=$1 station=$2 test=$3
shift 3

kernel=$(kernel)
root=$work/root
mkdir -p "$root"
modules "$kernel" "$root"
program "$station" "$root" /pairing-station
program "$test" "$root" /test
init "$root" "$@"
(cd "$root" && find . | cpio --quiet --create --format=newc) >"$work/initramfs"
rm -r "$root"

# No network, no disk, no screen: a serial console.
exec timeout --kill-after=5 "$SECONDS_AT_MOST" qemu-system-x86_64 \
    -accel tcg -m 768 -nographic -no-reboot -nic none \
    -kernel "$kernel"/boot/vmlinuz-* -initrd "$work/initramfs" \
    -append "console=ttyS0 quiet panic=-1 pairing-station-test-machine" </dev/null
