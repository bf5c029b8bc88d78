#!/usr/bin/env bash
# Runs the long proof, everything optimised: contested rounds, kills, a full disk, a bad
# mail server, idle connections. Words name parts; SOAK_SCALE=0.01 makes it shorter.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

[[ $(uname) == Linux ]] || die "make soak reads /proc and mounts a tmpfs, so it needs Linux."
# Ten thousand connections are as many open files, here and in the server.
ulimit -n "$(ulimit -Hn)"

# shellcheck disable=SC2046 # an empty answer must vanish
cargo test $(quiet_unless_watched) --locked --release -p server --test soak --no-run ||
  die "the soak doesn't build; see above."
begun=$SECONDS
say "Everything times ${SOAK_SCALE:-1}."
held=0
cargo test --quiet --locked --release -p server --test soak -- "$@" || held=1
say "Soaked for $((SECONDS - begun)) s on $(nproc) cores."
exit $held
