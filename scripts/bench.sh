#!/usr/bin/env bash
# Measures the figures that README.md prints, everything optimised, and writes them as
# Markdown to target/bench/table.md. With names of parts measures only those.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

parts=("$@")
((${#parts[@]})) || parts=(slots bookings pages start browser)
[[ $(uname) == Linux ]] || die "make bench reads /proc, so it needs Linux."

scripts/build.sh
# shellcheck disable=SC2046 # an empty answer must vanish
cargo build $(quiet_unless_watched) --locked --release -p bench || die "the bench doesn't build; see above."
if [[ " ${parts[*]} " == *" browser "* ]]; then
  scripts/browser.sh
  CHROMIUM=$(scripts/browser.sh --path)
  export CHROMIUM
fi

folder=$ROOT/target/bench
begun=$SECONDS
"$TARGET/release/kith-bench" run "$KITH" "$SITE" "$folder" "${parts[@]}"
{
  echo '| what | measured | this machine alone, in the same run | share of that | aim | met |'
  echo '| --- | --- | --- | --- | --- | --- |'
  for part in "${parts[@]}"; do
    cat "$folder/$part.md"
  done
} >"$folder/table.md"
rm -rf "$folder"/{world,kith,demo}.db* "$folder/site" "$folder/errands.json"
say "Measured in $((SECONDS - begun)) s on $(nproc) cores; the table is in target/bench/table.md."
