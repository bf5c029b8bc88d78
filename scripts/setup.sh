#!/usr/bin/env bash
# Installs the build tools: the Rust toolchain with the WASM target by rustup,
# the rest into .tools/. Each step is skipped when its result is already there
# in the right version, so this is cheap to run before everything else.
# --quietly says nothing when there is nothing to do; --toolchain-only, too, and
# leaves out .tools/, which formatting, lints and Rust tests don't need.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"
scripts/prerequisites.sh

CARGO_LEPTOS=0.3.10 # newer ones need a newer compiler than rust-toolchain.toml names
WASM_BINDGEN=$(locked_version wasm-bindgen)
did=0

step() {
  did=1
  say "Setup: $1"
}

version_of() {
  [[ -x $TOOLS/bin/$1 ]] && "$TOOLS/bin/$1" --version 2>/dev/null | awk '{ print $2; exit }'
}

# The tools are glue and are used seldom: unoptimised and without debugging
# data they compile in half the time. What was compiled before an interruption
# is kept until the tool is there.
install_tool() {
  # shellcheck disable=SC2046 # an empty answer must vanish
  env -u RUSTFLAGS CARGO_PROFILE_DEV_DEBUG=0 \
    cargo install $(quiet_unless_watched) --force --root "$TOOLS" --target-dir "$TOOLS/build" "$@" ||
    die "could not install $1. It comes from crates.io: check the network, then run 'make setup' again."
}

channel=$(sed -nE 's/^channel *= *"(.*)"/\1/p' rust-toolchain.toml)
if ! rustup run "$channel" rustc --version >/dev/null 2>&1; then
  step "Rust $channel (a minute or two)."
  rustup toolchain install "$channel" --profile minimal --component clippy --component rustfmt ||
    die "Rust $channel can't be had. Check the network, or install that version by hand: rust-toolchain.toml asks for it."
fi
for component in clippy rustfmt; do
  if ! rustup component list --toolchain "$channel" --installed | grep "^$component" >/dev/null; then
    step "$component."
    rustup component add --toolchain "$channel" "$component" ||
      die "rustup can't add $component to Rust $channel. Check the network."
  fi
done
if ! rustup target list --toolchain "$channel" --installed | grep -x wasm32-unknown-unknown >/dev/null; then
  step "the WASM target."
  rustup target add --toolchain "$channel" wasm32-unknown-unknown ||
    die "rustup can't add wasm32-unknown-unknown to Rust $channel. Check the network."
fi

if [[ ${1:-} == --toolchain-only ]]; then
  exit
fi
mkdir -p "$TOOLS"

if [[ $(version_of cargo-leptos) != "$CARGO_LEPTOS" ]]; then
  # Its build compiles OpenSSL, whose set-up is a Perl program.
  command -v perl >/dev/null || die "perl is missing; compiling cargo-leptos needs it. Debian: apt-get install perl."
  step "compiling cargo-leptos $CARGO_LEPTOS (6 to 10 minutes on 2 cores, once)."
  install_tool "cargo-leptos@$CARGO_LEPTOS" --debug --locked --features no_downloads
fi

if [[ $(version_of wasm-bindgen) != "$WASM_BINDGEN" ]]; then
  # Not --locked: that release's lock file names a package that was withdrawn.
  step "compiling wasm-bindgen $WASM_BINDGEN (2 to 4 minutes on 2 cores, once)."
  install_tool "wasm-bindgen-cli@$WASM_BINDGEN" --no-default-features --bin wasm-bindgen
fi

if ! cmp -s scripts/tools/package-lock.json "$TOOLS/package-lock.json" || [[ ! -x $TOOLS/node_modules/.bin/wasm-opt ]]; then
  step "wasm-opt, from npm (seconds)."
  cp scripts/tools/package.json "$TOOLS/package.json"
  rm -f "$TOOLS/package-lock.json"
  cp scripts/tools/package-lock.json "$TOOLS/npm-lock.json"
  (cd "$TOOLS" && mv npm-lock.json package-lock.json && npm ci --no-audit --no-fund --loglevel=error) || {
    rm -f "$TOOLS/package-lock.json"
    die "could not install wasm-opt. It comes from the npm registry: check the network, then run 'make setup' again."
  }
fi

rm -rf "$TOOLS/build"

if ((did)); then
  say "Setup: done."
elif [[ ${1:-} != --quietly ]]; then
  say "Setup: everything is there already."
fi
