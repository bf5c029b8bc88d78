#!/usr/bin/env bash
# The developer's loop: serves, rebuilds on each change and reloads the page.
# Its WASM is a debug one; the next `make run` builds the site anew.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
scripts/setup.sh --quietly

[[ $PROFILE == debug ]] || die "make watch builds debug only; leave PROFILE out."

# cargo-leptos adds these two itself; given twice they would make another build.
unset RUSTFLAGS LEPTOS_OUTPUT_NAME
exec cargo leptos watch
