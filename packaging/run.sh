#!/usr/bin/env bash
# Builds the pairing station and opens it on a demo: a work order, an embedded ledger and a simulated
# gun. Without a display it does the same work headless and says where the results lie.
#
#   bash packaging/run.sh [--headless] [DATA_DIR]
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=packaging/system.sh
source "$root/packaging/system.sh"

usage() {
    say "usage: bash packaging/run.sh [--headless] [DATA_DIR]"
    exit 2
}

headless=false
data=
for argument in "$@"; do
    case $argument in
        --headless) headless=true ;;
        -*) usage ;;
        *) [[ -z $data ]] || usage; data=$argument ;;
    esac
done
data=${data:-${XDG_DATA_HOME:-$HOME/.local/share}/pairing-station-demo}
mkdir -p "$data"
data=$(cd "$data" && pwd)
if ! $headless && [[ -z ${DISPLAY:-} && -z ${WAYLAND_DISPLAY:-} ]]; then
    say "There is no display here (DISPLAY and WAYLAND_DISPLAY are empty): the demo runs headless."
    headless=true
fi

require_build_tools
if ! $headless; then
    mapfile -t missing < <(packages_of_missing_libraries "$WINDOW_LIBRARIES")
    install_packages "for the window (X11 or Wayland, keyboard, OpenGL)" "${missing[@]}" ||
        say "Going on without them: the window may not open."
fi

cd "$root"
say "Building (release; the first time takes some minutes) …"
cargo build --release --locked --bin pairing-station
target=$(cargo metadata --format-version 1 --no-deps --locked | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
station=$target/release/pairing-station
say "Data directory: $data"

if ! $headless; then
    exec "$station" --data "$data" --demo
fi

exports=$data/exports
if [[ -e $data/ledger.sqlite ]]; then
    say "The ledger of an earlier run is there: its pairs are only confirmed (already_paired), and those"
    say "exported before are not exported again. For a fresh start, remove that directory."
fi

say
say "The scans of assets/demo/scans.txt, each with its verdict:"
"$station" --data "$data" replay "$root/assets/demo/scans.txt" --order "$root/assets/demo/order.toml"

say
say "Relation file of the pairs not exported before:"
"$station" --data "$data" export --out "$exports" --only-new

say
say "Refused scans, for the technician:"
"$station" --data "$data" log --out "$data/refused-scans.csv"

say
say "Integrity of the ledger:"
"$station" --data "$data" check

say
say "Everything lies in $data:"
say "  ledger.sqlite      every scan, verdict and pair"
say "  refused-scans.csv  the refused scans"
for file in "$exports"/*; do
    if [[ -e $file ]]; then say "  exports/${file##*/}"; fi
done
