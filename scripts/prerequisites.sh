#!/usr/bin/env bash
# Checks what the machine must bring: rustup, a C compiler, Node 20+ and make.
# Names each missing one with the way to get it.
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

missing=0

lack() {
  printf 'Missing: %s\n  %s\n' "$1" "$2" >&2
  missing=1
}

command -v rustup >/dev/null ||
  lack rustup "Get it from https://rustup.rs, then open a new terminal."

command -v cc >/dev/null || command -v gcc >/dev/null || command -v clang >/dev/null ||
  lack "a C compiler" "Debian: apt-get install build-essential. Fedora: dnf install gcc. macOS: xcode-select --install."

command -v make >/dev/null ||
  lack make "Debian: apt-get install make. Fedora: dnf install make."

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  lack "Node.js 20 or newer, with npm" "Get it from https://nodejs.org or your system's packages."
elif (($(node -p 'process.versions.node.split(".")[0]') < 20)); then
  lack "Node.js 20 or newer (this is $(node --version))" "Get it from https://nodejs.org or your system's packages."
fi

if ((missing)); then
  die "install what is missing, then run the command again."
fi
