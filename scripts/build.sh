#!/usr/bin/env bash
# Builds the server (debug, or release with PROFILE=release) and the site:
# always the optimised WASM, since that is what people get and a debug one is
# many times its size. Leaves target/PROFILE/kith and target/site.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
scripts/setup.sh --quietly

# Written last, inside the folder that every build of the site empties first:
# where it stands, the site is whole.
stamp=$SITE/pkg/.built
sources=(app frontend public style Cargo.toml Cargo.lock rust-toolchain.toml)

site_is_fresh() {
  # Folders too: a removed file changes only the folder that held it.
  [[ -f $stamp ]] && [[ -z $(find "${sources[@]}" -newer "$stamp" -print -quit) ]]
}

profile_args=()
if [[ $PROFILE == release ]]; then
  profile_args=(--release)
fi

if [[ ! -x $KITH ]]; then
  say "Build: the server, $PROFILE (4 to 8 minutes on 2 cores the first time)."
else
  say "Build: the server, $PROFILE."
fi
# shellcheck disable=SC2046 # an empty answer must vanish
cargo build $(quiet_unless_watched) --locked -p server --bin kith --no-default-features "${profile_args[@]}" ||
  die "the server doesn't build; see above."

if ! site_is_fresh; then
  say "Build: the site and its WASM (2 to 3 minutes on 2 cores the first time)."
  started=$(mktemp)
  trap 'rm -f "$started"' EXIT
  cargo leptos build --release --frontend-only --cargo-locked ||
    die "the site doesn't build; see above."
  # As old as the start of this build: a file saved meanwhile counts as newer.
  touch -r "$started" "$stamp"
fi

if [[ $PROFILE == release ]]; then
  node scripts/compress.mjs "$SITE"
fi
