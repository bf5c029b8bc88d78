# shellcheck shell=bash disable=SC2034 # what is set here is used by the scripts that source it
# Sourced by every script here: where things are, and the settings that all
# builds share. Runs nothing itself.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"

PROFILE=${PROFILE:-debug}
TOOLS=$ROOT/.tools
TARGET=${CARGO_TARGET_DIR:-$ROOT/target}
SITE=$ROOT/target/site
KITH=$TARGET/$PROFILE/kith
# The tool ignores the version of what it finds on PATH, so ours come first.
export PATH="$TOOLS/bin:$TOOLS/node_modules/.bin:$PATH"

# Cargo tells builds apart by these two. They must be the same for every
# command, or each dependency is compiled twice; and the same for the server
# and the browser's half, since one hydrates what the other rendered.
export RUSTFLAGS="--cfg erase_components"
export LEPTOS_OUTPUT_NAME=kith

# CI builds once, so what speeds up the next build only costs time there.
if [[ ${CI:-} == true ]]; then
  export CARGO_INCREMENTAL=0
fi

say() { printf '%s\n' "$*"; }

die() {
  printf 'Error: %s\n' "$*" >&2
  exit 1
}

case $PROFILE in
  debug | release) ;;
  *) die "PROFILE is '$PROFILE'; it must be debug or release." ;;
esac

# The version of a package in Cargo.lock.
locked_version() {
  awk -v want="name = \"$1\"" '
    $0 == want { found = 1; next }
    found && /^version = / { gsub(/version = |"/, ""); print; exit }
  ' Cargo.lock
}

# Cargo's flag for no progress lines, where nobody watches them.
quiet_unless_watched() {
  [[ -t 2 ]] || echo --quiet
}
