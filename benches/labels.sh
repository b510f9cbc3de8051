#!/usr/bin/env bash
# Labels beside libqrencode and libpng, in one run: installs what the C side needs, then runs benches/labels.rs.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=packaging/system.sh
source "$root/packaging/system.sh"

require_build_tools
missing=()
for header in "qrencode.h libqrencode-dev" "png.h libpng-dev"; do
    read -r file package <<<"$header"
    if ! echo "#include <$file>" | cc -E - >/dev/null 2>&1; then missing+=("$package"); fi
done
install_packages "for the C side of the comparison" "${missing[@]}" ||
    say "Going on without it: there will be no ratio."

cd "$root"
exec cargo bench --locked --bench labels "$@"
