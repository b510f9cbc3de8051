#!/usr/bin/env bash
# Every comparison of the supervisor's desk beside its peers, one after the other on an otherwise idle
# machine: relation files, the history's import, labels, search. Some twenty minutes.
#
#   bash benches/desk.sh
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
bash benches/relation_file.sh
cargo bench --locked --bench history_import
bash benches/labels.sh
bash benches/search.sh
