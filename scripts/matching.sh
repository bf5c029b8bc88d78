#!/usr/bin/env bash
# Measures in memory how well matching finds who is the same person: on the FEBRL data
# sets and on generated clinics, without building the program. `make bench PART=matching`
# measures the same and more. Leaves the table in target/bench/matching-memory.md.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

scripts/febrl.sh
cargo build --locked --release -p matching-bench || die "the bench doesn't build; see above."
"$TARGET/release/kith-matching" figures "$ROOT/target/bench/febrl" | tee "$ROOT/target/bench/matching-memory.md"
