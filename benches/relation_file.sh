#!/usr/bin/env bash
# Relation files beside their peers, in one run: the sqlite3 shell's dump, libxlsxwriter in constant memory,
# and Python's libraries for comparison only. Installs what the peers need.
#
#   bash benches/relation_file.sh [--no-python]
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=packaging/system.sh
source "$root/packaging/system.sh"

require_build_tools
missing=()
if ! command -v sqlite3 >/dev/null; then missing+=(sqlite3); fi
if ! echo "#include <xlsxwriter.h>" | cc -E - >/dev/null 2>&1; then missing+=(libxlsxwriter-dev); fi
libraries=()
if [[ ${1:-} != --no-python ]]; then
    libraries=(xlsxwriter openpyxl)
    for library in "${libraries[@]}"; do
        if ! python3 -c "import $library" 2>/dev/null; then missing+=("python3-$library"); fi
    done
fi
install_packages "for the peers of the comparison" "${missing[@]}" ||
    say "Going on without them: what is missing is left out."

cd "$root"
cargo bench --locked --bench relation_file
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
for library in "${libraries[@]}"; do
    python3 benches/relation_file.py "$library" "$dir/$library.xlsx" 1000000 || say "$library: left out"
done
