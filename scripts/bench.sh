#!/usr/bin/env bash
# Measures the figures that README.md prints, everything optimised, and writes them as
# Markdown to target/bench/table.md. With names of parts measures only those. A part that
# fails is named there instead of its rows, and the exit code isn't 0.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

parts=("$@")
((${#parts[@]})) || parts=(slots bookings pages family start matching browser)
[[ $(uname) == Linux ]] || die "make bench reads /proc, so it needs Linux."
# Before the build, which keeps every core busy itself.
LOAD_BEFORE=$(</proc/loadavg)
export LOAD_BEFORE

scripts/build.sh
# shellcheck disable=SC2046 # an empty answer must vanish
cargo build $(quiet_unless_watched) --locked --release -p bench || die "the bench doesn't build; see above."
if [[ " ${parts[*]} " == *" browser "* ]]; then
  scripts/browser.sh
  CHROMIUM=$(scripts/browser.sh --path)
  export CHROMIUM
fi

if [[ " ${parts[*]} " == *" matching "* ]]; then
  scripts/febrl.sh
fi

folder=$ROOT/target/bench
begun=$SECONDS
# What earlier runs have left is no figure of this one.
rm -f "$folder"/*.md
trap 'rm -rf "$folder"/{world,kith,demo,matching-*}.db* "$folder"/{matching,duplicates}.csv* "$folder"/{site,errands.json,appended}' EXIT

measured=0
"$TARGET/release/kith-bench" run "$KITH" "$SITE" "$folder" "${parts[@]}" || measured=1
[[ -f $folder/caption.md ]] || die "nothing was measured; see above."
{
  cat "$folder/caption.md"
  echo
  echo '| what | measured | this machine alone, in the same run | share of that | aim | met |'
  echo '| --- | --- | --- | --- | --- | --- |'
  for part in "${parts[@]}"; do
    cat "$folder/$part.md" 2>/dev/null || echo "| $part | **failed** | | | | **no** |"
  done
} >"$folder/table.md"
say "Measured in $((SECONDS - begun)) s on $(nproc) cores; the table is in target/bench/table.md."
exit $measured
