#!/bin/sh
# Search beside its peers, in one run over the same pairs: the station (benches/search.rs), the sqlite3
# shell's LIKE over the same table, and SQLite's own full-text index of all parts (FTS5 trigram).
#
#   sh benches/search.sh [PAIRS]        default: 5000000; needs sqlite3 with FTS5 and some 1.5 KB a pair
#
# Times in milliseconds. "first": the newest 200 rows; "all": the count of all that match.
set -eu
cd "$(dirname "$0")/.."
pairs=${1:-5000000}
dir=$(mktemp -d "${TMPDIR:-/tmp}/pairing-search.XXXXXX")
trap 'rm -rf "$dir"' EXIT INT TERM
cargo bench --bench search -- "$pairs" --keep "$dir/station"
ledger=$dir/station/ledger.sqlite
fts=$dir/fts.sqlite

# ms SQL DATABASE: real time of the statement.
ms() {
    printf '.timer on\n%s\n' "$1" | sqlite3 "$2" | awk '/^Run Time:/ { printf "%.1f", $4 * 1000 }'
}

begun=$(date +%s)
sqlite3 "$fts" "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; ATTACH '$ledger' AS l;
    CREATE VIRTUAL TABLE t USING fts5(dk, sn, content='', tokenize='trigram');
    INSERT INTO t(rowid, dk, sn) SELECT id, dk, sn FROM l.pairs;" > /dev/null
echo
echo "FTS5 trigram index: made in $(($(date +%s) - begun)) s, $(($(wc -c < "$fts") >> 20)) MB;" \
    "each commit would have to keep it"
echo
printf '%-9s %-9s %10s %22s %22s %22s\n' "" needle rows "station first / all" "LIKE first / all" "FTS5 first / all"
while IFS="$(printf '\t')" read -r kind needle first all rows; do
    like="FROM pairs WHERE dk LIKE '%$needle%' OR sn LIKE '%$needle%'"
    match="FROM t WHERE t MATCH '\"$needle\"'"
    like_first=$(ms "SELECT max(id) FROM (SELECT id $like ORDER BY id DESC LIMIT 200);" "$ledger")
    like_all=$(ms "SELECT count(*) $like;" "$ledger")
    fts_first=$(ms "SELECT max(rowid) FROM (SELECT rowid $match ORDER BY rowid DESC LIMIT 200);" "$fts")
    fts_all=$(ms "SELECT count(*) $match;" "$fts")
    printf '%-9s %-9s %10s %22s %22s %22s\n' "$kind" "$needle" "$rows" "$first / $all" \
        "$like_first / $like_all" "$fts_first / $fts_all"
    awk -v a="$all" -v l="$like_all" -v f="$fts_all" -v p="$first" -v m="$like_first" -v g="$fts_first" 'BEGIN {
        printf "%53s %22s %22s\n", "peer / station:", sprintf("%.1f / %.1f", m / p, l / a),
            sprintf("%.1f / %.1f", g / p, f / a) }'
done < "$dir/station/needles.tsv"
